"""Ragged batches: path b is path[b, :lengths[b]], as if it had been passed alone.

That the values are right, with NaN beyond the lengths, is part of test_operations.py.
"""

import numpy as np
import pytest
from cases import CORRECTION, GRID, RAGGED, ROWS_OF_PATHS, STREAM, WINDOWS
from operations import CASES, FLAGGED


@pytest.fixture(params=[case for case in CASES if case.lengths], ids=str)
def case(request):
    return request.param


@pytest.fixture(params=[flagged for flagged in FLAGGED if flagged.flags.get("ragged")], ids=str)
def flagged(request):
    return request.param


def assert_equal(outs, expected):
    for out, value in zip(outs, expected, strict=True):
        np.testing.assert_array_equal(out, value, strict=True)


@pytest.mark.parametrize(("batch", "length"), [(2, 900), (19, 9)])
def test_padding_does_not_matter(flagged, batch, length, dtype):
    example = flagged.example(batch=(batch,), length=length, degree=3, dtype=dtype)
    expected = example()
    for value in (np.inf, 0, -1e30):
        assert_equal(example(**example.padded_with(value)), expected)


@pytest.mark.parametrize(("batch", "length"), [(3, 1200), (20, 8)])
def test_full_lengths_are_no_lengths(flagged, batch, length, dtype):
    example = flagged.example(batch=(batch,), length=length, degree=3, dtype=dtype, ragged=False)
    full = example.with_lengths(length + 1)
    example.compare(example(**full), [out.astype("f8") for out in example()])


def as_long_as(out, value, kind):
    """The value of a shorter path, with what is to stand beyond its length: zeros, and in a grid its end again."""
    missing = [(0, many - few) for many, few in zip(out.shape, value.shape, strict=True)] or 0
    return np.pad(value, missing, mode="edge" if kind is GRID else "constant")


@pytest.mark.parametrize("length", [0, 1])
def test_nothing_but_points(flagged, length, dtype):
    """Every path of a batch has fewer than two points: the results are those of such paths, to the last bit."""
    example = flagged.example(batch=(3,), length=5, degree=3, dtype=dtype)
    short = flagged.example(batch=(3,), length=length, degree=3, dtype=dtype, ragged=False)
    for out, value, kind in zip(example(**example.with_lengths(length)), short(), flagged.results, strict=True):
        if kind not in (*RAGGED, *ROWS_OF_PATHS, CORRECTION):
            np.testing.assert_array_equal(out, value)
            continue
        if kind is GRID:
            np.testing.assert_array_equal(out, as_long_as(out, value, kind))
            continue
        # Rows of streams and windows keep their scalar term.
        scalar_terms = example.problem.scalar_term if kind in (STREAM, WINDOWS) else 0
        beyond = out[:, value.shape[1] :]
        assert not (beyond[..., scalar_terms:] if scalar_terms else beyond).any()
        np.testing.assert_array_equal(out[:, : value.shape[1]], value)


def test_empty_batch(flagged):
    for degree in (0, 3):
        flagged.example(batch=(0,), degree=degree).check()


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "uint64", ">i4"])
def test_integer_types(case, kind):
    example = case.example(batch=(6,), ragged=True)
    assert_equal(example(**{name: example.options[name].astype(kind) for name in case.lengths}), example())


def test_layouts_of_lengths(case):
    example = case.example(batch=(6,), ragged=True)
    for name in case.lengths:
        lengths, expected = example.options[name], example()
        before = lengths.copy()
        spread = np.full((6, 2), 99)
        spread[:, 0] = lengths
        backwards = lengths[::-1].copy()[::-1]
        frozen = lengths.copy()
        frozen.flags.writeable = False
        kinds = (spread[:, 0], backwards, frozen, lengths.tolist(), tuple(lengths.tolist()))
        for same in kinds if case.is_public else kinds[:3]:
            assert_equal(example(**{name: same}), expected)
        np.testing.assert_array_equal(lengths, before)


@pytest.mark.parametrize("length", [3, np.int32(3), np.array(3)])
def test_one_path(case, length):
    """A number, if there is no batch."""
    example = case.example(batch=(), degree=4)
    lengths = {name: np.array(3) for name in case.lengths}
    if case.is_public:
        example.compare(example(**dict.fromkeys(case.lengths, length)), example(**lengths))
    if any(kind in ROWS_OF_PATHS for kind in case.arrays.values()):
        return  # whose rows would be those of the whole path
    alone = {name: a[:3] for name, a in example.arrays.items() if case.arrays[name] in RAGGED}
    alone |= {name: a[:2] for name, a in example.arrays.items() if case.arrays[name] is CORRECTION}
    sparing = dict.fromkeys(case.optional)  # what comes with the path would be that of the whole one
    outs, values = example(**lengths, **sparing), example(**alone, **sparing)
    for out, value, kind in zip(outs, values, case.results, strict=True):
        np.testing.assert_allclose(out, as_long_as(out, value, kind), rtol=1e-12, atol=1e-12)
