cdef void sigbwd_real_d3_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: take blocks of 1 time steps back."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = G1 + d1
    cdef realv* G3 = <realv*> (G2 + d2)
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = 3 * 1
    cdef realv u1_0_2, u1_0_3
    cdef realv a1_0_2, a1_0_3
    cdef realv s, g, half, zero = real_splat(0)
    cdef realv u_0, a_0
    cdef realv x0_0
    cdef realv x1_0
    cdef realv x2_0
    cdef realv dx0_0
    cdef realv dx1_0
    cdef realv dx2_0
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
        x1_0 = block[1]
        dx1_0 = real_splat(0)
        x2_0 = block[2]
        dx2_0 = real_splat(0)
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 1
            dx = slopes + i1 * 1
            s = s - x[0]
            u1_0_2 = s + x[1 * row + 0]
            a1_0_2 = zero
            u1_0_3 = s + x[2 * row + 0]
            a1_0_3 = zero
            S1[w1] = s
            parents = S2 + w1 * 3
            parent_derivs = G2 + w1 * 3
            leaf_derivs = G3 + w1 * 9
            x = block + 0
            s = parents[0]
            s = s - u1_0_2 * x0_0
            u_0 = s + u1_0_3 * x[1 * row + 0]
            a_0 = zero
            parents[0] = s
            leaf_g = leaf_derivs[0]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[1]
            a_0 = a_0 + leaf_g * x1_0
            dx1_0 = dx1_0 + leaf_g * u_0
            leaf_g = leaf_derivs[2]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            g = parent_derivs[0]
            half = a_0 * <real> 0.5
            a1_0_2 = a1_0_2 + g * x0_0
            dx0_0 = dx0_0 + g * u1_0_2
            a1_0_3 = a1_0_3 + half * x0_0
            dx0_0 = dx0_0 + half * u1_0_3
            g = g + a_0
            parent_derivs[0] = g
            x = block + 1
            s = parents[1]
            s = s - u1_0_2 * x1_0
            u_0 = s + u1_0_3 * x[1 * row + 0]
            a_0 = zero
            parents[1] = s
            leaf_g = leaf_derivs[3]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[4]
            a_0 = a_0 + leaf_g * x1_0
            dx1_0 = dx1_0 + leaf_g * u_0
            leaf_g = leaf_derivs[5]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            g = parent_derivs[1]
            half = a_0 * <real> 0.5
            a1_0_2 = a1_0_2 + g * x1_0
            dx1_0 = dx1_0 + g * u1_0_2
            a1_0_3 = a1_0_3 + half * x1_0
            dx1_0 = dx1_0 + half * u1_0_3
            g = g + a_0
            parent_derivs[1] = g
            x = block + 2
            s = parents[2]
            s = s - u1_0_2 * x2_0
            u_0 = s + u1_0_3 * x[1 * row + 0]
            a_0 = zero
            parents[2] = s
            leaf_g = leaf_derivs[6]
            a_0 = a_0 + leaf_g * x0_0
            dx0_0 = dx0_0 + leaf_g * u_0
            leaf_g = leaf_derivs[7]
            a_0 = a_0 + leaf_g * x1_0
            dx1_0 = dx1_0 + leaf_g * u_0
            leaf_g = leaf_derivs[8]
            a_0 = a_0 + leaf_g * x2_0
            dx2_0 = dx2_0 + leaf_g * u_0
            g = parent_derivs[2]
            half = a_0 * <real> 0.5
            a1_0_2 = a1_0_2 + g * x2_0
            dx2_0 = dx2_0 + g * u1_0_2
            a1_0_3 = a1_0_3 + half * x2_0
            dx2_0 = dx2_0 + half * u1_0_3
            g = g + a_0
            parent_derivs[2] = g
            g = G1[w1]
            x = block + i1 * 1
            dx = slopes + i1 * 1
            slope = dx[0] + g
            slope = slope + a1_0_2 * <real> (1.0 / 2.0)
            g = g + a1_0_2
            slope = slope + a1_0_3 * <real> (1.0 / 3.0)
            g = g + a1_0_3
            dx[0] = slope
            G1[w1] = g
        slopes[0] = slopes[0] + dx0_0
        slopes[1] = slopes[1] + dx1_0
        slopes[2] = slopes[2] + dx2_0


