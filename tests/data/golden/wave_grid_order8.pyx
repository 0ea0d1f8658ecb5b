cdef void wave_grid_order8_f64(const Tile* tile) noexcept nogil:
    """Take some steps of a wavefront, and leave kernels at corners."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef double* edges = <double*> tile.edges
    cdef f64v* state = <f64v*> tile.sides
    cdef Py_ssize_t t
    cdef f64v* corners = <f64v*> tile.lines
    cdef f64v c0 = state[0]
    cdef f64v q0_0 = state[1], out0_0 = state[5], in0_0
    cdef f64v q0_1 = state[2], out0_1 = state[6], in0_1
    cdef f64v q0_2 = state[3], out0_2 = state[7], in0_2
    cdef f64v q0_3 = state[4], out0_3 = state[8], in0_3
    cdef f64v c1 = state[9]
    cdef f64v q1_0 = state[10], out1_0 = state[14], in1_0
    cdef f64v q1_1 = state[11], out1_1 = state[15], in1_1
    cdef f64v q1_2 = state[12], out1_2 = state[16], in1_2
    cdef f64v q1_3 = state[13], out1_3 = state[17], in1_3
    cdef f64v p0
    cdef f64v p1
    cdef f64v p2
    cdef f64v p3
    cdef f64v z, x, y, c
    cdef f64v sum0, sum1, sum2, sum3
    cdef f64v difference0
    cdef f64v difference1
    cdef f64v difference2
    cdef f64v difference3
    cdef f64v z2
    cdef f64v z3
    cdef f64v z4
    cdef f64v e0
    cdef f64v e1
    cdef f64v e2
    cdef f64v e3
    cdef f64v E00
    cdef f64v E01
    cdef f64v E02
    cdef f64v E03
    cdef f64v E11
    cdef f64v E12
    cdef f64v E13
    cdef f64v E22
    cdef f64v E23
    cdef f64v E33
    cdef f64v B10
    cdef f64v B11
    cdef f64v B12
    cdef f64v B13
    cdef f64v B20
    cdef f64v B21
    cdef f64v B22
    cdef f64v B23
    cdef f64v B30
    cdef f64v B31
    cdef f64v F10, H10
    cdef f64v F11, H11
    cdef f64v F12, H12
    cdef f64v F13, H13
    cdef f64v F20, H20
    cdef f64v F21, H21
    cdef f64v F22, H22
    cdef f64v F23, H23
    cdef f64v F30, H30
    cdef f64v F31, H31
    for t in range(tile.columns):
        in0_0 = f64_shuffle(out0_0, out1_0, 1, 2)
        in1_0 = f64_shuffle(out1_0, f64_load(edges + 0 * tile.pitch + t), 1, 2)
        in0_1 = f64_shuffle(out0_1, out1_1, 1, 2)
        in1_1 = f64_shuffle(out1_1, f64_load(edges + 1 * tile.pitch + t), 1, 2)
        in0_2 = f64_shuffle(out0_2, out1_2, 1, 2)
        in1_2 = f64_shuffle(out1_2, f64_load(edges + 2 * tile.pitch + t), 1, 2)
        in0_3 = f64_shuffle(out0_3, out1_3, 1, 2)
        in1_3 = f64_shuffle(out1_3, f64_load(edges + 3 * tile.pitch + t), 1, 2)
        c = c0
        corners[0] = c
        c0 = c0 + in0_0
        p0 = in0_0
        p1 = in0_1
        p2 = in0_2
        p3 = in0_3
        z = products[0]
        z2 = z * z
        z3 = z2 * z
        z4 = z3 * z
        e0 = f64_splat(coefs[32])
        e0 = f64_splat(coefs[28]) + e0 * z
        e0 = f64_splat(coefs[24]) + e0 * z
        e0 = f64_splat(coefs[20]) + e0 * z
        e0 = f64_splat(coefs[16]) + e0 * z
        e0 = f64_splat(coefs[12]) + e0 * z
        e0 = f64_splat(coefs[8]) + e0 * z
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[29])
        e1 = f64_splat(coefs[25]) + e1 * z
        e1 = f64_splat(coefs[21]) + e1 * z
        e1 = f64_splat(coefs[17]) + e1 * z
        e1 = f64_splat(coefs[13]) + e1 * z
        e1 = f64_splat(coefs[9]) + e1 * z
        e1 = e1 * z2
        e2 = f64_splat(coefs[26])
        e2 = f64_splat(coefs[22]) + e2 * z
        e2 = f64_splat(coefs[18]) + e2 * z
        e2 = f64_splat(coefs[14]) + e2 * z
        e2 = e2 * z3
        e3 = f64_splat(coefs[23])
        e3 = f64_splat(coefs[19]) + e3 * z
        e3 = e3 * z4
        E00 = f64_splat(coefs[164])
        E00 = f64_splat(coefs[148]) + E00 * z
        E00 = f64_splat(coefs[132]) + E00 * z
        E00 = f64_splat(coefs[116]) + E00 * z
        E00 = f64_splat(coefs[100]) + E00 * z
        E00 = f64_splat(coefs[84]) + E00 * z
        E00 = f64_splat(coefs[68]) + E00 * z
        E00 = f64_splat(coefs[52]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[149])
        E01 = f64_splat(coefs[133]) + E01 * z
        E01 = f64_splat(coefs[117]) + E01 * z
        E01 = f64_splat(coefs[101]) + E01 * z
        E01 = f64_splat(coefs[85]) + E01 * z
        E01 = f64_splat(coefs[69]) + E01 * z
        E01 = f64_splat(coefs[53]) + E01 * z
        E01 = E01 * z
        E02 = f64_splat(coefs[134])
        E02 = f64_splat(coefs[118]) + E02 * z
        E02 = f64_splat(coefs[102]) + E02 * z
        E02 = f64_splat(coefs[86]) + E02 * z
        E02 = f64_splat(coefs[70]) + E02 * z
        E02 = E02 * z2
        E03 = f64_splat(coefs[119])
        E03 = f64_splat(coefs[103]) + E03 * z
        E03 = f64_splat(coefs[87]) + E03 * z
        E03 = E03 * z3
        E11 = f64_splat(coefs[137])
        E11 = f64_splat(coefs[121]) + E11 * z
        E11 = f64_splat(coefs[105]) + E11 * z
        E11 = f64_splat(coefs[89]) + E11 * z
        E11 = f64_splat(coefs[73]) + E11 * z
        E11 = E11 * z2
        E12 = f64_splat(coefs[122])
        E12 = f64_splat(coefs[106]) + E12 * z
        E12 = f64_splat(coefs[90]) + E12 * z
        E12 = E12 * z
        E12 = f64_splat(coefs[58]) + E12 * z
        E12 = E12 * z
        E13 = f64_splat(coefs[107])
        E13 = E13 * z
        E13 = f64_splat(coefs[75]) + E13 * z
        E13 = E13 * z2
        E22 = f64_splat(coefs[110])
        E22 = E22 * z
        E22 = f64_splat(coefs[78]) + E22 * z
        E22 = E22 * z2
        E23 = f64_splat(coefs[95])
        E23 = E23 * z
        E23 = f64_splat(coefs[63]) + E23 * z
        E23 = E23 * z
        E33 = f64_splat(coefs[83])
        E33 = E33 * z2
        B10 = f64_splat(coefs[296])
        B10 = f64_splat(coefs[280]) + B10 * z
        B10 = f64_splat(coefs[264]) + B10 * z
        B10 = f64_splat(coefs[248]) + B10 * z
        B10 = f64_splat(coefs[232]) + B10 * z
        B10 = f64_splat(coefs[216]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[281])
        B11 = f64_splat(coefs[265]) + B11 * z
        B11 = f64_splat(coefs[249]) + B11 * z
        B11 = f64_splat(coefs[233]) + B11 * z
        B11 = f64_splat(coefs[217]) + B11 * z
        B11 = B11 * z2
        B12 = f64_splat(coefs[266])
        B12 = f64_splat(coefs[250]) + B12 * z
        B12 = f64_splat(coefs[234]) + B12 * z
        B12 = f64_splat(coefs[218]) + B12 * z
        B12 = B12 * z2
        B13 = f64_splat(coefs[251])
        B13 = f64_splat(coefs[235]) + B13 * z
        B13 = B13 * z3
        B20 = f64_splat(coefs[284])
        B20 = f64_splat(coefs[268]) + B20 * z
        B20 = f64_splat(coefs[252]) + B20 * z
        B20 = f64_splat(coefs[236]) + B20 * z
        B20 = B20 * z3
        B21 = f64_splat(coefs[269])
        B21 = f64_splat(coefs[253]) + B21 * z
        B21 = f64_splat(coefs[237]) + B21 * z
        B21 = B21 * z3
        B22 = f64_splat(coefs[254])
        B22 = f64_splat(coefs[238]) + B22 * z
        B22 = B22 * z3
        B23 = f64_splat(coefs[239])
        B23 = B23 * z3
        B30 = f64_splat(coefs[272])
        B30 = f64_splat(coefs[256]) + B30 * z
        B30 = B30 * z4
        B31 = f64_splat(coefs[257])
        B31 = B31 * z4
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        F12 = B12 + E12
        H12 = E12 - B12
        F13 = B13 + E13
        H13 = E13 - B13
        F20 = B20 + E02
        H20 = E02 - B20
        F21 = B21 - E12
        H21 = E12 + B21
        F22 = B22 + E22
        H22 = E22 - B22
        F23 = B23 + E23
        H23 = E23 - B23
        F30 = B30 - E03
        H30 = E03 + B30
        F31 = B31 + E13
        H31 = E13 - B31
        sum0 = p0 + q0_0
        difference0 = p0 - q0_0
        sum1 = p1 + q0_1
        difference1 = p1 - q0_1
        sum2 = p2 + q0_2
        difference2 = p2 - q0_2
        sum3 = p3 + q0_3
        difference3 = p3 - q0_3
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + E02 * sum2
        x = x + E03 * sum3
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q0_0 = q0_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        x = x + F12 * sum2
        x = x + F13 * sum3
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        y = y + H12 * difference2
        y = y + H13 * difference3
        p1 = p1 + (x + y)
        q0_1 = q0_1 + (x - y)
        x = e2 * c
        x = x + F20 * sum0
        x = x + F21 * sum1
        x = x + F22 * sum2
        x = x + F23 * sum3
        y = f64_splat(0)
        y = y + H20 * difference0
        y = y - H21 * difference1
        y = y + H22 * difference2
        y = y + H23 * difference3
        p2 = p2 + (x + y)
        q0_2 = q0_2 + (x - y)
        x = e3 * c
        x = x + F30 * sum0
        x = x + F31 * sum1
        x = x - E23 * sum2
        x = x + E33 * sum3
        y = f64_splat(0)
        y = y - H30 * difference0
        y = y + H31 * difference1
        y = y - E23 * difference2
        y = y + E33 * difference3
        p3 = p3 + (x + y)
        q0_3 = q0_3 + (x - y)
        out0_0 = p0
        out0_1 = p1
        out0_2 = p2
        out0_3 = p3
        c = c1
        corners[1] = c
        c1 = c1 + in1_0
        p0 = in1_0
        p1 = in1_1
        p2 = in1_2
        p3 = in1_3
        z = products[1]
        z2 = z * z
        z3 = z2 * z
        z4 = z3 * z
        e0 = f64_splat(coefs[32])
        e0 = f64_splat(coefs[28]) + e0 * z
        e0 = f64_splat(coefs[24]) + e0 * z
        e0 = f64_splat(coefs[20]) + e0 * z
        e0 = f64_splat(coefs[16]) + e0 * z
        e0 = f64_splat(coefs[12]) + e0 * z
        e0 = f64_splat(coefs[8]) + e0 * z
        e0 = f64_splat(coefs[4]) + e0 * z
        e0 = e0 * z
        e1 = f64_splat(coefs[29])
        e1 = f64_splat(coefs[25]) + e1 * z
        e1 = f64_splat(coefs[21]) + e1 * z
        e1 = f64_splat(coefs[17]) + e1 * z
        e1 = f64_splat(coefs[13]) + e1 * z
        e1 = f64_splat(coefs[9]) + e1 * z
        e1 = e1 * z2
        e2 = f64_splat(coefs[26])
        e2 = f64_splat(coefs[22]) + e2 * z
        e2 = f64_splat(coefs[18]) + e2 * z
        e2 = f64_splat(coefs[14]) + e2 * z
        e2 = e2 * z3
        e3 = f64_splat(coefs[23])
        e3 = f64_splat(coefs[19]) + e3 * z
        e3 = e3 * z4
        E00 = f64_splat(coefs[164])
        E00 = f64_splat(coefs[148]) + E00 * z
        E00 = f64_splat(coefs[132]) + E00 * z
        E00 = f64_splat(coefs[116]) + E00 * z
        E00 = f64_splat(coefs[100]) + E00 * z
        E00 = f64_splat(coefs[84]) + E00 * z
        E00 = f64_splat(coefs[68]) + E00 * z
        E00 = f64_splat(coefs[52]) + E00 * z
        E00 = E00 * z
        E01 = f64_splat(coefs[149])
        E01 = f64_splat(coefs[133]) + E01 * z
        E01 = f64_splat(coefs[117]) + E01 * z
        E01 = f64_splat(coefs[101]) + E01 * z
        E01 = f64_splat(coefs[85]) + E01 * z
        E01 = f64_splat(coefs[69]) + E01 * z
        E01 = f64_splat(coefs[53]) + E01 * z
        E01 = E01 * z
        E02 = f64_splat(coefs[134])
        E02 = f64_splat(coefs[118]) + E02 * z
        E02 = f64_splat(coefs[102]) + E02 * z
        E02 = f64_splat(coefs[86]) + E02 * z
        E02 = f64_splat(coefs[70]) + E02 * z
        E02 = E02 * z2
        E03 = f64_splat(coefs[119])
        E03 = f64_splat(coefs[103]) + E03 * z
        E03 = f64_splat(coefs[87]) + E03 * z
        E03 = E03 * z3
        E11 = f64_splat(coefs[137])
        E11 = f64_splat(coefs[121]) + E11 * z
        E11 = f64_splat(coefs[105]) + E11 * z
        E11 = f64_splat(coefs[89]) + E11 * z
        E11 = f64_splat(coefs[73]) + E11 * z
        E11 = E11 * z2
        E12 = f64_splat(coefs[122])
        E12 = f64_splat(coefs[106]) + E12 * z
        E12 = f64_splat(coefs[90]) + E12 * z
        E12 = E12 * z
        E12 = f64_splat(coefs[58]) + E12 * z
        E12 = E12 * z
        E13 = f64_splat(coefs[107])
        E13 = E13 * z
        E13 = f64_splat(coefs[75]) + E13 * z
        E13 = E13 * z2
        E22 = f64_splat(coefs[110])
        E22 = E22 * z
        E22 = f64_splat(coefs[78]) + E22 * z
        E22 = E22 * z2
        E23 = f64_splat(coefs[95])
        E23 = E23 * z
        E23 = f64_splat(coefs[63]) + E23 * z
        E23 = E23 * z
        E33 = f64_splat(coefs[83])
        E33 = E33 * z2
        B10 = f64_splat(coefs[296])
        B10 = f64_splat(coefs[280]) + B10 * z
        B10 = f64_splat(coefs[264]) + B10 * z
        B10 = f64_splat(coefs[248]) + B10 * z
        B10 = f64_splat(coefs[232]) + B10 * z
        B10 = f64_splat(coefs[216]) + B10 * z
        B10 = B10 * z2
        B11 = f64_splat(coefs[281])
        B11 = f64_splat(coefs[265]) + B11 * z
        B11 = f64_splat(coefs[249]) + B11 * z
        B11 = f64_splat(coefs[233]) + B11 * z
        B11 = f64_splat(coefs[217]) + B11 * z
        B11 = B11 * z2
        B12 = f64_splat(coefs[266])
        B12 = f64_splat(coefs[250]) + B12 * z
        B12 = f64_splat(coefs[234]) + B12 * z
        B12 = f64_splat(coefs[218]) + B12 * z
        B12 = B12 * z2
        B13 = f64_splat(coefs[251])
        B13 = f64_splat(coefs[235]) + B13 * z
        B13 = B13 * z3
        B20 = f64_splat(coefs[284])
        B20 = f64_splat(coefs[268]) + B20 * z
        B20 = f64_splat(coefs[252]) + B20 * z
        B20 = f64_splat(coefs[236]) + B20 * z
        B20 = B20 * z3
        B21 = f64_splat(coefs[269])
        B21 = f64_splat(coefs[253]) + B21 * z
        B21 = f64_splat(coefs[237]) + B21 * z
        B21 = B21 * z3
        B22 = f64_splat(coefs[254])
        B22 = f64_splat(coefs[238]) + B22 * z
        B22 = B22 * z3
        B23 = f64_splat(coefs[239])
        B23 = B23 * z3
        B30 = f64_splat(coefs[272])
        B30 = f64_splat(coefs[256]) + B30 * z
        B30 = B30 * z4
        B31 = f64_splat(coefs[257])
        B31 = B31 * z4
        F10 = B10 - E01
        H10 = E01 + B10
        F11 = B11 + E11
        H11 = E11 - B11
        F12 = B12 + E12
        H12 = E12 - B12
        F13 = B13 + E13
        H13 = E13 - B13
        F20 = B20 + E02
        H20 = E02 - B20
        F21 = B21 - E12
        H21 = E12 + B21
        F22 = B22 + E22
        H22 = E22 - B22
        F23 = B23 + E23
        H23 = E23 - B23
        F30 = B30 - E03
        H30 = E03 + B30
        F31 = B31 + E13
        H31 = E13 - B31
        sum0 = p0 + q1_0
        difference0 = p0 - q1_0
        sum1 = p1 + q1_1
        difference1 = p1 - q1_1
        sum2 = p2 + q1_2
        difference2 = p2 - q1_2
        sum3 = p3 + q1_3
        difference3 = p3 - q1_3
        x = E00 * sum0
        x = x + E01 * sum1
        x = x + E02 * sum2
        x = x + E03 * sum3
        x = x + x
        x = x + e0 * c
        p0 = p0 + x
        q1_0 = q1_0 + x
        x = e1 * c
        x = x + F10 * sum0
        x = x + F11 * sum1
        x = x + F12 * sum2
        x = x + F13 * sum3
        y = f64_splat(0)
        y = y - H10 * difference0
        y = y + H11 * difference1
        y = y + H12 * difference2
        y = y + H13 * difference3
        p1 = p1 + (x + y)
        q1_1 = q1_1 + (x - y)
        x = e2 * c
        x = x + F20 * sum0
        x = x + F21 * sum1
        x = x + F22 * sum2
        x = x + F23 * sum3
        y = f64_splat(0)
        y = y + H20 * difference0
        y = y - H21 * difference1
        y = y + H22 * difference2
        y = y + H23 * difference3
        p2 = p2 + (x + y)
        q1_2 = q1_2 + (x - y)
        x = e3 * c
        x = x + F30 * sum0
        x = x + F31 * sum1
        x = x - E23 * sum2
        x = x + E33 * sum3
        y = f64_splat(0)
        y = y - H30 * difference0
        y = y + H31 * difference1
        y = y - E23 * difference2
        y = y + E33 * difference3
        p3 = p3 + (x + y)
        q1_3 = q1_3 + (x - y)
        out1_0 = p0
        out1_1 = p1
        out1_2 = p2
        out1_3 = p3
        f64_store(edges + 0 * tile.pitch + t - 3, out0_0)
        f64_store(edges + 1 * tile.pitch + t - 3, out0_1)
        f64_store(edges + 2 * tile.pitch + t - 3, out0_2)
        f64_store(edges + 3 * tile.pitch + t - 3, out0_3)
        products = products + 2
        corners = corners + 2
    state[0] = c0
    state[1] = q0_0
    state[5] = out0_0
    state[2] = q0_1
    state[6] = out0_1
    state[3] = q0_2
    state[7] = out0_2
    state[4] = q0_3
    state[8] = out0_3
    state[9] = c1
    state[10] = q1_0
    state[14] = out1_0
    state[11] = q1_1
    state[15] = out1_1
    state[12] = q1_2
    state[16] = out1_2
    state[13] = q1_3
    state[17] = out1_3
