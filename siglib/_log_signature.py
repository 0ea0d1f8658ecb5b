"""Log-signatures, in three bases, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from siglib import _lyndon
from siglib import _signature as signatures
from siglib._array import alike, as_floats, copied, in_double, rounded_like, same_kind, with_zeros
from siglib._numbers import NUMBERS, as_flag, as_integer, count_words
from siglib._operations import log
from siglib._operations import path as paths
from siglib._operations.tensor import check_rows
from siglib._options import BRACKETS, EXPANDED, WORDS, TensorOptions, count_coefficients
from siglib._paths import Reading, in_double_precision, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from siglib._array import AnyArray

_METHODS = {"expanded": EXPANDED, "words": WORDS, "brackets": BRACKETS, 0: EXPANDED, 1: WORDS, 2: BRACKETS, 3: BRACKETS}


def as_method(value: SupportsIndex | str, name: str = "method") -> int:
    """Return the basis that a method, a number or a name, stands for."""
    if isinstance(value, str):
        if value in _METHODS:
            return _METHODS[value]
    else:
        number = as_integer(value, name, 0)
        if number in _METHODS:
            return _METHODS[number]
    raise ValueError(f"{name}: expected 0 or 'expanded', 1 or 'words', 2 or 'brackets', got {value!r}")


# ---------------------------------------------------------------------------------------------------------------------
# Sizes, brackets


def log_sig_length(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
) -> int:
    r"""Count the coefficients of a log-signature.

    Parameters
    ----------
    dimension : int
        Channels `d` of the raw path, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag : bool
        Augmentations, which enlarge `d`: to `2d` by lead-lag, then by one for time.
    method : int or str
        The basis, as in `log_sig`: the expanded form is as long as a signature, the other two have one length.

    Returns
    -------
    int
        :math:`\sum_{k=1}^N \frac{1}{k} \sum_{j | k} \mu(j)\, d^{k/j}`, with Möbius' function :math:`\mu`.

    Raises
    ------
    TypeError
        If `dimension` or `degree` is no integer.
    ValueError
        If either is out of range, no array could hold the signature, or there is no such method.

    See Also
    --------
    lyndon_words : What is counted.

    Notes
    -----
    The formula is Witt's, for the dimension of the levels of a free Lie algebra: E. Witt, "Treue Darstellung Liescher
    Ringe" (1937).

    Examples
    --------
    >>> import siglib
    >>> siglib.log_sig_length(3, 4), siglib.sig_length(3, 4)
    (32, 120)
    """
    options = _sizes(dimension, degree, time_aug, lead_lag)
    return _length(as_method(method), options)


def lyndon_brackets(dimension: SupportsIndex, degree: SupportsIndex) -> list[str]:
    r"""List the brackets of Lyndon words: a basis of the free Lie algebra.

    Parameters
    ----------
    dimension : int
        Letters, at least 1: the channels of the augmented path.
    degree : int
        How many letters the longest brackets have, at least 0.

    Returns
    -------
    list of str
        In the order of `lyndon_words`, that of the coefficients of ``log_sig(..., method="brackets")``. Letters count
        from 1, as in the names of features.

    Raises
    ------
    TypeError
        If an argument is no integer.
    ValueError
        If an argument is out of range.

    See Also
    --------
    lyndon_words : The words.

    Notes
    -----
    The bracket of a letter is the letter. That of a longer word `w` is :math:`[u, v] = u \otimes v - v \otimes u` of
    the brackets of its factors, where :math:`w = uv` and `v` is its longest proper suffix that is a Lyndon word: Chen,
    Fox and Lyndon, "Free differential calculus, IV" (1958).

    Examples
    --------
    >>> import siglib
    >>> siglib.lyndon_brackets(2, 3)
    ['1', '2', '[1,2]', '[1,[1,2]]', '[[1,2],2]']
    """
    options = _sizes(dimension, degree, False, False)
    return _lyndon.brackets(options.dimension, options.degree)


def _sizes(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    time_aug: bool,
    lead_lag: bool,
    n_jobs: SupportsIndex | None = None,
) -> TensorOptions:
    """Check what says how large a tensor is, and that an array could hold it."""
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    count_words(options.dimension, options.degree)
    return options


def _length(basis: int, options: TensorOptions) -> int:
    """Count coefficients in a basis."""
    return count_coefficients(options.dimension, options.degree, basis)


# ---------------------------------------------------------------------------------------------------------------------
# Arrays of checked shapes, in a basis


def _has_scalar(rows: AnyArray, options: TensorOptions, name: str) -> bool:
    """Tell whether rows of tensors have their scalar term; refuse what are none."""
    check_rows(name, rows, name, rows, options)
    return bool(rows.shape[-1] > options.words)


def _check_basis(rows: AnyArray, basis: int, options: TensorOptions, name: str) -> None:
    """Refuse rows that are not as long as coefficients in a basis."""
    if basis == EXPANDED:
        _has_scalar(rows, options, name)
        return
    words = _length(basis, options)
    if rows.ndim < 1 or rows.shape[-1] != words:
        raise ValueError(f"{name}: expected a last axis of {words}, got shape {tuple(rows.shape)}")


def _keeps_scalar(rows: AnyArray, basis: int, options: TensorOptions) -> bool:
    """Tell whether coefficients in a basis came with their scalar term."""
    return basis == EXPANDED and bool(rows.shape[-1] > options.words)


def _read(value: ArrayLike, basis: int, options: TensorOptions, name: str) -> AnyArray:
    """Return coefficients in a basis as an array."""
    rows = as_floats(value, name)
    _check_basis(rows, basis, options, name)
    return rows


def _in_basis(
    rows: ArrayLike,
    source: int,
    target: int,
    sizes: tuple[SupportsIndex, SupportsIndex, bool, bool],
    n_jobs: SupportsIndex | None,
    name: str,
    transposed: bool = False,
) -> Any:
    """Change the basis of coefficients that a caller gave, or apply the transpose of that to derivatives."""
    if source == target:
        return rows
    return log.change_basis.call((rows,), (*sizes, source, target, transposed, False, n_jobs), (name,))


# ---------------------------------------------------------------------------------------------------------------------
# Of paths


def _is_double(precision: str | None) -> bool:
    """Tell whether to compute in float64 whatever the dtype of the paths is."""
    if precision not in (None, "double"):
        raise ValueError(f"precision: expected None or 'double', got {precision!r}")
    return precision is not None


def _check_scalar_term(scalar_term: bool, basis: int) -> bool:
    """Refuse a scalar term where there is no place for one."""
    if as_flag(scalar_term, "scalar_term") and basis != EXPANDED:
        raise ValueError("scalar_term: expected False, as nothing but the expanded form has a scalar term, got True")
    return bool(scalar_term)


def _read_so(
    time_aug: bool,
    lead_lag: bool,
    end_time: SupportsFloat | ArrayLike,
    lengths: ArrayLike | None,
    n_jobs: SupportsIndex | None,
) -> dict[str, Any]:
    """Return how paths are read, as keywords."""
    flags = {"time_aug": time_aug, "lead_lag": lead_lag, "end_time": end_time}
    return {**flags, "lengths": lengths, "n_jobs": n_jobs}


def has_time(time_aug: bool, time: ArrayLike | None) -> bool:
    """Tell whether time is a channel."""
    return as_flag(time_aug, "time_aug") or time is not None


def log_sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute log-signatures of piecewise-linear paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time
        As in `sig`.
    method : int or str
        The basis of the result. 0 or "expanded": all words, laid out like a signature. 1 or "words": the coefficients
        at Lyndon words. 2 or "brackets" (3 as well): the coefficients of the brackets of Lyndon words. The last two
        have the same length and differ from level 3 on (see `convert_log_sig`).
    scalar_term : bool
        With the expanded form alone: keep the leading 0 at index 0.
    stream : bool
        Return a log-signature for every time step, a row each, as `sig` does of signatures.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path of a ragged batch, as in `sig`.
    initial, basepoint, time
        As in `sig`: signatures of what comes before, a point before each path, and time stamps.
    correction : array_like or Tensor, shape (C,), (L - 1, C) or (..., L - 1, C), optional
        Corrections of the steps, as in `sig`. The logarithm is no Lie element then, so that none but the expanded form
        holds all of it.
    precision : {None, "double"}
        None: computed in the dtype of the paths. "double": in float64, and rounded to that dtype at the end. High
        levels of a log-signature cancel where a path is nearly straight, see the guide on log-signatures.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        In the dtype of the paths, level by level; `lyndon_words` and `lyndon_brackets` say what stands where. A path of
        fewer than two points has the log-signature 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, a number or the method is out of range, or there is a correction and another
        method than the expanded form.

    See Also
    --------
    sig : The signature, of which this is the logarithm.
    sig_to_log_sig : The same from a signature.
    log_sig_length : How long the result is.

    Notes
    -----
    The logarithm is :math:`\log S = \sum_{k=1}^N \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`, an element of the free Lie
    algebra: K.-T. Chen, "Integration of paths, geometric invariants and a generalized Baker-Hausdorff formula" (1957).
    Words that no Lyndon word of `N` letters contains are never computed, so that a log-signature takes less time than
    the signature. The expanded form follows from the other two, and is made of them where that is faster and loses few
    digits: up to degree 6 in float64, and 4 in float32. Tables of the bases are made when they are first needed, and
    kept.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.log_sig(path, 2)
    array([ 2.   ,  1.   , -0.875])
    """
    basis = as_method(method)
    scalar = _check_scalar_term(scalar_term, basis)
    if correction is not None and basis != EXPANDED:
        raise ValueError(
            "correction: expected None unless method=0 (the expanded form): with a correction the logarithm is no Lie "
            "element in general, so that coefficients of Lyndon words do not hold all of it"
        )
    if _is_double(precision):
        array = as_floats(path, "path")
        double = log_sig(
            in_double(array),
            degree,
            time_aug=time_aug,
            lead_lag=lead_lag,
            method=basis,
            scalar_term=scalar,
            stream=stream,
            lengths=lengths,
            correction=None if correction is None else in_double(as_floats(correction, "correction")),
            n_jobs=n_jobs,
            **in_double_precision(initial, basepoint, time, end_time),
        )
        return rounded_like(double, array)
    if as_flag(stream, "stream") or correction is not None or initial is not None:
        array, keywords = as_floats(path, "path"), _read_so(time_aug, lead_lag, end_time, lengths, n_jobs)
        starts: dict[str, Any] = {"initial": initial, "basepoint": basepoint, "time": time}
        rows = signatures.sig(array, degree, stream=stream, correction=correction, **starts, **keywords)
        options = _sizes(array.shape[-1], degree, has_time(time_aug, time), lead_lag, n_jobs)
        return log.logarithm(rows, basis, options, scalar)
    if basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        return log_sig(reading.path, degree, method=basis, scalar_term=scalar, **reading.keywords)
    return paths.log_sig.call((path, lengths), (degree, time_aug, lead_lag, end_time, scalar, n_jobs, basis))


