cdef void coef_f64_walk(const WordsJob* job, const TrieNode* nodes, Py_ssize_t count, f64v* memory) noexcept nogil:
    """Apply a block of 4 time steps."""
    cdef f64v* coefs = <f64v*> memory
    cdef f64v* u = <f64v*> (memory + job.handed_down_at)
    cdef const f64v* increments = <const f64v*> (memory + job.steps_at)
    cdef const f64v* x
    cdef const f64v* above
    cdef f64v* own
    cdef const TrieNode* node
    cdef Py_ssize_t n = 0, m
    cdef f64v scale, inverse
    cdef f64v s0, s1, s2, s3, s4
    cdef f64v u0, u1, u2, u3
    while n < count:
        node = nodes + n
        n = n + 1
        x = increments + node.letter * 4
        above = u + node.above * 4
        s0 = coefs[node.place]
        s1 = s0 + above[0] * x[0]
        s2 = s1 + above[1] * x[1]
        s3 = s2 + above[2] * x[2]
        s4 = s3 + above[3] * x[3]
        coefs[node.place] = s4
        if node.more == 1:
            # Only leaves are below: what they need stays in registers.
            u0 = s0 + above[4] * x[0]
            u1 = s1 + above[5] * x[1]
            u2 = s2 + above[6] * x[2]
            u3 = s3 + above[7] * x[3]
            while n < count and nodes[n].level > node.level:
                x = increments + nodes[n].letter * 4
                s0 = coefs[nodes[n].place]
                s0 = s0 + u0 * x[0]
                s0 = s0 + u1 * x[1]
                s0 = s0 + u2 * x[2]
                s0 = s0 + u3 * x[3]
                coefs[nodes[n].place] = s0
                n = n + 1
            continue
        own = u + node.own * 4
        for m in range(1, min(<Py_ssize_t> node.more, 7) + 1):
            above = above + 4
            scale = f64_splat(<double> job.scales[m])
            own[0] = scale * s0 + above[0] * x[0]
            own[1] = scale * s1 + above[1] * x[1]
            own[2] = scale * s2 + above[2] * x[2]
            own[3] = scale * s3 + above[3] * x[3]
            own = own + 4
        for m in range(8, node.more + 1):
            above = above + 4
            scale = f64_splat(<double> job.scales[m])
            inverse = f64_splat(<double> (1.0 / (m + 1)))
            own[0] = scale * s0 + above[0] * inverse * x[0]
            own[1] = scale * s1 + above[1] * inverse * x[1]
            own[2] = scale * s2 + above[2] * inverse * x[2]
            own[3] = scale * s3 + above[3] * inverse * x[3]
            own = own + 4


cdef void coef_f64_advance(const WordsJob* job, const Bundle_f64* bundle, const TrieNode* nodes,
                             Py_ssize_t count, f64v* memory) noexcept nogil:
    """The coefficients of some nodes, all steps of the lanes of a bundle."""
    cdef Py_ssize_t step
    memset(memory, 0, job.node_count * sizeof(f64v))
    coef_f64_begin(job, memory)
    step = -(((bundle.most << job.paths.lead_lag) + 3) // 4 * 4)
    while step < 0:
        pack_letters_f64(
            job, bundle, step, 4, False, memory + job.increments_at, memory + job.steps_at)
        coef_f64_walk(job, nodes, count, memory)
        step = step + 4


cdef void coef_f64_begin(const WordsJob* job, f64v* memory) noexcept nogil:
    """What the empty word hands down."""
    cdef f64v* u = <f64v*> (memory + job.handed_down_at)
    cdef Py_ssize_t k, b
    for k in range(job.deepest):
        for b in range(4):
            u[k * 4 + b] = f64_splat(<double> job.scales[k + 1])


cdef void coef_f64(const void* words_job, Py_ssize_t index, void* scratch) noexcept nogil:
    """Coefficients of the paths of a bundle."""
    cdef const WordsJob* job = <const WordsJob*> words_job
    cdef Bundle_f64 bundle = bundle_f64(&job.paths, index)
    cdef f64v* memory = <f64v*> scratch
    coef_f64_advance(job, &bundle, job.nodes, job.node_count, memory)
    store_columns_f64(job, &bundle, &job.coefs, memory, 1, memory + job.columns_at)
