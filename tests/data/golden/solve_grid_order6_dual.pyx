cdef void solve_grid_order6_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* lines = <f64d*> tile.lines
    cdef f64d top = (<const f64d*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64d* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64d q0_0 = q[0], q0_1 = q[1], q0_2 = q[2]
    cdef const f64d* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64d q1_0 = q[3], q1_1 = q[4], q1_2 = q[5]
    cdef f64d p0, p1, p2
    cdef f64d z, x, y, c
    cdef f64d sum0, sum1, sum2
    cdef f64d difference0
    cdef f64d difference1
    cdef f64d difference2
    cdef f64d z2
    cdef f64d z3
    cdef f64d e0
    cdef f64d e1
    cdef f64d e2
    cdef f64d E00
    cdef f64d E01
    cdef f64d E02
    cdef f64d E11
    cdef f64d E12
    cdef f64d E22
    cdef f64d B10
    cdef f64d B11
    cdef f64d B12
    cdef f64d B20
    cdef f64d B21
    cdef f64d F10, H10
    cdef f64d F11, H11
    cdef f64d F12, H12
    cdef f64d F20, H20
    cdef f64d F21, H21
    for column in range(tile.columns):
        for _split in range(tile.splits):
            p0 = p[0]
            p1 = p[1]
            p2 = p[2]
            below = top
            top = lines[1 * tile.line_pitch + 1]
            c = below
            below = f64d_plus(below, q0_0)
            lines[0 * tile.line_pitch] = below
            z = products0[column]
            z2 = f64d_product(z, z)
            z3 = f64d_product(z2, z)
            e0 = f64d_splat(coefs[18])
            e0 = f64d_plus_product(f64d_splat(coefs[15]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[12]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[9]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[3]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[16])
            e1 = f64d_plus_product(f64d_splat(coefs[13]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[10]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[7]), e1, z)
            e1 = f64d_product(e1, z2)
            e2 = f64d_splat(coefs[14])
            e2 = f64d_plus_product(f64d_splat(coefs[11]), e2, z)
            e2 = f64d_product(e2, z3)
            E00 = f64d_splat(coefs[75])
            E00 = f64d_plus_product(f64d_splat(coefs[66]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[57]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[48]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[39]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[30]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[67])
            E01 = f64d_plus_product(f64d_splat(coefs[58]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[49]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[40]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[31]), E01, z)
            E01 = f64d_product(E01, z)
            E02 = f64d_splat(coefs[59])
            E02 = f64d_plus_product(f64d_splat(coefs[50]), E02, z)
            E02 = f64d_plus_product(f64d_splat(coefs[41]), E02, z)
            E02 = f64d_product(E02, z2)
            E11 = f64d_splat(coefs[61])
            E11 = f64d_plus_product(f64d_splat(coefs[52]), E11, z)
            E11 = f64d_plus_product(f64d_splat(coefs[43]), E11, z)
            E11 = f64d_product(E11, z2)
            E12 = f64d_splat(coefs[53])
            E12 = f64d_product(E12, z)
            E12 = f64d_plus_product(f64d_splat(coefs[35]), E12, z)
            E12 = f64d_product(E12, z)
            E22 = f64d_splat(coefs[47])
            E22 = f64d_product(E22, z2)
            B10 = f64d_splat(coefs[132])
            B10 = f64d_plus_product(f64d_splat(coefs[123]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[114]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[105]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[124])
            B11 = f64d_plus_product(f64d_splat(coefs[115]), B11, z)
            B11 = f64d_plus_product(f64d_splat(coefs[106]), B11, z)
            B11 = f64d_product(B11, z2)
            B12 = f64d_splat(coefs[116])
            B12 = f64d_plus_product(f64d_splat(coefs[107]), B12, z)
            B12 = f64d_product(B12, z2)
            B20 = f64d_splat(coefs[126])
            B20 = f64d_plus_product(f64d_splat(coefs[117]), B20, z)
            B20 = f64d_product(B20, z3)
            B21 = f64d_splat(coefs[118])
            B21 = f64d_product(B21, z3)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            F12 = f64d_plus(B12, E12)
            H12 = f64d_minus(E12, B12)
            F20 = f64d_plus(B20, E02)
            H20 = f64d_minus(E02, B20)
            F21 = f64d_minus(B21, E12)
            H21 = f64d_plus(E12, B21)
            sum0 = f64d_plus(p0, q0_0)
            difference0 = f64d_minus(p0, q0_0)
            sum1 = f64d_plus(p1, q0_1)
            difference1 = f64d_minus(p1, q0_1)
            sum2 = f64d_plus(p2, q0_2)
            difference2 = f64d_minus(p2, q0_2)
            x = f64d_product(E00, sum0)
            x = f64d_plus_product(x, E01, sum1)
            x = f64d_plus_product(x, E02, sum2)
            x = f64d_plus(x, x)
            x = f64d_plus_product(x, e0, c)
            p0 = f64d_plus(p0, x)
            q0_0 = f64d_plus(q0_0, x)
            x = f64d_product(e1, c)
            x = f64d_plus_product(x, F10, sum0)
            x = f64d_plus_product(x, F11, sum1)
            x = f64d_plus_product(x, F12, sum2)
            y = f64d_splat(0)
            y = f64d_minus_product(y, H10, difference0)
            y = f64d_plus_product(y, H11, difference1)
            y = f64d_plus_product(y, H12, difference2)
            p1 = f64d_plus(p1, (f64d_plus(x, y)))
            q0_1 = f64d_plus(q0_1, (f64d_minus(x, y)))
            x = f64d_product(e2, c)
            x = f64d_plus_product(x, F20, sum0)
            x = f64d_plus_product(x, F21, sum1)
            x = f64d_plus_product(x, E22, sum2)
            y = f64d_splat(0)
            y = f64d_plus_product(y, H20, difference0)
            y = f64d_minus_product(y, H21, difference1)
            y = f64d_plus_product(y, E22, difference2)
            p2 = f64d_plus(p2, (f64d_plus(x, y)))
            q0_2 = f64d_plus(q0_2, (f64d_minus(x, y)))
            c = below
            below = f64d_plus(below, q1_0)
            lines[1 * tile.line_pitch] = below
            z = products1[column]
            z2 = f64d_product(z, z)
            z3 = f64d_product(z2, z)
            e0 = f64d_splat(coefs[18])
            e0 = f64d_plus_product(f64d_splat(coefs[15]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[12]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[9]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[3]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[16])
            e1 = f64d_plus_product(f64d_splat(coefs[13]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[10]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[7]), e1, z)
            e1 = f64d_product(e1, z2)
            e2 = f64d_splat(coefs[14])
            e2 = f64d_plus_product(f64d_splat(coefs[11]), e2, z)
            e2 = f64d_product(e2, z3)
            E00 = f64d_splat(coefs[75])
            E00 = f64d_plus_product(f64d_splat(coefs[66]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[57]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[48]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[39]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[30]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[67])
            E01 = f64d_plus_product(f64d_splat(coefs[58]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[49]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[40]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[31]), E01, z)
            E01 = f64d_product(E01, z)
            E02 = f64d_splat(coefs[59])
            E02 = f64d_plus_product(f64d_splat(coefs[50]), E02, z)
            E02 = f64d_plus_product(f64d_splat(coefs[41]), E02, z)
            E02 = f64d_product(E02, z2)
            E11 = f64d_splat(coefs[61])
            E11 = f64d_plus_product(f64d_splat(coefs[52]), E11, z)
            E11 = f64d_plus_product(f64d_splat(coefs[43]), E11, z)
            E11 = f64d_product(E11, z2)
            E12 = f64d_splat(coefs[53])
            E12 = f64d_product(E12, z)
            E12 = f64d_plus_product(f64d_splat(coefs[35]), E12, z)
            E12 = f64d_product(E12, z)
            E22 = f64d_splat(coefs[47])
            E22 = f64d_product(E22, z2)
            B10 = f64d_splat(coefs[132])
            B10 = f64d_plus_product(f64d_splat(coefs[123]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[114]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[105]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[124])
            B11 = f64d_plus_product(f64d_splat(coefs[115]), B11, z)
            B11 = f64d_plus_product(f64d_splat(coefs[106]), B11, z)
            B11 = f64d_product(B11, z2)
            B12 = f64d_splat(coefs[116])
            B12 = f64d_plus_product(f64d_splat(coefs[107]), B12, z)
            B12 = f64d_product(B12, z2)
            B20 = f64d_splat(coefs[126])
            B20 = f64d_plus_product(f64d_splat(coefs[117]), B20, z)
            B20 = f64d_product(B20, z3)
            B21 = f64d_splat(coefs[118])
            B21 = f64d_product(B21, z3)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            F12 = f64d_plus(B12, E12)
            H12 = f64d_minus(E12, B12)
            F20 = f64d_plus(B20, E02)
            H20 = f64d_minus(E02, B20)
            F21 = f64d_minus(B21, E12)
            H21 = f64d_plus(E12, B21)
            sum0 = f64d_plus(p0, q1_0)
            difference0 = f64d_minus(p0, q1_0)
            sum1 = f64d_plus(p1, q1_1)
            difference1 = f64d_minus(p1, q1_1)
            sum2 = f64d_plus(p2, q1_2)
            difference2 = f64d_minus(p2, q1_2)
            x = f64d_product(E00, sum0)
            x = f64d_plus_product(x, E01, sum1)
            x = f64d_plus_product(x, E02, sum2)
            x = f64d_plus(x, x)
            x = f64d_plus_product(x, e0, c)
            p0 = f64d_plus(p0, x)
            q1_0 = f64d_plus(q1_0, x)
            x = f64d_product(e1, c)
            x = f64d_plus_product(x, F10, sum0)
            x = f64d_plus_product(x, F11, sum1)
            x = f64d_plus_product(x, F12, sum2)
            y = f64d_splat(0)
            y = f64d_minus_product(y, H10, difference0)
            y = f64d_plus_product(y, H11, difference1)
            y = f64d_plus_product(y, H12, difference2)
            p1 = f64d_plus(p1, (f64d_plus(x, y)))
            q1_1 = f64d_plus(q1_1, (f64d_minus(x, y)))
            x = f64d_product(e2, c)
            x = f64d_plus_product(x, F20, sum0)
            x = f64d_plus_product(x, F21, sum1)
            x = f64d_plus_product(x, E22, sum2)
            y = f64d_splat(0)
            y = f64d_plus_product(y, H20, difference0)
            y = f64d_minus_product(y, H21, difference1)
            y = f64d_plus_product(y, E22, difference2)
            p2 = f64d_plus(p2, (f64d_plus(x, y)))
            q1_2 = f64d_plus(q1_2, (f64d_minus(x, y)))
            p[0] = p0
            p[1] = p1
            p[2] = p2
            p = p + 3
            lines = lines + 1
    (<f64d*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q0_1
    q[2] = q0_2
    q[3] = q1_0
    q[4] = q1_1
    q[5] = q1_2
