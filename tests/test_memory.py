"""Scratch memory grows neither with the length of the paths nor with the batch."""

import sys

import pytest
from support import output_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")

PEAK = """
import numpy as np
import siglib

def peak():
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024

batch, length = SHAPE
path = np.random.default_rng(0).standard_normal((batch, length, 2))
flags = {"time_aug": True, "lead_lag": True}
derivs = np.ones((batch, siglib.sig_length(2, 2, **flags)))
siglib.sig(path[:1, :2], 2, **flags)
siglib.sig_backprop(path[:1, :2], None, derivs[:1], 2, **flags)

before = peak()
sig = siglib.sig(path, 2, n_jobs=2, **flags)
forward = peak() - before - sig.nbytes
before = peak()
gradient = siglib.sig_backprop(path, sig, derivs, 2, n_jobs=2, **flags)
backward = peak() - before - gradient.nbytes
print(forward, backward)
"""


@pytest.mark.parametrize("shape", [(1, 2_000_000), (20, 100_000), (100_000, 20)])
def test_scratch_memory(shape):
    """The path takes 32 MB; its materialised augmentation would take 160."""
    forward, backward = map(int, output_of(PEAK.replace("SHAPE", repr(shape))).split())
    assert forward < 16e6
    assert backward < 16e6
