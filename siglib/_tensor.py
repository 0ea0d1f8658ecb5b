"""Tensors: products of signatures, their inverses, and scaled channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex

from siglib._array import as_floats, same_kind, spread, zeros_like
from siglib._numbers import as_integer, count_words, degree_of, shown
from siglib._operations import tensor as operations
from siglib._options import TensorOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


def sig_combine(
    sig1: ArrayLike,
    sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Multiply signatures: the signature of two paths, one after the other.

    Parameters
    ----------
    sig1, sig2 : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, both float32 or both float64, both with or both without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        The Chen product :math:`S_1 \otimes S_2`, in format and dtype of the arguments.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_product : The product of many.
    sig_combine_backprop : Its gradient.
    sig_inverse : The factor that takes a signature back.

    Notes
    -----
    Level `k` of the product is :math:`\sum_{i=0}^k S_1^{(i)} \otimes S_2^{(k-i)}`: Chen's identity, K.-T. Chen,
    "Iterated integrals and exponential homomorphisms" (1954).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> halves = siglib.sig(path[:2], 2), siglib.sig(path[1:], 2)
    >>> np.array_equal(siglib.sig_combine(*halves, 2, 2), siglib.sig(path, 2))
    True
    """
    return operations.sig_combine.call((sig1, sig2), (dimension, degree, time_aug, lead_lag, n_jobs))


