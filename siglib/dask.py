"""Dask: signatures of batches and of paths that are larger than memory, computed where their chunks are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import isnan
from typing import Any, SupportsFloat, SupportsIndex

import numpy as np

import siglib
from siglib._array import Array
from siglib._extras import extra
from siglib._numbers import as_integer, as_real

with extra("dask"):
    import dask.array as da


def sig(
    path: da.Array,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    window: SupportsIndex | None = None,
    stride: SupportsIndex = 1,
    n_jobs: SupportsIndex | None = 1,
) -> da.Array:
    r"""Compute truncated signatures of a Dask array of paths, lazily.

    Parameters
    ----------
    path : dask.array.Array, shape (..., L, d)
        Paths of `L` points in `d` channels, chunked in any way; float32 or float64 (computed and returned in that
        precision), integers and booleans become float64.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time, scalar_term
        As `siglib.sig` takes them. Time runs from 0 to `end_time` over all of the path, not over a chunk; with a
        window, over each window.
    window : int, optional
        Points of a window, at least 2: return a row for each complete window of a path, as `siglib.sig_windows` does.
    stride : int
        From the first point of a window to that of the next, in points. Without a window it is not read.
    n_jobs : int, optional
        Threads for each chunk; Dask computes several chunks at a time anyway.

    Returns
    -------
    dask.array.Array, shape (..., sig_length(d, N)) or (..., K, sig_length(d, N))
        The signatures, chunked along the batch as the paths are; of windows along their axis as well: those that begin
        in a chunk of time are a chunk.

    Raises
    ------
    TypeError
        If `path` is no Dask array, or an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or the number of points or channels is not known.

    See Also
    --------
    siglib.sig : The same for arrays in memory; formula, order of the coefficients and sources.
    siglib.sig_windows : With a window.

    Notes
    -----
    A chunk of time steps becomes its signature, and neighbours are joined by Chen products, in a tree:

    .. math:: S(x_{0,T}) = S(x_{0,t}) \otimes S(x_{t,T})

    (K.-T. Chen, "Iterated integrals and exponential homomorphisms", 1954). Every chunk but the first gets the last
    point of the one before as well: what happens between two chunks is an increment of the path. No task holds more
    than a chunk or a few signatures. Many steps to a chunk are best: a product costs as much as some steps.

    Windows are computed where they begin. A chunk gets the points that its last window reaches into, of as many of
    the next chunks as that is: chunks had better be longer than windows.

    Examples
    --------
    >>> import dask.array as da, numpy as np
    >>> import siglib.dask
    >>> path = da.from_array(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]), chunks=(1, 2))
    >>> siglib.dask.sig(path, degree=2).compute()
    array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
    >>> siglib.dask.sig(path, degree=1, window=2).compute()
    array([[ 1.,  2.],
           [ 2., -1.]])
    """
    _check_path(path)
    duration = as_real(end_time, "end_time")
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "n_jobs": n_jobs}
    if window is not None:
        return _windows(
            partial(siglib.sig_windows, degree=degree, end_time=duration, scalar_term=scalar_term, **flags),
            path,
            window,
            stride,
        )
    *batch, points, channels = path.shape
    # An empty batch tells dtype and length, or what is wrong with the arguments.
    empty = np.empty((0, 0, channels), path.dtype)
    like = siglib.sig(empty, degree, end_time=duration, scalar_term=scalar_term, **flags)

    steps = path.rechunk({path.ndim - 1: -1})
    if steps.numblocks[-2] > 1:
        steps = da.overlap.overlap(steps, depth={path.ndim - 2: (1, 0)}, boundary="none")
    parts = da.map_blocks(
        partial(
            _signature, degree=degree, scalar_term=scalar_term, time_step=duration / max(points - 1, 1), flags=flags
        ),
        steps,
        chunks=(*steps.chunks[:-2], (1,) * steps.numblocks[-2], like.shape[-1:]),
        meta=np.empty((0,) * path.ndim, like.dtype),
    )
    product = partial(_product, dimension=channels, degree=degree, flags=flags)
    return da.reduction(parts, product, product, axis=len(batch), concatenate=True, dtype=like.dtype)


def log_sig(
    path: da.Array,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    precision: str | None = None,
    window: SupportsIndex | None = None,
    stride: SupportsIndex = 1,
    n_jobs: SupportsIndex | None = 1,
) -> da.Array:
    r"""Compute truncated log-signatures of a Dask array of paths, lazily.

    Parameters
    ----------
    path : dask.array.Array, shape (..., L, d)
        Paths of `L` points in `d` channels, chunked in any way; float32 or float64 (returned in that precision),
        integers and booleans become float64.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time, method, scalar_term, precision
        As `siglib.log_sig` takes them. Time runs from 0 to `end_time` over all of the path, not over a chunk; with a
        window, over each window.
    window : int, optional
        Points of a window, at least 2: return a row for each complete window of a path, as `siglib.sig_windows` does.
    stride : int
        From the first point of a window to that of the next, in points. Without a window it is not read.
    n_jobs : int, optional
        Threads for each chunk; Dask computes several chunks at a time anyway.

    Returns
    -------
    dask.array.Array, shape (..., log_sig_length(d, N)) or (..., K, log_sig_length(d, N))
        The log-signatures, chunked along the batch as the paths are; of windows along their axis as well, as by `sig`.

    Raises
    ------
    TypeError
        If `path` is no Dask array, or an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or the number of points or channels is not known.

    See Also
    --------
    siglib.log_sig : The same for arrays in memory; formula, order of the coefficients and sources.
    sig : The signatures.

    Notes
    -----
    A chunk of whole paths becomes its log-signatures. Otherwise the signatures of chunks are joined, as in `sig`,
    and the logarithm is taken of the product (K.-T. Chen, "Integration of paths, geometric invariants and a generalized
    Baker-Hausdorff formula", 1957). Of windows it is taken where they are computed.

    Examples
    --------
    >>> import dask.array as da, numpy as np
    >>> import siglib.dask
    >>> path = da.from_array(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]), chunks=(1, 2))
    >>> siglib.dask.log_sig(path, degree=2).compute()
    array([ 3. ,  1. , -2.5])
    """
    _check_path(path)
    duration = as_real(end_time, "end_time")
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "n_jobs": n_jobs}
    given = {
        "degree": degree,
        "end_time": duration,
        "method": method,
        "scalar_term": scalar_term,
        "precision": precision,
        **flags,
    }
    if window is not None:
        return _windows(partial(siglib.log_sig_windows, **given), path, window, stride)
    whole = partial(siglib.log_sig, **given)
    channels = path.shape[-1]
    # An empty batch tells dtype and length, or what is wrong with the arguments.
    like = whole(np.empty((0, 0, channels), path.dtype))
    meta = np.empty((0,) * (path.ndim - 1), like.dtype)

    if path.numblocks[-2] == 1:
        paths = path.rechunk({path.ndim - 1: -1})
        sizes = (*path.chunks[:-2], like.shape[-1:])
        return da.map_blocks(whole, paths, chunks=sizes, drop_axis=path.ndim - 2, meta=meta)
    exact = path.astype(np.float64) if precision == "double" else path
    sigs = sig(exact, degree, end_time=duration, scalar_term=scalar_term, **flags)
    logarithm = partial(siglib.sig_to_log_sig, dimension=channels, degree=degree, method=method, **flags)
    logs = da.map_blocks(logarithm, sigs, chunks=(*sigs.chunks[:-1], like.shape[-1:]), meta=meta.astype(sigs.dtype))
    return logs.astype(like.dtype)


def _check_path(path: da.Array) -> None:
    """Refuse what is no Dask array of paths of a known size."""
    if not isinstance(path, da.Array):
        raise TypeError(
            f"path: expected a dask.array.Array, got {type(path).__module__}.{type(path).__qualname__}; "
            "convert it with dask.array.from_array"
        )
    if path.ndim < 2 or path.shape[-1] == 0:
        raise ValueError(f"path: expected shape (..., length, channels) with at least one channel, got {path.shape}")
    if any(isnan(size) for size in path.shape[-2:]):
        raise ValueError(
            f"path: expected a known number of points and channels, got shape {path.shape}; "
            "call path.compute_chunk_sizes() first"
        )


def _signature(
    chunk: Array, *, degree: SupportsIndex, scalar_term: bool, time_step: float, flags: dict[str, Any]
) -> Array:
    """Compute the signatures of a chunk of time steps, with an axis for the chunks."""
    # A signature does not see when a path begins, only how long it takes.
    duration = max(chunk.shape[-2] - 1, 0) * time_step
    out: Array = siglib.sig(chunk, degree, end_time=duration, scalar_term=scalar_term, **flags)
    return out[..., None, :]


def _product(
    sigs: Array, axis: tuple[int], keepdims: bool, *, dimension: int, degree: SupportsIndex, flags: dict[str, Any]
) -> Array:
    """Multiply the signatures of chunks that follow each other along `axis`."""
    (place,) = axis
    out: Array = siglib.sig_product(sigs, dimension, degree, place, **flags)
    return np.expand_dims(out, place) if keepdims else out


def _windows(function: Callable[..., Array], path: da.Array, window: SupportsIndex, stride: SupportsIndex) -> da.Array:
    """Compute a function of sliding windows, each where it begins."""
    function = partial(function, window=window, stride=stride)
    *batch, points, channels = path.shape
    axis = len(batch)
    # An empty batch tells dtype and length, or what is wrong with the arguments.
    like = function(np.empty((0, 0, channels), path.dtype))

    size, spacing = as_integer(window, "window", 2), as_integer(stride, "stride", 1)
    count = max(points - size + spacing, 0) // spacing
    # Those that begin in a chunk, from the first to before the next one's.
    firsts = [min(-(-start // spacing), count) for start in (0, *np.cumsum(path.chunks[axis]).tolist())]
    ranges = [(first, end) for first, end in pairwise(firsts) if first < end]
    points_of = [slice(first * spacing, (end - 1) * spacing + size) for first, end in ranges]
    steps = path.rechunk({axis + 1: -1})
    parts = [steps[..., place, :] for place in points_of or [slice(0)]]
    steps = da.concatenate(parts, axis, allow_unknown_chunksizes=True)
    steps = steps.rechunk({axis: tuple(part.shape[axis] for part in parts)})
    counts = tuple(end - first for first, end in ranges) or (0,)
    return da.map_blocks(
        function,
        steps,
        chunks=(*steps.chunks[:-2], counts, like.shape[-1:]),
        meta=np.empty((0,) * path.ndim, like.dtype),
    )
