"""Ragged batches: path b is path[b, :lengths[b]], as if it had been passed alone."""

import numpy as np
import pytest
import reference
from support import BACKWARD, FORWARD, LANES, error, walks

import siglib

CASES = [(2, 5, 4), (3, 7, 3), (1, 9, 5)]


def ragged(rng, batch, length, d, dtype="float64"):
    """Walks, lengths that hold 0, 1, 2 and everything, and NaN in the padding."""
    path = walks(rng, batch, length, d, dtype=dtype)
    lengths = rng.integers(0, length + 1, batch)
    lengths[: min(batch, 4)] = (length, 0, 1, 2)[:batch]
    lengths = rng.permutation(lengths)
    path[np.arange(length) >= lengths[:, None]] = np.nan
    return path, lengths


def derivs_for(rng, path, degree, **flags):
    length = reference.sig_length(path.shape[-1], degree, **reference.augmentations(flags))
    return rng.standard_normal((*path.shape[:-2], length)).astype(path.dtype)


def sizes(dtype):
    w = LANES[dtype]
    return (1, 4, w - 1, w, w + 1, 2 * w + 3)


@pytest.mark.parametrize(("d", "length", "degree"), CASES)
def test_sig(d, length, degree, flags, dtype, kernels, rng):
    for batch in sizes(dtype):
        path, lengths = ragged(rng, batch, length, d, dtype)
        out = siglib.sig(path, degree, lengths=lengths, **flags)
        expected = reference.sig(path.astype("f8"), degree, lengths=lengths, **flags)
        assert out.dtype == dtype
        assert error(out, expected) < FORWARD[dtype], (batch, lengths)


@pytest.mark.parametrize("given", [False, True], ids=["None", "sig"])
@pytest.mark.parametrize(("d", "length", "degree"), CASES)
def test_sig_backprop(d, length, degree, given, flags, dtype, rng):
    for batch in sizes(dtype):
        path, lengths = ragged(rng, batch, length, d, dtype)
        sig = siglib.sig(path, degree, lengths=lengths, **flags) if given else None
        derivs = derivs_for(rng, path, degree, **flags)
        out = siglib.sig_backprop(path, sig, derivs, degree, lengths=lengths, **flags)
        expected = reference.sig_backprop(path.astype("f8"), derivs.astype("f8"), degree, lengths=lengths, **flags)
        assert error(out, expected) < BACKWARD[dtype], (batch, lengths)
        assert not out[np.arange(length) >= lengths[:, None]].any()


def test_few_long_paths(flags, dtype, kernels, rng):
    path = walks(rng, 5, 1500, 2, dtype=dtype)
    lengths = np.array([1500, 1, 700, 0, 3])
    path[np.arange(1500) >= lengths[:, None]] = np.nan
    derivs = derivs_for(rng, path, 3, **flags)
    out = siglib.sig(path, 3, lengths=lengths, **flags)
    gradient = siglib.sig_backprop(path, None, derivs, 3, lengths=lengths, **flags)
    wide, wide_derivs = path.astype("f8"), derivs.astype("f8")
    expected = reference.sig(wide, 3, lengths=lengths, **flags)
    assert error(out, expected) < 5 * FORWARD[dtype]
    expected = reference.sig_backprop(wide, wide_derivs, 3, lengths=lengths, **flags)
    assert error(gradient, expected) < 10 * BACKWARD[dtype]


@pytest.mark.parametrize(("batch", "length"), [(2, 900), (19, 9)])
def test_padding_does_not_matter(batch, length, flags, dtype, rng):
    path, lengths = ragged(rng, batch, length, 2, dtype)
    derivs = derivs_for(rng, path, 3, **flags)
    outs = []
    for padding in (np.nan, np.inf, 0, -1e30):
        path[np.arange(length) >= lengths[:, None]] = padding
        outs.append(siglib.sig(path, 3, lengths=lengths, **flags))
        outs.append(siglib.sig_backprop(path, None, derivs, 3, lengths=lengths, **flags))
    for out in outs[2:]:
        np.testing.assert_array_equal(out, outs[0 if out.ndim == 2 else 1])


