"""Signatures and log-signatures of Dask arrays: chunked along the batch, along time, on several processes; windows."""

import dask.array as da
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster
from support import output_of, walks

import siglib
import siglib.dask

TIME_CHUNKS = [(24,), (1,) * 24, (8, 8, 8), (1, 2, 20, 1), (23, 1), (0, 10, 0, 14)]

# Points of a window, and from one to the next, for paths of 24 points: with chunks of 8 some reach into two more.
WINDOWS = [(2, 1), (5, 1), (9, 4), (20, 3), (3, 30), (24, 1), (25, 1)]
FUNCTIONS = {"sig": siglib.sig, "log_sig": siglib.log_sig}

# A path of 240 MB goes through: half of it in memory at once would show.
LONG_PATH = """
import resource
import dask, dask.array as da, numpy as np, siglib.dask
def points(block_id=None):
    time = np.arange(250_000, dtype=np.float64) + 250_000 * block_id[0]
    return np.stack([time / 15e6, (time / 15e6) ** 2], axis=1)
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
path = da.map_blocks(points, chunks=((250_000,) * 60, (2,)), meta=np.empty((0, 0)))
with dask.config.set(scheduler="sync"):
    siglib.dask.sig(path[:500_000], 3).compute()
    before = peak()
    level = siglib.dask.sig(path, 2).compute()
    windows = siglib.dask.sig(path, 2, window=100_001, stride=300_000).compute()
area = level[3] - level[4]
assert path.nbytes == 240e6 and abs(area - 1 / 3) < 1e-6, area
assert windows.shape == (50, 6) and np.allclose(windows[:, 0], 1 / 150), windows[:, 0]
print(int(peak() - before))
"""


@pytest.fixture(scope="module")
def cluster():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(params=["sync", "threads"])
def scheduler(request):
    return request.param


@pytest.mark.parametrize("time_chunks", TIME_CHUNKS, ids=str)
def test_chunks_of_time(rng, flags, time_chunks):
    paths = walks(rng, 5, 24, 2)
    lazy = da.from_array(paths, chunks=((2, 3), time_chunks, (1, 1)))
    out = siglib.dask.sig(lazy, 4, **flags)
    expected = siglib.sig(paths, 4, **flags)
    assert out.shape == expected.shape
    assert out.chunks == ((2, 3), expected.shape[1:])
    assert np.allclose(out.compute(scheduler="sync"), expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("batch", [(), (3,), (2, 3)])
def test_batches(rng, batch, scheduler):
    paths = walks(rng, *batch, 9, 3)
    lazy = da.from_array(paths, chunks=(*(1 for _ in batch), 4, 2))
    out = siglib.dask.sig(lazy, 3, time_aug=True, end_time=2, scalar_term=True)
    expected = siglib.sig(paths, 3, time_aug=True, end_time=2, scalar_term=True)
    assert np.allclose(out.compute(scheduler=scheduler), expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("chunks", [(2, 100), (5, 7)])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_dtypes(rng, dtype, chunks, scalar_term):
    paths = walks(rng, 5, 30, 2, dtype=dtype)
    out = siglib.dask.sig(da.from_array(paths, chunks=(*chunks, 2)), 3, scalar_term=scalar_term)
    assert out.dtype == dtype
    computed = out.compute(scheduler="sync")
    assert computed.dtype == dtype
    assert np.allclose(computed, siglib.sig(paths, 3, scalar_term=scalar_term), rtol=1e-4, atol=1e-4)


def test_integers():
    paths = np.arange(12).reshape(2, 3, 2) ** 2
    out = siglib.dask.sig(da.from_array(paths, chunks=(1, 1, 2)), 2)
    assert out.dtype == np.float64
    assert np.array_equal(out.compute(scheduler="sync"), siglib.sig(paths, 2))


@pytest.mark.parametrize("points", [0, 1, 2])
@pytest.mark.parametrize("degree", [0, 1, 3])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_degenerate(points, degree, scalar_term, flags):
    paths = np.arange(4.0 * points).reshape(2, points, 2)
    lazy = da.from_array(paths, chunks=(1, 1, 2)) if points else da.zeros((2, 0, 2), chunks=(1, 1, 2))
    out = siglib.dask.sig(lazy, degree, scalar_term=scalar_term, **flags).compute(scheduler="sync")
    expected = siglib.sig(paths, degree, scalar_term=scalar_term, **flags)
    assert out.shape == expected.shape
    assert np.allclose(out, expected, rtol=1e-14)


def test_nothing_is_computed_at_once():
    def fail(block):
        raise RuntimeError("computed")

    paths = da.zeros((4, 100, 2), chunks=(2, 10, 2)).map_blocks(fail, meta=np.empty((0, 0, 0)))
    out = siglib.dask.sig(paths, 3)
    with pytest.raises(RuntimeError, match="computed"):
        out.compute(scheduler="sync")


def test_several_processes(cluster, rng):
    paths = walks(rng, 6, 200, 3)
    lazy = da.from_array(paths, chunks=(2, 17, 3))
    flags = {"time_aug": True, "lead_lag": True, "end_time": 3.0}
    out = cluster.compute(siglib.dask.sig(lazy, 3, **flags)).result()
    assert np.allclose(out, siglib.sig(paths, 3, **flags), rtol=1e-12, atol=1e-13)


def test_a_path_longer_than_memory():
    assert int(output_of(LONG_PATH)) < 60


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        (np.zeros((3, 2)), TypeError, "path: expected a dask.array.Array, got numpy.ndarray"),
        (da.zeros(3), ValueError, "path: expected shape"),
        (da.zeros((3, 0)), ValueError, "path: expected shape"),
        (da.zeros((3, 2), dtype=complex), TypeError, "dtype"),
        (da.zeros((4, 2))[da.ones(4) > 0], ValueError, "compute_chunk_sizes"),
    ],
    ids=["ndarray", "1-D", "no channels", "complex", "unknown length"],
)
def test_bad_paths(path, error, message):
    with pytest.raises(error, match=message):
        siglib.dask.sig(path, 2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"degree": 2.5}, TypeError), ({"degree": -1}, ValueError), ({"degree": 2, "n_jobs": 0}, ValueError),
     ({"degree": 2, "end_time": "1"}, TypeError)],
)  # fmt: skip
def test_bad_arguments_are_seen_before_anything_runs(arguments, error):
    with pytest.raises(error, match=[*arguments][-1]):
        siglib.dask.sig(da.zeros((4, 5, 2)), **arguments)


