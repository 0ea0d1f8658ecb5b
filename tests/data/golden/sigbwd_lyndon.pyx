cdef extern from *:
    """
    static const unsigned char sigbwd_lyndon_real_d3_n3_kinds[] = {
        0,1,2,
    };
    """
    const unsigned char sigbwd_lyndon_real_d3_n3_kinds[3]


cdef void sigbwd_lyndon_real_d3_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
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
    cdef const realv* leaf_derivs = G3
    cdef int kind
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
    cdef realv slope
    cdef Py_ssize_t i1, w1
    for t in range(blocks):
        block = increments + t * 3 * row
        slopes = derivs + t * row
        leaf_derivs = G3
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
            kind = sigbwd_lyndon_real_d3_n3_kinds[w1]
            if kind == 0:
                parents = S2 + w1 * 3
                parent_derivs = G2 + w1 * 3
                x = block + 0
                s = parents[0]
                s = s - u1_0_2 * x0_0
                u_0 = s + u1_0_3 * x[1 * row + 0]
                a_0 = zero
                parents[0] = s
                leaf_g = leaf_derivs[0]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[1]
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
                leaf_g = leaf_derivs[2]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[3]
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
                leaf_g = leaf_derivs[4]
                a_0 = a_0 + leaf_g * x1_0
                dx1_0 = dx1_0 + leaf_g * u_0
                leaf_g = leaf_derivs[5]
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
                leaf_derivs = leaf_derivs + 6
            elif kind == 1:
                parents = S2 + w1 * 3
                parent_derivs = G2 + w1 * 3
                x = block + 1
                s = parents[1]
                s = s - u1_0_2 * x1_0
                u_0 = s + u1_0_3 * x[1 * row + 0]
                a_0 = zero
                parents[1] = s
                leaf_g = leaf_derivs[0]
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
                leaf_g = leaf_derivs[1]
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
                leaf_derivs = leaf_derivs + 2
            elif kind == 2:
                parents = S2 + w1 * 3
                parent_derivs = G2 + w1 * 3
                g = parent_derivs[1]
                a1_0_2 = a1_0_2 + g * x1_0
                dx1_0 = dx1_0 + g * u1_0_2
                g = parent_derivs[2]
                a1_0_2 = a1_0_2 + g * x2_0
                dx2_0 = dx2_0 + g * u1_0_2
                leaf_derivs = leaf_derivs + 0
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


cdef const realv* sigbwd_lyndon_real_n3_family(realv_p parents, realv_p parent_derivs, realv_cp leaf_derivs,
        realv_cp u1_all, realv_p a1_all,
        realv_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t low, Py_ssize_t low_first, Py_ssize_t following_first) noexcept nogil:
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
    cdef Py_ssize_t first, width
    for t in range(blocks):
        block = increments + t * 3 * row
        slopes = derivs + t * row
        u1 = u1_all + t * 4
        a1 = a1_all + t * 4
        u_0_0 = u1[0]
        a_0_0 = a1[0]
        u_0_1 = u1[2]
        a_0_1 = a1[2]
        for i in range(low):
            x = block + i * 2
            dx = slopes + i * 2
            g = parent_derivs[i]
            a_0_0 = a_0_0 + g * x[0]
            dx[0] = dx[0] + g * u_0_0
            a_0_1 = a_0_1 + g * x[1]
            dx[1] = dx[1] + g * u_0_1
        a1[0] = a_0_0
        a1[2] = a_0_1
    if low == d:
        return leaf_derivs
    first = low_first
    width = d - first
    for i in range(low, low + 1):
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
            for leaf in range(first, d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[leaf - first]
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
        leaf_derivs = leaf_derivs + width
    first = following_first
    width = d - first
    for i in range(low + 1, d - (d - low - 1) % 2, 2):
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
            for leaf in range(first, d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[leaf - first]
                a_0_0 = a_0_0 + leaf_g * x[0]
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * x[1]
                dx_1 = dx_1 + leaf_g * u_0_1
                leaf_g = leaf_derivs[1 * width + leaf - first]
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
        leaf_derivs = leaf_derivs + 2 * width
    for i in range(d - (d - low - 1) % 2, d):
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
            for leaf in range(first, d):
                x = block + leaf * 2
                dx = slopes + leaf * 2
                dx_0 = dx[0]
                dx_1 = dx[1]
                leaf_g = leaf_derivs[leaf - first]
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
        leaf_derivs = leaf_derivs + width
    return leaf_derivs


cdef void sigbwd_lyndon_real_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
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
    cdef const realv* leaf_derivs = G3
    cdef Py_ssize_t word[2]
    cdef Py_ssize_t low, low_first, p1
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
        word[0] = i1
        p1 = 1
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
        low = d
        low_first = d
        if p1:
            low = word[1 - p1]
            word[1] = low
            low_first = word[2 - p1] + 1
        leaf_derivs = sigbwd_lyndon_real_n3_family(S2 + w1 * d, G2 + w1 * d, leaf_derivs, u1_all, a1_all, increments, derivs, blocks,
                d, low, low_first, word[0] + 1)
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
