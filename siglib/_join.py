"""Signatures of straight lines, and of paths that go on along one."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex

from siglib._array import alike, compact, joined, zeros_like
from siglib._log_signature import _displacement, _read, _sizes
from siglib._numbers import as_flag
from siglib._operation import check_like_first
from siglib._operations import path as paths
from siglib._operations.tensor import sig_combine, sig_combine_backprop
from siglib._options import EXPANDED, PathOptions, TensorOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def linear_sig(
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the signatures of straight lines.

    Parameters
    ----------
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path; float32 or
        float64.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that paths are read with: they enlarge the dimension.
    scalar_term : bool
        Keep the leading 1 at index 0.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        The signatures, in the dtype of the displacements.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range.

    See Also
    --------
    sig_join : A path, and then a straight line.
    linear_log_sig : The logarithm.

    Notes
    -----
    The signature of a straight line is :math:`\exp v = \sum_k v^{\otimes k} / k!`: K.-T. Chen, "Iterated integrals and
    exponential homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> siglib.linear_sig(np.array([1.0, -2.0]), 2, 2)
    array([ 1. , -2. ,  0.5, -1. , -1. ,  2. ])
    """
    options = _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    scalar = as_flag(scalar_term, "scalar_term")
    return _exponential(_line(_displacement(displacement, options)), options, scalar)


def linear_sig_backprop(
    derivs: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by the signatures of straight lines back to the lines.

    Parameters
    ----------
    derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial S`, float32 or float64, with or without a slot for the scalar term (which is not
        read).
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that paths are read with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., D)
        :math:`\partial F / \partial v`, in the dtype of the displacements.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    linear_sig : The signature.

    Notes
    -----
    The gradient of a path of one step, by its last point; see Reizenstein and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> derivs = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    >>> siglib.linear_sig_backprop(derivs, np.array([1.0, -2.0]), 2, 2)
    array([-1. ,  0.5])
    """
    options = _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    rows, step = _read(derivs, EXPANDED, options, "derivs"), _displacement(displacement, options)
    alike(rows, "derivs", step, "displacement")
    return _exponential_backprop(rows, _line(step), None, options)


def sig_join(
    sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute the signatures of paths that go on in a straight line, or come from one.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures of the paths, float32 or float64, with or without the scalar term (which is taken to be 1).
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the paths were read with: they enlarge the dimension.
    prepend : bool
        Put the line before the path instead of after it.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        In format and dtype of the signatures.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_combine : Two paths, one after the other.
    sig_join_backprop : Its gradient.
    log_sig_join : The same of log-signatures.

    Notes
    -----
    :math:`S \otimes \exp v` of a displacement `v`, or :math:`\exp v \otimes S`: Chen's identity, K.-T. Chen, "Iterated
    integrals and exponential homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig_join(siglib.sig(path[:2], 2), path[2] - path[1], 2, 2)
    array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
    """
    options = _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    rows, step = _read(sig, EXPANDED, options, "sig"), _displacement(displacement, options)
    alike(rows, "sig", step, "displacement")
    factors = (rows, _exponential(_line(step), options, rows.shape[-1] > options.words))
    return sig_combine(*(factors[::-1] if as_flag(prepend, "prepend") else factors), options=options)


def sig_join_backprop(
    deriv: ArrayLike,
    sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Take the derivative by a joined signature back to the signature and the displacement.

    Parameters
    ----------
    deriv : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial (S \otimes \exp v)`, float32 or float64.
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        The signatures, in dtype and format of `deriv` (with or without the scalar term).
    displacement : array_like or Tensor, shape (..., D)
        From the first point of a straight line to the last, in the `D` channels of the augmented path.
    dimension, degree, time_aug, lead_lag, prepend
        As given to `sig_join`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    tuple of ndarray or Tensor, shapes (..., sig_length(d, N)) and (..., D)
        :math:`\partial F / \partial S`, in which the slot of the scalar term is 0, and :math:`\partial F / \partial v`.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_join : The joined signature.

    Notes
    -----
    The transposes of the Chen product and of the exponential, one after the other; see Reizenstein and Graham, "The
    iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> sig, step = np.array([1.0, 2.0, 0.5, 1.0, 1.0, 2.0]), np.array([3.0, 4.0])
    >>> siglib.sig_join_backprop(np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]), sig, step, 2, 2)[1]
    array([2. , 2.5])
    """
    options = _sizes(dimension, degree, time_aug, lead_lag, n_jobs)
    derivs, rows = _read(deriv, EXPANDED, options, "deriv"), _read(sig, EXPANDED, options, "sig")
    step = _displacement(displacement, options)
    alike(derivs, "deriv", rows, "sig")
    check_like_first("sig", rows, "deriv", derivs, options)
    alike(derivs, "deriv", step, "displacement")
    line = _line(step)
    factor = _exponential(line, options, rows.shape[-1] > options.words)
    if as_flag(prepend, "prepend"):
        by_factor, by_sig = sig_combine_backprop(derivs, factor, rows, options=options)
    else:
        by_sig, by_factor = sig_combine_backprop(derivs, rows, factor, options=options)
    return by_sig, _exponential_backprop(by_factor, line, factor, options)


def _line(step: AnyArray) -> AnyArray:
    """Return straight lines from the origin, as paths of two points."""
    return joined((zeros_like(step)[..., None, :], step[..., None, :]), -2)


def _as_path(options: TensorOptions, scalar: bool) -> PathOptions:
    """Return the options for signatures of such paths."""
    return PathOptions(options.degree, False, False, 1.0, scalar, options.n_jobs)


def _exponential(line: AnyArray, options: TensorOptions, scalar: bool) -> AnyArray:
    """Compute the signatures of straight lines."""
    return paths.sig(line, None, options=_as_path(options, scalar))


def _exponential_backprop(
    derivs: AnyArray, line: AnyArray, factor: AnyArray | None, options: TensorOptions
) -> AnyArray:
    """Take derivatives by the signatures of straight lines back to their last points."""
    by_points = paths.sig_backprop(line, factor, derivs, None, options=_as_path(options, False))
    return compact(by_points[..., 1, :])
