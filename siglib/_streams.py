"""Signatures of paths that grow point by point."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Self, SupportsIndex

from siglib._array import as_pairs, copied, joined, with_unit, zeros_of
from siglib._growing import Augmentation, Growing, check_no_time
from siglib._log_signature import as_method
from siglib._numbers import as_flag, as_integer
from siglib._operations import tensor as tensors
from siglib._operations.log import logarithm
from siglib._options import TensorOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray

# So many windows or fewer are products of nodes, each by itself; more are computed at once.
FEW = 4


class _Stream:
    """What all streams have: paths that grow, and results in one form."""

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        time_aug: bool,
        lead_lag: bool,
        scalar_term: bool,
        n_jobs: SupportsIndex | None,
    ) -> None:
        options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
        self._paths = Growing(options)
        self._augmentation: Augmentation | None = None
        if time_aug or lead_lag:
            self._augmentation = Augmentation(as_integer(dimension, "dimension", 1), time_aug, lead_lag, options.n_jobs)
        # Steps of the augmented paths for each step of the paths: numbers of points are those of the latter.
        self._steps = 2 if lead_lag else 1
        self._scalar_term = as_flag(scalar_term, "scalar_term")

    def __copy__(self) -> Self:
        """Return a stream that goes on by itself."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._paths, other._augmentation = copy(self._paths), copy(self._augmentation)
        return other

    def __deepcopy__(self, memo: object) -> Self:
        """Return the same: nothing modifies the arrays that both have."""
        return copy(self)

    @property
    def batch_shape(self) -> tuple[int, ...] | None:
        """Tell the shape of the batch of paths, None before the first point."""
        return self._paths.format.batch

    @property
    def _stop(self) -> int:
        """Count the points that there ever were."""
        return -(-self._paths.stop // self._steps)

    def push(self, point: ArrayLike, time: ArrayLike | None = None) -> None:
        """Add a point to each path.

        Parameters
        ----------
        point : array_like or Tensor, shape (..., d)
            The point, float32 or float64; it is copied.
        time : float, or array_like or Tensor, shape (...), optional
            With `time_aug`: when the point is, the same for all paths or one for each. None of all points: they are
            numbered.

        Raises
        ------
        TypeError
            If it has a type or dtype that cannot be used, or another than earlier points.
        ValueError
            If its shape does not fit to that of earlier points, or a time is given where earlier points have none.
        """
        if self._augmentation is None:
            check_no_time(time)
            self._paths.push(point)
        else:
            self._paths.push_batch(self._augmentation.point(point, time))

    def push_batch(self, points: ArrayLike, time: ArrayLike | None = None) -> None:
        """Add points to each path.

        Parameters
        ----------
        points : array_like or Tensor, shape (..., n, d)
            The points, float32 or float64; they are copied.
        time : array_like or Tensor, shape (n,) or (..., n), optional
            With `time_aug`: when the points are.

        Raises
        ------
        TypeError
            If they have a type or dtype that cannot be used, or another than earlier points.
        ValueError
            If their shape does not fit to that of earlier points, or times are given where earlier points have none.
        """
        if self._augmentation is None:
            check_no_time(time)
            self._paths.push_batch(points)
        else:
            self._paths.push_batch(self._augmentation.points(points, time))

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
    time_aug : bool
        Append time as the last channel: as it is pushed along with points, else their numbers.
    lead_lag : bool
        Replace the channels by (lag, lead), as `transform_path` does.
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

    Time is counted from the first point and rounded to the dtype of the points: in float32, numbers of points are exact
    up to 16 million. Lead-lag and time of an interval are those that the points of the interval have by themselves:
    ``sig(points, degree, lead_lag=True, time=stamps)``.

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
    >>> ticks = siglib.SigStream(dimension=1, degree=2, time_aug=True, lead_lag=True)  # lag, lead, time
    >>> for price, seconds in [(1.0, 0.0), (1.5, 2.0), (1.0, 2.5)]:
    ...     ticks.push([price], time=seconds)
    >>> ticks.sig(0, 2)[:3]
    array([0. , 0. , 2.5])
    """

    def __init__(
        self,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        *,
        time_aug: bool = False,
        lead_lag: bool = False,
        scalar_term: bool = False,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, time_aug, lead_lag, scalar_term, n_jobs)

    @property
    def size(self) -> int:
        """Count the points that are kept."""
        return self._stop - self.start_index

    @property
    def start_index(self) -> int:
        """Tell the number of the oldest point that is kept."""
        return self._paths.first // self._steps

    @property
    def end_index(self) -> int:
        """Tell the number of the newest point, -1 before the first one."""
        return self._stop - 1

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
        self._paths.pop(self._steps * number)

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
        row = self._paths.signature(self._steps * min(first, last), self._steps * max(first, last))
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
        rows = self._paths.prefixes()[..., self._steps - 1 :: self._steps, :]
        start = zeros_of((*rows.shape[:-2], 1, rows.shape[-1]), rows)
        return _windows_first(self._finished(joined((start, rows), -2)))

    def _number(self, value: SupportsIndex, name: str) -> int:
        """Return the number of a point that is kept."""
        number = value if type(value) is int else as_integer(value, name, -(2**63))
        first, stop = self.start_index, self._stop
        if not first <= number < stop:
            kept = f"from {first} to {stop - 1}" if stop else "of none: no point has come yet"
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
    time_aug : bool
        Append time as the last channel: as it is pushed along with points, else their numbers.
    lead_lag : bool
        Replace the channels by (lag, lead), as `transform_path` does.
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
        time_aug: bool = False,
        lead_lag: bool = False,
        method: SupportsIndex | str = 2,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, time_aug=time_aug, lead_lag=lead_lag, n_jobs=n_jobs)
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
    time_aug : bool
        Append time as the last channel: as it is pushed along with points, else their numbers.
    lead_lag : bool
        Replace the channels by (lag, lead), as `transform_path` does.
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
        time_aug: bool = False,
        lead_lag: bool = False,
        scalar_term: bool = False,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        super().__init__(dimension, degree, time_aug, lead_lag, scalar_term, n_jobs)
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
                f"{max(self._stop - self._first * self._stride, 0)}"
            )
        self._compute()
        rows = joined(tuple(self._rows), 0)
        self._rows = [rows]
        return copied(rows)

    def _complete(self) -> int:
        """Count all windows that ever were complete."""
        return max((self._stop - self._window) // self._stride + 1, 0)

    def _compute(self) -> None:
        """Compute the windows that were completed since the last time."""
        first, stop = self._computed, self._complete()
        # Steps of a window of the augmented paths, and from one to the next.
        steps, stride = self._steps * (self._window - 1), self._steps * self._stride
        if stop - first <= FEW or not self._paths.has_kernels:
            for start in range(first * stride, stop * stride, stride):
                self._rows.append(self._finished(self._paths.signature(start, start + steps))[None])
        else:
            rows = self._paths.windows(first * stride, (stop - 1) * stride + steps + 1, steps + 1, stride)
            self._rows.append(_windows_first(self._finished(rows)))
        self._computed = stop
        self._forget_points()

    def _forget_points(self) -> None:
        """Forget the points before the next window."""
        start = min(self._steps * self._computed * self._stride, self._paths.stop)
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
    time_aug : bool
        Append time as the last channel: as it is pushed along with points, else their numbers.
    lead_lag : bool
        Replace the channels by (lag, lead), as `transform_path` does.
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
        time_aug: bool = False,
        lead_lag: bool = False,
        method: SupportsIndex | str = 2,
        n_jobs: SupportsIndex | None = 1,
    ) -> None:
        flags = {"time_aug": time_aug, "lead_lag": lead_lag}
        super().__init__(dimension, degree, window_size, stride=stride, n_jobs=n_jobs, **flags)
        self._basis = as_method(method)

    def _finished(self, rows: AnyArray) -> AnyArray:
        """Return the logarithms of signatures."""
        return logarithm(rows, self._basis, self._paths.options)


def _windows_first(rows: AnyArray) -> AnyArray:
    """Bring the axis of windows before those of the batch."""
    for axis in range(rows.ndim - 2, 0, -1):
        rows = rows.swapaxes(axis, axis - 1)
    return rows if rows.ndim == 2 else copied(rows)
