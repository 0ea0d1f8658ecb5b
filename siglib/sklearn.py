"""scikit-learn: signatures as a step of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Self

import numpy as np

import siglib
from siglib._array import Array
from siglib._extras import extra
from siglib._numbers import augmented

with extra("sklearn"):
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.utils.validation import check_array, check_is_fitted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    Paths = ArrayLike | Sequence[ArrayLike]


class SignatureTransformer(TransformerMixin, BaseEstimator):
    r"""Truncated signatures of paths, as features for any estimator of scikit-learn.

    Parameters
    ----------
    degree : int, default=2
        Truncation degree `N`, at least 0.
    time_aug : bool, default=False
        Append time as the last channel, uniform from 0 to `end_time` over the points of a path.
    lead_lag : bool, default=False
        Replace the channels by (lag, lead), before time is added.
    end_time : float, default=1.0
        Time of the last point.
    scalar_term : bool, default=False
        Keep the leading 1, a constant feature.
    n_jobs : int, optional
        Threads, as `siglib.sig` takes it: None for all. The processes that ``GridSearchCV(n_jobs=...)`` starts share
        the processors: joblib sets OMP_NUM_THREADS in them, which None respects.

    Attributes
    ----------
    n_features_in_ : int
        Channels `d` of the paths seen in `fit`: the only thing that is learnt.

    Raises
    ------
    TypeError, ValueError
        In `fit` and `transform`, as `siglib.sig` does.

    See Also
    --------
    siglib.sig : The same as a function; formula, order of the coefficients and sources.

    Notes
    -----
    Paths are an array of shape (n, L, d), float32 or float64 (kept as they are; other numbers become float64), or a
    sequence of `n` arrays of shapes (L_1, d), (L_2, d), ... where they are of unequal length. A padded array with
    `lengths` will do as well: that is metadata, which pipelines pass on once
    ``sklearn.set_config(enable_metadata_routing=True)`` and ``set_transform_request(lengths=True)`` say so.
    NaN propagates to the features; the next estimator may refuse it.

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
    """

    def __init__(
        self,
        degree: int = 2,
        *,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.degree = degree
        self.time_aug = time_aug
        self.lead_lag = lead_lag
        self.end_time = end_time
        self.scalar_term = scalar_term
        self.n_jobs = n_jobs

    def fit(self, X: Paths, y: object = None) -> Self:  # noqa: N803
        """Take note of the number of channels.

        Parameters
        ----------
        X : array_like, shape (n, L, d), or sequence of array_like, shapes (L_i, d)
            Paths.
        y : object
            Not used.

        Returns
        -------
        SignatureTransformer
            The transformer itself.
        """
        return self._fit(*self._check(X))

    def transform(self, X: Paths, lengths: ArrayLike | None = None) -> Array:  # noqa: N803
        """Compute signatures.

        Parameters
        ----------
        X : array_like, shape (n, L, d), or sequence of array_like, shapes (L_i, d)
            Paths, in as many channels as in `fit`.
        lengths : array_like of int, shape (n,), optional
            Points of each path of a padded array: what stands beyond is never read.

        Returns
        -------
        ndarray, shape (n, sig_length(d, degree))
            Their signatures, in the dtype of the paths.
        """
        check_is_fitted(self)
        return self._transform(*self._check(X, lengths))

    def fit_transform(self, X: Paths, y: object = None, lengths: ArrayLike | None = None) -> Array:  # noqa: N803
        """Do both: see `fit` and `transform`."""
        paths, counts = self._check(X, lengths)
        return self._fit(paths, counts)._transform(paths, counts)

    def get_feature_names_out(self, input_features: Sequence[str] | None = None) -> Array:
        """Name the features: ``sig(1,2,2)`` is the coefficient of the word (1, 2, 2).

        Parameters
        ----------
        input_features : sequence of str, shape (d,), optional
            Names of the channels, to stand for the numbers 1 to `d`. With augmentations channel ``x`` becomes
            ``x_lag`` and ``x_lead``, and the last one is ``time``.

        Returns
        -------
        ndarray of str, shape (sig_length(d, degree),)
            The names, in the order of the features. The scalar term is ``sig()``.
        """
        check_is_fitted(self)
        letters = self._letters(input_features)
        levels = range(0 if self.scalar_term else 1, self.degree + 1)
        words = (word for level in levels for word in product(letters, repeat=level))
        return np.array([f"sig({','.join(word)})" for word in words], dtype=object)

    def __sklearn_tags__(self) -> Any:
        """Tell what goes in and out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _check(self, paths: Paths, lengths: ArrayLike | None = None) -> tuple[Array, ArrayLike | None]:
        """Return paths as one array, and their lengths if they are not all as long as that."""
        if isinstance(paths, np.ndarray) and paths.dtype == object:
            paths = list(paths)
        if isinstance(paths, Sequence) and lengths is None and _are_ragged(paths):
            return _pad([self._check_array(path, 2, f"X[{index}]") for index, path in enumerate(paths)])
        return self._check_array(paths, 3, "X"), lengths

    def _check_array(self, value: Any, axes: int, name: str) -> Array:
        array: Array = check_array(
            value,
            dtype=(np.float64, np.float32),
            ensure_all_finite=False,
            ensure_2d=False,
            allow_nd=True,
            ensure_min_samples=0,
            input_name=name,
            estimator=self,
        )
        if array.ndim != axes:
            shape = "(paths, points, channels)" if axes == 3 else "(points, channels)"
            raise ValueError(f"{name}: expected shape {shape}, got {array.shape}. Reshape your data")
        return array

    def _fit(self, paths: Array, lengths: ArrayLike | None) -> Self:
        channels = int(paths.shape[-1])
        siglib.sig_length(channels, self.degree, time_aug=self.time_aug, lead_lag=self.lead_lag)
        self.n_features_in_ = channels
        return self

    def _transform(self, paths: Array, lengths: ArrayLike | None) -> Array:
        if paths.shape[-1] != self.n_features_in_:
            raise ValueError(f"X: expected {self.n_features_in_} channels as in fit, got shape {paths.shape}")
        out: Array = siglib.sig(paths, lengths=lengths, **self.get_params(deep=False))
        return out

    def _letters(self, names: Sequence[str] | None) -> list[str]:
        """Return what stands for a channel of the augmented paths in the name of a word."""
        channels = self.n_features_in_
        if names is None:
            return [str(letter + 1) for letter in range(augmented(channels, self.time_aug, self.lead_lag))]
        if len(names) != channels:
            raise ValueError(f"input_features: expected {channels} names, one for each channel, got {len(names)}")
        sides = ("_lag", "_lead") if self.lead_lag else ("",)
        return [f"{name}{side}" for side in sides for name in names] + ["time"] * self.time_aug


def _are_ragged(paths: Sequence[Any]) -> bool:
    """Tell whether the paths differ in their number of points."""
    return len({np.shape(path)[:1] for path in paths}) > 1


def _pad(paths: list[Array]) -> tuple[Array, Array]:
    """Stack paths of unequal length; return their lengths as well."""
    channels = sorted({path.shape[1] for path in paths})
    if len(channels) > 1:
        raise ValueError(f"X: expected the same number of channels in every path, got {channels}")
    lengths = np.array([len(path) for path in paths])
    batch = np.zeros((len(paths), lengths.max(), channels[0]), np.result_type(*paths))
    for row, path in zip(batch, paths, strict=True):
        row[: len(path)] = path
    return batch, lengths
