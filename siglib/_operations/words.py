"""Operations on coefficients of chosen words."""

from __future__ import annotations

from math import prod
from typing import Any

from siglib._array import is_traced
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
from siglib._operations.path import LENGTHS, check_path, dual_work, points_and_channels
from siglib._options import WordsOptions


def check_path_of_words(name: str, array: Array, first_name: str, first: Array, options: WordsOptions) -> None:
    """Refuse a path that has not all letters of the words."""
    check_path(name, array, first_name, first, options)
    # The operation that a graph records checks them again.
    if not is_traced():
        options.check_letters(array.shape[-1])


def check_coefficients(name: str, array: Array, first_name: str, first: Array, options: WordsOptions) -> None:
    """Refuse what is not a number for each word of each path."""
    expected = (*first.shape[:-2], options.columns)
    if tuple(array.shape) != expected:
        raise ValueError(f"{name}: expected shape {expected}, a number for each word, got {tuple(array.shape)}")


PATH = Kind(2, check_path_of_words, points_and_channels, strided=True, ends_only=True)
LIKE_PATH = Kind(2, check_like_first, points_and_channels, strided=True, ends_only=True)
COEFFICIENTS = Kind(1, check_coefficients, lambda length, channels, options: (options.columns,))

PATHS, TANGENT = Operand("path", PATH), Operand("tangent", LIKE_PATH)
DERIVS, COUNTS = Operand("derivs", COEFFICIENTS), Operand("lengths", LENGTHS, optional=True)


def coefficients(shapes: tuple[Any, ...], options: WordsOptions) -> Result:
    """Make a number for each word of each path."""
    return Result((*shapes[0][:-2], options.columns))


COEFS, PATH_DERIVS = Output(COEFFICIENTS, coefficients), Output(PATH, lambda shapes, options: Result(shapes[0]))


def walk_work(shapes: tuple[Any, ...], options: WordsOptions) -> int:
    """Count the multiply-adds of a walk: a word takes part in one, and one more for each level below it."""
    return int(prod(shapes[0][:-2]) * options.steps(shapes[0][-2]) * options.trie.work)


def backprop_work(shapes: tuple[Any, ...], options: WordsOptions) -> int:
    """Count the multiply-adds of gradients."""
    return int(prod(shapes[0][:-2]) * options.steps(shapes[0][-2]) * options.trie.backward_work)


def coef_vjp(call: Call[WordsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Take derivatives by coefficients back to the path."""
    path, lengths = call.operands
    return sig_coef_backprop(path, derivs[0], lengths, options=call.options), None


def coef_jvp(call: Call[WordsOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move the coefficients along a tangent of the path."""
    path, lengths = call.operands
    return (sig_coef_jvp(path, tangents[0], lengths, options=call.options)[1],)


def coef_jvp_vjp(call: Call[WordsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Of S and dS(v): dS is linear in v."""
    path, tangent, lengths = call.operands
    by_path = sig_coef_backprop_tangent(path, tangent, derivs[1], lengths, options=call.options)[0]
    by_path = by_path + sig_coef_backprop(path, derivs[0], lengths, options=call.options)
    return by_path, sig_coef_backprop(path, derivs[1], lengths, options=call.options), None


def coef_backprop_vjp(call: Call[WordsOptions], derivs: tuple[Array, ...]) -> tuple[Array | None, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative by the path is symmetric."""
    path, coef_derivs, lengths = call.operands
    return *sig_coef_backprop_tangent(path, derivs[0], coef_derivs, lengths, options=call.options), None


def coef_backprop_jvp(call: Call[WordsOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """By the path, by dF/dS."""
    path, coef_derivs, lengths = call.operands
    by_path = by_derivs = None
    if tangents[0] is not None:
        by_path = sig_coef_backprop_tangent(path, tangents[0], coef_derivs, lengths, options=call.options)[0]
    if tangents[1] is not None:
        by_derivs = sig_coef_backprop(path, tangents[1], lengths, options=call.options)
    total = plus(by_path, by_derivs)
    return or_zeros((total,), (path,))


sig_coef: Operation[WordsOptions] = Operation(
    "sig_coef",
    WordsOptions,
    (PATHS, COUNTS),
    (COEFS,),
    kernel="coef",
    vjp=coef_vjp,
    jvp=coef_jvp,
    multiply_adds=walk_work,
)
sig_coef_jvp: Operation[WordsOptions] = Operation(
    "sig_coef_jvp",
    WordsOptions,
    (PATHS, TANGENT, COUNTS),
    (COEFS, COEFS),
    kernel="coef_dual",
    vjp=coef_jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=dual_work(walk_work),
)
sig_coef_backprop: Operation[WordsOptions] = Operation(
    "sig_coef_backprop",
    WordsOptions,
    (PATHS, DERIVS, COUNTS),
    (PATH_DERIVS,),
    kernel="coef_bwd",
    vjp=coef_backprop_vjp,
    jvp=coef_backprop_jvp,
    multiply_adds=backprop_work,
)
sig_coef_backprop_tangent: Operation[WordsOptions] = Operation(
    "sig_coef_backprop_tangent",
    WordsOptions,
    (PATHS, TANGENT, DERIVS, COUNTS),
    (PATH_DERIVS, COEFS),
    kernel="coef_bwd_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=dual_work(backprop_work),
)
