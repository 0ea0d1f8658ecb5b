"""Words: lists of them, their places in signatures, their shuffles."""

import sys
from itertools import combinations, pairwise, product
from math import comb

import numpy as np
import pytest
import reference
import reference_log
from support import output_of, walks

import siglib

SIZES = [(0, 0), (0, 3), (1, 0), (1, 4), (2, 0), (2, 5), (3, 4), (5, 2), (12, 2)]
over_sizes = pytest.mark.parametrize(("size", "longest"), SIZES)


def listed(size, lengths):
    return [word for length in lengths for word in product(range(size), repeat=length)]


def plain(words):
    """Tuples of ints, and nothing that only looks like them."""
    return all(type(word) is tuple and all(type(letter) is int for letter in word) for word in words)


# Lists


@over_sizes
def test_words(size, longest):
    found = siglib.words(size, longest)
    assert found == listed(size, range(longest + 1))
    assert plain(found)
    assert siglib.words_of_length(size, longest) == listed(size, [longest])


@over_sizes
def test_lyndon_words(size, longest):
    found = siglib.lyndon_words(size, longest)
    assert found == [word for word in listed(size, range(longest + 1)) if reference_log.is_lyndon(word)]
    assert plain(found)
    assert siglib.lyndon_words_of_length(size, longest) == [word for word in found if len(word) == longest]


@over_sizes
def test_is_lyndon(size, longest):
    for word in listed(size, range(longest + 1)):
        assert siglib.is_lyndon(word) is reference_log.is_lyndon(word)


def test_golden_lists():
    """Values of pySigLib."""
    assert siglib.words(0, 2) == [()]
    assert siglib.words_of_length(2, 0) == [()]
    assert siglib.words(2, 2) == [(), (0,), (1,), (0, 0), (0, 1), (1, 0), (1, 1)]
    assert siglib.lyndon_words(1, 3) == [(0,)]
    assert siglib.is_lyndon(()) is False
    assert siglib.word_to_idx((0, 1), 2) == 3
    assert siglib.idx_to_word(3, 2) == (0, 1)
    assert siglib.idx_to_word(0, 2, scalar_term=True) == ()


WEIGHTS = [
    ([1, 1], 3),
    ([1, 2, 1.5], 4),
    ([0.5, 3.0], 3),
    ([2.0], 7),
    ([1, np.inf], 2),
    ([1, 2], 0.5),
    ([1, 2], 0),
    ([3], -1),
    ([], 2),
]


@pytest.mark.parametrize(("weights", "bound"), WEIGHTS)
def test_words_by_weight(weights, bound):
    longest = int(bound / min(weights)) if weights and bound > 0 else 0
    words = listed(len(weights), range(1, longest + 1))
    found = siglib.words_by_weight(weights, bound)
    assert found == [word for word in words if sum(weights[letter] for letter in word) <= bound]
    assert plain(found)


@pytest.mark.parametrize("count", [3, 7, 30, 300])
def test_rounding_decides_nothing(count):
    """In float64 three tenths are more than 0.3."""
    tenths = siglib.words_by_weight([0.1], count / 10)
    assert len(tenths) == count
    assert siglib.words_by_weight([1], count) == tenths


def test_equal_weights_give_all_words():
    assert siglib.words_by_weight([1, 1, 1], 4) == siglib.words(3, 4)[1:]


@pytest.mark.parametrize("counts", [(2, 1), (1, 1, 1), (0, 3), (3, 0, 1), (0, 0), (), (4,)])
@pytest.mark.parametrize("longest", [None, 0, 2, 3, 50])
def test_words_by_count(counts, longest):
    words = listed(len(counts), range(1, min(sum(counts), 50 if longest is None else longest) + 1))
    wanted = [word for word in words if all(word.count(letter) <= most for letter, most in enumerate(counts))]
    found = siglib.words_by_count(counts, longest)
    assert found == wanted
    assert plain(found)
    if longest is None and counts:
        fullest = [word for word in found if len(word) == sum(counts)]
        assert len(fullest) == (np.prod([comb(sum(counts[: i + 1]), c) for i, c in enumerate(counts)]) if found else 0)


def test_many_words_of_few_letters():
    """Counts that a word of this length cannot use up."""
    assert siglib.words_by_count([10**30, 10**30], 3) == siglib.words(2, 3)[1:]


