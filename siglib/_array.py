"""Arrays in and results out: the only module that knows which framework computes what.

A tensor is whatever torch calls one; torch itself is only imported by `siglib.torch`, once a tensor has come in.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from siglib import _numpy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Integers: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"
# An ndarray or a tensor: where only shape and dtype matter, both will do.
AnyArray: TypeAlias = Any


def is_tensor(value: object) -> bool:
    """Tell whether `value` is a torch tensor, without importing torch."""
    # While another thread imports torch, it may be there without its classes: then there is no tensor yet.
    tensor_type = getattr(sys.modules.get("torch"), "Tensor", None)
    return tensor_type is not None and isinstance(value, tensor_type)


def is_differentiated(value: Any) -> bool:
    """Tell whether `value` is a tensor by which somebody may ask for a derivative."""
    if not is_tensor(value):
        return False
    from siglib.torch import _dispatch  # noqa: PLC0415  (torch is optional)

    return _dispatch.is_differentiated(value)


def is_traced() -> bool:
    """Tell whether torch records what is computed, so that it has to be plain Python and operations alone."""
    compiler = getattr(sys.modules.get("torch"), "compiler", None)
    return compiler is not None and compiler.is_compiling()


_torch_backend: Any = None


def backend(array: AnyArray) -> Any:
    """Return the module that computes with arrays of this kind."""
    global _torch_backend  # noqa: PLW0603  (an import takes a microsecond, even of what is there)
    if type(array) is np.ndarray:
        return _numpy
    if _torch_backend is None:
        from siglib.torch import _backend  # noqa: PLC0415  (torch is optional, and slow to import)

        _torch_backend = _backend
    return _torch_backend


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
    from siglib import _containers  # noqa: PLC0415  (arrays are what most calls are given)

    array = _containers.numbers_in(value, name)
    if array is not None:
        return array
    raise TypeError(
        f"{name}: expected a numpy.ndarray or torch.Tensor, got {type(value).__module__}.{type(value).__qualname__}; "
        "convert it with numpy.asarray"
    )


def _from_sequence(value: list[Any] | tuple[Any, ...], name: str) -> Array:
    """Let NumPy read numbers, and arrays that it stacks."""
    first: Any = value
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    # One item of each type, as lists may be long.
    kinds = {type(item): item for item in (first, *value)}.values()
    for item in kinds:
        if is_tensor(item):
            raise TypeError(
                f"{name}: expected an array or a tensor, got tensors in a sequence: torch.stack, or pad_paths"
            )
        if isinstance(item, np.ma.MaskedArray):
            raise TypeError(f"{name}: expected arrays without a mask, got a masked array; fill it first")
    if any(hasattr(item, "__array__") and not isinstance(item, (np.ndarray, np.generic)) for item in kinds):
        value = [_as_array(item, f"{name}[{i}]") for i, item in enumerate(value)]
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got a ragged sequence ({error}); {_PAD}") from None


# What to do about paths that are not of one length.
_PAD = "siglib.pad_paths makes an array of paths of different lengths, and their lengths"


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


def alike(first: AnyArray, first_name: str, other: AnyArray, other_name: str) -> None:
    """Refuse another framework, dtype, device or batch than those of the first array."""
    same_kind(first, first_name, other, other_name)
    if first.shape[:-1] != other.shape[:-1]:
        raise ValueError(
            f"{other_name}: expected the batch shape of {first_name}, {tuple(first.shape[:-1])}, got "
            f"{tuple(other.shape[:-1])}"
        )


def same_device(first: AnyArray, first_name: str, other: AnyArray, other_name: str) -> None:
    """Refuse to mix devices in one call."""
    if type(first) is not np.ndarray and first.device != other.device:
        raise ValueError(f"{other_name}: expected the device of {first_name}, {first.device}, got {other.device}")


def _kind(array: AnyArray) -> str:
    return "numpy.ndarray" if type(array) is np.ndarray else "torch.Tensor"


def as_integers(value: ArrayLike, name: str, first: AnyArray, first_name: str) -> AnyArray:
    """Return what should be integers as an array of the framework of `first`; any sequence of them will do.

    Raises
    ------
    TypeError
        If it is of another framework, or no array.
    """
    if type(first) is not np.ndarray and is_tensor(value):
        return value
    if not isinstance(value, (list, tuple, np.ndarray, str, bytes)) and isinstance(value, Sequence):
        value = list(value)
    if type(first) is not np.ndarray and isinstance(value, (list, tuple)):
        return backend(first).as_integers(value, first)
    if is_tensor(value):
        raise TypeError(f"{name}: expected a numpy.ndarray as {first_name} is, got a torch.Tensor; convert one of them")
    array = _as_array(value, name) if not isinstance(value, (int, np.integer)) else np.asarray(value)
    if type(first) is not np.ndarray:
        # A copy: torch refuses strides and byte orders that NumPy has.
        return backend(first).as_integers(array.astype(np.int64) if array.dtype.kind in "iu" else array, first)
    # NumPy takes a list of nothing for floats.
    return array.astype(np.intp) if isinstance(value, (list, tuple)) and not array.size else array


def as_counts(value: ArrayLike, name: str, most: int, first: AnyArray, first_name: str) -> AnyArray:
    """Return what should be numbers from 0 to `most`, one for each item of a batch, as integers of 64 bits.

    Of tensors whose values are not at hand, which are traced or on a device, the operation that reads them checks them.

    Raises
    ------
    TypeError
        If they are no integers.
    ValueError
        If one of them is out of range.
    """
    integers = as_integers(value, name, first, first_name)
    check_integers(integers, name, first, first_name)
    return backend(first).as_counts(integers, name, most)


def zeros_like(array: AnyArray) -> AnyArray:
    """Return zeros of the shape, dtype and device of an array."""
    return np.zeros_like(array) if type(array) is np.ndarray else array.new_zeros(array.shape)


def zeros_of(shape: tuple[Any, ...], like: AnyArray) -> AnyArray:
    """Return zeros in the dtype and on the device of an array."""
    return np.zeros(shape, like.dtype) if type(like) is np.ndarray else like.new_zeros(shape)


def ones_of(shape: tuple[Any, ...], like: AnyArray) -> AnyArray:
    """Return ones in the dtype and on the device of an array."""
    return np.ones(shape, like.dtype) if type(like) is np.ndarray else like.new_ones(shape)


def counting(count: int, like: AnyArray) -> AnyArray:
    """Return 0, 1, ..., `count` - 1 in the dtype and on the device of an array."""
    return np.arange(count, dtype=like.dtype) if type(like) is np.ndarray else backend(like).counting(count, like)


def joined(arrays: tuple[AnyArray, ...], axis: int) -> AnyArray:
    """Join arrays along an axis."""
    return np.concatenate(arrays, axis) if type(arrays[0]) is np.ndarray else backend(arrays[0]).joined(arrays, axis)


def compact(array: AnyArray) -> AnyArray:
    """Return an array that has its memory to itself, row after row."""
    return array.copy() if type(array) is np.ndarray else array.contiguous()


def plain(array: AnyArray) -> AnyArray:
    """Return an array as what its framework computes with: no subclass of ndarray."""
    return array if is_tensor(array) else np.asarray(array)


def alone(path: AnyArray) -> AnyArray:
    """Put an axis of one path before the last two."""
    return path.unsqueeze(-3) if is_tensor(path) else path[..., None, :, :]


def broadcast(array: AnyArray, shape: tuple[Any, ...]) -> AnyArray:
    """Repeat an array along the axes that it lacks, without a copy."""
    return np.broadcast_to(array, shape) if type(array) is np.ndarray else array.expand(shape)


def spread(array: AnyArray, name: str, batch: tuple[Any, ...], batch_name: str, own_axes: int = 1) -> AnyArray:
    """Repeat an array, whose last axes are its own, so that there is one for each item of a batch.

    Raises
    ------
    ValueError
        If its leading axes do not broadcast to those of the batch.
    """
    cut = array.ndim - own_axes
    leading, own = tuple(array.shape[:cut]), tuple(array.shape[cut:])
    if leading == batch:
        return array
    check_broadcasts(leading, name, batch, batch_name)
    return broadcast(array, (*batch, *own))


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


def with_unit(array: AnyArray) -> AnyArray:
    """Put a 1 before the items along the last axis."""
    if type(array) is not np.ndarray:
        return backend(array).with_unit(array)
    out = np.ones((*array.shape[:-1], 1 + array.shape[-1]), array.dtype)
    out[..., 1:] = array
    return out


def numbers_like(numbers: Sequence[float] | Array, array: AnyArray) -> AnyArray:
    """Return numbers in the framework, dtype and device of an array."""
    return np.array(numbers, array.dtype) if type(array) is np.ndarray else array.new_tensor(numbers)


def taken(array: AnyArray, places: Sequence[int] | Integers) -> AnyArray:
    """Copy the items at places along the last axis."""
    if type(array) is not np.ndarray:
        return backend(array).taken(array, places)
    return np.take(array, np.array(places, np.intp), axis=-1)


def put(array: AnyArray, places: Sequence[int], length: int) -> AnyArray:
    """Add the items along the last axis to zeros, at places along an axis of this length: the transpose of `taken`."""
    if type(array) is not np.ndarray:
        return backend(array).put(array, places, length)
    out = np.zeros((*array.shape[:-1], length), array.dtype)
    index = np.array(places, np.intp)
    if len(set(places)) == len(places):
        out[..., index] = array
    else:
        np.add.at(np.moveaxis(out, -1, 0), index, np.moveaxis(array, -1, 0))
    return out


def rows_at(array: AnyArray, places: Integers) -> AnyArray:
    """Copy the rows at places along the last axis but one."""
    return np.take(array, places, axis=-2) if type(array) is np.ndarray else backend(array).rows_at(array, places)


def sum_of_rows(rows: AnyArray, places: Integers, count: int) -> AnyArray:
    """Add rows to zeros, at places along the last axis but one of this length: the transpose of `rows_at`."""
    if type(rows) is not np.ndarray:
        return backend(rows).sum_of_rows(rows, places, count)
    out = np.zeros((*rows.shape[:-2], count, rows.shape[-1]), rows.dtype)
    # In turns, the first rows of all places, then the second ones: each place adds its rows up in their order.
    order = np.argsort(places, kind="stable")
    ranks, grouped = np.arange(len(places)), places[order]
    begins = np.append(True, grouped[1:] != grouped[:-1])[: len(places)]
    ranks = ranks - np.maximum.accumulate(np.where(begins, ranks, 0))
    turns = np.split(order[np.argsort(ranks, kind="stable")], np.cumsum(np.bincount(ranks))[:-1])
    # NaN and infinities are no reason to warn.
    with np.errstate(all="ignore"):
        for turn in turns:
            out[..., places[turn], :] += rows[..., turn, :]
    return out


def waiting(path: AnyArray, start: int, stop: int, length: int) -> AnyArray:
    """Copy the points of an interval, and its last one again and again until there are `length`."""
    if type(path) is not np.ndarray:
        return backend(path).waiting(path, start, stop, length)
    out = np.empty((*path.shape[:-2], length, path.shape[-1]), path.dtype)
    out[..., : stop - start, :] = path[..., start:stop, :]
    out[..., stop - start :, :] = path[..., stop - 1 : stop, :]
    return out


def with_rows(array: AnyArray, places: Integers, rows: AnyArray) -> AnyArray:
    """Put rows in place of others along the last axis but one, in the array itself where nothing records it."""
    if type(array) is not np.ndarray:
        return backend(array).with_rows(array, places, rows)
    array[..., places, :] = rows
    return array


def added(one: AnyArray, other: AnyArray) -> AnyArray:
    """Add arrays; NaN and infinities are no reason to warn."""
    if type(one) is not np.ndarray:
        return one + other
    with np.errstate(all="ignore"):
        return one + other


def values_of(array: AnyArray) -> Array:
    """Return numbers of any framework in float64, where NumPy can read them."""
    values = array if type(array) is np.ndarray else array.numpy(force=True)
    return values.astype(np.float64)


def inner(one: AnyArray, other: AnyArray) -> AnyArray:
    """Add up products along the last axis."""
    if type(one) is not np.ndarray:
        return _sum(one * other)
    # NaN and infinities are no reason to warn.
    with np.errstate(all="ignore"):
        return _sum(np.multiply(one, other, order="C"))


def _sum(terms: AnyArray) -> AnyArray:
    """Add up along the last axis, one half to the other: the same bits in any framework, layout and batch."""
    if terms.shape[-1] == 0:
        terms = with_zeros(terms, 1, 0)
    rest = None
    while (count := terms.shape[-1]) > 1:
        if count % 2:
            last = terms[..., -1:]
            rest = last if rest is None else last + rest
        terms = terms[..., : count // 2] + terms[..., count // 2 : count // 2 * 2]
    total = terms if rest is None else terms + rest
    return total.reshape(total.shape[:-1])


def check_broadcasts(given: tuple[Any, ...], name: str, batch: tuple[Any, ...], batch_name: str) -> None:
    """Refuse leading axes that do not broadcast to those of a batch."""
    if len(given) > len(batch) or any(
        size not in (1, whole) for size, whole in zip(given[::-1], batch[::-1], strict=False)
    ):
        raise ValueError(f"{name}: expected leading axes that broadcast to those of {batch_name}, {batch}, got {given}")


def copied(array: AnyArray) -> AnyArray:
    """Return a copy."""
    return array.copy() if type(array) is np.ndarray else array.clone()


def integers_like(numbers: Sequence[int] | Array, array: AnyArray) -> AnyArray:
    """Return integers of any size as an array of the framework and device of another."""
    return np.asarray(numbers, np.intp) if type(array) is np.ndarray else backend(array).integers(numbers, array)


def as_pairs(value: ArrayLike, name: str, meaning: str) -> Integers:
    """Return pairs of integers, given in any framework, as numbers that Python can read.

    Raises
    ------
    TypeError
        If they are no integers, or a tensor whose numbers are not at hand.
    ValueError
        If they are no pairs.
    """
    pairs = _numbers_of(value, name)
    if pairs.shape == (0,):
        return pairs.reshape(0, 2)
    if pairs.ndim < 2 or pairs.shape[-1] != 2:
        raise ValueError(f"{name}: expected shape (..., K, 2), pairs of {meaning}, got {pairs.shape}")
    return pairs


def _numbers_of(value: ArrayLike, name: str) -> Integers:
    """Return integers as numbers that Python can read."""
    if is_tensor(value):
        return backend(value).numbers_of(value, name)  # type: ignore[no-any-return]
    array = _as_array(value, name)
    if array.dtype.kind not in "iu" and array.size:
        raise TypeError(f"{name}: expected integers, got dtype {array.dtype}")
    return array.astype(np.intp)


def windows_of(path: AnyArray, window: int, stride: int) -> AnyArray:
    """Return each window of `window` points as a path of its own, shape (..., K, window, d)."""
    *batch, length, channels = path.shape
    if length < window:
        shape = (*batch, 0, window, channels)
        return np.empty(shape, path.dtype) if type(path) is np.ndarray else path.new_empty(shape)
    if type(path) is not np.ndarray:
        return path.unfold(-2, window, stride).transpose(-1, -2)
    return np.lib.stride_tricks.sliding_window_view(path, window, axis=-2)[..., ::stride, :, :].swapaxes(-1, -2)


def sum_of_windows(windows: AnyArray, path: AnyArray, stride: int) -> AnyArray:
    """Add up what belongs to the same point of a path, the transpose of `windows_of`."""
    count, window = windows.shape[-3:-1]
    if type(path) is not np.ndarray:
        return backend(path).sum_of_windows(windows, path, stride)
    out = np.zeros_like(path)
    with np.errstate(all="ignore"):
        for place in range(window if count else 0):
            out[..., place : place + (count - 1) * stride + 1 : stride, :] += windows[..., place, :]
    return out


def exp(array: AnyArray) -> AnyArray:
    """Return exponentials."""
    return np.exp(array) if type(array) is np.ndarray else array.exp()


def cos(array: AnyArray) -> AnyArray:
    """Return cosines."""
    return np.cos(array) if type(array) is np.ndarray else array.cos()


def log(array: AnyArray) -> AnyArray:
    """Return natural logarithms."""
    return np.log(array) if type(array) is np.ndarray else array.log()


def root(array: AnyArray) -> AnyArray:
    """Return square roots."""
    return np.sqrt(array) if type(array) is np.ndarray else array.sqrt()


def chosen(condition: AnyArray, one: AnyArray | float, other: AnyArray | float) -> AnyArray:
    """Take items of one array where a condition holds, of the other elsewhere; either may be a number."""
    if type(condition) is not np.ndarray:
        return backend(condition).chosen(condition, one, other)
    return np.where(condition, one, other)


def number_like(value: AnyArray | float, name: str, like: AnyArray) -> AnyArray | float:
    """Return a number as it is, and a tensor of one in the dtype of another tensor.

    Raises
    ------
    TypeError
        If it is a tensor, but `like` is none.
    """
    if not is_tensor(value):
        return value
    if type(like) is np.ndarray:
        raise TypeError(f"{name}: expected a number, as the paths are in a numpy.ndarray, got a torch.Tensor")
    return rounded_like(value, like)


def held_points(path: AnyArray, counts: AnyArray) -> AnyArray:
    """Put the last point of a path in place of all that stand beyond its length, and zeros where it has none."""
    last = (counts - 1).clip(0)[..., None]
    if type(path) is not np.ndarray:
        points = backend(path).held_points(path, last)
    else:
        points = np.take_along_axis(path, np.minimum(np.arange(path.shape[-2]), last)[..., None], -2)
    return chosen((counts > 0)[..., None, None], points, 0.0)


def constant(array: AnyArray) -> AnyArray:
    """Return an array by which there is no derivative."""
    return array if type(array) is np.ndarray else array.detach()


def quietly(array: AnyArray) -> AbstractContextManager[Any]:
    """Give no warnings of NaN and infinities while arrays like this one are computed with."""
    return np.errstate(all="ignore") if type(array) is np.ndarray else nullcontext()


def recomputed(function: Callable[..., Any], *arrays: AnyArray) -> Any:
    """Call a function of arrays. For derivatives torch keeps its arguments alone, and calls it again."""
    if type(arrays[0]) is np.ndarray:
        return function(*arrays)
    return backend(arrays[0]).recomputed(function, arrays)


def pulled_back(function: Callable[..., Any], arrays: tuple[AnyArray, ...], derivs: AnyArray) -> tuple[AnyArray, ...]:
    """Take derivatives by what a function returns back to its arguments: only torch can."""
    return backend(arrays[0]).pulled_back(function, arrays, derivs)  # type: ignore[no-any-return]


def pushed_on(function: Callable[..., Any], arrays: tuple[AnyArray, ...], tangents: tuple[AnyArray, ...]) -> AnyArray:
    """Move what a function returns along tangents of its arguments: only torch can."""
    return backend(arrays[0]).pushed_on(function, arrays, tangents)


def warn_of_root(array: AnyArray, name: str) -> None:
    """Warn of numbers that are to be divided by the root of, but are not positive; of tensors nobody warns."""
    if type(array) is np.ndarray and (array <= 0).any():
        message = f"siglib: {name} is not positive where it is {array.min()}: no root to divide by, the result is NaN"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
