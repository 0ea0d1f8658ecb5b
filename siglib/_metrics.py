"""Distances of paths and of distributions of paths, and a test: compositions of signature kernels."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsFloat, SupportsIndex

import numpy as np

from siglib._array import (
    as_counts,
    as_floats,
    chosen,
    constant,
    inner,
    integers_like,
    joined,
    numbers_like,
    quietly,
    root,
    same_kind,
    values_of,
)
from siglib._numbers import as_flag, as_generator, as_integer, as_real
from siglib._sig_kernel import sig_kernel, sig_kernel_gram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from siglib._array import AnyArray, Array
    from siglib._static_kernels import StaticKernel


# ---------------------------------------------------------------------------------------------------------------------
# Distributions of paths


def sig_mmd(
    sample1: ArrayLike,
    sample2: ArrayLike,
    *,
    unbiased: bool = True,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Estimate the squared maximum mean discrepancy of two distributions of paths.

    Parameters
    ----------
    sample1, sample2 : array_like or Tensor, shape (m, L1, d) and (n, L2, d)
        Paths of either distribution, at least two each, or one if it is biased: both float32 or both float64, integers
        and booleans become float64. Of tensors it is differentiable, in one backward pass.
    unbiased : bool
        Leave the kernel of each path with itself out, so that the expectation is right and values may be negative.
        Otherwise it is the squared distance of the two means, which is not negative.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        Which signature kernel, and how paths are read: as `sig_kernel` takes them.
    lengths1, lengths2 : array_like or Tensor of int, shape (m,) and (n,), optional
        Points of each path, for paths of unequal length. What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape ()
        The estimate, in the dtype of the samples.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or there are too few paths.

    See Also
    --------
    sig_mmd_test : Whether it is larger than chance makes it.
    expected_sig_score : What is left of it for one sample that is fitted to another.

    Notes
    -----
    .. math:: \frac{1}{m(m-1)} \sum_{i \ne j} k(x_i, x_j) - \frac{2}{mn} \sum_{i,j} k(x_i, y_j)
              + \frac{1}{n(n-1)} \sum_{i \ne j} k(y_i, y_j);

    biased, the sums run over all pairs and are divided by :math:`m^2` and :math:`n^2`: Gretton, Borgwardt, Rasch,
    Schölkopf and Smola, "A kernel two-sample test" (2012); of signatures, Chevyrev and Oberhauser, "Signature moments
    to characterize laws of stochastic processes" (2022). Samples of equally long paths are one matrix, of which half
    is computed.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> walks = np.random.default_rng(0).standard_normal((3, 20, 10, 2)).cumsum(axis=-2) / 5
    >>> bool(siglib.sig_mmd(walks[0], walks[1]) < siglib.sig_mmd(walks[0], 2 * walks[1]))
    True
    """
    is_unbiased = as_flag(unbiased, "unbiased")
    first, second = _samples(sample1, sample2, 1 + is_unbiased)
    flags = _kernel(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, n_jobs)
    gram = _pooled_gram(first, second, lengths1, lengths2, flags)
    weights = _mmd_weights(first.shape[0], second.shape[0], is_unbiased)
    return inner(gram.reshape(-1), numbers_like(weights.reshape(-1), gram))