@pytest.mark.parametrize("method", [0, 1, 2])
@pytest.mark.parametrize("time_chunks", TIME_CHUNKS, ids=str)
def test_log_signatures(rng, flags, time_chunks, method):
    paths = walks(rng, 5, 24, 2)
    lazy = da.from_array(paths, chunks=((2, 3), time_chunks, (1, 1)))
    out = siglib.dask.log_sig(lazy, 4, method=method, **flags)
    expected = siglib.log_sig(paths, 4, method=method, **flags)
    assert out.shape == expected.shape
    assert out.chunks == ((2, 3), expected.shape[1:])
    assert np.allclose(out.compute(scheduler="sync"), expected, rtol=1e-11, atol=1e-12)


def test_log_signatures_of_whole_paths_need_no_signatures(rng):
    """Chunks along the batch alone are computed as arrays in memory are."""
    paths = walks(rng, 4, 3, 9, 3)
    out = siglib.dask.log_sig(da.from_array(paths, chunks=(2, 3, 9, 3)), 3)
    assert np.array_equal(out.compute(scheduler="sync"), siglib.log_sig(paths, 3))


@pytest.mark.parametrize("chunks", [(2, 100), (5, 7)])
@pytest.mark.parametrize("precision", [None, "double"])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_dtypes_of_log_signatures(rng, dtype, chunks, precision, scalar_term):
    paths = walks(rng, 5, 30, 2, dtype=dtype)
    lazy = da.from_array(paths, chunks=(*chunks, 2))
    out = siglib.dask.log_sig(lazy, 5, method=0, scalar_term=scalar_term, precision=precision)
    assert out.dtype == dtype
    computed = out.compute(scheduler="sync")
    assert computed.dtype == dtype
    expected = siglib.log_sig(paths.astype("float64"), 5, method=0, scalar_term=scalar_term)
    rounding = np.finfo(dtype).eps
    assert np.allclose(computed, expected, rtol=2 * rounding, atol=1e-14 if precision else 1000 * rounding)


