"""Measure siglib and its peers side by side, and write tables and figures: ``python benchmarks``.

A process of its own measures each framework and number of threads; nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
FRAMEWORKS = ["numpy", "jax"]


def check_peers(without: list[str]) -> None:
    """End the program, naming every library that cannot be imported."""
    from libraries import LIBRARIES

    problems = []
    for library in LIBRARIES:
        if library.name not in without:
            try:
                library.version()
            except Exception as error:  # A broken build may raise anything.
                problems.append(f"  {library.name}: {type(error).__name__}: {error}")
    if problems:
        raise SystemExit(
            "benchmarks: some peers are missing or do not import:\n"
            + "\n".join(problems)
            + "\n`make bench` installs them; `--without NAME` leaves one out, and the report says so."
        )


def options() -> argparse.Namespace:
    """Read the command line."""
    from problems import DTYPES, QUICK_SHAPES, SHAPES, Shape
    from sections import SECTIONS

    def shape(text: str) -> Shape:
        return Shape(*map(int, text.split(",")))

    parser = argparse.ArgumentParser(prog="python benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few shapes in float64, all libraries, one thread")
    parser.add_argument("--shapes", type=shape, nargs="+", help="such as 128,256,3,5")
    parser.add_argument("--dtypes", nargs="+", choices=DTYPES)
    parser.add_argument("--sections", nargs="+", choices=SECTIONS)
    parser.add_argument("--frameworks", nargs="+", choices=FRAMEWORKS, default=FRAMEWORKS,
                        help="measure these, and report on what the results folder holds of the others")  # fmt: skip
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--without", nargs="+", default=[], metavar="NAME", help="libraries to leave out")
    parser.add_argument("--output", type=Path, help="folder for the results")
    chosen = parser.parse_args()
    chosen.shapes = chosen.shapes or (QUICK_SHAPES if chosen.quick else SHAPES)
    chosen.dtypes = chosen.dtypes or (["float64"] if chosen.quick else list(DTYPES))
    chosen.sections = chosen.sections or (["peers"] if chosen.quick else list(SECTIONS))
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 5)
    chosen.output = chosen.output or (RESULTS / "quick" if chosen.quick else RESULTS)
    return chosen


def measure(chosen: argparse.Namespace) -> list[Path]:
    """Run a measuring process for every framework and number of threads that the sections ask for."""
    from sections import SECTIONS

    processes: dict[tuple[str, int], list[str]] = {}
    for section in chosen.sections:
        _, frameworks, counts = SECTIONS[section]
        for framework in filter(chosen.frameworks.__contains__, frameworks):
            for count in dict.fromkeys(counts[:1] if chosen.quick else counts):
                processes.setdefault((framework, count), []).append(section)
    for (framework, threads), sections in processes.items():
        # Hundreds of functions compiled in one process of JAX end it with a segmentation fault.
        groups = [[shape] for shape in chosen.shapes] if framework == "jax" else [chosen.shapes]
        file = chosen.output / f"{framework}-{threads}.json"
        request = {"framework": framework, "threads": threads, "sections": sections, "output": str(file)}
        request |= {key: getattr(chosen, key) for key in ("dtypes", "rounds", "without")}
        answers = [answer(request | {"shapes": shapes}) for shapes in groups]
        records = [record for measured in answers for record in measured["records"]]
        file.write_text(json.dumps(answers[-1] | {"records": records}, indent=1) + "\n")
    return sorted(chosen.output.glob("*.json"))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run a measuring process."""
    subprocess.run([sys.executable, HERE / "measure.py"], input=json.dumps(request), text=True, check=True)
    measured: dict[str, Any] = json.loads(Path(request["output"]).read_text())
    return measured


def main() -> None:
    """Measure, evaluate, write."""
    chosen = options()
    check_peers(chosen.without)
    from figures import draw
    from records import Results
    from report import report, target_lines
    from targets import memory_targets, targets

    chosen.output.mkdir(parents=True, exist_ok=True)
    results = Results.read(measure(chosen))
    evaluated = [*targets(results), *([] if chosen.quick else memory_targets())]
    text = report(results, evaluated, draw(results, chosen.output))
    (chosen.output / "README.md").write_text(text)
    print("\n".join(target_lines(evaluated)))
    print(f"All tables: {chosen.output / 'README.md'}")


if __name__ == "__main__":
    main()
