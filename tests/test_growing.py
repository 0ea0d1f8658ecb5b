"""Paths that grow: streams and windows of them are those of the whole paths, however the points came."""

import copy
import pickle

import numpy as np
import pytest
from support import COPIED, FORWARD, error, kept_by, walks

import siglib

STREAMS = [siglib.SigStream, siglib.LogSigStream]
WINDOWS = [siglib.SigWindowStream, siglib.LogSigWindowStream]
POINTS = 300


def fed(stream, path, rng, stamps=None):
    """Push the points of paths, and their times, one by one and many at a time."""
    start = 0
    while start < path.shape[-2]:
        count = int(rng.choice([1, 1, 1, 7, 32, 90]))
        times = [] if stamps is None else [stamps[..., start : start + count]]
        if count == 1:
            stream.push(path[..., start, :], *(time[..., 0] for time in times))
        else:
            stream.push_batch(path[..., start : start + count, :], *times)
        start += count
    return stream


def whole(stream, path):
    """What a stream should say of all of a path."""
    if isinstance(stream, siglib.LogSigStream):
        return siglib.log_sig(path, 4, method=2)
    return siglib.sig(path, 4, scalar_term=stream.sig(stream.end_index, stream.end_index).shape[-1] > 120)


@pytest.fixture(params=[(), (3,), (2, 2)], ids=str)
def path(request, dtype, rng):
    return walks(rng, *request.param, POINTS, 3, dtype=dtype)


@pytest.mark.parametrize("options", [{}, {"scalar_term": True}, {"method": 2}], ids=str)
def test_any_interval(options, path, dtype, rng):
    kind = siglib.LogSigStream if "method" in options else siglib.SigStream
    stream = fed(kind(3, 4, **options), path, rng)
    assert (stream.size, stream.start_index, stream.end_index) == (POINTS, 0, POINTS - 1)
    assert stream.batch_shape == path.shape[:-2]
    intervals = [(0, 299), (0, 0), (31, 33), (32, 64), (64, 65), (1, 32), *rng.integers(0, POINTS, (40, 2)).tolist()]
    rows = stream.sig_batch(intervals)
    for (start, end), row in zip(intervals, rows, strict=True):
        part = path[..., min(start, end) : max(start, end) + 1, :]
        expected = whole(stream, part if start <= end else part[..., ::-1, :])
        assert error(stream.sig(start, end), expected.astype(np.float64)) < 30 * FORWARD[dtype], (start, end)
        np.testing.assert_array_equal(row, stream.sig(start, end))
    every = stream.sig_all()
    assert every.shape == (POINTS, *rows.shape[1:])
    for end in (0, 1, 150, 299):
        assert error(every[end], stream.sig(0, end).astype(np.float64)) < 30 * FORWARD[dtype]


@pytest.mark.parametrize("kind", STREAMS)
def test_older_points_are_forgotten(kind, path, dtype, rng):
    stream = fed(kind(3, 4), path, rng)
    stream.pop_front(77)
    stream.pop_front()
    assert (stream.size, stream.start_index, stream.end_index) == (222, 78, 299)
    fed(stream, path[..., :50, :], rng)
    both = np.concatenate([path, path[..., :50, :]], axis=-2)
    for start, end in [(78, 349), (96, 320), (299, 300), (340, 78)]:
        part = both[..., min(start, end) : max(start, end) + 1, :]
        expected = whole(stream, part if start <= end else part[..., ::-1, :]).astype(np.float64)
        assert error(stream.sig(start, end), expected) < 30 * FORWARD[dtype]
    assert error(stream.sig_all()[-1], stream.sig(78, 349).astype(np.float64)) < 30 * FORWARD[dtype]
    with pytest.raises(IndexError, match="intervals: expected the number of a point from 78 to 349, got 350"):
        stream.sig_batch([(78, 90), (100, 350)])
    with pytest.raises(IndexError, match="start: expected the number of a point"):
        stream.sig(-(2**70), 100)
    for start, end in [(77, 100), (100, 350), (-1, 100)]:
        with pytest.raises(IndexError, match=r"expected the number of a point from 78 to 349, got (77|350|-1)"):
            stream.sig(start, end)
    with pytest.raises(ValueError, match="count: expected at least one point to remain of 272, got 272"):
        stream.pop_front(272)


