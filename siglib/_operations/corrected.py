"""Operations on paths whose steps have corrections: a step multiplies by exp(x + c) instead of exp(x)."""

from __future__ import annotations

from math import prod
from typing import Any

from siglib._array import as_floats, broadcast
from siglib._corrections import levels_of
from siglib._numbers import NUMBERS, as_flag
from siglib._operation import (
    Array,
    Call,
    Kind,
    Operand,
    Operation,
    Output,
    Result,
    forward_over_forward,
    or_zeros,
    plus,
    third_derivative,
)
from siglib._operations.path import (
    COUNTS,
    DERIVS,
    SIGNATURE,
    check_signed_path,
    dual_work,
    points_and_channels,
    signature,
)
from siglib._options import PathOptions


def steps_and_words(length: int, channels: int, options: PathOptions) -> tuple[int, ...]:
    """Return the axes of corrections of level 2, if there is such a level."""
    return max(length - 1, 0), channels * channels if options.degree > 1 else 0


def check_correction(name: str, array: Array, first_name: str, first: Array, options: PathOptions) -> None:
    """Refuse what is no row of whole levels for each step of the paths."""
    if options.lead_lag:
        raise ValueError(f"{name}: expected None with lead_lag, whose steps have no corrections, got an array")
    *batch, length, channels = first.shape
    shape = tuple(array.shape)
    rows = (*batch, max(length - 1, 0))
    if shape[:-1] != rows:
        accepted = " or ".join(f"({', '.join(map(str, (*axes, 'C')))})" for axes in ((), rows[-1:], rows))
        raise ValueError(f"{name}: expected shape {accepted}, a row for each of {rows[-1]} steps, got {shape}")
    levels = levels_of(shape[-1], channels)
    if levels is None or levels > max(options.degree, 1):
        raise ValueError(
            f"{name}: expected a last axis of d^2 + ... + d^m numbers, for d = {channels} channels and some m of at "
            f"most the degree {options.degree}, got {shape[-1]} in shape {shape}"
        )


def check_like_path(name: str, array: Array, first_name: str, first: Array, options: PathOptions) -> None:
    """Refuse another shape than the path's."""
    if array.shape != first.shape:
        raise ValueError(f"{name}: expected the shape of {first_name}, {tuple(first.shape)}, got {tuple(array.shape)}")


PATH = Kind(2, check_signed_path, points_and_channels, strided=True)
LIKE_PATH = Kind(2, check_like_path, points_and_channels, strided=True)
CORRECTION = Kind(2, check_correction, steps_and_words)

PATHS, CORRECTIONS = Operand("path", PATH), Operand("correction", CORRECTION)
TANGENTS = Operand("tangent", LIKE_PATH), Operand("correction_tangent", CORRECTION, like=1)
BY_PATH = Output(PATH, lambda shapes, options: Result(shapes[0]))
BY_CORRECTION = Output(CORRECTION, lambda shapes, options: Result(shapes[1]))


def moved_signature(shapes: tuple[Any, ...], options: PathOptions) -> Result:
    """Make tangents of signatures, in the format of the derivatives by them."""
    has_scalar = shapes[4][-1] > options.words(shapes[0][-1])
    return Result(shapes[4], 0.0 if has_scalar else None)


def corrected_work(shapes: tuple[Any, ...], options: PathOptions) -> int:
    """Count the multiply-adds of signatures: a word of level k has N-k+1 sums of min(k, m) terms in a step."""
    *batch, length, channels = shapes[0]
    letters, degree, steps = options.width(channels), options.degree, options.steps(length)
    levels = levels_of(shapes[1][-1], channels) or 1
    return int(prod(batch) * steps * sum(letters**k * (degree - k + 1) * min(k, levels) for k in range(1, degree + 1)))


def backprop_work(shapes: tuple[Any, ...], options: PathOptions) -> int:
    """Count the multiply-adds of gradients: three times as many, but the last level is not taken back."""
    if not options.degree:
        return 0
    *batch, length, channels = shapes[0]
    levels = min(levels_of(shapes[1][-1], channels) or 1, options.degree)
    last = prod(batch) * options.steps(length) * options.width(channels) ** options.degree * levels
    return int(3 * corrected_work(shapes, options) - last)


def sig_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by the signature back to the path and the correction."""
    path, correction, lengths = call.operands
    by_both = sig_corrected_backprop(path, correction, call.results[0], derivs[0], lengths, options=call.options)
    return (*by_both, None)


def sig_rule_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the signature along tangents of the path and of the correction."""
    path, correction, lengths = call.operands
    moved = or_zeros(tangents[:2], (path, correction))
    return (sig_corrected_jvp(path, correction, *moved, lengths, options=call.options)[1],)


