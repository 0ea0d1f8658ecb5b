"""Coefficients and linear functions of signatures; exponentials and logarithms of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._array import (
    alike,
    as_floats,
    check_broadcasts,
    inner,
    numbers_like,
    put,
    same_kind,
    taken,
    with_unit,
)
from siglib._numbers import as_flag, as_real, degree_of
from siglib._operations import log
from siglib._operations.tensor import check_rows
from siglib._options import EXPANDED, TensorOptions
from siglib._words import as_word, as_words, place_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray
    from siglib._words import Word, WordsLike


# ---------------------------------------------------------------------------------------------------------------------
# Coefficients of words


def extract_sig_coef(
    sig: ArrayLike,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex | None = None,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> AnyArray:
    r"""Take the coefficients of words out of signatures.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, or any other tensors, float32 or float64, with or without the scalar term (which is taken to be 1).
    words : sequence of sequences of int
        Words of at most `N` letters, in any order, the same ones repeatedly if need be; or a single word. A letter is
        the index of a channel of the augmented path, from 0.
    dimension : int
        Channels `d` of the raw path.
    degree : int, optional
        Truncation degree `N`. None: what the length of `sig` says; in one channel that is taken to be the degree.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.

    Returns
    -------
    ndarray or Tensor, shape (..., len(words))
        The coefficients, in the dtype of `sig`; that of the empty word is 1.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, a number is out of range, or a word is not in the signature.

    See Also
    --------
    word_to_idx : Where a word is.
    words_by_weight, words_by_count : Sets of words.
    sig_inner : A weighted sum of coefficients.

    Notes
    -----
    The coefficient of the word :math:`(i_1, \ldots, i_k)` is the iterated integral
    :math:`\int_{t_1 < \cdots < t_k} dx^{i_1}_{t_1} \cdots dx^{i_k}_{t_k}`: K.-T. Chen, "Iterated integrals and
    exponential homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> siglib.extract_sig_coef(siglib.sig(path, 3), [(0,), (1, 0), ()], 2)
    array([2.   , 1.875, 1.   ])
    """
    rows = as_floats(sig, "sig")
    options = _options(rows, dimension, degree, time_aug, lead_lag)
    check_rows("sig", rows, "sig", rows, options)
    return _coefficients(rows, _places(as_words(words, "words", options.dimension), "words", options), options)


def extract_sig_coef_backprop(
    derivs: ArrayLike,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
) -> AnyArray:
    r"""Take derivatives by the coefficients of words back to signatures.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (..., len(words))
        :math:`\partial F / \partial S^w` for each word `w`, float32 or float64.
    words : sequence of sequences of int
        The words, or a single word, as given to `extract_sig_coef`.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N` of the signatures.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
    scalar_term : bool
        Whether the signatures have their scalar term.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial S`, in the dtype of `derivs`: 0 but at the words, and at the scalar term.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, a number is out of range, or a word is not in the signature.

    See Also
    --------
    extract_sig_coef : The coefficients.

    Notes
    -----
    The transpose of a selection; derivatives by a word that is there twice are added. See K.-T. Chen, "Iterated
    integrals and exponential homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.extract_sig_coef_backprop(np.array([3.0, 4.0, 5.0]), [(0,), (1, 0), ()], 2, 2)
    array([3., 0., 0., 0., 4., 0.])
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag)
    length, skipped = options.words, int(as_flag(scalar_term, "scalar_term"))
    places = _places(as_words(words, "words", options.dimension), "words", options)
    by_words = as_floats(derivs, "derivs")
    if by_words.ndim < 1 or by_words.shape[-1] != len(places):
        raise ValueError(
            f"derivs: expected a last axis of {len(places)}, as there are words, got shape {tuple(by_words.shape)}"
        )
    # The coefficient of the empty word is constant.
    if 0 in places:
        by_words = taken(by_words, [which for which, place in enumerate(places) if place])
    return put(by_words, [place - 1 + skipped for place in places if place], skipped + length)


