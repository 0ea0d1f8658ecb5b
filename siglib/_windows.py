"""Signatures of windows of paths, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from siglib._array import as_floats, broadcast, joined, ones_of, same_kind
from siglib._log_signature import has_time, log_rows, log_rows_backprop, times_for
from siglib._numbers import NUMBERS, as_flag, augmented
from siglib._operations import windows as operations
from siglib._operations.tensor import check_rows, sig_scale_backprop
from siglib._options import TensorOptions
from siglib._paths import ends_of, is_per_path, read
from siglib._tensor import sig_scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def sig_windows(
    path: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the signatures of sliding windows of paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    degree : int
        Truncation degree `N`, at least 0.
    window : int
        Points of a window, at least 2.
    stride : int
        From the first point of a window to that of the next, in points.
    time_aug, lead_lag, end_time
        As in `sig`, for each window by itself: time goes from 0 to `end_time` in each.
    scalar_term : bool
        Keep the leading 1 of each signature.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path of a ragged batch, as in `sig`.
    time : array_like or Tensor, shape (..., L), optional
        When the points are: the last channel, instead of a uniform time.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., K, sig_length(d, N))
        Row `k` is ``sig(path[..., k * stride : k * stride + window, :], degree)``, for the
        ``K = (L - window) // stride + 1`` windows that are complete (none where `L` is less than `window`). Rows of
        windows that reach beyond `lengths` are 0 (scalar term 1).

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range.
    NotImplementedError
        If a tensor is on a CUDA device.

    See Also
    --------
    sig : Of whole paths, and with ``stream=True`` of windows that grow.
    sig_intervals : Of any intervals.
    log_sig_windows : The logarithms.
    sig_windows_backprop : The gradient.

    Notes
    -----
    A window is a suffix of one group of steps and a prefix of the next (van Herk, "A fast algorithm for local minimum
    and maximum filters on rectangular and octagonal kernels", 1992; Gil and Werman, 1993), so that its signature is one
    Chen product, however long it is. Nothing is divided: a window of a long path is as accurate as if it were alone.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    >>> siglib.sig_windows(path, 2, 3)
    array([[ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5],
           [ 3. ,  2. ,  4.5,  6.5, -0.5,  2. ]])
    """
    if time is not None:
        reading = read(path, lengths, time_aug, lead_lag, end_time, None, time, n_jobs)
        windows = reading.windows(window, stride)
        return sig_windows(reading.path, degree, *windows, scalar_term=scalar_term, **reading.keywords)
    if not isinstance(end_time, NUMBERS) and is_per_path(end_time):
        array, flags = as_floats(path, "path"), {"time_aug": time_aug, "lead_lag": lead_lag}
        rows = sig_windows(
            array, degree, window, stride, scalar_term=scalar_term, lengths=lengths, n_jobs=n_jobs, **flags
        )
        return sig_scale(
            rows, _scales_of_time(end_time, **flags, path=array, windows=rows.shape[-2]), degree, n_jobs=n_jobs
        )
    return operations.sig_windows.call(
        (path, lengths), (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs, window, stride)
    )


