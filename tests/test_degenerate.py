"""Inputs with nothing in them, every function, every flag; NaN and infinities."""

from itertools import product

import numpy as np
import pytest
import reference
from support import LANES, walks

import siglib

BATCHES = [(), (1,), (3,), (2, 40), (0,), (2, 0), (0, 3)]
FORMATS = [False, True]


def augment(flags):
    return reference.augmentations(flags)


def siglen(d, degree, flags, scalar_term=False):
    return reference.sig_length(d, degree, scalar_term=scalar_term, **augment(flags))


@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_sig_without_increments(batch, flags, dtype, kernels):
    for length, degree, scalar_term in product((0, 1), (0, 1, 3, 9), FORMATS):
        d = 2 if degree < 9 else 1
        path = np.ones((*batch, length, d), dtype)
        out = siglib.sig(path, degree, scalar_term=scalar_term, **flags)
        expected = np.zeros((*batch, siglen(d, degree, flags, scalar_term)), dtype)
        expected[..., : int(scalar_term)] = 1
        np.testing.assert_array_equal(out, expected, strict=True)


@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_sig_backprop_without_increments(batch, flags, dtype, kernels):
    for length, degree, scalar_term in product((0, 1), (0, 1, 3), FORMATS):
        path = np.ones((*batch, length, 2), dtype)
        sig = siglib.sig(path, degree, scalar_term=scalar_term, **flags)
        derivs = np.ones((*batch, siglen(2, degree, flags, scalar_term)), dtype)
        for given in (None, sig):
            out = siglib.sig_backprop(path, given, derivs, degree, **flags)
            np.testing.assert_array_equal(out, np.zeros_like(path), strict=True)


@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_degree_zero(batch, flags, dtype, kernels):
    for length, scalar_term in product((0, 1, 2, 7, 500), FORMATS):
        path = np.ones((*batch, length, 3), dtype)
        sig = siglib.sig(path, 0, scalar_term=scalar_term, **flags)
        np.testing.assert_array_equal(sig, np.ones((*batch, int(scalar_term)), dtype), strict=True)
        out = siglib.sig_backprop(path, sig, sig, 0, **flags)
        np.testing.assert_array_equal(out, np.zeros_like(path), strict=True)


@pytest.mark.parametrize("batch", [(0,), (2, 0), (0, 3)], ids=str)
def test_empty_batch(batch, flags, dtype, kernels):
    for length, degree in product((2, 9), (1, 2, 5, 10)):
        path = np.zeros((*batch, length, 1), dtype)
        out = siglib.sig(path, degree, **flags)
        assert (out.shape, out.dtype) == ((*batch, siglen(1, degree, flags)), dtype)
        gradient = siglib.sig_backprop(path, None, out, degree, **flags)
        assert (gradient.shape, gradient.dtype) == (path.shape, dtype)


@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_sig_combine(batch, flags, dtype, kernels):
    """Empty batches, degree zero, and products of the signatures of nothing."""
    for degree, scalar_term in product((0, 1, 4), FORMATS):
        path = np.zeros((*batch, 0, 2), dtype)
        unit = siglib.sig(path, degree, scalar_term=scalar_term, **flags)
        out = siglib.sig_combine(unit, unit, 2, degree, **augment(flags))
        np.testing.assert_array_equal(out, unit, strict=True)
        deriv = np.ones_like(unit)
        expected = deriv.copy()
        expected[..., : int(scalar_term)] = 0
        for side in siglib.sig_combine_backprop(deriv, unit, unit, 2, degree, **augment(flags)):
            np.testing.assert_array_equal(side, expected, strict=True)


@pytest.mark.parametrize("length", [0, 1])
@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_transform_path(batch, length, flags, dtype):
    path = np.full((*batch, length, 3), 7, dtype)
    out = siglib.transform_path(path, **flags)
    expected = np.full((*batch, length, reference.enlarged(3, **augment(flags))), 7, dtype)
    if flags["time_aug"]:
        expected[..., -1] = 0
    np.testing.assert_array_equal(out, expected, strict=True)
    back = siglib.transform_path_backprop(np.ones_like(expected), **flags)
    copies = 2 if flags["lead_lag"] else 1
    np.testing.assert_array_equal(back, np.full_like(path, copies), strict=True)


@pytest.mark.parametrize("batch", [(0,), (2, 0), (0, 3)], ids=str)
def test_transform_an_empty_batch(batch, flags, dtype):
    path = np.zeros((*batch, 5, 2), dtype)
    out = siglib.transform_path(path, **flags)
    length = 9 if flags["lead_lag"] else 5
    assert out.shape == (*batch, length, reference.enlarged(2, **augment(flags)))
    back = siglib.transform_path_backprop(out, **flags)
    assert (back.shape, back.dtype) == (path.shape, dtype)


@pytest.mark.parametrize("scalar_term", FORMATS)
def test_length_zero_of_degree_zero(scalar_term, flags):
    out = siglib.sig_length(3, 0, scalar_term=scalar_term, **augment(flags))
    assert out == int(scalar_term)


