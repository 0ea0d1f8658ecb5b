cdef void coef_bwd_dual_f64_enter(const WordsJob* job, const TrieNode* node, f64d* coefs, const f64d* x,
                           const f64d* above, f64d* own, f64d* adjoints) noexcept nogil:
    """Take the steps back at a node, and hand u down."""
    cdef Py_ssize_t m
    cdef f64v scale, inverse
    cdef f64d s0, s1, s2
    s0 = coefs[node.place]
    s1 = f64d_minus_product(s0, above[0], x[0])
    s2 = f64d_minus_product(s1, above[1], x[1])
    coefs[node.place] = s2
    if node.more:
        above = above + 2
        own[0] = f64d_plus_product(s1, above[0], x[0])
        adjoints[0] = f64d_splat(0)
        own[1] = f64d_plus_product(s2, above[1], x[1])
        adjoints[1] = f64d_splat(0)
        own = own + 2
        adjoints = adjoints + 2
    for m in range(2, min(<Py_ssize_t> node.more, 7) + 1):
        above = above + 2
        scale = f64_splat(<double> job.scales[m])
        own[0] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s1), above[0], x[0])
        adjoints[0] = f64d_splat(0)
        own[1] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s2), above[1], x[1])
        adjoints[1] = f64d_splat(0)
        own = own + 2
        adjoints = adjoints + 2
    for m in range(8, node.more + 1):
        above = above + 2
        scale = f64_splat(<double> job.scales[m])
        inverse = f64_splat(<double> (1.0 / (m + 1)))
        own[0] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s1), above[0], f64d_plus_multiple(f64d_splat(0), inverse, x[0]))
        adjoints[0] = f64d_splat(0)
        own[1] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s2), above[1], f64d_plus_multiple(f64d_splat(0), inverse, x[1]))
        adjoints[1] = f64d_splat(0)
        own = own + 2
        adjoints = adjoints + 2


cdef void coef_bwd_dual_f64_leaf(f64v g, const f64d* x, const f64d* above, f64d* up,
                          f64v* dx) noexcept nogil:
    """Hand the adjoints of a leaf up, whose derivative is the same in all steps."""
    up[0] = f64d_plus_multiple(up[0], g, x[0])
    dx[0] = dx[0] + g * above[0].tangent
    up[1] = f64d_plus_multiple(up[1], g, x[1])
    dx[1] = dx[1] + g * above[1].tangent


cdef void coef_bwd_dual_f64_leave(const WordsJob* job, const TrieNode* node, f64d* derivs, const f64d* x,
                           const f64d* above, const f64d* own, f64d* up,
                           f64v* dx) noexcept nogil:
    """Hand the adjoints of a node up."""
    cdef Py_ssize_t m
    cdef f64d g
    cdef f64v scale, inverse
    cdef const f64d* next_above = above
    cdef f64d* next_up = up
    cdef f64d sum0, sum1
    cdef f64v slope0, slope1
    sum0 = f64d_splat(0)
    slope0 = dx[0]
    sum1 = f64d_splat(0)
    slope1 = dx[1]
    for m in range(1, min(<Py_ssize_t> node.more, 7) + 1):
        next_above, next_up = next_above + 2, next_up + 2
        scale = f64_splat(<double> job.scales[m])
        sum0 = f64d_plus_multiple(sum0, scale, own[0])
        slope0 = slope0 + f64d_product_tangent(own[0], next_above[0])
        next_up[0] = f64d_plus_product(next_up[0], own[0], x[0])
        sum1 = f64d_plus_multiple(sum1, scale, own[1])
        slope1 = slope1 + f64d_product_tangent(own[1], next_above[1])
        next_up[1] = f64d_plus_product(next_up[1], own[1], x[1])
        own = own + 2
    for m in range(8, node.more + 1):
        next_above, next_up = next_above + 2, next_up + 2
        scale = f64_splat(<double> job.scales[m])
        inverse = f64_splat(<double> (1.0 / (m + 1)))
        sum0 = f64d_plus_multiple(sum0, scale, own[0])
        slope0 = slope0 + (f64d_product_tangent(own[0], next_above[0])) * inverse
        next_up[0] = f64d_plus_product(next_up[0], own[0], f64d_plus_multiple(f64d_splat(0), inverse, x[0]))
        sum1 = f64d_plus_multiple(sum1, scale, own[1])
        slope1 = slope1 + (f64d_product_tangent(own[1], next_above[1])) * inverse
        next_up[1] = f64d_plus_product(next_up[1], own[1], f64d_plus_multiple(f64d_splat(0), inverse, x[1]))
        own = own + 2
    g = derivs[node.place]
    up[0] = f64d_plus_product(up[0], g, x[0])
    dx[0] = slope0 + f64d_product_tangent(g, above[0])
    g = f64d_plus(g, sum0)
    up[1] = f64d_plus_product(up[1], g, x[1])
    dx[1] = slope1 + f64d_product_tangent(g, above[1])
    g = f64d_plus(g, sum1)
    derivs[node.place] = g


