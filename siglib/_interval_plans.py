"""How signatures of intervals are made, and their derivatives.

Intervals are read as numbers, and all else is made of operations, so that derivatives in torch are theirs. Few or short
intervals are paths of their own. Otherwise paths are cut into blocks of steps, with a tree of Chen products above them:
an interval is a piece before the first border of blocks in it, nodes of the tree, and a piece behind the last border.
"""

from __future__ import annotations

from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from siglib._array import (
    added,
    as_pairs,
    broadcast,
    integers_like,
    is_traced,
    joined,
    numbers_like,
    rows_at,
    sum_of_rows,
    sum_of_windows,
    windows_of,
    with_rows,
    with_unit,
    zeros_like,
    zeros_of,
)
from siglib._operations import path as paths
from siglib._operations.tensor import sig_combine, sig_combine_backprop, sig_scale, sig_scale_backprop
from siglib._options import PathOptions, TensorOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray, Integers
    from siglib._paths import Reading

# Steps of a block, and how many steps cost as much as a Chen product of rows that are gathered.
BLOCK, PRODUCT = 32, 4


class Intervals(NamedTuple):
    """Intervals of points: of all paths of a batch, or each of one of them, which `owners` tells then."""

    starts: Integers
    stops: Integers
    owners: Integers | None
    # How many intervals a path has.
    of_path: int

    def rows(self, array: AnyArray, places: Integers, which: Integers | slice = slice(None)) -> AnyArray:
        """Copy a row for some intervals, from those that their paths have."""
        if self.owners is None:
            return rows_at(array, places)
        flat = array.reshape(prod(array.shape[:-1]), array.shape[-1])
        return rows_at(flat, places + self.owners[which] * array.shape[-2])

    def sums(self, rows: AnyArray, places: Integers, like: AnyArray, which: Integers | slice = slice(None)) -> AnyArray:
        """Add rows up that belong to the same row of their paths: the transpose of `rows`."""
        if self.owners is None:
            return sum_of_rows(rows, places, like.shape[-2])
        total = sum_of_rows(rows, places + self.owners[which] * like.shape[-2], prod(like.shape[:-1]))
        return total.reshape(like.shape)

    def by_itself(self, rows: AnyArray) -> AnyArray:
        """Put the rows of intervals of single paths one after the other."""
        return rows if self.owners is None else rows.reshape(len(self.starts), rows.shape[-1])


def as_intervals(value: ArrayLike, path: AnyArray) -> Intervals:
    """Read the intervals of paths.

    Raises
    ------
    TypeError
        If they are no integers.
    ValueError
        If their shape does not fit to that of the paths, or one is not within them.
    """
    numbers, length = as_pairs(value, "intervals", "start and stop"), int(path.shape[-2])
    wrong = (numbers[..., 0] < 0) | (numbers[..., 0] > numbers[..., 1]) | (numbers[..., 1] > length)
    if wrong.any():
        start, stop = numbers[wrong][0]
        check_interval(start, stop, length)
    count = numbers.shape[-2]
    if numbers.ndim == 2:
        return Intervals(numbers[:, 0], numbers[:, 1], None, count)
    batch = tuple(int(size) for size in path.shape[:-2])
    try:
        each = np.broadcast_to(numbers, (*batch, count, 2)).reshape(prod(batch) * count, 2)
    except ValueError:
        raise ValueError(
            f"intervals: expected leading axes that broadcast to those of path, {batch}, got shape {numbers.shape}"
        ) from None
    return Intervals(each[:, 0], each[:, 1], np.repeat(np.arange(prod(batch)), count), count)


def check_interval(start: int, stop: int, length: int) -> None:
    """Refuse an interval that is not within paths."""
    if not 0 <= start <= stop <= length:
        raise ValueError(
            f"intervals: expected 0 <= start <= stop <= {length}, the points of path, got [{start}, {stop})"
        )


def intervals_of(reading: Reading, value: Any) -> Any:
    """Return the intervals of the path that is read, from those of the one that was given."""
    if is_traced():
        of_graph = pairs_of_graph(value, reading.given)
        return [(2 * start, max(2 * stop - 1, 2 * start)) for start, stop in of_graph] if reading.doubled else of_graph
    as_intervals(value, reading.given)
    if not reading.doubled:
        return value
    pairs = 2 * as_pairs(value, "intervals", "start and stop")
    return np.stack([pairs[..., 0], np.maximum(pairs[..., 1] - 1, pairs[..., 0])], axis=-1)


