"""Calls like earlier ones take a fast way: it gives the same as the general one, and refuses what that refuses."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from cases import as_tuple
from support import forget_calls

import siglib


@pytest.fixture(autouse=True)
def forget():
    """Begin without memory, so that the first call of a test takes the general way."""
    forget_calls()


def test_again(flagged):
    example = flagged.example()
    first, second, third = (as_tuple(example()) for _ in range(3))
    for one, two, three in zip(first, second, third, strict=True):
        np.testing.assert_array_equal(two, one, strict=True)
        np.testing.assert_array_equal(three, one, strict=True)
        assert not np.shares_memory(one, two)


def test_other_shapes_and_dtypes_between(case):
    """More kinds of calls than are remembered."""
    examples = [case.example(dtype=dtype, length=n) for n in range(2, 24) for dtype in ("float64", "float32")]
    expected = [as_tuple(example()) for example in examples]
    for _ in range(2):
        for example, values in zip(examples, expected, strict=True):
            for out, value in zip(as_tuple(example()), values, strict=True):
                np.testing.assert_array_equal(out, value, strict=True)


def test_many_threads_of_one_process(case):
    examples = [case.example(length=n) for n in range(2, 10)] * 8
    expected = [as_tuple(example()) for example in examples]
    with ThreadPoolExecutor(4) as pool:
        for outs, values in zip(pool.map(lambda example: as_tuple(example()), examples), expected, strict=True):
            for out, value in zip(outs, values, strict=True):
                np.testing.assert_array_equal(out, value)


def test_what_was_refused_is_refused_again():
    path = np.zeros((5, 2))
    siglib.sig(path, 2)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"path: .*float16"):
            siglib.sig(path.astype(np.float16), 2)
        with pytest.raises(TypeError, match=r"path: .*mask"):
            siglib.sig(np.ma.masked_array(path), 2)
        with pytest.raises(ValueError, match="path: expected shape"):
            siglib.sig(path[0], 2)
        with pytest.raises(TypeError, match="degree"):
            siglib.sig(path, 2.0)
        with pytest.raises(ValueError, match="degree"):
            siglib.sig(path, -1)


def test_equal_options_of_another_type():
    """True is 1 to Python: the fast way does not take one for the other."""
    path = np.random.default_rng(0).standard_normal((5, 2))
    plain = siglib.sig(path, 1)
    with pytest.raises(TypeError, match="degree"):
        siglib.sig(path, 1.0)
    np.testing.assert_array_equal(siglib.sig(path, np.int64(1)), plain)
    np.testing.assert_array_equal(siglib.sig(path, 1, end_time=1), plain)


def test_lengths_of_every_kind(rng):
    """Other numbers than before, in whatever holds them, mean what they mean without memory."""
    path = rng.standard_normal((3, 5, 2))
    spread = np.array([1, 9, 5, 9, 3])[::2]
    given = [
        [5, 0, 1],
        (1, 2, 3),
        np.array([4, 4, 2]),
        np.array([4, 1, 2], np.int32),
        np.array([1, 2, 3], ">i8"),
        spread,
    ]
    expected = []
    for lengths in given:
        forget_calls()
        expected.append(siglib.sig(path, 2, lengths=lengths))
    for lengths, value in zip(given * 2, expected * 2, strict=True):
        np.testing.assert_array_equal(siglib.sig(path, 2, lengths=lengths), value, strict=True)
    np.testing.assert_array_equal(siglib.sig(path[:2], 2, lengths=[5, 0]), expected[0][:2])
    np.testing.assert_array_equal(siglib.sig(path, 2, lengths=None), siglib.sig(path, 2))


REFUSED_LENGTHS = [
    [2, 3, 6],
    [2, -1, 3],
    np.array([2, 3, 6]),
    [2, 3],
    [[2, 3, 4]],
    [10**30, 1, 2],
    [2.0, 3, 4],
    [True, False, True],
    ["2", 3, 4],
    np.array([2.0, 3, 4]),
    np.array([2, 3, 4], object),
]


@pytest.mark.parametrize("lengths", REFUSED_LENGTHS, ids=repr)
def test_lengths_are_refused_as_without_memory(lengths):
    path = np.zeros((3, 5, 2))
    errors = []
    for is_remembered in (False, True, True):
        if is_remembered:
            siglib.sig(path, 2, lengths=[2, 3, 5])
        with pytest.raises((TypeError, ValueError)) as caught:
            siglib.sig(path, 2, lengths=lengths)
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1] == errors[2]
    assert "lengths: expected" in errors[0][1]
