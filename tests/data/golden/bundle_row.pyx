cdef void bundle_row_real(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    shape.workspace = memory
    (<series_kernel> job.kernel.function)(row_at(&job.tensor, index), row_at(&job.result, index), &shape)
