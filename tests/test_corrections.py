"""Signatures of paths whose steps have corrections. That their values are right is part of test_operations.py too."""

import json

import numpy as np
import pytest
import reference
from support import (
    BACKWARD,
    FORWARD,
    HERE,
    error,
    level_error,
    sig_corrected_backprop_tangent,
    sig_corrected_jvp,
    walks,
)

import siglib

CALLS = json.loads((HERE / "data" / "correction_cases.json").read_text())


def numbers(d, levels):
    return sum(d**k for k in range(2, levels + 1))


def problem(rng, batch, length, d, levels, dtype="float64"):
    """Paths, and corrections of levels 2 to `levels` for each of their steps."""
    path = walks(rng, batch, length, d)
    correction = (0.3 * rng.standard_normal((batch, length - 1, numbers(d, levels)))).astype(np.float32)
    return path.astype(dtype), correction.astype(dtype)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call["function"])
def test_golden(call):
    arrays = {name: None if values is None else np.array(values) for name, values in call["arrays"].items()}
    out = getattr(siglib, call["function"])(**arrays, **call["options"])
    outs = out if isinstance(out, tuple) else (out,)
    assert error(outs[0], np.array(call["results"][0])) < 1e-12


# Corrections of every height, for paths, for segments of few ones, and for time besides.
@pytest.mark.parametrize("time_aug", [False, True])
@pytest.mark.parametrize("batch", [2, 11])
@pytest.mark.parametrize(("d", "degree"), [(1, 5), (2, 5), (3, 4), (4, 3), (7, 2), (3, 1)])
def test_levels(d, degree, batch, time_aug, dtype, rng):
    for levels in range(1, degree + 1):
        path, correction = problem(rng, batch, 9, d, levels, dtype)
        flags = {"time_aug": time_aug, "end_time": 1.5}
        width = d + time_aug
        exact = path.astype(np.float64), correction.astype(np.float64)
        expected = reference.sig_corrected(*exact, degree, **flags)
        out = siglib.sig(path, degree, correction=correction, **flags)
        assert level_error(out, expected, width, degree) < FORWARD[dtype]

        derivs = rng.standard_normal(expected.shape).astype(np.float32)
        gradients = reference.sig_corrected_backprop(*exact, derivs.astype(np.float64), degree, **flags)
        for given in (None, out):
            outs = siglib.sig_backprop(path, given, derivs.astype(dtype), degree, correction=correction, **flags)
            assert max(map(error, outs, gradients)) < BACKWARD[dtype]

        moved = [rng.standard_normal(array.shape).astype(np.float32) for array in exact]
        along = *exact, *(array.astype(np.float64) for array in moved)
        given = path, correction, *(array.astype(dtype) for array in moved)
        outs = sig_corrected_jvp(*given, degree, **flags)
        assert max(map(error, outs, reference.sig_corrected_jvp(*along, degree, **flags))) < BACKWARD[dtype]
        outs = sig_corrected_backprop_tangent(*given, derivs.astype(dtype), degree, **flags)
        expected = reference.sig_corrected_backprop_tangent(*along, derivs.astype(np.float64), degree, **flags)
        assert max(map(error, outs, expected)) < 3 * BACKWARD[dtype]


@pytest.mark.parametrize("levels", [1, 2, 3])
@pytest.mark.parametrize("length", [2, 30, 400])
def test_zero_is_no_correction(levels, length, dtype, rng):
    path = walks(rng, 5, length, 3, dtype=dtype)
    zero = np.zeros(numbers(3, levels), dtype)
    plain = siglib.sig(path, 3).astype(np.float64)
    assert level_error(siglib.sig(path, 3, correction=zero), plain, 3, 3) < 10 * FORWARD[dtype]


@pytest.mark.parametrize("levels", [2, 3, 4])
def test_a_line_is_one_exponential(levels, rng):
    """Equal factors commute: one correction for all steps of a straight line adds up."""
    d, degree, steps = 2, 4, 50
    way, correction = rng.standard_normal((1, d)), 0.3 * rng.standard_normal(numbers(d, levels))
    line = np.linspace(0, 1, steps + 1)[:, None] * way
    whole = reference.tensors_of(np.stack([0 * way, way], axis=1), correction[None, None], degree)
    expected = reference.join(reference.exp_of([level[:, 0] for level in whole]))[0]
    assert error(siglib.sig(line, degree, correction=correction / steps), expected) < 1e-12


def test_sums_of_ito(rng):
    """With half the squares of the steps taken away, level 2 adds up products with what came before a step."""
    path = walks(rng, 4, 25, 3)
    steps = np.diff(path, axis=1)
    squares = (steps[..., :, None] * steps[..., None, :]).reshape(4, 24, 9)
    level2 = siglib.sig(path, 2, correction=-squares / 2)[:, 3:].reshape(4, 3, 3)
    assert error(level2, np.einsum("bti,btj->bij", path[:, :-1] - path[:, :1], steps)) < 1e-12


