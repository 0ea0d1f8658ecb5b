"""The shapes that are measured, and their inputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np

import siglib

# Public functions of siglib.
OPERATIONS = ("sig", "sig_backprop", "sig_combine", "sig_combine_backprop")
DTYPES = ("float64", "float32")


class Shape(NamedTuple):
    """Paths, points of each, channels, degree."""

    batch: int
    length: int
    dimension: int
    degree: int

    def __str__(self) -> str:
        """Write the numbers."""
        return ", ".join(map(str, self))


SHAPES = [
    Shape(128, 256, 2, 4),
    Shape(128, 256, 2, 6),
    Shape(128, 256, 3, 5),
    Shape(128, 256, 4, 6),
    Shape(128, 256, 5, 5),
    Shape(128, 1024, 4, 4),
    Shape(128, 256, 8, 4),
    Shape(64, 128, 8, 5),
    Shape(32, 128, 40, 3),
    Shape(128, 1000, 4, 2),
    Shape(128, 1000, 8, 3),
    Shape(1, 1000, 5, 5),
    Shape(1, 20000, 3, 4),
    Shape(1024, 50, 3, 4),
    Shape(16, 64, 16, 4),
    Shape(128, 256, 1, 6),
    Shape(32, 64, 3, 8),
    Shape(3, 500, 4, 5),
]
# What paths in lanes are no good for: few paths with long signatures; words beyond what kernels have compiled in.
GROUPS = {
    "few and wide": [
        Shape(1, 5, 200, 3),
        Shape(1, 20, 45, 4),
        Shape(2, 20, 45, 4),
        Shape(4, 20, 45, 4),
        Shape(8, 20, 45, 4),
        Shape(1, 20, 2, 16),
        Shape(1, 20, 20, 4),
        Shape(1, 50, 10, 5),
        Shape(1, 100, 100, 3),
        Shape(1, 200, 60, 3),
        Shape(3, 30, 30, 4),
        Shape(1, 270, 1345, 2),
    ],
    "high degree": [
        Shape(128, 256, 2, 10),
        Shape(128, 256, 2, 14),
        Shape(32, 100, 3, 10),
        Shape(128, 64, 1, 30),
    ],
}
LOG_SHAPES = [
    Shape(128, 256, 3, 5),
    Shape(128, 256, 4, 6),
    Shape(128, 256, 5, 5),
    Shape(128, 1024, 4, 4),
    Shape(128, 256, 8, 4),
    Shape(32, 128, 40, 3),
    Shape(128, 256, 2, 10),
    Shape(1000, 20, 3, 6),
]
# Numbers of the bases of log-signatures.
METHODS = {"expanded": 0, "words": 1, "brackets": 2}
# Public functions of siglib, and bases.
LOG_OPERATIONS = [
    *product(("log_sig", "log_sig_backprop"), ("words", "brackets", "expanded")),
    ("sig_to_log_sig", "words"),
    ("sig_to_log_sig_backprop", "words"),
    ("log_sig_combine", "brackets"),
    ("logsig_to_sig", "expanded"),
    ("logsig_to_sig", "brackets"),
]
QUICK_SHAPES = [Shape(128, 256, 3, 5), Shape(128, 1000, 4, 2), Shape(1, 1000, 5, 5)]
# What a derivative costs beside the call it derives, and what an option costs.
FEW_SHAPES = [Shape(128, 256, 2, 4), Shape(128, 256, 3, 5), Shape(128, 256, 4, 4), Shape(1024, 50, 3, 4)]


@dataclass(frozen=True)
class Problem:
    """A shape in a dtype, with inputs: random walks of about unit size."""

    shape: Shape
    dtype: str

    @cached_property
    def path(self) -> Any:
        """Paths."""
        steps = np.random.default_rng(0).standard_normal(self.shape[:3])
        return (steps.cumsum(axis=1) / np.sqrt(self.shape.length)).astype(self.dtype)

    @cached_property
    def tangent(self) -> Any:
        """A direction in which to move the paths."""
        return np.random.default_rng(1).standard_normal(self.shape[:3]).astype(self.dtype)

    @cached_property
    def sig(self) -> Any:
        """Signatures of the paths."""
        return siglib.sig(self.path, self.shape.degree)

    @cached_property
    def derivs(self) -> Any:
        """Derivatives by the signatures."""
        return np.random.default_rng(2).standard_normal(self.sig.shape).astype(self.dtype)


@dataclass(frozen=True)
class LogProblem(Problem):
    """The same with log-signatures in a basis."""

    basis: str

    @property
    def method(self) -> int:
        """Number of the basis."""
        return METHODS[self.basis]

    @cached_property
    def log_sig(self) -> Any:
        """Log-signatures of the paths."""
        return siglib.log_sig(self.path, self.shape.degree, method=self.method)

    @cached_property
    def other_log_sig(self) -> Any:
        """Those of other paths."""
        return np.roll(self.log_sig, 1, axis=0)

    @cached_property
    def log_derivs(self) -> Any:
        """Derivatives by the log-signatures."""
        return np.random.default_rng(3).standard_normal(self.log_sig.shape).astype(self.dtype)


class SmallestProblem(Problem):
    """One path alone, without an axis for the batch."""

    @cached_property
    def path(self) -> Any:
        """The path."""
        return super().path[0]
