"""Operations on paths."""

from __future__ import annotations

from math import prod
from typing import Any

from siglib._numbers import AXES_OF_PATHS
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
from siglib._operations.log import (
    in_basis,
    like,
    series,
    series_backprop,
    series_backprop_tangent,
    series_jvp,
    series_work,
)
from siglib._options import BRACKETS, EXPANDED, WORDS, LogOptions, PathOptions


def check_path(name: str, array: Array, first_name: str, first: Array, options: Any) -> None:
    """Refuse what has no points or no channels."""
    if array.ndim < 2:
        raise ValueError(f"{name}: expected shape (..., length, channels), got {tuple(array.shape)}")
    if array.shape[-1] == 0:
        raise ValueError(f"{name}: expected at least one channel, got shape {tuple(array.shape)}")


def check_signed_path(
    name: str, array: Array, first_name: str, first: Array, options: PathOptions | LogOptions
) -> None:
    """Refuse a path whose signature would be longer than an array can be."""
    check_path(name, array, first_name, first, options)
    options.words(array.shape[-1], array.itemsize)


def check_signature(name: str, array: Array, first_name: str, first: Array, options: PathOptions | LogOptions) -> None:
    """Refuse what is not the shape of the paths' signatures, in either format."""
    words, batch = options.words(first.shape[-1]), tuple(first.shape[:-2])
    if tuple(array.shape) not in (expected := [(*batch, words), (*batch, words + 1)]):
        raise ValueError(
            f"{name}: expected shape {expected[0]}, or {expected[1]} with the scalar term, got {tuple(array.shape)}; "
            f"{AXES_OF_PATHS}"
        )


def check_log_signature(name: str, array: Array, first_name: str, first: Array, options: LogOptions) -> None:
    """Refuse what is not the shape of the paths' log-signatures: at all words those of signatures."""
    if options.basis == EXPANDED:
        check_signature(name, array, first_name, first, options)
        return
    expected = (*first.shape[:-2], options.coefficients(first.shape[-1]))
    if tuple(array.shape) != expected:
        raise ValueError(f"{name}: expected shape {expected}, got {tuple(array.shape)}; {AXES_OF_PATHS}")


def check_lengths(name: str, array: Array, first_name: str, first: Array, options: PathOptions) -> None:
    """Refuse another shape than the batch's."""
    if array.shape != first.shape[:-2]:
        raise ValueError(f"{name}: expected the batch shape {tuple(first.shape[:-2])}, got {tuple(array.shape)}")


def check_augmented(name: str, array: Array, first_name: str, first: Array, options: PathOptions) -> None:
    """Refuse the shape of what no path becomes."""
    check_path(name, array, first_name, first, options)
    points, width = array.shape[-2:]
    channels = options.channels(width)
    if channels < 1 or options.width(channels) != width:
        letters = f"{'2d' if options.lead_lag else 'd'}{' + 1' if options.time_aug else ''}"
        raise ValueError(f"{name}: expected a last axis of {letters} channels, got shape {tuple(array.shape)}")
    if options.points(options.length(points)) != points:
        raise ValueError(f"{name}: expected 2L - 1 points, an odd number, got shape {tuple(array.shape)}")


def points_and_channels(length: int, channels: int, options: PathOptions) -> tuple[int, ...]:
    """Return the axes of a raw path."""
    return length, channels


PATH = Kind(2, check_signed_path, points_and_channels, strided=True, ends_only=True)
RAW_PATH = Kind(2, check_path, points_and_channels, strided=True)
LIKE_PATH = Kind(2, check_like_first, points_and_channels, strided=True, ends_only=True)
SIGNATURE = Kind(1, check_signature, lambda length, channels, options: (options.words(channels),), signature=True)
LOG_SIGNATURE = Kind(1, check_log_signature, lambda length, channels, options: (options.coefficients(channels),))
LENGTHS = Kind(0, check_lengths, lambda length, channels, options: (), integer=True)
AUGMENTED = Kind(
    2,
    check_augmented,
    lambda length, channels, options: (options.points(length), options.width(channels)),
    strided=True,
)


