cdef void solve_grid_order2_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
    cdef f64v* lines = <f64v*> tile.lines
    cdef f64v top = (<const f64v*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64v* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64v q0_0 = q[0]
    cdef const f64v* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64v q1_0 = q[1]
    cdef const f64v* products2 = products + ((tile.phase + 2) >> tile.shift) * tile.pitch
    cdef f64v q2_0 = q[2]
    cdef const f64v* products3 = products + ((tile.phase + 3) >> tile.shift) * tile.pitch
    cdef f64v q3_0 = q[3]
    cdef f64v p0
    cdef f64v z, x, y, c
    cdef f64v sum0
    cdef f64v a0, a1, a2, a3
    cdef f64v b0, b1, b2, b3
    if tile.splits > 1:
        for column in range(tile.columns):
            z = products0[column]
            b0 = z * (<double> (1.0 / 3))
            b0 = z + z * b0
            a0 = z + z
            a0 = a0 + z * z
            z = products1[column]
            b1 = z * (<double> (1.0 / 3))
            b1 = z + z * b1
            a1 = z + z
            a1 = a1 + z * z
            z = products2[column]
            b2 = z * (<double> (1.0 / 3))
            b2 = z + z * b2
            a2 = z + z
            a2 = a2 + z * z
            z = products3[column]
            b3 = z * (<double> (1.0 / 3))
            b3 = z + z * b3
            a3 = z + z
            a3 = a3 + z * z
            for _split in range(tile.splits):
                p0 = p[0]
                below = top
                top = lines[3 * tile.line_pitch + 1]
                c = below
                below = below + q0_0
                lines[0 * tile.line_pitch] = below
                sum0 = p0 + q0_0
                x = a0 * c
                p0 = (p0 + x) + b0 * sum0
                q0_0 = (q0_0 + x) + b0 * sum0
                c = below
                below = below + q1_0
                lines[1 * tile.line_pitch] = below
                sum0 = p0 + q1_0
                x = a1 * c
                p0 = (p0 + x) + b1 * sum0
                q1_0 = (q1_0 + x) + b1 * sum0
                c = below
                below = below + q2_0
                lines[2 * tile.line_pitch] = below
                sum0 = p0 + q2_0
                x = a2 * c
                p0 = (p0 + x) + b2 * sum0
                q2_0 = (q2_0 + x) + b2 * sum0
                c = below
                below = below + q3_0
                lines[3 * tile.line_pitch] = below
                sum0 = p0 + q3_0
                x = a3 * c
                p0 = (p0 + x) + b3 * sum0
                q3_0 = (q3_0 + x) + b3 * sum0
                p[0] = p0
                p = p + 1
                lines = lines + 1
    else:
        for column in range(tile.columns):
            p0 = p[0]
            below = top
            top = lines[3 * tile.line_pitch + 1]
            c = below
            below = below + q0_0
            lines[0 * tile.line_pitch] = below
            z = products0[column]
            x = c + c + z * c
            y = f64_splat(1) + f64_splat((1.0 / 3)) * z
            sum0 = p0 + q0_0
            x = x + y * sum0
            x = z * x
            p0 = p0 + x
            q0_0 = q0_0 + x
            c = below
            below = below + q1_0
            lines[1 * tile.line_pitch] = below
            z = products1[column]
            x = c + c + z * c
            y = f64_splat(1) + f64_splat((1.0 / 3)) * z
            sum0 = p0 + q1_0
            x = x + y * sum0
            x = z * x
            p0 = p0 + x
            q1_0 = q1_0 + x
            c = below
            below = below + q2_0
            lines[2 * tile.line_pitch] = below
            z = products2[column]
            x = c + c + z * c
            y = f64_splat(1) + f64_splat((1.0 / 3)) * z
            sum0 = p0 + q2_0
            x = x + y * sum0
            x = z * x
            p0 = p0 + x
            q2_0 = q2_0 + x
            c = below
            below = below + q3_0
            lines[3 * tile.line_pitch] = below
            z = products3[column]
            x = c + c + z * c
            y = f64_splat(1) + f64_splat((1.0 / 3)) * z
            sum0 = p0 + q3_0
            x = x + y * sum0
            x = z * x
            p0 = p0 + x
            q3_0 = q3_0 + x
            p[0] = p0
            p = p + 1
            lines = lines + 1
    (<f64v*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q1_0
    q[2] = q2_0
    q[3] = q3_0
