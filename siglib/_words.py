"""Words: lists of them, their places in a signature, and their shuffles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product
from math import comb, isfinite
from typing import Any, SupportsFloat, SupportsIndex, TypeAlias

import numpy as np
from numpy.typing import NDArray

from siglib import _lyndon
from siglib._numbers import as_flag, as_integer, as_real, shown

Word: TypeAlias = tuple[int, ...]
# What callers may give for a word, for several, and for a number for each letter.
WordLike: TypeAlias = "Sequence[SupportsIndex] | NDArray[np.integer[Any]]"
WordsLike: TypeAlias = "Sequence[WordLike] | WordLike"
RealsLike: TypeAlias = "Sequence[SupportsFloat] | NDArray[Any]"

# Lists of words that have more letters together would take gigabytes, and are refused.
MOST_LETTERS = 10**8
# Sums of weights are rounded: what exceeds a bound by no more than this part of it counts as equal.
_ROUNDING = 1e-12


# ---------------------------------------------------------------------------------------------------------------------
# Words in


def _is_sequence(value: object) -> bool:
    """Tell whether a value has items in order, and is no text."""
    if isinstance(value, (tuple, list)):
        return True
    if isinstance(value, (str, bytes, bytearray)):
        return False
    return isinstance(value, Sequence) or bool(getattr(value, "ndim", 0))


def _items(value: Any, name: str, what: str) -> list[Any]:
    """Return the items of a sequence."""
    if not _is_sequence(value):
        raise TypeError(f"{name}: expected a sequence of {what}, got {value!r} of type {type(value).__name__}")
    return list(value)


def as_word(value: WordLike, name: str, alphabet_size: int | None = None) -> Word:
    """Return a sequence of letters as a tuple; refuse letters that are not in the alphabet."""
    if type(value) is tuple and _are_letters(value):
        word = value
    else:
        word = tuple([as_integer(letter, name, 0) for letter in _items(value, name, "integers")])
    if alphabet_size is not None and word and max(word) >= alphabet_size:
        raise ValueError(f"{name}: expected letters below {shown(alphabet_size)}, got {shown(max(word))}")
    return word


def as_words(value: WordsLike, name: str, alphabet_size: int | None = None) -> list[Word]:
    """Return a sequence of words, or a single word, as a list of tuples."""
    items = _items(value, name, "words")
    # An empty tuple is a word, as others are; an empty list is no words.
    if (items and not _is_sequence(items[0])) or (not items and isinstance(value, tuple)):
        return [as_word(items, name, alphabet_size)]
    if _are_words(items, alphabet_size):
        return items
    return [as_word(item, name, alphabet_size) for item in items]


def _are_words(items: list[Any], alphabet_size: int | None) -> bool:
    """Tell whether items are what `as_word` returns: all at once, which is faster."""
    if not set(map(type, items)) <= {tuple}:
        return False
    letters = list(chain.from_iterable(items))
    return _are_letters(letters) and (alphabet_size is None or max(letters, default=-1) < alphabet_size)


def _are_letters(items: Sequence[Any]) -> bool:
    """Tell whether items are ints that may be letters."""
    return set(map(type, items)) <= {int} and min(items, default=0) >= 0


def place_of(word: Word, alphabet_size: int) -> int:
    """Find a word in a signature with scalar term."""
    place = 0
    for letter in word:
        place = alphabet_size * place + letter + 1
    return place


# ---------------------------------------------------------------------------------------------------------------------
# Lists of words


def _too_many(name: str) -> ValueError:
    return ValueError(f"{name}: expected words with no more than about {MOST_LETTERS} letters together, got more")


def _check_count(alphabet_size: int, shortest: int, longest: int, name: str) -> None:
    """Refuse to list all words of these lengths if they are too many."""
    letters = 0
    for length in range(longest, shortest - 1, -1):
        # Of two letters and more, 64 are enough to be too many.
        letters += length * alphabet_size ** min(length, 64)
        if letters > MOST_LETTERS:
            raise _too_many(name)


def words(alphabet_size: SupportsIndex, max_length: SupportsIndex) -> list[Word]:
    """List all words up to a length: what the coefficients of a signature with scalar term belong to.

    Parameters
    ----------
    alphabet_size : int
        How many letters there are, at least 0: the channels of the augmented path.
    max_length : int
        How many letters the longest words have, at least 0: the degree.

    Returns
    -------
    list of tuple of int
        By length, beginning with the empty word, then in lexicographic order: that of the coefficients of
        ``sig(..., scalar_term=True)``. A letter is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If an argument is no integer.
    ValueError
        If an argument is negative, or the words have more than about 10**8 letters together.

    See Also
    --------
    words_of_length : Those of one length.
    words_by_weight, words_by_count : Some of them.
    lyndon_words : The Lyndon words among them.

    Notes
    -----
    See C. Reutenauer, "Free Lie Algebras" (1993), chapter 1.

    Examples
    --------
    >>> import siglib
    >>> siglib.words(2, 2)
    [(), (0,), (1,), (0, 0), (0, 1), (1, 0), (1, 1)]
    """
    size, longest = as_integer(alphabet_size, "alphabet_size", 0), as_integer(max_length, "max_length", 0)
    longest = longest if size else 0
    _check_count(size, 0, longest, "max_length")
    return list(chain.from_iterable(product(range(size), repeat=length) for length in range(longest + 1)))


def words_of_length(alphabet_size: SupportsIndex, length: SupportsIndex) -> list[Word]:
    """List all words of one length: a level of a signature.

    Parameters
    ----------
    alphabet_size : int
        How many letters there are, at least 0: the channels of the augmented path.
    length : int
        How many letters the words have, at least 0.

    Returns
    -------
    list of tuple of int
        In lexicographic order, that of the coefficients of a level. A letter is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If an argument is no integer.
    ValueError
        If an argument is negative, or the words have more than about 10**8 letters together.

    See Also
    --------
    words : Those of all lengths.

    Notes
    -----
    See C. Reutenauer, "Free Lie Algebras" (1993), chapter 1.

    Examples
    --------
    >>> import siglib
    >>> siglib.words_of_length(2, 2)
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    size, count = as_integer(alphabet_size, "alphabet_size", 0), as_integer(length, "length", 0)
    if size == 0 and count > 0:
        return []
    _check_count(size, count, count, "length")
    return list(product(range(size), repeat=count))


