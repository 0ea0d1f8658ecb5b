"""Intervals: what the table of cases does not say of them, by either plan."""

from itertools import pairwise

import numpy as np
import pytest
import reference
from support import BACKWARD, FLAGS, FORWARD, error, interval_plans, walks

import siglib


@pytest.fixture(params=interval_plans(), ids=lambda plan: plan.__name__)
def plan(request, monkeypatch):
    """Intervals one by one, or from a tree of blocks, whatever costs less."""
    monkeypatch.setattr("siglib._interval_plans.plan_for", lambda path, intervals: request.param)


def some_intervals(rng, length, *batch):
    """Some of any length, among them whole paths and empty ones, also at the borders of blocks."""
    pairs = np.sort(rng.integers(0, length + 1, (*batch, 20, 2)), axis=-1)
    pairs[..., :5, :] = np.minimum([[0, length], [length, length], [32, 65], [64, 97], [31, 33]], length)
    return pairs


@pytest.mark.parametrize("length", [0, 1, 2, 33, 150])
@pytest.mark.parametrize("of_each", [False, True])
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("batch", [(), (3,), (2, 2)])
def test_intervals(batch, flags, of_each, length, dtype, plan, rng):
    path = walks(rng, *batch, length, 2, dtype=dtype)
    intervals = some_intervals(rng, length, *(batch if of_each else ()))
    out = siglib.sig_intervals(path, intervals, 3, scalar_term=True, **flags)
    exact = path.astype(np.float64)
    assert error(out, reference.sig_intervals(exact, intervals, 3, scalar_term=True, **flags)) < 3 * FORWARD[dtype]
    derivs = rng.standard_normal(out.shape).astype(dtype)
    gradient = siglib.sig_intervals_backprop(path, intervals, derivs, 3, **flags)
    expected = reference.sig_intervals_backprop(exact, intervals, derivs.astype(np.float64), 3, **flags)
    assert error(gradient, expected) < 3 * BACKWARD[dtype]


def test_points_outside_of_intervals_are_not_read(plan, rng):
    path = walks(rng, 3, 300, 2)
    intervals = np.array([[10, 140], [70, 75], [200, 290]])
    out, derivs = siglib.sig_intervals(path, intervals, 3), rng.standard_normal((3, 3, 14))
    gradient = siglib.sig_intervals_backprop(path, intervals, derivs, 3)
    path[:, :10] = path[:, 140:200] = path[:, 290:] = np.nan
    np.testing.assert_array_equal(siglib.sig_intervals(path, intervals, 3), out)
    np.testing.assert_array_equal(siglib.sig_intervals_backprop(path, intervals, derivs, 3), gradient)
    # A path of its own has nothing to do with the others.
    path[1] = np.nan
    of_each = np.tile(intervals, (3, 1, 1))
    gradient[1] = np.nan
    several = siglib.sig_intervals_backprop(path, of_each, derivs, 3)
    assert np.isnan(several[1]).any()
    np.testing.assert_allclose(several[[0, 2]], gradient[[0, 2]], rtol=1e-12, atol=1e-12)


def test_nan_spreads_to_what_holds_it(plan, rng):
    path = walks(rng, 400, 2)
    intervals = [(64, 97)] + [(96, 300 + a) for a in range(40)] + [(128, 390)] * 20
    derivs = rng.standard_normal((61, 14))
    path[80] = np.nan
    out = siglib.sig_intervals(path, intervals, 3)
    assert np.isnan(out[0]).all()
    assert np.isfinite(out[1:]).all()
    expected = np.zeros(path.shape)
    for (start, stop), derivative in zip(intervals, derivs, strict=True):
        expected[start:stop] += siglib.sig_backprop(path[start:stop], None, derivative, 3)
    gradient = siglib.sig_intervals_backprop(path, intervals, derivs, 3)
    np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-9)


def test_an_interval_is_the_product_of_its_parts(plan, rng):
    path = walks(rng, 2, 500, 3)
    cuts = np.sort(rng.choice(np.arange(1, 499), (9,), replace=False))
    ends = [0, *cuts, 499]
    parts = siglib.sig_intervals(path, [(a, b + 1) for a, b in pairwise(ends)], 4)
    assert error(siglib.sig_product(parts, 3, 4), siglib.sig(path, 4)) < FORWARD["float64"]


def test_intervals_of_long_paths_are_accurate(plan, rng):
    """As accurate in float32 as if each were alone, wherever it is."""
    path = (rng.standard_normal((200_000, 2)) * 0.1).cumsum(axis=0).astype(np.float32)
    starts = rng.integers(0, 199_000, 200)
    intervals = np.stack([starts, starts + rng.integers(2, 900, 200)], axis=1)
    alone = reference.sig_intervals(path.astype(np.float64), intervals, 3)
    assert error(siglib.sig_intervals(path, intervals, 3), alone) < 10 * FORWARD["float32"]


def test_log_signatures(plan, rng):
    path, intervals = walks(rng, 2, 200, 2, dtype="float32"), [(0, 200), (20, 40), (5, 5)]
    rows = siglib.sig_intervals(path.astype(np.float64), intervals, 3, time_aug=True)
    for method in (0, 1, 2):
        expected = siglib.sig_to_log_sig(rows, 2, 3, time_aug=True, method=method)
        out = siglib.log_sig_intervals(path, intervals, 3, time_aug=True, method=method, precision="double")
        np.testing.assert_array_equal(out, expected.astype(np.float32))


@pytest.mark.parametrize(
    ("intervals", "kind", "message"),
    [
        ([(0, 7)], ValueError, r"intervals: expected 0 <= start <= stop <= 6, .* got \[0, 7\)"),
        ([(-1, 3)], ValueError, r"intervals: expected 0 <= .* got \[-1, 3\)"),
        ([(3, 2)], ValueError, r"intervals: expected 0 <= .* got \[3, 2\)"),
        ((0, 3), ValueError, r"intervals: expected shape \(..., K, 2\), .* got \(2,\)"),
        ([(0, 3, 4)], ValueError, r"intervals: expected shape .* got \(1, 3\)"),
        (np.zeros((2, 4, 2), int), ValueError, r"intervals: expected leading axes .* \(3,\), got shape \(2, 4, 2\)"),
        ([(0.0, 3.0)], TypeError, "intervals: expected integers, got dtype float64"),
        ([(False, True)], TypeError, "intervals: expected integers, got dtype bool"),
        ("abc", TypeError, "intervals: expected"),
    ],
)
def test_what_is_no_interval(intervals, kind, message):
    for call in (
        lambda: siglib.sig_intervals(np.zeros((3, 6, 2)), intervals, 2),
        lambda: siglib.log_sig_intervals_backprop(np.zeros((3, 6, 2)), intervals, np.zeros((3, 1, 3)), 2),
    ):
        with pytest.raises(kind, match=message):
            call()


@pytest.mark.parametrize("intervals", [[], np.zeros((0, 2), int)])
def test_no_intervals(intervals):
    assert siglib.sig_intervals(np.zeros((3, 6, 2)), intervals, 2).shape == (3, 0, 6)
    assert not siglib.sig_intervals_backprop(np.ones((3, 6, 2)), intervals, np.zeros((3, 0, 6)), 2).any()