class Pieces:
    """Pieces of paths, one for each interval, as paths of their own."""

    def __init__(self, path: AnyArray, intervals: Intervals, starts: Integers, stops: Integers) -> None:
        self.path, self.intervals = path, intervals
        counts = stops - starts
        longest = int(counts.max(initial=0))
        # Points beyond a piece's end are not read, and may be any.
        places = np.minimum(starts[:, None] + np.arange(longest), path.shape[-2] - 1)
        self.places, self.which = places.reshape(-1), np.repeat(np.arange(len(counts)), longest)
        points = intervals.rows(path, self.places, self.which)
        self.points = points.reshape(*points.shape[:-2], len(counts), longest, path.shape[-1])
        self.lengths = broadcast(integers_like(counts, path), tuple(self.points.shape[:-2]))

    def signatures(self, options: PathOptions) -> AnyArray:
        """Compute them one by one."""
        return paths.sig(self.points, self.lengths, options=options)

    def backprop(self, derivs: AnyArray, options: PathOptions) -> AnyArray:
        """Take derivatives by their signatures back to the paths."""
        by_points = paths.sig_backprop(self.points, None, derivs, self.lengths, options=options)
        rows = by_points.reshape(*by_points.shape[:-3], len(self.places), by_points.shape[-1])
        return self.intervals.sums(rows, self.places, self.path, self.which)


# ---------------------------------------------------------------------------------------------------------------------
# Plans


def planned(path: AnyArray, value: ArrayLike, options: PathOptions) -> OneByOne | Tree | InGraph:
    """Read intervals, and choose how their signatures are made."""
    if is_traced():
        return InGraph(path, pairs_of_graph(value, path), options)
    intervals = as_intervals(value, path)
    return plan_for(path, intervals)(path, intervals, options)


def plan_for(path: AnyArray, intervals: Intervals) -> type[OneByOne | Tree]:
    """Choose what takes fewer steps: those of all intervals, or those of all paths, of two pieces, and of products."""
    steps = np.maximum(intervals.stops - intervals.starts - 1, 0)
    each = len(steps) * int(steps.max(initial=0))
    levels = np.log2(np.maximum(steps / BLOCK, 1)) + 1
    all_paths = path.shape[-2] * (1 if intervals.owners is None else prod(path.shape[:-2]))
    tree = all_paths * (1 + PRODUCT / BLOCK) + float((np.minimum(steps, BLOCK) + PRODUCT * levels).sum())
    return OneByOne if each <= tree else Tree


class OneByOne:
    """Intervals as paths of their own."""

    def __init__(self, path: AnyArray, intervals: Intervals, options: PathOptions) -> None:
        self.path, self.options, self.intervals, self.count = path, options, intervals, intervals.of_path
        self.pieces = Pieces(path, intervals, intervals.starts, intervals.stops)

    def signatures(self) -> AnyArray:
        """Compute the signatures of all intervals."""
        rows = self.pieces.signatures(self.options)
        return rows.reshape(*self.path.shape[:-2], self.count, rows.shape[-1])

    def backprop(self, derivs: AnyArray) -> AnyArray:
        """Take derivatives by them back to the paths."""
        return self.pieces.backprop(self.intervals.by_itself(derivs), self.options)


class InGraph:
    """Intervals as slices of the paths: what torch records knows no plan that depends on numbers."""

    def __init__(self, path: AnyArray, pairs: list[tuple[int, int]], options: PathOptions) -> None:
        self.path, self.pairs, self.options, self.count = path, pairs, options, len(pairs)

    def signatures(self) -> AnyArray:
        """Compute the signatures of all intervals."""
        slices = [self.path[..., start:stop, :] for start, stop in self.pairs]
        rows = [paths.sig(points, None, options=self.options)[..., None, :] for points in slices]
        return joined(tuple(rows), -2)

    def backprop(self, derivs: AnyArray) -> AnyArray:
        """Take derivatives by them back to the paths."""
        total, (*batch, length, channels) = zeros_like(self.path), self.path.shape
        for place, (start, stop) in enumerate(self.pairs):
            points, row = self.path[..., start:stop, :], derivs[..., place, :]
            before, behind = (zeros_of((*batch, count, channels), total) for count in (start, length - stop))
            own = paths.sig_backprop(points, None, row, None, options=self.options)
            total = total + joined((before, own, behind), -2)
        return total


def pairs_of_graph(value: Any, path: AnyArray) -> list[tuple[int, int]]:
    """Read intervals by plain Python.

    Raises
    ------
    TypeError
        If they are no list of pairs.
    ValueError
        If one is not within the paths.
    """
    if (
        not isinstance(value, (list, tuple))
        or not value
        or not all(
            isinstance(pair, (list, tuple)) and len(pair) == 2 and all(type(number) is int for number in pair)
            for pair in value
        )
    ):
        raise TypeError("intervals: expected a list of pairs (start, stop) in a graph, the same for all paths")
    pairs = [(start, stop) for start, stop in value]
    for start, stop in pairs:
        check_interval(start, stop, path.shape[-2])
    return pairs


