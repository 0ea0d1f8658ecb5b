"""Products along an axis, inverses and scaled channels: what their rows in the table do not say."""

from functools import reduce

import numpy as np
import pytest
import reference
from support import BACKWARD, error, walks

import siglib


@pytest.mark.parametrize("axis", [0, 1, 2, -2, -3, -4])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_product_along_any_axis(axis, scalar_term, dtype, rng):
    sigs = siglib.sig(walks(rng, 3, 4, 5, 6, 2, dtype=dtype), 3, scalar_term=scalar_term)
    out = siglib.sig_product(sigs, 2, 3, axis)
    expected = reference.sig_product(sigs.astype(np.float64), 2, 3, axis)
    assert out.dtype == dtype
    assert error(out, expected) < BACKWARD[dtype]


@pytest.mark.parametrize("count", [*range(10), 31, 32, 33])
def test_product_of_any_number(count, dtype, rng):
    sigs = siglib.sig(walks(rng, 2, count, 4, 3, dtype=dtype) / 4, 3, scalar_term=True)
    out = siglib.sig_product(sigs, 3, 3)
    unit = siglib.sig(np.zeros((2, 1, 3), dtype), 3, scalar_term=True)
    one_by_one = reduce(lambda a, b: siglib.sig_combine(a, b, 3, 3), np.moveaxis(sigs, 1, 0), unit)
    assert out.shape == one_by_one.shape
    assert error(out, one_by_one.astype(np.float64)) < BACKWARD[dtype]
    assert out.base is None or not np.shares_memory(out, sigs)


@pytest.mark.parametrize("axis", [-1, 2, 3, -4, 10**30])
def test_no_such_axis(axis):
    with pytest.raises(ValueError, match=r"axis: expected (one of 3 axes but the last|an integer of at least -3), got"):
        siglib.sig_product(np.zeros((2, 3, 6)), 2, 2, axis)


@pytest.mark.parametrize("axis", [0.0, "0", None, (0,)])
def test_no_integer_axis(axis):
    with pytest.raises(TypeError, match="axis: expected an integer"):
        siglib.sig_product(np.zeros((2, 3, 6)), 2, 2, axis)


def test_one_axis_is_not_enough():
    with pytest.raises(ValueError, match="sigs: expected at least two axes"):
        siglib.sig_product(np.zeros(6), 2, 2)


@pytest.mark.parametrize(("d", "degree"), [(1, 5), (2, 6), (3, 4), (5, 3), (40, 2)])
def test_a_signature_times_its_inverse_is_the_unit(d, degree, flags, dtype, rng):
    augment = reference.augmentations(flags)
    sig = siglib.sig(walks(rng, 4, 5, d, dtype=dtype), degree, scalar_term=True, **flags)
    inverse = siglib.sig_inverse(sig, d, degree, **augment)
    for pair in ((sig, inverse), (inverse, sig)):
        out = siglib.sig_combine(*pair, d, degree, **augment)
        np.testing.assert_array_equal(out[:, 0], 1)
        assert np.abs(out[:, 1:]).max() < BACKWARD[dtype] * np.abs(sig).max()


@pytest.mark.parametrize(("d", "degree"), [(1, 5), (2, 6), (3, 4), (7, 2)])
def test_the_inverse_is_the_signature_of_the_path_run_backwards(d, degree, dtype, rng):
    path = walks(rng, 4, 9, d, dtype=dtype)
    backwards = siglib.sig(path[:, ::-1], degree)
    inverse = siglib.sig_inverse(siglib.sig(path, degree), d, degree)
    assert error(inverse, backwards.astype(np.float64)) < BACKWARD[dtype]


@pytest.mark.parametrize("scalar_term", [False, True])
@pytest.mark.parametrize(("d", "degree"), [(2, 0), (2, 1), (2, 9), (3, 5), (11, 1), (40, 2)])
def test_the_degree_of_scaled_signatures_follows_from_their_length(d, degree, scalar_term, rng):
    path, factors = walks(rng, 3, 4, d), rng.standard_normal(d)
    out = siglib.sig_scale(siglib.sig(path, degree, scalar_term=scalar_term), factors)
    np.testing.assert_allclose(out, siglib.sig(path * factors, degree, scalar_term=scalar_term), rtol=1e-9, atol=1e-12)


def test_one_channel_has_a_degree_for_each_length():
    sig = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(siglib.sig_scale(sig, np.array([2.0])), [2, 8, 24])
    np.testing.assert_array_equal(siglib.sig_scale(sig, np.array([2.0]), degree=2), [1, 4, 12])


@pytest.mark.parametrize("length", [4, 5, 8, 13, 16])
def test_no_signature_has_that_length(length):
    with pytest.raises(ValueError, match="sig: expected the length of a signature in 2 channels, got "):
        siglib.sig_scale(np.zeros((3, length)), np.ones(2))
