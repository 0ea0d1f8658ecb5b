from functools import cache

import numpy as np
import pytest
import reference
from support import BACKWARD, FLAGS, compiled, error, single, walks
from variant_checks import check

import siglib

FEW_LONG = [(1, 100), (1, 257), (1, 5000), (2, 1000), (3, 700), (5, 300), (9, 300), (11, 120)]
SHAPES = [(1, 5), (2, 4), (3, 3), (5, 2)]


def derivs_for(rng, path, degree, scalar_term=False, **flags):
    length = reference.sig_length(path.shape[-1], degree, scalar_term=scalar_term, **reference.augmentations(flags))
    return single(rng.standard_normal((*path.shape[:-2], length))).astype(path.dtype)


@pytest.mark.parametrize("variant", compiled("sigbwd") + compiled("sigbwd_lead_lag"), ids=str)
def test_variant_against_the_reference(variant):
    check(variant, largest=1200)


@pytest.mark.parametrize(("d", "degree"), [(1, 4), (2, 5), (3, 3)])
def test_the_reference_by_complex_step(d, degree, flags, rng):
    path, direction = walks(rng, 3, 6, d), rng.standard_normal((3, 6, d))
    derivs = derivs_for(rng, path, degree, **flags)
    moved = reference.sig(path + 1e-30j * direction, degree, **flags).imag / 1e-30
    gradient = reference.sig_backprop(path, derivs, degree, **flags)
    np.testing.assert_allclose((gradient * direction).sum(axis=(1, 2)), (derivs * moved).sum(axis=1), rtol=1e-12)


@pytest.mark.parametrize(("d", "degree"), SHAPES)
def test_finite_differences(d, degree, flags, kernels, rng):
    """Of siglib.sig itself: the two functions must agree whatever the reference says."""
    path, step = walks(rng, 7, d), 1e-5
    derivs = derivs_for(rng, path, degree, **flags)
    basis = step * np.eye(path.size).reshape(-1, *path.shape)
    up, down = (siglib.sig(path + sign * basis, degree, **flags) @ derivs for sign in (1, -1))
    out = siglib.sig_backprop(path, None, derivs, degree, **flags)
    assert error(out, ((up - down) / (2 * step)).reshape(path.shape)) < 1e-7


@cache
def long_paths(batch, length, d, degree):
    rng = np.random.default_rng([batch, length, d, degree])
    path = walks(rng, batch, length, d)
    derivs = derivs_for(rng, path, degree)
    return path, derivs, reference.sig_backprop(path, derivs, degree)


@pytest.mark.parametrize(("d", "degree"), [(1, 6), (2, 5), (3, 3), (6, 2), (2, 9)])
@pytest.mark.parametrize(("batch", "length"), FEW_LONG)
def test_few_long_paths(batch, length, d, degree, dtype, kernels):
    if degree > 8 and length > 1000:
        length = 300  # the reference holds every prefix
    path, derivs, expected = long_paths(batch, length, d, degree)
    out = siglib.sig_backprop(path.astype(dtype), None, derivs.astype(dtype), degree)
    assert error(out, expected) < 10 * BACKWARD[dtype]


@pytest.mark.parametrize(("batch", "length"), [(1, 3), (20, 9), (1, 1500)])
@pytest.mark.parametrize("sig_scalar", [False, True])
@pytest.mark.parametrize("derivs_scalar", [False, True])
def test_formats(batch, length, sig_scalar, derivs_scalar, flags, dtype, rng):
    """The signature may be left out; either argument may hold a scalar slot, which is not read."""
    path = walks(rng, batch, length, 2, dtype=dtype)
    derivs = derivs_for(rng, path, 3, scalar_term=derivs_scalar, **flags)
    sig = siglib.sig(path, 3, scalar_term=sig_scalar, **flags)
    bare = derivs[:, 1:] if derivs_scalar else derivs
    expected = siglib.sig_backprop(path, None, bare, 3, **flags)
    if sig_scalar:
        sig[:, 0] = np.nan
    if derivs_scalar:
        derivs[:, 0] = np.nan
    out = siglib.sig_backprop(path, sig, derivs, 3, **flags)
    assert error(out, expected.astype(np.float64)) < BACKWARD[dtype]


def test_the_given_signature_is_used(rng):
    path = walks(rng, 4, 6, 2)
    derivs = derivs_for(rng, path, 3)
    right = siglib.sig_backprop(path, siglib.sig(path, 3), derivs, 3)
    wrong = siglib.sig_backprop(path, siglib.sig(2 * path, 3), derivs, 3)
    assert error(wrong, right) > 1e-3


@pytest.mark.parametrize(("d", "degree"), SHAPES)
def test_linear_in_the_derivs(d, degree, rng):
    path = walks(rng, 5, 8, d)
    a, b = (derivs_for(rng, path, degree) for _ in range(2))
    out = siglib.sig_backprop(path, None, 2 * a - b, degree)
    parts = [siglib.sig_backprop(path, None, g, degree) for g in (a, b)]
    assert error(out, 2 * parts[0] - parts[1]) < 1e-12


def test_degree_one(flags, dtype, kernels, rng):
    path = walks(rng, 5, 9, 3, dtype=dtype)
    derivs = derivs_for(rng, path, 1, **flags)
    out = siglib.sig_backprop(path, None, derivs, 1, **flags)
    ends = derivs[:, :3] + (derivs[:, 3:6] if flags["lead_lag"] else 0)
    np.testing.assert_allclose(out[:, -1], ends, rtol=1e-5)
    np.testing.assert_allclose(out[:, 0], -ends, rtol=1e-5)
    np.testing.assert_allclose(out[:, 1:-1], 0, atol=1e-5)


@pytest.mark.parametrize("flags", FLAGS)
def test_moving_the_whole_path_changes_nothing(flags, rng):
    path = walks(rng, 6, 10, 3)
    out = siglib.sig_backprop(path, None, derivs_for(rng, path, 4, **flags), 4, **flags)
    np.testing.assert_allclose(out.sum(axis=1), 0, atol=1e-12 * np.abs(out).max())
