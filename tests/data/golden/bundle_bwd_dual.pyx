cdef void bundle_bwd_dual_f64(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef Py_ssize_t lower = job.lower_words
    cdef f64d* tensor = <f64d*> memory
    cdef f64d* derivs = tensor + lower
    cdef f64v* result_derivs = <f64v*> (derivs + lower)
    cdef Py_ssize_t item
    shape.workspace = result_derivs + job.result_words
    load_bundle_f64(&job.tensor, index, job.batch, lower, 2, <f64v*> tensor)
    load_bundle_f64(&job.tensor_tangent, index, job.batch, lower, 2, <f64v*> tensor + 1)
    load_bundle_f64(&job.result_derivs, index, job.batch, job.result_words, 1, result_derivs)
    memset(derivs, 0, lower * sizeof(f64d))
    (<series_backward_kernel> job.kernel.function)(tensor, result_derivs, derivs, &shape)
    store_bundle_f64(&job.tensor_derivs, index, job.batch, lower, 2, <const f64v*> derivs + 1)
    for item in range(index * 2, min((index + 1) * 2, job.batch)):
        fill_top_level_f64(job, item, True)