def _options(
    rows: AnyArray, dimension: SupportsIndex, degree: SupportsIndex | None, time_aug: bool, lead_lag: bool
) -> TensorOptions:
    """Check what says how large signatures are; their length says what their degree is if nobody does."""
    options = TensorOptions.checked(dimension, 0 if degree is None else degree, time_aug, lead_lag)
    if degree is not None or rows.ndim == 0:
        return options
    return options._replace(degree=degree_of(int(rows.shape[-1]), options.dimension, "sig"))


def _places(words: list[Word], name: str, options: TensorOptions) -> list[int]:
    """Find words in a signature with scalar term; refuse those that are longer than its degree."""
    longest = max(words, key=len, default=())
    if len(longest) > options.degree:
        raise ValueError(
            f"{name}: expected words of at most {options.degree} letters, the degree, got one of {len(longest)}"
        )
    return [place_of(word, options.dimension) for word in words]


def _coefficients(rows: AnyArray, places: list[int], options: TensorOptions) -> AnyArray:
    """Take items of signatures; at place 0 is the scalar term, which is 1 whether it is there or not."""
    skipped = rows.shape[-1] - options.words - 1
    if 0 not in places:
        return taken(rows, [place + skipped for place in places])
    items = taken(rows, [place + skipped for place in places if place])
    numbers = count(1)
    return taken(with_unit(items), [next(numbers) if place else 0 for place in places])


# ---------------------------------------------------------------------------------------------------------------------
# Linear functions of signatures


