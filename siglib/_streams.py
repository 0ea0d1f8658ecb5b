"""Signatures of paths that grow point by point."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Self, SupportsIndex

import numpy as np

from siglib._array import (
    as_floats,
    as_pairs,
    check_floats,
    copied,
    joined,
    same_kind,
    waiting,
    windows_of,
    with_unit,
    zeros_of,
)
from siglib._interval_plans import BLOCK
from siglib._log_signature import as_method
from siglib._numbers import as_flag, as_integer
from siglib._operations import path as paths
from siglib._operations import stream, windows
from siglib._operations import tensor as tensors
from siglib._operations.log import logarithm
from siglib._options import TensorOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from siglib._array import AnyArray

# So many windows or fewer are products of nodes, each by itself; more are computed at once.
FEW = 4


class Growing:
    """Paths that grow: points in blocks of steps, and a tree of Chen products above the blocks that are complete.

    Block `i` has the points from `i * BLOCK` to `(i + 1) * BLOCK`, both included. Node `i` of level 0 is its signature,
    and that of any other level the product of nodes `2 * i` and `2 * i + 1` of the level below.
    """

    def __init__(self, dimension: SupportsIndex, degree: SupportsIndex, n_jobs: SupportsIndex | None) -> None:
        self.options = TensorOptions.checked(dimension, degree, n_jobs=n_jobs)
        # The oldest point that is kept, and how many there ever were.
        self.first = self.stop = 0
        self.batch: tuple[int, ...] | None = None
        self._like: AnyArray = None
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
        return other

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore what was pickled, where arrays have lost the dtype that is one object for all."""
        self.__dict__.update(state)
        if self._like is not None:
            self._like = as_floats(self._like, "points")

    def _check(self, points: AnyArray, name: str, own_axes: int) -> None:
        """Refuse points of other paths than those of the first ones; take note of these."""
        check_floats(points, name)
        letters, cut = self.options.dimension, points.ndim - own_axes
        if cut < 0 or points.shape[-1] != letters:
            expected = f"(..., {'n, ' if own_axes > 1 else ''}{letters})"
            raise ValueError(f"{name}: expected shape {expected}, got {tuple(points.shape)}")
        if self.batch is None:
            self.batch, self._like = tuple(points.shape[:cut]), zeros_of((*points.shape[:cut], letters), points)
        if tuple(points.shape[:cut]) != self.batch:
            raise ValueError(
                f"{name}: expected the batch shape of earlier points, {self.batch}, got {tuple(points.shape[:cut])}"
            )
        same_kind(self._like, "earlier points", points, name)

    def push(self, point: ArrayLike) -> None:
        """Add a point to each path."""
        row, like = as_floats(point, "point"), self._like
        if like is None or row.shape != like.shape or row.dtype is not like.dtype or type(row) is not np.ndarray:
            self._check(row, "point", 1)
        self._recent.append(copied(row)[..., None, :])
        self.stop += 1
        if self.stop - self._complete * BLOCK > BLOCK:
            self._complete_blocks()

    def push_batch(self, points: ArrayLike) -> None:
        """Add points to each path."""
        rows = as_floats(points, "points")
        self._check(rows, "points", 2)
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
        return type(self._like) is np.ndarray or self._like.device.type != "cuda"

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


