"""Sets of words as text, and the tries of their prefixes as tables that a kernel walks over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Word = tuple[int, ...]
# Of tables.
Integers = NDArray[np.int32]


def encode(words: Iterable[Sequence[int]]) -> str:
    """Write words as text, which all frameworks hand on: letters from 0, as in ``"0,1;2;"`` of (0, 1), (2,) and ()."""
    return ";".join([",".join(map(str, word)) for word in words])


@lru_cache(maxsize=256)
def decode(text: str) -> tuple[Word, ...]:
    """Read words.

    Raises
    ------
    ValueError
        If the text is none.
    """
    try:
        words = tuple(tuple(map(int, word.split(","))) if word else () for word in text.split(";"))
    except ValueError:
        words = ()
    if encode(words) != text or not words or any(letter < 0 for word in words for letter in word):
        raise ValueError(f"words: expected letters from 0, as in '0,1;2', got {text!r}")
    return words


def all_words(dimension: int, degree: int) -> Iterable[Word]:
    """Yield all words of 1 to `degree` letters, in the order of a signature."""
    return (word for level in range(1, degree + 1) for word in product(range(dimension), repeat=level))


class Trie(NamedTuple):
    """The prefixes of words, in the tables that siglib/_native/abi.pxd describes.

    Parameters
    ----------
    nodes, inner : ndarray
        A row for each prefix, in depth-first order; and for those alone that have others below them.
    letters : ndarray
        The letters that occur.
    columns : ndarray
        For each word the place of its node; -1 for the empty word.
    degree : int
        The length of the longest word.
    """

    nodes: Integers
    inner: Integers
    letters: Integers
    columns: NDArray[np.intp]
    degree: int

    @property
    def work(self) -> int:
        """Count the multiply-adds of a time step."""
        return int(self.nodes[:, MORE].sum()) + len(self.nodes)

    @property
    def backward_work(self) -> int:
        """Count those of a time step that is taken back: three times as many, but less one of every leaf."""
        return 3 * self.work - len(self.nodes) + len(self.inner)


# Of nodes.
PLACE, LEVEL, MORE, LETTER, ABOVE, OWN, AFTER = range(7)
# Beyond, factorials would leave the range of float32: codegen/cpu.py says the same to the kernels.
MOST_SCALED = 8


def scales(degree: int) -> NDArray[np.float64]:
    """Return 1/m! for m = 0, 1, ..., `degree`, which stays the same beyond `MOST_SCALED`."""
    return 1 / np.cumprod([1, *range(1, MOST_SCALED + 1), *[1] * degree], dtype=np.float64)[: degree + 1]


@lru_cache(maxsize=64)
def trie(text: str) -> Trie:
    """Lay the trie of encoded words out."""
    words = decode(text)
    degree = max(map(len, words))
    parents, spelled, ends = _depth_first(words)
    levels: list[int] = []
    for parent in parents:
        levels.append(levels[parent] + 1 if parent >= 0 else 1)
    inner = sorted(set(parents) - {-1})
    letters = sorted(set(spelled))
    nodes = np.zeros((len(parents), 7), np.int32)
    nodes[:, PLACE] = np.arange(len(parents))
    nodes[:, LEVEL] = levels
    nodes[:, MORE] = _levels_below(parents, levels, range(len(parents)))
    nodes[:, LETTER] = np.searchsorted(letters, spelled) if letters else 0
    # Level j hands down what levels j+1 to N need.
    begins = np.cumsum([0, *range(degree, 0, -1)])
    nodes[:, ABOVE], nodes[:, OWN] = begins[nodes[:, LEVEL] - 1], begins[nodes[:, LEVEL]]
    nodes[:, AFTER] = _nodes_after(levels)
    without_leaves = nodes[inner]
    without_leaves[:, MORE] = [_levels_below(parents, levels, inner)[node] for node in inner]
    without_leaves[:, AFTER] = _nodes_after([levels[node] for node in inner])
    return Trie(
        nodes, without_leaves, np.array(letters, np.int32), np.array([ends[word] for word in words], np.intp), degree
    )


def _depth_first(words: tuple[Word, ...]) -> tuple[list[int], list[int], dict[Word, int]]:
    """Return parents and letters of all prefixes, in depth-first order, and where words end."""
    children: dict[tuple[int, int], int] = {}
    parents: list[int] = []
    letters: list[int] = []
    ends: dict[Word, int] = {}
    # Words in the order of a dictionary bring their prefixes in this order.
    for word in sorted(set(words)):
        node = -1
        for letter in word:
            parent = node
            node = children.setdefault((parent, letter), len(parents))
            if node == len(parents):
                parents.append(parent)
                letters.append(letter)
        ends[word] = node
    return parents, letters, ends


def _levels_below(parents: list[int], levels: list[int], nodes: Sequence[int]) -> list[int]:
    """Count the levels below every node that any of `nodes` reaches."""
    below = [0] * len(parents)
    for node in reversed(nodes):
        parent = parents[node]
        if parent >= 0:
            below[parent] = max(below[parent], below[node] + 1)
    return below


def _nodes_after(levels: list[int]) -> list[int]:
    """Return for nodes in depth-first order which is the next that is not below each."""
    after = [*range(1, len(levels) + 1)]
    for node in reversed(range(len(levels))):
        while after[node] < len(levels) and levels[after[node]] > levels[node]:
            after[node] = after[after[node]]
    return after
