"""The table of cases is complete, and every operation gives what the reference gives."""

import inspect

import pytest
from operations import FUNCTIONS, NO_FUNCTIONS, TABLE
from support import batch_sizes

import siglib

SHAPES = [(1, 5), (2, 4), (3, 3), (5, 2)]


def test_every_public_name_has_a_row():
    assert set(siglib.__all__) <= {case.name for case in TABLE} | NO_FUNCTIONS


@pytest.mark.parametrize("case", [case for case in FUNCTIONS if case.is_public], ids=str)
def test_signature(case):
    """Names, order, defaults, and what is passed by keyword only."""
    parameters = inspect.signature(case.call).parameters.values()
    assert [p.replace(annotation=p.empty) for p in parameters] == list(case.parameters.values())


def test_arrays_come_first(case):
    assert list(case.parameters)[: len(case.arrays)] == list(case.arrays)


def sizes(case, dtype):
    """Batches around a vector's lanes, with short and longer paths, each combined with several of the other."""
    batches, lengths = batch_sizes(dtype), (2, 3, 8, 9, 33)
    for turn, (dimension, degree) in enumerate(SHAPES):
        for i, batch in enumerate(batches):
            yield {
                "batch": (batch,),
                "length": lengths[(i + turn) % len(lengths)],
                "dimension": dimension,
                "degree": degree,
            }


def test_values(flagged, dtype, kernels):
    for size in sizes(flagged, dtype):
        flagged.example(dtype=dtype, **size).check()


def test_values_of_few_long_paths(flagged, dtype, kernels):
    if flagged.of_paths and not flagged.flags.get("scalar_term"):
        flagged.example(batch=(5,), length=500, degree=3, dtype=dtype).check(factor=10)


@pytest.mark.parametrize("batch", [(), (1,), (2, 9), (2, 1, 3)])
def test_batches(flagged, batch, dtype):
    flagged.example(batch=batch, dimension=3, dtype=dtype).check()
