cdef void solve_bwd_grid_order8_f64(const Tile* tile) noexcept nogil:
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* derivs = <f64v*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split
    cdef f64v* g = <f64v*> tile.edges + cells * 4
    cdef f64v* h = <f64v*> tile.sides
    cdef f64v* later = <f64v*> tile.corners
    cdef const f64v* slopes = <const f64v*> tile.slopes + cells * 14
    cdef const f64v* lines = <const f64v*> tile.lines + cells
    cdef const f64v* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64v total0, later0 = later[0]
    cdef f64v h0_0 = h[0], h0_1 = h[1], h0_2 = h[2], h0_3 = h[3]
    cdef const f64v* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64v total1, later1 = later[1]
    cdef f64v h1_0 = h[4], h1_1 = h[5], h1_2 = h[6], h1_3 = h[7]
    cdef f64v g0, g1, g2, g3
    cdef f64v z, x, y
    cdef f64v sum0, sum1, sum2, sum3
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
    while column > 0:
        column = column - 1
        total0 = f64_splat(0)
        total1 = f64_splat(0)
        for _split in range(tile.splits):
            g = g - 4
            lines = lines - 1
            g0 = g[0]
            g1 = g[1]
            g2 = g[2]
            g3 = g[3]
            slopes = slopes - 7
            g0 = g0 + lines[1 * tile.line_pitch]
            z = products1[column]
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
            sum0 = g0 + h1_0
            total1 = total1 + sum0 * slopes[0]
            sum1 = g1 + h1_1
            total1 = total1 + sum1 * slopes[1]
            difference1 = g1 - h1_1
            total1 = total1 + difference1 * slopes[2]
            sum2 = g2 + h1_2
            total1 = total1 + sum2 * slopes[3]
            difference2 = g2 - h1_2
            total1 = total1 + difference2 * slopes[4]
            sum3 = g3 + h1_3
            total1 = total1 + sum3 * slopes[5]
            difference3 = g3 - h1_3
            total1 = total1 + difference3 * slopes[6]
            g0 = g0 + later1
            later1 = later1 + e0 * sum0
            later1 = later1 + e1 * sum1
            later1 = later1 + e2 * sum2
            later1 = later1 + e3 * sum3
            x = E00 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F10 * sum1
            y = y - H10 * difference1
            x = x + F20 * sum2
            y = y + H20 * difference2
            x = x + F30 * sum3
            y = y - H30 * difference3
            g0 = g0 + (x + y)
            h1_0 = h1_0 + (x - y)
            x = E01 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F11 * sum1
            y = y + H11 * difference1
            x = x + F21 * sum2
            y = y - H21 * difference2
            x = x + F31 * sum3
            y = y + H31 * difference3
            g1 = g1 + (x + y)
            h1_1 = h1_1 + (x - y)
            x = E02 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F12 * sum1
            y = y + H12 * difference1
            x = x + F22 * sum2
            y = y + H22 * difference2
            x = x - E23 * sum3
            y = y - E23 * difference3
            g2 = g2 + (x + y)
            h1_2 = h1_2 + (x - y)
            x = E03 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F13 * sum1
            y = y + H13 * difference1
            x = x + F23 * sum2
            y = y + H23 * difference2
            x = x + E33 * sum3
            y = y + E33 * difference3
            g3 = g3 + (x + y)
            h1_3 = h1_3 + (x - y)
            slopes = slopes - 7
            g0 = g0 + lines[0 * tile.line_pitch]
            z = products0[column]
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
            sum0 = g0 + h0_0
            total0 = total0 + sum0 * slopes[0]
            sum1 = g1 + h0_1
            total0 = total0 + sum1 * slopes[1]
            difference1 = g1 - h0_1
            total0 = total0 + difference1 * slopes[2]
            sum2 = g2 + h0_2
            total0 = total0 + sum2 * slopes[3]
            difference2 = g2 - h0_2
            total0 = total0 + difference2 * slopes[4]
            sum3 = g3 + h0_3
            total0 = total0 + sum3 * slopes[5]
            difference3 = g3 - h0_3
            total0 = total0 + difference3 * slopes[6]
            g0 = g0 + later0
            later0 = later0 + e0 * sum0
            later0 = later0 + e1 * sum1
            later0 = later0 + e2 * sum2
            later0 = later0 + e3 * sum3
            x = E00 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F10 * sum1
            y = y - H10 * difference1
            x = x + F20 * sum2
            y = y + H20 * difference2
            x = x + F30 * sum3
            y = y - H30 * difference3
            g0 = g0 + (x + y)
            h0_0 = h0_0 + (x - y)
            x = E01 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F11 * sum1
            y = y + H11 * difference1
            x = x + F21 * sum2
            y = y - H21 * difference2
            x = x + F31 * sum3
            y = y + H31 * difference3
            g1 = g1 + (x + y)
            h0_1 = h0_1 + (x - y)
            x = E02 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F12 * sum1
            y = y + H12 * difference1
            x = x + F22 * sum2
            y = y + H22 * difference2
            x = x - E23 * sum3
            y = y - E23 * difference3
            g2 = g2 + (x + y)
            h0_2 = h0_2 + (x - y)
            x = E03 * sum0
            x = x + x
            y = f64_splat(0)
            x = x + F13 * sum1
            y = y + H13 * difference1
            x = x + F23 * sum2
            y = y + H23 * difference2
            x = x + E33 * sum3
            y = y + E33 * difference3
            g3 = g3 + (x + y)
            h0_3 = h0_3 + (x - y)
            g[0] = g0
            g[1] = g1
            g[2] = g2
            g[3] = g3
        derivs[0 * tile.pitch + column] = total0
        derivs[1 * tile.pitch + column] = total1
    later[0] = later0
    h[0] = h0_0
    h[1] = h0_1
    h[2] = h0_2
    h[3] = h0_3
    later[1] = later1
    h[4] = h1_0
    h[5] = h1_1
    h[6] = h1_2
    h[7] = h1_3
