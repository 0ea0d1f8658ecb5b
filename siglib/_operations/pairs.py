"""Operations on pairs of paths: signature kernels of two batches, of one batch, and of products of increments."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeAlias, TypeVar

from siglib._operation import (
    Array,
    Call,
    Kind,
    Operand,
    Operation,
    Output,
    Result,
    check_like_first,
    forward_over_forward,
    or_zeros,
    plus,
    third_derivative,
)
from siglib._operations.path import dual_work, points_and_channels
from siglib._options import PairsOptions, SchemeOptions

Options = TypeVar("Options", bound=tuple[Any, ...])
# From the shapes of the operands and the options to multiply-adds.
Work: TypeAlias = Callable[[tuple[Any, ...], Any], int]

AXES_OF_BATCHES = "batches of paths have shape (..., paths, length, channels)"


def check_paths(name: str, array: Array, owner_name: str, owner: Array, options: PairsOptions) -> None:
    """Refuse what is no batch of paths, of the channels that the first batch has."""
    if array.ndim < 3:
        raise ValueError(f"{name}: expected shape (..., paths, length, channels), got {tuple(array.shape)}")
    if array.shape[-1] == 0:
        raise ValueError(f"{name}: expected at least one channel, got shape {tuple(array.shape)}")
    if array.shape[-1] != owner.shape[-1]:
        raise ValueError(
            f"{name}: expected {owner.shape[-1]} channels as {owner_name} has, got shape {tuple(array.shape)}"
        )
    if array.shape[:-3] != owner.shape[:-3]:
        raise ValueError(
            f"{name}: expected the batch shape of {owner_name}, {tuple(owner.shape[:-3])}, got "
            f"{tuple(array.shape[:-3])}; {AXES_OF_BATCHES}"
        )


def check_paths_of_one_batch(name: str, array: Array, owner_name: str, owner: Array, options: PairsOptions) -> None:
    """Refuse schemes that take both sides for different ones: their matrices are not symmetric."""
    check_paths(name, array, owner_name, owner, options)
    if options.dyadic_order1 != options.dyadic_order2:
        raise ValueError(
            f"dyadic_order: expected the same number for both sides, got {options.dyadic_order1} and "
            f"{options.dyadic_order2}"
        )


def check_path_lengths(name: str, array: Array, owner_name: str, owner: Array, options: PairsOptions) -> None:
    """Refuse what is not a number for each path."""
    if array.shape != owner.shape[:-2]:
        raise ValueError(f"{name}: expected shape {tuple(owner.shape[:-2])}, got {tuple(array.shape)}")


def check_kernels(name: str, array: Array, owner_name: str, owner: Array, options: PairsOptions) -> None:
    """Refuse what has no row for each first path."""
    if tuple(array.shape[:-1]) != tuple(owner.shape[:-2]):
        raise ValueError(
            f"{name}: expected a row for each path of {owner_name}, shape {(*owner.shape[:-2], ...)}, got "
            f"{tuple(array.shape)}"
        )


def check_square(name: str, array: Array, owner_name: str, owner: Array, options: PairsOptions) -> None:
    """Refuse what is not a number for each pair of paths."""
    expected = (*owner.shape[:-2], owner.shape[-3])
    if tuple(array.shape) != expected:
        raise ValueError(f"{name}: expected shape {expected}, a number for each pair, got {tuple(array.shape)}")


def check_products(name: str, array: Array, owner_name: str, owner: Array, options: SchemeOptions) -> None:
    """Refuse what is no matrix."""
    if array.ndim < 2:
        raise ValueError(f"{name}: expected shape (..., rows, columns), got {tuple(array.shape)}")


def check_numbers(name: str, array: Array, owner_name: str, owner: Array, options: SchemeOptions) -> None:
    """Refuse what is not a number for each matrix."""
    if array.shape != owner.shape[:-2]:
        raise ValueError(f"{name}: expected shape {tuple(owner.shape[:-2])}, got {tuple(array.shape)}")


def grid_shape(shape: tuple[Any, ...], options: PairsOptions | SchemeOptions) -> tuple[Any, ...]:
    """Return the shape of the corners of all cells, from that of the products."""
    *batch, rows, columns = shape
    return *batch, rows * 2**options.dyadic_order1 + 1, columns * 2**options.dyadic_order2 + 1


def check_grid(name: str, array: Array, owner_name: str, owner: Array, options: SchemeOptions) -> None:
    """Refuse what is not a number for each corner of the cells."""
    expected = grid_shape(owner.shape, options)
    if tuple(array.shape) != expected:
        raise ValueError(f"{name}: expected shape {expected}, got {tuple(array.shape)}")


PATHS = Kind(2, check_paths, points_and_channels, strided=True)
ONE_BATCH = Kind(2, check_paths_of_one_batch, points_and_channels, strided=True)
LIKE_PATHS = Kind(2, check_like_first, points_and_channels, strided=True)
PATH_LENGTHS = Kind(0, check_path_lengths, lambda length, channels, options: (), integer=True)
KERNELS = Kind(2, check_kernels, lambda length, channels, options: (1, 1), strided=True)
SQUARE = Kind(2, check_square, lambda length, channels, options: (1, 1), strided=True)
PRODUCTS = Kind(2, check_products, lambda length, channels, options: (length, length))
NUMBERS = Kind(0, check_numbers, lambda length, channels, options: ())
GRID = Kind(2, check_grid, lambda length, channels, options: grid_shape((length, length), options))

FIRST, SECOND = Operand("path1", PATHS), Operand("path2", PATHS)
FIRST_TANGENT, SECOND_TANGENT = Operand("tangent1", LIKE_PATHS), Operand("tangent2", LIKE_PATHS, of=1)
LENGTHS = (
    Operand("lengths1", PATH_LENGTHS, optional=True),
    Operand("lengths2", PATH_LENGTHS, optional=True, of=1),
)
DERIVS = Operand("derivs", KERNELS, across=1)


def kernels(shapes: tuple[Any, ...], options: PairsOptions) -> Result:
    """Make a number for each pair."""
    return Result((*shapes[0][:-2], shapes[1][-3]))


GRAM = Output(KERNELS, kernels)
FIRST_DERIVS = Output(PATHS, lambda shapes, options: Result(shapes[0]))
SECOND_DERIVS = Output(PATHS, lambda shapes, options: Result(shapes[1]))


def cell_work(options: PairsOptions | SchemeOptions) -> int:
    """Count about the multiply-adds of a cell."""
    moments = (options.order + 1) // 2
    return 6 * moments * moments << (options.dyadic_order1 + options.dyadic_order2)


def gram_work(shapes: tuple[Any, ...], options: PairsOptions) -> int:
    """Count about the multiply-adds of all pairs."""
    first, second = shapes[:2]
    cells = options.steps(first[-2]) * options.steps(second[-2])
    return int(prod(first[:-2]) * second[-3] * cells * (cell_work(options) + first[-1]))


def times(count: int, work: Work) -> Work:
    """Count work so many times."""
    return lambda shapes, options: count * work(shapes, options)


def gram_vjp(call: Call[PairsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by kernels back to the paths."""
    path1, path2, *lengths = call.operands
    return *sig_kernel_gram_backprop(path1, path2, derivs[0], *lengths, options=call.options), None, None


