cdef void bundle_bwd_real(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef Py_ssize_t lower = job.lower_words
    cdef realv* tensor = <realv*> memory
    cdef realv* derivs = tensor + lower
    cdef realv* result_derivs = <realv*> (derivs + lower)
    cdef Py_ssize_t item
    shape.workspace = result_derivs + job.result_words
    load_bundle_real(&job.tensor, index, job.batch, lower, 1, <realv*> tensor)
    load_bundle_real(&job.result_derivs, index, job.batch, job.result_words, 1, result_derivs)
    memset(derivs, 0, lower * sizeof(realv))
    (<series_backward_kernel> job.kernel.function)(tensor, result_derivs, derivs, &shape)
    store_bundle_real(&job.tensor_derivs, index, job.batch, lower, 1, <const realv*> derivs)
    for item in range(index * LANES, min((index + 1) * LANES, job.batch)):
        fill_top_level_real(job, item, False)
