"""
Prices that come when they come: variance from lead-lag paths
=============================================================

A market is open on some days and closed on others: prices are not evenly spaced in time. Twenty years of the S&P
500 are one path with real stamps. Twice the area between the lead and the lag of such a path is its realised variance.
"""

# %%
# The prices come with arch, in a frame with an index of dates.
import arch.data.sp500
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import siglib

prices = np.log(arch.data.sp500.load()[["Adj Close"]]).rename(columns={"Adj Close": "price"})
days = prices.index.to_series().diff().dt.days.dropna().astype(int)
print(len(prices), "prices; days from one to the next:", days.value_counts().to_dict())

# %%
# Lead-lag doubles the path: the lag is channel 1, the lead, which moves first, is channel 2. The words 21 and 12
# differ by the sum of squared steps, the realised variance.
sig = siglib.sig(prices, 2, lead_lag=True)  # the words 1, 2, 11, 12, 21, 22
steps = np.diff(prices["price"])
print(np.isclose(sig[4] - sig[3], (steps**2).sum()))

# %%
# The same in windows of 21 prices, about a month, and a week from one to the next. Stamps make time the third
# channel. Its word says how many seconds a window took, so that we get the variance of a year, however many
# holidays there were.
window, stride = 21, 5
rows = siglib.sig_windows(prices, 3, window, stride, lead_lag=True, time=prices.index)
names = {name: i for i, name in enumerate(siglib.words(3, 3)[1:])}  # letters are 0, 1, 2 here
years = rows[:, names[(2,)]] / (365.25 * 86400)
variance = (rows[:, names[(1, 0)]] - rows[:, names[(0, 1)]]) / years
volatility = 100 * np.sqrt(variance)
ends = prices.index[window - 1 :: stride]
print(f"volatility: {np.median(volatility):.1f} % a year in the median, {volatility.max():.1f} % at the most")

# %%
# Does the shape of a month tell what comes? A linear model of signatures up to level 3, beside one of the variance
# alone. The first half of the years is to learn from, the second half to tell. It tells a little more: volatility
# has a long memory, and not much shape.
ahead = 21 // stride + 1  # windows that begin after this one ends
logs, half = np.log(variance), len(rows) // 2
shape = rows / volatility[:, None]
features = {"variance": logs[:-ahead, None], "signature": np.column_stack([logs, shape])[:-ahead]}
forecasts = {}
for name, table in features.items():
    model = make_pipeline(StandardScaler(), RidgeCV(np.logspace(0, 5, 21)))
    model.fit(table[:half], logs[ahead:][:half])
    forecasts[name] = model.predict(table[half:])
    print(f"{name:>10}: {model.score(table[half:], logs[ahead:][half:]):.2f} of what varies is explained")

# %%
# Realised volatility, and what was forecast a month before.
figure, axes = plt.subplots(figsize=(7.2, 3.4))
axes.fill_between(ends, volatility, color="#0072b2", alpha=0.2, lw=0)
axes.plot(ends, volatility, color="#0072b2", lw=1, label="realised")
forecast = 100 * np.exp(forecasts["signature"] / 2)
axes.plot(ends[ahead:][half:], forecast, color="#d55e00", lw=1, label="forecast, a month before")
axes.set(ylabel="volatility, % a year", ylim=0)
axes.legend(loc="upper right")
for when, what, height in (("2002-08-20", "2002", 47), ("2008-10-28", "2008", 87), ("2011-09-01", "2011", 51)):
    axes.annotate(what, (pd.Timestamp(when), height), fontsize=8, ha="center", color="#6b7078")
axes.set_ylim(top=96)
