cdef extern from *:
    """
    static const unsigned char sigfwd_lyndon_real_d3_n3_kinds[] = {
        0,1,2,
    };
    """
    const unsigned char sigfwd_lyndon_real_d3_n3_kinds[3]


cdef void sigfwd_lyndon_real_d3_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: apply blocks of 2 time steps."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* S3 = S2 + d2
    cdef Py_ssize_t t, row = 3 * 2
    cdef const realv* x
    cdef const realv* block
    cdef realv* parents
    cdef realv s, u_0, u_1
    cdef realv x0_0, x0_1
    cdef realv x1_0, x1_1
    cdef realv x2_0, x2_1
    cdef Py_ssize_t i1, w1
    cdef realv* leaves = S3
    cdef int kind
    cdef realv u1_0_2, u1_0_3
    cdef realv u1_1_2, u1_1_3
    for t in range(blocks):
        block = increments + t * 3 * row
        leaves = S3
        x0_0 = block[0]
        x0_1 = block[1]
        x1_0 = block[2]
        x1_1 = block[3]
        x2_0 = block[4]
        x2_1 = block[5]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 2
            u1_0_2 = s + x[1 * row + 0]
            u1_0_3 = s + x[2 * row + 0]
            s = s + x[0]
            u1_1_2 = s + x[1 * row + 1]
            u1_1_3 = s + x[2 * row + 1]
            s = s + x[1]
            S1[w1] = s
            kind = sigfwd_lyndon_real_d3_n3_kinds[w1]
            if kind == 0:
                parents = S2 + w1 * 3
                x = block + 0
                s = parents[0]
                u_0 = s + u1_0_3 * x[1 * row + 0]
                s = s + u1_0_2 * x0_0
                u_1 = s + u1_1_3 * x[1 * row + 1]
                s = s + u1_1_2 * x0_1
                parents[0] = s
                leaves[0] = leaves[0] + u_0 * x1_0 + u_1 * x1_1
                leaves[1] = leaves[1] + u_0 * x2_0 + u_1 * x2_1
                x = block + 2
                s = parents[1]
                u_0 = s + u1_0_3 * x[1 * row + 0]
                s = s + u1_0_2 * x1_0
                u_1 = s + u1_1_3 * x[1 * row + 1]
                s = s + u1_1_2 * x1_1
                parents[1] = s
                leaves[2] = leaves[2] + u_0 * x1_0 + u_1 * x1_1
                leaves[3] = leaves[3] + u_0 * x2_0 + u_1 * x2_1
                x = block + 4
                s = parents[2]
                u_0 = s + u1_0_3 * x[1 * row + 0]
                s = s + u1_0_2 * x2_0
                u_1 = s + u1_1_3 * x[1 * row + 1]
                s = s + u1_1_2 * x2_1
                parents[2] = s
                leaves[4] = leaves[4] + u_0 * x1_0 + u_1 * x1_1
                leaves[5] = leaves[5] + u_0 * x2_0 + u_1 * x2_1
                leaves = leaves + 6
            elif kind == 1:
                parents = S2 + w1 * 3
                x = block + 2
                s = parents[1]
                u_0 = s + u1_0_3 * x[1 * row + 0]
                s = s + u1_0_2 * x1_0
                u_1 = s + u1_1_3 * x[1 * row + 1]
                s = s + u1_1_2 * x1_1
                parents[1] = s
                leaves[0] = leaves[0] + u_0 * x2_0 + u_1 * x2_1
                x = block + 4
                s = parents[2]
                u_0 = s + u1_0_3 * x[1 * row + 0]
                s = s + u1_0_2 * x2_0
                u_1 = s + u1_1_3 * x[1 * row + 1]
                s = s + u1_1_2 * x2_1
                parents[2] = s
                leaves[1] = leaves[1] + u_0 * x2_0 + u_1 * x2_1
                leaves = leaves + 2
            elif kind == 2:
                parents = S2 + w1 * 3
                x = block + 2
                s = parents[1]
                s = s + u1_0_2 * x1_0
                s = s + u1_1_2 * x1_1
                parents[1] = s
                x = block + 4
                s = parents[2]
                s = s + u1_0_2 * x2_0
                s = s + u1_1_2 * x2_1
                parents[2] = s
                leaves = leaves + 0


