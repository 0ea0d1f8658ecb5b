"""A path in the plane, its increments, and the area between path and chord."""

import matplotlib.pyplot as plt
import numpy as np

import siglib

angle = np.linspace(0, np.pi / 2, 200)
path = np.stack([1.5 * np.sin(angle) + 0.06 * np.sin(6 * angle), 1 - np.cos(angle)], axis=1)
x, y, _, xy, yx, _ = siglib.sig(path, 2)

figure, axes = plt.subplots(figsize=(5.4, 2.9))
axes.fill(*path.T, color="#0072b2", alpha=0.15, lw=0)
axes.plot([0, 0, x], [0, y, y], color="#d55e00", lw=1.2)
axes.plot([0, x], [0, y], color="#6b7078", lw=1, ls="--")
axes.plot(*path.T, color="#0072b2")
axes.plot(*path[0], "o", color="#0072b2")
axes.annotate("", path[-1], path[-12], arrowprops={"arrowstyle": "-|>", "color": "#0072b2", "mutation_scale": 18})
axes.text(x / 2, y + 0.03, f"sig(1) = {x:.2f}", color="#d55e00", ha="center")
axes.text(-0.03, y / 2, f"sig(2) = {y:.2f}", color="#d55e00", va="center", ha="right")
axes.text(1.05, 0.5, f"area = {(xy - yx) / 2:.2f}", color="#0072b2", ha="center")
axes.set(xlabel="channel 1", ylabel="channel 2", xticks=[], yticks=[], xlim=(-0.5, x + 0.1), ylim=(-0.08, y + 0.15))
axes.set_aspect("equal")
