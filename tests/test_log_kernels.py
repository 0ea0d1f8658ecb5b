"""The kernels for log-signatures: of paths, of power series, of changes of basis."""

from functools import cache

import numpy as np
import pytest
import reference_log
from support import BACKWARD, DISTINCT, FORWARD, compute_tensors, cycle, error, of_family, single, walks
from variant_checks import check, expected_series

import siglib


@pytest.mark.parametrize("variant", of_family("log"), ids=str)
def test_variant_against_the_reference(variant):
    check(variant, largest=1200)


# Of many channels, few rows or large ones are computed row by row.
@pytest.mark.parametrize(("batch", "d", "degree"), [(1, 8, 3), (3, 40, 2), (40, 9, 3), (6, 20, 4)])
@pytest.mark.parametrize("lyndon", [False, True])
@pytest.mark.parametrize("operation", ["series", "series_backprop"])
def test_rows_and_lanes_agree(operation, lyndon, batch, d, degree, dtype, kernels, restrict):
    rows, (expected,) = expected_series(operation, d, degree, False, lyndon)
    arrays = [cycle(row, batch, dtype) for row in rows]
    for by_row in (None, True, False):
        restrict(kernels, None, by_row)
        (out,) = compute_tensors(operation, *arrays, dimension=d, degree=degree, exponential=False, lyndon=lyndon)
        assert error(out, cycle(expected, batch, np.float64)) < BACKWARD[dtype]


@cache
def few_paths(batch, length, d, degree):
    rng = np.random.default_rng([batch, length, d, degree])
    path = walks(rng, batch, length, d)
    derivs = single(rng.standard_normal((batch, reference_log.log_sig_length(d, degree))))
    return path, derivs, reference_log.log_sig(path, degree), reference_log.log_sig_backprop(path, None, derivs, degree)


# Segments of time, subtrees of words, kernels for any degree.
@pytest.mark.parametrize(
    ("batch", "length", "d", "degree"),
    [(1, 700, 3, 4), (2, 3000, 2, 5), (3, 300, 5, 3), (1, 20, 20, 3), (2, 30, 45, 2), (1, 9, 150, 2), (2, 12, 2, 11)],
)
def test_few_paths(batch, length, d, degree, dtype, kernels):
    path, derivs, expected, gradient = few_paths(batch, length, d, degree)
    path, derivs = path.astype(dtype), derivs.astype(dtype)
    assert error(siglib.log_sig(path, degree), expected) < 5 * FORWARD[dtype]
    for sig in (None, siglib.sig(path, degree)):
        assert error(siglib.log_sig_backprop(path, sig, derivs, degree), gradient) < 5 * BACKWARD[dtype]


@cache
def many_paths(length, d, degree, flags):
    rng = np.random.default_rng([length, d, degree])
    path, lengths = walks(rng, DISTINCT, length, d), rng.integers(0, length + 1, DISTINCT)
    flags = dict(flags) | {"method": "expanded", "lengths": lengths}
    expected = reference_log.log_sig(path, degree, **flags)
    derivs = single(rng.standard_normal(expected.shape))
    return path, lengths, derivs, expected, reference_log.log_sig_backprop(path, None, derivs, degree, **flags)


@pytest.mark.parametrize(("length", "d", "degree"), [(9, 2, 4), (7, 3, 3), (5, 9, 2), (12, 2, 6), (6, 4, 5)])
def test_logarithms_made_of_those_at_lyndon_words(length, d, degree, dtype, flags, kernels, restrict):
    path, lengths, derivs, expected, gradient = many_paths(length, d, degree, tuple(flags.items()))
    path, derivs, lengths = cycle(path, 37, dtype), cycle(derivs, 37, dtype), cycle(lengths, 37, int)
    restrict(kernels, expansion=True)
    given = {"method": "expanded", "lengths": lengths, **flags}
    out = siglib.log_sig(path, degree, scalar_term=True, **given)
    assert not out[:, 0].any()
    assert error(out[:, 1:], cycle(expected, 37, np.float64)) < 5 * FORWARD[dtype]
    for sig in (None, siglib.sig(path, degree, lengths=lengths, **flags)):
        back = siglib.log_sig_backprop(path, sig, derivs, degree, **given)
        assert error(back, cycle(gradient, 37, np.float64)) < 5 * BACKWARD[dtype]
