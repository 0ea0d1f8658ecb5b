"""Signature kernels and their derivatives in plain NumPy, straight from the definitions.

The kernel k of two paths solves k_st = rho k, where rho is the inner product of their increments in each cell of a
grid, or what a static kernel makes of it. Paths have any batch shape; two shapes that broadcast give Gram matrices.
"""

import functools
import math

import numpy as np
import reference
from numpy.polynomial.legendre import legint
from reference import STEP, flat, of_one_length, transform, transform_backprop

# The scheme: in a cell, the derivatives of k along two edges are series of orthonormal polynomials on [0, 1].


def integrals(index, count, size):
    """Coefficients of a polynomial of the basis and of its repeated integrals from 0: an array (count + 1, size)."""
    series, out = np.eye(index + 1)[index], np.zeros((count + 1, size))
    for row in out:
        row[: len(series)] = series[:size]
        integral = legint(series * np.sqrt(2 * np.arange(len(series)) + 1), lbnd=-1) / 2
        series = integral / np.sqrt(2 * np.arange(len(integral)) + 1)
    return out


@functools.cache
def cell(order):
    """How the edges that leave a cell follow from those that enter it: coefficients of rho, rho**2, ..., rho**order.

    Of the corner in an edge (order, size), of an edge in the one across, and in the one around the corner (order, size,
    size). Terms beyond the order are left out: that of rho**n in the coefficient b of the result a has order n + a + b.
    """
    size = (order + 1) // 2
    basis = np.stack([integrals(index, order, size) for index in range(size)], axis=-1)  # power, row, column
    n = np.arange(1, order + 1)
    factorial = np.array([float(math.factorial(k)) for k in n])
    corner = basis[:-1, :, 0] / factorial[:, None]
    across = basis[1:] / factorial[:, None, None]
    around = basis[:-1, :, :1] * basis[1:, :1, :]
    order_of = n[:, None, None] + np.arange(size)[:, None] + np.arange(size)
    across[order_of > order] = around[order_of > order] = 0
    corner[order_of[:, :, 0] > order] = 0
    return corner, across, around


def polynomials(rho, order):
    """The three of `cell` at rho (..., cells)."""
    powers = rho[..., None] ** np.arange(1, order + 1)
    return [np.tensordot(powers, coefficients, 1) for coefficients in cell(order)]


def slopes(rho, order):
    """And their derivatives by rho."""
    powers = np.arange(1, order + 1) * rho[..., None] ** np.arange(order)
    return [np.tensordot(powers, coefficients, 1) for coefficients in cell(order)]


def diagonals(rows, columns):
    """The cells of a grid in an order in which they can be computed: each depends on those before it alone."""
    for t in range(rows + columns - 1):
        i = np.arange(max(t - columns + 1, 0), min(t + 1, rows))
        yield i, t - i


def times(matrices, vectors):
    return (matrices @ vectors[..., None])[..., 0]


def transposed_times(matrices, vectors):
    return (vectors[..., None, :] @ matrices)[..., 0, :]


def sweep(increments, order, corner_values=None):
    """The kernel, and the corner and the edges that entered each cell, a diagonal after the other.

    The kernel at each corner of the grid is written into an array, if there is one.
    """
    *batch, rows, columns = increments.shape
    size, dtype = (order + 1) // 2, increments.dtype
    corners = np.ones((*batch, rows), dtype)
    below, left = np.zeros((*batch, columns, size), dtype), np.zeros((*batch, rows, size), dtype)
    entered = []
    for i, j in diagonals(rows, columns):
        c, p, q = corners[..., i], below[..., j, :], left[..., i, :]
        entered.append((c, p, q))
        if corner_values is not None:
            corner_values[..., i, j + 1], corner_values[..., i + 1, j] = c + p[..., 0], c + q[..., 0]
        corner, across, around = polynomials(increments[..., i, j], order)
        corners[..., i] = c + p[..., 0]
        below[..., j, :] = p + corner * c[..., None] + times(across, p) + times(around, q)
        left[..., i, :] = q + corner * c[..., None] + times(across, q) + times(around, p)
    out = 1 + below[..., 0].sum(axis=-1)
    if corner_values is not None:
        corner_values[..., rows, columns] = out
        corner_values[..., rows, 1:columns] = 1 + np.cumsum(below[..., :-1, 0], axis=-1)
        corner_values[..., 1:rows, columns] = 1 + np.cumsum(left[..., :-1, 0], axis=-1)
    return out, entered


