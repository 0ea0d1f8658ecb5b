cdef void solve_kept_order8_f64(const Tile* tile) noexcept nogil:
    """Solve a tile, and keep the slopes of its cells."""
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
    cdef f64v* slopes = <f64v*> tile.slopes
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
    cdef f64v de0
    cdef f64v de1
    cdef f64v de2
    cdef f64v de3
    cdef f64v dE00
    cdef f64v dE01
    cdef f64v dE02
    cdef f64v dE03
    cdef f64v dE11
    cdef f64v dE12
    cdef f64v dE13
    cdef f64v dE22
    cdef f64v dE23
    cdef f64v dE33
    cdef f64v dB10
    cdef f64v dB11
    cdef f64v dB12
    cdef f64v dB13
    cdef f64v dB20
    cdef f64v dB21
    cdef f64v dB22
    cdef f64v dB23
    cdef f64v dB30
    cdef f64v dB31
    cdef f64v dF10, dH10
    cdef f64v dF11, dH11
    cdef f64v dF12, dH12
    cdef f64v dF13, dH13
    cdef f64v dF20, dH20
    cdef f64v dF21, dH21
    cdef f64v dF22, dH22
    cdef f64v dF23, dH23
    cdef f64v dF30, dH30
    cdef f64v dF31, dH31
    for column in range(tile.columns):
        for _split in range(tile.splits):
            p0 = p[0]
            p1 = p[1]
            p2 = p[2]
            p3 = p[3]
            below = top
            top = top + p0
            c = below
            below = below + q0_0
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
            de0 = f64_splat(coefs[356])
            de0 = f64_splat(coefs[352]) + de0 * z
            de0 = f64_splat(coefs[348]) + de0 * z
            de0 = f64_splat(coefs[344]) + de0 * z
            de0 = f64_splat(coefs[340]) + de0 * z
            de0 = f64_splat(coefs[336]) + de0 * z
            de0 = f64_splat(coefs[332]) + de0 * z
            de0 = f64_splat(coefs[328]) + de0 * z
            de1 = f64_splat(coefs[353])
            de1 = f64_splat(coefs[349]) + de1 * z
            de1 = f64_splat(coefs[345]) + de1 * z
            de1 = f64_splat(coefs[341]) + de1 * z
            de1 = f64_splat(coefs[337]) + de1 * z
            de1 = f64_splat(coefs[333]) + de1 * z
            de1 = de1 * z
            de2 = f64_splat(coefs[350])
            de2 = f64_splat(coefs[346]) + de2 * z
            de2 = f64_splat(coefs[342]) + de2 * z
            de2 = f64_splat(coefs[338]) + de2 * z
            de2 = de2 * z2
            de3 = f64_splat(coefs[347])
            de3 = f64_splat(coefs[343]) + de3 * z
            de3 = de3 * z3
            dE00 = f64_splat(coefs[488])
            dE00 = f64_splat(coefs[472]) + dE00 * z
            dE00 = f64_splat(coefs[456]) + dE00 * z
            dE00 = f64_splat(coefs[440]) + dE00 * z
            dE00 = f64_splat(coefs[424]) + dE00 * z
            dE00 = f64_splat(coefs[408]) + dE00 * z
            dE00 = f64_splat(coefs[392]) + dE00 * z
            dE00 = f64_splat(coefs[376]) + dE00 * z
            dE01 = f64_splat(coefs[473])
            dE01 = f64_splat(coefs[457]) + dE01 * z
            dE01 = f64_splat(coefs[441]) + dE01 * z
            dE01 = f64_splat(coefs[425]) + dE01 * z
            dE01 = f64_splat(coefs[409]) + dE01 * z
            dE01 = f64_splat(coefs[393]) + dE01 * z
            dE01 = f64_splat(coefs[377]) + dE01 * z
            dE02 = f64_splat(coefs[458])
            dE02 = f64_splat(coefs[442]) + dE02 * z
            dE02 = f64_splat(coefs[426]) + dE02 * z
            dE02 = f64_splat(coefs[410]) + dE02 * z
            dE02 = f64_splat(coefs[394]) + dE02 * z
            dE02 = dE02 * z
            dE03 = f64_splat(coefs[443])
            dE03 = f64_splat(coefs[427]) + dE03 * z
            dE03 = f64_splat(coefs[411]) + dE03 * z
            dE03 = dE03 * z2
            dE11 = f64_splat(coefs[461])
            dE11 = f64_splat(coefs[445]) + dE11 * z
            dE11 = f64_splat(coefs[429]) + dE11 * z
            dE11 = f64_splat(coefs[413]) + dE11 * z
            dE11 = f64_splat(coefs[397]) + dE11 * z
            dE11 = dE11 * z
            dE12 = f64_splat(coefs[446])
            dE12 = f64_splat(coefs[430]) + dE12 * z
            dE12 = f64_splat(coefs[414]) + dE12 * z
            dE12 = dE12 * z
            dE12 = f64_splat(coefs[382]) + dE12 * z
            dE13 = f64_splat(coefs[431])
            dE13 = dE13 * z
            dE13 = f64_splat(coefs[399]) + dE13 * z
            dE13 = dE13 * z
            dE22 = f64_splat(coefs[434])
            dE22 = dE22 * z
            dE22 = f64_splat(coefs[402]) + dE22 * z
            dE22 = dE22 * z
            dE23 = f64_splat(coefs[419])
            dE23 = dE23 * z
            dE23 = f64_splat(coefs[387]) + dE23 * z
            dE33 = f64_splat(coefs[407])
            dE33 = dE33 * z
            dB10 = f64_splat(coefs[620])
            dB10 = f64_splat(coefs[604]) + dB10 * z
            dB10 = f64_splat(coefs[588]) + dB10 * z
            dB10 = f64_splat(coefs[572]) + dB10 * z
            dB10 = f64_splat(coefs[556]) + dB10 * z
            dB10 = f64_splat(coefs[540]) + dB10 * z
            dB10 = dB10 * z
            dB11 = f64_splat(coefs[605])
            dB11 = f64_splat(coefs[589]) + dB11 * z
            dB11 = f64_splat(coefs[573]) + dB11 * z
            dB11 = f64_splat(coefs[557]) + dB11 * z
            dB11 = f64_splat(coefs[541]) + dB11 * z
            dB11 = dB11 * z
            dB12 = f64_splat(coefs[590])
            dB12 = f64_splat(coefs[574]) + dB12 * z
            dB12 = f64_splat(coefs[558]) + dB12 * z
            dB12 = f64_splat(coefs[542]) + dB12 * z
            dB12 = dB12 * z
            dB13 = f64_splat(coefs[575])
            dB13 = f64_splat(coefs[559]) + dB13 * z
            dB13 = dB13 * z2
            dB20 = f64_splat(coefs[608])
            dB20 = f64_splat(coefs[592]) + dB20 * z
            dB20 = f64_splat(coefs[576]) + dB20 * z
            dB20 = f64_splat(coefs[560]) + dB20 * z
            dB20 = dB20 * z2
            dB21 = f64_splat(coefs[593])
            dB21 = f64_splat(coefs[577]) + dB21 * z
            dB21 = f64_splat(coefs[561]) + dB21 * z
            dB21 = dB21 * z2
            dB22 = f64_splat(coefs[578])
            dB22 = f64_splat(coefs[562]) + dB22 * z
            dB22 = dB22 * z2
            dB23 = f64_splat(coefs[563])
            dB23 = dB23 * z2
            dB30 = f64_splat(coefs[596])
            dB30 = f64_splat(coefs[580]) + dB30 * z
            dB30 = dB30 * z3
            dB31 = f64_splat(coefs[581])
            dB31 = dB31 * z3
            dF10 = dB10 - dE01
            dH10 = dE01 + dB10
            dF11 = dB11 + dE11
            dH11 = dE11 - dB11
            dF12 = dB12 + dE12
            dH12 = dE12 - dB12
            dF13 = dB13 + dE13
            dH13 = dE13 - dB13
            dF20 = dB20 + dE02
            dH20 = dE02 - dB20
            dF21 = dB21 - dE12
            dH21 = dE12 + dB21
            dF22 = dB22 + dE22
            dH22 = dE22 - dB22
            dF23 = dB23 + dE23
            dH23 = dE23 - dB23
            dF30 = dB30 - dE03
            dH30 = dE03 + dB30
            dF31 = dB31 + dE13
            dH31 = dE13 - dB31
            x = dE00 * sum0
            x = x + dE01 * sum1
            x = x + dE02 * sum2
            x = x + dE03 * sum3
            x = x + x
            x = x + de0 * c
            slopes[0] = x
            x = de1 * c
            x = x + dF10 * sum0
            x = x + dF11 * sum1
            x = x + dF12 * sum2
            x = x + dF13 * sum3
            slopes[1] = x
            y = f64_splat(0)
            y = y - dH10 * difference0
            y = y + dH11 * difference1
            y = y + dH12 * difference2
            y = y + dH13 * difference3
            slopes[2] = y
            x = de2 * c
            x = x + dF20 * sum0
            x = x + dF21 * sum1
            x = x + dF22 * sum2
            x = x + dF23 * sum3
            slopes[3] = x
            y = f64_splat(0)
            y = y + dH20 * difference0
            y = y - dH21 * difference1
            y = y + dH22 * difference2
            y = y + dH23 * difference3
            slopes[4] = y
            x = de3 * c
            x = x + dF30 * sum0
            x = x + dF31 * sum1
            x = x - dE23 * sum2
            x = x + dE33 * sum3
            slopes[5] = x
            y = f64_splat(0)
            y = y - dH30 * difference0
            y = y + dH31 * difference1
            y = y - dE23 * difference2
            y = y + dE33 * difference3
            slopes[6] = y
            slopes = slopes + 7
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
            de0 = f64_splat(coefs[356])
            de0 = f64_splat(coefs[352]) + de0 * z
            de0 = f64_splat(coefs[348]) + de0 * z
            de0 = f64_splat(coefs[344]) + de0 * z
            de0 = f64_splat(coefs[340]) + de0 * z
            de0 = f64_splat(coefs[336]) + de0 * z
            de0 = f64_splat(coefs[332]) + de0 * z
            de0 = f64_splat(coefs[328]) + de0 * z
            de1 = f64_splat(coefs[353])
            de1 = f64_splat(coefs[349]) + de1 * z
            de1 = f64_splat(coefs[345]) + de1 * z
            de1 = f64_splat(coefs[341]) + de1 * z
            de1 = f64_splat(coefs[337]) + de1 * z
            de1 = f64_splat(coefs[333]) + de1 * z
            de1 = de1 * z
            de2 = f64_splat(coefs[350])
            de2 = f64_splat(coefs[346]) + de2 * z
            de2 = f64_splat(coefs[342]) + de2 * z
            de2 = f64_splat(coefs[338]) + de2 * z
            de2 = de2 * z2
            de3 = f64_splat(coefs[347])
            de3 = f64_splat(coefs[343]) + de3 * z
            de3 = de3 * z3
            dE00 = f64_splat(coefs[488])
            dE00 = f64_splat(coefs[472]) + dE00 * z
            dE00 = f64_splat(coefs[456]) + dE00 * z
            dE00 = f64_splat(coefs[440]) + dE00 * z
            dE00 = f64_splat(coefs[424]) + dE00 * z
            dE00 = f64_splat(coefs[408]) + dE00 * z
            dE00 = f64_splat(coefs[392]) + dE00 * z
            dE00 = f64_splat(coefs[376]) + dE00 * z
            dE01 = f64_splat(coefs[473])
            dE01 = f64_splat(coefs[457]) + dE01 * z
            dE01 = f64_splat(coefs[441]) + dE01 * z
            dE01 = f64_splat(coefs[425]) + dE01 * z
            dE01 = f64_splat(coefs[409]) + dE01 * z
            dE01 = f64_splat(coefs[393]) + dE01 * z
            dE01 = f64_splat(coefs[377]) + dE01 * z
            dE02 = f64_splat(coefs[458])
            dE02 = f64_splat(coefs[442]) + dE02 * z
            dE02 = f64_splat(coefs[426]) + dE02 * z
            dE02 = f64_splat(coefs[410]) + dE02 * z
            dE02 = f64_splat(coefs[394]) + dE02 * z
            dE02 = dE02 * z
            dE03 = f64_splat(coefs[443])
            dE03 = f64_splat(coefs[427]) + dE03 * z
            dE03 = f64_splat(coefs[411]) + dE03 * z
            dE03 = dE03 * z2
            dE11 = f64_splat(coefs[461])
            dE11 = f64_splat(coefs[445]) + dE11 * z
            dE11 = f64_splat(coefs[429]) + dE11 * z
            dE11 = f64_splat(coefs[413]) + dE11 * z
            dE11 = f64_splat(coefs[397]) + dE11 * z
            dE11 = dE11 * z
            dE12 = f64_splat(coefs[446])
            dE12 = f64_splat(coefs[430]) + dE12 * z
            dE12 = f64_splat(coefs[414]) + dE12 * z
            dE12 = dE12 * z
            dE12 = f64_splat(coefs[382]) + dE12 * z
            dE13 = f64_splat(coefs[431])
            dE13 = dE13 * z
            dE13 = f64_splat(coefs[399]) + dE13 * z
            dE13 = dE13 * z
            dE22 = f64_splat(coefs[434])
            dE22 = dE22 * z
            dE22 = f64_splat(coefs[402]) + dE22 * z
            dE22 = dE22 * z
            dE23 = f64_splat(coefs[419])
            dE23 = dE23 * z
            dE23 = f64_splat(coefs[387]) + dE23 * z
            dE33 = f64_splat(coefs[407])
            dE33 = dE33 * z
            dB10 = f64_splat(coefs[620])
            dB10 = f64_splat(coefs[604]) + dB10 * z
            dB10 = f64_splat(coefs[588]) + dB10 * z
            dB10 = f64_splat(coefs[572]) + dB10 * z
            dB10 = f64_splat(coefs[556]) + dB10 * z
            dB10 = f64_splat(coefs[540]) + dB10 * z
            dB10 = dB10 * z
            dB11 = f64_splat(coefs[605])
            dB11 = f64_splat(coefs[589]) + dB11 * z
            dB11 = f64_splat(coefs[573]) + dB11 * z
            dB11 = f64_splat(coefs[557]) + dB11 * z
            dB11 = f64_splat(coefs[541]) + dB11 * z
            dB11 = dB11 * z
            dB12 = f64_splat(coefs[590])
            dB12 = f64_splat(coefs[574]) + dB12 * z
            dB12 = f64_splat(coefs[558]) + dB12 * z
            dB12 = f64_splat(coefs[542]) + dB12 * z
            dB12 = dB12 * z
            dB13 = f64_splat(coefs[575])
            dB13 = f64_splat(coefs[559]) + dB13 * z
            dB13 = dB13 * z2
            dB20 = f64_splat(coefs[608])
            dB20 = f64_splat(coefs[592]) + dB20 * z
            dB20 = f64_splat(coefs[576]) + dB20 * z
            dB20 = f64_splat(coefs[560]) + dB20 * z
            dB20 = dB20 * z2
            dB21 = f64_splat(coefs[593])
            dB21 = f64_splat(coefs[577]) + dB21 * z
            dB21 = f64_splat(coefs[561]) + dB21 * z
            dB21 = dB21 * z2
            dB22 = f64_splat(coefs[578])
            dB22 = f64_splat(coefs[562]) + dB22 * z
            dB22 = dB22 * z2
            dB23 = f64_splat(coefs[563])
            dB23 = dB23 * z2
            dB30 = f64_splat(coefs[596])
            dB30 = f64_splat(coefs[580]) + dB30 * z
            dB30 = dB30 * z3
            dB31 = f64_splat(coefs[581])
            dB31 = dB31 * z3
            dF10 = dB10 - dE01
            dH10 = dE01 + dB10
            dF11 = dB11 + dE11
            dH11 = dE11 - dB11
            dF12 = dB12 + dE12
            dH12 = dE12 - dB12
            dF13 = dB13 + dE13
            dH13 = dE13 - dB13
            dF20 = dB20 + dE02
            dH20 = dE02 - dB20
            dF21 = dB21 - dE12
            dH21 = dE12 + dB21
            dF22 = dB22 + dE22
            dH22 = dE22 - dB22
            dF23 = dB23 + dE23
            dH23 = dE23 - dB23
            dF30 = dB30 - dE03
            dH30 = dE03 + dB30
            dF31 = dB31 + dE13
            dH31 = dE13 - dB31
            x = dE00 * sum0
            x = x + dE01 * sum1
            x = x + dE02 * sum2
            x = x + dE03 * sum3
            x = x + x
            x = x + de0 * c
            slopes[0] = x
            x = de1 * c
            x = x + dF10 * sum0
            x = x + dF11 * sum1
            x = x + dF12 * sum2
            x = x + dF13 * sum3
            slopes[1] = x
            y = f64_splat(0)
            y = y - dH10 * difference0
            y = y + dH11 * difference1
            y = y + dH12 * difference2
            y = y + dH13 * difference3
            slopes[2] = y
            x = de2 * c
            x = x + dF20 * sum0
            x = x + dF21 * sum1
            x = x + dF22 * sum2
            x = x + dF23 * sum3
            slopes[3] = x
            y = f64_splat(0)
            y = y + dH20 * difference0
            y = y - dH21 * difference1
            y = y + dH22 * difference2
            y = y + dH23 * difference3
            slopes[4] = y
            x = de3 * c
            x = x + dF30 * sum0
            x = x + dF31 * sum1
            x = x - dE23 * sum2
            x = x + dE33 * sum3
            slopes[5] = x
            y = f64_splat(0)
            y = y - dH30 * difference0
            y = y + dH31 * difference1
            y = y - dE23 * difference2
            y = y + dE33 * difference3
            slopes[6] = y
            slopes = slopes + 7
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
    (<f64v*> tile.corners)[0] = top
    q[0] = q0_0
    q[1] = q0_1
    q[2] = q0_2
    q[3] = q0_3
    q[4] = q1_0
    q[5] = q1_1
    q[6] = q1_2
    q[7] = q1_3
