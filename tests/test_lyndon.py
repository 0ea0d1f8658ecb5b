"""Lyndon words and the maps between bases, beside dense matrices that are made from the definitions."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import reference_log
from reference import sig_length
from support import output_of

from siglib import _lyndon

SHAPES = [(1, 0), (2, 0), (1, 1), (1, 6), (4, 1), (2, 2), (2, 3), (2, 9), (3, 6), (4, 4), (5, 3), (7, 3), (12, 2)]
MAPS = ["brackets_to_words", "brackets_to_tensor", "selection"]
SHARED = ["positions", *MAPS, *(f"{name}_transposed" for name in MAPS)]

over_shapes = pytest.mark.parametrize(("d", "degree"), SHAPES)


@pytest.fixture(autouse=True)
def forget():
    _lyndon.clear()
    yield
    _lyndon.clear()


def dense(matrix, width):
    out = np.zeros((len(matrix.starts) - 1, width))
    out[matrix.rows, matrix.columns] = matrix.values
    return out


@over_shapes
def test_words(d, degree):
    assert _lyndon.words(d, degree) == reference_log.lyndon_words(d, degree)
    assert {type(letter) for word in _lyndon.words(d, degree) for letter in word} <= {int}


@over_shapes
def test_brackets(d, degree):
    assert _lyndon.brackets(d, degree) == reference_log.lyndon_brackets(d, degree)


def test_words_and_brackets_written_out():
    assert _lyndon.words(2, 4) == [(0,), (1,), (0, 1), (0, 0, 1), (0, 1, 1), (0, 0, 0, 1), (0, 0, 1, 1), (0, 1, 1, 1)]
    assert _lyndon.brackets(2, 4) == [
        *("1", "2", "[1,2]", "[1,[1,2]]", "[[1,2],2]"),
        *("[1,[1,[1,2]]]", "[1,[[1,2],2]]", "[[[1,2],2],2]"),
    ]


@over_shapes
def test_counts(d, degree):
    levels = [len(word) for word in reference_log.lyndon_words(d, degree)]
    assert _lyndon.count_lyndon_words(d, degree) == len(levels)
    assert _lyndon.count_lyndon_words_by_level(d, degree) == [levels.count(k) for k in range(1, degree + 1)]


def test_counts_are_exact():
    assert _lyndon.count_lyndon_words(2, 60) == 39105821092160479
    # Of a prime level: all words but the powers of letters, in classes of rotations.
    assert _lyndon.count_lyndon_words_by_level(10, 101)[-1] == (10**101 - 10) // 101


@over_shapes
def test_positions(d, degree):
    np.testing.assert_array_equal(_lyndon.positions(d, degree), reference_log.positions(d, degree))
    assert _lyndon.positions(d, degree).dtype == np.intp


@over_shapes
def test_matrices(d, degree):
    count, tensors = len(reference_log.lyndon_words(d, degree)), sig_length(d, degree)
    below = dense(_lyndon.brackets_to_words(d, degree), count)
    np.testing.assert_array_equal(below + np.eye(count), reference_log.bracket_words(d, degree))
    np.testing.assert_array_equal(
        dense(_lyndon.brackets_to_tensor(d, degree), count), reference_log.expansion(d, degree)
    )
    np.testing.assert_array_equal(
        dense(_lyndon.selection(d, degree), tensors), np.eye(tensors)[reference_log.positions(d, degree)]
    )


@over_shapes
@pytest.mark.parametrize("name", MAPS)
def test_transposes(d, degree, name):
    sizes = _lyndon.count_lyndon_words(d, degree), sig_length(d, degree)
    height, width = {"selection": sizes, "brackets_to_tensor": sizes[::-1]}.get(name, sizes[:1] * 2)
    matrix, transpose = (getattr(_lyndon, made)(d, degree) for made in (name, f"{name}_transposed"))
    assert (len(matrix.starts) - 1, len(transpose.starts) - 1) == (height, width)
    np.testing.assert_array_equal(dense(transpose, height), dense(matrix, width).T)


@over_shapes
@pytest.mark.parametrize("name", SHARED[1:])
def test_entries_are_in_order(d, degree, name):
    """Rows hold no column twice and no zeros."""
    matrix = getattr(_lyndon, name)(d, degree)
    assert [array.dtype for array in matrix] == [np.intp, np.intp, np.float64]
    assert (matrix.starts[0], matrix.starts[-1]) == (0, len(matrix.columns))
    assert len(matrix.columns) == len(matrix.values)
    assert matrix.values.all()
    assert all(np.all(np.diff(row) > 0) for row in np.split(matrix.columns, matrix.starts[1:-1]))


@pytest.mark.parametrize(
    ("d", "degree", "below", "expanded"),
    [
        *((2, 12, 6221, 90032), (3, 8, 6865, 58161), (4, 6, 2475, 16956), (5, 5, 1326, 8839)),
        *((10, 4, 2970, 19390), (40, 3, 9880, 85320)),
    ],
)
def test_large_shapes(d, degree, below, expanded, rng):
    """Numbers of entries as counted elsewhere, and both ways from brackets to words."""
    lower, tensors = _lyndon.brackets_to_words(d, degree), _lyndon.brackets_to_tensor(d, degree)
    assert (len(lower.values), len(tensors.values)) == (below, expanded)
    brackets = rng.standard_normal(len(lower.starts) - 1)
    at_words = brackets + apply(lower, brackets)
    np.testing.assert_allclose(apply(tensors, brackets)[_lyndon.positions(d, degree)], at_words, rtol=0, atol=1e-11)


def apply(matrix, values):
    return np.bincount(matrix.rows, matrix.values * values[matrix.columns], len(matrix.starts) - 1)


def test_high_degrees_of_one_channel():
    assert _lyndon.words(1, 300) == [(0,)]
    assert [len(getattr(_lyndon, name)(1, 300).values) for name in MAPS] == [0, 1, 1]


@pytest.mark.parametrize("name", SHARED)
def test_threads_share_what_is_made_once(name):
    threads = 8
    barrier = threading.Barrier(threads)

    def make(_):
        barrier.wait()
        return getattr(_lyndon, name)(3, 6)

    with ThreadPoolExecutor(threads) as pool:
        first, *others = pool.map(make, range(threads))
    assert all(other is first for other in others)
    assert getattr(_lyndon, name)(3, 5) is not first
    _lyndon.clear()
    assert getattr(_lyndon, name)(3, 6) is not first


@pytest.mark.parametrize("name", SHARED)
def test_shared_arrays_are_read_only(name):
    made = getattr(_lyndon, name)(2, 4)
    for array in made if isinstance(made, tuple) else (made,):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_does_not_wait_for_threads_that_are_not_there():
    code = """if True:
        import os, threading, warnings
        from siglib import _lyndon
        warnings.simplefilter("ignore")  # that threads and forks do not go together
        held, done = threading.Event(), threading.Event()
        def hold():
            with _lyndon._Shared.lock:
                held.set()
                done.wait()
        thread = threading.Thread(target=hold)
        thread.start()
        held.wait()
        child = os.fork()
        if child == 0:
            os._exit(len(_lyndon.positions(2, 4)))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        done.set()
        thread.join()
    """
    assert output_of(code, timeout=60) == "8"
