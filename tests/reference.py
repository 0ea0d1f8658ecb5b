"""The signature and its derivatives in plain NumPy: slow, short, independent of the kernels.

A truncated tensor is a list of levels; level k is an array (batch, d**k), level 0 is the scalar.
"""

import functools

import numpy as np

STEP = 1e-30  # of complex steps: the error is its square


def flat(a, trailing):
    """`a` with its leading batch shape flattened to one axis."""
    shape = a.shape[a.ndim - trailing :]
    return a.reshape((int(np.prod(a.shape[: a.ndim - trailing])), *shape))


def outer(a, b):
    return (a[:, :, None] * b[:, None, :]).reshape(len(a), a.shape[1] * b.shape[1])


def unit(batch, d, degree, dtype=np.float64):
    levels = [np.zeros((batch, d**k), dtype) for k in range(degree + 1)]
    levels[0] += 1
    return levels


def exp(x, degree):
    levels = [np.ones((len(x), 1), x.dtype)]
    for k in range(1, degree + 1):
        levels.append(outer(levels[-1], x) / k)
    return levels


def chen(a, b):
    return [sum(outer(a[i], b[k - i]) for i in range(k + 1)) for k in range(len(a))]


def join(levels, scalar_term=False):
    return np.concatenate([levels[0][:, :0], *levels[0 if scalar_term else 1 :]], axis=1)


def split(values, d, degree):
    """The levels of a flat signature (batch, n) of either format; level 0 is 1 whatever it held."""
    values = values[:, values.shape[1] - sum(d**k for k in range(1, degree + 1)) :]
    ends = np.cumsum([d**k for k in range(1, degree + 1)])
    return [np.ones((len(values), 1), values.dtype), *np.split(values, ends, axis=1)[:degree]]


def enlarged(d, time_aug=False, lead_lag=False):
    return d * (1 + lead_lag) + time_aug


def sig_length(d, degree, *, time_aug=False, lead_lag=False, scalar_term=False):
    e = enlarged(d, time_aug, lead_lag)
    return sum(e**k for k in range(0 if scalar_term else 1, degree + 1))


def transform(path, *, time_aug=False, lead_lag=False, end_time=1.0):
    if lead_lag:
        twice = np.repeat(path, 2, axis=-2)
        path = np.concatenate([twice[..., :-1, :], twice[..., 1:, :]], axis=-1)
    if time_aug:
        time = np.linspace(0, float(end_time), path.shape[-2], dtype=path.dtype)
        time = np.broadcast_to(time[:, None], (*path.shape[:-1], 1))
        path = np.concatenate([path, time], axis=-1)
    return path