def signature(scalar: float) -> Output:
    """Make signatures; `scalar` is their scalar term, if the options ask for one."""

    def rule(shapes: tuple[Any, ...], options: PathOptions) -> Result:
        *batch, _, channels = shapes[0]
        columns = options.words(channels) + options.scalar_term
        return Result((*batch, columns), scalar if options.scalar_term else None)

    return Output(SIGNATURE, rule)


def log_signature(shapes: tuple[Any, ...], options: LogOptions) -> Result:
    """Make log-signatures."""
    *batch, _, channels = shapes[0]
    logarithm = options.series(channels)
    columns = logarithm.result_words + logarithm.scalar_term
    return Result((*batch, columns), 0.0 if logarithm.scalar_term else None)


def like_signature(shapes: tuple[Any, ...], options: PathOptions) -> Result:
    """Make tangents of signatures, in the format of the derivatives by them."""
    has_scalar = shapes[2][-1] > options.words(shapes[0][-1])
    return Result(shapes[2], 0.0 if has_scalar else None)


def augmented(shapes: tuple[Any, ...], options: PathOptions) -> Result:
    """Make augmented paths."""
    *batch, length, channels = shapes[0]
    return Result((*batch, options.points(length), options.width(channels)))


def raw(shapes: tuple[Any, ...], options: PathOptions) -> Result:
    """Make derivatives by raw paths."""
    *batch, points, width = shapes[0]
    return Result((*batch, options.length(points), options.channels(width)))


PATH_DERIVS = Output(PATH, lambda shapes, options: Result(shapes[0]))


def sig_work(shapes: tuple[Any, ...], options: PathOptions) -> int:
    """Count the multiply-adds of signatures: a word of level k takes part in N-k+1 of a step."""
    *batch, length, channels = shapes[0]
    letters, steps, degree = options.width(channels), options.steps(length), options.degree
    if letters == 1:
        return prod(batch) * degree if steps else 0
    return int(prod(batch) * steps * sum(letters**k * (degree - k + 1) for k in range(1, degree + 1)))


def backprop_work(shapes: tuple[Any, ...], options: PathOptions) -> int:
    """Count the multiply-adds of gradients: three times as many, but the last level is not taken back."""
    length, channels = shapes[0][-2:]
    letters, forward = options.width(channels), sig_work(shapes, options)
    if letters == 1 or not options.degree:
        return forward
    return int(3 * forward - prod(shapes[0][:-2]) * options.steps(length) * letters**options.degree)


def dual_work(work: Any) -> Any:
    """Count a product of dual numbers as three."""
    return lambda shapes, options: 3 * work(shapes, options)


def copy_work(shapes: tuple[Any, ...], options: PathOptions) -> int:
    """Count nothing: points are copied or added up."""
    return 0


# -- signatures -------------------------------------------------------------------------------------------------------


def sig_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by the signature back to the path."""
    path, lengths = call.operands
    return sig_backprop(path, call.results[0], derivs[0], lengths, options=call.options), None


def sig_rule_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the signature along a tangent of the path."""
    path, lengths = call.operands
    return (sig_jvp(path, tangents[0], lengths, options=call.options)[1],)


def sig_jvp_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Of S and dS(v): dS is linear in v."""
    path, tangent, lengths = call.operands
    by_path = sig_backprop_tangent(path, tangent, derivs[1], lengths, options=call.options)[0]
    by_path = by_path + sig_backprop(path, call.results[0], derivs[0], lengths, options=call.options)
    by_tangent = sig_backprop(path, call.results[0], derivs[1], lengths, options=call.options)
    return by_path, by_tangent, None


def sig_backprop_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative by the path is symmetric.

    The signature that was passed along is a function of the path: its share is in that of the path.
    """
    path, _, sig_derivs, lengths = call.operands
    by_path, by_derivs = sig_backprop_tangent(path, derivs[0], sig_derivs, lengths, options=call.options)
    return by_path, None, by_derivs, None


