"""The table of cases is complete, and every operation gives what the reference gives."""

import inspect
from functools import partial

import pytest
from operations import FLAGGED, FUNCTIONS, NO_FUNCTIONS, TABLE
from support import LARGEST_BATCH, batch_sizes, noting

import siglib

SHAPES = [(1, 5), (2, 4), (3, 3), (5, 2)]
LARGER_SHAPES = [(9, 2), (2, 10), (4, 1)]


def test_every_public_name_has_a_row():
    assert set(siglib.__all__) <= {case.name for case in TABLE} | NO_FUNCTIONS


@pytest.mark.parametrize("case", [case for case in FUNCTIONS if case.is_public], ids=str)
def test_signature(case):
    """Names, order, defaults, and what is passed by keyword only."""
    parameters = inspect.signature(case.call).parameters.values()
    assert [p.replace(annotation=p.empty) for p in parameters] == list(case.parameters.values())


def test_arrays_come_first(case):
    """Derivatives by chosen coefficients come after the words, those of intervals after these."""
    names = [name for name in case.parameters if name not in ("words", "intervals")]
    assert names[: len(case.arrays)] == list(case.arrays)


def checks(case, dtype):
    """Batches around a vector's lanes, with short and longer paths, each combined with several of the other.

    All of them are the first rows of larger ones, whose reference then serves both dtypes.
    """
    lengths = (2, 3, 8, 9, 33) if case.of_paths else (2,)
    augmented = case.flags.get("time_aug") or case.flags.get("lead_lag")
    for turn, (dimension, degree) in enumerate(SHAPES if case.of_paths or augmented else [*SHAPES, *LARGER_SHAPES]):
        for i, batch in enumerate(batch_sizes(dtype)):
            # Two lengths for each shape: what the reference computes takes most of the time.
            length = lengths[(turn + 2 * (i % 2)) % len(lengths)]
            example = case.example(batch=LARGEST_BATCH, length=length, dimension=dimension, degree=degree, dtype=dtype)
            yield partial(example.check_first, batch)


@pytest.mark.parametrize("flagged", [flagged for flagged in FLAGGED if flagged.by_row], ids=str)
def test_values(flagged, dtype):
    flagged.with_all_kernels(*checks(flagged, dtype))


OF_PATHS = [
    flagged for flagged in FLAGGED if flagged.of_paths and flagged.by_row and not flagged.flags.get("scalar_term")
]


# Batches that do not fill the lanes, whose paths are cut into segments: short ones, and many.
@pytest.mark.parametrize(
    ("batch", "length", "dimension", "degree"), [(2, 17, 4, 3), (3, 120, 3, 2), (1, 200, 2, 4), (5, 500, 2, 3)]
)
@pytest.mark.parametrize("flagged", OF_PATHS, ids=str)
def test_values_of_few_paths(flagged, batch, length, dimension, degree, dtype):
    example = flagged.example(batch=(batch,), length=length, dimension=dimension, degree=degree, dtype=dtype)
    flagged.with_all_kernels(lambda: example.check(factor=1 if example.problem.length < 300 else 10))


def test_values_of_one_path_of_many_words(case, dtype):
    case.with_all_kernels(case.example(batch=(1,), length=40, dimension=3, degree=5, dtype=dtype).check)


def test_batches(flagged, dtype):
    for batch in ((), (1,), (2, 9), (2, 1, 3)):
        with noting(batch=batch):
            flagged.example(batch=batch, dimension=3, dtype=dtype).check()
