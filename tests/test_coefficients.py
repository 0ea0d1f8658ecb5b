"""Coefficients of chosen words: sets of all kinds, both ways of computing them, and what is refused."""

import json
import math
from itertools import product

import numpy as np
import pytest
import reference
from support import BACKWARD, FORWARD, HERE, LANES, batch_sizes, error, of_family, single, walks
from variant_checks import check

import siglib

CALLS = json.loads((HERE / "data" / "coefficient_cases.json").read_text())


def all_words(d, degree):
    return [word for level in range(1, degree + 1) for word in product(range(d), repeat=level)]


@pytest.mark.parametrize("variant", of_family("words"), ids=str)
def test_every_kernel(variant):
    check(variant, largest=400)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call["function"])
@pytest.mark.parametrize("signatures", [False, True], ids=["walk", "signatures"])
def test_golden_values(call, signatures, restrict):
    restrict(None, signatures=signatures)
    arrays = {name: np.array(values) for name, values in call["arrays"].items()}
    words = [tuple(word) for word in call["words"]]
    out = getattr(siglib, call["function"])(**arrays, words=words, **call["options"])
    np.testing.assert_allclose(out, call["result"], rtol=1e-13, atol=1e-13)


SETS = {
    "one letter": [(1,)],
    "the empty word": [()],
    "a chain": [(0, 1, 2, 0, 1, 2)],
    "prefixes of each other": [(0, 1), (0,), (0, 1, 2, 2), ()],
    "repeated": [(2, 1), (0,), (2, 1), (), (), (0,)],
    "unordered": [(2, 2), (0, 1, 1, 0), (1,), (0, 0, 2)],
    "all": all_words(3, 4),
    "all but one": all_words(3, 4)[:-1],
    "all and the empty one": [(), *all_words(3, 4)],
    "all backwards": all_words(3, 4)[::-1],
}


@pytest.mark.parametrize("words", SETS.values(), ids=SETS)
@pytest.mark.parametrize("signatures", [None, False, True], ids=["planned", "walk", "signatures"])
def test_sets(words, signatures, dtype, restrict, rng):
    restrict(None, signatures=signatures)
    for batch, length in ((1, 2), (1, 300), (3, 17), (2 * LANES[dtype] + 3, 9)):
        path = walks(rng, batch, length, 3)
        tangent = walks(rng, batch, length, 3)
        derivs = rng.standard_normal((batch, len(words))).astype(dtype)
        given = path.astype(dtype), tangent.astype(dtype)
        value, moved = reference.sig_coef_jvp(path, tangent, words)
        out, out_moved = siglib.sig_coef_jvp(*given, words)
        assert error(siglib.sig_coef(given[0], words), value) < FORWARD[dtype]
        assert error(out, value) < FORWARD[dtype]
        assert error(out_moved, moved) < BACKWARD[dtype]
        gradient = reference.sig_coef_backprop(path, words, derivs.astype(np.float64))
        assert error(siglib.sig_coef_backprop(given[0], words, derivs), gradient) < BACKWARD[dtype]


def test_random_sets(dtype, rng):
    for _ in range(30):
        d, degree, batch = rng.integers(1, 6), rng.integers(1, 6), rng.choice(batch_sizes(dtype))
        words = [tuple(rng.integers(0, d, rng.integers(0, degree + 1)).tolist()) for _ in range(rng.integers(1, 40))]
        path = walks(rng, batch, 12, d)
        derivs = rng.standard_normal((batch, len(words))).astype(dtype)
        assert error(siglib.sig_coef(path.astype(dtype), words), reference.sig_coef(path, words)) < FORWARD[dtype]
        gradient = reference.sig_coef_backprop(path, words, derivs.astype(np.float64))
        assert error(siglib.sig_coef_backprop(path.astype(dtype), words, derivs), gradient) < BACKWARD[dtype]


