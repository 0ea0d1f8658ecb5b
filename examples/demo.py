"""siglib on real series: features for a classifier, the gradient of its loss, speed, training in torch, a picture.

Run as ``python examples/demo.py``; needs the extra ``demo`` (``pip install ".[demo]"``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np
import torch
from datasets import Array, Dataset, Series, basic_motions, japanese_vowels, pad
from model import loss_gradient, losses, make_model
from picture import Result, Score, draw
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits
from tqdm import tqdm
from training import DEGREE, EPOCHS, LEARNED, train

import siglib

PICTURE = Path(__file__).with_name("siglib_demo.png")
MAX_WORDS = 2500
TOLERANCE = 1e-6
T = TypeVar("T")


def main() -> None:
    """Run every part; each one prints a section of its own."""
    config = siglib.show_config()
    print(f"siglib {config['version']}, {config['isa']}, {config['threads']} threads")
    # The matrices of the classifier are small: several threads of BLAS mostly wait for each other (25 times as slow).
    with threadpool_limits(1, user_api="blas"):
        vowels = japanese_vowels()
        results = classify([basic_motions(), vowels])
        check_gradients(results)
        show_timings(results)
        learn(vowels)
        draw(results, PICTURE)
    print(f"\nPicture: {PICTURE}")


def classify(data: list[Dataset]) -> list[Result]:
    """Choose and train a classifier for every data set, and print how well it does on the test series."""
    header("Signature features and logistic regression")
    candidates = [(dataset, *candidate) for dataset in data for candidate in signatures(dataset.channels)]
    scores = [rate(*candidate) for candidate in progress(candidates, "cross-validation")]
    return [report([score for score in scores if score.dataset is dataset]) for dataset in data]


def signatures(channels: int) -> Iterator[tuple[int, bool]]:
    """Yield degrees and lead-lag flags to try, up to a signature length that suits a few hundred series."""
    for lead_lag in (False, True):
        for degree in (1, 2, 3):
            if siglib.sig_length(channels, degree, time_aug=True, lead_lag=lead_lag) <= MAX_WORDS:
                yield degree, lead_lag


def rate(dataset: Dataset, degree: int, lead_lag: bool) -> Score:
    """Cross-validate one choice on the training series; the test series have no say in choosing."""
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
    train, test = dataset.train, dataset.test
    model = make_model(degree, lead_lag)
    validated = cross_val_score(model, train.paths, train.labels, cv=folds).mean()
    model.fit(train.paths, train.labels)
    return Score(dataset, model, degree, lead_lag, validated, model.score(test.paths, test.labels))


def report(scores: list[Score]) -> Result:
    """Take the best choice, the shortest signature among equals, and print it."""
    best = max(scores, key=lambda score: (round(score.validated, 3), -score.words))
    dataset = best.dataset
    flags = "time and lead-lag" if best.lead_lag else "time"
    print(
        f"{dataset.name}: {dataset.about}; {len(dataset.classes)} classes, {dataset.channels} channels, "
        f"{lengths_of(dataset)} points\n"
        f"  cross-validation on {len(dataset.train.paths)} training series chose degree {best.degree} with {flags}, "
        f"{best.words} features ({best.validated:.1%})\n"
        f"  accuracy on {len(dataset.test.paths)} test series: {best.tested:.1%}"
    )
    return Result(dataset, best.model, scores, best)


def check_gradients(results: list[Result]) -> None:
    """Compare the gradient of the log-loss by every coordinate of some paths with finite differences."""
    header("Gradient of the log-loss with respect to the paths, against central differences")
    for result in results:
        series = hardest(result.model, result.dataset.test)
        gradient = loss_gradient(result.model, series.paths, series.labels)
        pairs = list(zip(series.paths, series.labels, gradient, strict=True))
        error = max(gradient_error(result.model, *pair) for pair in progress(pairs, "finite differences"))
        size = series.points * result.dataset.channels
        print(f"{result.dataset.name}: {len(pairs)} series, {size} coordinates, max relative error {error:.1e}")
        if not error <= TOLERANCE:
            raise ArithmeticError(f"{result.dataset.name}: gradient off by {error:.1e}, allowed are {TOLERANCE:.0e}")


def hardest(model: Pipeline, series: Series) -> Series:
    """Return the series of every class that the model finds hardest."""
    loss = losses(model, series.paths, series.labels)
    index = [max(np.flatnonzero(series.labels == name), key=lambda i: loss[i]) for name in model.classes_]
    return Series([series.paths[i] for i in index], series.labels[index])


def gradient_error(model: Pipeline, path: Array, label: str, gradient: Array, step: float = 3e-6) -> float:
    """Return the largest deviation from central differences, relative to the largest derivative."""
    scale = model["signature"].scale_
    moves = step * scale * np.eye(path.size).reshape(-1, *path.shape)
    moved = losses(model, [*(path + moves), *(path - moves)], np.full(2 * path.size, label))
    differences = (moved[: path.size] - moved[path.size :]) / (2 * step)
    exact = (gradient[: len(path)] * scale).ravel()
    return float(np.abs(differences - exact).max() / np.abs(exact).max())


def show_timings(results: list[Result]) -> None:
    """Print how fast all series of a data set pass through siglib, forward and backward."""
    header("Speed: all series of a data set in one call, median time")
    print(f"{'':14} {'signature':>20} {'dtype':>8} {'':9} {'ms':>8} {'series/s':>11} {'points/s':>12}")
    for result in results:
        for dtype in ("float64", "float32"):
            time_dataset(result, dtype)


def time_dataset(result: Result, dtype: str) -> None:
    """Print a line for the signature and one for its gradient."""
    dataset, best = result.dataset, result.best
    paths = dataset.train.paths + dataset.test.paths
    batch, lengths = pad(paths)
    batch = batch.astype(dtype)
    flags: dict[str, Any] = {"time_aug": True, "lead_lag": best.lead_lag, "lengths": lengths}
    sigs = siglib.sig(batch, best.degree, **flags)
    derivs = np.ones_like(sigs)
    times = {
        "forward": seconds(lambda: siglib.sig(batch, best.degree, **flags)),
        "backward": seconds(lambda: siglib.sig_backprop(batch, sigs, derivs, best.degree, **flags)),
    }
    what = f"degree {best.degree}, {best.words} words"
    for direction, taken in times.items():
        rates = f"{len(paths) / taken:11,.0f} {lengths.sum() / taken:12,.0f}"
        print(f"{dataset.name:14} {what:>20} {dtype:>8} {direction:9} {taken * 1e3:8.2f} {rates}")


def seconds(call: Callable[[], object], runs: int = 101) -> float:
    """Return the median time of a call, after one to warm up."""
    call()
    return median(timed(call) for _ in range(runs))


def timed(call: Callable[[], object]) -> float:
    """Return the time that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def learn(dataset: Dataset) -> None:
    """Train a torch model by backpropagation through the signature, and print how good it becomes."""
    header("Backpropagation: a linear map of the channels, their signature, a linear classifier, in torch")
    words = siglib.sig_length(LEARNED, DEGREE, time_aug=True)
    print(f"{dataset.name}: {dataset.channels} channels to {LEARNED}, degree {DEGREE} with time, {words} features")
    torch.set_num_threads(1)  # Batches this small only lose time in passing work around.
    start = time.perf_counter()
    epochs = list(progress(train(dataset), "training", EPOCHS))
    taken = time.perf_counter() - start
    for count in (1, EPOCHS // 4, EPOCHS // 2, EPOCHS):
        now = epochs[count - 1]
        print(
            f"  epoch {count:2}: log-loss {now.train.loss:.3f}, accuracy {now.train.accuracy:.1%} in training, "
            f"{now.test.accuracy:.1%} on {len(dataset.test.paths)} test series"
        )
    print(f"  {EPOCHS} epochs in {taken:.1f} s")


def lengths_of(dataset: Dataset) -> str:
    """Return the range of lengths, for people."""
    lengths = sorted({len(path) for path in dataset.train.paths + dataset.test.paths})
    return str(lengths[0]) if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Show a progress bar on a terminal, once a step has taken two seconds."""
    return tqdm(items, desc=what, total=total, delay=2, leave=False, disable=None)


def header(text: str) -> None:
    """Print the title of a section."""
    print(f"\n{text}\n{'-' * len(text)}")


if __name__ == "__main__":
    main()
