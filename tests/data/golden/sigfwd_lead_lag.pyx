cdef void sigfwd_lead_lag_real_d3_n3(void* signature, const void* increments_in, Py_ssize_t blocks, const Shape* shape) noexcept nogil:
    """Degree 3, dimension 3: apply blocks of 4 time steps."""
    cdef Py_ssize_t d1 = 3, d2 = d1 * 3
    cdef const realv* increments = <const realv*> increments_in
    cdef realv* S1 = <realv*> signature
    cdef realv* S2 = S1 + d1
    cdef realv* S3 = S2 + d2
    cdef Py_ssize_t t, row = 3 * 4
    cdef const realv* x
    cdef const realv* block
    cdef realv* parents
    cdef realv* leaves
    cdef realv s, u_0, u_1, u_2, u_3
    cdef realv x0_1, x0_3
    cdef realv x1_0, x1_2
    cdef realv x2_0, x2_1, x2_2, x2_3
    cdef Py_ssize_t i1, w1
    cdef realv u1_0_2, u1_0_3
    cdef realv u1_1_2, u1_1_3
    cdef realv u1_2_2, u1_2_3
    cdef realv u1_3_2, u1_3_3
    for t in range(blocks):
        block = increments + t * 3 * row
        x0_1 = block[1]
        x0_3 = block[3]
        x1_0 = block[4]
        x1_2 = block[6]
        x2_0 = block[8]
        x2_1 = block[9]
        x2_2 = block[10]
        x2_3 = block[11]
        for i1 in range(3):
            w1 = i1
            s = S1[w1]
            x = block + i1 * 4
            if i1 < 1:
                u1_0_2 = s
                u1_0_3 = s
                u1_1_2 = s + x[1 * row + 1]
                u1_1_3 = s + x[2 * row + 1]
                s = s + x[1]
                u1_2_2 = s
                u1_2_3 = s
                u1_3_2 = s + x[1 * row + 3]
                u1_3_3 = s + x[2 * row + 3]
                s = s + x[3]
            elif i1 < 2:
                u1_0_2 = s + x[1 * row + 0]
                u1_0_3 = s + x[2 * row + 0]
                s = s + x[0]
                u1_1_2 = s
                u1_1_3 = s
                u1_2_2 = s + x[1 * row + 2]
                u1_2_3 = s + x[2 * row + 2]
                s = s + x[2]
                u1_3_2 = s
                u1_3_3 = s
            else:
                u1_0_2 = s + x[1 * row + 0]
                u1_0_3 = s + x[2 * row + 0]
                s = s + x[0]
                u1_1_2 = s + x[1 * row + 1]
                u1_1_3 = s + x[2 * row + 1]
                s = s + x[1]
                u1_2_2 = s + x[1 * row + 2]
                u1_2_3 = s + x[2 * row + 2]
                s = s + x[2]
                u1_3_2 = s + x[1 * row + 3]
                u1_3_3 = s + x[2 * row + 3]
                s = s + x[3]
            S1[w1] = s
            parents = S2 + w1 * 3
            leaves = S3 + w1 * 9
            x = block + 0
            s = parents[0]
            u_0 = s
            u_1 = s + u1_1_3 * x[1 * row + 1]
            s = s + u1_1_2 * x0_1
            u_2 = s
            u_3 = s + u1_3_3 * x[1 * row + 3]
            s = s + u1_3_2 * x0_3
            parents[0] = s
            s = leaves[0]
            s = s + u_1 * x0_1
            s = s + u_3 * x0_3
            leaves[0] = s
            s = leaves[1]
            s = s + u_0 * x1_0
            s = s + u_2 * x1_2
            leaves[1] = s
            s = leaves[2]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            s = s + u_2 * x2_2
            s = s + u_3 * x2_3
            leaves[2] = s
            x = block + 4
            s = parents[1]
            u_0 = s + u1_0_3 * x[1 * row + 0]
            s = s + u1_0_2 * x1_0
            u_1 = s
            u_2 = s + u1_2_3 * x[1 * row + 2]
            s = s + u1_2_2 * x1_2
            u_3 = s
            parents[1] = s
            s = leaves[3]
            s = s + u_1 * x0_1
            s = s + u_3 * x0_3
            leaves[3] = s
            s = leaves[4]
            s = s + u_0 * x1_0
            s = s + u_2 * x1_2
            leaves[4] = s
            s = leaves[5]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            s = s + u_2 * x2_2
            s = s + u_3 * x2_3
            leaves[5] = s
            x = block + 8
            s = parents[2]
            u_0 = s + u1_0_3 * x[1 * row + 0]
            s = s + u1_0_2 * x2_0
            u_1 = s + u1_1_3 * x[1 * row + 1]
            s = s + u1_1_2 * x2_1
            u_2 = s + u1_2_3 * x[1 * row + 2]
            s = s + u1_2_2 * x2_2
            u_3 = s + u1_3_3 * x[1 * row + 3]
            s = s + u1_3_2 * x2_3
            parents[2] = s
            s = leaves[6]
            s = s + u_1 * x0_1
            s = s + u_3 * x0_3
            leaves[6] = s
            s = leaves[7]
            s = s + u_0 * x1_0
            s = s + u_2 * x1_2
            leaves[7] = s
            s = leaves[8]
            s = s + u_0 * x2_0
            s = s + u_1 * x2_1
            s = s + u_2 * x2_2
            s = s + u_3 * x2_3
            leaves[8] = s