cdef Py_ssize_t coef_bwd_dual_f64_family(const WordsJob* job, Py_ssize_t n, f64d* coefs, f64d* derivs,
                                  const f64d* increments, const f64d* above, f64d* up,
                                  f64v* slopes) noexcept nogil:
    """All of a node that has leaves alone below it; return the number of the node after them."""
    cdef const TrieNode* node = job.nodes + n
    cdef const TrieNode* leaf
    cdef const f64d* x = increments + node.letter * 2
    cdef const f64d* next_x
    cdef f64v* dx
    cdef f64v h
    cdef f64d g
    cdef f64d s0, s1, s2
    cdef f64d u0, u1
    cdef f64d a0, a1
    s0 = coefs[node.place]
    s1 = f64d_minus_product(s0, above[0], x[0])
    s2 = f64d_minus_product(s1, above[1], x[1])
    coefs[node.place] = s2
    u0 = f64d_plus_product(s1, above[2], x[0])
    a0 = f64d_splat(0)
    u1 = f64d_plus_product(s2, above[3], x[1])
    a1 = f64d_splat(0)
    for n in range(n + 1, node.after):
        leaf = job.nodes + n
        next_x = increments + leaf.letter * 2
        dx = slopes + leaf.letter * 2
        h = derivs[leaf.place].value
        a0 = f64d_plus_multiple(a0, h, next_x[0])
        dx[0] = dx[0] + h * u0.tangent
        a1 = f64d_plus_multiple(a1, h, next_x[1])
        dx[1] = dx[1] + h * u1.tangent
    g = derivs[node.place]
    dx = slopes + node.letter * 2
    up[0] = f64d_plus_product(up[0], g, x[0])
    up[2] = f64d_plus_product(up[2], a0, x[0])
    dx[0] = dx[0] + f64d_product_tangent(g, above[0]) + f64d_product_tangent(a0, above[2])
    g = f64d_plus(g, a0)
    up[1] = f64d_plus_product(up[1], g, x[1])
    up[3] = f64d_plus_product(up[3], a1, x[1])
    dx[1] = dx[1] + f64d_product_tangent(g, above[1]) + f64d_product_tangent(a1, above[3])
    g = f64d_plus(g, a1)
    derivs[node.place] = g
    return node.after


cdef void coef_bwd_dual_f64_walk(const WordsJob* job, f64v* memory, const TrieNode** path) noexcept nogil:
    """Take a block of 2 steps back; `path` is room for the nodes that lead to the one that is visited."""
    cdef f64d* coefs = <f64d*> memory
    cdef f64d* derivs = <f64d*> (memory + job.derivs_at)
    cdef f64d* u = <f64d*> (memory + job.handed_down_at)
    cdef f64d* a = <f64d*> (memory + job.handed_up_at)
    cdef const f64d* increments = <const f64d*> (memory + job.steps_at)
    cdef f64v* slopes = memory + job.slopes_at
    cdef const TrieNode* node
    cdef Py_ssize_t n = 0, level, until, above, own, letter
    while n < job.node_count:
        node = job.nodes + n
        above, own, letter = node.above * 2, node.own * 2, node.letter * 2
        level = node.level - 1
        if node.more == 1:
            n = coef_bwd_dual_f64_family(job, n, coefs, derivs, increments, u + above, a + above, slopes)
        else:
            n = n + 1
            if node.more:
                coef_bwd_dual_f64_enter(job, node, coefs, increments + letter, u + above, u + own, a + own)
                path[node.level] = node
                level = node.level
            else:
                coef_bwd_dual_f64_leaf(
                    derivs[node.place].value, increments + letter, u + above, a + above, slopes + letter)
        # The next node stands below one of those that lead to this one: all further down are done.
        until = job.nodes[n].level if n < job.node_count else 1
        while level >= until:
            node = path[level]
            above, own, letter = node.above * 2, node.own * 2, node.letter * 2
            coef_bwd_dual_f64_leave(
                job, node, derivs, increments + letter, u + above, a + own, a + above, slopes + letter)
            level = level - 1


cdef void coef_bwd_dual_f64_retreat(const WordsJob* job, const Bundle_f64* bundle, f64v* memory) noexcept nogil:
    """Derivatives by the increments of the lanes of a bundle, given coefficients and the derivatives by them."""
    cdef Py_ssize_t step = -1, last = -(bundle.most << job.paths.lead_lag)
    cdef Py_ssize_t apart = (2 >> job.paths.lead_lag) * (job.letter_count if job.sparse else job.paths.channels)
    cdef const TrieNode** path = <const TrieNode**> (memory + job.columns_at)
    coef_dual_f64_begin(job, memory)
    memset(memory + job.handed_up_at, 0, job.deepest * 2 * sizeof(f64d))
    while step >= last:
        gather_steps_f64(job, bundle, step - 1, 2, memory + job.increments_at)
        pack_letters_f64(
            job, bundle, step, 2, True, memory + job.increments_at, apart, memory + job.steps_at)
        memset(memory + job.slopes_at, 0, job.letter_count * 2 * sizeof(f64v))
        coef_bwd_dual_f64_walk(job, memory, path)
        unpack_letters_f64(
            job, bundle, step, 2, memory + job.slopes_at, memory + job.increments_at)
        step = step - 2


cdef void coef_bwd_dual_f64(const void* words_job, Py_ssize_t index, void* scratch) noexcept nogil:
    """Derivatives by the paths of a bundle, along their tangents."""
    cdef const WordsJob* job = <const WordsJob*> words_job
    cdef Bundle_f64 bundle = bundle_f64(&job.paths, index)
    cdef f64v* memory = <f64v*> scratch
    cdef Py_ssize_t slot
    coef_dual_f64_advance(job, &bundle, job.nodes, job.node_count, memory)
    store_columns_f64(job, &bundle, &job.coef_tangents, memory + 1, 0, memory + job.columns_at)
    load_columns_f64(job, &bundle, memory + job.derivs_at, memory + job.columns_at)
    if job.sparse:
        clear_derivs_f64(job, &bundle)
    coef_bwd_dual_f64_retreat(job, &bundle, memory)
    for slot in range(bundle.busy):
        finish_path_derivs_f64(&job.paths, bundle.lanes[slot].path, memory)
