"""Operations on tensors: signatures, their tangents, and derivatives by them."""

from __future__ import annotations

from math import prod
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
from siglib._options import TensorOptions


def check_rows(name: str, array: Array, first_name: str, first: Array, options: Any) -> None:
    """Refuse what has no signatures along its last axis."""
    words = options.words
    if array.ndim < 1 or array.shape[-1] not in (words, words + 1):
        raise ValueError(
            f"{name}: expected a last axis of {words}, or {words + 1} with the scalar term, got shape "
            f"{tuple(array.shape)}"
        )


def check_factors(name: str, array: Array, first_name: str, first: Array, options: Any) -> None:
    """Refuse what is not a number for each letter."""
    expected = (*first.shape[:-1], options.dimension)
    if tuple(array.shape) != expected:
        raise ValueError(f"{name}: expected shape {expected}, a factor for each letter, got {tuple(array.shape)}")


def words_of(length: int, channels: int, options: Any) -> tuple[int, ...]:
    """Return the length of what an operation reads."""
    return (options.words,)


ROWS = Kind(1, check_rows, words_of, signature=True)
ROWS_LIKE_FIRST = Kind(1, check_like_first, words_of, signature=True)
FACTORS = Kind(1, check_factors, lambda length, channels, options: (options.dimension,))


def rows(scalar: float | None = None) -> Output:
    """Make rows like the first operand's; their scalar term is that of a product unless it is given."""

    def rule(shapes: tuple[Any, ...], options: TensorOptions) -> Result:
        shape = shapes[0]
        if shape[-1] == options.words:
            return Result(shape)
        return Result(shape, options.unit if scalar is None else scalar)

    return Output(ROWS, rule)


def factors(place: int) -> Output:
    """Make factors like an operand's."""
    return Output(FACTORS, lambda shapes, options: Result(shapes[place]))


def per_row(passes: int) -> Any:
    """Count so many multiply-adds for every coefficient of every row."""
    return lambda shapes, options: prod(shapes[0][:-1]) * passes * options.words


def product_terms(passes: int) -> Any:
    """Count the terms of Chen products: a word of level k is cut in k - 1 places, and has two terms of one factor."""

    def count(shapes: tuple[Any, ...], options: TensorOptions) -> int:
        if options.dimension == 1:
            terms = options.degree * (options.degree + 3) // 2
        else:
            terms = sum((level + 1) * options.dimension**level for level in range(1, options.degree + 1))
        return int(passes * prod(shapes[0][:-1]) * terms)

    return count


# -- Chen product: linear in either factor; the scalar term of a tangent is 0 -----------------------------------------


