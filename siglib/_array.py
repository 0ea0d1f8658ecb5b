"""Arrays in and results out: the only module that knows which framework computes what.

A tensor is whatever torch calls one; torch itself is only imported by `siglib.torch`, once a tensor has come in.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from siglib import _numpy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
# An ndarray or a tensor: where only shape and dtype matter, both will do.
AnyArray: TypeAlias = Any


def is_tensor(value: object) -> bool:
    """Tell whether `value` is a torch tensor, without importing torch."""
    # While another thread imports torch, it may be there without its classes: then there is no tensor yet.
    tensor_type = getattr(sys.modules.get("torch"), "Tensor", None)
    return tensor_type is not None and isinstance(value, tensor_type)


def backend(array: AnyArray) -> Any:
    """Return the module that computes with arrays of this kind."""
    if type(array) is np.ndarray:
        return _numpy
    from siglib.torch import _backend  # noqa: PLC0415  (torch is optional, and slow to import)

    return _backend


def recall(operation: Any, arrays: tuple[Any, ...], given: tuple[Any, ...]) -> Any:
    """Compute what was computed before of arrays of the same kind and shapes; None if there was no such call."""
    if type(arrays[0]) is np.ndarray:
        return operation.memory.recall(arrays, given)
    return backend(arrays[0]).recall(operation, arrays, given) if is_tensor(arrays[0]) else None


def as_floats(value: ArrayLike, name: str) -> AnyArray:
    """Return `value` as an array (or tensor) of native float32 or float64, without a copy where it is one.

    Integers and booleans become float64; lists and tuples are read as NumPy reads them.

    Raises
    ------
    TypeError
        If it is no array, or of another dtype.
    """
    if type(value) is not np.ndarray and is_tensor(value):
        return backend(value).as_floats(value, name)
    array = _as_array(value, name)
    dtype = array.dtype
    if dtype is not _numpy.FLOATS[0] and dtype is not _numpy.FLOATS[1]:
        array = array.astype(_float_for(dtype, name))
    if not array.flags.aligned:
        array = array.copy()
    return array


def _as_array(value: ArrayLike, name: str) -> Array:
    if type(value) is np.ndarray:
        return value
    if isinstance(value, (list, tuple)):
        return _from_sequence(value, name)
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array; fill it first")
    if isinstance(value, np.matrix):
        raise TypeError(f"{name}: expected an array, got a numpy.matrix; convert it with numpy.asarray")
    if isinstance(value, np.ndarray):
        return np.asarray(value)
    raise TypeError(
        f"{name}: expected a numpy.ndarray or torch.Tensor, got {type(value).__module__}.{type(value).__qualname__}; "
        "convert it with numpy.asarray"
    )


def _from_sequence(value: list[Any] | tuple[Any, ...], name: str) -> Array:
    """Let NumPy read numbers, and arrays that it stacks."""
    first: Any = value
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    for item in (first, *value):
        if is_tensor(item):
            raise TypeError(f"{name}: expected an array or a tensor, got a sequence of tensors; stack it: torch.stack")
        if isinstance(item, np.ma.MaskedArray):
            raise TypeError(f"{name}: expected arrays without a mask, got a masked array; fill it first")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got a ragged sequence ({error}); {_PAD}") from None


# What to do about paths that are not of one length.
_PAD = "pad paths of different lengths to one length, and pass lengths="


def _float_for(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
    """Return the dtype to compute in."""
    if dtype.kind in "iub":
        return np.dtype(np.float64)
    for known in _numpy.FLOATS:
        if dtype.newbyteorder("=") == known:
            return known
    advice = f"if it holds arrays, {_PAD}" if dtype.kind == "O" else "convert it with .astype(numpy.float64)"
    raise TypeError(f"{name}: expected dtype float32 or float64 (integers become float64), got {dtype}; {advice}")


def check_floats(array: AnyArray, name: str) -> None:
    """Refuse what kernels do not compute in: graphs give operations what nobody converted."""
    if array.dtype not in backend(array).FLOATS:
        raise TypeError(f"{name}: expected dtype float32 or float64, got {array.dtype}; convert it before the call")


def check_integers(array: AnyArray, name: str, first: AnyArray, first_name: str) -> None:
    """Refuse an array of lengths that holds no integers, or lies on another device."""
    if not backend(array).holds_integers(array):
        raise TypeError(f"{name}: expected integers, got dtype {array.dtype}")
    same_device(first, first_name, array, name)


def same_kind(first: AnyArray, first_name: str, other: AnyArray, other_name: str) -> None:
    """Refuse to mix frameworks, precisions or devices in one call."""
    if first.dtype is not other.dtype:
        if type(first) is not type(other) and np.ndarray in (type(first), type(other)):
            raise TypeError(
                f"{other_name}: expected a {_kind(first)} as {first_name} is, got a {_kind(other)}; convert one of them"
            )
        raise TypeError(
            f"{other_name}: expected the dtype of {first_name}, {first.dtype}, got {other.dtype}; convert one of them"
        )
    same_device(first, first_name, other, other_name)


def same_device(first: AnyArray, first_name: str, other: AnyArray, other_name: str) -> None:
    """Refuse to mix devices in one call."""
    if type(first) is not np.ndarray and first.device != other.device:
        raise ValueError(f"{other_name}: expected the device of {first_name}, {first.device}, got {other.device}")


def _kind(array: AnyArray) -> str:
    return "numpy.ndarray" if type(array) is np.ndarray else "torch.Tensor"


def as_integers(value: ArrayLike, name: str, first: AnyArray, first_name: str) -> AnyArray:
    """Return what should be integers as an array of the framework of `first`.

    Raises
    ------
    TypeError
        If it is of another framework, or no array.
    """
    if type(first) is not np.ndarray:
        return backend(first).as_integers(value, name, first, first_name)
    if is_tensor(value):
        raise TypeError(f"{name}: expected a numpy.ndarray as {first_name} is, got a torch.Tensor; convert one of them")
    array = _as_array(value, name) if not isinstance(value, (int, np.integer)) else np.asarray(value)
    # NumPy takes a list of nothing for floats.
    return array.astype(np.intp) if isinstance(value, (list, tuple)) and not array.size else array


def zeros_like(array: AnyArray) -> AnyArray:
    """Return zeros of the shape, dtype and device of an array."""
    return np.zeros_like(array) if type(array) is np.ndarray else array.new_zeros(array.shape)


def broadcast(array: AnyArray, shape: tuple[Any, ...]) -> AnyArray:
    """Repeat an array along the axes that it lacks, without a copy."""
    return np.broadcast_to(array, shape) if type(array) is np.ndarray else array.expand(shape)


def in_double(array: AnyArray) -> AnyArray:
    """Return an array in float64."""
    return array.astype(np.float64, copy=False) if type(array) is np.ndarray else array.double()


def rounded_like(array: AnyArray, like: AnyArray) -> AnyArray:
    """Return an array in the dtype of another."""
    return array.astype(like.dtype, copy=False) if type(array) is np.ndarray else array.to(like.dtype)


def with_zeros(array: AnyArray, before: int, after: int) -> AnyArray:
    """Put zeros before and after the items along the last axis."""
    if type(array) is not np.ndarray:
        return backend(array).with_zeros(array, before, after)
    out = np.zeros((*array.shape[:-1], before + array.shape[-1] + after), array.dtype)
    out[..., before : before + array.shape[-1]] = array
    return out


def copied(array: AnyArray) -> AnyArray:
    """Return a copy."""
    return array.copy() if type(array) is np.ndarray else array.clone()
