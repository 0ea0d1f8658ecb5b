cdef struct Walk_scale_f64:
    Py_ssize_t d, N
    double* out
    const double* s
    const double* c


cdef void scale_f64_word(const Walk_scale_f64* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size, Py_ssize_t w,
                          double product) noexcept nogil:
    """All words of level `j` that begin with word w; the level starts at `level` and has `size` words."""
    cdef Py_ssize_t i, v
    cdef double whole
    for i in range(walk.d):
        v = w * walk.d + i
        whole = product * walk.c[i]
        walk.out[level + v] = walk.s[level + v] * whole
        if j < walk.N:
            scale_f64_word(walk, j + 1, level + size, size * walk.d, v, whole)


cdef void scale_f64(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Scaled tensors, any degree and dimension."""
    cdef Walk_scale_f64 walk
    cdef Py_ssize_t item
    walk.d, walk.N = shape.dimension, shape.degree
    for item in range(count if shape.degree else 0):
        walk.out = <double*> row_at(rows, item)
        walk.s = <const double*> row_at(rows + 1, item)
        walk.c = <const double*> row_at(rows + 2, item)
        scale_f64_word(&walk, 1, 0, walk.d, 0, 1)
