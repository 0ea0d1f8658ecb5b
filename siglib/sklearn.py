"""scikit-learn: signatures, log-signatures and random features as steps of a pipeline, and signature kernels."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from inspect import signature
from itertools import product
from math import factorial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

import siglib
from siglib._array import Array, as_counts
from siglib._coefficients import as_words, coef_windows
from siglib._containers import read_paths
from siglib._extras import extra
from siglib._features import checked_options, draw, features_of
from siglib._numbers import as_flag, as_integer, augmented
from siglib._options import PathOptions, WordsOptions
from siglib._paths import read
from siglib._static_kernels import StaticKernel
from siglib._trie import decode

with extra("sklearn"):
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.gaussian_process.kernels import Hyperparameter, Kernel
    from sklearn.utils import check_random_state
    from sklearn.utils.validation import check_array, check_is_fitted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    # Or a frame of any library, or an array of xarray.
    Paths = ArrayLike | Sequence[ArrayLike] | Mapping[Any, ArrayLike]


class _Batch(NamedTuple):
    """Paths as one array, channels last, and their lengths if they are not all as long as that.

    Then what containers say besides: the times of points, the names of channels, the labels of paths.
    """

    paths: Array
    lengths: Array | None
    times: Array | None = None
    names: tuple[Hashable, ...] | None = None
    labels: Sequence[Any] | None = None


# How often paths may be halved: there are twice as many features each time.
_DEEPEST = 16


class _ReadsPaths:
    """What takes paths in any container."""

    channels_first: bool = False
    time: Hashable = None

    def _check(self, paths: Paths, lengths: ArrayLike | None = None) -> _Batch:
        """Read paths, and put those of unequal length into one array."""
        points, names, times, labels = read_paths(paths, "X", self.time, self.channels_first)
        if isinstance(points, list) and lengths is None and points:
            points, times, lengths = self._pad(points, times)
        array = self._floats(points)
        if array.ndim != 3:
            shape = "(paths, channels, points)" if self.channels_first else "(paths, points, channels)"
            rows = ", or say how many channels= the points of rows have" if hasattr(self, "channels") else ""
            raise ValueError(f"X: expected shape {shape}, got {array.shape}. Reshape your data{rows}")
        counts = None if lengths is None else as_counts(lengths, "lengths", array.shape[1], array, "X")
        if counts is not None and counts.shape != (len(array),):
            raise ValueError(f"lengths: expected shape ({len(array)},), a number for each path, got {counts.shape}")
        return _Batch(array, counts, None if times is None else times.astype(array.dtype), names, labels)

    def _pad(self, paths: list[Array], times: list[Array] | None) -> tuple[Array, Array | None, Array]:
        """Stack paths of unequal length, in one go; return their times and lengths as well."""
        self._check_shapes([path.shape[::-1] if self.channels_first else path.shape for path in paths])
        lengths = np.array([len(path) for path in paths])
        # The padding is never read: it is what comes next in the list.
        places = (lengths.cumsum() - lengths)[:, None] + np.arange(lengths.max())
        points = np.concatenate(paths).take(places, axis=0, mode="clip")
        return points, None if times is None else np.concatenate(times).take(places, mode="clip"), lengths

    def _check_shapes(self, shapes: list[tuple[int, ...]]) -> None:
        """Refuse paths that cannot be of one batch."""
        axes = ("channels", "points") if self.channels_first else ("points", "channels")
        different = set(shapes)
        for shape in different:
            if len(shape) != 2:
                raise ValueError(f"X[{shapes.index(shape)}]: expected shape ({', '.join(axes)}), got {shape}")
        points, channels = ({shape[axes.index(name)] for shape in different} for name in ("points", "channels"))
        if len(channels) > 1:
            exchanged = f"; if paths have shape ({axes[1]}, {axes[0]}), pass channels_first={not self.channels_first}"
            raise ValueError(
                f"X: expected the same number of channels in every path, got {sorted(channels)}"
                + (exchanged if len(points) == 1 else "")
            )

    def _floats(self, value: Any) -> Array:
        """Return `value` as an array of float32 or float64, of any shape."""
        array: Array = check_array(
            value,
            dtype=(np.float64, np.float32),
            ensure_all_finite=False,
            ensure_2d=False,
            allow_nd=True,
            ensure_min_samples=0,
            input_name="X",
            estimator=self,
        )
        return array


class _PathTransformer(_ReadsPaths, TransformerMixin, BaseEstimator):
    """A function of paths, or of their windows, as a step.

    Subclasses say which, how many features it has, and their names.
    """

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    scalar_term: bool
    basepoint: bool | None = None
    cumulative_sum: bool = False
    window: int | None = None
    stride: int = 1
    expanding: bool = False
    dyadic: int | None = None
    rescale: str | None = None
    n_jobs: int | None
    # The functions of siglib of whole paths, of windows and of intervals, and the parameters that all have.
    _compute: ClassVar[Callable[..., Any]]
    _compute_windows: ClassVar[Callable[..., Any]]
    _compute_intervals: ClassVar[Callable[..., Any]]
    _augmentations: ClassVar[tuple[str, ...]] = ("time_aug", "lead_lag", "end_time")
    _options: ClassVar[tuple[str, ...]] = ("degree", "scalar_term", "n_jobs")

    def _count(self, channels: int) -> int:
        """Count the features of a path or a window, which checks the arguments."""
        raise NotImplementedError

    def _names(self, letters: list[str]) -> list[str]:
        """Name these features by the letters of the augmented paths."""
        raise NotImplementedError

    def _levels(self, letters: int) -> list[int]:
        """Tell how many letters the word of each feature has."""
        raise NotImplementedError

    def fit(self, X: Paths, y: object = None) -> Self:  # noqa: N803
        """Take note of the channels.

        Parameters
        ----------
        X : array_like, shape (n, L, d), or sequence of array_like, shapes (L_i, d), or frame
            Paths; with `channels_first`, the last two axes of arrays are exchanged.
        y : object
            Not used.

        Returns
        -------
        Self
            The transformer itself.
        """
        return self._fit(self._check(X))

    def transform(self, X: Any, lengths: ArrayLike | None = None) -> Any:  # noqa: N803
        """Compute the features."""
        check_is_fitted(self)
        return self._transform(self._check(X, lengths))

    def fit_transform(self, X: Any, y: object = None, lengths: ArrayLike | None = None) -> Any:  # noqa: N803
        """Fit, and compute the features of the same paths."""
        batch = self._check(X, lengths)
        return self._fit(batch)._transform(batch)

    def window_index(self, X: Paths, lengths: ArrayLike | None = None) -> Array:  # noqa: N803
        """Tell which window each row is of.

        Parameters
        ----------
        X : array_like, shape (n, L, d), or sequence of array_like, shapes (L_i, d), or frame
            Paths, as in `transform`.
        lengths : array_like of int, shape (n,), optional
            Points of each path of a padded array, as in `transform`.

        Returns
        -------
        ndarray of int, shape (rows, 3)
            The path, from 0, and the points where the window starts and stops: ``X[path][start:stop]``. Rows are
            ordered by path, then by window.

        Examples
        --------
        >>> import numpy as np
        >>> from siglib.sklearn import SignatureTransformer
        >>> SignatureTransformer(window=3, stride=2).window_index([np.zeros((3, 2)), np.zeros((5, 2))])
        array([[0, 0, 3],
               [1, 0, 3],
               [1, 2, 5]])
        """
        return self._rows(self._check(X, lengths))

    def get_feature_names_out(self, input_features: Sequence[str] | None = None) -> Array:
        """Name the features, by the letters that they are about.

        Parameters
        ----------
        input_features : sequence of str, shape (d,), optional
            Names of the channels. None: those of the frames that `fit` saw, or the numbers 1 to `d`. With
            augmentations channel ``x`` becomes ``x_lag`` and ``x_lead``, and the last one is ``time``.

        Returns
        -------
        ndarray of str, shape (features,)
            The names, in the order of the features. With `dyadic`, ``[2/4]`` is what comes from the second quarter.
        """
        check_is_fitted(self)
        names = self._names(self._letters(input_features))
        if self.dyadic is not None:
            pieces = [f"[{i + 1}/{1 << level}]" for level, i in _pieces(self._check_dyadic())]
            names = [name + piece for piece in pieces for name in names]
        return np.array(names, dtype=object)

    def __sklearn_tags__(self) -> Any:
        """Tell what goes in and out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _fit(self, batch: _Batch) -> Self:
        """Check the parameters, and take note of the channels."""
        channels = int(batch.paths.shape[-1])
        self._count(channels)
        self._check_parameters()
        self.n_features_in_ = channels
        if batch.names is not None and all(isinstance(name, str) for name in batch.names):
            self.feature_names_in_ = np.array(batch.names, dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        return self

    def _check_parameters(self) -> None:
        """Refuse parameters that do not go together."""
        if self.dyadic is not None and self.window is not None:
            raise ValueError(f"dyadic: expected None with window={self.window!r}, got {self.dyadic!r}")
        if as_flag(self.expanding, "expanding") and self.window is None:
            raise ValueError("expanding: expected False without a window, got True")
        if self.dyadic is not None:
            self._check_dyadic()
        if self.window is not None:
            self._check_windows()
        if self.rescale not in (None, "levels", "path"):
            raise ValueError(f"rescale: expected None, 'levels' or 'path', got {self.rescale!r}")

    def _transform(self, batch: _Batch) -> Array:
        channels = batch.paths.shape[-1]
        if channels != self.n_features_in_:
            raise ValueError(
                f"X: expected {self.n_features_in_} channels as in fit, got {channels}; channels are the "
                f"{'first' if self.channels_first else 'last'} axis of a path, which channels_first= exchanges"
            )
        known = getattr(self, "feature_names_in_", None)
        if known is not None and batch.names is not None and [*known] != [*batch.names]:
            raise ValueError(f"X: expected the channels {[*known]} as in fit, got {[*batch.names]}")
        if as_flag(self.cumulative_sum, "cumulative_sum"):
            # The padding may hold anything.
            with np.errstate(all="ignore"):
                sums = batch.paths.cumsum(axis=1, dtype=np.float64)
            batch = batch._replace(paths=sums.astype(batch.paths.dtype, copy=False))
        return self._features(batch)

    def _features(self, batch: _Batch) -> Array:
        """Compute a row for each path, or for each window that is complete."""
        if self.dyadic is not None:
            pieces = self._rescaled(self._of_dyadic(batch))
            return pieces.reshape(len(pieces), -1)
        if self.window is None:
            return self._rescaled(self._of_paths(batch))
        complete = self._complete(batch)
        rows = self._of_expanding(batch) if as_flag(self.expanding, "expanding") else self._of_windows(batch)
        return self._rescaled(rows[complete])

    def _of_paths(self, batch: _Batch) -> Array:
        given = self._given((*self._options, *self._augmentations, "basepoint"))
        out: Array = self._compute(batch.paths, lengths=batch.lengths, time=batch.times, **given)
        return out

    def _of_windows(self, batch: _Batch) -> Array:
        given = self._given((*self._options, *self._augmentations, "window", "stride"))
        out: Array = self._compute_windows(batch.paths, lengths=batch.lengths, time=batch.times, **given)
        return out

    def _of_intervals(self, paths: Array, intervals: Array) -> Array:
        """Compute the features of intervals of augmented paths."""
        out: Array = self._compute_intervals(paths, intervals, **self._given(self._options))
        return out

    def _of_expanding(self, batch: _Batch) -> Array:
        """Compute the features of the first points of paths, for more and more points."""
        window, stride = self._check_windows()
        stops = np.arange(window, batch.paths.shape[1] + 1, stride)
        paths, counts = self._augmented(batch)
        rows = stops + bool(self.basepoint)
        rows = 2 * rows - 1 if self.lead_lag else rows
        # Windows that are not complete are left out later.
        stops = np.minimum(rows, counts[:, None])
        return self._of_intervals(paths, np.stack([np.zeros_like(stops), stops], axis=-1))

    def _of_dyadic(self, batch: _Batch) -> Array:
        """Compute the features of paths, of their halves, their quarters, and so on."""
        paths, counts = self._augmented(batch)
        pieces = [(counts * i >> level, counts * (i + 1) >> level) for level, i in _pieces(self._check_dyadic())]
        return self._of_intervals(paths, np.array(pieces).transpose(2, 0, 1))

    def _augmented(self, batch: _Batch) -> tuple[Array, Array]:
        """Return the paths with all augmentations, and how many points they have."""
        count, points = batch.paths.shape[:2]
        given = batch.lengths if batch.lengths is not None else np.full(count, points)
        # Of an end time for each path, `read` makes time a channel.
        ends = 1.0 if batch.times is not None else np.full(count, self.end_time, batch.paths.dtype)
        reading = read(batch.paths, given, self.time_aug, self.lead_lag, ends, self.basepoint, batch.times, self.n_jobs)
        paths, counts = reading.path, np.asarray(reading.lengths)
        if reading.timed or not self.lead_lag:
            return paths, counts
        return siglib.transform_path(paths, lead_lag=True, n_jobs=self.n_jobs), 2 * counts - (counts > 0)

    def _rescaled(self, rows: Array) -> Array:
        """Multiply the features of each level."""
        if self.rescale is None:
            return rows
        levels = self._levels(augmented(self.n_features_in_, self._has_time(), self.lead_lag))
        deepest = max(levels, default=0)
        root = float(factorial(deepest)) ** (1 / max(deepest, 1))
        factors = [factorial(level) if self.rescale == "levels" else root**level for level in levels]
        # Where NaN and infinities are, there is no reason to warn.
        with np.errstate(all="ignore"):
            rows *= np.array(factors, rows.dtype)
        return rows

    def _given(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of parameters."""
        return {name: getattr(self, name) for name in names}

    def _check_windows(self) -> tuple[int, int]:
        """Return the points of a window, and from one to the next; sliding ones have no basepoint."""
        if self.window is None:
            raise ValueError("window: expected an integer, got None: each row is of a whole path")
        if not self.expanding and self.basepoint is not None and as_flag(self.basepoint, "basepoint"):
            raise ValueError(f"basepoint: expected None or False with window={self.window!r}, got True")
        return as_integer(self.window, "window", 2), as_integer(self.stride, "stride", 1)

    def _check_dyadic(self) -> int:
        """Return how often paths are halved."""
        depth = as_integer(self.dyadic, "dyadic", 0)  # type: ignore[arg-type]
        if depth > _DEEPEST:
            raise ValueError(f"dyadic: expected at most {_DEEPEST}, got {depth}")
        return depth

    def _complete(self, batch: _Batch) -> Array:
        """Tell which windows lie within their path, shape (paths, windows)."""
        window, stride = self._check_windows()
        points = batch.paths.shape[1]
        stops = np.arange(window, points + 1, stride)
        if batch.lengths is None:
            return np.ones((len(batch.paths), len(stops)), bool)
        complete: Array = stops <= batch.lengths[:, None]
        return complete

    def _rows(self, batch: _Batch) -> Array:
        """Tell of each row the path, and where its window starts and stops."""
        window, stride = self._check_windows()
        path, place = self._complete(batch).nonzero()
        starts = place * (0 if self.expanding else stride)
        return np.stack([path, starts, place * stride + window], axis=1)

    def _has_time(self) -> bool:
        """Tell whether the last channel of the augmented paths is time."""
        return bool(self.time_aug) or self.time is not None

    def _letters(self, names: Sequence[str] | None) -> list[str]:
        """Return what stands for a channel of the augmented paths in the name of a word."""
        channels, known = self.n_features_in_, getattr(self, "feature_names_in_", None)
        if names is None and known is None:
            return [str(letter + 1) for letter in range(augmented(channels, self._has_time(), self.lead_lag))]
        if names is None:
            names = known.tolist()  # type: ignore[union-attr]
        elif known is not None and [*names] != [*known]:
            raise ValueError(f"input_features: expected the names that fit saw, {[*known]}, got {[*names]}")
        if len(names) != channels:
            raise ValueError(f"input_features: expected {channels} names, one for each channel, got {len(names)}")
        sides = ("_lag", "_lead") if self.lead_lag else ("",)
        letters = [f"{name}{side}" for side in sides for name in names]
        return letters + ["time_aug" if "time" in letters else "time"] * self._has_time()


class _WindowTransformer(_PathTransformer):
    """The same step, with names for the rows of a frame: scikit-learn makes that of what the methods above return."""

    def transform(self, X: Paths, lengths: ArrayLike | None = None) -> Any:  # noqa: N803
        """Compute the features.

        Parameters
        ----------
        X : array_like, shape (n, L, d), or sequence of array_like, shapes (L_i, d), or frame
            Paths, in as many channels as in `fit`; with `channels_first`, the last two axes of arrays are exchanged.
        lengths : array_like of int, shape (n,), optional
            Points of each path of a padded array: the padding is never read.

        Returns
        -------
        ndarray, shape (n, features) or (rows, features)
            The features of each path, or of each window that is complete, in the dtype of the paths.
        """
        check_is_fitted(self)
        batch = self._check(X, lengths)
        return self._named(super().transform(batch), batch)

    def fit_transform(self, X: Paths, y: object = None, lengths: ArrayLike | None = None) -> Any:  # noqa: N803
        """Fit, and compute the features of the same paths: see `fit` and `transform`."""
        batch = self._check(X, lengths)
        return self._named(super().fit_transform(batch), batch)

    def _check(self, paths: Any, lengths: ArrayLike | None = None) -> _Batch:
        # scikit-learn sees what was read, and not a frame: it would take the names of its rows for those of the result.
        return paths if isinstance(paths, _Batch) else super()._check(paths, lengths)

    def _named(self, rows: Any, batch: _Batch) -> Any:
        # Frames of polars have no names of rows.
        if not hasattr(rows, "set_axis"):
            return rows
        import pandas as pd  # noqa: PLC0415  (optional: it is there if the rows are a frame of it)

        if self.window is None:
            return rows if batch.labels is None else rows.set_axis(pd.Index(batch.labels), axis=0)
        path, start, stop = self._rows(batch).T
        if batch.labels is not None:
            path = pd.Index(batch.labels).to_flat_index()[path]
        return rows.set_axis(pd.MultiIndex.from_arrays([path, start, stop], names=("path", "start", "stop")), axis=0)


class SignatureTransformer(_WindowTransformer):
    r"""Truncated signatures of paths, as features for any estimator of scikit-learn.

    Parameters
    ----------
    degree : int, default=2
        Truncation degree `N`, at least 0.
    words : sequence of sequences of int, optional
        The coefficients of these words alone, as `siglib.sig_coef` takes them: letters are channels, from 0. Then
        `degree` and `scalar_term` are not read.
    time_aug : bool, default=False
        Append time as the last channel, uniform from 0 to `end_time` over the points of a path, or of each window.
    lead_lag : bool, default=False
        Replace the channels by (lag, lead), before time is added.
    end_time : float, default=1.0
        Time of the last point.
    scalar_term : bool, default=False
        Keep the leading 1, a constant feature.
    basepoint : bool, optional
        Whether a path begins at the origin, so that the features tell where its points are; not with sliding windows.
    cumulative_sum : bool, default=False
        Take the sums of all points so far for the points, before anything else: paths are then steps.
    time : str or int, optional
        Which channel tells when the points are: the name of a column, "index" for the index of a frame, the number of
        a channel of an array. It becomes the last channel, ``time``, which lead-lag leaves alone. Dates are taken in
        seconds, from the first of each path.
    window : int, optional
        Points of a window, at least 2: a row for each complete window of each path, instead of one for each path.
    stride : int, default=1
        From the first point of a window to that of the next, in points. Without a window it is not read.
    expanding : bool, default=False
        Whether all windows begin with the path, and each is by `stride` points longer than the one before.
    dyadic : int, optional
        How often a path is halved: features of the path, of its halves, of its quarters, ... stand side by side.
    rescale : {None, "levels", "path"}, default=None
        "levels": multiply level k by k!, so that no level is much smaller than another. "path": multiply all paths by
        :math:`(N!)^{1/N}`, which does that for the last level.
    channels_first : bool, default=False
        Whether a path has shape (d, L), as aeon and convolutional networks have it, instead of (L, d).
    n_jobs : int, optional
        Threads, as `siglib.sig` takes it: None for all. The processes that ``GridSearchCV(n_jobs=...)`` starts share
        the processors: joblib sets OMP_NUM_THREADS in them, which None respects.

    Attributes
    ----------
    n_features_in_ : int
        Channels `d` of the paths seen in `fit`.
    feature_names_in_ : ndarray of str, shape (d,)
        Their names, where they came in frames with names.

    Raises
    ------
    TypeError, ValueError
        In `fit` and `transform`, as `siglib.sig` does.

    See Also
    --------
    siglib.sig : The same as a function; formula, order of the coefficients and sources.
    siglib.sig_coef : The same for chosen words.
    siglib.sig_windows : The same for windows.
    LogSignatureTransformer : The same information in fewer features.

    Notes
    -----
    Paths are an array of shape (n, L, d), float32 or float64 (kept as they are; other numbers become float64), or a
    sequence of `n` arrays of shapes (L_1, d), (L_2, d), ... where they are of unequal length. With `channels_first` it
    is (n, d, L), or (d, L_1), (d, L_2), ...: no shape tells which of the two it is. A padded array with `lengths` will
    do as well: that is metadata, which pipelines pass on once ``sklearn.set_config(enable_metadata_routing=True)`` and
    ``set_transform_request(lengths=True)`` say so.
    NaN propagates to the features; the next estimator may refuse it.

    With `window` there is another number of rows: one for each window that lies within its path, ordered by path, then
    by window. `window_index` tells which is which, and so does the index (path, start, stop) of a pandas frame. In a
    pipeline `y` must have a row for each window; or summarise the rows of each path before the next estimator, such as
    by ``frame.groupby("path").mean()``.

    ``sig(1,2,2)`` is the coefficient of the word (1, 2, 2), and ``sig()`` the scalar term.
    Level k scales as the k-th power of the path; follow the transformer by a ``StandardScaler``.

    Examples
    --------
    >>> import numpy as np
    >>> from siglib.sklearn import SignatureTransformer
    >>> paths = np.array([[[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    >>> signature = SignatureTransformer(degree=2).fit(paths)
    >>> signature.transform(paths)
    array([[ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5],
           [ 1. ,  1. ,  0.5,  1. ,  0. ,  0.5]])
    >>> signature.get_feature_names_out().tolist()
    ['sig(1)', 'sig(2)', 'sig(1,1)', 'sig(1,2)', 'sig(2,1)', 'sig(2,2)']
    >>> SignatureTransformer(words=[(0, 1), (1,)]).fit(paths).get_feature_names_out().tolist()
    ['sig(1,2)', 'sig(2)']
    >>> SignatureTransformer(degree=1, window=2).fit_transform(paths)
    array([[ 1.,  2.],
           [ 2., -1.],
           [ 1.,  0.],
           [ 0.,  1.]])
    """

    _compute = staticmethod(siglib.sig)
    _compute_windows = staticmethod(siglib.sig_windows)
    _compute_intervals = staticmethod(siglib.sig_intervals)

    def __init__(
        self,
        degree: int = 2,
        *,
        words: Sequence[Sequence[int]] | None = None,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        basepoint: bool | None = None,
        cumulative_sum: bool = False,
        time: Hashable = None,
        window: int | None = None,
        stride: int = 1,
        expanding: bool = False,
        dyadic: int | None = None,
        rescale: str | None = None,
        channels_first: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.degree = degree
        self.words = words
        self.time_aug = time_aug
        self.lead_lag = lead_lag
        self.end_time = end_time
        self.scalar_term = scalar_term
        self.basepoint = basepoint
        self.cumulative_sum = cumulative_sum
        self.time = time
        self.window = window
        self.stride = stride
        self.expanding = expanding
        self.dyadic = dyadic
        self.rescale = rescale
        self.channels_first = channels_first
        self.n_jobs = n_jobs

    def _count(self, channels: int) -> int:
        if self.words is not None:
            options = WordsOptions.checked(
                as_words(self.words), self._has_time(), self.lead_lag, self.end_time, self.n_jobs
            )
            options.check_letters(channels)
            return options.columns
        return siglib.sig_length(
            channels, self.degree, time_aug=self._has_time(), lead_lag=self.lead_lag, scalar_term=self.scalar_term
        )

    def _of_paths(self, batch: _Batch) -> Array:
        if self.words is None:
            return super()._of_paths(batch)
        given = self._given((*self._augmentations, "basepoint", "n_jobs"))
        out: Array = siglib.sig_coef(batch.paths, self.words, lengths=batch.lengths, time=batch.times, **given)
        return out

    def _of_windows(self, batch: _Batch) -> Array:
        if self.words is None:
            return super()._of_windows(batch)
        given = self._given(("words", "window", "stride", *self._augmentations, "n_jobs"))
        out: Array = coef_windows(batch.paths, lengths=batch.lengths, time=batch.times, **given)
        return out

    def _of_intervals(self, paths: Array, intervals: Array) -> Array:
        if self.words is None:
            return super()._of_intervals(paths, intervals)
        words, width = decode(as_words(self.words)), paths.shape[-1]
        degree = max(map(len, words), default=0)
        rows = siglib.sig_intervals(paths, intervals, degree, scalar_term=True, n_jobs=self.n_jobs)
        out: Array = siglib.extract_sig_coef(rows, words, width)
        return out

    def _levels(self, letters: int) -> list[int]:
        if self.words is not None:
            return [len(word) for word in decode(as_words(self.words))]
        return [len(word) for word in _words([""] * letters, self.degree, self.scalar_term)]

    def _names(self, letters: list[str]) -> list[str]:
        if self.words is not None:
            words = decode(as_words(self.words))
            return [f"sig({','.join(letters[letter] for letter in word)})" for word in words]
        return [f"sig({','.join(word)})" for word in _words(letters, self.degree, self.scalar_term)]


class LogSignatureTransformer(_WindowTransformer):
    r"""Truncated log-signatures of paths, as features for any estimator of scikit-learn.

    Parameters
    ----------
    degree : int, default=2
        Truncation degree `N`, at least 0.
    method : {1, 0, 2, "words", "expanded", "brackets"}, default=1
        The basis, as `siglib.log_sig` takes it.
    time_aug : bool, default=False
        Append time as the last channel, uniform from 0 to `end_time` over the points of a path, or of each window.
    lead_lag : bool, default=False
        Replace the channels by (lag, lead), before time is added.
    end_time : float, default=1.0
        Time of the last point.
    scalar_term : bool, default=False
        Keep the leading 0 of the expanded method, a constant feature.
    basepoint : bool, optional
        Whether a path begins at the origin, so that the features tell where its points are; not with sliding windows.
    cumulative_sum : bool, default=False
        Take the sums of all points so far for the points, before anything else: paths are then steps.
    time : str or int, optional
        Which channel tells when the points are: the name of a column, "index" for the index of a frame, the number of
        a channel of an array. It becomes the last channel, ``time``, which lead-lag leaves alone. Dates are taken in
        seconds, from the first of each path.
    window : int, optional
        Points of a window, at least 2: a row for each complete window of each path, instead of one for each path.
    stride : int, default=1
        From the first point of a window to that of the next, in points. Without a window it is not read.
    expanding : bool, default=False
        Whether all windows begin with the path, and each is by `stride` points longer than the one before.
    dyadic : int, optional
        How often a path is halved: features of the path, of its halves, of its quarters, ... stand side by side.
    rescale : {None, "levels", "path"}, default=None
        "levels": multiply level k by k!, so that no level is much smaller than another. "path": multiply all paths by
        :math:`(N!)^{1/N}`, which does that for the last level.
    precision : {None, "double"}, default=None
        "double": paths in float32 are computed in float64, and the features rounded.
    channels_first : bool, default=False
        Whether a path has shape (d, L), as aeon and convolutional networks have it, instead of (L, d).
    n_jobs : int, optional
        Threads, as `siglib.log_sig` takes it: None for all. The processes that ``GridSearchCV(n_jobs=...)`` starts
        share the processors: joblib sets OMP_NUM_THREADS in them, which None respects.

    Attributes
    ----------
    n_features_in_ : int
        Channels `d` of the paths seen in `fit`.
    feature_names_in_ : ndarray of str, shape (d,)
        Their names, where they came in frames with names.

    Raises
    ------
    TypeError, ValueError
        In `fit` and `transform`, as `siglib.log_sig` does.

    See Also
    --------
    siglib.log_sig : The same as a function; formula, order of the coefficients and sources.
    SignatureTransformer : More features, of which linear models make more.

    Notes
    -----
    Paths are what `SignatureTransformer` takes: an array, a sequence of arrays, or a padded array with `lengths`. With
    `window` there is a row for each window, as it has them: `y` in a pipeline must have one too.

    ``logsig(1,2)`` is the coefficient of the word (1, 2) in the log-signature, and ``[1,[1,2]]`` that of a Lyndon
    bracket (``method="brackets"``). Level k scales as the k-th power of the path; follow the transformer by a
    ``StandardScaler``.

    Examples
    --------
    >>> import numpy as np
    >>> from siglib.sklearn import LogSignatureTransformer
    >>> paths = np.array([[[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    >>> log_signature = LogSignatureTransformer(degree=2).fit(paths)
    >>> log_signature.transform(paths)
    array([[ 3. ,  1. , -2.5],
           [ 1. ,  1. ,  0.5]])
    >>> log_signature.get_feature_names_out().tolist()
    ['logsig(1)', 'logsig(2)', 'logsig(1,2)']
    """

    _compute = staticmethod(siglib.log_sig)
    _compute_windows = staticmethod(siglib.log_sig_windows)
    _compute_intervals = staticmethod(siglib.log_sig_intervals)
    _options = (*_PathTransformer._options, "method", "precision")

    def __init__(
        self,
        degree: int = 2,
        *,
        method: int | str = 1,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        basepoint: bool | None = None,
        cumulative_sum: bool = False,
        time: Hashable = None,
        window: int | None = None,
        stride: int = 1,
        expanding: bool = False,
        dyadic: int | None = None,
        rescale: str | None = None,
        precision: str | None = None,
        channels_first: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.degree = degree
        self.method = method
        self.time_aug = time_aug
        self.lead_lag = lead_lag
        self.end_time = end_time
        self.scalar_term = scalar_term
        self.basepoint = basepoint
        self.cumulative_sum = cumulative_sum
        self.time = time
        self.window = window
        self.stride = stride
        self.expanding = expanding
        self.dyadic = dyadic
        self.rescale = rescale
        self.precision = precision
        self.channels_first = channels_first
        self.n_jobs = n_jobs

    def _count(self, channels: int) -> int:
        return siglib.log_sig_length(
            channels, self.degree, time_aug=self._has_time(), lead_lag=self.lead_lag, method=self.method
        )

    def _levels(self, letters: int) -> list[int]:
        if self.method in (0, "expanded"):
            return [len(word) for word in _words([""] * letters, self.degree, self.scalar_term)]
        return [len(word) for word in siglib.lyndon_words(letters, self.degree)]

    def _names(self, letters: list[str]) -> list[str]:
        if self.method in (0, "expanded"):
            return [f"logsig({','.join(word)})" for word in _words(letters, self.degree, self.scalar_term)]
        if self.method in (1, "words"):
            words = siglib.lyndon_words(len(letters), self.degree)
            return [f"logsig({','.join(letters[letter] for letter in word)})" for word in words]
        brackets = siglib.lyndon_brackets(len(letters), self.degree)
        return [re.sub(r"\d+", lambda number: letters[int(number[0]) - 1], bracket) for bracket in brackets]


class SignatureRandomFeatures(_WindowTransformer):
    r"""Random features of truncated signature kernels, for linear models of many paths.

    Parameters
    ----------
    degree : int, default=3
        The last level `N` of signatures that counts, at least 0.
    features : int, default=100
        How many features there are of each level.
    weights : sequence of float, shape (N + 1,), optional
        How much each level of the kernel counts, from level 0 on: not negative. None: all count 1.
    static_kernel : siglib.LinearKernel, siglib.ScaledLinearKernel or siglib.RBFKernel, optional
        How points are compared; None: by their inner product.
    time_aug : bool, default=False
        Append time as the last channel, uniform from 0 to `end_time` over the points of a path.
    lead_lag : bool, default=False
        Replace the channels by (lag, lead), before time is added.
    end_time : float, default=1.0
        Time of the last point.
    channels_first : bool, default=False
        Whether a path has shape (d, L) instead of (L, d).
    random_state : int or numpy.random.RandomState, optional
        What chance is made of, in `fit`: the same number gives the same features.
    n_jobs : int, optional
        Threads, as `siglib.sig` takes it: None for all.

    Attributes
    ----------
    n_features_in_ : int
        Channels `d` of the paths seen in `fit`.
    drawn_ : tuple of ndarray
        The random numbers that were drawn in `fit`.

    Raises
    ------
    TypeError, ValueError
        In `fit` and `transform`, as `siglib.sig_random_features` does.

    See Also
    --------
    siglib.sig_random_features : The same as a function; formula and sources.
    SignatureKernel : The kernel that is estimated, with all its levels.

    Notes
    -----
    Paths are what `SignatureTransformer` takes: an array, a sequence of arrays, or a padded array with `lengths`.
    Inner products of the features of paths are about their truncated signature kernels; so a linear model of them is
    about a model of that kernel, at a cost that is linear in the number of paths. See C. Toth, H. Oberhauser and
    Z. Szabo, "Random Fourier signature features" (2025).

    Examples
    --------
    >>> import numpy as np
    >>> from siglib.sklearn import SignatureRandomFeatures
    >>> paths = np.array([[[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    >>> SignatureRandomFeatures(degree=2, features=50, random_state=0).fit_transform(paths).shape
    (2, 101)
    """

    def __init__(
        self,
        degree: int = 3,
        features: int = 100,
        *,
        weights: Sequence[float] | None = None,
        static_kernel: StaticKernel | None = None,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        channels_first: bool = False,
        random_state: int | np.random.RandomState | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.degree = degree
        self.features = features
        self.weights = weights
        self.static_kernel = static_kernel
        self.time_aug = time_aug
        self.lead_lag = lead_lag
        self.end_time = end_time
        self.channels_first = channels_first
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _read(self, paths: Array) -> PathOptions:
        return checked_options(paths, self.degree, self.time_aug, self.lead_lag, self.end_time, self.n_jobs)

    def _fit(self, batch: _Batch) -> Self:
        seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))
        channels, options = int(batch.paths.shape[-1]), self._read(batch.paths)
        self.drawn_ = draw(np.random.default_rng(seed), options, channels, self.features, self.static_kernel)
        return super()._fit(batch)

    def _count(self, channels: int) -> int:
        return int(self.drawn_.shifts.size) + 1

    def _of_paths(self, batch: _Batch) -> Array:
        options = self._read(batch.paths)
        out: Array = features_of(batch.paths, self.drawn_, options, self.weights, self.static_kernel, batch.lengths)
        return out

    def _names(self, letters: list[str]) -> list[str]:
        features, degree = self.drawn_.shifts.shape
        return ["level0", *(f"level{level + 1}_{i}" for level in range(degree) for i in range(features))]


# ---------------------------------------------------------------------------------------------------------------------
# Kernels


class SignatureKernel(_ReadsPaths, Kernel):
    r"""The signature kernel, for support vector machines and Gaussian processes of scikit-learn.

    Parameters
    ----------
    static_kernel : siglib.StaticKernel, optional
        How points are compared; None: by their inner product. Its parameters are the kernel's hyperparameters, which
        a ``GaussianProcessRegressor`` fits.
    parameter_bounds : pair of float, "fixed", or dict from names to either, default=(1e-5, 1e5)
        Between which values parameters of `static_kernel` are sought; fixed ones stay as they are. A dict may leave
        some out.
    channels : int, optional
        Channels `d` of paths that come as rows of points, one after the other, since an estimator refuses any array of
        three axes: ``paths.reshape(n, L * d)``.
    channels_first : bool, default=False
        Paths have shape (d, L), in arrays (n, d, L), in lists, and in rows.
    dyadic_order, order, method : optional
        How the kernel is computed, as `siglib.sig_kernel` takes them.
    time_aug : bool, default=False
        Append time as the last channel, uniform from 0 to `end_time` over the points of a path.
    lead_lag : bool, default=False
        Replace the channels by (lag, lead), before time is added.
    end_time : float, default=1.0
        Time of the last point.
    normalise : bool, default=False
        Divide by :math:`\sqrt{k(x, x) k(y, y)}`, as `siglib.sig_kernel` does.
    n_jobs : int, optional
        Threads, as `siglib.sig` takes it: None for all.

    Raises
    ------
    TypeError, ValueError
        In a call, as `siglib.sig_kernel_gram` does.

    See Also
    --------
    siglib.sig_kernel_gram : The same as a function; formula and sources.
    SignatureRandomFeatures : For more paths than a matrix has room for.

    Notes
    -----
    Three ways to use it. ``SVC(kernel="precomputed")`` takes the matrices that `gram` returns, of paths of equal or
    unequal length. ``SVC(kernel=SignatureKernel(channels=d))`` and ``GaussianProcessRegressor(SignatureKernel(...))``
    take paths as rows. The latter fits the parameters of the static kernel, by derivatives that are exact; products and
    sums with other kernels, such as ``ConstantKernel() * SignatureKernel(...) + WhiteKernel()``, do as well. Gaussian
    processes of signatures: C. Toth and H. Oberhauser, "Bayesian learning from sequential data using Gaussian processes
    with signature covariances" (2020).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> from sklearn.svm import SVC
    >>> from siglib.sklearn import SignatureKernel
    >>> paths = np.random.default_rng(0).standard_normal((20, 10, 2)).cumsum(axis=1) / 5
    >>> labels = paths[:, -1, 0] > 0
    >>> kernel = SignatureKernel(siglib.RBFKernel(1.0))
    >>> classifier = SVC(kernel="precomputed").fit(kernel.gram(paths), labels)
    >>> classifier.predict(kernel.gram(paths[:5], paths)).shape
    (5,)
    """

    def __init__(
        self,
        static_kernel: StaticKernel | None = None,
        *,
        parameter_bounds: tuple[float, float] | str | Mapping[str, tuple[float, float] | str] = (1e-5, 1e5),
        channels: int | None = None,
        channels_first: bool = False,
        dyadic_order: int | tuple[int, int] | None = None,
        order: int | None = None,
        method: str | None = None,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        normalise: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.static_kernel = static_kernel
        self.parameter_bounds = parameter_bounds
        self.channels = channels
        self.channels_first = channels_first
        self.dyadic_order = dyadic_order
        self.order = order
        self.method = method
        self.time_aug = time_aug
        self.lead_lag = lead_lag
        self.end_time = end_time
        self.normalise = normalise
        self.n_jobs = n_jobs

    def gram(self, X: Paths, Y: Paths | None = None) -> Array:  # noqa: N803
        """Compute the kernels of all paths of one set with all of another.

        Parameters
        ----------
        X : array_like, shape (n, L, d) or (n, L * d), or sequence of array_like, shapes (L_i, d)
            Paths, or with `channels` rows of their points.
        Y : array_like, shape (m, L, d) or (m, L * d), or sequence of array_like, shapes (L_i, d), optional
            Other paths. None: those of `X` again.

        Returns
        -------
        ndarray, shape (n, n) or (n, m)
            The kernels, in the dtype of the paths.

        Examples
        --------
        >>> from siglib.sklearn import SignatureKernel
        >>> kernel = SignatureKernel()
        >>> kernel.gram([[[0.0], [1.0]], [[0.0], [0.5], [0.0]]]).round(2)  # of unequal length
        array([[2.28, 1.  ],
               [1.  , 1.  ]])
        """
        first, lengths1, names = self._paths(X)
        if Y is None:
            out: Array = siglib.sig_kernel_gram(first, lengths1=lengths1, **self._options())
            return out
        second, lengths2, other_names = self._paths(Y)
        if names is not None and other_names is not None and names != other_names:
            raise ValueError(f"Y: expected the channels {[*names]} as in X, got {[*other_names]}")
        out = siglib.sig_kernel_gram(first, second, lengths1=lengths1, lengths2=lengths2, **self._options())
        return out

    def __call__(self, X: Paths, Y: Paths | None = None, eval_gradient: bool = False) -> Any:  # noqa: N803
        """Compute the kernels, and their derivatives by the logarithms of the parameters.

        Parameters
        ----------
        X : array_like, shape (n, L, d) or (n, L * d), or sequence of array_like, shapes (L_i, d)
            Paths, or with `channels` rows of their points.
        Y : array_like, shape (m, L, d) or (m, L * d), or sequence of array_like, shapes (L_i, d), optional
            Other paths. None: those of `X` again.
        eval_gradient : bool
            Whether to return the derivatives as well; not with `Y`.

        Returns
        -------
        ndarray, shape (n, n) or (n, m), or tuple
            The kernels, and with `eval_gradient` their derivatives, shape (n, n, parameters).

        Examples
        --------
        >>> import numpy as np, siglib
        >>> from siglib.sklearn import SignatureKernel
        >>> rows = np.array([[0.0, 1.0, 2.0], [0.0, 2.0, 1.0]])  # three points in one channel
        >>> kernel = SignatureKernel(siglib.RBFKernel(1.0), channels=1)
        >>> kernels, derivs = kernel(rows, eval_gradient=True)
        >>> kernels.shape, derivs.shape
        ((2, 2), (2, 2, 1))
        """
        gram = self.gram(X, Y)
        if not eval_gradient:
            return gram
        if Y is not None:
            raise ValueError("eval_gradient: expected False with Y, got True")
        names = [parameter.name for parameter in self.hyperparameters if not parameter.fixed]
        slopes = [self._slope(X, name) for name in names]
        return gram, np.stack(slopes, axis=-1) if slopes else np.empty((*gram.shape, 0), gram.dtype)

    def diag(self, X: Paths) -> Array:  # noqa: N803
        """Compute the kernels of paths with themselves.

        Parameters
        ----------
        X : array_like, shape (n, L, d) or (n, L * d), or sequence of array_like, shapes (L_i, d)
            Paths, or with `channels` rows of their points.

        Returns
        -------
        ndarray, shape (n,)
            The diagonal of ``gram(X)``.

        Examples
        --------
        >>> from siglib.sklearn import SignatureKernel
        >>> SignatureKernel().diag([[[0.0], [1.0]], [[0.0], [0.5], [0.0]]]).round(2)
        array([2.28, 1.  ])
        """
        paths, lengths, _ = self._paths(X)
        out: Array = siglib.sig_kernel(paths, paths, lengths1=lengths, lengths2=lengths, **self._options())
        return out

    def is_stationary(self) -> bool:
        """Tell whether the kernel depends on differences of its arguments alone: it does not."""
        return False

    @property
    def hyperparameters(self) -> list[Hyperparameter]:
        """The parameters of the static kernel."""
        kernel, bounds = self.static_kernel, self.parameter_bounds
        names: list[str] = [field.name for field in fields(kernel)] if is_dataclass(kernel) else []
        default = (1e-5, 1e5)
        each = {name: bounds.get(name, default) if isinstance(bounds, Mapping) else bounds for name in names}
        return [Hyperparameter(name, "numeric", each[name]) for name in names]

    @property
    def theta(self) -> Array:
        """The logarithms of the parameters that are not fixed."""
        values = [getattr(self.static_kernel, p.name) for p in self.hyperparameters if not p.fixed]
        return np.log(np.array(values, np.float64))

    @theta.setter
    def theta(self, theta: Array) -> None:
        names = [parameter.name for parameter in self.hyperparameters if not parameter.fixed]
        if len(names) != len(theta):
            raise ValueError(f"theta: expected {len(names)} numbers, one for each parameter, got {len(theta)}")
        if names:
            values = dict(zip(names, np.exp(theta).tolist(), strict=True))
            self.static_kernel = replace(self.static_kernel, **values)  # type: ignore[type-var]

    def __eq__(self, other: object) -> bool:
        """Tell whether two kernels are the same function."""
        if type(self) is not type(other):
            return False
        one, another = self.get_params(), other.get_params()
        kernels = [params.pop("static_kernel") for params in (one, another)]
        return one == another and type(kernels[0]) is type(kernels[1]) and repr(kernels[0]) == repr(kernels[1])

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show what is not as it is by default."""
        defaults = signature(type(self)).parameters
        given = {name: repr(value) for name, value in self.get_params().items() if value != defaults[name].default}
        static = given.pop("static_kernel", None)
        shown = [] if static is None else [static]
        return f"{type(self).__name__}({', '.join(shown + [f'{name}={value}' for name, value in given.items()])})"

    def _options(self) -> dict[str, Any]:
        names = "static_kernel", "dyadic_order", "order", "method", "time_aug", "lead_lag", "end_time", "normalise"
        return {name: getattr(self, name) for name in (*names, "n_jobs")}

    def _paths(self, X: Any) -> tuple[Array, ArrayLike | None, tuple[Hashable, ...] | None]:  # noqa: N803
        """Return paths as one array, their lengths if they are not all as long as that, and the names of channels."""
        if self.channels is not None and isinstance(X, (np.ndarray, list, tuple)) and len(X) and np.ndim(X[0]) == 1:
            channels, rows = as_integer(self.channels, "channels", 1), self._floats(X)
            if rows.shape[1] % channels:
                raise ValueError(f"X: expected rows of points in {channels} channels, got shape {rows.shape}")
            if self.channels_first:
                return rows.reshape(len(rows), channels, -1).swapaxes(1, 2), None, None
            return rows.reshape(len(rows), -1, channels), None, None
        batch = self._check(X)
        return batch.paths, batch.lengths, batch.names

    def _slope(self, X: Paths, name: str) -> Array:  # noqa: N803
        """Compute the derivatives by the logarithm of a parameter."""
        assert self.static_kernel is not None
        paths, lengths, _ = self._paths(X)
        options = {**self._options(), "static_kernel": _Moving(self.static_kernel, name)}
        _, slopes = siglib.sig_kernel_gram_jvp(paths, None, None, None, lengths1=lengths, **options)
        return np.asarray(slopes * getattr(self.static_kernel, name))


class _Moving(StaticKernel):
    """A static kernel one of whose parameters moves: its tangents are derivatives by that."""

    def __init__(self, kernel: StaticKernel, name: str) -> None:
        self.kernel = kernel
        self.name = name

    def values(self, x: Array, y: Array) -> Array:
        """Compare points."""
        out: Array = self.kernel.values(x, y)
        return out

    def values_jvp(self, x: Array, y: Array, tangent_x: Array, tangent_y: Array) -> Array:
        """Return how the values change with the parameter; the points stand still."""
        out: Array = self.kernel.parameter_slopes(x, y)[self.name]
        return out


def _words(letters: list[str], degree: int, empty: bool) -> Iterator[tuple[str, ...]]:
    """Yield the words of up to `degree` letters, in the order of the coefficients."""
    return (word for level in range(not empty, degree + 1) for word in product(letters, repeat=level))


def _pieces(depth: int) -> Iterator[tuple[int, int]]:
    """Yield the level and the place of each piece of what is halved so often."""
    return ((level, i) for level in range(depth + 1) for i in range(1 << level))