def gram_jvp(call: Call[PairsOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the kernels along tangents of the paths."""
    path1, path2, *lengths = call.operands
    moved = or_zeros(tangents[:2], (path1, path2))
    return (sig_kernel_gram_jvp(path1, path2, *moved, *lengths, options=call.options)[1],)


def gram_jvp_vjp(call: Call[PairsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Of K and dK(v, w): dK is linear in v and w."""
    path1, path2, tangent1, tangent2, *lengths = call.operands
    options = call.options
    by1, by2 = sig_kernel_gram_backprop(path1, path2, derivs[0], *lengths, options=options)
    moved1, moved2, _ = sig_kernel_gram_backprop_tangent(
        path1, path2, tangent1, tangent2, derivs[1], *lengths, options=options
    )
    by_tangents = sig_kernel_gram_backprop(path1, path2, derivs[1], *lengths, options=options)
    return by1 + moved1, by2 + moved2, *by_tangents, None, None


def gram_backprop_vjp(call: Call[PairsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dK, and that its derivative by the paths is symmetric."""
    path1, path2, kernel_derivs, *lengths = call.operands
    results = sig_kernel_gram_backprop_tangent(path1, path2, *derivs, kernel_derivs, *lengths, options=call.options)
    return *results, None, None


def gram_backprop_jvp(call: Call[PairsOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """By the paths, by dF/dK."""
    path1, path2, kernel_derivs, *lengths = call.operands
    by_paths: tuple[Array | None, ...] = (None, None)
    by_derivs: tuple[Array | None, ...] = (None, None)
    if tangents[0] is not None or tangents[1] is not None:
        moved = or_zeros(tangents[:2], (path1, path2))
        by_paths = sig_kernel_gram_backprop_tangent(
            path1, path2, *moved, kernel_derivs, *lengths, options=call.options
        )[:2]
    if tangents[2] is not None:
        by_derivs = sig_kernel_gram_backprop(path1, path2, tangents[2], *lengths, options=call.options)
    totals = tuple(plus(one, other) for one, other in zip(by_paths, by_derivs, strict=True))
    return or_zeros(totals, (path1, path2))


sig_kernel_gram: Operation[PairsOptions] = Operation(
    "sig_kernel_gram",
    PairsOptions,
    (FIRST, SECOND, *LENGTHS),
    (GRAM,),
    kernel="gram",
    vjp=gram_vjp,
    jvp=gram_jvp,
    multiply_adds=gram_work,
)
sig_kernel_gram_jvp: Operation[PairsOptions] = Operation(
    "sig_kernel_gram_jvp",
    PairsOptions,
    (FIRST, SECOND, FIRST_TANGENT, SECOND_TANGENT, *LENGTHS),
    (GRAM, GRAM),
    kernel="gram_dual",
    vjp=gram_jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=dual_work(gram_work),
)
sig_kernel_gram_backprop: Operation[PairsOptions] = Operation(
    "sig_kernel_gram_backprop",
    PairsOptions,
    (FIRST, SECOND, DERIVS, *LENGTHS),
    (FIRST_DERIVS, SECOND_DERIVS),
    kernel="gram_bwd",
    vjp=gram_backprop_vjp,
    jvp=gram_backprop_jvp,
    multiply_adds=times(3, gram_work),
)
sig_kernel_gram_backprop_tangent: Operation[PairsOptions] = Operation(
    "sig_kernel_gram_backprop_tangent",
    PairsOptions,
    (FIRST, SECOND, FIRST_TANGENT, SECOND_TANGENT, DERIVS, *LENGTHS),
    (FIRST_DERIVS, SECOND_DERIVS, GRAM),
    kernel="gram_bwd_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=dual_work(times(3, gram_work)),
)


# ---------------------------------------------------------------------------------------------------------------------
# Kernels of one array


def without(counts: list[Array]) -> tuple[None, ...]:
    """Say that there is no derivative by lengths."""
    return (None,) * len(counts)


def operations_on_one(
    name: str,
    options: type[Options],
    operand: Operand,
    tangent: Operand,
    kernels: Output,
    by_operand: Output,
    work: Work,
    lengths: tuple[Operand, ...] = (),
) -> tuple[Operation[Options], Operation[Options], Operation[Options], Operation[Options]]:
    """Make the operation from one array to `kernels`, its tangent, its gradient, and the tangent of that.

    `work` counts multiply-adds; `lengths` come after all other operands.
    """
    derivs, backprop_work = Operand("derivs", kernels.kind), times(3, work)

    def vjp(call: Call[Options], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
        array, *counts = call.operands
        return backprop(array, derivs[0], *counts, options=call.options), *without(counts)

    def jvp(call: Call[Options], tangents: tuple[Array | None, ...]) -> tuple[Array]:
        array, *counts = call.operands
        return (moved(array, tangents[0], *counts, options=call.options)[1],)

    def moved_vjp(call: Call[Options], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
        # Of k and dk(v): dk is linear in v.
        array, direction, *counts = call.operands
        by_array = backprop_tangent(array, direction, derivs[1], *counts, options=call.options)[0]
        by_array = by_array + backprop(array, derivs[0], *counts, options=call.options)
        return by_array, backprop(array, derivs[1], *counts, options=call.options), *without(counts)

    def backprop_vjp(call: Call[Options], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
        # The gradient is linear in dF/dk, and its derivative by the array is symmetric.
        array, kernel_derivs, *counts = call.operands
        return *backprop_tangent(array, derivs[0], kernel_derivs, *counts, options=call.options), *without(counts)

    def backprop_jvp(call: Call[Options], tangents: tuple[Array | None, ...]) -> tuple[Array]:
        array, kernel_derivs, *counts = call.operands
        by_array = by_derivs = None
        if tangents[0] is not None:
            by_array = backprop_tangent(array, tangents[0], kernel_derivs, *counts, options=call.options)[0]
        if tangents[1] is not None:
            by_derivs = backprop(array, tangents[1], *counts, options=call.options)
        return or_zeros((plus(by_array, by_derivs),), (array,))

    plain: Operation[Options] = Operation(
        name,
        options,
        (operand, *lengths),
        (kernels,),
        kernel="gram",
        vjp=vjp,
        jvp=jvp,
        multiply_adds=work,
    )
    moved: Operation[Options] = Operation(
        f"{name}_jvp",
        options,
        (operand, tangent, *lengths),
        (kernels, kernels),
        kernel="gram_dual",
        vjp=moved_vjp,
        jvp=forward_over_forward,
        multiply_adds=dual_work(work),
    )
    backprop: Operation[Options] = Operation(
        f"{name}_backprop",
        options,
        (operand, derivs, *lengths),
        (by_operand,),
        kernel="gram_bwd",
        vjp=backprop_vjp,
        jvp=backprop_jvp,
        multiply_adds=backprop_work,
    )
    backprop_tangent: Operation[Options] = Operation(
        f"{name}_backprop_tangent",
        options,
        (operand, tangent, derivs, *lengths),
        (by_operand, kernels),
        kernel="gram_bwd_dual",
        vjp=third_derivative,
        jvp=third_derivative,
        multiply_adds=dual_work(backprop_work),
    )
    return plain, moved, backprop, backprop_tangent


# ---------------------------------------------------------------------------------------------------------------------
# All pairs of one batch: a symmetric matrix

BATCH, TANGENT = Operand("paths", ONE_BATCH), Operand("tangent", LIKE_PATHS)
COUNTS = Operand("lengths", PATH_LENGTHS, optional=True)

SYMMETRIC = Output(SQUARE, lambda shapes, options: Result((*shapes[0][:-2], shapes[0][-3])))


def symmetric_work(shapes: tuple[Any, ...], options: PairsOptions) -> int:
    """Count about the multiply-adds of half of all pairs."""
    return gram_work((shapes[0], shapes[0]), options) // 2


(
    sig_kernel_symmetric,
    sig_kernel_symmetric_jvp,
    sig_kernel_symmetric_backprop,
    sig_kernel_symmetric_backprop_tangent,
) = operations_on_one(
    "sig_kernel_symmetric", PairsOptions, BATCH, TANGENT, SYMMETRIC, FIRST_DERIVS, symmetric_work, (COUNTS,)
)


# ---------------------------------------------------------------------------------------------------------------------
# Products of increments that are given: a matrix for each pair

MATRIX, MATRIX_TANGENT = Operand("increments", PRODUCTS), Operand("tangent", PRODUCTS, like=0)
MATRIX_DERIVS = Output(PRODUCTS, lambda shapes, options: Result(shapes[0]))


def increments_work(shapes: tuple[Any, ...], options: SchemeOptions) -> int:
    """Count about the multiply-adds of all cells."""
    return int(prod(shapes[0]) * cell_work(options))


VALUES = Output(NUMBERS, lambda shapes, options: Result(shapes[0][:-2]))
(
    sig_kernel_increments,
    sig_kernel_increments_jvp,
    sig_kernel_increments_backprop,
    sig_kernel_increments_backprop_tangent,
) = operations_on_one(
    "sig_kernel_increments", SchemeOptions, MATRIX, MATRIX_TANGENT, VALUES, MATRIX_DERIVS, increments_work
)

GRIDS = Output(GRID, lambda shapes, options: Result(grid_shape(shapes[0], options)))
sig_kernel_grid, sig_kernel_grid_jvp, sig_kernel_grid_backprop, sig_kernel_grid_backprop_tangent = operations_on_one(
    "sig_kernel_grid", SchemeOptions, MATRIX, MATRIX_TANGENT, GRIDS, MATRIX_DERIVS, increments_work
)
