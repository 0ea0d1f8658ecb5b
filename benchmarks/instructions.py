"""Counts the instructions of a few kernels, which no noise disturbs: ``python benchmarks/instructions.py``.

Valgrind counts the instructions of two processes, one of which calls the kernel more often than the other. The
counts on record stand in instructions.json; ``--record`` replaces them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from problems import Shape
from records import multiply_adds

ISA = "x86_64_v3"  # Valgrind knows no AVX-512.
RECORD = Path(__file__).with_name("instructions.json")
# A count may grow by this much before it is called a regression: compilers differ.
TOLERANCE = 1.03
# So many multiply-adds drown the few instructions by which two processes differ.
COUNTED = 300_000_000
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
PROGRAM = """
import sys
from libraries import SIGLIB
from problems import Problem, Shape
operation, shape, dtype, calls = sys.argv[1:]
problem = Problem(Shape(*map(int, shape.split(","))), dtype)
call = SIGLIB.prepare(operation, problem, 1)
for _ in range(int(calls)):
    call()
"""


def instructions(operation: str, shape: Shape, dtype: str, calls: int) -> int:
    """Count those of a process that makes `calls` calls."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-P", "-c", PROGRAM,
               operation, ",".join(map(str, shape)), dtype, str(calls)]  # fmt: skip
    environment = os.environ | {"SIGLIB_ISA": ISA, "PYTHONHASHSEED": "0", "PYTHONPATH": str(RECORD.parent)}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found:
        raise SystemExit(f"valgrind failed:\n{run.stderr}")
    return int(found[1])


def measure() -> dict[str, float]:
    """Count instructions per multiply-add of every kernel."""
    counts = {}
    for operation, shape, dtype in KERNELS:
        calls = 1 + COUNTED // multiply_adds(shape, operation)
        extra = instructions(operation, shape, dtype, 1 + calls) - instructions(operation, shape, dtype, 1)
        counts[f"{operation} {dtype} ({shape})"] = round(extra / calls / multiply_adds(shape, operation), 4)
    return counts


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
