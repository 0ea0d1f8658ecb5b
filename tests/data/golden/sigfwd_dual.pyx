cdef void sigfwd_dual_real_d3_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: apply blocks of 1 time steps."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const reald* increments = <const reald*> increments_in
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1
    cdef reald* S3 = S2 + d2
    cdef Py_ssize_t t, row = 3 * 1
    cdef bint tangents_only = shape.tangents_only
    cdef const reald* x
    cdef const reald* block
    cdef reald* parents
    cdef reald* leaves
    cdef reald s, u_0
    cdef realv tangent
    cdef reald x0_0
    cdef reald x1_0
    cdef reald x2_0
    cdef Py_ssize_t i1, w1
    cdef reald u1_0_2, u1_0_3
    for t in range(blocks):
        block = increments + t * 3 * row
        x0_0 = block[0]
        x1_0 = block[1]
        x2_0 = block[2]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 1
            u1_0_2 = reald_plus(s, x[1 * row + 0])
            u1_0_3 = reald_plus(s, x[2 * row + 0])
            s = reald_plus(s, x[0])
            S1[w1] = s
            parents = S2 + w1 * 3
            leaves = S3 + w1 * 9
            x = block + 0
            s = parents[0]
            u_0 = reald_plus_product(s, u1_0_3, x[1 * row + 0])
            s = reald_plus_product(s, u1_0_2, x0_0)
            parents[0] = s
            if tangents_only:
                tangent = leaves[0].tangent
                tangent = tangent + reald_product_tangent(u_0, x0_0)
                leaves[0].tangent = tangent
                tangent = leaves[1].tangent
                tangent = tangent + reald_product_tangent(u_0, x1_0)
                leaves[1].tangent = tangent
                tangent = leaves[2].tangent
                tangent = tangent + reald_product_tangent(u_0, x2_0)
                leaves[2].tangent = tangent
            else:
                s = leaves[0]
                s = reald_plus_product(s, u_0, x0_0)
                leaves[0] = s
                s = leaves[1]
                s = reald_plus_product(s, u_0, x1_0)
                leaves[1] = s
                s = leaves[2]
                s = reald_plus_product(s, u_0, x2_0)
                leaves[2] = s
            x = block + 1
            s = parents[1]
            u_0 = reald_plus_product(s, u1_0_3, x[1 * row + 0])
            s = reald_plus_product(s, u1_0_2, x1_0)
            parents[1] = s
            if tangents_only:
                tangent = leaves[3].tangent
                tangent = tangent + reald_product_tangent(u_0, x0_0)
                leaves[3].tangent = tangent
                tangent = leaves[4].tangent
                tangent = tangent + reald_product_tangent(u_0, x1_0)
                leaves[4].tangent = tangent
                tangent = leaves[5].tangent
                tangent = tangent + reald_product_tangent(u_0, x2_0)
                leaves[5].tangent = tangent
            else:
                s = leaves[3]
                s = reald_plus_product(s, u_0, x0_0)
                leaves[3] = s
                s = leaves[4]
                s = reald_plus_product(s, u_0, x1_0)
                leaves[4] = s
                s = leaves[5]
                s = reald_plus_product(s, u_0, x2_0)
                leaves[5] = s
            x = block + 2
            s = parents[2]
            u_0 = reald_plus_product(s, u1_0_3, x[1 * row + 0])
            s = reald_plus_product(s, u1_0_2, x2_0)
            parents[2] = s
            if tangents_only:
                tangent = leaves[6].tangent
                tangent = tangent + reald_product_tangent(u_0, x0_0)
                leaves[6].tangent = tangent
                tangent = leaves[7].tangent
                tangent = tangent + reald_product_tangent(u_0, x1_0)
                leaves[7].tangent = tangent
                tangent = leaves[8].tangent
                tangent = tangent + reald_product_tangent(u_0, x2_0)
                leaves[8].tangent = tangent
            else:
                s = leaves[6]
                s = reald_plus_product(s, u_0, x0_0)
                leaves[6] = s
                s = leaves[7]
                s = reald_plus_product(s, u_0, x1_0)
                leaves[7] = s
                s = leaves[8]
                s = reald_plus_product(s, u_0, x2_0)
                leaves[8] = s


