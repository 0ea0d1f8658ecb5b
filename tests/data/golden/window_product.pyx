cdef void window_product_real_d3_n3(const void* suffix, const void* prefix, void* product, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const realv* A1 = <const realv*> suffix
    cdef const realv* A2 = A1 + d1
    cdef const realv* A3 = A2 + d2
    cdef const realv* B1 = <const realv*> prefix
    cdef const realv* B2 = B1 + d1
    cdef const realv* B3 = B2 + d2
    cdef realv* C1 = <realv*> product
    cdef realv* C2 = C1 + d1
    cdef realv* C3 = C2 + d2
    cdef const realv* tail1
    cdef const realv* tail2
    cdef Py_ssize_t leaf, i1, w1, back1, i2, w2, back2
    cdef realv s, head1, head2
    for leaf in range(3):
        s = A1[leaf] + B1[leaf]
        C1[leaf] = s
    for i1 in range(3):
        w1 = i1
        back1 = i1
        head1 = A1[back1]
        tail1 = B1
        for leaf in range(3):
            s = A2[back1 + leaf * d1] + B2[w1 * 3 + leaf]
            s = s + head1 * tail1[leaf]
            C2[w1 * 3 + leaf] = s
        for i2 in range(3):
            w2 = w1 * 3 + i2
            back2 = back1 + i2 * d1
            head2 = A2[back2]
            tail1 = B2 + (w2 - w1 * d1) * 3
            tail2 = B1
            for leaf in range(3):
                s = A3[back2 + leaf * d2] + B3[w2 * 3 + leaf]
                s = s + head1 * tail1[leaf]
                s = s + head2 * tail2[leaf]
                C3[w2 * 3 + leaf] = s


cdef void window_product_real_n3(const void* suffix, const void* prefix, void* product, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const realv* A1 = <const realv*> suffix
    cdef const realv* A2 = A1 + d1
    cdef const realv* A3 = A2 + d2
    cdef const realv* B1 = <const realv*> prefix
    cdef const realv* B2 = B1 + d1
    cdef const realv* B3 = B2 + d2
    cdef realv* C1 = <realv*> product
    cdef realv* C2 = C1 + d1
    cdef realv* C3 = C2 + d2
    cdef const realv* tail1
    cdef const realv* tail2
    cdef Py_ssize_t leaf, i1, w1, back1, i2, w2, back2
    cdef realv s, head1, head2
    for leaf in range(d):
        s = A1[leaf] + B1[leaf]
        C1[leaf] = s
    for i1 in range(d):
        w1 = i1
        back1 = i1
        head1 = A1[back1]
        tail1 = B1
        for leaf in range(d):
            s = A2[back1 + leaf * d1] + B2[w1 * d + leaf]
            s = s + head1 * tail1[leaf]
            C2[w1 * d + leaf] = s
        for i2 in range(d):
            w2 = w1 * d + i2
            back2 = back1 + i2 * d1
            head2 = A2[back2]
            tail1 = B2 + (w2 - w1 * d1) * d
            tail2 = B1
            for leaf in range(d):
                s = A3[back2 + leaf * d2] + B3[w2 * d + leaf]
                s = s + head1 * tail1[leaf]
                s = s + head2 * tail2[leaf]
                C3[w2 * d + leaf] = s
