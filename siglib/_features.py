"""Random features: vectors whose inner products are about truncated signature kernels."""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsFloat, SupportsIndex

import numpy as np

from siglib._array import (
    as_counts,
    as_floats,
    broadcast,
    cos,
    is_tensor,
    joined,
    number_like,
    numbers_like,
    ones_of,
    recomputed,
    root,
)
from siglib._coefficients import sig_coef
from siglib._numbers import as_generator, as_integer
from siglib._operations import path as paths
from siglib._options import PathOptions
from siglib._pairs import Points, Scheme
from siglib._static_kernels import LinearKernel, RBFKernel, ScaledLinearKernel
from siglib._truncated import level_weights

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray, Array
    from siglib._static_kernels import StaticKernel

# Numbers of projected paths that there are at once.
_BLOCK = 1 << 20


def sig_random_features(
    paths: ArrayLike,
    degree: SupportsIndex,
    features: SupportsIndex,
    *,
    rng: int | np.random.Generator | None = None,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute random features of paths: inner products of them estimate truncated signature kernels.

    Parameters
    ----------
    paths : array_like or Tensor, shape (..., L, d)
        Paths of at least one point: float32 or float64 (computed and returned in that precision); integers and booleans
        become float64. Of a torch tensor the result is a tensor, differentiable twice.
    degree : int
        The last level `N` of signatures that counts, at least 0.
    features : int
        How many features there are of each level, at least 1: errors fall with its root.
    rng : int or numpy.random.Generator, optional
        What chance is made of. Features can be compared if they come of the same number; a generator goes on, and gives
        others each time. None: others each time.
    weights : array_like or Tensor, shape (N + 1,), optional
        How much each level of the kernel counts, from level 0 on: not negative. None: all count 1.
    static_kernel : LinearKernel, ScaledLinearKernel or RBFKernel, optional
        How points are compared; None: by their inner product.
    time_aug : bool
        Append time as the last channel, uniform from 0 to `end_time` over the points.
    lead_lag : bool
        Replace the channels by (lag, lead), before time is added. See `transform_path`.
    end_time : float
        Time of the last point.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path, for batches of paths of unequal length. What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., 1 + N * features)
        The feature of level 0, which is constant, and those of levels 1 to `N`, in the dtype of the paths.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or there are no random features of the static kernel.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    truncated_sig_kernel : What inner products are about.
    siglib.sklearn.SignatureRandomFeatures : As a step of a pipeline.

    Notes
    -----
    A feature of level `k` is the iterated integral of `k` random paths that are of one channel each,

    .. math:: F^{-1/2} \int_{t_1 < \cdots < t_k} da^1_{t_1} \cdots da^k_{t_k}, \qquad
        \mathrm{E}\, a^i_s(x) \, a^i_t(y) = \kappa(x_s, y_t).

    Since the :math:`a^i` are independent, the expectation of the product for two paths is the level `k` of their
    kernel. Here :math:`a(x) = \langle w, x \rangle` with independent random signs `w`, and over a Gaussian kernel
    :math:`a(x) = \sqrt{2} \cos(\langle w, x \rangle + b)` with normal `w` and uniform `b`: A. Rahimi and B. Recht,
    "Random features for large-scale kernel machines" (2007); C. Toth, H. Oberhauser and Z. Szabo, "Random Fourier
    signature features" (2025). Features of one number take the levels of one and the same integral. It costs about
    :math:`N^2 / 2` multiply-adds for each point and feature, however many paths there are: where these are many, linear
    models of features take the place of kernels. Errors of high levels are large: the kernel of paths which differ much
    in length, or move far, wants many features.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.random.default_rng(0).standard_normal((4, 10, 2)).cumsum(axis=1) / 5
    >>> features = siglib.sig_random_features(paths, 3, 20_000, rng=0)
    >>> features.shape
    (4, 60001)
    >>> bool(np.abs(features @ features.T - siglib.truncated_sig_kernel_gram(paths, None, 3)).max() < 0.1)
    True
    """
    array = as_floats(paths, "paths")
    options = checked_options(array, degree, time_aug, lead_lag, end_time, n_jobs)
    drawn = draw(as_generator(rng), options, int(array.shape[-1]), features, static_kernel)
    return features_of(array, drawn, options, weights, static_kernel, lengths)


class Drawn(NamedTuple):
    """Random numbers: for each feature and each letter of a word, a direction and a shift of its projected path."""

    directions: Array
    shifts: Array


def checked_options(
    array: AnyArray,
    degree: SupportsIndex,
    time_aug: bool,
    lead_lag: bool,
    end_time: SupportsFloat,
    n_jobs: SupportsIndex | None,
) -> PathOptions:
    """Check paths, and what says how they are read."""
    options = PathOptions.checked(degree, time_aug, lead_lag, end_time, False, n_jobs)
    paths.check_path("paths", array, "paths", array, options)
    if array.shape[-2] == 0:
        raise ValueError(f"paths: expected at least one point, got shape {tuple(array.shape)}")
    return options


def draw(
    generator: np.random.Generator,
    options: PathOptions,
    channels: int,
    features: SupportsIndex,
    static_kernel: StaticKernel | None,
) -> Drawn:
    """Draw what projects points of augmented paths, for a static kernel of scale 1."""
    shape = as_integer(features, "features", 1), options.degree
    size = (*shape, options.width(channels))
    if static_kernel is None or type(static_kernel) in (LinearKernel, ScaledLinearKernel):
        return Drawn(2.0 * generator.integers(0, 2, size) - 1, np.zeros(shape))
    if type(static_kernel) is RBFKernel:
        return Drawn(sqrt(2) * generator.standard_normal(size), generator.uniform(0, 2 * np.pi, shape))
    raise TypeError(
        "static_kernel: expected None, a LinearKernel, a ScaledLinearKernel or an RBFKernel, of which there are random "
        f"features, got {static_kernel!r} of type {type(static_kernel).__name__}"
    )


def features_of(
    array: AnyArray,
    drawn: Drawn,
    options: PathOptions,
    weights: ArrayLike | None,
    static_kernel: StaticKernel | None,
    lengths: ArrayLike | None,
) -> AnyArray:
    """Compute the features that random numbers stand for."""
    degree, batch = options.degree, tuple(array.shape[:-2])
    of_levels = level_weights(weights, degree, array)
    if not is_tensor(of_levels) and (of_levels < 0).any():
        raise ValueError(f"weights: expected numbers that are not negative, got {of_levels.min()}")
    roots = root(of_levels)
    scheme = Scheme(2, 0, 0, options.time_aug, options.lead_lag, options.end_time, options.n_jobs)
    counts = None if lengths is None else as_counts(lengths, "lengths", array.shape[-2], array, "paths")
    if counts is not None:
        paths.check_lengths("lengths", counts, "paths", array, options)
    points = Points.of(array, counts, scheme)
    count, features = prod(batch), len(drawn.directions)
    rows = (points.array * _factor(static_kernel, array)).reshape(count, *points.array.shape[-2:])
    ends = None if points.counts is None else points.counts.reshape(count)
    constant = ones_of((count, 1), array) * roots[0]
    if degree == 0:
        return constant.reshape((*batch, 1))

    directions, shifts = (numbers_like(numbers, array) for numbers in drawn)
    projection = directions, shifts if type(static_kernel) is RBFKernel else None
    size = max(_BLOCK // max(rows.shape[-2] * features * degree, 1), 1)
    blocks = []
    for start in range(0, max(count, 1), size):
        some = slice(start, start + size)

        def integrals(block: AnyArray, some: slice = some) -> AnyArray:
            return _integrals(block, None if ends is None else ends[some], *projection, options.n_jobs)

        blocks.append(recomputed(integrals, rows[some]))
    levels = joined(tuple(blocks), 0) * roots[1:, None] / sqrt(features)
    return joined((constant, levels.reshape(count, degree * features)), -1).reshape((*batch, 1 + degree * features))


def _factor(static_kernel: StaticKernel | None, like: AnyArray) -> Any:
    """Return what paths are multiplied by, for a static kernel of scale 1."""
    if isinstance(static_kernel, ScaledLinearKernel):
        return number_like(static_kernel.scale, "scale", like)
    if isinstance(static_kernel, RBFKernel):
        return number_like(static_kernel.sigma, "sigma", like) ** -0.5
    return 1.0


def _integrals(
    points: AnyArray, counts: AnyArray | None, directions: AnyArray, shifts: AnyArray | None, n_jobs: int | None
) -> AnyArray:
    """Project paths (B, L, d), and integrate: shape (B, levels, features)."""
    features, degree, width = directions.shape
    projected = points @ directions.reshape(features * degree, width).swapaxes(0, 1)
    if shifts is not None:
        projected = sqrt(2) * cos(projected + shifts.reshape(features * degree))
    # A path of as many channels as a word has letters, for each feature.
    channels = projected.reshape(*projected.shape[:-1], features, degree).swapaxes(1, 2)
    lengths = None if counts is None else broadcast(counts[:, None], (*counts.shape, features))
    word = tuple(range(degree))
    return sig_coef(channels, [word], prefixes=True, lengths=lengths, n_jobs=n_jobs).swapaxes(-1, -2)
