cdef inline f64v solve_grid_f64_series(const double* coefs, Py_ssize_t apart, Py_ssize_t count,
                                           f64v z) noexcept nogil:
    """The sum of so many powers of z, whose coefficients are `apart`: the highest may be 0, and powers beyond all numbers."""
    cdef f64v total = f64_splat(0)
    cdef Py_ssize_t n = count - 1
    while n >= 0:
        total = f64_splat(coefs[n * apart]) + total * z
        n = n - 1
    return total


cdef void solve_grid_f64(const Tile* tile) noexcept nogil:
    """Solve a row of cells, and leave a line of a grid."""
    cdef Py_ssize_t order = tile.order, moments = tile.moments, squared = moments * moments
    cdef const double* e = <const double*> tile.coefficients
    cdef const double* same = e + (order + 1) * moments
    cdef const double* other = same + (order + 1) * squared
    cdef const f64v* products = <const f64v*> tile.products + (tile.phase >> tile.shift) * tile.pitch
    cdef f64v* p = <f64v*> tile.edges
    cdef f64v* q = <f64v*> tile.sides
    cdef f64v* corner = <f64v*> tile.corners
    cdef f64v* sums = <f64v*> tile.workspace
    cdef f64v* differences = sums + moments
    cdef f64v* line = <f64v*> tile.lines
    cdef f64v z, c, x, y, same_ab, other_ab
    cdef Py_ssize_t column, _split, a, b, count
    for column in range(tile.columns):
        z = products[column]
        for _split in range(tile.splits):
            c = corner[0]
            corner[0] = line[1]
            line[0] = c + q[0]
            line = line + 1
            for b in range(moments):
                sums[b] = p[b] + q[b]
                differences[b] = p[b] - q[b]
            for a in range(moments):
                x = solve_grid_f64_series(e + 0 * moments + a, moments, order - a + 1 - 0, z)
                x = x * c
                y = f64_splat(0)
                for b in range(moments):
                    count = order - a - b + 1
                    if count < 2:
                        break
                    same_ab = solve_grid_f64_series(same + (0 * moments + a) * moments + b, squared, count - 0, z)
                    other_ab = solve_grid_f64_series(other + (0 * moments + a) * moments + b, squared, count - 0, z)
                    x = x + (same_ab + other_ab) * sums[b]
                    y = y + (same_ab - other_ab) * differences[b]
                p[a] = p[a] + (x + y)
                q[a] = q[a] + (x - y)
            p = p + moments
