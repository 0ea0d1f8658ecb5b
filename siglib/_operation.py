"""What an operation is: its arrays, its options, its kernel, its derivatives. Imports no framework.

A declaration says everything once. From it follow the checks of operands and the allocation of results on every
backend, and torch's schema, shapes without data, derivatives and vmap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from siglib._array import (
    as_floats,
    as_integers,
    backend,
    check_floats,
    check_integers,
    recall,
    same_kind,
    zeros_like,
)
from siglib._native.call import Memory

# An ndarray or a tensor; a shape, whose numbers may be symbolic.
Array: TypeAlias = Any
Shape: TypeAlias = tuple[Any, ...]
Options = TypeVar("Options", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Kind:
    """What an array may be.

    Parameters
    ----------
    axes : int
        Its axes besides those of the batch.
    check : callable
        Takes the operand's name, its array, the name and array of the operand that it belongs to (the first one), and
        the options; raises ValueError.
    own_shape : callable
        The sizes of those axes, from the points and channels of a raw path and the options of the operation.
    strided : bool
        Whether engines take any stride along its last axis.
    signature : bool
        Whether its rows have signature shape: kernels get them past a scalar term.
    integer : bool
        Whether it holds integers.
    ends_only : bool
        Whether of paths in one channel only the end points are read.
    """

    axes: int
    check: Callable[[str, Array, str, Array, Any], None]
    own_shape: Callable[[int, int, Any], tuple[int, ...]]
    strided: bool = False
    signature: bool = False
    integer: bool = False
    ends_only: bool = False


@dataclass(frozen=True)
class Operand:
    """An array that an operation takes.

    `like` is the place of another one whose shape it has to have, and `of` that of the one that it belongs to: by that
    its kind checks it. `across` is the place of one that has a matrix for each number of its last axis.
    """

    name: str
    kind: Kind
    optional: bool = False
    like: int | None = None
    of: int = 0
    across: int | None = None


class Result(NamedTuple):
    """An array to be made: its shape, and the scalar term of its rows, None if they have none."""

    shape: Shape
    scalar: float | None = None


@dataclass(frozen=True)
class Output:
    """An array that an operation makes; `rule` takes shapes (None for what is left out) and the options."""

    kind: Kind
    rule: Callable[[tuple[Any, ...], Any], Result]


class Call(NamedTuple, Generic[Options]):
    """A call that was made: what derivatives are made of."""

    operands: tuple[Array, ...]
    results: tuple[Array, ...]
    options: Options


# Derivatives by the operands, from those by the results.
Vjp: TypeAlias = Callable[[Call[Any], tuple[Array, ...]], tuple[Array | None, ...]]
# Tangents of the results, from those of the operands: a tuple of as many.
Jvp: TypeAlias = Callable[[Call[Any], tuple[Array | None, ...]], tuple[Array, ...]]


class Operation(Generic[Options]):
    """One operation, to be called by public functions (`call`) and by the rules of others (the operation itself).

    Parameters
    ----------
    name : str
        Its name, in every framework.
    options : type
        The NamedTuple of what it is told.
    operands : tuple of Operand
        What it takes: dtype, device and framework are those of the first.
    outputs : tuple of Output
        What it makes.
    kernel : str
        The kernel that computes it, in the tables of the build.
    vjp, jvp : callable
        Its derivatives, in terms of operations and `+`.
    multiply_adds : callable
        From the shapes of the operands and the options to the multiply-adds of a call.
    """

    def __init__(
        self,
        name: str,
        options: type[Options],
        operands: tuple[Operand, ...],
        outputs: tuple[Output, ...],
        *,
        kernel: str,
        vjp: Vjp,
        jvp: Jvp,
        multiply_adds: Callable[[tuple[Any, ...], Any], int],
    ) -> None:
        self.name = name
        self.options: Any = options
        self.operands = operands
        self.outputs = outputs
        self.kernel = kernel
        self.vjp = vjp
        self.jvp = jvp
        self.multiply_adds = multiply_adds
        # How many axes arrays have besides those of the batch.
        self.output_axes = tuple(output.kind.axes for output in outputs)
        self.kinds = tuple(operand.kind for operand in operands)
        self.names = tuple(operand.name for operand in operands)
        self.owners = tuple(operand.of for operand in operands)
        # Lengths come with the order of the paths.
        self.native_axes = tuple(axes for kind in self.kinds for axes in (kind.axes,) * (2 if kind.integer else 1))
        self.memory = Memory()
        OPERATIONS[name] = self

    def __call__(self, *arrays: Array, options: Options) -> Any:
        """Compute with checked arrays: one result, or a tuple of them."""
        return backend(arrays[0]).apply(self, arrays, options)

    def call(self, arrays: tuple[Any, ...], given: tuple[Any, ...], names: tuple[str, ...] | None = None) -> Any:
        """Compute with what a caller gave; a call like an earlier one needs no checks, all others are checked here.

        Errors name the operands, unless the caller has other `names` for them.
        """
        results = recall(self, arrays, given)
        if results is not None:
            return results
        options = self.options.checked(*given)
        checked = self.convert(arrays, options, names or self.names)
        return backend(checked[0]).call(self, arrays, given, checked, options)

    def convert(self, arrays: tuple[Any, ...], options: Options, names: tuple[str, ...]) -> tuple[Array, ...]:
        """Return what a caller gave as arrays of one framework, dtype and device, of the shapes that they must have."""
        first = as_floats(arrays[0], names[0])
        converted = [first]
        for operand, name, value in zip(self.operands[1:], names[1:], arrays[1:], strict=True):
            if operand.optional and value is None:
                converted.append(None)
            elif operand.kind.integer:
                converted.append(as_integers(value, name, first, names[0]))
            else:
                converted.append(as_floats(value, name))
        self.check(tuple(converted), options, names)
        return tuple(converted)

    def check(self, arrays: tuple[Array, ...], options: Options, names: tuple[str, ...] | None = None) -> None:
        """Check dtypes, devices and shapes: graphs call operations without the public functions."""
        names = names or self.names
        check_floats(arrays[0], names[0])
        for operand, name, array in zip(self.operands, names, arrays, strict=True):
            if array is None:
                continue
            if operand.kind.integer:
                check_integers(array, name, arrays[0], names[0])
            else:
                same_kind(arrays[0], names[0], array, name)
            operand.kind.check(name, array, names[operand.of], arrays[operand.of], options)
            if operand.like is not None:
                check_like_first(name, array, names[operand.like], arrays[operand.like], options)
            if operand.across is not None:
                check_across(name, array, names[operand.across], arrays[operand.across])

    def results_of(self, arrays: tuple[Array, ...], options: Options) -> tuple[Result, ...]:
        """Say what a call makes."""
        shapes = tuple(None if array is None else tuple(array.shape) for array in arrays)
        return tuple(output.rule(shapes, options) for output in self.outputs)


# Every operation by its name: what frontends register.
OPERATIONS: dict[str, Operation[Any]] = {}


def check_like_first(name: str, array: Array, first_name: str, first: Array, options: Any) -> None:
    """Refuse another shape than the first operand's."""
    if array.shape != first.shape:
        raise ValueError(f"{name}: expected the shape of {first_name}, {tuple(first.shape)}, got {tuple(array.shape)}")


