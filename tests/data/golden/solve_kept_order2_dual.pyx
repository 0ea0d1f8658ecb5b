cdef void solve_kept_order2_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and keep the slopes of its cells."""
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* slopes = <f64d*> tile.slopes
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
    cdef f64d slope_a0, slope_a1, slope_a2, slope_a3
    cdef f64d slope_b0, slope_b1, slope_b2, slope_b3
    cdef f64d s, left0, left1, left2, left3, left4
    cdef f64d right0, right1, right2, right3, right4
    if tile.splits > 1:
        left0 = top
        left1 = f64d_plus(left0, q0_0)
        left2 = f64d_plus(left1, q1_0)
        left3 = f64d_plus(left2, q2_0)
        left4 = f64d_plus(left3, q3_0)
        if products0 == products3:
            for column in range(tile.columns):
                z = products0[column]
                b0 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b0 = f64d_plus(b0, b0)
                slope_a0 = f64d_plus(f64d_splat(1), slope_b0)
                a0 = f64d_plus(f64d_splat(1), z)
                a0 = f64d_plus_product(a0, z, b0)
                b0 = f64d_minus_product(f64d_splat(1), z, b0)
                for _split in range(tile.splits):
                    right0 = f64d_plus(left0, p[0])
                    s = f64d_plus(right0, left1)
                    right1 = f64d_minus_product(f64d_product(a0, s), b0, left0)
                    x = f64d_product(slope_b0, left0)
                    slopes[0] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right1, left2)
                    right2 = f64d_minus_product(f64d_product(a0, s), b0, left1)
                    x = f64d_product(slope_b0, left1)
                    slopes[1] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right2, left3)
                    right3 = f64d_minus_product(f64d_product(a0, s), b0, left2)
                    x = f64d_product(slope_b0, left2)
                    slopes[2] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right3, left4)
                    right4 = f64d_minus_product(f64d_product(a0, s), b0, left3)
                    x = f64d_product(slope_b0, left3)
                    slopes[3] = f64d_plus_product(x, slope_a0, s)
                    slopes = slopes + 4
                    p[0] = f64d_minus(right4, left4)
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        elif products0 == products1 and products2 == products3:
            for column in range(tile.columns):
                z = products0[column]
                b0 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b0 = f64d_plus(b0, b0)
                slope_a0 = f64d_plus(f64d_splat(1), slope_b0)
                a0 = f64d_plus(f64d_splat(1), z)
                a0 = f64d_plus_product(a0, z, b0)
                b0 = f64d_minus_product(f64d_splat(1), z, b0)
                z = products2[column]
                b2 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b2 = f64d_plus(b2, b2)
                slope_a2 = f64d_plus(f64d_splat(1), slope_b2)
                a2 = f64d_plus(f64d_splat(1), z)
                a2 = f64d_plus_product(a2, z, b2)
                b2 = f64d_minus_product(f64d_splat(1), z, b2)
                for _split in range(tile.splits):
                    right0 = f64d_plus(left0, p[0])
                    s = f64d_plus(right0, left1)
                    right1 = f64d_minus_product(f64d_product(a0, s), b0, left0)
                    x = f64d_product(slope_b0, left0)
                    slopes[0] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right1, left2)
                    right2 = f64d_minus_product(f64d_product(a0, s), b0, left1)
                    x = f64d_product(slope_b0, left1)
                    slopes[1] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right2, left3)
                    right3 = f64d_minus_product(f64d_product(a2, s), b2, left2)
                    x = f64d_product(slope_b2, left2)
                    slopes[2] = f64d_plus_product(x, slope_a2, s)
                    s = f64d_plus(right3, left4)
                    right4 = f64d_minus_product(f64d_product(a2, s), b2, left3)
                    x = f64d_product(slope_b2, left3)
                    slopes[3] = f64d_plus_product(x, slope_a2, s)
                    slopes = slopes + 4
                    p[0] = f64d_minus(right4, left4)
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        else:
            for column in range(tile.columns):
                z = products0[column]
                b0 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b0 = f64d_plus(b0, b0)
                slope_a0 = f64d_plus(f64d_splat(1), slope_b0)
                a0 = f64d_plus(f64d_splat(1), z)
                a0 = f64d_plus_product(a0, z, b0)
                b0 = f64d_minus_product(f64d_splat(1), z, b0)
                z = products1[column]
                b1 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b1 = f64d_plus(b1, b1)
                slope_a1 = f64d_plus(f64d_splat(1), slope_b1)
                a1 = f64d_plus(f64d_splat(1), z)
                a1 = f64d_plus_product(a1, z, b1)
                b1 = f64d_minus_product(f64d_splat(1), z, b1)
                z = products2[column]
                b2 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b2 = f64d_plus(b2, b2)
                slope_a2 = f64d_plus(f64d_splat(1), slope_b2)
                a2 = f64d_plus(f64d_splat(1), z)
                a2 = f64d_plus_product(a2, z, b2)
                b2 = f64d_minus_product(f64d_splat(1), z, b2)
                z = products3[column]
                b3 = f64d_plus_multiple(f64d_splat(0), f64_splat((<double> (1.0 / 3))), z)
                slope_b3 = f64d_plus(b3, b3)
                slope_a3 = f64d_plus(f64d_splat(1), slope_b3)
                a3 = f64d_plus(f64d_splat(1), z)
                a3 = f64d_plus_product(a3, z, b3)
                b3 = f64d_minus_product(f64d_splat(1), z, b3)
                for _split in range(tile.splits):
                    right0 = f64d_plus(left0, p[0])
                    s = f64d_plus(right0, left1)
                    right1 = f64d_minus_product(f64d_product(a0, s), b0, left0)
                    x = f64d_product(slope_b0, left0)
                    slopes[0] = f64d_plus_product(x, slope_a0, s)
                    s = f64d_plus(right1, left2)
                    right2 = f64d_minus_product(f64d_product(a1, s), b1, left1)
                    x = f64d_product(slope_b1, left1)
                    slopes[1] = f64d_plus_product(x, slope_a1, s)
                    s = f64d_plus(right2, left3)
                    right3 = f64d_minus_product(f64d_product(a2, s), b2, left2)
                    x = f64d_product(slope_b2, left2)
                    slopes[2] = f64d_plus_product(x, slope_a2, s)
                    s = f64d_plus(right3, left4)
                    right4 = f64d_minus_product(f64d_product(a3, s), b3, left3)
                    x = f64d_product(slope_b3, left3)
                    slopes[3] = f64d_plus_product(x, slope_a3, s)
                    slopes = slopes + 4
                    p[0] = f64d_minus(right4, left4)
                    p = p + 1
                    left0 = right0
                    left1 = right1
                    left2 = right2
                    left3 = right3
                    left4 = right4
        top = left0
        q0_0 = f64d_minus(left1, left0)
        q1_0 = f64d_minus(left2, left1)
        q2_0 = f64d_minus(left3, left2)
        q3_0 = f64d_minus(left4, left3)
    else:
        for column in range(tile.columns):
            p0 = p[0]
            below = top
            top = f64d_plus(top, p0)
            c = below
            below = f64d_plus(below, q0_0)
            z = products0[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q0_0)
            x = f64d_plus_product(x, y, sum0)
            y = f64d_plus_multiple(c, f64_splat((1.0 / 3)), sum0)
            slopes[0] = f64d_plus_product(x, z, y)
            slopes = slopes + 1
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q0_0 = f64d_plus(q0_0, x)
            c = below
            below = f64d_plus(below, q1_0)
            z = products1[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q1_0)
            x = f64d_plus_product(x, y, sum0)
            y = f64d_plus_multiple(c, f64_splat((1.0 / 3)), sum0)
            slopes[0] = f64d_plus_product(x, z, y)
            slopes = slopes + 1
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q1_0 = f64d_plus(q1_0, x)
            c = below
            below = f64d_plus(below, q2_0)
            z = products2[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q2_0)
            x = f64d_plus_product(x, y, sum0)
            y = f64d_plus_multiple(c, f64_splat((1.0 / 3)), sum0)
            slopes[0] = f64d_plus_product(x, z, y)
            slopes = slopes + 1
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q2_0 = f64d_plus(q2_0, x)
            c = below
            below = f64d_plus(below, q3_0)
            z = products3[column]
            x = f64d_plus_product(f64d_plus(c, c), z, c)
            y = f64d_plus_multiple(f64d_splat(1), f64_splat((1.0 / 3)), z)
            sum0 = f64d_plus(p0, q3_0)
            x = f64d_plus_product(x, y, sum0)
            y = f64d_plus_multiple(c, f64_splat((1.0 / 3)), sum0)
            slopes[0] = f64d_plus_product(x, z, y)
            slopes = slopes + 1
            x = f64d_product(z, x)
            p0 = f64d_plus(p0, x)
            q3_0 = f64d_plus(q3_0, x)
            p[0] = p0
            p = p + 1
    (<f64d*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q1_0
    q[2] = q2_0
    q[3] = q3_0
