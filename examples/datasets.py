"""The real series of the demo: they come inside the wheel of aeon, so nothing is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from aeon.datasets import load_basic_motions, load_japanese_vowels
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Series:
    """Paths of shape (length, channels), each with its own length, and their labels."""

    paths: list[Array]
    labels: Array

    @property
    def points(self) -> int:
        """Points of all paths together."""
        return sum(len(path) for path in self.paths)


@dataclass(frozen=True)
class Dataset:
    """A data set with the split between training and test that its authors made."""

    name: str
    about: str
    train: Series
    test: Series

    @property
    def classes(self) -> list[str]:
        """Names of the classes, sorted as scikit-learn sorts them."""
        return sorted(set(self.train.labels.tolist()))

    @property
    def channels(self) -> int:
        """Channels of every path."""
        return int(self.train.paths[0].shape[1])


def basic_motions() -> Dataset:
    """Load four activities recorded by the accelerometer and gyroscope of a watch (10 s at 10 Hz)."""
    train, test = (_series(*load_basic_motions(split=split)) for split in ("train", "test"))
    return Dataset("BasicMotions", "what the wearer of a watch does", train, test)


def japanese_vowels() -> Dataset:
    """Load nine speakers saying two vowels: 12 spectral coefficients for 7 to 29 frames."""
    train, test = (_series(*load_japanese_vowels(split=split)) for split in ("train", "test"))
    return Dataset("JapaneseVowels", "who says two vowels", train, test)


def pad(paths: Sequence[Array]) -> tuple[Array, Array]:
    """Stack paths of unequal length to one batch; return it with their lengths.

    The padding is NaN: should anything read beyond the end of a path, every result would show it.
    """
    lengths = np.array([len(path) for path in paths])
    batch = np.full((len(paths), lengths.max(), paths[0].shape[1]), np.nan)
    for row, path in zip(batch, paths, strict=True):
        row[: len(path)] = path
    return batch, lengths


def _series(values: Any, labels: Array) -> Series:
    """Turn aeon's layout, channels first, to paths."""
    paths = [np.ascontiguousarray(value.T, dtype=np.float64) for value in values]
    return Series(paths, np.char.lower(np.asarray(labels, dtype=str)))
