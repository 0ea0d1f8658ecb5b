"""Evaluate the tables of calls in guide/coming-from.md, both sides of every row.

Needs the libraries that the page is about: ``python docs/check_calls.py [pysiglib] [iisignature] [signatory]`` checks
the tables of those named, all without arguments.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

import siglib
import siglib.torch

PAGE = Path(__file__).with_name("guide") / "coming-from.md"
ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)
LIMIT = 50


def main(libraries: list[str]) -> None:
    """Compare the rows of each library; say how many there were and how far apart the worst is."""
    rows = ROW.findall(PAGE.read_text())
    for library in libraries:
        names = operands() | {library: prepared(library)}
        own = [row for row in rows if row[0].startswith(f"{library}.")]
        worst = max(distance(eval(theirs, names), eval(ours, names)) for theirs, ours in own)
        print(f"{library}: {len(own)} rows, largest difference {worst:.0f} rounding errors")
        if not worst < LIMIT:
            raise ArithmeticError(f"{library}: a row of the table differs by {worst:.1e} rounding errors")


def prepared(library: str) -> Any:
    """Import a library, and make what it needs before its first log-signature."""
    module = importlib.import_module(library)
    if library == "pysiglib":
        for method in (1, 2, 3):
            module.prepare_log_sig(3, 4, method)
    return module


def operands() -> dict[str, Any]:
    """Make what the calls of the tables are about."""
    rng = np.random.default_rng(0)
    path, other = rng.standard_normal((2, 5, 8, 3)).cumsum(axis=2)
    displacement = rng.standard_normal((5, 3))
    sig, sig2 = siglib.sig(path, 4), siglib.sig(other, 4)
    return {
        "np": np,
        "torch": torch,
        "siglib": siglib,
        "path": path,
        "other": other,
        "k_derivs": rng.standard_normal(5),
        "t_path": torch.tensor(path),
        "t_other": torch.tensor(other),
        "sig": sig,
        "sig2": sig2,
        "derivs": rng.standard_normal(sig.shape),
        "log_sig": siglib.log_sig(path, 4),
        "brackets": siglib.log_sig(path, 4, method="brackets"),
        "brackets2": siglib.log_sig(other, 4, method="brackets"),
        "log_derivs": rng.standard_normal((5, siglib.log_sig_length(3, 4))),
        "displacement": displacement,
        "tensor": torch.tensor(path),
        "t_sig": torch.tensor(sig),
        "t_sig2": torch.tensor(sig2),
    }


def distance(one: Any, other: Any) -> float:
    """Return how far apart results are, in rounding errors of the largest item; of tuples and lists the worst."""
    if isinstance(one, list | tuple):
        return max((distance(*pair) for pair in zip(one, other, strict=True)), default=0.0)
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape:
        raise ArithmeticError(f"shapes differ: {first.shape} and {second.shape}")
    if first.dtype.kind in "biu":
        return 0.0 if np.array_equal(first, second) else np.inf
    precision = np.finfo(first.dtype if first.dtype.kind == "f" else np.float64).eps
    return float(np.abs(first - second).max() / np.abs(first).max() / precision)


if __name__ == "__main__":
    main(sys.argv[1:] or ["pysiglib", "iisignature", "signatory"])
