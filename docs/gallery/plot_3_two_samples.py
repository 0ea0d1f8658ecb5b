"""
Are these two samples of paths alike? A test
============================================

A watch records acceleration and rotation of its wearer. Do two sets of recordings come from the same activity? The
largest difference of means of any function in the space of a signature kernel (MMD) tells, and permutations say how
surprising it is.
"""

# %%
# Forty recordings of four activities, 100 points in 6 channels each, come with aeon. Paths are scaled to a length
# at which kernels neither vanish nor explode.
import matplotlib.pyplot as plt
import numpy as np
from aeon.datasets import load_basic_motions

import siglib

motions, labels = load_basic_motions(split="train")
paths = motions.swapaxes(1, 2).cumsum(axis=1)
paths = paths / np.abs(np.diff(paths, axis=1)).sum(axis=(1, 2), keepdims=True).mean() * 2
kernel = siglib.RBFKernel(0.5)
activities = sorted(set(labels))
print({str(activity): int((labels == activity).sum()) for activity in activities})

# %%
# Every pair of activities is a test: with 999 permutations no p-value is below 0.001. One Gram matrix serves all
# permutations.
samples = {activity: paths[labels == activity] for activity in activities}
tests = {
    (one, other): siglib.sig_mmd_test(samples[one], samples[other], static_kernel=kernel, permutations=999, rng=0)
    for i, one in enumerate(activities)
    for other in activities[i + 1 :]
}
for (one, other), result in tests.items():
    print(f"{one:>12} and {other:<12} p = {result.p_value:.3f}")

# %%
# And a pair that should not differ: running, and running.
order = np.random.default_rng(1).permutation(10)
halves = samples["running"][order[:5]], samples["running"][order[5:]]
same = siglib.sig_mmd_test(*halves, static_kernel=kernel, permutations=999, rng=0)
print(f"     running and running      p = {same.p_value:.3f}")

# %%
# What permutations give, and what was seen.
figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.9), sharey=True)
shown = (("walking and running", tests["running", "walking"]), ("running and running", same))
for panel, (title, result) in zip(axes, shown, strict=True):
    panel.hist(result.permuted, bins=40, color="#b9bcc2")
    panel.axvline(result.statistic, color="#d55e00")
    panel.set(title=f"{title}: p = {result.p_value:.3f}", xlabel="squared MMD", yticks=[])
axes[0].text(shown[0][1].statistic, axes[0].get_ylim()[1] / 2, "seen ", color="#d55e00", ha="right")
