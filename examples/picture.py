"""The picture of the demo: real paths, what their signatures tell apart, and where a gradient pushes a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from datasets import Array, Dataset, Series
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from model import loss_gradient, losses, push
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.pipeline import Pipeline

import siglib

# Paul Tol's "muted" colours (speakers) and Okabe and Ito's (activities): told apart with any colour vision.
SPEAKERS = dict(
    zip(
        "123456789",
        ("#88CCEE", "#999933", "#44AA99", "#CC6677", "#DDCC77", "#882255", "#117733", "#AA4499", "#332288"),
        strict=True,
    )
)
ACTIVITIES = {"standing": "#7A7A7A", "walking": "#0072B2", "running": "#D55E00", "badminton": "#009E73"}
MARKERS = {"standing": "s", "walking": "o", "running": "^", "badminton": "D"}
INK, SOFT, PAPER = "#22252B", "#6B7078", "#FDFCF9"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": "#B9BCC2",
    "axes.labelcolor": SOFT,
    "axes.facecolor": PAPER,
    "figure.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
}


@dataclass(frozen=True)
class Score:
    """A signature that was tried, and how well the classifier did with it."""

    dataset: Dataset
    model: Pipeline
    degree: int
    lead_lag: bool
    validated: float
    tested: float

    @property
    def words(self) -> int:
        """Coefficients of the signature."""
        return siglib.sig_length(self.dataset.channels, self.degree, time_aug=True, lead_lag=self.lead_lag)


@dataclass(frozen=True)
class Result:
    """The trained classifier of a data set and what was tried on the way."""

    dataset: Dataset
    model: Pipeline
    scores: list[Score]
    best: Score


def draw(results: list[Result], file: Path) -> None:
    """Draw the figure of BasicMotions and JapaneseVowels."""
    motions, vowels = results
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(2, 3, figsize=(15, 10.2))
        figure.subplots_adjust(0.045, 0.06, 0.98, 0.845, wspace=0.2, hspace=0.36)
        figure.text(0.045, 0.955, "Signatures of real paths", fontsize=23, weight="bold")
        figure.text(
            0.045,
            0.922,
            "Iterated integrals turn a series of any length into features; their gradient says how the loss of a "
            "classifier changes with every point of the series.",
            fontsize=11.5,
            color=SOFT,
        )
        draw_motions(axes[0, 0], motions.dataset.train)
        draw_features(axes[0, 1], motions)
        draw_speakers(axes[0, 2], vowels)
        way = tell_apart(vowels, "9", "4")
        draw_gradient(axes[1, 0], vowels, way, "9", "4")
        draw_way(axes[1, 1], vowels, way, "9", "4")
        draw_degrees(axes[1, 2], results)
        figure.savefig(file, dpi=160)
        plt.close(figure)


def title(axes: Axes, text: str, note: str) -> None:
    """Write a title and, in small letters, what there is to see."""
    axes.annotate(text, (0, 1), (0, 27), "axes fraction", "offset points", fontsize=12.5, weight="bold")
    axes.annotate(note, (0, 1), (0, 11), "axes fraction", "offset points", fontsize=9, color=SOFT)


def label(axes: Axes, text: str, at: Array | tuple[float, float], color: str, **options: object) -> None:
    """Write on the picture, with a rim of paper that keeps it readable."""
    rim = [withStroke(linewidth=3.5, foreground=PAPER)]
    axes.text(*at, text, color=color, weight="bold", ha="center", va="center", path_effects=rim, zorder=9, **options)


def draw_motions(axes: Axes, series: Series) -> None:
    """Draw what the watch measured of two activities."""
    for name, at in (("running", (15.5, 16.5)), ("walking", (-7.5, 6.5))):
        paths = [path[:, :2] for path, kind in zip(series.paths, series.labels, strict=True) if kind == name][:5]
        axes.add_collection(LineCollection(paths, colors=ACTIVITIES[name], linewidths=0.8, alpha=0.55))
        label(axes, name, at, ACTIVITIES[name], fontsize=11)
    axes.autoscale_view()
    axes.set(xlabel="acceleration, first axis", ylabel="acceleration, second axis")
    title(axes, "Real paths", "a watch, ten seconds; five people-and-takes of two activities, 2 of 6 channels")


def draw_features(axes: Axes, result: Result) -> None:
    """Draw all motions in the plane of the two largest variances of their features."""
    features = result.model[:-1]
    plane = PCA(2).fit(features.transform(result.dataset.train.paths))
    for series, filled in ((result.dataset.train, False), (result.dataset.test, True)):
        points = plane.transform(features.transform(series.paths))
        for name, color in ACTIVITIES.items():
            face = color if filled else "none"
            chosen = points[series.labels == name].T
            axes.scatter(*chosen, s=42, marker=MARKERS[name], facecolor=face, edgecolor=color, lw=1.2, alpha=0.8)
    for name, color in ACTIVITIES.items():
        label(axes, name, np.median(points[series.labels == name], axis=0), color, fontsize=11)
    axes.set(xlabel="first principal component", ylabel="second principal component")
    title(
        axes, "Their signature features", f"{result.best.words} iterated integrals of each path, seen in two dimensions"
    )


def draw_speakers(axes: Axes, result: Result) -> None:
    """Draw the test utterances in the plane that best separates the speakers of the training utterances."""
    features, train, test = result.model[:-1], result.dataset.train, result.dataset.test
    plane = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto", n_components=2)
    points = plane.fit(features.transform(train.paths), train.labels).transform(features.transform(test.paths))
    for name, color in SPEAKERS.items():
        chosen = points[test.labels == name]
        axes.scatter(*chosen.T, s=30, color=color, lw=0, alpha=0.75)
    for name, color in SPEAKERS.items():
        label(axes, name, np.median(points[test.labels == name], axis=0), INK, fontsize=12)
    axes.set(xlabel="first discriminant", ylabel="second discriminant")
    title(axes, "Nine speakers, one vowel", "370 test utterances of unequal length; axes from the training utterances")


def tell_apart(result: Result, source: str, target: str) -> list[Array]:
    """Push the first recognised test utterance of one speaker until it is taken for another."""
    test = result.dataset.test
    known = (test.labels == source) & (result.model.predict(test.paths) == source)
    return push(result.model, test.paths[int(np.flatnonzero(known)[0])], target)


def draw_clouds(axes: Axes, result: Result, names: str, channels: list[int]) -> None:
    """Draw the training utterances of some speakers in the background."""
    train = result.dataset.train
    for name in names:
        paths = [path[:, channels] for path, who in zip(train.paths, train.labels, strict=True) if who == name]
        axes.add_collection(LineCollection(paths, colors=SPEAKERS[name], linewidths=0.7, alpha=0.22))
    axes.autoscale_view()
    axes.set(xlabel=f"coefficient {channels[0] + 1}", ylabel=f"coefficient {channels[1] + 1}")


def draw_gradient(axes: Axes, result: Result, way: list[Array], source: str, target: str) -> None:
    """Draw an utterance and, at each of its points, the direction that lowers the loss."""
    channels = [0, 3]
    draw_clouds(axes, result, source + target, channels)
    path, scale = way[0], result.model["signature"].scale_
    descent = -loss_gradient(result.model, [path], np.array([target]))[0] * scale**2
    arrows = (descent / np.abs(descent / scale).max() * 0.9)[:, channels]
    start = path[:, channels]
    axes.plot(*start.T, color=SPEAKERS[source], lw=2.2, marker="o", ms=4)
    axes.quiver(*start.T, *arrows.T, angles="xy", scale_units="xy", scale=1, width=0.005, color=INK, zorder=5)
    title(axes, "The gradient", f"speaker {source}: where each point has to move to be taken for speaker {target}")


def draw_way(axes: Axes, result: Result, way: list[Array], source: str, target: str) -> None:
    """Draw the paths on the way from one speaker to another."""
    channels = [0, 3]
    draw_clouds(axes, result, source + target, channels)
    colors = LinearSegmentedColormap.from_list("way", [SPEAKERS[source], SPEAKERS[target]])
    for share in np.linspace(0, 1, 9):
        path = way[round(share * (len(way) - 1))]
        axes.plot(*path[:, channels].T, color=colors(share), lw=1.9 if 0 < share < 1 else 2.8)
    title(axes, "Following it", f"{len(way) - 1} steps of descent, until the classifier is 99 % sure")


def draw_degrees(axes: Axes, results: list[Result]) -> None:
    """Draw the accuracy over the degree of the signature."""
    for result, color in zip(results, (ACTIVITIES["running"], SPEAKERS["9"]), strict=True):
        plain = [score for score in result.scores if not score.lead_lag]
        degrees = [score.degree for score in plain]
        axes.plot(degrees, [score.validated for score in plain], color=color, lw=1.5, ls=":")
        axes.plot(degrees, [score.tested for score in plain], color=color, lw=2.4, marker="o", ms=7)
        label(axes, result.dataset.name, (1.1, plain[0].tested + 0.05), color)
    title(axes, "Accuracy by degree", "why areas (degree 2) matter")