@pytest.mark.parametrize("points", [0, 1, 2])
@pytest.mark.parametrize("method", [0, 1, 2])
def test_degenerate_log_signatures(points, method, flags):
    paths = np.arange(4.0 * points).reshape(2, points, 2)
    lazy = da.from_array(paths, chunks=(1, 1, 2)) if points else da.zeros((2, 0, 2), chunks=(1, 1, 2))
    out = siglib.dask.log_sig(lazy, 3, method=method, **flags).compute(scheduler="sync")
    expected = siglib.log_sig(paths, 3, method=method, **flags)
    assert out.shape == expected.shape
    assert np.allclose(out, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"degree": 2.5}, TypeError), ({"degree": 2, "method": 4}, ValueError), ({"degree": 2, "n_jobs": 0}, ValueError),
     ({"degree": 2, "precision": "single"}, ValueError), ({"degree": 2, "scalar_term": True}, ValueError)],
)  # fmt: skip
def test_bad_arguments_of_log_signatures(arguments, error):
    with pytest.raises(error, match=[*arguments][-1]):
        siglib.dask.log_sig(da.zeros((4, 5, 2)), **arguments)
    with pytest.raises(TypeError, match=r"path: expected a dask\.array\.Array"):
        siglib.dask.log_sig(np.zeros((3, 2)), 2)


def begin_in_chunks(time_chunks, window, stride):
    """Count the windows that begin in each chunk, chunks without any left out."""
    points = sum(time_chunks)
    starts = [start for start in range(0, points, stride) if start + window <= points]
    ends = np.cumsum(time_chunks)
    counts = [sum(end - size <= start < end for start in starts) for end, size in zip(ends, time_chunks, strict=True)]
    return tuple(filter(None, counts)) or (0,)


def of_slices(function, paths, degree, window, stride, **keywords):
    """Compute a function of whole paths window by window, shape (..., K, words)."""
    starts = range(0, paths.shape[-2] - window + 1, stride)
    rows = [function(paths[..., start : start + window, :], degree, **keywords) for start in starts]
    like = function(paths, degree, **keywords)
    return np.stack(rows, axis=-2) if rows else np.empty((*like.shape[:-1], 0, like.shape[-1]), like.dtype)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("window", "stride"), WINDOWS)