def sig_kernel_grid(increments, order):
    """The kernels of the first points of two paths: any number of them, from one on."""
    *batch, rows, columns = increments.shape
    out = np.ones((*batch, rows + 1, columns + 1), increments.dtype)
    sweep(increments, order, out)
    return out


def sweep_backprop(increments, order, derivs):
    """Derivatives by the increments, from those by the kernel at each corner: the cells in the opposite order."""
    _, entered = sweep(increments, order)
    *batch, rows, columns = increments.shape
    size, dtype = (order + 1) // 2, increments.dtype
    corners, out = np.zeros((*batch, rows), dtype), np.zeros_like(increments)
    below, left = np.zeros((*batch, columns, size), dtype), np.zeros((*batch, rows, size), dtype)
    # The corners above a row are sums of the edges to their left.
    by_edges = np.cumsum(derivs[..., 1:, :0:-1], axis=-1)[..., ::-1]
    for (i, j), (c, p, q) in reversed([*zip(diagonals(rows, columns), entered, strict=True)]):
        by_c, by_p, by_q = corners[..., i], below[..., j, :], left[..., i, :]
        by_p[..., 0] += by_edges[..., i, j]
        corner, across, around = slopes(increments[..., i, j], order)
        moved_p = corner * c[..., None] + times(across, p) + times(around, q)
        moved_q = corner * c[..., None] + times(across, q) + times(around, p)
        out[..., i, j] = (by_p * moved_p + by_q * moved_q).sum(axis=-1)
        corner, across, around = polynomials(increments[..., i, j], order)
        corners[..., i] = by_c + (corner * (by_p + by_q)).sum(axis=-1)
        below[..., j, :] = by_p + transposed_times(across, by_p) + transposed_times(around, by_q)
        below[..., j, 0] += by_c
        left[..., i, :] = by_q + transposed_times(across, by_q) + transposed_times(around, by_p)
    return out


def finite_differences(increments):
    """The kernel at all corners of the grid by the stencil of second order: a long sum of larger roundings."""
    *batch, rows, columns = increments.shape
    k = np.ones((*batch, rows + 1, columns + 1), increments.dtype)
    for i, j in diagonals(rows, columns):
        z = increments[..., i, j]
        sides = k[..., i + 1, j] + k[..., i, j + 1]
        k[..., i + 1, j + 1] = sides * (1 + z / 2 + z**2 / 12) - k[..., i, j] * (1 - z**2 / 12)
    return k


def scheme(dyadic_order=None, order=None, method=None):
    """The order, and into how many parts cells are cut along each axis."""
    if order is None:
        order = 6 if dyadic_order is None and method is None else 2
    halvings = np.broadcast_to(0 if dyadic_order is None else dyadic_order, 2)
    return order, 2**halvings


def refined(increments, parts):
    return np.repeat(np.repeat(increments, parts[0], axis=-2), parts[1], axis=-1) / parts.prod()


def sig_kernel_from_increments(increments, return_grid=False, **how):
    order, parts = scheme(**how)
    cells = refined(increments, parts)
    return sig_kernel_grid(cells, order) if return_grid else sweep(cells, order)[0]


def sig_kernel_from_increments_backprop(derivs, increments, return_grid=False, **how):
    order, parts = scheme(**how)
    cells = refined(increments, parts)
    if not return_grid:
        by_last = derivs
        derivs = np.zeros((*cells.shape[:-2], cells.shape[-2] + 1, cells.shape[-1] + 1), cells.dtype)
        derivs[..., -1, -1] = by_last
    by_cells = sweep_backprop(cells, order, derivs) / parts.prod()
    *batch, rows, columns = increments.shape
    return by_cells.reshape(*batch, rows, parts[0], columns, parts[1]).sum(axis=(-3, -1))


# Static kernels: a function of u, which is the inner product of two points or the square of their distance, and its
# derivative by u.


def linear(u):
    return u, np.ones_like(u)


def scaled_linear(u, scale=1.0):
    return scale**2 * u, scale**2 * np.ones_like(u)


def polynomial(u, degree=3.0, gamma=1.0, scale=1.0):
    return scale * (u + gamma) ** degree, scale * degree * (u + gamma) ** (degree - 1)


def rbf(u, sigma):
    return np.exp(-u / sigma), -np.exp(-u / sigma) / sigma


def matern12(u, sigma):
    """At coinciding points the derivative is taken for 0."""
    r = np.sqrt(u)
    value = np.exp(-r / sigma)
    return value, np.where(r == 0, 0, -value / (2 * sigma * np.where(r == 0, 1, r)))


def matern32(u, sigma):
    r, a = np.sqrt(u), np.sqrt(3) / sigma
    return (1 + a * r) * np.exp(-a * r), -(a**2) / 2 * np.exp(-a * r)


