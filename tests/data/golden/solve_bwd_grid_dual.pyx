cdef void solve_bwd_grid_dual_f64(const Tile* tile) noexcept nogil:
    cdef Py_ssize_t order = tile.order, moments = tile.moments, squared = moments * moments
    cdef const double* e = <const double*> tile.coefficients
    cdef const double* same = e + (order + 1) * moments
    cdef const double* other = same + (order + 1) * squared
    cdef const f64d* products = <const f64d*> tile.products + (tile.phase >> tile.shift) * tile.pitch
    cdef f64d* derivs = <f64d*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split, a, b, count
    cdef f64d* g = <f64d*> tile.edges + cells * moments
    cdef f64d* h = <f64d*> tile.sides
    cdef f64d* later = <f64d*> tile.corners
    cdef f64d* sums = <f64d*> tile.workspace
    cdef f64d* differences = sums + moments
    cdef const f64d* slopes = <const f64d*> tile.slopes + cells * (2 * moments - 1)
    cdef const f64v* line = <const f64v*> tile.lines + cells
    cdef f64d z, x, y, e_a, same_ab, other_ab, total
    while column > 0:
        column = column - 1
        z = products[column]
        total = f64d_splat(0)
        for _split in range(tile.splits):
            g = g - moments
            slopes = slopes - (2 * moments - 1)
            line = line - 1
            g[0].value = g[0].value + line[0]
            for a in range(moments):
                sums[a] = f64d_plus(g[a], h[a])
                differences[a] = f64d_minus(g[a], h[a])
                total = f64d_plus_product(total, sums[a], slopes[2 * a - 1 if a else 0])
                if a:
                    total = f64d_plus_product(total, differences[a], slopes[2 * a])
            g[0] = f64d_plus(g[0], later[0])
            for b in range(moments):
                e_a = solve_kept_dual_f64_series(e + b, moments, order - b + 1, z)
                later[0] = f64d_plus_product(later[0], e_a, sums[b])
                x = f64d_splat(0)
                y = f64d_splat(0)
                for a in range(moments):
                    count = order - a - b + 1
                    if count < 2:
                        break
                    same_ab = solve_kept_dual_f64_series(same + a * moments + b, squared, count, z)
                    other_ab = solve_kept_dual_f64_series(other + a * moments + b, squared, count, z)
                    x = f64d_plus_product(x, (f64d_plus(same_ab, other_ab)), sums[a])
                    y = f64d_plus_product(y, (f64d_minus(same_ab, other_ab)), differences[a])
                g[b] = f64d_plus(g[b], (f64d_plus(x, y)))
                h[b] = f64d_plus(h[b], (f64d_minus(x, y)))
        derivs[column] = total
