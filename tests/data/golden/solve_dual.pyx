cdef inline f64d solve_dual_f64_series(const double* coefs, Py_ssize_t apart, Py_ssize_t count,
                                           const f64d* z_powers) noexcept nogil:
    """The sum of so many powers, whose coefficients are `apart`."""
    cdef f64d total = f64d_splat(0)
    cdef Py_ssize_t n
    for n in range(count):
        total = f64d_plus_product(total, f64d_splat(coefs[n * apart]), z_powers[n])
    return total


cdef void solve_dual_f64(const Tile* tile) noexcept nogil:
    """Solve a row of cells."""
    cdef Py_ssize_t order = tile.order, moments = tile.moments, squared = moments * moments
    cdef const double* e = <const double*> tile.coefficients
    cdef const double* same = e + (order + 1) * moments
    cdef const double* other = same + (order + 1) * squared
    cdef const f64d* products = <const f64d*> tile.products + (tile.phase >> tile.shift) * tile.pitch
    cdef f64d* z_powers = <f64d*> tile.workspace
    z_powers[0] = f64d_splat(1)
    cdef f64d* p = <f64d*> tile.edges
    cdef f64d* q = <f64d*> tile.sides
    cdef f64d* corner = <f64d*> tile.corners
    cdef f64d* sums = z_powers + order + 1
    cdef f64d* differences = sums + moments
    cdef f64d z, c, x, y, same_ab, other_ab
    cdef Py_ssize_t column, _split, a, b, n, count
    for column in range(tile.columns):
        z = products[column]
        for n in range(1, order + 1):
            z_powers[n] = f64d_product(z_powers[n - 1], z)
        for _split in range(tile.splits):
            c = corner[0]
            corner[0] = f64d_plus(c, p[0])
            for b in range(moments):
                sums[b] = f64d_plus(p[b], q[b])
                differences[b] = f64d_minus(p[b], q[b])
            for a in range(moments):
                x = solve_dual_f64_series(e + 0 * moments + a, moments, order - a + 1 - 0, z_powers)
                x = f64d_product(x, c)
                y = f64d_splat(0)
                for b in range(moments):
                    count = order - a - b + 1
                    if count < 2:
                        break
                    same_ab = solve_dual_f64_series(same + (0 * moments + a) * moments + b, squared, count - 0, z_powers)
                    other_ab = solve_dual_f64_series(other + (0 * moments + a) * moments + b, squared, count - 0, z_powers)
                    x = f64d_plus_product(x, (f64d_plus(same_ab, other_ab)), sums[b])
                    y = f64d_plus_product(y, (f64d_minus(same_ab, other_ab)), differences[b])
                p[a] = f64d_plus(p[a], (f64d_plus(x, y)))
                q[a] = f64d_plus(q[a], (f64d_minus(x, y)))
            p = p + moments
