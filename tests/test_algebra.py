"""Coefficients, linear functions, exponentials and logarithms: what the general tests do not say of them."""

import json
import re

import numpy as np
import pytest
from support import FORWARD, HERE, level_error, walks

import siglib

SHAPES = [(1, 5), (2, 5), (3, 4), (6, 2)]
PATH = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
over_shapes = pytest.mark.parametrize(("d", "degree"), SHAPES)
both_formats = pytest.mark.parametrize("scalar_term", [False, True])


def test_golden_coefficients():
    """Values of pySigLib."""
    out = siglib.extract_sig_coef(siglib.sig(PATH, 3), [(0,), (1, 0), (0, 1, 1), ()], 2)
    np.testing.assert_allclose(out, [2.0, 1.875, 0.47916666666666674, 1.0], rtol=1e-14)


def test_golden_logarithm():
    calls = json.loads((HERE / "data" / "log_signature_cases.json").read_text())
    (call,) = (c for c in calls if c["function"] == "log_sig" and c["options"] == {"degree": 4, "method": 0})
    sig = siglib.sig(np.array(call["arrays"]["path"]), 4)
    np.testing.assert_allclose(siglib.sig_log(sig, 2, 4), call["results"][0], rtol=0, atol=1e-14)


# Coefficients


@over_shapes
@both_formats
def test_every_word(d, degree, scalar_term, rng):
    sig = siglib.sig(walks(rng, 3, 7, d), degree, scalar_term=scalar_term)
    words = siglib.words(d, degree)
    out = siglib.extract_sig_coef(sig, words, d, degree)
    np.testing.assert_array_equal(out[:, 0], 1)
    np.testing.assert_array_equal(out[:, 1:], sig[:, int(scalar_term) :])
    order = rng.permutation(len(words))
    again = siglib.extract_sig_coef(sig, [words[i] for i in order], d, degree)
    np.testing.assert_array_equal(again, out[:, order])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((0, 1), [(0, 1)]),
        ([0, 1], [(0, 1)]),
        (np.array([0, 1]), [(0, 1)]),
        ((), [()]),
        ([], []),
        ([()], [()]),
        ([[0], (1,), np.array([1, 0]), range(2)], [(0,), (1,), (1, 0), (0, 1)]),
        (((0,), (1,)), [(0,), (1,)]),
        (np.array([[0, 1], [1, 1]]), [(0, 1), (1, 1)]),
        ([(np.int64(1),), (True, False)], [(1,), (1, 0)]),
    ],
    ids=repr,
)
def test_any_sequence_of_words(words, expected):
    sig = siglib.sig(PATH, 2)
    out = siglib.extract_sig_coef(sig, words, 2)
    assert out.shape == (len(expected),)
    np.testing.assert_array_equal(out, [siglib.extract_sig_coef(sig, word, 2)[0] for word in expected])
    back = siglib.extract_sig_coef_backprop(np.ones(len(expected)), words, 2, 2)
    np.testing.assert_array_equal(back, siglib.extract_sig_coef_backprop(np.ones(len(expected)), expected, 2, 2))


WORDS = [(1, 0), (), (0,), (1, 0), (1, 0), ()]


@both_formats
def test_the_gradient_is_the_transpose(scalar_term, rng):
    sig = rng.standard_normal((4, 6 + scalar_term))
    derivs = rng.standard_normal((4, len(WORDS)))
    out = siglib.extract_sig_coef_backprop(derivs, WORDS, 2, 2, scalar_term=scalar_term)
    assert out.shape == sig.shape
    assert not out[:, : int(scalar_term)].any()
    moved = siglib.extract_sig_coef(sig, WORDS, 2) - siglib.extract_sig_coef(0 * sig, WORDS, 2)
    np.testing.assert_allclose((moved * derivs).sum(axis=1), (sig * out).sum(axis=1), rtol=1e-13)


