"""Signatures and log-signatures of Dask arrays: chunked along the batch, along time, on several processes."""

import dask.array as da
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster
from support import output_of, walks

import siglib
import siglib.dask

TIME_CHUNKS = [(24,), (1,) * 24, (8, 8, 8), (1, 2, 20, 1), (23, 1), (0, 10, 0, 14)]

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
area = level[3] - level[4]
assert path.nbytes == 240e6 and abs(area - 1 / 3) < 1e-6, area
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
