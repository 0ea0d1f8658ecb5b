cdef void sigfwd_subtree_dual_f64_n1(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 1, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef const f64d_one* increments = <const f64d_one*> increments_in
    cdef f64d* S1 = <f64d*> signature
    cdef Py_ssize_t t, row = d * 2
    cdef const f64d_one* x
    cdef f64d s
    cdef f64d* u0_all = <f64d*> shape.root
    cdef f64d* u0
    advance_root_f64d(shape, increments, blocks, 1, 2)
    cdef Py_ssize_t i1
    for i1 in range(d):
        s = S1[i1]
        for t in range(blocks):
            u0 = u0_all + t * 2
            x = increments + t * row + i1
            s = f64d_plus_product(s, u0[0], f64d_spread(x[0]))
            s = f64d_plus_product(s, u0[1], f64d_spread(x[d]))
        S1[i1] = s


cdef void sigfwd_subtree_dual_f64_n2_family(f64d_p parents, f64d_p leaves, f64d_one_cp increments,
        f64d_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d, bint tangents_only) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef f64d s
    cdef f64d u_0_0, u_0_1
    cdef f64d u_1_0, u_1_1
    cdef Py_ssize_t i, leaf, c
    cdef f64v tangent
    cdef const f64d_one* block
    cdef const f64d_one* x
    cdef const f64d* u0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = f64d_plus_product(s, u0[1], f64d_spread(x[1 * row + 0]))
            s = f64d_plus_product(s, u0[0], f64d_spread(x[0]))
            u_0_1 = f64d_plus_product(s, u0[3], f64d_spread(x[1 * row + d]))
            s = f64d_plus_product(s, u0[2], f64d_spread(x[d]))
            parents[i + 0] = s
            x = block + i + 1
            s = parents[i + 1]
            u_1_0 = f64d_plus_product(s, u0[1], f64d_spread(x[1 * row + 0]))
            s = f64d_plus_product(s, u0[0], f64d_spread(x[0]))
            u_1_1 = f64d_plus_product(s, u0[3], f64d_spread(x[1 * row + d]))
            s = f64d_plus_product(s, u0[2], f64d_spread(x[d]))
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + f64d_product_tangent(u_0_0, f64d_spread(x[0]))
                    tangent = tangent + f64d_product_tangent(u_0_1, f64d_spread(x[d]))
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + f64d_product_tangent(u_1_0, f64d_spread(x[0]))
                    tangent = tangent + f64d_product_tangent(u_1_1, f64d_spread(x[d]))
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    s = leaves[c]
                    s = f64d_plus_product(s, u_0_0, f64d_spread(x[0]))
                    s = f64d_plus_product(s, u_0_1, f64d_spread(x[d]))
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = f64d_plus_product(s, u_1_0, f64d_spread(x[0]))
                    s = f64d_plus_product(s, u_1_1, f64d_spread(x[d]))
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 2 * row
            u0 = u0_all + t * 4
            x = block + i + 0
            s = parents[i + 0]
            u_0_0 = f64d_plus_product(s, u0[1], f64d_spread(x[1 * row + 0]))
            s = f64d_plus_product(s, u0[0], f64d_spread(x[0]))
            u_0_1 = f64d_plus_product(s, u0[3], f64d_spread(x[1 * row + d]))
            s = f64d_plus_product(s, u0[2], f64d_spread(x[d]))
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + f64d_product_tangent(u_0_0, f64d_spread(x[0]))
                    tangent = tangent + f64d_product_tangent(u_0_1, f64d_spread(x[d]))
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf
                    c = i * d + leaf
                    s = leaves[c]
                    s = f64d_plus_product(s, u_0_0, f64d_spread(x[0]))
                    s = f64d_plus_product(s, u_0_1, f64d_spread(x[d]))
                    leaves[c] = s


cdef void sigfwd_subtree_dual_f64_n2(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 2, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef const f64d_one* increments = <const f64d_one*> increments_in
    cdef f64d* S1 = <f64d*> signature
    cdef f64d* S2 = S1 + d1
    cdef bint tangents_only = shape.tangents_only
    cdef f64d* u0_all = <f64d*> shape.root
    advance_root_f64d(shape, increments, blocks, 2, 2)
    sigfwd_subtree_dual_f64_n2_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d, tangents_only)
