"""Kernels of pairs of paths: what the functions of `_sig_kernel.py` are made of.

Paths come with leading axes, (..., B1, L1, d) and (..., B2, L2, d), and what comes out are all kernels between them,
(..., B1, B2). `Scaled` leaves all to operations, `Lifted` makes the increments of any static kernel in blocks of pairs,
`Grids` goes on from there to a matrix for each pair, and `Normalised` divides by the kernels of paths with themselves.
All have the same methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from siglib._array import (
    alone,
    broadcast,
    chosen,
    compact,
    constant,
    counting,
    held_points,
    integers_like,
    is_tensor,
    joined,
    ones_of,
    quietly,
    recomputed,
    root,
    rounded_like,
    rows_at,
    sum_of_rows,
    taken,
    warn_of_root,
    with_zeros,
    zeros_like,
)
from siglib._extras import with_progress
from siglib._operations import pairs as operations
from siglib._operations import path as paths
from siglib._options import GAUSSIAN, LINEAR, PairsOptions, PathOptions, SchemeOptions
from siglib._static_kernels import Scaling, StaticKernel, scaling_of, total

if TYPE_CHECKING:
    from siglib._array import AnyArray, Integers
    from siglib._operation import Operation

# Derivatives by the first paths, by the second ones (None if these are the same), and by parameters.
Derivs: TypeAlias = "tuple[AnyArray, AnyArray, dict[str, AnyArray]]"

# Of the values of a static kernel there are as many at once as stay in the cache, in bytes; yet pairs for all lanes, if
# these are not more than so many bytes.
_CACHE, _LANES, _MOST = 1 << 19, 16, 1 << 25
# Cells of the equation from one step of a progress bar to the next.
_STEP = 1 << 26


class Scheme(NamedTuple):
    """How finely kernels are computed, and how paths are read."""

    order: Any
    dyadic_order1: Any
    dyadic_order2: Any
    time_aug: Any
    lead_lag: Any
    end_time: Any
    n_jobs: Any

    def given(self, static: str) -> tuple[Any, ...]:
        """Return what operations on pairs are given besides arrays."""
        return (*self[:3], static, *self[3:])

    @property
    def of_increments(self) -> SchemeOptions:
        """Return the options of operations on increments."""
        return SchemeOptions.checked(*self[:3], self.n_jobs)

    def raw(self) -> Scheme:
        """Return how paths are read that have time and lead-lag already."""
        return self._replace(time_aug=False, lead_lag=False, end_time=1.0)


class Pairs(NamedTuple):
    """Paths to compare, and how many points they have; without second ones the first are compared with themselves."""

    path1: AnyArray
    path2: AnyArray | None
    lengths1: AnyArray | None
    lengths2: AnyArray | None

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the kernels."""
        second = self.path1 if self.path2 is None else self.path2
        return (*self.path1.shape[:-2], second.shape[-3])

    def corners(self, scheme: Scheme) -> tuple[int, int]:
        """Return the shape of a grid: a number for each corner of the cells of two paths."""
        options = PairsOptions.checked(*scheme.given(LINEAR))
        points1, points2 = (array.shape[-2] for array in (self.path1, self.path1 if self.path2 is None else self.path2))
        rows, columns = operations.grid_shape((options.steps(points1), options.steps(points2)), options)
        return rows, columns

    @property
    def has_no_points(self) -> bool:
        """Tell whether the paths of either side have no points."""
        return 0 in (self.path1.shape[-2], 1 if self.path2 is None else self.path2.shape[-2])


class Kernels(Protocol):
    """Kernels of pairs, and their derivatives."""

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""


