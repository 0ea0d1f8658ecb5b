"""Lyndon words, and the linear maps between the bases of the free Lie algebra.

A Lyndon word is smaller than all its proper suffixes. The longest of these that is a Lyndon word is its right factor.
Its bracket is the commutator of the brackets of its factors. Words and brackets are in the order of a signature: by
level, then lexicographically.

Words are held as ranks: places among the d^k words of a level, which are what letters from 0 spell in base d.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from threading import RLock
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from siglib._numbers import count_words

Integers = NDArray[np.intp]
Floats = NDArray[np.float64]
# Ranks of Lyndon words, in order, for each level from 0.
Levels = list[NDArray[np.intp]]
Made = TypeVar("Made", Integers, "Matrix")


class Matrix(NamedTuple):
    """A sparse matrix by rows: `columns` and `values` of row `i` are at ``starts[i]`` to ``starts[i + 1]``."""

    starts: Integers
    columns: Integers
    values: Floats

    @property
    def rows(self) -> Integers:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def transposed(self, width: int) -> Matrix:
        """Return the transpose of a matrix with `width` columns."""
        rows = self.rows
        order = np.argsort(self.columns * (len(self.starts) - 1) + rows)
        return _by_rows(self.columns[order], rows[order], self.values[order], width)

    def only(self, wanted: NDArray[np.bool_]) -> Matrix:
        """Return the matrix with no entries but those `wanted`."""
        before = np.append(0, np.cumsum(wanted))
        return Matrix(before[self.starts], self.columns[wanted], self.values[wanted])


class _Shared(Generic[Made]):
    """A function that is called once for each dimension and degree: all threads share what it returns."""

    functions: ClassVar[list[_Shared[Any]]] = []
    lock: ClassVar[Any] = RLock()

    def __init__(self, make: Callable[[int, int], Made]) -> None:
        self.__doc__ = make.__doc__
        self._make: Callable[[int, int], Made] = make
        self._made: dict[tuple[int, int], Made] = {}
        self.functions.append(self)

    def __call__(self, dimension: int, degree: int) -> Made:
        try:
            return self._made[dimension, degree]
        except KeyError:
            return self._first(dimension, degree)

    def _first(self, dimension: int, degree: int) -> Made:
        with self.lock:
            if (dimension, degree) not in self._made:
                made = self._make(dimension, degree)
                for array in made if isinstance(made, Matrix) else [made]:
                    array.flags.writeable = False
                self._made[dimension, degree] = made
            return self._made[dimension, degree]

    @classmethod
    def clear(cls) -> None:
        """Forget what all functions returned."""
        with cls.lock:
            for function in cls.functions:
                function._made.clear()

    @classmethod
    def unlock(cls) -> None:
        """Free the lock: a thread that held it is not there in a forked process."""
        cls.lock = RLock()


clear = _Shared.clear
os.register_at_fork(after_in_child=_Shared.unlock)


def count_lyndon_words_by_level(dimension: int, degree: int) -> list[int]:
    """Count the Lyndon words of each level from 1 to `degree`, exactly."""
    # Every word is a rotation of a power of one Lyndon word, and that has as many rotations as the Lyndon word letters.
    rotations = [dimension**level for level in range(degree + 1)]
    for level in range(1, degree + 1):
        for multiple in range(2 * level, degree + 1, level):
            rotations[multiple] -= rotations[level]
    return [rotations[level] // level for level in range(1, degree + 1)]


def count_lyndon_words(dimension: int, degree: int) -> int:
    """Count the Lyndon words of level 1 to `degree`, exactly."""
    if dimension == 1:
        return min(degree, 1)
    return sum(count_lyndon_words_by_level(dimension, degree))


def words(dimension: int, degree: int) -> list[tuple[int, ...]]:
    """List the Lyndon words, with letters from 0."""
    lyndon = _lyndon_ranks(dimension, degree)
    return [word for level, ranks in enumerate(lyndon) for word in _spelled(ranks, level, dimension)]


def words_of_level(dimension: int, level: int) -> list[tuple[int, ...]]:
    """List the Lyndon words of one level, with letters from 0."""
    return list(_spelled(_lyndon_ranks(dimension, level)[level], level, dimension))


def _spelled(ranks: Integers, level: int, dimension: int) -> Iterator[tuple[int, ...]]:
    """Write out the words of a level, with letters from 0."""
    letters = [ranks // dimension**place % dimension for place in reversed(range(level))]
    return zip(*(column.tolist() for column in letters), strict=True)


def brackets(dimension: int, degree: int) -> list[str]:
    """List the brackets of the Lyndon words, with letters from 1."""
    lyndon = _lyndon_ranks(dimension, degree)
    texts = [np.empty(len(ranks), object) for ranks in lyndon]
    for level in range(1, degree + 1):
        if level == 1:
            texts[1][:] = [str(letter + 1) for letter in range(dimension)]
        for length, places, left, right in _factors(lyndon, level, dimension):
            pairs = zip(texts[level - length][left], texts[length][right], strict=True)
            texts[level][places] = [f"[{one},{two}]" for one, two in pairs]
    return [text for level in texts for text in level]


@_Shared
def positions(dimension: int, degree: int) -> Integers:
    """Find the Lyndon words in a signature without scalar term."""
    lyndon = _lyndon_ranks(dimension, degree)
    before = accumulate((dimension**level for level in range(1, degree)), initial=0)
    return np.concatenate([lyndon[0], *(ranks + words for ranks, words in zip(lyndon[1:], before, strict=False))])


@_Shared
def selection(dimension: int, degree: int) -> Matrix:
    """Return the map from tensors to their coefficients at Lyndon words."""
    columns = positions(dimension, degree)
    return Matrix(np.arange(len(columns) + 1), columns, np.ones(len(columns)))


@_Shared
def selection_transposed(dimension: int, degree: int) -> Matrix:
    """Return the transpose of `selection`."""
    return selection(dimension, degree).transposed(count_words(dimension, degree))


@_Shared
def brackets_to_words(dimension: int, degree: int) -> Matrix:
    """Return the map from coefficients of brackets to those at Lyndon words, less the identity: strictly lower."""
    lyndon = _lyndon_ranks(dimension, degree)
    expansions = _expansions(lyndon[:degree], dimension)
    # Of the last level nothing is needed but what is at Lyndon words.
    expansions.append(_expansion(lyndon, dimension, expansions, wanted=lyndon[degree]))
    blocks = []
    for ranks, expansion in zip(lyndon, expansions, strict=True):
        places = _places(ranks, expansion.columns)
        at_words = Matrix(expansion.starts, places, expansion.values)
        blocks.append(at_words.only(places > expansion.rows).transposed(len(ranks)))
    return _diagonal(blocks, [len(ranks) for ranks in lyndon])


@_Shared
def brackets_to_words_transposed(dimension: int, degree: int) -> Matrix:
    """Return the transpose of `brackets_to_words`: strictly upper."""
    lower = brackets_to_words(dimension, degree)
    return lower.transposed(len(lower.starts) - 1)


@_Shared
def brackets_to_tensor(dimension: int, degree: int) -> Matrix:
    """Return the map from coefficients of brackets to tensors: all brackets written out."""
    return brackets_to_tensor_transposed(dimension, degree).transposed(count_words(dimension, degree))


@_Shared
def brackets_to_tensor_transposed(dimension: int, degree: int) -> Matrix:
    """Return the transpose of `brackets_to_tensor`."""
    expansions = _expansions(_lyndon_ranks(dimension, degree), dimension)
    return _diagonal(expansions, [0, *(dimension**level for level in range(1, degree + 1))])


def _prenecklaces(dimension: int, degree: int) -> Iterator[tuple[Integers, Integers]]:
    """Find all that Lyndon words begin with, level by level from 0: ranks, and periods.

    The period of a word is the least shift that takes letters to equal letters. That of a Lyndon word is its length.
    """
    ranks, periods = np.zeros(1, np.intp), np.ones(1, np.intp)
    yield ranks, periods
    for level in range(1, degree + 1):
        # The next letter is not less than the one a period back. If it is greater, the word is a Lyndon word.
        least = ranks // dimension ** (periods - 1) % dimension
        parents, letters = _ranges(least, dimension - least)
        periods = np.where(letters > least[parents], level, periods[parents])
        ranks = ranks[parents] * dimension + letters
        yield ranks, periods


def _lyndon_ranks(dimension: int, degree: int) -> list[Integers]:
    """Find the Lyndon words of each level from 0, which has none."""
    return [ranks[periods == level] for level, (ranks, periods) in enumerate(_prenecklaces(dimension, degree))]


def _factors(lyndon: Levels, level: int, dimension: int) -> Iterator[tuple[int, Integers, Integers, Integers]]:
    """Factorise the Lyndon words of a level: for each length of the right factor, which words, left and right factors.

    All three are places among the Lyndon words of their levels. The right factor is the smallest proper suffix as well.
    """
    ranks = lyndon[level]
    smallest, lengths = np.full(len(ranks), dimension**level), np.zeros(len(ranks), np.intp)
    for length in range(1, level):
        # Filled up with letters 0, which changes no order: Lyndon words of several letters do not end in 0.
        suffixes = ranks % dimension**length * dimension ** (level - length)
        lengths[suffixes < smallest] = length
        smallest = np.minimum(smallest, suffixes)
    for length in range(1, level):
        places = np.flatnonzero(lengths == length)
        left, right = np.divmod(ranks[places], dimension**length)
        yield length, places, np.searchsorted(lyndon[level - length], left), np.searchsorted(lyndon[length], right)


def _expansions(lyndon: Levels, dimension: int) -> list[Matrix]:
    """Write out the brackets of each level from 0: a row for each bracket, a column for each word."""
    expansions: list[Matrix] = []
    for level in range(len(lyndon)):
        expansions.append(_expansion(lyndon[: level + 1], dimension, expansions))
    return expansions


def _expansion(lyndon: Levels, dimension: int, shorter: Sequence[Matrix], wanted: Integers | None = None) -> Matrix:
    """Write out the brackets of the last level, given the shorter ones: at the wanted words alone if any are named."""
    level, size = len(lyndon) - 1, len(lyndon[-1])
    if level < 2 or size == 0:
        return Matrix(np.arange(size + 1), np.arange(size), np.ones(size))
    parts = []
    for length, brackets, left, right in _factors(lyndon, level, dimension):
        one, other = shorter[level - length], shorter[length]
        product = _products(one, left, other, right, dimension**length)
        exchanged = _products(other, right, one, left, dimension ** (level - length))
        for sign, (rows, words, values) in ((1, product), (-1, exchanged)):
            kept = slice(None) if wanted is None else _places(wanted, words) >= 0
            parts.append((brackets[rows[kept]], words[kept], sign * values[kept]))
    rows, words, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _summed(rows, words, values, size, dimension**level)


def _products(
    head: Matrix, head_rows: Integers, tail: Matrix, tail_rows: Integers, shift: int
) -> tuple[Integers, Integers, Floats]:
    """Multiply rows of expansions, in pairs: of each term, which of the products, the word and the value."""
    products, first = _entries(head, head_rows)
    parents, second = _entries(tail, tail_rows[products])
    first = first[parents]
    words = head.columns[first] * shift + tail.columns[second]
    return products[parents], words, head.values[first] * tail.values[second]


def _entries(matrix: Matrix, rows: Integers) -> tuple[Integers, Integers]:
    """List the entries of rows, one row after the other: which of the rows, and which entry of the matrix."""
    starts = matrix.starts[rows]
    return _ranges(starts, matrix.starts[rows + 1] - starts)


def _ranges(starts: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """List the numbers of ranges, one range after the other: which range, and which number."""
    which = np.repeat(np.arange(len(starts)), counts)
    return which, np.arange(len(which)) + (starts - np.cumsum(counts) + counts)[which]


def _places(ranks: Integers, words: Integers) -> Integers:
    """Find words among ranks in order: -1 where they are not."""
    places = np.searchsorted(ranks, words)
    return np.where(np.append(ranks, -1)[places] == words, places, -1)


def _summed(rows: Integers, columns: Integers, values: Floats, height: int, width: int) -> Matrix:
    """Return the matrix with these entries, in any order; those at the same place are added up."""
    keys = rows * width + columns
    order = np.argsort(keys)
    keys = keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.add.reduceat(values[order], firsts) if len(keys) else values
    rows, columns = np.divmod(keys[firsts], width)
    return _by_rows(rows, columns, sums, height).only(sums != 0)


def _by_rows(rows: Integers, columns: Integers, values: Floats, height: int) -> Matrix:
    """Return the matrix with these entries, which are in order."""
    return Matrix(np.append(0, np.cumsum(np.bincount(rows, minlength=height))), columns, values)


def _diagonal(blocks: Sequence[Matrix], widths: Sequence[int]) -> Matrix:
    """Return the matrix with blocks of these widths along its diagonal."""
    entries = accumulate((len(block.values) for block in blocks), initial=0)
    before = accumulate(widths, initial=0)
    starts = [block.starts[1:] + first for block, first in zip(blocks, entries, strict=False)]
    columns = [block.columns + first for block, first in zip(blocks, before, strict=False)]
    return Matrix(
        np.concatenate([[0], *starts]), np.concatenate(columns), np.concatenate([block.values for block in blocks])
    )