cdef void sigfwd_dual_real_n3_family(reald_p parents, reald_p leaves, reald_cp increments,
        reald_cp u1_all,
        Py_ssize_t blocks, Py_ssize_t d, bint tangents_only) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef reald s
    cdef reald u_0_0, u_0_1
    cdef reald u_1_0, u_1_1
    cdef Py_ssize_t i, leaf, c
    cdef realv tangent
    cdef const reald* block
    cdef const reald* x
    cdef const reald* u1
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            u_0_1 = reald_plus_product(s, u1[3], x[1 * row + 1])
            s = reald_plus_product(s, u1[2], x[1])
            parents[i + 0] = s
            x = block + (i + 1) * 2
            s = parents[i + 1]
            u_1_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            u_1_1 = reald_plus_product(s, u1[3], x[1 * row + 1])
            s = reald_plus_product(s, u1[2], x[1])
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    tangent = tangent + reald_product_tangent(u_0_1, x[1])
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_1_0, x[0])
                    tangent = tangent + reald_product_tangent(u_1_1, x[1])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    s = reald_plus_product(s, u_0_1, x[1])
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_1_0, x[0])
                    s = reald_plus_product(s, u_1_1, x[1])
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            s = reald_plus_product(s, u1[0], x[0])
            u_0_1 = reald_plus_product(s, u1[3], x[1 * row + 1])
            s = reald_plus_product(s, u1[2], x[1])
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    tangent = tangent + reald_product_tangent(u_0_1, x[1])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    s = reald_plus_product(s, u_0_1, x[1])
                    leaves[c] = s


cdef void sigfwd_dual_real_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const reald* increments = <const reald*> increments_in
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1
    cdef reald* S3 = S2 + d2
    cdef Py_ssize_t t, row = d * 2
    cdef bint tangents_only = shape.tangents_only
    cdef const reald* x
    cdef reald s
    cdef Py_ssize_t i1, w1
    cdef reald u1_all[16]
    cdef reald* u1
    for i1 in range(d):
        w1 = i1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 2
            u1 = u1_all + t * 4
            u1[0] = reald_plus(s, x[1 * row + 0])
            u1[1] = reald_plus(s, x[2 * row + 0])
            s = reald_plus(s, x[0])
            u1[2] = reald_plus(s, x[1 * row + 1])
            u1[3] = reald_plus(s, x[2 * row + 1])
            s = reald_plus(s, x[1])
        S1[w1] = s
        sigfwd_dual_real_n3_family(S2 + w1 * d, S3 + w1 * d * d, increments, u1_all, blocks, d, tangents_only)


