"""A small torch model that learns what to take the signature of: siglib in the middle of backpropagation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from datasets import Dataset, Series, pad
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.functional import pad as pad_tensor
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

import siglib
from siglib.torch.nn import Signature

# Channels, degree, dropout and rate are as good as any in cross-validation on the training series of JapaneseVowels
# (98.5 %); the test series had no say.
LEARNED, DEGREE, DROPOUT, RATE, DECAY = 8, 3, 0.5, 0.01, 0.1
EPOCHS, BATCH = 60, 32


@dataclass(frozen=True)
class Batch:
    """Padded paths with their lengths and the numbers of their classes."""

    paths: Tensor
    lengths: Tensor
    labels: Tensor

    def pick(self, index: Tensor) -> Batch:
        """Return some of the paths."""
        return Batch(self.paths[index], self.lengths[index], self.labels[index])


@dataclass(frozen=True)
class Quality:
    """Mean log-loss of a set of series and the share that is recognised."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Epoch:
    """How good the model is after an epoch."""

    train: Quality
    test: Quality


class SignatureNet(nn.Module):
    """A linear map of the channels, the signature of what comes out, and a linear classifier.

    Parameters
    ----------
    points : Tensor
        All points of the training paths; their mean and spread scale the channels.
    classes : int
        Number of classes.
    """

    def __init__(self, points: Tensor, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", points.mean(0))
        self.register_buffer("scale", points.std(0))
        # A constant added to every point would change only the step from the common start.
        self.channels = nn.Linear(points.shape[1], LEARNED, bias=False)
        self.signature = Signature(DEGREE, time_aug=True)
        words = siglib.sig_length(LEARNED, DEGREE, time_aug=True)
        # The levels of a signature differ in size by orders of magnitude.
        self.classify = nn.Sequential(nn.BatchNorm1d(words), nn.Dropout(DROPOUT), nn.Linear(words, classes))

    def forward(self, paths: Tensor, lengths: Tensor) -> Tensor:
        """Return the score of every class."""
        # The derivative by the weights multiplies the padding by 0: it must not be NaN.
        scaled = ((paths - self.mean) / self.scale).nan_to_num()
        # All paths start at the mean: a signature alone forgets where its path began.
        started = pad_tensor(scaled, (0, 0, 1, 0))
        return self.classify(self.signature(self.channels(started), lengths + 1))


def train(dataset: Dataset, seed: int = 0) -> Iterator[Epoch]:
    """Train a model on the training series; after every epoch yield how good it is."""
    torch.manual_seed(seed)
    train, test = (to_batch(series, dataset.classes) for series in (dataset.train, dataset.test))
    points = torch.from_numpy(np.concatenate(dataset.train.paths)).float()
    model = SignatureNet(points, len(dataset.classes))
    optimizer = AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    steps = -(-len(train.labels) // BATCH)
    schedule = OneCycleLR(optimizer, RATE, epochs=EPOCHS, steps_per_epoch=steps)
    for _ in range(EPOCHS):
        for index in torch.randperm(len(train.labels)).split(BATCH):
            step(model, optimizer, train.pick(index))
            schedule.step()
        yield Epoch(rate(model, train), rate(model, test))


def step(model: SignatureNet, optimizer: AdamW, batch: Batch) -> None:
    """Improve the model on one batch."""
    model.train()
    optimizer.zero_grad()
    cross_entropy(model(batch.paths, batch.lengths), batch.labels).backward()
    optimizer.step()


@torch.no_grad()
def rate(model: SignatureNet, batch: Batch) -> Quality:
    """Measure the model, without dropout."""
    model.eval()
    scores = model(batch.paths, batch.lengths)
    right = scores.argmax(1) == batch.labels
    return Quality(cross_entropy(scores, batch.labels).item(), right.double().mean().item())


def to_batch(series: Series, classes: list[str]) -> Batch:
    """Turn series to tensors."""
    paths, lengths = pad(series.paths)
    labels = np.searchsorted(classes, series.labels)
    return Batch(torch.from_numpy(paths).float(), torch.from_numpy(lengths), torch.from_numpy(labels))
