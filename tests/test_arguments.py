"""Bad input is refused, with the argument, what was expected and what came in the message."""

import datetime
import inspect
import re
import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest
from support import output_of

import siglib

EITHER = (TypeError, ValueError)
SIGNATURES = {
    "sig": "(path, degree, *, time_aug=False, lead_lag=False, end_time=1.0, scalar_term=False, "
    "lengths=None, n_jobs=None)",
    "sig_backprop": "(path, sig, sig_derivs, degree, *, time_aug=False, lead_lag=False, "
    "end_time=1.0, lengths=None, n_jobs=None)",
    "sig_combine": "(sig1, sig2, dimension, degree, *, time_aug=False, lead_lag=False, n_jobs=None)",
    "sig_combine_backprop": "(deriv, sig1, sig2, dimension, degree, *, time_aug=False, lead_lag=False, n_jobs=None)",
    "sig_length": "(dimension, degree, *, time_aug=False, lead_lag=False, scalar_term=False)",
    "transform_path": "(path, *, time_aug=False, lead_lag=False, end_time=1.0, n_jobs=None)",
    "transform_path_backprop": "(derivs, *, time_aug=False, lead_lag=False, end_time=1.0, n_jobs=None)",
    "show_config": "()",
}
ARRAYS = ["path", "sig", "sig_derivs", "sig1", "sig2", "deriv", "derivs"]


