cdef void gram_wave_bwd_f64(const void* pairs_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairsJob* job = <const PairsJob*> pairs_job
    cdef f64v* memory = <f64v*> scratch
    cdef Share share = share_of(job, index, 1)
    cdef Py_ssize_t row, column, width = job.first.dimension
    cdef Py_ssize_t size1 = (job.first_steps + job.gaussian) * width, size2 = (job.second_steps + job.gaussian) * width
    cdef double* rows1 = <double*> job.first_derivs + share.column_part * job.grams * job.count1 * size1
    cdef double* rows2 = <double*> job.second_derivs + share.row_part * job.grams * job.count2 * size2
    cdef Pairs_f64 pair
    if not share.whole:
        share.row = share.column = 0
        share.last_row = share.last_column = 1
    for column in range(share.column, share.last_column):
        choose_pair_f64(&pair, share.gram, share.row, column)
        if not job.rows:
            unpack_columns_f64(job, &pair, memory)
        clear_pair_f64(job, memory, True)
        for row in range(share.row, min(share.last_row, column + 1) if job.symmetric else share.last_row):
            choose_pair_f64(&pair, share.gram, row, column)
            clear_pair_f64(job, memory, False)
            if job.rows:
                pair.steps1, pair.steps2 = job.rows, job.columns
                cross_all_back_f64(job, &pair, memory)
                continue
            unpack_rows_f64(job, &pair, memory)
            cross_all_back_f64(job, &pair, memory)
            add_first_f64(job, &pair, memory, rows1)
        if not job.rows:
            add_second_f64(job, &pair, memory, rows2)
