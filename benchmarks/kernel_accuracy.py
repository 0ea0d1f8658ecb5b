"""Errors of signature kernels beside the time that they take: ``python benchmarks/kernel_accuracy.py``.

All pairs of two batches of random walks, in float64, on one thread. Errors are relative to kernels of a high order: the
one that nine of ten pairs stay below. Writes what ``docs/figures/kernel_accuracy.py`` draws.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from libraries import INCUMBENT
from timing import Call, race

import siglib

PATHS, POINTS, CHANNELS = 64, 50, 5
EXACT_ORDER = 24
ROUNDS = 5
HALVINGS, ORDERS = (0, 1, 2, 3), (3, 4, 6, 8)
RESULTS = Path(__file__).resolve().with_suffix(".json")


def calls(one: Any, other: Any) -> dict[tuple[str, str], Call]:
    """Return what to time, by library and scheme."""
    import pysiglib

    schemes: dict[str, dict[str, Any]] = {
        **{f"halved {n} times": {"dyadic_order": n} for n in HALVINGS},
        **{f"order {n}": {"method": "polynomial", "order": n} for n in ORDERS},
    }
    grams = {"siglib": siglib.sig_kernel_gram, INCUMBENT.name: pysiglib.sig_kernel_gram}
    return {
        (library, scheme): (lambda gram=gram, how=how: gram(one, other, n_jobs=1, **how))
        for library, gram in grams.items()
        for scheme, how in schemes.items()
    }


def main() -> None:
    """Measure, write, and tell how the default compares."""
    rng = np.random.default_rng(0)
    one, other = (rng.standard_normal((PATHS, POINTS, CHANNELS)).cumsum(axis=1) / np.sqrt(POINTS) for _ in range(2))
    exact = siglib.sig_kernel_gram(one, other, order=EXACT_ORDER)
    contestants = calls(one, other)
    errors = {name: np.abs(call() / exact - 1) for name, call in contestants.items()}
    timings = race({str(name): call for name, call in contestants.items()}, ROUNDS)
    rows = [
        {
            "library": library,
            "scheme": scheme,
            "error": float(np.quantile(errors[library, scheme], 0.9)),
            "seconds": timings[str((library, scheme))].seconds,
        }
        for library, scheme in contestants
    ]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
    for row in rows:
        print(f"{row['library']:10} {row['scheme']:16} {row['error']:.1e} {row['seconds'] * 1e3:8.2f} ms")
    ours, theirs = ("siglib", "order 6"), (INCUMBENT.name, "halved 2 times")
    gains = errors[theirs] / errors[ours]
    print(f"error of {theirs} over that of {ours}: least {gains.min():.0f}, median {np.median(gains):.1e}")
    print(f"time: {timings[str(ours)].seconds / timings[str(theirs)].seconds:.2f} of it")


if __name__ == "__main__":
    main()
