"""Lead-lag and time augmentation of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._numbers import NUMBERS
from siglib._operations import path as operations
from siglib._paths import read

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def transform_path(
    path: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Augment paths by lead-lag and by time.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels; float32 or float64, integers become float64.
    time_aug : bool
        Append time as the last channel, uniform from 0 to `end_time`.
    lead_lag : bool
        Replace the channels by (lag, lead), on `2L - 1` points:
        lag = :math:`x_0, x_0, x_1, x_1, \ldots, x_{L-1}`, lead = :math:`x_0, x_1, x_1, x_2, \ldots, x_{L-1}`.
    end_time : float, or array_like or Tensor, shape (...)
        Time of the last point, in the unit of your choice, of all paths or of each. Its leading axes, as those of
        `basepoint` and `time`, are broadcast to those of `path`.
    basepoint : bool, or array_like or Tensor, shape (..., d), optional
        A point that is put before each path, the origin if it is True.
    time : array_like or Tensor, shape (..., L), optional
        When the points are, any numbers: the last channel, instead of a uniform time. A basepoint has the first of
        these times, unless it has one of its own (then they are L + 1). On the half steps of lead-lag it is halfway.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L', d')
        In the dtype of the paths. `L'` is `2L - 1` (or 0) with `lead_lag`, else `L`; `d'` is `2d` or `d`, and one more
        with `time_aug` or `time`. `basepoint` counts as a point.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If `path` has no channels axis or no channels, shapes do not fit together, or `n_jobs` is 0.

    See Also
    --------
    sig : Takes the same flags, and augments on the fly.
    transform_path_backprop : The transpose.

    Notes
    -----
    `sig` takes the same flags and never builds the augmented path: use this to look at it.
    The lead-lag transform is that of Flint, Hambly and Lyons, "Discretely sampled signals and the rough
    Hoff process" (2016).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.transform_path(np.array([[1.0], [3.0]]), lead_lag=True, time_aug=True)
    array([[1. , 1. , 0. ],
           [1. , 3. , 0.5],
           [3. , 3. , 1. ]])
    """
    if basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, None, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        path, (time_aug, lead_lag, end_time) = reading.path, reading.flags
    return operations.transform_path.call((path,), (0, time_aug, lead_lag, end_time, False, n_jobs))


def transform_path_backprop(
    derivs: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by an augmented path back to the path it was made from.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (..., L', d')
        :math:`\partial F / \partial y` for ``y = transform_path(path, ...)``; float32 or float64, integers become
        float64.
    time_aug, lead_lag : bool
        The flags of `transform_path`; `time_aug` stands for `time` as well. Derivatives by time are dropped, those by
        lead and lag summed.
    end_time : float
        Accepted so that calls look alike; the result does not depend on it.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial path`, in the dtype of `derivs`. Of paths with a basepoint, the first row is the
        derivative by that.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If no path has an augmentation of that shape, or `n_jobs` is 0.

    See Also
    --------
    transform_path : The transform.

    Notes
    -----
    The transform, of Flint, Hambly and Lyons (2016) as in `transform_path`, is linear in the path up to the constant
    time channel: this is its transpose.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.transform_path_backprop(np.ones((3, 3)), lead_lag=True, time_aug=True)
    array([[3.],
           [3.]])
    """
    return operations.transform_path_backprop.call((derivs,), (0, time_aug, lead_lag, end_time, False, n_jobs))
