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
