cdef void basis_real(const void* basis_job, Py_ssize_t index, void* memory) noexcept nogil:
    """The rows of one bundle, all stages."""
    cdef const BasisJob* job = <const BasisJob*> basis_job
    cdef realv* now = <realv*> memory
    cdef realv* then = now + job.most_words
    cdef int i
    load_bundle_real(&job.source, index, job.batch, job.source_words, 1, now)
    for i in range(job.stages):
        if job.stage[i].sign:
            add_real(&job.stage[i], 0, job.stage[i].matrix.rows, now)
        else:
            multiply_real(&job.stage[i].matrix, 0, job.stage[i].matrix.rows, now, then)
            now, then = then, now
    store_bundle_real(&job.target, index, job.batch, job.target_words, 1, now)
