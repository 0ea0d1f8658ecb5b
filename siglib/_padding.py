"""Paths of unequal length in one array."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from siglib._array import as_floats, is_tensor
from siglib._containers import read_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def pad_paths(paths: Sequence[ArrayLike] | Mapping[Any, ArrayLike] | ArrayLike) -> tuple[AnyArray, AnyArray]:
    """Put paths of unequal length into one array, and tell how many points each has.

    Parameters
    ----------
    paths : sequence or dict of array_like, shapes (L_i, d), or frame
        The paths, one by one. Or a frame: of pandas with an index of paths and points, or of any library with a row for
        each path and an array in each cell. Or tensors: a sequence of them, a nested (or jagged) tensor, or a
        ``PackedSequence``; derivatives flow back to them.

    Returns
    -------
    padded : ndarray or Tensor, shape (n, L, d)
        The paths, with zeros after their last points. They are float32 if all paths are, else float64.
    lengths : ndarray or Tensor of int, shape (n,)
        Points of each path: what ``lengths=`` of other functions takes.

    Raises
    ------
    TypeError
        If something else came, or not numbers.
    ValueError
        If paths have different numbers of channels.

    See Also
    --------
    sig : Signatures of such a batch.
    siglib.sklearn.SignatureTransformer : It takes the same without this.

    Notes
    -----
    Path `b` is ``padded[b, :lengths[b]]``. Functions that are given `lengths` never read the padding.

    Examples
    --------
    >>> import siglib
    >>> padded, lengths = siglib.pad_paths([[[0.0, 1.0], [2.0, 2.0]], [[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]]])
    >>> padded.shape, lengths
    ((2, 3, 2), array([2, 3]))
    >>> siglib.sig(padded, 2, lengths=lengths)
    array([[2. , 1. , 2. , 1. , 1. , 0.5],
           [1. , 2. , 0.5, 2. , 0. , 2. ]])
    """
    if _is_of_tensors(paths):
        from siglib.torch import _backend  # noqa: PLC0415  (torch is optional)

        return _backend.padded(paths, "paths")
    if not hasattr(paths, "__len__"):
        raise TypeError(f"paths: expected a sequence, a dict or a frame of paths, got a {type(paths).__name__}")
    points = read_paths(paths, "paths").points
    if isinstance(points, np.ndarray) and points.ndim == 3:
        return as_floats(points, "paths"), np.full(len(points), points.shape[1], np.intp)
    items = [as_floats(path, "paths") for path in points]
    places = list(paths) if isinstance(paths, Mapping) else range(len(items))
    for place, path in zip(places, items, strict=True):
        if path.ndim != 2 or path.shape[1] != items[0].shape[-1]:
            channels = items[0].shape[1] if items[0].ndim == 2 else "d"
            raise ValueError(f"paths[{place!r}]: expected shape (L, {channels}), got {path.shape}")
    lengths = np.array([len(path) for path in items], np.intp)
    dtype = np.result_type(*{path.dtype for path in items}) if items else np.float64
    padded = np.zeros((len(items), max(lengths, default=0), items[0].shape[1] if items else 0), dtype)
    for row, path in zip(padded, items, strict=True):
        row[: len(path)] = path
    return padded, lengths


def _is_of_tensors(paths: Any) -> bool:
    """Tell whether paths are tensors, or packed by torch."""
    if is_tensor(paths) or (hasattr(paths, "batch_sizes") and "torch" in sys.modules):
        return True
    items = paths.values() if isinstance(paths, dict) else paths if isinstance(paths, (list, tuple)) else ()
    return any(map(is_tensor, items))
