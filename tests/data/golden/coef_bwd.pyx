cdef void coef_bwd_f64_place(const WordsJob* job, f64v* coefs) noexcept nogil:
    """Bring coefficients of nodes that have others below them, which follow each other, to the places of the nodes."""
    cdef Py_ssize_t n
    for n in range(job.inner_count - 1, -1, -1):
        coefs[job.inner[n].place] = coefs[n]


cdef void coef_bwd_f64_enter(const WordsJob* job, const TrieNode* node, f64v* coefs, const f64v* x,
                           const f64v* above, f64v* own, f64v* adjoints) noexcept nogil:
    """Take the steps back at a node, and hand u down."""
    cdef Py_ssize_t m
    cdef f64v scale, inverse
    cdef f64v s0, s1, s2, s3, s4
    s0 = coefs[node.place]
    s1 = s0 - above[0] * x[0]
    s2 = s1 - above[1] * x[1]
    s3 = s2 - above[2] * x[2]
    s4 = s3 - above[3] * x[3]
    coefs[node.place] = s4
    if node.more:
        above = above + 4
        own[0] = s1 + above[0] * x[0]
        adjoints[0] = f64_splat(0)
        own[1] = s2 + above[1] * x[1]
        adjoints[1] = f64_splat(0)
        own[2] = s3 + above[2] * x[2]
        adjoints[2] = f64_splat(0)
        own[3] = s4 + above[3] * x[3]
        adjoints[3] = f64_splat(0)
        own = own + 4
        adjoints = adjoints + 4
    for m in range(2, min(<Py_ssize_t> node.more, 7) + 1):
        above = above + 4
        scale = f64_splat(<double> job.scales[m])
        own[0] = scale * s1 + above[0] * x[0]
        adjoints[0] = f64_splat(0)
        own[1] = scale * s2 + above[1] * x[1]
        adjoints[1] = f64_splat(0)
        own[2] = scale * s3 + above[2] * x[2]
        adjoints[2] = f64_splat(0)
        own[3] = scale * s4 + above[3] * x[3]
        adjoints[3] = f64_splat(0)
        own = own + 4
        adjoints = adjoints + 4
    for m in range(8, node.more + 1):
        above = above + 4
        scale = f64_splat(<double> job.scales[m])
        inverse = f64_splat(<double> (1.0 / (m + 1)))
        own[0] = scale * s1 + above[0] * inverse * x[0]
        adjoints[0] = f64_splat(0)
        own[1] = scale * s2 + above[1] * inverse * x[1]
        adjoints[1] = f64_splat(0)
        own[2] = scale * s3 + above[2] * inverse * x[2]
        adjoints[2] = f64_splat(0)
        own[3] = scale * s4 + above[3] * inverse * x[3]
        adjoints[3] = f64_splat(0)
        own = own + 4
        adjoints = adjoints + 4


cdef void coef_bwd_f64_leaf(f64v g, const f64v* x, const f64v* above, f64v* up,
                          f64v* dx) noexcept nogil:
    """Hand the adjoints of a leaf up, whose derivative is the same in all steps."""
    up[0] = up[0] + g * x[0]
    dx[0] = dx[0] + g * above[0]
    up[1] = up[1] + g * x[1]
    dx[1] = dx[1] + g * above[1]
    up[2] = up[2] + g * x[2]
    dx[2] = dx[2] + g * above[2]
    up[3] = up[3] + g * x[3]
    dx[3] = dx[3] + g * above[3]


