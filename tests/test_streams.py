"""Streams and windows: what the table of cases does not say of them."""

import numpy as np
import pytest
import reference
from support import BACKWARD, COPIED, FLAGS, FORWARD, error, walks

import siglib


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("batch", [1, 3, 20])
def test_rows_are_signatures_of_prefixes(batch, flags, dtype, rng):
    path = walks(rng, batch, 9, 2, dtype=dtype)
    stream = siglib.sig(path, 3, stream=True, scalar_term=True, **flags)
    points = siglib.transform_path(path, **flags)
    for step in range(stream.shape[1]):
        assert error(stream[:, step], reference.sig(points[:, : step + 2], 3, scalar_term=True)) < FORWARD[dtype]


@pytest.mark.parametrize("method", [0, 1, 2])
@pytest.mark.parametrize("flags", FLAGS[::3], ids=str)
def test_log_signatures_of_streams(method, flags, dtype, rng):
    path = walks(rng, 3, 7, 2, dtype=dtype)
    sizes = {name: flags[name] for name in ("time_aug", "lead_lag")}
    stream = siglib.sig(path, 3, stream=True, **flags)
    logs = siglib.log_sig(path, 3, stream=True, method=method, **flags)
    expected = siglib.sig_to_log_sig(stream, 2, 3, method=method, **sizes)
    np.testing.assert_array_equal(logs, expected)

    derivs = rng.standard_normal(logs.shape).astype(dtype)
    by_rows = siglib.sig_to_log_sig_backprop(stream, derivs, 2, 3, method=method, **sizes)
    gradient = siglib.sig_backprop(path, stream, by_rows, 3, stream=True, **flags)
    for given in (None, stream):
        out = siglib.log_sig_backprop(path, given, derivs, 3, stream=True, method=method, **flags)
        assert error(out, gradient.astype(np.float64)) < BACKWARD[dtype]

    tangent = rng.standard_normal(path.shape).astype(dtype)
    value, moved = siglib.log_sig_jvp(path, tangent, 3, stream=True, method=method, **flags)
    assert error(value, expected.astype(np.float64)) < FORWARD[dtype]
    along, back = (derivs * moved).sum(), (gradient * tangent).sum()
    assert abs(along - back) < 100 * BACKWARD[dtype] * np.abs(derivs * moved).sum()


@pytest.mark.parametrize("batch", [1, 9])
@pytest.mark.parametrize("d", [1, 3])
def test_a_stream_in_pieces(batch, d, dtype, rng):
    path = walks(rng, batch, 60, d, dtype=dtype)
    whole = siglib.sig(path, 4, stream=True)
    first = siglib.sig(path[:, :20], 4, stream=True)
    second = siglib.sig(path[:, 19:], 4, stream=True, initial=first[:, -1])
    assert error(np.concatenate([first, second], axis=1), whole.astype(np.float64)) < 10 * FORWARD[dtype]


def test_a_stream_from_a_basepoint_with_times(rng):
    path, stamps = walks(rng, 3, 6, 2), np.sort(rng.uniform(size=(3, 6)), axis=1)
    start = rng.standard_normal((3, siglib.sig_length(3, 2)))
    stream = siglib.sig(path, 2, stream=True, basepoint=True, time=stamps, initial=start)
    for step in range(6):
        row = siglib.sig(path[:, : step + 1], 2, basepoint=True, time=stamps[:, : step + 1], initial=start)
        assert error(stream[:, step], row) < COPIED["float64"] * 10
    derivs = rng.standard_normal(stream.shape)
    gradient = siglib.sig_backprop(path, stream, derivs, 2, stream=True, basepoint=True, time=stamps, initial=start)
    tangent = rng.standard_normal(path.shape)
    _, moved = siglib.sig_jvp(path, tangent, 2, stream=True, basepoint=True, time=stamps, initial=start)
    assert gradient.shape == path.shape
    assert np.isclose((gradient * tangent).sum(), (derivs * moved).sum())


@pytest.mark.parametrize("function", [siglib.sig, siglib.log_sig])
def test_streams_without_steps(function):
    for length in (0, 1):
        assert function(np.zeros((2, length, 3)), 2, stream=True).shape[:2] == (2, 0)
    with pytest.raises(TypeError, match="stream: expected"):
        function(np.zeros((5, 3)), 2, stream=2)