def log_sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute log-signatures and their derivatives along a tangent.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    tangent : array_like or Tensor, shape (..., L, d)
        The direction in which the paths move, of their dtype.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time
        As in `sig`.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    scalar_term : bool
        With the expanded form alone: keep the leading 0 of both results.
    stream : bool
        Return a row for every time step, as in `log_sig`.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path of a ragged batch, as in `sig`.
    initial, basepoint, time
        As in `sig`: signatures of what comes before, a point before each path, and time stamps.
    precision : {None, "double"}
        None: computed in the dtype of the paths. "double": in float64, and rounded to that dtype at the end. High
        levels of a log-signature cancel where a path is nearly straight, see the guide on log-signatures.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    tuple of ndarray or Tensor, shape (..., log_sig_length(d, N, method=method)) each
        The log-signatures, and the tangents of them.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_backprop : Backward mode.

    Notes
    -----
    The signature and its tangent are computed in dual numbers, and then their logarithm: Griewank and Walther,
    "Evaluating Derivatives" (2008), with :math:`\log S = \sum_k \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.log_sig_jvp(path, np.ones_like(path) * path, 2)[1]
    array([ 2.  ,  1.  , -1.75])
    """
    basis = as_method(method)
    scalar = _check_scalar_term(scalar_term, basis)
    array, moved = as_floats(path, "path"), as_floats(tangent, "tangent")
    if _is_double(precision):
        same_kind(array, "path", moved, "tangent")
        pair = log_sig_jvp(
            in_double(array),
            in_double(moved),
            degree,
            time_aug=time_aug,
            lead_lag=lead_lag,
            method=basis,
            scalar_term=scalar,
            stream=stream,
            lengths=lengths,
            n_jobs=n_jobs,
            **in_double_precision(initial, basepoint, time, end_time),
        )
        return rounded_like(pair[0], array), rounded_like(pair[1], array)
    if as_flag(stream, "stream"):
        keywords = _read_so(time_aug, lead_lag, end_time, lengths, n_jobs)
        pair = signatures.sig_jvp(
            array, moved, degree, stream=True, initial=initial, basepoint=basepoint, time=time, **keywords
        )
        options = _sizes(array.shape[-1], degree, has_time(time_aug, time), lead_lag, n_jobs)
    elif initial is not None or basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        pair = signatures.sig_jvp(reading.path, reading.tangent(moved), degree, **reading.keywords)
        pair, options = reading.continued_jvp(pair, initial, degree), reading.options(degree)
    else:
        pair = paths.sig_jvp.call((array, moved, lengths), (degree, time_aug, lead_lag, end_time, False, n_jobs))
        options = _sizes(array.shape[-1], degree, time_aug, lead_lag, n_jobs)
    value, slope = log.series_jvp(*pair, options=log.series_options(options, False, basis != EXPANDED, scalar))
    if basis == BRACKETS:
        return log.in_basis(value, WORDS, BRACKETS, options), log.in_basis(slope, WORDS, BRACKETS, options)
    return value, slope


def log_sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by log-signatures back to the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    sig : array_like or Tensor, shape (..., sig_length(d, N)), optional
        The signatures of the paths, with or without the scalar term, if they are at hand: they save about a fifth of
        the time. None: they are computed. They are not read if there is an `initial`.
    log_sig_derivs : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial L` of the log-signatures `L`, in the dtype of the paths.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time
        As in `sig`.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    stream : bool
        The derivatives, and `sig`, have a row for every time step, as in `log_sig`.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path of a ragged batch, as in `sig`.
    initial, basepoint, time
        As in `sig`: signatures of what comes before, a point before each path, and time stamps.
    precision : {None, "double"}
        None: computed in the dtype of the paths. "double": in float64, and rounded to that dtype at the end. High
        levels of a log-signature cancel where a path is nearly straight, see the guide on log-signatures.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial \mathrm{path}`; 0 beyond `lengths`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_jvp : Forward mode.
    sig_to_log_sig_backprop : The step from log-signatures to signatures alone.

    Notes
    -----
    With :math:`x = S - 1`, the adjoint of :math:`\log(1 + x) = \sum_k c_k x^{\otimes k}` is a walk over the prefixes of
    Lyndon words; then the path is walked backwards as for the gradient of the signature. See Reizenstein, "Calculation
    of iterated-integral signatures and log signatures" (2017).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.log_sig_backprop(path, None, np.array([0.0, 0.0, 1.0]), 2)
    array([[-0.25,  0.5 ],
           [ 1.  , -0.25],
           [ 0.25, -0.5 ],
           [-1.  ,  0.25]])
    """
    basis = as_method(method)
    array = as_floats(path, "path")
    signature = None if sig is None else as_floats(sig, "sig")
    derivs = as_floats(log_sig_derivs, "log_sig_derivs")
    same_kind(array, "path", derivs, "log_sig_derivs")
    if _is_double(precision):
        if signature is not None:
            same_kind(array, "path", signature, "sig")
            signature = in_double(signature)
        double = log_sig_backprop(
            in_double(array),
            signature,
            in_double(derivs),
            degree,
            time_aug=time_aug,
            lead_lag=lead_lag,
            method=basis,
            stream=stream,
            lengths=lengths,
            n_jobs=n_jobs,
            **in_double_precision(initial, basepoint, time, end_time),
        )
        return rounded_like(double, array)
    if as_flag(stream, "stream"):
        keywords = _read_so(time_aug, lead_lag, end_time, lengths, n_jobs)
        starts: dict[str, Any] = {"initial": initial, "basepoint": basepoint, "time": time}
        options = _sizes(array.shape[-1], degree, has_time(time_aug, time), lead_lag, n_jobs)
        _check_basis(derivs, basis, options, "log_sig_derivs")
        if signature is None:
            signature = signatures.sig(array, degree, stream=True, **starts, **keywords)
        _has_scalar(signature, options, "sig")
        alike(signature, "sig", derivs, "log_sig_derivs")
        by_rows = log.logarithm_backprop(signature, derivs, basis, options)
        return signatures.sig_backprop(array, signature, by_rows, degree, stream=True, **starts, **keywords)
    if initial is not None or basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        return reading.back(_read_backprop(reading, initial, signature, derivs, degree, basis))
    given = (degree, time_aug, lead_lag, end_time, False, n_jobs, basis)
    return paths.log_sig_backprop.call((array, signature, derivs, lengths), given)


def _read_backprop(
    reading: Reading,
    initial: ArrayLike | None,
    signature: AnyArray | None,
    derivs: AnyArray,
    degree: SupportsIndex,
    basis: int,
) -> AnyArray:
    """Take derivatives by log-signatures back to the path that was made of what was given."""
    keywords = reading.keywords
    if initial is None:
        return log_sig_backprop(reading.path, signature, derivs, degree, method=basis, **keywords)
    own, options = signatures.sig(reading.path, degree, **keywords), reading.options(degree)
    _check_basis(derivs, basis, options, "log_sig_derivs")
    alike(own, "sig", derivs, "log_sig_derivs")
    by_all = log.logarithm_backprop(reading.continued(own, initial, degree), derivs, basis, options)
    by_own = reading.continued_backprop(by_all, initial, degree)
    return signatures.sig_backprop(reading.path, own, by_own, degree, **keywords)


def times_for(precision: str | None, time: ArrayLike | None, end_time: SupportsFloat | ArrayLike) -> dict[str, Any]:
    """Return the arguments that say when points are, in the precision of what is computed."""
    if not _is_double(precision):
        return {"time": time, "end_time": end_time}
    double = in_double_precision(None, None, time, end_time)
    return {name: double[name] for name in ("time", "end_time")}


def log_rows(
    compute: Callable[[AnyArray], AnyArray],
    path: ArrayLike,
    sizes: tuple[SupportsIndex, bool, bool, SupportsIndex | None],
    method: SupportsIndex | str,
    scalar_term: bool,
    precision: str | None,
) -> AnyArray:
    """Take the logarithms of rows of signatures that are computed of paths; `sizes` is for `_sizes`."""
    basis = as_method(method)
    scalar = _check_scalar_term(scalar_term, basis)
    array = as_floats(path, "path")
    rows = compute(in_double(array) if _is_double(precision) else array)
    return rounded_like(log.logarithm(rows, basis, _sizes(array.shape[-1], *sizes), scalar), array)


def log_rows_backprop(
    compute: Callable[[AnyArray], AnyArray],
    back: Callable[[AnyArray, AnyArray], AnyArray],
    path: ArrayLike,
    log_sig_derivs: ArrayLike,
    sizes: tuple[SupportsIndex, bool, bool, SupportsIndex | None],
    method: SupportsIndex | str,
    precision: str | None,
) -> AnyArray:
    """Take derivatives by such logarithms back to the paths; `back` takes those by the signatures."""
    basis, array = as_method(method), as_floats(path, "path")
    derivs = as_floats(log_sig_derivs, "log_sig_derivs")
    same_kind(array, "path", derivs, "log_sig_derivs")
    exact, by_logs = (in_double(array), in_double(derivs)) if _is_double(precision) else (array, derivs)
    rows, options = compute(exact), _sizes(array.shape[-1], *sizes)
    _check_basis(by_logs, basis, options, "log_sig_derivs")
    if by_logs.shape[:-1] != rows.shape[:-1]:
        raise ValueError(
            f"log_sig_derivs: expected leading axes {tuple(rows.shape[:-1])}, a row for each signature, got "
            f"{tuple(by_logs.shape[:-1])}"
        )
    return rounded_like(back(exact, log.logarithm_backprop(rows, by_logs, basis, options)), array)


# ---------------------------------------------------------------------------------------------------------------------
# From signatures, and back


def sig_to_log_sig(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take the logarithm of signatures.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, or any other tensors, float32 or float64, with or without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        In the dtype of the signatures. The expanded form has a scalar term, 0, if they have theirs.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig : The same from paths, in less time.
    logsig_to_sig : The inverse.

    Notes
    -----
    :math:`\log S = \sum_{k=1}^N \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`. Of a tensor that is no signature, the method
    "words" has the coefficients of the logarithm at Lyndon words, and "brackets" what has the same coefficients there.
    See Reutenauer, "Free Lie Algebras" (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.sig_to_log_sig(siglib.sig(path, 2), 2, 2)
    array([ 2.   ,  1.   , -0.875])
    """
    basis, sizes = as_method(method), (dimension, degree, time_aug, lead_lag)
    rows = as_floats(sig, "sig")
    scalar = basis == EXPANDED and _has_scalar(rows, _sizes(*sizes), "sig")
    logarithm = log.series.call((rows,), (*sizes, False, basis != EXPANDED, scalar, n_jobs), ("sig",))
    return _in_basis(logarithm, WORDS, BRACKETS, sizes, n_jobs, "sig") if basis == BRACKETS else logarithm


def sig_to_log_sig_backprop(
    sig: ArrayLike,
    log_sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by log-signatures back to signatures.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        The signatures, float32 or float64, with or without the scalar term.
    log_sig_derivs : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial \log S`, in the dtype of the signatures.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial S`, in the format of the signatures; the slot of the scalar term is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    sig_to_log_sig : The logarithm.

    Notes
    -----
    The transpose of :math:`\frac{\partial}{\partial S} \sum_k \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`; see
    Reizenstein and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> sig = np.array([2.0, 1.0, 2.0, 0.125, 1.875, 0.5])
    >>> siglib.sig_to_log_sig_backprop(sig, np.array([0.0, 0.0, 1.0]), 2, 2)
    array([-0.5, -1. ,  0. ,  1. ,  0. ,  0. ])
    """
    basis, sizes = as_method(method), (dimension, degree, time_aug, lead_lag)
    derivs = log_sig_derivs
    if basis == BRACKETS:
        derivs = _in_basis(derivs, WORDS, BRACKETS, sizes, n_jobs, "log_sig_derivs", transposed=True)
    given = (*sizes, False, basis != EXPANDED, False, n_jobs)
    return log.series_backprop.call((sig, derivs), given, ("sig", "log_sig_derivs"))


def logsig_to_sig(
    log_sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take the exponential of log-signatures.

    Parameters
    ----------
    log_sig : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        Log-signatures, or any other elements of the free Lie algebra, float32 or float64; the expanded form may have
        its scalar term (which is taken to be 0).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    scalar_term : bool
        Put the leading 1 at index 0; an argument that has a scalar term gives one to the result as well.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        Signatures, in the dtype of the argument.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    sig_to_log_sig : The inverse.

    Notes
    -----
    :math:`\exp L = \sum_{k=0}^N L^{\otimes k} / k!`; see Reutenauer, "Free Lie Algebras" (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.logsig_to_sig(np.array([2.0, 1.0, -0.875]), 2, 2)
    array([2.   , 1.   , 2.   , 0.125, 1.875, 0.5  ])
    """
    basis, sizes = as_method(method), (dimension, degree, time_aug, lead_lag)
    rows = as_floats(log_sig, "log_sig")
    scalar = as_flag(scalar_term, "scalar_term") or (basis == EXPANDED and _has_scalar(rows, _sizes(*sizes), "log_sig"))
    expanded = _in_basis(rows, basis, EXPANDED, sizes, n_jobs, "log_sig")
    return log.series.call((expanded,), (*sizes, True, False, scalar, n_jobs), ("log_sig",))


def logsig_to_sig_backprop(
    log_sig: ArrayLike,
    sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by signatures back to their log-signatures.

    Parameters
    ----------
    log_sig : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        Log-signatures, float32 or float64.
    sig_derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial \exp L`, with or without the scalar term, in the dtype of the log-signatures.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial L`, in the format of the log-signatures.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    logsig_to_sig : The exponential.

    Notes
    -----
    The transpose of :math:`\frac{\partial}{\partial L} \sum_k L^{\otimes k} / k!`; see Reutenauer, "Free Lie Algebras"
    (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> derivs = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    >>> siglib.logsig_to_sig_backprop(np.array([2.0, 1.0, -0.875]), derivs, 2, 2)
    array([0.5, 1. , 1. ])
    """
    basis, sizes = as_method(method), (dimension, degree, time_aug, lead_lag)
    expanded = _in_basis(log_sig, basis, EXPANDED, sizes, n_jobs, "log_sig")
    given = (*sizes, True, False, False, n_jobs)
    by_expanded = log.series_backprop.call((expanded, sig_derivs), given, ("log_sig", "sig_derivs"))
    return _in_basis(by_expanded, basis, EXPANDED, sizes, n_jobs, "sig_derivs", transposed=True)


def convert_log_sig(
    log_sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    source: SupportsIndex | str,
    target: SupportsIndex | str,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Change the basis of log-signatures.

    Parameters
    ----------
    log_sig : array_like or Tensor, shape (..., log_sig_length(d, N, method=source))
        Log-signatures, float32 or float64; the expanded form may have its scalar term.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    source, target : int or str
        The basis that the coefficients are in, and the one that they are wanted in: as `method` of `log_sig`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=target))
        The same log-signatures in the other basis, without a scalar term.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    lyndon_words, lyndon_brackets : What the coefficients belong to.

    Notes
    -----
    The coefficients at Lyndon words are :math:`m = P c` of those of brackets, where column `w` of `P` has the
    coefficients of the bracket of `w` at Lyndon words: ones on the diagonal and zeros above it, Reutenauer, "Free Lie
    Algebras" (1993), theorem 5.1.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0, 0.0], [1.0, -1.0, 0.5], [0.25, 0.5, 2.0], [1.0, 2.0, -1.0]])
    >>> words = siglib.log_sig(path, 3)
    >>> brackets = siglib.convert_log_sig(words, 3, 3, source="words", target="brackets")
    >>> [siglib.lyndon_brackets(3, 3)[i] for i in np.flatnonzero(words != brackets)]
    ['[[1,3],2]']
    """
    before, after = as_method(source, "source"), as_method(target, "target")
    if before == after:
        options = _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
        rows = _read(log_sig, before, options, "log_sig")
        return copied(rows[..., 1:] if _keeps_scalar(rows, before, options) else rows)
    return _in_basis(log_sig, before, after, (dimension, degree, time_aug, lead_lag), n_jobs, "log_sig")


# ---------------------------------------------------------------------------------------------------------------------
# Paths one after the other


def log_sig_combine(
    log_sig1: ArrayLike,
    log_sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the log-signature of two paths, one after the other, from those of the two.

    Parameters
    ----------
    log_sig1, log_sig2 : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        Log-signatures, both float32 or both float64, in the same basis.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        In basis, format and dtype of the arguments.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    sig_combine : The same of signatures, in less time.
    log_sig_join : One path and a straight line.

    Notes
    -----
    :math:`\log(\exp L_1 \otimes \exp L_2)`, the Baker-Campbell-Hausdorff product: Reutenauer, "Free Lie Algebras"
    (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> halves = siglib.log_sig(path[:3], 2), siglib.log_sig(path[2:], 2)
    >>> siglib.log_sig_combine(*halves, 2, 2)
    array([ 2.   ,  1.   , -0.875])
    """
    basis, sizes = as_method(method), (dimension, degree, time_aug, lead_lag)
    if basis != EXPANDED:
        return log.log_sig_combine.call((log_sig1, log_sig2), (*sizes, basis == WORDS, n_jobs))
    options = _sizes(*sizes, n_jobs)
    one = _read(log_sig1, basis, options, "log_sig1")
    other = _read(log_sig2, basis, options, "log_sig2")
    alike(one, "log_sig1", other, "log_sig2")
    return log.combined(one, other, basis, options, _has_scalar(one, options, "log_sig1"))


def log_sig_combine_backprop(
    deriv: ArrayLike,
    log_sig1: ArrayLike,
    log_sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Take the derivative by a combined log-signature back to both.

    Parameters
    ----------
    deriv : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial \log(\exp L_1 \otimes \exp L_2)`, float32 or float64.
    log_sig1, log_sig2 : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        The log-signatures, in dtype and basis of `deriv`.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    tuple of ndarray or Tensor, shape (..., log_sig_length(d, N, method=method)) each
        :math:`\partial F / \partial L_1` and :math:`\partial F / \partial L_2`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_combine : The combined log-signature.

    Notes
    -----
    The transposes of the logarithm, of the Chen product and of the exponential, one after the other; see Reizenstein
    and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one, other = np.array([1.0, 2.0, 0.0]), np.array([3.0, 4.0, 0.0])
    >>> siglib.log_sig_combine_backprop(np.array([0.0, 0.0, 1.0]), one, other, 2, 2)[0]
    array([ 2. , -1.5,  1. ])
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    derivs = _read(deriv, basis, options, "deriv")
    one = _read(log_sig1, basis, options, "log_sig1")
    other = _read(log_sig2, basis, options, "log_sig2")
    alike(derivs, "deriv", one, "log_sig1")
    alike(derivs, "deriv", other, "log_sig2")
    return log.combined_backprop(derivs, one, other, basis, options)


