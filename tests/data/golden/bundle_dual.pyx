cdef void bundle_dual_f64(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef f64d* tensor = <f64d*> memory
    cdef f64d* result = tensor + shape.words
    shape.workspace = result + job.result_words
    load_bundle_f64(&job.tensor, index, job.batch, shape.words, 2, <f64v*> tensor)
    load_bundle_f64(&job.tensor_tangent, index, job.batch, shape.words, 2, <f64v*> tensor + 1)
    (<series_kernel> job.kernel.function)(tensor, result, &shape)
    store_bundle_f64(&job.result, index, job.batch, job.result_words, 2, <const f64v*> result)
    store_bundle_f64(&job.result_tangent, index, job.batch, job.result_words, 2, <const f64v*> result + 1)
