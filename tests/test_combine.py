import numpy as np
import pytest
import reference
from support import BACKWARD, FORWARD, error, level_error, of_family, single
from variant_checks import check

import siglib

SHAPES = [(1, 6), (2, 5), (3, 3), (9, 2), (2, 10), (4, 1)]


def tensors(rng, count, shape, d, degree, *, dtype="float64", scalar_term=False):
    length = reference.sig_length(d, degree, scalar_term=scalar_term)
    return list(single(rng.standard_normal((count, *shape, length))).astype(dtype))


@pytest.mark.parametrize("variant", of_family("tensor"), ids=str)
def test_variant_against_the_reference(variant):
    check(variant)


def test_by_hand():
    a, b = np.array([2.0, 3.0, 5.0]), np.array([7.0, 11.0, 13.0])
    np.testing.assert_array_equal(siglib.sig_combine(a, b, 1, 3), [9, 28, 5 + 21 + 22 + 13])


def test_backprop_by_hand():
    """S = (a1 + b1, a2 + a1 b1 + b2), differentiated by a and by b."""
    a, b, deriv = np.array([2.0, 3.0]), np.array([7.0, 11.0]), np.array([0.5, 10.0])
    left, right = siglib.sig_combine_backprop(deriv, a, b, 1, 2)
    np.testing.assert_array_equal(left, [0.5 + 70, 10])
    np.testing.assert_array_equal(right, [0.5 + 20, 10])


@pytest.mark.parametrize(("d", "degree"), SHAPES)
def test_finite_differences(d, degree, kernels, rng):
    deriv, a, b = tensors(rng, 3, (4,), d, degree)
    grads = siglib.sig_combine_backprop(deriv, a, b, d, degree)
    for place, gradient in enumerate(grads):
        move = rng.standard_normal(a.shape)
        ends = []
        for sign in (1, -1):
            pair = [a, b]
            pair[place] = pair[place] + sign * 1e-5 * move
            ends.append((deriv * siglib.sig_combine(*pair, d, degree)).sum(axis=1))
        slope = (ends[0] - ends[1]) / 2e-5
        np.testing.assert_allclose((gradient * move).sum(axis=1), slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("scalar_term", [False, True])
def test_unit(scalar_term, dtype, kernels, rng):
    (a,) = tensors(rng, 1, (4,), 3, 4, dtype=dtype, scalar_term=scalar_term)
    if scalar_term:
        a[:, 0] = 1
    one = siglib.sig(np.zeros((4, 1, 3), dtype), 4, scalar_term=scalar_term)
    np.testing.assert_array_equal(siglib.sig_combine(a, one, 3, 4), a)
    np.testing.assert_array_equal(siglib.sig_combine(one, a, 3, 4), a)


@pytest.mark.parametrize(("d", "degree"), SHAPES)
def test_associative(d, degree, kernels, rng):
    def product(x, y):
        return siglib.sig_combine(x, y, d, degree)

    a, b, c = tensors(rng, 3, (6,), d, degree)
    left, right = product(product(a, b), c), product(a, product(b, c))
    assert level_error(left, right, d, degree) < 1e-12


def test_one_argument_twice(dtype, rng):
    """The same array as both factors and as the derivative."""
    (a,) = tensors(rng, 1, (3,), 2, 4, dtype=dtype)
    copies = a.copy(), a.copy(), a.copy()
    np.testing.assert_array_equal(siglib.sig_combine(a, a, 2, 4), siglib.sig_combine(*copies[:2], 2, 4))
    np.testing.assert_array_equal(
        siglib.sig_combine_backprop(a, a, a, 2, 4), siglib.sig_combine_backprop(*copies, 2, 4)
    )


def test_a_large_signature(dtype, rng):
    deriv, a, b = tensors(rng, 3, (), 10, 5, dtype=dtype)
    wide = [s.astype(np.float64) for s in (deriv, a, b)]
    out = siglib.sig_combine(a, b, 10, 5)
    assert level_error(out, reference.sig_combine(*wide[1:], 10, 5), 10, 5) < FORWARD[dtype]
    grads = siglib.sig_combine_backprop(deriv, a, b, 10, 5)
    expected = reference.sig_combine_backprop(*wide, 10, 5)
    assert max(map(error, grads, expected)) < BACKWARD[dtype]
