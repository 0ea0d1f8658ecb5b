"""Operations that log-signatures are made of: power series of tensors, and changes of basis."""

from __future__ import annotations

from math import prod
from typing import Any

from siglib._numbers import count_words
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
from siglib._operations.tensor import ROWS, ROWS_LIKE_FIRST, check_rows, sig_combine, sig_combine_backprop, words_of
from siglib._options import BRACKETS, EXPANDED, WORDS, BasisOptions, CombineOptions, SeriesOptions, TensorOptions


def check_series(name: str, array: Array, first_name: str, first: Array, options: SeriesOptions) -> None:
    """Refuse what is not the shape of the tensors' series, in a format that it can have."""
    words, batch = options.result_words, tuple(first.shape[:-1])
    expected = f"{(*batch, words)}"
    allowed = [(*batch, words)]
    if options.scalar_term or not options.lyndon:
        allowed.append((*batch, words + 1))
        expected += f", or {allowed[1]} with the scalar term"
    if tuple(array.shape) not in allowed:
        raise ValueError(f"{name}: expected shape {expected}, got {tuple(array.shape)}")


def check_in_basis(name: str, array: Array, first_name: str, first: Array, options: BasisOptions) -> None:
    """Refuse what has no coefficients in a basis along its last axis; those at words alone may have a scalar term."""
    if options.basis == EXPANDED or options.scalar_term:
        check_rows(name, array, first_name, first, options)
    else:
        check_coefficients(name, array, first_name, first, options)


def check_coefficients(
    name: str, array: Array, first_name: str, first: Array, options: BasisOptions | CombineOptions
) -> None:
    """Refuse what has no coefficients at Lyndon words or of brackets along its last axis."""
    count_words(options.dimension, options.degree)  # which refuses tensors that no array could hold
    if array.ndim < 1 or array.shape[-1] != options.words:
        raise ValueError(f"{name}: expected a last axis of {options.words}, got shape {tuple(array.shape)}")


SERIES = Kind(1, check_series, lambda length, channels, options: (options.result_words,), signature=True)
IN_BASIS = Kind(1, check_in_basis, words_of, signature=True)


def series_of(scalar: float | None = None) -> Output:
    """Make series; their scalar term, if they have one, is that of the series unless it is given."""

    def rule(shapes: tuple[Any, ...], options: SeriesOptions) -> Result:
        columns = options.result_words + options.scalar_term
        if not options.scalar_term:
            return Result((*shapes[0][:-1], columns))
        return Result((*shapes[0][:-1], columns), float(options.exponential) if scalar is None else scalar)

    return Output(SERIES, rule)


def like_tensor(shapes: tuple[Any, ...], options: SeriesOptions) -> Result:
    """Make derivatives by the tensors, in their format."""
    return Result(shapes[0], 0.0 if shapes[0][-1] > options.words else None)


def changed(shapes: tuple[Any, ...], options: BasisOptions) -> Result:
    """Make rows in the other basis; the scalar term of a logarithm is 0."""
    columns = options.result_words + options.scalar_term
    return Result((*shapes[0][:-1], columns), 0.0 if options.scalar_term else None)


def series_work(passes: int) -> Any:
    """Count the multiply-adds of all series of a word's prefixes: n of each of N - n + 1 powers at level n."""

    def count(shapes: tuple[Any, ...], options: SeriesOptions) -> int:
        degree = options.degree
        words = [options._replace(degree=level).result_words for level in range(degree + 1)]
        terms = sum((words[n] - words[n - 1]) * n * (degree - n + 1) for n in range(1, degree + 1))
        return int(passes * prod(shapes[0][:-1]) * terms)

    return count


def basis_work(shapes: tuple[Any, ...], options: BasisOptions) -> int:
    """Count one multiply-add for each coefficient: how many more there are, the matrix alone tells."""
    return int(prod(shapes[0][:-1]) * max(options.words, options.result_words))


# -- power series: the top level of a derivative is that by the series ------------------------------------------------