def lyndon_words(alphabet_size: SupportsIndex, max_length: SupportsIndex) -> list[Word]:
    """List the Lyndon words: those that are smaller than each of their proper suffixes.

    Parameters
    ----------
    alphabet_size : int
        How many letters there are, at least 0: the channels of the augmented path.
    max_length : int
        How many letters the longest words have, at least 0: the degree.

    Returns
    -------
    list of tuple of int
        By length, then in lexicographic order: that of the coefficients of ``log_sig(..., method="words")``. A letter
        is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If an argument is no integer.
    ValueError
        If an argument is negative, or all words have more than about 10**8 letters together.

    See Also
    --------
    lyndon_brackets : Their brackets.
    log_sig_length : How many there are.
    is_lyndon : Whether a word is one.

    Notes
    -----
    See C. Reutenauer, "Free Lie Algebras" (1993), chapter 5.

    Examples
    --------
    >>> import siglib
    >>> siglib.lyndon_words(2, 3)
    [(0,), (1,), (0, 1), (0, 0, 1), (0, 1, 1)]
    """
    size, longest = as_integer(alphabet_size, "alphabet_size", 0), as_integer(max_length, "max_length", 0)
    if size < 2:
        longest = min(longest, size)
    _check_count(size, 1, longest, "max_length")
    return _lyndon.words(size, longest)


def lyndon_words_of_length(alphabet_size: SupportsIndex, length: SupportsIndex) -> list[Word]:
    """List the Lyndon words of one length.

    Parameters
    ----------
    alphabet_size : int
        How many letters there are, at least 0: the channels of the augmented path.
    length : int
        How many letters the words have, at least 0.

    Returns
    -------
    list of tuple of int
        In lexicographic order. A letter is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If an argument is no integer.
    ValueError
        If an argument is negative, or all words have more than about 10**8 letters together.

    See Also
    --------
    lyndon_words : Those of all lengths.

    Notes
    -----
    See C. Reutenauer, "Free Lie Algebras" (1993), chapter 5.

    Examples
    --------
    >>> import siglib
    >>> siglib.lyndon_words_of_length(2, 4)
    [(0, 0, 0, 1), (0, 0, 1, 1), (0, 1, 1, 1)]
    """
    size, count = as_integer(alphabet_size, "alphabet_size", 0), as_integer(length, "length", 0)
    if size < 2 and count > size:
        return []
    _check_count(size, count, count, "length")
    return _lyndon.words_of_level(size, count)


