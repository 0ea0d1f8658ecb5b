cdef struct Walk_scale_bwd_f64:
    Py_ssize_t d, N
    double* ds
    double* dc
    const double* g
    const double* s
    const double* c


# dF/dP of a word.
cdef struct Adjoint_scale_bwd_f64:
    double value


cdef Adjoint_scale_bwd_f64 scale_bwd_f64_word(const Walk_scale_bwd_f64* walk, Py_ssize_t j, Py_ssize_t level, Py_ssize_t size,
                                        Py_ssize_t w, double product) noexcept nogil:
    """All words of level `j` that begin with word w; what they add to the adjoint of w."""
    cdef Adjoint_scale_bwd_f64 total, own, below
    cdef Py_ssize_t i, v
    cdef double whole
    total.value = 0
    for i in range(walk.d):
        v = w * walk.d + i
        whole = product * walk.c[i]
        own.value = walk.g[level + v] * walk.s[level + v]
        walk.ds[level + v] = walk.g[level + v] * whole
        if j < walk.N:
            below = scale_bwd_f64_word(walk, j + 1, level + size, size * walk.d, v, whole)
            own.value = own.value + below.value
        total.value = total.value + own.value * walk.c[i]
        walk.dc[i] = walk.dc[i] + own.value * product
    return total


cdef void scale_bwd_f64(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Gradients of scaled tensors, any degree and dimension."""
    cdef Walk_scale_bwd_f64 walk
    cdef Py_ssize_t item, i
    walk.d, walk.N = shape.dimension, shape.degree
    for item in range(count):
        walk.ds = <double*> row_at(rows, item)
        walk.dc = <double*> row_at(rows + 1, item)
        walk.g = <const double*> row_at(rows + 2, item)
        walk.s = <const double*> row_at(rows + 3, item)
        walk.c = <const double*> row_at(rows + 4, item)
        for i in range(walk.d):
            walk.dc[i] = 0
        if shape.degree:
            scale_bwd_f64_word(&walk, 1, 0, walk.d, 0, 1)
