cdef void bundle_dual_real(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef reald* tensor = <reald*> memory
    cdef reald* result = tensor + shape.words
    shape.workspace = result + job.result_words
    load_bundle_real(&job.tensor, index, job.batch, shape.words, 2, <realv*> tensor)
    load_bundle_real(&job.tensor_tangent, index, job.batch, shape.words, 2, <realv*> tensor + 1)
    (<series_kernel> job.kernel.function)(tensor, result, &shape)
    store_bundle_real(&job.result, index, job.batch, job.result_words, 2, <const realv*> result)
    store_bundle_real(&job.result_tangent, index, job.batch, job.result_words, 2, <const realv*> result + 1)
