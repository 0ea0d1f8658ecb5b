cdef void solve_bwd_grid_order4_dual_f64(const Tile* tile) noexcept nogil:
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64d* products = <const f64d*> tile.products
    cdef f64d* derivs = <f64d*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split
    cdef f64d* g = <f64d*> tile.edges + cells * 2
    cdef f64d* h = <f64d*> tile.sides
    cdef f64d* later = <f64d*> tile.corners
    cdef const f64d* slopes = <const f64d*> tile.slopes + cells * 6
    cdef const f64v* lines = <const f64v*> tile.lines + cells
    cdef const f64d* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64d total0, later0 = later[0]
    cdef f64d h0_0 = h[0], h0_1 = h[1]
    cdef const f64d* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64d total1, later1 = later[1]
    cdef f64d h1_0 = h[2], h1_1 = h[3]
    cdef f64d g0, g1
    cdef f64d z, x, y
    cdef f64d sum0, sum1
    cdef f64d difference1
    cdef f64d z2
    cdef f64d e0
    cdef f64d e1
    cdef f64d E00
    cdef f64d E01
    cdef f64d E11
    cdef f64d B10
    cdef f64d B11
    cdef f64d F10, H10
    cdef f64d F11, H11
    while column > 0:
        column = column - 1
        total0 = f64d_splat(0)
        total1 = f64d_splat(0)
        for _split in range(tile.splits):
            g = g - 2
            lines = lines - 1
            g0 = g[0]
            g1 = g[1]
            slopes = slopes - 3
            g0.value = g0.value + lines[1 * tile.line_pitch]
            z = products1[column]
            z2 = f64d_product(z, z)
            e0 = f64d_splat(coefs[8])
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[4]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[2]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[7])
            e1 = f64d_plus_product(f64d_splat(coefs[5]), e1, z)
            e1 = f64d_product(e1, z2)
            E00 = f64d_splat(coefs[26])
            E00 = f64d_plus_product(f64d_splat(coefs[22]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[18]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[14]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[23])
            E01 = f64d_plus_product(f64d_splat(coefs[19]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[15]), E01, z)
            E01 = f64d_product(E01, z)
            E11 = f64d_splat(coefs[21])
            E11 = f64d_product(E11, z2)
            B10 = f64d_splat(coefs[44])
            B10 = f64d_plus_product(f64d_splat(coefs[40]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[41])
            B11 = f64d_product(B11, z2)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            sum0 = f64d_plus(g0, h1_0)
            total1 = f64d_plus_product(total1, sum0, slopes[0])
            sum1 = f64d_plus(g1, h1_1)
            total1 = f64d_plus_product(total1, sum1, slopes[1])
            difference1 = f64d_minus(g1, h1_1)
            total1 = f64d_plus_product(total1, difference1, slopes[2])
            g0 = f64d_plus(g0, later1)
            later1 = f64d_plus_product(later1, e0, sum0)
            later1 = f64d_plus_product(later1, e1, sum1)
            x = f64d_product(E00, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F10, sum1)
            y = f64d_minus_product(y, H10, difference1)
            g0 = f64d_plus(g0, (f64d_plus(x, y)))
            h1_0 = f64d_plus(h1_0, (f64d_minus(x, y)))
            x = f64d_product(E01, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_plus_product(y, H11, difference1)
            g1 = f64d_plus(g1, (f64d_plus(x, y)))
            h1_1 = f64d_plus(h1_1, (f64d_minus(x, y)))
            slopes = slopes - 3
            g0.value = g0.value + lines[0 * tile.line_pitch]
            z = products0[column]
            z2 = f64d_product(z, z)
            e0 = f64d_splat(coefs[8])
            e0 = f64d_plus_product(f64d_splat(coefs[6]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[4]), e0, z)
            e0 = f64d_plus_product(f64d_splat(coefs[2]), e0, z)
            e0 = f64d_product(e0, z)
            e1 = f64d_splat(coefs[7])
            e1 = f64d_plus_product(f64d_splat(coefs[5]), e1, z)
            e1 = f64d_product(e1, z2)
            E00 = f64d_splat(coefs[26])
            E00 = f64d_plus_product(f64d_splat(coefs[22]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[18]), E00, z)
            E00 = f64d_plus_product(f64d_splat(coefs[14]), E00, z)
            E00 = f64d_product(E00, z)
            E01 = f64d_splat(coefs[23])
            E01 = f64d_plus_product(f64d_splat(coefs[19]), E01, z)
            E01 = f64d_plus_product(f64d_splat(coefs[15]), E01, z)
            E01 = f64d_product(E01, z)
            E11 = f64d_splat(coefs[21])
            E11 = f64d_product(E11, z2)
            B10 = f64d_splat(coefs[44])
            B10 = f64d_plus_product(f64d_splat(coefs[40]), B10, z)
            B10 = f64d_product(B10, z2)
            B11 = f64d_splat(coefs[41])
            B11 = f64d_product(B11, z2)
            F10 = f64d_minus(B10, E01)
            H10 = f64d_plus(E01, B10)
            F11 = f64d_plus(B11, E11)
            H11 = f64d_minus(E11, B11)
            sum0 = f64d_plus(g0, h0_0)
            total0 = f64d_plus_product(total0, sum0, slopes[0])
            sum1 = f64d_plus(g1, h0_1)
            total0 = f64d_plus_product(total0, sum1, slopes[1])
            difference1 = f64d_minus(g1, h0_1)
            total0 = f64d_plus_product(total0, difference1, slopes[2])
            g0 = f64d_plus(g0, later0)
            later0 = f64d_plus_product(later0, e0, sum0)
            later0 = f64d_plus_product(later0, e1, sum1)
            x = f64d_product(E00, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F10, sum1)
            y = f64d_minus_product(y, H10, difference1)
            g0 = f64d_plus(g0, (f64d_plus(x, y)))
            h0_0 = f64d_plus(h0_0, (f64d_minus(x, y)))
            x = f64d_product(E01, sum0)
            x = f64d_plus(x, x)
            y = f64d_splat(0)
            x = f64d_plus_product(x, F11, sum1)
            y = f64d_plus_product(y, H11, difference1)
            g1 = f64d_plus(g1, (f64d_plus(x, y)))
            h0_1 = f64d_plus(h0_1, (f64d_minus(x, y)))
            g[0] = g0
            g[1] = g1
        derivs[0 * tile.pitch + column] = total0
        derivs[1 * tile.pitch + column] = total1
    later[0] = later0
    h[0] = h0_0
    h[1] = h0_1
    later[1] = later1
    h[2] = h1_0
    h[3] = h1_1
