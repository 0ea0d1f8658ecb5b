cdef void wave_grid_order6_f64(const Tile* tile) noexcept nogil:
    """Take some steps of a wavefront, and leave kernels at corners."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t
    cdef f64v* corners = <f64v*> tile.lines
    cdef f64v c0 = state[0]
    cdef f64v q0_0 = state[1], out0_0 = state[4], in0_0
    cdef f64v q0_1 = state[2], out0_1 = state[5], in0_1
    cdef f64v q0_2 = state[3], out0_2 = state[6], in0_2
    cdef f64v c1 = state[7]
    cdef f64v q1_0 = state[8], out1_0 = state[11], in1_0
    cdef f64v q1_1 = state[9], out1_1 = state[12], in1_1
    cdef f64v q1_2 = state[10], out1_2 = state[13], in1_2
    cdef f64v p0
    cdef f64v p1
    cdef f64v p2
    cdef f64v z, x, y, c
    cdef f64v sum0, sum1, sum2
    cdef f64v difference0
    cdef f64v difference1
    cdef f64v difference2
    cdef f64v z2
    cdef f64v z3
    cdef f64v e0
    cdef f64v e1
    cdef f64v e2
    cdef f64v E00
    cdef f64v E01
    cdef f64v E02
    cdef f64v E11
    cdef f64v E12
    cdef f64v E22
    cdef f64v B10
    cdef f64v B11
    cdef f64v B12
    cdef f64v B20
    cdef f64v B21
    cdef f64v F10, H10
    cdef f64v F11, H11
    cdef f64v F12, H12
    cdef f64v F20, H20
    cdef f64v F21, H21
    for t in range(tile.columns):
        in0_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        in1_0 = f64_shuffle(out1_0, f64_load(edges + 0 * tile.pitch + t), 1, 2)
        in0_1 = f64_shuffle(out0_1, out1_1, 1, 2)
        in1_1 = f64_shuffle(out1_1, f64_load(edges + 1 * tile.pitch + t), 1, 2)
        in0_2 = f64_shuffle(out0_2, out1_2, 1, 2)
        in1_2 = f64_shuffle(out1_2, f64_load(edges + 2 * tile.pitch + t), 1, 2)
        c = c0
        corners[0] = c
        c0 = c0 + in0_0
        p0 = in0_0
        p1 = in0_1
        p2 = in0_2
        z = products[0]
        z2 = z * z
        z3 = z2 * z
        e0 = f64_splat(coefs[18])
        e0 = f64_splat(coefs[15]) + e0 * z
        e0 = f64_splat(coefs[12]) + e0 * z
        e0 = f64_splat(coefs[9]) + e0 * z
        e0 = f64_splat(coefs[6]) + e0 * z
        e0 = f64_splat(coefs[3]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[16])
        e1 = f64_splat(coefs[13]) + e1 * z
        e1 = f64_splat(coefs[10]) + e1 * z
        e1 = f64_splat(coefs[7]) + e1 * z
        e1 = e1 * z2
        e2 = f64_splat(coefs[14])
        e2 = f64_splat(coefs[11]) + e2 * z
        e2 = e2 * z3
        E00 = f64_splat(coefs[75])
        E00 = f64_splat(coefs[66]) + E00 * z
        E00 = f64_splat(coefs[57]) + E00 * z
        E00 = f64_splat(coefs[48]) + E00 * z
        E00 = f64_splat(coefs[39]) + E00 * z
        E00 = f64_splat(coefs[30]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[67])
        E01 = f64_splat(coefs[58]) + E01 * z
        E01 = f64_splat(coefs[49]) + E01 * z
        E01 = f64_splat(coefs[40]) + E01 * z
        E01 = f64_splat(coefs[31]) + E01 * z
        E01 = E01 * z
        E02 = f64_splat(coefs[59])
        E02 = f64_splat(coefs[50]) + E02 * z
        E02 = f64_splat(coefs[41]) + E02 * z
        E02 = E02 * z2
        E11 = f64_splat(coefs[61])
        E11 = f64_splat(coefs[52]) + E11 * z
        E11 = f64_splat(coefs[43]) + E11 * z
        E11 = E11 * z2
        E12 = f64_splat(coefs[53])
        E12 = E12 * z
        E12 = f64_splat(coefs[35]) + E12 * z
        E12 = E12 * z
        E22 = f64_splat(coefs[47])
        E22 = E22 * z2
        B10 = f64_splat(coefs[132])
        B10 = f64_splat(coefs[123]) + B10 * z
        B10 = f64_splat(coefs[114]) + B10 * z
        B10 = f64_splat(coefs[105]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[124])
        B11 = f64_splat(coefs[115]) + B11 * z
        B11 = f64_splat(coefs[106]) + B11 * z
        B11 = B11 * z2
        B12 = f64_splat(coefs[116])
        B12 = f64_splat(coefs[107]) + B12 * z
        B12 = B12 * z2
        B20 = f64_splat(coefs[126])
        B20 = f64_splat(coefs[117]) + B20 * z
        B20 = B20 * z3
        B21 = f64_splat(coefs[118])
        B21 = B21 * z3
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        F12 = B12 + E12
        H12 = E12 - B12
        F20 = B20 + E02
        H20 = E02 - B20
        F21 = B21 - E12
        H21 = E12 + B21
        sum0 = p0 + q0_0
        difference0 = p0 - q0_0
        sum1 = p1 + q0_1
        difference1 = p1 - q0_1
        sum2 = p2 + q0_2
        difference2 = p2 - q0_2
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + E02 * sum2
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q0_0 = q0_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        x = x + F12 * sum2
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        y = y + H12 * difference2
        p1 = p1 + (x + y)
        q0_1 = q0_1 + (x - y)
        x = e2 * c
        x = x + F20 * sum0
        x = x + F21 * sum1
        x = x + E22 * sum2
        y = f64_splat(0)
        y = y + H20 * difference0
        y = y - H21 * difference1
        y = y + E22 * difference2
        p2 = p2 + (x + y)
        q0_2 = q0_2 + (x - y)
        out0_0 = p0
        out0_1 = p1
        out0_2 = p2
        c = c1
        corners[1] = c
        c1 = c1 + in1_0
        p0 = in1_0
        p1 = in1_1
        p2 = in1_2
        z = products[1]
        z2 = z * z
        z3 = z2 * z
        e0 = f64_splat(coefs[18])
        e0 = f64_splat(coefs[15]) + e0 * z
        e0 = f64_splat(coefs[12]) + e0 * z
        e0 = f64_splat(coefs[9]) + e0 * z
        e0 = f64_splat(coefs[6]) + e0 * z
        e0 = f64_splat(coefs[3]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[16])
        e1 = f64_splat(coefs[13]) + e1 * z
        e1 = f64_splat(coefs[10]) + e1 * z
        e1 = f64_splat(coefs[7]) + e1 * z
        e1 = e1 * z2
        e2 = f64_splat(coefs[14])
        e2 = f64_splat(coefs[11]) + e2 * z
        e2 = e2 * z3
        E00 = f64_splat(coefs[75])
        E00 = f64_splat(coefs[66]) + E00 * z
        E00 = f64_splat(coefs[57]) + E00 * z
        E00 = f64_splat(coefs[48]) + E00 * z
        E00 = f64_splat(coefs[39]) + E00 * z
        E00 = f64_splat(coefs[30]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[67])
        E01 = f64_splat(coefs[58]) + E01 * z
        E01 = f64_splat(coefs[49]) + E01 * z
        E01 = f64_splat(coefs[40]) + E01 * z
        E01 = f64_splat(coefs[31]) + E01 * z
        E01 = E01 * z
        E02 = f64_splat(coefs[59])
        E02 = f64_splat(coefs[50]) + E02 * z
        E02 = f64_splat(coefs[41]) + E02 * z
        E02 = E02 * z2
        E11 = f64_splat(coefs[61])
        E11 = f64_splat(coefs[52]) + E11 * z
        E11 = f64_splat(coefs[43]) + E11 * z
        E11 = E11 * z2
        E12 = f64_splat(coefs[53])
        E12 = E12 * z
        E12 = f64_splat(coefs[35]) + E12 * z
        E12 = E12 * z
        E22 = f64_splat(coefs[47])
        E22 = E22 * z2
        B10 = f64_splat(coefs[132])
        B10 = f64_splat(coefs[123]) + B10 * z
        B10 = f64_splat(coefs[114]) + B10 * z
        B10 = f64_splat(coefs[105]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[124])
        B11 = f64_splat(coefs[115]) + B11 * z
        B11 = f64_splat(coefs[106]) + B11 * z
        B11 = B11 * z2
        B12 = f64_splat(coefs[116])
        B12 = f64_splat(coefs[107]) + B12 * z
        B12 = B12 * z2
        B20 = f64_splat(coefs[126])
        B20 = f64_splat(coefs[117]) + B20 * z
        B20 = B20 * z3
        B21 = f64_splat(coefs[118])
        B21 = B21 * z3
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        F12 = B12 + E12
        H12 = E12 - B12
        F20 = B20 + E02
        H20 = E02 - B20
        F21 = B21 - E12
        H21 = E12 + B21
        sum0 = p0 + q1_0
        difference0 = p0 - q1_0
        sum1 = p1 + q1_1
        difference1 = p1 - q1_1
        sum2 = p2 + q1_2
        difference2 = p2 - q1_2
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + E02 * sum2
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q1_0 = q1_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        x = x + F12 * sum2
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        y = y + H12 * difference2
        p1 = p1 + (x + y)
        q1_1 = q1_1 + (x - y)
        x = e2 * c
        x = x + F20 * sum0
        x = x + F21 * sum1
        x = x + E22 * sum2
        y = f64_splat(0)
        y = y + H20 * difference0
        y = y - H21 * difference1
        y = y + E22 * difference2
        p2 = p2 + (x + y)
        q1_2 = q1_2 + (x - y)
        out1_0 = p0
        out1_1 = p1
        out1_2 = p2
        f64_store(edges + 0 * tile.pitch + t - 3, out0_0)
        f64_store(edges + 1 * tile.pitch + t - 3, out0_1)
        f64_store(edges + 2 * tile.pitch + t - 3, out0_2)
        products = products + 2
        corners = corners + 2
    state[0] = c0
    state[1] = q0_0
    state[4] = out0_0
    state[2] = q0_1
    state[5] = out0_1
    state[3] = q0_2
    state[6] = out0_2
    state[7] = c1
    state[8] = q1_0
    state[11] = out1_0
    state[9] = q1_1
    state[12] = out1_1
    state[10] = q1_2
    state[13] = out1_2
