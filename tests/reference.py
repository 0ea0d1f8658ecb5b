"""The signature and its derivatives in plain NumPy: slow, short, independent of the kernels.

A truncated tensor is a list of levels; level k is an array (batch, d**k), level 0 is the scalar.
"""

import functools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

STEP = 1e-30  # of complex steps: the error is its square


def flat(a, trailing):
    """`a` with its leading batch shape flattened to one axis."""
    shape = a.shape[a.ndim - trailing :]
    return a.reshape((int(np.prod(a.shape[: a.ndim - trailing])), *shape))


def outer(a, b):
    return (a[..., :, None] * b[..., None, :]).reshape(*a.shape[:-1], a.shape[-1] * b.shape[-1])


def unit(batch, d, degree, dtype=np.float64):
    levels = [np.zeros((batch, d**k), dtype) for k in range(degree + 1)]
    levels[0] += 1
    return levels


def exp(x, degree):
    levels = [np.ones((*x.shape[:-1], 1), x.dtype)]
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


def running(levels, multiply):
    """Products of the first 1, 2, ... of tensors whose levels are arrays (time, batch, d**k).

    Those of pairs of neighbours are every second of them; each of the others has one more factor.
    """
    if len(levels[0]) < 2:
        return levels
    firsts, seconds = [level[:-1:2] for level in levels], [level[1::2] for level in levels]
    pairs = running(multiply(firsts, seconds), multiply)
    thirds = [level[2::2] for level in levels]
    longer = multiply([pair[: len(thirds[0])] for pair in pairs], thirds)
    out = [np.empty_like(level) for level in levels]
    for whole, level, pair, triple in zip(out, levels, pairs, longer, strict=True):
        whole[0], whole[1::2], whole[2::2] = level[0], pair, triple
    return out


def products(increments, degree, multiply):
    """Products of the exponentials of the first 0, 1, ..., T increments (batch, T, d)."""
    batch, steps, d = increments.shape
    levels = running(exp(increments.swapaxes(0, 1), degree), multiply)
    return [unit(batch, d, degree, increments.dtype), *([level[t] for level in levels] for t in range(steps))]


def prefixes(increments, degree):
    """Signatures of the first 0, 1, ..., T increments (batch, T, d)."""
    return products(increments, degree, chen)


def suffixes(increments, degree):
    """Signatures of the last T, T-1, ..., 0 increments."""
    return products(increments[:, ::-1], degree, lambda later, earlier: chen(earlier, later))[::-1]


def of_one_length(path, lengths):
    """Which paths of a flat batch have so many points, for each number of points."""
    counts = np.broadcast_to(path.shape[-2] if lengths is None else np.ravel(lengths), len(path))
    return [(n, np.flatnonzero(counts == n)) for n in np.unique(counts)]


def increments(path, lengths, **flags):
    """Steps of the augmented paths of a flat batch: beyond their ends they stand still, which changes no signature."""
    batch, length, d = path.shape
    points = transform(np.zeros((1, max(length, 1), d)), **flags)
    steps = np.zeros((batch, points.shape[1] - 1, points.shape[2]), path.dtype)
    for n, rows in of_one_length(path, lengths):
        if n > 1:
            moves = np.diff(transform(path[rows, :n], **flags), axis=1)
            steps[rows, : moves.shape[1]] = moves
    return steps


def sig(path, degree, *, scalar_term=False, lengths=None, **flags):
    steps = increments(flat(path, 2), lengths, **flags)
    out = join(prefixes(steps, degree)[-1], scalar_term)
    return out.reshape(*path.shape[:-2], out.shape[1])


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
    out, moves = np.zeros_like(path), increments(path, lengths, **flags)
    by_steps = increments_backprop(sig_derivs, moves, degree) if moves.shape[1] else moves
    for n, rows in of_one_length(path, lengths):
        if n > 1:
            points = transform(path[rows, :n], **flags)
            steps, derivs = by_steps[rows, : points.shape[1] - 1], np.zeros_like(points)
            derivs[:, 1:] += steps
            derivs[:, :-1] -= steps
            out[rows, :n] = transform_backprop(derivs, **flags)
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


