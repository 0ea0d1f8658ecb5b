cdef void wave_grid_order4_f64(const Tile* tile) noexcept nogil:
    """Take some steps of a wavefront, and leave kernels at corners."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t
    cdef f64v* corners = <f64v*> tile.lines
    cdef f64v c0 = state[0]
    cdef f64v q0_0 = state[1], out0_0 = state[3], in0_0
    cdef f64v q0_1 = state[2], out0_1 = state[4], in0_1
    cdef f64v c1 = state[5]
    cdef f64v q1_0 = state[6], out1_0 = state[8], in1_0
    cdef f64v q1_1 = state[7], out1_1 = state[9], in1_1
    cdef f64v p0
    cdef f64v p1
    cdef f64v z, x, y, c
    cdef f64v sum0, sum1
    cdef f64v difference0
    cdef f64v difference1
    cdef f64v z2
    cdef f64v e0
    cdef f64v e1
    cdef f64v E00
    cdef f64v E01
    cdef f64v E11
    cdef f64v B10
    cdef f64v B11
    cdef f64v F10, H10
    cdef f64v F11, H11
    for t in range(tile.columns):
        in0_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        in1_0 = f64_shuffle(out1_0, f64_load(edges + 0 * tile.pitch + t), 1, 2)
        in0_1 = f64_shuffle(out0_1, out1_1, 1, 2)
        in1_1 = f64_shuffle(out1_1, f64_load(edges + 1 * tile.pitch + t), 1, 2)
        c = c0
        corners[0] = c
        c0 = c0 + in0_0
        p0 = in0_0
        p1 = in0_1
        z = products[0]
        z2 = z * z
        e0 = f64_splat(coefs[8])
        e0 = f64_splat(coefs[6]) + e0 * z
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = f64_splat(coefs[2]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[7])
        e1 = f64_splat(coefs[5]) + e1 * z
        e1 = e1 * z2
        E00 = f64_splat(coefs[26])
        E00 = f64_splat(coefs[22]) + E00 * z
        E00 = f64_splat(coefs[18]) + E00 * z
        E00 = f64_splat(coefs[14]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[23])
        E01 = f64_splat(coefs[19]) + E01 * z
        E01 = f64_splat(coefs[15]) + E01 * z
        E01 = E01 * z
        E11 = f64_splat(coefs[21])
        E11 = E11 * z2
        B10 = f64_splat(coefs[44])
        B10 = f64_splat(coefs[40]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[41])
        B11 = B11 * z2
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        sum0 = p0 + q0_0
        difference0 = p0 - q0_0
        sum1 = p1 + q0_1
        difference1 = p1 - q0_1
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q0_0 = q0_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        p1 = p1 + (x + y)
        q0_1 = q0_1 + (x - y)
        out0_0 = p0
        out0_1 = p1
        c = c1
        corners[1] = c
        c1 = c1 + in1_0
        p0 = in1_0
        p1 = in1_1
        z = products[1]
        z2 = z * z
        e0 = f64_splat(coefs[8])
        e0 = f64_splat(coefs[6]) + e0 * z
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = f64_splat(coefs[2]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[7])
        e1 = f64_splat(coefs[5]) + e1 * z
        e1 = e1 * z2
        E00 = f64_splat(coefs[26])
        E00 = f64_splat(coefs[22]) + E00 * z
        E00 = f64_splat(coefs[18]) + E00 * z
        E00 = f64_splat(coefs[14]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[23])
        E01 = f64_splat(coefs[19]) + E01 * z
        E01 = f64_splat(coefs[15]) + E01 * z
        E01 = E01 * z
        E11 = f64_splat(coefs[21])
        E11 = E11 * z2
        B10 = f64_splat(coefs[44])
        B10 = f64_splat(coefs[40]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[41])
        B11 = B11 * z2
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        sum0 = p0 + q1_0
        difference0 = p0 - q1_0
        sum1 = p1 + q1_1
        difference1 = p1 - q1_1
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q1_0 = q1_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        p1 = p1 + (x + y)
        q1_1 = q1_1 + (x - y)
        out1_0 = p0
        out1_1 = p1
        f64_store(edges + 0 * tile.pitch + t - 3, out0_0)
        f64_store(edges + 1 * tile.pitch + t - 3, out0_1)
        products = products + 2
        corners = corners + 2
    state[0] = c0
    state[1] = q0_0
    state[3] = out0_0
    state[2] = q0_1
    state[4] = out0_1
    state[5] = c1
    state[6] = q1_0
    state[8] = out1_0
    state[7] = q1_1
    state[9] = out1_1
