"""Signature kernels of pairs of paths, Gram matrices, and their derivatives."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from siglib._array import alone, as_counts, as_floats, numbers_like, plain, recall, same_kind, zeros_like
from siglib._numbers import NUMBERS, as_flag, as_integer
from siglib._operations import pairs as operations
from siglib._operations import path as paths
from siglib._options import LINEAR, PairsOptions, SchemeOptions
from siglib._pairs import Pairs, Scheme, kernels_of
from siglib._static_kernels import LinearKernel, StaticKernel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray

# Of the scheme, if nothing is asked for.
DEFAULT_ORDER = 6
_METHODS = ("finite_difference", "polynomial")


# ---------------------------------------------------------------------------------------------------------------------
# Pairs


def sig_kernel(
    path1: ArrayLike,
    path2: ArrayLike,
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
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute signature kernels: inner products of signatures, all their levels included.

    Parameters
    ----------
    path1 : array_like or Tensor, shape (..., L1, d)
        Paths: float32 or float64 (computed and returned in that precision); integers and booleans
        become float64. Of torch tensors the result is a tensor, differentiable twice.
    path2 : array_like or Tensor, shape (..., L2, d)
        As many paths, in the same channels and dtype: ``path1[i]`` is compared with ``path2[i]``.
    dyadic_order : int or pair of int, optional
        Cut every cell of the equation into :math:`2^\lambda \times 2^\lambda` (a pair: in each direction), and solve
        each by finite differences if no `order` is given.
    order : int, optional
        The order of the scheme on each cell, from 2 (finite differences) to 64: how many powers of increments count.
        Given neither this nor `dyadic_order` it is 6, which is exact to many digits unless increments are large.
    method : {"finite_difference", "polynomial"}, optional
        Needed by nobody: the first asks for `order` 2, the second for the `order` that has to be given.
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
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`, computed in the same way. Where one of these is not positive, which
        large increments may lead to, the result is NaN; NumPy then gives a RuntimeWarning.
    return_grid : bool
        Return the kernels of all prefixes: of the paths up to each of their points, and to each of the cuts between
        these that `dyadic_order` makes. Not together with `normalise`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (...) or (..., n1, n2)
        The kernels, in the dtype of the paths; of one pair, an array without axes. A path that does not move has the
        kernel 1 with any other. Grids have a row for each point of the first path or cut, and a column for each of the
        second: :math:`2^\lambda (L - 1) + 1` of them, or twice as many steps with `lead_lag`. Beyond the lengths
        the last row and the last column repeat.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_kernel_gram : All paths of one batch with all of another.
    sig_kernel_backprop : Its gradient.
    sig_kernel_jvp : Its tangent.
    sig_kernel_from_increments : The kernel, given inner products of increments.

    Notes
    -----
    The kernel :math:`k_{s,t} = \langle S(x)_{0,s}, S(y)_{0,t} \rangle` is the solution of the Goursat equation

    .. math:: \frac{\partial^2 k_{s,t}}{\partial s \, \partial t} = \langle \dot x_s, \dot y_t \rangle \, k_{s,t},
        \qquad k_{0,t} = k_{s,0} = 1,

    C. Salvi, T. Cass, J. Foster, T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE" (2021).
    On each cell the coefficient is constant. There the solution is known, and what it does to the values on two edges
    is kept up to `order`. Nothing of the size :math:`L_1 L_2` is stored for kernels that are linear or Gaussian;
    of any other the values are computed in blocks of pairs.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> two = np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> round(float(siglib.sig_kernel(one, two, dyadic_order=1)), 6)
    0.887705
    >>> kernel = siglib.sig_kernel(one, two)
    >>> bool(np.isclose(kernel, 1 + siglib.sig(one, 12) @ siglib.sig(two, 12), rtol=1e-4))
    True
    """
    if static_kernel is None and normalise is return_grid is False and lengths1 is None and lengths2 is None:
        given = (*_orders(dyadic_order, order, method), LINEAR, time_aug, lead_lag, end_time, n_jobs)
        value = _repeated_pairs(path1, path2, given)
        if value is not None:
            return value
    pairs, batch = pairs_of(path1, path2, lengths1, lengths2)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    value = kernels_of(pairs, *how, return_grid=_as_grid(return_grid, normalise)).value()
    return _with_batch(value, pairs, batch)


