cdef void solve_bwd_grid_order4_f64(const Tile* tile) noexcept nogil:
    cdef const double* coefs = <const double*> tile.coefficients
    cdef const f64v* products = <const f64v*> tile.products
    cdef f64v* derivs = <f64v*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split
    cdef f64v* g = <f64v*> tile.edges + cells * 2
    cdef f64v* h = <f64v*> tile.sides
    cdef f64v* later = <f64v*> tile.corners
    cdef const f64v* slopes = <const f64v*> tile.slopes + cells * 6
    cdef const f64v* lines = <const f64v*> tile.lines + cells
    cdef const f64v* products0 = products + ((tile.phase + 0) >> tile.shift) * tile.pitch
    cdef f64v total0, later0 = later[0]
    cdef f64v h0_0 = h[0], h0_1 = h[1]
    cdef const f64v* products1 = products + ((tile.phase + 1) >> tile.shift) * tile.pitch
    cdef f64v total1, later1 = later[1]
    cdef f64v h1_0 = h[2], h1_1 = h[3]
    cdef f64v g0, g1
    cdef f64v z, x, y
    cdef f64v sum0, sum1
    cdef f64v difference1
    cdef f64v z2
    cdef f64v e0
    cdef f64v e1
    cdef f64v E00
    cdef f64v E01
    cdef f64v E11
    cdef f64v B10
    cdef f64v B11
    cdef f64v F10, H10
    cdef f64v F11, H11
    while column > 0:
        column = column - 1
        total0 = f64_splat(0)
        total1 = f64_splat(0)
        for _split in range(tile.splits):
            g = g - 2
            lines = lines - 1
            g0 = g[0]
            g1 = g[1]
            slopes = slopes - 3
            g0 = g0 + lines[1 * tile.line_pitch]
            z = products1[column]
            z2 = z * z
            e0 = f64_splat(coefs[8])
            e0 = f64_splat(coefs[6]) + e0 * z
            e0 = f64_splat(coefs[4]) + e0 * z
            e0 = f64_splat(coefs[2]) + e0 * z
            e0 = e0 * z
            e1 = f64_splat(coefs[7])
            e1 = f64_splat(coefs[5]) + e1 * z
            e1 = e1 * z2
            E00 = f64_splat(coefs[26])
            E00 = f64_splat(coefs[22]) + E00 * z
            E00 = f64_splat(coefs[18]) + E00 * z
            E00 = f64_splat(coefs[14]) + E00 * z
            E00 = E00 * z
            E01 = f64_splat(coefs[23])
            E01 = f64_splat(coefs[19]) + E01 * z
            E01 = f64_splat(coefs[15]) + E01 * z
            E01 = E01 * z
            E11 = f64_splat(coefs[21])
            E11 = E11 * z2
            B10 = f64_splat(coefs[44])
            B10 = f64_splat(coefs[40]) + B10 * z
            B10 = B10 * z2
            B11 = f64_splat(coefs[41])
            B11 = B11 * z2
            F10 = B10 - E01
            H10 = E01 + B10
            F11 = B11 + E11
            H11 = E11 - B11
            sum0 = g0 + h1_0
            total1 = total1 + sum0 * slopes[0]
            sum1 = g1 + h1_1
            total1 = total1 + sum1 * slopes[1]
            difference1 = g1 - h1_1
            total1 = total1 + difference1 * slopes[2]
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
            x = x + F11 * sum1
            y = y + H11 * difference1
            g1 = g1 + (x + y)
            h1_1 = h1_1 + (x - y)
            slopes = slopes - 3
            g0 = g0 + lines[0 * tile.line_pitch]
            z = products0[column]
            z2 = z * z
            e0 = f64_splat(coefs[8])
            e0 = f64_splat(coefs[6]) + e0 * z
            e0 = f64_splat(coefs[4]) + e0 * z
            e0 = f64_splat(coefs[2]) + e0 * z
            e0 = e0 * z
            e1 = f64_splat(coefs[7])
            e1 = f64_splat(coefs[5]) + e1 * z
            e1 = e1 * z2
            E00 = f64_splat(coefs[26])
            E00 = f64_splat(coefs[22]) + E00 * z
            E00 = f64_splat(coefs[18]) + E00 * z
            E00 = f64_splat(coefs[14]) + E00 * z
            E00 = E00 * z
            E01 = f64_splat(coefs[23])
            E01 = f64_splat(coefs[19]) + E01 * z
            E01 = f64_splat(coefs[15]) + E01 * z
            E01 = E01 * z
            E11 = f64_splat(coefs[21])
            E11 = E11 * z2
            B10 = f64_splat(coefs[44])
            B10 = f64_splat(coefs[40]) + B10 * z
            B10 = B10 * z2
            B11 = f64_splat(coefs[41])
            B11 = B11 * z2
            F10 = B10 - E01
            H10 = E01 + B10
            F11 = B11 + E11
            H11 = E11 - B11
            sum0 = g0 + h0_0
            total0 = total0 + sum0 * slopes[0]
            sum1 = g1 + h0_1
            total0 = total0 + sum1 * slopes[1]
            difference1 = g1 - h0_1
            total0 = total0 + difference1 * slopes[2]
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
            x = x + F11 * sum1
            y = y + H11 * difference1
            g1 = g1 + (x + y)
            h0_1 = h0_1 + (x - y)
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
