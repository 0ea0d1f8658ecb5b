"""Coefficients of chosen words, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from siglib import _trie
from siglib._algebra import extract_sig_coef
from siglib._array import as_counts, as_floats, is_traced
from siglib._native.call import same_items
from siglib._numbers import NUMBERS, as_flag
from siglib._operations import windows
from siglib._operations import words as operations
from siglib._options import WindowOptions, WordsOptions
from siglib._paths import read
from siglib._words import as_words as check_words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray
    from siglib._words import Word, WordsLike

# Words that were given before, whether with prefixes, and their text: only such as cannot change.
_recent: tuple[tuple[tuple[Any, ...], bool, str], ...] = ()
_MOST_RECENT = 16


def as_words(words: WordsLike, prefixes: bool = False) -> str:
    """Return words, or all their prefixes, as text: the very same object for the same ones."""
    global _recent  # noqa: PLW0603  (a tuple, which threads exchange as a whole)
    if is_traced():
        return _trie.encode(_read_words(words, as_flag(prefixes, "prefixes")))
    for given, with_prefixes, text in _recent:
        if with_prefixes is prefixes and same_items(given, words):
            return text
    with_prefixes = as_flag(prefixes, "prefixes")
    text = _trie.encode(_read_words(words, with_prefixes))
    if type(words) in (list, tuple) and words and all(_is_constant(word) for word in words):
        _recent = ((tuple(words), with_prefixes, text), *_recent[: _MOST_RECENT - 1])
    return text


def _is_constant(word: object) -> bool:
    """Tell whether a word, or the letter of a single one, cannot change."""
    return type(word) is int or (type(word) is tuple and all(type(letter) is int for letter in word))


def _read_words(words: WordsLike, prefixes: bool) -> list[Word]:
    """Check words, and take all their prefixes if these are wanted."""
    read = check_words(words, "words")
    if not read:
        raise ValueError("words: expected at least one word, got none; the empty word is ()")
    if prefixes:
        return [word[:end] for word in read for end in range(min(len(word), 1), len(word) + 1)]
    return read


def sig_coef(
    path: ArrayLike,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute chosen coefficients of signatures.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as `sig` takes them: float32 or float64, integers and booleans become float64.
    words : sequence of sequences of int
        Words of any lengths, in any order, whose letters are channels of the augmented paths, from 0. A word may be
        repeated, and the empty word ``()`` is one. A sequence of letters is a single word.
    time_aug, lead_lag, end_time
        As for `sig`: lead-lag and time have letters of their own, the last of which is time.
    prefixes : bool
        Instead of each word, take all its prefixes, from its first letter to the whole word.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path, as for `sig`.
    basepoint, time
        As for `sig`: a point before each path, and time stamps.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., words)
        The coefficients, in the dtype of the paths and in the order of the words. That of the empty word is 1. A path
        of fewer than two points has 0 at all others.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If there is no word, a letter is negative or no channel of the paths, or a number is out of range.
    NotImplementedError
        If a tensor is on a CUDA device.

    See Also
    --------
    sig : All coefficients up to a degree.
    sig_coef_backprop : The gradient.
    sig_coef_jvp : The tangent.

    Notes
    -----
    Only the prefixes of the words are computed, by the recurrence of `sig`: Chen's identity, "Integration of paths,
    geometric invariants and a generalized Baker-Hausdorff formula" (1957), in Horner's form. A time step takes as many
    multiply-adds for a prefix as there are levels from it to the longest word that begins with it: 78 for a word of 12
    letters, however many channels there are. Where whole signatures are less work (nearly all words of a degree, few
    long paths) the coefficients are taken out of those. Shapes and words alone decide, so that the result does not
    depend on threads.

    NaN and infinities propagate to the words that contain their channel. In a channel that no word contains they leave
    no trace, forward or backward. With a single channel only the end points are read, as by `sig`.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig_coef(path, [(0,), (1, 0), ()])
    array([3., 4., 1.])
    >>> siglib.sig_coef(path, [(1, 0)], prefixes=True)
    array([1., 4.])
    """
    if basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        return sig_coef(reading.path, words, prefixes=prefixes, **reading.keywords)
    text = as_words(words, prefixes)
    return operations.sig_coef.call((path, lengths), (text, time_aug, lead_lag, end_time, n_jobs))


