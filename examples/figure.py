"""The picture of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from datasets import Array, Dataset
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.pipeline import Pipeline

matplotlib.use("Agg")

# Okabe and Ito's colours, which people with any colour vision tell apart, and one more.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000", "#999999"]
STYLE = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#777777",
    "legend.frameon": False,
}


@dataclass(frozen=True)
class Fitted:
    """A data set and the classifier that was fitted to its training series."""

    data: Dataset
    model: Pipeline


def draw(target: Path, vowels: Fitted, motions: Fitted, gradient: Array) -> None:
    """Draw paths, features, a gradient and the confusion of the classifier, and save them as a PNG."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(2, 2, figsize=(12, 9.5), layout="constrained")
        figure.suptitle("Path signatures of real series", fontsize=16, fontweight="bold", x=0.01, ha="left")
        _draw_paths(axes[0, 0], motions.data)
        _draw_features(axes[0, 1], vowels.data, vowels.model)
        _draw_gradient(axes[1, 0], vowels.data, gradient)
        _draw_confusion(axes[1, 1], motions.data, motions.model)
        figure.savefig(target, dpi=150)
        plt.close(figure)


def _draw_paths(axes: Axes, motions: Dataset) -> None:
    """Draw the first two channels of one path a class."""
    for colour, name in zip(COLOURS, motions.classes, strict=False):
        path = motions.test.paths[int(np.flatnonzero(motions.test.labels == name)[0])]
        axes.plot(path[:, 0], path[:, 1], color=colour, lw=1.3, label=name)
        axes.plot(*path[0, :2], "o", color=colour, ms=5)
    axes.set(title=f"{motions.name}: one path of each class", xlabel="channel 1", ylabel="channel 2")
    axes.legend(fontsize=9)


def _draw_features(axes: Axes, vowels: Dataset, model: Pipeline) -> None:
    """Draw the test series where a linear discriminant of the training features puts them."""
    features = model[:-1]
    plane = LinearDiscriminantAnalysis(n_components=2, solver="eigen", shrinkage="auto")
    plane.fit(features.transform(vowels.train.paths), vowels.train.labels)
    points = plane.transform(features.transform(vowels.test.paths))
    for colour, name in zip(COLOURS, vowels.classes, strict=False):
        chosen = vowels.test.labels == name
        axes.scatter(*points[chosen].T, s=16, color=colour, edgecolor="white", lw=0.3, label=name)
    axes.set(title=f"{vowels.name}: test series in the plane of features", xlabel="first axis", ylabel="second axis")
    axes.legend(title="speaker", fontsize=8, ncols=3)


def _draw_gradient(axes: Axes, vowels: Dataset, gradient: Array) -> None:
    """Draw where the points of one path would have to go for a smaller loss."""
    path = vowels.test.paths[0]
    steepest = np.argsort(-np.abs(gradient[: len(path)]).sum(axis=0))[:2]
    x, y = path[:, steepest].T
    downhill = -gradient[: len(path), steepest]
    # The longest arrow is a sixth of the picture.
    scale = 6 * np.hypot(*downhill.T).max() / max(np.ptp(x), np.ptp(y))
    axes.plot(x, y, "-o", color="#777777", lw=1.2, ms=4)
    axes.quiver(x, y, *downhill.T, angles="xy", scale_units="xy", scale=scale, color=COLOURS[5], width=0.006)
    axes.margins(0.15)
    axes.set(
        title="Where the gradient pulls a path: -dF/dpath",
        xlabel=f"channel {steepest[0] + 1}",
        ylabel=f"channel {steepest[1] + 1}",
    )


def _draw_confusion(axes: Axes, motions: Dataset, model: Pipeline) -> None:
    """Draw what the classifier makes of each class."""
    guesses = model.predict(motions.test.paths)
    ConfusionMatrixDisplay.from_predictions(
        motions.test.labels, guesses, ax=axes, cmap="Blues", colorbar=False, text_kw={"fontsize": 12}
    )
    axes.set(title=f"{motions.name}: {np.mean(guesses == motions.test.labels):.0%} of the test series are right")
    axes.tick_params(axis="x", rotation=20)