cdef void coef_bwd_f64_leave(const WordsJob* job, const TrieNode* node, f64v* derivs, const f64v* x,
                           const f64v* above, const f64v* own, f64v* up,
                           f64v* dx) noexcept nogil:
    """Hand the adjoints of a node up."""
    cdef Py_ssize_t m
    cdef f64v g
    cdef f64v scale, inverse
    cdef const f64v* next_above = above
    cdef f64v* next_up = up
    cdef f64v sum0, sum1, sum2, sum3
    cdef f64v slope0, slope1, slope2, slope3
    sum0 = f64_splat(0)
    slope0 = dx[0]
    sum1 = f64_splat(0)
    slope1 = dx[1]
    sum2 = f64_splat(0)
    slope2 = dx[2]
    sum3 = f64_splat(0)
    slope3 = dx[3]
    for m in range(1, min(<Py_ssize_t> node.more, 7) + 1):
        next_above, next_up = next_above + 4, next_up + 4
        scale = f64_splat(<double> job.scales[m])
        sum0 = sum0 + scale * own[0]
        slope0 = slope0 + own[0] * next_above[0]
        next_up[0] = next_up[0] + own[0] * x[0]
        sum1 = sum1 + scale * own[1]
        slope1 = slope1 + own[1] * next_above[1]
        next_up[1] = next_up[1] + own[1] * x[1]
        sum2 = sum2 + scale * own[2]
        slope2 = slope2 + own[2] * next_above[2]
        next_up[2] = next_up[2] + own[2] * x[2]
        sum3 = sum3 + scale * own[3]
        slope3 = slope3 + own[3] * next_above[3]
        next_up[3] = next_up[3] + own[3] * x[3]
        own = own + 4
    for m in range(8, node.more + 1):
        next_above, next_up = next_above + 4, next_up + 4
        scale = f64_splat(<double> job.scales[m])
        inverse = f64_splat(<double> (1.0 / (m + 1)))
        sum0 = sum0 + scale * own[0]
        slope0 = slope0 + (own[0] * next_above[0]) * inverse
        next_up[0] = next_up[0] + own[0] * inverse * x[0]
        sum1 = sum1 + scale * own[1]
        slope1 = slope1 + (own[1] * next_above[1]) * inverse
        next_up[1] = next_up[1] + own[1] * inverse * x[1]
        sum2 = sum2 + scale * own[2]
        slope2 = slope2 + (own[2] * next_above[2]) * inverse
        next_up[2] = next_up[2] + own[2] * inverse * x[2]
        sum3 = sum3 + scale * own[3]
        slope3 = slope3 + (own[3] * next_above[3]) * inverse
        next_up[3] = next_up[3] + own[3] * inverse * x[3]
        own = own + 4
    g = derivs[node.place]
    up[0] = up[0] + g * x[0]
    dx[0] = slope0 + g * above[0]
    g = g + sum0
    up[1] = up[1] + g * x[1]
    dx[1] = slope1 + g * above[1]
    g = g + sum1
    up[2] = up[2] + g * x[2]
    dx[2] = slope2 + g * above[2]
    g = g + sum2
    up[3] = up[3] + g * x[3]
    dx[3] = slope3 + g * above[3]
    g = g + sum3
    derivs[node.place] = g


cdef Py_ssize_t coef_bwd_f64_family(const WordsJob* job, Py_ssize_t n, f64v* coefs, f64v* derivs,
                                  const f64v* increments, const f64v* above, f64v* up,
                                  f64v* slopes) noexcept nogil:
    """All of a node that has leaves alone below it; return the number of the node after them."""
    cdef const TrieNode* node = job.nodes + n
    cdef const TrieNode* leaf
    cdef const f64v* x = increments + node.letter * 4
    cdef const f64v* next_x
    cdef f64v* dx
    cdef f64v h
    cdef f64v g
    cdef f64v s0, s1, s2, s3, s4
    cdef f64v u0, u1, u2, u3
    cdef f64v a0, a1, a2, a3
    s0 = coefs[node.place]
    s1 = s0 - above[0] * x[0]
    s2 = s1 - above[1] * x[1]
    s3 = s2 - above[2] * x[2]
    s4 = s3 - above[3] * x[3]
    coefs[node.place] = s4
    u0 = s1 + above[4] * x[0]
    a0 = f64_splat(0)
    u1 = s2 + above[5] * x[1]
    a1 = f64_splat(0)
    u2 = s3 + above[6] * x[2]
    a2 = f64_splat(0)
    u3 = s4 + above[7] * x[3]
    a3 = f64_splat(0)
    for n in range(n + 1, node.after):
        leaf = job.nodes + n
        next_x = increments + leaf.letter * 4
        dx = slopes + leaf.letter * 4
        h = derivs[leaf.place]
        a0 = a0 + h * next_x[0]
        dx[0] = dx[0] + h * u0
        a1 = a1 + h * next_x[1]
        dx[1] = dx[1] + h * u1
        a2 = a2 + h * next_x[2]
        dx[2] = dx[2] + h * u2
        a3 = a3 + h * next_x[3]
        dx[3] = dx[3] + h * u3
    g = derivs[node.place]
    dx = slopes + node.letter * 4
    up[0] = up[0] + g * x[0]
    up[4] = up[4] + a0 * x[0]
    dx[0] = dx[0] + g * above[0] + a0 * above[4]
    g = g + a0
    up[1] = up[1] + g * x[1]
    up[5] = up[5] + a1 * x[1]
    dx[1] = dx[1] + g * above[1] + a1 * above[5]
    g = g + a1
    up[2] = up[2] + g * x[2]
    up[6] = up[6] + a2 * x[2]
    dx[2] = dx[2] + g * above[2] + a2 * above[6]
    g = g + a2
    up[3] = up[3] + g * x[3]
    up[7] = up[7] + a3 * x[3]
    dx[3] = dx[3] + g * above[3] + a3 * above[7]
    g = g + a3
    derivs[node.place] = g
    return node.after


