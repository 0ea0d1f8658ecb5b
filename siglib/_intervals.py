"""Signatures of any intervals of paths, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from siglib._array import as_floats, same_kind
from siglib._interval_plans import intervals_of, planned
from siglib._log_signature import has_time, log_rows, log_rows_backprop, times_for
from siglib._operations import path as paths
from siglib._options import PathOptions
from siglib._paths import read

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def sig_intervals(
    path: ArrayLike,
    intervals: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the signatures of intervals of paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    intervals : array_like of int, shape (K, 2) or (..., K, 2)
        Start and stop of each interval, in points, as Python slices have them: ``0 <= start <= stop <= L``. The same
        intervals for all paths, or some for each: leading axes are broadcast to those of `path`. A tensor will do whose
        numbers can be read. In a compiled graph, a list of pairs, the same for all paths.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time
        As in `sig`, for each interval by itself: time goes from 0 to `end_time` in each.
    scalar_term : bool
        Keep the leading 1 of each signature.
    time : array_like or Tensor, shape (..., L), optional
        When the points are: the last channel, instead of a uniform time.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., K, sig_length(d, N))
        Row `k` is ``sig(path[..., start:stop, :], degree)`` of interval `k`; 0 (scalar term 1) if that has fewer than
        two points.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or an interval is not within the paths.

    See Also
    --------
    sig_windows : Of intervals of one length, some points apart.
    sig_intervals_backprop : The gradient.
    SigStream : Of intervals of a path that is still growing.

    Notes
    -----
    The signature of an interval is the Chen product of those of its parts (K.-T. Chen, "Iterated integrals and
    exponential homomorphisms", 1954). Where that costs less than intervals by themselves, products of 32, 64, 128, ...
    steps serve all intervals, each of which takes two products or fewer of each size. Nothing is divided: an interval
    of a long path is as accurate as if it were alone.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    >>> siglib.sig_intervals(path, [(0, 3), (2, 4)], 2)
    array([[ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5],
           [ 1. ,  3. ,  0.5,  1.5,  1.5,  4.5]])
    """
    if time is not None:
        reading = read(path, None, time_aug, lead_lag, end_time, None, time, n_jobs)
        of_reading = intervals_of(reading, intervals)
        return sig_intervals(reading.path, of_reading, degree, scalar_term=scalar_term, n_jobs=n_jobs)
    options = PathOptions.checked(degree, time_aug, lead_lag, end_time, scalar_term, n_jobs)
    array = as_floats(path, "path")
    paths.check_path("path", array, "path", array, options)
    return planned(array, intervals, options).signatures()


