"""Counts the instructions of a few kernels, which no noise disturbs: ``python benchmarks/instructions.py``.

Valgrind counts the instructions of a process, and starts anew before and after the calls of each kernel. The counts on
record stand in instructions.json; ``--record`` replaces them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from problems import Shape
from records import multiply_adds

ISA = "x86_64_v3"  # Valgrind knows no AVX-512.
RECORD = Path(__file__).with_name("instructions.json")
# A count may grow by this much before it is called a regression: compilers differ.
TOLERANCE = 1.03
# So many multiply-adds drown the few instructions around the calls.
COUNTED = 30_000_000
KERNELS = [
    ("sig", Shape(16, 65, 2, 4), "float64"),
    ("sig", Shape(16, 65, 5, 4), "float64"),
    ("sig", Shape(16, 65, 8, 4), "float64"),
    ("sig", Shape(16, 65, 3, 8), "float64"),
    ("sig", Shape(16, 65, 8, 4), "float32"),
    ("sig_backprop", Shape(16, 65, 2, 4), "float64"),
    ("sig_backprop", Shape(16, 65, 5, 4), "float64"),
    ("sig_backprop", Shape(16, 65, 8, 4), "float64"),
    ("sig_backprop", Shape(16, 65, 3, 8), "float64"),
    ("sig_backprop", Shape(16, 65, 8, 4), "float32"),
    ("sig_combine", Shape(1024, 2, 2, 4), "float64"),
    ("sig_combine", Shape(128, 2, 5, 4), "float64"),
    ("sig_combine", Shape(64, 2, 8, 4), "float32"),
    ("sig_combine_backprop", Shape(1024, 2, 2, 4), "float64"),
    ("sig_combine_backprop", Shape(128, 2, 5, 4), "float64"),
    ("sig_combine_backprop", Shape(64, 2, 8, 4), "float32"),
]
# Valgrind writes down what it has counted where somebody asks for the parent process.
PROGRAM = """
import json, os, sys
from libraries import SIGLIB
from problems import Problem, Shape
for operation, shape, dtype, calls in json.loads(sys.argv[1]):
    call = SIGLIB.prepare(operation, Problem(Shape(*shape), dtype), 1)
    call()
    os.getppid()
    for _ in range(calls):
        call()
    os.getppid()
"""


def instructions(runs: list[tuple[str, Shape, str, int]]) -> list[int]:
    """Count those of so many calls of each kernel."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", "--dump-before=getppid", f"--callgrind-out-file={folder}/counts",
                   sys.executable, "-P", "-c", PROGRAM, json.dumps(runs)]  # fmt: skip
        environment = os.environ | {"SIGLIB_ISA": ISA, "PYTHONHASHSEED": "0"}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = os.pathsep.join([str(RECORD.parent), os.environ.get("PYTHONPATH", "")])
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            raise SystemExit(f"valgrind failed:\n{run.stderr}")
        # Before the calls of kernel n, and after them.
        parts = [Path(folder, f"counts.{2 * n + 2}").read_text() for n in range(len(runs))]
    return [int(part.rpartition("totals: ")[2].split()[0]) for part in parts]


def measure() -> dict[str, float]:
    """Count instructions per multiply-add of every kernel."""
    sizes = [multiply_adds(shape, operation) for operation, shape, _ in KERNELS]
    calls = [1 + COUNTED // size for size in sizes]
    counted = instructions([(*kernel, count) for kernel, count in zip(KERNELS, calls, strict=True)])
    return {
        f"{operation} {dtype} ({shape})": round(count / number / size, 4)
        for (operation, shape, dtype), count, number, size in zip(KERNELS, counted, calls, sizes, strict=True)
    }


def main() -> None:
    """Count, compare, and record if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="replace the counts on record")
    record = parser.parse_args().record
    if not shutil.which("valgrind"):
        raise SystemExit("benchmarks: valgrind is missing: install the system's package of that name")
    counts, known = measure(), json.loads(RECORD.read_text()) if RECORD.exists() else {}
    print(f"Instructions per multiply-add, {ISA}\n")
    worse = False
    for name, count in counts.items():
        before = known.get(name)
        grown = before is not None and count > before * TOLERANCE
        worse = worse or grown
        print(f"{name:40} {count:.4f}   on record {before}{'   MORE THAN BEFORE' if grown else ''}")
    if record:
        RECORD.write_text(json.dumps(counts, indent=2) + "\n")
    elif worse:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
