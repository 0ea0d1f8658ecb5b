cdef void bundle_bwd_row_real(const void* series_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const SeriesJob* job = <const SeriesJob*> series_job
    cdef Shape shape = job.shape
    cdef Py_ssize_t lower = job.lower_words
    cdef char* derivs = row_at(&job.tensor_derivs, index)
    shape.workspace = memory
    memset(derivs, 0, lower * sizeof(real))
    (<series_backward_kernel> job.kernel.function)(
        row_at(&job.tensor, index), row_at(&job.result_derivs, index), derivs, &shape)
    fill_top_level_real(job, index, False)
