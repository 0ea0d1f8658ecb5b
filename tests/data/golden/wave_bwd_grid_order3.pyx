cdef void wave_bwd_grid_order3_f64(const Tile* tile) noexcept nogil:
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products + tile.columns * 2
    cdef const f64v* slopes = <const f64v*> tile.slopes + tile.columns * 6
    cdef f64v* derivs = <f64v*> tile.product_derivs + tile.columns * 2
    cdef const f64v* corner_derivs = <const f64v*> tile.lines + tile.columns * 2
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t = tile.columns
    cdef f64v total
    cdef f64v later0 = state[0]
    cdef f64v h0_0 = state[1], out0_0 = state[3], in0_0
    cdef f64v h0_1 = state[2], out0_1 = state[4], in0_1
    cdef f64v later1 = state[5]
    cdef f64v h1_0 = state[6], out1_0 = state[8], in1_0
    cdef f64v h1_1 = state[7], out1_1 = state[9], in1_1
    cdef f64v g0
    cdef f64v g1
    cdef f64v z, x, y
    cdef f64v sum0, sum1
    cdef f64v difference1
    cdef f64v z2
    cdef f64v e0
    cdef f64v e1
    cdef f64v E00
    cdef f64v E01
    cdef f64v B10
    cdef f64v F10, H10
    while t > 0:
        t = t - 1
        in0_0 = f64_shuffle(f64_load(edges + 0 * tile.pitch + t - 4), out0_0, 1, 2)
        in1_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        in0_1 = f64_shuffle(f64_load(edges + 1 * tile.pitch + t - 4), out0_1, 1, 2)
        in1_1 = f64_shuffle(out0_1, out1_1, 1, 2)
        products = products - 1
        slopes = slopes - 3
        derivs = derivs - 1
        g0 = in1_0
        g1 = in1_1
        z = products[0]
        total = f64_splat(0)
        z2 = z * z
        e0 = f64_splat(coefs[6])
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = f64_splat(coefs[2]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[5])
        e1 = e1 * z2
        E00 = f64_splat(coefs[20])
        E00 = f64_splat(coefs[16]) + E00 * z
        E00 = f64_splat(coefs[12]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[17])
        E01 = f64_splat(coefs[13]) + E01 * z
        E01 = E01 * z
        B10 = f64_splat(coefs[34])
        B10 = B10 * z2
        F10 = B10 - E01
        H10 = E01 + B10
        sum0 = g0 + h1_0
        total = total + sum0 * slopes[0]
        sum1 = g1 + h1_1
        total = total + sum1 * slopes[1]
        difference1 = g1 - h1_1
        total = total + difference1 * slopes[2]
        g0 = g0 + later1
        later1 = later1 + e0 * sum0
        later1 = later1 + e1 * sum1
        x = E00 * sum0
        x = x + x
        y = f64_splat(0)
        x = x + F10 * sum1
        y = y - H10 * difference1
        g0 = g0 + (x + y)
        h1_0 = h1_0 + (x - y)
        x = E01 * sum0
        x = x + x
        y = f64_splat(0)
        g1 = g1 + (x + y)
        h1_1 = h1_1 + (x - y)
        derivs[0] = total
        corner_derivs = corner_derivs - 1
        later1 = later1 + corner_derivs[0]
        out1_0 = g0
        out1_1 = g1
        products = products - 1
        slopes = slopes - 3
        derivs = derivs - 1
        g0 = in0_0
        g1 = in0_1
        z = products[0]
        total = f64_splat(0)
        z2 = z * z
        e0 = f64_splat(coefs[6])
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = f64_splat(coefs[2]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[5])
        e1 = e1 * z2
        E00 = f64_splat(coefs[20])
        E00 = f64_splat(coefs[16]) + E00 * z
        E00 = f64_splat(coefs[12]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[17])
        E01 = f64_splat(coefs[13]) + E01 * z
        E01 = E01 * z
        B10 = f64_splat(coefs[34])
        B10 = B10 * z2
        F10 = B10 - E01
        H10 = E01 + B10
        sum0 = g0 + h0_0
        total = total + sum0 * slopes[0]
        sum1 = g1 + h0_1
        total = total + sum1 * slopes[1]
        difference1 = g1 - h0_1
        total = total + difference1 * slopes[2]
        g0 = g0 + later0
        later0 = later0 + e0 * sum0
        later0 = later0 + e1 * sum1
        x = E00 * sum0
        x = x + x
        y = f64_splat(0)
        x = x + F10 * sum1
        y = y - H10 * difference1
        g0 = g0 + (x + y)
        h0_0 = h0_0 + (x - y)
        x = E01 * sum0
        x = x + x
        y = f64_splat(0)
        g1 = g1 + (x + y)
        h0_1 = h0_1 + (x - y)
        derivs[0] = total
        corner_derivs = corner_derivs - 1
        later0 = later0 + corner_derivs[0]
        out0_0 = g0
        out0_1 = g1
        f64_store(edges + 0 * tile.pitch + t - 1, out1_0)
        f64_store(edges + 1 * tile.pitch + t - 1, out1_1)
    state[0] = later0
    state[1] = h0_0
    state[3] = out0_0
    state[2] = h0_1
    state[4] = out0_1
    state[5] = later1
    state[6] = h1_0
    state[8] = out1_0
    state[7] = h1_1
    state[9] = out1_1
