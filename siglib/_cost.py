"""What signatures cost: multiply-adds and bytes, counted rather than measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, SupportsIndex

import numpy as np

from siglib._numbers import as_integer, augmented, count_words

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


@dataclass(frozen=True)
class Cost:
    """Work of one call of `sig`, and of one of `sig_backprop`.

    Parameters
    ----------
    multiply_adds : int
        Products that are added to something, in `sig`.
    bytes : int
        Input and output of `sig`, each read or written once.
    backward_multiply_adds, backward_bytes : int
        The same of `sig_backprop`.

    Examples
    --------
    >>> import siglib
    >>> siglib.estimate_cost(1, 2, 2, 1)
    Cost(multiply_adds=2, bytes=48, backward_multiply_adds=4, backward_bytes=96)
    """

    multiply_adds: int
    bytes: int
    backward_multiply_adds: int
    backward_bytes: int


def estimate_cost(
    batch: SupportsIndex,
    length: SupportsIndex,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    dtype: DTypeLike = np.float64,
) -> Cost:
    r"""Count the multiply-adds and bytes of signatures and of their gradients.

    Parameters
    ----------
    batch, length, dimension : int
        Paths, points of each, channels of a point. Of a ragged batch, `length` is the mean.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        As in `sig`: they add channels, and lead-lag doubles the time steps.
    dtype : dtype
        float32 or float64.

    Returns
    -------
    Cost
        `multiply_adds` and `bytes` of `sig`, `backward_multiply_adds` and `backward_bytes` of `sig_backprop`.

    Raises
    ------
    TypeError
        If a number is not an integer, or `dtype` not a floating-point type that siglib computes in.
    ValueError
        If a number is negative, `dimension` is 0, or the signature would be longer than an array can be.

    Notes
    -----
    For `B` paths of `L` points in `d > 1` channels, Horner's form of Chen's identity (Kidger and Lyons, "Signatory",
    2021) and its adjoint take

    .. math:: W = B (L-1) \sum_{k=1}^{N} d^k (N-k+1) \quad\text{and}\quad 3 W - B (L-1)\, d^N

    multiply-adds, where those of the first level, whose factor is 1, are counted as well. What joins the runs of
    time steps into which a few long paths are cut is not counted. In one channel the signature is
    :math:`X^k / k!` of the total increment `X`: `N` multiplications a path forward and `N` multiply-adds backward.

    Examples
    --------
    >>> import siglib
    >>> cost = siglib.estimate_cost(128, 256, 5, 5)
    >>> f"{cost.multiply_adds:,} multiply-adds, {cost.bytes:,} bytes"
    '159,120,000 multiply-adds, 5,309,440 bytes'
    """
    paths, points = as_integer(batch, "batch", 0), as_integer(length, "length", 0)
    channels, levels = as_integer(dimension, "dimension", 1), as_integer(degree, "degree", 0)
    item = np.dtype(dtype)
    if item not in (np.float32, np.float64):
        raise TypeError(f"dtype: expected float32 or float64, got {item}")
    letters = augmented(channels, bool(time_aug), bool(lead_lag))
    steps = max(points - 1, 0) * (2 if lead_lag else 1)
    sig_bytes = paths * count_words(letters, levels, item.itemsize) * item.itemsize
    path_bytes = paths * points * channels * item.itemsize
    if letters == 1:
        forward = backward = levels * paths if steps else 0
        read = min(points, 2) * paths * item.itemsize
    else:
        forward = paths * steps * sum(letters**k * (levels - k + 1) for k in range(1, levels + 1))
        # The last level is not taken back. Without a level there is nothing to do.
        backward = 3 * forward - paths * steps * letters**levels if levels else 0
        read = path_bytes
    return Cost(forward, read + sig_bytes, backward, read + 2 * sig_bytes + path_bytes)
