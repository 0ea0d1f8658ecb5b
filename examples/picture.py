"""The picture of the demo: what a signature is, real paths, what their signatures and gradients tell, and how fast."""

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
from matplotlib.patheffects import withStroke
from model import loss_gradient, push
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.pipeline import Pipeline
from speed import draw_speed_ups

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
LABELS = {
    "standing": ((0, 20), "center"),
    "walking": ((18, 0), "left"),
    "running": ((0, 26), "center"),
    "badminton": ((26, 0), "left"),
}
MARKERS = {"standing": "s", "walking": "o", "running": "^", "badminton": "D"}
# The speakers and channels whose paths lie well apart.
SOURCE, TARGET, CHANNELS = "9", "4", [0, 3]
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
        figure = plt.figure(figsize=(16, 10.2))
        places = figure.subplot_mosaic(
            [["path", "data", "features"], ["gradient", "way", "speed"]], width_ratios=[1, 1, 1.1]
        )
        figure.subplots_adjust(0.04, 0.06, 0.965, 0.845, wspace=0.3, hspace=0.36)
        figure.text(0.04, 0.955, "Signatures of real paths", fontsize=23, weight="bold")
        figure.text(
            0.04,
            0.922,
            "Iterated integrals turn a series of any length into features; their gradient tells how the loss of a "
            "classifier changes with every point of the series.",
            fontsize=11.5,
            color=SOFT,
        )
        draw_area(places["path"])
        draw_motions(places["data"], motions.dataset.train)
        draw_activities(places["features"], motions)
        way = find_way(vowels, SOURCE, TARGET)
        draw_gradient(places["gradient"], vowels, way[0])
        draw_way(places["way"], vowels, way)
        draw_speed_ups(places["speed"], Path(__file__).parent.parent)
        title(places["speed"], "How fast", "a dot is a shape, a bar their geometric mean: benchmarks/results")
        figure.savefig(file, dpi=100)
        plt.close(figure)


def title(axes: Axes, text: str, note: str) -> None:
    """Write a title and, in small letters, what there is to see."""
    axes.annotate(text, (0, 1), (0, 27), "axes fraction", "offset points", fontsize=12.5, weight="bold")
    axes.annotate(note, (0, 1), (0, 11), "axes fraction", "offset points", fontsize=9, color=SOFT)


def label(axes: Axes, text: str, at: Array | tuple[float, float], color: str, size: int = 11) -> None:
    """Write on the picture, with a rim of paper that keeps it readable."""
    rim = [withStroke(linewidth=3.5, foreground=PAPER)]
    style = {"color": color, "size": size, "weight": "bold", "ha": "center", "va": "center"}
    axes.text(*at, text, path_effects=rim, zorder=9, **style)


def draw_area(axes: Axes) -> None:
    """Draw a path, its increments, and the area between it and its chord."""
    angle = np.linspace(0, np.pi / 2, 200)
    path = np.stack([1.5 * np.sin(angle) + 0.06 * np.sin(6 * angle), 1 - np.cos(angle)], axis=1)
    x, y, _, xy, yx, _ = siglib.sig(path, 2)
    blue, red = ACTIVITIES["walking"], ACTIVITIES["running"]
    axes.fill(*path.T, color=blue, alpha=0.15, lw=0)
    axes.plot([0, 0, x], [0, y, y], color=red, lw=1.4)
    axes.plot([0, x], [0, y], color=SOFT, lw=1, ls="--")
    axes.plot(*path.T, color=blue, lw=2.4)
    axes.annotate("", path[-1], path[-12], arrowprops={"arrowstyle": "-|>", "color": blue, "mutation_scale": 20})
    label(axes, f"sig(1) = {x:.2f}", (x / 2, y + 0.05), red)
    label(axes, f"sig(2) = {y:.2f}", (0.33, 0.72 * y), red)
    label(axes, f"area = {(xy - yx) / 2:.2f}", (1.02, 0.45), blue)
    axes.margins(0.08, 0.12)
    axes.set(xticks=[], yticks=[], xlabel="channel 1", ylabel="channel 2")
    title(axes, "What a signature is", "level 1: how far the path goes; level 2: areas, half of sig(1,2) - sig(2,1)")


