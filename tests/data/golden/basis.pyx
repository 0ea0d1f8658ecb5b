cdef void basis_f64(const void* basis_job, Py_ssize_t index, void* memory) noexcept nogil:
    """The rows of one bundle, all stages."""
    cdef const BasisJob* job = <const BasisJob*> basis_job
    cdef f64v* now = <f64v*> memory
    cdef f64v* then = now + job.most_words
    cdef int i
    load_bundle_f64(&job.source, index, job.batch, job.source_words, 1, now)
    for i in range(job.stages):
        if job.stage[i].sign:
            add_f64(&job.stage[i], now)
        else:
            multiply_f64(&job.stage[i].matrix, now, then)
            now, then = then, now
    store_bundle_f64(&job.target, index, job.batch, job.target_words, 1, now)
