cdef void combine_bwd_f64_d3_n3_rows1(void* left_derivs, void* right_derivs, const void* derivs, const void* left,
                                 const void* right, const RowPlan_f64* plan, const Shape* shape) noexcept nogil:
    """Gradient of the Chen product, degree 3, dimension 3, 1 letter to a row."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef Py_ssize_t n, v, size = 3, vectors = 2
    cdef Py_ssize_t i1, w1
    cdef Py_ssize_t i2, w2
    cdef Py_ssize_t top = shape.words - size * 3 * 3
    cdef double_p dA1 = <double*> left_derivs
    cdef double_p dA2 = dA1 + d1
    cdef double_p dA3 = dA2 + d2
    cdef double_p dB1 = <double*> right_derivs
    cdef double_p dB2 = dB1 + d1
    cdef double_p dB3 = dB2 + d2
    cdef double_cp G1 = <const double*> derivs
    cdef double_cp G2 = G1 + d1
    cdef double_cp G3 = G2 + d2
    cdef double_cp A1 = <const double*> left
    cdef double_cp A2 = A1 + d1
    cdef double_cp B1 = <const double*> right
    cdef double_cp B2 = B1 + d1
    cdef f64v g, a0 = f64_splat(<double> shape.left_scalar), b0 = f64_splat(<double> shape.right_scalar)
    cdef f64v zero = f64_splat(0)
    cdef f64v f1, s1, f2, s2
    copy_multiple_f64(dA1, G1, top, <double> shape.right_scalar)
    copy_multiple_f64(dB1, G1, top, <double> shape.left_scalar)
    for n in range(vectors):
        v = n * 2 if n < vectors - 1 else size - 2
        g = f64_load(G1 + v)
    for i1 in range(3):
        w1 = i1
        f1 = f64_splat(A1[w1])
        s1 = zero
        for n in range(vectors):
            v = n * 2 if n < vectors - 1 else size - 2
            g = f64_load(G2 + w1 * size + v)
            g = f64_keep(g, plan.fresh[n == vectors - 1])
            s1 = s1 + g * f64_load(B1 + v)
            f64_store(dB1 + v, f64_load(dB1 + v) + f1 * g)
        for i2 in range(3):
            w2 = w1 * 3 + i2
            f2 = f64_splat(A2[w2])
            s2 = zero
            for n in range(vectors):
                v = n * 2 if n < vectors - 1 else size - 2
                g = f64_load(G3 + w2 * size + v)
                f64_store(dA3 + w2 * size + v, g * b0)
                f64_store(dB3 + w2 * size + v, g * a0)
                g = f64_keep(g, plan.fresh[n == vectors - 1])
                s1 = s1 + g * f64_load(B2 + (w2 - w1 * d1) * size + v)
                f64_store(dB2 + (w2 - w1 * d1) * size + v, f64_load(dB2 + (w2 - w1 * d1) * size + v) + f1 * g)
                s2 = s2 + g * f64_load(B1 + v)
                f64_store(dB1 + v, f64_load(dB1 + v) + f2 * g)
            dA2[w2] += sum_f64(s2)
        dA1[w1] += sum_f64(s1)


cdef void combine_bwd_f64_d3_n3(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Gradients of Chen products, degree 3, dimension 3."""
    cdef RowPlan_f64 plan
    cdef Py_ssize_t pair, letters
    letters = 1
    plan_rows_f64(&plan, shape.dimension, letters)
    for pair in range(count):
        if letters == 0:
            multiply_bwd_f64(
                row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), row_at(rows + 3, pair),
                row_at(rows + 4, pair), 3, shape)
        elif letters == 1:
            combine_bwd_f64_d3_n3_rows1(
                row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), row_at(rows + 3, pair),
                row_at(rows + 4, pair), &plan, shape)


cdef void combine_bwd_f64_n3_rows1(void* left_derivs, void* right_derivs, const void* derivs, const void* left,
                                 const void* right, const RowPlan_f64* plan, const Shape* shape) noexcept nogil:
    """Gradient of the Chen product, degree 3, any dimension, 1 letter to a row."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef Py_ssize_t n, v, size = plan.size, vectors = plan.vectors
    cdef Py_ssize_t i1, w1
    cdef Py_ssize_t i2, w2
    cdef Py_ssize_t top = shape.words - size * d * d
    cdef double_p dA1 = <double*> left_derivs
    cdef double_p dA2 = dA1 + d1
    cdef double_p dA3 = dA2 + d2
    cdef double_p dB1 = <double*> right_derivs
    cdef double_p dB2 = dB1 + d1
    cdef double_p dB3 = dB2 + d2
    cdef double_cp G1 = <const double*> derivs
    cdef double_cp G2 = G1 + d1
    cdef double_cp G3 = G2 + d2
    cdef double_cp A1 = <const double*> left
    cdef double_cp A2 = A1 + d1
    cdef double_cp B1 = <const double*> right
    cdef double_cp B2 = B1 + d1
    cdef f64v g, a0 = f64_splat(<double> shape.left_scalar), b0 = f64_splat(<double> shape.right_scalar)
    cdef f64v zero = f64_splat(0)
    cdef f64v f1, s1, f2, s2
    copy_multiple_f64(dA1, G1, top, <double> shape.right_scalar)
    copy_multiple_f64(dB1, G1, top, <double> shape.left_scalar)
    for n in range(vectors):
        v = n * 2 if n < vectors - 1 else size - 2
        g = f64_load(G1 + v)
    for i1 in range(d):
        w1 = i1
        f1 = f64_splat(A1[w1])
        s1 = zero
        for n in range(vectors):
            v = n * 2 if n < vectors - 1 else size - 2
            g = f64_load(G2 + w1 * size + v)
            g = f64_keep(g, plan.fresh[n == vectors - 1])
            s1 = s1 + g * f64_load(B1 + v)
            f64_store(dB1 + v, f64_load(dB1 + v) + f1 * g)
        for i2 in range(d):
            w2 = w1 * d + i2
            f2 = f64_splat(A2[w2])
            s2 = zero
            for n in range(vectors):
                v = n * 2 if n < vectors - 1 else size - 2
                g = f64_load(G3 + w2 * size + v)
                f64_store(dA3 + w2 * size + v, g * b0)
                f64_store(dB3 + w2 * size + v, g * a0)
                g = f64_keep(g, plan.fresh[n == vectors - 1])
                s1 = s1 + g * f64_load(B2 + (w2 - w1 * d1) * size + v)
                f64_store(dB2 + (w2 - w1 * d1) * size + v, f64_load(dB2 + (w2 - w1 * d1) * size + v) + f1 * g)
                s2 = s2 + g * f64_load(B1 + v)
                f64_store(dB1 + v, f64_load(dB1 + v) + f2 * g)
            dA2[w2] += sum_f64(s2)
        dA1[w1] += sum_f64(s1)


cdef void combine_bwd_f64_n3(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:
    """Gradients of Chen products, degree 3, any dimension."""
    cdef RowPlan_f64 plan
    cdef Py_ssize_t pair, letters
    if shape.dimension <= 1:
        letters = 0
    else:
        letters = 1
    plan_rows_f64(&plan, shape.dimension, letters)
    for pair in range(count):
        if letters == 0:
            multiply_bwd_f64(
                row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), row_at(rows + 3, pair),
                row_at(rows + 4, pair), 3, shape)
        elif letters == 1:
            combine_bwd_f64_n3_rows1(
                row_at(rows, pair), row_at(rows + 1, pair), row_at(rows + 2, pair), row_at(rows + 3, pair),
                row_at(rows + 4, pair), &plan, shape)