def series_vjp(call: Call[SeriesOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Take derivatives by the series back to the tensor."""
    return (series_backprop(call.operands[0], derivs[0], options=call.options),)


def series_rule_jvp(call: Call[SeriesOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """Move the series along a tangent of the tensor."""
    return (series_jvp(call.operands[0], tangents[0], options=call.options)[1],)


def series_jvp_vjp(call: Call[SeriesOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Of y(x) and dy(v): dy is linear in v."""
    tensor, tangent = call.operands
    by_tensor = series_backprop_tangent(tensor, tangent, derivs[1], options=call.options)
    by_tensor = by_tensor + series_backprop(tensor, derivs[0], options=call.options)
    return by_tensor, series_backprop(tensor, derivs[1], options=call.options)


def series_backprop_vjp(call: Call[SeriesOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Use that the gradient is linear in dF/dy, and that its derivative by the tensor is symmetric."""
    tensor, by_series = call.operands
    by_tensor = series_backprop_tangent(tensor, derivs[0], by_series, options=call.options)
    return by_tensor, series_jvp(tensor, derivs[0], options=like(by_series, call.options))[1]


def like(by_series: Array, options: SeriesOptions) -> SeriesOptions:
    """Return the options for series in the format of derivatives by them."""
    return options._replace(scalar_term=by_series.shape[-1] > options.result_words)


def series_backprop_jvp(call: Call[SeriesOptions], tangents: tuple[Array | None, ...]) -> tuple[Array, ...]:
    """By the tensor, by dF/dy."""
    tensor, by_series = call.operands
    by_tensor = by_derivs = None
    if tangents[0] is not None:
        by_tensor = series_backprop_tangent(tensor, tangents[0], by_series, options=call.options)
    if tangents[1] is not None:
        by_derivs = series_backprop(tensor, tangents[1], options=call.options)
    total = plus(by_tensor, by_derivs)
    return or_zeros((total,), (tensor,))


X, X_TANGENT, BY_SERIES = Operand("tensor", ROWS), Operand("tangent", ROWS_LIKE_FIRST), Operand("derivs", SERIES)
BY_TENSOR = Output(ROWS, like_tensor)

series: Operation[SeriesOptions] = Operation(
    "series",
    SeriesOptions,
    (X,),
    (series_of(),),
    kernel="series",
    vjp=series_vjp,
    jvp=series_rule_jvp,
    multiply_adds=series_work(1),
)
series_jvp: Operation[SeriesOptions] = Operation(
    "series_jvp",
    SeriesOptions,
    (X, X_TANGENT),
    (series_of(), series_of(0.0)),
    kernel="series_dual",
    vjp=series_jvp_vjp,
    jvp=forward_over_forward,
    multiply_adds=series_work(3),
)
series_backprop: Operation[SeriesOptions] = Operation(
    "series_backprop",
    SeriesOptions,
    (X, BY_SERIES),
    (BY_TENSOR,),
    kernel="series_bwd",
    vjp=series_backprop_vjp,
    jvp=series_backprop_jvp,
    multiply_adds=series_work(3),
)
series_backprop_tangent: Operation[SeriesOptions] = Operation(
    "series_backprop_tangent",
    SeriesOptions,
    (X, X_TANGENT, BY_SERIES),
    (BY_TENSOR,),
    kernel="series_bwd_dual",
    vjp=third_derivative,
    jvp=third_derivative,
    multiply_adds=series_work(9),
)

# -- changes of basis: linear -----------------------------------------------------------------------------------------


def back(call: Call[BasisOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Apply the transpose to all derivatives but that by the scalar term, which never changes."""
    rows, options = call.operands[0], call.options
    has_scalar = rows.shape[-1] > options.words
    transpose = options._replace(transposed=not options.transposed, scalar_term=has_scalar)
    return (change_basis(derivs[0][..., 1:] if options.scalar_term else derivs[0], options=transpose),)


change_basis: Operation[BasisOptions] = Operation(
    "change_basis",
    BasisOptions,
    (Operand("rows", IN_BASIS),),
    (Output(SERIES, changed),),
    kernel="basis",
    vjp=back,
    jvp=lambda call, tangents: (change_basis(tangents[0], options=call.options),),
    multiply_adds=basis_work,
)


# -- compositions, of checked arrays ----------------------------------------------------------------------------------


def in_basis(
    rows: Array,
    source: int,
    target: int,
    options: TensorOptions | SeriesOptions,
    transposed: bool = False,
    scalar: bool = False,
) -> Array:
    """Change the basis of coefficients, or apply the transpose of that to derivatives."""
    if source == target:
        return rows
    given = BasisOptions(options.dimension, options.degree, source, target, transposed, scalar, options.n_jobs)
    return change_basis(rows, options=given)


def series_options(options: TensorOptions, exponential: bool, lyndon: bool, scalar: bool = False) -> SeriesOptions:
    return SeriesOptions(options.dimension, options.degree, exponential, lyndon, scalar, options.n_jobs)


def logarithm(signature: Array, basis: int, options: TensorOptions, scalar: bool = False) -> Array:
    """Take the logarithm of signatures."""
    rows = series(signature, options=series_options(options, False, basis != EXPANDED, scalar))
    return in_basis(rows, WORDS, basis, options) if basis == BRACKETS else rows


def logarithm_backprop(signature: Array, derivs: Array, basis: int, options: TensorOptions) -> Array:
    """Take derivatives by logarithms back to signatures."""
    if basis == BRACKETS:
        derivs = in_basis(derivs, WORDS, BRACKETS, options, transposed=True)
    scalar = derivs.shape[-1] > options.words
    return series_backprop(signature, derivs, options=series_options(options, False, basis != EXPANDED, scalar))


def exponential(rows: Array, basis: int, options: TensorOptions, scalar: bool = False) -> Array:
    """Take the exponential of coefficients in a basis."""
    expanded = in_basis(rows, basis, EXPANDED, options)
    return series(expanded, options=series_options(options, True, False, scalar))


def exponential_backprop(rows: Array, derivs: Array, basis: int, options: TensorOptions) -> Array:
    """Take derivatives by exponentials back to coefficients in a basis."""
    expanded = in_basis(rows, basis, EXPANDED, options)
    scalar = derivs.shape[-1] > options.words
    by_expanded = series_backprop(expanded, derivs, options=series_options(options, True, False, scalar))
    return in_basis(by_expanded, basis, EXPANDED, options, transposed=True)


def exponential_jvp(rows: Array, tangent: Array, basis: int, options: TensorOptions) -> tuple[Array, Array]:
    """Compute exponentials of coefficients in a basis, and their tangents."""
    expanded, moved = (in_basis(array, basis, EXPANDED, options) for array in (rows, tangent))
    pair: tuple[Array, Array] = series_jvp(expanded, moved, options=series_options(options, True, False))
    return pair


def combined(one: Array, other: Array, basis: int, options: TensorOptions, scalar: bool) -> Array:
    """Take the logarithm of the product of the exponentials."""
    if basis != EXPANDED:
        given = CombineOptions(options.dimension, options.degree, basis == WORDS, options.n_jobs)
        return log_sig_combine(one, other, options=given)
    product = sig_combine(exponential(one, basis, options), exponential(other, basis, options), options=options)
    return logarithm(product, basis, options, scalar)


def combined_backprop(
    derivs: Array, one: Array, other: Array, basis: int, options: TensorOptions
) -> tuple[Array, Array]:
    """Take derivatives by that back to both."""
    factors = exponential(one, basis, options), exponential(other, basis, options)
    by_product = logarithm_backprop(sig_combine(*factors, options=options), derivs, basis, options)
    by_one, by_other = sig_combine_backprop(by_product, *factors, options=options)
    return exponential_backprop(one, by_one, basis, options), exponential_backprop(other, by_other, basis, options)


# -- combined log-signatures: derivatives go through the signatures ---------------------------------------------------


def combine_vjp(call: Call[CombineOptions], derivs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Take the derivative back to both."""
    (one, other), options = call.operands, call.options
    return combined_backprop(derivs[0], one, other, options.basis, options.tensors)


def combine_jvp(call: Call[CombineOptions], tangents: tuple[Array | None, ...]) -> tuple[Array]:
    """Move either."""
    basis, options = call.options.basis, call.options.tensors
    (left, left_moved), (right, right_moved) = (
        exponential_jvp(rows, tangent, basis, options)
        for rows, tangent in zip(call.operands, or_zeros(tangents, call.operands), strict=True)
    )
    product = sig_combine(left, right, options=options)
    moved = sig_combine(left_moved, right, options=options.of_tangents(right=False))
    moved = moved + sig_combine(left, right_moved, options=options.of_tangents(left=False))
    slope = series_jvp(product, moved, options=series_options(options, False, True))[1]
    return (in_basis(slope, WORDS, basis, options),)


def combine_work(shapes: tuple[Any, ...], options: CombineOptions) -> int:
    """Count two exponentials and a logarithm."""
    return int(series_work(3)(shapes, series_options(options.tensors, False, True)))


COEFFICIENTS = Kind(1, check_coefficients, words_of)
LIKE_COEFFICIENTS = Kind(1, check_like_first, words_of)

log_sig_combine: Operation[CombineOptions] = Operation(
    "log_sig_combine",
    CombineOptions,
    (Operand("log_sig1", COEFFICIENTS), Operand("log_sig2", LIKE_COEFFICIENTS)),
    (Output(COEFFICIENTS, lambda shapes, options: Result(shapes[0])),),
    kernel="log_combine",
    vjp=combine_vjp,
    jvp=combine_jvp,
    multiply_adds=combine_work,
)
