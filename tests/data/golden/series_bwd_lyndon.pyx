cdef void series_bwd_lyndon_real_d3_n3(const void* tensor, const void* result_derivs, void* derivs, const Shape* shape) noexcept nogil:
    """Degree 3, Lyndon words."""
    cdef Py_ssize_t d1 = 3
    cdef const real* c = <const real*> shape.coefficients
    cdef const realv* x1 = <const realv*> tensor
    cdef const realv* x2 = x1 + d1
    cdef realv* dx1 = <realv*> derivs
    cdef realv* dx2 = dx1 + d1
    cdef const realv* g1 = <const realv*> result_derivs + shape.starts[0]
    cdef const realv* g2 = <const realv*> result_derivs + shape.starts[1]
    cdef const realv* g3 = <const realv*> result_derivs + shape.starts[2]
    cdef realv q1_1, q2_1
    cdef realv q1_2
    cdef realv a1_1, a2_1
    cdef realv a1_2
    cdef realv s, s1
    s = x1[0]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    a1_1 = real_splat(0)
    a2_1 = real_splat(0)
    s = x2[0]
    q1_2 = s * c[1]
    s1 = x1[0]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    a1_1 = a1_1 + g3[0] * x2[1]
    dx2[1] = dx2[1] + g3[0] * q1_1
    a1_2 = a1_2 + g3[0] * x1[1]
    dx1[1] = dx1[1] + g3[0] * q1_2
    a1_1 = a1_1 + g3[1] * x2[2]
    dx2[2] = dx2[2] + g3[1] * q1_1
    a1_2 = a1_2 + g3[1] * x1[2]
    dx1[2] = dx1[2] + g3[1] * q1_2
    dx2[0] = dx2[0] + a1_2 * c[1]
    dx1[0] = dx1[0] + a1_2 * q2_1
    a2_1 = a2_1 + a1_2 * x1[0]
    s = x2[1]
    q1_2 = s * c[1]
    s1 = x1[1]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    a1_1 = a1_1 + g3[2] * x2[4]
    dx2[4] = dx2[4] + g3[2] * q1_1
    a1_2 = a1_2 + g3[2] * x1[1]
    dx1[1] = dx1[1] + g3[2] * q1_2
    a1_1 = a1_1 + g3[3] * x2[5]
    dx2[5] = dx2[5] + g3[3] * q1_1
    a1_2 = a1_2 + g3[3] * x1[2]
    dx1[2] = dx1[2] + g3[3] * q1_2
    dx2[1] = dx2[1] + g2[0] + a1_2 * c[1]
    dx1[1] = dx1[1] + g2[0] * q1_1 + a1_2 * q2_1
    a1_1 = a1_1 + g2[0] * x1[1]
    a2_1 = a2_1 + a1_2 * x1[1]
    s = x2[2]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    a1_1 = a1_1 + g3[4] * x2[7]
    dx2[7] = dx2[7] + g3[4] * q1_1
    a1_2 = a1_2 + g3[4] * x1[1]
    dx1[1] = dx1[1] + g3[4] * q1_2
    a1_1 = a1_1 + g3[5] * x2[8]
    dx2[8] = dx2[8] + g3[5] * q1_1
    a1_2 = a1_2 + g3[5] * x1[2]
    dx1[2] = dx1[2] + g3[5] * q1_2
    dx2[2] = dx2[2] + g2[1] + a1_2 * c[1]
    dx1[2] = dx1[2] + g2[1] * q1_1 + a1_2 * q2_1
    a1_1 = a1_1 + g2[1] * x1[2]
    a2_1 = a2_1 + a1_2 * x1[2]
    dx1[0] = dx1[0] + g1[0] + a1_1 * c[1] + a2_1 * c[2]
    s = x1[1]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    a1_1 = real_splat(0)
    a2_1 = real_splat(0)
    s = x2[4]
    q1_2 = s * c[1]
    s1 = x1[1]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    a1_1 = a1_1 + g3[6] * x2[5]
    dx2[5] = dx2[5] + g3[6] * q1_1
    a1_2 = a1_2 + g3[6] * x1[2]
    dx1[2] = dx1[2] + g3[6] * q1_2
    dx2[4] = dx2[4] + a1_2 * c[1]
    dx1[1] = dx1[1] + a1_2 * q2_1
    a2_1 = a2_1 + a1_2 * x1[1]
    s = x2[5]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    a1_1 = a1_1 + g3[7] * x2[8]
    dx2[8] = dx2[8] + g3[7] * q1_1
    a1_2 = a1_2 + g3[7] * x1[2]
    dx1[2] = dx1[2] + g3[7] * q1_2
    dx2[5] = dx2[5] + g2[2] + a1_2 * c[1]
    dx1[2] = dx1[2] + g2[2] * q1_1 + a1_2 * q2_1
    a1_1 = a1_1 + g2[2] * x1[2]
    a2_1 = a2_1 + a1_2 * x1[2]
    dx1[1] = dx1[1] + g1[1] + a1_1 * c[1] + a2_1 * c[2]
    s = x1[2]
    q1_1 = s * c[1]
    q2_1 = s * c[2]
    a1_1 = real_splat(0)
    a2_1 = real_splat(0)
    s = x2[8]
    q1_2 = s * c[1]
    s1 = x1[2]
    q1_2 = q1_2 + q2_1 * s1
    a1_2 = real_splat(0)
    dx2[8] = dx2[8] + a1_2 * c[1]
    dx1[2] = dx1[2] + a1_2 * q2_1
    a2_1 = a2_1 + a1_2 * x1[2]
    dx1[2] = dx1[2] + g1[2] + a1_1 * c[1] + a2_1 * c[2]


