cdef void sigfwd_subtree_dual_real_n1(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef const reald_one* increments = <const reald_one*> increments_in
    cdef reald* S1 = <reald*> signature
    cdef Py_ssize_t t, row = d * 2
    cdef const reald_one* x
    cdef reald* u0_all = <reald*> shape.root
    cdef reald* u0
    advance_root_reald(shape, increments, blocks, 1, 2)
    cdef reald s0, s1, s2, s3
    cdef Py_ssize_t i
    for i in range(0, d - d % 4, 4):
        s0 = S1[i + 0]
        s1 = S1[i + 1]
        s2 = S1[i + 2]
        s3 = S1[i + 3]
        for t in range(blocks):
            u0 = u0_all + t * 2
            x = increments + t * row + i
            s0 = reald_plus_product(s0, u0[0], reald_spread(x[0 + 0]))
            s1 = reald_plus_product(s1, u0[0], reald_spread(x[0 + 1]))
            s2 = reald_plus_product(s2, u0[0], reald_spread(x[0 + 2]))
            s3 = reald_plus_product(s3, u0[0], reald_spread(x[0 + 3]))
            s0 = reald_plus_product(s0, u0[1], reald_spread(x[d + 0]))
            s1 = reald_plus_product(s1, u0[1], reald_spread(x[d + 1]))
            s2 = reald_plus_product(s2, u0[1], reald_spread(x[d + 2]))
            s3 = reald_plus_product(s3, u0[1], reald_spread(x[d + 3]))
        S1[i + 0] = s0
        S1[i + 1] = s1
        S1[i + 2] = s2
        S1[i + 3] = s3
    for i in range(d - d % 4, d):
        s0 = S1[i + 0]
        for t in range(blocks):
            u0 = u0_all + t * 2
            x = increments + t * row + i
            s0 = reald_plus_product(s0, u0[0], reald_spread(x[0 + 0]))
            s0 = reald_plus_product(s0, u0[1], reald_spread(x[d + 0]))
        S1[i + 0] = s0


cdef void sigfwd_subtree_dual_real_n2_family(reald_p parents, reald_p leaves, reald_one_cp increments,
        reald_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d, bint tangents_only) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef reald s
    cdef reald u_0_0, u_0_1
    cdef reald u_1_0, u_1_1
    cdef Py_ssize_t i, leaf, c
    cdef realv tangent
    cdef const reald_one* block
    cdef const reald_one* x
    cdef const reald* u0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            s = reald_plus_product(s, u0[0], reald_spread(x[0]))
            u_0_1 = reald_plus_product(s, u0[3], reald_spread(x[1 * row + d]))
            s = reald_plus_product(s, u0[2], reald_spread(x[d]))
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            u_1_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            s = reald_plus_product(s, u0[0], reald_spread(x[0]))
            u_1_1 = reald_plus_product(s, u0[3], reald_spread(x[1 * row + d]))
            s = reald_plus_product(s, u0[2], reald_spread(x[d]))
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, reald_spread(x[0]))
                    tangent = tangent + reald_product_tangent(u_0_1, reald_spread(x[d]))
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_1_0, reald_spread(x[0]))
                    tangent = tangent + reald_product_tangent(u_1_1, reald_spread(x[d]))
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, reald_spread(x[0]))
                    s = reald_plus_product(s, u_0_1, reald_spread(x[d]))
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_1_0, reald_spread(x[0]))
                    s = reald_plus_product(s, u_1_1, reald_spread(x[d]))
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], reald_spread(x[1 * row + 0]))
            s = reald_plus_product(s, u0[0], reald_spread(x[0]))
            u_0_1 = reald_plus_product(s, u0[3], reald_spread(x[1 * row + d]))
            s = reald_plus_product(s, u0[2], reald_spread(x[d]))
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, reald_spread(x[0]))
                    tangent = tangent + reald_product_tangent(u_0_1, reald_spread(x[d]))
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, reald_spread(x[0]))
                    s = reald_plus_product(s, u_0_1, reald_spread(x[d]))
                    leaves[c] = s


cdef void sigfwd_subtree_dual_real_n2(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef const reald_one* increments = <const reald_one*> increments_in
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1
    cdef bint tangents_only = shape.tangents_only
    cdef reald* u0_all = <reald*> shape.root
    advance_root_reald(shape, increments, blocks, 2, 2)
    sigfwd_subtree_dual_real_n2_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d, tangents_only)