def sig_kernel_backprop(
    derivs: ArrayLike,
    path1: ArrayLike,
    path2: ArrayLike,
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
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, ...]:
    r"""Take derivatives by signature kernels back to the paths.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (...) or (..., n1, n2)
        :math:`\partial F / \partial k`, in the dtype of the paths; of grids, by each of their numbers.
    path1 : array_like or Tensor, shape (..., L1, d)
        The first paths, as given to `sig_kernel`: float32 or float64, integers and booleans become float64.
    path2 : array_like or Tensor, shape (..., L2, d)
        The second paths.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise, return_grid
        As given to `sig_kernel`.
    left_deriv, right_deriv : bool
        Whether to return derivatives by the first and by the second paths.
    parameter_derivs : bool
        Whether to return derivatives by the parameters of `static_kernel` as well. (Of tensors, torch has them by
        itself, if the parameters are tensors.)
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    by_path1 : ndarray or Tensor, shape (..., L1, d), or None
        :math:`\partial F / \partial x`, in the dtype of the paths; beyond the lengths it is 0.
    by_path2 : ndarray or Tensor, shape (..., L2, d), or None
        :math:`\partial F / \partial y`.
    by_parameters : dict of str to ndarray or Tensor, shape ()
        With `parameter_derivs` only: the derivative by each parameter, under its name.

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
    sig_kernel : The kernel.
    sig_kernel_jvp : Forward mode.

    Notes
    -----
    The derivative of the number that `sig_kernel` returns, to rounding, not that of the solution that it approximates:
    the adjoint of its scheme. What it needs of the forward pass is computed again, a block of rows at a time. See
    M. Lemercier, C. Salvi, T. Cass, E. Bonilla, T. Damoulas and T. Lyons, "SigGPDE: Scaling sparse Gaussian processes
    on sequential data" (2021), for adjoints of the equation.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> two = np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> siglib.sig_kernel_backprop(1.0, one, two, dyadic_order=1, right_deriv=False)[0].round(6)
    array([[ 0.375198, -0.725243],
           [ 0.048952, -0.799347],
           [-0.424149,  1.52459 ]])
    """
    pairs, batch = pairs_of(path1, path2, lengths1, lengths2)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    grids = _as_grid(return_grid, normalise)
    corners = pairs.corners(how[0]) if grids else ()
    numbers = derivs_of(derivs, (*batch, *corners), pairs.path1, "path1")
    by_path1, by_path2, by_parameters = kernels_of(
        pairs, *how, as_flag(parameter_derivs, "parameter_derivs"), grids
    ).backprop(numbers.reshape((*pairs.shape, *corners)))
    first = by_path1.reshape(without_axis(pairs.path1)) if as_flag(left_deriv, "left_deriv") else None
    second = by_path2.reshape(without_axis(pairs.path2)) if as_flag(right_deriv, "right_deriv") else None
    return _with_parameters(first, second, by_parameters, parameter_derivs)