def product_vjp(call: Call[TensorOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Take the derivative back to both factors."""
    one, other = sig_combine_backprop(derivs[0], *call.operands, options=call.options)
    return one, other


def product_jvp(call: Call[TensorOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move either factor."""
    (left, right), options = call.operands, call.options
    by_left = by_right = None
    if tangents[0] is not None:
        by_left = sig_combine(tangents[0], right, options=options.of_tangents(right=False))
    if tangents[1] is not None:
        by_right = sig_combine(left, tangents[1], options=options.of_tangents(left=False))
    return (plus(by_left, by_right),)


def product_backprop_vjp(call: Call[TensorOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """By the derivative of the product it is the product's tangent; by the factors the gradient at the derivatives."""
    deriv, left, right = call.operands
    by_factors = sig_combine_backprop(deriv, *derivs, options=call.options.of_tangents())
    (by_deriv,) = product_jvp(Call((left, right), (), call.options), derivs)
    return (by_deriv, *by_factors)


def product_backprop_jvp(call: Call[TensorOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, Array]:
    """Linear in the derivative, and in the factors."""
    deriv, left, right = call.operands
    moved = or_zeros(tangents[1:], (left, right))
    one, other = sig_combine_backprop(deriv, *moved, options=call.options.of_tangents())
    if tangents[0] is None:
        return one, other
    by_deriv = sig_combine_backprop(tangents[0], left, right, options=call.options)
    return one + by_deriv[0], other + by_deriv[1]


sig_combine: Operation[TensorOptions] = Operation(
    "sig_combine",
    TensorOptions,
    (Operand("sig1", ROWS), Operand("sig2", ROWS_LIKE_FIRST)),
    (rows(),),
    kernel="combine",
    vjp=product_vjp,
    jvp=product_jvp,
    multiply_adds=product_terms(1),
)
sig_combine_backprop: Operation[TensorOptions] = Operation(
    "sig_combine_backprop",
    TensorOptions,
    (Operand("deriv", ROWS), Operand("sig1", ROWS_LIKE_FIRST), Operand("sig2", ROWS_LIKE_FIRST)),
    (rows(0.0), rows(0.0)),
    kernel="combine_bwd",
    vjp=product_backprop_vjp,
    jvp=product_backprop_jvp,
    multiply_adds=product_terms(2),
)

# -- antipode: a signed permutation of words, its own transpose -------------------------------------------------------


def inverse_of_tangent(call: Call[TensorOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Reverse the words of a tangent or of a derivative."""
    return (sig_inverse(tangents[0], options=call.options.of_tangents()),)


sig_inverse: Operation[TensorOptions] = Operation(
    "sig_inverse",
    TensorOptions,
    (Operand("sig", ROWS),),
    (rows(),),
    kernel="inverse",
    vjp=inverse_of_tangent,
    jvp=inverse_of_tangent,
    multiply_adds=per_row(1),
)

# -- letters scaled: linear in the tensor, a product of factors for each word -----------------------------------------


def scale_vjp(call: Call[TensorOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Take the derivative back to the tensor and to the factors."""
    by_sig, by_factors = sig_scale_backprop(derivs[0], *call.operands, options=call.options.of_tangents())
    return by_sig, by_factors


def scale_jvp(call: Call[TensorOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the tensor, the factors, or both."""
    sig, by = call.operands
    options = call.options.of_tangents()
    if tangents[1] is None:
        return (sig_scale(tangents[0], by, options=options),)
    return (sig_scale_jvp(sig, by, *or_zeros(tangents, call.operands), options=options),)


def scale_tangent_vjp(call: Call[TensorOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """By the tangents it is the gradient; by tensor and factors the gradient's tangent along them."""
    sig, by, sig_tangent, by_tangent = call.operands
    by_tangents = sig_scale_backprop(derivs[0], sig, by, options=call.options)
    moved = sig_scale_backprop_tangent(
        derivs[0], sig, by, zeros_like(sig), sig_tangent, by_tangent, options=call.options
    )
    return (*moved, *by_tangents)


def scale_backprop_vjp(call: Call[TensorOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """By the derivative it is the tangent of the scaled tensor; by tensor and factors the gradient's tangent."""
    deriv, sig, by = call.operands
    by_deriv = sig_scale_jvp(sig, by, *derivs, options=call.options)
    moved = sig_scale_backprop_tangent(deriv, sig, by, zeros_like(sig), *derivs, options=call.options)
    return (by_deriv, *moved)


def scale_backprop_jvp(call: Call[TensorOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """Move the derivative, the tensor and the factors."""
    moved = or_zeros(tangents, call.operands)
    by_sig, by_factors = sig_scale_backprop_tangent(*call.operands, *moved, options=call.options)
    return by_sig, by_factors


SIG, BY = Operand("sig", ROWS), Operand("factors", FACTORS)
DERIV, SIG_LIKE = Operand("deriv", ROWS), Operand("sig", ROWS_LIKE_FIRST)
SIG_TANGENT, FACTORS_TANGENT = Operand("sig_tangent", ROWS_LIKE_FIRST), Operand("factors_tangent", FACTORS)

sig_scale: Operation[TensorOptions] = Operation(
    "sig_scale",
    TensorOptions,
    (SIG, BY),
    (rows(),),
    kernel="scale",
    vjp=scale_vjp,
    jvp=scale_jvp,
    multiply_adds=per_row(2),
)
sig_scale_jvp: Operation[TensorOptions] = Operation(
    "sig_scale_jvp",
    TensorOptions,
    (SIG, BY, SIG_TANGENT, FACTORS_TANGENT),
    (rows(0.0),),
    kernel="scale_dual",
    vjp=scale_tangent_vjp,
    jvp=forward_over_forward,
    multiply_adds=per_row(6),
)
sig_scale_backprop: Operation[TensorOptions] = Operation(
    "sig_scale_backprop",
    TensorOptions,
    (DERIV, SIG_LIKE, BY),
    (rows(0.0), factors(2)),
    kernel="scale_bwd",
    vjp=scale_backprop_vjp,
    jvp=scale_backprop_jvp,
    multiply_adds=per_row(5),
)
sig_scale_backprop_tangent: Operation[TensorOptions] = Operation(
    "sig_scale_backprop_tangent",
    TensorOptions,
    (DERIV, SIG_LIKE, BY, Operand("deriv_tangent", ROWS_LIKE_FIRST), SIG_TANGENT, FACTORS_TANGENT),
    (rows(0.0), factors(2)),
    kernel="scale_bwd_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=per_row(15),
)