def transform_backprop(derivs, *, time_aug=False, lead_lag=False, end_time=1.0):
    if time_aug:
        derivs = derivs[..., :-1]
    if not lead_lag:
        return derivs.copy()
    length, d = (derivs.shape[-2] + 1) // 2, derivs.shape[-1] // 2
    out = np.zeros((*derivs.shape[:-2], length, d), derivs.dtype)
    for row in range(derivs.shape[-2]):
        out[..., row // 2, :] += derivs[..., row, :d]  # lag:  x0 x0 x1 x1 x2
        out[..., (row + 1) // 2, :] += derivs[..., row, d:]  # lead: x0 x1 x1 x2 x2
    return out


def prefixes(increments, degree):
    """Signatures of the first 0, 1, ..., T increments (batch, T, d)."""
    batch, steps, d = increments.shape
    out = [unit(batch, d, degree, increments.dtype)]
    for t in range(steps):
        out.append(chen(out[-1], exp(increments[:, t], degree)))
    return out


def suffixes(increments, degree):
    """Signatures of the last T, T-1, ..., 0 increments."""
    batch, steps, d = increments.shape
    out = [unit(batch, d, degree, increments.dtype)]
    for t in reversed(range(steps)):
        out.append(chen(exp(increments[:, t], degree), out[-1]))
    return out[::-1]


def sig(path, degree, *, scalar_term=False, lengths=None, **flags):
    batch_shape = path.shape[:-2]
    length = sig_length(path.shape[-1], degree, scalar_term=scalar_term, **augmentations(flags))
    path = flat(path, 2)
    out = np.zeros((len(path), length), path.dtype)
    if lengths is not None:
        for b, n in enumerate(np.ravel(lengths)):
            out[b] = sig(path[b, :n], degree, scalar_term=scalar_term, **flags)
    elif path.shape[1] > 1:
        steps = np.diff(transform(path, **flags), axis=1)
        out[:] = join(prefixes(steps, degree)[-1], scalar_term)
    elif scalar_term:
        out[:, 0] = 1
    return out.reshape(*batch_shape, length)


def augmentations(options):
    """What is among these that enlarges the dimension."""
    return {name: options[name] for name in ("time_aug", "lead_lag") if name in options}


def contract(a, tensor, b):
    """Sum of a[p] tensor[p, w, q] b[q] over p and q."""
    n, p, q = len(a), a.shape[1], b.shape[1]
    half = a[:, None, :] @ tensor.reshape(n, p, tensor.shape[1] // p)
    return (half.reshape(n, half.shape[2] // q, q) @ b[:, :, None])[:, :, 0]


def exp_backprop(derivs, x):
    """Gradient of <derivs, exp(x)>: level k is x**k / k!, differentiated at one position at a time."""
    out, factorial = np.zeros_like(x), 1
    powers = [np.ones((len(x), 1), x.dtype)]
    for k in range(1, len(derivs)):
        factorial *= k
        for left in range(k):
            out += contract(powers[left], derivs[k], powers[k - 1 - left]) / factorial
        powers.append(outer(powers[-1], x))
    return out


def increments_backprop(sig_derivs, steps, degree):
    """The signature is p * exp(x_t) * q for every t; differentiate the factor in the middle."""
    batch, times, d = steps.shape
    p = [np.concatenate(levels) for levels in zip(*prefixes(steps, degree)[:-1], strict=True)]
    q = [np.concatenate(levels) for levels in zip(*suffixes(steps, degree)[1:], strict=True)]
    derivs = [np.tile(level, (times, 1)) for level in split(sig_derivs, d, degree)]
    middle = [
        sum(contract(p[i], derivs[i + k + j], q[j]) for i in range(degree + 1 - k) for j in range(degree + 1 - k - i))
        for k in range(degree + 1)
    ]
    x = steps.swapaxes(0, 1).reshape(times * batch, d)
    return exp_backprop(middle, x).reshape(times, batch, d).swapaxes(0, 1)


def sig_backprop(path, sig_derivs, degree, *, lengths=None, **flags):
    shape = path.shape
    path, sig_derivs = flat(path, 2), flat(sig_derivs, 1)
    out = np.zeros_like(path)
    if lengths is not None:
        for b, n in enumerate(np.ravel(lengths)):
            out[b, :n] = sig_backprop(path[b, :n], sig_derivs[b], degree, **flags)
    elif path.shape[1] > 1:
        points = transform(path, **flags)
        steps = increments_backprop(sig_derivs, np.diff(points, axis=1), degree)
        derivs = np.zeros_like(points)
        derivs[:, 1:] += steps
        derivs[:, :-1] -= steps
        out = transform_backprop(derivs, **flags)
    return out.reshape(shape)


def sig_jvp(path, tangent, degree, **options):
    """The signature, and its derivative along the tangent by a complex step, which is exact."""
    moved = sig(path + STEP * 1j * tangent, degree, **options)
    return moved.real, moved.imag / STEP


def sig_backprop_tangent(path, tangent, sig_derivs, degree, **options):
    """Derivatives along the tangent: of the gradient, with `sig_derivs` held fixed, and of the signature."""
    moved = path + STEP * 1j * tangent
    gradient = sig_backprop(moved, sig_derivs, degree, **options)
    scalar_term = sig_derivs.shape[-1] > sig_length(path.shape[-1], degree, **augmentations(options))
    return gradient.imag / STEP, sig(moved, degree, scalar_term=scalar_term, **options).imag / STEP


def of_signatures(function):
    """Let a function of lists of levels take signatures (..., n) of either format, and flags that enlarge `d`."""

    @functools.wraps(function)
    def flattened(*sigs_and_sizes, time_aug=False, lead_lag=False):
        *sigs, d, degree = sigs_and_sizes
        d = enlarged(d, time_aug, lead_lag)
        scalar_term = sigs[0].shape[-1] > sig_length(d, degree)
        results = function(*(split(flat(s, 1), d, degree) for s in sigs), d, degree)
        several = isinstance(results, tuple)
        outs = [join(r, scalar_term).reshape(sigs[0].shape) for r in (results if several else (results,))]
        return tuple(outs) if several else outs[0]

    return flattened


@of_signatures
def sig_combine(a, b, d, degree):
    return chen(a, b)


@of_signatures
def sig_combine_backprop(g, a, b, d, degree):
    one, zero = np.ones_like(g[0]), np.zeros_like(g[0])
    left, right = [zero], [zero]
    for k in range(1, degree + 1):
        left.append(sum(contract(one, g[k + j], b[j]) for j in range(degree + 1 - k)))
        right.append(sum(contract(a[j], g[k + j], one) for j in range(degree + 1 - k)))
    return left, right


@of_signatures
def sig_inverse(a, d, degree):
    """The signature of the path run backwards: a word's coefficient is that of the word read backwards, signed."""
    return [
        (-1) ** k * level.reshape(-1, *[d] * k).transpose(0, *range(k, 0, -1)).reshape(level.shape)
        for k, level in enumerate(a)
    ]


def sig_product(sigs, d, degree, axis=-2, **flags):
    """Chen product of any number of signatures along an axis; of none it is the unit."""
    width = enlarged(d, **flags)
    sigs = np.moveaxis(sigs, axis, 0)
    scalar_term = sigs.shape[-1] > sig_length(width, degree)
    batch = int(np.prod(sigs.shape[1:-1]))
    out = join(unit(batch, width, degree, sigs.dtype), scalar_term).reshape(sigs.shape[1:])
    for factor in sigs:
        out = sig_combine(out, factor, width, degree)
    return out


def sig_scale(sig, factors, degree):
    """The signature of the path with its channels scaled: words times the products of the factors of their letters."""
    d = factors.shape[-1]
    factors = flat(np.broadcast_to(factors, (*sig.shape[:-1], d)), 1)
    products = [np.ones((len(factors), 1), factors.dtype)]
    for _ in range(degree):
        products.append(outer(products[-1], factors))
    levels = [a * p for a, p in zip(split(flat(sig, 1), d, degree), products, strict=True)]
    return join(levels, sig.shape[-1] > sig_length(d, degree)).reshape(sig.shape)


def sig_scale_backprop(derivs, sig, factors, degree):
    """Derivatives by the coefficients and by the factors: of a product of factors, one position at a time."""
    d = factors.shape[-1]
    g, a = (split(s, d, degree) for s in (derivs, sig))
    by_factors = np.zeros((len(sig), d), np.result_type(derivs, sig, factors))
    by_levels = [np.zeros_like(g[0])]
    for k in range(1, degree + 1):
        words = np.indices([d] * k).reshape(k, -1)
        letters = factors[:, words]
        by_levels.append(g[k] * letters.prod(axis=1))
        for position in range(k):
            others = np.delete(letters, position, axis=1).prod(axis=1)
            for letter in range(d):
                by_factors[:, letter] += (g[k] * a[k] * others)[:, words[position] == letter].sum(axis=1)
    return join(by_levels), by_factors