def sig_inner(
    functional: Mapping[Word, SupportsFloat] | ArrayLike,
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> AnyArray:
    r"""Evaluate linear functions of signatures: weighted sums of their coefficients.

    Parameters
    ----------
    functional : dict of tuple of int to float, or array_like or Tensor of shape (..., sig_length(d, N))
        Words and their weights; or the weights of all words, laid out like a signature, in the dtype of `sig`, with or
        without that of the empty word. Leading axes are broadcast to those of `sig`.
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, or any other tensors, float32 or float64, with or without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.

    Returns
    -------
    ndarray or Tensor, shape (...)
        The sums, in the dtype of `sig`. Differentiable in `sig`, and in a functional that is an array.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or a word is not in the signature.

    See Also
    --------
    shuffle : The functional that is a product of two coefficients.
    half_shuffle : The functional that is an integral.
    extract_sig_coef : The coefficients, each by itself.

    Notes
    -----
    :math:`\langle \ell, S \rangle = \sum_w \ell_w S^w`, where :math:`S^w` is 1 for the empty word. The derivative by
    `S` is :math:`\ell`, and the other way round. With these sums, functions of paths are approximated: see D. Levin,
    T. Lyons and H. Ni, "Learning from the past, predicting the statistics for the future, learning an evolving system"
    (2013).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> sig = siglib.sig(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 3.0]]), 2)
    >>> area = {(0, 1): 0.5, (1, 0): -0.5}  # between path and chord
    >>> siglib.sig_inner(area, sig, 2, 2)
    array(3.)
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag)
    if isinstance(functional, Mapping):
        words = [as_word(word, "functional", options.dimension) for word in functional]
        weights = [as_real(weight, "functional") for weight in functional.values()]
        rows = as_floats(sig, "sig")
        check_rows("sig", rows, "sig", rows, options)
        return inner(_coefficients(rows, _places(words, "functional", options), options), numbers_like(weights, rows))
    factors, rows = as_floats(functional, "functional"), as_floats(sig, "sig")
    check_rows("functional", factors, "functional", factors, options)
    check_rows("sig", rows, "sig", rows, options)
    same_kind(factors, "functional", rows, "sig")
    check_broadcasts(tuple(factors.shape[:-1]), "functional", tuple(rows.shape[:-1]), "sig")
    rows = rows[..., rows.shape[-1] - options.words :]
    return inner(factors, with_unit(rows) if factors.shape[-1] > options.words else rows)


# ---------------------------------------------------------------------------------------------------------------------
# Exponentials and logarithms of tensors


def sig_exp(
    tensor: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take the exponential of tensors.

    Parameters
    ----------
    tensor : array_like or Tensor, shape (..., sig_length(d, N))
        Coefficients of all words, laid out like a signature, float32 or float64, with or without the scalar term (which
        is taken to be 0).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags of the path that the words belong to: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\exp x`, in format and dtype of the argument. It is a signature if the argument is a log-signature.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_log : The inverse.
    sig_exp_backprop : Its gradient.
    logsig_to_sig : The same of log-signatures in other bases.

    Notes
    -----
    :math:`\exp x = \sum_{k=0}^N x^{\otimes k} / k!`; see Reutenauer, "Free Lie Algebras" (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.sig_exp(np.array([2.0, 1.0, 0.0, -0.875, 0.875, 0.0]), 2, 2)
    array([2.   , 1.   , 2.   , 0.125, 1.875, 0.5  ])
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    rows = as_floats(tensor, "tensor")
    check_rows("tensor", rows, "tensor", rows, options)
    return log.exponential(rows, EXPANDED, options, rows.shape[-1] > options.words)


def sig_exp_backprop(
    tensor: ArrayLike,
    sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by exponentials back to tensors.

    Parameters
    ----------
    tensor : array_like or Tensor, shape (..., sig_length(d, N))
        The tensors, float32 or float64, with or without the scalar term.
    sig_derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial \exp x`, with or without the scalar term, in the dtype of the tensors.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags of the path that the words belong to: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial x`, in the format of the tensors; the slot of the scalar term is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_exp : The exponential.

    Notes
    -----
    The transpose of :math:`\frac{\partial}{\partial x} \sum_k x^{\otimes k} / k!`; see Reutenauer, "Free Lie Algebras"
    (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> tensor = np.array([2.0, 1.0, 0.0, -0.875, 0.875, 0.0])
    >>> siglib.sig_exp_backprop(tensor, np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]), 2, 2)
    array([0.5, 1. , 0. , 1. , 0. , 0. ])
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    rows, derivs = as_floats(tensor, "tensor"), as_floats(sig_derivs, "sig_derivs")
    check_rows("tensor", rows, "tensor", rows, options)
    check_rows("sig_derivs", derivs, "tensor", rows, options)
    alike(rows, "tensor", derivs, "sig_derivs")
    return log.exponential_backprop(rows, derivs, EXPANDED, options)


def sig_log(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take the logarithm of signatures, or of any other tensors whose scalar term is 1, at all words.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Coefficients of all words, float32 or float64, with or without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\log S`, in format and dtype of the argument; its scalar term is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_exp : The inverse.
    sig_log_backprop : Its gradient.
    sig_to_log_sig : The same in fewer numbers.

    Notes
    -----
    :math:`\log S = \sum_{k=1}^N \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`; see Reutenauer, "Free Lie Algebras" (1993).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.sig_log(np.array([2.0, 1.0, 2.0, 0.125, 1.875, 0.5]), 2, 2)
    array([ 2.   ,  1.   ,  0.   , -0.875,  0.875,  0.   ])
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    rows = as_floats(sig, "sig")
    check_rows("sig", rows, "sig", rows, options)
    return log.logarithm(rows, EXPANDED, options, rows.shape[-1] > options.words)


def sig_log_backprop(
    sig: ArrayLike,
    log_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by logarithms back to signatures.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        The signatures, float32 or float64, with or without the scalar term.
    log_derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial \log S`, with or without the scalar term, in the dtype of the signatures.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
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
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_log : The logarithm.

    Notes
    -----
    The transpose of :math:`\frac{\partial}{\partial S} \sum_k \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}`; see
    Reizenstein and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> sig = np.array([2.0, 1.0, 2.0, 0.125, 1.875, 0.5])
    >>> siglib.sig_log_backprop(sig, np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]), 2, 2)
    array([-0.5, -1. ,  0. ,  1. ,  0. ,  0. ])
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    rows, derivs = as_floats(sig, "sig"), as_floats(log_derivs, "log_derivs")
    check_rows("sig", rows, "sig", rows, options)
    check_rows("log_derivs", derivs, "sig", rows, options)
    alike(rows, "sig", derivs, "log_derivs")
    return log.logarithm_backprop(rows, derivs, EXPANDED, options)