@pytest.mark.parametrize(
    "call",
    [
        lambda words: siglib.extract_sig_coef(np.ones(6), words, 2),
        lambda words: siglib.extract_sig_coef_backprop(np.ones(1), words, 2, 2),
    ],
    ids=["extract", "backprop"],
)
@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ([(0, 1, 0)], ValueError, "words: expected words of at most 2 letters, the degree, got one of 3"),
        ([(0,), (2,)], ValueError, "words: expected letters below 2, got 2"),
        ([(0,), (-1,)], ValueError, "words: expected an integer of at least 0, got -1"),
        ((0, 2), ValueError, "words: expected letters below 2, got 2"),
        (0, TypeError, "words: expected a sequence of words, got 0"),
        ("01", TypeError, "words: expected a sequence of words, got '01'"),
        (None, TypeError, "words: expected a sequence of words, got None"),
        ([(0,), 1], TypeError, "words: expected a sequence of integers, got 1"),
        ([(0,), "1"], TypeError, "words: expected a sequence of integers, got '1'"),
        (["0"], TypeError, "words: expected an integer, got '0'"),
        ([(0.0,)], TypeError, "words: expected an integer, got 0.0"),
        ({(0,)}, TypeError, "words: expected a sequence of words, got "),
    ],
    ids=repr,
)
def test_words_that_are_refused(words, error, message, call):
    with pytest.raises(error, match=f"^{message}"):
        call(words)


@pytest.mark.parametrize(("dimension", "flags"), [(3, {}), (2, {"time_aug": True}), (2, {"lead_lag": True})])
def test_a_length_that_no_degree_has(dimension, flags):
    with pytest.raises(ValueError, match=r"sig: expected the length of a signature in [34] channels, got 6"):
        siglib.extract_sig_coef(np.ones(6), [(0,)], dimension, **flags)


def test_one_channel_has_a_degree_for_each_length():
    sig = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(siglib.extract_sig_coef(sig, [(0,), (0, 0, 0)], 1), [1, 3])
    np.testing.assert_array_equal(siglib.extract_sig_coef(sig, [(0,), (0, 0)], 1, 2), [2, 3])


@pytest.mark.parametrize("shape", [(3,), (2, 1), (), (2, 0)])
def test_derivatives_of_another_number_of_words(shape):
    with pytest.raises(ValueError, match=f"derivs: expected a last axis of 2, .*{re.escape(str(shape))}"):
        siglib.extract_sig_coef_backprop(np.ones(shape), [(0,), (1,)], 2, 2)


# Linear functions


@over_shapes
@both_formats
@pytest.mark.parametrize("constant", [False, True])
def test_words_and_arrays_are_the_same_functional(d, degree, scalar_term, constant, rng):
    """Whether the signature has its scalar term does not matter, and neither does what is there."""
    sig = siglib.sig(walks(rng, 3, 7, d), degree, scalar_term=scalar_term)
    sig[:, : int(scalar_term)] = np.nan
    words = siglib.words(d, degree)[not constant :]
    weights = rng.standard_normal(len(words))
    by_words = siglib.sig_inner(dict(zip(words, weights, strict=True)), sig, d, degree)
    by_array = siglib.sig_inner(weights, sig, d, degree)
    expected = siglib.extract_sig_coef(sig, words, d, degree) @ weights
    np.testing.assert_allclose(by_words, expected, rtol=0, atol=1e-12 * np.abs(sig).max(where=sig == sig, initial=1))
    np.testing.assert_allclose(by_array, by_words, rtol=1e-12, atol=1e-12)


def test_functionals_are_broadcast(rng):
    sig = rng.standard_normal((4, 3, 6))
    for shape in ((6,), (3, 6), (4, 1, 6), (1, 1, 6), (4, 3, 7), (7,)):
        functional = rng.standard_normal(shape)
        out = siglib.sig_inner(functional, sig, 2, 2)
        whole = np.broadcast_to(functional, (4, 3, shape[-1]))
        assert out.shape == (4, 3)
        for i, j in np.ndindex(4, 3):
            np.testing.assert_array_equal(out[i, j], siglib.sig_inner(whole[i, j], sig[i, j], 2, 2))


@pytest.mark.parametrize("shape", [(2, 6), (3, 4, 6), (1, 4, 3, 6)])
def test_functionals_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"functional: expected leading axes .* sig, \(4, 3\), got \("):
        siglib.sig_inner(np.ones(shape), np.ones((4, 3, 6)), 2, 2)


