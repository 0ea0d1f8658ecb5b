"""Log-signatures and their derivatives in plain NumPy, straight from the definitions.

The functions of siglib, without what says how to compute: what they are written in is an array (batch, words) or, as in
reference.py, a list of levels.
"""

import functools
import itertools
import math

import numpy as np
import reference
from reference import STEP, augmentations, chen, contract, enlarged, flat, join, sig_length, split

METHODS = {"expanded": 0, "words": 1, "brackets": 2, 0: 0, 1: 1, 2: 2, 3: 2}


def is_lyndon(word):
    """Whether a word is smaller than all its proper suffixes."""
    return len(word) > 0 and all(word < word[i:] for i in range(1, len(word)))


@functools.cache
def lyndon_words(d, degree):
    levels = (itertools.product(range(d), repeat=k) for k in range(1, degree + 1))
    return [word for level in levels for word in level if is_lyndon(word)]


def factors(word):
    """The word before its longest proper suffix that is a Lyndon word, and that suffix."""
    start = next(i for i in range(1, len(word)) if is_lyndon(word[i:]))
    return word[:start], word[start:]


def lyndon_brackets(d, degree):
    def text(word):
        return str(word[0] + 1) if len(word) == 1 else "[{},{}]".format(*map(text, factors(word)))

    return [text(word) for word in lyndon_words(d, degree)]


@functools.cache
def bracket(word, d):
    """The bracket of a Lyndon word: a level of a tensor."""
    if len(word) == 1:
        return np.eye(d)[word[0]]
    left, right = (bracket(factor, d) for factor in factors(word))
    return np.kron(left, right) - np.kron(right, left)


def position(word, d):
    """Where a word is in a signature without scalar term."""
    return functools.reduce(lambda place, letter: d * place + letter + 1, word, 0) - 1


@functools.cache
def positions(d, degree):
    return np.array([position(word, d) for word in lyndon_words(d, degree)], np.intp)


@functools.cache
def expansion(d, degree):
    """The tensors that brackets are, as columns."""
    columns = np.zeros((sig_length(d, degree), len(lyndon_words(d, degree))))
    for column, word in zip(columns.T, lyndon_words(d, degree), strict=True):
        column[sig_length(d, len(word) - 1) :][: d ** len(word)] = bracket(word, d)
    return columns


@functools.cache
def bracket_words(d, degree):
    """The coefficients of brackets, as columns, at Lyndon words."""
    return expansion(d, degree)[positions(d, degree)]


# A tensor (batch, words) and its coordinates by a method: two linear maps and their transposes.


def coordinates(tensor, d, degree, method):
    if METHODS[method] == 0:
        return tensor
    at_words = tensor[:, positions(d, degree)]
    return at_words if METHODS[method] == 1 else np.linalg.solve(bracket_words(d, degree), at_words.T).T


def coordinates_backprop(derivs, d, degree, method):
    if METHODS[method] == 0:
        return derivs
    if METHODS[method] == 2:
        derivs = np.linalg.solve(bracket_words(d, degree).T, derivs.T).T
    out = np.zeros((len(derivs), sig_length(d, degree)), derivs.dtype)
    out[:, positions(d, degree)] = derivs
    return out


def element(values, d, degree, method):
    """The tensor with these coordinates."""
    if METHODS[method] == 0:
        return values
    if METHODS[method] == 1:
        values = np.linalg.solve(bracket_words(d, degree), values.T).T
    return values @ expansion(d, degree).T


def element_backprop(derivs, d, degree, method):
    if METHODS[method] == 0:
        return derivs
    derivs = derivs @ expansion(d, degree)
    return np.linalg.solve(bracket_words(d, degree).T, derivs.T).T if METHODS[method] == 1 else derivs


# Power series of tensors (batch, words) without scalar term.


def levels_of(tensor, d, degree, scalar):
    levels = split(tensor, d, degree)
    return [np.full_like(levels[0], scalar), *levels[1:]]


def chen_backprop(g, a, b):
    one, n = np.ones_like(g[0]), len(g)
    left = [sum(contract(one, g[k + j], b[j]) for j in range(n - k)) for k in range(n)]
    right = [sum(contract(a[j], g[k + j], one) for j in range(n - k)) for k in range(n)]
    return left, right


def series(x, coefficients):
    """The partial sums of Horner's scheme: the last one is the sum of all coefficients[k] x^k."""
    sums = [[np.zeros_like(level) for level in x]]
    for coefficient in reversed(coefficients):
        scalar, *levels = chen(sums[-1], x)
        sums.append([scalar + coefficient, *levels])
    return sums


def series_backprop(g, x, coefficients):
    out = [np.zeros_like(level) for level in x]
    for partial in reversed(series(x, coefficients)[:-1]):
        g, by_x = chen_backprop(g, partial, x)
        out = [a + b for a, b in zip(out, by_x, strict=True)]
    return out


def log_coefficients(degree):
    return [0, *((-1) ** (k - 1) / k for k in range(1, degree + 1))]


def exp_coefficients(degree):
    return [1 / math.factorial(k) for k in range(degree + 1)]