def test_constant_path(flags, dtype, kernels):
    path = np.full((5, 12, 2), 3.25, dtype)
    out = siglib.sig(path, 4, **flags)
    if not flags["time_aug"]:
        assert not out.any()
        return
    expected = reference.sig(path.astype(np.float64), 4, **flags)
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=0)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_two_equal_points(d, flags, dtype, rng):
    path = np.zeros((3, 2, d), dtype)
    derivs = rng.standard_normal((3, siglen(d, 3, flags))).astype(dtype)
    out = siglib.sig_backprop(path, None, derivs, 3, **flags)
    expected = reference.sig_backprop(path.astype("f8"), derivs.astype("f8"), 3, **flags)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-6)


def nan_words(d, degree, letters):
    """Whether a word holds one of `letters`, for every word of the signature."""
    levels, level = [], np.zeros(1, bool)
    for _ in range(degree):
        level = (level[:, None] | np.isin(np.arange(d), letters)).ravel()
        levels.append(level)
    return np.concatenate(levels)


@pytest.mark.parametrize("length", [3, 9, 700])
@pytest.mark.parametrize(("d", "degree"), [(2, 5), (3, 3), (9, 2), (2, 9)])
def test_nan_reaches_its_words_and_no_more(d, degree, length, dtype, kernels, rng):
    path = walks(rng, 5, length, d, dtype=dtype)
    clean = siglib.sig(path, degree)
    path[2, length // 2, 0] = np.nan
    out = siglib.sig(path, degree)
    np.testing.assert_array_equal(np.isnan(out[2]), nan_words(d, degree, [0]))
    np.testing.assert_array_equal(out[[0, 1, 3, 4]], clean[[0, 1, 3, 4]])


@pytest.mark.parametrize(("place", "value"), [(0, np.nan), (1, np.inf), (-1, np.nan), (-1, -np.inf)])
@pytest.mark.parametrize(("batch", "length"), [(20, 6), (3, 900)])
def test_neighbours_of_a_bad_path(batch, length, place, value, flags, dtype, kernels, rng):
    """SIMD lanes and time chunks are shared between paths, their values are not."""
    path = walks(rng, batch, length, 2, dtype=dtype)
    derivs = rng.standard_normal((batch, siglen(2, 3, flags))).astype(dtype)
    clean = siglib.sig(path, 3, **flags), siglib.sig_backprop(path, None, derivs, 3, **flags)
    path[1, place] = value
    outs = siglib.sig(path, 3, **flags), siglib.sig_backprop(path, None, derivs, 3, **flags)
    others = np.arange(batch) != 1
    for out, before in zip(outs, clean, strict=True):
        np.testing.assert_array_equal(out[others], before[others])
        assert not np.isfinite(out[1]).all()


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("length", [2, 9, 700])
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_bad_last_point(value, length, d, dtype, kernels, rng):
    path = walks(rng, 2, length, d, dtype=dtype)
    path[1, -1] = value
    out = siglib.sig(path, 3)
    np.testing.assert_array_equal(out[1, :d], value)
    assert not np.isfinite(out[1]).any()
    assert np.isfinite(out[0]).all()


def test_overflow_is_infinite(dtype, kernels):
    out = siglib.sig(np.array([[0.0], [1e30]], dtype), 20)
    assert np.isinf(out[-1])
    assert np.isfinite(out[0])


def test_small_values_are_not_flushed(dtype, kernels):
    """Subnormal numbers are numbers: the kernels must not run with flush-to-zero."""
    tiny = np.finfo(dtype).smallest_subnormal
    path = np.zeros((LANES[dtype] + 1, 3, 2), dtype)
    path[:, -1] = 3 * tiny
    np.testing.assert_array_equal(siglib.sig(path, 2)[:, :2], 3 * tiny)


def test_nan_in_the_other_arguments(dtype, kernels, rng):
    path = walks(rng, 4, 6, 2, dtype=dtype)
    sig = siglib.sig(path, 3)
    derivs = np.ones_like(sig)
    derivs[1, 0] = np.nan
    out = siglib.sig_backprop(path, sig, derivs, 3)
    assert np.isnan(out[1]).any()
    assert np.isfinite(out[[0, 2, 3]]).all()
    joined = siglib.sig_combine(sig, derivs, 2, 3)
    assert np.isnan(joined[1]).any()
    assert np.isfinite(joined[[0, 2, 3]]).all()
    pair = siglib.sig_combine_backprop(derivs, sig, sig, 2, 3)
    assert all(np.isnan(side[1]).any() and np.isfinite(side[0]).all() for side in pair)


def test_nan_in_a_transformed_path(flags, dtype, rng):
    path = walks(rng, 3, 5, 2, dtype=dtype)
    path[1, 2, 0] = np.nan
    path[2, 0, 1] = -np.inf
    out = siglib.transform_path(path, **flags)
    expected = reference.transform(path, **flags)
    np.testing.assert_allclose(out, expected, rtol=1e-6)