class Climb(NamedTuple):
    """Which intervals take which nodes of a level of the tree: behind their left pieces, or before the right ones."""

    level: int
    which: Integers
    nodes: Integers
    right: bool


class Tree:
    """Products of blocks of steps, products of two of these, and so on; and intervals made of them."""

    def __init__(self, path: AnyArray, intervals: Intervals, options: PathOptions) -> None:
        self.given, self.intervals, self.read, self.count = path, intervals, options, intervals.of_path
        # Time goes on by 1 in each step, and is scaled in the end.
        self.augmented = options._replace(end_time=float(path.shape[-2] - 1))
        self.path = paths.transform_path(path, options=self.augmented)
        self.plain = PathOptions(options.degree, False, False, 1.0, False, options.n_jobs)
        self.tensors = TensorOptions.of_path(self.plain, self.path.shape[-1])
        starts, stops = intervals.starts, intervals.stops
        if options.lead_lag:
            starts, stops = 2 * starts, np.maximum(2 * stops - 1, 2 * starts)
        self._cut(starts, stops)

    def _cut(self, starts: Integers, stops: Integers) -> None:
        """Find the blocks that lie within intervals, and the pieces beside them."""
        first, last = -(-starts // BLOCK), np.maximum(stops - 1, 0) // BLOCK
        borders = np.where(first > last, stops, first * BLOCK + 1), np.where(first > last, stops, last * BLOCK)
        self.left = Pieces(self.path, self.intervals, starts, np.minimum(borders[0], stops))
        self.right = Pieces(self.path, self.intervals, borders[1], stops)
        self.climbs = _climbs(first, last)
        self.borders = first, last
        # Blocks that lie within no interval are not read: there may be anything.
        covered = integers_like(self._covered(0), self.path)
        shape = tuple(self.blocks.shape[:-2])
        of_all = self.intervals.owners is None
        self.lengths = (BLOCK + 1) * (broadcast(covered[0], shape) if of_all else covered.reshape(shape))

    def _covered(self, level: int) -> Integers:
        """Tell which nodes of a level lie within an interval: a row for all paths, or one for each."""
        size = 1 << level
        first, last = -(-self.borders[0] // size), self.borders[1] // size
        inner, owners = first < last, self.intervals.owners
        if owners is None:
            owners = np.zeros_like(first)
        paths_of_own = 1 if self.intervals.owners is None else prod(self.blocks.shape[:-3])
        ends: Integers = np.zeros((paths_of_own, self.blocks.shape[-3] // size + 1), np.intp)
        np.add.at(ends, (owners[inner], first[inner]), 1)
        np.add.at(ends, (owners[inner], last[inner]), -1)
        return (ends.cumsum(axis=1)[:, :-1] > 0).astype(np.intp)

    def _rows(self, array: AnyArray) -> AnyArray:
        """Return nodes as rows of all paths, where intervals are of each."""
        return array if self.intervals.owners is None else array.reshape(prod(array.shape[:-1]), array.shape[-1])

    def _products(self, below: AnyArray, level: int) -> AnyArray:
        """Compute the nodes of a level, those that lie within an interval; the others are 1."""
        left, right = _pairs(below)
        which = np.flatnonzero(self._covered(level))
        factors = (rows_at(self._rows(factor), which) for factor in (left, right))
        products = sig_combine(*factors, options=self.tensors)
        return with_rows(zeros_like(self._rows(left)), which, products).reshape(left.shape)

    def _products_backprop(self, derivs: AnyArray, below: AnyArray, level: int) -> tuple[AnyArray, AnyArray]:
        """Take derivatives by them back to both factors."""
        left, right = _pairs(below)
        which = np.flatnonzero(self._covered(level))
        rows = (rows_at(self._rows(array), which) for array in (derivs, left, right))
        one, other = (
            with_rows(zeros_like(self._rows(left)), which, by_factor).reshape(left.shape)
            for by_factor in sig_combine_backprop(*rows, options=self.tensors)
        )
        return one, other

    @cached_property
    def blocks(self) -> AnyArray:
        """Return blocks of steps, as paths of their own."""
        return windows_of(self.path, BLOCK + 1, BLOCK)

    @cached_property
    def levels(self) -> list[AnyArray]:
        """Compute the nodes, as far up as they are taken."""
        levels = [paths.sig(self.blocks, self.lengths, options=self.plain)]
        for level in range(1, max((climb.level for climb in self.climbs), default=0) + 1):
            levels.append(self._products(levels[-1], level))
        return levels

    @cached_property
    def sides(self) -> list[AnyArray]:
        """Compute the pieces on the left and on the right, and note what was multiplied by which nodes."""
        rows = [pieces.signatures(self.plain) for pieces in (self.left, self.right)]
        self.factors: list[tuple[AnyArray, AnyArray]] = []
        for climb in self.climbs:
            nodes = self.intervals.rows(self.levels[climb.level], climb.nodes, climb.which)
            before = rows_at(rows[climb.right], climb.which)
            factors = (nodes, before) if climb.right else (before, nodes)
            rows[climb.right] = with_rows(rows[climb.right], climb.which, sig_combine(*factors, options=self.tensors))
            self.factors.append(factors)
        return rows

    def signatures(self) -> AnyArray:
        """Compute the signatures of all intervals."""
        rows = sig_combine(*self.sides, options=self.tensors)
        if self.read.time_aug:
            rows = sig_scale(rows, self._time_scales(rows), options=self.tensors)
        rows = with_unit(rows) if self.read.scalar_term else rows
        return rows.reshape(*self.given.shape[:-2], self.count, rows.shape[-1])

    def _time_scales(self, rows: AnyArray) -> AnyArray:
        """Return factors of all channels, that of time such that it ends as it should."""
        steps = np.maximum(self.intervals.stops - self.intervals.starts - 1, 1)
        factors = np.ones((len(steps), self.tensors.dimension))
        factors[:, -1] = self.read.end_time / steps
        return broadcast(numbers_like(factors, rows), (*rows.shape[:-1], self.tensors.dimension))

    def backprop(self, derivs: AnyArray) -> AnyArray:
        """Take derivatives by the signatures back to the paths."""
        sides, derivs = self.sides, self.intervals.by_itself(derivs)
        if self.read.time_aug:
            rows = sig_combine(*sides, options=self.tensors)
            derivs, _ = sig_scale_backprop(derivs, rows, self._time_scales(rows), options=self.tensors)
        by_sides = list(sig_combine_backprop(derivs, *sides, options=self.tensors))
        by_levels = [zeros_like(level) for level in self.levels]
        for climb, factors in zip(reversed(self.climbs), reversed(self.factors), strict=True):
            above = rows_at(by_sides[climb.right], climb.which)
            by_factors = sig_combine_backprop(above, *factors, options=self.tensors)
            by_nodes, by_rows = by_factors if climb.right else by_factors[::-1]
            by_sides[climb.right] = with_rows(by_sides[climb.right], climb.which, by_rows)
            level = by_levels[climb.level]
            own = self.intervals.sums(by_nodes, climb.nodes, level, climb.which)
            by_levels[climb.level] = added(level, own)
        total = self._blocks_backprop(by_levels)
        for pieces, by_piece in zip((self.left, self.right), by_sides, strict=True):
            total = added(total, pieces.backprop(by_piece, self.plain))
        return paths.transform_path_backprop(total, options=self.augmented)

    def _blocks_backprop(self, by_levels: list[AnyArray]) -> AnyArray:
        """Take derivatives by nodes down to the blocks, and back to the paths."""
        derivs = by_levels[-1]
        for level in range(len(self.levels) - 1, 0, -1):
            below = self.levels[level - 1]
            from_above = _spread(self._products_backprop(derivs, below, level), below)
            derivs = added(by_levels[level - 1], from_above)
        by_points = paths.sig_backprop(self.blocks, self.levels[0], derivs, self.lengths, options=self.plain)
        return sum_of_windows(by_points, self.path, BLOCK)


def _climbs(first: Integers, last: Integers) -> list[Climb]:
    """Cover blocks by as few nodes as can be: at most two of each level."""
    climbs, level = [], 0
    while (busy := first < last).any():
        for right, odd in ((False, busy & (first % 2 == 1)), (True, busy & (last % 2 == 1))):
            which = np.flatnonzero(odd)
            if len(which):
                climbs.append(Climb(level, which, last[which] - 1 if right else first[which], right))
        first, last, level = (first + 1) // 2, last // 2, level + 1
    return climbs


def _pairs(nodes: AnyArray) -> tuple[AnyArray, AnyArray]:
    """Return neighbours, whose products are the level above; a last one that is left over has none."""
    end = nodes.shape[-2] // 2 * 2
    return nodes[..., 0:end:2, :], nodes[..., 1:end:2, :]


def _spread(by_pairs: tuple[AnyArray, AnyArray], nodes: AnyArray) -> AnyArray:
    """Put derivatives by neighbours back in order, 0 for one that is left over: the transpose of `_pairs`."""
    one, other = by_pairs
    both = joined((one[..., None, :], other[..., None, :]), -2).reshape(
        *one.shape[:-2], 2 * one.shape[-2], one.shape[-1]
    )
    if nodes.shape[-2] == both.shape[-2]:
        return both
    return joined((both, zeros_of((*both.shape[:-2], 1, both.shape[-1]), both)), -2)