@pytest.mark.parametrize("kind", WINDOWS)
@pytest.mark.parametrize(("size", "stride"), [(2, 1), (20, 1), (20, 7), (5, 12), (100, 50)])
def test_windows(kind, size, stride, path, dtype, rng):
    stream = kind(3, 4, size, stride=stride)
    if kind is siglib.SigWindowStream:
        expected = siglib.sig_windows(path, 4, size, stride)
    else:
        expected = siglib.log_sig_windows(path, 4, size, stride, method=2)
    expected, first, start = np.moveaxis(expected, -2, 0).astype(np.float64), 0, 0
    while start < POINTS:
        count = int(rng.choice([1, 2, 40]))
        fed(stream, path[..., start : start + count, :], rng)
        start = min(start + count, POINTS)
        complete = max((start - size) // stride + 1, 0)
        assert (stream.start_index, stream.num_windows) == (first, complete - first)
        if stream.num_windows and rng.random() < 0.5:
            rows = stream.sig()
            assert rows.shape == (complete - first, *expected.shape[1:])
            assert error(rows, expected[first:complete]) < 30 * FORWARD[dtype]
            rows[...] = np.nan  # they are the caller's
        if rng.random() < 0.3:
            count = int(rng.integers(0, stream.num_windows + 1))
            stream.pop_front(count)
            first += count
    if stream.num_windows:
        assert error(stream.sig(), expected[first:]) < 30 * FORWARD[dtype]
    stream.pop_front(stream.num_windows)
    with pytest.raises(ValueError, match=f"no window is complete: expected {size} points or more"):
        stream.sig()
    with pytest.raises(ValueError, match="count: expected at most 0, the windows that are kept, got 1"):
        stream.pop_front()


@pytest.mark.parametrize(
    "make",
    [
        lambda: siglib.SigStream(3, 4),
        lambda: siglib.LogSigWindowStream(3, 4, 50),
        lambda: siglib.SigStream(3, 2, time_aug=True, lead_lag=True),
    ],
)
@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda stream: pickle.loads(pickle.dumps(stream))])
def test_copies_go_on_by_themselves(make, clone, rng):
    path = walks(rng, 2, POINTS, 3)
    stream = fed(make(), path[:, :150], rng)
    other = clone(stream)
    fed(stream, path[:, 150:], rng)
    fed(other, path[:, 150:] + 1, rng)
    read = (lambda s: s.sig()[-1]) if isinstance(stream, siglib.SigWindowStream) else (lambda s: s.sig(200, 299))
    assert error(read(other), read(stream)) < COPIED["float64"] * 1000


@pytest.mark.parametrize("stamped", ["no times", "times", "times of each path"])
@pytest.mark.parametrize("lead_lag", [False, True])
def test_time_and_lead_lag(lead_lag, stamped, path, dtype, rng):
    """An interval has the time and the lead-lag of its points, as if it were alone; so does a window."""
    flags, bound = {"lead_lag": lead_lag, "time_aug": True}, 30 * FORWARD[dtype]
    steps = rng.exponential(size=(path.shape[:-1] if stamped == "times of each path" else (POINTS,))) / POINTS
    stamps = None if stamped == "no times" else 1e9 + steps.cumsum(axis=-1)
    # What functions are told: times are counted before they are rounded.
    times = np.arange(POINTS, dtype=float) if stamps is None else stamps - stamps[..., :1]
    read = {"lead_lag": lead_lag, "time": times.astype(dtype)}

    def feed(stream, start, stop, since=0.0):
        return fed(stream, path[..., start:stop, :], rng, None if stamps is None else since + stamps[..., start:stop])

    stream = pickle.loads(pickle.dumps(copy.copy(feed(siglib.SigStream(3, 3, **flags), 0, 150))))
    feed(stream, 150, POINTS)
    stream.push_batch(path[..., :0, :], None if stamps is None else stamps[..., :0])
    assert (stream.size, stream.start_index, stream.end_index) == (POINTS, 0, POINTS - 1)
    for start, end in [(0, 299), (31, 33), (140, 160), (7, 7), *np.sort(rng.integers(0, POINTS, (20, 2))).tolist()]:
        part = {**read, "time": read["time"][..., start : end + 1]}
        expected = siglib.sig(path[..., start : end + 1, :], 3, **part)
        assert error(stream.sig(start, end), expected.astype(np.float64)) < bound, (start, end)
    assert error(stream.sig_all()[200], stream.sig(0, 200).astype(np.float64)) < bound
    stream.pop_front(77)
    assert (stream.size, stream.start_index) == (POINTS - 77, 77)

    windows = feed(siglib.LogSigWindowStream(3, 3, 20, stride=7, **flags), 0, POINTS)
    assert windows.num_windows == 41
    expected = np.moveaxis(siglib.log_sig_windows(path, 3, 20, 7, method=2, **read), -2, 0)
    assert error(windows.sig(), expected.astype(np.float64)) < bound
    windows.pop_front(41)
    feed(windows, 0, 6, since=1.0)
    assert windows.num_windows == 0
    feed(windows, 6, 7, since=1.0)
    assert windows.sig().shape == (1, *expected.shape[1:])


