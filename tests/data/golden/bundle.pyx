cdef void bundle_real(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef realv* tensor = <realv*> memory
    cdef realv* result = tensor + shape.words
    shape.workspace = result + job.result_words
    load_bundle_real(&job.tensor, index, job.batch, shape.words, 1, <realv*> tensor)
    (<series_kernel> job.kernel.function)(tensor, result, &shape)
    store_bundle_real(&job.result, index, job.batch, job.result_words, 1, <const realv*> result)
