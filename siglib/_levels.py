"""Signature kernels up to a level, from increments: the recursion over levels, and its transpose.

Level `k` of a kernel is a sum over chains of `k` cells, each behind the one before in both directions. A cell may
follow one in the same row or column, or itself, which lines within a step of a path bring about: then it counts by
one over the factorials of how often rows and columns come again. `terms[a][b]` of a level is, for each cell, the sum
over chains that end there, whose last row came `a` times again and whose last column `b` times.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siglib._array import AnyArray

    Terms: TypeAlias = "list[list[AnyArray]]"


def count_terms(degree: int) -> int:
    """Count the arrays of all levels but the last, and as many for what they are made of."""
    return 2 * sum(level**2 for level in range(1, max(degree, 2)))


def sum_of_levels(increments: AnyArray, weights: AnyArray, degree: int) -> AnyArray:
    """Compute kernels up to a level, from increments (..., n1, n2) and the weights of levels 0 to `degree`."""
    # The sum of nothing, so that it depends on the increments for degree 0 as well.
    value = _over_cells(increments[..., :0, :]) + weights[0]
    terms: Terms = [[increments]]
    for level in range(1, degree + 1):
        if level == 1:
            parts = increments
        elif level < degree:
            terms = _next_terms(increments, terms)
            parts = _sum(array for row in terms for array in row)
        else:
            parts = increments * _next_over_increments(terms)
        value = value + weights[level] * _over_cells(parts)
    return value


def sum_of_levels_backprop(increments: AnyArray, derivs: AnyArray, weights: AnyArray, degree: int) -> AnyArray:
    """Take derivatives by kernels (...) back to increments."""
    cells = derivs[..., None, None] + 0 * increments
    if degree == 0:
        return 0 * cells
    levels: list[Terms] = [[[increments]]]
    for _ in range(2, degree):
        levels.append(_next_terms(increments, levels[-1]))
    by_increments = 0 * cells
    by_terms = [[weights[degree] * cells] * degree for _ in range(degree)]
    for level in range(degree - 1, 0, -1):
        terms = levels[level - 1]
        by_increments = by_increments + _by_increments(by_terms, terms)
        by_terms = _by_terms(increments, by_terms, weights[level] * cells)
    return by_increments + by_terms[0][0]


def _next_terms(increments: AnyArray, terms: Terms) -> Terms:
    """Return the terms of the next level."""
    rows, columns = _sums(terms)
    first = [_before(_before_rows(_sum(rows)))] + [_before_rows(column) / (b + 2) for b, column in enumerate(columns)]
    others = [
        [_before(row) / (a + 2)] + [array / ((a + 2) * (b + 2)) for b, array in enumerate(terms[a])]
        for a, row in enumerate(rows)
    ]
    return [[increments * part for part in parts] for parts in (first, *others)]


def _next_over_increments(terms: Terms) -> AnyArray:
    """Return the sum of the terms of the next level, over the increments."""
    rows, columns = _sums(terms)
    again = _sum(array / ((a + 2) * (b + 2)) for a, parts in enumerate(terms) for b, array in enumerate(parts))
    in_columns = _before_rows(_sum(column / (b + 2) for b, column in enumerate(columns)))
    in_rows = _before(_sum(row / (a + 2) for a, row in enumerate(rows)))
    return _before(_before_rows(_sum(rows))) + in_columns + in_rows + again


def _by_increments(by_terms: Terms, terms: Terms) -> AnyArray:
    """Take derivatives by the terms of a level back to the increments of its last cells."""
    rows, columns = _sums(terms)
    total = by_terms[0][0] * _before(_before_rows(_sum(rows)))
    for b, column in enumerate(columns):
        total = total + by_terms[0][b + 1] * _before_rows(column) / (b + 2)
    for a, row in enumerate(rows):
        total = total + by_terms[a + 1][0] * _before(row) / (a + 2)
        for b, array in enumerate(terms[a]):
            total = total + by_terms[a + 1][b + 1] * array / ((a + 2) * (b + 2))
    return total


def _by_terms(increments: AnyArray, by_terms: Terms, of_level: AnyArray) -> Terms:
    """Take derivatives by the terms of a level back to those of the level before, which has some of its own."""
    count = len(by_terms) - 1
    whole = of_level + _behind(_behind_rows(increments * by_terms[0][0]))
    by_columns = [_behind_rows(increments * by_terms[0][b + 1]) / (b + 2) for b in range(count)]
    by_rows = [_behind(increments * by_terms[a + 1][0]) / (a + 2) for a in range(count)]
    return [
        [
            whole + by_columns[b] + by_rows[a] + increments * by_terms[a + 1][b + 1] / ((a + 2) * (b + 2))
            for b in range(count)
        ]
        for a in range(count)
    ]


def _sums(terms: Terms) -> tuple[list[AnyArray], list[AnyArray]]:
    """Sum terms over how often columns came again, and over how often rows did."""
    return [_sum(row) for row in terms], [_sum(column) for column in zip(*terms, strict=True)]


def _sum(arrays: Iterable[AnyArray]) -> AnyArray:
    return reduce(add, arrays)


def _over_cells(array: AnyArray) -> AnyArray:
    return array.sum((-2, -1))


def _before(array: AnyArray) -> AnyArray:
    """Sum over the columns before each."""
    return array.cumsum(-1) - array


def _before_rows(array: AnyArray) -> AnyArray:
    return array.cumsum(-2) - array


def _behind(array: AnyArray) -> AnyArray:
    """Sum over the columns behind each: the transpose."""
    sums = array.cumsum(-1)
    return sums[..., -1:] - sums


def _behind_rows(array: AnyArray) -> AnyArray:
    sums = array.cumsum(-2)
    return sums[..., -1:, :] - sums
