cdef void solve_bwd_grid_f64(const Tile* tile) noexcept nogil:
    cdef Py_ssize_t order = tile.order, moments = tile.moments, squared = moments * moments
    cdef const double* e = <const double*> tile.coefficients
    cdef const double* same = e + (order + 1) * moments
    cdef const double* other = same + (order + 1) * squared
    cdef const f64v* products = <const f64v*> tile.products + (tile.phase >> tile.shift) * tile.pitch
    cdef f64v* derivs = <f64v*> tile.product_derivs
    cdef Py_ssize_t cells = tile.columns * tile.splits, column = tile.columns, _split, a, b, count
    cdef f64v* g = <f64v*> tile.edges + cells * moments
    cdef f64v* h = <f64v*> tile.sides
    cdef f64v* later = <f64v*> tile.corners
    cdef f64v* sums = <f64v*> tile.workspace
    cdef f64v* differences = sums + moments
    cdef const f64v* slopes = <const f64v*> tile.slopes + cells * (2 * moments - 1)
    cdef const f64v* line = <const f64v*> tile.lines + cells
    cdef f64v z, x, y, e_a, same_ab, other_ab, total
    while column > 0:
        column = column - 1
        z = products[column]
        total = f64_splat(0)
        for _split in range(tile.splits):
            g = g - moments
            slopes = slopes - (2 * moments - 1)
            line = line - 1
            g[0] = g[0] + line[0]
            for a in range(moments):
                sums[a] = g[a] + h[a]
                differences[a] = g[a] - h[a]
                total = total + sums[a] * slopes[2 * a - 1 if a else 0]
                if a:
                    total = total + differences[a] * slopes[2 * a]
            g[0] = g[0] + later[0]
            for b in range(moments):
                e_a = solve_kept_f64_series(e + b, moments, order - b + 1, z)
                later[0] = later[0] + e_a * sums[b]
                x = f64_splat(0)
                y = f64_splat(0)
                for a in range(moments):
                    count = order - a - b + 1
                    if count < 2:
                        break
                    same_ab = solve_kept_f64_series(same + a * moments + b, squared, count, z)
                    other_ab = solve_kept_f64_series(other + a * moments + b, squared, count, z)
                    x = x + (same_ab + other_ab) * sums[a]
                    y = y + (same_ab - other_ab) * differences[a]
                g[b] = g[b] + (x + y)
                h[b] = h[b] + (x - y)
        derivs[column] = total
