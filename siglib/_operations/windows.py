"""Operations on windows of paths: the signatures of all intervals of one length, some points apart."""

from __future__ import annotations

from math import prod
from typing import Any

from siglib._array import integers_like, sum_of_windows, windows_of
from siglib._operation import Array, Call, Kind, Operand, Operation, Output, Result, or_zeros, plus
from siglib._operations.path import (
    COUNTS,
    PATH_DERIVS,
    PATHS,
    backprop_work,
    sig_backprop_tangent,
    sig_jvp,
    sig_work,
)
from siglib._options import WindowOptions


def check_windows(name: str, array: Array, first_name: str, first: Array, options: WindowOptions) -> None:
    """Refuse what is not a row for each window of the paths, in either format."""
    *batch, length, channels = first.shape
    words, shape = options.words(channels), (*batch, options.windows(length))
    if tuple(array.shape) not in (expected := [(*shape, words), (*shape, words + 1)]):
        raise ValueError(
            f"{name}: expected shape {expected[0]}, or {expected[1]} with the scalar term, got {tuple(array.shape)}; "
            f"there is a row for each window of {options.window} points"
        )


def windowed(shapes: tuple[Any, ...], options: WindowOptions) -> Result:
    """Make a signature for each window."""
    *batch, length, channels = shapes[0]
    columns = options.words(channels) + options.scalar_term
    return Result((*batch, options.windows(length), columns), 1.0 if options.scalar_term else None)


WINDOWS = Kind(
    2,
    check_windows,
    lambda length, channels, options: (options.windows(length), options.words(channels)),
    signature=True,
)


def per_window(work: Any) -> Any:
    """Count for each window what two steps cost, and a Chen product, which is about as much as two more."""

    def count(shapes: tuple[Any, ...], options: WindowOptions) -> int:
        *batch, length, channels = shapes[0]
        steps = min(4 * options.stride, options.window - 1)
        windows = prod(batch) * options.windows(length)
        return int(work(((windows, steps + 1, channels),), options.paths))

    return count


def own_paths(path: Array, lengths: Array | None, options: WindowOptions) -> tuple[Array, Array | None]:
    """Return every window as a path of its own, and their lengths: 0 of those that reach beyond a path's end."""
    windows = windows_of(path, options.window, options.stride)
    if lengths is None:
        return windows, None
    return windows, window_lengths(lengths, windows.shape[-3], options)


def window_lengths(lengths: Array, windows: int, options: WindowOptions) -> Array:
    """Return how many points each window has: all of them, or none."""
    ends = [options.window + k * options.stride for k in range(windows)]
    whole = lengths[..., None] >= integers_like(ends, lengths)
    return whole * options.window


def windows_vjp(call: Call[WindowOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by the windows' signatures back to the path."""
    path, lengths = call.operands
    return sig_windows_backprop(path, derivs[0], lengths, options=call.options), None


def windows_jvp(call: Call[WindowOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move every window by itself."""
    path, lengths = call.operands
    return (moved_windows(path, tangents[0], lengths, call.options, call.options.scalar_term),)


def moved_windows(
    path: Array, tangent: Array, lengths: Array | None, options: WindowOptions, scalar_term: bool
) -> Array:
    """Compute the tangents of the windows' signatures."""
    windows, counts = own_paths(path, lengths, options)
    moves = windows_of(tangent, options.window, options.stride)
    return sig_jvp(windows, moves, counts, options=options.paths._replace(scalar_term=scalar_term))[1]


def moved_gradient(path: Array, tangent: Array, derivs: Array, lengths: Array | None, options: WindowOptions) -> Array:
    """Compute the tangent of the gradient, window by window."""
    windows, counts = own_paths(path, lengths, options)
    moves = windows_of(tangent, options.window, options.stride)
    by_windows = sig_backprop_tangent(windows, moves, derivs, counts, options=options.paths)[0]
    return sum_of_windows(by_windows, path, options.stride)


def windows_backprop_vjp(call: Call[WindowOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative by the path is symmetric."""
    path, sig_derivs, lengths = call.operands
    by_path = moved_gradient(path, derivs[0], sig_derivs, lengths, call.options)
    has_scalar = sig_derivs.shape[-1] > call.options.words(path.shape[-1])
    return by_path, moved_windows(path, derivs[0], lengths, call.options, has_scalar), None


def windows_backprop_jvp(call: Call[WindowOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """By the path, by dF/dS."""
    path, sig_derivs, lengths = call.operands
    by_path = by_derivs = None
    if tangents[0] is not None:
        by_path = moved_gradient(path, tangents[0], sig_derivs, lengths, call.options)
    if tangents[1] is not None:
        by_derivs = sig_windows_backprop(path, tangents[1], lengths, options=call.options)
    total = plus(by_path, by_derivs)
    return or_zeros((total,), (path,))


sig_windows: Operation[WindowOptions] = Operation(
    "sig_windows",
    WindowOptions,
    (PATHS, COUNTS),
    (Output(WINDOWS, windowed),),
    kernel="sigfwd_stepwise",
    vjp=windows_vjp,
    jvp=windows_jvp,
    multiply_adds=per_window(sig_work),
)
sig_windows_backprop: Operation[WindowOptions] = Operation(
    "sig_windows_backprop",
    WindowOptions,
    (PATHS, Operand("sig_derivs", WINDOWS), COUNTS),
    (PATH_DERIVS,),
    kernel="sigbwd_stepwise",
    vjp=windows_backprop_vjp,
    jvp=windows_backprop_jvp,
    multiply_adds=per_window(backprop_work),
)