@pytest.mark.parametrize(
    ("flags", "push", "kind", "message"),
    [
        ({"lead_lag": True}, lambda s: s.push(np.zeros(2), 0.0), ValueError, "time: expected None, as the stream has"),
        ({}, lambda s: s.push_batch(np.zeros((1, 2)), [0.0]), ValueError, "time: expected None, as the stream has no"),
        ({"time_aug": True}, lambda s: s.push(np.zeros(2)), ValueError, "time: expected an array, as for earlier poi"),
        ({"time_aug": True}, lambda s: s.push(np.zeros(2), [1.0, 2.0]), ValueError, r"time: expected leading axes"),
        ({"time_aug": True}, lambda s: s.push(np.zeros(2), "now"), TypeError, "time: expected"),
        ({"time_aug": True}, lambda s: s.push_batch(np.zeros((2, 2)), [1.0]), ValueError, "axis of 2 times, got sha"),
        ({"time_aug": True}, lambda s: s.push_batch(np.zeros((2, 2)), 1.0), ValueError, r"of 2 times, got shape \(\)"),
        ({"time_aug": True}, lambda s: s.push(np.zeros(3), 1.0), ValueError, r"point: expected shape \(..., 2\), got"),
    ],
)
def test_times_that_do_not_fit(flags, push, kind, message):
    """They leave the stream as it was."""
    stream = siglib.SigStream(2, 2, **flags)
    stream.push(np.zeros(2), *([0.0] if "time_aug" in flags else []))
    with pytest.raises(kind, match=message):
        push(stream)
    stream.push(np.ones(2), *([1.0] if "time_aug" in flags else []))
    assert (stream.size, stream.sig(0, 1)[0]) == (2, 1.0)


def test_no_points(rng):
    stream = fed(siglib.SigStream(3, 2), walks(rng, 40, 3), rng)
    before = kept_by(stream)
    for _ in range(1000):
        stream.push_batch(np.zeros((0, 3)))
    assert (stream.size, kept_by(stream)) == (40, before)


def test_windows_that_are_far_apart():
    stream = siglib.SigWindowStream(2, 2, 5, stride=50)
    stream.push_batch(np.zeros((5, 2)))
    stream.sig()
    stream.pop_front()
    with pytest.raises(ValueError, match="expected 5 points or more, as many as a window has, got 0"):
        stream.sig()


def test_points_are_copied(rng):
    path, stream = walks(rng, POINTS, 3), siglib.SigStream(3, 4)
    buffer = np.empty(3)
    for point in path[:100]:
        buffer[:] = point
        stream.push(buffer)
    chunk = path[100:].copy()
    stream.push_batch(chunk)
    chunk[:], buffer[:] = np.nan, np.nan
    assert error(stream.sig(0, 299), siglib.sig(path, 4)) < FORWARD["float64"]
    row = stream.sig(32, 64)
    row[:] = np.nan
    assert np.isfinite(stream.sig(32, 64)).all()


def test_memory_is_bounded(rng):
    """What is popped is forgotten, also if it came in one large piece."""
    for stream in (siglib.SigStream(3, 4), siglib.SigWindowStream(3, 4, 60)):
        sizes = []
        for _ in range(6):
            stream.push_batch(walks(rng, 5000, 3))
            if isinstance(stream, siglib.SigWindowStream):
                stream.pop_front(stream.num_windows)
            else:
                stream.pop_front(stream.size - 100)
            sizes.append(kept_by(stream))
        assert max(sizes) < 100_000, sizes


