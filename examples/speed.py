"""How many times as fast as pySigLib: what `make bench` has put on record, drawn for the demo and for the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import geometric_mean

import numpy as np
from matplotlib.axes import Axes

RESULTS = Path("benchmarks") / "results" / "numpy-1.json"
SECTIONS = ("peers", "log-signatures", "kernels")
# What is shown side by side, and the names of its operations on record.
FAMILIES = {
    "signatures": "sig",
    "their gradients": "sig_backprop",
    "Chen products": "sig_combine(_backprop)?",
    "log-signatures": "log_sig .*",
    "their gradients ": "log_sig_backprop .*",
    "signature kernels": "(?!gradient).*(Gram|pairs), .*",
    "their gradients  ": "gradient of .*",
}
COLORS = {"float64": "#0072B2", "float32": "#D55E00"}


def speed_ups(root: Path) -> Iterator[tuple[str, str, float]]:
    """Yield operation, dtype and speed-up of each shape on record in a checkout."""
    records = json.loads((root / RESULTS).read_text())["records"]
    times = {
        (record["name"], record["operation"], tuple(record["shape"]), record["dtype"]): record["seconds"]
        for record in records
        if record["section"] in SECTIONS and "seconds" in record
    }
    for (name, operation, shape, dtype), seconds in times.items():
        mine = times.get(("siglib", operation, shape, dtype))
        if name == "pysiglib" and mine is not None:
            yield operation, dtype, seconds / mine


def draw_speed_ups(axes: Axes, root: Path) -> None:
    """Draw a dot for each shape, a bar at the geometric mean, and its number."""
    chance = np.random.default_rng(0)
    ratios = list(speed_ups(root))
    for row, pattern in enumerate(FAMILIES.values()):
        for place, (dtype, color) in enumerate(COLORS.items()):
            chosen = [ratio for name, kind, ratio in ratios if kind == dtype and re.fullmatch(pattern, name)]
            height, mean = row + 0.34 * (place - 0.5), geometric_mean(chosen)
            dots = height + chance.uniform(-0.1, 0.1, len(chosen))
            axes.scatter(chosen, dots, s=10, color=color, alpha=0.4, lw=0)
            axes.plot([mean, mean], [height - 0.16, height + 0.16], color=color, lw=2.5)
            axes.text(
                1150, height, f"{mean:.0f}" if mean > 9.5 else f"{mean:.1f}", color=color, va="center", fontsize=8
            )
    axes.axvline(1, color="#A3A8B0", lw=1)
    axes.set_yticks(range(len(FAMILIES)), FAMILIES)
    axes.set(xscale="log", xlim=(0.8, 1000), xlabel="times as fast as pySigLib 4.0.0, one core")
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.invert_yaxis()
    for place, (dtype, color) in enumerate(COLORS.items()):
        axes.text(300, 5.2 + 0.6 * place, dtype, color=color)