def log(tensor, d, degree):
    return join(series(levels_of(tensor, d, degree, 0), log_coefficients(degree))[-1])


def log_backprop(derivs, tensor, d, degree):
    g, x = (levels_of(values, d, degree, 0) for values in (derivs, tensor))
    return join(series_backprop(g, x, log_coefficients(degree)))


def exp(tensor, d, degree):
    return join(series(levels_of(tensor, d, degree, 0), exp_coefficients(degree))[-1])


def exp_backprop(derivs, tensor, d, degree):
    g, x = (levels_of(values, d, degree, 0) for values in (derivs, tensor))
    return join(series_backprop(g, x, exp_coefficients(degree)))


def combine(a, b, d, degree):
    """log(exp(a) exp(b))."""
    exps = (levels_of(exp(x, d, degree), d, degree, 1) for x in (a, b))
    return log(join(chen(*exps)), d, degree)


def combine_backprop(derivs, a, b, d, degree):
    exps = [levels_of(exp(x, d, degree), d, degree, 1) for x in (a, b)]
    by_product = log_backprop(derivs, join(chen(*exps)), d, degree)
    left, right = chen_backprop(levels_of(by_product, d, degree, 0), *exps)
    return exp_backprop(join(left), a, d, degree), exp_backprop(join(right), b, d, degree)


def line(displacement, d, degree):
    """The tensor with nothing but level 1."""
    out = np.zeros((len(displacement), sig_length(d, degree)), displacement.dtype)
    out[:, :d] = displacement[:, : out.shape[1]]
    return out


def line_backprop(derivs, d):
    out = np.zeros((len(derivs), d), derivs.dtype)
    out[:, : derivs.shape[1]] = derivs[:, :d]
    return out


# Arrays as users have them: any batch, and a scalar term where there is a whole tensor.


