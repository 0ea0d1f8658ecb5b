cdef void sigbwd_stepwise_dual_real_n3_family(reald_p parents, reald_p parent_derivs, realv_cp leaf_derivs,
        reald_cp u1_all, reald_p a1_all,
        reald_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef reald s, g, zero = reald_splat(0)
    cdef reald u_0_0, a_0_0
    cdef reald u_1_0, a_1_0
    cdef realv leaf_g, dx_0
    cdef const reald* block
    cdef const reald* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const reald* u1
    cdef reald* a1
    cdef Py_ssize_t t, row = d * 1
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            slopes = derivs + t * row
            u1 = u1_all + t * 2
            a1 = a1_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            s = reald_minus_product(s, u1[0], x[0])
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            a_0_0 = zero
            parents[i + 0] = s
            x = block + (i + 1) * 1
            s = parents[i + 1]
            s = reald_minus_product(s, u1[0], x[0])
            u_1_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            a_1_0 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 1
                dx = slopes + leaf * 1
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = reald_plus_multiple(a_1_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_1_0.tangent
                dx[0] = dx_0
            x = block + (i + 0) * 1
            dx = slopes + (i + 0) * 1
            g = parent_derivs[i + 0]
            a1[0] = reald_plus_product(a1[0], g, x[0])
            a1[1] = reald_plus_product(a1[1], a_0_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u1[0]) + reald_product_tangent(a_0_0, u1[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g
            x = block + (i + 1) * 1
            dx = slopes + (i + 1) * 1
            g = parent_derivs[i + 1]
            a1[0] = reald_plus_product(a1[0], g, x[0])
            a1[1] = reald_plus_product(a1[1], a_1_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u1[0]) + reald_product_tangent(a_1_0, u1[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_1_0)
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            slopes = derivs + t * row
            u1 = u1_all + t * 2
            a1 = a1_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            s = reald_minus_product(s, u1[0], x[0])
            u_0_0 = reald_plus_product(s, u1[1], x[1 * row + 0])
            a_0_0 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 1
                dx = slopes + leaf * 1
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                dx[0] = dx_0
            x = block + (i + 0) * 1
            dx = slopes + (i + 0) * 1
            g = parent_derivs[i + 0]
            a1[0] = reald_plus_product(a1[0], g, x[0])
            a1[1] = reald_plus_product(a1[1], a_0_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u1[0]) + reald_product_tangent(a_0_0, u1[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g


cdef void sigbwd_stepwise_dual_real_n3(void* signature, void* signature_derivs, const void* increments_in, void* derivs_in,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef reald* S1 = <reald*> signature
    cdef reald* S2 = S1 + d1
    cdef reald* G1 = <reald*> signature_derivs
    cdef reald* G2 = G1 + d1
    cdef realv* G3 = <realv*> (G2 + d2)
    cdef const reald* increments = <const reald*> increments_in
    cdef realv* derivs = <realv*> derivs_in
    cdef Py_ssize_t t, row = d * 1
    cdef reald u1_all[8]
    cdef reald* u1
    cdef reald a1_all[8]
    cdef reald* a1
    cdef reald s, g, zero = reald_splat(0)
    cdef const reald* x
    cdef realv* dx
    cdef realv slope
    cdef Py_ssize_t i1, w1
    for i1 in range(d):
        w1 = i1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 1
            dx = derivs + t * row + i1 * 1
            u1 = u1_all + t * 2
            a1 = a1_all + t * 2
            s = reald_minus(s, x[0])
            u1[0] = reald_plus(s, x[1 * row + 0])
            a1[0] = zero
            u1[1] = reald_plus(s, x[2 * row + 0])
            a1[1] = zero
        S1[w1] = s
        sigbwd_stepwise_dual_real_n3_family(S2 + w1 * d, G2 + w1 * d, G3 + w1 * d * d, u1_all, a1_all, increments, derivs, blocks, d)
        g = G1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 1
            dx = derivs + t * row + i1 * 1
            u1 = u1_all + t * 2
            a1 = a1_all + t * 2
            slope = dx[0] + g.tangent
            slope = slope + a1[0].tangent * <real> (1.0 / 2.0)
            g = reald_plus(g, a1[0])
            slope = slope + a1[1].tangent * <real> (1.0 / 3.0)
            g = reald_plus(g, a1[1])
            dx[0] = slope
        G1[w1] = g


cdef void sigbwd_stepwise_dual_real_generic_family(reald_p parents, reald_p parent_derivs, realv_cp leaf_derivs,
        reald_cp u0_all, reald_p a0_all,
        reald_cp increments, realv_p derivs, Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t degree) noexcept nogil:
    """Words of levels 1 and 2 below one word of level 0."""
    cdef reald s, g, zero = reald_splat(0)
    cdef reald u_0_0, a_0_0
    cdef reald u_1_0, a_1_0
    cdef realv leaf_g, dx_0
    cdef const reald* block
    cdef const reald* x
    cdef realv* slopes
    cdef realv* dx
    cdef Py_ssize_t i, leaf
    cdef const reald* u0
    cdef reald* a0
    cdef Py_ssize_t t, row = d * 1
    for i in range(0, d - d % 2, 2):
        for t in range(blocks):
            block = increments + t * degree * row
            slopes = derivs + t * row
            u0 = u0_all + t * 2
            a0 = a0_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            s = reald_minus_product(s, u0[0], x[0])
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            a_0_0 = zero
            parents[i + 0] = s
            x = block + (i + 1) * 1
            s = parents[i + 1]
            s = reald_minus_product(s, u0[0], x[0])
            u_1_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            a_1_0 = zero
            parents[i + 1] = s
            for leaf in range(d):
                x = block + leaf * 1
                dx = slopes + leaf * 1
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                leaf_g = leaf_derivs[i * d + 1 * d + leaf]
                a_1_0 = reald_plus_multiple(a_1_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_1_0.tangent
                dx[0] = dx_0
            x = block + (i + 0) * 1
            dx = slopes + (i + 0) * 1
            g = parent_derivs[i + 0]
            a0[0] = reald_plus_product(a0[0], g, x[0])
            a0[1] = reald_plus_product(a0[1], a_0_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_0_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g
            x = block + (i + 1) * 1
            dx = slopes + (i + 1) * 1
            g = parent_derivs[i + 1]
            a0[0] = reald_plus_product(a0[0], g, x[0])
            a0[1] = reald_plus_product(a0[1], a_1_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_1_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_1_0)
            parent_derivs[i + 1] = g
    for i in range(d - d % 2, d):
        for t in range(blocks):
            block = increments + t * degree * row
            slopes = derivs + t * row
            u0 = u0_all + t * 2
            a0 = a0_all + t * 2
            x = block + (i + 0) * 1
            s = parents[i + 0]
            s = reald_minus_product(s, u0[0], x[0])
            u_0_0 = reald_plus_product(s, u0[1], x[1 * row + 0])
            a_0_0 = zero
            parents[i + 0] = s
            for leaf in range(d):
                x = block + leaf * 1
                dx = slopes + leaf * 1
                dx_0 = dx[0]
                leaf_g = leaf_derivs[i * d + leaf]
                a_0_0 = reald_plus_multiple(a_0_0, leaf_g, x[0])
                dx_0 = dx_0 + leaf_g * u_0_0.tangent
                dx[0] = dx_0
            x = block + (i + 0) * 1
            dx = slopes + (i + 0) * 1
            g = parent_derivs[i + 0]
            a0[0] = reald_plus_product(a0[0], g, x[0])
            a0[1] = reald_plus_product(a0[1], a_0_0, x[1 * row + 0])
            dx[0] = dx[0] + reald_product_tangent(g, u0[0]) + reald_product_tangent(a_0_0, u0[1]) * <real> (1.0 / 2.0)
            g = reald_plus(g, a_0_0)
            parent_derivs[i + 0] = g


cdef void sigbwd_stepwise_dual_real_generic_below(reald* signature, reald* signature_derivs, Py_ssize_t w, Py_ssize_t size,
                           const reald* increments, realv* derivs, const reald* u0_all,
                           reald* a0_all, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """The last 2 levels of words below word w of `size`; `signature` begins with its first child."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef Py_ssize_t degree = shape.degree
    cdef reald* S1 = <reald*> signature
    cdef reald* G1 = <reald*> signature_derivs
    cdef realv* G2 = <realv*> (G1 + d1 * (size - w)) + d1 * w * d
    sigbwd_stepwise_dual_real_generic_family(S1 + 0 * d, G1 + 0 * d, G2 + 0 * d * d, u0_all, a0_all, increments, derivs, blocks, d, degree)


cdef struct sigbwd_stepwise_dual_real_generic_walk:
    reald* S
    reald* G
    const reald* increments
    realv* derivs
    # Of u, the values of all levels, each a[j,k] is this far behind its u[j,k].
    Py_ssize_t adjoints
    Py_ssize_t blocks
    # How many of the last levels are left to the walk below a word: 2, or none of a lower degree.
    Py_ssize_t levels_below
    const Shape* shape


cdef void sigbwd_stepwise_dual_real_generic_leaf(const sigbwd_stepwise_dual_real_generic_walk* walk, Py_ssize_t i, realv leaf_g, reald* parent) noexcept nogil:
    """A word of the last level, which ends in letter i and whose derivative is `leaf_g`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, degree = shape.degree, row = d * 1
    cdef const reald* increments = walk.increments
    cdef const reald* x
    cdef reald* adjoint = parent + walk.adjoints
    cdef realv* dx
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 1
        dx = walk.derivs + t * row + i * 1
        adjoint[0] = reald_plus_multiple(adjoint[0], leaf_g, x[0])
        dx[0] = dx[0] + leaf_g * parent[0].tangent
        parent = parent + 1
        adjoint = adjoint + 1


cdef reald* sigbwd_stepwise_dual_real_generic_down(const sigbwd_stepwise_dual_real_generic_walk* walk, Py_ssize_t i, reald* s_out, Py_ssize_t left,
                                   const reald* parent, reald* own) noexcept nogil:
    """Take a word back, which ends in letter i and begins as `s_out`; return the end of its values, which begin at `own`."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, degree = shape.degree, row = d * 1
    cdef const reald* increments = walk.increments
    cdef const reald* x
    cdef reald* adjoint = own + walk.adjoints
    cdef reald s = s_out[0], zero = reald_splat(0)
    cdef reald s_0
    for t in range(walk.blocks):
        x = increments + t * degree * row + i * 1
        s = reald_minus_product(s, parent[0 * (left + 1)], x[0])
        s_0 = s
        for k in range(left):
            x = x + row
            own[0 * left + k] = reald_plus_product(s_0, parent[0 * (left + 1) + k + 1], x[0])
            adjoint[0 * left + k] = zero
        parent = parent + 1 * (left + 1)
        own = own + 1 * left
        adjoint = adjoint + 1 * left
    s_out[0] = s
    return own


cdef void sigbwd_stepwise_dual_real_generic_up(const sigbwd_stepwise_dual_real_generic_walk* walk, Py_ssize_t i, reald* g_out, Py_ssize_t left,
                        reald* parent, const reald* own) noexcept nogil:
    """Push the adjoints of a word, which ends in letter i and whose derivative is `g_out`, up to its parent."""
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t t, k, degree = shape.degree, row = d * 1
    cdef const reald* increments = walk.increments
    cdef const reald* x
    cdef const reald* increment
    cdef const reald* adjoint = own + walk.adjoints
    cdef reald* pushed = parent + walk.adjoints
    cdef realv* dx
    cdef reald a, g = g_out[0]
    cdef reald sum_0
    cdef realv slope_0
    cdef real inverse
    for t in range(walk.blocks):
        increment = x = increments + t * degree * row + i * 1
        dx = walk.derivs + t * row + i * 1
        sum_0 = reald_splat(0)
        slope_0 = real_splat(0)
        for k in range(left):
            x = x + row
            inverse = <real> (1.0 / (k + 2))
            a = adjoint[0 * left + k]
            pushed[0 * (left + 1) + k + 1] = reald_plus_product(pushed[0 * (left + 1) + k + 1], a, x[0])
            slope_0 = slope_0 + reald_product_tangent(a, parent[0 * (left + 1) + k + 1]) * inverse
            sum_0 = reald_plus(sum_0, a)
        pushed[0 * (left + 1)] = reald_plus_product(pushed[0 * (left + 1)], g, increment[0])
        dx[0] = dx[0] + slope_0 + reald_product_tangent(g, parent[0 * (left + 1)])
        g = reald_plus(g, sum_0)
        parent = parent + 1 * (left + 1)
        pushed = pushed + 1 * (left + 1)
        adjoint = adjoint + 1 * left
    g_out[0] = g


cdef void sigbwd_stepwise_dual_real_generic_word(const sigbwd_stepwise_dual_real_generic_walk* walk, Py_ssize_t i, Py_ssize_t level, Py_ssize_t size,
                          Py_ssize_t w, Py_ssize_t left, reald* above, reald* u) noexcept nogil:
    """Word w, which ends in letter i, of the `size` words from `level` on, and all below; `left` levels are.
    A step has a number for each level left in `u`, and one more in `above`, where its parent left them.
    """
    cdef const Shape* shape = walk.shape
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t leaf, below = level + size
    cdef reald* end
    if left == 0:
        sigbwd_stepwise_dual_real_generic_leaf(walk, i, (<const realv*> (walk.G + level))[w], above)
        return
    end = sigbwd_stepwise_dual_real_generic_down(walk, i, walk.S + level + w, left, above, u)
    if left > walk.levels_below:
        for leaf in range(d):
            sigbwd_stepwise_dual_real_generic_word(walk, leaf, below, size * d, w * d + leaf, left - 1, u, end)
    else:
        sigbwd_stepwise_dual_real_generic_below(walk.S + below + w * d, walk.G + below + w * d, w, size, walk.increments, walk.derivs,
                         u, u + walk.adjoints, walk.blocks, shape)
    sigbwd_stepwise_dual_real_generic_up(walk, i, walk.G + level + w, left, above, u)


cdef void sigbwd_stepwise_dual_real_generic(void* signature, void* signature_derivs, const void* increments, void* derivs,
                     Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Any degree, any dimension: take blocks of 1 time steps back."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t i, k, degree = shape.degree, numbers_of_root = blocks * 1 * degree
    cdef reald* u0 = <reald*> shape.workspace
    cdef sigbwd_stepwise_dual_real_generic_walk walk
    walk.S = <reald*> signature
    walk.G = <reald*> signature_derivs
    walk.increments = <const reald*> increments
    walk.derivs = <realv*> derivs
    walk.adjoints = numbers_of_root * (degree + 1) // 2
    walk.blocks = blocks
    walk.levels_below = 2 if degree > 2 else 0
    walk.shape = shape
    for k in range(numbers_of_root):
        u0[k] = reald_splat(1)
        u0[walk.adjoints + k] = reald_splat(0)
    for i in range(d):
        sigbwd_stepwise_dual_real_generic_word(&walk, i, 0, d, i, degree - 1, u0, u0 + numbers_of_root)
