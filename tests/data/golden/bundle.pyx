cdef void bundle_f64(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef f64v* tensor = <f64v*> memory
    cdef f64v* result = tensor + shape.words
    shape.workspace = result + job.result_words
    load_bundle_f64(&job.tensor, index, job.batch, shape.words, 1, <f64v*> tensor)
    (<series_kernel> job.kernel.function)(tensor, result, &shape)
    store_bundle_f64(&job.result, index, job.batch, job.result_words, 1, <const f64v*> result)
