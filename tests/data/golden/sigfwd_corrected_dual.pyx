cdef struct sigfwd_corrected_dual_real_walk:
    reald* S
    const reald* x
    # Zeros for the steps of a block, then what is kept of words, level by level.
    reald* values
    Py_ssize_t d, N, m


cdef inline reald* sigfwd_corrected_dual_real_values(const sigfwd_corrected_dual_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """What is kept of the word of level j."""
    return walk.values + (1 + j * walk.N - j * (j - 1) // 2) * 2


cdef void sigfwd_corrected_dual_real_beyond(const sigfwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r, reald* sums) noexcept nogil:
    """What parts of more than two letters add to Z_r of word w of level j."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b
    cdef const reald* above
    cdef const reald* x
    for b in range(2):
        sums[b] = reald_splat(0)
    for letters in range(3, min(walk.m, j) + 1):
        above = sigfwd_corrected_dual_real_values(walk, j - letters) + (r - 1) * 2
        x = walk.x + (first + w % span) * 2
        for b in range(2):
            sums[b] = reald_plus_product(sums[b], above[b], x[b])
        first = first + span
        span = span * d


cdef void sigfwd_corrected_dual_real_leaves(const sigfwd_corrected_dual_real_walk* walk, Py_ssize_t w, Py_ssize_t count, reald* leaves) noexcept nogil:
    """What parts of more than two letters add to the words below `count` words of level N-1 from word w on."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d, v, letters, leaf
    cdef const reald* above
    cdef const reald* x
    cdef reald s
    for letters in range(3, walk.m + 1):
        above = sigfwd_corrected_dual_real_values(walk, walk.N - letters)
        for v in range(count):
            x = walk.x + (first + (w + v) % span * d) * 2
            for leaf in range(v * d, (v + 1) * d):
                s = leaves[leaf]
                s = reald_plus_product(s, above[0], x[0])
                s = reald_plus_product(s, above[1], x[1])
                leaves[leaf] = s
                x = x + 2
        span = span * d
        first = first + span


cdef void sigfwd_corrected_dual_real_family(const sigfwd_corrected_dual_real_walk* walk, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                            Py_ssize_t letter) noexcept nogil:
    """The words of levels N-1, of which there are `size` from `level` on, and N below word w of level N-2."""
    cdef Py_ssize_t d = walk.d, i, leaf
    cdef reald* parents = walk.S + level + w * d
    cdef reald* leaves = walk.S + level + size + w * d * d
    cdef const reald* x
    cdef const reald* c
    cdef const reald* pairs
    cdef reald s, u_0_0, u_0_1
    cdef const reald* g = sigfwd_corrected_dual_real_values(walk, walk.N - 2)
    cdef const reald* gg = sigfwd_corrected_dual_real_values(walk, walk.N - 3) if walk.N > 2 else walk.values
    cdef Py_ssize_t gg_row = 2 if walk.N > 2 else 0
    cdef reald one[2]
    cdef reald two[2]
    cdef reald running, g_0, g_1
    g_0 = g[0]
    g_1 = g[1]
    for i in range(d):
        x = walk.x + (i + 0) * 2
        c = walk.x + (d + letter * d + i + 0) * 2 if walk.N > 2 else walk.values
        s = parents[i + 0]
        u_0_0 = reald_plus_product(reald_plus_product(s, g[2], x[0]), gg[gg_row + 0], c[0])
        s = reald_plus_product(reald_plus_product(s, g_0, x[0]), gg[0], c[0])
        u_0_1 = reald_plus_product(reald_plus_product(s, g[3], x[1]), gg[gg_row + 1], c[1])
        s = reald_plus_product(reald_plus_product(s, g_1, x[1]), gg[1], c[1])
        if walk.m > 2 and walk.N > 3:
            sigfwd_corrected_dual_real_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigfwd_corrected_dual_real_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
            running = reald_splat(0)
            u_0_0 = reald_plus(reald_plus(u_0_0, running), two[0])
            running = reald_plus(running, one[0])
            u_0_1 = reald_plus(reald_plus(u_0_1, running), two[1])
            running = reald_plus(running, one[1])
            s = reald_plus(s, running)
        parents[i + 0] = s
        pairs = walk.x + (d + i * d) * 2
        for leaf in range(d):
            x = walk.x + leaf * 2
            c = pairs + (0 * d + leaf) * 2
            s = leaves[(i + 0) * d + leaf]
            s = reald_plus_product(reald_plus_product(s, u_0_0, x[0]), g_0, c[0])
            s = reald_plus_product(reald_plus_product(s, u_0_1, x[1]), g_1, c[1])
            leaves[(i + 0) * d + leaf] = s
        if walk.m > 2:
            sigfwd_corrected_dual_real_leaves(walk, w * d + i, 1, leaves + i * d)


cdef void sigfwd_corrected_dual_real_word(const sigfwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          Py_ssize_t before, Py_ssize_t i) noexcept nogil:
    """Word w of level j, whose `size` words begin at `level`, and all words below; it ends in `before` and i."""
    cdef Py_ssize_t d = walk.d, letter, r
    cdef const reald* parent = sigfwd_corrected_dual_real_values(walk, j - 1)
    cdef const reald* grand = sigfwd_corrected_dual_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 2 if j > 1 else 0
    cdef const reald* x = walk.x + i * 2
    cdef const reald* c = walk.x + (d + before * d + i) * 2 if j > 1 else walk.values
    cdef reald x_0, x_1, c_0, c_1
    x_0, c_0 = x[0], c[0]
    x_1, c_1 = x[1], c[1]
    cdef reald* own = sigfwd_corrected_dual_real_values(walk, j)
    cdef reald s = walk.S[level + w]
    cdef reald s_0, s_1
    cdef reald sums[2]
    cdef real inverse
    if walk.m > 2:
        sigfwd_corrected_dual_real_beyond(walk, j, w, 1, sums)
        s_0 = s
        s = reald_plus_product(reald_plus_product(reald_plus(s, sums[0]), parent[0], x_0), grand[0], c_0)
        s_1 = s
        s = reald_plus_product(reald_plus_product(reald_plus(s, sums[1]), parent[1], x_1), grand[1], c_1)
        for r in range(2, walk.N - j + 2):
            parent = parent + 2
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            sigfwd_corrected_dual_real_beyond(walk, j, w, r, sums)
            own[0] = reald_plus_product(reald_plus_product(reald_plus(s_0, sums[0]), parent[0], x_0), grand[0], c_0)
            own[0] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[0])
            own[1] = reald_plus_product(reald_plus_product(reald_plus(s_1, sums[1]), parent[1], x_1), grand[1], c_1)
            own[1] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[1])
            own = own + 2
    else:
        s_0 = s
        s = reald_plus_product(reald_plus_product(s, parent[0], x_0), grand[0], c_0)
        s_1 = s
        s = reald_plus_product(reald_plus_product(s, parent[1], x_1), grand[1], c_1)
        for r in range(2, walk.N - j + 2):
            parent = parent + 2
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            own[0] = reald_plus_product(reald_plus_product(s_0, parent[0], x_0), grand[0], c_0)
            own[0] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[0])
            own[1] = reald_plus_product(reald_plus_product(s_1, parent[1], x_1), grand[1], c_1)
            own[1] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[1])
            own = own + 2
    walk.S[level + w] = s
    if j == walk.N - 2:
        sigfwd_corrected_dual_real_family(walk, level + size, size * d, w, i)
    elif j < walk.N - 2:
        for letter in range(d):
            sigfwd_corrected_dual_real_word(walk, j + 1, level + size, size * d, w * d + letter, i, letter)


cdef void sigfwd_corrected_dual_real(void* signature, const void* tensors, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree and dimension: apply blocks of 2 time steps."""
    cdef Py_ssize_t d = shape.dimension, i, _t
    cdef sigfwd_corrected_dual_real_walk walk
    walk.S = <reald*> signature
    walk.x = <const reald*> tensors
    walk.values = <reald*> shape.workspace
    walk.d, walk.N, walk.m = d, shape.degree, min(shape.tensor_degree, shape.degree)
    for i in range(2):
        walk.values[i] = reald_splat(0)
    for i in range(walk.N * 2):
        walk.values[2 + i] = reald_splat((1.0 / (1 + i // 2)))
    for _t in range(blocks):
        if walk.N == 2:
            sigfwd_corrected_dual_real_family(&walk, 0, d, 0, 0)
        else:
            for i in range(d):
                sigfwd_corrected_dual_real_word(&walk, 1, 0, d, i, 0, i)
        walk.x = walk.x + shape.tensor_words * 2
