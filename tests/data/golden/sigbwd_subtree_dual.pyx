cdef void sigbwd_subtree_dual_real_n1(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef realv* G1 = <realv*> signature_derivs
    cdef const reald_one* increments = <const reald_one*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = d * 1
    cdef reald* u0_all = <reald*> shape.root
    cdef reald* u0
    cdef reald* a0_all = <reald*> shape.root_derivs
    cdef reald* a0
    retreat_root_reald(shape, increments, blocks, 1, 1)
    cdef realv leaf_g
    cdef reald a_0
    cdef const reald_one* x
    cdef realv* dx
    cdef Py_ssize_t leaf
    for t in range(blocks):
        u0 = u0_all + t * 1
        a0 = a0_all + t * 1
        a_0 = reald_splat(0)
        for leaf in range(d):
            x = increments + t * row + leaf
            dx = derivs + t * row + leaf
            leaf_g = G1[leaf]
            a_0 = reald_plus_multiple(a_0, leaf_g, reald_spread(x[0]))
            dx[0] = leaf_g * u0[0].tangent
        a0[0] = a_0
    push_root_reald(shape, increments, derivs, blocks, 1, 1)


cdef void sigbwd_subtree_dual_real_n2_family(reald_p parents, reald_p parent_derivs, realv_cp leaf_derivs,
        reald_cp u0_all, reald_p a0_all,
        reald_one_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef reald s, g, zero = reald_splat(0)
    cdef reald u_0_0, a_0_0
    cdef reald u_1_0, a_1_0
    cdef realv leaf_g, dx_0
    cdef const reald_one* block
    cdef const reald_one* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const reald* u0
    cdef reald* a0
    cdef Py_ssize_t t, row = d * 1
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            slopes = derivs + t * row
            u0 = u0_all + t * 2
            a0 = a0_all + t * 2
            x = block + i + 0
            s = parents[i + 0]
            s = reald_minus_product(s, u0[0], reald_spread(x[0]))
            u_0_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            a_0_0 = zero
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            s = reald_minus_product(s, u0[0], reald_spread(x[0]))
            u_1_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            a_1_0 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, reald_spread(x[0]))
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = reald_plus_multiple(a_1_0, leaf_g, reald_spread(x[0]))
                dx_0 = dx_0 + leaf_g * u_1_0.tangent
                dx[0] = dx_0
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = reald_plus_product(a0[0], g, reald_spread(x[0]))
            a0[1] = reald_plus_product(a0[1], a_0_0, reald_spread(x[1 * row + 0]))
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_0_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g
            x = block + i + 1
            dx = slopes + i + 1
            g = parent_derivs[i + 1]
            a0[0] = reald_plus_product(a0[0], g, reald_spread(x[0]))
            a0[1] = reald_plus_product(a0[1], a_1_0, reald_spread(x[1 * row + 0]))
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_1_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_1_0)
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            slopes = derivs + t * row
            u0 = u0_all + t * 2
            a0 = a0_all + t * 2
            x = block + i + 0
            s = parents[i + 0]
            s = reald_minus_product(s, u0[0], reald_spread(x[0]))
            u_0_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            a_0_0 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, reald_spread(x[0]))
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                dx[0] = dx_0
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = reald_plus_product(a0[0], g, reald_spread(x[0]))
            a0[1] = reald_plus_product(a0[1], a_0_0, reald_spread(x[1 * row + 0]))
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_0_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g


cdef void sigbwd_subtree_dual_real_n2(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef reald* S1 = <reald*> signature
    cdef reald* G1 = <reald*> signature_derivs
    cdef realv* G2 = <realv*> (G1 + d1)
    cdef const reald_one* increments = <const reald_one*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef reald* u0_all = <reald*> shape.root
    cdef reald* a0_all = <reald*> shape.root_derivs
    retreat_root_reald(shape, increments, blocks, 2, 1)
    sigbwd_subtree_dual_real_n2_family(S1 + 0 * d, G1 + 0 * d, G2 + 0 * d * d, u0_all, a0_all, increments, derivs, blocks, d)
    push_root_reald(shape, increments, derivs, blocks, 2, 1)
