"""Computes operations on NumPy arrays."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from siglib._native import call as native
from siglib._numbers import AXES_OF_PATHS

if TYPE_CHECKING:
    from siglib._array import Array
    from siglib._operation import Kind, Operation

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))


def holds_integers(array: Array) -> bool:
    """Tell whether an array holds integers."""
    return array.dtype.kind in "iu"


def apply(operation: Operation[Any], arrays: tuple[Array | None, ...], options: Any) -> Any:
    """Compute with checked arrays: one result, or a tuple of them."""
    return only(compute(operation, arrays, options))


def call(
    operation: Operation[Any],
    arrays: tuple[Any, ...],
    given: tuple[Any, ...],
    checked: tuple[Array | None, ...],
    options: Any,
) -> Any:
    """Compute with checked arrays, and remember how the caller asked for it."""
    results = compute(operation, checked, options)
    remember(operation, arrays, given, checked, options, results)
    return only(results)


def remember(
    operation: Operation[Any],
    arrays: tuple[Any, ...],
    given: tuple[Any, ...],
    checked: tuple[Array | None, ...],
    options: Any,
    results: tuple[Array, ...],
) -> None:
    """Remember a call that succeeded."""
    plan, _, scalars = planned(operation, shapes_of(checked), options)
    operation.memory.remember(
        arrays, given, options, plan, results, operation.output_axes, scalars, operation.kinds, operation.owners
    )


def compute(
    operation: Operation[Any], arrays: tuple[Array | None, ...], options: Any, default_threads: int = 0
) -> tuple[Array, ...]:
    """Allocate results and fill them."""
    first = arrays[0]
    assert first is not None
    plan, shapes, scalars = planned(operation, shapes_of(arrays), options)
    results = tuple([np.empty(shape, first.dtype) for shape in shapes])
    operands: list[Array | None] = []
    for operand, array in zip(operation.operands, arrays, strict=True):
        if operand.kind.integer:
            owner = arrays[operand.of]
            assert owner is not None
            operands += (None, None) if array is None else in_order(array, operand.name, owner.shape[-2])
        else:
            operands.append(None if array is None else flattened(array, operand.kind))
    native.call(plan, results, operation.output_axes, scalars, tuple(operands), operation.native_axes, default_threads)
    return results


def shapes_of(arrays: tuple[Array | None, ...]) -> tuple[Any, ...]:
    """Return the shapes of operands, None for what is left out."""
    return tuple([None if array is None else array.shape for array in arrays])


@lru_cache(maxsize=1024)
def planned(
    operation: Operation[Any], shapes: tuple[Any, ...], options: Any
) -> tuple[native.Plan, tuple[tuple[int, ...], ...], tuple[float | None, ...]]:
    """Prepare an operation for arrays of these shapes: a plan, the shapes of the results and their scalar terms."""
    made = [output.rule(shapes, options) for output in operation.outputs]
    plan = native.plan(operation, options, operation.multiply_adds(shapes, options))
    return plan, tuple(tuple(result.shape) for result in made), tuple(result.scalar for result in made)


def flattened(array: Array, kind: Kind) -> Array:
    """Flatten the batch into one axis; where the engine needs it, items of a row are side by side then."""
    axes = kind.axes
    flat = array
    if array.ndim != axes + 1:
        flat = array.reshape(prod(array.shape[: array.ndim - axes]), *array.shape[array.ndim - axes :])
    if not kind.strided and flat.shape[-1] > 1 and flat.strides[-1] != flat.itemsize:
        flat = np.ascontiguousarray(flat)
    return flat


def as_counts(lengths: Array, name: str, most: int) -> Array:
    """Check the values of `lengths`; return them in 64 bits.

    Raises
    ------
    ValueError
        If a length is beyond the points that there are.
    """
    counts = native.counts_within(lengths, most)
    if counts is None:
        wrong = min(lengths.min(), 0) or lengths.max()
        raise ValueError(f"{name}: expected values from 0 to the path's length {most}, got {wrong}; {AXES_OF_PATHS}")
    return counts


def in_order(lengths: Array, name: str, most: int) -> tuple[Array, Array]:
    """Check the values of `lengths` and flatten it; return it with the order of paths from short to long."""
    return native.in_order(as_counts(lengths, name, most), most)


def only(results: tuple[Any, ...]) -> Any:
    """Return a single result by itself."""
    return results[0] if len(results) == 1 else results
