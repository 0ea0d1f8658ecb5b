"""Compare the extension with siglib itself. Build it first: meson setup build && meson compile -C build."""

import contextlib
import sys
from pathlib import Path

import numpy as np

import siglib

sys.path.insert(0, str(Path(__file__).parent / "build"))
import stream

CHANNELS, STEPS, DEGREE = 3, 32, 4

points = np.random.default_rng(0).standard_normal((1 + 20 * STEPS, CHANNELS)).cumsum(axis=0) / 10
expected = siglib.sig(points, DEGREE)
np.testing.assert_allclose(stream.signature(points.ravel(), CHANNELS, STEPS, DEGREE), expected, rtol=1e-10)

derivs = np.ones_like(expected)
gradient = np.reshape(stream.gradient(points.ravel(), CHANNELS, DEGREE, derivs), points.shape)
np.testing.assert_allclose(gradient, siglib.sig_backprop(points, None, derivs, DEGREE), rtol=1e-10, atol=1e-12)

with contextlib.suppress(ValueError):
    stream.signature(points.ravel(), CHANNELS, STEPS, -1)
    raise AssertionError("a negative degree must be refused")
print(f"signature of {len(points)} points: {len(expected)} coefficients, equal to siglib's")