def log_sig_length(dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    return len(lyndon_words(d, degree)) if METHODS[method] else sig_length(d, degree)


def rows(values, length):
    """The last `length` entries of each row: all but the scalar term."""
    return flat(values, 1)[:, values.shape[-1] - length :]


def is_longer(values, length):
    """Whether there is a scalar term."""
    return values.shape[-1] > length


def shaped(out, like, scalar_term=False, scalar=0):
    """`out` in the batch shape of `like`."""
    if scalar_term:
        out = np.concatenate([np.full((len(out), 1), scalar, out.dtype), out], axis=1)
    return out.reshape(*like.shape[:-1], out.shape[1])


def sig_to_log_sig(sig, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = sig_length(d, degree)
    out = coordinates(log(rows(sig, length), d, degree), d, degree, method)
    return shaped(out, sig, not METHODS[method] and is_longer(sig, length))


def sig_to_log_sig_backprop(sig, log_sig_derivs, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = sig_length(d, degree)
    derivs = coordinates_backprop(rows(log_sig_derivs, log_sig_length(d, degree, method=method)), d, degree, method)
    return shaped(log_backprop(derivs, rows(sig, length), d, degree), sig, is_longer(sig, length))


def log_sig(path, degree, *, method=1, scalar_term=False, lengths=None, **flags):
    sig = reference.sig(path, degree, scalar_term=scalar_term, lengths=lengths, **flags)
    return sig_to_log_sig(sig, path.shape[-1], degree, method=method, **augmentations(flags))


def log_sig_backprop(path, sig, log_sig_derivs, degree, *, method=1, lengths=None, **flags):
    """The signature is computed anew, whatever is passed."""
    sig = reference.sig(path, degree, lengths=lengths, **flags)
    derivs = sig_to_log_sig_backprop(sig, log_sig_derivs, path.shape[-1], degree, method=method, **augmentations(flags))
    return reference.sig_backprop(path, derivs, degree, lengths=lengths, **flags)


def log_rows(sig_of_rows, path, where, degree, *, method=1, scalar_term=False, **flags):
    """Logarithms of signatures that are computed of parts of paths."""
    rows = sig_of_rows(path, *where, degree=degree, scalar_term=scalar_term, **flags)
    return sig_to_log_sig(rows, path.shape[-1], degree, method=method, **augmentations(flags))


def log_rows_backprop(sig_of_rows, back, path, where, log_sig_derivs, degree, *, method=1, **flags):
    rows = sig_of_rows(path, *where, degree=degree, **flags)
    sizes = {"dimension": path.shape[-1], "degree": degree, "method": method, **augmentations(flags)}
    return back(path, *where, sig_derivs=sig_to_log_sig_backprop(rows, log_sig_derivs, **sizes), degree=degree, **flags)


def log_sig_windows(path, degree, window, stride=1, **flags):
    return log_rows(reference.sig_windows, path, (), degree, window=window, stride=stride, **flags)


def log_sig_windows_backprop(path, log_sig_derivs, degree, window, stride=1, **flags):
    functions = reference.sig_windows, reference.sig_windows_backprop
    return log_rows_backprop(*functions, path, (), log_sig_derivs, degree, window=window, stride=stride, **flags)


def log_sig_intervals(path, intervals, degree, **flags):
    return log_rows(reference.sig_intervals, path, (intervals,), degree, **flags)


def log_sig_intervals_backprop(path, intervals, log_sig_derivs, degree, **flags):
    functions = reference.sig_intervals, reference.sig_intervals_backprop
    return log_rows_backprop(*functions, path, (intervals,), log_sig_derivs, degree, **flags)


def jvp(function, arrays, tangents, *arguments, **options):
    """Results of a function, and their derivatives along tangents of its arrays by a complex step."""
    moved = function(*(a + STEP * 1j * t for a, t in zip(arrays, tangents, strict=True)), *arguments, **options)
    several = moved if isinstance(moved, tuple) else (moved,)
    return (*(result.real for result in several), *(result.imag / STEP for result in several))


def log_sig_jvp(path, tangent, degree, **options):
    return jvp(log_sig, (path,), (tangent,), degree, **options)


def log_sig_backprop_tangent(path, tangent, log_sig_derivs, degree, **options):
    """Derivatives along the tangent: of the gradient, with `log_sig_derivs` held fixed, and of the log-signature."""
    scalar_term = is_longer(log_sig_derivs, log_sig_length(path.shape[-1], degree, **lengthening(options)))
    of_path = functools.partial(log_sig, scalar_term=scalar_term)
    return (
        jvp(log_sig_backprop, (path,), (tangent,), None, log_sig_derivs, degree, **options)[1],
        jvp(of_path, (path,), (tangent,), degree, **options)[1],
    )


def lengthening(options):
    """What is among these that the length of a log-signature depends on."""
    return {name: options[name] for name in ("time_aug", "lead_lag", "method") if name in options}


def logsig_to_sig(log_sig, dimension, degree, *, method=1, scalar_term=False, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    out = exp(element(rows(log_sig, length), d, degree, method), d, degree)
    return shaped(out, log_sig, scalar_term or is_longer(log_sig, length), scalar=1)


def logsig_to_sig_backprop(log_sig, sig_derivs, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    tensor = element(rows(log_sig, length), d, degree, method)
    derivs = exp_backprop(rows(sig_derivs, sig_length(d, degree)), tensor, d, degree)
    return shaped(element_backprop(derivs, d, degree, method), log_sig, is_longer(log_sig, length))


def log_sig_combine(log_sig1, log_sig2, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    a, b = (element(rows(values, length), d, degree, method) for values in (log_sig1, log_sig2))
    return shaped(coordinates(combine(a, b, d, degree), d, degree, method), log_sig1, is_longer(log_sig1, length))


def log_sig_combine_backprop(deriv, log_sig1, log_sig2, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    derivs = coordinates_backprop(rows(deriv, length), d, degree, method)
    a, b = (element(rows(values, length), d, degree, method) for values in (log_sig1, log_sig2))
    results = combine_backprop(derivs, a, b, d, degree)
    return tuple(shaped(element_backprop(r, d, degree, method), log_sig1, is_longer(log_sig1, length)) for r in results)


def log_sig_join(log_sig, displacement, dimension, degree, *, method=1, **flags):
    """The displacement is one of the augmented path."""
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    a, b = element(rows(log_sig, length), d, degree, method), line(flat(displacement, 1), d, degree)
    return shaped(coordinates(combine(a, b, d, degree), d, degree, method), log_sig, is_longer(log_sig, length))


def log_sig_join_backprop(deriv, log_sig, displacement, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=method)
    derivs = coordinates_backprop(rows(deriv, length), d, degree, method)
    a, b = element(rows(log_sig, length), d, degree, method), line(flat(displacement, 1), d, degree)
    by_a, by_b = combine_backprop(derivs, a, b, d, degree)
    by_log_sig = shaped(element_backprop(by_a, d, degree, method), log_sig, is_longer(log_sig, length))
    return by_log_sig, shaped(line_backprop(by_b, d), displacement)


def linear_log_sig(displacement, dimension, degree, *, method=1, scalar_term=False, **flags):
    d = enlarged(dimension, **flags)
    out = coordinates(line(flat(displacement, 1), d, degree), d, degree, method)
    return shaped(out, displacement, scalar_term)


def linear_log_sig_backprop(derivs, displacement, dimension, degree, *, method=1, **flags):
    d = enlarged(dimension, **flags)
    derivs = rows(derivs, log_sig_length(d, degree, method=method))
    return shaped(line_backprop(coordinates_backprop(derivs, d, degree, method), d), displacement)


def convert_log_sig(log_sig, dimension, degree, *, source, target, **flags):
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=source)
    tensor = element(rows(log_sig, length), d, degree, source)
    return shaped(coordinates(tensor, d, degree, target), log_sig)


def convert_log_sig_backprop(derivs, dimension, degree, *, source, target, **flags):
    """By coordinates of the source: the transpose, without scalar terms unless both are whole tensors."""
    d = enlarged(dimension, **flags)
    length = log_sig_length(d, degree, method=target)
    by_tensor = coordinates_backprop(rows(derivs, length), d, degree, target)
    return shaped(
        element_backprop(by_tensor, d, degree, source), derivs, not METHODS[source] and is_longer(derivs, length)
    )
