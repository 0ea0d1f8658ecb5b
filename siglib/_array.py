"""Arrays in and results out: the only module that knows array frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_FLOATS = (np.dtype(np.float64), np.dtype(np.float32))


def as_floats(value: ArrayLike, name: str) -> Array:
    """Return `value` as an array of native float32 or float64, without a copy where it is one.

    Integers and booleans become float64; lists and tuples are read as NumPy reads them.

    Raises
    ------
    TypeError
        If it is no array, or of another dtype.
    """
    array = _as_array(value, name)
    dtype = array.dtype
    if dtype is not _FLOATS[0] and dtype is not _FLOATS[1]:
        array = array.astype(_float_for(dtype, name))
    if not array.flags.aligned:
        array = array.copy()
    return array


def _as_array(value: ArrayLike, name: str) -> Array:
    if type(value) is np.ndarray:
        return value
    if isinstance(value, (list, tuple)) and not any(isinstance(item, np.ma.MaskedArray) for item in value):
        try:
            return np.asarray(value)
        except ValueError as error:
            raise ValueError(f"{name}: expected an array, got a ragged sequence ({error})") from None
    if isinstance(value, (list, tuple, np.ma.MaskedArray)):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array; fill it first")
    if isinstance(value, np.matrix):
        raise TypeError(f"{name}: expected an array, got a numpy.matrix; convert it with numpy.asarray")
    if isinstance(value, np.ndarray):
        return np.asarray(value)
    raise TypeError(
        f"{name}: expected a numpy.ndarray, got {type(value).__module__}.{type(value).__qualname__}; "
        "convert it with numpy.asarray"
    )


def _float_for(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
    """Return the dtype to compute in."""
    if dtype.kind in "iub":
        return np.dtype(np.float64)
    for known in _FLOATS:
        if dtype.newbyteorder("=") == known:
            return known
    raise TypeError(
        f"{name}: expected dtype float32 or float64 (integers become float64), got {dtype}; "
        "convert it with .astype(numpy.float64)"
    )


def same_dtype(first: Array, first_name: str, other: Array, other_name: str) -> None:
    """Refuse to mix precisions in one call."""
    if first.dtype is not other.dtype:
        raise TypeError(
            f"{other_name}: expected the dtype of {first_name}, {first.dtype}, got {other.dtype}; "
            "convert one of them with .astype"
        )


def as_rows(array: Array, columns: int) -> Array:
    """Flatten the batch: shape (rows, columns), items of a row side by side."""
    rows = array if array.ndim == 2 else array.reshape(_product(array.shape[:-1]), columns)
    if columns > 1 and rows.strides[1] != rows.itemsize:
        rows = np.ascontiguousarray(rows)
    return rows


def as_paths(array: Array) -> Array:
    """Flatten the batch: shape (paths, length, channels), any strides."""
    if array.ndim == 3:
        return array
    return array.reshape(_product(array.shape[:-2]), *array.shape[-2:])


def as_lengths(lengths: ArrayLike | None, batch_shape: tuple[int, ...], most: int) -> tuple[Array | None, Array | None]:
    """Check `lengths` and flatten it; return it with the order of paths from short to long.

    Raises
    ------
    TypeError
        If it holds no integers.
    ValueError
        If its shape is not the batch's, or a length lies outside of 0..`most`.
    """
    if lengths is None:
        return None, None
    array = _as_array(lengths, "lengths") if not isinstance(lengths, (int, np.integer)) else np.asarray(lengths)
    empty_list = isinstance(lengths, (list, tuple)) and not array.size
    if array.dtype.kind not in "iu" and not empty_list:
        raise TypeError(f"lengths: expected integers, got dtype {array.dtype}")
    if array.shape != batch_shape:
        raise ValueError(f"lengths: expected the batch shape {batch_shape}, got {array.shape}")
    # A copy, which nobody can change between this check and its use.
    flat = array.flatten()
    if flat.size and (flat.min() < 0 or flat.max() > most):
        wrong = flat.min() if flat.min() < 0 else flat.max()
        raise ValueError(f"lengths: expected values from 0 to the path's length {most}, got {wrong}")
    flat = flat.astype(np.intp)
    return flat, np.argsort(flat, kind="stable")


def _product(numbers: tuple[int, ...]) -> int:
    product = 1
    for number in numbers:
        product *= number
    return product
