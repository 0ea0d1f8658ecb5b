"""Paths that begin at a point, have times of their own, or go on from another path: arrays before any operation.

A public function of paths that is given `initial`, `basepoint`, `time` or an end time for each path makes a `Reading`
of them, and calls itself with the path that they stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

import numpy as np

from siglib._array import (
    as_counts,
    as_floats,
    compact,
    counting,
    in_double,
    is_differentiated,
    joined,
    numbers_like,
    rounded_like,
    same_kind,
    spread,
    with_zeros,
    zeros_of,
)
from siglib._containers import moments_in
from siglib._numbers import as_flag, as_integer, as_real
from siglib._operation import check_like_first
from siglib._operations import path as paths
from siglib._operations import tensor as tensors
from siglib._options import PathOptions, TensorOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


class Reading(NamedTuple):
    """The path that a path and what came with it stand for, how functions read it, and the way back.

    `given` is the path that was given; then: whether a point was put before it, whether the last channel of `path` is
    its time, and whether lead-lag was applied before that.
    """

    path: AnyArray
    lengths: AnyArray | None
    flags: tuple[bool, bool, float]
    n_jobs: SupportsIndex | None
    given: AnyArray
    starts: bool
    timed: bool
    doubled: bool

    @property
    def keywords(self) -> dict[str, Any]:
        """Return what functions of paths take besides `path`."""
        time_aug, lead_lag, end_time = self.flags
        flags = {"time_aug": time_aug, "lead_lag": lead_lag, "end_time": end_time}
        return {**flags, "lengths": self.lengths, "n_jobs": self.n_jobs}

    def windows(self, window: SupportsIndex, stride: SupportsIndex) -> tuple[int, int]:
        """Return the points of a window of `path`, and from one to the next."""
        points, step = as_integer(window, "window", 2), as_integer(stride, "stride", 1)
        return (2 * points - 1, 2 * step) if self.doubled else (points, step)

    def options(self, degree: SupportsIndex) -> TensorOptions:
        """Return the options for signatures of `path`."""
        return TensorOptions.of_path(PathOptions.checked(degree, *self.flags, False, self.n_jobs), self.path.shape[-1])

    def given_for(self, degree: SupportsIndex, scalar_term: bool = False) -> tuple[Any, ...]:
        """Return what operations on paths are given besides arrays."""
        return (degree, *self.flags, scalar_term, self.n_jobs)

    def from_start(self, initial: ArrayLike | None, degree: SupportsIndex) -> tuple[AnyArray, ...]:
        """Return the operands of a stream: `path`, the signatures of what comes before it, and lengths."""
        if initial is None:
            return self.path, None, self.lengths
        rows, options = as_floats(initial, "initial"), self.options(degree)
        return self.path, self._spread(rows, options), self.lengths

    def tangent(self, value: ArrayLike) -> AnyArray:
        """Return the tangent of `path`, from one of the path that was given: all else stands still."""
        tangent = as_floats(value, "tangent")
        same_kind(self.given, "path", tangent, "tangent")
        check_like_first("tangent", tangent, "path", self.given, None)
        if self.starts:
            tangent = joined((_origin(tangent), tangent), -2)
        if self.doubled:
            tangent = paths.transform_path(tangent, options=_lead_lag(self.n_jobs))
        return with_zeros(tangent, 0, 1) if self.timed else tangent

    def back(self, derivs: AnyArray) -> AnyArray:
        """Take derivatives by `path` back to the path that was given."""
        if self.timed:
            derivs = derivs[..., :-1]
        if self.doubled:
            derivs = paths.transform_path_backprop(derivs, options=_lead_lag(self.n_jobs))
        if self.starts:
            derivs = derivs[..., 1:, :]
        return compact(derivs) if self.timed or self.starts else derivs

    def continued(self, rows: AnyArray, initial: ArrayLike | None, degree: SupportsIndex) -> AnyArray:
        """Return signatures from the very beginning, given those of `path`."""
        if initial is None:
            return rows
        options = self.options(degree)
        return tensors.sig_combine(self._before(initial, rows, options), rows, options=options)

    def continued_jvp(
        self, pair: tuple[AnyArray, AnyArray], initial: ArrayLike | None, degree: SupportsIndex
    ) -> tuple[AnyArray, AnyArray]:
        """Return signatures from the very beginning and their tangents, given those of `path`."""
        if initial is None:
            return pair
        (rows, moved), options = pair, self.options(degree)
        before = self._before(initial, rows, options)
        value = tensors.sig_combine(before, rows, options=options)
        return value, tensors.sig_combine(before, moved, options=options.of_tangents(left=False))

    def continued_backprop(self, derivs: ArrayLike, initial: ArrayLike | None, degree: SupportsIndex) -> ArrayLike:
        """Take derivatives by signatures from the very beginning back to those of `path`."""
        if initial is None:
            return derivs
        rows, options = as_floats(derivs, "sig_derivs"), self.options(degree)
        same_kind(self.path, "path", rows, "sig_derivs")
        read = PathOptions.checked(degree, *self.flags, False, self.n_jobs)
        paths.check_signature("sig_derivs", rows, "path", self.path, read)
        before = self._before(initial, rows, options)
        # A product is linear in its factors: the derivative by the right one needs the left one alone.
        return tensors.sig_combine_backprop(rows, before, before, options=options)[1]  # type: ignore[no-any-return]

    def _before(self, initial: ArrayLike, like: AnyArray, options: TensorOptions) -> AnyArray:
        """Return the signatures of what comes before `path`, in the format of other signatures."""
        rows = self._spread(as_floats(initial, "initial"), options)
        if like.shape[-1] == options.words:
            return rows[..., rows.shape[-1] - options.words :]
        return rows if rows.shape[-1] > options.words else with_zeros(rows, 1, 0)

    def _spread(self, initial: AnyArray, options: TensorOptions) -> AnyArray:
        """Return the signatures of what comes before `path`, one for each path."""
        same_kind(self.path, "path", initial, "initial")
        tensors.check_rows("initial", initial, "initial", initial, options)
        return spread(initial, "initial", tuple(self.path.shape[:-2]), "path")


def read(
    path: ArrayLike,
    lengths: ArrayLike | None,
    time_aug: bool,
    lead_lag: bool,
    end_time: Any,
    basepoint: ArrayLike | bool | None,
    time: ArrayLike | None,
    n_jobs: SupportsIndex | None,
) -> Reading:
    """Make the path that these arguments stand for."""
    given = as_floats(path, "path")
    paths.check_path("path", given, "path", given, None)
    is_timed, is_doubled = as_flag(time_aug, "time_aug"), as_flag(lead_lag, "lead_lag")
    point = _first_point(basepoint, given)
    starts = point is not None
    array = joined((point, given), -2) if starts else given
    counts = None
    if lengths is not None:
        counts = as_counts(lengths, "lengths", given.shape[-2], given, "path")
        # Where nobody could check it yet, what is no length must not become one.
        counts = counts + (counts >= 0) if starts else counts

    stamps = _stamps(time, end_time, is_timed, counts, array, starts)
    if stamps is None:
        duration = 1.0 if is_per_path(end_time) else as_real(end_time, "end_time")
        return Reading(array, counts, (is_timed, is_doubled, duration), n_jobs, given, starts, False, False)
    if is_doubled:
        array, stamps = paths.transform_path(array, options=_lead_lag(n_jobs)), with_middles(stamps)
        counts = None if counts is None else 2 * counts - 1 * (counts > 0)
    array = joined((array, stamps[..., None]), -1)
    return Reading(array, counts, (False, False, 1.0), n_jobs, given, starts, True, is_doubled)


def in_double_precision(
    initial: ArrayLike | None, basepoint: ArrayLike | bool | None, time: ArrayLike | None, end_time: Any
) -> dict[str, Any]:
    """Return these arguments of a call, what is an array in float64."""

    def double(value: Any, name: str) -> Any:
        return value if value is None or _is_flag(value) else in_double(as_floats(value, name))

    moments = moments_in(time, "time")
    return {
        "initial": double(initial, "initial"),
        "basepoint": double(basepoint, "basepoint"),
        "time": double(time if moments is None else moments, "time"),
        "end_time": double(end_time, "end_time") if is_per_path(end_time) else end_time,
    }


def _is_flag(value: object) -> bool:
    """Tell whether a value is True or False."""
    return isinstance(value, (bool, np.bool_))


def _lead_lag(n_jobs: SupportsIndex | None) -> PathOptions:
    """Return the options of lead-lag alone."""
    return PathOptions.checked(0, False, True, 1.0, False, n_jobs)


def _origin(path: AnyArray) -> AnyArray:
    """Return the origin, as a path of one point."""
    return zeros_of((*path.shape[:-2], 1, path.shape[-1]), path)


def _first_point(basepoint: ArrayLike | bool | None, path: AnyArray) -> AnyArray | None:
    """Return what comes before a path, as a path of one point."""
    if basepoint is None or _is_flag(basepoint):
        return _origin(path) if basepoint else None
    point = as_floats(basepoint, "basepoint")
    same_kind(path, "path", point, "basepoint")
    if point.ndim < 1 or point.shape[-1] != path.shape[-1]:
        raise ValueError(
            f"basepoint: expected True, or a last axis of {path.shape[-1]} channels as path has, got shape "
            f"{tuple(point.shape)}"
        )
    return spread(point, "basepoint", tuple(path.shape[:-2]), "path")[..., None, :]


# ---------------------------------------------------------------------------------------------------------------------
# Times


def is_per_path(end_time: Any) -> bool:
    """Tell whether an end time is an array: a tensor of one number is one if a derivative by it may be asked for."""
    return isinstance(end_time, (list, tuple)) or getattr(end_time, "ndim", 0) > 0 or is_differentiated(end_time)


def _stamps(
    time: ArrayLike | None, end_time: Any, is_timed: bool, counts: AnyArray | None, path: AnyArray, starts: bool
) -> AnyArray | None:
    """Return the times of points, None if there are none or operations make them."""
    if time is not None:
        if is_per_path(end_time) or as_real(end_time, "end_time") != 1:
            raise ValueError(f"end_time: expected no other than the last of time=, got {end_time!r}")
        return _given_stamps(time, path, starts)
    if not is_per_path(end_time):
        return None
    ends = ends_of(end_time, path)
    if not is_timed:
        return None
    points = path.shape[-2]
    steps = max(points - 1, 1) if counts is None else rounded_like((counts - 1).clip(1), path)[..., None]
    return counting(points, path) / steps * ends[..., None]


def ends_of(end_time: Any, path: AnyArray) -> AnyArray:
    """Return an end time for each path."""
    ends = as_floats(end_time, "end_time")
    same_kind(path, "path", ends, "end_time")
    return spread(ends, "end_time", tuple(path.shape[:-2]), "path", own_axes=0)


def _given_stamps(time: ArrayLike, path: AnyArray, starts: bool) -> AnyArray:
    """Return time stamps, one for each point of a path; without one of its own, what was put before has the first."""
    if isinstance(time, str):
        raise TypeError(
            f"time: expected an array of times, got {time!r}; transformers take names, here pass the column"
        )
    moments, points = moments_in(time, "time"), path.shape[-2]
    stamps = as_floats(time, "time") if moments is None else numbers_like(moments, path)
    same_kind(path, "path", stamps, "time")
    if stamps.ndim < 1 or stamps.shape[-1] not in (points, points - starts):
        expected = (
            f"{points - 1} time stamps, or {points} with that of basepoint" if starts else f"{points} time stamps"
        )
        raise ValueError(f"time: expected a last axis of {expected}, got shape {tuple(stamps.shape)}")
    if stamps.shape[-1] != points:
        first = stamps[..., :1] if points > 1 else zeros_of((*stamps.shape[:-1], 1), stamps)
        stamps = joined((first, stamps), -1)
    return spread(stamps, "time", tuple(path.shape[:-2]), "path")


def with_middles(stamps: AnyArray) -> AnyArray:
    """Return the times of a path after lead-lag: time goes on by half a step as the lead moves, and as the lag does."""
    twice = joined((stamps[..., None], stamps[..., None]), -1).reshape(*stamps.shape[:-1], 2 * stamps.shape[-1])
    return (twice[..., :-1] + twice[..., 1:]) / 2
