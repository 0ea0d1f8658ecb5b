"""A path in the plane, its increment, and the area between path and chord."""

import matplotlib.pyplot as plt
import numpy as np

import siglib

time = np.linspace(0, 1, 200)
path = np.stack([time + 0.18 * np.sin(5 * time), 0.7 * time + 0.55 * np.sin(2.6 * time)], axis=1)
path -= path[0]
x, y, _, xy, yx, _ = siglib.sig(path, 2)

figure, axes = plt.subplots(figsize=(5.4, 2.9))
axes.fill(*path.T, color="#0072b2", alpha=0.15, lw=0)
axes.plot(*path.T, color="#0072b2")
axes.plot([0, x], [0, y], color="#6b7078", lw=1, ls="--")
axes.plot([0, x, x], [0, 0, y], color="#d55e00", lw=1.2)
axes.text(x / 2, -0.03, f"sig(1) = {x:.2f}", color="#d55e00", ha="center", va="top")
axes.text(x + 0.02, y / 2, f"sig(2) = {y:.2f}", color="#d55e00", va="center")
axes.text(
    0.36,
    0.52,
    f"(sig(1,2) - sig(2,1)) / 2 = {(xy - yx) / 2:.2f}",
    color="#0072b2",
    rotation=38,
    va="center",
    ha="center",
)
axes.set(xlabel="channel 1", ylabel="channel 2", xticks=[], yticks=[], ylim=(-0.12, None), xlim=(-0.05, x + 0.3))
axes.set_aspect("equal")