def sig_kernel_jvp(
    path1: ArrayLike,
    path2: ArrayLike,
    tangent1: ArrayLike | None,
    tangent2: ArrayLike | None,
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
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute signature kernels, and how they change as the paths move along tangents.

    Parameters
    ----------
    path1 : array_like or Tensor, shape (..., L1, d)
        The first paths, as `sig_kernel` takes them: float32 or float64, integers and booleans become float64.
    path2 : array_like or Tensor, shape (..., L2, d)
        The second paths.
    tangent1 : array_like or Tensor, shape (..., L1, d), or None
        A direction for every point of the first paths, in their dtype; None if they do not move.
    tangent2 : array_like or Tensor, shape (..., L2, d), or None
        The same for the second paths.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise, return_grid
        As for `sig_kernel`. Nothing but the paths moves.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    kernel : ndarray or Tensor, shape (...) or (..., n1, n2)
        The kernels, or grids of them, in the dtype of the paths.
    kernel_tangent : ndarray or Tensor, shape (...) or (..., n1, n2)
        :math:`\partial_\varepsilon k(x + \varepsilon v, y + \varepsilon w)` at 0 for tangents `v` and `w`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.
    NotImplementedError
        If NumPy arrays are compared by a kernel of one's own that does not say its tangents.

    See Also
    --------
    sig_kernel : The kernel alone.
    sig_kernel_backprop : Backward mode, for many points and one number.

    Notes
    -----
    The scheme of `sig_kernel` in dual numbers :math:`a + \varepsilon b` with :math:`\varepsilon^2 = 0` (forward mode;
    see Griewank and Walther, "Evaluating Derivatives", 2008). For directional derivatives of signature kernels see
    M. Lemercier, C. Salvi, T. Damoulas, E. Bonilla and T. Lyons, "Distribution regression for sequential data" (2021).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> two = np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> kernel, tangent = siglib.sig_kernel_jvp(one, two, one, None)
    >>> bool(np.isclose(tangent, (siglib.sig_kernel(1.001 * one, two) - kernel) / 0.001, rtol=1e-2))
    True
    """
    pairs, batch = pairs_of(path1, path2, lengths1, lengths2)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    moved1 = _tangent(tangent1, "tangent1", pairs.path1, without_axis(pairs.path1))
    moved2 = _tangent(tangent2, "tangent2", pairs.path2, without_axis(pairs.path2))
    value, moved = kernels_of(pairs, *how, return_grid=_as_grid(return_grid, normalise)).jvp(moved1, moved2)
    return _with_batch(value, pairs, batch), _with_batch(moved, pairs, batch)


# ---------------------------------------------------------------------------------------------------------------------
# Gram matrices


def sig_kernel_gram(
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
    normalise: bool = False,
    return_grid: bool = False,
    progress: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the Gram matrix: the signature kernels of all paths of one batch with all of another.

    Parameters
    ----------
    paths1 : array_like or Tensor, shape (batch1..., L1, d)
        Paths: float32 or float64 (computed and returned in that precision); integers and booleans
        become float64. Of torch tensors the result is a tensor, differentiable twice.
    paths2 : array_like or Tensor, shape (batch2..., L2, d), optional
        The others, in the same channels and dtype. None, or the very object `paths1`: those again. The
        matrix is then symmetric to the bit and takes half of the time, unless `dyadic_order` is two different numbers.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time
        As for `sig_kernel`.
    lengths1, lengths2 : array_like or Tensor of int, shapes (batch1...) and (batch2...), optional
        Points of each path, for batches of paths of unequal length. What stands beyond is never read. Without `paths2`
        there is no `lengths2` either.
    normalise : bool
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`, as `sig_kernel` does.
    return_grid : bool
        Return the kernels of all prefixes, as `sig_kernel` does.
    progress : bool
        Show a bar if it takes more than two seconds: needs tqdm. The result is the same.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (batch1..., batch2...) or (batch1..., batch2..., n1, n2)
        The kernels, in the dtype of the paths.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.
    ImportError
        If a bar is asked for, but tqdm is not installed.

    See Also
    --------
    sig_kernel : Pairs of paths, and what the kernel is.
    sig_kernel_gram_backprop : Its gradient.

    Notes
    -----
    See C. Salvi, T. Cass, J. Foster, T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE"
    (2021). The exact kernel is positive definite; what a scheme of finite order computes is so up to its error.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0], [1.0]], [[0.0], [0.5]], [[0.0], [-1.0]]])
    >>> siglib.sig_kernel_gram(paths).round(2)
    array([[2.28, 1.57, 0.22],
           [1.57, 1.27, 0.56],
           [0.22, 0.56, 2.28]])
    """
    is_plain = normalise is return_grid is progress is False and lengths1 is None and lengths2 is None
    if static_kernel is None and is_plain:
        given = (*_orders(dyadic_order, order, method), LINEAR, time_aug, lead_lag, end_time, n_jobs)
        value = _repeated_gram(paths1, paths2, given)
        if value is not None:
            return value
    pairs, batch1, batch2 = all_pairs_of(paths1, paths2, lengths1, lengths2)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    kernels = kernels_of(pairs, *how, return_grid=_as_grid(return_grid, normalise))
    return _with_batch(kernels.value(as_flag(progress, "progress")), pairs, (*batch1, *batch2))


def sig_kernel_gram_backprop(
    derivs: ArrayLike,
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
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, ...]:
    r"""Take derivatives by a Gram matrix back to the paths.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (batch1..., batch2...) or (batch1..., batch2..., n1, n2)
        :math:`\partial F / \partial K`, in the dtype of the paths; of grids, by each of their numbers.
    paths1 : array_like or Tensor, shape (batch1..., L1, d)
        The first paths, as given to `sig_kernel_gram`: float32 or float64, integers and booleans become float64.
    paths2 : array_like or Tensor, shape (batch2..., L2, d), optional
        The second paths. None: those of `paths1` again; the first result is then the whole derivative by these.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise, return_grid
        As given to `sig_kernel_gram`.
    left_deriv, right_deriv : bool
        Whether to return derivatives by the first and by the second paths.
    parameter_derivs : bool
        Whether to return derivatives by the parameters of `static_kernel` as well. (Of tensors, torch has them by
        itself, if the parameters are tensors.)
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    by_paths1 : ndarray or Tensor, shape (batch1..., L1, d), or None
        Derivatives by the first paths, in their dtype; beyond the lengths they are 0.
    by_paths2 : ndarray or Tensor, shape (batch2..., L2, d), or None
        Derivatives by the second paths; None without them.
    by_parameters : dict of str to ndarray or Tensor, shape ()
        With `parameter_derivs` only: the derivative by each parameter, under its name.

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
    sig_kernel_gram : The Gram matrix.

    Notes
    -----
    As in `sig_kernel_backprop`, the adjoint of the scheme; the sums over the other batch are made on the way. For
    adjoints of the equation see M. Lemercier, C. Salvi, T. Cass, E. Bonilla, T. Damoulas and T. Lyons, "SigGPDE:
    Scaling sparse Gaussian processes on sequential data" (2021).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0], [1.0]], [[0.0], [0.5]]])
    >>> whole, _ = siglib.sig_kernel_gram_backprop(np.ones((2, 2)), paths)
    >>> left, right = siglib.sig_kernel_gram_backprop(np.ones((2, 2)), paths, paths)
    >>> np.allclose(whole, left + right)
    True
    """
    pairs, batch1, batch2 = all_pairs_of(paths1, paths2, lengths1, lengths2, paths2 is None)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    grids = _as_grid(return_grid, normalise)
    corners = pairs.corners(how[0]) if grids else ()
    numbers = derivs_of(derivs, (*batch1, *batch2, *corners), pairs.path1, "paths1")
    by_paths1, by_paths2, by_parameters = kernels_of(
        pairs, *how, as_flag(parameter_derivs, "parameter_derivs"), grids
    ).backprop(numbers.reshape((*pairs.shape, *corners)))
    first = second = None
    if as_flag(left_deriv, "left_deriv"):
        first = by_paths1.reshape(*batch1, *pairs.path1.shape[-2:])
    if as_flag(right_deriv, "right_deriv") and pairs.path2 is not None:
        second = by_paths2.reshape(*batch2, *pairs.path2.shape[-2:])
    return _with_parameters(first, second, by_parameters, parameter_derivs)


def sig_kernel_gram_jvp(
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    tangents1: ArrayLike | None,
    tangents2: ArrayLike | None = None,
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
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute a Gram matrix, and how it changes as the paths move along tangents.

    Parameters
    ----------
    paths1 : array_like or Tensor, shape (batch1..., L1, d)
        The first paths, as `sig_kernel_gram` takes them: float32 or float64, integers and booleans become float64.
    paths2 : array_like or Tensor, shape (batch2..., L2, d), or None
        The second paths; None: those of `paths1`, which move along `tangents1` on both sides.
    tangents1 : array_like or Tensor, shape (batch1..., L1, d), or None
        A direction for every point of the first paths, in their dtype; None if they do not move.
    tangents2 : array_like or Tensor, shape (batch2..., L2, d), or None
        The same for the second paths.
    dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, lengths1, lengths2, normalise, return_grid
        As for `sig_kernel_gram`. Nothing but the paths moves.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    gram : ndarray or Tensor, shape (batch1..., batch2...) or (batch1..., batch2..., n1, n2)
        The kernels, or grids of them, in the dtype of the paths.
    gram_tangent : ndarray or Tensor, shape (batch1..., batch2...) or (batch1..., batch2..., n1, n2)
        How they change.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.
    NotImplementedError
        If NumPy arrays are compared by a kernel of one's own that does not say its tangents.

    See Also
    --------
    sig_kernel_gram : The Gram matrix alone.

    Notes
    -----
    As in `sig_kernel_jvp`: forward mode; see Griewank and Walther, "Evaluating Derivatives" (2008).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> paths = np.array([[[0.0], [1.0]], [[0.0], [0.5]]])
    >>> gram, tangent = siglib.sig_kernel_gram_jvp(paths, None, paths)
    >>> np.allclose(tangent, (siglib.sig_kernel_gram(1.0001 * paths) - gram) / 0.0001, rtol=1e-2)
    True
    """
    pairs, batch1, batch2 = all_pairs_of(paths1, paths2, lengths1, lengths2, paths2 is None)
    how = how_of(dyadic_order, order, method, static_kernel, time_aug, lead_lag, end_time, normalise, n_jobs)
    moved1 = _tangent(tangents1, "tangents1", pairs.path1, (*batch1, *pairs.path1.shape[-2:]))
    moved2 = None
    if pairs.path2 is not None:
        moved2 = _tangent(tangents2, "tangents2", pairs.path2, (*batch2, *pairs.path2.shape[-2:]))
    elif tangents2 is not None:
        raise ValueError("tangents2: expected None without paths2, whose tangents are those of paths1, got an array")
    value, moved = kernels_of(pairs, *how, return_grid=_as_grid(return_grid, normalise)).jvp(moved1, moved2)
    return _with_batch(value, pairs, (*batch1, *batch2)), _with_batch(moved, pairs, (*batch1, *batch2))


# ---------------------------------------------------------------------------------------------------------------------
# Given increments


def sig_kernel_from_increments(
    increments: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute signature kernels, given the inner products of all increments.

    Parameters
    ----------
    increments : array_like or Tensor, shape (..., n1, n2)
        :math:`G_{ij} = \langle \Delta x_i, \Delta y_j \rangle`, or what a kernel of points has in their place:
        float32 or float64 (computed and returned in that precision), integers and booleans become float64. Of a torch
        tensor the result is a tensor, differentiable twice.
    dyadic_order, order, method, return_grid
        As for `sig_kernel`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (...) or (..., 2**dyadic_order * n1 + 1, 2**dyadic_order * n2 + 1)
        The kernels, or grids of them, in the dtype of the increments; 1 if there are none.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If the increments have less than two axes, or a number is out of range.

    See Also
    --------
    sig_kernel : The kernel of paths.
    sig_kernel_from_increments_backprop : The gradient.

    Notes
    -----
    :math:`G_{ij}` is the coefficient of the Goursat equation on the cell (i, j): see C. Salvi, T. Cass, J. Foster,
    T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE" (2021). Increments that are 0 leave
    the kernel as it is, to the bit.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> two = np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> kernel = siglib.sig_kernel_from_increments(np.diff(one, axis=0) @ np.diff(two, axis=0).T)
    >>> np.allclose(kernel, siglib.sig_kernel(one, two))
    True
    """
    array = _increments(increments)
    grids = as_flag(return_grid, "return_grid")
    operation = operations.sig_kernel_grid if grids else operations.sig_kernel_increments
    return operation.call((array,), (*_orders(dyadic_order, order, method), n_jobs))


def sig_kernel_from_increments_backprop(
    derivs: ArrayLike,
    increments: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by signature kernels back to the inner products of increments.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (...), or that of the grids
        :math:`\partial F / \partial k`, in the dtype of the increments.
    increments : array_like or Tensor, shape (..., n1, n2)
        As given to `sig_kernel_from_increments`: float32 or float64, integers and booleans become float64.
    dyadic_order, order, method, return_grid
        As given to `sig_kernel_from_increments`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., n1, n2)
        :math:`\partial F / \partial G`, in the dtype of the increments.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_kernel_from_increments : The kernel.

    Notes
    -----
    The adjoint of the scheme, as in `sig_kernel_backprop`. The equation is that of C. Salvi, T. Cass, J. Foster,
    T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE" (2021).

    Examples
    --------
    >>> import siglib
    >>> siglib.sig_kernel_from_increments_backprop(1.0, [[0.0]])
    array([[1.]])
    """
    array = _increments(increments)
    given = (*_orders(dyadic_order, order, method), n_jobs)
    if as_flag(return_grid, "return_grid"):
        shape = operations.grid_shape(array.shape, SchemeOptions.checked(*given))
        numbers = derivs_of(derivs, tuple(shape), array, "increments")
        return operations.sig_kernel_grid_backprop.call((array, numbers), given)
    numbers = derivs_of(derivs, tuple(array.shape[:-2]), array, "increments")
    return operations.sig_kernel_increments_backprop.call((array, numbers), given)


# ---------------------------------------------------------------------------------------------------------------------
# Calls like earlier ones


def _repeated_pairs(path1: Any, path2: Any, given: tuple[Any, ...]) -> AnyArray | None:
    """Compute what was computed before of paths of the same kind and shapes; None if there was no such call."""
    if getattr(path1, "ndim", 0) < 2 or type(path1) is not type(path2) or path2.ndim < 2:
        return None
    value = recall(operations.sig_kernel_gram, (alone(path1), alone(path2), None, None), given)
    return None if value is None else value.reshape(value.shape[:-2])


def _repeated_gram(paths1: Any, paths2: Any, given: tuple[Any, ...]) -> AnyArray | None:
    """Compute what was computed before of paths of the same kind and shapes; None if there was no such call."""
    if getattr(paths1, "ndim", 0) != 3:
        return None
    if (paths2 is None or paths2 is paths1) and given[1] == given[2]:
        return recall(operations.sig_kernel_symmetric, (paths1, None), given)
    second = paths1 if paths2 is None else paths2
    return recall(operations.sig_kernel_gram, (paths1, second, None, None), given)


# ---------------------------------------------------------------------------------------------------------------------
# Arguments


def _orders(
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None,
    order: SupportsIndex | None,
    method: str | None,
) -> tuple[SupportsIndex, SupportsIndex, SupportsIndex]:
    """Return the order on a cell, and how often cells are halved in both directions."""
    if method is not None:
        order = _order_of(method, order, dyadic_order)
    if dyadic_order is None:
        return DEFAULT_ORDER if order is None else order, 0, 0
    first, second = _halvings(dyadic_order)
    return 2 if order is None else order, first, second


def _order_of(method: str, order: SupportsIndex | None, dyadic_order: object) -> SupportsIndex:
    """Return the order that a method stands for."""
    if method not in _METHODS:
        raise ValueError(f"method: expected None, 'finite_difference' or 'polynomial', got {method!r}")
    if method == "polynomial":
        if order is None:
            raise ValueError("order: expected an integer with method='polynomial', got None")
        return order
    if order is not None and as_integer(order, "order", 2) != 2:
        raise ValueError(f"order: expected None with method='finite_difference', which is of order 2, got {order}")
    return 2


def _halvings(
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex],
) -> tuple[SupportsIndex, SupportsIndex]:
    """Return the dyadic orders of both directions."""
    if not isinstance(dyadic_order, (tuple, list)):
        number = as_integer(dyadic_order, "dyadic_order", 0)
        return number, number
    if len(dyadic_order) != 2:
        raise ValueError(f"dyadic_order: expected an integer or two, got {len(dyadic_order)}")
    return as_integer(dyadic_order[0], "dyadic_order", 0), as_integer(dyadic_order[1], "dyadic_order", 0)


def how_of(
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None,
    order: SupportsIndex | None,
    method: str | None,
    static_kernel: StaticKernel | None,
    time_aug: bool,
    lead_lag: bool,
    end_time: SupportsFloat,
    normalise: bool,
    n_jobs: SupportsIndex | None,
) -> tuple[Scheme, StaticKernel, bool]:
    """Check what a caller gave besides arrays."""
    kernel = LinearKernel() if static_kernel is None else static_kernel
    if not isinstance(kernel, StaticKernel):
        raise TypeError(
            f"static_kernel: expected an object such as siglib.RBFKernel(1.0), got {kernel!r}; put a function of your "
            "own into a class: class Mine(siglib.StaticKernel), with the method values(self, x, y)"
        )
    scheme = Scheme(*_orders(dyadic_order, order, method), time_aug, lead_lag, end_time, n_jobs)
    checked = PairsOptions.checked(*scheme.given(LINEAR))
    # The caller's own objects tell whether a call is like an earlier one; a kernel with numbers needs checked ones.
    if type(kernel) is not LinearKernel:
        scheme = Scheme(*checked[:3], *checked[4:])
    return scheme, kernel, as_flag(normalise, "normalise")


def _as_grid(return_grid: bool, normalise: bool) -> bool:
    """Check whether grids are wanted."""
    if as_flag(return_grid, "return_grid") and normalise:
        raise ValueError("return_grid: expected False with normalise=True, got True")
    return return_grid


def _path(value: ArrayLike, name: str) -> AnyArray:
    """Return paths."""
    array = plain(as_floats(value, name))
    paths.check_path(name, array, name, array, None)
    return array


def _check_channels(first: AnyArray, first_name: str, second: AnyArray, second_name: str) -> None:
    """Refuse paths of another kind or with other channels."""
    same_kind(first, first_name, second, second_name)
    if first.shape[-1] != second.shape[-1]:
        raise ValueError(
            f"{second_name}: expected the channels of {first_name}, {first.shape[-1]}, got shape {tuple(second.shape)}"
        )


def _counts(lengths: ArrayLike | None, name: str, path: AnyArray, path_name: str) -> AnyArray | None:
    """Return lengths, one for each path."""
    if lengths is None:
        return None
    counts = as_counts(lengths, name, path.shape[-2], path, path_name)
    if counts.shape != path.shape[:-2]:
        raise ValueError(f"{name}: expected the batch shape {tuple(path.shape[:-2])}, got {tuple(counts.shape)}")
    return counts


def pairs_of(
    path1: ArrayLike, path2: ArrayLike, lengths1: ArrayLike | None, lengths2: ArrayLike | None
) -> tuple[Pairs, tuple[int, ...]]:
    """Return pairs of paths, each pair a batch of its own, and the batch shape."""
    first, second = _path(path1, "path1"), _path(path2, "path2")
    _check_channels(first, "path1", second, "path2")
    batch = tuple(first.shape[:-2])
    if tuple(second.shape[:-2]) != batch:
        raise ValueError(
            f"path2: expected the batch shape of path1, {batch}, got {tuple(second.shape[:-2])}; sig_kernel_gram "
            "compares all paths of one batch with all of another"
        )
    counts1, counts2 = _counts(lengths1, "lengths1", first, "path1"), _counts(lengths2, "lengths2", second, "path2")
    return Pairs(
        alone(first),
        alone(second),
        None if counts1 is None else counts1[..., None],
        None if counts2 is None else counts2[..., None],
    ), batch


def all_pairs_of(
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    lengths1: ArrayLike | None,
    lengths2: ArrayLike | None,
    is_symmetric: bool | None = None,
) -> tuple[Pairs, tuple[int, ...], tuple[int, ...]]:
    """Return two batches of paths with a single axis each, and their batch shapes; or one batch, if it is the same."""
    if is_symmetric is None:
        is_symmetric = paths2 is None or (paths2 is paths1 and lengths2 is lengths1)
    first = _path(paths1, "paths1")
    flat1, counts1, batch1 = _flattened(first, _counts(lengths1, "lengths1", first, "paths1"))
    if is_symmetric:
        if paths2 is None and lengths2 is not None:
            raise ValueError("lengths2: expected None without paths2, whose lengths are lengths1, got an array")
        return Pairs(flat1, None, counts1, None), batch1, batch1
    second = _path(paths2, "paths2")  # type: ignore[arg-type]
    _check_channels(first, "paths1", second, "paths2")
    flat2, counts2, batch2 = _flattened(second, _counts(lengths2, "lengths2", second, "paths2"))
    return Pairs(flat1, flat2, counts1, counts2), batch1, batch2


def _flattened(path: AnyArray, counts: AnyArray | None) -> tuple[AnyArray, AnyArray | None, tuple[int, ...]]:
    """Return paths and their lengths with a single batch axis, and the batch shape that they had."""
    batch = tuple(path.shape[:-2])
    if len(batch) == 1:
        return path, counts, batch
    count = prod(batch)
    return path.reshape(count, *path.shape[-2:]), None if counts is None else counts.reshape(count), batch


def _with_batch(kernels: AnyArray, pairs: Pairs, batch: tuple[int, ...]) -> AnyArray:
    """Return kernels, or grids of them, in the batch shape of the paths that were given."""
    return kernels.reshape((*batch, *kernels.shape[len(pairs.shape) :]))


def without_axis(pairs: AnyArray) -> tuple[int, ...]:
    """Return the shape that paths had before each pair became a batch."""
    return (*pairs.shape[:-3], *pairs.shape[-2:])


def derivs_of(value: ArrayLike, shape: tuple[int, ...], first: AnyArray, first_name: str) -> AnyArray:
    """Return derivatives, one for each kernel."""
    if isinstance(value, NUMBERS):
        value = numbers_like(value, first)
    derivs = plain(as_floats(value, "derivs"))
    same_kind(first, first_name, derivs, "derivs")
    if tuple(derivs.shape) != shape:
        raise ValueError(f"derivs: expected the shape of the kernels, {shape}, got {tuple(derivs.shape)}")
    return derivs


def _tangent(value: ArrayLike | None, name: str, path: AnyArray, shape: tuple[int, ...]) -> AnyArray:
    """Return a tangent of paths that had this shape, in the shape that they have now."""
    if value is None:
        return zeros_like(path)
    tangent = plain(as_floats(value, name))
    same_kind(path, "path", tangent, name)
    if tuple(tangent.shape) != shape:
        raise ValueError(f"{name}: expected the shape of the paths, {shape}, got {tuple(tangent.shape)}")
    return tangent.reshape(path.shape)


def _increments(value: ArrayLike) -> AnyArray:
    """Return increments of at least two axes."""
    array = plain(as_floats(value, "increments"))
    if array.ndim < 2:
        raise ValueError(f"increments: expected shape (..., n1, n2), got {tuple(array.shape)}")
    return array


def _with_parameters(
    first: AnyArray | None, second: AnyArray | None, by_parameters: dict[str, AnyArray], wanted: bool
) -> tuple[AnyArray, ...]:
    """Return derivatives, and a third result if it was asked for."""
    if not wanted:
        return first, second
    return first, second, {name: deriv.reshape(()) for name, deriv in by_parameters.items()}
