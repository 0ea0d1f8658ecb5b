cdef void coef_f64_plan(const WordsJob* job, const TrieNode* nodes, Py_ssize_t count, Py_ssize_t apart,
                         f64v* memory) noexcept nogil:
    """Say where the walk finds what belongs to each node: it has no time to compute that in every block."""
    cdef f64v* handed_down = <f64v*> (memory + job.handed_down_at)
    cdef TrieVisit* visits = <TrieVisit*> (memory + job.visits_at)
    cdef Py_ssize_t n
    for n in range(count):
        visits[n].letter = nodes[n].letter * apart * sizeof(f64v)
        visits[n].above = handed_down + nodes[n].above * 4
        visits[n].own = handed_down + nodes[n].own * 4
        visits[n].after = visits + nodes[n].after
        visits[n].more = nodes[n].more


cdef void coef_f64_walk(const WordsJob* job, const TrieVisit* visit, Py_ssize_t count, f64v* coefs,
                         const void* increments_in, Py_ssize_t onward) noexcept nogil:
    """Apply a block of 4 time steps at so many nodes, whose coefficients follow each other; the increments of steps are
    `onward`."""
    cdef const char* increments = <const char*> increments_in
    cdef const f64v* x
    cdef const f64v* above
    cdef f64v* own
    cdef f64v* coef = <f64v*> coefs
    cdef const TrieVisit* end = visit + count
    cdef const TrieVisit* node
    cdef const TrieVisit* child
    cdef Py_ssize_t m
    cdef f64v scale, inverse
    cdef f64v x0, x1, x2, x3
    cdef f64v s0, s1, s2, s3, s4
    cdef f64v u0, u1, u2, u3
    cdef f64v v0, v1, v2, v3
    cdef f64v w0, w1, w2, w3
    while visit < end:
        node = visit
        visit = visit + 1
        x = <const f64v*> (increments + node.letter)
        above = <const f64v*> node.above
        x0 = x[0 * onward]
        x1 = x[1 * onward]
        x2 = x[2 * onward]
        x3 = x[3 * onward]
        s0 = coef[0]
        s1 = s0 + above[0] * x0
        s2 = s1 + above[1] * x1
        s3 = s2 + above[2] * x2
        s4 = s3 + above[3] * x3
        coef[0] = s4
        coef = coef + 1
        if node.more == 1:
            # Only leaves are below: what they need stays in registers.
            w0 = s0 + above[4] * x0
            w1 = s1 + above[5] * x1
            w2 = s2 + above[6] * x2
            w3 = s3 + above[7] * x3
            while visit < node.after:
                x = <const f64v*> (increments + visit.letter)
                s0 = coef[0]
                s0 = s0 + w0 * x[0 * onward]
                s0 = s0 + w1 * x[1 * onward]
                s0 = s0 + w2 * x[2 * onward]
                s0 = s0 + w3 * x[3 * onward]
                coef[0] = s0
                visit, coef = visit + 1, coef + 1
        elif node.more == 2:
            # So does what two levels need.
            scale = f64_splat(0.5)
            u0 = s0 + above[4] * x0
            v0 = scale * s0 + above[8] * x0
            u1 = s1 + above[5] * x1
            v1 = scale * s1 + above[9] * x1
            u2 = s2 + above[6] * x2
            v2 = scale * s2 + above[10] * x2
            u3 = s3 + above[7] * x3
            v3 = scale * s3 + above[11] * x3
            while visit < node.after:
                child = visit
                visit = visit + 1
                x = <const f64v*> (increments + child.letter)
                s0 = coef[0]
                s1 = s0 + u0 * x[0 * onward]
                s2 = s1 + u1 * x[1 * onward]
                s3 = s2 + u2 * x[2 * onward]
                s4 = s3 + u3 * x[3 * onward]
                coef[0] = s4
                coef = coef + 1
                if child.more:
                    w0 = s0 + v0 * x[0 * onward]
                    w1 = s1 + v1 * x[1 * onward]
                    w2 = s2 + v2 * x[2 * onward]
                    w3 = s3 + v3 * x[3 * onward]
                    while visit < child.after:
                        x = <const f64v*> (increments + visit.letter)
                        s0 = coef[0]
                        s0 = s0 + w0 * x[0 * onward]
                        s0 = s0 + w1 * x[1 * onward]
                        s0 = s0 + w2 * x[2 * onward]
                        s0 = s0 + w3 * x[3 * onward]
                        coef[0] = s0
                        visit, coef = visit + 1, coef + 1
        else:
            own = <f64v*> node.own
            if node.more:
                above = above + 4
                own[0] = s0 + above[0] * x0
                own[1] = s1 + above[1] * x1
                own[2] = s2 + above[2] * x2
                own[3] = s3 + above[3] * x3
                own = own + 4
            for m in range(2, min(<Py_ssize_t> node.more, 7) + 1):
                above = above + 4
                scale = f64_splat(<double> job.scales[m])
                own[0] = scale * s0 + above[0] * x0
                own[1] = scale * s1 + above[1] * x1
                own[2] = scale * s2 + above[2] * x2
                own[3] = scale * s3 + above[3] * x3
                own = own + 4
            for m in range(8, node.more + 1):
                above = above + 4
                scale = f64_splat(<double> job.scales[m])
                inverse = f64_splat(<double> (1.0 / (m + 1)))
                own[0] = scale * s0 + above[0] * inverse * x0
                own[1] = scale * s1 + above[1] * inverse * x1
                own[2] = scale * s2 + above[2] * inverse * x2
                own[3] = scale * s3 + above[3] * inverse * x3
                own = own + 4


cdef void coef_f64_advance(const WordsJob* job, const Bundle_f64* bundle, const TrieNode* nodes,
                             Py_ssize_t count, f64v* memory) noexcept nogil:
    """The coefficients of some nodes, all steps of the lanes of a bundle."""
    cdef const PathJob* paths = &job.paths
    cdef Py_ssize_t width = job.letter_count if job.sparse else paths.channels, step, blocks, t
    cdef Py_ssize_t apart = (4 >> paths.lead_lag) * width
    cdef const f64v* x
    cdef const TrieVisit* visits = <const TrieVisit*> (memory + job.visits_at)
    # Increments may lie in the order of letters already.
    cdef bint packed = paths.lead_lag or paths.time_aug or job.letter_count < width
    memset(memory, 0, job.node_count * sizeof(f64v))
    coef_f64_begin(job, memory)
    coef_f64_plan(job, nodes, count, 4 if packed else 1, memory)
    step = -(((bundle.most << paths.lead_lag) + 3) // 4 * 4)
    while step < 0:
        blocks = min(job.blocks, -step // 4)
        gather_steps_f64(job, bundle, step, blocks * 4, memory + job.increments_at)
        for t in range(blocks):
            x = memory + job.increments_at + t * apart
            if packed:
                pack_letters_f64(
                    job, bundle, step, 4, False, x, blocks * apart, memory + job.steps_at)
                coef_f64_walk(job, visits, count, memory, memory + job.steps_at, 1)
            else:
                coef_f64_walk(job, visits, count, memory, x, width)
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
