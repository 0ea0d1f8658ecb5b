cdef void gram_dual_f64_row(const PairsJob* job, Pairs_f64* pairs, f64v* memory) noexcept nogil:
    """Kernels of the pairs in lanes, whose second paths are there."""
    pack_rows_f64(job, pairs, memory)
    finish_f64(job, pairs, kernels_of_f64(job, pairs, memory))


cdef void gram_dual_f64(const void* pairs_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairsJob* job = <const PairsJob*> pairs_job
    cdef f64v* memory = <f64v*> scratch
    cdef Share share = share_of(job, index, 2)
    cdef Pairs_f64 pairs
    cdef Py_ssize_t row
    if share.whole:
        while share.column < share.last_column:
            fill_columns_f64(&pairs, share.gram, share.column)
            pack_columns_f64(job, &pairs, memory)
            for row in range(share.row, min(share.last_row, share.column + 2) if job.symmetric else share.last_row):
                fill_rows_f64(&pairs, row)
                gram_dual_f64_row(job, &pairs, memory)
            share.column = share.column + 2
        return
    while take_pairs_f64(job, &share, &pairs):
        if job.rows:
            pairs.steps1, pairs.steps2 = job.rows, job.columns
            finish_f64(job, &pairs, kernels_of_f64(job, &pairs, memory))
        else:
            pack_columns_f64(job, &pairs, memory)
            gram_dual_f64_row(job, &pairs, memory)
