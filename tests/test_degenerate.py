"""Inputs with nothing in them, every function, every flag; NaN and infinities."""

from itertools import product

import numpy as np
import pytest
import reference
from cases import GRID
from operations import CASES, FLAGGED
from support import LANES, noting, walks

import siglib

BATCHES = [(), (1,), (3,), (2, 9), (0,), (2, 0), (0, 3)]


def exact_check(case, **fields):
    """Whatever the precision, there is nothing to round."""
    example = case.example(**fields)
    expected = [value.astype(example.problem.dtype) for value in example.expected()]

    def check():
        for out, value in zip(example(), expected, strict=True):
            np.testing.assert_array_equal(out, value, strict=True)

    return check


@pytest.mark.parametrize("flagged", [flagged for flagged in FLAGGED if flagged.of_paths], ids=str)
def test_without_increments(flagged, dtype):
    """Paths of no points and of one."""
    high = 6 if flagged.has_log_signatures else 9  # the reference has all brackets written out
    flagged.with_all_kernels(
        *(
            exact_check(flagged, batch=batch, length=length, degree=degree, dimension=d, dtype=dtype)
            for batch, (length, degree, d) in product(BATCHES, ((0, 3, 2), (1, 1, 2), (1, high, 1)))
        )
    )


@pytest.mark.parametrize("flagged", [flagged for flagged in FLAGGED if flagged.takes("degree")], ids=str)
def test_degree_zero(flagged, dtype):
    lengths = (7, 500, 2, 1, 6, 1, 500)
    flagged.with_all_kernels(
        *(
            exact_check(flagged, batch=batch, length=length, degree=0, dimension=3, dtype=dtype)
            for batch, length in zip(BATCHES, lengths, strict=True)
        )
    )


def test_empty_batch(flagged, dtype):
    high = 6 if flagged.has_log_signatures else 10
    flagged.with_all_kernels(
        *(
            exact_check(flagged, batch=batch, length=length, degree=degree, dimension=d, dtype=dtype)
            for batch, (length, degree, d) in product(BATCHES[-3:], ((2, 1, 1), (9, 2, 3), (9, high, 1)))
        )
    )


@pytest.mark.parametrize("scalar_term", [False, True])
def test_products_of_the_signatures_of_nothing(scalar_term, flags, dtype, kernels):
    augmentations = reference.augmentations(flags)
    for batch, degree in product(BATCHES, (0, 1, 4)):
        unit = siglib.sig(np.zeros((*batch, 0, 2), dtype), degree, scalar_term=scalar_term, **flags)
        out = siglib.sig_combine(unit, unit, 2, degree, **augmentations)
        np.testing.assert_array_equal(out, unit, strict=True)
        deriv = np.ones_like(unit)
        expected = deriv.copy()
        expected[..., : int(scalar_term)] = 0
        for side in siglib.sig_combine_backprop(deriv, unit, unit, 2, degree, **augmentations):
            np.testing.assert_array_equal(side, expected, strict=True)


@pytest.mark.parametrize("scalar_term", [False, True])
def test_length_zero_of_degree_zero(scalar_term, flags):
    out = siglib.sig_length(3, 0, scalar_term=scalar_term, **reference.augmentations(flags))
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
    derivs = rng.standard_normal((3, reference.sig_length(d, 3, **reference.augmentations(flags)))).astype(dtype)
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


@pytest.mark.parametrize(("batch", "length"), [(20, 6), (3, 900)])
@pytest.mark.parametrize("case", [case for case in CASES if case.by_row], ids=str)
def test_neighbours_of_bad_values(case, flags, batch, length, dtype):
    """SIMD lanes and segments of time are shared between paths, their values are not."""
    example = case.example(batch=(batch,), length=length, degree=3, dtype=dtype, **flags)
    case.with_all_kernels(lambda: check_neighbours(example))


def check_neighbours(example):
    clean = example()
    for place, value in ((0, np.nan), (1, np.inf), (-1, np.nan), (-1, -np.inf)):
        with noting(place=place, value=value):
            check_neighbours_of(place, value, example, clean)


def check_neighbours_of(place, value, example, clean):
    case = example.case
    others = np.arange(len(clean[0])) != 1
    for name, array in example.arrays.items():
        bad = array.copy()
        # The first row of a grid is 1 whatever the paths are.
        kind = case.arrays[name]
        bad[1, place if kind.axes == 2 and kind is not GRID else ...] = value
        outs = example(**{name: bad})
        for out, before in zip(outs, clean, strict=True):
            np.testing.assert_array_equal(out[others], before[others])
        # What is optional is read only where it helps, as is the start of a stream that is given. No linear function
        # reads what it is the derivative at.
        unread = {*case.optional, "initial"} if "sig" in example.given else {*case.optional}
        if name in (case.by or case.arrays) and name not in unread and not (case.bounded and np.isinf(value)):
            assert not all(np.isfinite(out[1]).all() for out in outs), name


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


def test_nan_in_a_transformed_path(flags, dtype, rng):
    path = walks(rng, 3, 5, 2, dtype=dtype)
    path[1, 2, 0] = np.nan
    path[2, 0, 1] = -np.inf
    out = siglib.transform_path(path, **flags)
    expected = reference.transform(path, **flags)
    np.testing.assert_allclose(out, expected, rtol=1e-6)