def kernels_of(
    pairs: Pairs,
    scheme: Scheme,
    kernel: StaticKernel,
    normalise: bool,
    by_parameters: bool = False,
    return_grid: bool = False,
) -> Kernels:
    """Choose how to compute kernels, or the grids of kernels of all prefixes."""
    if pairs.has_no_points:
        return Still(pairs, scheme, kernel, corners=pairs.corners(scheme) if return_grid else ())
    if normalise:
        return Normalised(pairs, lambda part: kernels_of(part, scheme, kernel, False, by_parameters))
    if pairs.path2 is None and (return_grid or scheme.dyadic_order1 != scheme.dyadic_order2):
        # Grids of mirror images, and a scheme that takes the two sides for different ones, make no symmetric matrix.
        return Folded(kernels_of(_twice(pairs), scheme, kernel, False, by_parameters, return_grid))
    if return_grid:
        return Grids(pairs, scheme, kernel, by_parameters)
    scaling = scaling_of(kernel, pairs.path1)
    if scaling is None:
        return Lifted(pairs, scheme, kernel, by_parameters)
    return Scaled(pairs, scheme, scaling, by_parameters)


def _twice(pairs: Pairs) -> Pairs:
    """Compare paths with themselves as if these were others."""
    return pairs._replace(path2=pairs.path1, lengths2=pairs.lengths1)


# ---------------------------------------------------------------------------------------------------------------------
# Points


class Points(NamedTuple):
    """The points of augmented paths, or the steps between them, and how many points there are."""

    array: AnyArray
    counts: AnyArray | None
    lengths: AnyArray | None
    is_timed: bool
    is_doubled: bool
    is_stepped: bool
    n_jobs: Any

    @classmethod
    def of(cls, path: AnyArray, lengths: AnyArray | None, scheme: Scheme, is_stepped: bool = False) -> Points:
        """Augment paths; the last point of each stands in place of all beyond its length."""
        counts = lengths
        if lengths is not None:
            path = held_points(path, lengths)
        if scheme.lead_lag:
            path = paths.transform_path(path, options=_lead_lag(scheme.n_jobs))
            counts = None if lengths is None else (2 * lengths - 1).clip(0)
        if scheme.time_aug:
            path = joined((path, _stamps(path, counts, scheme.end_time)), -1)
        if is_stepped:
            path = _steps_within(path, counts)
        return cls(path, counts, lengths, scheme.time_aug, scheme.lead_lag, is_stepped, scheme.n_jobs)

    @property
    def steps(self) -> int:
        """Count the steps of the longest path."""
        return int(self.array.shape[-2]) - (not self.is_stepped)

    def back(self, derivs: AnyArray) -> AnyArray:
        """Take derivatives, 0 beyond the lengths, back to the paths."""
        if self.is_stepped:
            derivs = steps_backprop(derivs)
        if self.is_timed:
            derivs = compact(derivs[..., :-1])
        return paths.transform_path_backprop(derivs, options=_lead_lag(self.n_jobs)) if self.is_doubled else derivs

    def moved(self, tangent: AnyArray) -> AnyArray:
        """Return tangents of the points from those of the paths: time stands still."""
        if self.lengths is not None:
            tangent = held_points(tangent, self.lengths)
        if self.is_doubled:
            tangent = paths.transform_path(tangent, options=_lead_lag(self.n_jobs))
        tangent = with_zeros(tangent, 0, 1) if self.is_timed else tangent
        return _steps_within(tangent, self.counts) if self.is_stepped else tangent


def steps_of(points: AnyArray) -> AnyArray:
    """Return the steps between points."""
    return points[..., 1:, :] - points[..., :-1, :]


def _steps_within(points: AnyArray, counts: AnyArray | None) -> AnyArray:
    """Return the steps between points, and zeros beyond the last."""
    with quietly(points):
        return _within(steps_of(points), None if counts is None else counts - 1)


def steps_backprop(derivs: AnyArray) -> AnyArray:
    """Take derivatives by steps back to the points: the transpose."""
    columns = with_zeros(derivs.swapaxes(-1, -2), 1, 1)
    with quietly(derivs):
        return (columns[..., :-1] - columns[..., 1:]).swapaxes(-1, -2)


def _lead_lag(n_jobs: Any) -> PathOptions:
    """Return the options of lead-lag alone."""
    return PathOptions.checked(0, False, True, 1.0, False, n_jobs)


