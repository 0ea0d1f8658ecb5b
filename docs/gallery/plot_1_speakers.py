"""
Who is speaking? Classification of series of unequal length
===========================================================

Nine speakers say two vowels. A recording is a path of 7 to 29 points in 12 channels. A log-signature has
the same number of features for each, so that a linear model of scikit-learn can tell the speakers apart.
"""

# %%
# The recordings come with aeon, as a list of arrays of shape (channels, points), of unequal length.
import matplotlib.pyplot as plt
import numpy as np
from aeon.datasets import load_japanese_vowels
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from siglib.sklearn import LogSignatureTransformer

train, speakers = load_japanese_vowels(split="train")
test, truth = load_japanese_vowels(split="test")
lengths = sorted({path.shape[1] for path in (*train, *test)})
print(f"{len(train)} recordings to learn from, {len(test)} to tell, of {lengths[0]} to {lengths[-1]} points")

# %%
# One step makes features of them. ``basepoint`` tells where a path begins, ``time_aug`` how fast it is, and no
# padding is needed. The rest is what one would do with any table.
model = make_pipeline(
    LogSignatureTransformer(degree=2, time_aug=True, basepoint=True, channels_first=True),
    StandardScaler(),
    LogisticRegression(C=0.1, max_iter=1000),
)
model.fit(train, speakers)
print(f"{model.score(test, truth):.1%} of the recordings are given to the right speaker")

# %%
# Where it errs: rows are the speakers, columns what the model says.
figure, axes = plt.subplots(figsize=(5.4, 4.6))
ConfusionMatrixDisplay.from_predictions(
    truth, model.predict(test), normalize="true", values_format=".0%", cmap="Blues", colorbar=False, ax=axes
)
axes.set(xlabel="model", ylabel="speaker")
for text in axes.texts:
    text.set_visible(text.get_text() not in ("0%", ""))
    text.set_fontsize(8)

# %%
# A feature has a name: letters are channels, and time is the last one. These tell the first speaker from the
# others.
names = model[0].get_feature_names_out()
strongest = np.argsort(-np.abs(model[-1].coef_[0]))[:5]
print(*names[strongest], sep="\n")
