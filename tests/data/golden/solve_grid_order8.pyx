cdef void solve_grid_order8_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and leave the lines of a grid."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
    cdef f64v* lines = <f64v*> tile.lines
    cdef f64v top = (<const f64v*> tile.corners)[0], below
    cdef Py_ssize_t column, _split
    cdef const f64v* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64v q0_0 = q[0], q0_1 = q[1], q0_2 = q[2], q0_3 = q[3]
    cdef const f64v* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64v q1_0 = q[4], q1_1 = q[5], q1_2 = q[6], q1_3 = q[7]
    cdef f64v p0, p1, p2, p3
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
    for column in range(tile.columns):
        for _split in range(tile.splits):
            p0 = p[0]
            p1 = p[1]
            p2 = p[2]
            p3 = p[3]
            below = top
            top = lines[1 * tile.line_pitch + 1]
            c = below
            below = below + q0_0
            lines[0 * tile.line_pitch] = below
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
            c = below
            below = below + q1_0
            lines[1 * tile.line_pitch] = below
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
            p[0] = p0
            p[1] = p1
            p[2] = p2
            p[3] = p3
            p = p + 4
            lines = lines + 1
    (<f64v*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q0_1
    q[2] = q0_2
    q[3] = q0_3
    q[4] = q1_0
    q[5] = q1_1
    q[6] = q1_2
    q[7] = q1_3