def matern52(u, sigma):
    r, a = np.sqrt(u), np.sqrt(5) / sigma
    return (1 + a * r + a**2 * u / 3) * np.exp(-a * r), -(a**2) / 6 * (1 + a * r) * np.exp(-a * r)


def rational_quadratic(u, sigma, alpha=1.0):
    base = 1 + u / (2 * alpha * sigma**2)
    return base**-alpha, -(base ** (-alpha - 1)) / (2 * sigma**2)


OF_INNER_PRODUCTS = {"LinearKernel": linear, "ScaledLinearKernel": scaled_linear, "PolynomialKernel": polynomial}
OF_DISTANCES = {"RBFKernel": rbf, "Matern12Kernel": matern12, "Matern32Kernel": matern32, "Matern52Kernel": matern52}
OF_DISTANCES |= {"RationalQuadraticKernel": rational_quadratic}
STATIC = {**OF_INNER_PRODUCTS, **OF_DISTANCES}


def static_kernel_of(x, y, static_kernel):
    """The static kernel of all pairs of points, and its derivative by u."""
    name, parameters = static_kernel or ("LinearKernel", {})
    if name in OF_DISTANCES:
        return STATIC[name](((x[..., :, None, :] - y[..., None, :, :]) ** 2).sum(axis=-1), **parameters)
    return STATIC[name](x @ y.swapaxes(-1, -2), **parameters)


def static_kernel_backprop(derivs, x, y, static_kernel):
    by_u = derivs * static_kernel_of(x, y, static_kernel)[1]
    by_x, by_y = by_u @ y, by_u.swapaxes(-1, -2) @ x
    if static_kernel is None or static_kernel[0] not in OF_DISTANCES:
        return by_x, by_y
    return 2 * (by_u.sum(axis=-1)[..., None] * x - by_x), 2 * (by_u.sum(axis=-2)[..., None] * y - by_y)


def differences(matrix):
    return np.diff(np.diff(matrix, axis=-1), axis=-2)


def differences_backprop(derivs):
    out = np.zeros((*derivs.shape[:-2], derivs.shape[-2] + 1, derivs.shape[-1] + 1), derivs.dtype)
    out[..., 1:, 1:] += derivs
    out[..., :-1, :-1] += derivs
    out[..., :-1, 1:] -= derivs
    out[..., 1:, :-1] -= derivs
    return out


def kernel(x, y, static_kernel=None, **how):
    """The kernel of paths that are not to be augmented."""
    return sig_kernel_from_increments(differences(static_kernel_of(x, y, static_kernel)[0]), **how)


