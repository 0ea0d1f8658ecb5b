cdef void wave_grid_order2_f64(const Tile* tile) noexcept nogil:
    """Take some steps of a wavefront, and leave kernels at corners."""
    cdef const f64v* products = <const f64v*> tile.products
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t
    cdef f64v* corners = <f64v*> tile.lines
    cdef f64v c0 = state[0]
    cdef f64v q0_0 = state[1], out0_0 = state[2], in0_0
    cdef f64v c1 = state[3]
    cdef f64v q1_0 = state[4], out1_0 = state[5], in1_0
    cdef f64v p0
    cdef f64v z, x, y, c
    cdef f64v sum0
    for t in range(tile.columns):
        in0_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        in1_0 = f64_shuffle(out1_0, f64_load(edges + 0 * tile.pitch + t), 1, 2)
        c = c0
        corners[0] = c
        c0 = c0 + in0_0
        p0 = in0_0
        z = products[0]
        x = c + c + z * c
        y = f64_splat(1) + f64_splat((1.0 / 3)) * z
        sum0 = p0 + q0_0
        x = x + y * sum0
        x = z * x
        p0 = p0 + x
        q0_0 = q0_0 + x
        out0_0 = p0
        c = c1
        corners[1] = c
        c1 = c1 + in1_0
        p0 = in1_0
        z = products[1]
        x = c + c + z * c
        y = f64_splat(1) + f64_splat((1.0 / 3)) * z
        sum0 = p0 + q1_0
        x = x + y * sum0
        x = z * x
        p0 = p0 + x
        q1_0 = q1_0 + x
        out1_0 = p0
        f64_store(edges + 0 * tile.pitch + t - 3, out0_0)
        products = products + 2
        corners = corners + 2
    state[0] = c0
    state[1] = q0_0
    state[2] = out0_0
    state[3] = c1
    state[4] = q1_0
    state[5] = out1_0
