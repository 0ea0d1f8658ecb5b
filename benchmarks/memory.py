"""Peak memory of a call beyond its input and output, in a process of its own: ``python memory.py 1024,1000,5,5``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

SHAPES = ["1024,1000,5,5", "1,1000000,4,4"]


def peak_megabytes(shape: str, operation: str) -> float:
    """Measure in a fresh process."""
    command = [sys.executable, __file__, shape, operation]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def resident(field: str) -> float:
    """Read a figure of this process in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def main() -> None:
    """Print the megabytes of one call in float64 on two threads."""
    from libraries import SIGLIB
    from problems import Problem, Shape

    problem = Problem(Shape(*map(int, sys.argv[1].split(","))), "float64")
    small = Problem(Shape(64, 3, *problem.shape[2:]), "float64")
    # Thread stacks and code pages belong to the process, not to the call.
    SIGLIB.prepare(sys.argv[2], small, 2)()
    call = SIGLIB.prepare(sys.argv[2], problem, 2)
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    output: Any = call()
    print(resident("VmHWM") - before - output.nbytes / 2**20)


if __name__ == "__main__":
    main()