def sig_stream(path, initial, degree, *, scalar_term=False, lengths=None, **flags):
    """Signatures of all prefixes of a path: rows, each after one more step; beyond its end 0."""
    width = enlarged(path.shape[-1], **augmentations(flags))
    *batch, length, _ = path.shape
    path = flat(path, 2)
    starts = None if initial is None else flat(initial, 1)
    rows = max(length - 1, 0) * (1 + flags.get("lead_lag", False))
    out = np.zeros(
        (len(path), rows, sig_length(width, degree) + scalar_term),
        np.result_type(path, path if starts is None else starts),
    )
    out[..., :scalar_term] = 1
    for n, here in of_one_length(path, lengths):
        steps = np.diff(transform(path[here, :n], **flags), axis=1) if n > 1 else path[here, :0]
        for t, levels in enumerate(prefixes(steps, degree)[1:]):
            whole = levels if initial is None else chen(split(starts[here], width, degree), levels)
            out[here, t] = join(whole, scalar_term)
    return out.reshape(*batch, *out.shape[1:])


def sig_stream_backprop(path, sig_derivs, initial, degree, *, lengths=None, **flags):
    """Derivatives by the path and by where it starts: step by step, what later steps hand back is added up."""
    width = enlarged(path.shape[-1], **augmentations(flags))
    shape, words = path.shape, sig_length(width, degree)
    path, sig_derivs = flat(path, 2), flat(sig_derivs, 2)
    starts = np.zeros((len(path), words)) if initial is None else flat(initial, 1)
    kind = np.result_type(path, sig_derivs, starts)
    by_path, by_start = np.zeros(path.shape, kind), np.zeros((len(path), words), kind)
    levels = range(degree + 1)
    for n, here in of_one_length(path, lengths):
        if n < 2:
            continue
        points = transform(path[here, :n], **flags)
        steps, start = np.diff(points, axis=1), split(starts[here], width, degree)
        before = [chen(start, one) for one in prefixes(steps, degree)[:-1]]
        one, derivs = np.ones((len(here), 1)), [np.zeros((len(here), width**k), kind) for k in levels]
        by_points = np.zeros(points.shape, kind)
        for t in reversed(range(steps.shape[1])):
            row = split(sig_derivs[here, t], width, degree)
            derivs = [a + g for a, g in zip(row, derivs, strict=True)]
            middle = [sum(contract(before[t][i], derivs[i + k], one) for i in range(degree + 1 - k)) for k in levels]
            factor = exp(steps[:, t], degree)
            derivs = [sum(contract(one, derivs[k + j], factor[j]) for j in range(degree + 1 - k)) for k in levels]
            slope = exp_backprop(middle, steps[:, t])
            by_points[:, t + 1] += slope
            by_points[:, t] -= slope
        by_path[here, :n], by_start[here] = transform_backprop(by_points, **flags), join(derivs)
    if initial is not None and initial.shape[-1] > words:
        by_start = np.concatenate([np.zeros((len(path), 1)), by_start], axis=1)
    return by_path.reshape(shape), by_start.reshape(*shape[:-2], by_start.shape[-1])


def windows_of(array, window, stride):
    """The complete windows along the axis before the last, on an axis of their own before it."""
    return np.moveaxis(sliding_window_view(array, window, axis=-2), -1, -2)[..., ::stride, :, :]


def are_complete(path, window, stride, lengths):
    """Which windows end within the lengths of their paths: (*batch, windows)."""
    last = np.arange(window, path.shape[-2] + 1, stride)
    return np.broadcast_to(True if lengths is None else last <= lengths[..., None], (*path.shape[:-2], len(last)))


def sig_windows(path, degree, window, stride=1, *, scalar_term=False, lengths=None, **flags):
    columns = sig_length(path.shape[-1], degree, scalar_term=scalar_term, **augmentations(flags))
    complete = are_complete(path, window, stride, lengths)
    out = np.zeros((*complete.shape, columns), path.dtype)
    out[..., :scalar_term] = 1
    if complete.any():
        points = windows_of(path, window, stride)[complete]
        out[complete] = sig(points, degree, scalar_term=scalar_term, **flags)
    return out


def sig_windows_backprop(path, sig_derivs, degree, window, stride=1, *, lengths=None, **flags):
    out = np.zeros(path.shape, np.result_type(path, sig_derivs))
    complete = are_complete(path, window, stride, lengths)
    if complete.any():
        gradients = np.zeros((*complete.shape, window, path.shape[-1]), out.dtype)
        points = windows_of(path, window, stride)[complete]
        gradients[complete] = sig_backprop(points, sig_derivs[complete], degree, **flags)
        for k in range(complete.shape[-1]):
            out[..., k * stride : k * stride + window, :] += gradients[..., k, :, :]
    return out


def each_interval(path, intervals):
    """The intervals, as slices: of which paths they are, and which number each has."""
    pairs = np.asarray(intervals)
    for index in np.ndindex(pairs.shape[:-1]):
        yield (*(index[:-1] if pairs.ndim > 2 else (...,)),), index[-1], slice(*pairs[index])