cdef realv* sigfwd_lyndon_real_n3_family(realv_p parents, realv_p leaves, realv_cp increments,
        realv_cp u1_all,
        Py_ssize_t blocks, Py_ssize_t d, Py_ssize_t low, Py_ssize_t low_first, Py_ssize_t following_first) noexcept nogil:
    """Words of levels 2 and 3 below one word of level 1."""
    cdef realv s
    cdef realv u_0_0, u_0_1, u_0_2, u_0_3
    cdef realv u_1_0, u_1_1, u_1_2, u_1_3
    cdef Py_ssize_t i, leaf, c
    cdef const realv* block
    cdef const realv* x
    cdef const realv* u1
    cdef Py_ssize_t t, row = d * 4
    cdef Py_ssize_t first, width
    for i in range(0, low - low % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            s = s + u1[0] * x[0]
            s = s + u1[2] * x[1]
            s = s + u1[4] * x[2]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            x = block + (i + 1) * 4
            s = parents[i + 1]
            s = s + u1[0] * x[0]
            s = s + u1[2] * x[1]
            s = s + u1[4] * x[2]
            s = s + u1[6] * x[3]
            parents[i + 1] = s
    for i in range(low - low % 2, low):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            s = s + u1[0] * x[0]
            s = s + u1[2] * x[1]
            s = s + u1[4] * x[2]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
    if low == d:
        return leaves
    first = low_first
    width = d - first
    for i in range(low, low + 1):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_0_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_0_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            for leaf in range(first, d):
                x = block + leaf * 4
                c = leaf - first
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s
        leaves = leaves + width
    first = following_first
    width = d - first
    for i in range(low + 1, d - (d - low - 1) % 2, 2):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_0_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_0_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            x = block + (i + 1) * 4
            s = parents[i + 1]
            u_1_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_1_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_1_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_1_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 1] = s
            for leaf in range(first, d):
                x = block + leaf * 4
                c = leaf - first
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s
                c = 1 * width + leaf - first
                s = leaves[c]
                s = s + u_1_0 * x[0]
                s = s + u_1_1 * x[1]
                s = s + u_1_2 * x[2]
                s = s + u_1_3 * x[3]
                leaves[c] = s
        leaves = leaves + 2 * width
    for i in range(d - (d - low - 1) % 2, d):
        for t in range(blocks):
            block = increments + t * 3 * row
            u1 = u1_all + t * 8
            x = block + (i + 0) * 4
            s = parents[i + 0]
            u_0_0 = s + u1[1] * x[1 * row + 0]
            s = s + u1[0] * x[0]
            u_0_1 = s + u1[3] * x[1 * row + 1]
            s = s + u1[2] * x[1]
            u_0_2 = s + u1[5] * x[1 * row + 2]
            s = s + u1[4] * x[2]
            u_0_3 = s + u1[7] * x[1 * row + 3]
            s = s + u1[6] * x[3]
            parents[i + 0] = s
            for leaf in range(first, d):
                x = block + leaf * 4
                c = leaf - first
                s = leaves[c]
                s = s + u_0_0 * x[0]
                s = s + u_0_1 * x[1]
                s = s + u_0_2 * x[2]
                s = s + u_0_3 * x[3]
                leaves[c] = s
        leaves = leaves + width
    return leaves


cdef void sigfwd_lyndon_real_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, any dimension: apply blocks of 4 time steps."""
    cdef Py_ssize_t d = shape.dimension
    cdef Py_ssize_t d1 = d, d2 = d1 * d
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* S3 = S2 + d2
    cdef Py_ssize_t t, row = d * 4
    cdef const realv* x
    cdef realv s
    cdef Py_ssize_t i1, w1
    cdef realv* leaves = S3
    cdef Py_ssize_t word[2]
    cdef Py_ssize_t low, low_first, p1
    cdef realv u1_all[32]
    cdef realv* u1
    for i1 in range(d):
        w1 = i1
        word[0] = i1
        p1 = 1
        s = S1[w1]
        for t in range(blocks):
            x = increments + t * 3 * row + i1 * 4
            u1 = u1_all + t * 8
            u1[0] = s + x[1 * row + 0]
            u1[1] = s + x[2 * row + 0]
            s = s + x[0]
            u1[2] = s + x[1 * row + 1]
            u1[3] = s + x[2 * row + 1]
            s = s + x[1]
            u1[4] = s + x[1 * row + 2]
            u1[5] = s + x[2 * row + 2]
            s = s + x[2]
            u1[6] = s + x[1 * row + 3]
            u1[7] = s + x[2 * row + 3]
            s = s + x[3]
        S1[w1] = s
        low = d
        low_first = d
        if p1:
            low = word[1 - p1]
            word[1] = low
            low_first = word[2 - p1] + 1
        leaves = sigfwd_lyndon_real_n3_family(S2 + w1 * d, leaves, increments, u1_all, blocks, d, low, low_first, word[0] + 1)
