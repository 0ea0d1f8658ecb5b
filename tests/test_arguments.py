"""Bad input is refused, with the argument, what was expected and what came in the message."""

import datetime
import inspect
import re
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from cases import (
    COEFFICIENTS,
    DEFAULTS,
    DISPLACEMENT,
    FACTORS,
    FUNCTIONAL,
    LENGTHS,
    LOG_SIGNATURE,
    OF_SIGNATURES,
    PATH,
    PATHS,
    SIGNATURE,
)
from operations import FUNCTIONS
from support import output_of

import siglib

EITHER = (TypeError, ValueError)
OPTIONAL = inspect.Parameter("degree", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None)
PUBLIC = [case for case in FUNCTIONS if case.is_public]
EXAMPLES = [case for case in PUBLIC if case.has_examples]
ROWS = (*OF_SIGNATURES, LOG_SIGNATURE, COEFFICIENTS)


class Indexable:
    """An integer only by __index__."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Container:
    """What NumPy makes an array of, as frames and arrays of other libraries are."""

    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return self.value


class OnDevice:
    """An array that does not come to NumPy by itself."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError("copy it to the host first")


def quiet_matrix(a):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return np.matrix(a)


def shown(value):
    return value if isinstance(value, str) else ""


def taking(*names):
    """Loop over every operation with one of these parameters; what kernels call a method is another thing."""
    pairs = [
        (case, name)
        for case in EXAMPLES
        for name in names
        if case.takes(name) and not (name == "method" and case.of_pairs)
    ]
    return pytest.mark.parametrize(("case", "argument"), pairs, ids=str)


def arrays(*kinds, unless=lambda case, name: False):
    """Loop over every array of every operation, or over those of some kinds."""
    pairs = [
        (case, name)
        for case in EXAMPLES
        for name, kind in case.arrays.items()
        if (not kinds or kind in kinds) and not unless(case, name)
    ]
    return pytest.mark.parametrize(("case", "argument"), pairs, ids=str)


def assert_refused(case, error, *mentioned, **changes):
    """Three paths of 6 points in 2 channels, or signatures of 6 words, are refused once these changes are made."""
    with pytest.raises(error) as caught:
        case.example()(**changes)
    message = str(caught.value)
    for word in (*changes, *mentioned):
        pattern = rf"(?<![0-9A-Za-z_]){re.escape(str(word))}(?![0-9A-Za-z_])"
        assert re.search(pattern, message), f"{word!r} is not in: {message}"
    return message


def assert_same(case, *others, **changes):
    """These changes change nothing."""
    for out, value in zip(case.example()(**changes), case.example()(), strict=True):
        np.testing.assert_array_equal(out, value, strict=True)


# Arrays


@arrays()
@pytest.mark.parametrize(
    "kind", ["float16", "complex64", "complex128", "longdouble", "O", "U3", "S3", "M8[s]", "m8[s]", "V8", [("x", "f8")]]
)
def test_dtypes(case, argument, kind):
    if kind == "longdouble" and np.dtype(kind) == np.float64:
        pytest.skip("longdouble is float64 here")
    bad = np.zeros(case.example().arrays[argument].shape, kind)
    message = assert_refused(case, TypeError, **{argument: bad})
    assert str(bad.dtype) in message
    assert "float64" in message  # says what to do instead


@arrays()
@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda a: np.ma.masked_array(a, mask=a > 3), "[Mm]ask"),
        (np.ma.masked_array, "[Mm]ask"),
        (lambda a: quiet_matrix(a.reshape(len(a), -1)), "matrix"),
        (lambda a: OnDevice(), "OnDevice.*copy it to the host first"),
        (lambda a: "1, 2", "str"),
        (lambda a: b"1, 2", "bytes"),
        (lambda a: {1.0, 2.0}, "set"),
        (lambda a: {0: 1.0}, "dict"),
        (iter, "iterator"),
        (memoryview, "memoryview"),
        (lambda a: object(), "object"),
    ],
    ids=shown,
)
def test_what_is_no_array(case, argument, make, named):
    message = assert_refused(case, TypeError, **{argument: make(case.example().arrays[argument])})
    if named == "dict" and case.arrays[argument] is FUNCTIONAL:  # whose keys are words
        named = "sequence of integers"
    assert re.search(named, message)


