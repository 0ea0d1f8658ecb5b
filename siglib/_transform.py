"""Lead-lag and time augmentation of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._array import AnyArray, as_floats, implementation
from siglib._compute import Flags
from siglib._numbers import as_real
from siglib._threads import check_jobs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def check_path(path: ArrayLike, name: str = "path") -> AnyArray:
    """Return `path` as an array (..., length, channels) with at least one channel."""
    array = as_floats(path, name)
    if array.ndim < 2:
        raise ValueError(f"{name}: expected shape (..., length, channels), got {tuple(array.shape)}")
    if array.shape[-1] == 0:
        raise ValueError(f"{name}: expected at least one channel, got shape {tuple(array.shape)}")
    return array


def transform_path(
    path: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
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
    end_time : float
        Time of the last point, in the unit of your choice.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n.

    Returns
    -------
    ndarray or Tensor, shape (..., L', d')
        In the dtype of the paths. `L'` is `2L - 1` (or 0) with `lead_lag`, else `L`; `d'` is `2d` or `d`, and one more
        with `time_aug`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If `path` has no channels axis or no channels, or `n_jobs` is 0.

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
    array = check_path(path)
    flags = Flags(0, bool(time_aug), bool(lead_lag), as_real(end_time, "end_time"), check_jobs(n_jobs))
    return implementation(array).transform_path(array, flags)


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
        The flags of `transform_path`. Derivatives by time are dropped, those by lead and lag summed.
    end_time : float
        Accepted so that calls look alike; the result does not depend on it.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial path`, in the dtype of `derivs`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If no path has an augmentation of that shape, or `n_jobs` is 0.

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
    array = check_path(derivs, "derivs")
    flags = Flags(0, bool(time_aug), bool(lead_lag), as_real(end_time, "end_time"), check_jobs(n_jobs))
    points, width = array.shape[-2:]
    channels, rest = divmod(width - flags.time_aug, 2 if lead_lag else 1)
    if rest or channels < 1:
        raise ValueError(
            f"derivs: expected a last axis of {'2d' if lead_lag else 'd'}{' + 1' if time_aug else ''} channels, "
            f"got shape {tuple(array.shape)}"
        )
    if lead_lag and points and points % 2 == 0:
        raise ValueError(f"derivs: expected 2L - 1 points, an odd number, got shape {tuple(array.shape)}")
    return implementation(array).transform_path_backprop(array, flags)
