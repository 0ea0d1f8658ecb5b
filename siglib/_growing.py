"""Paths that grow point by point: a tree of Chen products over blocks of steps, and points on their way into it."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from siglib._array import (
    as_floats,
    check_floats,
    copied,
    counting,
    is_tensor,
    joined,
    numbers_like,
    rounded_like,
    same_device,
    same_kind,
    spread,
    waiting,
    windows_of,
    zeros_of,
)
from siglib._containers import dates_in
from siglib._interval_plans import BLOCK
from siglib._numbers import NUMBERS, augmented
from siglib._operations import path as paths
from siglib._operations import stream, windows
from siglib._operations import tensor as tensors
from siglib._options import TensorOptions
from siglib._paths import with_middles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


class Points:
    """What all points of a stream have in common: channels, batch, dtype and framework, as the first ones have them."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.batch: tuple[int, ...] | None = None
        self.like: AnyArray = None

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore what was pickled, where arrays have lost the dtype that is one object for all."""
        self.__dict__.update(state)
        if self.like is not None:
            self.like = as_floats(self.like, "points")

    def check(self, points: AnyArray, name: str, own_axes: int) -> None:
        """Refuse points of other paths than those of the first ones; take note of these."""
        check_floats(points, name)
        cut = points.ndim - own_axes
        if cut < 0 or points.shape[-1] != self.channels:
            expected = f"(..., {'n, ' if own_axes > 1 else ''}{self.channels})"
            raise ValueError(f"{name}: expected shape {expected}, got {tuple(points.shape)}")
        if self.batch is None:
            self.batch = tuple(points.shape[:cut])
            self.like = zeros_of((*self.batch, self.channels), points)
        if tuple(points.shape[:cut]) != self.batch:
            raise ValueError(
                f"{name}: expected the batch shape of earlier points, {self.batch}, got {tuple(points.shape[:cut])}"
            )
        same_kind(self.like, "earlier points", points, name)


class Augmentation:
    """Points as they come, made points of the paths with lead-lag and time: lead-lag makes two of all but the first."""

    def __init__(self, channels: int, time_aug: bool, lead_lag: bool, n_jobs: int | None) -> None:
        self._points = Points(channels)
        self._is_timed, self._is_doubled, self._n_jobs = time_aug, lead_lag, n_jobs
        # The last point and its time, and the first time if times are given.
        self._last: AnyArray = None
        self._last_time: AnyArray = None
        self._origin: AnyArray = None

    def __copy__(self) -> Augmentation:
        """Return one that goes on by itself."""
        other = object.__new__(Augmentation)
        other.__dict__.update(self.__dict__)
        other._points = copy(self._points)
        return other

    def point(self, value: ArrayLike, time: ArrayLike | None) -> AnyArray:
        """Return what a point of each path adds to the augmented paths."""
        row = as_floats(value, "point")
        self._points.check(row, "point", 1)
        moment = _moments(time)
        return self._augmented(row[..., None, :], None if moment is None else moment[..., None])

    def points(self, value: ArrayLike, time: ArrayLike | None) -> AnyArray:
        """Return what points of each path add to the augmented paths."""
        rows = as_floats(value, "points")
        self._points.check(rows, "points", 2)
        moments, count = _moments(time), rows.shape[-2]
        if moments is not None and (moments.ndim < 1 or moments.shape[-1] != count):
            raise ValueError(f"time: expected a last axis of {count} times, got shape {tuple(moments.shape)}")
        if count == 0:
            width = augmented(rows.shape[-1], self._is_timed, self._is_doubled)
            return zeros_of((*rows.shape[:-1], width), rows)
        return self._augmented(rows, moments)

    def _augmented(self, rows: AnyArray, moments: AnyArray | None) -> AnyArray:
        """Return the points of the augmented paths that follow those that there are."""
        stamps, origin = self._times(moments, rows)
        path, times = rows, stamps
        if self._is_doubled:
            # Of the last point, which is there already, and of those that follow.
            there = 0 if self._last is None else 1
            path = joined((self._last, rows), -2) if there else rows
            path = paths.transform_path.call((path,), (0, False, True, 1.0, False, self._n_jobs))[..., there:, :]
            if times is not None:
                times = with_middles(joined((self._last_time, times), -1) if there else times)[..., there:]
        self._last, self._origin = copied(rows[..., -1:, :]), origin
        if stamps is None or times is None:
            return path
        self._last_time = copied(stamps[..., -1:])
        return joined((path, times[..., None]), -1)

    def _times(self, moments: AnyArray | None, rows: AnyArray) -> tuple[AnyArray | None, AnyArray | None]:
        """Return the times of points, counted from the first one, and that one; without any, points are numbered."""
        if not self._is_timed:
            check_no_time(moments)
            return None, None
        if self._last is not None and (self._origin is None) != (moments is None):
            before, now = ("None", "an array") if self._origin is None else ("an array", "None")
            raise ValueError(f"time: expected {before}, as for earlier points, got {now}")
        if moments is None:
            numbers = self._spread(counting(rows.shape[-2], rows), rows)
            return (numbers if self._last is None else numbers + (self._last_time + 1)), None
        origin = copied(moments[..., :1]) if self._origin is None else self._origin
        if _are_dates(origin) != _are_dates(moments):
            kinds = ("dates", "numbers") if _are_dates(origin) else ("numbers", "dates")
            raise TypeError(f"time: expected {kinds[0]}, as for earlier points, got {kinds[1]}")
        if _are_dates(moments):
            return self._spread(numbers_like((moments - origin) / np.timedelta64(1, "s"), rows), rows), origin
        origin = as_floats(origin, "earlier times")
        same_kind(origin, "earlier times", moments, "time")
        since = moments - origin
        if type(moments) is np.ndarray:
            since = numbers_like(since, rows)
        elif type(rows) is np.ndarray:
            same_kind(rows, "points", moments, "time")
        else:
            same_device(rows, "points", moments, "time")
            since = rounded_like(since, rows)
        return self._spread(since, rows), origin

    @staticmethod
    def _spread(times: AnyArray, rows: AnyArray) -> AnyArray:
        """Return a time for each point of each path."""
        return spread(times, "time", tuple(rows.shape[:-2]), "points")


def _moments(time: ArrayLike | None) -> AnyArray | None:
    """Return times as an array of floats, or of dates."""
    if time is None:
        return None
    if isinstance(time, NUMBERS):
        return np.asarray(time, np.float64)
    dates = None if is_tensor(time) else dates_in(time)
    return as_floats(time, "time") if dates is None else dates


def _are_dates(moments: AnyArray) -> bool:
    """Tell whether times are dates of NumPy."""
    return type(moments) is np.ndarray and moments.dtype.kind == "M"


def check_no_time(time: object) -> None:
    """Refuse times of points of paths without time."""
    if time is not None:
        raise ValueError("time: expected None, as the stream has no time (time_aug=True), got an array")


class Growing:
    """Paths that grow: points in blocks of steps, and a tree of Chen products above the blocks that are complete.

    Block `i` has the points from `i * BLOCK` to `(i + 1) * BLOCK`, both included. Node `i` of level 0 is its signature,
    and that of any other level the product of nodes `2 * i` and `2 * i + 1` of the level below.
    """

    def __init__(self, options: TensorOptions) -> None:
        self.options = options
        # The oldest point that is kept, and how many there ever were.
        self.first = self.stop = 0
        self.format = Points(options.dimension)
        self._blocks: dict[int, AnyArray] = {}
        self._nodes: dict[tuple[int, int], AnyArray] = {}
        self._oldest = self._complete = 0
        # The points of the block that is not complete, as they came.
        self._recent: list[AnyArray] = []
        # What operations are told: the same objects in every call, by which they know the call again.
        letters, depth, jobs = self.options.dimension, self.options.degree, self.options.n_jobs
        self._read_so = (depth, False, False, 1.0, False, jobs)
        self._sizes = (letters, depth, False, False, jobs)

    def __copy__(self) -> Growing:
        """Return paths that grow by themselves; they share arrays, which nothing modifies."""
        other = object.__new__(Growing)
        other.__dict__.update(self.__dict__)
        other._blocks, other._nodes, other._recent = dict(self._blocks), dict(self._nodes), list(self._recent)
        other.format = copy(self.format)
        return other

    def push(self, point: ArrayLike) -> None:
        """Add a point to each path."""
        row, like = as_floats(point, "point"), self.format.like
        if like is None or row.shape != like.shape or row.dtype is not like.dtype or type(row) is not np.ndarray:
            self.format.check(row, "point", 1)
        self._recent.append(copied(row)[..., None, :])
        self.stop += 1
        if self.stop - self._complete * BLOCK > BLOCK:
            self._complete_blocks()

    def push_batch(self, points: ArrayLike) -> None:
        """Add points to each path."""
        rows = as_floats(points, "points")
        self.format.check(rows, "points", 2)
        if rows.shape[-2] == 0:
            return
        self._recent.append(copied(rows))
        self.stop += rows.shape[-2]
        if self.stop - self._complete * BLOCK > BLOCK:
            self._complete_blocks()

    def _newest(self) -> AnyArray:
        """Return the points of the block that is not complete."""
        points = joined(tuple(self._recent), -2) if len(self._recent) > 1 else self._recent[0]
        # A graph of what is joined would hold all that ever was.
        if type(points) is np.ndarray:
            self._recent = [points]
        return points

    def _complete_blocks(self) -> None:
        """Make blocks of the newest points."""
        points = self._newest()
        count = (points.shape[-2] - 1) // BLOCK
        blocks = windows_of(points[..., : count * BLOCK + 1, :], BLOCK + 1, BLOCK)
        sigs = paths.sig.call((blocks, None), self._read_so)
        for place in range(count):
            # Copies, so that nothing is kept of what is popped.
            self._blocks[self._complete] = copied(blocks[..., place, :, :])
            self._add_node(self._complete, copied(sigs[..., place, :]))
            self._complete += 1
        self._drop_recent(count * BLOCK)

    def _drop_recent(self, count: int) -> None:
        """Forget the first of the newest points, piece by piece as they came."""
        while count >= self._recent[0].shape[-2]:
            count -= self._recent.pop(0).shape[-2]
        if count:
            self._recent[0] = copied(self._recent[0][..., count:, :])

    def _add_node(self, index: int, row: AnyArray) -> None:
        """Add the signature of a block, and the products that it completes."""
        level = 0
        self._nodes[level, index] = row
        # A left neighbour that was popped will not be asked for, and neither will the product.
        while index % 2 and (level, index - 1) in self._nodes:
            row = tensors.sig_combine.call((self._nodes[level, index - 1], row), self._sizes)
            level, index = level + 1, index // 2
            self._nodes[level, index] = row

    def pop(self, count: int) -> None:
        """Forget the oldest points."""
        self.first += count
        while self._oldest < self._complete and (self._oldest + 1) * BLOCK <= self.first:
            del self._blocks[self._oldest]
            for level in range(self._complete.bit_length()):
                self._nodes.pop((level, self._oldest >> level), None)
            self._oldest += 1

    def signature(self, start: int, end: int) -> AnyArray:
        """Compute the signature from one point to another."""
        first, last = -(-start // BLOCK), end // BLOCK
        if first > last:
            return self._piece(last, start, end)
        factors = [] if start == first * BLOCK else [self._piece(first - 1, start, first * BLOCK)]
        factors += [self._nodes[node] for node in nodes_between(first, last)]
        if end > last * BLOCK or not factors:
            factors.append(self._piece(last, last * BLOCK, end))
        row = factors[0]
        for factor in factors[1:]:
            row = tensors.sig_combine.call((row, factor), self._sizes)
        return row if len(factors) > 1 else copied(row)

    def _piece(self, index: int, start: int, end: int) -> AnyArray:
        """Compute the signature of a piece of a block, which waits at its last point for the rest of the steps."""
        points = self._blocks[index] if index < self._complete else self._newest()
        first = index * BLOCK
        return paths.sig.call((waiting(points, start - first, end - first + 1, BLOCK + 1), None), self._read_so)

    def points(self, start: int, stop: int) -> AnyArray:
        """Return the points of an interval."""
        first, last = start // BLOCK, min((stop - 1) // BLOCK, self._complete)
        blocks = [self._blocks[index][..., :BLOCK, :] for index in range(first, min(last + 1, self._complete))]
        if last == self._complete:
            blocks.append(self._newest())
        return joined(tuple(blocks), -2)[..., start - first * BLOCK : stop - first * BLOCK, :]

    @property
    def has_kernels(self) -> bool:
        """Tell whether there are kernels for streams and windows where the points are."""
        like = self.format.like
        return type(like) is np.ndarray or like.device.type != "cuda"

    def prefixes(self) -> AnyArray:
        """Compute the signatures from the oldest point to all others, but that to itself."""
        if not self.has_kernels:
            rows = [self.signature(self.first, end)[..., None, :] for end in range(self.first + 1, self.stop)]
            return joined(tuple(rows), -2) if rows else self.signature(self.first, self.first)[..., None, :][..., :0, :]
        return stream.sig_stream.call((self.points(self.first, self.stop), None, None), self._read_so)

    def windows(self, start: int, stop: int, window: int, stride: int) -> AnyArray:
        """Compute the signatures of windows of an interval."""
        return windows.sig_windows.call((self.points(start, stop), None), (*self._read_so, window, stride))


def nodes_between(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cover blocks by as few nodes as can be, from left to right."""
    while first < last:
        level = (last - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        yield level, first >> level
        first += 1 << level
