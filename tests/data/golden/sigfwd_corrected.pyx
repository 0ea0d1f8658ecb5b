cdef struct sigfwd_corrected_real_walk:
    realv* S
    const realv* x
    # Zeros for the steps of a block, then what is kept of words, level by level.
    realv* values
    Py_ssize_t d, N, m


cdef inline realv* sigfwd_corrected_real_values(const sigfwd_corrected_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """What is kept of the word of level j."""
    return walk.values + (1 + j * walk.N - j * (j - 1) // 2) * 4


cdef void sigfwd_corrected_real_beyond(const sigfwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r, realv* sums) noexcept nogil:
    """What parts of more than two letters add to Z_r of word w of level j."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b
    cdef const realv* above
    cdef const realv* x
    for b in range(4):
        sums[b] = real_splat(0)
    for letters in range(3, min(walk.m, j) + 1):
        above = sigfwd_corrected_real_values(walk, j - letters) + (r - 1) * 4
        x = walk.x + (first + w % span) * 4
        for b in range(4):
            sums[b] = sums[b] + above[b] * x[b]
        first = first + span
        span = span * d


cdef void sigfwd_corrected_real_leaves(const sigfwd_corrected_real_walk* walk, Py_ssize_t w, Py_ssize_t count, realv* leaves) noexcept nogil:
    """What parts of more than two letters add to the words below `count` words of level N-1 from word w on."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d, v, letters, leaf
    cdef const realv* above
    cdef const realv* x
    cdef realv s
    for letters in range(3, walk.m + 1):
        above = sigfwd_corrected_real_values(walk, walk.N - letters)
        for v in range(count):
            x = walk.x + (first + (w + v) % span * d) * 4
            for leaf in range(v * d, (v + 1) * d):
                s = leaves[leaf]
                s = s + above[0] * x[0]
                s = s + above[1] * x[1]
                s = s + above[2] * x[2]
                s = s + above[3] * x[3]
                leaves[leaf] = s
                x = x + 4
        span = span * d
        first = first + span


cdef void sigfwd_corrected_real_family(const sigfwd_corrected_real_walk* walk, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                            Py_ssize_t letter) noexcept nogil:
    """The words of levels N-1, of which there are `size` from `level` on, and N below word w of level N-2."""
    cdef Py_ssize_t d = walk.d, i, leaf
    cdef realv* parents = walk.S + level + w * d
    cdef realv* leaves = walk.S + level + size + w * d * d
    cdef const realv* x
    cdef const realv* c
    cdef const realv* pairs
    cdef realv s, u_0_0, u_0_1, u_0_2, u_0_3
    cdef const realv* g = sigfwd_corrected_real_values(walk, walk.N - 2)
    cdef const realv* gg = sigfwd_corrected_real_values(walk, walk.N - 3) if walk.N > 2 else walk.values
    cdef Py_ssize_t gg_row = 4 if walk.N > 2 else 0
    cdef realv one[4]
    cdef realv two[4]
    cdef realv running, g_0, g_1, g_2, g_3
    g_0 = g[0]
    g_1 = g[1]
    g_2 = g[2]
    g_3 = g[3]
    for i in range(d):
        x = walk.x + (i + 0) * 4
        c = walk.x + (d + letter * d + i + 0) * 4 if walk.N > 2 else walk.values
        s = parents[i + 0]
        u_0_0 = s + g[4] * x[0] + gg[gg_row + 0] * c[0]
        s = s + g_0 * x[0] + gg[0] * c[0]
        u_0_1 = s + g[5] * x[1] + gg[gg_row + 1] * c[1]
        s = s + g_1 * x[1] + gg[1] * c[1]
        u_0_2 = s + g[6] * x[2] + gg[gg_row + 2] * c[2]
        s = s + g_2 * x[2] + gg[2] * c[2]
        u_0_3 = s + g[7] * x[3] + gg[gg_row + 3] * c[3]
        s = s + g_3 * x[3] + gg[3] * c[3]
        if walk.m > 2 and walk.N > 3:
            sigfwd_corrected_real_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigfwd_corrected_real_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
            running = real_splat(0)
            u_0_0 = u_0_0 + running + two[0]
            running = running + one[0]
            u_0_1 = u_0_1 + running + two[1]
            running = running + one[1]
            u_0_2 = u_0_2 + running + two[2]
            running = running + one[2]
            u_0_3 = u_0_3 + running + two[3]
            running = running + one[3]
            s = s + running
        parents[i + 0] = s
        pairs = walk.x + (d + i * d) * 4
        for leaf in range(d):
            x = walk.x + leaf * 4
            c = pairs + (0 * d + leaf) * 4
            s = leaves[(i + 0) * d + leaf]
            s = s + u_0_0 * x[0] + g_0 * c[0]
            s = s + u_0_1 * x[1] + g_1 * c[1]
            s = s + u_0_2 * x[2] + g_2 * c[2]
            s = s + u_0_3 * x[3] + g_3 * c[3]
            leaves[(i + 0) * d + leaf] = s
        if walk.m > 2:
            sigfwd_corrected_real_leaves(walk, w * d + i, 1, leaves + i * d)


cdef void sigfwd_corrected_real_word(const sigfwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          Py_ssize_t before, Py_ssize_t i) noexcept nogil:
    """Word w of level j, whose `size` words begin at `level`, and all words below; it ends in `before` and i."""
    cdef Py_ssize_t d = walk.d, letter, r
    cdef const realv* parent = sigfwd_corrected_real_values(walk, j - 1)
    cdef const realv* grand = sigfwd_corrected_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 4 if j > 1 else 0
    cdef const realv* x = walk.x + i * 4
    cdef const realv* c = walk.x + (d + before * d + i) * 4 if j > 1 else walk.values
    cdef realv x_0, x_1, x_2, x_3, c_0, c_1, c_2, c_3
    x_0, c_0 = x[0], c[0]
    x_1, c_1 = x[1], c[1]
    x_2, c_2 = x[2], c[2]
    x_3, c_3 = x[3], c[3]
    cdef realv* own = sigfwd_corrected_real_values(walk, j)
    cdef realv s = walk.S[level + w]
    cdef realv s_0, s_1, s_2, s_3
    cdef realv sums[4]
    cdef real inverse
    if walk.m > 2:
        sigfwd_corrected_real_beyond(walk, j, w, 1, sums)
        s_0 = s
        s = s + sums[0] + parent[0] * x_0 + grand[0] * c_0
        s_1 = s
        s = s + sums[1] + parent[1] * x_1 + grand[1] * c_1
        s_2 = s
        s = s + sums[2] + parent[2] * x_2 + grand[2] * c_2
        s_3 = s
        s = s + sums[3] + parent[3] * x_3 + grand[3] * c_3
        for r in range(2, walk.N - j + 2):
            parent = parent + 4
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            sigfwd_corrected_real_beyond(walk, j, w, r, sums)
            own[0] = s_0 + sums[0] + parent[0] * x_0 + grand[0] * c_0
            own[0] = own[0] * inverse
            own[1] = s_1 + sums[1] + parent[1] * x_1 + grand[1] * c_1
            own[1] = own[1] * inverse
            own[2] = s_2 + sums[2] + parent[2] * x_2 + grand[2] * c_2
            own[2] = own[2] * inverse
            own[3] = s_3 + sums[3] + parent[3] * x_3 + grand[3] * c_3
            own[3] = own[3] * inverse
            own = own + 4
    else:
        s_0 = s
        s = s + parent[0] * x_0 + grand[0] * c_0
        s_1 = s
        s = s + parent[1] * x_1 + grand[1] * c_1
        s_2 = s
        s = s + parent[2] * x_2 + grand[2] * c_2
        s_3 = s
        s = s + parent[3] * x_3 + grand[3] * c_3
        for r in range(2, walk.N - j + 2):
            parent = parent + 4
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            own[0] = s_0 + parent[0] * x_0 + grand[0] * c_0
            own[0] = own[0] * inverse
            own[1] = s_1 + parent[1] * x_1 + grand[1] * c_1
            own[1] = own[1] * inverse
            own[2] = s_2 + parent[2] * x_2 + grand[2] * c_2
            own[2] = own[2] * inverse
            own[3] = s_3 + parent[3] * x_3 + grand[3] * c_3
            own[3] = own[3] * inverse
            own = own + 4
    walk.S[level + w] = s
    if j == walk.N - 2:
        sigfwd_corrected_real_family(walk, level + size, size * d, w, i)
    elif j < walk.N - 2:
        for letter in range(d):
            sigfwd_corrected_real_word(walk, j + 1, level + size, size * d, w * d + letter, i, letter)


cdef void sigfwd_corrected_real(void* signature, const void* tensors, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree and dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension, i, _t
    cdef sigfwd_corrected_real_walk walk
    walk.S = <realv*> signature
    walk.x = <const realv*> tensors
    walk.values = <realv*> shape.workspace
    walk.d, walk.N, walk.m = d, shape.degree, min(shape.tensor_degree, shape.degree)
    for i in range(4):
        walk.values[i] = real_splat(0)
    for i in range(walk.N * 4):
        walk.values[4 + i] = real_splat((1.0 / (1 + i // 4)))
    for _t in range(blocks):
        if walk.N == 2:
            sigfwd_corrected_real_family(&walk, 0, d, 0, 0)
        else:
            for i in range(d):
                sigfwd_corrected_real_word(&walk, 1, 0, d, i, 0, i)
        walk.x = walk.x + shape.tensor_words * 4
