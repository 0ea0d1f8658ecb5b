"""What holds of log-signatures beyond their values: precision, bases, paths one after the other, larger shapes."""

import numpy as np
import pytest
import reference_log
from cases import METHODS
from reference import augmentations
from support import BACKWARD, error, walks

import siglib

SHAPES = [(2, 9), (3, 6), (4, 6), (6, 4), (10, 3), (17, 2)]


@pytest.fixture(params=METHODS, ids=METHODS.get)
def method(request):
    return request.param


def log_sig(path, degree, method, **flags):
    return siglib.log_sig(path, degree, method=method, **flags)


@pytest.mark.parametrize(("d", "degree"), SHAPES)
@pytest.mark.parametrize(("batch", "length"), [(1, 60), (21, 9)])
def test_larger_shapes(d, degree, batch, length, method, kernels, rng):
    path = walks(rng, batch, length, d)
    out = log_sig(path, degree, method)
    assert error(out, reference_log.log_sig(path, degree, method=method)) < 1e-9
    derivs = rng.standard_normal(out.shape)
    gradient = siglib.log_sig_backprop(path, None, derivs, degree, method=method)
    assert error(gradient, reference_log.log_sig_backprop(path, None, derivs, degree, method=method)) < 1e-9


@pytest.mark.parametrize("given", [False, True], ids=["no signature", "signature"])
def test_some_paths_at_a_time(given, method, restrict, rng):
    """Where words stand in lanes, a call goes through many paths in parts, whose rows fit in a cache."""
    count, length, d, degree = 1100, 4, 6, 4
    path, lengths = walks(rng, count, length, d)[::-1], rng.integers(0, length + 1, count)
    derivs = rng.standard_normal((count, 2 * siglib.log_sig_length(d, degree, method=method)))[:, ::2]
    sig = siglib.sig(path, degree, scalar_term=True, lengths=lengths) if given else None

    def compute(n_jobs):
        out = log_sig(path, degree, method, lengths=lengths, n_jobs=n_jobs)
        gradient = siglib.log_sig_backprop(path, sig, derivs, degree, method=method, lengths=lengths, n_jobs=n_jobs)
        return out, gradient

    expected = compute(1)
    restrict(None, 1)
    for out, right, on_two in zip(compute(1), expected, compute(2), strict=True):
        np.testing.assert_allclose(out, right, rtol=1e-9, atol=1e-11)
        np.testing.assert_array_equal(out, on_two)


# Precision


def in_double(arrays):
    return [array.astype(np.float64) for array in arrays]


@pytest.mark.parametrize("shape", [(20, 9), (2, 300)])
def test_double_precision_is_float64_rounded(shape, method, flags, rng):
    path, tangent = (walks(rng, *shape, 2, dtype=np.float32) for _ in range(2))
    sig = siglib.sig(path, 4, **flags)
    derivs = rng.standard_normal(log_sig(path, 4, method, **flags).shape).astype(np.float32)
    calls = [
        (siglib.log_sig, (path,)),
        (siglib.log_sig_jvp, (path, tangent)),
        (siglib.log_sig_backprop, (path, sig, derivs)),
    ]
    for function, arrays in calls:
        outs = function(*arrays, 4, method=method, precision="double", **flags)
        expected = function(*in_double(arrays), 4, method=method, **flags)
        several = isinstance(outs, tuple)
        for out, value in zip(outs if several else [outs], expected if several else [expected], strict=True):
            np.testing.assert_array_equal(out, value.astype(np.float32), strict=True)


def test_double_precision_of_what_is_nearly_straight(rng):
    """Where float32 loses all digits."""
    path = (np.linspace(0, 1, 100)[:, None] * [1.0, 0.8] + 0.01 * walks(rng, 5, 100, 2)).astype(np.float32)
    right = siglib.log_sig(path.astype(np.float64), 10)
    top = slice(siglib.log_sig_length(2, 9), None)
    single, double = (siglib.log_sig(path, 10, precision=precision) for precision in (None, "double"))
    assert error(double[:, top], right[:, top]) < 1e-6
    assert error(single[:, top], right[:, top]) > 1e-3


