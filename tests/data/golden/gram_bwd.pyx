cdef void gram_bwd_f64(const void* pairs_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairsJob* job = <const PairsJob*> pairs_job
    cdef f64v* memory = <f64v*> scratch
    cdef Share share = share_of(job, index, 2)
    cdef Py_ssize_t row, paths1 = job.grams * job.count1, paths2 = job.grams * job.count2
    cdef Py_ssize_t size1 = (job.first_steps + job.gaussian) * job.first.dimension
    cdef Py_ssize_t size2 = (job.second_steps + job.gaussian) * job.second.dimension
    cdef double* rows1 = <double*> job.first_derivs + share.column_part * paths1 * size1
    cdef double* rows2 = <double*> job.second_derivs + share.row_part * paths2 * size2
    cdef double scale = 1 if job.gaussian else <double> job.scale
    cdef Pairs_f64 pairs
    if share.whole:
        while share.column < share.last_column:
            fill_columns_f64(&pairs, share.gram, share.column)
            pack_columns_f64(job, &pairs, memory)
            clear_f64(job, memory, True)
            for row in range(share.row, min(share.last_row, share.column + 2) if job.symmetric else share.last_row):
                fill_rows_f64(&pairs, row)
                pack_rows_f64(job, &pairs, memory)
                clear_f64(job, memory, False)
                finish_f64(job, &pairs, differentiate_f64(job, &pairs, memory))
                add_rows_f64(
                    job, share.gram * job.count1 + row, pairs.steps1, collect_f64(job, memory, False), rows1, scale)
            add_lanes_f64(job, &job.second, pairs.grams, job.count2, pairs.columns, pairs.busy, pairs.steps2,
                            collect_f64(job, memory, True), rows2, 1)
            share.column = share.column + 2
        return
    while take_pairs_f64(job, &share, &pairs):
        if job.rows:
            pairs.steps1, pairs.steps2 = job.rows, job.columns
            finish_f64(job, &pairs, differentiate_f64(job, &pairs, memory))
            continue
        pack_columns_f64(job, &pairs, memory)
        pack_rows_f64(job, &pairs, memory)
        clear_f64(job, memory, False)
        clear_f64(job, memory, True)
        finish_f64(job, &pairs, differentiate_f64(job, &pairs, memory))
        add_lanes_f64(job, &job.first, pairs.grams, job.count1, pairs.rows, pairs.busy, pairs.steps1,
                        collect_f64(job, memory, False), rows1, scale)
        add_lanes_f64(job, &job.second, pairs.grams, job.count2, pairs.columns, pairs.busy, pairs.steps2,
                        collect_f64(job, memory, True), rows2, 1)