def sig_backprop_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """By the path, by dF/dS."""
    path, signatures, sig_derivs, lengths = call.operands
    by_path = by_derivs = None
    if tangents[0] is not None:
        by_path = sig_backprop_tangent(path, tangents[0], sig_derivs, lengths, options=call.options)[0]
    if tangents[2] is not None:
        by_derivs = sig_backprop(path, signatures, tangents[2], lengths, options=call.options)
    total = plus(by_path, by_derivs)
    return or_zeros((total,), (path,))


PATHS, TANGENT = Operand("path", PATH), Operand("tangent", LIKE_PATH)
DERIVS, COUNTS = Operand("sig_derivs", SIGNATURE), Operand("lengths", LENGTHS, optional=True)

sig: Operation[PathOptions] = Operation(
    "sig",
    PathOptions,
    (PATHS, COUNTS),
    (signature(1.0),),
    kernel="sigfwd",
    vjp=sig_vjp,
    jvp=sig_rule_jvp,
    multiply_adds=sig_work,
)
sig_jvp: Operation[PathOptions] = Operation(
    "sig_jvp",
    PathOptions,
    (PATHS, TANGENT, COUNTS),
    (signature(1.0), signature(0.0)),
    kernel="sigfwd_dual",
    vjp=sig_jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=dual_work(sig_work),
)
sig_backprop: Operation[PathOptions] = Operation(
    "sig_backprop",
    PathOptions,
    (PATHS, Operand("sig", SIGNATURE, optional=True), DERIVS, COUNTS),
    (PATH_DERIVS,),
    kernel="sigbwd",
    vjp=sig_backprop_vjp,
    jvp=sig_backprop_jvp,
    multiply_adds=backprop_work,
)
sig_backprop_tangent: Operation[PathOptions] = Operation(
    "sig_backprop_tangent",
    PathOptions,
    (PATHS, TANGENT, DERIVS, COUNTS),
    (PATH_DERIVS, Output(SIGNATURE, like_signature)),
    kernel="sigbwd_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=dual_work(backprop_work),
)

# -- log-signatures: derivatives of second order go through the signature ---------------------------------------------

# From so many points for each channel on, an exponential takes less time than a pass along the path (measured).
LONG = 8


