cdef struct sigbwd_corrected_dual_real_walk:
    reald* S
    const reald* x
    # Zeros for the steps of a block, then what is kept of words, level by level.
    reald* values
    # The derivatives: by the signature, its top level single lanes; by the tensors; by what is kept of words; and of the
    # parts that words of one letter lack.
    reald* G
    realv* top
    realv* slopes
    reald* adjoints
    realv* nowhere
    Py_ssize_t d, N, m


cdef inline reald* sigbwd_corrected_dual_real_values(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """What is kept of the word of level j."""
    return walk.values + (1 + j * walk.N - j * (j - 1) // 2) * 1


cdef inline reald* sigbwd_corrected_dual_real_adjoints(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j) noexcept nogil:
    """The derivatives by that."""
    return walk.adjoints + (1 + j * walk.N - j * (j - 1) // 2) * 1


cdef void sigbwd_corrected_dual_real_beyond(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r, reald* sums) noexcept nogil:
    """What parts of more than two letters add to Z_r of word w of level j."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b
    cdef const reald* above
    cdef const reald* x
    for b in range(1):
        sums[b] = reald_splat(0)
    for letters in range(3, min(walk.m, j) + 1):
        above = sigbwd_corrected_dual_real_values(walk, j - letters) + (r - 1) * 1
        x = walk.x + (first + w % span) * 1
        for b in range(1):
            sums[b] = reald_plus_product(sums[b], above[b], x[b])
        first = first + span
        span = span * d


cdef void sigbwd_corrected_dual_real_push_beyond(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r,
                                 const reald* adjoint) noexcept nogil:
    """Push A_r of word w of level j along parts of more than two letters."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b, place
    cdef const reald* value
    cdef reald* above
    for letters in range(3, min(walk.m, j) + 1):
        value = sigbwd_corrected_dual_real_values(walk, j - letters) + (r - 1) * 1
        above = sigbwd_corrected_dual_real_adjoints(walk, j - letters) + (r - 1) * 1
        place = (first + w % span) * 1
        for b in range(1):
            above[b] = reald_plus_product(above[b], adjoint[b], walk.x[place + b])
            walk.slopes[place + b] = walk.slopes[place + b] + reald_product_tangent(adjoint[b], value[b])
        first = first + span
        span = span * d


cdef void sigbwd_corrected_dual_real_leaves(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t w, Py_ssize_t count,
                            const realv* leaf_derivs) noexcept nogil:
    """Push the derivatives by the words below `count` words of level N-1 from word w on along such parts."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d, v, letters, leaf, place
    cdef const reald* value
    cdef reald* above
    for letters in range(3, walk.m + 1):
        value = sigbwd_corrected_dual_real_values(walk, walk.N - letters)
        above = sigbwd_corrected_dual_real_adjoints(walk, walk.N - letters)
        for v in range(count):
            place = (first + (w + v) % span * d) * 1
            for leaf in range(v * d, (v + 1) * d):
                above[0] = reald_plus_multiple(above[0], leaf_derivs[leaf], walk.x[place + 0])
                walk.slopes[place + 0] = walk.slopes[place + 0] + leaf_derivs[leaf] * value[0].tangent
                place = place + 1
        span = span * d
        first = first + span


cdef void sigbwd_corrected_dual_real_family(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                            Py_ssize_t letter) noexcept nogil:
    """The words of levels N-1, of which there are `size` from `level` on, and N below word w of level N-2."""
    cdef Py_ssize_t d = walk.d, i, leaf, place
    cdef reald* parents = walk.S + level + w * d
    cdef reald* parent_derivs = walk.G + level + w * d
    cdef const realv* leaf_derivs = walk.top + w * d * d
    cdef const reald* x
    cdef const reald* c
    cdef realv* dx
    cdef realv* dc
    cdef reald* b = sigbwd_corrected_dual_real_adjoints(walk, walk.N - 2)
    cdef reald* bb = sigbwd_corrected_dual_real_adjoints(walk, walk.N - 3) if walk.N > 2 else walk.adjoints
    cdef reald s, sum_g, u_0_0, a_0_0, ag_0
    cdef realv leaf_g, dx_0
    cdef const reald* g = sigbwd_corrected_dual_real_values(walk, walk.N - 2)
    cdef const reald* gg = sigbwd_corrected_dual_real_values(walk, walk.N - 3) if walk.N > 2 else walk.values
    cdef Py_ssize_t gg_row = 1 if walk.N > 2 else 0
    cdef reald one[1]
    cdef reald two[1]
    cdef reald running, g_0
    g_0 = g[0]
    ag_0 = reald_splat(0)
    for i in range(d):
        x = walk.x + (i + 0) * 1
        c = walk.x + (d + letter * d + i + 0) * 1 if walk.N > 2 else walk.values
        s = parents[i + 0]
        s = reald_minus_product(reald_minus_product(s, g_0, x[0]), gg[0], c[0])
        u_0_0 = reald_plus_product(reald_plus_product(s, g[1], x[0]), gg[gg_row + 0], c[0])
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_dual_real_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_dual_real_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
            running = reald_splat(0)
            running = reald_minus(running, one[0])
            u_0_0 = reald_plus(reald_plus(u_0_0, running), two[0])
            s = reald_plus(s, running)
        parents[i + 0] = s
        a_0_0 = reald_splat(0)
        place = (d + i * d) * 1
        for leaf in range(d):
            x = walk.x + leaf * 1
            dx = walk.slopes + leaf * 1
            dx_0 = dx[0]
            leaf_g = leaf_derivs[(i + 0) * d + leaf]
            c = walk.x + place + (0 * d + leaf) * 1
            dc = walk.slopes + place + (0 * d + leaf) * 1
            a_0_0 = reald_plus_multiple(a_0_0, leaf_g, x[0])
            ag_0 = reald_plus_multiple(ag_0, leaf_g, c[0])
            dx_0 = dx_0 + leaf_g * u_0_0.tangent
            dc[0] = dc[0] + leaf_g * g_0.tangent
            dx[0] = dx_0
        if walk.m > 2:
            sigbwd_corrected_dual_real_leaves(walk, w * d + i, 1, leaf_derivs + i * d)
        place = (d + letter * d + i + 0) * 1
        x = walk.x + (i + 0) * 1
        c = walk.x + place if walk.N > 2 else walk.values
        dx = walk.slopes + (i + 0) * 1
        dc = walk.slopes + place if walk.N > 2 else walk.nowhere
        sum_g = parent_derivs[i + 0]
        one[0] = sum_g
        two[0] = a_0_0
        b[0] = reald_plus_product(b[0], sum_g, x[0])
        b[1] = reald_plus_product(b[1], a_0_0, x[0])
        bb[0] = reald_plus_product(bb[0], sum_g, c[0])
        bb[gg_row + 0] = reald_plus_product(bb[gg_row + 0], a_0_0, c[0])
        dx_0 = dx[0] + reald_product_tangent(sum_g, g_0)
        dx[0] = dx_0 + reald_product_tangent(a_0_0, g[1])
        dx_0 = dc[0] + reald_product_tangent(sum_g, gg[0])
        dc[0] = dx_0 + reald_product_tangent(a_0_0, gg[gg_row + 0])
        sum_g = reald_plus(sum_g, a_0_0)
        parent_derivs[i + 0] = sum_g
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_dual_real_push_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_dual_real_push_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
    b[0] = reald_plus(b[0], ag_0)


cdef void sigbwd_corrected_dual_real_push(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t w, Py_ssize_t before,
                          Py_ssize_t i) noexcept nogil:
    """Push the derivatives by what is kept of word w of level j, which ends in `before` and i, to the words above."""
    cdef Py_ssize_t d = walk.d, r
    cdef const reald* parent = sigbwd_corrected_dual_real_values(walk, j - 1)
    cdef const reald* grand = sigbwd_corrected_dual_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 1 if j > 1 else 0
    cdef const reald* x = walk.x + i * 1
    cdef const reald* c = walk.x + (d + before * d + i) * 1 if j > 1 else walk.values
    cdef reald x_0, c_0
    x_0, c_0 = x[0], c[0]
    cdef reald* by_parent = sigbwd_corrected_dual_real_adjoints(walk, j - 1)
    cdef reald* by_grand = sigbwd_corrected_dual_real_adjoints(walk, j - 2) if j > 1 else walk.adjoints
    cdef realv* dx = walk.slopes + i * 1
    cdef realv* dc = walk.slopes + (d + before * d + i) * 1 if j > 1 else walk.nowhere
    cdef reald* own = sigbwd_corrected_dual_real_adjoints(walk, j)
    cdef reald g = walk.G[level + w]
    cdef reald a, sum_0
    cdef realv dx_0, dc_0
    cdef reald first[1]
    cdef real inverse
    sum_0 = reald_splat(0)
    dx_0, dc_0 = dx[0], dc[0]
    for r in range(2, walk.N - j + 2):
        inverse = <real> (1.0 / (r - 1))
        parent, by_parent = parent + 1, by_parent + 1
        grand, by_grand = grand + grand_row, by_grand + grand_row
        a = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[0])
        own[0] = a
        sum_0 = reald_plus(sum_0, a)
        by_parent[0] = reald_plus_product(by_parent[0], a, x_0)
        by_grand[0] = reald_plus_product(by_grand[0], a, c_0)
        dx_0 = dx_0 + reald_product_tangent(a, parent[0])
        dc_0 = dc_0 + reald_product_tangent(a, grand[0])
        if walk.m > 2:
            sigbwd_corrected_dual_real_push_beyond(walk, j, w, r, own)
        own = own + 1
    # Of Z_1, it is that by the signature after a step.
    parent, by_parent = sigbwd_corrected_dual_real_values(walk, j - 1), sigbwd_corrected_dual_real_adjoints(walk, j - 1)
    grand, by_grand = grand - (walk.N - j) * grand_row, by_grand - (walk.N - j) * grand_row
    first[0] = g
    by_parent[0] = reald_plus_product(by_parent[0], g, x_0)
    by_grand[0] = reald_plus_product(by_grand[0], g, c_0)
    dx_0 = dx_0 + reald_product_tangent(g, parent[0])
    dc_0 = dc_0 + reald_product_tangent(g, grand[0])
    g = reald_plus(g, sum_0)
    dx[0], dc[0] = dx_0, dc_0
    walk.G[level + w] = g
    if walk.m > 2:
        sigbwd_corrected_dual_real_push_beyond(walk, j, w, 1, first)


cdef void sigbwd_corrected_dual_real_word(const sigbwd_corrected_dual_real_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          Py_ssize_t before, Py_ssize_t i) noexcept nogil:
    """Word w of level j, whose `size` words begin at `level`, and all words below; it ends in `before` and i."""
    cdef Py_ssize_t d = walk.d, letter, r
    cdef reald* by_own = sigbwd_corrected_dual_real_adjoints(walk, j)
    for r in range((walk.N - j) * 1):
        by_own[r] = reald_splat(0)
    cdef const reald* parent = sigbwd_corrected_dual_real_values(walk, j - 1)
    cdef const reald* grand = sigbwd_corrected_dual_real_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 1 if j > 1 else 0
    cdef const reald* x = walk.x + i * 1
    cdef const reald* c = walk.x + (d + before * d + i) * 1 if j > 1 else walk.values
    cdef reald x_0, c_0
    x_0, c_0 = x[0], c[0]
    cdef reald* own = sigbwd_corrected_dual_real_values(walk, j)
    cdef reald s = walk.S[level + w]
    cdef reald s_0
    cdef reald sums[1]
    cdef real inverse
    if walk.m > 2:
        sigbwd_corrected_dual_real_beyond(walk, j, w, 1, sums)
        s = reald_minus_product(reald_minus_product(reald_minus(s, sums[0]), parent[0], x_0), grand[0], c_0)
        s_0 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 1
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            sigbwd_corrected_dual_real_beyond(walk, j, w, r, sums)
            own[0] = reald_plus_product(reald_plus_product(reald_plus(s_0, sums[0]), parent[0], x_0), grand[0], c_0)
            own[0] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[0])
            own = own + 1
    else:
        s = reald_minus_product(reald_minus_product(s, parent[0], x_0), grand[0], c_0)
        s_0 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 1
            grand = grand + grand_row
            inverse = <real> (1.0 / (r - 1))
            own[0] = reald_plus_product(reald_plus_product(s_0, parent[0], x_0), grand[0], c_0)
            own[0] = reald_plus_multiple(reald_splat(0), real_splat(inverse), own[0])
            own = own + 1
    walk.S[level + w] = s
    if j == walk.N - 2:
        sigbwd_corrected_dual_real_family(walk, level + size, size * d, w, i)
    elif j < walk.N - 2:
        for letter in range(d):
            sigbwd_corrected_dual_real_word(walk, j + 1, level + size, size * d, w * d + letter, i, letter)
    sigbwd_corrected_dual_real_push(walk, j, level, w, before, i)


cdef void sigbwd_corrected_dual_real_letters(const sigbwd_corrected_dual_real_walk* walk) noexcept nogil:
    """Degree 1: the gradient does not depend on the path."""
    pass


cdef void sigbwd_corrected_dual_real(void* signature, void* signature_derivs, const void* tensors, void* derivs, Py_ssize_t blocks,
                     const Shape* shape) noexcept nogil:
    """Any degree and dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension, i, _t, N = shape.degree, kept = (1 + N * (N + 1) // 2) * 1
    cdef sigbwd_corrected_dual_real_walk walk
    walk.S = <reald*> signature
    walk.G = <reald*> signature_derivs
    walk.top = <realv*> (walk.G + count_words(d, N - 1))
    walk.x = <const reald*> tensors
    walk.slopes = <realv*> derivs
    walk.values = <reald*> shape.workspace
    walk.adjoints = walk.values + kept
    walk.nowhere = <realv*> (walk.adjoints + kept)
    walk.d, walk.N, walk.m = d, shape.degree, min(shape.tensor_degree, shape.degree)
    for i in range(1):
        walk.values[i] = reald_splat(0)
    for i in range(walk.N * 1):
        walk.values[1 + i] = reald_splat((1.0 / (1 + i // 1)))
    for i in range(1):
        walk.nowhere[i] = real_splat(0)
    for _t in range(blocks):
        for i in range((1 + N) * 1):
            walk.adjoints[i] = reald_splat(0)
        if N == 1:
            sigbwd_corrected_dual_real_letters(&walk)
        else:
            if walk.N == 2:
                sigbwd_corrected_dual_real_family(&walk, 0, d, 0, 0)
            else:
                for i in range(d):
                    sigbwd_corrected_dual_real_word(&walk, 1, 0, d, i, 0, i)
        walk.x = walk.x + shape.tensor_words * 1
        walk.slopes = walk.slopes + shape.tensor_words * 1
