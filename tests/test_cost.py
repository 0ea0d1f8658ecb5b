"""`estimate_cost` against operations counted one by one."""

import itertools

import numpy as np
import pytest

import siglib


def count_step(dimension, degree):
    """Walk over the words of one time step as docs/kernels.md describes; return multiply-adds forward and backward."""
    forward = backward = 0
    for level in range(1, degree + 1):
        for _ in itertools.product(range(dimension), repeat=level):
            forward += 1 + sum(1 for _ in range(level + 1, degree + 1))  # S[w], then u[j,k] for k > j
            if level < degree:
                backward += 1 + sum(1 for _ in range(level + 1, degree + 1))  # S[w] taken back, u[j,k] for k > j
            backward += 2 * sum(1 for _ in range(level, degree + 1))  # a[j-1,k] and dx, for k from j to N
    return forward, backward


@pytest.mark.parametrize(("dimension", "degree"), [(2, 1), (2, 5), (3, 4), (5, 3)])
def test_multiply_adds_are_those_of_the_walk(dimension, degree):
    forward, backward = count_step(dimension, degree)
    cost = siglib.estimate_cost(7, 11, dimension, degree)
    assert (cost.multiply_adds, cost.backward_multiply_adds) == (7 * 10 * forward, 7 * 10 * backward)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("flags", [{}, {"time_aug": True}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}])
def test_bytes_are_those_of_the_arrays(dtype, flags):
    path = np.ones((4, 9, 3), dtype)
    sig = siglib.sig(path, 3, **flags)
    gradient = siglib.sig_backprop(path, sig, sig, 3, **flags)
    cost = siglib.estimate_cost(4, 9, 3, 3, **flags, dtype=dtype)
    assert cost.bytes == path.nbytes + sig.nbytes
    assert cost.backward_bytes == path.nbytes + 2 * sig.nbytes + gradient.nbytes


@pytest.mark.parametrize("flags", [{"time_aug": True}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}])
def test_augmentations_count_as_the_augmented_path(flags):
    points, channels = siglib.transform_path(np.ones((9, 3)), **flags).shape
    cost, plain = siglib.estimate_cost(4, 9, 3, 3, **flags), siglib.estimate_cost(4, points, channels, 3)
    assert cost.multiply_adds == plain.multiply_adds
    assert cost.backward_multiply_adds == plain.backward_multiply_adds


def test_one_channel_reads_the_end_points():
    assert siglib.estimate_cost(10, 100, 1, 4).bytes == 10 * (2 + 4) * 8
    assert siglib.estimate_cost(10, 100, 1, 4).multiply_adds == 40


@pytest.mark.parametrize("shape", [(0, 9, 3, 3), (4, 0, 3, 3), (4, 1, 3, 3), (4, 9, 3, 0), (4, 1, 1, 3)])
def test_nothing_to_do_costs_no_arithmetic(shape):
    cost = siglib.estimate_cost(*shape)
    assert cost.multiply_adds == cost.backward_multiply_adds == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((-1, 2, 2, 2), ValueError, "batch: expected an integer of at least 0, got -1"),
        ((1, 2.5, 2, 2), TypeError, "length: expected an integer, got 2.5"),
        ((1, 2, 0, 2), ValueError, "dimension: expected an integer of at least 1, got 0"),
        ((1, 2, 2, 10**9), ValueError, "degree: a signature of degree"),
    ],
)
def test_bad_numbers(arguments, error, message):
    with pytest.raises(error, match=message):
        siglib.estimate_cost(*arguments)


def test_bad_dtype():
    with pytest.raises(TypeError, match="dtype: expected float32 or float64, got int64"):
        siglib.estimate_cost(1, 2, 3, 4, dtype=np.int64)
