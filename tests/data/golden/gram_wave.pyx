cdef void gram_wave_f64(const void* pairs_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairsJob* job = <const PairsJob*> pairs_job
    cdef f64v* memory = <f64v*> scratch
    cdef Share share = share_of(job, index, 1)
    cdef Py_ssize_t row, column
    cdef Pairs_f64 pair
    if not share.whole:
        share.row = share.column = 0
        share.last_row = share.last_column = 1
    for column in range(share.column, share.last_column):
        choose_pair_f64(&pair, share.gram, share.row, column)
        if not job.rows:
            unpack_columns_f64(job, &pair, memory)
        for row in range(share.row, min(share.last_row, column + 1) if job.symmetric else share.last_row):
            choose_pair_f64(&pair, share.gram, row, column)
            if job.rows:
                pair.steps1, pair.steps2 = job.rows, job.columns
            else:
                unpack_rows_f64(job, &pair, memory)
            put_kernel_f64(job, &pair, cross_all_f64(job, &pair, memory))
