"""What log-signatures need of the tree of words: the contiguous factors of Lyndon words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count, product

Word = tuple[int, ...]
# What is below a word: letters of the next level, and what is below each; on the last level, the place of the word.
Below = tuple[tuple[int, "Below | int"], ...]

MOST_LEVELS = 4


@dataclass(frozen=True)
class Tree:
    """The factors of Lyndon words of at most N letters; of level N the Lyndon words alone, without gaps between them.

    `branches` are all that there are of so many levels (`depth`), each once, and how many words of level N each has.
    `kinds` tells for each word of the level above which is below it; the number after the last stands for none.
    `left_out` tells for each word of a level up to that one whether it is no factor; it is for levels with any such.
    """

    depth: int
    branches: dict[Below, int]
    kinds: list[int]
    left_out: dict[int, list[int]]


def whole_family(dimension: int) -> Below:
    """List all words of two levels."""
    letters = range(dimension)
    return tuple((i, tuple((leaf, i * dimension + leaf) for leaf in letters)) for i in letters)


def count_words(below: Below | int) -> int:
    """Count all words of a branch."""
    return 0 if isinstance(below, int) else sum(1 + count_words(further) for _, further in below)


def lyndon_words(dimension: int, degree: int) -> Iterator[Word]:
    """List the Lyndon words of at most `degree` letters in lexicographic order, by Duval's algorithm."""
    word = [-1]
    while word:
        word[-1] += 1
        yield tuple(word)
        word = [word[place % len(word)] for place in range(degree)]
        while word and word[-1] == dimension - 1:
            word.pop()


@dataclass(frozen=True)
class Prenecklace:
    """A word that begins a Lyndon word or a power of one.

    `places` tells where its last 1, 2, ... letters stand in their levels, and `number` how many Lyndon words of its
    level come before it; None if it is none. `longer` are the prenecklaces of one letter more that begin with it; of N
    letters there are Lyndon words alone.
    """

    places: tuple[int, ...]
    number: int | None
    longer: tuple[Prenecklace, ...]


@cache
def prenecklaces(dimension: int, degree: int) -> tuple[Prenecklace, ...]:
    """List those of one letter, and with them all of at most `degree` letters."""
    numbers = [count() for _ in range(degree)]

    def longer(word: Word, period: int) -> Iterator[Prenecklace]:
        letters = len(word) + 1
        lowest = word[-period] if word else 0
        for letter in range(lowest, dimension):
            is_lyndon = not word or letter > lowest
            if letters < degree or is_lyndon:
                extended = (*word, letter)
                places = accumulate(letter * dimension**m for m, letter in enumerate(reversed(extended)))
                below = longer(extended, letters if is_lyndon else period) if letters < degree else ()
                number = next(numbers[letters - 1]) if is_lyndon else None
                yield Prenecklace(tuple(places), number, tuple(below))

    return tuple(longer((), 0))


@cache
def tree(dimension: int, degree: int, most_words: int) -> Tree:
    """Choose the depth of branches for a degree of at least 3: what has at most so many words in all, or two levels."""
    for depth in range(min(MOST_LEVELS, degree - 1), 2, -1):
        found = tree_of_depth(dimension, degree, depth)
        if sum(map(count_words, found.branches)) <= most_words:
            return found
    return tree_of_depth(dimension, degree, 2)


def tree_of_depth(dimension: int, degree: int, depth: int) -> Tree:
    """Find all that there is of the tree of words."""
    lyndon = set(lyndon_words(dimension, degree))
    factors = {word[i:j] for word in lyndon for i in range(degree) for j in range(i + 1, len(word) + 1)}
    kept = {word for word in factors if len(word) < degree} | lyndon

    def branch(word: Word, places: Iterator[int]) -> Below:
        letters = [i for i in range(dimension) if (*word, i) in kept]
        if len(word) == degree - 1:
            return tuple((i, next(places)) for i in letters)
        return tuple((i, branch((*word, i), places)) for i in letters)

    levels = {level: [*product(range(dimension), repeat=level)] for level in range(1, degree - depth + 1)}
    branches: dict[Below, int] = {}
    found: list[Below] = []
    for word in levels[degree - depth]:
        places = iter(range(dimension**depth))
        found.append(branch(word, places))
        branches[found[-1]] = next(places, dimension**depth)
    branches.pop((), None)
    kinds = dict(zip(branches, range(len(branches)), strict=True))
    left_out = {level: [int(word not in kept) for word in words] for level, words in levels.items()}
    return Tree(
        depth,
        branches,
        [kinds.get(below, len(kinds)) for below in found],
        {level: flags for level, flags in left_out.items() if any(flags)},
    )