def log_sig_vjp(call: Call[LogOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by the log-signature back to the path.

    The exponential of a logarithm at all words is the signature: for that nobody has to walk along a long path again.
    """
    (path, lengths), options, signature = call.operands, call.options, None
    *_, length, channels = path.shape
    if options.basis == EXPANDED and length > LONG * options.paths.width(channels):
        exponential = options.series(channels)._replace(exponential=True, scalar_term=False)
        signature = series(call.results[0], options=exponential)
    return log_sig_backprop(path, signature, derivs[0], lengths, options=options), None


def log_sig_jvp(call: Call[LogOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the log-signature along a tangent of the path."""
    path, lengths = call.operands
    return (moved_logarithm(path, tangents[0], lengths, call.options)[1],)


def as_asked(logarithm: Array, options: LogOptions, channels: int) -> Array:
    """Bring a logarithm from words to brackets, if these are wanted."""
    if options.basis != BRACKETS:
        return logarithm
    return in_basis(logarithm, WORDS, BRACKETS, options.series(channels))


def moved_logarithm(path: Array, tangent: Array, lengths: Array | None, options: LogOptions) -> tuple[Array, ...]:
    """Compute a log-signature and its tangent."""
    moved = sig_jvp(path, tangent, lengths, options=options.paths)
    pair = series_jvp(*moved, options=options.series(path.shape[-1]))
    return tuple(as_asked(logarithm, options, path.shape[-1]) for logarithm in pair)


def moved_gradient(
    path: Array, tangent: Array, derivs: Array, lengths: Array | None, options: LogOptions
) -> tuple[Array, Array]:
    """Compute the tangents of a log-signature's gradient, dF/dL being constant, and of the log-signature."""
    logarithm, plain = options.series(path.shape[-1]), options.paths
    if options.basis == BRACKETS:
        derivs = in_basis(derivs, WORDS, BRACKETS, logarithm, transposed=True)
    signature, moved = sig_jvp(path, tangent, lengths, options=plain)
    by_signature = series_backprop(signature, derivs, options=logarithm)
    by_signature_moved = series_backprop_tangent(signature, moved, derivs, options=logarithm)
    by_path = sig_backprop_tangent(path, tangent, by_signature, lengths, options=plain)[0]
    by_path = by_path + sig_backprop(path, signature, by_signature_moved, lengths, options=plain)
    slope = series_jvp(signature, moved, options=like(derivs, logarithm))[1]
    return by_path, as_asked(slope, options, path.shape[-1])


def log_sig_backprop_vjp(call: Call[LogOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dL, and that its derivative by the path is symmetric."""
    path, _, log_derivs, lengths = call.operands
    by_path, by_derivs = moved_gradient(path, derivs[0], log_derivs, lengths, call.options)
    return by_path, None, by_derivs, None


def log_sig_backprop_jvp(call: Call[LogOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """By the path, by dF/dL."""
    path, signatures, log_derivs, lengths = call.operands
    by_path = by_derivs = None
    if tangents[0] is not None:
        by_path = moved_gradient(path, tangents[0], log_derivs, lengths, call.options)[0]
    if tangents[2] is not None:
        by_derivs = log_sig_backprop(path, signatures, tangents[2], lengths, options=call.options)
    total = plus(by_path, by_derivs)
    return or_zeros((total,), (path,))


def log_work(passes: int, walk: Any, logarithm: Any) -> Any:
    """Count the multiply-adds of a walk, whose words of the top level are those wanted, and of the series of them."""

    def count(shapes: tuple[Any, ...], options: LogOptions) -> int:
        *batch, length, channels = shapes[0]
        plain = options.paths
        letters, degree, steps = plain.width(channels), options.degree, plain.steps(length)
        if letters == 1 or not degree or not steps:
            # In one channel there is a single Lyndon word.
            return int(walk(shapes, plain._replace(degree=min(degree, 1))))
        wanted = options.coefficients(channels) - options._replace(degree=degree - 1).coefficients(channels)
        left_out = passes * prod(batch) * steps * (letters**degree - wanted)
        rows = ((*batch, options.words(channels)),)
        return int(walk(shapes, plain) - left_out + logarithm(rows, options.series(channels)))

    return count


log_sig: Operation[LogOptions] = Operation(
    "log_sig",
    LogOptions,
    (PATHS, COUNTS),
    (Output(LOG_SIGNATURE, log_signature),),
    kernel="sigfwd_lyndon",
    vjp=log_sig_vjp,
    jvp=log_sig_jvp,
    multiply_adds=log_work(1, sig_work, series_work(1)),
)
log_sig_backprop: Operation[LogOptions] = Operation(
    "log_sig_backprop",
    LogOptions,
    (PATHS, Operand("sig", SIGNATURE, optional=True), Operand("log_sig_derivs", LOG_SIGNATURE), COUNTS),
    (PATH_DERIVS,),
    kernel="sigbwd_lyndon",
    vjp=log_sig_backprop_vjp,
    jvp=log_sig_backprop_jvp,
    multiply_adds=log_work(2, backprop_work, series_work(3)),
)

# -- augmentations: linear up to the time, which is constant ----------------------------------------------------------

transform_path: Operation[PathOptions] = Operation(
    "transform_path",
    PathOptions,
    (Operand("path", RAW_PATH),),
    (Output(AUGMENTED, augmented),),
    kernel="transform",
    vjp=lambda call, derivs: (transform_path_backprop(derivs[0], options=call.options),),
    jvp=lambda call, tangents: (transform_path(tangents[0], options=call.options.still()),),
    multiply_adds=copy_work,
)
transform_path_backprop: Operation[PathOptions] = Operation(
    "transform_path_backprop",
    PathOptions,
    (Operand("derivs", AUGMENTED),),
    (Output(RAW_PATH, raw),),
    kernel="transform_backward",
    vjp=lambda call, derivs: (transform_path(derivs[0], options=call.options.still()),),
    jvp=lambda call, tangents: (transform_path_backprop(tangents[0], options=call.options),),
    multiply_adds=copy_work,
)
