"""Signature kernels up to a level, of pairs of paths and Gram matrices, and their gradients."""

from __future__ import annotations

from itertools import accumulate
from math import prod
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._array import (
    as_floats,
    compact,
    counting,
    inner,
    is_tensor,
    joined,
    numbers_like,
    ones_of,
    quietly,
    rounded_like,
    same_kind,
)
from siglib._levels import count_terms, sum_of_levels, sum_of_levels_backprop
from siglib._numbers import as_flag
from siglib._operations import path as paths
from siglib._options import LINEAR, PathOptions
from siglib._pairs import Lifted, Normalised, Pairs, Scheme, Still
from siglib._sig_kernel import all_pairs_of, derivs_of, how_of, pairs_of, without_axis
from siglib._static_kernels import StaticKernel, scaling_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray
    from siglib._pairs import Derivs


# ---------------------------------------------------------------------------------------------------------------------
# Pairs


def truncated_sig_kernel(
    path1: ArrayLike,
    path2: ArrayLike,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute truncated signature kernels: inner products of signatures up to a level.

    Parameters
    ----------
    path1 : array_like or Tensor, shape (..., L1, d)
        Paths: float32 or float64 (computed and returned in that precision); integers and booleans
        become float64. Of torch tensors the result is a tensor, differentiable twice.
    path2 : array_like or Tensor, shape (..., L2, d)
        As many paths, in the same channels and dtype: ``path1[i]`` is compared with ``path2[i]``.
    degree : int
        The last level `N` that counts, at least 0.
    weights : array_like or Tensor, shape (N + 1,), optional
        How much each level counts, from level 0 on. None: all count 1. Of a tensor the result is differentiable by it.
    static_kernel : StaticKernel, optional
        How points are compared; None: by their inner product, `LinearKernel`.
    time_aug : bool
        Append time as the last channel, uniform from 0 to `end_time` over the points.
    lead_lag : bool
        Replace the channels by (lag, lead), before time is added. See `transform_path`.
    end_time : float
        Time of the last point.
    lengths1, lengths2 : array_like or Tensor of int, shape (...), optional
        Points of each path, for batches of paths of unequal length. What stands beyond is never read.
    normalise : bool
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`. Where one of these is not positive, which negative weights may lead
        to, the result is NaN; NumPy then gives a RuntimeWarning.
    n_jobs : int, optional
        Threads of signatures: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (...)
        The kernels, in the dtype of the paths; of one pair, an array without axes.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    truncated_sig_kernel_gram : All paths of one batch with all of another.
    truncated_sig_kernel_backprop : Its gradient.
    sig_kernel : All levels.
    sig_random_features : Features whose inner products are about these kernels, for many paths.

    Notes
    -----
    .. math:: k(x, y) = \sum_{k=0}^N w_k \langle S^{(k)}(x), S^{(k)}(y) \rangle

    with the levels of the signatures of the piecewise linear paths, or of the paths that a static kernel lifts. Inner
    products need no static kernel are computed from signatures where that is less work: few channels and a low degree.
    Otherwise, and for any static kernel, a recursion over levels goes over all pairs of steps, as often as
    :math:`N^3`, whatever the number of channels: F. Király and H. Oberhauser, "Kernels for sequentially ordered data"
    (2019), with all orders of repetition, so that it is exact. It is computed by one thread, in blocks of pairs, and
    torch keeps no block for its gradient.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
    >>> two = np.array([[0.0, 0.0], [0.5, 1.0], [1.5, -0.5]])
    >>> siglib.truncated_sig_kernel(one, two, 2)
    array(6.59375)
    >>> siglib.truncated_sig_kernel(one, two, 2, weights=[0, 0, 1])
    array(3.09375)
    >>> round(float(siglib.truncated_sig_kernel(one, two, 2, static_kernel=siglib.RBFKernel(2.0))), 6)
    2.226146
    """
    pairs, batch = pairs_of(path1, path2, lengths1, lengths2)
    how = how_of(None, 2, None, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    return _kernels_of(pairs, degree, weights, *how).value().reshape(batch)


def truncated_sig_kernel_backprop(
    derivs: ArrayLike,
    path1: ArrayLike,
    path2: ArrayLike,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray | None, AnyArray | None]:
    r"""Take derivatives by truncated signature kernels back to the paths.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (...)
        :math:`\partial F / \partial k`, in the dtype of the paths.
    path1 : array_like or Tensor, shape (..., L1, d)
        The first paths, as given to `truncated_sig_kernel`: float32 or float64, integers and booleans become float64.
    path2 : array_like or Tensor, shape (..., L2, d)
        The second paths.
    degree, weights, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise
        As given to `truncated_sig_kernel`.
    left_deriv, right_deriv : bool
        Whether to return derivatives by the first and by the second paths.
    n_jobs : int, optional
        Threads of signatures: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    by_path1 : ndarray or Tensor, shape (..., L1, d), or None
        :math:`\partial F / \partial x`, in the dtype of the paths; beyond the lengths it is 0.
    by_path2 : ndarray or Tensor, shape (..., L2, d), or None
        :math:`\partial F / \partial y`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.
    NotImplementedError
        If NumPy arrays are compared by a kernel of one's own that does not say its derivatives.

    See Also
    --------
    truncated_sig_kernel : The kernel.

    Notes
    -----
    The transposes of what `truncated_sig_kernel` does, one after the other: of the product and the signatures, or of
    the recursion over levels (F. Király and H. Oberhauser, "Kernels for sequentially ordered data", 2019).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one, two = np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([[0.0, 0.0], [0.5, 0.5]])
    >>> siglib.truncated_sig_kernel_backprop(1.0, one, two, 1)[0]
    array([[-0.5, -0.5],
           [ 0.5,  0.5]])
    """
    pairs, batch = pairs_of(path1, path2, lengths1, lengths2)
    how = how_of(None, 2, None, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    numbers = derivs_of(derivs, batch, pairs.path1, "path1").reshape(pairs.shape)
    kernels = _kernels_of(pairs, degree, weights, *how)
    by_path1, by_path2, _ = kernels.backprop(numbers)
    assert by_path2 is not None
    first = by_path1.reshape(without_axis(pairs.path1)) if as_flag(left_deriv, "left_deriv") else None
    second = by_path2.reshape(without_axis(pairs.path2)) if as_flag(right_deriv, "right_deriv") else None
    return first, second


# ---------------------------------------------------------------------------------------------------------------------
# Gram matrices


def truncated_sig_kernel_gram(
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the Gram matrix of truncated signature kernels: of all paths of one batch with all of another.

    Parameters
    ----------
    paths1 : array_like or Tensor, shape (batch1..., L1, d)
        Paths: float32 or float64 (computed and returned in that precision); integers and booleans
        become float64. Of torch tensors the result is a tensor, differentiable twice.
    paths2 : array_like or Tensor, shape (batch2..., L2, d), or None
        The others, in the same channels and dtype. None, or the very object `paths1`: those again. The matrix is then
        symmetric to the bit.
    degree : int
        The last level `N` that counts, at least 0.
    weights, static_kernel, time_aug, lead_lag, end_time
        As for `truncated_sig_kernel`.
    lengths1, lengths2 : array_like or Tensor of int, shapes (batch1...) and (batch2...), optional
        Points of each path, for batches of paths of unequal length. What stands beyond is never read. Without `paths2`
        there is no `lengths2` either.
    normalise : bool
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`, as `truncated_sig_kernel` does.
    n_jobs : int, optional
        Threads of signatures: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (batch1..., batch2...)
        The kernels, in the dtype of the paths.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    truncated_sig_kernel : Pairs of paths, and what the kernel is.
    truncated_sig_kernel_gram_backprop : Its gradient.

    Notes
    -----
    From signatures the matrix is a product of two: what counts is the number of paths. Otherwise the recursion over
    levels goes over all pairs (F. Király and H. Oberhauser, "Kernels for sequentially ordered data", 2019).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0], [1.0]], [[0.0], [0.5]], [[0.0], [-1.0]]])
    >>> siglib.truncated_sig_kernel_gram(paths, None, 2)
    array([[2.25    , 1.5625  , 0.25    ],
           [1.5625  , 1.265625, 0.5625  ],
           [0.25    , 0.5625  , 2.25    ]])
    """
    pairs, batch1, batch2 = all_pairs_of(paths1, paths2, lengths1, lengths2)
    how = how_of(None, 2, None, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    return _kernels_of(pairs, degree, weights, *how).value().reshape((*batch1, *batch2))


def truncated_sig_kernel_gram_backprop(
    derivs: ArrayLike,
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray | None, AnyArray | None]:
    r"""Take derivatives by a Gram matrix of truncated signature kernels back to the paths.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (batch1..., batch2...)
        :math:`\partial F / \partial K`, in the dtype of the paths; not necessarily symmetric.
    paths1 : array_like or Tensor, shape (batch1..., L1, d)
        The first paths, as given to `truncated_sig_kernel_gram`: float32 or float64, integers and booleans become
        float64.
    paths2 : array_like or Tensor, shape (batch2..., L2, d), or None
        The second paths. None: the first ones again, and the derivative by them is that by both of their places. (The
        very object `paths1` here counts as other paths, which move by themselves.)
    degree, weights, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise
        As given to `truncated_sig_kernel_gram`.
    left_deriv, right_deriv : bool
        Whether to return derivatives by the first and by the second paths.
    n_jobs : int, optional
        Threads of signatures: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    by_paths1 : ndarray or Tensor, shape (batch1..., L1, d), or None
        :math:`\partial F / \partial x`, in the dtype of the paths; beyond the lengths it is 0.
    by_paths2 : ndarray or Tensor, shape (batch2..., L2, d), or None
        :math:`\partial F / \partial y`; None without `paths2`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.
    NotImplementedError
        If NumPy arrays are compared by a kernel of one's own that does not say its derivatives.

    See Also
    --------
    truncated_sig_kernel_gram : The Gram matrix.

    Notes
    -----
    The transposes of what `truncated_sig_kernel_gram` does, one after the other: of the product and the signatures, or
    of the recursion over levels (F. Király and H. Oberhauser, "Kernels for sequentially ordered data", 2019).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0], [1.0]], [[0.0], [0.5]]])
    >>> siglib.truncated_sig_kernel_gram_backprop(np.ones((2, 2)), paths, None, 1)[0]
    array([[[-3.],
            [ 3.]],
    <BLANKLINE>
           [[-3.],
            [ 3.]]])
    """
    pairs, batch1, batch2 = all_pairs_of(paths1, paths2, lengths1, lengths2, paths2 is None)
    how = how_of(None, 2, None, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    numbers = derivs_of(derivs, (*batch1, *batch2), pairs.path1, "paths1").reshape(pairs.shape)
    kernels = _kernels_of(pairs, degree, weights, *how)
    by_paths1, by_paths2, _ = kernels.backprop(numbers)
    first = second = None
    if as_flag(left_deriv, "left_deriv"):
        first = by_paths1.reshape((*batch1, *pairs.path1.shape[-2:]))
    if as_flag(right_deriv, "right_deriv") and by_paths2 is not None:
        second = by_paths2.reshape((*batch2, *by_paths2.shape[-2:]))
    return first, second


# ---------------------------------------------------------------------------------------------------------------------
# How they are computed


def _kernels_of(
    pairs: Pairs,
    degree: SupportsIndex,
    weights: ArrayLike | None,
    scheme: Scheme,
    kernel: StaticKernel,
    normalise: bool,
) -> Normalised | _BySignatures | _ByLevels | Still:
    """Choose how to compute truncated kernels."""
    options = PathOptions.checked(
        degree,
        scheme.time_aug,
        scheme.lead_lag,
        scheme.end_time,
        False,
        scheme.n_jobs,
    )
    of_levels = level_weights(weights, options.degree, pairs.path1)

    def make(part: Pairs) -> _BySignatures | _ByLevels | Still:
        if part.has_no_points:
            return Still(part, scheme, kernel, of_levels[0])
        scaling = scaling_of(kernel, part.path1)
        if scaling is not None and scaling.static == LINEAR and is_for_signatures(part, options):
            factor = scaling.factor
            scales = 1 if factor is None else factor ** (2 * counting(options.degree + 1, part.path1))
            return _BySignatures(part, options, of_levels * scales)
        return _ByLevels(part, scheme, kernel, options.degree, of_levels)

    return Normalised(pairs, make) if normalise else make(pairs)


def level_weights(weights: ArrayLike | None, degree: int, like: AnyArray) -> AnyArray:
    """Return the weights of levels 0 to `degree`, to compute with such arrays."""
    if weights is None:
        return ones_of((degree + 1,), like)
    array = as_floats(weights, "weights")
    if tuple(array.shape) != (degree + 1,):
        raise ValueError(
            f"weights: expected shape ({degree + 1},), a number for each level from 0 to {degree}, got "
            f"{tuple(array.shape)}"
        )
    if is_tensor(array) == is_tensor(like):
        array = rounded_like(array, like)
        same_kind(like, "path1", array, "weights")
        return array
    if is_tensor(array):
        raise TypeError("weights: expected a numpy.ndarray as the paths are, got a torch.Tensor; convert one of them")
    return numbers_like(array.tolist(), like)


# How many multiply-adds of kernels take as long as one number of the recursion over levels.
_WORK_OF_A_TERM = 20
# Coefficients of signatures that may always be kept, in numbers.
_MOST_COEFFICIENTS = 1 << 27


def is_for_signatures(pairs: Pairs, options: PathOptions) -> bool:
    """Tell whether kernels are less work from signatures than from increments."""
    both = [path for path in (pairs.path1, pairs.path2) if path is not None]
    steps1, steps2 = options.steps(both[0].shape[-2]), options.steps(both[-1].shape[-2])
    letters, degree = options.width(both[0].shape[-1]), options.degree
    words = sum(letters**level for level in range(1, degree + 1))
    per_step = sum(letters**level * (degree - level + 1) for level in range(1, degree + 1))
    count, signatures = prod(pairs.shape), sum(prod(path.shape[:-2]) for path in both)
    if signatures * words > max(_MOST_COEFFICIENTS, count):
        return False
    signing = sum(prod(path.shape[:-2]) * options.steps(path.shape[-2]) for path in both) * per_step
    limit = _WORK_OF_A_TERM * count * steps1 * steps2 * count_terms(degree)
    return bool(signing + count * words <= limit)


class _BySignatures:
    """Kernels of signatures, level by level."""

    def __init__(self, pairs: Pairs, options: PathOptions, weights: AnyArray) -> None:
        self.pairs = pairs
        self.options = options
        self.weights = weights
        width = options.width(pairs.path1.shape[-1])
        ends = list(accumulate(width**level for level in range(1, options.degree + 1)))
        self.levels = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]

    def _signatures(self) -> tuple[AnyArray, AnyArray]:
        """Compute the signatures of both."""
        path1, path2, lengths1, lengths2 = self.pairs
        first = paths.sig(path1, lengths1, options=self.options)
        return first, first if path2 is None else paths.sig(path2, lengths2, options=self.options)

    def _weighted(self, sigs: AnyArray) -> AnyArray:
        """Multiply levels of signatures by their weights."""
        scaled = [sigs[..., level] * self.weights[k + 1] for k, level in enumerate(self.levels)]
        return joined((sigs[..., :0], *scaled), -1)

    def value(self, progress: bool = False) -> AnyArray:
        """Compute the kernels."""
        first, second = self._signatures()
        with quietly(first):
            kernels = _products(self._weighted(first), second) + self.weights[0]
        # Of the same paths it is symmetric up to rounding.
        return (kernels + kernels.swapaxes(-1, -2)) / 2 if self.pairs.path2 is None else kernels

    def backprop(self, derivs: AnyArray) -> Derivs:
        """Take derivatives by the kernels back to the paths."""
        path1, path2, lengths1, lengths2 = self.pairs
        first, second = self._signatures()
        # Products of matrices round as these lie in memory.
        derivs = compact(derivs)
        if path2 is None:
            derivs = derivs + derivs.swapaxes(-1, -2)
        with quietly(first):
            by_first = self._weighted(_combined(derivs, second))
            by_second = None if path2 is None else self._weighted(_combined(derivs.swapaxes(-1, -2), first))
        by_path1 = paths.sig_backprop(path1, first, by_first, lengths1, options=self.options)
        if path2 is None:
            return by_path1, None, {}
        return by_path1, paths.sig_backprop(path2, second, by_second, lengths2, options=self.options), {}


def _products(first: AnyArray, second: AnyArray) -> AnyArray:
    """Return the inner products of all rows; of one with one, the same bits in any framework."""
    if first.shape[-2] == second.shape[-2] == 1:
        return inner(first, second)[..., None]
    return first @ second.swapaxes(-1, -2)


def _combined(numbers: AnyArray, rows: AnyArray) -> AnyArray:
    """Add rows up, weighted by numbers."""
    return numbers * rows if numbers.shape[-1] == numbers.shape[-2] == 1 else numbers @ rows


class _ByLevels(Lifted):
    """Kernels of increments, by the recursion over levels."""

    def __init__(self, pairs: Pairs, scheme: Scheme, kernel: StaticKernel, degree: int, weights: AnyArray) -> None:
        super().__init__(pairs, scheme, kernel, by_parameters=False)
        self.degree = degree
        self.weights = weights
        self.numbers_of_a_value = count_terms(degree)

    def _of_increments(self, increments: AnyArray) -> AnyArray:
        return sum_of_levels(increments, self.weights, self.degree)

    def _of_increments_backprop(self, increments: AnyArray, derivs: AnyArray) -> AnyArray:
        return sum_of_levels_backprop(increments, derivs, self.weights, self.degree)

    def _of_increments_jvp(self, increments: AnyArray, tangents: AnyArray) -> tuple[AnyArray, AnyArray]:
        value = sum_of_levels(increments, self.weights, self.degree)
        slopes = sum_of_levels_backprop(increments, ones_of(value.shape, value), self.weights, self.degree)
        return value, (slopes * tangents).sum((-2, -1))
