"""Operations on streams: signatures after every time step of paths, which may start from given signatures."""

from __future__ import annotations

from typing import Any

from siglib._array import zeros_like
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
from siglib._operations.path import (
    COUNTS,
    PATH_DERIVS,
    SIGNATURE,
    backprop_work,
    check_signed_path,
    dual_work,
    points_and_channels,
    sig_work,
)
from siglib._options import PathOptions


def check_stream(name: str, array: Array, first_name: str, first: Array, options: PathOptions) -> None:
    """Refuse what is not a row for each step of the paths, in either format."""
    *batch, length, channels = first.shape
    words, shape = options.words(channels), (*batch, options.steps(length))
    if tuple(array.shape) not in (expected := [(*shape, words), (*shape, words + 1)]):
        raise ValueError(
            f"{name}: expected shape {expected[0]}, or {expected[1]} with the scalar term, got {tuple(array.shape)}; "
            "a stream has a row for each time step"
        )


# Of a stream in one channel all points are read.
PATH = Kind(2, check_signed_path, points_and_channels, strided=True)
LIKE_PATH = Kind(2, check_like_first, points_and_channels, strided=True)
STREAM = Kind(
    2,
    check_stream,
    lambda length, channels, options: (options.steps(length), options.words(channels)),
    signature=True,
)


def stream(scalar: float) -> Output:
    """Make streams; `scalar` is the scalar term of their rows, if the options ask for one."""

    def rule(shapes: tuple[Any, ...], options: PathOptions) -> Result:
        *batch, length, channels = shapes[0]
        columns = options.words(channels) + options.scalar_term
        return Result((*batch, options.steps(length), columns), scalar if options.scalar_term else None)

    return Output(STREAM, rule)


def like_derivs(shapes: tuple[Any, ...], options: PathOptions) -> Result:
    """Make tangents of streams, in the format of the derivatives by them."""
    has_scalar = shapes[2][-1] > options.words(shapes[0][-1])
    return Result(shapes[2], 0.0 if has_scalar else None)


def by_initial(place: int) -> Output:
    """Make derivatives by where paths start, in its format if it is given."""

    def rule(shapes: tuple[Any, ...], options: PathOptions) -> Result:
        if shapes[place] is None:
            return Result((*shapes[0][:-2], options.words(shapes[0][-1])))
        has_scalar = shapes[place][-1] > options.words(shapes[0][-1])
        return Result(shapes[place], 0.0 if has_scalar else None)

    return Output(SIGNATURE, rule)


def if_given(array: Array | None, initial: Array | None) -> Array | None:
    """Leave out what belongs to a start that there is not."""
    return None if initial is None else array


def stream_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by the stream back to the path and to where it starts."""
    path, initial, lengths = call.operands
    by_path, by_start = sig_stream_backprop(path, call.results[0], derivs[0], initial, lengths, options=call.options)
    return by_path, if_given(by_start, initial), None


def stream_rule_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the stream along tangents of the path and of where it starts."""
    path, initial, lengths = call.operands
    (tangent,) = or_zeros(tangents[:1], (path,))
    return (sig_stream_jvp(path, tangent, initial, tangents[1], lengths, options=call.options)[1],)


def stream_jvp_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Of S and dS(v): dS is linear in v."""
    path, tangent, initial, initial_tangent, lengths = call.operands
    options = call.options
    by_path, by_start, _ = sig_stream_backprop_tangent(
        path, tangent, derivs[1], initial, initial_tangent, lengths, options=options
    )
    more = sig_stream_backprop(path, call.results[0], derivs[0], initial, lengths, options=options)
    by_tangents = sig_stream_backprop(path, call.results[0], derivs[1], initial, lengths, options=options)
    by_start = if_given(by_start + more[1], initial)
    return by_path + more[0], by_tangents[0], by_start, if_given(by_tangents[1], initial_tangent), None


def stream_backprop_vjp(call: Call[PathOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative by the path and the start is symmetric."""
    path, _, sig_derivs, initial, lengths = call.operands
    by_path, by_start, by_derivs = sig_stream_backprop_tangent(
        path, derivs[0], sig_derivs, initial, if_given(derivs[1], initial), lengths, options=call.options
    )
    return by_path, None, by_derivs, if_given(by_start, initial), None


def stream_backprop_jvp(call: Call[PathOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """By the path and the start, by dF/dS."""
    path, given, sig_derivs, initial, lengths = call.operands
    by_path = by_start = None
    if tangents[0] is not None or tangents[3] is not None:
        (tangent,) = or_zeros(tangents[:1], (path,))
        by_path, by_start, _ = sig_stream_backprop_tangent(
            path, tangent, sig_derivs, initial, tangents[3], lengths, options=call.options
        )
    if tangents[2] is not None:
        more = sig_stream_backprop(path, given, tangents[2], initial, lengths, options=call.options)
        by_path, by_start = plus(by_path, more[0]), plus(by_start, more[1])
    if by_path is None:
        return tuple(map(zeros_like, call.results))
    return by_path, by_start


PATHS, TANGENT = Operand("path", PATH), Operand("tangent", LIKE_PATH)
INITIAL, INITIAL_TANGENT = (Operand(name, SIGNATURE, optional=True) for name in ("initial", "initial_tangent"))
DERIVS = Operand("sig_derivs", STREAM)

sig_stream: Operation[PathOptions] = Operation(
    "sig_stream",
    PathOptions,
    (PATHS, INITIAL, COUNTS),
    (stream(1.0),),
    kernel="sigfwd_stepwise",
    vjp=stream_vjp,
    jvp=stream_rule_jvp,
    multiply_adds=sig_work,
)
sig_stream_jvp: Operation[PathOptions] = Operation(
    "sig_stream_jvp",
    PathOptions,
    (PATHS, TANGENT, INITIAL, INITIAL_TANGENT, COUNTS),
    (stream(1.0), stream(0.0)),
    kernel="sigfwd_stepwise_dual",
    vjp=stream_jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=dual_work(sig_work),
)
sig_stream_backprop: Operation[PathOptions] = Operation(
    "sig_stream_backprop",
    PathOptions,
    (PATHS, Operand("sig", STREAM, optional=True), DERIVS, INITIAL, COUNTS),
    (PATH_DERIVS, by_initial(3)),
    kernel="sigbwd_stepwise",
    vjp=stream_backprop_vjp,
    jvp=stream_backprop_jvp,
    multiply_adds=backprop_work,
)
sig_stream_backprop_tangent: Operation[PathOptions] = Operation(
    "sig_stream_backprop_tangent",
    PathOptions,
    (PATHS, TANGENT, DERIVS, INITIAL, INITIAL_TANGENT, COUNTS),
    (PATH_DERIVS, by_initial(3), Output(STREAM, like_derivs)),
    kernel="sigbwd_stepwise_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=dual_work(backprop_work),
)
