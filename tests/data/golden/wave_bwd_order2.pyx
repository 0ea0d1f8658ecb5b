cdef void wave_bwd_order2_f64(const Tile* tile) noexcept nogil:
    cdef const f64v* products = <const f64v*> tile.products + tile.columns * 2
    cdef const f64v* slopes = <const f64v*> tile.slopes + tile.columns * 2
    cdef f64v* derivs = <f64v*> tile.product_derivs + tile.columns * 2
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t = tile.columns
    cdef f64v total
    cdef f64v later0 = state[0]
    cdef f64v h0_0 = state[1], out0_0 = state[2], in0_0
    cdef f64v later1 = state[3]
    cdef f64v h1_0 = state[4], out1_0 = state[5], in1_0
    cdef f64v g0
    cdef f64v z, a, b
    cdef f64v sum0
    while t > 0:
        t = t - 1
        in0_0 = f64_shuffle(f64_load(edges + 0 * tile.pitch + t - 4), out0_0, 1, 2)
        in1_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        products = products - 1
        slopes = slopes - 1
        derivs = derivs - 1
        g0 = in1_0
        z = products[0]
        total = f64_splat(0)
        b = z * (<double> (1.0 / 3))
        b = z + z * b
        a = z + z
        a = a + z * z
        sum0 = g0 + h1_0
        total = total + sum0 * slopes[0]
        g0 = g0 + later1
        later1 = later1 + sum0 * a
        sum0 = sum0 * b
        g0 = g0 + sum0
        h1_0 = h1_0 + sum0
        derivs[0] = total
        out1_0 = g0
        products = products - 1
        slopes = slopes - 1
        derivs = derivs - 1
        g0 = in0_0
        z = products[0]
        total = f64_splat(0)
        b = z * (<double> (1.0 / 3))
        b = z + z * b
        a = z + z
        a = a + z * z
        sum0 = g0 + h0_0
        total = total + sum0 * slopes[0]
        g0 = g0 + later0
        later0 = later0 + sum0 * a
        sum0 = sum0 * b
        g0 = g0 + sum0
        h0_0 = h0_0 + sum0
        derivs[0] = total
        out0_0 = g0
        f64_store(edges + 0 * tile.pitch + t - 1, out1_0)
    state[0] = later0
    state[1] = h0_0
    state[2] = out0_0
    state[3] = later1
    state[4] = h1_0
    state[5] = out1_0
