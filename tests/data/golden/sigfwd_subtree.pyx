cdef void sigfwd_subtree_real_n1(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef const realv_one* increments = <const realv_one*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef Py_ssize_t t, row = d * 4
    cdef const realv_one* x
    cdef realv* u0_all = <realv*> shape.root
    cdef realv* u0
    advance_root_realv(shape, increments, blocks, 1, 4)
    cdef realv s0, s1, s2, s3, s4, s5, s6, s7
    cdef Py_ssize_t i
    for i in range(0, d - d % 8, 8):
        s0 = S1[i + 0]
        s1 = S1[i + 1]
        s2 = S1[i + 2]
        s3 = S1[i + 3]
        s4 = S1[i + 4]
        s5 = S1[i + 5]
        s6 = S1[i + 6]
        s7 = S1[i + 7]
        for t in range(blocks):
            u0 = u0_all + t * 4
            x = increments + t * row + i
            s0 = s0 + u0[0] * realv_spread(x[0 + 0])
            s1 = s1 + u0[0] * realv_spread(x[0 + 1])
            s2 = s2 + u0[0] * realv_spread(x[0 + 2])
            s3 = s3 + u0[0] * realv_spread(x[0 + 3])
            s4 = s4 + u0[0] * realv_spread(x[0 + 4])
            s5 = s5 + u0[0] * realv_spread(x[0 + 5])
            s6 = s6 + u0[0] * realv_spread(x[0 + 6])
            s7 = s7 + u0[0] * realv_spread(x[0 + 7])
            s0 = s0 + u0[1] * realv_spread(x[d + 0])
            s1 = s1 + u0[1] * realv_spread(x[d + 1])
            s2 = s2 + u0[1] * realv_spread(x[d + 2])
            s3 = s3 + u0[1] * realv_spread(x[d + 3])
            s4 = s4 + u0[1] * realv_spread(x[d + 4])
            s5 = s5 + u0[1] * realv_spread(x[d + 5])
            s6 = s6 + u0[1] * realv_spread(x[d + 6])
            s7 = s7 + u0[1] * realv_spread(x[d + 7])
            s0 = s0 + u0[2] * realv_spread(x[2 * d + 0])
            s1 = s1 + u0[2] * realv_spread(x[2 * d + 1])
            s2 = s2 + u0[2] * realv_spread(x[2 * d + 2])
            s3 = s3 + u0[2] * realv_spread(x[2 * d + 3])
            s4 = s4 + u0[2] * realv_spread(x[2 * d + 4])
            s5 = s5 + u0[2] * realv_spread(x[2 * d + 5])
            s6 = s6 + u0[2] * realv_spread(x[2 * d + 6])
            s7 = s7 + u0[2] * realv_spread(x[2 * d + 7])
            s0 = s0 + u0[3] * realv_spread(x[3 * d + 0])
            s1 = s1 + u0[3] * realv_spread(x[3 * d + 1])
            s2 = s2 + u0[3] * realv_spread(x[3 * d + 2])
            s3 = s3 + u0[3] * realv_spread(x[3 * d + 3])
            s4 = s4 + u0[3] * realv_spread(x[3 * d + 4])
            s5 = s5 + u0[3] * realv_spread(x[3 * d + 5])
            s6 = s6 + u0[3] * realv_spread(x[3 * d + 6])
            s7 = s7 + u0[3] * realv_spread(x[3 * d + 7])
        S1[i + 0] = s0
        S1[i + 1] = s1
        S1[i + 2] = s2
        S1[i + 3] = s3
        S1[i + 4] = s4
        S1[i + 5] = s5
        S1[i + 6] = s6
        S1[i + 7] = s7
    for i in range(d - d % 8, d):
        s0 = S1[i + 0]
        for t in range(blocks):
            u0 = u0_all + t * 4
            x = increments + t * row + i
            s0 = s0 + u0[0] * realv_spread(x[0 + 0])
            s0 = s0 + u0[1] * realv_spread(x[d + 0])
            s0 = s0 + u0[2] * realv_spread(x[2 * d + 0])
            s0 = s0 + u0[3] * realv_spread(x[3 * d + 0])
        S1[i + 0] = s0


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
