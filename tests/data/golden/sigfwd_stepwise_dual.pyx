cdef void sigfwd_stepwise_dual_real_n3_family(reald_p parents, reald_p leaves, reald_cp increments,
        reald_cp u1_all,
        Py_ssize_t blocks, Py_ssize_t d, bint tangents_only) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef reald s
    cdef reald u_0_0
    cdef reald u_1_0
    cdef Py_ssize_t i, leaf, c
    cdef realv tangent
    cdef const reald* block
    cdef const reald* x
    cdef const reald* u1
    cdef Py_ssize_t t, row = d * 1
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            parents[i + 0] = s
            x = block + (i + 1) * 1
            s = parents[i + 1]
            u_1_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_1_0, x[0])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_1_0, x[0])
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    leaves[c] = s


cdef void sigfwd_stepwise_dual_real_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: apply blocks of 1 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const reald* increments = <const reald*> increments_in
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1
    cdef reald* S3 = S2 + d2
    cdef Py_ssize_t t, row = d * 1
    cdef bint tangents_only = shape.tangents_only
    cdef const reald* x
    cdef reald s
    cdef Py_ssize_t i1, w1
    cdef reald u1_all[8]
    cdef reald* u1
    for i1 in range(d):
        w1 = i1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 1
            u1 = u1_all + t * 2
            u1[0] = reald_plus(s, x[1 * row + 0])
            u1[1] = reald_plus(s, x[2 * row + 0])
            s = reald_plus(s, x[0])
        S1[w1] = s
        sigfwd_stepwise_dual_real_n3_family(S2 + w1 * d, S3 + w1 * d * d, increments, u1_all, blocks, d, tangents_only)


cdef void sigfwd_stepwise_dual_real_generic_family(reald_p parents, reald_p leaves, reald_cp increments,
        reald_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t degree, bint tangents_only) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef reald s
    cdef reald u_0_0
    cdef reald u_1_0
    cdef Py_ssize_t i, leaf, c
    cdef realv tangent
    cdef const reald* block
    cdef const reald* x
    cdef const reald* u0
    cdef Py_ssize_t t, row = d * 1
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            parents[i + 0] = s
            x = block + (i + 1) * 1
            s = parents[i + 1]
            u_1_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_1_0, x[0])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_1_0, x[0])
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 1
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    leaves[c] = s


cdef void sigfwd_stepwise_dual_real_generic_below(reald* signature, Py_ssize_t w, Py_ssize_t size, const reald* increments,
                           const reald* u0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 2 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (d - 1)
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1 * apart
    cdef bint tangents_only = shape.tangents_only
    sigfwd_stepwise_dual_real_generic_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d, degree, tangents_only)


cdef struct sigfwd_stepwise_dual_real_generic_walk:
    reald* S
    const reald* increments
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 2, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigfwd_stepwise_dual_real_generic_word(const sigfwd_stepwise_dual_real_generic_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, const reald* above, reald* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, leaf, degree = shape.degree, row = d * 1
    cdef const reald* increments = walk.increments
    cdef const reald* x
    cdef const reald* parent = above
    cdef reald* own = u
    cdef reald s = walk.S[level + w]
    cdef reald s_0
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 1
        s_0 = s
        s = reald_plus_product(s, parent[0 * (left + 1)], x[0])
        for k in range(left):
            x = x + row
            own[0 * left + k] = reald_plus_product(s_0, parent[0 * (left + 1) + k + 1], x[0])
        parent = parent + 1 * (left + 1)
        own = own + 1 * left
    walk.S[level + w] = s
    level = level + size
    if left > walk.levels_below:
        for leaf in range(d):
            sigfwd_stepwise_dual_real_generic_word(walk, leaf, level, size * d, w * d + leaf, left - 1, u, own)
    elif left:
        sigfwd_stepwise_dual_real_generic_below(walk.S + level + w * d, w, size, walk.increments, u, walk.blocks, shape)


cdef void sigfwd_stepwise_dual_real_generic(void* signature, const void* increments, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, any dimension: apply blocks of 1 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 1 * degree
    cdef reald* u0 = <reald*> shape.workspace
    cdef sigfwd_stepwise_dual_real_generic_walk walk
    walk.S = <reald*> signature
    walk.increments = <const reald*> increments
    walk.blocks = blocks
    walk.levels_below = 2 if degree > 2 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = reald_splat(1)
    for i in range(d):
        sigfwd_stepwise_dual_real_generic_word(&walk, i, 0, d, i, degree - 1, u0, u0 + numbers_of_root)
