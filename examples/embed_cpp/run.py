"""Compare the C++ extension with siglib itself. Build it first: meson setup build && meson compile -C build."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "build"))
import monitor
import numpy as np

import siglib

results, error = monitor.run()
paths = np.array([[[0, 0], [1, 2], [3, 1], [0, 0]], [[0, 0], [1, 0], [1, 1], [2, 3]]], float)
tangents = np.zeros_like(paths)
tangents[0, 1, 1] = tangents[1, 3, 0] = 1
lengths = [3, 4]
expected = [
    siglib.sig(paths, 3, time_aug=True, lengths=lengths),
    *siglib.sig_jvp(paths, tangents, 2, lengths=lengths),
    siglib.log_sig(paths, 4, method="brackets"),
    siglib.sig_coef(paths, [(0, 1), (1, 1, 0)]),
    siglib.sig_kernel_gram(paths, static_kernel=siglib.RBFKernel(2.0), order=4),
]
for result, value in zip(results, expected, strict=True):
    np.testing.assert_array_equal(np.reshape(result, value.shape), value)
assert error == "ValueError: degree: expected an integer of at least 0, got -1", error
print("equal to siglib's")