def draw_motions(axes: Axes, series: Series) -> None:
    """Draw what the watch measured of two activities."""
    for name, at in (("running", (16, 19.5)), ("walking", (-5.5, 6.5))):
        paths = [path[:, :2] for path in select(series, name)[:5]]
        axes.add_collection(LineCollection(paths, colors=ACTIVITIES[name], linewidths=0.8, alpha=0.55))
        label(axes, name, at, ACTIVITIES[name])
    axes.autoscale_view()
    axes.set(xlabel="acceleration, first axis", ylabel="acceleration, second axis")
    title(axes, "Real paths", "a watch: 2 of its 6 channels, 5 takes of each activity")


def draw_activities(axes: Axes, result: Result) -> None:
    """Draw the motions in the plane that best separates the activities."""
    points = discriminants(result)
    labels = result.dataset.test.labels
    for name, color in ACTIVITIES.items():
        chosen = points[labels == name]
        axes.scatter(*chosen.T, s=44, marker=MARKERS[name], color=color, lw=0, alpha=0.8)
        offset, side = LABELS[name]
        axes.annotate(
            name,
            np.median(chosen, axis=0),
            offset,
            textcoords="offset points",
            ha=side,
            va="center",
            color=color,
            size=11,
            weight="bold",
        )
    axes.margins(0.1, 0.16)
    axes.set(xticks=[], yticks=[], xlabel="first discriminant of the training paths", ylabel="second discriminant")
    title(
        axes, "Their signature features", f"{result.best.words} iterated integrals of each of {len(labels)} test paths"
    )


def discriminants(result: Result) -> Array:
    """Return the features of the test paths in the plane that best separates the training paths."""
    features, train, test = result.model[:-1], result.dataset.train, result.dataset.test
    plane = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto", n_components=2)
    return plane.fit(features.transform(train.paths), train.labels).transform(features.transform(test.paths))


def find_way(result: Result, source: str, target: str) -> list[Array]:
    """Push the first recognised test utterance of one speaker until it is taken for another."""
    test = result.dataset.test
    known = (test.labels == source) & (result.model.predict(test.paths) == source)
    return push(result.model, test.paths[int(np.flatnonzero(known)[0])], target)


def draw_clouds(axes: Axes, result: Result) -> None:
    """Draw the training utterances of both speakers in the background."""
    for name, at in ((SOURCE, (1.05, 0.36)), (TARGET, (0.12, -0.75))):
        paths = [path[:, CHANNELS] for path in select(result.dataset.train, name)]
        axes.add_collection(LineCollection(paths, colors=SPEAKERS[name], linewidths=0.8, alpha=0.25))
        label(axes, f"speaker {name}", at, SPEAKERS[name])
    axes.autoscale_view()
    axes.set(xlabel=f"channel {CHANNELS[0] + 1}", ylabel=f"channel {CHANNELS[1] + 1}")


def draw_gradient(axes: Axes, result: Result, path: Array) -> None:
    """Draw an utterance and, at each of its points, the direction that lowers the loss."""
    draw_clouds(axes, result)
    scale = result.model["signature"].scale_
    # The channels differ in spread: steepest descent is taken in standard deviations.
    descent = -loss_gradient(result.model, [path], np.array([TARGET]))[0] * scale**2
    arrows = (descent / np.abs(descent / scale).max() * 0.9)[:, CHANNELS]
    start = path[:, CHANNELS]
    axes.plot(*start.T, color=SPEAKERS[SOURCE], lw=2.2, marker="o", ms=4.5)
    axes.quiver(*start.T, *arrows.T, angles="xy", scale_units="xy", scale=1, width=0.0048, color=INK, zorder=5)
    title(axes, "The gradient", f"where each point of an utterance must go to pass for speaker {TARGET}")


def draw_way(axes: Axes, result: Result, way: list[Array]) -> None:
    """Draw the paths on the way from one speaker to the other."""
    draw_clouds(axes, result)
    colors = LinearSegmentedColormap.from_list("way", [SPEAKERS[SOURCE], SPEAKERS[TARGET]])
    for share in np.linspace(0, 1, 9):
        path = way[round(share * (len(way) - 1))]
        axes.plot(*path[:, CHANNELS].T, color=colors(share), lw=1.9 if 0 < share < 1 else 3)
    title(axes, "Following it", f"{len(way) - 1} steps later the classifier is 99 % sure: speaker {TARGET}")


def select(series: Series, name: str) -> list[Array]:
    """Return the paths of a class."""
    return [path for path, kind in zip(series.paths, series.labels, strict=True) if kind == name]
