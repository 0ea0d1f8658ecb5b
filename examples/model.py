"""A classifier of paths: signature features, scaling, logistic regression; and the gradient of its loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from datasets import Array, pad
from scipy.special import logsumexp, softmax
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import siglib


class SignatureFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Signatures of paths with time, from a common starting point, as scikit-learn features.

    Parameters
    ----------
    degree : int
        Truncation degree of the signature.
    lead_lag : bool
        Add the lagged path, whose areas with the path are its quadratic variation.
    softening : float
        Where the root of a coefficient (see `transform`) passes over to a straight line near zero.
    """

    def __init__(self, degree: int = 2, lead_lag: bool = False, softening: float = 0.01) -> None:
        self.degree = degree
        self.lead_lag = lead_lag
        self.softening = softening

    def fit(self, paths: Sequence[Array], labels: Any = None) -> Self:
        """Measure mean and spread of every channel."""
        points = np.concatenate(paths)
        self.mean_, self.scale_ = points.mean(axis=0), points.std(axis=0)
        width = siglib.sig_length(points.shape[1], 1, **self._flags())
        self.levels_ = np.repeat(np.arange(1, self.degree + 1), width ** np.arange(1, self.degree + 1))
        return self

    def transform(self, paths: Sequence[Array]) -> Array:
        """Compute the features: level k of the signature under a signed k-th root.

        A path c times as large has a level k that is c**k times as large. The root makes all levels grow alike;
        otherwise the liveliest series would drown the quiet ones.
        """
        batch, lengths = self._standardised(paths)
        return self._root(siglib.sig(batch, self.degree, lengths=lengths, **self._flags()))

    def backprop(self, paths: Sequence[Array], derivs: Array) -> Array:
        """Take derivatives by the features back to derivatives by the points; 0 beyond the end of a path."""
        batch, lengths = self._standardised(paths)
        flags = self._flags()
        sigs = siglib.sig(batch, self.degree, lengths=lengths, **flags)
        by_sig = derivs * self._root_slope(sigs)
        by_path = siglib.sig_backprop(batch, sigs, by_sig, self.degree, lengths=lengths, **flags)
        return by_path[:, 1:] / self.scale_

    def _flags(self) -> dict[str, Any]:
        return {"time_aug": True, "lead_lag": self.lead_lag}

    def _standardised(self, paths: Sequence[Array]) -> tuple[Array, Array]:
        """Pad and scale the paths, and start them at the mean: a signature alone forgets where its path began."""
        batch, lengths = pad(paths)
        scaled = (batch - self.mean_) / self.scale_
        return np.concatenate([np.zeros_like(scaled[:, :1]), scaled], axis=1), lengths + 1

    def _root(self, sigs: Array) -> Array:
        return sigs * (sigs**2 + self.softening**2) ** ((1 / self.levels_ - 1) / 2)

    def _root_slope(self, sigs: Array) -> Array:
        power = (1 / self.levels_ - 1) / 2
        soft = sigs**2 + self.softening**2
        return soft**power + 2 * power * sigs**2 * soft ** (power - 1)


def make_model(degree: int, lead_lag: bool) -> Pipeline:
    """Return the untrained classifier."""
    return Pipeline(
        [
            ("signature", SignatureFeatures(degree, lead_lag)),
            ("scale", StandardScaler()),
            ("classify", LogisticRegression(max_iter=2000)),
        ]
    )


def losses(model: Pipeline, paths: Sequence[Array], labels: Array) -> Array:
    """Return the log-loss of every path: minus the logarithm of the probability of its label."""
    scores, truth = model.decision_function(paths), _truth(model, labels)
    margins = np.where(truth, -np.inf, scores - scores[truth][:, None])
    # log(1 + sum of the others' odds): unlike log(probability), exact to the last digits where the model is sure.
    return np.logaddexp(0, logsumexp(margins, axis=1))


def loss_gradient(model: Pipeline, paths: Sequence[Array], labels: Array) -> Array:
    """Return the derivative of every path's log-loss by its points, padded with 0."""
    by_score = softmax(model.decision_function(paths), axis=1) - _truth(model, labels)
    by_feature = by_score @ model["classify"].coef_ / model["scale"].scale_
    return model["signature"].backprop(paths, by_feature)


def push(model: Pipeline, path: Array, label: str, confidence: float = 0.99, step: float = 0.05) -> list[Array]:
    """Descend the loss from a path until the model takes it for `label`; return every path on the way.

    Steps are `step` long, in standard deviations of the channels over all points. Their direction is the gradient
    in the norm that also weighs the slope of the change: it bends the path as a whole instead of tearing at its ends.
    """
    scale = model["signature"].scale_
    differences = np.diff(np.eye(len(path)), axis=0)
    norm = np.eye(len(path)) + 20 * differences.T @ differences
    way = [path]
    while losses(model, way[-1:], np.array([label]))[0] > -np.log(confidence) and len(way) < 1000:
        slope = loss_gradient(model, way[-1:], np.array([label]))[0] * scale
        direction = np.linalg.solve(norm, slope)
        way.append(way[-1] - step * direction / np.linalg.norm(direction) * scale)
    return way


def _truth(model: Pipeline, labels: Array) -> Array:
    """Mark the column of the label in every row of scores."""
    return np.asarray(labels)[:, None] == model.classes_
