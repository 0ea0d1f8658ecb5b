cdef void coef_dual_f64_plan(const WordsJob* job, const TrieNode* nodes, Py_ssize_t count, Py_ssize_t apart,
                         f64v* memory) noexcept nogil:
    """Say where the walk finds what belongs to each node: it has no time to compute that in every block."""
    cdef f64d* handed_down = <f64d*> (memory + job.handed_down_at)
    cdef TrieVisit* visits = <TrieVisit*> (memory + job.visits_at)
    cdef Py_ssize_t n
    for n in range(count):
        visits[n].letter = nodes[n].letter * apart * sizeof(f64d)
        visits[n].above = handed_down + nodes[n].above * 2
        visits[n].own = handed_down + nodes[n].own * 2
        visits[n].after = visits + nodes[n].after
        visits[n].more = nodes[n].more


cdef void coef_dual_f64_walk(const WordsJob* job, const TrieVisit* visit, Py_ssize_t count, f64v* coefs,
                         const void* increments_in, Py_ssize_t onward) noexcept nogil:
    """Apply a block of 2 time steps at so many nodes, whose coefficients follow each other; the increments of steps are
    `onward`."""
    cdef const char* increments = <const char*> increments_in
    cdef const f64d* x
    cdef const f64d* above
    cdef f64d* own
    cdef f64d* coef = <f64d*> coefs
    cdef const TrieVisit* end = visit + count
    cdef const TrieVisit* node
    cdef const TrieVisit* child
    cdef Py_ssize_t m
    cdef f64v scale, inverse
    cdef f64d x0, x1
    cdef f64d s0, s1, s2
    cdef f64d u0, u1
    cdef f64d v0, v1
    cdef f64d w0, w1
    while visit < end:
        node = visit
        visit = visit + 1
        x = <const f64d*> (increments + node.letter)
        above = <const f64d*> node.above
        x0 = x[0 * onward]
        x1 = x[1 * onward]
        s0 = coef[0]
        s1 = f64d_plus_product(s0, above[0], x0)
        s2 = f64d_plus_product(s1, above[1], x1)
        coef[0] = s2
        coef = coef + 1
        if node.more == 1:
            # Only leaves are below: what they need stays in registers.
            w0 = f64d_plus_product(s0, above[2], x0)
            w1 = f64d_plus_product(s1, above[3], x1)
            while visit < node.after:
                x = <const f64d*> (increments + visit.letter)
                s0 = coef[0]
                s0 = f64d_plus_product(s0, w0, x[0 * onward])
                s0 = f64d_plus_product(s0, w1, x[1 * onward])
                coef[0] = s0
                visit, coef = visit + 1, coef + 1
        elif node.more == 2:
            # So does what two levels need.
            scale = f64_splat(0.5)
            u0 = f64d_plus_product(s0, above[2], x0)
            v0 = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s0), above[4], x0)
            u1 = f64d_plus_product(s1, above[3], x1)
            v1 = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s1), above[5], x1)
            while visit < node.after:
                child = visit
                visit = visit + 1
                x = <const f64d*> (increments + child.letter)
                s0 = coef[0]
                s1 = f64d_plus_product(s0, u0, x[0 * onward])
                s2 = f64d_plus_product(s1, u1, x[1 * onward])
                coef[0] = s2
                coef = coef + 1
                if child.more:
                    w0 = f64d_plus_product(s0, v0, x[0 * onward])
                    w1 = f64d_plus_product(s1, v1, x[1 * onward])
                    while visit < child.after:
                        x = <const f64d*> (increments + visit.letter)
                        s0 = coef[0]
                        s0 = f64d_plus_product(s0, w0, x[0 * onward])
                        s0 = f64d_plus_product(s0, w1, x[1 * onward])
                        coef[0] = s0
                        visit, coef = visit + 1, coef + 1
        else:
            own = <f64d*> node.own
            if node.more:
                above = above + 2
                own[0] = f64d_plus_product(s0, above[0], x0)
                own[1] = f64d_plus_product(s1, above[1], x1)
                own = own + 2
            for m in range(2, min(<Py_ssize_t> node.more, 7) + 1):
                above = above + 2
                scale = f64_splat(<double> job.scales[m])
                own[0] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s0), above[0], x0)
                own[1] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s1), above[1], x1)
                own = own + 2
            for m in range(8, node.more + 1):
                above = above + 2
                scale = f64_splat(<double> job.scales[m])
                inverse = f64_splat(<double> (1.0 / (m + 1)))
                own[0] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s0), above[0], f64d_plus_multiple(f64d_splat(0), inverse, x0))
                own[1] = f64d_plus_product(f64d_plus_multiple(f64d_splat(0), scale, s1), above[1], f64d_plus_multiple(f64d_splat(0), inverse, x1))
                own = own + 2


cdef void coef_dual_f64_advance(const WordsJob* job, const Bundle_f64* bundle, const TrieNode* nodes,
                             Py_ssize_t count, f64v* memory) noexcept nogil:
    """The coefficients of some nodes, all steps of the lanes of a bundle."""
    cdef const PathJob* paths = &job.paths
    cdef Py_ssize_t width = job.letter_count if job.sparse else paths.channels, step, blocks, t
    cdef Py_ssize_t apart = (2 >> paths.lead_lag) * width
    cdef const f64v* x
    cdef const TrieVisit* visits = <const TrieVisit*> (memory + job.visits_at)
    # Increments may lie in the order of letters already.
    cdef bint packed = True
    memset(memory, 0, job.node_count * sizeof(f64d))
    coef_dual_f64_begin(job, memory)
    coef_dual_f64_plan(job, nodes, count, 2 if packed else 1, memory)
    step = -(((bundle.most << paths.lead_lag) + 1) // 2 * 2)
    while step < 0:
        blocks = min(job.blocks, -step // 2)
        gather_steps_f64(job, bundle, step, blocks * 2, memory + job.increments_at)
        for t in range(blocks):
            x = memory + job.increments_at + t * apart
            if packed:
                pack_letters_f64(
                    job, bundle, step, 2, False, x, blocks * apart, memory + job.steps_at)
                coef_dual_f64_walk(job, visits, count, memory, memory + job.steps_at, 1)
            else:
                coef_dual_f64_walk(job, visits, count, memory, x, width)
            step = step + 2


cdef void coef_dual_f64_begin(const WordsJob* job, f64v* memory) noexcept nogil:
    """What the empty word hands down."""
    cdef f64d* u = <f64d*> (memory + job.handed_down_at)
    cdef Py_ssize_t k, b
    for k in range(job.deepest):
        for b in range(2):
            u[k * 2 + b] = f64d_splat(<double> job.scales[k + 1])


cdef void coef_dual_f64(const void* words_job, Py_ssize_t index, void* scratch) noexcept nogil:
    """Coefficients and their tangents of the paths of a bundle."""
    cdef const WordsJob* job = <const WordsJob*> words_job
    cdef Bundle_f64 bundle = bundle_f64(&job.paths, index)
    cdef f64v* memory = <f64v*> scratch
    coef_dual_f64_advance(job, &bundle, job.nodes, job.node_count, memory)
    store_columns_f64(job, &bundle, &job.coefs, memory, 1, memory + job.columns_at)
    store_columns_f64(job, &bundle, &job.coef_tangents, memory + 1, 0, memory + job.columns_at)