cdef void coef_bwd_f64_walk(const WordsJob* job, f64v* memory, const TrieNode** path) noexcept nogil:
    """Take a block of 4 steps back; `path` is room for the nodes that lead to the one that is visited."""
    cdef f64v* coefs = <f64v*> memory
    cdef f64v* derivs = <f64v*> (memory + job.derivs_at)
    cdef f64v* u = <f64v*> (memory + job.handed_down_at)
    cdef f64v* a = <f64v*> (memory + job.handed_up_at)
    cdef const f64v* increments = <const f64v*> (memory + job.steps_at)
    cdef f64v* slopes = memory + job.slopes_at
    cdef const TrieNode* node
    cdef Py_ssize_t n = 0, level, until, above, own, letter
    while n < job.node_count:
        node = job.nodes + n
        above, own, letter = node.above * 4, node.own * 4, node.letter * 4
        level = node.level - 1
        if node.more == 1:
            n = coef_bwd_f64_family(job, n, coefs, derivs, increments, u + above, a + above, slopes)
        else:
            n = n + 1
            if node.more:
                coef_bwd_f64_enter(job, node, coefs, increments + letter, u + above, u + own, a + own)
                path[node.level] = node
                level = node.level
            else:
                coef_bwd_f64_leaf(
                    derivs[node.place], increments + letter, u + above, a + above, slopes + letter)
        # The next node stands below one of those that lead to this one: all further down are done.
        until = job.nodes[n].level if n < job.node_count else 1
        while level >= until:
            node = path[level]
            above, own, letter = node.above * 4, node.own * 4, node.letter * 4
            coef_bwd_f64_leave(
                job, node, derivs, increments + letter, u + above, a + own, a + above, slopes + letter)
            level = level - 1


cdef void coef_bwd_f64_retreat(const WordsJob* job, const Bundle_f64* bundle, f64v* memory) noexcept nogil:
    """Derivatives by the increments of the lanes of a bundle, given coefficients and the derivatives by them."""
    cdef Py_ssize_t step = -1, last = -(bundle.most << job.paths.lead_lag)
    cdef Py_ssize_t apart = (4 >> job.paths.lead_lag) * (job.letter_count if job.sparse else job.paths.channels)
    cdef const TrieNode** path = <const TrieNode**> (memory + job.columns_at)
    coef_f64_begin(job, memory)
    memset(memory + job.handed_up_at, 0, job.deepest * 4 * sizeof(f64v))
    while step >= last:
        gather_steps_f64(job, bundle, step - 3, 4, memory + job.increments_at)
        pack_letters_f64(
            job, bundle, step, 4, True, memory + job.increments_at, apart, memory + job.steps_at)
        memset(memory + job.slopes_at, 0, job.letter_count * 4 * sizeof(f64v))
        coef_bwd_f64_walk(job, memory, path)
        unpack_letters_f64(
            job, bundle, step, 4, memory + job.slopes_at, memory + job.increments_at)
        step = step - 4


cdef void coef_bwd_f64(const void* words_job, Py_ssize_t index, void* scratch) noexcept nogil:
    """Derivatives by the paths of a bundle."""
    cdef const WordsJob* job = <const WordsJob*> words_job
    cdef Bundle_f64 bundle = bundle_f64(&job.paths, index)
    cdef f64v* memory = <f64v*> scratch
    cdef Py_ssize_t slot
    coef_f64_advance(job, &bundle, job.inner, job.inner_count, memory)
    coef_bwd_f64_place(job, memory)
    load_columns_f64(job, &bundle, memory + job.derivs_at, memory + job.columns_at)
    if job.sparse:
        clear_derivs_f64(job, &bundle)
    coef_bwd_f64_retreat(job, &bundle, memory)
    for slot in range(bundle.busy):
        finish_path_derivs_f64(&job.paths, bundle.lanes[slot].path, memory)
