cdef void gram_finish_f64_steps(const PathJob* job, Py_ssize_t path, const double* rows) noexcept nogil:
    """From derivatives by steps, which are counted from the end, to those by the points of a path."""
    cdef Py_ssize_t points = job.length if job.lengths == NULL else job.lengths[path], channels = job.channels, _n, i
    cdef double* out = <double*> job.path_derivs + path * job.length * channels
    cdef const double* step = rows + (job.length - points) * (job.dimension << job.lead_lag)
    cdef double slope
    memset(out, 0, job.length * channels * sizeof(double))
    for _n in range(points - 1):
        for i in range(channels):
            # The lead moves before the lag does.
            slope = step[channels + i] + step[job.dimension + i] if job.lead_lag else step[i]
            out[i] = out[i] - slope
            out[channels + i] = slope
        out = out + channels
        step = step + (job.dimension << job.lead_lag)


cdef void gram_finish_f64_points(const PathJob* job, Py_ssize_t path, const double* rows) noexcept nogil:
    """From derivatives by the points of an augmented path to those of the path itself."""
    cdef Py_ssize_t points = job.length if job.lengths == NULL else job.lengths[path], channels = job.channels, n, i
    cdef double* out = <double*> job.path_derivs + path * job.length * channels
    cdef const double* point = rows + (job.length - points) * (job.dimension << job.lead_lag)
    memset(out, 0, job.length * channels * sizeof(double))
    # A path that does not move has the kernel 1.
    if points < 2:
        return
    for n in range(points):
        for i in range(channels):
            out[i] = point[i]
            if job.lead_lag:
                # The lead is at a point from one step before on, and the lag until one step after.
                out[i] = out[i] + point[channels + i]
                if n > 0:
                    out[i] = out[i] + point[channels + i - job.dimension]
                if n < points - 1:
                    out[i] = out[i] + point[i + job.dimension]
        out = out + channels
        point = point + (job.dimension << job.lead_lag)


cdef void gram_finish_f64_add(double* rows, const double* others, Py_ssize_t parts, Py_ssize_t apart,
                Py_ssize_t count) noexcept nogil:
    """Add what so many parts have for a path."""
    cdef Py_ssize_t _part, i
    for _part in range(parts):
        for i in range(count):
            rows[i] = rows[i] + others[i]
        others = others + apart


cdef void gram_finish_f64(const void* pairs_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairsJob* job = <const PairsJob*> pairs_job
    cdef Py_ssize_t paths1 = job.grams * job.count1, paths2 = job.grams * job.count2
    cdef bint is_second = index >= paths1
    cdef Py_ssize_t path = index - paths1 if is_second else index, paths = paths2 if is_second else paths1
    cdef const PathJob* side = &job.second if is_second else &job.first
    cdef Py_ssize_t size = (((side.length - 1) << side.lead_lag) + job.gaussian) * side.dimension
    cdef Py_ssize_t by_rows = job.row_parts + job.rest_parts, by_columns = job.column_parts + job.rest_parts
    cdef double* rows = <double*> (job.second_derivs if is_second else job.first_derivs) + path * size
    gram_finish_f64_add(rows, rows + paths * size, (by_rows if is_second else by_columns) - 1, paths * size, size)
    if job.symmetric:
        gram_finish_f64_add(rows, <const double*> job.second_derivs + path * size, by_rows, paths * size, size)
    if job.gaussian:
        gram_finish_f64_points(side, path, rows)
    else:
        gram_finish_f64_steps(side, path, rows)
