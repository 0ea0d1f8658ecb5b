"""Straight lines before paths, and paths that are made of straight lines. The rest is in the table of cases."""

import numpy as np
import pytest
import reference
from operations import CASES
from support import BACKWARD, FORWARD, error, walks

import siglib

JOINS = [case for case in CASES if case.takes("prepend")]


@pytest.mark.parametrize("scalar_term", [False, True])
@pytest.mark.parametrize("case", JOINS, ids=str)
def test_lines_before_paths(case, scalar_term, dtype, kernels):
    for dimension, degree in ((1, 4), (2, 3), (3, 2), (2, 0)):
        example = case.example(dimension=dimension, degree=degree, scalar_term=scalar_term, dtype=dtype)
        arrays = {name: array.astype("f8") for name, array in example.arrays.items()}
        expected = case.reference(**arrays, **example.options, prepend=True)
        example.compare(example(prepend=True), expected if isinstance(expected, tuple) else (expected,))


@pytest.mark.parametrize("scalar_term", [False, True])
def test_a_path_is_its_steps(scalar_term, dtype, rng):
    path = walks(rng, 3, 6, 2, dtype=dtype)
    steps = np.diff(path, axis=1)
    expected = reference.sig(path.astype("f8"), 4, scalar_term=scalar_term)
    last, first = (siglib.linear_sig(steps[:, i], 2, 4, scalar_term=scalar_term) for i in (0, -1))
    for i in range(1, 5):
        last = siglib.sig_join(last, steps[:, i], 2, 4)
        first = siglib.sig_join(first, steps[:, -1 - i], 2, 4, prepend=True)
    assert max(error(last, expected), error(first, expected)) < 5 * FORWARD[dtype]


@pytest.mark.parametrize("prepend", [False, True])
def test_gradients_are_those_of_the_path(prepend, dtype, rng):
    path, derivs = walks(rng, 3, 6, 2, dtype=dtype), rng.standard_normal((3, 30)).astype(dtype)
    whole = siglib.sig_backprop(path, None, derivs, 4)
    points, step = (path[:, 1:], path[:, 1] - path[:, 0]) if prepend else (path[:, :-1], path[:, -1] - path[:, -2])
    sig = siglib.sig(points, 4)
    by_sig, by_step = siglib.sig_join_backprop(derivs, sig, step, 2, 4, prepend=prepend)
    by_points = siglib.sig_backprop(points, sig, by_sig, 4)
    if prepend:  # the step leads to the first point of the rest, else from the last one
        by_points[:, 0] += by_step
        parts = -by_step[:, None], by_points
    else:
        by_points[:, -1] -= by_step
        parts = by_points, by_step[:, None]
    assert error(np.concatenate(parts, axis=1), whole.astype("f8")) < 10 * BACKWARD[dtype]


@pytest.mark.parametrize("case", JOINS, ids=str)
@pytest.mark.parametrize("bad", ["False", 0, 1, None, [True]], ids=repr)
def test_prepend_is_a_flag(case, bad):
    with pytest.raises(TypeError, match="prepend: expected True or False"):
        case.example()(prepend=bad)