def summed_to(shape, array):
    """The transpose of broadcasting from a shape."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    return array.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True).reshape(shape)


def kernel_backprop(derivs, x, y, static_kernel=None, **how):
    increments = differences(static_kernel_of(x, y, static_kernel)[0])
    by_increments = sig_kernel_from_increments_backprop(derivs, increments, **how)
    by_points = static_kernel_backprop(differences_backprop(by_increments), x, y, static_kernel)
    return tuple(summed_to(points.shape, by) for points, by in zip((x, y), by_points, strict=True))


def normalised(x, y, **how):
    return kernel(x, y, **how) / np.sqrt(kernel(x, x, **how) * kernel(y, y, **how))


def normalised_backprop(derivs, x, y, **how):
    squares = [kernel(points, points, **how) for points in (x, y)]
    by_kernel = derivs / np.sqrt(squares[0] * squares[1])
    by_points = kernel_backprop(by_kernel, x, y, **how)
    by_log = by_kernel * kernel(x, y, **how)
    by_squares = [summed_to(square.shape, -by_log / (2 * square)) for square in squares]
    own = [sum(kernel_backprop(by, points, points, **how)) for by, points in zip(by_squares, (x, y), strict=True)]
    return tuple(by + by_own for by, by_own in zip(by_points, own, strict=True))


# The functions of siglib, without what says how to compute, and with a static kernel as its name and its parameters.


def points(path, lengths, **flags):
    """Augmented paths: beyond their ends they stand still, which changes no kernel."""
    rows = flat(path, 2)
    shape = transform(np.zeros((1, max(rows.shape[1], 1), rows.shape[2])), **flags).shape[1:]
    out = np.zeros((len(rows), *shape), rows.dtype)
    for n, which in of_one_length(rows, lengths):
        if n > 1:
            own = transform(rows[which, :n], **flags)
            out[which] = own[:, -1:]
            out[which, : own.shape[1]] = own
    return out.reshape(*path.shape[:-2], *shape)


def points_backprop(derivs, path, lengths, **flags):
    rows, derivs = flat(path, 2), flat(derivs, 2)
    out = np.zeros(rows.shape, derivs.dtype)
    for n, which in of_one_length(rows, lengths):
        if n > 1:
            count = 2 * n - 1 if flags.get("lead_lag") else n
            own = derivs[which, :count]
            own[:, -1] += derivs[which, count:].sum(axis=1)
            out[which, :n] = transform_backprop(own, **flags)
    return out.reshape(path.shape)


def read(options):
    """Options of how paths are read, and of how kernels are computed from their points."""
    flags = {name: options[name] for name in ("time_aug", "lead_lag", "end_time") if name in options}
    return flags, {name: value for name, value in options.items() if name not in flags}


def sig_kernel(path1, path2, *, lengths1=None, lengths2=None, normalise=False, **options):
    flags, how = read(options)
    return (normalised if normalise else kernel)(
        points(path1, lengths1, **flags), points(path2, lengths2, **flags), **how
    )


def sig_kernel_backprop(derivs, path1, path2, *, lengths1=None, lengths2=None, normalise=False, **options):
    flags, how = read(options)
    backprop = normalised_backprop if normalise else kernel_backprop
    by = backprop(derivs, points(path1, lengths1, **flags), points(path2, lengths2, **flags), **how)
    return points_backprop(by[0], path1, lengths1, **flags), points_backprop(by[1], path2, lengths2, **flags)


def moved(path, tangent):
    return path if tangent is None else path + STEP * 1j * tangent


def sig_kernel_jvp(path1, path2, tangent1, tangent2, **options):
    """The kernel, and its derivative along tangents by a complex step, which is exact."""
    out = sig_kernel(moved(path1, tangent1), moved(path2, tangent2), **options) + 0j
    return out.real, out.imag / STEP


def sig_kernel_backprop_tangent(derivs, path1, path2, tangent1, tangent2, **options):
    """The derivative of the gradients along tangents."""
    out = sig_kernel_backprop(derivs, moved(path1, tangent1), moved(path2, tangent2), **options)
    return tuple((by + 0j).imag / STEP for by in out)


def each_pair(paths1, paths2, lengths1, lengths2):
    """Batches of paths as two that broadcast to all pairs; without the second, both are the first."""
    if paths2 is None:
        paths2, lengths2 = paths1, lengths1
    batch1, batch2 = paths1.shape[:-2], paths2.shape[:-2]
    first = paths1.reshape(*batch1, *(1,) * len(batch2), *paths1.shape[-2:])
    lengths1 = None if lengths1 is None else np.reshape(lengths1, first.shape[:-2])
    return first, paths2, {"lengths1": lengths1, "lengths2": lengths2}


def sig_kernel_gram(paths1, paths2=None, *, lengths1=None, lengths2=None, **options):
    first, second, lengths = each_pair(paths1, paths2, lengths1, lengths2)
    return sig_kernel(first, second, **lengths, **options)


def sig_kernel_gram_backprop(derivs, paths1, paths2=None, *, lengths1=None, lengths2=None, **options):
    """Of a symmetric Gram matrix by its paths, and None."""
    first, second, lengths = each_pair(paths1, paths2, lengths1, lengths2)
    by = [
        out.reshape(paths.shape)
        for out, paths in zip(
            sig_kernel_backprop(derivs, first, second, **lengths, **options), (paths1, second), strict=True
        )
    ]
    return (by[0] + by[1], None) if paths2 is None else tuple(by)


def sig_kernel_gram_jvp(paths1, paths2, tangents1, tangents2, **options):
    if paths2 is None:
        tangents2 = None
    second = None if paths2 is None else moved(paths2, tangents2)
    out = sig_kernel_gram(moved(paths1, tangents1), second, **options) + 0j
    return out.real, out.imag / STEP


def sig_kernel_symmetric(paths, *, lengths=None, **options):
    return sig_kernel_gram(paths, lengths1=lengths, **options)


def sig_kernel_symmetric_jvp(paths, tangents, *, lengths=None, **options):
    return sig_kernel_gram_jvp(paths, None, tangents, None, lengths1=lengths, **options)


def sig_kernel_symmetric_backprop(paths, derivs, *, lengths=None, **options):
    return sig_kernel_gram_backprop(derivs, paths, lengths1=lengths, **options)[0]


sig_kernel_grid_of_paths = functools.partial(sig_kernel, return_grid=True)
sig_kernel_grid_jvp = functools.partial(sig_kernel_jvp, return_grid=True)
sig_kernel_grid_backprop = functools.partial(sig_kernel_backprop, return_grid=True)

RBF = ("RBFKernel", {"sigma": 15.0})
sig_kernel_rbf = functools.partial(sig_kernel, static_kernel=RBF)
sig_kernel_rbf_jvp = functools.partial(sig_kernel_jvp, static_kernel=RBF)
sig_kernel_rbf_backprop = functools.partial(sig_kernel_backprop, static_kernel=RBF)


def static_kernel_derivs(function, static_kernel, **options):
    """Derivatives of a function's results by the parameters of its static kernel, by name."""
    name, parameters = static_kernel
    moves = {key: {**parameters, key: value + STEP * 1j} for key, value in parameters.items()}
    return {key: function(static_kernel=(name, move), **options).imag / STEP for key, move in moves.items()}