def test_containers(case):
    """Of any kind, in place of all arrays."""
    example = case.example()
    given = {name: Container(array) for name, array in example.arrays.items() if isinstance(array, np.ndarray)}
    np.testing.assert_equal(example(**given), example())


@arrays(unless=lambda case, name: name in (*case.optional, *case.nullable))
def test_none(case, argument):
    assert_refused(case, TypeError, **{argument: None})


@arrays()
@pytest.mark.parametrize("bad", [[[1.0, 2.0], [3.0]], [["a", "b"]], [[None, 1.0]], [[10**400]]])
def test_nested_lists_that_hold_no_numbers(case, argument, bad):
    assert_refused(case, EITHER, **{argument: bad})


@arrays()
def test_no_dimensions(case, argument):
    assert_refused(case, EITHER, **{argument: np.array(1.0)})


@arrays(*PATHS)
def test_paths_need_two_dimensions(case, argument):
    assert_refused(case, ValueError, 4, **{argument: np.zeros(4)})


@arrays(*PATHS)
@pytest.mark.parametrize("shape", [(6, 0), (3, 6, 0), (0, 0), (0, 6, 0)])
def test_paths_need_a_channel(case, argument, shape):
    assert_refused(case, ValueError, **{argument: np.zeros(shape)})


# Of more channels there may be coefficients of the same words.
@arrays(PATH, unless=lambda case, name: len(case.arrays) == 1 or (case.takes("words") and name == "path"))
@pytest.mark.parametrize("shape", [(3, 6, 3), (2, 6, 2), (6, 2), (1, 6, 2), (3, 1, 6, 2)])
def test_shapes_that_do_not_fit_a_path(case, argument, shape):
    """What the path comes with, or the tangent if that is what changed, is refused."""
    with pytest.raises(ValueError, match=r"expected .*got .*\(\d"):
        case.example()(**{argument: np.zeros(shape)})


@arrays(PATH, unless=lambda case, name: [*case.arrays.values()].count(PATH) == 1)
def test_paths_of_different_lengths(case, argument):
    with pytest.raises(ValueError, match=r"expected the shape of path, .*got .*\(3"):
        case.example()(**{argument: np.zeros((3, 7, 2))})


@arrays(*ROWS)
@pytest.mark.parametrize("columns", [5, 8, 0])
def test_a_wrong_last_axis_is_explained(case, argument, columns):
    *batch, expected = case.example().arrays[argument].shape
    bad = np.zeros((*batch, columns))
    assert_refused(case, ValueError, columns, **{argument: bad})
    if argument == next(iter(case.arrays)) or case.of_paths:
        assert_refused(case, ValueError, expected, **{argument: bad})


@arrays(*ROWS, DISPLACEMENT, unless=lambda case, name: len(case.batched) == 1)
@pytest.mark.parametrize("batch", [(2,), (), (1,), (3, 1)])
def test_batches_that_do_not_fit(case, argument, batch):
    """Of two rows of different shapes, which one is refused is a matter of taste."""
    columns = case.example().arrays[argument].shape[-1]
    with pytest.raises(ValueError, match=argument if case.of_paths else "|".join(case.arrays)):
        case.example()(**{argument: np.zeros((*batch, columns))})


@arrays(FACTORS)
@pytest.mark.parametrize("shape", [(3, 3), (3, 0), (2, 2), (3, 1, 2)])
def test_factors_that_do_not_fit(case, argument, shape):
    assert_refused(case, ValueError, **{argument: np.zeros(shape)})


@arrays(DISPLACEMENT)
@pytest.mark.parametrize("channels", [3, 0, 1])
def test_displacements_of_other_channels(case, argument, channels):
    assert_refused(case, ValueError, 2, channels, **{argument: np.zeros((3, channels))})


@arrays(*OF_SIGNATURES, LOG_SIGNATURE, DISPLACEMENT)
@pytest.mark.parametrize("flags", [{"time_aug": True}, {"lead_lag": True}], ids=" ".join)
def test_flags_change_the_expected_length(case, argument, flags):
    if case.takes(*flags):
        lengths = {str(array.shape[-1]) for array in case.example(**flags).arrays.values()}
        with pytest.raises(ValueError, match=rf"\b({'|'.join(lengths)})\b"):
            case.example()(**flags)


