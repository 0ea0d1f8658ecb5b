cdef inline f64d solve_grid_dual_f64_series(const double* coefs, Py_ssize_t apart, Py_ssize_t count,
                                           f64d z) noexcept nogil:
    """The sum of so many powers of z, whose coefficients are `apart`: the highest may be 0, and powers beyond all numbers."""
    cdef f64d total = f64d_splat(0)
    cdef Py_ssize_t n = count - 1
    while n >= 0:
        total = f64d_plus_product(f64d_splat(coefs[n * apart]), total, z)
        n = n - 1
    return total


cdef void solve_grid_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a row of cells, and leave a line of a grid."""
    cdef Py_ssize_t order = tile.order, moments = tile.moments, squared = moments * moments
    cdef const double* e = <const double*> tile.coefficients
    cdef const double* same = e + (order + 1) * moments
    cdef const double* other = same + (order + 1) * squared
    cdef const f64d* products = <const f64d*> tile.products + (tile.phase >> tile.shift) * tile.pitch
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* corner = <f64d*> tile.corners
    cdef f64d* sums = <f64d*> tile.workspace
    cdef f64d* differences = sums + moments
    cdef f64d* line = <f64d*> tile.lines
    cdef f64d z, c, x, y, same_ab, other_ab
    cdef Py_ssize_t column, _split, a, b, count
    for column in range(tile.columns):
        z = products[column]
        for _split in range(tile.splits):
            c = corner[0]
            corner[0] = line[1]
            line[0] = f64d_plus(c, q[0])
            line = line + 1
            for b in range(moments):
                sums[b] = f64d_plus(p[b], q[b])
                differences[b] = f64d_minus(p[b], q[b])
            for a in range(moments):
                x = solve_grid_dual_f64_series(e + 0 * moments + a, moments, order - a + 1 - 0, z)
                x = f64d_product(x, c)
                y = f64d_splat(0)
                for b in range(moments):
                    count = order - a - b + 1
                    if count < 2:
                        break
                    same_ab = solve_grid_dual_f64_series(same + (0 * moments + a) * moments + b, squared, count - 0, z)
                    other_ab = solve_grid_dual_f64_series(other + (0 * moments + a) * moments + b, squared, count - 0, z)
                    x = f64d_plus_product(x, (f64d_plus(same_ab, other_ab)), sums[b])
                    y = f64d_plus_product(y, (f64d_minus(same_ab, other_ab)), differences[b])
                p[a] = f64d_plus(p[a], (f64d_plus(x, y)))
                q[a] = f64d_plus(q[a], (f64d_minus(x, y)))
            p = p + moments
