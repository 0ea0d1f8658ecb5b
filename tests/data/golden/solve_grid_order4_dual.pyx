cdef void solve_grid_order4_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* lines = <f64d*> tile.lines
    cdef f64d top = (<const f64d*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64d* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64d q0_0 = q[0], q0_1 = q[1]
    cdef const f64d* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64d q1_0 = q[2], q1_1 = q[3]
    cdef f64d p0, p1
    cdef f64d z, x, y, c
    cdef f64d sum0, sum1
    cdef f64d difference0
    cdef f64d difference1
    cdef f64d z2
    cdef f64d e0
    cdef f64d e1
    cdef f64d E00
    cdef f64d E01
    cdef f64d E11
    cdef f64d B10
    cdef f64d B11
    cdef f64d F10, H10
    cdef f64d F11, H11
    for column in range(tile.columns):
        for _split in range(tile.splits):
            p0 = p[0]
            p1 = p[1]
            below = top
            top = lines[1 * tile.line_pitch + 1]
            c = below
            below = f64d_plus(below, q0_0)
            lines[0 * tile.line_pitch] = below
            z = products0[column]
            z2 = f64d_product(z, z)
            e0 = f64d_splat(coefs[8])
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[4]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[2]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[7])
            e1 = f64d_plus_product(f64d_splat(coefs[5]), e1, z)
            e1 = f64d_product(e1, z2)
            E00 = f64d_splat(coefs[26])
            E00 = f64d_plus_product(f64d_splat(coefs[22]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[18]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[14]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[23])
            E01 = f64d_plus_product(f64d_splat(coefs[19]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[15]), E01, z)
            E01 = f64d_product(E01, z)
            E11 = f64d_splat(coefs[21])
            E11 = f64d_product(E11, z2)
            B10 = f64d_splat(coefs[44])
            B10 = f64d_plus_product(f64d_splat(coefs[40]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[41])
            B11 = f64d_product(B11, z2)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            sum0 = f64d_plus(p0, q0_0)
            difference0 = f64d_minus(p0, q0_0)
            sum1 = f64d_plus(p1, q0_1)
            difference1 = f64d_minus(p1, q0_1)
            x = f64d_product(E00, sum0)
            x = f64d_plus_product(x, E01, sum1)
            x = f64d_plus(x, x)
            x = f64d_plus_product(x, e0, c)
            p0 = f64d_plus(p0, x)
            q0_0 = f64d_plus(q0_0, x)
            x = f64d_product(e1, c)
            x = f64d_plus_product(x, F10, sum0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_splat(0)
            y = f64d_minus_product(y, H10, difference0)
            y = f64d_plus_product(y, H11, difference1)
            p1 = f64d_plus(p1, (f64d_plus(x, y)))
            q0_1 = f64d_plus(q0_1, (f64d_minus(x, y)))
            c = below
            below = f64d_plus(below, q1_0)
            lines[1 * tile.line_pitch] = below
            z = products1[column]
            z2 = f64d_product(z, z)
            e0 = f64d_splat(coefs[8])
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[4]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[2]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[7])
            e1 = f64d_plus_product(f64d_splat(coefs[5]), e1, z)
            e1 = f64d_product(e1, z2)
            E00 = f64d_splat(coefs[26])
            E00 = f64d_plus_product(f64d_splat(coefs[22]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[18]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[14]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[23])
            E01 = f64d_plus_product(f64d_splat(coefs[19]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[15]), E01, z)
            E01 = f64d_product(E01, z)
            E11 = f64d_splat(coefs[21])
            E11 = f64d_product(E11, z2)
            B10 = f64d_splat(coefs[44])
            B10 = f64d_plus_product(f64d_splat(coefs[40]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[41])
            B11 = f64d_product(B11, z2)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            sum0 = f64d_plus(p0, q1_0)
            difference0 = f64d_minus(p0, q1_0)
            sum1 = f64d_plus(p1, q1_1)
            difference1 = f64d_minus(p1, q1_1)
            x = f64d_product(E00, sum0)
            x = f64d_plus_product(x, E01, sum1)
            x = f64d_plus(x, x)
            x = f64d_plus_product(x, e0, c)
            p0 = f64d_plus(p0, x)
            q1_0 = f64d_plus(q1_0, x)
            x = f64d_product(e1, c)
            x = f64d_plus_product(x, F10, sum0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_splat(0)
            y = f64d_minus_product(y, H10, difference0)
            y = f64d_plus_product(y, H11, difference1)
            p1 = f64d_plus(p1, (f64d_plus(x, y)))
            q1_1 = f64d_plus(q1_1, (f64d_minus(x, y)))
            p[0] = p0
            p[1] = p1
            p = p + 2
            lines = lines + 1
    (<f64d*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q0_1
    q[2] = q1_0
    q[3] = q1_1
