"""What calls cost: multiply-adds and bytes, counted rather than measured."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from siglib import _numpy
from siglib._numbers import as_flag, as_integer
from siglib._operation import OPERATIONS
from siglib._options import PathOptions

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


@dataclass(frozen=True)
class Cost:
    """Work of one call.

    Parameters
    ----------
    multiply_adds : int
        Products that are added to something.
    bytes : int
        Input and output, each read or written once.

    Examples
    --------
    >>> import siglib
    >>> siglib.estimate_cost("sig", batch=1, length=2, dimension=2, degree=1)
    Cost(multiply_adds=2, bytes=48)
    """

    multiply_adds: int
    bytes: int


def estimate_cost(
    operation: str,
    *,
    batch: SupportsIndex,
    dimension: SupportsIndex,
    length: SupportsIndex = 0,
    degree: SupportsIndex = 0,
    time_aug: bool = False,
    lead_lag: bool = False,
    dtype: DTypeLike = np.float64,
) -> Cost:
    r"""Count the multiply-adds and bytes of a call.

    Parameters
    ----------
    operation : str
        Name of a function of arrays that has a kernel, such as ``"sig"`` or ``"sig_combine"``; of log-signatures also
        ``"series"``, the logarithm at Lyndon words, and ``"change_basis"``, from words to brackets.
    batch, dimension : int
        Paths or signatures, and channels of a raw path.
    length : int
        Points of each path; of a ragged batch the mean. Of no meaning for functions of signatures alone.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        As in `sig`: they add channels, and lead-lag doubles the time steps.
    dtype : dtype
        float32 or float64.

    Returns
    -------
    Cost
        Optional arrays are taken to be given, but for `lengths`.

    Raises
    ------
    TypeError
        If a number is not an integer, or `dtype` not a floating-point type that siglib computes in.
    ValueError
        If there is no such operation, a number is negative, `dimension` is 0, or an array would be longer than one can
        be.

    Notes
    -----
    For `B` paths of `L` points in `d > 1` channels, Horner's form of Chen's identity (Kidger and Lyons, "Signatory",
    2021) and its adjoint, `sig` and `sig_backprop`, take

    .. math:: W = B (L-1) \sum_{k=1}^{N} d^k (N-k+1) \quad\text{and}\quad 3 W - B (L-1)\, d^N

    multiply-adds, where those of the first level, whose factor is 1, are counted as well. What joins the segments into
    which a few long paths are cut is not counted. In one channel the signature is :math:`X^k / k!` of the total
    increment `X`: `N` multiplications a path forward and `N` multiply-adds backward. A Chen product takes
    :math:`\sum_k (k+1)\, d^k`, its gradient twice as many. A product of dual numbers counts as three.

    With corrections of level 2 (``sig_corrected`` and ``sig_corrected_backprop``, which `sig` and
    `sig_backprop` call for a `correction`), each multiply-add of a word of two and more letters is two.

    A log-signature takes no step of the words of level `N` that are no Lyndon words. The logarithm at Lyndon words,
    :math:`l_k` of level `k`, takes :math:`\sum_k l_k\, k\, (N-k+1)` multiply-adds for each signature more.

    Examples
    --------
    >>> import siglib
    >>> cost = siglib.estimate_cost("sig", batch=128, length=256, dimension=5, degree=5)
    >>> f"{cost.multiply_adds:,} multiply-adds, {cost.bytes:,} bytes"
    '159,120,000 multiply-adds, 5,309,440 bytes'
    """
    if operation not in OPERATIONS:
        raise ValueError(f"operation: expected one of {', '.join(sorted(OPERATIONS))}, got {operation!r}")
    declared = OPERATIONS[operation]
    paths, points = as_integer(batch, "batch", 0), as_integer(length, "length", 0)
    channels, levels = as_integer(dimension, "dimension", 1), as_integer(degree, "degree", 0)
    item = _float_type(dtype)
    as_read = PathOptions(levels, as_flag(time_aug, "time_aug"), as_flag(lead_lag, "lead_lag"), 1.0, False, None)
    as_read.words(channels, item.itemsize)
    options = declared.options.of_path(as_read, channels)
    kinds = [operand.kind for operand in declared.operands if not operand.kind.integer]
    operands = [(paths, *kind.own_shape(points, channels, options)) for kind in kinds]
    results = [output.rule(tuple(operands), options).shape for output in declared.outputs]
    # Of one channel only the end points count.
    read = [
        (paths, min(points, 2), 1) if kind.ends_only and as_read.width(channels) == 1 else shape
        for kind, shape in zip(kinds, operands, strict=True)
    ]
    numbers = sum(prod(shape) for shape in (*read, *results))
    return Cost(int(declared.multiply_adds(tuple(operands), options)), numbers * item.itemsize)


def _float_type(dtype: DTypeLike) -> np.dtype[Any]:
    """Return what siglib computes in as a dtype of NumPy."""
    try:
        item = np.dtype(dtype)
    except TypeError:
        item = None
    if item is None or item not in _numpy.FLOATS:
        raise TypeError(f"dtype: expected float32 or float64, got {dtype if item is None else item}")
    return item
