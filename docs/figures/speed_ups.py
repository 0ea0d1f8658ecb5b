"""How many times as fast as pySigLib: a dot for each shape on record, and their geometric means."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

# Figures are drawn in the folder of their scripts.
ROOT = Path("../..").resolve()
sys.path.append(str(ROOT / "examples"))
from speed import draw_speed_ups  # noqa: E402

figure, axes = plt.subplots(figsize=(7.2, 3.2))
draw_speed_ups(axes, ROOT)
