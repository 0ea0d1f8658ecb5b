"""Signatures, Chen products, and their gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._array import AnyArray, as_floats, as_lengths, implementation, same_kind
from siglib._compute import Flags, Space
from siglib._numbers import as_integer, as_real, augmented, count_words
from siglib._threads import check_jobs
from siglib._transform import check_path

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def sig_length(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
) -> int:
    r"""Count the coefficients of a signature.

    Parameters
    ----------
    dimension : int
        Channels `d` of the raw path, at least 1.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag : bool
        Augmentations, which enlarge `d`: to `2d` by lead-lag, then by one for time.
    scalar_term : bool
        Count the leading 1.

    Returns
    -------
    int
        :math:`d + d^2 + \cdots + d^N`, and one more with `scalar_term`.

    Raises
    ------
    TypeError
        If `dimension` or `degree` is no integer.
    ValueError
        If either is out of range, or no array could hold that many coefficients.

    Notes
    -----
    There is one coefficient for every word of 1 to `N` letters out of `d`: as many as dimensions in the truncated
    tensor algebra without its scalars. See Lyons, "Differential equations driven by rough signals" (1998).

    Examples
    --------
    >>> import siglib
    >>> siglib.sig_length(3, 4)
    120
    """
    channels = as_integer(dimension, "dimension", 1)
    depth = as_integer(degree, "degree", 0)
    return count_words(augmented(channels, time_aug, lead_lag), depth) + (1 if scalar_term else 0)


def sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Compute truncated signatures of piecewise-linear paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        Paths of `L` points in `d` channels: float32 or float64 (computed and returned in that precision);
        integers and booleans become float64. Any strides; never modified. Of a torch tensor the result is a tensor,
        differentiable twice; all arrays of a call are of one framework.
    degree : int
        Truncation degree `N`, at least 0.
    time_aug : bool
        Append time as the last channel, uniform from 0 to `end_time` over the points.
    lead_lag : bool
        Replace the channels by (lag, lead), before time is added. See `transform_path`.
    end_time : float
        Time of the last point.
    scalar_term : bool
        Keep the leading 1 at index 0.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path, for batches of paths of unequal length: path `b` is ``path[b, :lengths[b]]``.
        What stands beyond is never read.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        In the dtype of the paths: levels 1 to `N`, one after the other; in level `k` the word
        :math:`(i_1, \ldots, i_k)` stands at :math:`i_1 d^{k-1} + \cdots + i_k`. A path of fewer than two points has
        the signature 0 (scalar term 1).

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or the signature would be longer than an array can be.

    Notes
    -----
    The coefficient of a word is the iterated integral

    .. math:: S(x)^{i_1 \ldots i_k} = \int_{0 < t_1 < \cdots < t_k < T} dx^{i_1}_{t_1} \cdots dx^{i_k}_{t_k},

    computed by Chen's identity, :math:`S \leftarrow S \otimes \exp(x_t)` for every increment :math:`x_t`, in
    Horner's form. See Chen, "Integration of paths, geometric invariants and a generalized Baker-Hausdorff formula"
    (1957), Lyons, "Rough paths, signatures and the modelling of functions on streams" (2014), and for
    the form Kidger and Lyons, "Signatory" (2021). NaN and infinities propagate. In one channel the signature
    depends on the end points only, and only those are read.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig(path, 2)
    array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
    """
    array = check_path(path)
    flags = _check_flags(array, degree, time_aug, lead_lag, end_time=end_time, n_jobs=n_jobs)
    return implementation(array).sig(array, as_lengths(lengths, array), flags, bool(scalar_term))


def sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute signatures, and how they change as their paths move along a tangent.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as `sig` takes them: float32 or float64, integers and booleans become float64.
    tangent : array_like or Tensor, shape (..., L, d)
        A direction for every point, in the dtype of `path`.
    degree, time_aug, lead_lag, end_time, scalar_term, lengths
        As for `sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n. The result does not depend on it.

    Returns
    -------
    sig : ndarray or Tensor, shape (..., sig_length(d, N))
        The signatures, in the dtype of `path`.
    sig_tangent : ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\partial_\varepsilon S(x + \varepsilon v)` at 0 for tangents `v`; the slot of the scalar term is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    Notes
    -----
    The kernels of `sig`, in dual numbers :math:`a + \varepsilon b` with :math:`\varepsilon^2 = 0` (forward mode; see
    Griewank and Walther, "Evaluating Derivatives", 2008). It takes the time of about three signatures.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> sig, tangent = siglib.sig_jvp(path, path, 2)
    >>> np.allclose(tangent, np.repeat([1, 2], [2, 4]) * sig)  # level k of a path c times as large: c**k times
    True
    """
    array = check_path(path)
    flags = _check_flags(array, degree, time_aug, lead_lag, end_time=end_time, n_jobs=n_jobs)
    direction = as_floats(tangent, "tangent")
    same_kind(array, "path", direction, "tangent")
    if direction.shape != array.shape:
        raise ValueError(f"tangent: expected the shape of path, {tuple(array.shape)}, got {tuple(direction.shape)}")
    pair: tuple[AnyArray, AnyArray] = implementation(array).sig_jvp(
        array, direction, as_lengths(lengths, array), flags, bool(scalar_term)
    )
    return pair


def sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by signatures back to derivatives by the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `sig`: float32 or float64, integers and booleans become float64. All arrays have one
        dtype.
    sig : array_like or Tensor, shape (..., sig_length(d, N)), or None
        Their signatures, with or without the scalar term; None to have them computed here.
    sig_derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial S`, with or without a slot for the scalar term (which is not read).
    degree : int
        Truncation degree `N`, as given to `sig`.
    time_aug, lead_lag, end_time, lengths
        As given to `sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial path`, in the dtype of `path`. Derivatives by time are dropped, those by lead and
        lag summed onto the points they were made from; beyond `lengths` it is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    Notes
    -----
    The steps are taken back one by one, :math:`S \leftarrow S \otimes \exp(-x_t)`, so that no history is stored;
    each is followed by the adjoint of Horner's form. See Reizenstein and Graham, "The iisignature library" (2018),
    and Kidger and Lyons, "Signatory" (2021).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> derivs = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    >>> siglib.sig_backprop(path, None, derivs, 2)
    array([[ 0. , -0.5],
           [ 0.5, -1.5],
           [-0.5,  2. ]])
    """
    array = check_path(path)
    flags = _check_flags(array, degree, time_aug, lead_lag, end_time=end_time, n_jobs=n_jobs)
    counts = as_lengths(lengths, array)
    words = flags.words(array)
    derivs = _check_sig(sig_derivs, "sig_derivs", array, words)
    whole = None if sig is None else _check_sig(sig, "sig", array, words)
    return implementation(array).sig_backprop(array, whole, derivs, counts, flags)


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
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n. The result does not depend on it.

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
    space, words = _check_space(dimension, degree, time_aug, lead_lag, n_jobs)
    left, right = _check_alike(words, sig1=sig1, sig2=sig2)
    return implementation(left).sig_combine(left, right, space)


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
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n. The result does not depend on it.

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
    space, words = _check_space(dimension, degree, time_aug, lead_lag, n_jobs)
    derivs, left, right = _check_alike(words, deriv=deriv, sig1=sig1, sig2=sig2)
    pair: tuple[AnyArray, AnyArray] = implementation(left).sig_combine_backprop(derivs, left, right, space)
    return pair


def _check_flags(
    path: AnyArray,
    degree: SupportsIndex,
    time_aug: bool,
    lead_lag: bool,
    *,
    end_time: SupportsFloat,
    n_jobs: SupportsIndex | None,
) -> Flags:
    """Check what all functions of a path take besides, and that its signature is not too long for an array."""
    depth = degree if type(degree) is int and degree >= 0 else as_integer(degree, "degree", 0)
    flags = Flags(depth, bool(time_aug), bool(lead_lag), as_real(end_time, "end_time"), check_jobs(n_jobs))
    count_words(augmented(int(path.shape[-1]), flags.time_aug, flags.lead_lag), depth, path.itemsize)
    return flags


def _check_sig(value: ArrayLike, name: str, path: AnyArray, words: int) -> AnyArray:
    """Return an array of signature shape that belongs to `path`."""
    array = as_floats(value, name)
    same_kind(path, "path", array, name)
    batch = tuple(path.shape[:-2])
    if tuple(array.shape) not in (expected := [(*batch, words), (*batch, words + 1)]):
        raise ValueError(
            f"{name}: expected shape {expected[0]}, or {expected[1]} with the scalar term, got {tuple(array.shape)}"
        )
    return array


def _check_space(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    time_aug: bool,
    lead_lag: bool,
    n_jobs: SupportsIndex | None,
) -> tuple[Space, int]:
    """Return where signatures are to be multiplied, and the number of words there."""
    width = augmented(as_integer(dimension, "dimension", 1), time_aug, lead_lag)
    depth = as_integer(degree, "degree", 0)
    return Space(width, depth, True, True, check_jobs(n_jobs)), count_words(width, depth)


def _check_alike(words: int, **values: ArrayLike) -> list[AnyArray]:
    """Return arrays of one shape and dtype, whose last axis holds `words` items or one more."""
    arrays = {name: as_floats(value, name) for name, value in values.items()}
    (first_name, first), *others = arrays.items()
    if first.ndim < 1 or first.shape[-1] not in (words, words + 1):
        raise ValueError(
            f"{first_name}: expected a last axis of {words}, or {words + 1} with the scalar term, "
            f"got shape {tuple(first.shape)}"
        )
    for name, array in others:
        same_kind(first, first_name, array, name)
        if array.shape != first.shape:
            raise ValueError(
                f"{name}: expected the shape of {first_name}, {tuple(first.shape)}, got {tuple(array.shape)}"
            )
    return list(arrays.values())
