"""
A neural differential equation that takes few steps: the log-ODE method
=======================================================================

A neural controlled differential equation reads a path as it drives a hidden state. Step by step that is slow. The
log-ODE method takes one step over many points: a log-signature says all that the state needs to know of them.
"""

# %%
# Recordings of a watch, 100 points in 6 channels and time, come with aeon.
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import torch
from aeon.datasets import load_basic_motions

import siglib


def load(split):
    motions, labels = load_basic_motions(split=split)
    paths = torch.tensor(motions.swapaxes(1, 2).cumsum(axis=1) / 100, dtype=torch.float32)
    activities = sorted(set(labels))
    return paths, torch.tensor([activities.index(label) for label in labels]), activities


train, labels, activities = load("train")
test, truth, _ = load("test")

# %%
# Ten intervals of eleven points each, which have their ends in common. Their log-signatures of degree 2 are 28
# numbers each: 7 increments and 21 areas. They are computed once, before training.
ends = np.linspace(0, train.shape[1] - 1, 11).round().astype(int)
intervals = [(start, stop + 1) for start, stop in pairwise(ends)]


def drive(paths):
    scale = torch.cat([torch.ones(7), torch.full((21,), 4.0)])  # areas are small
    return siglib.log_sig_intervals(paths, intervals, 2, time_aug=True) * scale


print(tuple(drive(train).shape), "instead of", tuple(train.shape))


# %%
# The state moves along a field that the log-signature of the interval chooses: one Heun step for each.
class LogODE(torch.nn.Module):
    def __init__(self, width, drivers, classes):
        super().__init__()
        self.start = torch.nn.Parameter(torch.zeros(width))
        self.field = torch.nn.Sequential(
            torch.nn.Linear(width, 32), torch.nn.SiLU(), torch.nn.Linear(32, width * drivers), torch.nn.Tanh()
        )
        self.answer = torch.nn.Linear(width, classes)

    def slope(self, state, driver):
        return (self.field(state).unflatten(-1, (-1, driver.shape[-1])) @ driver[..., None])[..., 0]

    def forward(self, drivers):
        states = [self.start.expand(len(drivers), -1)]
        for driver in drivers.unbind(1):
            first = self.slope(states[-1], driver)
            states.append(states[-1] + (first + self.slope(states[-1] + first, driver)) / 2)
        return self.answer(states[-1]), torch.stack(states, 1)


torch.manual_seed(0)
model, drivers = LogODE(8, 28, len(activities)), drive(train)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3, weight_decay=1e-3)
for _ in range(100):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(drivers)[0], labels).backward()
    optimizer.step()
with torch.no_grad():
    scores, states = model(drive(test))
print(f"{(scores.argmax(-1) == truth).float().mean():.0%} of {len(truth)} recordings that it has not seen are told")

# %%
# How the hidden states of those move apart, seen from the two directions in which they end most differently.
last = states[:, -1] - states[:, -1].mean(0)
plane = torch.linalg.svd(last, full_matrices=False).Vh[:2]
seen = (states @ plane.T).numpy()
figure, axes = plt.subplots(figsize=(6.2, 4.2))
for activity, color in enumerate(("#0072b2", "#d55e00", "#6b7078", "#009e73")):
    for walk in seen[truth == activity]:
        axes.plot(*walk.T, color=color, lw=0.8, alpha=0.5)
        axes.plot(*walk[-1], "o", color=color, ms=4)
    axes.plot([], [], "o-", color=color, label=activities[activity])
axes.set(xticks=[], yticks=[], xlabel="hidden state", ylabel="hidden state")
axes.legend()