def sig_windows_backprop(
    path: ArrayLike,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the signatures of windows back to the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `sig_windows`: float32 or float64, integers and booleans become float64.
    sig_derivs : array_like or Tensor, shape (..., K, sig_length(d, N))
        :math:`\partial F / \partial S` of each window, with or without a slot for the scalar term (which is not read).
        Rows of windows that reach beyond `lengths` are not read.
    degree, window, stride, time_aug, lead_lag, end_time, lengths, time
        As given to `sig_windows`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial \mathrm{path}`, summed over the windows in a fixed order.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_windows : The signatures.

    Notes
    -----
    The Chen product of each window hands its derivative to a suffix and a prefix; both streams are then taken back step
    by step, as in `sig_backprop`, and each step collects the derivatives of all windows that hold it. The groups are
    those of van Herk, "A fast algorithm for local minimum and maximum filters" (1992).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> siglib.sig_windows_backprop(path, np.ones((2, 1)), 1, 3)
    array([[-1.],
           [-1.],
           [ 1.],
           [ 1.]])
    """
    if time is not None:
        reading = read(path, lengths, time_aug, lead_lag, end_time, None, time, n_jobs)
        windows = reading.windows(window, stride)
        return reading.back(sig_windows_backprop(reading.path, sig_derivs, degree, *windows, **reading.keywords))
    if not isinstance(end_time, NUMBERS) and is_per_path(end_time):
        array, derivs = as_floats(path, "path"), as_floats(sig_derivs, "sig_derivs")
        keywords: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "lengths": lengths, "n_jobs": n_jobs}
        rows = sig_windows(array, degree, window, stride, **keywords)
        scales = _scales_of_time(end_time, time_aug, lead_lag, array, rows.shape[-2])
        sizes = TensorOptions.checked(scales.shape[-1], degree, n_jobs=n_jobs)
        same_kind(array, "path", derivs, "sig_derivs")
        if derivs.shape[:-1] != rows.shape[:-1]:
            raise ValueError(
                f"sig_derivs: expected leading axes {tuple(rows.shape[:-1])}, got {tuple(derivs.shape[:-1])}"
            )
        check_rows("sig_derivs", derivs, "sig_derivs", derivs, sizes)
        own = derivs[..., derivs.shape[-1] - sizes.words :]
        by_rows, _ = sig_scale_backprop(own, rows, scales, options=sizes)
        return sig_windows_backprop(array, by_rows, degree, window, stride, **keywords)
    return operations.sig_windows_backprop.call(
        (path, sig_derivs, lengths), (degree, time_aug, lead_lag, end_time, False, n_jobs, window, stride)
    )


def _scales_of_time(end_time: Any, time_aug: bool, lead_lag: bool, path: AnyArray, windows: int) -> AnyArray:
    """Return factors of all channels of each window, that of time such that it ends as it should."""
    ends = ends_of(end_time, path)
    timed = as_flag(time_aug, "time_aug")
    others = ones_of((*ends.shape, augmented(path.shape[-1], False, as_flag(lead_lag, "lead_lag"))), path)
    factors = joined((others, ends[..., None]), -1) if timed else others
    return broadcast(factors[..., None, :], (*ends.shape, windows, factors.shape[-1]))


def log_sig_windows(
    path: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the log-signatures of sliding windows of paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels, float32 or float64, as `sig` takes them.
    degree : int
        Truncation degree `N`, at least 0.
    window : int
        Points of a window, at least 2.
    stride : int
        From the first point of a window to that of the next, in points.
    time_aug, lead_lag, end_time
        As in `sig`, for each window by itself: time goes from 0 to `end_time` in each.
    method, scalar_term
        The basis of the result and its scalar term, as in `log_sig`.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path of a ragged batch, as in `sig`.
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
        Row `k` is ``log_sig(path[..., k * stride : k * stride + window, :], degree)``, for the windows that
        `sig_windows` has; it is not divided by a window's duration. Rows of windows that reach beyond `lengths` are 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number or the method is out of range.

    See Also
    --------
    sig_windows : The signatures.
    log_sig_windows_backprop : The gradient.

    Notes
    -----
    The logarithm :math:`\sum_{k=1}^N \frac{(-1)^{k-1}}{k} (S - 1)^{\otimes k}` of what `sig_windows` computes: K.-T.
    Chen, "Integration of paths, geometric invariants and a generalized Baker-Hausdorff formula" (1957).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    >>> siglib.log_sig_windows(path, 2, 3)
    array([[ 3. ,  1. , -2.5],
           [ 3. ,  2. ,  3.5]])
    """
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "lengths": lengths, "n_jobs": n_jobs}
    keywords = {**flags, **times_for(precision, time, end_time)}
    sizes = (degree, has_time(time_aug, time), lead_lag, n_jobs)

    def rows(array: AnyArray) -> AnyArray:
        return sig_windows(array, degree, window, stride, **keywords)

    return log_rows(rows, path, sizes, method, scalar_term, precision)


def log_sig_windows_backprop(
    path: ArrayLike,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the log-signatures of windows back to the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `log_sig_windows`: float32 or float64, integers and booleans become float64.
    log_sig_derivs : array_like or Tensor, shape (..., K, log_sig_length(d, N, method=method))
        :math:`\partial F / \partial \log S` of each window; of the expanded form with or without a slot for the scalar
        term (which is not read). Rows of windows that reach beyond `lengths` are not read.
    degree, window, stride, time_aug, lead_lag, end_time, method, lengths, time, precision
        As given to `log_sig_windows`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial \mathrm{path}`, summed over the windows in a fixed order.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number or the method is out of range.

    See Also
    --------
    log_sig_windows : The log-signatures.

    Notes
    -----
    The transposes of the logarithm and of `sig_windows`, one after the other; see Reizenstein and Graham, "The
    iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> siglib.log_sig_windows_backprop(path, np.ones((2, 1)), 1, 3)
    array([[-1.],
           [-1.],
           [ 1.],
           [ 1.]])
    """
    flags: dict[str, Any] = {"time_aug": time_aug, "lead_lag": lead_lag, "lengths": lengths, "n_jobs": n_jobs}
    keywords = {**flags, **times_for(precision, time, end_time)}
    sizes = (degree, has_time(time_aug, time), lead_lag, n_jobs)

    def rows(array: AnyArray) -> AnyArray:
        return sig_windows(array, degree, window, stride, **keywords)

    def back(array: AnyArray, derivs: AnyArray) -> AnyArray:
        return sig_windows_backprop(array, derivs, degree, window, stride, **keywords)

    return log_rows_backprop(rows, back, path, log_sig_derivs, sizes, method, precision)