class _Stream:
    """What all streams have: paths that grow, and results in one form."""

    def __init__(
        self, dimension: SupportsIndex, degree: SupportsIndex, scalar_term: bool, n_jobs: SupportsIndex | None
    ) -> None:
        self._paths = Growing(dimension, degree, n_jobs)
        self._scalar_term = as_flag(scalar_term, "scalar_term")

    def __copy__(self) -> Self:
        """Return a stream that goes on by itself."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._paths = copy(self._paths)
        return other

    def __deepcopy__(self, memo: object) -> Self:
        """Return the same: nothing modifies the arrays that both have."""
        return copy(self)

    @property
    def batch_shape(self) -> tuple[int, ...] | None:
        """Tell the shape of the batch of paths, None before the first point."""
        return self._paths.batch

    def push(self, point: ArrayLike) -> None:
        """Add a point to each path.

        Parameters
        ----------
        point : array_like or Tensor, shape (..., d)
            The point, float32 or float64; it is copied.

        Raises
        ------
        TypeError
            If it has a type or dtype that cannot be used, or another than earlier points.
        ValueError
            If its shape does not fit to that of earlier points.
        """
        self._paths.push(point)

    def push_batch(self, points: ArrayLike) -> None:
        """Add points to each path.

        Parameters
        ----------
        points : array_like or Tensor, shape (..., n, d)
            The points, float32 or float64; they are copied.

        Raises
        ------
        TypeError
            If they have a type or dtype that cannot be used, or another than earlier points.
        ValueError
            If their shape does not fit to that of earlier points.
        """
        self._paths.push_batch(points)

    def _finished(self, rows: AnyArray) -> AnyArray:
        """Return signatures as they were asked for."""
        return with_unit(rows) if self._scalar_term else rows


class SigStream(_Stream):
    r"""Signatures of any intervals of paths that grow point by point.

    Parameters
    ----------
    dimension : int
        Channels `d` of the paths, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    scalar_term : bool
        Keep the leading 1 of each signature.
    n_jobs : int, optional
        Threads: 1 for serial, None or -1 for all, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. Results do not depend on it.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If a number is out of range.

    See Also
    --------
    LogSigStream : The same of log-signatures.
    SigWindowStream : Signatures of windows of one length.
    sig_intervals : Of intervals of a path that is there as a whole.

    Notes
    -----
    Points are counted from 0, and keep their numbers when older ones are popped. The first points that come say which
    batch shape, dtype and framework all others have; they are copied. Products of 32, 64, 128, ... steps are kept, so
    that a point costs the same however many came before, and an interval at most two products of each size (K.-T. Chen,
    "Iterated integrals and exponential homomorphisms", 1954). Nothing is divided: an interval is as accurate as if it
    were alone, wherever it is. Points that are popped are forgotten, up to 32 of them.

    Streams of torch tensors are differentiable by the points that were pushed; where a stream goes on after a backward
    pass, that needs ``retain_graph=True``, as products are kept. Streams can be copied and pickled; a pickle has no
    graph. One thread at a time may use a stream.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> stream = siglib.SigStream(dimension=2, degree=2)
    >>> for point in [[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]]:
    ...     stream.push(np.array(point))
    >>> stream.sig(0, 2)
    array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
    >>> stream.size
    4
    """

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        *,
        scalar_term: bool = False,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, scalar_term, n_jobs)

    @property
    def size(self) -> int:
        """Count the points that are kept."""
        return self._paths.stop - self._paths.first

    @property
    def start_index(self) -> int:
        """Tell the number of the oldest point that is kept."""
        return self._paths.first

    @property
    def end_index(self) -> int:
        """Tell the number of the newest point, -1 before the first one."""
        return self._paths.stop - 1

    def pop_front(self, count: SupportsIndex = 1) -> None:
        """Forget the oldest points.

        Parameters
        ----------
        count : int
            How many; at least one point has to remain.

        Raises
        ------
        ValueError
            If that is negative, or no point would remain.
        """
        number = as_integer(count, "count", 0)
        if number >= max(self.size, 1):
            raise ValueError(f"count: expected at least one point to remain of {self.size}, got {number}")
        self._paths.pop(number)

    def sig(self, start: SupportsIndex, end: SupportsIndex) -> AnyArray:
        """Compute the signatures from one point to another.

        Parameters
        ----------
        start, end : int
            Numbers of the first point and of the last. If the first is greater, the way is taken back.

        Returns
        -------
        ndarray or Tensor, shape (..., sig_length(d, N))
            The signatures; 0 (scalar term 1) if both are the same.

        Raises
        ------
        IndexError
            If a point has not come yet, or is forgotten.
        """
        first, last = self._number(start, "start"), self._number(end, "end")
        row = self._paths.signature(*sorted((first, last)))
        return self._finished(row if first <= last else tensors.sig_inverse(row, options=self._paths.options))

    def sig_batch(self, intervals: ArrayLike) -> AnyArray:
        """Compute the signatures of many intervals.

        Parameters
        ----------
        intervals : array_like of int, shape (K, 2)
            Numbers of the first point and of the last, for each.

        Returns
        -------
        ndarray or Tensor, shape (K, ..., sig_length(d, N))
            What `sig` returns of each.

        Raises
        ------
        IndexError
            If no point has come yet, or one of these has not, or is forgotten.
        ValueError
            If they are no pairs.
        """
        pairs = as_pairs(intervals, "intervals", "start and end")
        if pairs.ndim != 2:
            raise ValueError(f"intervals: expected shape (K, 2), pairs of start and end, got {pairs.shape}")
        for number in (self.start_index, *pairs.reshape(-1).tolist()):
            self._number(number, "intervals")
        rows = [self.sig(start, end)[None] for start, end in pairs.tolist()]
        return joined(tuple(rows), 0) if rows else self.sig_all()[:0]

    def sig_all(self) -> AnyArray:
        """Compute the signatures from the oldest point to every one.

        Returns
        -------
        ndarray or Tensor, shape (size, ..., sig_length(d, N))
            Row `t` is ``sig(start_index, start_index + t)``.

        Raises
        ------
        IndexError
            If no point has come yet.
        """
        self._number(self.start_index, "start")
        rows = self._paths.prefixes()
        start = zeros_of((*rows.shape[:-2], 1, rows.shape[-1]), rows)
        return _windows_first(self._finished(joined((start, rows), -2)))

    def _number(self, value: SupportsIndex, name: str) -> int:
        """Return the number of a point that is kept."""
        number, points = value if type(value) is int else as_integer(value, name, -(2**63)), self._paths
        if not points.first <= number < points.stop:
            kept = f"from {points.first} to {points.stop - 1}" if points.stop else "of none: no point has come yet"
            raise IndexError(f"{name}: expected the number of a point {kept}, got {number}")
        return number


class LogSigStream(SigStream):
    r"""Log-signatures of any intervals of paths that grow point by point.

    Parameters
    ----------
    dimension : int
        Channels `d` of the paths, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    method : int or str
        The basis of the results, as `log_sig` has it: 0 or "expanded", 1 or "words", 2 or "brackets".
    n_jobs : int, optional
        Threads: 1 for serial, None or -1 for all, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. Results do not depend on it.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If a number or the method is out of range.

    See Also
    --------
    SigStream : The same of signatures, with all methods.
    LogSigWindowStream : Log-signatures of windows of one length.

    Notes
    -----
    The logarithm of what `SigStream` has (K.-T. Chen, "Integration of paths, geometric invariants and a generalized
    Baker-Hausdorff formula", 1957): ``sig``, ``sig_batch`` and ``sig_all`` return log-signatures.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> stream = siglib.LogSigStream(dimension=2, degree=2)
    >>> stream.push_batch(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]))
    >>> stream.sig(0, 2)
    array([ 3. ,  1. , -2.5])
    """

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        *,
        method: SupportsIndex | str = 2,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, n_jobs=n_jobs)
        self._basis = as_method(method)

    def _finished(self, rows: AnyArray) -> AnyArray:
        """Return the logarithms of signatures."""
        return logarithm(rows, self._basis, self._paths.options)


class SigWindowStream(_Stream):
    r"""Signatures of windows of paths that grow point by point.

    Parameters
    ----------
    dimension : int
        Channels `d` of the paths, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    window_size : int
        Points of a window, at least 2.
    stride : int
        From the first point of a window to that of the next, in points.
    scalar_term : bool
        Keep the leading 1 of each signature.
    n_jobs : int, optional
        Threads: 1 for serial, None or -1 for all, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. Results do not depend on it.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If a number is out of range.

    See Also
    --------
    LogSigWindowStream : The same of log-signatures.
    sig_windows : Of windows of a path that is there as a whole.

    Notes
    -----
    Windows are computed when they are asked for, many at once or each as a Chen product of blocks of steps, and kept
    until they are popped. No point is kept that no later window needs. As in `SigStream`, nothing is divided (K.-T.
    Chen, "Iterated integrals and exponential homomorphisms", 1954); what it says of tensors, copies and threads holds.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> stream = siglib.SigWindowStream(dimension=2, degree=2, window_size=3)
    >>> stream.push_batch(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]))
    >>> stream.push(np.array([4.0, 4.0]))
    >>> stream.sig()
    array([[ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5],
           [ 3. ,  2. ,  4.5,  6.5, -0.5,  2. ]])
    """

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        window_size: SupportsIndex,
        *,
        stride: SupportsIndex = 1,
        scalar_term: bool = False,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, scalar_term, n_jobs)
        self._window, self._stride = as_integer(window_size, "window_size", 2), as_integer(stride, "stride", 1)
        # The oldest window that is kept, how many were computed, and those that are kept of these.
        self._first = self._computed = 0
        self._rows: list[AnyArray] = []

    def __copy__(self) -> Self:
        """Return a stream that goes on by itself."""
        other = super().__copy__()
        other._rows = list(self._rows)
        return other

    @property
    def num_windows(self) -> int:
        """Count the windows that are complete and kept."""
        return self._complete() - self._first

    @property
    def start_index(self) -> int:
        """Tell the number of the oldest window that is kept."""
        return self._first

    def pop_front(self, count: SupportsIndex = 1) -> None:
        """Forget the oldest windows.

        Parameters
        ----------
        count : int
            How many.

        Raises
        ------
        ValueError
            If that is negative, or more than are kept.
        """
        number = as_integer(count, "count", 0)
        if number > self.num_windows:
            raise ValueError(f"count: expected at most {self.num_windows}, the windows that are kept, got {number}")
        self._first += number
        if self._first >= self._computed:
            self._rows, self._computed = [], self._first
            self._forget_points()
        elif number:
            kept = self._computed - self._first
            rows = joined(tuple(self._rows), 0)
            self._rows = [copied(rows[rows.shape[0] - kept :])]

    def sig(self) -> AnyArray:
        """Compute the signatures of all windows that are complete and kept.

        Returns
        -------
        ndarray or Tensor, shape (num_windows, ..., sig_length(d, N))
            The signatures, of the oldest window first.

        Raises
        ------
        ValueError
            If there is none.
        """
        if self.num_windows == 0:
            raise ValueError(
                f"no window is complete: expected {self._window} points or more, as many as a window has, got "
                f"{max(self._paths.stop - self._first * self._stride, 0)}"
            )
        self._compute()
        rows = joined(tuple(self._rows), 0)
        self._rows = [rows]
        return copied(rows)

    def _complete(self) -> int:
        """Count all windows that ever were complete."""
        return max((self._paths.stop - self._window) // self._stride + 1, 0)

    def _compute(self) -> None:
        """Compute the windows that were completed since the last time."""
        first, stop = self._computed, self._complete()
        if stop - first <= FEW or not self._paths.has_kernels:
            for start in range(first * self._stride, stop * self._stride, self._stride):
                self._rows.append(self._finished(self._paths.signature(start, start + self._window - 1))[None])
        else:
            rows = self._paths.windows(
                first * self._stride, (stop - 1) * self._stride + self._window, self._window, self._stride
            )
            self._rows.append(_windows_first(self._finished(rows)))
        self._computed = stop
        self._forget_points()

    def _forget_points(self) -> None:
        """Forget the points before the next window."""
        start = min(self._computed * self._stride, self._paths.stop)
        self._paths.pop(start - self._paths.first)


class LogSigWindowStream(SigWindowStream):
    r"""Log-signatures of windows of paths that grow point by point.

    Parameters
    ----------
    dimension : int
        Channels `d` of the paths, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    window_size : int
        Points of a window, at least 2.
    stride : int
        From the first point of a window to that of the next, in points.
    method : int or str
        The basis of the results, as `log_sig` has it: 0 or "expanded", 1 or "words", 2 or "brackets".
    n_jobs : int, optional
        Threads: 1 for serial, None or -1 for all, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. Results do not depend on it.

    Raises
    ------
    TypeError
        If an argument has a type that cannot be used.
    ValueError
        If a number or the method is out of range.

    See Also
    --------
    SigWindowStream : The same of signatures, with all methods.
    log_sig_windows : Of windows of a path that is there as a whole.

    Notes
    -----
    The logarithm of what `SigWindowStream` has (K.-T. Chen, "Integration of paths, geometric invariants and a
    generalized Baker-Hausdorff formula", 1957): ``sig`` returns log-signatures.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> stream = siglib.LogSigWindowStream(dimension=2, degree=2, window_size=3)
    >>> stream.push_batch(np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]]))
    >>> stream.sig()
    array([[ 3. ,  1. , -2.5],
           [ 3. ,  2. ,  3.5]])
    """

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        window_size: SupportsIndex,
        *,
        stride: SupportsIndex = 1,
        method: SupportsIndex | str = 2,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, window_size, stride=stride, n_jobs=n_jobs)
        self._basis = as_method(method)

    def _finished(self, rows: AnyArray) -> AnyArray:
        """Return the logarithms of signatures."""
        return logarithm(rows, self._basis, self._paths.options)


def _windows_first(rows: AnyArray) -> AnyArray:
    """Bring the axis of windows before those of the batch."""
    for axis in range(rows.ndim - 2, 0, -1):
        rows = rows.swapaxes(axis, axis - 1)
    return rows if rows.ndim == 2 else copied(rows)
