cdef void sigbwd_lead_lag_real_d3_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: take blocks of 2 time steps back."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = G1 + d1
    cdef realv* G3 = <realv*> (G2 + d2)
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = 3 * 2
    cdef realv u1_0_2, u1_0_3
    cdef realv u1_1_2, u1_1_3
    cdef realv a1_0_2, a1_0_3
    cdef realv a1_1_2, a1_1_3
    cdef realv s, g, half, zero = real_splat(0)
    cdef realv u_0, a_0, u_1, a_1
    cdef realv x0_0
    cdef realv x1_1
    cdef realv x2_0, x2_1
    cdef realv dx0_0
    cdef realv dx1_1
    cdef realv dx2_0, dx2_1
    cdef realv leaf_g
    cdef const realv* block
    cdef const realv* x
    cdef realv* slopes
    cdef realv* dx
    cdef realv* parents
    cdef realv* parent_derivs
    cdef realv* leaf_derivs
    cdef realv slope
    cdef Py_ssize_t i1, w1
    for t in range(blocks):
        block = increments + t * 3 * row
        slopes = derivs + t * row
        x0_0 = block[0]
        dx0_0 = real_splat(0)
        x1_1 = block[3]
        dx1_1 = real_splat(0)
        x2_0 = block[4]
        dx2_0 = real_splat(0)
        x2_1 = block[5]
        dx2_1 = real_splat(0)
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 2
            dx = slopes + i1 * 2
            if i1 < 1:
                s = s - x[0]
                u1_0_2 = s + x[1 * row + 0]
                a1_0_2 = zero
                u1_0_3 = s + x[2 * row + 0]
                a1_0_3 = zero
                u1_1_2 = s
                a1_1_2 = zero
                u1_1_3 = s
                a1_1_3 = zero
            elif i1 < 2:
                u1_0_2 = s
                a1_0_2 = zero
                u1_0_3 = s
                a1_0_3 = zero
                s = s - x[1]
                u1_1_2 = s + x[1 * row + 1]
                a1_1_2 = zero
                u1_1_3 = s + x[2 * row + 1]
                a1_1_3 = zero
            else:
                s = s - x[0]
                u1_0_2 = s + x[1 * row + 0]
                a1_0_2 = zero
                u1_0_3 = s + x[2 * row + 0]
                a1_0_3 = zero
                s = s - x[1]
                u1_1_2 = s + x[1 * row + 1]
                a1_1_2 = zero
                u1_1_3 = s + x[2 * row + 1]
                a1_1_3 = zero
            S1[w1] = s
            parents = S2 + w1 * 3
            parent_derivs = G2 + w1 * 3
            leaf_derivs = G3 + w1 * 9
            x = block + 0
            s = parents[0]
            s = s - u1_0_2 * x0_0
            u_0 = s + u1_0_3 * x[1 * row + 0]
            a_0 = zero
            u_1 = s
            a_1 = zero
            parents[0] = s
            leaf_g = leaf_derivs[0]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[1]
            a_1 = a_1 + leaf_g * x1_1
            dx1_1 = dx1_1 + leaf_g * u_1
            leaf_g = leaf_derivs[2]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            a_1 = a_1 + leaf_g * x2_1
            dx2_1 = dx2_1 + leaf_g * u_1
            g = parent_derivs[0]
            half = a_0 * <real> 0.5
            a1_0_2 = a1_0_2 + g * x0_0
            dx0_0 = dx0_0 + g * u1_0_2
            a1_0_3 = a1_0_3 + half * x0_0
            dx0_0 = dx0_0 + half * u1_0_3
            g = g + a_0
            g = g + a_1
            parent_derivs[0] = g
            x = block + 2
            s = parents[1]
            u_0 = s
            a_0 = zero
            s = s - u1_1_2 * x1_1
            u_1 = s + u1_1_3 * x[1 * row + 1]
            a_1 = zero
            parents[1] = s
            leaf_g = leaf_derivs[3]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[4]
            a_1 = a_1 + leaf_g * x1_1
            dx1_1 = dx1_1 + leaf_g * u_1
            leaf_g = leaf_derivs[5]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            a_1 = a_1 + leaf_g * x2_1
            dx2_1 = dx2_1 + leaf_g * u_1
            g = parent_derivs[1]
            g = g + a_0
            half = a_1 * <real> 0.5
            a1_1_2 = a1_1_2 + g * x1_1
            dx1_1 = dx1_1 + g * u1_1_2
            a1_1_3 = a1_1_3 + half * x1_1
            dx1_1 = dx1_1 + half * u1_1_3
            g = g + a_1
            parent_derivs[1] = g
            x = block + 4
            s = parents[2]
            s = s - u1_0_2 * x2_0
            u_0 = s + u1_0_3 * x[1 * row + 0]
            a_0 = zero
            s = s - u1_1_2 * x2_1
            u_1 = s + u1_1_3 * x[1 * row + 1]
            a_1 = zero
            parents[2] = s
            leaf_g = leaf_derivs[6]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[7]
            a_1 = a_1 + leaf_g * x1_1
            dx1_1 = dx1_1 + leaf_g * u_1
            leaf_g = leaf_derivs[8]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            a_1 = a_1 + leaf_g * x2_1
            dx2_1 = dx2_1 + leaf_g * u_1
            g = parent_derivs[2]
            half = a_0 * <real> 0.5
            a1_0_2 = a1_0_2 + g * x2_0
            dx2_0 = dx2_0 + g * u1_0_2
            a1_0_3 = a1_0_3 + half * x2_0
            dx2_0 = dx2_0 + half * u1_0_3
            g = g + a_0
            half = a_1 * <real> 0.5
            a1_1_2 = a1_1_2 + g * x2_1
            dx2_1 = dx2_1 + g * u1_1_2
            a1_1_3 = a1_1_3 + half * x2_1
            dx2_1 = dx2_1 + half * u1_1_3
            g = g + a_1
            parent_derivs[2] = g
            g = G1[w1]
            x = block + i1 * 2
            dx = slopes + i1 * 2
            if i1 < 1:
                slope = dx[0] + g
                slope = slope + a1_0_2 * <real> (1.0 / 2.0)
                g = g + a1_0_2
                slope = slope + a1_0_3 * <real> (1.0 / 3.0)
                g = g + a1_0_3
                dx[0] = slope
                g = g + a1_1_2
                g = g + a1_1_3
            elif i1 < 2:
                g = g + a1_0_2
                g = g + a1_0_3
                slope = dx[1] + g
                slope = slope + a1_1_2 * <real> (1.0 / 2.0)
                g = g + a1_1_2
                slope = slope + a1_1_3 * <real> (1.0 / 3.0)
                g = g + a1_1_3
                dx[1] = slope
            else:
                slope = dx[0] + g
                slope = slope + a1_0_2 * <real> (1.0 / 2.0)
                g = g + a1_0_2
                slope = slope + a1_0_3 * <real> (1.0 / 3.0)
                g = g + a1_0_3
                dx[0] = slope
                slope = dx[1] + g
                slope = slope + a1_1_2 * <real> (1.0 / 2.0)
                g = g + a1_1_2
                slope = slope + a1_1_3 * <real> (1.0 / 3.0)
                g = g + a1_1_3
                dx[1] = slope
            G1[w1] = g
        slopes[0] = slopes[0] + dx0_0
        slopes[3] = slopes[3] + dx1_1
        slopes[4] = slopes[4] + dx2_0
        slopes[5] = slopes[5] + dx2_1
