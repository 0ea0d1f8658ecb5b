"""`estimate_cost` against operations counted one by one."""

import itertools

import numpy as np
import pytest
from reference_log import lyndon_words

import siglib


def count_step(dimension, degree, leaves=None):
    """Walk over the words of one time step as docs/kernels.md describes; return multiply-adds forward and backward.

    Of the last level alone `leaves`, if any are named.
    """
    forward = backward = 0
    for level in range(1, degree + 1):
        for word in itertools.product(range(dimension), repeat=level):
            if leaves is not None and level == degree and word not in leaves:
                continue
            forward += 1 + sum(1 for _ in range(level + 1, degree + 1))  # S[w], then u[j,k] for k > j
            if level < degree:
                backward += 1 + sum(1 for _ in range(level + 1, degree + 1))  # S[w] taken back, u[j,k] for k > j
            backward += 2 * sum(1 for _ in range(level, degree + 1))  # a[j-1,k] and dx, for k from j to N
    return forward, backward


@pytest.mark.parametrize(("dimension", "degree"), [(2, 1), (2, 5), (3, 4), (5, 3)])
def test_multiply_adds_are_those_of_the_walk(dimension, degree):
    forward, backward = count_step(dimension, degree)
    shape = {"batch": 7, "length": 11, "dimension": dimension, "degree": degree}
    assert siglib.estimate_cost("sig", **shape).multiply_adds == 7 * 10 * forward
    assert siglib.estimate_cost("sig_backprop", **shape).multiply_adds == 7 * 10 * backward


@pytest.mark.parametrize(("dimension", "degree"), [(2, 1), (2, 5), (3, 4), (5, 3)])
def test_corrected_steps_have_two_terms(dimension, degree):
    """One letter leads to a word from its parent, and two from the word above that."""
    forward = backward = 0
    for level in range(1, degree + 1):
        terms = dimension**level * min(level, 2) * (degree - level + 1)
        forward += terms
        backward += 3 * terms if level < degree else 2 * terms
    shape = {"batch": 7, "length": 11, "dimension": dimension, "degree": degree}
    assert siglib.estimate_cost("sig_corrected", **shape).multiply_adds == 70 * forward
    assert siglib.estimate_cost("sig_corrected_backprop", **shape).multiply_adds == 70 * backward


@pytest.mark.parametrize(("dimension", "degree"), [(2, 1), (2, 5), (3, 4), (5, 3)])
def test_log_signatures_leave_words_out(dimension, degree):
    words = lyndon_words(dimension, degree)
    forward, backward = count_step(dimension, degree, words)
    series = sum(len(word) * (degree - len(word) + 1) for word in words)
    shape = {"batch": 7, "length": 11, "dimension": dimension, "degree": degree}
    assert siglib.estimate_cost("log_sig", **shape).multiply_adds == 7 * (10 * forward + series)
    assert siglib.estimate_cost("log_sig_backprop", **shape).multiply_adds == 7 * (10 * backward + 3 * series)
    assert siglib.estimate_cost("series", **shape).multiply_adds == 7 * series
    assert siglib.estimate_cost("log_sig_combine", **shape).multiply_adds == 7 * 3 * series
    assert siglib.estimate_cost("change_basis", **shape).multiply_adds == 7 * len(words)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("flags", [{}, {"time_aug": True}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}])
