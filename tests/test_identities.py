"""What mathematics says about signatures, with no reference in between."""

from itertools import combinations
from math import comb, factorial

import numpy as np
import pytest
import reference
from support import FORWARD, error, level_error, walks

import siglib

SHAPES = [(1, 6), (2, 6), (3, 4), (6, 3), (9, 2), (2, 9)]

pytestmark = pytest.mark.parametrize(("d", "degree"), SHAPES)


def words(s, d, degree):
    """Maps every word (a tuple of letters) to its coefficients over the batch."""
    out, at = {(): np.ones(len(s))}, 0
    for k in range(1, degree + 1):
        for word in np.ndindex(*(d,) * k):
            out[word] = s[:, at]
            at += 1
    return out


def shuffles(u, v):
    for places in combinations(range(len(u) + len(v)), len(u)):
        first, second = iter(u), iter(v)
        yield tuple(next(first if i in places else second) for i in range(len(u) + len(v)))


def test_shuffle_product(d, degree, kernels, rng):
    """A product of two coefficients is the sum over all the shuffles of their words."""
    coefficients = words(siglib.sig(walks(rng, 6, 9, d), degree), d, degree)
    for _ in range(40):
        left = rng.integers(1, degree)
        right = rng.integers(1, degree + 1 - left)
        u, v = (tuple(map(int, rng.integers(0, d, size))) for size in (left, right))
        total = sum(coefficients[w] for w in shuffles(u, v))
        scale = comb(left + right, left) * max(
            np.abs(c).max() for w, c in coefficients.items() if len(w) == left + right
        )
        assert np.abs(coefficients[u] * coefficients[v] - total).max() < 1e-12 * scale


@pytest.mark.parametrize(("length", "cut"), [(12, 5), (600, 599), (1200, 300)])
def test_chen(d, degree, length, cut, dtype, kernels, rng):
    path = walks(rng, 3, length, d, dtype=dtype)
    whole = siglib.sig(path, degree)
    parts = siglib.sig(path[:, : cut + 1], degree), siglib.sig(path[:, cut:], degree)
    product = siglib.sig_combine(*parts, d, degree)
    assert level_error(product, whole.astype(np.float64), d, degree) < 5 * FORWARD[dtype]


def test_inverse_is_the_reversed_path(d, degree, dtype, kernels, rng):
    path = walks(rng, 9, 15, d, dtype=dtype)
    there, back = siglib.sig(path, degree), siglib.sig(path[:, ::-1], degree)
    unit = siglib.sig_combine(there, back, d, degree)
    assert np.abs(unit).max() < 10 * FORWARD[dtype] * np.abs(there).max()


def test_reversal_in_coefficients(d, degree, rng):
    """The inverse of S holds (-1)**k times the coefficient of the word read backwards."""
    path = walks(rng, 4, 8, d)
    there = words(siglib.sig(path, degree), d, degree)
    back = words(siglib.sig(path[:, ::-1], degree), d, degree)
    for word, value in there.items():
        np.testing.assert_allclose(back[word[::-1]], (-1) ** len(word) * value, atol=1e-11)


def test_points_on_the_segments_change_nothing(d, degree, kernels, rng):
    path = walks(rng, 5, 7, d)
    middles = path[:, :-1] + rng.uniform(0.1, 0.9, (5, 6, 1)) * np.diff(path, axis=1)
    more = np.concatenate([np.stack([path[:, :-1], middles], 2).reshape(5, 12, d), path[:, -1:]], 1)
    assert level_error(siglib.sig(more, degree), siglib.sig(path, degree), d, degree) < 1e-12


def test_repeated_points_change_nothing(d, degree, kernels, rng):
    path = walks(rng, 5, 7, d)
    more = np.repeat(path, [1, 3, 2, 1, 1, 4, 2], axis=1)
    assert level_error(siglib.sig(more, degree), siglib.sig(path, degree), d, degree) < 1e-12


def test_only_increments_count(d, degree, kernels, rng):
    path = walks(rng, 5, 9, d)
    moved = siglib.sig(path + rng.standard_normal(d), degree)
    assert level_error(moved, siglib.sig(path, degree), d, degree) < 1e-12


def test_scaling(d, degree, dtype, kernels, rng):
    """S_k(2 x) = 2**k S_k(x), to the last bit: a power of two is exact."""
    path = walks(rng, 7, 9, d, dtype=dtype)
    powers = np.repeat(2.0 ** np.arange(1, degree + 1), [d**k for k in range(1, degree + 1)]).astype(dtype)
    np.testing.assert_array_equal(siglib.sig(2 * path, degree), powers * siglib.sig(path, degree))


@pytest.mark.parametrize("length", [2, 3, 17, 800])
def test_straight_line(d, degree, length, dtype, kernels, rng):
    x = rng.choice([-1, 1], (3, d)) * rng.uniform(0.8, 1.6, (3, d))
    path = (np.linspace(0, 1, length)[:, None] * x[:, None, :]).astype(dtype)
    end, power, levels = path[:, -1].astype(np.float64), np.ones((3, 1)), []
    for k in range(1, degree + 1):
        power = reference.outer(power, end)
        levels.append(power / factorial(k))
    expected = np.concatenate(levels, axis=1)
    assert level_error(siglib.sig(path, degree), expected, d, degree) < 5 * FORWARD[dtype]


def test_the_lower_degree_is_the_beginning(d, degree, kernels, rng):
    path = walks(rng, 5, 9, d)
    whole = siglib.sig(path, degree)
    for lower in range(1, degree):
        part = siglib.sig(path, lower)
        assert level_error(part, whole[:, : part.shape[1]], d, lower) < 1e-13


def test_channels_may_be_renamed(d, degree, rng):
    path, order = walks(rng, 3, 8, d), rng.permutation(d)
    before = words(siglib.sig(path, degree), d, degree)
    after = words(siglib.sig(path[..., order], degree), d, degree)
    for word, value in after.items():
        np.testing.assert_allclose(value, before[tuple(order[list(word)])], atol=1e-11)


def test_gradient_through_chen(d, degree, kernels, rng):
    """The gradient of a product of two halves, by the chain rule, is that of the whole path."""
    path = walks(rng, 5, 11, d)
    halves = path[:, :6], path[:, 5:]
    sigs = [siglib.sig(half, degree) for half in halves]
    deriv = rng.standard_normal(sigs[0].shape)
    out = np.zeros_like(path)
    pieces = siglib.sig_combine_backprop(deriv, *sigs, d, degree)
    for place, half, sig, piece in zip((slice(6), slice(5, 11)), halves, sigs, pieces, strict=True):
        out[:, place] += siglib.sig_backprop(half, sig, piece, degree)
    assert error(siglib.sig_backprop(path, None, deriv, degree), out) < 1e-11


def test_euler(d, degree, kernels, rng):
    """S_k is homogeneous of degree k in the path, so <dS_k/dx, x> = k S_k."""
    path = walks(rng, 5, 8, d)
    sig = siglib.sig(path, degree)
    deriv = rng.standard_normal(sig.shape)
    weights = np.repeat(np.arange(1, degree + 1), [d**k for k in range(1, degree + 1)])
    gradient = siglib.sig_backprop(path, None, deriv, degree)
    terms = weights * deriv * sig
    difference = (gradient * path).sum(axis=(1, 2)) - terms.sum(axis=1)
    assert np.abs(difference).max() < 1e-11 * np.abs(terms).sum(axis=1).max()