# Other ways to the same numbers, and what is made of kernels.


def truncated_sig_kernel(path1, path2, degree, **flags):
    """The inner products of signatures up to a degree, with that of the empty word."""
    products = [reference.sig(path, degree, scalar_term=True, **flags) for path in (path1, path2)]
    return (products[0] * products[1]).sum(axis=-1)


def truncated_kernel(path1, path2, degree, *, lengths1=None, lengths2=None, **flags):
    """The same of ragged batches."""
    first = reference.sig(path1, degree, scalar_term=True, lengths=lengths1, **flags)
    return (first * reference.sig(path2, degree, scalar_term=True, lengths=lengths2, **flags)).sum(axis=-1)


def truncated_kernel_backprop(derivs, path1, path2, degree, *, lengths1=None, lengths2=None, **flags):
    first, second = (
        reference.sig(path1, degree, lengths=lengths1, **flags),
        reference.sig(path2, degree, lengths=lengths2, **flags),
    )
    return (
        reference.sig_backprop(path1, derivs[..., None] * second, degree, lengths=lengths1, **flags),
        reference.sig_backprop(path2, derivs[..., None] * first, degree, lengths=lengths2, **flags),
    )


def truncated_kernel_gram(paths1, paths2, degree, *, lengths1=None, lengths2=None, **flags):
    first = reference.sig(paths1, degree, scalar_term=True, lengths=lengths1, **flags)
    return np.tensordot(first, reference.sig(paths2, degree, scalar_term=True, lengths=lengths2, **flags), (-1, -1))


def truncated_kernel_gram_backprop(derivs, paths1, paths2, degree, *, lengths1=None, lengths2=None, **flags):
    first = reference.sig(paths1, degree, lengths=lengths1, **flags)
    second = reference.sig(paths2, degree, lengths=lengths2, **flags)
    count1, count2 = paths1.ndim - 2, paths2.ndim - 2
    by_first = np.tensordot(derivs, second, (range(-count2, 0), range(count2)))
    by_second = np.tensordot(derivs, first, (range(count1), range(count1)))
    return (
        reference.sig_backprop(paths1, by_first, degree, lengths=lengths1, **flags),
        reference.sig_backprop(paths2, by_second, degree, lengths=lengths2, **flags),
    )


def true_kernel(path1, path2, **options):
    """So high an order that its error is that of rounding."""
    return sig_kernel(path1, path2, order=24, **options)


def mean_of_pairs(gram):
    """The mean over pairs of different paths."""
    return (gram.sum() - np.trace(gram)) / (len(gram) * (len(gram) - 1))


def sig_score(sample, y, lam=1.0, **options):
    own = mean_of_pairs(sig_kernel_gram(sample, **options))
    return lam * own - 2 * sig_kernel_gram(sample, y, **options).mean(axis=0)


def expected_sig_score(sample1, sample2, **options):
    return sig_score(sample1, sample2, **options).mean(keepdims=True)


def sig_mmd(sample1, sample2, **options):
    own = [mean_of_pairs(sig_kernel_gram(sample, **options)) for sample in (sample1, sample2)]
    return sum(own) - 2 * sig_kernel_gram(sample1, sample2, **options).mean()


def sig_mmd_backprop(derivs, sample1, sample2, **options):
    counts = [len(sample) for sample in (sample1, sample2)]
    own = [
        sig_kernel_gram_backprop(derivs * (1 - np.eye(n)) / (n * (n - 1)), sample, **options)[0]
        for n, sample in zip(counts, (sample1, sample2), strict=True)
    ]
    between = np.full(counts, -2 * derivs / math.prod(counts))
    crossed = sig_kernel_gram_backprop(between, sample1, sample2, **options)
    return tuple(by + by_own for by, by_own in zip(crossed, own, strict=True))