def is_lyndon(word: WordLike) -> bool:
    """Tell whether a word is a Lyndon word: smaller than each of its proper suffixes.

    Parameters
    ----------
    word : sequence of int
        Letters from 0.

    Returns
    -------
    bool
        The empty word is none.

    Raises
    ------
    TypeError
        If it is no sequence of integers.
    ValueError
        If a letter is negative.

    See Also
    --------
    lyndon_words : All of them.

    Notes
    -----
    One pass, that of J.-P. Duval, "Factorizing words over an ordered alphabet" (1983).

    Examples
    --------
    >>> import siglib
    >>> siglib.is_lyndon((0, 0, 1)), siglib.is_lyndon((0, 1, 0)), siglib.is_lyndon((0, 1, 0, 1))
    (True, False, False)
    """
    letters = as_word(word, "word")
    period = 1  # the least shift that takes letters to equal letters
    for place in range(1, len(letters)):
        before = letters[place - period]
        if letters[place] < before:
            return False
        if letters[place] > before:
            period = place + 1
    return period == len(letters)


def words_by_weight(weights: RealsLike, bound: SupportsFloat) -> list[Word]:
    """List the words whose letters weigh no more than a bound together.

    Parameters
    ----------
    weights : sequence of float
        Positive numbers, one for each letter: a channel that scales as time to the power `h` gets the weight `h`.
    bound : float
        What the weights of the letters of a word may add up to. A sum that exceeds it by rounding alone, less than a
        part in 10**12, counts as equal.

    Returns
    -------
    list of tuple of int
        By length, then in lexicographic order, without the empty word. A letter is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If `weights` is no sequence of numbers, or `bound` is no number.
    ValueError
        If a weight is not positive, the bound is not finite, or the words have more than about 10**8 letters together.

    See Also
    --------
    words : All words up to a length, as equal weights give them.
    words_by_count : Words with few of some letters.
    extract_sig_coef : Their coefficients.

    Notes
    -----
    With the exponents of a path that is rougher in some channels than in others as weights, these are the words of an
    anisotropic truncation: see N. Tapia and L. Zambotti, "The geometry of the space of branched rough paths" (2020).

    Examples
    --------
    >>> import siglib
    >>> siglib.words_by_weight([1, 2], 3)
    [(0,), (1,), (0, 0), (0, 1), (1, 0), (0, 0, 0)]
    """
    costs = [as_real(weight, "weights") for weight in _items(weights, "weights", "numbers")]
    most = as_real(bound, "bound")
    for cost in costs:
        if not cost > 0:
            raise ValueError(f"weights: expected positive numbers, got {cost}")
    if not isfinite(most):
        raise ValueError(f"bound: expected a finite number, got {most}")
    most += _ROUNDING * abs(most)
    longest = int(min(most / min(costs), MOST_LETTERS)) if costs and most > 0 else 0
    by_letter = np.array(costs, np.float64)

    return _grown(
        np.array([most]),
        lambda left: left[:, None] >= by_letter,
        lambda left, letters: left - by_letter[letters],
        len(costs),
        longest,
        "bound",
    )


def words_by_count(counts: WordLike, max_length: SupportsIndex | None = None) -> list[Word]:
    """List the words in which letters stand at most so many times each.

    Parameters
    ----------
    counts : sequence of int
        One for each letter: how many times a word may have it, at least 0.
    max_length : int, optional
        How many letters the longest words have. None: as many as `counts` allows.

    Returns
    -------
    list of tuple of int
        By length, then in lexicographic order, without the empty word. A letter is the index of a channel, from 0.

    Raises
    ------
    TypeError
        If `counts` is no sequence of integers, or `max_length` is no integer.
    ValueError
        If a number is negative, or the words have more than about 10**8 letters together.

    See Also
    --------
    words_by_weight : Words of bounded weight.
    extract_sig_coef : Their coefficients.

    Notes
    -----
    How many times a word has each letter is its multidegree: see C. Reutenauer, "Free Lie Algebras" (1993), chapter 1.

    Examples
    --------
    >>> import siglib
    >>> siglib.words_by_count([2, 1])
    [(0,), (1,), (0, 0), (0, 1), (1, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)]
    """
    most = as_word(counts, "counts")
    longest = min(sum(most), MOST_LETTERS)
    if max_length is not None:
        longest = min(longest, as_integer(max_length, "max_length", 0))

    def spend(left: NDArray[Any], letters: NDArray[Any]) -> NDArray[Any]:
        left[np.arange(len(letters)), letters] -= 1
        return left

    name = "counts" if max_length is None else "max_length"
    # No more than a word can use up.
    start = np.array([[min(count, longest) for count in most]], np.min_scalar_type(longest))
    return _grown(start, lambda left: left > 0, spend, len(most), longest, name)