def sig_intervals_backprop(
    path: ArrayLike,
    intervals: ArrayLike,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the signatures of intervals back to the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `sig_intervals`: float32 or float64, integers and booleans become float64.
    intervals : array_like of int, shape (K, 2) or (..., K, 2)
        The intervals, as given to `sig_intervals`.
    sig_derivs : array_like or Tensor, shape (..., K, sig_length(d, N))
        :math:`\partial F / \partial S` of each interval, with or without a slot for the scalar term (which is not
        read).
    degree, time_aug, lead_lag, end_time, time
        As given to `sig_intervals`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial \mathrm{path}`, summed over the intervals in a fixed order.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or an interval is not within the paths.

    See Also
    --------
    sig_intervals : The signatures.

    Notes
    -----
    The transpose of `sig_intervals`: Chen products hand derivatives to their factors, and blocks of steps collect those
    of all intervals that hold them, before they are taken back step by step as in `sig_backprop` (Reizenstein and
    Graham, "The iisignature library", 2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> siglib.sig_intervals_backprop(path, [(0, 3), (2, 4)], np.ones((2, 1)), 1)
    array([[-1.],
           [ 0.],
           [ 0.],
           [ 1.]])
    """
    if time is not None:
        reading = read(path, None, time_aug, lead_lag, end_time, None, time, n_jobs)
        of_reading = intervals_of(reading, intervals)
        return reading.back(sig_intervals_backprop(reading.path, of_reading, sig_derivs, degree, n_jobs=n_jobs))
    options = PathOptions.checked(degree, time_aug, lead_lag, end_time, False, n_jobs)
    array, derivs = as_floats(path, "path"), as_floats(sig_derivs, "sig_derivs")
    paths.check_path("path", array, "path", array, options)
    same_kind(array, "path", derivs, "sig_derivs")
    plan = planned(array, intervals, options)
    words, shape = options.words(array.shape[-1]), (*array.shape[:-2], plan.count)
    if tuple(derivs.shape) not in (expected := [(*shape, words), (*shape, words + 1)]):
        raise ValueError(
            f"sig_derivs: expected shape {expected[0]}, or {expected[1]} with the scalar term, got "
            f"{tuple(derivs.shape)}; there is a row for each interval"
        )
    return plan.backprop(derivs[..., derivs.shape[-1] - words :])


def log_sig_intervals(
    path: ArrayLike,
    intervals: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the log-signatures of intervals of paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    intervals : array_like of int, shape (K, 2) or (..., K, 2)
        Start and stop of each interval, in points, as `sig_intervals` takes them.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time
        As in `sig`, for each interval by itself: time goes from 0 to `end_time` in each.
    method, scalar_term
        The basis of the result and its scalar term, as in `log_sig`.
    time : array_like or Tensor, shape (..., L), optional
        When the points are: the last channel, instead of a uniform time.
    precision : {None, "double"}
        The precision of what is computed, as in `log_sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., K, log_sig_length(d, N, method=method))
        Row `k` is ``log_sig(path[..., start:stop, :], degree)`` of interval `k`, not divided by its duration; 0 if it
        has fewer than two points.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number or the method is out of range, or an interval is not within the paths.

    See Also
    --------
    sig_intervals : The signatures.
    log_sig_intervals_backprop : The gradient.

    Notes
    -----
    The logarithm :math:`\sum_{k=1}^N \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}` of what `sig_intervals` computes: K.-T.
    Chen, "Integration of paths, geometric invariants and a generalized Baker-Hausdorff formula" (1957). The log-ODE
    method wants them, of the intervals of a partition that share their end points.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    >>> siglib.log_sig_intervals(path, [(0, 3), (2, 4)], 2)
    array([[ 3. ,  1. , -2.5],
           [ 1. ,  3. ,  0. ]])
    """
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "n_jobs": n_jobs}
    flags |= times_for(precision, time, end_time)

    def rows(array: AnyArray) -> AnyArray:
        return sig_intervals(array, intervals, degree, **flags)

    return log_rows(rows, path, (degree, has_time(time_aug, time), lead_lag, n_jobs), method, scalar_term, precision)


def log_sig_intervals_backprop(
    path: ArrayLike,
    intervals: ArrayLike,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the log-signatures of intervals back to the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `log_sig_intervals`: float32 or float64, integers and booleans become float64.
    intervals : array_like of int, shape (K, 2) or (..., K, 2)
        The intervals, as given to `log_sig_intervals`.
    log_sig_derivs : array_like or Tensor, shape (..., K, log_sig_length(d, N, method=method))
        :math:`\partial F / \partial \log S` of each interval; of the expanded form with or without a slot for the
        scalar term (which is not read).
    degree, time_aug, lead_lag, end_time, method, time, precision
        As given to `log_sig_intervals`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial \mathrm{path}`, summed over the intervals in a fixed order.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number or the method is out of range, or an interval is not within the paths.

    See Also
    --------
    log_sig_intervals : The log-signatures.

    Notes
    -----
    The transposes of the logarithm and of `sig_intervals`, one after the other; see Reizenstein and Graham, "The
    iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> siglib.log_sig_intervals_backprop(path, [(0, 3), (2, 4)], np.ones((2, 1)), 1)
    array([[-1.],
           [ 0.],
           [ 0.],
           [ 1.]])
    """
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "n_jobs": n_jobs}
    flags |= times_for(precision, time, end_time)

    def rows(array: AnyArray) -> AnyArray:
        return sig_intervals(array, intervals, degree, **flags)

    def back(array: AnyArray, derivs: AnyArray) -> AnyArray:
        return sig_intervals_backprop(array, intervals, derivs, degree, **flags)

    sizes = (degree, has_time(time_aug, time), lead_lag, n_jobs)
    return log_rows_backprop(rows, back, path, log_sig_derivs, sizes, method, precision)