def _stamps(path: AnyArray, counts: AnyArray | None, end_time: float) -> AnyArray:
    """Return the times of points, as one more channel."""
    points = path.shape[-2]
    places = counting(points, path)
    if counts is None:
        stamps = places / max(points - 1, 1)
    else:
        last = rounded_like((counts - 1).clip(1), path)[..., None]
        stamps = (places / last).clip(0, 1)
    return broadcast((stamps * end_time)[..., None], (*path.shape[:-1], 1))


# ---------------------------------------------------------------------------------------------------------------------
# Kernels that operations compute by themselves


class Scaled:
    """Kernels of paths that are multiplied by a factor."""

    def __init__(self, pairs: Pairs, scheme: Scheme, scaling: Scaling, by_parameters: bool) -> None:
        self.scaling = scaling
        self.by_parameters = by_parameters
        self.is_remembered = True
        self.first: Points | None = None
        self.second: Points | None = None
        factor = scaling.factor
        if factor is not None and scheme.time_aug:
            if by_parameters or is_tensor(factor):
                pairs, scheme = self._augmented(pairs, scheme)
            else:
                # A number of its own is no sign of a call that comes again.
                self.is_remembered = False
                scheme = scheme._replace(end_time=scheme.end_time * factor)
        self.unscaled = pairs
        if factor is not None:
            with quietly(pairs.path1):
                pairs = self._multiplied(pairs, factor)
        self.pairs = pairs
        self.given = scheme.given(scaling.static)

    def _multiplied(self, pairs: Pairs, factor: AnyArray | float) -> Pairs:
        """Multiply paths by the factor, near the origin if distances are all that counts."""
        if self.scaling.static == GAUSSIAN:
            self.unscaled = pairs = _about(pairs, _base(pairs))
        second = None if pairs.path2 is None else pairs.path2 * factor
        return pairs._replace(path1=pairs.path1 * factor, path2=second)

    def _augmented(self, pairs: Pairs, scheme: Scheme) -> tuple[Pairs, Scheme]:
        """Add time before paths are scaled, so that time is scaled as well."""
        self.first = Points.of(pairs.path1, pairs.lengths1, scheme)
        if pairs.path2 is None:
            return Pairs(self.first.array, None, self.first.counts, None), scheme.raw()
        self.second = Points.of(pairs.path2, pairs.lengths2, scheme)
        return Pairs(self.first.array, self.second.array, self.first.counts, self.second.counts), scheme.raw()

    def _call(self, operation: Operation[Any], *arrays: AnyArray | None) -> Any:
        if self.is_remembered:
            return operation.call(arrays, self.given)
        return operation(*arrays, options=operation.options.checked(*self.given))

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        if progress:
            return self._in_steps()
        path1, path2, lengths1, lengths2 = self.pairs
        if path2 is None:
            return self._call(operations.sig_kernel_symmetric, path1, lengths1)
        return self._call(operations.sig_kernel_gram, path1, path2, lengths1, lengths2)

    def _in_steps(self) -> AnyArray:
        """Compute some rows of the kernels after the other."""
        path1, path2, lengths1, lengths2 = self.pairs
        second = path1 if path2 is None else path2
        size = max(_STEP // max(path1.shape[-2] * prod(second.shape[-3:-1]), 1), 1)
        rows: list[AnyArray] = []
        for start in with_progress(range(0, max(path1.shape[-3], 1), size)):
            some, rest = slice(start, start + size), slice(start + size, None)
            block = path1[..., some, :, :]
            if path2 is not None:
                operands = block, path2, _at(lengths1, some), lengths2
                rows.append(self._call(operations.sig_kernel_gram, *operands))
                continue
            corner = self._call(operations.sig_kernel_symmetric, block, _at(lengths1, some))
            operands = block, path1[..., rest, :, :], _at(lengths1, some), _at(lengths1, rest)
            right = self._call(operations.sig_kernel_gram, *operands)
            left = [row[..., :, some].swapaxes(-1, -2) for row in rows]
            rows.append(joined((*left, corner, right), -1))
        return joined(tuple(rows), -2)

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        path1, path2, lengths1, lengths2 = self.pairs
        by_second = None
        if path2 is None:
            by_first = self._call(operations.sig_kernel_symmetric_backprop, path1, derivs, lengths1)
        else:
            by_first, by_second = self._call(
                operations.sig_kernel_gram_backprop, path1, path2, derivs, lengths1, lengths2
            )
        if self.scaling.factor is None:
            return by_first, by_second, {}
        with quietly(by_first):
            by_parameters = self._parameter_derivs(by_first, by_second) if self.by_parameters else {}
            return self._back(by_first, self.first), self._back(by_second, self.second), by_parameters

    def _back(self, derivs: AnyArray | None, points: Points | None) -> AnyArray | None:
        """Take derivatives by scaled paths back to the paths that were given."""
        if derivs is None:
            return None
        scaled = derivs * self.scaling.factor
        return scaled if points is None else points.back(scaled)

    def _parameter_derivs(self, by_first: AnyArray, by_second: AnyArray | None) -> dict[str, AnyArray]:
        """Take derivatives by scaled paths back to the factor, and from there to parameters."""
        path1, path2 = self.unscaled.path1, self.unscaled.path2
        if self.scaling.static == LINEAR:
            # Inner products of increments: each path may begin at the origin.
            path1 = path1 - path1[..., :1, :]
            path2 = None if path2 is None else path2 - path2[..., :1, :]
        by_factor = total(_within(path1, self.pairs.lengths1) * by_first)
        if path2 is not None:
            by_factor = by_factor + total(_within(path2, self.pairs.lengths2) * by_second)
        return {name: by_factor * deriv for name, deriv in self.scaling.derivs.items()}

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""
        path1, path2, lengths1, lengths2 = self.pairs
        moved1, moved2 = self._moved(tangent1, self.first), self._moved(tangent2, self.second)
        pair: tuple[AnyArray, AnyArray]
        if path2 is None:
            pair = self._call(operations.sig_kernel_symmetric_jvp, path1, moved1, lengths1)
        else:
            pair = self._call(operations.sig_kernel_gram_jvp, path1, path2, moved1, moved2, lengths1, lengths2)
        return pair

    def _moved(self, tangent: AnyArray | None, points: Points | None) -> AnyArray | None:
        """Return the tangents of scaled paths."""
        if tangent is None or self.scaling.factor is None:
            return tangent
        with quietly(tangent):
            return (tangent if points is None else points.moved(tangent)) * self.scaling.factor


def _at(lengths: AnyArray | None, some: slice) -> AnyArray | None:
    """Return the lengths of some paths."""
    return None if lengths is None else lengths[..., some]


def _base(pairs: Pairs) -> AnyArray | None:
    """Return a point near all paths, which distances do not depend on; the origin if it is none that is known."""
    path1, lengths1 = pairs.path1, pairs.lengths1
    if 0 in path1.shape:
        return None
    point = path1[..., :1, :1, :]
    # NaN and infinities in one path must not reach another one, and what is beyond a length is not read.
    is_known = point - point == 0
    if lengths1 is not None:
        is_known = is_known & (lengths1[..., :1, None, None] > 0)
    return constant(chosen(is_known, point, 0.0))


def _about(pairs: Pairs, base: AnyArray | None) -> Pairs:
    """Move paths, so that a point becomes the origin."""
    if base is None:
        return pairs
    second = None if pairs.path2 is None else pairs.path2 - base
    return pairs._replace(path1=pairs.path1 - base, path2=second)


def _within(path: AnyArray, lengths: AnyArray | None) -> AnyArray:
    """Put zeros in place of what nobody may read."""
    if lengths is None:
        return path
    return chosen((counting(path.shape[-2], path) < lengths[..., None])[..., None], path, 0.0)


# ---------------------------------------------------------------------------------------------------------------------
# Any static kernel


class Lifted:
    """Kernels of the increments of a static kernel, in blocks of pairs.

    Where the static kernel is an inner product, increments are those of steps, which have more digits than the
    differences of products of points.

    Which kernels these are, subclasses may say otherwise: by the three methods `_of_increments...`, and by how many
    numbers there are at once for each value.
    """

    numbers_of_a_value = 1

    def __init__(self, pairs: Pairs, scheme: Scheme, kernel: StaticKernel, by_parameters: bool) -> None:
        self.pairs = pairs
        self.kernel = kernel
        self.options = scheme.of_increments
        self.by_parameters = by_parameters
        scaling = scaling_of(kernel, pairs.path1)
        self.is_bilinear = scaling is not None and scaling.static == LINEAR
        self.first = self.second = Points.of(pairs.path1, pairs.lengths1, scheme, self.is_bilinear)
        if pairs.path2 is not None:
            self.second = Points.of(pairs.path2, pairs.lengths2, scheme, self.is_bilinear)
        *leading, rows, columns = pairs.shape
        self.count = prod(leading)
        # Which path is compared with which, one row of a matrix after the other.
        if pairs.path2 is None:
            first, second = np.triu_indices(rows)
        else:
            first, second = np.indices((rows, columns), np.intp).reshape(2, -1)
        batches = np.arange(self.count)[:, None]
        self.places1 = (batches * rows + first).reshape(-1)
        self.places2 = (batches * columns + second).reshape(-1)
        # Where in the matrices the pairs are, and their mirror images.
        self.upper = (batches * rows * columns + first * columns + second).reshape(-1)
        self.lower = (batches * rows * columns + second * columns + first).reshape(-1)

    def _blocks(self, progress: bool = False) -> Iterable[slice]:
        """Cut the list of pairs."""
        points1, points2 = self.first.array, self.second.array
        values = self.numbers_of_a_value * points1.itemsize * points1.shape[-2] * points2.shape[-2]
        pairs = max(_CACHE // max(values, 1), min(_LANES, _MOST // max(values, 1)), 1)
        starts = range(0, max(len(self.places1), 1), pairs)
        return (slice(start, start + pairs) for start in (with_progress(starts) if progress else starts))

    def _operands(self) -> tuple[AnyArray, AnyArray]:
        """Return the points of all paths, one row for each path."""
        return _as_rows(self.first.array), _as_rows(self.second.array)

    def _points_of(self, rows: AnyArray, places: Integers, like: Points) -> AnyArray:
        """Take paths out of rows."""
        return rows_at(rows, places).reshape(len(places), *like.array.shape[-2:])

    def _pair(self, rows1: AnyArray, rows2: AnyArray, block: slice) -> tuple[AnyArray, AnyArray]:
        """Take the paths of a block of pairs out of rows."""
        return (
            self._points_of(rows1, self.places1[block], self.first),
            self._points_of(rows2, self.places2[block], self.second),
        )

    def _increments(self, values: AnyArray, block: slice) -> AnyArray:
        """Return the increments of a block of pairs, from how their points, or their steps, compare."""
        return self._masked(values if self.is_bilinear else second_difference(values), block)

    def _masked(self, increments: AnyArray, block: slice) -> AnyArray:
        """Put zeros in place of increments beyond the lengths."""
        inside1 = _are_within(self.first, self.places1[block])
        inside2 = _are_within(self.second, self.places2[block])
        if inside1 is not None:
            increments = chosen(inside1[..., :, None], increments, 0.0)
        return increments if inside2 is None else chosen(inside2[..., None, :], increments, 0.0)

    def _values(self, x: AnyArray, y: AnyArray) -> AnyArray:
        """Compare points."""
        values = self.kernel.values(x, y)
        expected = (x.shape[0], x.shape[1], y.shape[1])
        if tuple(values.shape) != expected:
            raise ValueError(
                f"static_kernel: expected values(x, y) of shape {expected} for points of shapes {tuple(x.shape)} and "
                f"{tuple(y.shape)}, got {tuple(values.shape)}"
            )
        return rounded_like(values, x)

    def _matrix(self, listed: AnyArray) -> AnyArray:
        """Put the kernels of all pairs into matrices."""
        if self.pairs.path2 is None:
            places = np.empty(prod(self.pairs.shape), np.intp)
            places[self.upper] = places[self.lower] = np.arange(len(self.upper))
            listed = taken(listed, places)
        return listed.reshape(self.pairs.shape)

    def _listed(self, derivs: AnyArray) -> AnyArray:
        """Return derivatives by the kernels of all pairs, from those by matrices: the transpose of `_matrix`."""
        flat = derivs.reshape(prod(self.pairs.shape))
        if self.pairs.path2 is not None:
            return flat
        is_off = integers_like(self.upper != self.lower, flat)
        return taken(flat, self.upper) + chosen(is_off != 0, taken(flat, self.lower), 0.0)

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        operands = self._operands()
        with quietly(operands[0]):
            parts = [recomputed(partial(self._kernels, block), *operands) for block in self._blocks(progress)]
            return self._matrix(joined(tuple(parts), 0))

    def _kernels(self, block: slice, rows1: AnyArray, rows2: AnyArray) -> AnyArray:
        """Compute the kernels of a block of pairs."""
        return self._of_increments(self._increments(self._values(*self._pair(rows1, rows2, block)), block))

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        rows1, rows2 = self._operands()
        by_first, by_second = zeros_like(rows1), zeros_like(rows2)
        by_parameters: dict[str, AnyArray] = {}
        with quietly(rows1):
            listed = self._listed(derivs)
            for block in self._blocks():
                by_x, by_y, parameters = recomputed(partial(self._gradients, block), rows1, rows2, listed[block])
                by_first = by_first + sum_of_rows(_as_rows(by_x), self.places1[block], len(rows1))
                by_second = by_second + sum_of_rows(_as_rows(by_y), self.places2[block], len(rows2))
                by_parameters = summed(by_parameters, parameters)
        first = self.first.back(by_first.reshape(self.first.array.shape))
        second = self.second.back(by_second.reshape(self.second.array.shape))
        return (first + second, None, by_parameters) if self.pairs.path2 is None else (first, second, by_parameters)

    def _gradients(
        self, block: slice, rows1: AnyArray, rows2: AnyArray, derivs: AnyArray
    ) -> tuple[AnyArray, AnyArray, dict[str, AnyArray]]:
        """Take derivatives by the kernels of a block of pairs back to their paths and the parameters."""
        x, y = self._pair(rows1, rows2, block)
        by_values = self._of_increments_backprop(self._increments(self._values(x, y), block), derivs)
        by_values = self._masked(by_values, block)
        if not self.is_bilinear:
            by_values = second_difference_backprop(by_values)
        by_x, by_y = self.kernel.values_backprop(by_values, x, y)
        return by_x, by_y, self.kernel.parameter_derivs(by_values, x, y) if self.by_parameters else {}

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""
        moved1 = _as_rows(self.first.moved(tangent1))
        moved2 = moved1 if tangent2 is None else _as_rows(self.second.moved(tangent2))
        operands = (*self._operands(), moved1, moved2)
        with quietly(moved1):
            parts = [recomputed(partial(self._tangents, block), *operands) for block in self._blocks()]
            values, moved = (self._matrix(joined(listed, 0)) for listed in zip(*parts, strict=True))
        return values, moved

    def _tangents(
        self, block: slice, rows1: AnyArray, rows2: AnyArray, moved1: AnyArray, moved2: AnyArray
    ) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels of a block of pairs, and how they change."""
        points, moved = self._pair(rows1, rows2, block), self._pair(moved1, moved2, block)
        increments = self._increments(self._values(*points), block)
        return self._of_increments_jvp(increments, self._increments(self.kernel.values_jvp(*points, *moved), block))

    def _of_increments(self, increments: AnyArray) -> AnyArray:
        """Compute kernels from increments."""
        return operations.sig_kernel_increments(increments, options=self.options)

    def _of_increments_backprop(self, increments: AnyArray, derivs: AnyArray) -> AnyArray:
        """Take derivatives by kernels back to increments."""
        return operations.sig_kernel_increments_backprop(increments, derivs, options=self.options)

    def _of_increments_jvp(self, increments: AnyArray, tangents: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute kernels from increments, and how they change."""
        pair: tuple[AnyArray, AnyArray] = operations.sig_kernel_increments_jvp(
            increments, tangents, options=self.options
        )
        return pair


def second_difference(values: AnyArray) -> AnyArray:
    """Return the increments of a function of two points over cells of a grid."""
    steps = steps_of(values)
    return steps[..., 1:] - steps[..., :-1]


def second_difference_backprop(derivs: AnyArray) -> AnyArray:
    """Take derivatives by increments back to the values at the corners of the cells: the transpose."""
    rows = with_zeros(derivs, 1, 1).swapaxes(-1, -2)
    return second_difference(with_zeros(rows, 1, 1).swapaxes(-1, -2))


def summed(one: dict[str, AnyArray], other: dict[str, AnyArray]) -> dict[str, AnyArray]:
    """Add up derivatives by the same parameters; there may be none yet."""
    return {name: one[name] + deriv if one else deriv for name, deriv in other.items()} if other else one


def _as_rows(points: AnyArray) -> AnyArray:
    """Return the points of each path in one row."""
    return points.reshape(prod(points.shape[:-2]), prod(points.shape[-2:]))


def _are_within(points: Points, places: Integers) -> AnyArray | None:
    """Tell which steps of chosen paths are no padding; None: all."""
    if points.counts is None:
        return None
    counts = taken(points.counts.reshape(prod(points.counts.shape)), places)
    return counting(points.steps, points.array) < counts[:, None] - 1


class Grids(Lifted):
    """The kernels of all prefixes, at the corners of the cells of each pair: (..., B1, B2, corners1, corners2)."""

    def __init__(self, pairs: Pairs, scheme: Scheme, kernel: StaticKernel, by_parameters: bool) -> None:
        super().__init__(pairs, scheme, kernel, by_parameters)
        self.numbers_of_a_value = 1 + (1 << self.options.dyadic_order1 + self.options.dyadic_order2)

    def _matrix(self, listed: AnyArray) -> AnyArray:
        return listed.reshape(*self.pairs.shape, *listed.shape[1:])

    def _listed(self, derivs: AnyArray) -> AnyArray:
        return derivs.reshape(prod(self.pairs.shape), *derivs.shape[-2:])

    def _of_increments(self, increments: AnyArray) -> AnyArray:
        return operations.sig_kernel_grid(increments, options=self.options)

    def _of_increments_backprop(self, increments: AnyArray, derivs: AnyArray) -> AnyArray:
        return operations.sig_kernel_grid_backprop(increments, derivs, options=self.options)

    def _of_increments_jvp(self, increments: AnyArray, tangents: AnyArray) -> tuple[AnyArray, AnyArray]:
        pair: tuple[AnyArray, AnyArray] = operations.sig_kernel_grid_jvp(increments, tangents, options=self.options)
        return pair


# ---------------------------------------------------------------------------------------------------------------------
# Made of others


class Still:
    """Kernels of paths without points: the weight of the empty word, whatever points would have been compared by.

    Grids of `corners` have it everywhere.
    """

    def __init__(
        self,
        pairs: Pairs,
        scheme: Scheme,
        kernel: StaticKernel,
        weight: AnyArray | float = 1.0,
        corners: tuple[int, ...] = (),
    ) -> None:
        self.linear = Scaled(pairs, scheme, Scaling(LINEAR), False)
        self.kernel = kernel
        self.weight = weight
        self.corners = corners

    def _spread(self, kernels: AnyArray) -> AnyArray:
        """Repeat kernels at all corners."""
        if not self.corners:
            return kernels
        return kernels[..., None, None] * ones_of(self.corners, kernels)

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        return self._spread(self.linear.value() * self.weight)

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        if self.corners:
            derivs = derivs.sum((-2, -1))
        by_first, by_second, _ = self.linear.backprop(derivs)
        none = derivs.reshape(prod(derivs.shape), 1, 1)[:0]
        return by_first, by_second, self.kernel.parameter_derivs(none, none, none)

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""
        value, moved = self.linear.jvp(tangent1, tangent2)
        return self._spread(value * self.weight), self._spread(moved)


class Folded:
    """Kernels of paths with themselves, as those of two batches which are the same."""

    def __init__(self, twice: Kernels) -> None:
        self.twice = twice

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        return self.twice.value(progress)

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        by_first, by_second, by_parameters = self.twice.backprop(derivs)
        return by_first + by_second, None, by_parameters

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""
        return self.twice.jvp(tangent1, tangent1)


class Normalised:
    """Kernels over the square roots of those of both paths with themselves; NaN where such a one is not positive."""

    def __init__(self, pairs: Pairs, make: Callable[[Pairs], Any]) -> None:
        path1, path2, lengths1, lengths2 = pairs
        self.pairs = pairs
        self.whole = make(pairs)
        # Of the same paths, the diagonal has these kernels.
        self.own1 = None if path2 is None else make(_with_themselves(path1, lengths1))
        self.own2 = None if path2 is None else make(_with_themselves(path2, lengths2))

    def _own(self, whole: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Return the kernels of the first and of the second paths with themselves."""
        if self.own1 is None or self.own2 is None:
            diagonal = _diagonal(whole)
            return diagonal, diagonal
        return self.own1.value()[..., 0, 0], self.own2.value()[..., 0, 0]

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        whole = self.whole.value(progress)
        with quietly(whole):
            return _normalised(whole, *self._own(whole))

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        whole = self.whole.value()
        with quietly(whole):
            own1, own2 = self._own(whole)
            share = derivs * _normalised(whole, own1, own2)
            by_whole = derivs * _normalised(ones_of(whole.shape, whole), own1, own2)
            by_own1, by_own2 = -0.5 * share.sum(-1) / own1, -0.5 * share.sum(-2) / own2
        if self.own1 is None or self.own2 is None:
            is_own = _is_diagonal(whole)
            together: Derivs = self.whole.backprop(by_whole + chosen(is_own, (by_own1 + by_own2)[..., None], 0.0))
            return together
        by_first, by_second, by_parameters = self.whole.backprop(by_whole)
        one, other, more = self.own1.backprop(by_own1[..., None, None])
        by_first, by_parameters = by_first + (one + other)[..., 0, :, :], summed(by_parameters, more)
        one, other, more = self.own2.backprop(by_own2[..., None, None])
        return by_first, by_second + (one + other)[..., 0, :, :], summed(by_parameters, more)

    def jvp(self, tangent1: AnyArray, tangent2: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Compute the kernels, and how they change as the paths move along tangents."""
        whole, moved = self.whole.jvp(tangent1, tangent2)
        if self.own1 is None or self.own2 is None:
            own1, moved1 = _diagonal(whole), _diagonal(moved)
            own2, moved2 = own1, moved1
        else:
            first, second = alone(tangent1), alone(tangent2)
            own1, moved1 = (array[..., 0, 0] for array in self.own1.jvp(first, first))
            own2, moved2 = (array[..., 0, 0] for array in self.own2.jvp(second, second))
        with quietly(whole):
            value = _normalised(whole, own1, own2)
            rates = (moved1 / own1)[..., :, None] + (moved2 / own2)[..., None, :]
            return value, _normalised(moved, own1, own2) - 0.5 * value * rates


def _with_themselves(path: AnyArray, lengths: AnyArray | None) -> Pairs:
    """Pair each path with itself."""
    single = alone(path)
    counts = None if lengths is None else lengths[..., None]
    return Pairs(single, single, counts, counts)


def _normalised(whole: AnyArray, own1: AnyArray, own2: AnyArray) -> AnyArray:
    """Divide by square roots."""
    for own in (own1, own2):
        warn_of_root(own, "k(x, x)")
    roots1, roots2 = (root(chosen(own > 0, own, float("nan"))) for own in (own1, own2))
    return whole / (roots1[..., :, None] * roots2[..., None, :])


def _diagonal(square: AnyArray) -> AnyArray:
    """Return the diagonals of square matrices."""
    *leading, rows, columns = square.shape
    return square.reshape(*leading, rows * columns)[..., :: columns + 1]


def _is_diagonal(square: AnyArray) -> AnyArray:
    """Tell which places of matrices are on the diagonal."""
    places = counting(square.shape[-1], square)
    return places[:, None] == places
