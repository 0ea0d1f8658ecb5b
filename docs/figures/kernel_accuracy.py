"""Errors of signature kernels beside the time that they take, as benchmarks/kernel_accuracy.py measured them."""

import json
from pathlib import Path

import matplotlib.pyplot as plt

rows = json.loads(Path("../../benchmarks/kernel_accuracy.json").read_text())
figure, axes = plt.subplots(figsize=(7, 3.8))
for library, color in (("siglib", "#0072b2"), ("pysiglib", "#d55e00")):
    for kind, line in (("order", "-"), ("halved", "--")):
        chosen = [row for row in rows if row["library"] == library and row["scheme"].startswith(kind)]
        times, errors = [1e3 * row["seconds"] for row in chosen], [row["error"] for row in chosen]
        name = "orders 3 to 8" if kind == "order" else "order 2, halved 0 to 3 times"
        axes.loglog(times, errors, line, color=color, marker="o", label=f"{library}, {name}")
        if kind == "order":
            for row, x, y in zip(chosen, times, errors, strict=True):
                axes.annotate(
                    row["scheme"].split()[1], (x, y), (4, 4), textcoords="offset points", fontsize=8, color=color
                )
axes.set(xlabel="milliseconds for 4,096 pairs", ylabel="relative error")
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
