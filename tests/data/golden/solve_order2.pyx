cdef void solve_order2_f64(const Tile* tile) noexcept nogil:
    """Solve a tile."""
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
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
    cdef f64v s, left0, left1, left2, left3, left4
    cdef f64v right0, right1, right2, right3, right4
    if tile.splits > 1:
        left0 = top
        left1 = left0 + q0_0
        left2 = left1 + q1_0
        left3 = left2 + q2_0
        left4 = left3 + q3_0
        if products0 == products3:
            for column in range(tile.columns):
                z = products0[column]
                b0 = z * (<double> (1.0 / 3))
                a0 = f64_splat(1) + z
                a0 = a0 + z * b0
                b0 = f64_splat(1) - z * b0
                for _split in range(tile.splits):
                    right0 = left0 + p[0]
                    s = right0 + left1
                    right1 = a0 * s - b0 * left0
                    s = right1 + left2
                    right2 = a0 * s - b0 * left1
                    s = right2 + left3
                    right3 = a0 * s - b0 * left2
                    s = right3 + left4
                    right4 = a0 * s - b0 * left3
                    p[0] = right4 - left4
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        elif products0 == products1 and products2 == products3:
            for column in range(tile.columns):
                z = products0[column]
                b0 = z * (<double> (1.0 / 3))
                a0 = f64_splat(1) + z
                a0 = a0 + z * b0
                b0 = f64_splat(1) - z * b0
                z = products2[column]
                b2 = z * (<double> (1.0 / 3))
                a2 = f64_splat(1) + z
                a2 = a2 + z * b2
                b2 = f64_splat(1) - z * b2
                for _split in range(tile.splits):
                    right0 = left0 + p[0]
                    s = right0 + left1
                    right1 = a0 * s - b0 * left0
                    s = right1 + left2
                    right2 = a0 * s - b0 * left1
                    s = right2 + left3
                    right3 = a2 * s - b2 * left2
                    s = right3 + left4
                    right4 = a2 * s - b2 * left3
                    p[0] = right4 - left4
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        else:
            for column in range(tile.columns):
                z = products0[column]
                b0 = z * (<double> (1.0 / 3))
                a0 = f64_splat(1) + z
                a0 = a0 + z * b0
                b0 = f64_splat(1) - z * b0
                z = products1[column]
                b1 = z * (<double> (1.0 / 3))
                a1 = f64_splat(1) + z
                a1 = a1 + z * b1
                b1 = f64_splat(1) - z * b1
                z = products2[column]
                b2 = z * (<double> (1.0 / 3))
                a2 = f64_splat(1) + z
                a2 = a2 + z * b2
                b2 = f64_splat(1) - z * b2
                z = products3[column]
                b3 = z * (<double> (1.0 / 3))
                a3 = f64_splat(1) + z
                a3 = a3 + z * b3
                b3 = f64_splat(1) - z * b3
                for _split in range(tile.splits):
                    right0 = left0 + p[0]
                    s = right0 + left1
                    right1 = a0 * s - b0 * left0
                    s = right1 + left2
                    right2 = a1 * s - b1 * left1
                    s = right2 + left3
                    right3 = a2 * s - b2 * left2
                    s = right3 + left4
                    right4 = a3 * s - b3 * left3
                    p[0] = right4 - left4
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        top = left0
        q0_0 = left1 - left0
        q1_0 = left2 - left1
        q2_0 = left3 - left2
        q3_0 = left4 - left3
    else:
        for column in range(tile.columns):
            p0 = p[0]
            below = top
            top = top + p0
            c = below
            below = below + q0_0
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
    (<f64v*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q1_0
    q[2] = q2_0
    q[3] = q3_0
