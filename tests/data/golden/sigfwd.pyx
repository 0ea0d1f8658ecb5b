cdef void sigfwd_real_d3_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: apply blocks of 2 time steps."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* S3 = S2 + d2
    cdef Py_ssize_t t, row = 3 * 2
    cdef const realv* x
    cdef const realv* block
    cdef realv* parents
    cdef realv* leaves
    cdef realv s, u_0, u_1
    cdef realv x0_0, x0_1
    cdef realv x1_0, x1_1
    cdef realv x2_0, x2_1
    cdef Py_ssize_t i1, w1
    cdef realv u1_0_2, u1_0_3
    cdef realv u1_1_2, u1_1_3
    for t in range(blocks):
        block = increments + t * 3 * row
        x0_0 = block[0]
        x0_1 = block[1]
        x1_0 = block[2]
        x1_1 = block[3]
        x2_0 = block[4]
        x2_1 = block[5]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 2
            u1_0_2 = s + x[1 * row + 0]
            u1_0_3 = s + x[2 * row + 0]
            s = s + x[0]
            u1_1_2 = s + x[1 * row + 1]
            u1_1_3 = s + x[2 * row + 1]
            s = s + x[1]
            S1[w1] = s
            parents = S2 + w1 * 3
            leaves = S3 + w1 * 9
            x = block + 0
            s = parents[0]
            u_0 = s + u1_0_3 * x[1 * row + 0]
            s = s + u1_0_2 * x0_0
            u_1 = s + u1_1_3 * x[1 * row + 1]
            s = s + u1_1_2 * x0_1
            parents[0] = s
            s = leaves[0]
            s = s + u_0 * x0_0
            s = s + u_1 * x0_1
            leaves[0] = s
            s = leaves[1]
            s = s + u_0 * x1_0
            s = s + u_1 * x1_1
            leaves[1] = s
            s = leaves[2]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            leaves[2] = s
            x = block + 2
            s = parents[1]
            u_0 = s + u1_0_3 * x[1 * row + 0]
            s = s + u1_0_2 * x1_0
            u_1 = s + u1_1_3 * x[1 * row + 1]
            s = s + u1_1_2 * x1_1
            parents[1] = s
            s = leaves[3]
            s = s + u_0 * x0_0
            s = s + u_1 * x0_1
            leaves[3] = s
            s = leaves[4]
            s = s + u_0 * x1_0
            s = s + u_1 * x1_1
            leaves[4] = s
            s = leaves[5]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            leaves[5] = s
            x = block + 4
            s = parents[2]
            u_0 = s + u1_0_3 * x[1 * row + 0]
            s = s + u1_0_2 * x2_0
            u_1 = s + u1_1_3 * x[1 * row + 1]
            s = s + u1_1_2 * x2_1
            parents[2] = s
            s = leaves[6]
            s = s + u_0 * x0_0
            s = s + u_1 * x0_1
            leaves[6] = s
            s = leaves[7]
            s = s + u_0 * x1_0
            s = s + u_1 * x1_1
            leaves[7] = s
            s = leaves[8]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            leaves[8] = s


