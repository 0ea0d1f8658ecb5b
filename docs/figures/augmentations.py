"""The same five points: as they are, with time, and as a lead-lag path."""

import matplotlib.pyplot as plt
import numpy as np

import siglib

values = np.array([[0.0], [1.0], [0.4], [1.6], [1.2]])
timed = siglib.transform_path(values, time_aug=True)
lag, lead = siglib.transform_path(values, lead_lag=True).T

figure, (plain, time, staircase) = plt.subplots(1, 3, figsize=(8.2, 2.9))
plain.plot(np.zeros(len(values)), values, "o-", color="#0072b2")
for number, (value,) in enumerate(values):
    plain.annotate(f"$x_{number}$", (0, value), (7, 0), textcoords="offset points", va="center")
plain.set(title="path", ylabel="channel 1", xticks=[], xlim=(-0.5, 0.7))

time.plot(timed[:, 1], timed[:, 0], "o-", color="#0072b2")
time.set(title="time_aug=True", xlabel="channel 2: time", ylabel="channel 1", xticks=[0, 0.5, 1])

diagonal = [values.min(), values.max()]
staircase.plot(diagonal, diagonal, color="#b9bcc2", lw=1, ls="--")
for first, second in zip(values[:-1, 0], values[1:, 0], strict=True):
    staircase.fill([first, first, second], [first, second, second], color="#d55e00", alpha=0.2, lw=0)
staircase.plot(lag, lead, "o-", color="#0072b2")
staircase.set(title="lead_lag=True", xlabel="channel 1: lag", ylabel="channel 2: lead")
staircase.set_aspect("equal")
