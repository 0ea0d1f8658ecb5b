import math
from functools import cache

import numpy as np
import pytest
import reference
from support import FLAGS, FORWARD, compiled, level_error, walks
from variant_checks import check

import siglib

FEW_LONG = [(1, 100), (1, 257), (1, 5000), (2, 1000), (2, 5000), (3, 700), (3, 2049), (5, 300), (9, 300), (11, 120)]


@pytest.mark.parametrize("variant", compiled("sigfwd") + compiled("sigfwd_lead_lag"), ids=str)
def test_variant_against_the_reference(variant):
    check(variant)


def test_a_corner_by_hand():
    path = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]])
    out = siglib.sig(path, 3)
    x_first = [1 / 6, 1, 0, 2, 0, 0, 0, 8 / 6]  # words 000, 001, ..., 111
    np.testing.assert_allclose(out, [1, 2, 1 / 2, 2, 0, 2, *x_first], atol=1e-15)


def test_lead_lag_by_hand():
    """Lag is the first channel: lead moves first, so lag dlead - lead dlag = -(sum of squares)."""
    x = np.array([[0.0], [2.0], [-1.0]])
    lag, lead, _, lag_lead, lead_lag, _ = siglib.sig(x, 2, lead_lag=True)
    assert (lag, lead) == (-1, -1)
    assert lag_lead - lead_lag == pytest.approx(-(2**2 + 3**2))


def test_time_is_the_last_channel():
    path = np.array([[0.0], [0.0], [1.0]])
    x, t, _, x_t, t_x, _ = siglib.sig(path, 2, time_aug=True, end_time=4.0)
    assert (x, t) == (1, 4)
    assert (x_t, t_x) == pytest.approx((1, 3))  # x moves while time goes from 2 to 4


@cache
def long_paths(batch, length, d, degree):
    path = walks(np.random.default_rng([batch, length, d, degree]), batch, length, d)
    return path, reference.sig(path, degree)


@pytest.mark.parametrize(("d", "degree"), [(1, 6), (2, 5), (3, 4), (4, 3), (7, 2), (2, 9)])
@pytest.mark.parametrize(("batch", "length"), FEW_LONG)
def test_few_long_paths(batch, length, d, degree, dtype, kernels):
    path, expected = long_paths(batch, length, d, degree)
    out = siglib.sig(path.astype(dtype), degree)
    assert level_error(out, expected, d, degree) < 5 * FORWARD[dtype]


@pytest.mark.parametrize(("d", "degree"), [(2, 6), (3, 5), (4, 4), (6, 3), (1, 8), (2, 9)])
def test_kernel_kinds_agree(d, degree, dtype, restrict, rng):
    path = walks(rng, 19, 40, d, dtype=dtype)
    outs = []
    for kind in (None, "degree", "dimension", "generic"):
        restrict(kind)
        outs.append(siglib.sig(path, degree).astype(np.float64))
    for out in outs[1:]:
        assert level_error(out, outs[0], d, degree) < FORWARD[dtype]


@pytest.mark.parametrize("flags", FLAGS[:2])
@pytest.mark.parametrize("shape", [(4, 2), (3, 4, 2), (2, 3, 4, 2)])
def test_scalar_term(shape, flags, dtype, rng):
    path = walks(rng, *shape, dtype=dtype)
    without = siglib.sig(path, 3, **flags)
    out = siglib.sig(path, 3, scalar_term=True, **flags)
    assert out.shape == (*shape[:-2], without.shape[-1] + 1)
    np.testing.assert_array_equal(out[..., 0], 1)
    np.testing.assert_array_equal(out[..., 1:], without)


def test_dimension_one_is_a_closed_form(dtype, kernels, rng):
    path = walks(rng, 7, 50, 1, dtype=dtype)
    x = (path[:, -1] - path[:, 0]).astype(np.float64)
    expected = x ** np.arange(1, 13) / [math.factorial(k) for k in range(1, 13)]
    assert level_error(siglib.sig(path, 12), expected, 1, 12) < FORWARD[dtype]


def test_high_degree_and_high_dimension(kernels, rng):
    for d, degree in [(2, 14), (40, 3), (150, 2), (3000, 1)]:
        path = walks(rng, 2, 4, d)
        expected = reference.sig(path, degree)
        assert level_error(siglib.sig(path, degree), expected, d, degree) < 1e-12


@pytest.mark.parametrize("scalar_term", [False, True])
@pytest.mark.parametrize(("d", "degree"), [(1, 0), (1, 7), (2, 5), (3, 4), (40, 3), (4, 18)])
def test_sig_length(d, degree, flags, scalar_term):
    augment = reference.augmentations(flags)
    out = siglib.sig_length(d, degree, scalar_term=scalar_term, **augment)
    assert type(out) is int
    assert out == reference.sig_length(d, degree, scalar_term=scalar_term, **augment)


def test_sig_length_is_the_length(flags, rng):
    length = siglib.sig_length(3, 4, **reference.augmentations(flags))
    assert siglib.sig(walks(rng, 4, 3), 4, **flags).shape == (length,)
