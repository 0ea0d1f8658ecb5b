"""Draws what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from contests import SWEEPS
from libraries import INCUMBENT, SIGLIB
from problems import Shape
from records import Results

plt.rcParams.update({"figure.constrained_layout.use": True, "svg.hashsalt": "siglib", "axes.grid": True})
COLOURS = {SIGLIB.name: "C0", INCUMBENT.name: "C1"}


def draw(results: Results, folder: Path) -> list[str]:
    """Draw every figure that there are records for; return the names of the files."""
    names = []
    for dtype in results.processes[0]["fma_peak"]:
        if results.speed_ups(1, dtype=dtype):
            names.append(save(speed_ups(results, dtype), folder, f"speed-up-{dtype}.svg"))
            names.append(save(roofline(results, dtype), folder, f"roofline-{dtype}.svg"))
    if any(results.select("scaling by length")):
        names.append(save(scaling(results), folder, "scaling.svg"))
    return names


def save(figure: Any, folder: Path, name: str) -> str:
    """Write a figure."""
    figure.savefig(folder / name, metadata={"Date": None})
    plt.close(figure)
    return name


def speed_ups(results: Results, dtype: str) -> Any:
    """Bars: how many times as fast as the incumbent, per shape."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 6), sharey=True)
    for axis, pair in zip(axes, (("sig", "sig_backprop"), ("sig_combine", "sig_combine_backprop")), strict=True):
        for number, operation in enumerate(pair):
            ratios = results.speed_ups(1, dtype=dtype, operation=operation)
            shapes = [str(shape) for shape, _, _ in ratios]
            axis.barh(np.arange(len(shapes)) + 0.4 * number, ratios.values(), 0.38, label=operation)
            axis.set_yticks(np.arange(len(shapes)) + 0.2, shapes)
        axis.axvline(1, color="black", linewidth=1)
        axis.set(xscale="log", xlabel=f"times as fast as {INCUMBENT.name}, {dtype}, one thread")
        axis.legend()
    axes[0].invert_yaxis()
    return figure


def roofline(results: Results, dtype: str) -> Any:
    """Multiply-adds a second against multiply-adds per byte of input and output, below the FMA peak."""
    import siglib

    figure, axis = plt.subplots(figsize=(8, 5))
    for operation, marker in (("sig", "o"), ("sig_backprop", "s")):
        chosen = {"framework": "numpy", "threads": 1, "dtype": dtype, "operation": operation}
        for name, colour in COLOURS.items():
            points = [
                (cost.multiply_adds / cost.bytes, cost.multiply_adds / seconds / 1e9)
                for cost, seconds in (
                    (siglib.estimate_cost(operation, **shape._asdict(), dtype=dtype), seconds)
                    for (shape, _, _), seconds in results.times("peers", name, **chosen).items()
                    if shape.dimension > 1
                )
            ]
            axis.scatter(*zip(*points, strict=True), marker=marker, color=colour, label=f"{name}, {operation}")
    axis.axhline(results.fma_peak(dtype) / 1e9, color="black", label="FMA peak of the core")
    axis.set(xscale="log", yscale="log", xlabel="multiply-adds per byte of input and output",
             ylabel=f"10⁹ multiply-adds a second, {dtype}")  # fmt: skip
    axis.legend()
    return figure


def scaling(results: Results) -> Any:
    """Time against length, batch, dimension, degree; the legend shows the slope between the last two points."""
    figure, axes = plt.subplots(2, 2, figsize=(11, 8))
    for axis, name in zip(axes.flat, SWEEPS, strict=True):
        for operation, style in (("sig", "-"), ("sig_backprop", "--")):
            for library, colour in COLOURS.items():
                times = results.times(f"scaling by {name}", library, operation=operation)
                if not times:
                    continue
                x = [getattr(shape, name) for shape, _, _ in times]
                y = [seconds * 1e3 for seconds in times.values()]
                slope = np.log(y[-1] / y[-2]) / np.log(x[-1] / x[-2])
                axis.plot(x, y, style, marker=".", color=colour, label=f"{library}, {operation}: slope {slope:.2f}")
        shape = SWEEPS[name][0]
        fixed = ", ".join(f"{key} {value}" for key, value in zip(Shape._fields, shape, strict=True) if key != name)
        axis.set(xscale="log", yscale="log", xlabel=f"{name} ({fixed})", ylabel="milliseconds, float64, one thread")
        axis.legend(fontsize="small")
    return figure
