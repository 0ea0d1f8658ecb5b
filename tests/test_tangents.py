"""Forward mode, and the tangent of the gradient that second derivatives are made of."""

import numpy as np
import pytest
import reference
from support import BACKWARD, FLAGS, compiled, error, single, walks
from variant_checks import check

import siglib
from siglib._compute import Flags, sig_backprop_tangent

SHAPES = [
    ((9, 6), 1, 4),
    ((9, 6), 2, 4),
    ((2, 3, 5), 3, 3),
    # Few paths, cut into runs of time steps.
    ((1, 200), 2, 4),
    ((3, 120), 3, 2),
    ((1, 40), 3, 5),
    ((2, 17), 4, 3),
]


def complex_step(function, path, tangent):
    return function(path + 1e-30j * tangent).imag / 1e-30


@pytest.mark.parametrize("variant", compiled("sigfwd_dual") + compiled("sigbwd_dual"), ids=str)
def test_variant_against_complex_steps(variant, restrict):
    restrict(variant.kernels)
    check(variant, largest=400)


@pytest.mark.parametrize(("shape", "d", "degree"), SHAPES)
@pytest.mark.parametrize("scalar_term", [False, True])
def test_sig_jvp(shape, d, degree, scalar_term, flags, dtype, kernels, rng):
    path = walks(rng, *shape, d, dtype=dtype)
    tangent = single(rng.standard_normal(path.shape)).astype(dtype)
    sig, out = siglib.sig_jvp(path, tangent, degree, scalar_term=scalar_term, **flags)
    expected = complex_step(
        lambda x: reference.sig(x, degree, scalar_term=scalar_term, **flags), path.astype(float), tangent.astype(float)
    )
    assert error(out, expected) < BACKWARD[dtype]
    assert error(sig, siglib.sig(path, degree, scalar_term=scalar_term, **flags)) < BACKWARD[dtype]


@pytest.mark.parametrize(("shape", "d", "degree"), SHAPES)
def test_second_derivative(shape, d, degree, flags, dtype, kernels, rng):
    path = walks(rng, *shape, d, dtype=dtype)
    tangent = single(rng.standard_normal(path.shape)).astype(dtype)
    augmentations = {k: flags[k] for k in ("time_aug", "lead_lag")}
    words = siglib.sig_length(d, degree, **augmentations)
    derivs = single(rng.standard_normal((*shape[:-1], words))).astype(dtype)
    call = Flags(degree, *augmentations.values(), flags["end_time"], 2)
    out, sig_tangent = sig_backprop_tangent(path, tangent, derivs, None, call)
    expected = complex_step(
        lambda x: reference.sig_backprop(x, derivs.astype(float), degree, **flags),
        path.astype(float),
        tangent.astype(float),
    )
    assert error(out, expected) < 3 * BACKWARD[dtype]
    assert error(sig_tangent, siglib.sig_jvp(path, tangent, degree, **flags)[1]) < BACKWARD[dtype]


def test_lengths(flags, rng):
    path, tangent = walks(rng, 11, 9, 2), rng.standard_normal((11, 9, 2))
    lengths = np.array([0, 1, 2, 9, 5, 3, 8, 4, 7, 6, 9])
    for b, n in enumerate(lengths):
        path[b, n:] = tangent[b, n:] = np.nan
    sig, out = siglib.sig_jvp(path, tangent, 3, lengths=lengths, **flags)
    derivs = rng.standard_normal(sig.shape)
    call = Flags(3, flags["time_aug"], flags["lead_lag"], flags["end_time"], 1)
    by_path, _ = sig_backprop_tangent(path, tangent, derivs, lengths, call)
    for b, n in enumerate(lengths):
        alone = siglib.sig_jvp(path[b, :n], tangent[b, :n], 3, **flags)
        np.testing.assert_allclose(sig[b], alone[0], atol=1e-13)
        np.testing.assert_allclose(out[b], alone[1], atol=1e-12)
        expected, _ = sig_backprop_tangent(path[b, :n], tangent[b, :n], derivs[b], None, call)
        np.testing.assert_allclose(by_path[b, :n], expected, atol=1e-10)
        assert not by_path[b, n:].any()


@pytest.mark.parametrize("jobs", [2, 3])
def test_threads_change_no_bit(jobs, rng):
    for shape in ((300, 40, 3), (1, 4000, 3), (2, 900, 4)):
        path, tangent = walks(rng, *shape), rng.standard_normal(shape)
        derivs = rng.standard_normal((shape[0], siglib.sig_length(shape[2], 4)))
        for one, many in zip(
            siglib.sig_jvp(path, tangent, 4, n_jobs=1), siglib.sig_jvp(path, tangent, 4, n_jobs=jobs), strict=True
        ):
            assert np.array_equal(one, many)
        results = [sig_backprop_tangent(path, tangent, derivs, None, Flags(4, False, False, 1.0, j)) for j in (1, jobs)]
        for one, many in zip(*results, strict=True):
            assert np.array_equal(one, many)


def test_degenerate(dtype):
    for path in (np.zeros((2, 0, 3), dtype), np.ones((2, 1, 3), dtype), np.ones((0, 5, 3), dtype)):
        sig, tangent = siglib.sig_jvp(path, path, 2, scalar_term=True)
        assert sig.shape == tangent.shape == (path.shape[0], 13)
        assert not tangent.any()
    assert siglib.sig_jvp(np.ones((4, 2)), np.ones((4, 2)), 0)[1].shape == (0,)


def test_strides_and_inputs(rng):
    path, tangent = rng.standard_normal((2, 3, 7, 4)), rng.standard_normal((2, 7, 3, 2)).swapaxes(1, 2)
    view = path[:, ::-1, :, ::2]
    before = path.copy(), tangent.copy()
    one = siglib.sig_jvp(view, tangent, 3)
    two = siglib.sig_jvp(np.ascontiguousarray(view), np.ascontiguousarray(tangent), 3)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert np.array_equal(path, before[0])
    assert np.array_equal(tangent, before[1])


def test_arguments():
    path = np.zeros((5, 2))
    with pytest.raises(ValueError, match=r"tangent: expected the shape of path, \(5, 2\), got \(4, 2\)"):
        siglib.sig_jvp(path, path[1:], 2)
    with pytest.raises(TypeError, match="tangent: expected the dtype of path, float64, got float32"):
        siglib.sig_jvp(path, path.astype(np.float32), 2)


def test_all_flags_are_tried():
    assert len(FLAGS) == 4