def test_double_precision_changes_nothing_in_float64(method, rng):
    path = walks(rng, 7, 12, 3)
    out = log_sig(path, 3, method, precision="double")
    np.testing.assert_array_equal(out, log_sig(path, 3, method), strict=True)


# Formats: signatures and expanded log-signatures with a scalar term or without


@pytest.mark.parametrize("sig_scalar", [False, True])
@pytest.mark.parametrize("derivs_scalar", [False, True])
def test_formats(sig_scalar, derivs_scalar, method, flags, dtype, rng):
    """Of the two arrays of a gradient each has its own format; scalar terms are not read."""
    path = walks(rng, 9, 7, 2, dtype=dtype)
    sig = siglib.sig(path, 3, scalar_term=sig_scalar, **flags)
    bare = rng.standard_normal(log_sig(path, 3, method, **flags).shape).astype(dtype)
    expected = siglib.log_sig_backprop(path, None, bare, 3, method=method, **flags)
    derivs = np.concatenate([np.full((9, 1), np.nan, dtype), bare], axis=1) if derivs_scalar and not method else bare
    if sig_scalar:
        sig[:, 0] = np.nan
    out = siglib.log_sig_backprop(path, sig, derivs, 3, method=method, **flags)
    assert error(out, expected.astype(np.float64)) < BACKWARD[dtype]


def test_a_signature_with_the_scalar_term_that_is_asked_for(method, rng):
    rows = log_sig(walks(rng, 5, 9, 2), 3, method)
    plain, with_scalar = (siglib.logsig_to_sig(rows, 2, 3, method=method, scalar_term=s) for s in (False, True))
    np.testing.assert_array_equal(with_scalar[:, 1:], plain)
    np.testing.assert_array_equal(with_scalar[:, 0], 1)


# What has to hold whatever the reference says


@pytest.mark.parametrize("degree", [1, 2, 4, 6])
def test_there_and_back(degree, method, flags, rng):
    path = walks(rng, 6, 9, 2)
    sig, rows = siglib.sig(path, degree, **flags), log_sig(path, degree, method, **flags)
    sizes = {"dimension": 2, "degree": degree, "method": method, **augmentations(flags)}
    np.testing.assert_allclose(siglib.sig_to_log_sig(sig, **sizes), rows, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(siglib.logsig_to_sig(rows, **sizes), sig, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("target", METHODS, ids=METHODS.get)
def test_bases(target, method, flags, rng):
    path = walks(rng, 6, 9, 2)
    out = siglib.convert_log_sig(
        log_sig(path, 5, method, **flags), 2, 5, source=method, target=target, **augmentations(flags)
    )
    np.testing.assert_allclose(out, log_sig(path, 5, target, **flags), rtol=1e-9, atol=1e-11)


def test_backwards(method, rng):
    """The logarithm of an inverse is the negative."""
    path = walks(rng, 6, 9, 3)
    np.testing.assert_allclose(log_sig(path[:, ::-1], 4, method), -log_sig(path, 4, method), rtol=1e-9, atol=1e-12)


def test_one_path_after_another(method, rng):
    path = walks(rng, 6, 15, 3)
    parts = [log_sig(path[:, place], 4, method) for place in (slice(0, 6), slice(5, 14))]
    whole = siglib.log_sig_combine(*parts, 3, 4, method=method)
    np.testing.assert_allclose(whole, log_sig(path[:, :14], 4, method), rtol=1e-9, atol=1e-11)
    step = path[:, 14] - path[:, 13]
    longer = siglib.log_sig_join(whole, step, 3, 4, method=method)
    np.testing.assert_allclose(longer, log_sig(path, 4, method), rtol=1e-9, atol=1e-11)
    line = siglib.linear_log_sig(step, 3, 4, method=method)
    np.testing.assert_allclose(longer, siglib.log_sig_combine(whole, line, 3, 4, method=method), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(line, log_sig(path[:, 13:], 4, method), rtol=1e-9, atol=1e-12)


def test_tables_are_made_again_when_they_were_forgotten(method, rng):
    path = walks(rng, 3, 6, 3)
    before = log_sig(path, 4, method)
    siglib.clear_cache()
    siglib.prepare_log_sig(3, 4, method, time_aug=False, use_disk=True, device="cpu")
    np.testing.assert_array_equal(log_sig(path, 4, method), before)
