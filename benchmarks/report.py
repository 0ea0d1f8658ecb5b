"""Writes what was measured: tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from contests import ALL_THREADS, SWEEPS
from libraries import INCUMBENT, LIBRARIES, SIGLIB
from problems import DTYPES, GROUPS, OPERATIONS, Shape
from records import Results, case_of, mean
from targets import Target

LOG_SECTIONS = ("log-signatures", "log-signatures beside signatures")
# So many shapes are named where a library has no figures.
MOST_LISTED = 6


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def report(results: Results, targets: Sequence[Target], figures: Sequence[str]) -> str:
    """Compose the page."""
    lines = ["# Benchmark results", "", *about(results), "", *target_lines(targets)]
    for name in figures:
        lines += [f"![{name}]({name})", ""]
    lines += summary_lines(results)
    for section in (*GROUPS, "kernels"):
        lines += beside_lines(results, section)
    for threads in sorted({1, ALL_THREADS}):
        for operation in OPERATIONS:
            for dtype in DTYPES:
                lines += peer_lines(results, operation, dtype, threads)
    lines += derivative_lines(results)
    lines += contest_lines(results, "overhead", "microseconds", 1e6)
    lines += log_lines(results)
    for section in (
        *GROUPS,
        *LOG_SECTIONS,
        "parts",
        "kernels",
        "options",
        "derivatives",
        "threads",
        *(f"scaling by {name}" for name in SWEEPS),
    ):
        lines += contest_lines(results, section, "milliseconds", 1e3)
    lines += failure_lines(results)
    return "\n".join(lines)


def about(results: Results) -> Iterator[str]:
    """Say what ran where."""
    yield ", ".join(f"{key}: {value}" for key, value in results.machine.items()) + "."
    peaks = [f"{results.fma_peak(dtype) / 1e9:.1f} G in {dtype}" for dtype in results.processes[0]["fma_peak"]]
    yield f"Fused multiply-adds a second of one core: {', '.join(peaks)}."
    yield "Versions: " + ", ".join(f"{name} {version}" for name, version in results.versions.items()) + "."
    yield "Times are medians of rounds in which all libraries of a process take turns. The JAX gradients contain their"
    yield "forward pass, the others do not."


def target_lines(targets: Sequence[Target]) -> Iterator[str]:
    """Wanted and had."""
    passed = sum(target.passed for target in targets)
    yield f"## Targets: {passed} of {len(targets)} passed"
    yield ""
    rows = [[t.name, t.bound, f"{t.value:.3g}", "pass" if t.passed else "**FAIL**"] for t in targets]
    yield from table(["", "wanted", "measured", ""], rows)


def peer_lines(results: Results, operation: str, dtype: str, threads: int) -> Iterator[str]:
    """All libraries on all shapes, for one operation: milliseconds, and the speed-up over the incumbent."""
    chosen = {"operation": operation, "dtype": dtype, "threads": threads}
    times = {
        library.name: {
            case[0]: seconds
            for case, seconds in results.times("peers", library.name, framework=library.framework, **chosen).items()
        }
        for library in LIBRARIES
    }
    if not times[SIGLIB.name]:
        return
    yield f"## {operation}, {dtype}, {threads} thread{'s' if threads > 1 else ''}: milliseconds"
    yield ""
    names = [name for name, seconds in times.items() if seconds]
    rows = []
    for shape, seconds in times[SIGLIB.name].items():
        row = [str(shape), *(milliseconds(times[name].get(shape)) for name in names)]
        peer = times[INCUMBENT.name].get(shape)
        rows.append([*row, f"{peer / seconds:.2f} times" if peer else ""])
    yield from table(["B, L, d, N", *names, f"over {INCUMBENT.name}"], rows)
    ratios = results.speed_ups(threads, operation=operation, dtype=dtype).values()
    if ratios:
        yield f"Over {INCUMBENT.name}: mean {mean(ratios):.2f} times, worst {min(ratios):.2f} times."
    best = [ratio for ratio, _ in results.best_peer(threads, operation=operation, dtype=dtype).values()]
    if best:
        yield f"Over the best peer of each shape: mean {mean(best):.2f} times, worst {min(best):.2f} times."
    yield ""


def summary_lines(results: Results) -> Iterator[str]:
    """Compare signatures with the incumbent and the best peer of each shape: mean over the shapes, and the worst."""
    rows = []
    for operation in OPERATIONS:
        for dtype in DTYPES:
            chosen = {"operation": operation, "dtype": dtype}
            one, several = ([*results.speed_ups(count, **chosen).values()] for count in (1, ALL_THREADS))
            best = [ratio for ratio, _ in results.best_peer(1, **chosen).values()]
            if one:
                rows.append(
                    [
                        f"`{operation}`, {dtype}",
                        *(f"{mean(r):.1f} ({min(r):.1f})" if r else "" for r in (one, best, several)),
                    ]
                )
    if rows:
        yield "## signatures: how many times as fast as others, mean over shapes (worst shape)"
        yield ""
        head = [
            f"over {INCUMBENT.name}",
            "over the fastest other library of each shape",
            f"{ALL_THREADS} threads, over {INCUMBENT.name}",
        ]
        yield from table(["", *head], rows)


def beside_lines(results: Results, section: str) -> Iterator[str]:
    """Put values beside gradients, and say how many times as long the fastest other library takes."""
    rows: dict[tuple[str, Shape], dict[tuple[str, bool], str]] = {}
    others = {library.name for library in LIBRARIES} - {SIGLIB.name}
    for (shape, dtype, operation), seconds in results.times(section, SIGLIB.name).items():
        chosen = {"operation": operation, "dtype": dtype, "shape": [*shape]}
        peers = [record["seconds"] for record in results.select(section, **chosen) if record["name"] in others]
        cell = f"{milliseconds(seconds)} ms" + (f", {min(peers) / seconds:.1f} times" if peers else "")
        value = operation.removesuffix("_backprop").removeprefix("gradient of ")
        rows.setdefault((value, shape), {})[dtype, value != operation] = cell
    if rows:
        yield f"## {section}: beside the fastest other library"
        yield ""
        columns = list(product(DTYPES, (False, True)))
        body = [
            [value, sizes(shape), *(row.get(column, "") for column in columns)] for (value, shape), row in rows.items()
        ]
        yield from table(["", "B, L, d, N", *(f"{dtype}{', gradient' * by}" for dtype, by in columns)], body)


def sizes(shape: Shape) -> str:
    """Write a shape; kernels of all levels have no degree."""
    return str(shape) if shape.degree else ", ".join(map(str, shape[:-1]))


def milliseconds(seconds: float | None) -> str:
    """Write a time, or that there is none."""
    return "-" if seconds is None else f"{seconds * 1e3:.4g}"


def derivative_lines(results: Results) -> Iterator[str]:
    """Say what derivatives cost beside the calls that they derive."""
    pairs = (("sig", "sig_jvp"), ("sig_backprop", "double backward"))
    for dtype in DTYPES:
        times = {name: results.times("derivatives", name, dtype=dtype) for pair in pairs for name in pair}
        rows = []
        for case in times["sig"]:
            row = [str(case[0])]
            for base, derived in pairs:
                row += [milliseconds(times[base][case]), f"{times[derived][case] / times[base][case]:.2f}"]
            rows.append(row)
        if rows:
            yield f"## cost of derivatives, {dtype}, 1 thread"
            yield ""
            head = [text for base, derived in pairs for text in (f"{base} ms", f"{derived} / {base}")]
            yield from table(["B, L, d, N", *head], rows)


def log_lines(results: Results) -> Iterator[str]:
    """Speed-ups of log-signatures over each peer: geometric mean over the shapes, and the worst of them."""
    peers = [library.name for library in LIBRARIES if library is not SIGLIB]
    found = {name: results.ratios("log-signatures", name, SIGLIB.name) for name in peers}
    names = [name for name, ratios in found.items() if ratios]
    rows = []
    for operation in dict.fromkeys(record["operation"] for record in results.select("log-signatures")):
        for dtype in DTYPES:
            ratios = [[r for (_, d, o), r in found[name].items() if (d, o) == (dtype, operation)] for name in names]
            if any(ratios):
                rows.append([operation, dtype, *(f"{mean(r):.1f} ({min(r):.1f})" if r else "-" for r in ratios)])
    if rows:
        yield "## log-signatures: how many times as fast as others, mean over shapes (worst shape)"
        yield ""
        yield from table(["", "", *names], rows)


def contest_lines(results: Results, section: str, unit: str, units: float) -> Iterator[str]:
    """All contests of a section, contenders side by side."""
    records = list(results.select(section))
    if not records:
        return
    names = list(dict.fromkeys(record["name"] for record in records))
    rows: dict[tuple[Shape, str, str], dict[str, str]] = {}
    for record in records:
        rows.setdefault(case_of(record), {})[record["name"]] = (
            f"{record['seconds'] * units:.4g} ±{50 * record['spread']:.0f} %"
        )
    yield f"## {section}: {unit}"
    yield ""
    body = [[operation, dtype, str(shape), *(row.get(n, "-") for n in names)]
            for (shape, dtype, operation), row in rows.items()]  # fmt: skip
    yield from table(["", "", "B, L, d, N", *names], body)


def failure_lines(results: Results) -> Iterator[str]:
    """Who did not take part, and why; cases that share a reason share a line."""
    groups: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for record in results.failures():
        key = record["name"], record["dtype"], record["failure"]
        groups.setdefault(key, set()).add((record["operation"], str(Shape(*record["shape"]))))
    rows = []
    for (name, dtype, reason), cases in sorted(groups.items()):
        operations, shapes = sorted({case[0] for case in cases}), sorted({case[1] for case in cases})
        listed = "; ".join(shapes) if len(shapes) <= MOST_LISTED else f"{len(shapes)} shapes"
        rows.append([name, ", ".join(operations), dtype, listed, reason])
    if rows:
        yield "## Not measured"
        yield ""
        yield from table(["library", "operations", "dtype", "B, L, d, N", "why"], rows)
