"""Two channels of the watch, for one recording of every activity."""

import matplotlib.pyplot as plt
from aeon.datasets import load_basic_motions

series, labels = load_basic_motions(split="train")
figure, panels = plt.subplots(1, 4, figsize=(8.2, 2.3), sharex=True, sharey=True)
for axes, name in zip(panels, ["standing", "walking", "running", "badminton"], strict=True):
    path = series[labels == name][3].T
    axes.plot(path[:, 0], path[:, 1], color="#0072b2", lw=1)
    axes.plot(*path[0, :2], "o", color="#d55e00")
    axes.set(title=name, xlabel="acceleration x")
panels[0].set_ylabel("acceleration y")
