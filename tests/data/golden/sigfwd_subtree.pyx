cdef void sigfwd_subtree_real_n1(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef const realv_one* increments = <const realv_one*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef Py_ssize_t t, row = d * 4
    cdef const realv_one* x
    cdef realv s
    cdef realv* u0_all = <realv*> shape.root
    cdef realv* u0
    advance_root_realv(shape, increments, blocks, 1, 4)
    cdef Py_ssize_t i1
    for i1 in range(d):
        s = S1[i1]
        for t in range(blocks):
            u0 = u0_all + t * 4
            x = increments + t * row + i1
            s = s + u0[0] * realv_spread(x[0])
            s = s + u0[1] * realv_spread(x[d])
            s = s + u0[2] * realv_spread(x[2 * d])
            s = s + u0[3] * realv_spread(x[3 * d])
        S1[i1] = s


cdef void sigfwd_subtree_real_n2_family(realv_p parents, realv_p leaves, realv_one_cp increments,
        realv_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef realv s
    cdef realv u_0_0, u_0_1, u_0_2, u_0_3
    cdef realv u_1_0, u_1_1, u_1_2, u_1_3
    cdef Py_ssize_t i, leaf, c
    cdef const realv_one* block
    cdef const realv_one* x
    cdef const realv* u0
    cdef Py_ssize_t t, row = d * 4
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 8
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            s = s + u0[0] * realv_spread(x[0])
            u_0_1 = s + u0[3] * realv_spread(x[1 * row + d])
            s = s + u0[2] * realv_spread(x[d])
            u_0_2 = s + u0[5] * realv_spread(x[1 * row + 2 * d])
            s = s + u0[4] * realv_spread(x[2 * d])
            u_0_3 = s + u0[7] * realv_spread(x[1 * row + 3 * d])
            s = s + u0[6] * realv_spread(x[3 * d])
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            u_1_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            s = s + u0[0] * realv_spread(x[0])
            u_1_1 = s + u0[3] * realv_spread(x[1 * row + d])
            s = s + u0[2] * realv_spread(x[d])
            u_1_2 = s + u0[5] * realv_spread(x[1 * row + 2 * d])
            s = s + u0[4] * realv_spread(x[2 * d])
            u_1_3 = s + u0[7] * realv_spread(x[1 * row + 3 * d])
            s = s + u0[6] * realv_spread(x[3 * d])
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * realv_spread(x[0])
                s = s + u_0_1 * realv_spread(x[d])
                s = s + u_0_2 * realv_spread(x[2 * d])
                s = s + u_0_3 * realv_spread(x[3 * d])
                leaves[c] = s
                c = i * d + 1 * d + leaf
                s = leaves[c]
                s = s + u_1_0 * realv_spread(x[0])
                s = s + u_1_1 * realv_spread(x[d])
                s = s + u_1_2 * realv_spread(x[2 * d])
                s = s + u_1_3 * realv_spread(x[3 * d])
                leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 8
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = s + u0[1] * realv_spread(x[1 * row + 0])
            s = s + u0[0] * realv_spread(x[0])
            u_0_1 = s + u0[3] * realv_spread(x[1 * row + d])
            s = s + u0[2] * realv_spread(x[d])
            u_0_2 = s + u0[5] * realv_spread(x[1 * row + 2 * d])
            s = s + u0[4] * realv_spread(x[2 * d])
            u_0_3 = s + u0[7] * realv_spread(x[1 * row + 3 * d])
            s = s + u0[6] * realv_spread(x[3 * d])
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * realv_spread(x[0])
                s = s + u_0_1 * realv_spread(x[d])
                s = s + u_0_2 * realv_spread(x[2 * d])
                s = s + u_0_3 * realv_spread(x[3 * d])
                leaves[c] = s


cdef void sigfwd_subtree_real_n2(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef const realv_one* increments = <const realv_one*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* u0_all = <realv*> shape.root
    advance_root_realv(shape, increments, blocks, 2, 4)
    sigfwd_subtree_real_n2_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d)