def sig_intervals(path, intervals, degree, *, scalar_term=False, **flags):
    columns = sig_length(path.shape[-1], degree, scalar_term=scalar_term, **augmentations(flags))
    out = np.zeros((*path.shape[:-2], np.shape(intervals)[-2], columns), path.dtype)
    for here, k, points in each_interval(path, intervals):
        out[(*here, k, slice(None))] = sig(path[here][..., points, :], degree, scalar_term=scalar_term, **flags)
    return out


def sig_intervals_backprop(path, intervals, sig_derivs, degree, **flags):
    out = np.zeros(path.shape, np.result_type(path, sig_derivs))
    for here, k, points in each_interval(path, intervals):
        derivs = sig_derivs[(*here, k, slice(None))]
        out[(*here, points, slice(None))] += sig_backprop(path[here][..., points, :], derivs, degree, **flags)
    return out


def moved(array, tangent):
    return None if array is None else array + STEP * 1j * (0 if tangent is None else tangent)


def sig_stream_jvp(path, tangent, initial, initial_tangent, degree, **options):
    stream = sig_stream(moved(path, tangent), moved(initial, initial_tangent), degree, **options)
    return stream.real, stream.imag / STEP


def sig_stream_backprop_tangent(path, tangent, derivs, initial, initial_tangent, degree, **options):
    path, start = moved(path, tangent), moved(initial, initial_tangent)
    gradient = sig_stream_backprop(path, derivs, start, degree, **options)
    scalar_term = derivs.shape[-1] > sig_length(path.shape[-1], degree, **augmentations(options))
    stream = sig_stream(path, start, degree, scalar_term=scalar_term, **options)
    return *(array.imag / STEP for array in gradient), stream.imag / STEP


def position(word, d):
    """Where a word stands in a signature with scalar term."""
    out = 0
    for letter in word:
        out = out * d + 1 + letter
    return out


def positions(words, d, prefixes):
    words = [word[:k] for word in words for k in range(min(len(word), 1), len(word) + 1)] if prefixes else words
    return [position(word, d) for word in words]


def sig_coef(path, words, *, prefixes=False, **options):
    """What the signature has at the words."""
    whole = sig(path, max(map(len, words)), scalar_term=True, **options)
    return whole[..., positions(words, enlarged(path.shape[-1], **augmentations(options)), prefixes)]


def sig_coef_backprop(path, words, derivs, *, prefixes=False, **options):
    d, degree = enlarged(path.shape[-1], **augmentations(options)), max(map(len, words))
    whole = np.zeros((*path.shape[:-2], sig_length(d, degree, scalar_term=True)), derivs.dtype)
    np.add.at(whole, (..., positions(words, d, prefixes)), derivs)
    return sig_backprop(path, whole, degree, **options)


def sig_coef_jvp(path, tangent, words, **options):
    moved = sig_coef(path + STEP * 1j * tangent, words, **options)
    return moved.real, moved.imag / STEP


def sig_coef_backprop_tangent(path, tangent, words, derivs, **options):
    moved = path + STEP * 1j * tangent
    gradient = sig_coef_backprop(moved, words, derivs, **options)
    return gradient.imag / STEP, sig_coef(moved, words, **options).imag / STEP


def long_coefficient(path, word):
    """The coefficient of one word, of any length and in any number of channels: all its prefixes, step by step."""
    prefixes = np.zeros((len(word) + 1, *path.shape[:-2]), path.dtype)
    prefixes[0] = 1
    for x in np.moveaxis(np.diff(path, axis=-2)[..., word], -2, 0):
        for k in range(len(word), 0, -1):
            product = np.ones_like(prefixes[0])
            for j in range(1, k + 1):
                product = product * x[..., k - j] / j
                prefixes[k] += prefixes[k - j] * product
    return prefixes[-1]


def jvp_of_long_coefficient(path, tangent, word):
    moved = long_coefficient(path + STEP * 1j * tangent, word)
    return moved.real, moved.imag / STEP


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


def extract_sig_coef(sig, words, dimension, degree, **flags):
    """A level is an array with an axis for each letter."""
    d = enlarged(dimension, **flags)
    levels = split(flat(sig, 1), d, degree)
    columns = [levels[len(word)].reshape(-1, *[d] * len(word))[:, *word] for word in words]
    return np.stack([*columns, np.zeros(len(levels[0]))], axis=-1)[:, :-1].reshape(*sig.shape[:-1], len(words))