def test_bytes_are_those_of_the_arrays(dtype, flags):
    path = np.ones((4, 9, 3), dtype)
    sig = siglib.sig(path, 3, **flags)
    gradient = siglib.sig_backprop(path, sig, sig, 3, **flags)
    shape = {"batch": 4, "length": 9, "dimension": 3, "degree": 3, **flags, "dtype": dtype}
    assert siglib.estimate_cost("sig", **shape).bytes == path.nbytes + sig.nbytes
    assert siglib.estimate_cost("sig_jvp", **shape).bytes == 2 * path.nbytes + 2 * sig.nbytes
    assert siglib.estimate_cost("sig_backprop", **shape).bytes == path.nbytes + 2 * sig.nbytes + gradient.nbytes
    assert siglib.estimate_cost("sig_combine", **shape).bytes == 3 * sig.nbytes
    log = siglib.log_sig(path, 3, **flags)
    assert siglib.estimate_cost("log_sig", **shape).bytes == path.nbytes + log.nbytes
    assert siglib.estimate_cost("log_sig_backprop", **shape).bytes == 2 * path.nbytes + sig.nbytes + log.nbytes
    assert siglib.estimate_cost("series", **shape).bytes == sig.nbytes + log.nbytes
    assert siglib.estimate_cost("series_backprop", **shape).bytes == 2 * sig.nbytes + log.nbytes
    assert siglib.estimate_cost("log_sig_combine", **shape).bytes == 3 * log.nbytes
    assert siglib.estimate_cost("change_basis", **shape).bytes == 2 * log.nbytes
    moved = siglib.transform_path(path, **flags)
    assert siglib.estimate_cost("transform_path", **shape).bytes == path.nbytes + moved.nbytes


@pytest.mark.parametrize("flags", [{"time_aug": True}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}])
@pytest.mark.parametrize("operation", ["sig", "sig_backprop", "sig_jvp", "log_sig", "series", "change_basis"])
def test_augmentations_count_as_the_augmented_path(operation, flags):
    points, channels = siglib.transform_path(np.ones((9, 3)), **flags).shape
    cost = siglib.estimate_cost(operation, batch=4, length=9, dimension=3, degree=3, **flags)
    plain = siglib.estimate_cost(operation, batch=4, length=points, dimension=channels, degree=3)
    assert cost.multiply_adds == plain.multiply_adds


def test_one_channel_reads_the_end_points():
    cost = siglib.estimate_cost("sig", batch=10, length=100, dimension=1, degree=4)
    assert (cost.bytes, cost.multiply_adds) == (10 * (2 + 4) * 8, 40)
    cost = siglib.estimate_cost("log_sig", batch=10, length=100, dimension=1, degree=4)
    assert (cost.bytes, cost.multiply_adds) == (10 * (2 + 1) * 8, 10)


@pytest.mark.parametrize(("d", "degree"), [(1, 4), (2, 3), (3, 4)])
def test_chen_products_count_their_terms(d, degree):
    terms = sum((level + 1) * d**level for level in range(1, degree + 1))
    shape = {"batch": 6, "dimension": d, "degree": degree}
    assert siglib.estimate_cost("sig_combine", **shape).multiply_adds == 6 * terms
    assert siglib.estimate_cost("sig_combine_backprop", **shape).multiply_adds == 12 * terms


@pytest.mark.parametrize(
    "operation", ["sig", "sig_backprop", "sig_corrected", "sig_corrected_backprop", "log_sig", "log_sig_backprop"]
)
@pytest.mark.parametrize("shape", [(0, 9, 3, 3), (4, 0, 3, 3), (4, 1, 3, 3), (4, 9, 3, 0), (4, 1, 1, 3)])
def test_nothing_to_do_costs_no_arithmetic(operation, shape):
    sizes = dict(zip(("batch", "length", "dimension", "degree"), shape, strict=True))
    assert siglib.estimate_cost(operation, **sizes).multiply_adds == 0


VALID = {"operation": "sig", "batch": 1, "length": 2, "dimension": 2, "degree": 2}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"operation": "sin"}, ValueError, "operation: expected one of .*, sig, .*, got 'sin'"),
        ({"batch": -1}, ValueError, "batch: expected an integer of at least 0, got -1"),
        ({"length": 2.5}, TypeError, "length: expected an integer, got 2.5"),
        ({"dimension": 0}, ValueError, "dimension: expected an integer of at least 1, got 0"),
        ({"degree": 10**9}, ValueError, "degree: a signature of degree"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
    ],
)
def test_bad_arguments(change, error, message):
    with pytest.raises(error, match=message):
        siglib.estimate_cost(**{**VALID, **change})
