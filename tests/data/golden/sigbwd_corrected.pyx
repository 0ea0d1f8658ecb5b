cdef struct sigbwd_corrected_real_walk:
    realv* S
    const realv* x
    # Zeros for the steps of a block, then what is kept of words, level by level.
    realv* values
    # The derivatives: by the signature, its top level single lanes; by the tensors; by what is kept of words; and of the
    # parts that words of one letter lack.
    realv* G
    realv* top
    realv* slopes
    realv* adjoints
    realv* nowhere
    Py_ssize_t d, N, m


cdef inline realv* sigbwd_corrected_real_values(const sigbwd_corrected_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """What is kept of the word of level j."""
    return walk.values + (1 + j * walk.N - j * (j - 1) // 2) * 2


cdef inline realv* sigbwd_corrected_real_adjoints(const sigbwd_corrected_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """The derivatives by that."""
    return walk.adjoints + (1 + j * walk.N - j * (j - 1) // 2) * 2


cdef void sigbwd_corrected_real_beyond(const sigbwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r, realv* sums) noexcept nogil:
    """What parts of more than two letters add to Z_r of word w of level j."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b
    cdef const realv* above
    cdef const realv* x
    for b in range(2):
        sums[b] = real_splat(0)
    for letters in range(3, min(walk.m, j) + 1):
        above = sigbwd_corrected_real_values(walk, j - letters) + (r - 1) * 2
        x = walk.x + (first + w % span) * 2
        for b in range(2):
            sums[b] = sums[b] + above[b] * x[b]
        first = first + span
        span = span * d


cdef void sigbwd_corrected_real_push_beyond(const sigbwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r,
                                 const realv* adjoint) noexcept nogil:
    """Push A_r of word w of level j along parts of more than two letters."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b, place
    cdef const realv* value
    cdef realv* above
    for letters in range(3, min(walk.m, j) + 1):
        value = sigbwd_corrected_real_values(walk, j - letters) + (r - 1) * 2
        above = sigbwd_corrected_real_adjoints(walk, j - letters) + (r - 1) * 2
        place = (first + w % span) * 2
        for b in range(2):
            above[b] = above[b] + adjoint[b] * walk.x[place + b]
            walk.slopes[place + b] = walk.slopes[place + b] + adjoint[b] * value[b]
        first = first + span
        span = span * d


cdef void sigbwd_corrected_real_leaves(const sigbwd_corrected_real_walk* walk, Py_ssize_t w, Py_ssize_t count,
                            const realv* leaf_derivs) noexcept nogil:
    """Push the derivatives by the words below `count` words of level N-1 from word w on along such parts."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d, v, letters, leaf, place
    cdef const realv* value
    cdef realv* above
    for letters in range(3, walk.m + 1):
        value = sigbwd_corrected_real_values(walk, walk.N - letters)
        above = sigbwd_corrected_real_adjoints(walk, walk.N - letters)
        for v in range(count):
            place = (first + (w + v) % span * d) * 2
            for leaf in range(v * d, (v + 1) * d):
                above[0] = above[0] + leaf_derivs[leaf] * walk.x[place + 0]
                walk.slopes[place + 0] = walk.slopes[place + 0] + leaf_derivs[leaf] * value[0]
                above[1] = above[1] + leaf_derivs[leaf] * walk.x[place + 1]
                walk.slopes[place + 1] = walk.slopes[place + 1] + leaf_derivs[leaf] * value[1]
                place = place + 2
        span = span * d
        first = first + span


cdef void sigbwd_corrected_real_family(const sigbwd_corrected_real_walk* walk, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                            Py_ssize_t letter) noexcept nogil:
    """The words of levels N-1, of which there are `size` from `level` on, and N below word w of level N-2."""
    cdef Py_ssize_t d = walk.d, i, leaf, place
    cdef realv* parents = walk.S + level + w * d
    cdef realv* parent_derivs = walk.G + level + w * d
    cdef const realv* leaf_derivs = walk.top + w * d * d
    cdef const realv* x
    cdef const realv* c
    cdef realv* dx
    cdef realv* dc
    cdef realv* b = sigbwd_corrected_real_adjoints(walk, walk.N - 2)
    cdef realv* bb = sigbwd_corrected_real_adjoints(walk, walk.N - 3) if walk.N > 2 else walk.adjoints
    cdef realv s, sum_g, u_0_0, u_0_1, a_0_0, a_0_1, ag_0, ag_1
    cdef realv leaf_g, dx_0, dx_1
    cdef const realv* g = sigbwd_corrected_real_values(walk, walk.N - 2)
    cdef const realv* gg = sigbwd_corrected_real_values(walk, walk.N - 3) if walk.N > 2 else walk.values
    cdef Py_ssize_t gg_row = 2 if walk.N > 2 else 0
    cdef realv one[2]
    cdef realv two[2]
    cdef realv running, g_0, g_1
    g_0 = g[0]
    g_1 = g[1]
    ag_0 = real_splat(0)
    ag_1 = real_splat(0)
    for i in range(d):
        x = walk.x + (i + 0) * 2
        c = walk.x + (d + letter * d + i + 0) * 2 if walk.N > 2 else walk.values
        s = parents[i + 0]
        s = s - g_0 * x[0] - gg[0] * c[0]
        u_0_0 = s + g[2] * x[0] + gg[gg_row + 0] * c[0]
        s = s - g_1 * x[1] - gg[1] * c[1]
        u_0_1 = s + g[3] * x[1] + gg[gg_row + 1] * c[1]
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_real_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_real_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
            running = real_splat(0)
            running = running - one[0]
            u_0_0 = u_0_0 + running + two[0]
            running = running - one[1]
            u_0_1 = u_0_1 + running + two[1]
            s = s + running
        parents[i + 0] = s
        a_0_0 = real_splat(0)
        a_0_1 = real_splat(0)
        place = (d + i * d) * 2
        for leaf in range(d):
            x = walk.x + leaf * 2
            dx = walk.slopes + leaf * 2
            dx_0 = dx[0]
            dx_1 = dx[1]
            leaf_g = leaf_derivs[(i + 0) * d + leaf]
            c = walk.x + place + (0 * d + leaf) * 2
            dc = walk.slopes + place + (0 * d + leaf) * 2
            a_0_0 = a_0_0 + leaf_g * x[0]
            ag_0 = ag_0 + leaf_g * c[0]
            dx_0 = dx_0 + leaf_g * u_0_0
            dc[0] = dc[0] + leaf_g * g_0
            a_0_1 = a_0_1 + leaf_g * x[1]
            ag_1 = ag_1 + leaf_g * c[1]
            dx_1 = dx_1 + leaf_g * u_0_1
            dc[1] = dc[1] + leaf_g * g_1
            dx[0] = dx_0
            dx[1] = dx_1
        if walk.m > 2:
            sigbwd_corrected_real_leaves(walk, w * d + i, 1, leaf_derivs + i * d)
        place = (d + letter * d + i + 0) * 2
        x = walk.x + (i + 0) * 2
        c = walk.x + place if walk.N > 2 else walk.values
        dx = walk.slopes + (i + 0) * 2
        dc = walk.slopes + place if walk.N > 2 else walk.nowhere
        sum_g = parent_derivs[i + 0]
        one[0] = sum_g
        two[0] = a_0_0
        b[0] = b[0] + sum_g * x[0]
        b[2] = b[2] + a_0_0 * x[0]
        bb[0] = bb[0] + sum_g * c[0]
        bb[gg_row + 0] = bb[gg_row + 0] + a_0_0 * c[0]
        dx_0 = dx[0] + sum_g * g_0
        dx[0] = dx_0 + a_0_0 * g[2]
        dx_0 = dc[0] + sum_g * gg[0]
        dc[0] = dx_0 + a_0_0 * gg[gg_row + 0]
        sum_g = sum_g + a_0_0
        one[1] = sum_g
        two[1] = a_0_1
        b[1] = b[1] + sum_g * x[1]
        b[3] = b[3] + a_0_1 * x[1]
        bb[1] = bb[1] + sum_g * c[1]
        bb[gg_row + 1] = bb[gg_row + 1] + a_0_1 * c[1]
        dx_1 = dx[1] + sum_g * g_1
        dx[1] = dx_1 + a_0_1 * g[3]
        dx_1 = dc[1] + sum_g * gg[1]
        dc[1] = dx_1 + a_0_1 * gg[gg_row + 1]
        sum_g = sum_g + a_0_1
        parent_derivs[i + 0] = sum_g
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_real_push_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_real_push_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
    b[0] = b[0] + ag_0
    b[1] = b[1] + ag_1


cdef void sigbwd_corrected_real_push(const sigbwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t w, Py_ssize_t before,
                          Py_ssize_t i) noexcept nogil:
    """Push the derivatives by what is kept of word w of level j, which ends in `before` and i, to the words above."""
    cdef Py_ssize_t d = walk.d, r
    cdef const realv* parent = sigbwd_corrected_real_values(walk, j - 1)
    cdef const realv* grand = sigbwd_corrected_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 2 if j > 1 else 0
    cdef const realv* x = walk.x + i * 2
    cdef const realv* c = walk.x + (d + before * d + i) * 2 if j > 1 else walk.values
    cdef realv x_0, x_1, c_0, c_1
    x_0, c_0 = x[0], c[0]
    x_1, c_1 = x[1], c[1]
    cdef realv* by_parent = sigbwd_corrected_real_adjoints(walk, j - 1)
    cdef realv* by_grand = sigbwd_corrected_real_adjoints(walk, j - 2) if j > 1 else walk.adjoints
    cdef realv* dx = walk.slopes + i * 2
    cdef realv* dc = walk.slopes + (d + before * d + i) * 2 if j > 1 else walk.nowhere
    cdef realv* own = sigbwd_corrected_real_adjoints(walk, j)
    cdef realv g = walk.G[level + w]
    cdef realv a, sum_0, sum_1
    cdef realv dx_0, dx_1, dc_0, dc_1
    cdef realv first[2]
    cdef real inverse
    sum_0 = real_splat(0)
    dx_0, dc_0 = dx[0], dc[0]
    sum_1 = real_splat(0)
    dx_1, dc_1 = dx[1], dc[1]
    for r in range(2, walk.N - j + 2):
        inverse = <real> (1.0 / (r - 1))
        parent, by_parent = parent + 2, by_parent + 2
        grand, by_grand = grand + grand_row, by_grand + grand_row
        a = own[0] * inverse
        own[0] = a
        sum_0 = sum_0 + a
        by_parent[0] = by_parent[0] + a * x_0
        by_grand[0] = by_grand[0] + a * c_0
        dx_0 = dx_0 + a * parent[0]
        dc_0 = dc_0 + a * grand[0]
        a = own[1] * inverse
        own[1] = a
        sum_1 = sum_1 + a
        by_parent[1] = by_parent[1] + a * x_1
        by_grand[1] = by_grand[1] + a * c_1
        dx_1 = dx_1 + a * parent[1]
        dc_1 = dc_1 + a * grand[1]
        if walk.m > 2:
            sigbwd_corrected_real_push_beyond(walk, j, w, r, own)
        own = own + 2
    # Of Z_1, it is that by the signature after a step.
    parent, by_parent = sigbwd_corrected_real_values(walk, j - 1), sigbwd_corrected_real_adjoints(walk, j - 1)
    grand, by_grand = grand - (walk.N - j) * grand_row, by_grand - (walk.N - j) * grand_row
    first[0] = g
    by_parent[0] = by_parent[0] + g * x_0
    by_grand[0] = by_grand[0] + g * c_0
    dx_0 = dx_0 + g * parent[0]
    dc_0 = dc_0 + g * grand[0]
    g = g + sum_0
    dx[0], dc[0] = dx_0, dc_0
    first[1] = g
    by_parent[1] = by_parent[1] + g * x_1
    by_grand[1] = by_grand[1] + g * c_1
    dx_1 = dx_1 + g * parent[1]
    dc_1 = dc_1 + g * grand[1]
    g = g + sum_1
    dx[1], dc[1] = dx_1, dc_1
    walk.G[level + w] = g
    if walk.m > 2:
        sigbwd_corrected_real_push_beyond(walk, j, w, 1, first)


cdef void sigbwd_corrected_real_word(const sigbwd_corrected_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          Py_ssize_t before, Py_ssize_t i) noexcept nogil:
    """Word w of level j, whose `size` words begin at `level`, and all words below; it ends in `before` and i."""
    cdef Py_ssize_t d = walk.d, letter, r
    cdef realv* by_own = sigbwd_corrected_real_adjoints(walk, j)
    for r in range((walk.N - j) * 2):
        by_own[r] = real_splat(0)
    cdef const realv* parent = sigbwd_corrected_real_values(walk, j - 1)
    cdef const realv* grand = sigbwd_corrected_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 2 if j > 1 else 0
    cdef const realv* x = walk.x + i * 2
    cdef const realv* c = walk.x + (d + before * d + i) * 2 if j > 1 else walk.values
    cdef realv x_0, x_1, c_0, c_1
    x_0, c_0 = x[0], c[0]
    x_1, c_1 = x[1], c[1]
    cdef realv* own = sigbwd_corrected_real_values(walk, j)
    cdef realv s = walk.S[level + w]
    cdef realv s_0, s_1
    cdef realv sums[2]
    cdef real inverse
    if walk.m > 2:
        sigbwd_corrected_real_beyond(walk, j, w, 1, sums)
        s = s - sums[0] - parent[0] * x_0 - grand[0] * c_0
        s_0 = s
        s = s - sums[1] - parent[1] * x_1 - grand[1] * c_1
        s_1 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 2
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            sigbwd_corrected_real_beyond(walk, j, w, r, sums)
            own[0] = s_0 + sums[0] + parent[0] * x_0 + grand[0] * c_0
            own[0] = own[0] * inverse
            own[1] = s_1 + sums[1] + parent[1] * x_1 + grand[1] * c_1
            own[1] = own[1] * inverse
            own = own + 2
    else:
        s = s - parent[0] * x_0 - grand[0] * c_0
        s_0 = s
        s = s - parent[1] * x_1 - grand[1] * c_1
        s_1 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 2
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            own[0] = s_0 + parent[0] * x_0 + grand[0] * c_0
            own[0] = own[0] * inverse
            own[1] = s_1 + parent[1] * x_1 + grand[1] * c_1
            own[1] = own[1] * inverse
            own = own + 2
    walk.S[level + w] = s
    if j == walk.N - 2:
        sigbwd_corrected_real_family(walk, level + size, size * d, w, i)
    elif j < walk.N - 2:
        for letter in range(d):
            sigbwd_corrected_real_word(walk, j + 1, level + size, size * d, w * d + letter, i, letter)
    sigbwd_corrected_real_push(walk, j, level, w, before, i)


cdef void sigbwd_corrected_real_letters(const sigbwd_corrected_real_walk* walk) noexcept nogil:
    """Degree 1: words of one letter."""
    cdef Py_ssize_t i, b
    for i in range(walk.d):
        for b in range(2):
            walk.slopes[i * 2 + b] = walk.slopes[i * 2 + b] + walk.top[i]


cdef void sigbwd_corrected_real(void* signature, void* signature_derivs, const void* tensors, void* derivs, Py_ssize_t blocks,
                     const Shape* shape) noexcept nogil:
    """Any degree and dimension: take blocks of 2 time steps back."""
    cdef Py_ssize_t d = shape.dimension, i, _t, N = shape.degree, kept = (1 + N * (N + 1) // 2) * 2
    cdef sigbwd_corrected_real_walk walk
    walk.S = <realv*> signature
    walk.G = <realv*> signature_derivs
    walk.top = <realv*> (walk.G + count_words(d, N - 1))
    walk.x = <const realv*> tensors
    walk.slopes = <realv*> derivs
    walk.values = <realv*> shape.workspace
    walk.adjoints = walk.values + kept
    walk.nowhere = <realv*> (walk.adjoints + kept)
    walk.d, walk.N, walk.m = d, shape.degree, min(shape.tensor_degree, shape.degree)
    for i in range(2):
        walk.values[i] = real_splat(0)
    for i in range(walk.N * 2):
        walk.values[2 + i] = real_splat((1.0 / (1 + i // 2)))
    for i in range(2):
        walk.nowhere[i] = real_splat(0)
    for _t in range(blocks):
        for i in range((1 + N) * 2):
            walk.adjoints[i] = real_splat(0)
        if N == 1:
            sigbwd_corrected_real_letters(&walk)
        else:
            if walk.N == 2:
                sigbwd_corrected_real_family(&walk, 0, d, 0, 0)
            else:
                for i in range(d):
                    sigbwd_corrected_real_word(&walk, 1, 0, d, i, 0, i)
        walk.x = walk.x + shape.tensor_words * 2
        walk.slopes = walk.slopes + shape.tensor_words * 2
