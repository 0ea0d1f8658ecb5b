cdef void solve_bwd_grid_order6_dual_f64(const Tile* tile) noexcept nogil:
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* derivs = <f64d*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split
    cdef f64d* g = <f64d*> tile.edges + cells * 3
    cdef f64d* h = <f64d*> tile.sides
    cdef f64d* later = <f64d*> tile.corners
    cdef const f64d* slopes = <const f64d*> tile.slopes + cells * 10
    cdef const f64v* lines = <const f64v*> tile.lines + cells
    cdef const f64d* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64d total0, later0 = later[0]
    cdef f64d h0_0 = h[0], h0_1 = h[1], h0_2 = h[2]
    cdef const f64d* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64d total1, later1 = later[1]
    cdef f64d h1_0 = h[3], h1_1 = h[4], h1_2 = h[5]
    cdef f64d g0, g1, g2
    cdef f64d z, x, y
    cdef f64d sum0, sum1, sum2
    cdef f64d difference1
    cdef f64d difference2
    cdef f64d z2
    cdef f64d z3
    cdef f64d e0
    cdef f64d e1
    cdef f64d e2
    cdef f64d E00
    cdef f64d E01
    cdef f64d E02
    cdef f64d E11
    cdef f64d E12
    cdef f64d E22
    cdef f64d B10
    cdef f64d B11
    cdef f64d B12
    cdef f64d B20
    cdef f64d B21
    cdef f64d F10, H10
    cdef f64d F11, H11
    cdef f64d F12, H12
    cdef f64d F20, H20
    cdef f64d F21, H21
    while column > 0:
        column = column - 1
        total0 = f64d_splat(0)
        total1 = f64d_splat(0)
        for _split in range(tile.splits):
            g = g - 3
            lines = lines - 1
            g0 = g[0]
            g1 = g[1]
            g2 = g[2]
            slopes = slopes - 5
            g0.value = g0.value + lines[1 * tile.line_pitch]
            z = products1[column]
            z2 = f64d_product(z, z)
            z3 = f64d_product(z2, z)
            e0 = f64d_splat(coefs[18])
            e0 = f64d_plus_product(f64d_splat(coefs[15]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[12]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[9]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[3]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[16])
            e1 = f64d_plus_product(f64d_splat(coefs[13]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[10]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[7]), e1, z)
            e1 = f64d_product(e1, z2)
            e2 = f64d_splat(coefs[14])
            e2 = f64d_plus_product(f64d_splat(coefs[11]), e2, z)
            e2 = f64d_product(e2, z3)
            E00 = f64d_splat(coefs[75])
            E00 = f64d_plus_product(f64d_splat(coefs[66]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[57]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[48]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[39]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[30]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[67])
            E01 = f64d_plus_product(f64d_splat(coefs[58]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[49]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[40]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[31]), E01, z)
            E01 = f64d_product(E01, z)
            E02 = f64d_splat(coefs[59])
            E02 = f64d_plus_product(f64d_splat(coefs[50]), E02, z)
            E02 = f64d_plus_product(f64d_splat(coefs[41]), E02, z)
            E02 = f64d_product(E02, z2)
            E11 = f64d_splat(coefs[61])
            E11 = f64d_plus_product(f64d_splat(coefs[52]), E11, z)
            E11 = f64d_plus_product(f64d_splat(coefs[43]), E11, z)
            E11 = f64d_product(E11, z2)
            E12 = f64d_splat(coefs[53])
            E12 = f64d_product(E12, z)
            E12 = f64d_plus_product(f64d_splat(coefs[35]), E12, z)
            E12 = f64d_product(E12, z)
            E22 = f64d_splat(coefs[47])
            E22 = f64d_product(E22, z2)
            B10 = f64d_splat(coefs[132])
            B10 = f64d_plus_product(f64d_splat(coefs[123]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[114]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[105]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[124])
            B11 = f64d_plus_product(f64d_splat(coefs[115]), B11, z)
            B11 = f64d_plus_product(f64d_splat(coefs[106]), B11, z)
            B11 = f64d_product(B11, z2)
            B12 = f64d_splat(coefs[116])
            B12 = f64d_plus_product(f64d_splat(coefs[107]), B12, z)
            B12 = f64d_product(B12, z2)
            B20 = f64d_splat(coefs[126])
            B20 = f64d_plus_product(f64d_splat(coefs[117]), B20, z)
            B20 = f64d_product(B20, z3)
            B21 = f64d_splat(coefs[118])
            B21 = f64d_product(B21, z3)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            F12 = f64d_plus(B12, E12)
            H12 = f64d_minus(E12, B12)
            F20 = f64d_plus(B20, E02)
            H20 = f64d_minus(E02, B20)
            F21 = f64d_minus(B21, E12)
            H21 = f64d_plus(E12, B21)
            sum0 = f64d_plus(g0, h1_0)
            total1 = f64d_plus_product(total1, sum0, slopes[0])
            sum1 = f64d_plus(g1, h1_1)
            total1 = f64d_plus_product(total1, sum1, slopes[1])
            difference1 = f64d_minus(g1, h1_1)
            total1 = f64d_plus_product(total1, difference1, slopes[2])
            sum2 = f64d_plus(g2, h1_2)
            total1 = f64d_plus_product(total1, sum2, slopes[3])
            difference2 = f64d_minus(g2, h1_2)
            total1 = f64d_plus_product(total1, difference2, slopes[4])
            g0 = f64d_plus(g0, later1)
            later1 = f64d_plus_product(later1, e0, sum0)
            later1 = f64d_plus_product(later1, e1, sum1)
            later1 = f64d_plus_product(later1, e2, sum2)
            x = f64d_product(E00, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F10, sum1)
            y = f64d_minus_product(y, H10, difference1)
            x = f64d_plus_product(x, F20, sum2)
            y = f64d_plus_product(y, H20, difference2)
            g0 = f64d_plus(g0, (f64d_plus(x, y)))
            h1_0 = f64d_plus(h1_0, (f64d_minus(x, y)))
            x = f64d_product(E01, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_plus_product(y, H11, difference1)
            x = f64d_plus_product(x, F21, sum2)
            y = f64d_minus_product(y, H21, difference2)
            g1 = f64d_plus(g1, (f64d_plus(x, y)))
            h1_1 = f64d_plus(h1_1, (f64d_minus(x, y)))
            x = f64d_product(E02, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F12, sum1)
            y = f64d_plus_product(y, H12, difference1)
            x = f64d_plus_product(x, E22, sum2)
            y = f64d_plus_product(y, E22, difference2)
            g2 = f64d_plus(g2, (f64d_plus(x, y)))
            h1_2 = f64d_plus(h1_2, (f64d_minus(x, y)))
            slopes = slopes - 5
            g0.value = g0.value + lines[0 * tile.line_pitch]
            z = products0[column]
            z2 = f64d_product(z, z)
            z3 = f64d_product(z2, z)
            e0 = f64d_splat(coefs[18])
            e0 = f64d_plus_product(f64d_splat(coefs[15]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[12]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[9]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[3]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[16])
            e1 = f64d_plus_product(f64d_splat(coefs[13]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[10]), e1, z)
            e1 = f64d_plus_product(f64d_splat(coefs[7]), e1, z)
            e1 = f64d_product(e1, z2)
            e2 = f64d_splat(coefs[14])
            e2 = f64d_plus_product(f64d_splat(coefs[11]), e2, z)
            e2 = f64d_product(e2, z3)
            E00 = f64d_splat(coefs[75])
            E00 = f64d_plus_product(f64d_splat(coefs[66]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[57]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[48]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[39]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[30]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[67])
            E01 = f64d_plus_product(f64d_splat(coefs[58]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[49]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[40]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[31]), E01, z)
            E01 = f64d_product(E01, z)
            E02 = f64d_splat(coefs[59])
            E02 = f64d_plus_product(f64d_splat(coefs[50]), E02, z)
            E02 = f64d_plus_product(f64d_splat(coefs[41]), E02, z)
            E02 = f64d_product(E02, z2)
            E11 = f64d_splat(coefs[61])
            E11 = f64d_plus_product(f64d_splat(coefs[52]), E11, z)
            E11 = f64d_plus_product(f64d_splat(coefs[43]), E11, z)
            E11 = f64d_product(E11, z2)
            E12 = f64d_splat(coefs[53])
            E12 = f64d_product(E12, z)
            E12 = f64d_plus_product(f64d_splat(coefs[35]), E12, z)
            E12 = f64d_product(E12, z)
            E22 = f64d_splat(coefs[47])
            E22 = f64d_product(E22, z2)
            B10 = f64d_splat(coefs[132])
            B10 = f64d_plus_product(f64d_splat(coefs[123]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[114]), B10, z)
            B10 = f64d_plus_product(f64d_splat(coefs[105]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[124])
            B11 = f64d_plus_product(f64d_splat(coefs[115]), B11, z)
            B11 = f64d_plus_product(f64d_splat(coefs[106]), B11, z)
            B11 = f64d_product(B11, z2)
            B12 = f64d_splat(coefs[116])
            B12 = f64d_plus_product(f64d_splat(coefs[107]), B12, z)
            B12 = f64d_product(B12, z2)
            B20 = f64d_splat(coefs[126])
            B20 = f64d_plus_product(f64d_splat(coefs[117]), B20, z)
            B20 = f64d_product(B20, z3)
            B21 = f64d_splat(coefs[118])
            B21 = f64d_product(B21, z3)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            F12 = f64d_plus(B12, E12)
            H12 = f64d_minus(E12, B12)
            F20 = f64d_plus(B20, E02)
            H20 = f64d_minus(E02, B20)
            F21 = f64d_minus(B21, E12)
            H21 = f64d_plus(E12, B21)
            sum0 = f64d_plus(g0, h0_0)
            total0 = f64d_plus_product(total0, sum0, slopes[0])
            sum1 = f64d_plus(g1, h0_1)
            total0 = f64d_plus_product(total0, sum1, slopes[1])
            difference1 = f64d_minus(g1, h0_1)
            total0 = f64d_plus_product(total0, difference1, slopes[2])
            sum2 = f64d_plus(g2, h0_2)
            total0 = f64d_plus_product(total0, sum2, slopes[3])
            difference2 = f64d_minus(g2, h0_2)
            total0 = f64d_plus_product(total0, difference2, slopes[4])
            g0 = f64d_plus(g0, later0)
            later0 = f64d_plus_product(later0, e0, sum0)
            later0 = f64d_plus_product(later0, e1, sum1)
            later0 = f64d_plus_product(later0, e2, sum2)
            x = f64d_product(E00, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F10, sum1)
            y = f64d_minus_product(y, H10, difference1)
            x = f64d_plus_product(x, F20, sum2)
            y = f64d_plus_product(y, H20, difference2)
            g0 = f64d_plus(g0, (f64d_plus(x, y)))
            h0_0 = f64d_plus(h0_0, (f64d_minus(x, y)))
            x = f64d_product(E01, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_plus_product(y, H11, difference1)
            x = f64d_plus_product(x, F21, sum2)
            y = f64d_minus_product(y, H21, difference2)
            g1 = f64d_plus(g1, (f64d_plus(x, y)))
            h0_1 = f64d_plus(h0_1, (f64d_minus(x, y)))
            x = f64d_product(E02, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F12, sum1)
            y = f64d_plus_product(y, H12, difference1)
            x = f64d_plus_product(x, E22, sum2)
            y = f64d_plus_product(y, E22, difference2)
            g2 = f64d_plus(g2, (f64d_plus(x, y)))
            h0_2 = f64d_plus(h0_2, (f64d_minus(x, y)))
            g[0] = g0
            g[1] = g1
            g[2] = g2
        derivs[0 * tile.pitch + column] = total0
        derivs[1 * tile.pitch + column] = total1
    later[0] = later0
    h[0] = h0_0
    h[1] = h0_1
    h[2] = h0_2
    later[1] = later1
    h[3] = h1_0
    h[4] = h1_1
    h[5] = h1_2