def _grown(
    left: NDArray[Any],
    affordable: Callable[[NDArray[Any]], NDArray[np.bool_]],
    spend: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]],
    alphabet_size: int,
    longest: int,
    name: str,
) -> list[Word]:
    """List words, length by length, from what is left to the empty word.

    From what is left to words, `affordable` tells which letters may follow each of them; `spend` takes letters off.
    """
    # There is a word of each length.
    if longest * (longest + 1) // 2 > MOST_LETTERS:
        raise _too_many(name)
    levels, size = [np.zeros((1, 0), np.min_scalar_type(alphabet_size))], 0
    for length in range(1, longest + 1):
        if len(left) * alphabet_size > MOST_LETTERS:
            raise _too_many(name)
        follows = affordable(left)
        # What is left to a word may take more than its letters do.
        size += (length + left[:1].size) * int(np.count_nonzero(follows))
        if size > MOST_LETTERS:
            raise _too_many(name)
        parents, letters = np.nonzero(follows)
        left = spend(left[parents], letters)
        levels.append(np.column_stack([levels[-1][parents], letters.astype(levels[0].dtype)]))
    return [tuple(word) for level in levels[1:] for word in level.tolist()]


# ---------------------------------------------------------------------------------------------------------------------
# Places in a signature


def word_to_idx(word: WordLike, alphabet_size: SupportsIndex, *, scalar_term: bool = False) -> int:
    r"""Find the coefficient of a word in a signature.

    Parameters
    ----------
    word : sequence of int
        Letters, which are indices of channels, from 0.
    alphabet_size : int
        How many letters there are: the channels of the augmented path.
    scalar_term : bool
        Whether the signature has its scalar term, which belongs to the empty word.

    Returns
    -------
    int
        The index, from 0. It does not depend on the degree of the signature.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If a letter is not in the alphabet, or the word is empty and there is no scalar term.

    See Also
    --------
    idx_to_word : The inverse.
    extract_sig_coef : The coefficients of words.

    Notes
    -----
    Of `d` letters, the word :math:`(i_1, \ldots, i_k)` is at :math:`\sum_{j=1}^{k} (i_j + 1)\, d^{k-j}`, or one less
    without the scalar term: levels one after the other, each in lexicographic order. See J. Reizenstein and B. Graham,
    "The iisignature library" (2018).

    Examples
    --------
    >>> import siglib
    >>> siglib.word_to_idx((0, 1), 2)
    3
    """
    size = as_integer(alphabet_size, "alphabet_size", 0)
    letters, skipped = as_word(word, "word", size), not as_flag(scalar_term, "scalar_term")
    if skipped and not letters:
        raise ValueError("word: expected at least one letter, as there is no scalar term, got ()")
    return place_of(letters, size) - skipped


def idx_to_word(idx: SupportsIndex, alphabet_size: SupportsIndex, *, scalar_term: bool = False) -> Word:
    """Find the word to which a coefficient of a signature belongs.

    Parameters
    ----------
    idx : int
        Index of a coefficient, from 0.
    alphabet_size : int
        How many letters there are: the channels of the augmented path.
    scalar_term : bool
        Whether the signature has its scalar term, which belongs to the empty word.

    Returns
    -------
    tuple of int
        Letters, which are indices of channels, from 0.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If no word has this index.

    See Also
    --------
    word_to_idx : The inverse, with the formula.
    words : The words of all indices, in order.

    Notes
    -----
    See J. Reizenstein and B. Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import siglib
    >>> siglib.idx_to_word(3, 2), siglib.idx_to_word(0, 2, scalar_term=True)
    ((0, 1), ())
    """
    size = as_integer(alphabet_size, "alphabet_size", 0)
    place = as_integer(idx, "idx", 0) + (not as_flag(scalar_term, "scalar_term"))
    # Of fewer than two letters there are one word or none of each length.
    if place > {0: 0, 1: MOST_LETTERS}.get(size, place):
        raise ValueError(f"idx: expected the index of a word of {size} letters, got {shown(place)}")
    if size == 1:
        return (0,) * place
    letters = []
    while place:
        place, letter = divmod(place - 1, size)
        letters.append(letter)
    return tuple(reversed(letters))


# ---------------------------------------------------------------------------------------------------------------------
# Shuffles