@pytest.mark.parametrize("lengths", [None, [7, 0, 4]])
@pytest.mark.parametrize("axes", [0, 1, 2])
def test_shared_corrections(axes, lengths, rng):
    """One for all steps, or one for each of all paths; the derivative is summed over what shares it."""
    path, correction = problem(rng, 3, 7, 2, 2)
    own = correction[(0,) * (2 - axes)]
    whole = np.broadcast_to(own, correction.shape).copy()
    np.testing.assert_array_equal(
        siglib.sig(path, 3, correction=own, lengths=lengths), siglib.sig(path, 3, correction=whole, lengths=lengths)
    )
    derivs = rng.standard_normal((3, 14))
    by_path, by_own = siglib.sig_backprop(path, None, derivs, 3, correction=own, lengths=lengths)
    expected = siglib.sig_backprop(path, None, derivs, 3, correction=whole, lengths=lengths)
    np.testing.assert_array_equal(by_path, expected[0])
    assert by_own.shape == own.shape
    np.testing.assert_allclose(by_own, expected[1].sum(axis=tuple(range(2 - axes))), rtol=1e-12, atol=1e-12)


def test_one_path_is_no_batch(rng):
    path, correction = problem(rng, 1, 7, 2, 2)
    outs = siglib.sig_backprop(path[0], None, np.ones(14), 3, correction=correction[0])
    assert [out.shape for out in outs] == [path[0].shape, correction[0].shape]
    assert [out.shape for out in siglib.sig_backprop(path[0, :1], None, np.ones(6), 2, correction=np.ones(4))] == [
        (1, 2),
        (4,),
    ]


@pytest.mark.parametrize("step", [-1, 2, -3])
def test_any_strides(step, dtype, rng):
    path, correction = problem(rng, 9, 8, 3, 2, dtype)
    expected = siglib.sig(path, 3, correction=correction)
    for axis in range(3):
        spread = np.zeros([n * (3 if i == axis else 1) for i, n in enumerate(correction.shape)], dtype)
        view = spread[(slice(None),) * axis + (slice(None, None, step),)]
        view = view[(slice(None),) * axis + (slice(correction.shape[axis]),)]
        view[...] = correction
        np.testing.assert_array_equal(siglib.sig(path, 3, correction=view), expected)


def test_threads_change_nothing(rng):
    path, correction = problem(rng, 70, 40, 3, 2)
    one, all_of_them = (siglib.sig(path, 4, correction=correction, n_jobs=jobs) for jobs in (1, -1))
    np.testing.assert_array_equal(one, all_of_them)


@pytest.mark.parametrize("precision", [None, "double"])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_log_signature(precision, scalar_term, dtype, rng):
    """Its exponential is the signature."""
    path, correction = problem(rng, 5, 8, 2, 3, dtype)
    options = {"correction": correction, "scalar_term": scalar_term}
    logarithm = siglib.log_sig(path, 4, method="expanded", precision=precision, **options)
    assert (logarithm.dtype, logarithm.shape) == (dtype, (5, 30 + scalar_term))
    back = siglib.logsig_to_sig(logarithm, 2, 4, method=0, scalar_term=scalar_term)
    assert error(back, siglib.sig(path, 4, **options).astype(np.float64)) < 10 * FORWARD[dtype]


@pytest.mark.parametrize("method", [1, 2, "brackets"])
def test_no_lyndon_words(method):
    with pytest.raises(ValueError, match=r"correction: .*method=0"):
        siglib.log_sig(np.zeros((4, 2)), 3, method=method, correction=np.zeros(4))


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((5,), {}, r"expected a last axis of d\^2 .* got 5"),
        ((12 + 16 + 32,), {}, "of at most the degree 3"),
        ((3, 4), {}, r"expected shape \(C\) or \(5, C\) or \(2, 5, C\)"),
        ((2, 6, 4), {}, "a row for each of 5 steps"),
        ((1, 5, 4), {}, r"got \(1, 5, 4\)"),
        ((4,), {"lead_lag": True}, "lead_lag"),
    ],
)
def test_what_is_no_correction(shape, options, message):
    path, correction = np.zeros((2, 6, 2)), np.zeros(shape)
    with pytest.raises(ValueError, match=f"correction: .*{message}"):
        siglib.sig(path, 3, correction=correction, **options)
    with pytest.raises(ValueError, match=f"correction: .*{message}"):
        siglib.sig_backprop(path, None, np.zeros((2, 14)), 3, correction=correction, **options)


def test_other_types(rng):
    path = walks(rng, 2, 6, 2)
    with pytest.raises(TypeError, match="correction: expected the dtype of path"):
        siglib.sig(path, 3, correction=np.zeros(4, np.float32))
    with pytest.raises(TypeError, match="correction: "):
        siglib.sig(path, 3, correction="none")
    np.testing.assert_array_equal(
        siglib.sig(path, 2, correction=[0, 1, 0, 0]), siglib.sig(path, 2, correction=np.array([0.0, 1, 0, 0]))
    )


def test_words_that_have_nothing_to_do_with_infinities(rng):
    """A correction reaches no word that it is no part of."""
    path, correction = problem(rng, 9, 6, 2, 2)
    correction[..., 3] = np.inf
    out = siglib.sig(path, 3, correction=correction)
    words = [word for k in (1, 2, 3) for word in np.ndindex(*(2,) * k)]
    assert [bool(np.isfinite(out[:, i]).all()) for i in range(14)] == ["11" not in "".join(map(str, w)) for w in words]
