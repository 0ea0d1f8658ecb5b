"""
Something is wrong: anomaly scores on a stream
==============================================

The arterial pressure of a patient comes a few points at a time. A score for each moment says how far the signature
of the last points is from those of the quiet minutes at the beginning. The score has not seen an anomaly before.
"""

# %%
# The recording comes with aeon: the first 1200 points are quiet, and somewhere after them something happens.
import matplotlib.pyplot as plt
import numpy as np
from aeon.datasets import load_kdd_tsad_135
from sklearn.covariance import LedoitWolf

import siglib

recording, anomaly = load_kdd_tsad_135()
recording, quiet = np.asarray(recording, float).reshape(-1), 1200
pressure = (recording - recording[:quiet].mean()) / recording[:quiet].std()
print(len(pressure), "points; those of the anomaly:", np.flatnonzero(anomaly)[[0, -1]])

# %%
# A channel and its past, which is what it was 12 points before, make a loop of each beat.
past = 12
path = np.stack([pressure[past:], pressure[:-past]], axis=1)

# %%
# A stream keeps no more points than it needs. Whatever arrives is pushed, and the windows that are complete then
# are popped: one for each point.
window, degree = 60, 4
stream = siglib.SigWindowStream(2, degree, window)
arrived = []
for start in range(0, len(path), 100):
    stream.push_batch(path[start : start + 100])
    if stream.num_windows:
        arrived.append(siglib.sig_to_log_sig(stream.sig(), 2, degree))
        stream.pop_front(stream.num_windows)
rows = np.concatenate(arrived)
moments = np.arange(len(rows)) + past + window - 1  # the last point of each window
print(rows.shape, "features of windows")

# %%
# What is ordinary: mean and covariance of the windows of the quiet part. The score is the distance from that.
ordinary = LedoitWolf().fit(rows[moments < quiet])
score = np.sqrt(ordinary.mahalanobis(rows))
limit = score[moments < quiet].max()
print(f"the largest score is at {moments[score.argmax()]}, {score.max() / limit:.1f} times that of the quiet part")

# %%
# The recording, its score, and beats as loops: ordinary ones in grey, the worst window in colour.
figure, axes = plt.subplot_mosaic([["pressure", "loops"], ["score", "loops"]], figsize=(7.2, 3.4), width_ratios=[2, 1])
axes["pressure"].plot(recording, color="#0072b2", lw=0.3)
axes["pressure"].set(ylabel="pressure", xticks=[])
axes["score"].fill_between(moments, score, color="#d55e00", lw=0.3)
axes["score"].axhline(limit, color="#6b7078", lw=0.8, ls="--")
axes["score"].set(ylabel="score", xlabel="points", ylim=0)
for panel in ("pressure", "score"):
    axes[panel].axvspan(*np.flatnonzero(anomaly)[[0, -1]] + [-40, 40], color="#d55e00", alpha=0.25, lw=0)
    axes[panel].axvspan(0, quiet, color="#6b7078", alpha=0.12, lw=0)
worst = score.argmax()
axes["loops"].plot(*path[:quiet].T, color="#b9bcc2", lw=0.4)
axes["loops"].plot(*path[worst : worst + window].T, color="#d55e00", lw=1.5)
axes["loops"].set(xticks=[], yticks=[], xlabel="pressure", ylabel=f"{past} points before")