cdef void sigfwd_dual_real_d3_below(reald* signature, Py_ssize_t w, Py_ssize_t size, const reald* increments,
                           const reald* u0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 4 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3, d3 = d2 * 3
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (3 - 1)
    cdef const reald* u0
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1 * apart
    cdef reald* S3 = S2 + d2 * apart
    cdef reald* S4 = S3 + d3 * apart
    cdef Py_ssize_t t, row = 3 * 1
    cdef bint tangents_only = shape.tangents_only
    cdef const reald* x
    cdef const reald* block
    cdef reald* parents
    cdef reald* leaves
    cdef reald s, u_0
    cdef realv tangent
    cdef reald x0_0
    cdef reald x1_0
    cdef reald x2_0
    cdef Py_ssize_t i1, w1, i2, w2
    cdef reald u1_0_2, u1_0_3, u1_0_4
    cdef reald u2_0_3, u2_0_4
    for t in range(blocks):
        block = increments + t * degree * row
        u0 = u0_all + t * 4
        x0_0 = block[0]
        x1_0 = block[1]
        x2_0 = block[2]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 1
            u1_0_2 = reald_plus_product(s, u0[1], x[1 * row + 0])
            u1_0_3 = reald_plus_product(s, u0[2], x[2 * row + 0])
            u1_0_4 = reald_plus_product(s, u0[3], x[3 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            S1[w1] = s
            for i2 in range(3):
                w2 = w1 * 3 + i2
                s = S2[w2]
                x = block + i2 * 1
                u2_0_3 = reald_plus_product(s, u1_0_3, x[1 * row + 0])
                u2_0_4 = reald_plus_product(s, u1_0_4, x[2 * row + 0])
                s = reald_plus_product(s, u1_0_2, x[0])
                S2[w2] = s
                parents = S3 + w2 * 3
                leaves = S4 + w2 * 9
                x = block + 0
                s = parents[0]
                u_0 = reald_plus_product(s, u2_0_4, x[1 * row + 0])
                s = reald_plus_product(s, u2_0_3, x0_0)
                parents[0] = s
                if tangents_only:
                    tangent = leaves[0].tangent
                    tangent = tangent + reald_product_tangent(u_0, x0_0)
                    leaves[0].tangent = tangent
                    tangent = leaves[1].tangent
                    tangent = tangent + reald_product_tangent(u_0, x1_0)
                    leaves[1].tangent = tangent
                    tangent = leaves[2].tangent
                    tangent = tangent + reald_product_tangent(u_0, x2_0)
                    leaves[2].tangent = tangent
                else:
                    s = leaves[0]
                    s = reald_plus_product(s, u_0, x0_0)
                    leaves[0] = s
                    s = leaves[1]
                    s = reald_plus_product(s, u_0, x1_0)
                    leaves[1] = s
                    s = leaves[2]
                    s = reald_plus_product(s, u_0, x2_0)
                    leaves[2] = s
                x = block + 1
                s = parents[1]
                u_0 = reald_plus_product(s, u2_0_4, x[1 * row + 0])
                s = reald_plus_product(s, u2_0_3, x1_0)
                parents[1] = s
                if tangents_only:
                    tangent = leaves[3].tangent
                    tangent = tangent + reald_product_tangent(u_0, x0_0)
                    leaves[3].tangent = tangent
                    tangent = leaves[4].tangent
                    tangent = tangent + reald_product_tangent(u_0, x1_0)
                    leaves[4].tangent = tangent
                    tangent = leaves[5].tangent
                    tangent = tangent + reald_product_tangent(u_0, x2_0)
                    leaves[5].tangent = tangent
                else:
                    s = leaves[3]
                    s = reald_plus_product(s, u_0, x0_0)
                    leaves[3] = s
                    s = leaves[4]
                    s = reald_plus_product(s, u_0, x1_0)
                    leaves[4] = s
                    s = leaves[5]
                    s = reald_plus_product(s, u_0, x2_0)
                    leaves[5] = s
                x = block + 2
                s = parents[2]
                u_0 = reald_plus_product(s, u2_0_4, x[1 * row + 0])
                s = reald_plus_product(s, u2_0_3, x2_0)
                parents[2] = s
                if tangents_only:
                    tangent = leaves[6].tangent
                    tangent = tangent + reald_product_tangent(u_0, x0_0)
                    leaves[6].tangent = tangent
                    tangent = leaves[7].tangent
                    tangent = tangent + reald_product_tangent(u_0, x1_0)
                    leaves[7].tangent = tangent
                    tangent = leaves[8].tangent
                    tangent = tangent + reald_product_tangent(u_0, x2_0)
                    leaves[8].tangent = tangent
                else:
                    s = leaves[6]
                    s = reald_plus_product(s, u_0, x0_0)
                    leaves[6] = s
                    s = leaves[7]
                    s = reald_plus_product(s, u_0, x1_0)
                    leaves[7] = s
                    s = leaves[8]
                    s = reald_plus_product(s, u_0, x2_0)
                    leaves[8] = s


cdef struct sigfwd_dual_real_d3_walk:
    reald* S
    const reald* increments
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 4, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigfwd_dual_real_d3_word(const sigfwd_dual_real_d3_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, const reald* above, reald* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t t, k, leaf, degree = shape.degree, row = 3 * 1
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
        for leaf in range(3):
            sigfwd_dual_real_d3_word(walk, leaf, level, size * 3, w * 3 + leaf, left - 1, u, own)
    elif left:
        sigfwd_dual_real_d3_below(walk.S + level + w * 3, w, size, walk.increments, u, walk.blocks, shape)


cdef void sigfwd_dual_real_d3(void* signature, const void* increments, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, dimension 3: apply blocks of 1 time steps."""
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 1 * degree
    cdef reald* u0 = <reald*> shape.workspace
    cdef sigfwd_dual_real_d3_walk walk
    walk.S = <reald*> signature
    walk.increments = <const reald*> increments
    walk.blocks = blocks
    walk.levels_below = 4 if degree > 4 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = reald_splat(1)
    for i in range(3):
        sigfwd_dual_real_d3_word(&walk, i, 0, 3, i, degree - 1, u0, u0 + numbers_of_root)


cdef void sigfwd_dual_real_generic_family(reald_p parents, reald_p leaves, reald_cp increments,
        reald_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t degree, bint tangents_only) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef reald s
    cdef reald u_0_0, u_0_1
    cdef reald u_1_0, u_1_1
    cdef Py_ssize_t i, leaf, c
    cdef realv tangent
    cdef const reald* block
    cdef const reald* x
    cdef const reald* u0
    cdef Py_ssize_t t, row = d * 2
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            u_0_1 = reald_plus_product(s, u0[3], x[1 * row + 1])
            s = reald_plus_product(s, u0[2], x[1])
            parents[i + 0] = s
            x = block + (i + 1) * 2
            s = parents[i + 1]
            u_1_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            u_1_1 = reald_plus_product(s, u0[3], x[1 * row + 1])
            s = reald_plus_product(s, u0[2], x[1])
            parents[i + 1] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    tangent = tangent + reald_product_tangent(u_0_1, x[1])
                    leaves[c].tangent = tangent
                    c = i * d + 1 * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_1_0, x[0])
                    tangent = tangent + reald_product_tangent(u_1_1, x[1])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    s = reald_plus_product(s, u_0_1, x[1])
                    leaves[c] = s
                    c = i * d + 1 * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_1_0, x[0])
                    s = reald_plus_product(s, u_1_1, x[1])
                    leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 4
            x = block + (i + 0) * 2
            s = parents[i + 0]
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            s = reald_plus_product(s, u0[0], x[0])
            u_0_1 = reald_plus_product(s, u0[3], x[1 * row + 1])
            s = reald_plus_product(s, u0[2], x[1])
            parents[i + 0] = s
            if tangents_only:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    tangent = leaves[c].tangent
                    tangent = tangent + reald_product_tangent(u_0_0, x[0])
                    tangent = tangent + reald_product_tangent(u_0_1, x[1])
                    leaves[c].tangent = tangent
            else:
                for leaf in range(d):
                    x = block + leaf * 2
                    c = i * d + leaf
                    s = leaves[c]
                    s = reald_plus_product(s, u_0_0, x[0])
                    s = reald_plus_product(s, u_0_1, x[1])
                    leaves[c] = s


cdef void sigfwd_dual_real_generic_below(reald* signature, Py_ssize_t w, Py_ssize_t size, const reald* increments,
                           const reald* u0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 2 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (d - 1)
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1 * apart
    cdef bint tangents_only = shape.tangents_only
    sigfwd_dual_real_generic_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d, degree, tangents_only)


cdef struct sigfwd_dual_real_generic_walk:
    reald* S
    const reald* increments
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 2, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigfwd_dual_real_generic_word(const sigfwd_dual_real_generic_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, const reald* above, reald* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, leaf, degree = shape.degree, row = d * 2
    cdef const reald* increments = walk.increments
    cdef const reald* x
    cdef const reald* parent = above
    cdef reald* own = u
    cdef reald s = walk.S[level + w]
    cdef reald s_0, s_1
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 2
        s_0 = s
        s = reald_plus_product(s, parent[0 * (left + 1)], x[0])
        s_1 = s
        s = reald_plus_product(s, parent[1 * (left + 1)], x[1])
        for k in range(left):
            x = x + row
            own[0 * left + k] = reald_plus_product(s_0, parent[0 * (left + 1) + k + 1], x[0])
            own[1 * left + k] = reald_plus_product(s_1, parent[1 * (left + 1) + k + 1], x[1])
        parent = parent + 2 * (left + 1)
        own = own + 2 * left
    walk.S[level + w] = s
    level = level + size
    if left > walk.levels_below:
        for leaf in range(d):
            sigfwd_dual_real_generic_word(walk, leaf, level, size * d, w * d + leaf, left - 1, u, own)
    elif left:
        sigfwd_dual_real_generic_below(walk.S + level + w * d, w, size, walk.increments, u, walk.blocks, shape)


cdef void sigfwd_dual_real_generic(void* signature, const void* increments, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, any dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 2 * degree
    cdef reald* u0 = <reald*> shape.workspace
    cdef sigfwd_dual_real_generic_walk walk
    walk.S = <reald*> signature
    walk.increments = <const reald*> increments
    walk.blocks = blocks
    walk.levels_below = 2 if degree > 2 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = reald_splat(1)
    for i in range(d):
        sigfwd_dual_real_generic_word(&walk, i, 0, d, i, degree - 1, u0, u0 + numbers_of_root)