def extract_sig_coef_backprop(derivs, words, dimension, degree, *, scalar_term=False, **flags):
    d = enlarged(dimension, **flags)
    batch = derivs.shape[:-1]
    levels = [np.zeros((int(np.prod(batch)), d**k), derivs.dtype) for k in range(degree + 1)]
    for word, column in zip(words, flat(derivs, 1).T, strict=True):
        if word:
            levels[len(word)].reshape(-1, *[d] * len(word))[:, *word] += column
    return join(levels, scalar_term).reshape(*batch, sig_length(d, degree, scalar_term=scalar_term))


def sig_inner(functional, sig, dimension, degree, **flags):
    """The weight of the empty word is read, if it is there, and the coefficient is 1."""
    length = sig_length(enlarged(dimension, **flags), degree)
    weights, coefficients = (a[..., a.shape[-1] - length :] for a in (functional, sig))
    constant = functional[..., 0] if functional.shape[-1] > length else 0
    return np.asarray((weights * coefficients).sum(axis=-1) + constant)


def linear_sig(displacement, dimension, degree, *, scalar_term=False, **flags):
    """The signature of a straight line."""
    length = sig_length(dimension, degree, scalar_term=scalar_term, **flags)
    return join(exp(flat(displacement, 1), degree), scalar_term).reshape(*displacement.shape[:-1], length)


def linear_sig_backprop(derivs, displacement, dimension, degree, **flags):
    levels = split(flat(derivs, 1), displacement.shape[-1], degree)
    return exp_backprop(levels, flat(displacement, 1)).reshape(displacement.shape)


def factors_of_join(sig, displacement, degree, prepend):
    """What is multiplied, in order."""
    d = displacement.shape[-1]
    line = linear_sig(displacement, d, degree, scalar_term=sig.shape[-1] > sig_length(d, degree))
    return (line, sig) if prepend else (sig, line)


def sig_join(sig, displacement, dimension, degree, *, prepend=False, **flags):
    return sig_combine(*factors_of_join(sig, displacement, degree, prepend), displacement.shape[-1], degree)


def sig_join_backprop(deriv, sig, displacement, dimension, degree, *, prepend=False, **flags):
    d = displacement.shape[-1]
    pair = sig_combine_backprop(deriv, *factors_of_join(sig, displacement, degree, prepend), d, degree)
    by_sig, by_line = pair[::-1] if prepend else pair
    return by_sig, linear_sig_backprop(by_line, displacement, d, degree)


def tensors_of(path, correction, degree, **flags):
    """The tensors x + c of all steps, level by level (batch, T, d**k): of time, corrections know nothing."""
    steps = np.diff(transform(path, **flags), axis=1)
    batch, times, width = steps.shape
    d = path.shape[-1]
    dtype = np.result_type(steps, correction)
    levels = [np.zeros((batch, times, width**k), dtype) for k in range(degree + 1)]
    if degree:
        levels[1] = steps.astype(dtype)
    start, k = 0, 2
    while start < correction.shape[-1]:
        whole = levels[k].reshape(batch, times, *[width] * k)
        whole[(..., *[slice(d)] * k)] = correction[..., start : start + d**k].reshape(batch, times, *[d] * k)
        start, k = start + d**k, k + 1
    return levels


def powers_of(levels):
    """The powers 0, 1, ..., N of a tensor without scalar term."""
    powers = [[np.ones_like(levels[0]), *map(np.zeros_like, levels[1:])]]
    for _ in levels[1:]:
        powers.append(chen(powers[-1], levels))
    return powers


def exp_of(levels):
    """The exponential of a tensor, as its series."""
    factorials, powers = np.cumprod([1, *range(1, len(levels))]), powers_of(levels)
    return [sum(p[k] / f for p, f in zip(powers, factorials, strict=True)) for k in range(len(levels))]


def exp_of_backprop(derivs, levels):
    """Gradient of <derivs, exp(T)>: every power is differentiated at one factor at a time."""
    powers, degree = powers_of(levels), len(levels) - 1
    factorials = np.cumprod([1, *range(1, degree + 1)])
    return [
        sum(
            contract(powers[i][a], derivs[a + k + b], powers[j][b]) / factorials[i + j + 1]
            for i in range(degree)
            for j in range(degree - i)
            for a in range(degree + 1 - k)
            for b in range(degree + 1 - k - a)
        )
        for k in range(degree + 1)
    ]


