cdef void combine_f64_d3_n3_rows1(void* out, const void* left, const void* right, const RowPlan_f64* plan,
                                 const Shape* shape) noexcept nogil:
    """Chen product, degree 3, dimension 3, 1 letter to a row."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef Py_ssize_t n, v, size = 3, vectors = 2
    cdef Py_ssize_t i1, w1
    cdef Py_ssize_t i2, w2
    cdef double_p C1 = <double*> out
    cdef double_p C2 = C1 + d1
    cdef double_p C3 = C2 + d2
    cdef double_cp A1 = <const double*> left
    cdef double_cp A2 = A1 + d1
    cdef double_cp A3 = A2 + d2
    cdef double_cp B1 = <const double*> right
    cdef double_cp B2 = B1 + d1
    cdef double_cp B3 = B2 + d2
    cdef f64v s, a0 = f64_splat(<double> shape.left_scalar), b0 = f64_splat(<double> shape.right_scalar)
    cdef f64v f1, f2
    for n in range(vectors):
        v = n * 2 if n < vectors - 1 else size - 2
        s = f64_load(A1 + v) * b0 + a0 * f64_load(B1 + v)
        f64_store(C1 + v, s)
    for i1 in range(3):
        w1 = i1
        f1 = f64_splat(A1[w1])
        for n in range(vectors):
            v = n * 2 if n < vectors - 1 else size - 2
            s = f64_load(A2 + w1 * size + v) * b0 + a0 * f64_load(B2 + w1 * size + v)
            s = s + f1 * f64_load(B1 + v)
            f64_store(C2 + w1 * size + v, s)
        for i2 in range(3):
            w2 = w1 * 3 + i2
            f2 = f64_splat(A2[w2])
            for n in range(vectors):
                v = n * 2 if n < vectors - 1 else size - 2
                s = f64_load(A3 + w2 * size + v) * b0 + a0 * f64_load(B3 + w2 * size + v)
                s = s + f1 * f64_load(B2 + (w2 - w1 * d1) * size + v)
                s = s + f2 * f64_load(B1 + v)
                f64_store(C3 + w2 * size + v, s)


cdef void combine_f64_d3_n3(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Chen products, degree 3, dimension 3."""
    cdef RowPlan_f64 plan
    cdef Py_ssize_t pair, letters
    letters = 1
    plan_rows_f64(&plan, shape.dimension, letters)
    for pair in range(count):
        if letters == 0:
            multiply_f64(row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), 3, shape)
        elif letters == 1:
            combine_f64_d3_n3_rows1(row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), &plan, shape)


cdef void combine_f64_n3_rows1(void* out, const void* left, const void* right, const RowPlan_f64* plan,
                                 const Shape* shape) noexcept nogil:
    """Chen product, degree 3, any dimension, 1 letter to a row."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef Py_ssize_t n, v, size = plan.size, vectors = plan.vectors
    cdef Py_ssize_t i1, w1
    cdef Py_ssize_t i2, w2
    cdef double_p C1 = <double*> out
    cdef double_p C2 = C1 + d1
    cdef double_p C3 = C2 + d2
    cdef double_cp A1 = <const double*> left
    cdef double_cp A2 = A1 + d1
    cdef double_cp A3 = A2 + d2
    cdef double_cp B1 = <const double*> right
    cdef double_cp B2 = B1 + d1
    cdef double_cp B3 = B2 + d2
    cdef f64v s, a0 = f64_splat(<double> shape.left_scalar), b0 = f64_splat(<double> shape.right_scalar)
    cdef f64v f1, f2
    for n in range(vectors):
        v = n * 2 if n < vectors - 1 else size - 2
        s = f64_load(A1 + v) * b0 + a0 * f64_load(B1 + v)
        f64_store(C1 + v, s)
    for i1 in range(d):
        w1 = i1
        f1 = f64_splat(A1[w1])
        for n in range(vectors):
            v = n * 2 if n < vectors - 1 else size - 2
            s = f64_load(A2 + w1 * size + v) * b0 + a0 * f64_load(B2 + w1 * size + v)
            s = s + f1 * f64_load(B1 + v)
            f64_store(C2 + w1 * size + v, s)
        for i2 in range(d):
            w2 = w1 * d + i2
            f2 = f64_splat(A2[w2])
            for n in range(vectors):
                v = n * 2 if n < vectors - 1 else size - 2
                s = f64_load(A3 + w2 * size + v) * b0 + a0 * f64_load(B3 + w2 * size + v)
                s = s + f1 * f64_load(B2 + (w2 - w1 * d1) * size + v)
                s = s + f2 * f64_load(B1 + v)
                f64_store(C3 + w2 * size + v, s)


cdef void combine_f64_n3(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Chen products, degree 3, any dimension."""
    cdef RowPlan_f64 plan
    cdef Py_ssize_t pair, letters
    if shape.dimension <= 1:
        letters = 0
    else:
        letters = 1
    plan_rows_f64(&plan, shape.dimension, letters)
    for pair in range(count):
        if letters == 0:
            multiply_f64(row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), 3, shape)
        elif letters == 1:
            combine_f64_n3_rows1(row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), &plan, shape)