def check_across(name: str, array: Array, owner_name: str, owner: Array) -> None:
    """Refuse a last axis of another length than the batch of matrices has."""
    if array.shape[-1] != owner.shape[-3]:
        raise ValueError(
            f"{name}: expected a column for each of {owner_name}, {owner.shape[-3]}, got shape {tuple(array.shape)}"
        )


def plus(one: Array | None, other: Array | None) -> Array | None:
    """Add what is there."""
    if one is None or other is None:
        return one if other is None else other
    return one + other


def or_zeros(tangents: tuple[Array | None, ...], operands: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return tangents, or derivatives, by operands; zeros where there are none."""
    return tuple(
        zeros_like(operand) if tangent is None else tangent for tangent, operand in zip(tangents, operands, strict=True)
    )


def forward_over_forward(call: Call[Any], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """Say that two tangents at once are not to be had."""
    raise NotImplementedError(
        "siglib: forward mode over forward mode (jacfwd of jacfwd, jvp of jvp) is not there; "
        "use forward over reverse mode: torch.func.hessian, or jacfwd(jacrev(f))"
    )


def third_derivative(call: Call[Any], derivs: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """Say what is missing rather than return a zero."""
    raise NotImplementedError("siglib: third derivatives of signatures are not there, only first and second ones")
