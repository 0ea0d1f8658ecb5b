"""How many times as fast as pySigLib: a dot for each shape on record, and their geometric means."""

import json
import re
from pathlib import Path
from statistics import geometric_mean

import matplotlib.pyplot as plt
import numpy as np

# Figures are drawn in the folder of their scripts.
RESULTS = Path("../../benchmarks/results/numpy-1.json")
FAMILIES = {
    "signatures": "sig",
    "their gradients": "sig_backprop",
    "Chen products": "sig_combine(_backprop)?",
    "log-signatures": "log_sig .*",
    "their gradients ": "log_sig_backprop .*",
    "signature kernels": "(?!gradient).*(Gram|pairs), .*",
    "their gradients  ": "gradient of .*",
}
SECTIONS = ("peers", "log-signatures", "kernels")
COLOURS = {"float64": "#0072b2", "float32": "#d55e00"}

records = [record for record in json.loads(RESULTS.read_text())["records"] if record["section"] in SECTIONS]
times = {
    (record["name"], record["operation"], tuple(record["shape"]), record["dtype"]): record["seconds"]
    for record in records
    if "seconds" in record
}

figure, axes = plt.subplots(figsize=(7.2, 3.2))
chance = np.random.default_rng(0)
for row, pattern in enumerate(FAMILIES.values()):
    for place, (dtype, colour) in enumerate(COLOURS.items()):
        ratios = [
            seconds / times["siglib", *case]
            for (name, *case), seconds in times.items()
            if name == "pysiglib"
            and re.fullmatch(pattern, case[0])
            and case[-1] == dtype
            and ("siglib", *case) in times
        ]
        height = row + 0.34 * (place - 0.5)
        axes.scatter(ratios, height + chance.uniform(-0.1, 0.1, len(ratios)), s=10, color=colour, alpha=0.4, lw=0)
        mean = geometric_mean(ratios)
        axes.plot([mean, mean], [height - 0.16, height + 0.16], color=colour, lw=2.5)
        axes.text(1150, height, f"{mean:.0f}" if mean > 9.5 else f"{mean:.1f}", color=colour, va="center", fontsize=8)
axes.axvline(1, color="#a3a8b0", lw=1)
axes.set_yticks(range(len(FAMILIES)), FAMILIES)
axes.set(xscale="log", xlim=(0.8, 1000), xlabel="times as fast as pySigLib 4.0.0, one core")
axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
axes.tick_params(axis="y", length=0)
axes.spines["left"].set_visible(False)
axes.invert_yaxis()
for place, (dtype, colour) in enumerate(COLOURS.items()):
    axes.text(300, 1.3 + 0.6 * place, dtype, color=colour)
