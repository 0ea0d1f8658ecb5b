cdef void solve_grid_order2_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* lines = <f64d*> tile.lines
    cdef f64d top = (<const f64d*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64d* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64d q0_0 = q[0]
    cdef const f64d* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64d q1_0 = q[1]
    cdef const f64d* products2 = products + ((tile.phase + 2) >> tile.shift) * tile.pitch
    cdef f64d q2_0 = q[2]
    cdef const f64d* products3 = products + ((tile.phase + 3) >> tile.shift) * tile.pitch
    cdef f64d q3_0 = q[3]
    cdef f64d p0
    cdef f64d z, x, y, c
    cdef f64d sum0
    cdef f64d a0, a1, a2, a3
    cdef f64d b0, b1, b2, b3
    if tile.splits > 1:
        for column in range(tile.columns):
            z = products0[column]
            b0 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
            b0 = f64d_plus_product(z, z, b0)
            a0 = f64d_plus(z, z)
            a0 = f64d_plus_product(a0, z, z)
            z = products1[column]
            b1 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
            b1 = f64d_plus_product(z, z, b1)
            a1 = f64d_plus(z, z)
            a1 = f64d_plus_product(a1, z, z)
            z = products2[column]
            b2 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
            b2 = f64d_plus_product(z, z, b2)
            a2 = f64d_plus(z, z)
            a2 = f64d_plus_product(a2, z, z)
            z = products3[column]
            b3 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
            b3 = f64d_plus_product(z, z, b3)
            a3 = f64d_plus(z, z)
            a3 = f64d_plus_product(a3, z, z)
            for _split in range(tile.splits):
                p0 = p[0]
                below = top
                top = lines[3 * tile.line_pitch + 1]
                c = below
                below = f64d_plus(below, q0_0)
                lines[0 * tile.line_pitch] = below
                sum0 = f64d_plus(p0, q0_0)
                x = f64d_product(a0, c)
                p0 = f64d_plus_product((f64d_plus(p0, x)), b0, sum0)
                q0_0 = f64d_plus_product((f64d_plus(q0_0, x)), b0, sum0)
                c = below
                below = f64d_plus(below, q1_0)
                lines[1 * tile.line_pitch] = below
                sum0 = f64d_plus(p0, q1_0)
                x = f64d_product(a1, c)
                p0 = f64d_plus_product((f64d_plus(p0, x)), b1, sum0)
                q1_0 = f64d_plus_product((f64d_plus(q1_0, x)), b1, sum0)
                c = below
                below = f64d_plus(below, q2_0)
                lines[2 * tile.line_pitch] = below
                sum0 = f64d_plus(p0, q2_0)
                x = f64d_product(a2, c)
                p0 = f64d_plus_product((f64d_plus(p0, x)), b2, sum0)
                q2_0 = f64d_plus_product((f64d_plus(q2_0, x)), b2, sum0)
                c = below
                below = f64d_plus(below, q3_0)
                lines[3 * tile.line_pitch] = below
                sum0 = f64d_plus(p0, q3_0)
                x = f64d_product(a3, c)
                p0 = f64d_plus_product((f64d_plus(p0, x)), b3, sum0)
                q3_0 = f64d_plus_product((f64d_plus(q3_0, x)), b3, sum0)
                p[0] = p0
                p = p + 1
                lines = lines + 1
    else:
        for column in range(tile.columns):
            p0 = p[0]
            below = top
            top = lines[3 * tile.line_pitch + 1]
            c = below
            below = f64d_plus(below, q0_0)
            lines[0 * tile.line_pitch] = below
            z = products0[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q0_0)
            x = f64d_plus_product(x, y, sum0)
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q0_0 = f64d_plus(q0_0, x)
            c = below
            below = f64d_plus(below, q1_0)
            lines[1 * tile.line_pitch] = below
            z = products1[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q1_0)
            x = f64d_plus_product(x, y, sum0)
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q1_0 = f64d_plus(q1_0, x)
            c = below
            below = f64d_plus(below, q2_0)
            lines[2 * tile.line_pitch] = below
            z = products2[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q2_0)
            x = f64d_plus_product(x, y, sum0)
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q2_0 = f64d_plus(q2_0, x)
            c = below
            below = f64d_plus(below, q3_0)
            lines[3 * tile.line_pitch] = below
            z = products3[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q3_0)
            x = f64d_plus_product(x, y, sum0)
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q3_0 = f64d_plus(q3_0, x)
            p[0] = p0
            p = p + 1
            lines = lines + 1
    (<f64d*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q1_0
    q[2] = q2_0
    q[3] = q3_0