def test_an_endless_stream_loses_no_accuracy(rng):
    """A million points in float32: late windows are as accurate as early ones, and nothing piles up."""
    steps = (rng.standard_normal((1_000_000, 2)) * 0.1).astype(np.float32)
    points = steps.cumsum(axis=0, dtype=np.float64).astype(np.float32)
    stream = siglib.SigStream(2, 4)
    errors, kept = [], []
    for start in range(0, 1_000_000, 50_000):
        for point in points[start : start + 500]:
            stream.push(point)
        stream.push_batch(points[start + 500 : start + 50_000])
        stream.pop_front(max(stream.size - 1000, 0))
        last = stream.end_index
        exact = siglib.sig(points[last - 900 : last + 1].astype(np.float64), 4)
        errors.append(error(stream.sig(last - 900, last), exact))
        kept.append(kept_by(stream))
    assert max(errors) < 10 * FORWARD["float32"]
    assert max(kept) < 2 * min(kept)


def test_a_whole_stream_is_as_accurate_as_a_path(rng):
    points = (rng.standard_normal((100_000, 2)) * 0.01).cumsum(axis=0).astype(np.float32)
    stream = siglib.SigStream(2, 3)
    stream.push_batch(points)
    exact = siglib.sig(points.astype(np.float64), 3)
    assert error(stream.sig(0, 99_999), exact) < 2 * max(error(siglib.sig(points, 3), exact), FORWARD["float32"])


@pytest.mark.parametrize("kind", [siglib.SigStream, siglib.LogSigStream])
def test_before_the_first_point(kind):
    stream = kind(2, 3)
    assert (stream.size, stream.start_index, stream.end_index, stream.batch_shape) == (0, 0, -1, None)
    for query in (
        lambda: stream.sig(0, 0),
        stream.sig_all,
        lambda: stream.sig_batch([]),
        lambda: stream.sig_batch([(0, 0)]),
    ):
        with pytest.raises(IndexError, match="expected the number of a point of none: no point has come yet"):
            query()
    with pytest.raises(ValueError, match="count: expected"):
        stream.pop_front()
    stream.push([0.0, 1.0])
    assert not stream.sig(0, 0).any()
    assert not stream.sig_all().any()
    assert stream.sig_batch([]).shape == (0, *stream.sig(0, 0).shape)


@pytest.mark.parametrize(
    ("push", "kind", "message"),
    [
        (lambda s: s.push(np.zeros((2, 2))), ValueError, r"point: expected shape \(..., 3\), got \(2, 2\)"),
        (lambda s: s.push(np.zeros((4, 3))), ValueError, r"point: expected the batch shape of earlier .* \(2,\), got"),
        (lambda s: s.push(np.zeros((2, 3), "f4")), TypeError, "point: expected the dtype of earlier points, float64"),
        (lambda s: s.push("x"), TypeError, "point: expected"),
        (lambda s: s.push(np.float64(1)), TypeError, "point: expected"),
        (lambda s: s.push_batch(np.zeros(3)), ValueError, r"points: expected shape \(..., n, 3\), got \(3,\)"),
        (lambda s: s.push_batch(np.zeros((5, 3))), ValueError, r"points: expected the batch shape .* got \(\)"),
        (lambda s: s.push_batch(np.zeros((2, 5, 3), complex)), TypeError, "points: expected"),
    ],
)
@pytest.mark.parametrize("make", [lambda: siglib.SigStream(3, 2), lambda: siglib.SigWindowStream(3, 2, 4)])
def test_points_that_do_not_fit(make, push, kind, message):
    stream = make()
    stream.push(np.zeros((2, 3)))
    with pytest.raises(kind, match=message):
        push(stream)
    stream.push(np.ones((2, 3)))
    assert stream.batch_shape == (2,)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: siglib.SigStream(0, 2), ValueError, "dimension: expected"),
        (lambda: siglib.SigStream(2, -1), ValueError, "degree: expected"),
        (lambda: siglib.SigStream(2, 2, n_jobs=0), ValueError, "n_jobs: expected"),
        (lambda: siglib.SigStream(2, 2, scalar_term=1), TypeError, "scalar_term: expected"),
        (lambda: siglib.LogSigStream(2, 2, method=7), ValueError, "method: expected"),
        (lambda: siglib.SigWindowStream(2, 2, 1), ValueError, "window_size: expected"),
        (lambda: siglib.LogSigWindowStream(2, 2, 3, stride=0), ValueError, "stride: expected"),
    ],
)
def test_what_is_no_stream(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_integers_are_points():
    stream = siglib.SigStream(1, 2)
    stream.push([0])
    stream.push(np.array([3]))
    np.testing.assert_array_equal(stream.sig(0, 1), [3.0, 4.5])
