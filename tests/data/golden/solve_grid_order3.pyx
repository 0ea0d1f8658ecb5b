cdef void solve_grid_order3_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
    cdef f64v* lines = <f64v*> tile.lines
    cdef f64v top = (<const f64v*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64v* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64v q0_0 = q[0], q0_1 = q[1]
    cdef const f64v* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64v q1_0 = q[2], q1_1 = q[3]
    cdef f64v p0, p1
    cdef f64v z, x, y, c
    cdef f64v sum0, sum1
    cdef f64v difference0
    cdef f64v difference1
    cdef f64v z2
    cdef f64v e0
    cdef f64v e1
    cdef f64v E00
    cdef f64v E01
    cdef f64v B10
    cdef f64v F10, H10
    for column in range(tile.columns):
        for _split in range(tile.splits):
            p0 = p[0]
            p1 = p[1]
            below = top
            top = lines[1 * tile.line_pitch + 1]
            c = below
            below = below + q0_0
            lines[0 * tile.line_pitch] = below
            z = products0[column]
            z2 = z * z
            e0 = f64_splat(coefs[6])
            e0 = f64_splat(coefs[4]) + e0 * z
            e0 = f64_splat(coefs[2]) + e0 * z
            e0 = e0 * z
            e1 = f64_splat(coefs[5])
            e1 = e1 * z2
            E00 = f64_splat(coefs[20])
            E00 = f64_splat(coefs[16]) + E00 * z
            E00 = f64_splat(coefs[12]) + E00 * z
            E00 = E00 * z
            E01 = f64_splat(coefs[17])
            E01 = f64_splat(coefs[13]) + E01 * z
            E01 = E01 * z
            B10 = f64_splat(coefs[34])
            B10 = B10 * z2
            F10 = B10 - E01
            H10 = E01 + B10
            sum0 = p0 + q0_0
            difference0 = p0 - q0_0
            sum1 = p1 + q0_1
            difference1 = p1 - q0_1
            x = E00 * sum0
            x = x + E01 * sum1
            x = x + x
            x = x + e0 * c
            p0 = p0 + x
            q0_0 = q0_0 + x
            x = e1 * c
            x = x + F10 * sum0
            y = f64_splat(0)
            y = y - H10 * difference0
            p1 = p1 + (x + y)
            q0_1 = q0_1 + (x - y)
            c = below
            below = below + q1_0
            lines[1 * tile.line_pitch] = below
            z = products1[column]
            z2 = z * z
            e0 = f64_splat(coefs[6])
            e0 = f64_splat(coefs[4]) + e0 * z
            e0 = f64_splat(coefs[2]) + e0 * z
            e0 = e0 * z
            e1 = f64_splat(coefs[5])
            e1 = e1 * z2
            E00 = f64_splat(coefs[20])
            E00 = f64_splat(coefs[16]) + E00 * z
            E00 = f64_splat(coefs[12]) + E00 * z
            E00 = E00 * z
            E01 = f64_splat(coefs[17])
            E01 = f64_splat(coefs[13]) + E01 * z
            E01 = E01 * z
            B10 = f64_splat(coefs[34])
            B10 = B10 * z2
            F10 = B10 - E01
            H10 = E01 + B10
            sum0 = p0 + q1_0
            difference0 = p0 - q1_0
            sum1 = p1 + q1_1
            difference1 = p1 - q1_1
            x = E00 * sum0
            x = x + E01 * sum1
            x = x + x
            x = x + e0 * c
            p0 = p0 + x
            q1_0 = q1_0 + x
            x = e1 * c
            x = x + F10 * sum0
            y = f64_splat(0)
            y = y - H10 * difference0
            p1 = p1 + (x + y)
            q1_1 = q1_1 + (x - y)
            p[0] = p0
            p[1] = p1
            p = p + 2
            lines = lines + 1
    (<f64v*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q0_1
    q[2] = q1_0
    q[3] = q1_1
