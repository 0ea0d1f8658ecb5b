cdef void series_lyndon_real_d3_n3(const void* tensor, void* result, const Shape* shape) noexcept nogil:
    """Degree 3, Lyndon words."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef Py_ssize_t apart = not shape.compact
    cdef const real* c = <const real*> shape.coefficients
    cdef const realv* x1 = <const realv*> tensor
    cdef const realv* x2 = x1 + d1
    cdef const realv* x3 = x2 + d2
    cdef realv* y1 = <realv*> result + shape.starts[0]
    cdef realv* y2 = <realv*> result + shape.starts[1]
    cdef realv* y3 = <realv*> result + shape.starts[2]
    cdef realv q1_1, q2_1
    cdef realv q1_2
    cdef realv s, s1
    s = x1[0]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    y1[0] = s
    s = x2[0]
    q1_2 = s * c[1]
    s1 = x1[0]
    q1_2 = q1_2 + q2_1 * s1
    y3[0] = (
        x3[0 + apart * 1] + q1_1 * x2[1] + q1_2 * x1[1])
    y3[1] = (
        x3[1 + apart * 1] + q1_1 * x2[2] + q1_2 * x1[2])
    s = x2[1]
    q1_2 = s * c[1]
    s1 = x1[1]
    q1_2 = q1_2 + q2_1 * s1
    y2[0] = s + q1_1 * s1
    y3[2] = (
        x3[2 + apart * 2] + q1_1 * x2[4] + q1_2 * x1[1])
    y3[3] = (
        x3[3 + apart * 2] + q1_1 * x2[5] + q1_2 * x1[2])
    s = x2[2]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1
    y2[1] = s + q1_1 * s1
    y3[4] = (
        x3[4 + apart * 3] + q1_1 * x2[7] + q1_2 * x1[1])
    y3[5] = (
        x3[5 + apart * 3] + q1_1 * x2[8] + q1_2 * x1[2])
    s = x1[1]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    y1[1] = s
    s = x2[4]
    q1_2 = s * c[1]
    s1 = x1[1]
    q1_2 = q1_2 + q2_1 * s1
    y3[6] = (
        x3[6 + apart * 8] + q1_1 * x2[5] + q1_2 * x1[2])
    s = x2[5]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1
    y2[2] = s + q1_1 * s1
    y3[7] = (
        x3[7 + apart * 10] + q1_1 * x2[8] + q1_2 * x1[2])
    s = x1[2]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    y1[2] = s
    s = x2[8]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1


cdef void series_lyndon_real_n3(const void* tensor, void* result, const Shape* shape) noexcept nogil:
    """Degree 3, Lyndon words."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef bint compact = shape.compact
    cdef const realv* top
    cdef const real* c = <const real*> shape.coefficients
    cdef const realv* x1 = <const realv*> tensor
    cdef const realv* x2 = x1 + d1
    cdef const realv* x3 = x2 + d2
    cdef realv* y1 = <realv*> result + shape.starts[0]
    cdef realv* y2 = <realv*> result + shape.starts[1]
    cdef realv* y3 = <realv*> result + shape.starts[2]
    cdef Py_ssize_t i1, i2, leaf, low = 0
    cdef Py_ssize_t place2_2
    cdef Py_ssize_t letters[3]
    cdef Py_ssize_t p1, p2
    cdef const realv* suffix2
    cdef realv q1_1, q2_1
    cdef realv q1_2
    cdef realv s, s1
    for i1 in range(0, d):
        letters[0] = i1
        p1 = 1
        s = x1[i1]
        q1_1 = s * c[1]
        q2_1 = s * c[2]
        y1[0] = s
        y1 = y1 + 1
        for i2 in range(letters[1 - p1], d):
            p2 = p1 if i2 == letters[1 - p1] else 2
            letters[1] = i2
            place2_2 = i1 * d + i2
            s = x2[place2_2]
            q1_2 = s * c[1]
            s1 = x1[i2]
            q1_2 = q1_2 + q2_1 * s1
            if p2 == 2:
                s = s + q1_1 * s1
                y2[0] = s
                y2 = y2 + 1
            low = letters[2 - p2] + 1
            suffix2 = x2 + i2 * d
            if compact:
                top = x3
                x3 = x3 + (d - low)
            else:
                top = x3 + place2_2 * d + low
            for leaf in range(low, d):
                s = top[leaf - low]
                s = s + q1_1 * suffix2[leaf]
                s = s + q1_2 * x1[leaf]
                y3[leaf - low] = s
            y3 = y3 + (d - low)


cdef struct Walk_series_lyndon_real_generic:
    Py_ssize_t d, N
    const real* c
    const realv* x
    realv* y
    realv* q
    # Where levels of x begin, where the next word of each level of y is, places of the last letters; letters.
    Py_ssize_t* starts
    Py_ssize_t* next
    Py_ssize_t* places
    Py_ssize_t* letters
    const realv* leaves


cdef void series_lyndon_real_generic_words(Walk_series_lyndon_real_generic* walk, Py_ssize_t n, Py_ssize_t p) noexcept nogil:
    """All words of n letters, and below, that begin with the first n - 1 letters of the walk, whose period is p."""
    cdef Py_ssize_t N = walk.N, d = walk.d, row = N + 1, low = 0, letter, i, k, m
    cdef const Py_ssize_t* above = walk.places + (n - 1) * row
    cdef Py_ssize_t* places = walk.places + n * row
    cdef realv* q = walk.q + n * row
    cdef realv s, x
    if n > 1:
        low = walk.letters[n - p] + (n == N)
    for letter in range(low, d):
        for m in range(1, n + 1):
            places[m] = above[m - 1] * d + letter
        if n == N and walk.leaves != NULL:
            s = walk.leaves[0]
            walk.leaves = walk.leaves + 1
        else:
            s = walk.x[walk.starts[n] + places[n]]
        for k in range(1, N - n + 1):
            q[k] = s * walk.c[k]
        for i in range(1, n):
            x = walk.x[walk.starts[n - i] + places[n - i]]
            s = s + walk.q[i * row + 1] * x
            for k in range(1, N - n + 1):
                q[k] = q[k] + walk.q[i * row + k + 1] * x
        # The word is a Lyndon word if its period is its length.
        if n == 1 or n == N or letter > low:
            walk.y[walk.next[n]] = s
            walk.next[n] = walk.next[n] + 1
        if n < N:
            walk.letters[n] = letter
            series_lyndon_real_generic_words(walk, n + 1, p if n > 1 and letter == low else n)


cdef void series_lyndon_real_generic(const void* tensor, void* result, const Shape* shape) noexcept nogil:
    """Any degree, Lyndon words."""
    cdef Walk_series_lyndon_real_generic walk
    cdef Py_ssize_t n, N = shape.degree, rows = (N + 1) * (N + 1)
    walk.d, walk.N = shape.dimension, N
    walk.c = <const real*> shape.coefficients
    walk.x, walk.y = <const realv*> tensor, <realv*> result
    walk.q = <realv*> shape.workspace
    walk.places = <Py_ssize_t*> (walk.q + rows)
    walk.starts, walk.next, walk.letters = walk.places + rows, walk.places + rows + N + 2, walk.places + rows + 2 * N + 4
    walk.places[0] = walk.starts[1] = 0
    for n in range(1, N + 1):
        walk.places[n * (N + 1)] = 0
        walk.starts[n + 1] = walk.starts[n] * walk.d + walk.d
        walk.next[n] = shape.starts[n - 1]
    walk.leaves = walk.x + walk.starts[N] if shape.compact else NULL
    series_lyndon_real_generic_words(&walk, 1, 1)
