cdef void inverse_f64_level(double* out, const double* level, Py_ssize_t d, Py_ssize_t k) noexcept nogil:
    """Words of `k` letters: those that begin with w and end in a letter i come from those that begin with i."""
    cdef Py_ssize_t size = 1, w, i, place = 0, weight, _letter
    cdef double sign = -1 if k % 2 else 1
    for _letter in range(k - 1):
        size = size * d
    for w in range(size):
        for i in range(d):
            out[w * d + i] = sign * level[place + i * size]
        # The next w, and its letters backwards: a number whose first digit counts least.
        weight = size // d if d > 1 else 0
        while weight and place // weight % d == d - 1:
            place = place - (d - 1) * weight
            weight = weight // d
        place = place + weight


cdef void inverse_f64(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Inverses of signatures, any degree and dimension."""
    cdef Py_ssize_t item, k, start, size
    for item in range(count):
        start = 0
        size = 1
        for k in range(1, shape.degree + 1):
            size = size * shape.dimension
            inverse_f64_level(
                <double*> row_at(rows, item) + start, <const double*> row_at(rows + 1, item) + start,
                shape.dimension, k)
            start = start + size
