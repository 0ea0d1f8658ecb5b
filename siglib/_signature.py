"""Signatures, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from siglib._numbers import NUMBERS, as_flag, as_integer, augmented, count_words
from siglib._operations import corrected
from siglib._operations import path as operations
from siglib._operations import stream as streams
from siglib._paths import read

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from siglib._array import AnyArray


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

    See Also
    --------
    estimate_cost : Multiply-adds and bytes of a call.

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
    width = augmented(channels, as_flag(time_aug, "time_aug"), as_flag(lead_lag, "lead_lag"))
    return count_words(width, depth) + as_flag(scalar_term, "scalar_term")


def sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
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
    end_time : float, or array_like or Tensor, shape (...)
        Time of the last point, of all paths or of each.
    scalar_term : bool
        Keep the leading 1 at index 0.
    stream : bool
        Return a signature for every time step: that of the path up to there.
    lengths : array_like or Tensor of int, shape (...), optional
        Points of each path, for batches of paths of unequal length: path `b` is ``path[b, :lengths[b]]``.
        What stands beyond is never read.
    initial : array_like or Tensor, shape (..., sig_length(d, N)), optional
        The signatures of what comes before the paths, with or without the scalar term: the result is that of both, one
        after the other. Its leading axes, as those of `end_time`, `basepoint` and `time`, are broadcast to those of
        `path`.
    basepoint : bool, or array_like or Tensor, shape (..., d), optional
        A point that is put before each path, the origin if it is True: the signature then tells where the path begins.
        `lengths` does not count it, time and lead-lag do.
    time : array_like or Tensor, shape (..., L), optional
        When the points are, any numbers: the last channel, instead of a uniform time. A basepoint has the first of
        these times, unless it has one of its own (then they are L + 1).
    correction : array_like or Tensor, shape (C,), (L - 1, C) or (..., L - 1, C), optional
        A tensor :math:`c_t` for each step, the same one for all, or one for each step and path: levels 2 to `m` of a
        signature, :math:`C = d^2 + \cdots + d^m` numbers for some :math:`m \le N`. The step multiplies by
        :math:`\exp(x_t + c_t)`: half the quadratic variation of each step, taken away at level 2, makes Itô's
        integrals of Stratonovich's. Time, if added, has none; not with `lead_lag`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., sig_length(d, N))
        In the dtype of the paths: levels 1 to `N`, one after the other; in level `k` the word
        :math:`(i_1, \ldots, i_k)` stands at :math:`i_1 d^{k-1} + \cdots + i_k`. A path of fewer than two points has
        the signature 0 (scalar term 1). With `stream` the shape is (..., L - 1, sig_length(d, N)), and
        (..., 2L - 2, sig_length(d, N)) of a lead-lag path: row `t` is the signature of the first ``t + 2`` points. Rows
        beyond `lengths` are 0 (scalar term 1).

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used.
    ValueError
        If a shape or number is out of range, or the signature would be longer than an array can be.

    See Also
    --------
    sig_backprop : Its gradient.
    sig_jvp : Its tangent.
    sig_combine : The signature of two paths, one after the other.
    transform_path : The path that `time_aug` and `lead_lag` stand for.

    Notes
    -----
    The coefficient of a word is the iterated integral

    .. math:: S(x)^{i_1 \ldots i_k} = \int_{0 < t_1 < \cdots < t_k < T} dx^{i_1}_{t_1} \cdots dx^{i_k}_{t_k},

    computed by Chen's identity, :math:`S \leftarrow S \otimes \exp(x_t)` for every increment :math:`x_t`, in
    Horner's form. See Chen, "Integration of paths, geometric invariants and a generalized Baker-Hausdorff formula"
    (1957), Lyons, "Rough paths, signatures and the modelling of functions on streams" (2014), and for
    the form Kidger and Lyons, "Signatory" (2021). NaN and infinities propagate. In one channel (lead-lag and time
    counted) the signature depends on the end points only, and only those are read, unless a stream is asked for: a NaN
    between them leaves no trace.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> siglib.sig(path, 2)
    array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
    >>> siglib.sig(path, 2, stream=True)
    array([[ 1. ,  2. ,  0.5,  1. ,  1. ,  2. ],
           [ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5]])
    """
    if correction is not None:
        corrected.check_alone(stream, initial, basepoint, time, end_time)
        given = (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs)
        return corrected.with_correction(path, correction, lengths, given)
    if initial is not None or basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        if as_flag(stream, "stream"):
            return streams.sig_stream.call(reading.from_start(initial, degree), reading.given_for(degree, scalar_term))
        rows = sig(reading.path, degree, scalar_term=scalar_term, **reading.keywords)
        return reading.continued(rows, initial, degree)
    given = (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs)
    if as_flag(stream, "stream"):
        return streams.sig_stream.call((path, None, lengths), given)
    return operations.sig.call((path, lengths), given)


def sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[AnyArray, AnyArray]:
    r"""Compute signatures, and how they change as their paths move along a tangent.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as `sig` takes them: float32 or float64, integers and booleans become float64.
    tangent : array_like or Tensor, shape (..., L, d)
        A direction for every point, in the dtype of `path`.
    degree, time_aug, lead_lag, end_time, scalar_term, stream, lengths, initial, basepoint, time
        As for `sig`. Nothing but the paths moves.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    sig : ndarray or Tensor, shape (..., sig_length(d, N))
        The signatures, in the dtype of `path`; with `stream` a row for every time step.
    sig_tangent : ndarray or Tensor, shape (..., sig_length(d, N))
        :math:`\partial_\varepsilon S(x + \varepsilon v)` at 0 for tangents `v`; the slot of the scalar term is 0.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig : The signature alone.
    sig_backprop : Backward mode, for many points and one number.

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
    pair: tuple[AnyArray, AnyArray]
    if initial is not None or basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        moved = reading.tangent(tangent)
        if as_flag(stream, "stream"):
            array, start, counts = reading.from_start(initial, degree)
            operands = (array, moved, start, None, counts)
            pair = streams.sig_stream_jvp.call(operands, reading.given_for(degree, scalar_term))
            return pair
        rows = sig_jvp(reading.path, moved, degree, scalar_term=scalar_term, **reading.keywords)
        return reading.continued_jvp(rows, initial, degree)
    given = (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs)
    if as_flag(stream, "stream"):
        pair = streams.sig_stream_jvp.call((path, tangent, None, None, lengths), given)
    else:
        pair = operations.sig_jvp.call((path, tangent, lengths), given)
    return pair


def sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> AnyArray:
    r"""Take derivatives by signatures back to derivatives by the paths.

    Parameters
    ----------
    path : array_like or Tensor, shape (..., L, d)
        The paths, as given to `sig`: float32 or float64, integers and booleans become float64. All arrays have one
        dtype.
    sig : array_like or Tensor, shape (..., sig_length(d, N)), or None
        Their signatures, with or without the scalar term; None to have them computed here. It may be the signature of a
        longer path that ends in `path`: the result is then the derivative by those last steps. (Derivatives of the
        result take it for the signature of `path`.) It is not read if there is an `initial`. With `stream`, the streams
        that `sig` returned.
    sig_derivs : array_like or Tensor, shape (..., sig_length(d, N))
        :math:`\partial F / \partial S`, with or without a slot for the scalar term (which is not read); with `stream` a
        row for every time step, of which those beyond `lengths` are not read.
    degree : int
        Truncation degree `N`, as given to `sig`.
    time_aug, lead_lag, end_time, stream, lengths, initial, basepoint, time, correction
        As given to `sig`.
    n_jobs : int, optional
        Threads: None or -1 for all, 1 for serial, ``n < -1`` for all + 1 + n; for tensors None means
        ``torch.get_num_threads()``. The result does not depend on it.

    Returns
    -------
    ndarray or Tensor, shape (..., L, d)
        :math:`\partial F / \partial path`, in the dtype of `path`. Derivatives by time are dropped, those by lead and
        lag summed onto the points they were made from; beyond `lengths` it is 0. Of tensors, torch has the derivatives
        by `initial`, `basepoint`, `time` and `end_time` as well; see the guide on gradients for arrays. With a
        `correction` it is a pair: this, and :math:`\partial F / \partial correction` in the shape of the correction,
        summed over all steps and paths that share it.

    Raises
    ------
    TypeError
        If an argument has a type or dtype that cannot be used, or dtypes differ.
    ValueError
        If shapes do not fit together, or a number is out of range.

    See Also
    --------
    sig : The signature.
    sig_jvp : Forward mode, for one direction and many coefficients.

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
    if correction is not None:
        corrected.check_alone(stream, initial, basepoint, time, end_time)
        given = (degree, time_aug, lead_lag, end_time, False, n_jobs)
        return corrected.with_correction_backprop(path, correction, sig, sig_derivs, lengths, given)
    if initial is not None or basepoint is not None or time is not None or not isinstance(end_time, NUMBERS):
        reading = read(path, lengths, time_aug, lead_lag, end_time, basepoint, time, n_jobs)
        if as_flag(stream, "stream"):
            array, start, counts = reading.from_start(initial, degree)
            operands = (array, sig, sig_derivs, start, counts)
            return reading.back(streams.sig_stream_backprop.call(operands, reading.given_for(degree))[0])
        derivs = reading.continued_backprop(sig_derivs, initial, degree)
        signature = sig if initial is None else None
        return reading.back(sig_backprop(reading.path, signature, derivs, degree, **reading.keywords))
    given = (degree, time_aug, lead_lag, end_time, False, n_jobs)
    if as_flag(stream, "stream"):
        return streams.sig_stream_backprop.call((path, sig, sig_derivs, None, lengths), given)[0]
    return operations.sig_backprop.call((path, sig, sig_derivs, lengths), given)