@arrays(SIGNATURE, unless=lambda case, name: case.of_paths or [*case.arrays.values()].count(SIGNATURE) == 1)
def test_mixed_formats(case, argument):
    """All factors have the scalar term, or none."""
    with pytest.raises(ValueError, match="|".join(case.arrays)):
        case.example()(**{argument: np.zeros((3, 7))})


@arrays(unless=lambda case, name: len(case.arrays) == 1)
def test_mixed_precision(case, argument):
    with pytest.raises(EITHER) as caught:
        case.example()(**{argument: case.example().arrays[argument].astype(np.float32)})
    words = re.findall(r"\w+", str(caught.value))
    assert {"float32", "float64"} <= set(words)
    assert {argument, next(iter(case.arrays))} & set(words)


# Numbers


@taking("degree", "dimension")
@pytest.mark.parametrize("bad", [2.0, "2", None, [2], 2j, np.float64(2), Fraction(2), np.array([2, 2]), b"2"], ids=repr)
def test_no_integer(case, argument, bad):
    if bad is not None or case.parameters[argument] != OPTIONAL:
        assert_refused(case, TypeError, **{argument: bad})


@pytest.mark.parametrize("case", [case for case in EXAMPLES if case.parameters.get("degree") == OPTIONAL], ids=str)
def test_degree_follows_from_the_length(case):
    for degree in (0, 1, 4):
        for scalar_term in (False, True):
            example = case.example(degree=degree, scalar_term=scalar_term)
            for out, value in zip(example(degree=None), example(), strict=True):
                np.testing.assert_array_equal(out, value)


@taking("degree", "dimension")
@pytest.mark.parametrize("value", [-1, -(10**30), np.int8(-3)], ids=repr)
def test_negative(case, argument, value):
    assert_refused(case, ValueError, int(value), **{argument: value})


@taking("dimension")
def test_dimension_zero(case, argument):
    assert_refused(case, ValueError, 0, **{argument: 0})


@taking("degree", "dimension")
@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.int64, np.array, Indexable])
def test_any_integer_type(case, argument, kind):
    assert_same(case, **{argument: kind(2)})


@taking("method", "source", "target")
@pytest.mark.parametrize("bad", [-1, 4, 10**30, "word", "1", "", 1.0, None, [1], b"words"], ids=repr)
def test_no_method(case, argument, bad):
    assert_refused(case, EITHER, **{argument: bad})


@taking("method", "source", "target")
def test_names_of_methods(case, argument):
    """Brackets have two numbers."""
    for number, name in ((0, "expanded"), (1, "words"), (2, "brackets")):
        example = case.example(**{"method" if argument == "source" else argument: number})
        for same in (name, np.int8(number), *([3] if number == 2 else [])):
            for out, value in zip(example(**{argument: same}), example(), strict=True):
                np.testing.assert_array_equal(out, value, strict=True)


@taking("method")
def test_only_whole_tensors_have_a_scalar_term(case, argument):
    if case.takes("scalar_term") and not case.has_formats(method=1):
        for method in (1, 2):
            with pytest.raises(ValueError, match="scalar_term"):
                case.example(method=method)(scalar_term=True)


@taking("precision")
@pytest.mark.parametrize("bad", ["single", "float64", np.float64, 64, True, ""], ids=repr)
def test_no_precision(case, argument, bad):
    assert_refused(case, EITHER, **{argument: bad})


@taking("end_time")
@pytest.mark.parametrize("bad", ["1", None, 1j, np.complex128(1), b"1", datetime.timedelta(1)], ids=repr)
def test_no_real_number(case, argument, bad):
    assert_refused(case, TypeError, **{argument: bad})


@taking("end_time")
@pytest.mark.parametrize("kind", [int, np.float32, np.float64, np.longdouble, np.int16, Fraction, Decimal, np.array])
def test_any_real_type(case, argument, kind):
    example = case.example(time_aug=True, end_time=3.0)
    for out, value in zip(example(end_time=kind(3)), example(), strict=True):
        np.testing.assert_array_equal(out, value)


