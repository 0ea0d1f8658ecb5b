"""Signature features and gradients of real series: a classifier, a check, timings and a picture."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from datasets import Array, Dataset, Series, basic_motions, japanese_vowels, pad
from figure import Fitted, draw
from model import loss_gradient, losses, make_model
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import Pipeline
from tqdm import tqdm

import siglib

PICTURE = Path(__file__).with_name("siglib_demo.png")
SETTINGS = [(degree, lead_lag) for degree in (1, 2, 3) for lead_lag in (False, True)]
LARGEST_SIGNATURE = 4000


def choose_model(data: Dataset) -> Pipeline:
    """Fit the setting that cross-validation on the training series likes best."""
    affordable = [
        (degree, lead_lag)
        for degree, lead_lag in SETTINGS
        if siglib.sig_length(data.channels, degree, time_aug=True, lead_lag=lead_lag) <= LARGEST_SIGNATURE
    ]
    scores = {}
    for setting in tqdm(affordable, desc=f"{data.name}: choosing", leave=False):
        scores[setting] = cross_val_score(make_model(*setting), data.train.paths, data.train.labels, cv=4).mean()
    degree, lead_lag = max(scores, key=lambda setting: scores[setting])
    print(
        f"  degree {degree}, lead-lag {'on' if lead_lag else 'off'}: "
        f"{scores[degree, lead_lag]:.1%} in cross-validation on the training series"
    )
    return make_model(degree, lead_lag).fit(data.train.paths, data.train.labels)


def classify(data: Dataset) -> Pipeline:
    """Fit a classifier and print how well it does on the test series."""
    lengths = [len(path) for path in data.train.paths + data.test.paths]
    print(
        f"{data.name} ({data.about}): {len(data.train.paths)} + {len(data.test.paths)} series, "
        f"{data.channels} channels, {min(lengths)} to {max(lengths)} points"
    )
    model = choose_model(data)
    right = model.predict(data.test.paths) == data.test.labels
    print(f"  test accuracy {right.mean():.1%} ({right.sum()} of {right.size})")
    return model


def check_gradient(model: Pipeline, series: Series, step: float = 1e-6) -> Array:
    """Compare the gradient of the log-loss by the points of some paths with finite differences."""
    paths, labels = series.paths[:3], series.labels[:3]
    gradient = loss_gradient(model, paths, labels)
    worst = 0.0
    for number, path in enumerate(paths):
        bumps = np.eye(path.size).reshape(path.size, *path.shape) * step
        truth = np.repeat(labels[number], path.size)
        up, down = (losses(model, list(path + sign * bumps), truth) for sign in (1, -1))
        differences = ((up - down) / (2 * step)).reshape(path.shape)
        error = np.abs(gradient[number, : len(path)] - differences).max() / np.abs(differences).max()
        worst = max(worst, float(error))
    print(f"gradient of the log-loss by the points, against finite differences: relative error {worst:.1e}")
    if worst > 1e-6:
        raise RuntimeError(f"the gradient is wrong: relative error {worst:.1e}")
    return gradient


def median_time(call: Callable[[], object], repeats: int = 15) -> float:
    """Return the median time of a call in seconds, after one that does not count."""
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def print_timings(datasets: list[Dataset], degree: int = 3) -> None:
    """Print how long signatures of the test series and their gradients take."""
    columns = ("forward", "backward", "series/s", "points/s")
    print(f"{'degree ' + str(degree):16}{'coefficients':>14}" + "".join(f"{column:>12}" for column in columns))
    for data in datasets:
        batch, lengths = pad(data.test.paths)
        sigs = siglib.sig(batch, degree, lengths=lengths)
        derivs = np.ones_like(sigs)
        forward = median_time(lambda: siglib.sig(batch, degree, lengths=lengths))  # noqa: B023
        backward = median_time(lambda: siglib.sig_backprop(batch, sigs, derivs, degree, lengths=lengths))  # noqa: B023
        print(
            f"{data.name:16}{sigs.shape[1]:14,}{forward * 1e3:9.2f} ms{backward * 1e3:9.2f} ms"
            f"{len(batch) / forward:12,.0f}{data.test.points / forward:12,.0f}"
        )


def main() -> None:
    """Run the demo."""
    print(siglib.show_config(), end="\n\n")
    vowels, motions = japanese_vowels(), basic_motions()
    motion_model, model = classify(motions), classify(vowels)
    print()
    gradient = check_gradient(model, vowels.test)
    print()
    print_timings([motions, vowels])
    draw(PICTURE, Fitted(vowels, model), Fitted(motions, motion_model), gradient[0])
    print(f"\npicture: {PICTURE}")


if __name__ == "__main__":
    main()