# Places


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("scalar_term", [False, True])
def test_places(size, scalar_term):
    """Every word is where the list has it, and its index leads back to it."""
    words = siglib.words(size, 4)[not scalar_term :]
    assert [siglib.word_to_idx(word, size, scalar_term=scalar_term) for word in words] == list(range(len(words)))
    assert [siglib.idx_to_word(idx, size, scalar_term=scalar_term) for idx in range(len(words))] == words


@pytest.mark.parametrize("scalar_term", [False, True])
def test_places_are_those_of_signatures(scalar_term, flags, rng):
    path = walks(rng, 6, 2)
    sig = siglib.sig(path, 3, scalar_term=scalar_term, **flags)
    width = reference.enlarged(2, **reference.augmentations(flags))
    increments = np.diff(reference.transform(path, **flags), axis=0)
    for word in siglib.words(width, 3)[not scalar_term :]:
        # The coefficients of the word's prefixes, step after step.
        prefixes = np.eye(1, len(word) + 1)[0]
        for step in increments:
            line = [step[list(word[i:j])].prod() / np.prod(range(1, j - i + 1)) for i, j in spans(len(word))]
            moved = prefixes.copy()
            for (i, j), factor in zip(spans(len(word)), line, strict=True):
                moved[j] += prefixes[i] * factor
            prefixes = moved
        place = siglib.word_to_idx(word, width, scalar_term=scalar_term)
        np.testing.assert_allclose(sig[place], prefixes[-1], rtol=1e-9, atol=1e-12)


def spans(length):
    return [(i, j) for j in range(1, length + 1) for i in range(j)]


@pytest.mark.parametrize("idx", [0, 1, 10**6, 2**80, 10**50])
@pytest.mark.parametrize("size", [2, 3, 10, 10**20])
def test_places_beyond_any_array(idx, size):
    word = siglib.idx_to_word(idx, size)
    assert siglib.word_to_idx(word, size) == idx
    assert max(word) < size


# Shuffles


def written_out(u, v):
    """The definition: choose the places of the letters of the first word."""
    out = {}
    for places in combinations(range(len(u) + len(v)), len(u)):
        first, second = iter(u), iter(v)
        word = tuple(next(first if place in places else second) for place in range(len(u) + len(v)))
        out[word] = out.get(word, 0) + 1
    return out


PAIRS = [
    ((), ()),
    ((0,), ()),
    ((0,), (0,)),
    ((0, 1), (0,)),
    ((0, 0, 0), (0, 0)),
    ((2, 0, 1), (1, 1, 0, 2)),
    ((), (1, 0)),
]


@pytest.mark.parametrize(("u", "v"), PAIRS)
def test_shuffle(u, v):
    found = siglib.shuffle(u, v)
    assert found == written_out(u, v) == siglib.shuffle(v, u)
    assert list(found) == sorted(found)
    assert sum(found.values()) == comb(len(u) + len(v), len(u))


@pytest.mark.parametrize(("u", "v"), [(u, v) for u, v in PAIRS if u and v])
def test_half_shuffle(u, v):
    """The words that end in the first word's last letter; both halves are the whole."""
    first, second = siglib.half_shuffle(u, v), siglib.half_shuffle(v, u)
    assert first == {(*word, u[-1]): count for word, count in written_out(u[:-1], v).items()}
    whole = siglib.shuffle(u, v)
    assert whole == {word: first.get(word, 0) + second.get(word, 0) for word in whole}
    assert set(first) | set(second) == set(whole)


def random_pairs(rng, d, degree):
    for _ in range(30):
        left = rng.integers(1, degree)
        right = rng.integers(1, degree + 1 - left)
        yield tuple(tuple(rng.integers(0, d, size).tolist()) for size in (left, right))


@pytest.mark.parametrize(("d", "degree"), [(1, 6), (2, 6), (3, 4), (9, 2)])
def test_a_shuffle_is_a_product(d, degree, dtype, rng):
    sig = siglib.sig(walks(rng, 5, 9, d, dtype=dtype), degree)
    for u, v in random_pairs(rng, d, degree):
        one, other = siglib.extract_sig_coef(sig, [u, v], d).T
        shuffle = siglib.shuffle(u, v)
        size = np.abs(siglib.extract_sig_coef(sig, list(shuffle), d) * list(shuffle.values())).sum(axis=1)
        difference = siglib.sig_inner(shuffle, sig, d, degree) - one * other
        assert np.all(np.abs(difference) < {"float32": 1e-5, "float64": 1e-13}[dtype] * size)


