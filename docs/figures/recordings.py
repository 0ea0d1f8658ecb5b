"""Recordings of a watch: their Gram matrix, and a test whether running and badminton are one distribution of paths."""

import matplotlib.pyplot as plt
import numpy as np
from aeon.datasets import load_basic_motions

import siglib

NAMES = ("standing", "walking", "running", "badminton")
series, labels = load_basic_motions()
watch = series.transpose(0, 2, 1) / 60
order = np.concatenate([np.flatnonzero(labels == name) for name in NAMES])
static = siglib.RBFKernel(0.3)
gram = siglib.sig_kernel_gram(watch[order], static_kernel=static, normalise=True)
running, badminton = (watch[labels == name] for name in NAMES[2:])
test = siglib.sig_mmd_test(running, badminton, static_kernel=static, rng=0)

figure, (matrix, histogram) = plt.subplots(1, 2, figsize=(8.2, 3.4), width_ratios=[1, 1.3])
matrix.imshow(gram, cmap="Blues", vmin=0, vmax=1)
middle = 10 + 20 * np.arange(4)
matrix.set(title="normalised kernels", xticks=[])
matrix.set_yticks(middle, NAMES)
histogram.hist(test.permuted, bins=40, color="#b9bcc2", label="dealt out anew")
histogram.axvline(test.statistic, color="#d55e00", label="running and badminton")
histogram.set(title="maximum mean discrepancy", ylabel="permutations")
histogram.legend()