@pytest.mark.parametrize("time_chunks", TIME_CHUNKS, ids=str)
def test_windows(rng, flags, time_chunks, window, stride, name):
    paths = walks(rng, 3, 24, 2)
    lazy = da.from_array(paths, chunks=((2, 1), time_chunks, (1, 1)))
    out = getattr(siglib.dask, name)(lazy, 3, window=window, stride=stride, **flags)
    expected = of_slices(FUNCTIONS[name], paths, 3, window, stride, **flags)
    assert out.shape == expected.shape
    assert out.chunks == ((2, 1), begin_in_chunks(time_chunks, window, stride), expected.shape[-1:])
    computed = out.compute(scheduler="sync")
    assert computed.shape == expected.shape
    assert np.allclose(computed, expected, rtol=1e-11, atol=1e-12)
    if name == "sig":
        assert np.allclose(computed, siglib.sig_windows(paths, 3, window, stride, **flags), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("batch", [(), (3,), (2, 3)])
def test_windows_in_batches(rng, batch, scheduler):
    paths = walks(rng, *batch, 9, 3)
    lazy = da.from_array(paths, chunks=(*(1 for _ in batch), 4, 2))
    flags = {"time_aug": True, "end_time": 2, "scalar_term": True}
    out = siglib.dask.sig(lazy, 3, window=6, stride=2, **flags)
    expected = siglib.sig_windows(paths, 3, 6, 2, **flags)
    assert np.allclose(out.compute(scheduler=scheduler), expected, rtol=1e-12, atol=1e-13)


def test_windows_of_a_batch_of_unknown_size(rng):
    paths = walks(rng, 5, 30, 2)
    lazy = da.from_array(paths, chunks=(2, 7, 2))
    out = siglib.dask.sig(lazy[da.from_array(paths[:, 5, 0] > 0, chunks=2)], 2, window=9)
    assert np.allclose(out.compute(scheduler="sync"), siglib.sig_windows(paths[paths[:, 5, 0] > 0], 2, 9), rtol=1e-12)


@pytest.mark.parametrize("precision", [None, "double"])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_dtypes_of_windows(rng, dtype, precision, scalar_term):
    paths = walks(rng, 5, 30, 2, dtype=dtype)
    lazy = da.from_array(paths, chunks=(2, 7, 2))
    whole = {"method": 0, "scalar_term": scalar_term}
    out = siglib.dask.log_sig(lazy, 5, window=9, precision=precision, **whole)
    expected = of_slices(siglib.log_sig, paths.astype("float64"), 5, 9, 1, **whole)
    rounding = np.finfo(dtype).eps
    computed = out.compute(scheduler="sync")
    assert out.dtype == computed.dtype == dtype
    assert np.allclose(computed, expected, rtol=2 * rounding, atol=1e-14 if precision else 1000 * rounding)
    sigs = siglib.dask.sig(lazy, 3, window=9, scalar_term=scalar_term)
    assert sigs.dtype == sigs.compute(scheduler="sync").dtype == dtype
    assert np.allclose(sigs, siglib.sig_windows(paths, 3, 9, scalar_term=scalar_term), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("points", [0, 1, 2, 3])
@pytest.mark.parametrize("degree", [0, 1, 3])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_degenerate_windows(points, degree, name):
    paths = np.arange(4.0 * points).reshape(2, points, 2)
    lazy = da.from_array(paths, chunks=(1, 1, 2)) if points else da.zeros((2, 0, 2), chunks=(1, 1, 2))
    out = getattr(siglib.dask, name)(lazy, degree, window=3, stride=5).compute(scheduler="sync")
    expected = of_slices(FUNCTIONS[name], paths, degree, 3, 5)
    assert out.shape == expected.shape
    assert np.allclose(out, expected, rtol=1e-12, atol=1e-12)


def test_windows_are_lazy():
    def fail(block):
        raise RuntimeError("computed")

    paths = da.zeros((4, 100, 2), chunks=(2, 10, 2)).map_blocks(fail, meta=np.empty((0, 0, 0)))
    out = siglib.dask.sig(paths, 3, window=15)
    with pytest.raises(RuntimeError, match="computed"):
        out.compute(scheduler="sync")


@pytest.mark.parametrize(
    ("window", "stride", "points"),
    [(3, 1, [12, 12, 12, 10]), (16, 1, [25, 25, 15 + 5]), (2, 4, [10, 6, 10, 6]), (5, 30, [5, 5])],
)
def test_tasks_get_the_points_of_their_windows(monkeypatch, window, stride, points):
    """Of a chunk of 10 steps: from where its first window begins to where its last one ends."""
    seen = []
    sig_windows = siglib.sig_windows

    def recorded(path, **keywords):
        seen.append(path.shape)
        return sig_windows(path, **keywords)

    monkeypatch.setattr(siglib, "sig_windows", recorded)
    lazy = da.zeros((4, 40, 2), chunks=(2, 10, 1))
    out = siglib.dask.sig(lazy, 2, window=window, stride=stride)
    seen.clear()
    out.compute(scheduler="sync")
    assert sorted(seen) == sorted(2 * [(2, count, 2) for count in points])


def test_windows_on_several_processes(cluster, rng):
    paths = walks(rng, 6, 200, 3)
    lazy = da.from_array(paths, chunks=(2, 17, 3))
    flags = {"time_aug": True, "lead_lag": True, "end_time": 3.0}
    out = cluster.compute(siglib.dask.sig(lazy, 3, window=40, stride=3, **flags)).result()
    assert np.allclose(out, siglib.sig_windows(paths, 3, 40, 3, **flags), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    "bad",
    [{"window": 1}, {"window": -3}, {"window": 2.5}, {"window": "3"}, {"stride": 0}, {"stride": 1.0}, {"degree": -1},
     {"time_aug": 1}],
    ids=str,
)  # fmt: skip
def test_bad_windows(name, bad):
    """The errors are those of arrays in memory, before anything runs."""
    arguments = {"degree": 2, "window": 3, **bad}
    with pytest.raises((TypeError, ValueError)) as in_memory:
        siglib.sig_windows(np.zeros((4, 5, 2)), **arguments)
    with pytest.raises(in_memory.type) as lazy:
        getattr(siglib.dask, name)(da.zeros((4, 5, 2)), **arguments)
    assert str(lazy.value) == str(in_memory.value)


@pytest.mark.parametrize("bad", [{"method": 4}, {"precision": "single"}, {"scalar_term": True}], ids=str)
def test_bad_log_signatures_of_windows(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        siglib.dask.log_sig(da.zeros((4, 5, 2)), 2, window=3, **bad)


# Kernels

KERNELS = [{}, {"static_kernel": siglib.RBFKernel(2.0), "normalise": True}, {"time_aug": True, "dyadic_order": 1}]


@pytest.mark.parametrize("options", KERNELS, ids=str)
def test_kernels(rng, scheduler, options):
    paths, others = walks(rng, 7, 6, 2), walks(rng, 4, 5, 2)
    lazy = da.from_array(paths, chunks=((3, 1, 3), (4, 2), 1))
    out = siglib.dask.sig_kernel_gram(lazy, da.from_array(others, chunks=(2, 5, 2)), **options)
    assert out.chunks == ((3, 1, 3), (2, 2))
    expected = siglib.sig_kernel_gram(paths, others, **options)
    assert np.allclose(out.compute(scheduler=scheduler), expected, rtol=1e-11)
    own = siglib.dask.sig_kernel_gram(lazy, **options)
    assert own.chunks == ((3, 1, 3), (3, 1, 3))
    computed = own.compute(scheduler=scheduler)
    assert np.array_equal(computed, computed.T)
    assert np.allclose(computed, siglib.sig_kernel_gram(paths, **options), rtol=1e-11)


def test_half_of_the_blocks_are_computed(rng, monkeypatch):
    shapes = []

    def recorded(*paths, **options):
        shapes.append(tuple(len(some) for some in paths))
        return np.ones((len(paths[0]), len(paths[-1])))

    monkeypatch.setattr(siglib, "sig_kernel_gram", recorded)
    out = siglib.dask.sig_kernel_gram(da.from_array(walks(rng, 7, 6, 2), chunks=((1, 2, 4), 6, 2)))
    shapes.clear()
    assert out.compute(scheduler="sync").shape == (7, 7)
    assert sorted(shapes) == [(1,), (1, 2), (1, 4), (2,), (2, 4), (4,)]


def test_lengths_of_kernels(rng):
    paths, counts = walks(rng, 5, 6, 2), np.array([6, 2, 4, 1, 3])
    lazy = da.from_array(paths, chunks=(2, 6, 2))
    expected = siglib.sig_kernel_gram(paths, lengths1=counts)
    own = siglib.dask.sig_kernel_gram(lazy, lengths1=counts).compute(scheduler="sync")
    assert np.allclose(own, expected, rtol=1e-11)
    out = siglib.dask.sig_kernel_gram(lazy, lazy[:3], lengths1=counts, lengths2=counts[:3])
    assert np.allclose(out.compute(scheduler="sync"), expected[:, :3], rtol=1e-11)
    out = siglib.dask.sig_kernel_gram(lazy, lazy[:3], lengths2=counts[:3])
    assert np.allclose(out.compute(scheduler="sync"), siglib.sig_kernel_gram(paths, paths[:3], lengths2=counts[:3]))


def test_dtypes_of_kernels(rng, dtype):
    out = siglib.dask.sig_kernel_gram(da.from_array(walks(rng, 4, 5, 2, dtype=dtype), chunks=(2, 5, 2)))
    assert out.dtype == dtype
    assert out.compute(scheduler="sync").dtype == dtype


def test_kernels_on_a_cluster(rng, cluster):
    paths = walks(rng, 6, 5, 2)
    out = siglib.dask.sig_kernel_gram(
        da.from_array(paths, chunks=(2, 5, 2)), static_kernel=siglib.RBFKernel(2.0)
    ).compute()
    assert np.allclose(out, siglib.sig_kernel_gram(paths, static_kernel=siglib.RBFKernel(2.0)), rtol=1e-11)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"paths1": np.zeros((3, 4, 2))}, TypeError, "paths1: expected a dask.array.Array, got numpy.ndarray"),
        ({"paths2": np.zeros((3, 4, 2))}, TypeError, "paths2: expected a dask.array.Array, got numpy.ndarray"),
        ({"paths1": da.zeros((4, 2))}, ValueError, r"paths1: expected shape \(paths, length, channels\)"),
        ({"lengths1": [1, 2]}, ValueError, r"lengths1: expected shape \(3,\)"),
        ({"lengths2": [1, 2, 3]}, ValueError, "lengths2: expected None without paths2"),
        ({"order": 1}, ValueError, "order"),
    ],
    ids=str,
)
def test_bad_kernels(change, error, message):
    with pytest.raises(error, match=message):
        siglib.dask.sig_kernel_gram(**{"paths1": da.zeros((3, 4, 2)), **change})