def test_functionals_of_nothing():
    np.testing.assert_array_equal(siglib.sig_inner({}, np.ones((3, 6)), 2, 2), np.zeros(3), strict=True)
    np.testing.assert_array_equal(siglib.sig_inner({(): 2}, np.zeros((3, 0)), 2, 0), np.full(3, 2.0), strict=True)
    np.testing.assert_array_equal(siglib.sig_inner(np.ones(0), np.ones((3, 1)), 2, 0), np.zeros(3), strict=True)


@pytest.mark.parametrize(
    ("functional", "error", "message"),
    [
        ({(0, 1, 0): 1}, ValueError, "functional: expected words of at most 2 letters, the degree, got one of 3"),
        ({(2,): 1}, ValueError, "functional: expected letters below 2, got 2"),
        ({0: 1}, TypeError, "functional: expected a sequence of integers, got 0"),
        ({"0": 1}, TypeError, "functional: expected a sequence of integers, got '0'"),
        ({(0,): "1"}, TypeError, "functional: expected a real number, got '1'"),
        ({(0,): 1j}, TypeError, "functional: expected a real number, got 1j"),
    ],
)
def test_functionals_that_are_refused(functional, error, message):
    with pytest.raises(error, match=f"^{message}"):
        siglib.sig_inner(functional, np.ones(6), 2, 2)


def test_a_functional_of_words_in_torch():
    torch = pytest.importorskip("torch")
    sig = torch.tensor(siglib.sig(PATH, 2)).requires_grad_()
    area = siglib.sig_inner({(0, 1): 0.5, (1, 0): -0.5, (): 3}, sig, 2, 2)
    area.backward()
    np.testing.assert_array_equal(sig.grad.numpy(), [0, 0, 0, 0.5, -0.5, 0])
    with pytest.raises(TypeError, match=r"^functional: .*no derivative"):
        siglib.sig_inner({(0,): torch.tensor(1.0, requires_grad=True)}, sig, 2, 2)


# Exponentials and logarithms


@over_shapes
@both_formats
def test_inverse_of_each_other(d, degree, scalar_term, dtype, rng):
    sig = siglib.sig(walks(rng, 5, 9, d, dtype=dtype), degree, scalar_term=scalar_term)
    logarithm = siglib.sig_log(sig, d, degree)
    again = siglib.sig_exp(logarithm, d, degree)
    assert level_error(again, sig.astype(np.float64), d, degree) < 10 * FORWARD[dtype]
    np.testing.assert_array_equal(again[:, : int(scalar_term)], 1)
    np.testing.assert_array_equal(logarithm[:, : int(scalar_term)], 0)


@over_shapes
def test_of_tensors_that_are_no_signatures(d, degree, rng):
    tensor = 0.2 * rng.standard_normal((5, siglib.sig_length(d, degree)))
    np.testing.assert_allclose(siglib.sig_log(siglib.sig_exp(tensor, d, degree), d, degree), tensor, atol=1e-12)
    np.testing.assert_allclose(siglib.sig_exp(siglib.sig_log(tensor, d, degree), d, degree), tensor, atol=1e-12)


@over_shapes
def test_a_power_is_a_multiple_of_the_logarithm(d, degree, rng):
    sig = siglib.sig(walks(rng, 5, 9, d), degree)
    square = siglib.sig_combine(sig, sig, d, degree)
    assert level_error(siglib.sig_exp(2 * siglib.sig_log(sig, d, degree), d, degree), square, d, degree) < 1e-12


def test_logarithms_of_log_signatures(flags, rng):
    path = walks(rng, 5, 9, 2)
    augmentations = {name: flags[name] for name in ("time_aug", "lead_lag")}
    out = siglib.sig_log(siglib.sig(path, 3, **flags), 2, 3, **augmentations)
    np.testing.assert_allclose(out, siglib.log_sig(path, 3, method="expanded", **flags), atol=1e-12)
    back = siglib.sig_exp(out, 2, 3, **augmentations)
    np.testing.assert_allclose(back, siglib.sig(path, 3, **flags), atol=1e-11)
