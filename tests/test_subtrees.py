"""Few paths, whose words fill the lanes: the same results as from paths in lanes, whatever the prefix."""

import sys

import numpy as np
import pytest
import reference
from operations import FLAGGED
from support import BACKWARD, CONFIG, error, output_of, walks

import siglib


@pytest.mark.parametrize(("batch", "length", "degree"), [(1, 2, 2), (2, 9, 3), (20, 12, 4)])
@pytest.mark.parametrize("flagged", [case for case in FLAGGED if case.of_paths], ids=str)
def test_prefixes_change_nothing(flagged, batch, length, degree, dtype, restrict):
    example = flagged.example(batch=(batch,), length=length, dimension=3, degree=degree, dtype=dtype)
    restrict(None, 0)
    expected = example()
    for prefix in (1, 2, 3):
        restrict(None, prefix)
        for out, right in zip(example(), expected, strict=True):
            assert error(out, right.astype(np.float64)) < BACKWARD[dtype], prefix


@pytest.mark.parametrize(
    ("batch", "length", "d", "degree"), [(1, 20, 20, 4), (2, 30, 45, 3), (1, 9, 150, 2), (1, 20, 2, 14)]
)
def test_few_wide_paths(batch, length, d, degree, dtype, rng):
    path = walks(rng, batch, length, d)
    derivs = rng.standard_normal((batch, siglib.sig_length(d, degree)))
    sig = siglib.sig(path.astype(dtype), degree)
    assert error(sig, reference.sig(path, degree)) < BACKWARD[dtype]
    gradient = siglib.sig_backprop(path.astype(dtype), sig, derivs.astype(dtype), degree)
    assert error(gradient, reference.sig_backprop(path, derivs, degree)) < 10 * BACKWARD[dtype]


@pytest.mark.parametrize("batch", [1, 2, 64])
@pytest.mark.parametrize(
    ("d", "degree", "length", "last"),
    [(1, 5, 50, 20), (2, 4, 300, 120), (3, 3, 400, 399), (5, 4, 60, 7), (20, 3, 30, 9)],
)
def test_a_given_signature_may_be_that_of_a_longer_path(batch, d, degree, length, last, dtype, rng):
    """The derivative by the last steps of a stream, given the signature of all of it."""
    whole = walks(rng, 1, length, d)
    sig, window = siglib.sig(whole, degree), whole[:, -last:]
    derivs = rng.standard_normal(sig.shape)
    start = siglib.sig(whole[:, : length - last + 1], degree)
    by_window = siglib.sig_combine_backprop(derivs, start, siglib.sig(window, degree), d, degree)[1]
    expected = np.repeat(reference.sig_backprop(window, by_window, degree), batch, axis=0)
    arrays = [np.repeat(array, batch, axis=0).astype(dtype) for array in (window, sig, derivs)]
    assert error(siglib.sig_backprop(*arrays, degree), expected) < 10 * BACKWARD[dtype]


@pytest.mark.parametrize("batch", [1, 64])
@pytest.mark.parametrize("d", [1, 3])
def test_nan_in_a_given_signature_shows(batch, d, rng):
    path = walks(rng, batch, 500, d)
    sig = siglib.sig(path, 3)
    derivs = np.ones_like(sig)
    sig[:, 0] = np.nan
    assert np.isnan(siglib.sig_backprop(path, sig, derivs, 3)).any(axis=(1, 2)).all()


PEAK = """
import resource

import numpy as np

import siglib

def status(field):
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) * 1024

batch, length, d, degree = SHAPE
path = np.random.default_rng(0).standard_normal((batch, length, d)) / d
derivs = np.ones((batch, siglib.sig_length(d, degree)))
siglib.sig_backprop(path[:1, :2, :2], None, np.ones((1, 2)), 1)
before = status("VmHWM")
sig = siglib.sig(path, degree, n_jobs=1)
forward = (status("VmHWM") - before) / sig.nbytes - 1
before = status("VmHWM")
# What is asked for counts, whether it is used or not.
resource.setrlimit(resource.RLIMIT_AS, (status("VmSize") + 2 * sig.nbytes + 2**20, -1))
siglib.sig_backprop(path, sig, derivs, degree, n_jobs=1)
print(forward, (status("VmHWM") - before) / sig.nbytes)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
@pytest.mark.parametrize("shape", [(1, 5, 200, 3), (1, 20, 45, 4), (1, 20, 2, 20)])
def test_scratch_of_large_signatures(shape):
    """At most two signatures a thread."""
    if max(CONFIG["build"]["degrees"]) < 8 and shape[3] > 8:
        pytest.skip("has no kernels for what lies below a prefix of few letters")
    for signatures in map(float, output_of(PEAK.replace("SHAPE", repr(shape))).split()):
        assert signatures < 2