cdef void sigfwd_real_n3_family(realv_p parents, realv_p leaves, realv_cp increments,
        realv_cp u1_all,
        Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef realv s
    cdef realv u_0_0, u_0_1, u_0_2, u_0_3
    cdef realv u_1_0, u_1_1, u_1_2, u_1_3
    cdef Py_ssize_t i, leaf, c
    cdef const realv* block
    cdef const realv* x
    cdef const realv* u1
    cdef Py_ssize_t t, row = d * 4
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_0_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_0_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            x = block + (i + 1) * 4
            s = parents[i + 1]
            u_1_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_1_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_1_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_1_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 4
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s
                c = i * d + 1 * d + leaf
                s = leaves[c]
                s = s + u_1_0 * x[0]
                s = s + u_1_1 * x[1]
                s = s + u_1_2 * x[2]
                s = s + u_1_3 * x[3]
                leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_0_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_0_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 4
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s


cdef void sigfwd_real_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* S3 = S2 + d2
    cdef Py_ssize_t t, row = d * 4
    cdef const realv* x
    cdef realv s
    cdef Py_ssize_t i1, w1
    cdef realv u1_all[32]
    cdef realv* u1
    for i1 in range(d):
        w1 = i1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 4
            u1 = u1_all + t * 8
            u1[0] = s + x[1 * row + 0]
            u1[1] = s + x[2 * row + 0]
            s = s + x[0]
            u1[2] = s + x[1 * row + 1]
            u1[3] = s + x[2 * row + 1]
            s = s + x[1]
            u1[4] = s + x[1 * row + 2]
            u1[5] = s + x[2 * row + 2]
            s = s + x[2]
            u1[6] = s + x[1 * row + 3]
            u1[7] = s + x[2 * row + 3]
            s = s + x[3]
        S1[w1] = s
        sigfwd_real_n3_family(S2 + w1 * d, S3 + w1 * d * d, increments, u1_all, blocks, d)


cdef void sigfwd_real_d3_below(realv* signature, Py_ssize_t w, Py_ssize_t size, const realv* increments,
                           const realv* u0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 4 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3, d3 = d2 * 3
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (3 - 1)
    cdef const realv* u0
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1 * apart
    cdef realv* S3 = S2 + d2 * apart
    cdef realv* S4 = S3 + d3 * apart
    cdef Py_ssize_t t, row = 3 * 2
    cdef const realv* x
    cdef const realv* block
    cdef realv* parents
    cdef realv* leaves
    cdef realv s, u_0, u_1
    cdef realv x0_0, x0_1
    cdef realv x1_0, x1_1
    cdef realv x2_0, x2_1
    cdef Py_ssize_t i1, w1, i2, w2
    cdef realv u1_0_2, u1_0_3, u1_0_4
    cdef realv u1_1_2, u1_1_3, u1_1_4
    cdef realv u2_0_3, u2_0_4
    cdef realv u2_1_3, u2_1_4
    for t in range(blocks):
        block = increments + t * degree * row
        u0 = u0_all + t * 8
        x0_0 = block[0]
        x0_1 = block[1]
        x1_0 = block[2]
        x1_1 = block[3]
        x2_0 = block[4]
        x2_1 = block[5]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 2
            u1_0_2 = s + u0[1] * x[1 * row + 0]
            u1_0_3 = s + u0[2] * x[2 * row + 0]
            u1_0_4 = s + u0[3] * x[3 * row + 0]
            s = s + u0[0] * x[0]
            u1_1_2 = s + u0[5] * x[1 * row + 1]
            u1_1_3 = s + u0[6] * x[2 * row + 1]
            u1_1_4 = s + u0[7] * x[3 * row + 1]
            s = s + u0[4] * x[1]
            S1[w1] = s
            for i2 in range(3):
                w2 = w1 * 3 + i2
                s = S2[w2]
                x = block + i2 * 2
                u2_0_3 = s + u1_0_3 * x[1 * row + 0]
                u2_0_4 = s + u1_0_4 * x[2 * row + 0]
                s = s + u1_0_2 * x[0]
                u2_1_3 = s + u1_1_3 * x[1 * row + 1]
                u2_1_4 = s + u1_1_4 * x[2 * row + 1]
                s = s + u1_1_2 * x[1]
                S2[w2] = s
                parents = S3 + w2 * 3
                leaves = S4 + w2 * 9
                x = block + 0
                s = parents[0]
                u_0 = s + u2_0_4 * x[1 * row + 0]
                s = s + u2_0_3 * x0_0
                u_1 = s + u2_1_4 * x[1 * row + 1]
                s = s + u2_1_3 * x0_1
                parents[0] = s
                s = leaves[0]
                s = s + u_0 * x0_0
                s = s + u_1 * x0_1
                leaves[0] = s
                s = leaves[1]
                s = s + u_0 * x1_0
                s = s + u_1 * x1_1
                leaves[1] = s
                s = leaves[2]
                s = s + u_0 * x2_0
                s = s + u_1 * x2_1
                leaves[2] = s
                x = block + 2
                s = parents[1]
                u_0 = s + u2_0_4 * x[1 * row + 0]
                s = s + u2_0_3 * x1_0
                u_1 = s + u2_1_4 * x[1 * row + 1]
                s = s + u2_1_3 * x1_1
                parents[1] = s
                s = leaves[3]
                s = s + u_0 * x0_0
                s = s + u_1 * x0_1
                leaves[3] = s
                s = leaves[4]
                s = s + u_0 * x1_0
                s = s + u_1 * x1_1
                leaves[4] = s
                s = leaves[5]
                s = s + u_0 * x2_0
                s = s + u_1 * x2_1
                leaves[5] = s
                x = block + 4
                s = parents[2]
                u_0 = s + u2_0_4 * x[1 * row + 0]
                s = s + u2_0_3 * x2_0
                u_1 = s + u2_1_4 * x[1 * row + 1]
                s = s + u2_1_3 * x2_1
                parents[2] = s
                s = leaves[6]
                s = s + u_0 * x0_0
                s = s + u_1 * x0_1
                leaves[6] = s
                s = leaves[7]
                s = s + u_0 * x1_0
                s = s + u_1 * x1_1
                leaves[7] = s
                s = leaves[8]
                s = s + u_0 * x2_0
                s = s + u_1 * x2_1
                leaves[8] = s


cdef struct sigfwd_real_d3_walk:
    realv* S
    const realv* increments
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 4, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigfwd_real_d3_word(const sigfwd_real_d3_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, const realv* above, realv* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t t, k, leaf, degree = shape.degree, row = 3 * 2
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef const realv* parent = above
    cdef realv* own = u
    cdef realv s = walk.S[level + w]
    cdef realv s_0, s_1
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 2
        s_0 = s
        s = s + parent[0 * (left + 1)] * x[0]
        s_1 = s
        s = s + parent[1 * (left + 1)] * x[1]
        for k in range(left):
            x = x + row
            own[0 * left + k] = s_0 + parent[0 * (left + 1) + k + 1] * x[0]
            own[1 * left + k] = s_1 + parent[1 * (left + 1) + k + 1] * x[1]
        parent = parent + 2 * (left + 1)
        own = own + 2 * left
    walk.S[level + w] = s
    level = level + size
    if left > walk.levels_below:
        for leaf in range(3):
            sigfwd_real_d3_word(walk, leaf, level, size * 3, w * 3 + leaf, left - 1, u, own)
    elif left:
        sigfwd_real_d3_below(walk.S + level + w * 3, w, size, walk.increments, u, walk.blocks, shape)


cdef void sigfwd_real_d3(void* signature, const void* increments, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, dimension 3: apply blocks of 2 time steps."""
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 2 * degree
    cdef realv* u0 = <realv*> shape.workspace
    cdef sigfwd_real_d3_walk walk
    walk.S = <realv*> signature
    walk.increments = <const realv*> increments
    walk.blocks = blocks
    walk.levels_below = 4 if degree > 4 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = real_splat(1)
    for i in range(3):
        sigfwd_real_d3_word(&walk, i, 0, 3, i, degree - 1, u0, u0 + numbers_of_root)


cdef void sigfwd_real_generic_family(realv_p parents, realv_p leaves, realv_cp increments,
        realv_cp u0_all,
        Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t degree) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef realv s
    cdef realv u_0_0, u_0_1, u_0_2, u_0_3
    cdef realv u_1_0, u_1_1, u_1_2, u_1_3
    cdef Py_ssize_t i, leaf, c
    cdef const realv* block
    cdef const realv* x
    cdef const realv* u0
    cdef Py_ssize_t t, row = d * 4
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u0[1] * x[1 * row + 0]
            s = s + u0[0] * x[0]
            u_0_1 = s + u0[3] * x[1 * row + 1]
            s = s + u0[2] * x[1]
            u_0_2 = s + u0[5] * x[1 * row + 2]
            s = s + u0[4] * x[2]
            u_0_3 = s + u0[7] * x[1 * row + 3]
            s = s + u0[6] * x[3]
            parents[i + 0] = s
            x = block + (i + 1) * 4
            s = parents[i + 1]
            u_1_0 = s + u0[1] * x[1 * row + 0]
            s = s + u0[0] * x[0]
            u_1_1 = s + u0[3] * x[1 * row + 1]
            s = s + u0[2] * x[1]
            u_1_2 = s + u0[5] * x[1 * row + 2]
            s = s + u0[4] * x[2]
            u_1_3 = s + u0[7] * x[1 * row + 3]
            s = s + u0[6] * x[3]
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 4
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s
                c = i * d + 1 * d + leaf
                s = leaves[c]
                s = s + u_1_0 * x[0]
                s = s + u_1_1 * x[1]
                s = s + u_1_2 * x[2]
                s = s + u_1_3 * x[3]
                leaves[c] = s
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * degree * row
            u0 = u0_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u0[1] * x[1 * row + 0]
            s = s + u0[0] * x[0]
            u_0_1 = s + u0[3] * x[1 * row + 1]
            s = s + u0[2] * x[1]
            u_0_2 = s + u0[5] * x[1 * row + 2]
            s = s + u0[4] * x[2]
            u_0_3 = s + u0[7] * x[1 * row + 3]
            s = s + u0[6] * x[3]
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 4
                c = i * d + leaf
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s


cdef void sigfwd_real_generic_below(realv* signature, Py_ssize_t w, Py_ssize_t size, const realv* increments,
                           const realv* u0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 2 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef Py_ssize_t degree = shape.degree, apart = size + w * (d - 1)
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1 * apart
    sigfwd_real_generic_family(S1 + 0 * d, S2 + 0 * d * d, increments, u0_all, blocks, d, degree)


cdef struct sigfwd_real_generic_walk:
    realv* S
    const realv* increments
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 2, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigfwd_real_generic_word(const sigfwd_real_generic_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, const realv* above, realv* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, leaf, degree = shape.degree, row = d * 4
    cdef const realv* increments = walk.increments
    cdef const realv* x
    cdef const realv* parent = above
    cdef realv* own = u
    cdef realv s = walk.S[level + w]
    cdef realv s_0, s_1, s_2, s_3
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 4
        s_0 = s
        s = s + parent[0 * (left + 1)] * x[0]
        s_1 = s
        s = s + parent[1 * (left + 1)] * x[1]
        s_2 = s
        s = s + parent[2 * (left + 1)] * x[2]
        s_3 = s
        s = s + parent[3 * (left + 1)] * x[3]
        for k in range(left):
            x = x + row
            own[0 * left + k] = s_0 + parent[0 * (left + 1) + k + 1] * x[0]
            own[1 * left + k] = s_1 + parent[1 * (left + 1) + k + 1] * x[1]
            own[2 * left + k] = s_2 + parent[2 * (left + 1) + k + 1] * x[2]
            own[3 * left + k] = s_3 + parent[3 * (left + 1) + k + 1] * x[3]
        parent = parent + 4 * (left + 1)
        own = own + 4 * left
    walk.S[level + w] = s
    level = level + size
    if left > walk.levels_below:
        for leaf in range(d):
            sigfwd_real_generic_word(walk, leaf, level, size * d, w * d + leaf, left - 1, u, own)
    elif left:
        sigfwd_real_generic_below(walk.S + level + w * d, w, size, walk.increments, u, walk.blocks, shape)


cdef void sigfwd_real_generic(void* signature, const void* increments, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 4 * degree
    cdef realv* u0 = <realv*> shape.workspace
    cdef sigfwd_real_generic_walk walk
    walk.S = <realv*> signature
    walk.increments = <const realv*> increments
    walk.blocks = blocks
    walk.levels_below = 2 if degree > 2 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = real_splat(1)
    for i in range(d):
        sigfwd_real_generic_word(&walk, i, 0, d, i, degree - 1, u0, u0 + numbers_of_root)
