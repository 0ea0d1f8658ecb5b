cdef void sigfwd_subtree_f64_n1(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef const f64v_one* increments = <const f64v_one*> increments_in
    cdef f64v* S1 = <f64v*> signature
    cdef Py_ssize_t t, row = d * 4
    cdef const f64v_one* x
    cdef f64v s
    cdef f64v* u0_all = <f64v*> shape.root
    cdef f64v* u0
    advance_root_f64v(shape, increments, blocks, 1, 4)
    cdef Py_ssize_t i1
    for i1 in range(d):
        s = S1[i1]
        for t in range(blocks):
            u0 = u0_all + t * 4
            x = increments + t * row + i1
            s = s + u0[0] * f64v_spread(x[0])
            s = s + u0[1] * f64v_spread(x[d])
            s = s + u0[2] * f64v_spread(x[2 * d])
            s = s + u0[3] * f64v_spread(x[3 * d])
        S1[i1] = s


cdef void sigfwd_subtree_f64_n2_family(f64v_p parents, f64v_p leaves, f64v_one_cp increments,
        f64v_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef f64v s
    cdef f64v u_0_0, u_0_1, u_0_2, u_0_3
    cdef f64v u_1_0, u_1_1, u_1_2, u_1_3
    cdef Py_ssize_t i, leaf, c
    cdef const f64v_one* block
    cdef const f64v_one* x
    cdef const f64v* u0
    cdef Py_ssize_t t, row = d * 4
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 8
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            s = s + u0[0] * f64v_spread(x[0])
            u_0_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            s = s + u0[2] * f64v_spread(x[d])
            u_0_2 = s + u0[5] * f64v_spread(x[1 * row + 2 * d])
            s = s + u0[4] * f64v_spread(x[2 * d])
            u_0_3 = s + u0[7] * f64v_spread(x[1 * row + 3 * d])
            s = s + u0[6] * f64v_spread(x[3 * d])
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            u_1_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            s = s + u0[0] * f64v_spread(x[0])
            u_1_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            s = s + u0[2] * f64v_spread(x[d])
            u_1_2 = s + u0[5] * f64v_spread(x[1 * row + 2 * d])
            s = s + u0[4] * f64v_spread(x[2 * d])
            u_1_3 = s + u0[7] * f64v_spread(x[1 * row + 3 * d])
            s = s + u0[6] * f64v_spread(x[3 * d])
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * f64v_spread(x[0])
                s = s + u_0_1 * f64v_spread(x[d])
                s = s + u_0_2 * f64v_spread(x[2 * d])
                s = s + u_0_3 * f64v_spread(x[3 * d])
                leaves[c] = s
                c = i * d + 1 * d + leaf
                s = leaves[c]
                s = s + u_1_0 * f64v_spread(x[0])
                s = s + u_1_1 * f64v_spread(x[d])
                s = s + u_1_2 * f64v_spread(x[2 * d])
                s = s + u_1_3 * f64v_spread(x[3 * d])
                leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 8
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = s + u0[1] * f64v_spread(x[1 * row + 0])
            s = s + u0[0] * f64v_spread(x[0])
            u_0_1 = s + u0[3] * f64v_spread(x[1 * row + d])
            s = s + u0[2] * f64v_spread(x[d])
            u_0_2 = s + u0[5] * f64v_spread(x[1 * row + 2 * d])
            s = s + u0[4] * f64v_spread(x[2 * d])
            u_0_3 = s + u0[7] * f64v_spread(x[1 * row + 3 * d])
            s = s + u0[6] * f64v_spread(x[3 * d])
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * f64v_spread(x[0])
                s = s + u_0_1 * f64v_spread(x[d])
                s = s + u_0_2 * f64v_spread(x[2 * d])
                s = s + u_0_3 * f64v_spread(x[3 * d])
                leaves[c] = s


cdef void sigfwd_subtree_f64_n2(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef const f64v_one* increments = <const f64v_one*> increments_in
    cdef f64v* S1 = <f64v*> signature
    cdef f64v* S2 = S1 + d1
    cdef f64v* u0_all = <f64v*> shape.root
    advance_root_f64v(shape, increments, blocks, 2, 4)
    sigfwd_subtree_f64_n2_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d)
