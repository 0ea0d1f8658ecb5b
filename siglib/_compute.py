"""Computes with checked NumPy arrays: flattens batches, allocates results, calls the kernels.

`siglib.torch._compute` has functions of the same names and arguments for tensors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from siglib import _core
from siglib._numbers import augmented, count_words
from siglib._threads import thread_count

if TYPE_CHECKING:
    from siglib._array import Array


class Flags(NamedTuple):
    """How paths are read, and how many threads may read them."""

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    jobs: int | None

    def words(self, path: Any) -> int:
        """Count the words of the signature of `path`."""
        return count_words(augmented(int(path.shape[-1]), self.time_aug, self.lead_lag), self.degree)


class Space(NamedTuple):
    """Where signatures are multiplied: dimension (augmented), degree, scalar terms of both factors; threads."""

    dimension: int
    degree: int
    left_scalar: bool
    right_scalar: bool
    jobs: int | None


def sig(path: Array, lengths: Array | None, flags: Flags, scalar_term: bool) -> Array:
    """Compute signatures."""
    return _signature(path, None, lengths, flags, scalar_term)[0]


def sig_jvp(path: Array, tangent: Array, lengths: Array | None, flags: Flags, scalar_term: bool) -> tuple[Array, Array]:
    """Compute signatures and their tangents."""
    out, tangent_out = _signature(path, tangent, lengths, flags, scalar_term)
    assert tangent_out is not None
    return out, tangent_out


def _signature(
    path: Array, tangent: Array | None, lengths: Array | None, flags: Flags, scalar_term: bool
) -> tuple[Array, Array | None]:
    words = flags.words(path)
    columns = words + 1 if scalar_term else words
    counts, order = _lengths(lengths, path.shape[-2])
    out = np.empty((*path.shape[:-2], columns), path.dtype)
    if scalar_term:
        out[..., 0] = 1
    tangent_out = None if tangent is None else np.zeros_like(out)
    if path.shape[-2] < 2:
        out[..., columns - words :] = 0
    elif words and out.size:
        _core.signature(
            _as_paths(path),
            None if tangent is None else _as_paths(tangent),
            counts,
            order,
            out.reshape(-1, columns),
            None if tangent_out is None else tangent_out.reshape(-1, columns),
            flags.degree,
            flags.time_aug,
            flags.lead_lag,
            flags.end_time,
            thread_count(flags.jobs),
        )
    return out, tangent_out


def sig_backprop(path: Array, sig: Array | None, sig_derivs: Array, lengths: Array | None, flags: Flags) -> Array:
    """Take derivatives by signatures back to the paths."""
    counts, order = _lengths(lengths, path.shape[-2])
    out = np.empty(path.shape, path.dtype)
    if path.shape[-2] < 2 or not flags.degree:
        out[...] = 0
    elif out.size:
        _core.signature_backward(
            _as_paths(path),
            counts,
            order,
            None if sig is None else _as_rows(sig),
            _as_rows(sig_derivs),
            _as_paths(out),
            flags.degree,
            flags.time_aug,
            flags.lead_lag,
            flags.end_time,
            thread_count(flags.jobs),
        )
    return out


def sig_backprop_tangent(
    path: Array, tangent: Array, sig_derivs: Array, lengths: Array | None, flags: Flags
) -> tuple[Array, Array]:
    """Compute the tangent of `sig_backprop` for constant `sig_derivs`, and that of the signature."""
    counts, order = _lengths(lengths, path.shape[-2])
    out, sig_tangent = np.zeros(path.shape, path.dtype), np.zeros(sig_derivs.shape, path.dtype)
    if path.shape[-2] >= 2 and flags.degree and out.size:
        _core.signature_backward_tangent(
            _as_paths(path),
            _as_paths(tangent),
            counts,
            order,
            _as_rows(sig_derivs),
            _as_paths(out),
            _as_rows(sig_tangent),
            flags.degree,
            flags.time_aug,
            flags.lead_lag,
            flags.end_time,
            thread_count(flags.jobs),
        )
    return out, sig_tangent


def sig_combine(sig1: Array, sig2: Array, space: Space) -> Array:
    """Multiply signatures, or tangents of signatures, whose scalar terms are 0."""
    out = np.empty(sig1.shape, sig1.dtype)
    words = count_words(space.dimension, space.degree)
    if out.shape[-1] > words:
        out[..., 0] = space.left_scalar and space.right_scalar
    if words and out.size:
        _core.combine(_as_rows(sig1), _as_rows(sig2), _as_rows(out), *space[:4], thread_count(space.jobs))
    return out


def sig_combine_backprop(deriv: Array, sig1: Array, sig2: Array, space: Space) -> tuple[Array, Array]:
    """Take derivatives by products back to the factors."""
    out = np.empty(sig1.shape, sig1.dtype), np.empty(sig1.shape, sig1.dtype)
    words = count_words(space.dimension, space.degree)
    if sig1.shape[-1] > words:
        out[0][..., 0] = out[1][..., 0] = 0
    if words and sig1.size:
        _core.combine_backward(
            _as_rows(deriv),
            _as_rows(sig1),
            _as_rows(sig2),
            _as_rows(out[0]),
            _as_rows(out[1]),
            *space[:4],
            thread_count(space.jobs),
        )
    return out


def transform_path(path: Array, flags: Flags) -> Array:
    """Augment paths."""
    *batch, length, channels = path.shape
    points = max(2 * length - 1, 0) if flags.lead_lag else length
    out = np.empty((*batch, points, augmented(channels, flags.time_aug, flags.lead_lag)), path.dtype)
    if out.size:
        threads = thread_count(flags.jobs)
        _core.transform(_as_paths(path), _as_paths(out), flags.time_aug, flags.lead_lag, flags.end_time, threads)
    return out


def transform_path_backprop(derivs: Array, flags: Flags) -> Array:
    """Sum derivatives by augmented paths onto the points they were made from."""
    *batch, points, width = derivs.shape
    length = (points + 1) // 2 if flags.lead_lag else points
    channels = (width - flags.time_aug) // (2 if flags.lead_lag else 1)
    out = np.empty((*batch, length, channels), derivs.dtype)
    if out.size:
        threads = thread_count(flags.jobs)
        _core.transform_backward(_as_paths(derivs), _as_paths(out), flags.time_aug, flags.lead_lag, threads)
    return out


def _as_rows(array: Array) -> Array:
    """Flatten the batch: shape (rows, columns), items of a row side by side."""
    columns = array.shape[-1]
    rows = array if array.ndim == 2 else array.reshape(_product(array.shape[:-1]), columns)
    if columns > 1 and rows.strides[1] != rows.itemsize:
        rows = np.ascontiguousarray(rows)
    return rows


def _as_paths(array: Array) -> Array:
    """Flatten the batch: shape (paths, length, channels), any strides."""
    if array.ndim == 3:
        return array
    # A single path is the commonest small call, and this is its fastest way.
    if array.ndim == 2:
        return array[np.newaxis]
    return array.reshape(_product(array.shape[:-2]), *array.shape[-2:])


def _lengths(lengths: Array | None, most: int) -> tuple[Array | None, Array | None]:
    """Check the values of `lengths` and flatten it; return it with the order of paths from short to long."""
    if lengths is None:
        return None, None
    # A copy, which nobody can change between this check and its use.
    flat = lengths.astype(np.intp).reshape(-1)
    if not _core.all_within(flat, most):
        wrong = min(lengths.min(), 0) or lengths.max()
        raise ValueError(f"lengths: expected values from 0 to the path's length {most}, got {wrong}")
    # Numbers of 16 bits are sorted in linear time.
    order = (flat.astype(np.uint16) if most < 2**16 else flat).argsort(kind="stable")
    return flat, order


def _product(numbers: tuple[int, ...]) -> int:
    product = 1
    for number in numbers:
        product *= number
    return product