def jvp_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Of S and dS(v): dS is linear in v."""
    path, correction, tangent, correction_tangent, lengths = call.operands
    options, signatures = call.options, call.results[0]
    second = sig_corrected_backprop_tangent(
        path, correction, tangent, correction_tangent, derivs[1], lengths, options=options
    )
    first = sig_corrected_backprop(path, correction, signatures, derivs[0], lengths, options=options)
    by_tangents = sig_corrected_backprop(path, correction, signatures, derivs[1], lengths, options=options)
    return second[0] + first[0], second[1] + first[1], *by_tangents, None


def backprop_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative is symmetric."""
    path, correction, _, sig_derivs, lengths = call.operands
    by_path, by_correction, by_derivs = sig_corrected_backprop_tangent(
        path, correction, *derivs, sig_derivs, lengths, options=call.options
    )
    return by_path, by_correction, None, by_derivs, None


def backprop_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """By the path and the correction, by dF/dS."""
    path, correction, signatures, sig_derivs, lengths = call.operands
    moved: tuple[Array | None, ...] = (None, None)
    by_derivs: tuple[Array | None, ...] = (None, None)
    if tangents[0] is not None or tangents[1] is not None:
        both = or_zeros(tangents[:2], (path, correction))
        moved = sig_corrected_backprop_tangent(path, correction, *both, sig_derivs, lengths, options=call.options)
    if tangents[3] is not None:
        by_derivs = sig_corrected_backprop(path, correction, signatures, tangents[3], lengths, options=call.options)
    totals = plus(moved[0], by_derivs[0]), plus(moved[1], by_derivs[1])
    return or_zeros(totals, (path, correction))


sig_corrected: Operation[PathOptions] = Operation(
    "sig_corrected",
    PathOptions,
    (PATHS, CORRECTIONS, COUNTS),
    (signature(1.0),),
    kernel="sigfwd_corrected",
    vjp=sig_vjp,
    jvp=sig_rule_jvp,
    multiply_adds=corrected_work,
)
sig_corrected_jvp: Operation[PathOptions] = Operation(
    "sig_corrected_jvp",
    PathOptions,
    (PATHS, CORRECTIONS, *TANGENTS, COUNTS),
    (signature(1.0), signature(0.0)),
    kernel="sigfwd_corrected_dual",
    vjp=jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=dual_work(corrected_work),
)
sig_corrected_backprop: Operation[PathOptions] = Operation(
    "sig_corrected_backprop",
    PathOptions,
    (PATHS, CORRECTIONS, Operand("sig", SIGNATURE, optional=True), DERIVS, COUNTS),
    (BY_PATH, BY_CORRECTION),
    kernel="sigbwd_corrected",
    vjp=backprop_vjp,
    jvp=backprop_jvp,
    multiply_adds=backprop_work,
)
sig_corrected_backprop_tangent: Operation[PathOptions] = Operation(
    "sig_corrected_backprop_tangent",
    PathOptions,
    (PATHS, CORRECTIONS, *TANGENTS, DERIVS, COUNTS),
    (BY_PATH, BY_CORRECTION, Output(SIGNATURE, moved_signature)),
    kernel="sigbwd_corrected_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=dual_work(backprop_work),
)

# -- compositions: a correction may be shared by steps and paths ------------------------------------------------------


def for_every_step(path: Array, correction: Any) -> tuple[Array, tuple[Any, ...]]:
    """Repeat a correction for every step of every path, where it is shared; return its own axes as well."""
    array = as_floats(correction, "correction")
    own = tuple(array.shape)
    rows = (*path.shape[:-2], max(path.shape[-2] - 1, 0)) if path.ndim > 1 else ()
    if array.ndim == 1 or (array.ndim == 2 and own[:1] == rows[-1:]):
        array = broadcast(array, (*rows, own[-1]))
    return array, own


def check_alone(stream: Any, initial: Any, basepoint: Any, time: Any, end_time: Any) -> None:
    """Refuse what changes the steps that corrections belong to, or what comes before them."""
    plain = initial is None and basepoint is None and time is None and isinstance(end_time, NUMBERS)
    if not plain or as_flag(stream, "stream"):
        raise ValueError(
            "correction: expected None with stream, initial, basepoint, time or end times of each path, got an array"
        )


def with_correction(path: Any, correction: Any, lengths: Any, given: tuple[Any, ...]) -> Array:
    """Compute signatures of paths, given what a caller gave."""
    points = as_floats(path, "path")
    rows, _ = for_every_step(points, correction)
    return sig_corrected.call((points, rows, lengths), given)


def with_correction_backprop(
    path: Any, correction: Any, sig: Any, sig_derivs: Any, lengths: Any, given: tuple[Any, ...]
) -> tuple[Array, Array]:
    """Take derivatives by these signatures back to the paths and the correction."""
    points = as_floats(path, "path")
    rows, own = for_every_step(points, correction)
    by_path, by_rows = sig_corrected_backprop.call((points, rows, sig, sig_derivs, lengths), given)
    shared = by_rows.shape[: by_rows.ndim - len(own)]
    # What is shared by nothing is left as it is.
    return by_path, by_rows.reshape(prod(shared), *own).sum(0) if shared else by_rows