def log_sig_join(
    log_sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the log-signatures of paths that go on in a straight line.

    Parameters
    ----------
    log_sig : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        Log-signatures of the paths, float32 or float64.
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        In basis, format and dtype of the log-signatures.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_combine : Two paths, one after the other.
    linear_log_sig : The straight line alone.

    Notes
    -----
    :math:`\log(\exp L \otimes \exp v)` of a displacement `v`: Reutenauer, "Free Lie Algebras" (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.log_sig_join(siglib.log_sig(path[:3], 2), path[3] - path[2], 2, 2)
    array([ 2.   ,  1.   , -0.875])
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    rows = _read(log_sig, basis, options, "log_sig")
    line = _displacement(displacement, options)
    alike(rows, "log_sig", line, "displacement")
    scalar = _keeps_scalar(rows, basis, options)
    return log.combined(rows, _line_logarithm(line, rows.shape[-1], scalar), basis, options, scalar)


def _displacement(value: ArrayLike, options: TensorOptions) -> AnyArray:
    """Return displacements as an array."""
    rows = as_floats(value, "displacement")
    if rows.ndim < 1 or rows.shape[-1] != options.dimension:
        raise ValueError(f"displacement: expected a last axis of {options.dimension}, got shape {tuple(rows.shape)}")
    return rows


def _line_logarithm(line: AnyArray, columns: int, scalar: bool) -> AnyArray:
    """Return logarithms of straight lines, in rows of so many columns: nothing beyond level 1."""
    width = line.shape[-1] if columns > scalar else 0
    return with_zeros(line[..., :width], int(scalar), columns - scalar - width)


def _level_one(derivs: AnyArray, line: AnyArray, scalar: bool = False) -> AnyArray:
    """Return the derivatives at words of one letter."""
    level = derivs[..., scalar : scalar + line.shape[-1]]
    return with_zeros(level, 0, line.shape[-1] - level.shape[-1])


def log_sig_join_backprop(
    deriv: ArrayLike,
    log_sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Take the derivative by a joined log-signature back to the log-signature and the displacement.

    Parameters
    ----------
    deriv : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial \log(\exp L \otimes \exp v)`, float32 or float64.
    log_sig : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        The log-signatures, in dtype and basis of `deriv`.
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    tuple of ndarray or Tensor, shapes (..., log_sig_length(d, N, method=method)) and (..., D)
        :math:`\partial F / \partial L` and :math:`\partial F / \partial v`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_join : The joined log-signature.

    Notes
    -----
    The transposes of the logarithm, of the Chen product and of the exponential, one after the other; see Reizenstein
    and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> log_sig, line = np.array([1.0, 2.0, 0.0]), np.array([3.0, 4.0])
    >>> siglib.log_sig_join_backprop(np.array([0.0, 0.0, 1.0]), log_sig, line, 2, 2)[1]
    array([-1. ,  0.5])
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    derivs = _read(deriv, basis, options, "deriv")
    rows = _read(log_sig, basis, options, "log_sig")
    line = _displacement(displacement, options)
    alike(derivs, "deriv", rows, "log_sig")
    alike(derivs, "deriv", line, "displacement")
    scalar = _keeps_scalar(rows, basis, options)
    line_logarithm = _line_logarithm(line, rows.shape[-1], scalar)
    by_rows, by_line = log.combined_backprop(derivs, rows, line_logarithm, basis, options)
    return by_rows, _level_one(by_line, line, scalar)


def linear_log_sig(
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the log-signatures of straight lines.

    Parameters
    ----------
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path; float32 or
        float64.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    scalar_term : bool
        With the expanded form alone: keep the leading 0 at index 0.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., log_sig_length(d, N, method=method))
        The displacement, then zeros.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig : Of other paths.

    Notes
    -----
    The signature of a straight line is :math:`\exp v`: K.-T. Chen, "Iterated integrals and exponential homomorphisms"
    (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.linear_log_sig(np.array([1.0, -2.0]), 2, 3)
    array([ 1., -2.,  0.,  0.,  0.])
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    scalar = _check_scalar_term(scalar_term, basis)
    line = _displacement(displacement, options)
    return _line_logarithm(line, _length(basis, options) + scalar, scalar)


def linear_log_sig_backprop(
    derivs: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the log-signatures of straight lines back to the lines.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (..., log_sig_length(d, N, method=method))
        :math:`\partial F / \partial L`, float32 or float64; the expanded form may have its scalar term.
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the path was read with: they enlarge the dimension.
    method : int or str
        The basis: 0 or "expanded", all words; 1 or "words", Lyndon words; 2 or "brackets" (3 as well), brackets of
        Lyndon words. See `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., D)
        :math:`\partial F / \partial v`: the derivatives at words of one letter.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    linear_log_sig : The log-signature.

    Notes
    -----
    The log-signature of a straight line is its displacement, and zeros: K.-T. Chen, "Iterated integrals and exponential
    homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.linear_log_sig_backprop(np.array([1.0, 2.0, 3.0]), np.array([1.0, -2.0]), 2, 2)
    array([1., 2.])
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    rows = _read(derivs, basis, options, "derivs")
    line = _displacement(displacement, options)
    alike(rows, "derivs", line, "displacement")
    return _level_one(rows, line, _keeps_scalar(rows, basis, options))


# ---------------------------------------------------------------------------------------------------------------------
# Tables


def prepare_log_sig(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    method: SupportsIndex | str = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    use_disk: bool = False,
    device: str = "both",
) -> None:
    """Make the tables of log-signatures now, and not in the first call that needs them.

    Nothing has to be prepared: this moves the time that the tables take (see the guide on log-signatures).

    Parameters
    ----------
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    method : int or str
        The basis, as in `log_sig`.
    time_aug, lead_lag : bool
        The flags that paths are read with: they enlarge the dimension.
    use_disk, device
        Of no effect: tables are made faster than they are read, and serve every device.

    Raises
    ------
    TypeError
        If a number is no integer.
    ValueError
        If a number or the method is out of range.

    See Also
    --------
    clear_cache : Forget the tables.

    Notes
    -----
    For brackets it is the matrix of `convert_log_sig`, for Lyndon words where they stand in a signature: Reutenauer,
    "Free Lie Algebras" (1993), chapter 5.

    Examples
    --------
    >>> import siglib
    >>> siglib.prepare_log_sig(3, 4, method="brackets")
    """
    basis, options = as_method(method), _sizes(dimension, degree, time_aug, lead_lag)
    if basis == EXPANDED:
        return
    _lyndon.positions(options.dimension, options.degree)
    if basis == BRACKETS:
        _lyndon.brackets_to_words_transposed(options.dimension, options.degree)


def set_cache_dir(directory: object) -> None:
    """Accept a directory for tables of log-signatures, and write nothing to it: tables are quickly made.

    Parameters
    ----------
    directory : path
        Of no effect.

    See Also
    --------
    prepare_log_sig : Make tables ahead of the first call.

    Examples
    --------
    >>> import siglib
    >>> siglib.set_cache_dir("tables")
    """


def clear_cache(*, use_disk: bool = False, device: str = "both") -> None:
    """Forget the tables of log-signatures, which are made again when they are needed.

    Parameters
    ----------
    use_disk, device
        Of no effect: there are no tables but those in memory, which serve every device.

    See Also
    --------
    prepare_log_sig : Make tables ahead of the first call.

    Examples
    --------
    >>> import siglib
    >>> siglib.clear_cache()
    """
    _lyndon.clear()
