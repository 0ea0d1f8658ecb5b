"""Random shapes and flags against the reference."""

import numpy as np
import reference
from hypothesis import assume, given
from hypothesis import strategies as st
from support import BACKWARD, DTYPES, FORWARD, error, single, walks

import siglib

seeds = st.integers(0, 2**32 - 1)
dtypes = st.sampled_from(DTYPES)
batches = st.lists(st.integers(0, 6), max_size=3).map(tuple)
flag_sets = st.fixed_dictionaries(
    {
        "time_aug": st.booleans(),
        "lead_lag": st.booleans(),
        "end_time": st.sampled_from([1.0, 0.25, 3, -1.5]),
    }
)


@st.composite
def cases(draw):
    """Random paths, cotangents of their signatures, and how to call."""
    rng, dtype, flags = np.random.default_rng(draw(seeds)), draw(dtypes), draw(flag_sets)
    d, degree = draw(st.integers(1, 6)), draw(st.integers(0, 6))
    length = reference.sig_length(d, degree, **reference.augmentations(flags))
    assume(length <= 2000)
    batch, points = draw(batches), draw(st.one_of(st.integers(0, 20), st.integers(21, 300)))
    assume(length * points * np.prod(batch, initial=1) <= 300_000)
    path = walks(rng, *batch, points, d) if points else np.zeros((*batch, 0, d))
    derivs = single(rng.standard_normal((*batch, length)))
    return path, derivs, degree, dtype, flags


@st.composite
def ragged_cases(draw):
    path, *rest = draw(cases())
    seed = draw(seeds)
    lengths = np.random.default_rng(seed).integers(0, path.shape[-2] + 1, path.shape[:-2])
    return path, np.asarray(lengths), *rest


@given(cases(), st.booleans())
def test_sig(case, scalar_term):
    path, _, degree, dtype, flags = case
    out = siglib.sig(path.astype(dtype), degree, scalar_term=scalar_term, **flags)
    expected = reference.sig(path, degree, scalar_term=scalar_term, **flags)
    assert out.dtype == dtype
    assert error(out, expected) < FORWARD[dtype]


@given(cases(), st.booleans())
def test_sig_backprop(case, given_sig):
    path, derivs, degree, dtype, flags = case
    narrow = path.astype(dtype)
    sig = siglib.sig(narrow, degree, **flags) if given_sig else None
    out = siglib.sig_backprop(narrow, sig, derivs.astype(dtype), degree, **flags)
    assert out.dtype == dtype
    assert error(out, reference.sig_backprop(path, derivs, degree, **flags)) < BACKWARD[dtype]


@given(ragged_cases())
def test_lengths(case):
    path, lengths, derivs, degree, dtype, flags = case
    padding = np.arange(path.shape[-2]) >= lengths[..., None]
    narrow = np.where(padding[..., None], np.nan, path).astype(dtype)
    out = siglib.sig(narrow, degree, lengths=lengths, **flags)
    expected = reference.sig(path, degree, lengths=lengths, **flags)
    assert error(out, expected) < FORWARD[dtype]
    out = siglib.sig_backprop(narrow, None, derivs.astype(dtype), degree, lengths=lengths, **flags)
    expected = reference.sig_backprop(path, derivs, degree, lengths=lengths, **flags)
    assert error(out, expected) < BACKWARD[dtype]
    assert not out[padding].any()


@given(seeds, dtypes, batches, st.integers(1, 9), st.integers(0, 7), st.booleans())
def test_combine(seed, dtype, batch, d, degree, scalar_term):
    length = reference.sig_length(d, degree, scalar_term=scalar_term)
    assume(length <= 5000)
    three = single(np.random.default_rng(seed).standard_normal((3, *batch, length)))
    deriv, a, b = (s.astype(dtype) for s in three)
    out = siglib.sig_combine(a, b, d, degree)
    assert error(out, reference.sig_combine(*three[1:], d, degree)) < FORWARD[dtype]
    gradients = siglib.sig_combine_backprop(deriv, a, b, d, degree)
    expected = reference.sig_combine_backprop(*three, d, degree)
    assert max(map(error, gradients, expected)) < BACKWARD[dtype]


@given(seeds, dtypes, batches, st.integers(1, 40), st.integers(1, 9), flag_sets)
def test_transform(seed, dtype, batch, points, d, flags):
    path = walks(np.random.default_rng(seed), *batch, points, d, dtype=dtype)
    out = siglib.transform_path(path, **flags)
    expected = reference.transform(path.astype(np.float64), **flags)
    assert error(out, expected) < 1e-6
    back = siglib.transform_path_backprop(out, **flags)
    assert error(back, reference.transform_backprop(expected, **flags)) < 1e-6


@given(cases(), st.integers(-3, 5).filter(bool))
def test_n_jobs(case, n_jobs):
    path, derivs, degree, dtype, flags = case
    path, derivs = path.astype(dtype), derivs.astype(dtype)
    serial = siglib.sig(path, degree, n_jobs=1, **flags)
    np.testing.assert_array_equal(siglib.sig(path, degree, n_jobs=n_jobs, **flags), serial)
    serial = siglib.sig_backprop(path, None, derivs, degree, n_jobs=1, **flags)
    out = siglib.sig_backprop(path, None, derivs, degree, n_jobs=n_jobs, **flags)
    np.testing.assert_array_equal(out, serial)