@taking("end_time")
@pytest.mark.parametrize("bad", [np.array(1j), np.array("3"), np.complex64(1), np.datetime64(3, "s")], ids=repr)
def test_no_single_real_number(case, argument, bad):
    assert_refused(case, TypeError, **{argument: bad})


@taking("end_time")
@pytest.mark.parametrize("bad", [[1.0, 2.0], np.array([3.0, 4.0])], ids=repr)
def test_end_times_of_no_batch(case, argument, bad):
    """Some functions take an end time for each path: here there are three."""
    assert_refused(case, ValueError if case.takes_ends_of_paths else TypeError, **{argument: bad})


@taking("time_aug", "lead_lag", "scalar_term")
@pytest.mark.parametrize("bad", ["False", "", 0, 1, 1.0, None, [True], np.array(True), np.int64(1)], ids=repr)
def test_no_flag(case, argument, bad):
    message = assert_refused(case, TypeError, **{argument: bad})
    assert "expected True or False" in message


@taking("time_aug", "lead_lag", "scalar_term")
@pytest.mark.parametrize("value", [True, False])
def test_flags_of_numpy(case, argument, value):
    example = case.example(method=0, **({argument: value} if argument in DEFAULTS else {}))
    for out, expected in zip(example(**{argument: np.bool_(value)}), example(**{argument: value}), strict=True):
        np.testing.assert_array_equal(out, expected, strict=True)


def test_estimate_cost():
    sizes = {"batch": 1, "length": 2, "dimension": 2}
    for flag in ("time_aug", "lead_lag"):
        with pytest.raises(TypeError, match=rf"^{flag}: expected True or False, got 'False'"):
            siglib.estimate_cost("sig", **sizes, **{flag: "False"})
    for bad in (2, "float16", object(), "no dtype", None.__class__):
        with pytest.raises(TypeError, match=r"^dtype: expected float32 or float64, got "):
            siglib.estimate_cost("sig", **sizes, dtype=bad)


@arrays(*PATHS)
@pytest.mark.parametrize("kind", [list, lambda paths: np.array([*paths, None], object)[:2]], ids=["list", "object"])
def test_ragged_lists_are_told_of_lengths(case, argument, kind):
    message = assert_refused(case, EITHER, **{argument: kind([np.zeros((3, 2)), np.zeros((4, 2))])})
    assert "pad_paths makes an array" in message


@taking("n_jobs")
def test_n_jobs(case, argument):
    assert_refused(case, ValueError, 0, n_jobs=0)
    for bad in (1.0, "1", [1], 1j):
        assert_refused(case, TypeError, n_jobs=bad)
    for good in (None, 1, 2, -1, -2, -(10**6), 50, np.int64(2), Indexable(1)):
        assert_same(case, n_jobs=good)


@taking(*LENGTHS)
@pytest.mark.parametrize(
    ("error", "bad"),
    [
        (TypeError, np.array([1.0, 2.0, 3.0])),
        (TypeError, [1.0, 2.0, 3.0]),
        (TypeError, ["1", "2", "3"]),
        (TypeError, np.array([1, 2, None])),
        (TypeError, "123"),
        (TypeError, 2.0),
        (TypeError, {1, 2, 3}),
        (TypeError, np.ma.masked_array([1, 2, 3])),
        (ValueError, 2),
        (ValueError, [1, 2]),
        (ValueError, [[1, 2, 3]]),
        (ValueError, [[1], [2], [3]]),
        (ValueError, np.array(2)),
        (ValueError, [1, 2, 7]),
        (ValueError, [1, -1, 3]),
        (ValueError, np.array([1, 2, 2**64 - 1], np.uint64)),
        (ValueError, np.array([1, 2, -(2**63)])),
        (EITHER, [1, 2, 2**64]),
        (EITHER, [1, [2, 3]]),
    ],
    ids=repr,
)
def test_lengths(case, argument, error, bad):
    assert_refused(case, error, **{argument: bad})


@taking(*LENGTHS)
def test_lengths_say_what_they_should_be(case, argument):
    most = getattr(case.example().problem, LENGTHS[argument])
    assert_refused(case, ValueError, 7, most, **{argument: [1, 2, 7]})
    assert_refused(case, ValueError, 3, 2, **{argument: [1, 2]})