class Indexable:
    """An integer only by __index__."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class ArrayLike:
    """Not an ndarray, though NumPy could make one of it."""

    def __array__(self, dtype=None, copy=None):
        return np.zeros((3, 6, 2))


def quiet_matrix(a):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return np.matrix(a)


def valid(name):
    """Arguments that the function accepts: three paths of 6 points in 2 channels, degree 2."""
    path, sig = np.arange(36.0).reshape(3, 6, 2) % 7, np.arange(18.0).reshape(3, 6)
    return {
        "sig": {"path": path, "degree": 2},
        "sig_backprop": {"path": path, "sig": sig, "sig_derivs": sig, "degree": 2},
        "sig_combine": {"sig1": sig, "sig2": sig, "dimension": 2, "degree": 2},
        "sig_combine_backprop": {
            "deriv": sig,
            "sig1": sig,
            "sig2": sig,
            "dimension": 2,
            "degree": 2,
        },
        "sig_length": {"dimension": 2, "degree": 2},
        "transform_path": {"path": path},
        "transform_path_backprop": {"derivs": path},
        "show_config": {},
    }[name]


def parameters(name):
    return inspect.signature(getattr(siglib, name)).parameters


def call(name, **changes):
    return getattr(siglib, name)(**{**valid(name), **changes})


def taking(*arguments):
    """Every (function, argument) where the function takes one of these arguments."""
    return [(f, a) for f in SIGNATURES for a in arguments if a in parameters(f)]


def assert_refused(name, error, *mentioned, **changes):
    with pytest.raises(error) as caught:
        call(name, **changes)
    message = str(caught.value)
    for word in (*changes, *mentioned):
        pattern = rf"(?<![0-9A-Za-z_]){re.escape(str(word))}(?![0-9A-Za-z_])"
        assert re.search(pattern, message), f"{word!r} is not in: {message}"


each_array = pytest.mark.parametrize(("function", "argument"), taking(*ARRAYS))
each_integer = pytest.mark.parametrize(("function", "argument"), taking("degree", "dimension"))


@pytest.mark.parametrize("function", SIGNATURES)
def test_signature(function):
    signature = inspect.signature(getattr(siglib, function))
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    assert str(inspect.Signature(bare)) == SIGNATURES[function]


@pytest.mark.parametrize("function", SIGNATURES)
def test_valid_arguments_are_accepted(function):
    call(function)


@each_array
@pytest.mark.parametrize(
    "kind",
    ["float16", "complex64", "complex128", "longdouble", "O", "U3", "S3", "M8[s]", "m8[s]", "V8"],
)
def test_dtypes(function, argument, kind):
    if kind == "longdouble" and np.dtype(kind) == np.float64:
        pytest.skip("longdouble is float64 here")
    bad = np.zeros(valid(function)[argument].shape, kind)
    assert_refused(function, TypeError, **{argument: bad})
    with pytest.raises(TypeError) as caught:
        call(function, **{argument: bad})
    assert str(bad.dtype) in str(caught.value)
    assert "float64" in str(caught.value)  # says what to do instead


@each_array
def test_structured_arrays(function, argument):
    bad = np.zeros(valid(function)[argument].shape, [("x", "f8")])
    assert_refused(function, TypeError, **{argument: bad})


@each_array
@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda a: np.ma.masked_array(a, mask=a > 3), "[Mm]ask"),
        (np.ma.masked_array, "[Mm]ask"),
        (lambda a: quiet_matrix(a.reshape(len(a), -1)), "matrix"),
        (lambda a: ArrayLike(), "ArrayLike"),
        (lambda a: "1, 2", "str"),
        (lambda a: b"1, 2", "bytes"),
        (lambda a: {1.0, 2.0}, "set"),
        (lambda a: {0: 1.0}, "dict"),
        (iter, "iterator"),
        (memoryview, "memoryview"),
        (lambda a: object(), "object"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_array(function, argument, make, named):
    bad = make(valid(function)[argument])
    assert_refused(function, TypeError, **{argument: bad})
    with pytest.raises(TypeError, match=named):
        call(function, **{argument: bad})


@pytest.mark.parametrize(("function", "argument"), sorted({*taking(*ARRAYS)} - {("sig_backprop", "sig")}))
def test_none(function, argument):
    assert_refused(function, TypeError, **{argument: None})


@each_array
@pytest.mark.parametrize("bad", [[[1.0, 2.0], [3.0]], [["a", "b"]], [[None, 1.0]], [[10**400]]])
def test_nested_lists_that_hold_no_numbers(function, argument, bad):
    assert_refused(function, EITHER, **{argument: bad})


@each_array
def test_no_dimensions(function, argument):
    assert_refused(function, EITHER, **{argument: np.array(1.0)})


@pytest.mark.parametrize(("function", "argument"), taking("path", "derivs"))
def test_paths_need_two_dimensions(function, argument):
    assert_refused(function, ValueError, 4, **{argument: np.zeros(4)})


@pytest.mark.parametrize(("function", "argument"), taking("path", "derivs"))
@pytest.mark.parametrize("shape", [(6, 0), (3, 6, 0), (0, 0), (0, 6, 0)])
def test_paths_need_a_channel(function, argument, shape):
    assert_refused(function, ValueError, **{argument: np.zeros(shape)})


@each_integer
@pytest.mark.parametrize("bad", [2.0, "2", None, [2], 2j, np.float64(2), Fraction(2), np.array([2, 2]), b"2"], ids=repr)
def test_no_integer(function, argument, bad):
    assert_refused(function, TypeError, **{argument: bad})


@each_integer
@pytest.mark.parametrize("value", [-1, -(10**30), np.int8(-3)], ids=repr)
def test_negative(function, argument, value):
    assert_refused(function, ValueError, int(value), **{argument: value})


@pytest.mark.parametrize(("function", "argument"), taking("dimension"))
def test_dimension_zero(function, argument):
    assert_refused(function, ValueError, 0, **{argument: 0})


@each_integer
@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.int64, np.array, Indexable])
def test_any_integer_type(function, argument, kind):
    np.testing.assert_array_equal(call(function, **{argument: kind(2)}), call(function))


@pytest.mark.parametrize(("function", "argument"), taking("end_time"))
@pytest.mark.parametrize("bad", ["1", None, 1j, [1.0], np.complex128(1), b"1", datetime.timedelta(1)], ids=repr)
def test_no_real_number(function, argument, bad):
    changes = {"derivs": np.ones((3, 6, 3))} if function == "transform_path_backprop" else {}
    with pytest.raises(TypeError, match="end_time"):
        call(function, end_time=bad, **changes)


@pytest.mark.parametrize("kind", [int, np.float32, np.float64, np.int16, Fraction])
def test_any_real_type(kind):
    for function in ("sig", "transform_path"):
        expected = call(function, time_aug=True, end_time=3.0)
        np.testing.assert_array_equal(call(function, time_aug=True, end_time=kind(3)), expected)


@pytest.mark.parametrize(("function", "argument"), taking("n_jobs"))
def test_n_jobs(function, argument):
    assert_refused(function, ValueError, 0, n_jobs=0)
    for bad in (1.0, "1", [1], 1j):
        assert_refused(function, TypeError, n_jobs=bad)
    expected = call(function)
    for good in (None, 1, 2, -1, -2, -(10**6), 50, np.int64(2), Indexable(1)):
        np.testing.assert_array_equal(call(function, n_jobs=good), expected)


@pytest.mark.parametrize(("function", "argument"), taking("lengths"))
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
def test_lengths(function, argument, error, bad):
    assert_refused(function, error, **{argument: bad})


def test_lengths_say_what_they_should_be():
    assert_refused("sig", ValueError, 7, 6, lengths=[1, 2, 7])
    assert_refused("sig", ValueError, 3, 2, lengths=[1, 2])


@pytest.mark.parametrize(("function", "argument"), taking("sig", "sig_derivs", "sig1", "sig2", "deriv"))
@pytest.mark.parametrize("shape", [(3, 5), (3, 8), (3, 0), (2, 6), (6,), (1, 6), (3, 1, 6), (3, 6, 1)])
def test_signature_shapes(function, argument, shape):
    changes = {argument: np.zeros(shape)}
    if function.startswith("sig_combine") and shape[-1] == 6:
        # which of the arguments is the odd one out is a matter of taste
        with pytest.raises(ValueError, match=r"sig|deriv"):
            call(function, **changes)
    else:
        assert_refused(function, ValueError, **changes)


@pytest.mark.parametrize(("function", "argument"), taking("sig", "sig_derivs", "sig1", "deriv"))
def test_a_wrong_last_axis_is_explained(function, argument):
    assert_refused(function, ValueError, 6, 5, **{argument: np.zeros((3, 5))})


@pytest.mark.parametrize("flags", [{"time_aug": True}, {"lead_lag": True}])
@pytest.mark.parametrize("function", ["sig_backprop", "sig_combine", "sig_combine_backprop"])
def test_flags_change_the_expected_length(function, flags):
    with pytest.raises(ValueError, match=r"12|20"):
        call(function, **flags)


@pytest.mark.parametrize("function", ["sig_combine", "sig_combine_backprop"])
@pytest.mark.parametrize("argument", ["deriv", "sig1", "sig2"])
def test_mixed_scalar_terms(function, argument):
    if argument in parameters(function):
        with pytest.raises(ValueError, match=r"sig|deriv"):
            call(function, **{argument: np.zeros((3, 7))})


@pytest.mark.parametrize(("function", "argument"), [pair for pair in taking(*ARRAYS) if len(set(valid(pair[0]))) > 2])
def test_mixed_precision(function, argument):
    with pytest.raises(EITHER) as caught:
        call(function, **{argument: valid(function)[argument].astype(np.float32)})
    assert {"float32", "float64"} <= set(re.findall(r"\w+", str(caught.value)))
    assert argument in str(caught.value) or "path" in str(caught.value)


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
        call("transform_path_backprop", derivs=np.ones(shape), **flags)


def test_unknown_keywords():
    for function in SIGNATURES:
        with pytest.raises(TypeError):
            getattr(siglib, function)(**valid(function), n_job=1)


def test_refused_calls_leave_no_trace():
    """After an error the next call works, with the arrays as they were."""
    before = call("sig")
    for bad in ({"degree": -1}, {"n_jobs": 0}, {"lengths": [9, 9, 9]}):
        assert_refused("sig", ValueError, **bad)
    np.testing.assert_array_equal(call("sig"), before)


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


def test_too_long_in_every_function():
    message = str((10**31 - 10) // 9)
    path, some = np.zeros((2, 10)), np.zeros(10)
    with pytest.raises(ValueError, match=message):
        siglib.sig(path, 30)
    with pytest.raises(ValueError, match=message):
        siglib.sig(np.zeros((0, 2, 10)), 30)
    with pytest.raises(ValueError, match=message):
        siglib.sig_backprop(path, None, some, 30)
    with pytest.raises(ValueError, match=message):
        siglib.sig_combine(some, some, 10, 30)
    with pytest.raises(ValueError, match=message):
        siglib.sig_combine_backprop(some, some, some, 10, 30)


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
for d, degree in [(2, 10**5), (2, 10**9), (2, 10**18), (3, 2**100), (2**100, 2), (10**400, 1)]:
    try:
        siglib.sig_length(d, degree)
    except ValueError as error:
        assert "degree" in str(error) or "dimension" in str(error) or "length" in str(error), error
    else:
        raise AssertionError((d, degree))
assert siglib.sig_length(1, 10**15) == 10**15
print("done")
"""


def test_enormous_numbers_are_refused_at_once():
    """In a process of its own: counting all the words would take forever."""
    assert output_of(ENORMOUS) == "done"
