"""Rounding errors of log-signatures in float32, as a table: ``python benchmarks/accuracy.py``.

Errors are those of the top level, relative to the largest coefficient there: medians over coefficients and paths. What
is right is computed by the tests' reference, in extended precision.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

import siglib

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

import reference
import reference_log

PATHS, POINTS = 16, 256
SHAPES = [(4, 6), (2, 10)]
BASES = ["words", "brackets", "expanded"]


def random_walk(dimension: int) -> Any:
    """Paths of about unit size."""
    steps = np.random.default_rng(0).standard_normal((PATHS, POINTS, dimension))
    return steps.cumsum(axis=1) / np.sqrt(POINTS)


def nearly_straight(dimension: int) -> Any:
    """Lines of about unit length, and a hundredth of a random walk."""
    ends = np.random.default_rng(1).uniform(0.5, 1.5, (PATHS, 1, dimension))
    return np.linspace(0, 1, POINTS)[:, None] * ends + 0.01 * random_walk(dimension)


KINDS = {"random walk": random_walk, "nearly straight": nearly_straight}


def exact(path: Any, degree: int, basis: str) -> Any:
    """Compute log-signatures in extended precision."""
    d = path.shape[-1]
    signature = reference.sig(path.astype(np.longdouble), degree)
    logarithm = reference_log.log(signature, d, degree)
    if basis == "expanded":
        return logarithm
    words = logarithm[:, reference_log.positions(d, degree)]
    if basis == "brackets":
        # NumPy solves in double precision at most: forward substitution.
        matrix = reference_log.bracket_words(d, degree)
        for row in range(len(matrix)):
            words[:, row] -= words[:, :row] @ matrix[row, :row]
    return words


def error(path: Any, degree: int, basis: str, right: Any, **options: Any) -> float:
    """Return the median error of the top level."""
    top = siglib.log_sig_length(path.shape[-1], degree - 1, method=basis)
    wrong = np.abs(siglib.log_sig(path, degree, method=basis, **options) - right)[:, top:]
    return float(np.median(wrong / np.abs(right[:, top:]).max(axis=1, keepdims=True)))


def rows() -> Iterator[list[str]]:
    """Measure every kind of paths."""
    for (dimension, degree), (kind, make), basis in product(SHAPES, KINDS.items(), BASES):
        path = make(dimension).astype(np.float32)
        right = exact(path, degree, basis)
        errors = [
            error(path, degree, basis, right),
            error(path, degree, basis, right, precision="double"),
            error(path.astype(np.float64), degree, basis, right),
        ]
        yield [f"{dimension}, {degree}", kind, basis, *(f"{value:.0e}" for value in errors)]


def main() -> None:
    """Print the table."""
    print('| d, N | paths | method | float32 | float32, `precision="double"` | float64 |')
    print("|" + "---|" * 6)
    for row in rows():
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