def of_steps(function, *tensors):
    """A function of tensors, of those of all steps at once, level by level (batch, T, d**k)."""
    batch, times = tensors[0][0].shape[:2]
    results = function(*([level.reshape(batch * times, -1) for level in levels] for levels in tensors))
    return [level.reshape(batch, times, -1) for level in results]


def sig_corrected(path, correction, degree, *, scalar_term=False, lengths=None, **flags):
    shape = (*path.shape[:-2], sig_length(path.shape[-1], degree, scalar_term=scalar_term, **augmentations(flags)))
    path, correction = flat(path, 2), flat(correction, 2)
    out = np.zeros((len(path), shape[-1]), np.result_type(path, correction))
    out[:, :scalar_term] = 1
    for n, rows in of_one_length(path, lengths):
        if n > 1:
            factors = of_steps(exp_of, tensors_of(path[rows, :n], correction[rows, : n - 1], degree, **flags))
            signature = [level[:, 0] for level in factors]
            for t in range(1, n - 1):
                signature = chen(signature, [level[:, t] for level in factors])
            out[rows] = join(signature, scalar_term)
    return out.reshape(shape)


def sig_corrected_backprop(path, correction, sig_derivs, degree, *, lengths=None, **flags):
    """Step by step, what later steps hand back multiplied by their factors."""
    shapes = path.shape, correction.shape
    path, correction, sig_derivs = flat(path, 2), flat(correction, 2), flat(sig_derivs, 1)
    dtype = np.result_type(path, correction)
    by_path, by_correction = np.zeros(path.shape, dtype), np.zeros(correction.shape, dtype)
    for n, rows in of_one_length(path, lengths):
        if n > 1 and degree:
            given = path[rows, :n], correction[rows, : n - 1], sig_derivs[rows]
            by_path[rows, :n], by_correction[rows, : n - 1] = _corrected_backprop(*given, degree, flags)
    return by_path.reshape(shapes[0]), by_correction.reshape(shapes[1])


def _corrected_backprop(path, correction, sig_derivs, degree, flags):
    steps = tensors_of(path, correction, degree, **flags)
    (batch, points, d), width = path.shape, steps[1].shape[-1]
    dtype = np.result_type(path, correction)
    by_path, by_correction = np.zeros(path.shape, dtype), np.zeros(correction.shape, dtype)
    exponentials = of_steps(exp_of, steps)
    factors = [[level[:, t] for level in exponentials] for t in range(points - 1)]
    derivs, levels = split(sig_derivs, width, degree), range(degree + 1)
    before, one = [unit(batch, width, degree, dtype)], np.ones((batch, 1))
    for factor in factors[:-1]:
        before.append(chen(before[-1], factor))
    by_factors = []
    for row, factor in zip(reversed(before), reversed(factors), strict=True):
        by_factors.append([sum(contract(row[i], derivs[i + k], one) for i in range(degree + 1 - k)) for k in levels])
        derivs = [sum(contract(one, derivs[k + j], factor[j]) for j in range(degree + 1 - k)) for k in levels]
    of_all = [np.stack([derivs[k] for derivs in reversed(by_factors)], axis=1) for k in levels]
    by_levels = of_steps(exp_of_backprop, of_all, steps)
    by_path[:, :-1] -= by_levels[1][..., :d]
    by_path[:, 1:] += by_levels[1][..., :d]
    start, k = 0, 2
    while start < correction.shape[-1]:
        whole = by_levels[k].reshape(batch, points - 1, *[width] * k)
        by_correction[..., start : start + d**k] = whole[(..., *[slice(d)] * k)].reshape(batch, points - 1, d**k)
        start, k = start + d**k, k + 1
    return by_path, by_correction


def sig_corrected_jvp(path, correction, tangent, correction_tangent, degree, **options):
    """By a complex step, as `sig_jvp`."""
    moved = path + STEP * 1j * tangent, correction + STEP * 1j * correction_tangent
    out = sig_corrected(*moved, degree, **options)
    return out.real, out.imag / STEP


def sig_corrected_backprop_tangent(path, correction, tangent, correction_tangent, sig_derivs, degree, **options):
    """Derivatives along the tangents: of both gradients, with `sig_derivs` held fixed, and of the signature."""
    moved = path + STEP * 1j * tangent, correction + STEP * 1j * correction_tangent
    gradients = sig_corrected_backprop(*moved, sig_derivs, degree, **options)
    scalar_term = sig_derivs.shape[-1] > sig_length(path.shape[-1], degree, **augmentations(options))
    out = sig_corrected(*moved, degree, scalar_term=scalar_term, **options)
    return *(gradient.imag / STEP for gradient in gradients), out.imag / STEP