def test_a_half_shuffle_is_an_integral(rng):
    """Of the coefficients along the path, by quadrature that is exact on each segment."""
    d, degree = 2, 5
    path = walks(rng, 6, d)
    nodes, weights = np.polynomial.legendre.leggauss(degree)
    sig = siglib.sig(path, degree)
    for u, v in random_pairs(rng, d, degree):
        integral = 0
        for n, (start, end) in enumerate(pairwise(path)):
            for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
                so_far = siglib.sig(np.vstack([path[: n + 1], start + node * (end - start)]), degree)
                inside, slope = siglib.extract_sig_coef(so_far, [v, u[:-1]], d)
                integral += weight * inside * slope * (end - start)[u[-1]]
        value = siglib.sig_inner(siglib.half_shuffle(u, v), sig, d, degree)
        np.testing.assert_allclose(value, integral, rtol=1e-10, atol=1e-12)


# What is a word, and what is not


class Letter:
    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


@pytest.mark.parametrize(
    "word",
    [
        (0, 1),
        [0, 1],
        range(2),
        np.array([0, 1]),
        np.array([0, 1], np.uint8),
        (np.int8(0), True),
        [Letter(0), Letter(1)],
    ],
    ids=["tuple", "list", "range", "array", "bytes", "mixed", "objects"],
)
def test_any_sequence_of_integers_is_a_word(word):
    assert siglib.word_to_idx(word, 2) == 3
    assert siglib.is_lyndon(word)
    assert siglib.shuffle(word, word) == {(0, 1, 0, 1): 2, (0, 0, 1, 1): 4}
    assert siglib.half_shuffle(word, [1])[0, 1, 1] == 1
    assert plain([*siglib.shuffle(word, [1])])


CALLS = {
    "word": [lambda word: siglib.word_to_idx(word, 2), siglib.is_lyndon],
    "word1": [lambda word: siglib.shuffle(word, (0,)), lambda word: siglib.half_shuffle(word, (0,))],
    "word2": [lambda word: siglib.shuffle((0,), word), lambda word: siglib.half_shuffle((0,), word)],
    "counts": [siglib.words_by_count],
}


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in CALLS.items() for call in calls])
@pytest.mark.parametrize(
    "bad",
    ["01", b"01", bytearray(b"01"), 1, None, {0, 1}, {0: 1}, iter([0, 1]), 1.0, np.array(1), [0.0], (0, "1"), [[0]]],
)
def test_what_is_no_word(name, call, bad):
    with pytest.raises(TypeError, match=rf"^{name}: expected (a sequence of integers|an integer), got "):
        call(bad)


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in CALLS.items() for call in calls])
def test_negative_letters(name, call):
    with pytest.raises(ValueError, match=rf"^{name}: expected an integer of at least 0, got -1"):
        call([0, -1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: siglib.word_to_idx((0, 2), 2), "word: expected letters below 2, got 2"),
        (lambda: siglib.word_to_idx((0,), 0), "word: expected letters below 0, got 0"),
        (lambda: siglib.word_to_idx((), 2), r"word: expected at least one letter, .* got \(\)"),
        (lambda: siglib.idx_to_word(-1, 2), "idx: expected an integer of at least 0, got -1"),
        (lambda: siglib.idx_to_word(-2, 2, scalar_term=True), "idx: expected an integer of at least 0, got -2"),
        (lambda: siglib.idx_to_word(5, 0), "idx: expected the index of a word of 0 letters, got 6"),
        (lambda: siglib.words(-1, 2), "alphabet_size: expected an integer of at least 0, got -1"),
        (lambda: siglib.words(2, -1), "max_length: expected an integer of at least 0, got -1"),
        (lambda: siglib.words_of_length(2, -1), "length: expected an integer of at least 0, got -1"),
        (lambda: siglib.lyndon_words(2, -1), "max_length: expected an integer of at least 0, got -1"),
        (lambda: siglib.lyndon_words_of_length(2, -1), "length: expected an integer of at least 0, got -1"),
        (lambda: siglib.half_shuffle((), (0,)), r"word1: expected at least one letter, got \(\)"),
        (lambda: siglib.half_shuffle((0,), ()), r"word2: expected at least one letter, got \(\)"),
        (lambda: siglib.words_by_weight([1, 0], 2), "weights: expected positive numbers, got 0.0"),
        (lambda: siglib.words_by_weight([1, -1], 2), "weights: expected positive numbers, got -1.0"),
        (lambda: siglib.words_by_weight([np.nan], 2), "weights: expected positive numbers, got nan"),
        (lambda: siglib.words_by_weight([1], np.inf), "bound: expected a finite number, got inf"),
        (lambda: siglib.words_by_weight([1], np.nan), "bound: expected a finite number, got nan"),
        (lambda: siglib.words_by_count([1], -1), "max_length: expected an integer of at least 0, got -1"),
    ],
)
def test_values_that_are_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: siglib.words(2.0, 2), "alphabet_size: expected an integer, got 2.0"),
        (lambda: siglib.words(2, "2"), "max_length: expected an integer, got '2'"),
        (lambda: siglib.lyndon_words(2, None), "max_length: expected an integer, got None"),
        (lambda: siglib.idx_to_word(1.0, 2), "idx: expected an integer, got 1.0"),
        (lambda: siglib.idx_to_word(1, 2, scalar_term=1), "scalar_term: expected True or False, got 1"),
        (lambda: siglib.word_to_idx([1], 2, scalar_term="no"), "scalar_term: expected True or False, got 'no'"),
        (lambda: siglib.words_by_weight(2, 2), "weights: expected a sequence of numbers, got 2"),
        (lambda: siglib.words_by_weight("12", 2), "weights: expected a sequence of numbers, got '12'"),
        (lambda: siglib.words_by_weight(["1"], 2), "weights: expected a real number, got '1'"),
        (lambda: siglib.words_by_weight([1], "2"), "bound: expected a real number, got '2'"),
        (lambda: siglib.words_by_count([1], 1.0), "max_length: expected an integer, got 1.0"),
    ],
)
def test_types_that_are_refused(call, message):
    with pytest.raises(TypeError, match=f"^{message}"):
        call()


