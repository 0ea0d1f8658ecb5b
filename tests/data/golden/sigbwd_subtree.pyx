cdef void sigbwd_subtree_real_n1(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef realv* G1 = <realv*> signature_derivs
    cdef const realv_one* increments = <const realv_one*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = d * 2
    cdef realv* u0_all = <realv*> shape.root
    cdef realv* u0
    cdef realv* a0_all = <realv*> shape.root_derivs
    cdef realv* a0
    retreat_root_realv(shape, increments, blocks, 1, 2)
    cdef realv leaf_g
    cdef realv a_0, a_1
    cdef const realv_one* x
    cdef realv* dx
    cdef Py_ssize_t leaf
    for t in range(blocks):
        u0 = u0_all + t * 2
        a0 = a0_all + t * 2
        a_0 = real_splat(0)
        a_1 = real_splat(0)
        for leaf in range(d):
            x = increments + t * row + leaf
            dx = derivs + t * row + leaf
            leaf_g = G1[leaf]
            a_0 = a_0 + leaf_g * realv_spread(x[0])
            dx[0] = leaf_g * u0[0]
            a_1 = a_1 + leaf_g * realv_spread(x[d])
            dx[d] = leaf_g * u0[1]
        a0[0] = a_0
        a0[1] = a_1
    push_root_realv(shape, increments, derivs, blocks, 1, 2)


cdef void sigbwd_subtree_real_n2_family(realv_p parents, realv_p parent_derivs, realv_cp leaf_derivs,
        realv_cp u0_all, realv_p a0_all,
        realv_one_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef realv s, g, zero = real_splat(0)
    cdef realv u_0_0, a_0_0, u_0_1, a_0_1
    cdef realv u_1_0, a_1_0, u_1_1, a_1_1
    cdef realv leaf_g, dx_0, dx_1
    cdef const realv_one* block
    cdef const realv_one* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const realv* u0
    cdef realv* a0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            slopes = derivs + t * row
            u0 = u0_all + t * 4
            a0 = a0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            s = s - u0[0] * realv_spread(x[0])
            u_0_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            a_0_0 = zero
            s = s - u0[2] * realv_spread(x[d])
            u_0_1 = s + u0[3] * realv_spread(x[1 * row + d])
            a_0_1 = zero
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            s = s - u0[0] * realv_spread(x[0])
            u_1_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            a_1_0 = zero
            s = s - u0[2] * realv_spread(x[d])
            u_1_1 = s + u0[3] * realv_spread(x[1 * row + d])
            a_1_1 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                dx_1 = dx[d]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * realv_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * realv_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_0_1
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = a_1_0 + leaf_g * realv_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_1_0
                a_1_1 = a_1_1 + leaf_g * realv_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_1_1
                dx[0] = dx_0
                dx[d] = dx_1
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * realv_spread(x[0])
            a0[1] = a0[1] + a_0_0 * realv_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * realv_spread(x[d])
            a0[3] = a0[3] + a_0_1 * realv_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_0_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g
            x = block + i + 1
            dx = slopes + i + 1
            g = parent_derivs[i + 1]
            a0[0] = a0[0] + g * realv_spread(x[0])
            a0[1] = a0[1] + a_1_0 * realv_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_1_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_1_0
            a0[2] = a0[2] + g * realv_spread(x[d])
            a0[3] = a0[3] + a_1_1 * realv_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_1_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_1_1
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            slopes = derivs + t * row
            u0 = u0_all + t * 4
            a0 = a0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            s = s - u0[0] * realv_spread(x[0])
            u_0_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            a_0_0 = zero
            s = s - u0[2] * realv_spread(x[d])
            u_0_1 = s + u0[3] * realv_spread(x[1 * row + d])
            a_0_1 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                dx_1 = dx[d]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * realv_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * realv_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_0_1
                dx[0] = dx_0
                dx[d] = dx_1
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * realv_spread(x[0])
            a0[1] = a0[1] + a_0_0 * realv_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <real> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * realv_spread(x[d])
            a0[3] = a0[3] + a_0_1 * realv_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_0_1 * u0[3] * <real> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g


cdef void sigbwd_subtree_real_n2(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef realv* S1 = <realv*> signature
    cdef realv* G1 = <realv*> signature_derivs
    cdef realv* G2 = <realv*> (G1 + d1)
    cdef const realv_one* increments = <const realv_one*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef realv* u0_all = <realv*> shape.root
    cdef realv* a0_all = <realv*> shape.root_derivs
    retreat_root_realv(shape, increments, blocks, 2, 2)
    sigbwd_subtree_real_n2_family(S1 + 0 * d, G1 + 0 * d, G2 + 0 * d * d, u0_all, a0_all, increments, derivs, blocks, d)
    push_root_realv(shape, increments, derivs, blocks, 2, 2)