@pytest.mark.parametrize("case", PUBLIC, ids=str)
def test_unknown_keywords(case):
    given = case.example()
    with pytest.raises(TypeError, match="n_job"):
        case.call(**given.arrays, **given.options, n_job=1)


@pytest.mark.parametrize("case", [case for case in EXAMPLES if case.arrays], ids=str)
def test_refused_calls_leave_no_trace(case):
    """After an error the next call works, with the arrays as they were."""
    example = case.example()
    before = example()
    for bad in ({"degree": -1}, {"n_jobs": 0}, {"lengths": [9, 9, 9]}, {"lengths2": [9, 9, 9]}, {"end_time": "1"}):
        if case.takes(*bad):
            with pytest.raises(EITHER):
                example(**bad)
            for out, value in zip(example(), before, strict=True):
                np.testing.assert_array_equal(out, value)


@pytest.mark.parametrize(
    ("shape", "flags"),
    [
        ((3, 5, 1), {"time_aug": True}),
        ((3, 5, 3), {"lead_lag": True}),
        ((3, 5, 4), {"lead_lag": True, "time_aug": True}),
        ((3, 5, 1), {"lead_lag": True, "time_aug": True}),
        ((3, 5, 2), {"lead_lag": True, "time_aug": True}),
        ((3, 4, 2), {"lead_lag": True}),
        ((3, 2, 2), {"lead_lag": True}),
    ],
)
def test_derivs_of_no_transformed_path(shape, flags):
    with pytest.raises(ValueError, match="derivs"):
        siglib.transform_path_backprop(np.ones(shape), **flags)


# Signatures that no array can hold


@pytest.mark.parametrize(("d", "degree"), [(10, 19), (10, 30), (2, 63), (2**31, 3), (2**63, 1), (9, 40)])
def test_too_long(d, degree):
    length = sum(d**k for k in range(1, degree + 1))
    assert length > sys.maxsize
    with pytest.raises(ValueError, match=str(length)):
        siglib.sig_length(d, degree)


def test_the_longest_that_counts():
    assert siglib.sig_length(10, 18) == (10**19 - 10) // 9
    assert siglib.sig_length(2, 61) == 2**62 - 2
    with pytest.raises(ValueError, match="length"):
        siglib.sig_length(6, 18, time_aug=True, lead_lag=True)


@taking("degree")
@pytest.mark.parametrize("batch", [(), (0,)], ids=str)
def test_too_long_in_every_function(case, argument, batch):
    if case.name.startswith("truncated"):
        pytest.skip("it needs no signatures")
    example = case.example(batch=batch, length=2, dimension=10, degree=1)
    with pytest.raises(ValueError, match=str((10**31 - 10) // 9)):
        example(degree=30)


def test_too_large_for_memory():
    """A length that counts, in an array that does not fit: an error, no crash."""
    with pytest.raises((MemoryError, ValueError)):
        siglib.sig(np.zeros((2, 10)), 18)
    with pytest.raises((MemoryError, ValueError)):
        siglib.sig(np.broadcast_to(np.zeros(10), (1000, 2, 10)), 18, scalar_term=True)
    with pytest.raises((MemoryError, ValueError)):
        siglib.transform_path(np.broadcast_to(0.0, (2**30, 2**29, 1)), lead_lag=True, time_aug=True)


ENORMOUS = """
import siglib
for length in (siglib.sig_length, siglib.log_sig_length):
    for d, degree in [(2, 10**5), (2, 10**9), (2, 10**18), (3, 2**100), (2**100, 2), (10**400, 1)]:
        try:
            length(d, degree)
        except ValueError as error:
            assert "degree" in str(error) or "dimension" in str(error) or "length" in str(error), error
        else:
            raise AssertionError((d, degree))
assert siglib.sig_length(1, 10**15) == 10**15
assert siglib.log_sig_length(1, 10**15) == 1
print("done")
"""


def test_enormous_numbers_are_refused_at_once():
    """In a process of its own: counting all the words would take forever."""
    assert output_of(ENORMOUS) == "done"