@pytest.mark.parametrize(("batch", "length"), [(3, 1200), (20, 8)])
def test_full_lengths_are_no_lengths(batch, length, flags, dtype, rng):
    path = walks(rng, batch, length, 2, dtype=dtype)
    lengths = np.full(batch, length)
    out = siglib.sig(path, 3, lengths=lengths, **flags)
    assert error(out, siglib.sig(path, 3, **flags).astype("f8")) < FORWARD[dtype]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "uint64", ">i4"])
def test_integer_types(kind, rng):
    path, lengths = ragged(rng, 6, 9, 2)
    expected = siglib.sig(path, 3, lengths=lengths)
    np.testing.assert_array_equal(siglib.sig(path, 3, lengths=lengths.astype(kind)), expected)


def test_layouts_of_lengths(rng):
    path, lengths = ragged(rng, 6, 9, 2)
    expected = siglib.sig(path, 3, lengths=lengths)
    spread = np.full((6, 2), 99)
    spread[:, 0] = lengths
    backwards = lengths[::-1].copy()[::-1]
    frozen = lengths.copy()
    frozen.flags.writeable = False
    for same in (spread[:, 0], backwards, frozen, lengths.tolist(), tuple(lengths.tolist())):
        np.testing.assert_array_equal(siglib.sig(path, 3, lengths=same), expected)


def test_batch_shapes(rng):
    path, lengths = ragged(rng, 12, 7, 2)
    out = siglib.sig(path, 3, lengths=lengths, scalar_term=True)
    nested = siglib.sig(path.reshape(2, 3, 2, 7, 2), 3, lengths=lengths.reshape(2, 3, 2), scalar_term=True)
    np.testing.assert_array_equal(nested.reshape(12, -1), out)


@pytest.mark.parametrize("length", [3, np.int32(3), np.array(3)])
def test_one_path(length, rng):
    path = walks(rng, 6, 2)
    expected = siglib.sig(path[:3], 4)
    np.testing.assert_allclose(siglib.sig(path, 4, lengths=length), expected, rtol=1e-13)
    derivs = derivs_for(rng, path, 4)
    out = siglib.sig_backprop(path, None, derivs, 4, lengths=length)
    np.testing.assert_allclose(out[:3], siglib.sig_backprop(path[:3], None, derivs, 4), rtol=1e-12)
    assert not out[3:].any()


@pytest.mark.parametrize("length", [0, 1])
def test_nothing_but_points(length, flags, dtype):
    path = np.full((3, 5, 2), np.nan, dtype)
    lengths = np.full(3, length)
    out = siglib.sig(path, 3, lengths=lengths, scalar_term=True, **flags)
    np.testing.assert_array_equal(out[:, 0], 1)
    assert not out[:, 1:].any()
    derivs = np.ones_like(out)
    assert not siglib.sig_backprop(path, None, derivs, 3, lengths=lengths, **flags).any()


def test_empty_batch(flags):
    lengths = np.zeros(0, np.intp)
    path = np.zeros((0, 5, 2))
    assert siglib.sig(path, 0, lengths=lengths, **flags).shape == (0, 0)
    n = siglib.sig_length(2, 3, **reference.augmentations(flags))
    assert siglib.sig(path, 3, lengths=lengths, **flags).shape == (0, n)
    out = siglib.sig_backprop(path, None, np.zeros((0, n)), 3, lengths=lengths, **flags)
    assert out.shape == path.shape


def test_lengths_are_not_modified(rng):
    path, lengths = ragged(rng, 6, 9, 2)
    before = lengths.copy()
    siglib.sig(path, 2, lengths=lengths, time_aug=True, lead_lag=True)
    np.testing.assert_array_equal(lengths, before)
