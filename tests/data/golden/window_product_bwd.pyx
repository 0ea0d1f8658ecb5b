cdef void window_product_bwd_real_d3_n3(const void* derivs, const void* suffix, const void* prefix, void* by_suffix, void* by_prefix,
                     const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const realv* G1 = <const realv*> derivs
    cdef const realv* G2 = G1 + d1
    cdef const realv* G3 = G2 + d2
    cdef const realv* A1 = <const realv*> suffix
    cdef const realv* A2 = A1 + d1
    cdef const realv* B1 = <const realv*> prefix
    cdef const realv* B2 = B1 + d1
    cdef realv* by_A1 = <realv*> by_suffix
    cdef realv* by_A2 = by_A1 + d1
    cdef realv* by_A3 = by_A2 + d2
    cdef realv* by_B1 = <realv*> by_prefix
    cdef realv* by_B2 = by_B1 + d1
    cdef const realv* tail1
    cdef const realv* tail2
    cdef realv* by_tail1
    cdef realv* by_tail2
    cdef Py_ssize_t leaf, i1, w1, back1, i2, w2, back2
    cdef realv g, head1, total1, head2, total2
    memcpy(by_prefix, derivs, shape.words * sizeof(realv))
    for i1 in range(3):
        w1 = i1
        back1 = i1
        head1 = A1[back1]
        total1 = G1[w1]
        tail1 = B1
        by_tail1 = by_B1
        for leaf in range(3):
            g = G2[w1 * 3 + leaf]
            total1 = total1 + g * tail1[leaf]
            by_tail1[leaf] = by_tail1[leaf] + head1 * g
        for i2 in range(3):
            w2 = w1 * 3 + i2
            back2 = back1 + i2 * d1
            head2 = A2[back2]
            total2 = G2[w2]
            tail1 = B2 + (w2 - w1 * d1) * 3
            tail2 = B1
            by_tail1 = by_B2 + (w2 - w1 * d1) * 3
            by_tail2 = by_B1
            for leaf in range(3):
                g = G3[w2 * 3 + leaf]
                total1 = total1 + g * tail1[leaf]
                by_tail1[leaf] = by_tail1[leaf] + head1 * g
                total2 = total2 + g * tail2[leaf]
                by_tail2[leaf] = by_tail2[leaf] + head2 * g
                by_A3[back2 + leaf * d2] = g
            by_A2[back2] = total2
        by_A1[back1] = total1


cdef void window_product_bwd_real_n3(const void* derivs, const void* suffix, const void* prefix, void* by_suffix, void* by_prefix,
                     const Shape* shape) noexcept nogil:
    """Degree 3, any dimension."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const realv* G1 = <const realv*> derivs
    cdef const realv* G2 = G1 + d1
    cdef const realv* G3 = G2 + d2
    cdef const realv* A1 = <const realv*> suffix
    cdef const realv* A2 = A1 + d1
    cdef const realv* B1 = <const realv*> prefix
    cdef const realv* B2 = B1 + d1
    cdef realv* by_A1 = <realv*> by_suffix
    cdef realv* by_A2 = by_A1 + d1
    cdef realv* by_A3 = by_A2 + d2
    cdef realv* by_B1 = <realv*> by_prefix
    cdef realv* by_B2 = by_B1 + d1
    cdef const realv* tail1
    cdef const realv* tail2
    cdef realv* by_tail1
    cdef realv* by_tail2
    cdef Py_ssize_t leaf, i1, w1, back1, i2, w2, back2
    cdef realv g, head1, total1, head2, total2
    memcpy(by_prefix, derivs, shape.words * sizeof(realv))
    for i1 in range(d):
        w1 = i1
        back1 = i1
        head1 = A1[back1]
        total1 = G1[w1]
        tail1 = B1
        by_tail1 = by_B1
        for leaf in range(d):
            g = G2[w1 * d + leaf]
            total1 = total1 + g * tail1[leaf]
            by_tail1[leaf] = by_tail1[leaf] + head1 * g
        for i2 in range(d):
            w2 = w1 * d + i2
            back2 = back1 + i2 * d1
            head2 = A2[back2]
            total2 = G2[w2]
            tail1 = B2 + (w2 - w1 * d1) * d
            tail2 = B1
            by_tail1 = by_B2 + (w2 - w1 * d1) * d
            by_tail2 = by_B1
            for leaf in range(d):
                g = G3[w2 * d + leaf]
                total1 = total1 + g * tail1[leaf]
                by_tail1[leaf] = by_tail1[leaf] + head1 * g
                total2 = total2 + g * tail2[leaf]
                by_tail2[leaf] = by_tail2[leaf] + head2 * g
                by_A3[back2 + leaf * d2] = g
            by_A2[back2] = total2
        by_A1[back1] = total1