# Steps that are taken back leave rounding errors, which grow with the length of words.
@pytest.mark.parametrize(("letters", "loss"), [(12, 1e2), (20, 1e4)])
def test_long_words_in_many_channels(letters, loss, dtype, rng):
    """No signature is that long."""
    path, tangent = walks(rng, 5, 60, 50), single(rng.standard_normal((5, 60, 50)))
    word = tuple(rng.integers(0, 50, letters).tolist())
    value, moved = reference.jvp_of_long_coefficient(path, tangent, word)
    given = path.astype(dtype), tangent.astype(dtype)
    out = siglib.sig_coef(given[0], [word, ()])
    np.testing.assert_allclose(out[:, 0], value, rtol=10 * FORWARD[dtype])
    np.testing.assert_array_equal(out[:, 1], 1)
    np.testing.assert_allclose(siglib.sig_coef_jvp(*given, [word])[1][:, 0], moved, rtol=10 * BACKWARD[dtype])
    gradient = siglib.sig_coef_backprop(given[0], [word], np.ones((5, 1), dtype))
    products = (gradient.astype(np.float64) * tangent).sum((1, 2))
    np.testing.assert_allclose(products, moved, rtol=loss * (1e-4 if dtype == "float32" else 1e-13))


def test_very_long_words(dtype):
    """Along a line the coefficient is the product of the ways of all letters, over a factorial."""
    word, factorial = (0, 1) * 30, math.factorial(60)
    for points, ways in ((50, (3.0, 2.0)), (2, (30.0, 20.0))):
        path = np.linspace(0, ways, points)
        expected = math.prod(ways) ** 30 / factorial
        np.testing.assert_allclose(siglib.sig_coef(path, [word]), [expected], rtol=1e-11)
        if points == 2:
            # Factorials alone would be beyond the range of float32.
            np.testing.assert_allclose(
                siglib.sig_coef(path.astype(dtype), [word]), [expected], rtol=100 * FORWARD[dtype]
            )


@pytest.mark.parametrize("used", [2, 7], ids=["gathered", "in squares"])
@pytest.mark.parametrize("batch", [1, 20])
def test_channels_that_no_word_names(used, batch, flags, dtype, rng):
    """They may hold anything, and their derivatives are 0."""
    path = walks(rng, batch, 9, 12, dtype=dtype)
    words = [(used - 1, 0, 1), *((letter,) for letter in range(used)), (0, used - 1)]
    derivs = rng.standard_normal((batch, len(words))).astype(dtype)
    clean = siglib.sig_coef(path, words, **flags), siglib.sig_coef_backprop(path, words, derivs, **flags)
    dirty = path.copy()
    dirty[..., used:] = np.nan
    np.testing.assert_array_equal(siglib.sig_coef(dirty, words, **flags), clean[0])
    gradient = siglib.sig_coef_backprop(dirty, words, derivs, **flags)
    np.testing.assert_array_equal(gradient, clean[1])
    assert not gradient[..., used:].any()
    assert gradient[..., :used].any()


def test_prefixes():
    path = walks(np.random.default_rng(1), 4, 7, 2)
    words = [(0, 1, 1), (), (1,)]
    written_out = [(0,), (0, 1), (0, 1, 1), (), (1,)]
    np.testing.assert_array_equal(siglib.sig_coef(path, words, prefixes=True), siglib.sig_coef(path, written_out))
    derivs = np.arange(20.0).reshape(4, 5)
    np.testing.assert_array_equal(
        siglib.sig_coef_backprop(path, words, derivs, prefixes=True),
        siglib.sig_coef_backprop(path, written_out, derivs),
    )


