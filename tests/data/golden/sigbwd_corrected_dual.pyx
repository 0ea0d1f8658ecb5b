cdef struct sigbwd_corrected_dual_f64_walk:
    f64d* S
    const f64d* x
    # Zeros for the steps of a block, then what is kept of words, level by level.
    f64d* values
    # The derivatives: by the signature, its top level single lanes; by the tensors; by what is kept of words; and of the
    # parts that words of one letter lack.
    f64d* G
    f64v* top
    f64v* slopes
    f64d* adjoints
    f64v* nowhere
    Py_ssize_t d, N, m


cdef inline f64d* sigbwd_corrected_dual_f64_values(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j) noexcept nogil:
    """What is kept of the word of level j."""
    return walk.values + (1 + j * walk.N - j * (j - 1) // 2) * 1


cdef inline f64d* sigbwd_corrected_dual_f64_adjoints(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j) noexcept nogil:
    """The derivatives by that."""
    return walk.adjoints + (1 + j * walk.N - j * (j - 1) // 2) * 1


cdef void sigbwd_corrected_dual_f64_beyond(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r, f64d* sums) noexcept nogil:
    """What parts of more than two letters add to Z_r of word w of level j."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b
    cdef const f64d* above
    cdef const f64d* x
    for b in range(1):
        sums[b] = f64d_splat(0)
    for letters in range(3, min(walk.m, j) + 1):
        above = sigbwd_corrected_dual_f64_values(walk, j - letters) + (r - 1) * 1
        x = walk.x + (first + w % span) * 1
        for b in range(1):
            sums[b] = f64d_plus_product(sums[b], above[b], x[b])
        first = first + span
        span = span * d


cdef void sigbwd_corrected_dual_f64_push_beyond(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j, Py_ssize_t w, Py_ssize_t r,
                                 const f64d* adjoint) noexcept nogil:
    """Push A_r of word w of level j along parts of more than two letters."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d * d, letters, b, place
    cdef const f64d* value
    cdef f64d* above
    for letters in range(3, min(walk.m, j) + 1):
        value = sigbwd_corrected_dual_f64_values(walk, j - letters) + (r - 1) * 1
        above = sigbwd_corrected_dual_f64_adjoints(walk, j - letters) + (r - 1) * 1
        place = (first + w % span) * 1
        for b in range(1):
            above[b] = f64d_plus_product(above[b], adjoint[b], walk.x[place + b])
            walk.slopes[place + b] = walk.slopes[place + b] + f64d_product_tangent(adjoint[b], value[b])
        first = first + span
        span = span * d


cdef void sigbwd_corrected_dual_f64_leaves(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t w, Py_ssize_t count,
                            const f64v* leaf_derivs) noexcept nogil:
    """Push the derivatives by the words below `count` words of level N-1 from word w on along such parts."""
    cdef Py_ssize_t d = walk.d, first = d + d * d, span = d * d, v, letters, leaf, place
    cdef const f64d* value
    cdef f64d* above
    for letters in range(3, walk.m + 1):
        value = sigbwd_corrected_dual_f64_values(walk, walk.N - letters)
        above = sigbwd_corrected_dual_f64_adjoints(walk, walk.N - letters)
        for v in range(count):
            place = (first + (w + v) % span * d) * 1
            for leaf in range(v * d, (v + 1) * d):
                above[0] = f64d_plus_multiple(above[0], leaf_derivs[leaf], walk.x[place + 0])
                walk.slopes[place + 0] = walk.slopes[place + 0] + leaf_derivs[leaf] * value[0].tangent
                place = place + 1
        span = span * d
        first = first + span


cdef void sigbwd_corrected_dual_f64_family(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                            Py_ssize_t letter) noexcept nogil:
    """The words of levels N-1, of which there are `size` from `level` on, and N below word w of level N-2."""
    cdef Py_ssize_t d = walk.d, i, leaf, place
    cdef f64d* parents = walk.S + level + w * d
    cdef f64d* parent_derivs = walk.G + level + w * d
    cdef const f64v* leaf_derivs = walk.top + w * d * d
    cdef const f64d* x
    cdef const f64d* c
    cdef f64v* dx
    cdef f64v* dc
    cdef f64d* b = sigbwd_corrected_dual_f64_adjoints(walk, walk.N - 2)
    cdef f64d* bb = sigbwd_corrected_dual_f64_adjoints(walk, walk.N - 3) if walk.N > 2 else walk.adjoints
    cdef f64d s, sum_g, u_0_0, a_0_0, ag_0
    cdef f64v leaf_g, dx_0
    cdef const f64d* g = sigbwd_corrected_dual_f64_values(walk, walk.N - 2)
    cdef const f64d* gg = sigbwd_corrected_dual_f64_values(walk, walk.N - 3) if walk.N > 2 else walk.values
    cdef Py_ssize_t gg_row = 1 if walk.N > 2 else 0
    cdef f64d one[1]
    cdef f64d two[1]
    cdef f64d running, g_0
    g_0 = g[0]
    ag_0 = f64d_splat(0)
    for i in range(d):
        x = walk.x + (i + 0) * 1
        c = walk.x + (d + letter * d + i + 0) * 1 if walk.N > 2 else walk.values
        s = parents[i + 0]
        s = f64d_minus_product(f64d_minus_product(s, g_0, x[0]), gg[0], c[0])
        u_0_0 = f64d_plus_product(f64d_plus_product(s, g[1], x[0]), gg[gg_row + 0], c[0])
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_dual_f64_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_dual_f64_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
            running = f64d_splat(0)
            running = f64d_minus(running, one[0])
            u_0_0 = f64d_plus(f64d_plus(u_0_0, running), two[0])
            s = f64d_plus(s, running)
        parents[i + 0] = s
        a_0_0 = f64d_splat(0)
        place = (d + i * d) * 1
        for leaf in range(d):
            x = walk.x + leaf * 1
            dx = walk.slopes + leaf * 1
            dx_0 = dx[0]
            leaf_g = leaf_derivs[(i + 0) * d + leaf]
            c = walk.x + place + (0 * d + leaf) * 1
            dc = walk.slopes + place + (0 * d + leaf) * 1
            a_0_0 = f64d_plus_multiple(a_0_0, leaf_g, x[0])
            ag_0 = f64d_plus_multiple(ag_0, leaf_g, c[0])
            dx_0 = dx_0 + leaf_g * u_0_0.tangent
            dc[0] = dc[0] + leaf_g * g_0.tangent
            dx[0] = dx_0
        if walk.m > 2:
            sigbwd_corrected_dual_f64_leaves(walk, w * d + i, 1, leaf_derivs + i * d)
        place = (d + letter * d + i + 0) * 1
        x = walk.x + (i + 0) * 1
        c = walk.x + place if walk.N > 2 else walk.values
        dx = walk.slopes + (i + 0) * 1
        dc = walk.slopes + place if walk.N > 2 else walk.nowhere
        sum_g = parent_derivs[i + 0]
        one[0] = sum_g
        two[0] = a_0_0
        b[0] = f64d_plus_product(b[0], sum_g, x[0])
        b[1] = f64d_plus_product(b[1], a_0_0, x[0])
        bb[0] = f64d_plus_product(bb[0], sum_g, c[0])
        bb[gg_row + 0] = f64d_plus_product(bb[gg_row + 0], a_0_0, c[0])
        dx_0 = dx[0] + f64d_product_tangent(sum_g, g_0)
        dx[0] = dx_0 + f64d_product_tangent(a_0_0, g[1])
        dx_0 = dc[0] + f64d_product_tangent(sum_g, gg[0])
        dc[0] = dx_0 + f64d_product_tangent(a_0_0, gg[gg_row + 0])
        sum_g = f64d_plus(sum_g, a_0_0)
        parent_derivs[i + 0] = sum_g
        if walk.m > 2 and walk.N > 3:
            sigbwd_corrected_dual_f64_push_beyond(walk, walk.N - 1, w * d + i + 0, 1, one)
            sigbwd_corrected_dual_f64_push_beyond(walk, walk.N - 1, w * d + i + 0, 2, two)
    b[0] = f64d_plus(b[0], ag_0)


cdef void sigbwd_corrected_dual_f64_push(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t w, Py_ssize_t before,
                          Py_ssize_t i) noexcept nogil:
    """Push the derivatives by what is kept of word w of level j, which ends in `before` and i, to the words above."""
    cdef Py_ssize_t d = walk.d, r
    cdef const f64d* parent = sigbwd_corrected_dual_f64_values(walk, j - 1)
    cdef const f64d* grand = sigbwd_corrected_dual_f64_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 1 if j > 1 else 0
    cdef const f64d* x = walk.x + i * 1
    cdef const f64d* c = walk.x + (d + before * d + i) * 1 if j > 1 else walk.values
    cdef f64d x_0, c_0
    x_0, c_0 = x[0], c[0]
    cdef f64d* by_parent = sigbwd_corrected_dual_f64_adjoints(walk, j - 1)
    cdef f64d* by_grand = sigbwd_corrected_dual_f64_adjoints(walk, j - 2) if j > 1 else walk.adjoints
    cdef f64v* dx = walk.slopes + i * 1
    cdef f64v* dc = walk.slopes + (d + before * d + i) * 1 if j > 1 else walk.nowhere
    cdef f64d* own = sigbwd_corrected_dual_f64_adjoints(walk, j)
    cdef f64d g = walk.G[level + w]
    cdef f64d a, sum_0
    cdef f64v dx_0, dc_0
    cdef f64d first[1]
    cdef double inverse
    sum_0 = f64d_splat(0)
    dx_0, dc_0 = dx[0], dc[0]
    for r in range(2, walk.N - j + 2):
        inverse = <double> (1.0 / (r - 1))
        parent, by_parent = parent + 1, by_parent + 1
        grand, by_grand = grand + grand_row, by_grand + grand_row
        a = own[0] = f64d_plus_multiple(f64d_splat(0), f64_splat(inverse), own[0])
        sum_0 = f64d_plus(sum_0, a)
        by_parent[0] = f64d_plus_product(by_parent[0], a, x_0)
        by_grand[0] = f64d_plus_product(by_grand[0], a, c_0)
        dx_0 = dx_0 + f64d_product_tangent(a, parent[0])
        dc_0 = dc_0 + f64d_product_tangent(a, grand[0])
        if walk.m > 2:
            sigbwd_corrected_dual_f64_push_beyond(walk, j, w, r, own)
        own = own + 1
    # Of Z_1, it is that by the signature after a step.
    parent, by_parent = sigbwd_corrected_dual_f64_values(walk, j - 1), sigbwd_corrected_dual_f64_adjoints(walk, j - 1)
    grand, by_grand = grand - (walk.N - j) * grand_row, by_grand - (walk.N - j) * grand_row
    first[0] = g
    by_parent[0] = f64d_plus_product(by_parent[0], g, x_0)
    by_grand[0] = f64d_plus_product(by_grand[0], g, c_0)
    dx_0 = dx_0 + f64d_product_tangent(g, parent[0])
    dc_0 = dc_0 + f64d_product_tangent(g, grand[0])
    g = f64d_plus(g, sum_0)
    dx[0], dc[0] = dx_0, dc_0
    walk.G[level + w] = g
    if walk.m > 2:
        sigbwd_corrected_dual_f64_push_beyond(walk, j, w, 1, first)


cdef void sigbwd_corrected_dual_f64_word(const sigbwd_corrected_dual_f64_walk* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          Py_ssize_t before, Py_ssize_t i) noexcept nogil:
    """Word w of level j, whose `size` words begin at `level`, and all words below; it ends in `before` and i."""
    cdef Py_ssize_t d = walk.d, letter, r
    cdef f64d* by_own = sigbwd_corrected_dual_f64_adjoints(walk, j)
    for r in range((walk.N - j) * 1):
        by_own[r] = f64d_splat(0)
    cdef const f64d* parent = sigbwd_corrected_dual_f64_values(walk, j - 1)
    cdef const f64d* grand = sigbwd_corrected_dual_f64_values(walk, j - 2) if j > 1 else walk.values
    cdef Py_ssize_t grand_row = 1 if j > 1 else 0
    cdef const f64d* x = walk.x + i * 1
    cdef const f64d* c = walk.x + (d + before * d + i) * 1 if j > 1 else walk.values
    cdef f64d x_0, c_0
    x_0, c_0 = x[0], c[0]
    cdef f64d* own = sigbwd_corrected_dual_f64_values(walk, j)
    cdef f64d s = walk.S[level + w]
    cdef f64d s_0
    cdef f64d sums[1]
    cdef double inverse
    if walk.m > 2:
        sigbwd_corrected_dual_f64_beyond(walk, j, w, 1, sums)
        s = f64d_minus_product(f64d_minus_product(f64d_minus(s, sums[0]), parent[0], x_0), grand[0], c_0)
        s_0 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 1
            grand = grand + grand_row
            inverse = <double> (1.0 / (r - 1))
            sigbwd_corrected_dual_f64_beyond(walk, j, w, r, sums)
            own[0] = f64d_plus_product(f64d_plus_product(f64d_plus(s_0, sums[0]), parent[0], x_0), grand[0], c_0)
            own[0] = f64d_plus_multiple(f64d_splat(0), f64_splat(inverse), own[0])
            own = own + 1
    else:
        s = f64d_minus_product(f64d_minus_product(s, parent[0], x_0), grand[0], c_0)
        s_0 = s
        for r in range(2, walk.N - j + 2):
            parent = parent + 1
            grand = grand + grand_row
            inverse = <double> (1.0 / (r - 1))
            own[0] = f64d_plus_product(f64d_plus_product(s_0, parent[0], x_0), grand[0], c_0)
            own[0] = f64d_plus_multiple(f64d_splat(0), f64_splat(inverse), own[0])
            own = own + 1
    walk.S[level + w] = s
    if j == walk.N - 2:
        sigbwd_corrected_dual_f64_family(walk, level + size, size * d, w, i)
    elif j < walk.N - 2:
        for letter in range(d):
            sigbwd_corrected_dual_f64_word(walk, j + 1, level + size, size * d, w * d + letter, i, letter)
    sigbwd_corrected_dual_f64_push(walk, j, level, w, before, i)


cdef void sigbwd_corrected_dual_f64_letters(const sigbwd_corrected_dual_f64_walk* walk) noexcept nogil:
    """Degree 1: the gradient does not depend on the path."""
    pass


cdef void sigbwd_corrected_dual_f64(void* signature, void* signature_derivs, const void* tensors, void* derivs, Py_ssize_t blocks,
                     const Shape* shape) noexcept nogil:
    """Any degree and dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension, i, _t, N = shape.degree, kept = (1 + N * (N + 1) // 2) * 1
    cdef sigbwd_corrected_dual_f64_walk walk
    walk.S = <f64d*> signature
    walk.G = <f64d*> signature_derivs
    walk.top = <f64v*> (walk.G + count_words(d, N - 1))
    walk.x = <const f64d*> tensors
    walk.slopes = <f64v*> derivs
    walk.values = <f64d*> shape.workspace
    walk.adjoints = walk.values + kept
    walk.nowhere = <f64v*> (walk.adjoints + kept)
    walk.d, walk.N, walk.m = d, shape.degree, min(shape.tensor_degree, shape.degree)
    for i in range(1):
        walk.values[i] = f64d_splat(0)
    for i in range(walk.N * 1):
        walk.values[1 + i] = f64d_splat((1.0 / (1 + i // 1)))
    for i in range(1):
        walk.nowhere[i] = f64_splat(0)
    for _t in range(blocks):
        for i in range((1 + N) * 1):
            walk.adjoints[i] = f64d_splat(0)
        if N == 1:
            sigbwd_corrected_dual_f64_letters(&walk)
        else:
            if walk.N == 2:
                sigbwd_corrected_dual_f64_family(&walk, 0, d, 0, 0)
            else:
                for i in range(d):
                    sigbwd_corrected_dual_f64_word(&walk, 1, 0, d, i, 0, i)
        walk.x = walk.x + shape.tensor_words * 1
        walk.slopes = walk.slopes + shape.tensor_words * 1
