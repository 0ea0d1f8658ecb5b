"""Dask: signatures and kernels of what is larger than memory, computed where the chunks are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

import numpy as np

import siglib
from siglib._array import Array
from siglib._extras import extra
from siglib._numbers import as_integer, as_real

with extra("dask"):
    import dask.array as da
    from dask import delayed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from siglib._static_kernels import StaticKernel


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


def sig_kernel_gram(
    paths1: da.Array,
    paths2: da.Array | None = None,
    *,
    dyadic_order: SupportsIndex | Sequence[SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = 1,
) -> da.Array:
    r"""Compute the Gram matrix of signature kernels of Dask arrays of paths, lazily.

    Parameters
    ----------
    paths1 : dask.array.Array, shape (n, L1, d)
        Paths of ``L1`` points in `d` channels, chunked in any way; float32 or float64 (computed and returned in that
        precision), integers and booleans become float64.
    paths2 : dask.array.Array, shape (m, L2, d), optional
        Other paths. None: those of `paths1` again, for half the work.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        As `siglib.sig_kernel_gram` takes them.
    lengths1, lengths2 : array_like of int, shape (n,) and (m,), optional
        Points of each path, in memory. What stands beyond is never read.
    normalise : bool
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`, as `siglib.sig_kernel_gram` does.
    n_jobs : int, optional
        Threads for each block; Dask computes several blocks at a time anyway.

    Returns
    -------
    dask.array.Array, shape (n, n) or (n, m)
        The kernels, in blocks of the chunks of paths. Of paths with themselves the matrix is symmetric to the bit: the
        blocks below the diagonal are those above it, transposed.

    Raises
    ------
    TypeError
        If the paths are no Dask arrays, or an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or the number of paths, points or channels is not known.

    See Also
    --------
    siglib.sig_kernel_gram : The same for arrays in memory; formula and sources.

    Notes
    -----
    Any two chunks of paths make a block by themselves: a task holds two chunks and their kernels, which are those of
    C. Salvi, T. Cass, J. Foster, T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE" (2021).

    Examples
    --------
    >>> import dask.array as da, numpy as np
    >>> import siglib.dask
    >>> paths = np.random.default_rng(0).standard_normal((6, 5, 2)).cumsum(axis=1) / 5
    >>> gram = siglib.dask.sig_kernel_gram(da.from_array(paths, chunks=(2, 5, 2)))
    >>> gram.numblocks
    (3, 3)
    >>> np.allclose(gram.compute(), siglib.sig_kernel_gram(paths))
    True
    """
    options: dict[str, Any] = {"dyadic_order": dyadic_order, "order": order, "method": method}
    options |= {"static_kernel": static_kernel, "time_aug": time_aug, "lead_lag": lead_lag, "end_time": end_time}
    kernels = partial(siglib.sig_kernel_gram, normalise=normalise, n_jobs=n_jobs, **options)
    first, counts1 = _whole_paths(paths1, "paths1"), _lengths_of(lengths1, "lengths1", paths1)
    is_symmetric = paths2 is None or (paths2 is paths1 and lengths2 is lengths1)
    if paths2 is None and lengths2 is not None:
        raise ValueError("lengths2: expected None without paths2, whose lengths are lengths1, got an array")
    second, counts2 = first, counts1
    if not is_symmetric:
        second, counts2 = _whole_paths(paths2, "paths2"), _lengths_of(lengths2, "lengths2", paths2)
    # An empty batch tells the dtype, or what is wrong with the arguments.
    empty = [np.empty((0, *paths.shape[1:]), paths.dtype) for paths in (first, second)]
    like = kernels(*empty)

    rows, columns = ([block[0][0] for block in paths.to_delayed()] for paths in (first, second))
    ends1, ends2 = (np.cumsum([0, *paths.chunks[0]]).tolist() for paths in (first, second))
    blocks: list[list[da.Array]] = []
    for i, row in enumerate(rows):
        blocks.append([])
        for j, column in enumerate(columns):
            if is_symmetric and j < i:
                blocks[i].append(blocks[j][i].T)
                continue
            some, others = slice(*ends1[i : i + 2]), slice(*ends2[j : j + 2])
            known = {"lengths1": None if counts1 is None else counts1[some]}
            if not is_symmetric or j > i:
                known["lengths2"] = None if counts2 is None else counts2[others]
            operands = (row,) if is_symmetric and i == j else (row, column)
            shape = first.chunks[0][i], second.chunks[0][j]
            blocks[i].append(da.from_delayed(delayed(kernels)(*operands, **known), shape, like.dtype))
    return da.block(blocks)


def _whole_paths(paths: Any, name: str) -> da.Array:
    """Return paths that are cut nowhere, in chunks of whole ones."""
    if not isinstance(paths, da.Array):
        raise TypeError(
            f"{name}: expected a dask.array.Array, got {type(paths).__module__}.{type(paths).__qualname__}; "
            "convert it with dask.array.from_array"
        )
    if paths.ndim != 3 or paths.shape[-1] == 0:
        raise ValueError(f"{name}: expected shape (paths, length, channels), got {paths.shape}")
    if any(isnan(size) for size in paths.shape):
        raise ValueError(
            f"{name}: expected a known number of paths, points and channels, got shape {paths.shape}; "
            f"call {name}.compute_chunk_sizes() first"
        )
    return paths.rechunk({1: -1, 2: -1})


def _lengths_of(lengths: ArrayLike | None, name: str, paths: Any) -> Array | None:
    """Return the points of each path."""
    if lengths is None:
        return None
    counts = np.asarray(lengths)
    if counts.shape != paths.shape[:1]:
        raise ValueError(f"{name}: expected shape {paths.shape[:1]}, a number for each path, got {counts.shape}")
    return counts


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