ABSURD = """
import siglib

calls = {
    "max_length": [
        lambda: siglib.words(2, 60),
        lambda: siglib.words(2, 10**18),
        lambda: siglib.words(1, 10**18),
        lambda: siglib.words(1, 20_000),
        lambda: siglib.words(10**400, 3),
        lambda: siglib.words(10**9, 1),
        lambda: siglib.lyndon_words(2, 40),
        lambda: siglib.lyndon_words(3, 10**18),
        lambda: siglib.words_by_count([10**30] * 3, 40),
    ],
    "length": [
        lambda: siglib.words_of_length(2, 10**18),
        lambda: siglib.words_of_length(1, 10**18),
        lambda: siglib.words_of_length(10, 9),
        lambda: siglib.lyndon_words_of_length(2, 40),
        lambda: siglib.lyndon_words_of_length(2, 10**18),
    ],
    "bound": [
        lambda: siglib.words_by_weight([1, 1], 40),
        lambda: siglib.words_by_weight([1e-300, 1], 1),
        lambda: siglib.words_by_weight([5e-324], 1e308),
        lambda: siglib.words_by_weight([1] * 1000, 3),
    ],
    "counts": [
        lambda: siglib.words_by_count([20, 20]),
        lambda: siglib.words_by_count([10**30]),
        lambda: siglib.words_by_count([1] * 30),
    ],
    "word2": [
        lambda: siglib.shuffle([0] * 20, [1] * 20),
        lambda: siglib.shuffle([0] * 10**6, [1] * 10**6),
        lambda: siglib.half_shuffle(range(10**6), [0]),
    ],
    "idx": [lambda: siglib.idx_to_word(10**18, 1)],
}
for name, several in calls.items():
    for call in several:
        try:
            call()
        except ValueError as error:
            assert str(error).startswith(f"{name}: "), error
        else:
            raise AssertionError(name)
assert siglib.words(0, 10**18) == [()]
assert siglib.words_of_length(0, 10**18) == []
assert siglib.lyndon_words(1, 10**18) == [(0,)]
assert siglib.lyndon_words_of_length(1, 10**18) == []
assert siglib.idx_to_word(10**4, 1) == (0,) * (10**4 + 1)
assert siglib.shuffle([0] * 10**6, []) == {(0,) * 10**6: 1}
status = dict(line.split(":") for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) < 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks how much memory a process ever had")
def test_absurd_numbers_are_refused_at_once():
    """In a process of its own, which would not end, or run out of memory."""
    assert output_of(ABSURD) == "True"