def sig_combine_backprop(
    deriv: ArrayLike,
    sig1: ArrayLike,
    sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Take the derivative by a Chen product back to its factors.

    Parameters
    ----------
    deriv : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial (S_1 \otimes S_2)`, float32 or float64.
    sig1, sig2 : array_like or Tensor, shape (..., sig_length(d, N))
        The factors, in dtype and format of `deriv` (with or without the scalar term).
    dimension, degree, time_aug, lead_lag
        As given to `sig_combine`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    tuple of ndarray or Tensor, shape (..., sig_length(d, N)) each
        :math:`\partial F / \partial S_1` and :math:`\partial F / \partial S_2`; the slots of the scalar term are 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_combine : The product.

    Notes
    -----
    With `G` the derivative by the product, the one by :math:`S_1` at the word `p` is
    :math:`\sum_q G^{pq} S_2^q` and the one by :math:`S_2` at `q` is :math:`\sum_p S_1^p G^{pq}`: the transpose of
    the product, which is linear in either factor. See Reizenstein and Graham, "The iisignature library" (2018).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> one, two = np.array([1.0, 2.0, 0.0, 0.0, 0.0, 0.0]), np.array([3.0, 4.0, 0.0, 0.0, 0.0, 0.0])
    >>> deriv = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    >>> siglib.sig_combine_backprop(deriv, one, two, 2, 2)[0]
    array([4., 0., 0., 1., 0., 0.])
    """
    pair: tuple[AnyArray, AnyArray] = operations.sig_combine_backprop.call(
        (deriv, sig1, sig2), (dimension, degree, time_aug, lead_lag, n_jobs)
    )
    return pair


def sig_product(
    sigs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    axis: SupportsIndex = -2,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Multiply all signatures along an axis: the signature of many paths, one after the other.

    Parameters
    ----------
    sigs : array_like or Tensor, shape (..., n, ..., sig_length(d, N))
        Signatures, float32 or float64, with or without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    axis : int
        The axis along which to multiply, in order; not the last one. Of no signatures the product is that of a path
        that does not move.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        The product :math:`S_1 \otimes \cdots \otimes S_n`, in format and dtype of the argument.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_combine : The product of two.

    Notes
    -----
    Chen's identity, K.-T. Chen, "Iterated integrals and exponential homomorphisms" (1954). Neighbours are multiplied,
    then neighbouring products, in a tree: rounding errors grow with the logarithm of `n`, and threads share each level.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [3.0, 3.0]])
    >>> steps = np.stack([siglib.sig(path[i : i + 2], 2) for i in range(3)])
    >>> np.allclose(siglib.sig_product(steps, 2, 2), siglib.sig(path, 2))
    True
    """
    options = TensorOptions.checked(dimension, degree, time_aug, lead_lag, n_jobs)
    array = as_floats(sigs, "sigs")
    if array.ndim < 2:
        raise ValueError(f"sigs: expected at least two axes, got shape {tuple(array.shape)}")
    operations.check_rows("sigs", array, "sigs", array, options)
    place = as_integer(axis, "axis", -array.ndim)
    if place >= array.ndim or place in (-1, array.ndim - 1):
        raise ValueError(f"axis: expected one of {array.ndim} axes but the last, got {shown(place)}")
    return _tree_product(_moved(array, place), options)


def _moved(array: AnyArray, axis: int) -> AnyArray:
    """Bring an axis to the last place but one; the others stay in order."""
    for place in range(axis % array.ndim, array.ndim - 2):
        array = array.swapaxes(place, place + 1)
    return array


def _tree_product(items: AnyArray, options: TensorOptions) -> AnyArray:
    """Multiply along the last axis but one."""
    rest = None
    if items.shape[-2] == 0:
        first = zeros_like(items.sum(-2))
        return operations.sig_combine(first, first, options=options)
    while items.shape[-2] > 1:
        if items.shape[-2] % 2:
            last = items[..., -1, :]
            rest = last if rest is None else operations.sig_combine(last, rest, options=options)
            items = items[..., :-1, :]
        items = operations.sig_combine(items[..., ::2, :], items[..., 1::2, :], options=options)
    # A factor of 1, so that a single signature comes back in the same format as a product.
    product = items[..., 0, :]
    return operations.sig_combine(product, zeros_like(product) if rest is None else rest, options=options)


def sig_inverse(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Invert signatures: the signature of the path that is run backwards.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, float32 or float64, with or without the scalar term (which is taken to be 1).
    dimension : int
        Channels `d` of the raw path.
    degree : int
        Truncation degree `N`.
    time_aug, lead_lag : bool
        The flags that the signatures were computed with: they enlarge the dimension.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`S^{-1}`, in format and dtype of the argument. Of a tensor that is no signature it is the antipode, which
        is then not its inverse.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_combine : The product, of which this is the inverse.

    Notes
    -----
    The antipode of the tensor algebra, a signed permutation of the words,

    .. math:: (S^{-1})^{i_1 \ldots i_k} = (-1)^k S^{i_k \ldots i_1},

    is the inverse of a signature: see Reutenauer, "Free Lie Algebras" (1993), and for the path run backwards Chen,
    "Integration of paths" (1958).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> np.array_equal(siglib.sig_inverse(siglib.sig(path, 2), 2, 2), siglib.sig(path[::-1], 2))
    True
    """
    return operations.sig_inverse.call((sig,), (dimension, degree, time_aug, lead_lag, n_jobs))


def sig_scale(
    sig: ArrayLike,
    factors: ArrayLike,
    degree: SupportsIndex | None = None,
    *,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Scale channels: the signature of the path whose channels are multiplied by factors.

    Parameters
    ----------
    sig : array_like or Tensor, shape (..., sig_length(d, N))
        Signatures, float32 or float64, with or without the scalar term (which is taken to be 1).
    factors : array_like or Tensor, shape (..., d)
        A factor for each channel of the augmented path, in the dtype of `sig`; leading axes are broadcast to those of
        `sig`.
    degree : int, optional
        Truncation degree `N`. None: what the length of `sig` says; in one channel that is taken to be the degree.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        The scaled signatures, in format and dtype of `sig`. Differentiable in both.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig_combine : The Chen product, with which scaling commutes.

    Notes
    -----
    Iterated integrals are linear in each of their increments (Chen, 1954), so a coefficient is multiplied by the
    factors of the letters of its word:

    .. math:: S(cx)^{i_1 \ldots i_k} = c_{i_1} \cdots c_{i_k} S(x)^{i_1 \ldots i_k}.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path, factors = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]), np.array([2.0, 0.5])
    >>> np.array_equal(siglib.sig_scale(siglib.sig(path, 2), factors), siglib.sig(path * factors, 2))
    True
    """
    array, by = as_floats(sig, "sig"), as_floats(factors, "factors")
    same_kind(array, "sig", by, "factors")
    if array.ndim < 1:
        raise ValueError(f"sig: expected a last axis of coefficients, got shape {tuple(array.shape)}")
    if by.ndim < 1 or by.shape[-1] == 0:
        raise ValueError(f"factors: expected a factor for each channel, got shape {tuple(by.shape)}")
    letters = int(by.shape[-1])
    depth = degree_of(int(array.shape[-1]), letters, "sig") if degree is None else as_integer(degree, "degree", 0)
    words = count_words(letters, depth)
    if array.shape[-1] not in (words, words + 1):
        raise ValueError(
            f"sig: expected a last axis of {words}, or {words + 1} with the scalar term, for {letters} factors and "
            f"degree {depth}, got shape {tuple(array.shape)}"
        )
    spread_factors = spread(by, "factors", tuple(array.shape[:-1]), "sig")
    return operations.sig_scale.call((array, spread_factors), (letters, depth, False, False, n_jobs))