def sig_score(
    sample: ArrayLike,
    y: ArrayLike,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Score a sample of paths, as a forecast of paths that came true: the lower the better.

    Parameters
    ----------
    sample : array_like or Tensor, shape (m, L1, d)
        Paths of the forecast, at least two: float32 or float64, integers and booleans become float64. Of tensors the
        scores are differentiable.
    y : array_like or Tensor, shape (..., L2, d)
        What came true, in the dtype of `sample`.
    lam : float
        How much it counts that the paths of the forecast are alike: with 1 the score is proper, with less it favours
        forecasts that vary less.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        Which signature kernel, and how paths are read: as `sig_kernel` takes them.
    lengths1, lengths2 : array_like or Tensor of int, shape (m,) and (...), optional
        Points of each path of `sample` and of `y`. What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (...)
        A score for each path of `y`, in the dtype of the paths; shape (1,) if that is a single one.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or there are too few paths.

    See Also
    --------
    expected_sig_score : The mean over `y`.
    sig_mmd : The distance of two distributions.

    Notes
    -----
    .. math:: \frac{\lambda}{m(m-1)} \sum_{i \ne j} k(x_i, x_j) - \frac{2}{m} \sum_i k(x_i, y);

    see Issa, Horvath, Lemercier and Salvi, "Non-adversarial training of neural SDEs with signature kernel scores"
    (2023).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> up, down = np.linspace(0, 1, 5)[:, None], np.linspace(0, -1, 5)[:, None]
    >>> forecast = np.stack([up, 0.8 * up, 1.2 * up])
    >>> scores = siglib.sig_score(forecast, np.stack([up, down]))
    >>> bool(scores[0] < scores[1])
    True
    """
    paths, others, weight = _sample(sample, "sample", 2), as_floats(y, "y"), as_real(lam, "lam")
    _check_others(paths, "sample", others, "y")
    flags = _kernel(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, n_jobs)
    scores = _scores(paths, others, lengths1, lengths2, weight, flags)
    return scores.reshape(1) if others.ndim == 2 else scores


def expected_sig_score(
    sample1: ArrayLike,
    sample2: ArrayLike,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Score a sample of paths, as a forecast of a distribution of which there is a sample as well.

    Parameters
    ----------
    sample1 : array_like or Tensor, shape (m, L1, d)
        Paths of the forecast, at least two: float32 or float64, integers and booleans become float64. Of tensors the
        score is differentiable: what generates the forecast is trained by it.
    sample2 : array_like or Tensor, shape (n, L2, d)
        What came true, at least one path, in the dtype of `sample1`.
    lam : float
        How much it counts that the paths of the forecast are alike, as in `sig_score`.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        Which signature kernel, and how paths are read: as `sig_kernel` takes them.
    lengths1, lengths2 : array_like or Tensor of int, shape (m,) and (n,), optional
        Points of each path of the samples. What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (1,)
        The score, in the dtype of the paths.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or there are too few paths.

    See Also
    --------
    sig_score : For each path of `sample2` by itself.
    sig_mmd : The same up to a term of `sample2` alone, with ``lam=1``.

    Notes
    -----
    The mean of `sig_score` over `sample2`:

    .. math:: \frac{\lambda}{m(m-1)} \sum_{i \ne j} k(x_i, x_j) - \frac{2}{mn} \sum_{i,j} k(x_i, y_j);

    see Issa, Horvath, Lemercier and Salvi, "Non-adversarial training of neural SDEs with signature kernel scores"
    (2023).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> walks = np.random.default_rng(0).standard_normal((2, 10, 5, 2)).cumsum(axis=-2) / 5
    >>> scores = siglib.sig_score(walks[0], walks[1])
    >>> np.allclose(siglib.expected_sig_score(walks[0], walks[1]), scores.mean())
    True
    """
    paths, others, weight = _sample(sample1, "sample1", 2), _sample(sample2, "sample2", 1), as_real(lam, "lam")
    _check_others(paths, "sample1", others, "sample2")
    flags = _kernel(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, n_jobs)
    return _scores(paths, others, lengths1, lengths2, weight, flags).mean(0).reshape(1)


def _kernel(
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None,
    order: SupportsIndex | None,
    method: str | None,
    static_kernel: StaticKernel | None,
    time_aug: bool,
    lead_lag: bool,
    end_time: SupportsFloat,
    n_jobs: SupportsIndex | None,
) -> dict[str, Any]:
    """Return what says which kernel, as functions of kernels take it."""
    flags = {"time_aug": time_aug, "lead_lag": lead_lag, "end_time": end_time, "n_jobs": n_jobs}
    return {"dyadic_order": dyadic_order, "order": order, "method": method, "static_kernel": static_kernel, **flags}


def _sample(value: ArrayLike, name: str, least: int) -> AnyArray:
    """Return paths of one distribution, and refuse too few of them."""
    paths = as_floats(value, name)
    if paths.ndim != 3:
        raise ValueError(f"{name}: expected shape (paths, length, channels), got {tuple(paths.shape)}")
    if paths.shape[0] < least:
        raise ValueError(f"{name}: expected at least {least} paths, got shape {tuple(paths.shape)}")
    return paths


def _samples(sample1: ArrayLike, sample2: ArrayLike, least: int) -> tuple[AnyArray, AnyArray]:
    """Return paths of two distributions."""
    pair = _sample(sample1, "sample1", least), _sample(sample2, "sample2", least)
    _check_others(pair[0], "sample1", pair[1], "sample2")
    return pair


def _check_others(paths: AnyArray, name: str, others: AnyArray, others_name: str) -> None:
    """Refuse paths that cannot be compared with those of a sample."""
    same_kind(paths, name, others, others_name)
    if others.ndim < 2:
        raise ValueError(f"{others_name}: expected shape (..., length, channels), got {tuple(others.shape)}")
    if others.shape[-1] != paths.shape[-1]:
        raise ValueError(
            f"{others_name}: expected {paths.shape[-1]} channels as {name} has, got shape {tuple(others.shape)}"
        )


def _scores(
    paths: AnyArray,
    others: AnyArray,
    lengths1: ArrayLike | None,
    lengths2: ArrayLike | None,
    weight: float,
    flags: dict[str, Any],
) -> AnyArray:
    """Score a sample by each of other paths."""
    within = sig_kernel_gram(paths, lengths1=lengths1, **flags)
    between = sig_kernel_gram(paths, others, lengths1=lengths1, lengths2=lengths2, **flags)
    pairs = numbers_like(_off_diagonal(paths.shape[0]).reshape(-1), within)
    return weight * inner(within.reshape(-1), pairs) - 2 * between.mean(0)


def _off_diagonal(count: int) -> Array:
    """Return the weights of a mean over pairs of two different ones."""
    return (1 - np.eye(count)) / (count * max(count - 1, 1))


def _mmd_weights(m: int, n: int, unbiased: bool) -> Array:
    """Return the weight of each pair out of both samples."""
    weights = np.zeros((m + n, m + n))
    weights[:m, m:] = -2 / (m * n)
    weights[:m, :m] = _off_diagonal(m) if unbiased else 1 / m**2
    weights[m:, m:] = _off_diagonal(n) if unbiased else 1 / n**2
    return weights


def _pooled_gram(
    first: AnyArray, second: AnyArray, lengths1: ArrayLike | None, lengths2: ArrayLike | None, flags: dict[str, Any]
) -> AnyArray:
    """Compute the kernels of all pairs out of both samples."""
    if first.shape[-2] == second.shape[-2]:
        lengths = None
        if lengths1 is not None or lengths2 is not None:
            lengths = joined((_counts(first, lengths1, "lengths1"), _counts(second, lengths2, "lengths2")), 0)
        return sig_kernel_gram(joined((first, second), 0), lengths1=lengths, **flags)
    between = sig_kernel_gram(first, second, lengths1=lengths1, lengths2=lengths2, **flags)
    upper = sig_kernel_gram(first, lengths1=lengths1, **flags), between
    lower = between.swapaxes(0, 1), sig_kernel_gram(second, lengths1=lengths2, **flags)
    return joined((joined(upper, 1), joined(lower, 1)), 0)


def _counts(paths: AnyArray, lengths: ArrayLike | None, name: str) -> AnyArray:
    """Return the points of each path of a sample."""
    if lengths is None:
        return integers_like([paths.shape[-2]] * paths.shape[0], paths)
    counts = as_counts(lengths, name, paths.shape[-2], paths, "sample")
    if tuple(counts.shape) != tuple(paths.shape[:1]):
        raise ValueError(f"{name}: expected shape ({paths.shape[0]},), a number for each path, got {counts.shape}")
    return counts


# ---------------------------------------------------------------------------------------------------------------------
# A test


class MMDTestResult(NamedTuple):
    """What `sig_mmd_test` finds.

    Parameters
    ----------
    statistic : float
        The squared maximum mean discrepancy of the samples.
    p_value : float
        How often chance makes it at least as large, if both samples are of one distribution.
    permuted : ndarray of float64, shape (permutations,)
        The same statistic of the paths dealt out anew, each time.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.random.default_rng(0).standard_normal((8, 5, 2)) / 2
    >>> result = siglib.sig_mmd_test(paths[:4], paths[4:], permutations=20, rng=0)
    >>> result.permuted.shape, 0 < result.p_value <= 1
    ((20,), True)
    >>> siglib.MMDTestResult(0.25, 0.0123, np.zeros(20))
    MMDTestResult(statistic=0.25, p_value=0.0123, permuted=<20 numbers>)
    """

    statistic: float
    p_value: float
    permuted: Array

    def __repr__(self) -> str:
        """Show the statistic and the p-value, and how many permutations there were."""
        return (
            f"MMDTestResult(statistic={self.statistic:.6g}, p_value={self.p_value:.6g}, permuted=<{len(self.permuted)} "
            "numbers>)"
        )


def sig_mmd_test(
    sample1: ArrayLike,
    sample2: ArrayLike,
    *,
    permutations: SupportsIndex = 1000,
    unbiased: bool = True,
    rng: int | np.random.Generator | None = None,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> MMDTestResult:
    r"""Test whether two samples of paths are of one distribution.

    Parameters
    ----------
    sample1, sample2 : array_like or Tensor, shape (m, L1, d) and (n, L2, d)
        Paths of either distribution, at least two each: both float32 or both float64, integers and booleans become
        float64.
    permutations : int
        How many times the paths are dealt out to two samples anew, at least once.
    unbiased : bool
        Which estimate of the maximum mean discrepancy, as in `sig_mmd`.
    rng : int or numpy.random.Generator, optional
        What chance is made of: the same number gives the same result. None: another one each time.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        Which signature kernel, and how paths are read: as `sig_kernel` takes them.
    lengths1, lengths2 : array_like or Tensor of int, shape (m,) and (n,), optional
        Points of each path, for paths of unequal length. What stands beyond is never read.
    n_jobs : int, optional
        Threads of the kernels: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``.

    Returns
    -------
    MMDTestResult
        Statistic, p-value, and the statistics of the permutations: numbers, whatever framework the paths are of.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, a number is out of range, or there are too few paths.

    See Also
    --------
    sig_mmd : The statistic, differentiable.

    Notes
    -----
    If the distributions are equal, it does not matter which path is in which sample. With `b` of `B` permutations that
    give at least the statistic of the samples,

    .. math:: p = \frac{1 + b}{1 + B}:

    the test that rejects at :math:`p \le \alpha` is wrong with probability :math:`\alpha` at most, for any number of
    permutations (Phipson and Smyth, "Permutation p-values should never be zero", 2010). See Gretton, Borgwardt, Rasch,
    Schölkopf and Smola, "A kernel two-sample test" (2012). There is one matrix of kernels, of which all permutations
    are weighted sums. A kernel that is bounded, such as that over an ``RBFKernel``, tells more distributions apart
    than a linear one, whose largest paths have the last word.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> walks = np.random.default_rng(0).standard_normal((2, 30, 10, 2)).cumsum(axis=-2) / 5
    >>> kernel = siglib.RBFKernel(0.3)
    >>> result = siglib.sig_mmd_test(walks[0], 2 * walks[1], permutations=200, rng=0, static_kernel=kernel)
    >>> result.p_value < 0.05
    True
    """
    is_unbiased, count = as_flag(unbiased, "unbiased"), as_integer(permutations, "permutations", 1)
    generator = as_generator(rng)
    first, second = (constant(paths) for paths in _samples(sample1, sample2, 2))
    flags = _kernel(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, n_jobs)
    gram = values_of(_pooled_gram(first, second, lengths1, lengths2, flags))
    # Schemes that take the two sides for different ones make no symmetric matrix.
    gram = (gram + gram.T) / 2
    m, n = first.shape[0], second.shape[0]
    statistic = float(_statistics(gram, np.arange(m + n)[:, None] < m, is_unbiased)[0])
    dealt = _dealt(m, n, count, generator)
    permuted = np.concatenate([_statistics(gram, part, is_unbiased) for part in dealt])
    # Rounding must not decide whether a sample that is dealt as it was gives the same.
    as_large = int((permuted >= statistic - 1e-12 * np.abs(gram).max()).sum())
    p_value = float("nan") if np.isnan(statistic) else (1 + as_large) / (1 + count)
    return MMDTestResult(statistic, p_value, permuted)


def _dealt(m: int, n: int, count: int, generator: np.random.Generator) -> Iterator[Array]:
    """Deal the paths out, so many times: yield which are in the first sample, a column for each time."""
    columns = max(_MOST_DEALT // (m + n), 1)
    labels = np.arange(m + n) < m
    for start in range(0, count, columns):
        yield generator.permuted(np.tile(labels, (min(columns, count - start), 1)), axis=1).T


# Memory that permutations take at a time, in numbers.
_MOST_DEALT = 1 << 21


def _statistics(gram: Array, labels: Array, unbiased: bool) -> Array:
    """Compute the discrepancy for each way to deal the paths out, a column of labels each."""
    firsts = labels.astype(np.float64)
    m = firsts[:, 0].sum()
    n = len(gram) - m
    # Kernels of a path with itself are no pair.
    pairs = gram - np.diag(np.diag(gram)) if unbiased else gram
    # Sums over pairs with one in the first sample, with both in it, and with one in each.
    of_firsts = pairs.sum(axis=1) @ firsts
    within = np.einsum("ij,ij->j", firsts, pairs @ firsts)
    between = of_firsts - within
    rest = pairs.sum() - within - 2 * between
    counts = (m * (m - 1), n * (n - 1)) if unbiased else (m**2, n**2)
    return np.asarray(within / counts[0] - 2 * between / (m * n) + rest / counts[1])


# ---------------------------------------------------------------------------------------------------------------------
# Paths


def sig_distance(
    paths1: ArrayLike,
    paths2: ArrayLike | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the distances of the signatures of paths, of each pair.

    Parameters
    ----------
    paths1 : array_like or Tensor, shape (..., L1, d)
        Paths: float32 or float64, integers and booleans become float64. Of tensors the distances are differentiable;
        where one is 0, its derivative is taken to be 0.
    paths2 : array_like or Tensor, shape (..., L2, d), optional
        Other paths, in the dtype of `paths1`. None: those of `paths1` again, for half the work.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        Which signature kernel, and how paths are read: as `sig_kernel` takes them.
    lengths1, lengths2 : array_like or Tensor of int, shape (...), optional
        Points of each path, for paths of unequal length. What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., ...)
        The distance of each pair, in the dtype of the paths: the batch shape of `paths1`, then that of `paths2`. Of
        paths with themselves it is symmetric, and 0 on the diagonal.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_kernel_gram : The inner products.
    sig_mmd : The distance of two distributions.

    Notes
    -----
    .. math:: |S(x) - S(y)| = \sqrt{k(x, x) + k(y, y) - 2 k(x, y)},

    over all levels of the signatures (Király and Oberhauser, "Kernels for sequentially ordered data", 2019). What
    rounding or a coarse scheme makes negative counts as 0: distances below the square root of the precision, relative
    to the norms, are not told from 0.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
    >>> distances = siglib.sig_distance(paths)
    >>> np.allclose(distances, (1 - np.eye(2)) * 1.599741)
    True
    """
    flags = _kernel(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, n_jobs)
    first = as_floats(paths1, "paths1")
    if paths2 is None or paths2 is paths1:
        gram = sig_kernel_gram(first, lengths1=lengths1, **flags)
        count = prod(first.shape[:-2])
        square = gram.reshape(count, count)
        norms1 = norms2 = square.diagonal()
    else:
        second = as_floats(paths2, "paths2")
        same_kind(first, "paths1", second, "paths2")
        gram = sig_kernel_gram(first, second, lengths1=lengths1, lengths2=lengths2, **flags)
        square = gram.reshape(prod(first.shape[:-2]), prod(second.shape[:-2]))
        norms1 = sig_kernel(first, first, lengths1=lengths1, lengths2=lengths1, **flags).reshape(square.shape[0])
        norms2 = sig_kernel(second, second, lengths1=lengths2, lengths2=lengths2, **flags).reshape(square.shape[1])
    return _distance(norms1[:, None] + norms2 - 2 * square).reshape(gram.shape)


def _distance(square: AnyArray) -> AnyArray:
    """Take the root; of what is not positive it is 0, and so is its derivative."""
    none = square <= 0
    with quietly(square):
        return chosen(none, 0.0, root(chosen(none, 1.0, square)))