cdef void series_bwd_lyndon_real_n3(const void* tensor, const void* result_derivs, void* derivs, const Shape* shape) noexcept nogil:
    """Degree 3, Lyndon words."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d
    cdef const real* c = <const real*> shape.coefficients
    cdef const realv* x1 = <const realv*> tensor
    cdef const realv* x2 = x1 + d1
    cdef realv* dx1 = <realv*> derivs
    cdef realv* dx2 = dx1 + d1
    cdef const realv* g1 = <const realv*> result_derivs + shape.starts[0]
    cdef const realv* g2 = <const realv*> result_derivs + shape.starts[1]
    cdef const realv* g3 = <const realv*> result_derivs + shape.starts[2]
    cdef Py_ssize_t i1, i2, leaf, low = 0
    cdef Py_ssize_t place2_2
    cdef Py_ssize_t letters[3]
    cdef Py_ssize_t p1, p2
    cdef const realv* suffix2
    cdef realv* by_suffix2
    cdef realv q1_1, q2_1
    cdef realv q1_2
    cdef realv a1_1, a2_1
    cdef realv a1_2
    cdef realv s, x, s1
    cdef realv g
    for i1 in range(0, d):
        letters[0] = i1
        p1 = 1
        s = x1[i1]
        q1_1 = s * c[1]
        q2_1 = s * c[2]
        a1_1 = real_splat(0)
        a2_1 = real_splat(0)
        for i2 in range(letters[1 - p1], d):
            p2 = p1 if i2 == letters[1 - p1] else 2
            letters[1] = i2
            place2_2 = i1 * d + i2
            s = x2[place2_2]
            q1_2 = s * c[1]
            s1 = x1[i2]
            q1_2 = q1_2 + q2_1 * s1
            a1_2 = real_splat(0)
            low = letters[2 - p2] + 1
            suffix2 = x2 + i2 * d
            by_suffix2 = dx2 + i2 * d
            for leaf in range(low, d):
                g = g3[leaf - low]
                a1_1 = a1_1 + g * suffix2[leaf]
                by_suffix2[leaf] = by_suffix2[leaf] + g * q1_1
                a1_2 = a1_2 + g * x1[leaf]
                dx1[leaf] = dx1[leaf] + g * q1_2
            g3 = g3 + (d - low)
            if p2 == 2:
                g = g2[0]
                g2 = g2 + 1
            else:
                g = real_splat(0)
            s = dx2[place2_2] + g * real_splat(1)
            s = s + a1_2 * c[1]
            dx2[place2_2] = s
            s = dx1[i2]
            x = x1[i2]
            s = s + g * q1_1
            a1_1 = a1_1 + g * x
            s = s + a1_2 * q2_1
            a2_1 = a2_1 + a1_2 * x
            dx1[i2] = s
        g = g1[i1]
        s = dx1[i1] + g * real_splat(1)
        s = s + a1_1 * c[1]
        s = s + a2_1 * c[2]
        dx1[i1] = s


cdef struct Walk_series_bwd_lyndon_real_generic:
    Py_ssize_t d, N
    const real* c
    const realv* x
    const realv* g
    realv* dx
    realv* q
    realv* a
    # Where levels of x begin, where each level of g begins or its next Lyndon word is, places of the last letters; letters.
    Py_ssize_t* starts
    Py_ssize_t* next
    Py_ssize_t* places
    Py_ssize_t* letters


cdef void series_bwd_lyndon_real_generic_words(Walk_series_bwd_lyndon_real_generic* walk, Py_ssize_t n, Py_ssize_t p) noexcept nogil:
    """All words of n letters, and below, that begin with the first n - 1 letters of the walk, whose period is p."""
    cdef Py_ssize_t N = walk.N, d = walk.d, row = N + 1, low = 0, letter, i, k, m, place
    cdef const Py_ssize_t* above = walk.places + (n - 1) * row
    cdef Py_ssize_t* places = walk.places + n * row
    cdef realv* q = walk.q + n * row
    cdef realv* a = walk.a + n * row
    cdef realv s, x
    cdef realv g
    if n > 1:
        low = walk.letters[n - p] + (n == N)
    for letter in range(low, d):
        for m in range(1, n + 1):
            places[m] = above[m - 1] * d + letter
        if n < N:
            s = walk.x[walk.starts[n] + places[n]]
            for k in range(1, N - n + 1):
                q[k] = s * walk.c[k]
                a[k] = real_splat(0)
            for i in range(1, n):
                x = walk.x[walk.starts[n - i] + places[n - i]]
                for k in range(1, N - n + 1):
                    q[k] = q[k] + walk.q[i * row + k + 1] * x
            walk.letters[n] = letter
            series_bwd_lyndon_real_generic_words(walk, n + 1, p if n > 1 and letter == low else n)
        if n == 1 or n == N or letter > low:
            g = walk.g[walk.next[n]]
            walk.next[n] = walk.next[n] + 1
        else:
            g = real_splat(0)
        if n < N:
            place = walk.starts[n] + places[n]
            s = walk.dx[place] + g * real_splat(1)
            for k in range(1, N - n + 1):
                s = s + a[k] * walk.c[k]
            walk.dx[place] = s
        for i in range(1, n):
            place = walk.starts[n - i] + places[n - i]
            x = walk.x[place]
            s = walk.dx[place] + g * walk.q[i * row + 1]
            walk.a[i * row + 1] = walk.a[i * row + 1] + g * x
            for k in range(1, N - n + 1):
                s = s + a[k] * walk.q[i * row + k + 1]
                walk.a[i * row + k + 1] = walk.a[i * row + k + 1] + a[k] * x
            walk.dx[place] = s


cdef void series_bwd_lyndon_real_generic(const void* tensor, const void* result_derivs, void* derivs, const Shape* shape) noexcept nogil:
    """Any degree, Lyndon words."""
    cdef Walk_series_bwd_lyndon_real_generic walk
    cdef Py_ssize_t n, N = shape.degree, rows = (N + 1) * (N + 1)
    walk.d, walk.N = shape.dimension, N
    walk.c = <const real*> shape.coefficients
    walk.x, walk.dx = <const realv*> tensor, <realv*> derivs
    walk.g = <const realv*> result_derivs
    walk.q = <realv*> shape.workspace
    walk.a = walk.q + rows
    walk.places = <Py_ssize_t*> (walk.a + rows)
    walk.starts, walk.next, walk.letters = walk.places + rows, walk.places + rows + N + 2, walk.places + rows + 2 * N + 4
    walk.places[0] = walk.starts[1] = 0
    for n in range(1, N + 1):
        walk.places[n * (N + 1)] = 0
        walk.starts[n + 1] = walk.starts[n] * walk.d + walk.d
        walk.next[n] = shape.starts[n - 1]
    series_bwd_lyndon_real_generic_words(&walk, 1, 1)