cdef void sigbwd_real_n3_family(realv_p parents, realv_p parent_derivs, realv_cp leaf_derivs,
        realv_cp u1_all, realv_p a1_all,
        realv_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef realv s, g, zero = real_splat(0)
    cdef realv u_0_0, a_0_0, u_0_1, a_0_1
    cdef realv u_1_0, a_1_0, u_1_1, a_1_1
    cdef realv leaf_g, dx_0, dx_1
    cdef const realv* block
    cdef const realv* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const realv* u1
    cdef realv* a1
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            slopes = derivs + t * row
            u1 = u1_all + t * 4
            a1 = a1_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            s = s - u1[0] * x[0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            a_0_0 = zero
            s = s - u1[2] * x[1]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            a_0_1 = zero
            parents[i + 0] = s
            x = block + (i + 1) * 2
            s = parents[i + 1]
            s = s - u1[0] * x[0]
            u_1_0 = s + u1[1] * x[1 * row + 0]
            a_1_0 = zero
            s = s - u1[2] * x[1]
            u_1_1 = s + u1[3] * x[1 * row + 1]
            a_1_1 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_0_1
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = a_1_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_1_0
                a_1_1 = a_1_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_1_1
                dx[0] = dx_0
                dx[1] = dx_1
            x = block + (i + 0) * 2
            dx = slopes + (i + 0) * 2
            g = parent_derivs[i + 0]
            a1[0] = a1[0] + g * x[0]
            a1[1] = a1[1] + a_0_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u1[0] + a_0_0 * u1[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a1[2] = a1[2] + g * x[1]
            a1[3] = a1[3] + a_0_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u1[2] + a_0_1 * u1[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g
            x = block + (i + 1) * 2
            dx = slopes + (i + 1) * 2
            g = parent_derivs[i + 1]
            a1[0] = a1[0] + g * x[0]
            a1[1] = a1[1] + a_1_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u1[0] + a_1_0 * u1[1] * <real> (1.0 / 2.0)
            g = g + a_1_0
            a1[2] = a1[2] + g * x[1]
            a1[3] = a1[3] + a_1_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u1[2] + a_1_1 * u1[3] * <real> (1.0 / 2.0)
            g = g + a_1_1
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            slopes = derivs + t * row
            u1 = u1_all + t * 4
            a1 = a1_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            s = s - u1[0] * x[0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            a_0_0 = zero
            s = s - u1[2] * x[1]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            a_0_1 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_0_1
                dx[0] = dx_0
                dx[1] = dx_1
            x = block + (i + 0) * 2
            dx = slopes + (i + 0) * 2
            g = parent_derivs[i + 0]
            a1[0] = a1[0] + g * x[0]
            a1[1] = a1[1] + a_0_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u1[0] + a_0_0 * u1[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a1[2] = a1[2] + g * x[1]
            a1[3] = a1[3] + a_0_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u1[2] + a_0_1 * u1[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g


cdef void sigbwd_real_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = G1 + d1
    cdef realv* G3 = <realv*> (G2 + d2)
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = d * 2
    cdef realv u1_all[16]
    cdef realv* u1
    cdef realv a1_all[16]
    cdef realv* a1
    cdef realv s, g, zero = real_splat(0)
    cdef const realv* x
    cdef realv* dx
    cdef realv slope
    cdef Py_ssize_t i1, w1
    for i1 in range(d):
        w1 = i1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 2
            dx = derivs + t * row + i1 * 2
            u1 = u1_all + t * 4
            a1 = a1_all + t * 4
            s = s - x[0]
            u1[0] = s + x[1 * row + 0]
            a1[0] = zero
            u1[1] = s + x[2 * row + 0]
            a1[1] = zero
            s = s - x[1]
            u1[2] = s + x[1 * row + 1]
            a1[2] = zero
            u1[3] = s + x[2 * row + 1]
            a1[3] = zero
        S1[w1] = s
        sigbwd_real_n3_family(S2 + w1 * d, G2 + w1 * d, G3 + w1 * d * d, u1_all, a1_all, increments, derivs, blocks, d)
        g = G1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 2
            dx = derivs + t * row + i1 * 2
            u1 = u1_all + t * 4
            a1 = a1_all + t * 4
            slope = dx[0] + g
            slope = slope + a1[0] * <real> (1.0 / 2.0)
            g = g + a1[0]
            slope = slope + a1[1] * <real> (1.0 / 3.0)
            g = g + a1[1]
            dx[0] = slope
            slope = dx[1] + g
            slope = slope + a1[2] * <real> (1.0 / 2.0)
            g = g + a1[2]
            slope = slope + a1[3] * <real> (1.0 / 3.0)
            g = g + a1[3]
            dx[1] = slope
        G1[w1] = g


cdef void sigbwd_real_d3_below(realv* signature, realv* signature_derivs, Py_ssize_t w, Py_ssize_t size,
                           const realv* increments, realv* derivs, const realv* u0_all,
                           realv* a0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 4 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3, d3 = d2 * 3
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (3 - 1)
    cdef const realv* u0
    cdef realv* a0
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1 * apart
    cdef realv* S3 = S2 + d2 * apart
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = G1 + d1 * apart
    cdef realv* G3 = G2 + d2 * apart
    cdef realv* G4 = <realv*> (G3 + d3 * (size - w)) + d3 * w * 3
    cdef Py_ssize_t t, row = 3 * 1
    cdef realv u1_0_2, u1_0_3, u1_0_4
    cdef realv u2_0_3, u2_0_4
    cdef realv a1_0_2, a1_0_3, a1_0_4
    cdef realv a2_0_3, a2_0_4
    cdef realv s, g, half, zero = real_splat(0)
    cdef realv u_0, a_0
    cdef realv x0_0
    cdef realv x1_0
    cdef realv x2_0
    cdef realv dx0_0
    cdef realv dx1_0
    cdef realv dx2_0
    cdef realv leaf_g
    cdef const realv* block
    cdef const realv* x
    cdef realv* slopes
    cdef realv* dx
    cdef realv* parents
    cdef realv* parent_derivs
    cdef realv* leaf_derivs
    cdef realv slope
    cdef Py_ssize_t i1, w1, i2, w2
    for t in range(blocks):
        block = increments + t * degree * row
        slopes = derivs + t * row
        u0 = u0_all + t * 4
        a0 = a0_all + t * 4
        x0_0 = block[0]
        dx0_0 = real_splat(0)
        x1_0 = block[1]
        dx1_0 = real_splat(0)
        x2_0 = block[2]
        dx2_0 = real_splat(0)
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 1
            dx = slopes + i1 * 1
            s = s - u0[0] * x[0]
            u1_0_2 = s + u0[1] * x[1 * row + 0]
            a1_0_2 = zero
            u1_0_3 = s + u0[2] * x[2 * row + 0]
            a1_0_3 = zero
            u1_0_4 = s + u0[3] * x[3 * row + 0]
            a1_0_4 = zero
            S1[w1] = s
            for i2 in range(3):
                w2 = w1 * 3 + i2
                s = S2[w2]
                x = block + i2 * 1
                dx = slopes + i2 * 1
                s = s - u1_0_2 * x[0]
                u2_0_3 = s + u1_0_3 * x[1 * row + 0]
                a2_0_3 = zero
                u2_0_4 = s + u1_0_4 * x[2 * row + 0]
                a2_0_4 = zero
                S2[w2] = s
                parents = S3 + w2 * 3
                parent_derivs = G3 + w2 * 3
                leaf_derivs = G4 + w2 * 9
                x = block + 0
                s = parents[0]
                s = s - u2_0_3 * x0_0
                u_0 = s + u2_0_4 * x[1 * row + 0]
                a_0 = zero
                parents[0] = s
                leaf_g = leaf_derivs[0]
                a_0 = a_0 + leaf_g * x0_0
                dx0_0 = dx0_0 + leaf_g * u_0
                leaf_g = leaf_derivs[1]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[2]
                a_0 = a_0 + leaf_g * x2_0
                dx2_0 = dx2_0 + leaf_g * u_0
                g = parent_derivs[0]
                half = a_0 * <real> 0.5
                a2_0_3 = a2_0_3 + g * x0_0
                dx0_0 = dx0_0 + g * u2_0_3
                a2_0_4 = a2_0_4 + half * x0_0
                dx0_0 = dx0_0 + half * u2_0_4
                g = g + a_0
                parent_derivs[0] = g
                x = block + 1
                s = parents[1]
                s = s - u2_0_3 * x1_0
                u_0 = s + u2_0_4 * x[1 * row + 0]
                a_0 = zero
                parents[1] = s
                leaf_g = leaf_derivs[3]
                a_0 = a_0 + leaf_g * x0_0
                dx0_0 = dx0_0 + leaf_g * u_0
                leaf_g = leaf_derivs[4]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[5]
                a_0 = a_0 + leaf_g * x2_0
                dx2_0 = dx2_0 + leaf_g * u_0
                g = parent_derivs[1]
                half = a_0 * <real> 0.5
                a2_0_3 = a2_0_3 + g * x1_0
                dx1_0 = dx1_0 + g * u2_0_3
                a2_0_4 = a2_0_4 + half * x1_0
                dx1_0 = dx1_0 + half * u2_0_4
                g = g + a_0
                parent_derivs[1] = g
                x = block + 2
                s = parents[2]
                s = s - u2_0_3 * x2_0
                u_0 = s + u2_0_4 * x[1 * row + 0]
                a_0 = zero
                parents[2] = s
                leaf_g = leaf_derivs[6]
                a_0 = a_0 + leaf_g * x0_0
                dx0_0 = dx0_0 + leaf_g * u_0
                leaf_g = leaf_derivs[7]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[8]
                a_0 = a_0 + leaf_g * x2_0
                dx2_0 = dx2_0 + leaf_g * u_0
                g = parent_derivs[2]
                half = a_0 * <real> 0.5
                a2_0_3 = a2_0_3 + g * x2_0
                dx2_0 = dx2_0 + g * u2_0_3
                a2_0_4 = a2_0_4 + half * x2_0
                dx2_0 = dx2_0 + half * u2_0_4
                g = g + a_0
                parent_derivs[2] = g
                g = G2[w2]
                x = block + i2 * 1
                dx = slopes + i2 * 1
                a1_0_2 = a1_0_2 + g * x[0]
                a1_0_3 = a1_0_3 + a2_0_3 * x[1 * row + 0]
                a1_0_4 = a1_0_4 + a2_0_4 * x[2 * row + 0]
                slope = dx[0] + g * u1_0_2
                slope = slope + a2_0_3 * u1_0_3 * <real> (1.0 / 2.0)
                g = g + a2_0_3
                slope = slope + a2_0_4 * u1_0_4 * <real> (1.0 / 3.0)
                g = g + a2_0_4
                dx[0] = slope
                G2[w2] = g
            g = G1[w1]
            x = block + i1 * 1
            dx = slopes + i1 * 1
            a0[0] = a0[0] + g * x[0]
            a0[1] = a0[1] + a1_0_2 * x[1 * row + 0]
            a0[2] = a0[2] + a1_0_3 * x[2 * row + 0]
            a0[3] = a0[3] + a1_0_4 * x[3 * row + 0]
            slope = dx[0] + g * u0[0]
            slope = slope + a1_0_2 * u0[1] * <real> (1.0 / 2.0)
            g = g + a1_0_2
            slope = slope + a1_0_3 * u0[2] * <real> (1.0 / 3.0)
            g = g + a1_0_3
            slope = slope + a1_0_4 * u0[3] * <real> (1.0 / 4.0)
            g = g + a1_0_4
            dx[0] = slope
            G1[w1] = g
        slopes[0] = slopes[0] + dx0_0
        slopes[1] = slopes[1] + dx1_0
        slopes[2] = slopes[2] + dx2_0


cdef struct sigbwd_real_d3_walk:
    realv* S
    realv* G
    const realv* increments
    realv* derivs
    # Of u, the values of all levels, each a[j,k] is this far behind its u[j,k].
    Py_ssize_t adjoints
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 4, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigbwd_real_d3_leaf(const sigbwd_real_d3_walk* walk, Py_ssize_t i, realv leaf_g, realv* parent) noexcept nogil:
    """A word of the last level, which ends in letter i and whose derivative is `leaf_g`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t t, degree = shape.degree, row = 3 * 1
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef realv* adjoint = parent + walk.adjoints
    cdef realv* dx
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 1
        dx = walk.derivs + t * row + i * 1
        adjoint[0] = adjoint[0] + leaf_g * x[0]
        dx[0] = dx[0] + leaf_g * parent[0]
        parent = parent + 1
        adjoint = adjoint + 1


cdef realv* sigbwd_real_d3_down(const sigbwd_real_d3_walk* walk, Py_ssize_t i, realv* s_out, Py_ssize_t left,
                                   const realv* parent, realv* own) noexcept nogil:
    """Take a word back, which ends in letter i and begins as `s_out`; return the end of its values, which begin at `own`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t t, k, degree = shape.degree, row = 3 * 1
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef realv* adjoint = own + walk.adjoints
    cdef realv s = s_out[0], zero = real_splat(0)
    cdef realv s_0
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 1
        s = s - parent[0 * (left + 1)] * x[0]
        s_0 = s
        for k in range(left):
            x = x + row
            own[0 * left + k] = s_0 + parent[0 * (left + 1) + k + 1] * x[0]
            adjoint[0 * left + k] = zero
        parent = parent + 1 * (left + 1)
        own = own + 1 * left
        adjoint = adjoint + 1 * left
    s_out[0] = s
    return own


cdef void sigbwd_real_d3_up(const sigbwd_real_d3_walk* walk, Py_ssize_t i, realv* g_out, Py_ssize_t left,
                        realv* parent, const realv* own) noexcept nogil:
    """Push the adjoints of a word, which ends in letter i and whose derivative is `g_out`, up to its parent."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t t, k, degree = shape.degree, row = 3 * 1
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef const realv* increment
    cdef const realv* adjoint = own + walk.adjoints
    cdef realv* pushed = parent + walk.adjoints
    cdef realv* dx
    cdef realv a, g = g_out[0]
    cdef realv sum_0
    cdef realv slope_0
    cdef real inverse
    for t in range(walk.blocks):
        increment = x = increments + t * degree * row + i * 1
        dx = walk.derivs + t * row + i * 1
        sum_0 = real_splat(0)
        slope_0 = real_splat(0)
        for k in range(left):
            x = x + row
            inverse = <real> (1.0 / (k + 2))
            a = adjoint[0 * left + k]
            pushed[0 * (left + 1) + k + 1] = pushed[0 * (left + 1) + k + 1] + a * x[0]
            slope_0 = slope_0 + a * parent[0 * (left + 1) + k + 1] * inverse
            sum_0 = sum_0 + a
        pushed[0 * (left + 1)] = pushed[0 * (left + 1)] + g * increment[0]
        dx[0] = dx[0] + slope_0 + g * parent[0 * (left + 1)]
        g = g + sum_0
        parent = parent + 1 * (left + 1)
        pushed = pushed + 1 * (left + 1)
        adjoint = adjoint + 1 * left
    g_out[0] = g


cdef void sigbwd_real_d3_word(const sigbwd_real_d3_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, realv* above, realv* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t leaf, below = level + size
    cdef realv* end
    if left == 0:
        sigbwd_real_d3_leaf(walk, i, (<const realv*> (walk.G + level))[w], above)
        return
    end = sigbwd_real_d3_down(walk, i, walk.S + level + w, left, above, u)
    if left > walk.levels_below:
        for leaf in range(3):
            sigbwd_real_d3_word(walk, leaf, below, size * 3, w * 3 + leaf, left - 1, u, end)
    else:
        sigbwd_real_d3_below(walk.S + below + w * 3, walk.G + below + w * 3, w, size, walk.increments, walk.derivs,
                         u, u + walk.adjoints, walk.blocks, shape)
    sigbwd_real_d3_up(walk, i, walk.G + level + w, left, above, u)


cdef void sigbwd_real_d3(void* signature, void* signature_derivs, const void* increments, void* derivs,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, dimension 3: take blocks of 1 time steps back."""
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 1 * degree
    cdef realv* u0 = <realv*> shape.workspace
    cdef sigbwd_real_d3_walk walk
    walk.S = <realv*> signature
    walk.G = <realv*> signature_derivs
    walk.increments = <const realv*> increments
    walk.derivs = <realv*> derivs
    walk.adjoints = numbers_of_root * (degree + 1) // 2
    walk.blocks = blocks
    walk.levels_below = 4 if degree > 4 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = real_splat(1)
        u0[walk.adjoints + k] = real_splat(0)
    for i in range(3):
        sigbwd_real_d3_word(&walk, i, 0, 3, i, degree - 1, u0, u0 + numbers_of_root)


cdef void sigbwd_real_generic_family(realv_p parents, realv_p parent_derivs, realv_cp leaf_derivs,
        realv_cp u0_all, realv_p a0_all,
        realv_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t degree) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef realv s, g, zero = real_splat(0)
    cdef realv u_0_0, a_0_0, u_0_1, a_0_1
    cdef realv u_1_0, a_1_0, u_1_1, a_1_1
    cdef realv leaf_g, dx_0, dx_1
    cdef const realv* block
    cdef const realv* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const realv* u0
    cdef realv* a0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * degree * row
            slopes = derivs + t * row
            u0 = u0_all + t * 4
            a0 = a0_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            s = s - u0[0] * x[0]
            u_0_0 = s + u0[1] * x[1 * row + 0]
            a_0_0 = zero
            s = s - u0[2] * x[1]
            u_0_1 = s + u0[3] * x[1 * row + 1]
            a_0_1 = zero
            parents[i + 0] = s
            x = block + (i + 1) * 2
            s = parents[i + 1]
            s = s - u0[0] * x[0]
            u_1_0 = s + u0[1] * x[1 * row + 0]
            a_1_0 = zero
            s = s - u0[2] * x[1]
            u_1_1 = s + u0[3] * x[1 * row + 1]
            a_1_1 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_0_1
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = a_1_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_1_0
                a_1_1 = a_1_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_1_1
                dx[0] = dx_0
                dx[1] = dx_1
            x = block + (i + 0) * 2
            dx = slopes + (i + 0) * 2
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * x[0]
            a0[1] = a0[1] + a_0_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * x[1]
            a0[3] = a0[3] + a_0_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u0[2] + a_0_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g
            x = block + (i + 1) * 2
            dx = slopes + (i + 1) * 2
            g = parent_derivs[i + 1]
            a0[0] = a0[0] + g * x[0]
            a0[1] = a0[1] + a_1_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u0[0] + a_1_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_1_0
            a0[2] = a0[2] + g * x[1]
            a0[3] = a0[3] + a_1_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u0[2] + a_1_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_1_1
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * degree * row
            slopes = derivs + t * row
            u0 = u0_all + t * 4
            a0 = a0_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            s = s - u0[0] * x[0]
            u_0_0 = s + u0[1] * x[1 * row + 0]
            a_0_0 = zero
            s = s - u0[2] * x[1]
            u_0_1 = s + u0[3] * x[1 * row + 1]
            a_0_1 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_0_1
                dx[0] = dx_0
                dx[1] = dx_1
            x = block + (i + 0) * 2
            dx = slopes + (i + 0) * 2
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * x[0]
            a0[1] = a0[1] + a_0_0 * x[1 * row + 0]
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * x[1]
            a0[3] = a0[3] + a_0_1 * x[1 * row + 1]
            dx[1] = dx[1] + g * u0[2] + a_0_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g


cdef void sigbwd_real_generic_below(realv* signature, realv* signature_derivs, Py_ssize_t w, Py_ssize_t size,
                           const realv* increments, realv* derivs, const realv* u0_all,
                           realv* a0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 2 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef Py_ssize_t degree = shape.degree
    cdef realv* S1 = <realv*> signature
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = <realv*> (G1 + d1 * (size - w)) + d1 * w * d
    sigbwd_real_generic_family(S1 + 0 * d, G1 + 0 * d, G2 + 0 * d * d, u0_all, a0_all, increments, derivs, blocks, d, degree)


cdef struct sigbwd_real_generic_walk:
    realv* S
    realv* G
    const realv* increments
    realv* derivs
    # Of u, the values of all levels, each a[j,k] is this far behind its u[j,k].
    Py_ssize_t adjoints
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 2, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigbwd_real_generic_leaf(const sigbwd_real_generic_walk* walk, Py_ssize_t i, realv leaf_g, realv* parent) noexcept nogil:
    """A word of the last level, which ends in letter i and whose derivative is `leaf_g`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, degree = shape.degree, row = d * 2
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef realv* adjoint = parent + walk.adjoints
    cdef realv* dx
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 2
        dx = walk.derivs + t * row + i * 2
        adjoint[0] = adjoint[0] + leaf_g * x[0]
        dx[0] = dx[0] + leaf_g * parent[0]
        adjoint[1] = adjoint[1] + leaf_g * x[1]
        dx[1] = dx[1] + leaf_g * parent[1]
        parent = parent + 2
        adjoint = adjoint + 2


cdef realv* sigbwd_real_generic_down(const sigbwd_real_generic_walk* walk, Py_ssize_t i, realv* s_out, Py_ssize_t left,
                                   const realv* parent, realv* own) noexcept nogil:
    """Take a word back, which ends in letter i and begins as `s_out`; return the end of its values, which begin at `own`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, degree = shape.degree, row = d * 2
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef realv* adjoint = own + walk.adjoints
    cdef realv s = s_out[0], zero = real_splat(0)
    cdef realv s_0, s_1
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 2
        s = s - parent[0 * (left + 1)] * x[0]
        s_0 = s
        s = s - parent[1 * (left + 1)] * x[1]
        s_1 = s
        for k in range(left):
            x = x + row
            own[0 * left + k] = s_0 + parent[0 * (left + 1) + k + 1] * x[0]
            adjoint[0 * left + k] = zero
            own[1 * left + k] = s_1 + parent[1 * (left + 1) + k + 1] * x[1]
            adjoint[1 * left + k] = zero
        parent = parent + 2 * (left + 1)
        own = own + 2 * left
        adjoint = adjoint + 2 * left
    s_out[0] = s
    return own


cdef void sigbwd_real_generic_up(const sigbwd_real_generic_walk* walk, Py_ssize_t i, realv* g_out, Py_ssize_t left,
                        realv* parent, const realv* own) noexcept nogil:
    """Push the adjoints of a word, which ends in letter i and whose derivative is `g_out`, up to its parent."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, degree = shape.degree, row = d * 2
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef const realv* increment
    cdef const realv* adjoint = own + walk.adjoints
    cdef realv* pushed = parent + walk.adjoints
    cdef realv* dx
    cdef realv a, g = g_out[0]
    cdef realv sum_0, sum_1
    cdef realv slope_0, slope_1
    cdef real inverse
    for t in range(walk.blocks):
        increment = x = increments + t * degree * row + i * 2
        dx = walk.derivs + t * row + i * 2
        sum_0 = real_splat(0)
        slope_0 = real_splat(0)
        sum_1 = real_splat(0)
        slope_1 = real_splat(0)
        for k in range(left):
            x = x + row
            inverse = <real> (1.0 / (k + 2))
            a = adjoint[0 * left + k]
            pushed[0 * (left + 1) + k + 1] = pushed[0 * (left + 1) + k + 1] + a * x[0]
            slope_0 = slope_0 + a * parent[0 * (left + 1) + k + 1] * inverse
            sum_0 = sum_0 + a
            a = adjoint[1 * left + k]
            pushed[1 * (left + 1) + k + 1] = pushed[1 * (left + 1) + k + 1] + a * x[1]
            slope_1 = slope_1 + a * parent[1 * (left + 1) + k + 1] * inverse
            sum_1 = sum_1 + a
        pushed[0 * (left + 1)] = pushed[0 * (left + 1)] + g * increment[0]
        dx[0] = dx[0] + slope_0 + g * parent[0 * (left + 1)]
        g = g + sum_0
        pushed[1 * (left + 1)] = pushed[1 * (left + 1)] + g * increment[1]
        dx[1] = dx[1] + slope_1 + g * parent[1 * (left + 1)]
        g = g + sum_1
        parent = parent + 2 * (left + 1)
        pushed = pushed + 2 * (left + 1)
        adjoint = adjoint + 2 * left
    g_out[0] = g


cdef void sigbwd_real_generic_word(const sigbwd_real_generic_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, realv* above, realv* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t leaf, below = level + size
    cdef realv* end
    if left == 0:
        sigbwd_real_generic_leaf(walk, i, (<const realv*> (walk.G + level))[w], above)
        return
    end = sigbwd_real_generic_down(walk, i, walk.S + level + w, left, above, u)
    if left > walk.levels_below:
        for leaf in range(d):
            sigbwd_real_generic_word(walk, leaf, below, size * d, w * d + leaf, left - 1, u, end)
    else:
        sigbwd_real_generic_below(walk.S + below + w * d, walk.G + below + w * d, w, size, walk.increments, walk.derivs,
                         u, u + walk.adjoints, walk.blocks, shape)
    sigbwd_real_generic_up(walk, i, walk.G + level + w, left, above, u)


cdef void sigbwd_real_generic(void* signature, void* signature_derivs, const void* increments, void* derivs,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 2 * degree
    cdef realv* u0 = <realv*> shape.workspace
    cdef sigbwd_real_generic_walk walk
    walk.S = <realv*> signature
    walk.G = <realv*> signature_derivs
    walk.increments = <const realv*> increments
    walk.derivs = <realv*> derivs
    walk.adjoints = numbers_of_root * (degree + 1) // 2
    walk.blocks = blocks
    walk.levels_below = 2 if degree > 2 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = real_splat(1)
        u0[walk.adjoints + k] = real_splat(0)
    for i in range(d):
        sigbwd_real_generic_word(&walk, i, 0, d, i, degree - 1, u0, u0 + numbers_of_root)
