"""A price whose volatility doubles halfway, and what windows of it see."""

import matplotlib.pyplot as plt
import numpy as np

import siglib

ticks, window, stride = 5000, 251, 50
volatility = np.where(np.arange(ticks) < ticks // 2, 0.1, 0.2)
price = (volatility * np.random.default_rng(0).standard_normal(ticks)).cumsum()[:, np.newaxis]
rows = siglib.sig_windows(price, 2, window, stride, lead_lag=True)
variance = siglib.extract_sig_coef(rows, [(1, 0), (0, 1)], dimension=1, lead_lag=True) @ [1, -1] / (window - 1)
ends = window - 1 + stride * np.arange(len(rows))

figure, (above, below) = plt.subplots(2, 1, figsize=(7, 4.2), sharex=True)
above.plot(price, color="#0072b2", lw=0.8)
above.set(ylabel="price")
below.plot(volatility, color="#b9bcc2", lw=1, ls="--", label="true")
below.plot(ends, np.sqrt(variance), color="#d55e00", label=f"from windows of {window - 1} ticks")
below.set(xlabel="tick", ylabel="volatility", ylim=(0, 0.25))
below.legend(frameon=False)