@pytest.mark.parametrize(("window", "stride"), [(2, 1), (3, 5), (5, 1), (12, 4), (20, 1), (20, 7), (33, 1)])
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("batch", [1, 5])
def test_windows_of_any_size(batch, flags, window, stride, dtype, rng):
    """One by one, from groups, and as many as a path has."""
    path = walks(rng, batch, 33, 2, dtype=dtype)
    lengths = rng.integers(0, 34, batch)
    for given in (None, lengths):
        out = siglib.sig_windows(path, 3, window, stride, lengths=given, **flags)
        assert error(out, reference.sig_windows(path.astype(np.float64), 3, window, stride, lengths=given, **flags)) < (
            10 * FORWARD[dtype]
        )
        derivs = rng.standard_normal(out.shape)
        expected = reference.sig_windows_backprop(
            path.astype(np.float64), derivs, 3, window, stride, lengths=given, **flags
        )
        gradient = siglib.sig_windows_backprop(path, derivs.astype(dtype), 3, window, stride, lengths=given, **flags)
        assert error(gradient, expected) < BACKWARD[dtype]


def test_windows_are_products_of_their_parts(rng):
    path = walks(rng, 4, 50, 3)
    windows, halves = siglib.sig_windows(path, 4, 21), siglib.sig_windows(path, 4, 11)
    assert error(windows, siglib.sig_combine(halves[:, :30], halves[:, 10:40], 3, 4)) < FORWARD["float64"]


def test_windows_of_long_paths_are_accurate(rng):
    """As accurate in float32 as if each were alone, wherever it is."""
    path = rng.standard_normal((200_000, 2)).cumsum(axis=0).astype(np.float32)
    windows = siglib.sig_windows(path, 4, 50, 1000)
    alone = siglib.sig(np.stack([path[k : k + 50] for k in range(0, 199_951, 1000)]).astype(np.float64), 4)
    levels = [
        error(a, b) for a, b in zip(np.split(windows, [2, 6, 14], 1), np.split(alone, [2, 6, 14], 1), strict=True)
    ]
    assert max(levels) < 3 * FORWARD["float32"]
    assert error(siglib.sig_windows(path, 4, 50)[::1000], alone) < 3 * FORWARD["float32"]


@pytest.mark.parametrize("window", [1, 0, -3, 2.5])
def test_no_window(window):
    with pytest.raises((TypeError, ValueError), match="window: expected"):
        siglib.sig_windows(np.zeros((5, 2)), 2, window)
    with pytest.raises((TypeError, ValueError), match="stride: expected"):
        siglib.sig_windows(np.zeros((5, 2)), 2, 2, window - 1 if window < 2 else 0)


def test_no_complete_window(rng):
    assert siglib.sig_windows(np.zeros((3, 5, 2)), 2, 6).shape == (3, 0, 6)
    assert not siglib.sig_windows_backprop(np.ones((3, 5, 2)), np.zeros((3, 0, 6)), 2, 6).any()


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("flags", FLAGS[::3], ids=str)
def test_windows_that_are_taken_in_tiles(stride, flags, dtype, rng):
    """Long ones, of long signatures: their suffixes do not fit in the cache."""
    path = walks(rng, 2, 700, 3, dtype=dtype) * np.array(0.2, dtype)
    window = 200 if flags["lead_lag"] else 300
    degree = 3 if flags["lead_lag"] else 4
    windows = siglib.sig_windows(path, degree, window, stride, **flags)
    places = [0, 1, 60, windows.shape[1] // 2, windows.shape[1] - 1]
    for k in places:
        alone = siglib.sig(path[:, k * stride : k * stride + window].astype(np.float64), degree, **flags)
        assert error(windows[:, k], alone) < 30 * FORWARD[dtype], k
    derivs = np.zeros(windows.shape, dtype)
    derivs[:, places] = rng.standard_normal((2, len(places), windows.shape[-1]))
    expected = np.zeros(path.shape)
    for k in places:
        points = slice(k * stride, k * stride + window)
        expected[:, points] += siglib.sig_backprop(
            path[:, points].astype(np.float64), None, derivs[:, k].astype(np.float64), degree, **flags
        )
    gradient = siglib.sig_windows_backprop(path, derivs, degree, window, stride, **flags)
    assert error(gradient, expected) < 100 * BACKWARD[dtype]


def test_end_times_of_windows_of_long_paths(rng):
    """An end time for each path is as exact far from the beginning as one for all."""
    path = rng.standard_normal((1, 200_000, 1)).astype(np.float32)
    of_all = siglib.sig_windows(path, 3, 10, 5000, time_aug=True, end_time=2.0)
    of_each = siglib.sig_windows(path, 3, 10, 5000, time_aug=True, end_time=np.array([2.0], np.float32))
    assert error(of_each, of_all.astype(np.float64)) < FORWARD["float32"]