def shuffle(word1: WordLike, word2: WordLike) -> dict[Word, int]:
    r"""Shuffle two words: the product of their coefficients, written as a sum of coefficients.

    Parameters
    ----------
    word1, word2 : sequence of int
        Letters from 0.

    Returns
    -------
    dict of tuple of int to int
        The words in which both words are, letters in order, and in how many ways each of them comes about; in
        lexicographic order.

    Raises
    ------
    TypeError
        If an argument is no sequence of integers.
    ValueError
        If a letter is negative, or there are so many words that they might have more than 10**8 letters together.

    See Also
    --------
    half_shuffle : Its two halves.
    sig_inner : The sum of the coefficients.

    Notes
    -----
    The shuffle of words ends in the last letter of the one or of the other:

    .. math:: (u a) \sqcup\!\sqcup (v b) = (u \sqcup\!\sqcup v b)\, a + (u a \sqcup\!\sqcup v)\, b,

    and with the empty word it is the other word.

    For signatures :math:`S^u S^v = \langle S, u \sqcup\!\sqcup v \rangle`: R. Ree,
    "Lie elements and an algebra associated with shuffles" (1958).

    Examples
    --------
    >>> import siglib
    >>> siglib.shuffle((0, 1), (0,))
    {(0, 0, 1): 2, (0, 1, 0): 1}
    """
    return _in_order(_shuffled(*_checked_pair(word1, word2)).items())


def half_shuffle(word1: WordLike, word2: WordLike) -> dict[Word, int]:
    r"""Shuffle two words so that the last letter of the first stays the last: an integral, as a sum of coefficients.

    Parameters
    ----------
    word1, word2 : sequence of int
        Letters from 0, at least one in each.

    Returns
    -------
    dict of tuple of int to int
        The words of the left half shuffle :math:`u \prec v`, `u` being `word1`, and in how many ways each of them
        comes about; in lexicographic order.

    Raises
    ------
    TypeError
        If an argument is no sequence of integers.
    ValueError
        If a word is empty, a letter is negative, or there are so many words that they might have more than 10**8
        letters together.

    See Also
    --------
    shuffle : The sum of both halves.

    Notes
    -----
    .. math:: (u a) \prec v = (u \sqcup\!\sqcup v)\, a, \qquad u \prec v + v \prec u = u \sqcup\!\sqcup v.

    For signatures along a path, :math:`\langle S_T, u \prec v \rangle = \int_0^T S_t^v \, dS_t^u`. What others write
    :math:`v \succ u` is the same. See J.-L. Loday, "Cup-product for Leibniz cohomology and dual Leibniz algebras"
    (1995), where the first letter stays the first.

    Examples
    --------
    >>> import siglib
    >>> siglib.half_shuffle((0, 1), (0,)), siglib.half_shuffle((0,), (0, 1))
    ({(0, 0, 1): 2}, {(0, 1, 0): 1})
    """
    one, other = _checked_pair(word1, word2)
    for name, word in (("word1", one), ("word2", other)):
        if not word:
            raise ValueError(f"{name}: expected at least one letter, got ()")
    return _in_order(((*word, one[-1]), count) for word, count in _shuffled(one[:-1], other).items())


def _checked_pair(word1: WordLike, word2: WordLike) -> tuple[Word, Word]:
    """Return two words as tuples, unless their shuffle is too long."""
    one, other = as_word(word1, "word1"), as_word(word2, "word2")
    length = len(one) + len(other)
    # Prefixes are shuffled in pairs, and there are no more words than ways.
    if one and other and (length**2 > MOST_LETTERS or comb(length, len(one)) * length > MOST_LETTERS):
        raise ValueError(
            f"word2: expected words whose shuffle has at most {MOST_LETTERS} letters, got words of {len(one)} and "
            f"{len(other)} letters"
        )
    return one, other


def _shuffled(one: Word, other: Word) -> dict[Word, int]:
    """Shuffle, prefix by prefix of the first word."""
    if not one or not other:
        return {one + other: 1}
    # The shuffles of a prefix with each prefix of the other word.
    row = [{other[:length]: 1} for length in range(len(other) + 1)]
    for letter in one:
        shorter: dict[Word, int] = {}
        for length, before in enumerate(row):
            longer = {(*word, letter): count for word, count in before.items()}
            for word, count in shorter.items():
                ending = (*word, other[length - 1])
                longer[ending] = longer.get(ending, 0) + count
            shorter = row[length] = longer
    return row[-1]


def _in_order(items: Iterable[tuple[Word, int]]) -> dict[Word, int]:
    return dict(sorted(items))