@pytest.mark.parametrize(
    "words",
    [
        ((0, 1), (1,)),
        [[0, 1], [1]],
        [np.array([0, 1]), np.array([1])],
        ([0, 1], (np.int8(1),)),
        [(False, True), (True,)],
    ],
    ids=["tuples", "lists", "arrays", "mixed", "booleans"],
)
def test_what_words_may_be(words):
    path = walks(np.random.default_rng(1), 4, 7, 2)
    for _ in range(2):
        np.testing.assert_array_equal(siglib.sig_coef(path, words), siglib.sig_coef(path, [(0, 1), (1,)]))


def test_a_single_word():
    path = walks(np.random.default_rng(1), 4, 7, 2)
    for word in ((0, 1), [0, 1], np.array([0, 1])):
        np.testing.assert_array_equal(siglib.sig_coef(path, word), siglib.sig_coef(path, [(0, 1)]))
    np.testing.assert_array_equal(siglib.sig_coef(path, ()), np.ones((4, 1)))


def test_words_that_change_are_read_again():
    path = walks(np.random.default_rng(1), 4, 7, 2)
    words, inner = [(0, 1), (1,)], [[0, 1], [1]]
    first = siglib.sig_coef(path, words), siglib.sig_coef(path, inner)
    words[0], inner[0][1] = (0,), 0
    np.testing.assert_array_equal(siglib.sig_coef(path, words), siglib.sig_coef(path, [(0,), (1,)]))
    np.testing.assert_array_equal(siglib.sig_coef(path, inner), siglib.sig_coef(path, [(0, 0), (1,)]))
    np.testing.assert_array_equal(first[0], first[1])


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ([], ValueError, "words: expected at least one word, got none"),
        ([(0, 2)], ValueError, r"words: expected letters from 0 to 1, as the paths have 2 channels .*got 2"),
        ([(0, -1)], ValueError, "words: expected an integer of at least 0, got -1"),
        ([(0, 1.0)], TypeError, "words: expected an integer, got 1.0"),
        ([(0,), 1], TypeError, "words: expected a sequence of integers, got 1"),
        ("01", TypeError, "words: expected a sequence of words, got '01'"),
        (["01"], TypeError, "words: expected .*, got '01'"),
        (None, TypeError, "words: expected a sequence of words, got None"),
        (3, TypeError, "words: expected a sequence of words, got 3"),
    ],
)
def test_bad_words(words, error, message):
    path = np.zeros((3, 6, 2))
    siglib.sig_coef(path, [(0, 1)])
    with pytest.raises(error, match=message):
        siglib.sig_coef(path, words)
    with pytest.raises(error, match=message):
        siglib.sig_coef_backprop(path, words, np.zeros((3, 1)))


def test_letters_of_augmented_paths():
    path = np.zeros((3, 6, 2))
    assert siglib.sig_coef(path, [(4, 0)], time_aug=True, lead_lag=True).shape == (3, 1)
    with pytest.raises(ValueError, match="words: expected letters from 0 to 4"):
        siglib.sig_coef(path, [(5,)], time_aug=True, lead_lag=True)


def test_derivatives_are_not_modified(dtype):
    path, derivs = walks(np.random.default_rng(1), 4, 7, 2, dtype=dtype), np.ones((4, 2), dtype)
    before = path.copy(), derivs.copy()
    siglib.sig_coef_backprop(path, [(0, 1), (1, 1)], derivs)
    np.testing.assert_array_equal(path, before[0])
    np.testing.assert_array_equal(derivs, before[1])


def test_cost_of_a_word():
    """All words of a degree are those of a signature."""
    shape = {"batch": 4, "length": 9, "dimension": 3, "degree": 4}
    assert siglib.estimate_cost("sig_coef", **shape).multiply_adds == siglib.estimate_cost("sig", **shape).multiply_adds
    backward = [siglib.estimate_cost(name, **shape).multiply_adds for name in ("sig_coef_backprop", "sig_backprop")]
    assert backward[0] == backward[1]
    with pytest.raises(ValueError, match="degree: expected a signature of at most 1000000 words"):
        siglib.estimate_cost("sig_coef", batch=1, length=2, dimension=50, degree=5)