def coef_windows(
    path: ArrayLike,
    words: WordsLike,
    window: SupportsIndex,
    stride: SupportsIndex,
    *,
    time_aug: bool,
    lead_lag: bool,
    end_time: SupportsFloat,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None,
) -> AnyArray:
    """Compute chosen coefficients of the signatures of sliding windows, as a step of a pipeline.

    Either they are taken out of the signatures, or each window is a path of its own: what is less work.
    """
    if time is not None:
        reading = read(path, lengths, time_aug, lead_lag, end_time, None, time, n_jobs)
        return coef_windows(reading.path, words, *reading.windows(window, stride), **reading.keywords)
    array, chosen = as_floats(path, "path"), WordsOptions.checked(as_words(words), time_aug, lead_lag, end_time, n_jobs)
    chosen.check_letters(array.shape[-1])
    whole = WindowOptions.checked(chosen.degree, time_aug, lead_lag, end_time, False, n_jobs, window, stride)
    given = None if lengths is None else as_counts(lengths, "lengths", array.shape[-2], array, "path")
    own, counts = windows.own_paths(array, given, whole)
    alone = operations.sig_coef.multiply_adds((own.shape,), chosen)
    if alone < windows.sig_windows.multiply_adds((array.shape,), whole):
        return operations.sig_coef.call((own, counts), tuple(chosen))
    rows = windows.sig_windows.call((array, lengths), tuple(whole))
    return extract_sig_coef(rows, words, array.shape[-1], chosen.degree, time_aug=time_aug, lead_lag=lead_lag)


def sig_coef_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute chosen coefficients of signatures, and how they change as the paths move along a tangent.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as `sig` takes them: float32 or float64, integers and booleans become float64.
    tangent : array_like or Tensor, shape (..., L, d)
        A direction for every point, in the dtype of `path`.
    words, time_aug, lead_lag, end_time, prefixes, lengths, basepoint, time
        As for `sig_coef`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    coefs : ndarray or Tensor, shape (..., words)
        The coefficients, in the dtype of `path`.
    coef_tangents : ndarray or Tensor, shape (..., words)
        :math:`\partial_\varepsilon` of the coefficients of :math:`x + \varepsilon v` at 0, for tangents `v`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or words or numbers are out of range.

    See Also
    --------
    sig_coef : The coefficients alone.
    sig_coef_backprop : Backward mode, for many points and one number.

    Notes
    -----
    The walk of `sig_coef`, in dual numbers (forward mode; see Griewank and Walther, "Evaluating Derivatives", 2008).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig_coef_jvp(path, path, [(0,), (1, 0)])  # a path c times as large: c**k times at k letters
    (array([3., 4.]), array([3., 8.]))
    """
    if basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        return sig_coef_jvp(reading.path, reading.tangent(tangent), words, prefixes=prefixes, **reading.keywords)
    text = as_words(words, prefixes)
    pair: tuple[AnyArray, AnyArray] = operations.sig_coef_jvp.call(
        (path, tangent, lengths), (text, time_aug, lead_lag, end_time, n_jobs)
    )
    return pair


def sig_coef_backprop(
    path: ArrayLike,
    words: WordsLike,
    derivs: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by chosen coefficients of signatures back to derivatives by the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `sig_coef`: float32 or float64, integers and booleans become float64.
    words : sequence of sequences of int
        The words, as given to `sig_coef`.
    derivs : array_like or Tensor, shape (..., words)
        :math:`\partial F / \partial S` at the words, or with `prefixes` at all their prefixes, in the dtype of `path`.
        It is never modified.
    time_aug, lead_lag, end_time, prefixes, lengths, basepoint, time
        As given to `sig_coef`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial path`, in the dtype of `path`: 0 in channels that no word contains. Derivatives by
        time are dropped, those by lead and lag summed onto the points they were made from; beyond `lengths` it is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or words or numbers are out of range.

    See Also
    --------
    sig_coef : The coefficients.
    sig_coef_jvp : Forward mode, for one direction and many coefficients.

    Notes
    -----
    The coefficients are computed first. Then steps are taken back one by one as in `sig_backprop`, so that no history
    is stored (Reizenstein and Graham, "The iisignature library", 2018). What rounding leaves of steps that were taken
    back grows with the length of words: in float64, gradients by random words along random walks of 60 points had
    relative errors of 1e-13 for 12 letters, 1e-10 for 20, and up to 1e-2 for 40. `sig_coef_jvp` takes no step back.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig_coef_backprop(path, [(0, 1)], [1.0])
    array([[ 0. , -0.5],
           [ 0.5, -1.5],
           [-0.5,  2. ]])
    """
    if basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        return reading.back(sig_coef_backprop(reading.path, words, derivs, prefixes=prefixes, **reading.keywords))
    text = as_words(words, prefixes)
    return operations.sig_coef_backprop.call((path, derivs, lengths), (text, time_aug, lead_lag, end_time, n_jobs))
