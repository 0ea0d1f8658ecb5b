cdef void sigbwd_subtree_f64_n1(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef f64v* G1 = <f64v*> signature_derivs
    cdef const f64v_one* increments = <const f64v_one*> increments_in
    cdef f64v* derivs = <f64v*> derivs_in
    cdef Py_ssize_t t, row = d * 2
    cdef f64v* u0_all = <f64v*> shape.root
    cdef f64v* u0
    cdef f64v* a0_all = <f64v*> shape.root_derivs
    cdef f64v* a0
    retreat_root_f64v(shape, increments, blocks, 1, 2)
    cdef f64v leaf_g
    cdef f64v a_0, a_1
    cdef const f64v_one* x
    cdef f64v* dx
    cdef Py_ssize_t leaf
    for t in range(blocks):
        u0 = u0_all + t * 2
        a0 = a0_all + t * 2
        a_0 = f64_splat(0)
        a_1 = f64_splat(0)
        for leaf in range(d):
            x = increments + t * row + leaf
            dx = derivs + t * row + leaf
            leaf_g = G1[leaf]
            a_0 = a_0 + leaf_g * f64v_spread(x[0])
            dx[0] = leaf_g * u0[0]
            a_1 = a_1 + leaf_g * f64v_spread(x[d])
            dx[d] = leaf_g * u0[1]
        a0[0] = a_0
        a0[1] = a_1
    push_root_f64v(shape, increments, derivs, blocks, 1, 2)


cdef void sigbwd_subtree_f64_n2_family(f64v_p parents, f64v_p parent_derivs, f64v_cp leaf_derivs,
        f64v_cp u0_all, f64v_p a0_all,
        f64v_one_cp increments, f64v_p derivs, Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef f64v s, g, zero = f64_splat(0)
    cdef f64v u_0_0, a_0_0, u_0_1, a_0_1
    cdef f64v u_1_0, a_1_0, u_1_1, a_1_1
    cdef f64v leaf_g, dx_0, dx_1
    cdef const f64v_one* block
    cdef const f64v_one* x
    cdef f64v* slopes
    cdef f64v* dx
    cdef Py_ssize_t i, leaf
    cdef const f64v* u0
    cdef f64v* a0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            slopes = derivs + t * row
            u0 = u0_all + t * 4
            a0 = a0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            s = s - u0[0] * f64v_spread(x[0])
            u_0_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            a_0_0 = zero
            s = s - u0[2] * f64v_spread(x[d])
            u_0_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            a_0_1 = zero
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            s = s - u0[0] * f64v_spread(x[0])
            u_1_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            a_1_0 = zero
            s = s - u0[2] * f64v_spread(x[d])
            u_1_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            a_1_1 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                dx_1 = dx[d]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * f64v_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * f64v_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_0_1
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = a_1_0 + leaf_g * f64v_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_1_0
                a_1_1 = a_1_1 + leaf_g * f64v_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_1_1
                dx[0] = dx_0
                dx[d] = dx_1
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * f64v_spread(x[0])
            a0[1] = a0[1] + a_0_0 * f64v_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <double> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * f64v_spread(x[d])
            a0[3] = a0[3] + a_0_1 * f64v_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_0_1 * u0[3] * <double> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g
            x = block + i + 1
            dx = slopes + i + 1
            g = parent_derivs[i + 1]
            a0[0] = a0[0] + g * f64v_spread(x[0])
            a0[1] = a0[1] + a_1_0 * f64v_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_1_0 * u0[1] * <double> (1.0 / 2.0)
            g = g + a_1_0
            a0[2] = a0[2] + g * f64v_spread(x[d])
            a0[3] = a0[3] + a_1_1 * f64v_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_1_1 * u0[3] * <double> (1.0 / 2.0)
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
            s = s - u0[0] * f64v_spread(x[0])
            u_0_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            a_0_0 = zero
            s = s - u0[2] * f64v_spread(x[d])
            u_0_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            a_0_1 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf
                dx = slopes + leaf
                dx_0 = dx[0]
                dx_1 = dx[d]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = a_0_0 + leaf_g * f64v_spread(x[0])
                dx_0 = dx_0 + leaf_g * u_0_0
                a_0_1 = a_0_1 + leaf_g * f64v_spread(x[d])
                dx_1 = dx_1 + leaf_g * u_0_1
                dx[0] = dx_0
                dx[d] = dx_1
            x = block + i + 0
            dx = slopes + i + 0
            g = parent_derivs[i + 0]
            a0[0] = a0[0] + g * f64v_spread(x[0])
            a0[1] = a0[1] + a_0_0 * f64v_spread(x[1 * row + 0])
            dx[0] = dx[0] + g * u0[0] + a_0_0 * u0[1] * <double> (1.0 / 2.0)
            g = g + a_0_0
            a0[2] = a0[2] + g * f64v_spread(x[d])
            a0[3] = a0[3] + a_0_1 * f64v_spread(x[1 * row + d])
            dx[d] = dx[d] + g * u0[2] + a_0_1 * u0[3] * <double> (1.0 / 2.0)
            g = g + a_0_1
            parent_derivs[i + 0] = g


cdef void sigbwd_subtree_f64_n2(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef f64v* S1 = <f64v*> signature
    cdef f64v* G1 = <f64v*> signature_derivs
    cdef f64v* G2 = <f64v*> (G1 + d1)
    cdef const f64v_one* increments = <const f64v_one*> increments_in
    cdef f64v* derivs = <f64v*> derivs_in
    cdef f64v* u0_all = <f64v*> shape.root
    cdef f64v* a0_all = <f64v*> shape.root_derivs
    retreat_root_f64v(shape, increments, blocks, 2, 2)
    sigbwd_subtree_f64_n2_family(S1 + 0 * d, G1 + 0 * d, G2 + 0 * d * d, u0_all, a0_all, increments, derivs, blocks, d)
    push_root_f64v(shape, increments, derivs, blocks, 2, 2)
