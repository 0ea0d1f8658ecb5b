"""A measuring process: one framework, one number of threads. ``python benchmarks`` starts it.

Reads a request in JSON from standard input, writes the records to the file that it names.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import machine


def main() -> None:
    """Measure what the plan on standard input asks for."""
    request = json.load(sys.stdin)
    request["machine"] = machine.describe()
    if request["threads"] == 1:
        # Before anything is imported that starts threads: one core holds all of them.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        os.environ.update(OMP_NUM_THREADS="1", RAYON_NUM_THREADS="1")
    os.environ.setdefault("JAX_ENABLE_X64", "1")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    Path(request["output"]).write_text(json.dumps(measured(request), indent=1) + "\n")


def measured(request: dict[str, Any]) -> dict[str, Any]:
    """Run the contests of a plan."""
    from contests import Plan
    from problems import Shape
    from sections import SECTIONS
    from timing import race
    from tqdm import tqdm

    import siglib

    shapes = [Shape(*shape) for shape in request["shapes"]]
    plan = Plan(request["framework"], request["threads"], shapes, request["dtypes"], request["without"])
    peaks = {dtype: [machine.fma_peak(dtype)] for dtype in request["dtypes"]}
    records: list[dict[str, Any]] = []
    for section in request["sections"]:
        contests, _, _ = SECTIONS[section]
        for contest in tqdm(contests(plan), desc=f"{plan.framework}, {plan.threads} thread(s), {section}", unit=""):
            common = {
                "section": contest.section,
                "operation": contest.operation,
                "shape": list(contest.shape),
                "dtype": contest.dtype,
                "threads": contest.threads,
                "framework": plan.framework,
            }
            for name, timing in race(contest.calls, request["rounds"]).items():
                records.append({**common, "name": name, **asdict(timing)})
            for name, reason in contest.failures.items():
                records.append({**common, "name": name, "failure": reason})
    for dtype, values in peaks.items():
        values.append(machine.fma_peak(dtype))
    return {
        "framework": plan.framework,
        "threads": plan.threads,
        "machine": request["machine"] | {"isa": siglib.show_config()["isa"]},
        "versions": {library.name: library.version() for library in plan.libraries()},
        "fma_peak": {dtype: max(values) for dtype, values in peaks.items()},
        "records": records,
    }


if __name__ == "__main__":
    main()
