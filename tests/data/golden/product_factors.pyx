cdef void product_factors_real_n3(const void* left, const void* right, void* result, const Shape* shape) noexcept nogil:
    """Degree 3, factors of Lyndon words."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const realv* a1 = <const realv*> left
    cdef const realv* a2 = a1 + d1
    cdef const realv* a3 = a2 + d2
    cdef const realv* b1 = <const realv*> right
    cdef const realv* b2 = b1 + d1
    cdef const realv* b3 = b2 + d2
    cdef realv* y1 = <realv*> result
    cdef realv* y2 = y1 + d1
    cdef realv* y3 = y2 + d2
    cdef Py_ssize_t i1, i2, leaf, low = 0
    cdef Py_ssize_t place2_2
    cdef Py_ssize_t letters[3]
    cdef Py_ssize_t p1, p2
    cdef const realv* suffix2
    cdef realv s, first1, first2
    for i1 in range(d):
        letters[0] = i1
        p1 = 1
        first1 = a1[i1]
        s = first1 + b1[i1]
        y1[i1] = s
        for i2 in range(d):
            letters[1] = i2
            p2 = period(letters, 2, p1)
            place2_2 = i1 * d + i2
            first2 = a2[place2_2]
            s = first2 + b2[place2_2]
            s = s + first1 * b1[i2]
            y2[place2_2] = s
            low = letters[2 - p2] + 1 if p2 else d
            suffix2 = b2 + i2 * d
            for leaf in range(low, d):
                s = a3[leaf - low] + b3[leaf - low]
                s = s + first1 * suffix2[leaf]
                s = s + first2 * b1[leaf]
                y3[leaf - low] = s
            a3 = a3 + (d - low)
            b3 = b3 + (d - low)
            y3 = y3 + (d - low)


cdef struct Walk_product_factors_real_generic:
    Py_ssize_t d, N
    const realv* a
    const realv* b
    realv* y
    # A at the beginnings of the word. Where levels of lower words begin, places of the last letters; letters.
    realv* first
    Py_ssize_t* starts
    Py_ssize_t* places
    Py_ssize_t* letters
    # How many words of the top level there were.
    Py_ssize_t leaves


cdef void product_factors_real_generic_words(Walk_product_factors_real_generic* walk, Py_ssize_t n, Py_ssize_t p) noexcept nogil:
    """All words of n letters, and below, that begin with the first n - 1 letters of the walk, whose period is p."""
    cdef Py_ssize_t N = walk.N, d = walk.d, row = N + 1, low = 0, letter, i, m, place
    cdef const Py_ssize_t* above = walk.places + (n - 1) * row
    cdef Py_ssize_t* places = walk.places + n * row
    cdef realv s
    if n == N and n > 1:
        low = walk.letters[n - p] + 1 if p else d
    for letter in range(low, d):
        for m in range(1, n + 1):
            places[m] = above[m - 1] * d + letter
        place = walk.starts[n] + (places[n] if n < N else walk.leaves)
        walk.first[n] = walk.a[place]
        s = walk.first[n] + walk.b[place]
        for i in range(1, n):
            s = s + walk.first[i] * walk.b[walk.starts[n - i] + places[n - i]]
        walk.y[place] = s
        if n == N:
            walk.leaves = walk.leaves + 1
        else:
            walk.letters[n] = letter
            product_factors_real_generic_words(walk, n + 1, period(walk.letters + 1, n, p) if n > 1 else 1)


cdef void product_factors_real_generic(const void* left, const void* right, void* result, const Shape* shape) noexcept nogil:
    """Any degree, factors of Lyndon words."""
    cdef Walk_product_factors_real_generic walk
    cdef Py_ssize_t n, N = shape.degree, rows = (N + 1) * (N + 1)
    walk.d, walk.N, walk.leaves = shape.dimension, N, 0
    walk.a, walk.b, walk.y = <const realv*> left, <const realv*> right, <realv*> result
    walk.first = <realv*> shape.workspace
    walk.places = <Py_ssize_t*> (walk.first + N + 1)
    walk.starts, walk.letters = walk.places + rows, walk.places + rows + N + 2
    walk.places[0] = walk.starts[1] = 0
    for n in range(1, N + 1):
        walk.places[n * (N + 1)] = 0
        walk.starts[n + 1] = walk.starts[n] * walk.d + walk.d
    product_factors_real_generic_words(&walk, 1, 1)
