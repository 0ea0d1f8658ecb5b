"""`initial`, `basepoint`, `time` and an `end_time` for each path, against the paths that they stand for."""

import numpy as np
import pytest
import starts
from cases import SIGNATURE
from operations import CASES, FUNCTIONS
from starts import ARGUMENTS, BATCH, DIMENSION, LENGTH
from support import BACKWARD, COPIED, FORWARD, error, walks

import siglib

DEGREE = 3
NEW = ("initial", "basepoint", "time")
EXTENDED = [case for case in FUNCTIONS if case.takes("basepoint")]


@pytest.fixture(params=[False, True], ids=["full", "ragged"])
def ragged(request):
    return request.param


@pytest.fixture(params=ARGUMENTS)
def names(request):
    return request.param


@pytest.fixture
def call(rng, names, flags, ragged):
    """A path in float64, and all other arguments."""
    read = {name: flags[name] for name in ("time_aug", "lead_lag")}
    given = starts.arguments(rng, names, degree=DEGREE, **read)
    path = walks(rng, BATCH, LENGTH, DIMENSION)
    if ragged:
        given["lengths"] = np.array([2, LENGTH, 0])
        beyond = np.arange(LENGTH) >= given["lengths"][:, None]
        path[beyond] = np.nan
        if "time" in given and given["time"].ndim > 1:
            given["time"][:, given["time"].shape[1] - LENGTH :][beyond] = np.nan
    return path, {**read, **given}


def in_dtype(options, dtype):
    """What is an array of floats, in a dtype."""
    return {
        name: value.astype(dtype) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value
        for name, value in options.items()
    }


def check(out, expected, dtype, tolerance):
    assert (out.dtype, out.shape, out.flags.c_contiguous) == (dtype, expected.shape, True)
    assert error(out, expected) < tolerance[dtype]


def tangent_of(rng, path):
    return np.where(np.isnan(path), np.nan, rng.standard_normal(path.shape))


@pytest.mark.parametrize("scalar_term", [False, True])
def test_signatures(call, scalar_term, dtype, rng):
    path, options = call
    own, given = path.astype(dtype), in_dtype(options, dtype)
    expected = starts.values(path, DEGREE, scalar_term=scalar_term, **options)
    out = siglib.sig(own, DEGREE, scalar_term=scalar_term, **given)
    check(out, expected, dtype, FORWARD)

    tangent = tangent_of(rng, path)
    value, slope = siglib.sig_jvp(own, tangent.astype(dtype), DEGREE, scalar_term=scalar_term, **given)
    check(value, expected, dtype, FORWARD)
    check(slope, starts.tangents(path, tangent, DEGREE, scalar_term=scalar_term, **options), dtype, BACKWARD)

    derivs = rng.standard_normal(expected.shape)
    by_path = starts.gradients(path, derivs[:, scalar_term:], DEGREE, **options)
    derivs[:, :scalar_term] = np.nan
    for signature in (None, out):
        check(siglib.sig_backprop(own, signature, derivs.astype(dtype), DEGREE, **given), by_path, dtype, BACKWARD)


@pytest.mark.parametrize("method", [0, 1, 2])
def test_log_signatures(call, method, dtype, rng):
    path, options = call
    own, given = path.astype(dtype), in_dtype(options, dtype)
    expected = starts.values(path, DEGREE, method=method, **options)
    check(siglib.log_sig(own, DEGREE, method=method, **given), expected, dtype, FORWARD)

    tangent = tangent_of(rng, path)
    value, slope = siglib.log_sig_jvp(own, tangent.astype(dtype), DEGREE, method=method, **given)
    check(value, expected, dtype, FORWARD)
    check(slope, starts.tangents(path, tangent, DEGREE, method=method, **options), dtype, BACKWARD)

    derivs = rng.standard_normal(expected.shape)
    by_path = starts.gradients(path, derivs, DEGREE, method=method, **options)
    signature = siglib.sig(own, DEGREE, **given)
    for given_signature in (None, signature):
        out = siglib.log_sig_backprop(own, given_signature, derivs.astype(dtype), DEGREE, method=method, **given)
        check(out, by_path, dtype, BACKWARD)


@pytest.mark.parametrize("method", [0, 1, 2])
def test_double_precision(call, method, rng):
    """All arguments are then in float64, whether they came so or not."""
    path, options = call
    own, single = path.astype("f4"), in_dtype(options, "f4")
    exact, double = own.astype("f8"), in_dtype(single, "f8")
    tangent = tangent_of(rng, path).astype("f4")
    derivs = rng.standard_normal((BATCH, siglib.log_sig(own, DEGREE, method=method, **single).shape[1])).astype("f4")
    arrays = {"log_sig": (), "log_sig_jvp": (tangent,), "log_sig_backprop": (None, derivs)}
    for name, others in arrays.items():
        function = getattr(siglib, name)
        widened = (None if other is None else other.astype("f8") for other in others)
        expected = function(exact, *widened, DEGREE, method=method, **double)
        for given in (single, double):
            out = function(own, *others, DEGREE, method=method, precision="double", **given)
            for one, value in zip(*(r if isinstance(r, tuple) else (r,) for r in (out, expected)), strict=True):
                np.testing.assert_array_equal(one, value.astype("f4"), strict=True)


@pytest.mark.parametrize("names", [names for names in ARGUMENTS if "initial" not in names])
@pytest.mark.parametrize("ragged", [False])
def test_transformed_paths(call, dtype):
    path, options = call
    out = siglib.transform_path(path.astype(dtype), **in_dtype(options, dtype))
    one = {"basepoint", "time", "end_time"} & set(options)
    rows = {name: options.pop(name) for name in one}
    if rows.get("basepoint") is True:
        rows["basepoint"] = np.zeros(DIMENSION)
    spread = {name: np.broadcast_to(a, (BATCH, *np.shape(a)[-1:] * (name != "end_time"))) for name, a in rows.items()}
    expected = [
        starts.built(points, **options, **{name: array[b] for name, array in spread.items()})
        for b, points in enumerate(path)
    ]
    check(out, np.stack(expected), dtype, COPIED)


# Of parts of paths and of chosen words: what the built path says


def of_built(path, options):
    """The augmented paths."""
    flags = {name: options[name] for name in ("time_aug", "lead_lag")}
    arrays = {name: options[name] for name in ("basepoint", "time") if name in options}
    if arrays.get("basepoint") is True:
        arrays["basepoint"] = np.zeros(DIMENSION)
    spread = {name: np.broadcast_to(array, (BATCH, array.shape[-1])) for name, array in arrays.items()}
    ends = np.broadcast_to(options.get("end_time", 1.0), BATCH)
    rows = [
        starts.built(points, end_time=ends[b], **flags, **{name: array[b] for name, array in spread.items()})
        for b, points in enumerate(path)
    ]
    return np.stack(rows)


@pytest.mark.parametrize("names", ["origin", "basepoint", "time", "ends", "basepoint-one time-one-more"])
def test_coefficients(names, flags, dtype, rng):
    read = {name: flags[name] for name in ("time_aug", "lead_lag")}
    path, given = walks(rng, BATCH, LENGTH, DIMENSION), starts.arguments(rng, names, degree=DEGREE, **read)
    options, whole = {**read, **in_dtype(given, dtype)}, of_built(path, {**read, **given})
    words = [(0,), (1, 0), (whole.shape[-1] - 1, 0, 1)]
    own = path.astype(dtype)
    out = siglib.sig_coef(own, words, **options)
    check(out, siglib.sig_coef(whole, words), dtype, FORWARD)
    derivs, tangent = rng.standard_normal(out.shape), rng.standard_normal(path.shape)
    value, moved = siglib.sig_coef_jvp(own, tangent.astype(dtype), words, **options)
    check(value, out.astype(np.float64), dtype, FORWARD)
    gradient = siglib.sig_coef_backprop(own, words, derivs.astype(dtype), **options)
    assert np.isclose((gradient * tangent).sum(), (derivs * moved).sum(), rtol=100 * BACKWARD[dtype], atol=1e-3)
    step = 1e-6
    up, down = (siglib.sig_coef(path + sign * step * tangent, words, **{**read, **given}) for sign in (1, -1))
    check(moved, (up - down) / (2 * step), dtype, {"float32": 1e-3, "float64": 1e-6})


@pytest.mark.parametrize("names", ["time", "time-one", "ends"])
@pytest.mark.parametrize("method", [None, 0, 1, 2])
def test_parts(names, method, flags, ragged, dtype, rng):
    """Windows, and the same as intervals."""
    length = 12
    read = {name: flags[name] for name in ("time_aug", "lead_lag")}
    path, given = walks(rng, BATCH, length, DIMENSION), {"lengths": np.array([12, 9, 3])} if ragged else {}
    if names == "ends":
        given["end_time"] = rng.uniform(0.5, 3, BATCH)
    else:
        given["time"] = rng.uniform(0, 2, length if "one" in names else (BATCH, length)).cumsum(axis=-1)
    windows = [(0, 5), (2, 7), (4, 9), (6, 11)]
    pair = (siglib.sig, siglib.sig_backprop) if method is None else (siglib.log_sig, siglib.log_sig_backprop)
    basis = {} if method is None else {"method": method}
    own, options = path.astype(dtype), {**read, **basis, **in_dtype(given, dtype)}
    forward, backward = (siglib.sig_windows, siglib.sig_windows_backprop)
    if method is not None:
        forward, backward = siglib.log_sig_windows, siglib.log_sig_windows_backprop
    out = forward(own, DEGREE, 5, 2, **options)
    derivs, expected, gradient = rng.standard_normal(out.shape), np.zeros(out.shape), np.zeros(path.shape)
    for k, (start, stop) in enumerate(windows):
        here = given.get("lengths", np.full(BATCH, length)) >= stop
        alone = {**read, **basis}
        if "end_time" in given:
            alone["end_time"] = given["end_time"][here]
        else:
            alone["time"] = np.broadcast_to(given["time"], (BATCH, length))[here, start:stop]
        part = path[here, start:stop]
        expected[here, k] = pair[0](part, DEGREE, **alone)
        gradient[here, start:stop] += pair[1](part, None, derivs[here, k], DEGREE, **alone)
    check(out, expected, dtype, {name: 10 * value for name, value in FORWARD.items()})
    check(backward(own, derivs.astype(dtype), DEGREE, 5, 2, **options), gradient, dtype, BACKWARD)
    if ragged or names == "ends":
        return
    forward, backward = (siglib.sig_intervals, siglib.sig_intervals_backprop)
    if method is not None:
        forward, backward = siglib.log_sig_intervals, siglib.log_sig_intervals_backprop
    check(forward(own, windows, DEGREE, **options), expected, dtype, {n: 10 * v for n, v in FORWARD.items()})
    check(backward(own, windows, derivs.astype(dtype), DEGREE, **options), gradient, dtype, BACKWARD)


# What follows from the definitions


def test_uniform_time_is_a_special_case(flags, rng):
    path, end = walks(rng, 3, 5, 2), 2.5
    uniform = {"time_aug": True, "lead_lag": flags["lead_lag"]}
    expected = siglib.sig(path, 3, end_time=end, **uniform)
    for same in ({"time": np.linspace(0, end, 5)}, {"end_time": np.full(3, end)}, {"end_time": [end] * 3}):
        assert error(siglib.sig(path, 3, **uniform, **same), expected) < 1e-14
    more = {"basepoint": True, **uniform}
    expected = siglib.sig(path, 3, end_time=end, **more)
    for same in ({"time": np.linspace(0, end, 6)}, {"end_time": np.full(3, end)}):
        assert error(siglib.sig(path, 3, **more, **same), expected) < 1e-14


def test_time_implies_its_channel(flags, rng):
    path, times = walks(rng, 3, 5, 2), rng.standard_normal(5)
    lead_lag = flags["lead_lag"]
    outs = [siglib.sig(path, 2, time=times, time_aug=time_aug, lead_lag=lead_lag) for time_aug in (False, True)]
    np.testing.assert_array_equal(*outs)


def test_a_path_that_goes_on(flags, dtype, rng):
    """The signature of a whole path from that of its beginning."""
    path, lead_lag = walks(rng, 3, 9, 2, dtype=dtype), flags["lead_lag"]
    times = rng.uniform(0, 1, 9).cumsum().astype(dtype)
    for augmentation in ({}, {"time": times}):
        parts = [{name: array[s] for name, array in augmentation.items()} for s in (slice(0, 5), slice(4, 9))]
        for scalar_term in (False, True):
            before = siglib.sig(path[:, :5], 3, lead_lag=lead_lag, scalar_term=scalar_term, **parts[0])
            out = siglib.sig(path[:, 4:], 3, lead_lag=lead_lag, initial=before, **parts[1])
            whole = siglib.sig(path, 3, lead_lag=lead_lag, **augmentation)
            assert error(out, whole.astype("f8")) < 5 * FORWARD[dtype]


def test_a_basepoint_tells_where_a_path_begins(rng):
    path = walks(rng, 3, 5, 2)
    moved = path + 1.5
    assert error(siglib.sig(moved, 3), siglib.sig(path, 3)) < 1e-12
    level1 = siglib.sig(moved, 3, basepoint=True)[:, :2]
    np.testing.assert_allclose(level1, moved[:, -1])
    assert error(siglib.sig(moved, 3, basepoint=path[:, 0] + 1.5), siglib.sig(path, 3)) < 1e-12


def test_no_basepoint(rng):
    path = walks(rng, 3, 5, 2)
    for none in (False, np.False_, None):
        np.testing.assert_array_equal(siglib.sig(path, 3, basepoint=none), siglib.sig(path, 3))
    np.testing.assert_array_equal(siglib.sig(path, 3, basepoint=np.True_), siglib.sig(path, 3, basepoint=True))


def test_end_times_without_time_are_ignored(rng):
    path = walks(rng, 3, 5, 2)
    np.testing.assert_array_equal(siglib.sig(path, 3, end_time=np.arange(3.0)), siglib.sig(path, 3))


def test_derivatives_by_the_other_arguments(rng):
    """What the guide on gradients says of arrays: by `initial`, and by the points of the path that is built."""
    path, point, derivs = walks(rng, 3, 5, 2), rng.standard_normal((3, 2)), rng.standard_normal((3, 14))
    initial, step = rng.standard_normal((3, 14)), 1e-6
    rows = siglib.sig(path, 3, basepoint=point)
    by_initial = siglib.sig_combine_backprop(derivs, initial, rows, 2, 3)[0]
    whole = np.concatenate([point[:, None], path], axis=1)
    by_rows = siglib.sig_combine_backprop(derivs, initial, rows, 2, 3)[1]
    by_point = siglib.sig_backprop(whole, None, by_rows, 3)[:, 0]

    def total(initial, point):
        return (siglib.sig(path, 3, initial=initial, basepoint=point) * derivs).sum()

    for name, array, gradient in (("initial", initial, by_initial), ("point", point, by_point)):
        at, move = {"initial": initial, "point": point}, rng.standard_normal(array.shape)
        up, down = (total(**{**at, name: array + sign * step * move}) for sign in (1, -1))
        np.testing.assert_allclose((up - down) / (2 * step), (gradient * move).sum(), rtol=1e-7)


@pytest.mark.parametrize("batch", [(), (1,), (2, 3), (0,), (2, 0)])
def test_batches(batch, flags, rng):
    """One path, many, and none; everything is shared, or each has its own."""
    path, lead_lag = walks(rng, *batch, 4, 2), flags["lead_lag"]
    words = siglib.sig_length(2, 3, lead_lag=lead_lag, time_aug=True)
    arrays = {"initial": rng.standard_normal(words), "basepoint": rng.standard_normal(2), "time": rng.random(4)}
    own = {name: np.broadcast_to(array, (*batch, *array.shape)).copy() for name, array in arrays.items()}
    lengths = np.full(batch, 3)
    shared, each = (siglib.sig(path, 3, lead_lag=lead_lag, lengths=lengths, **given) for given in (arrays, own))
    assert shared.shape == (*batch, words)
    np.testing.assert_array_equal(shared, each)
    for row, points in zip(shared.reshape(-1, words), path.reshape(-1, 4, 2), strict=True):
        shorter = {**arrays, "time": arrays["time"][:3]}
        assert error(row, siglib.sig(points[:3], 3, lead_lag=lead_lag, **shorter)) < 1e-12


@pytest.mark.parametrize("length", [0, 1])
def test_few_points(length, flags, rng):
    path = rng.standard_normal((2, length, 2))
    read = {name: flags[name] for name in ("time_aug", "lead_lag")}
    assert not siglib.sig(path, 2, time=np.zeros(length), **read).any()
    assert not siglib.sig(path, 2, end_time=np.ones(2), **read).any()
    assert siglib.sig(path, 2, basepoint=True, **read).any() == (length > 0)
    assert siglib.sig(path, 2, basepoint=True, time=np.zeros(length), **read).any() == (length > 0)
    derivs = rng.standard_normal((2, siglib.sig_length(2, 2, **read)))
    by_path = siglib.sig_backprop(path, None, derivs, 2, basepoint=True, **read)
    assert by_path.shape == path.shape
    assert by_path.any() == (length > 0)


def test_degree_zero(rng):
    path = walks(rng, 3, 5, 2)
    for initial in (np.zeros((3, 0)), np.full((3, 1), np.nan)):
        assert siglib.sig(path, 0, initial=initial, basepoint=True, time=np.arange(5.0)).shape == (3, 0)
        np.testing.assert_array_equal(siglib.sig(path, 0, initial=initial, scalar_term=True), np.ones((3, 1)))


def test_nan_spreads_to_what_it_concerns(rng):
    path, bad = walks(rng, 3, 5, 2), np.array([0.0, np.nan, 0.0])
    for given in (
        {"basepoint": np.stack([bad, bad], axis=1)},
        {"time": np.arange(5.0) + bad[:, None]},
        {"end_time": 1 + bad, "time_aug": True},
        {"initial": np.zeros((3, 14)) + bad[:, None]},
    ):
        finite = np.isfinite(siglib.sig(path, 3, **given))
        np.testing.assert_array_equal(finite.all(axis=1), [True, False, True])


def test_arguments_are_not_modified(call):
    path, options = call
    copies = {name: np.copy(value) for name, value in options.items()}
    before = path.copy()
    siglib.sig_backprop(path, None, np.ones_like(siglib.sig(path, DEGREE, **options)), DEGREE, **options)
    np.testing.assert_array_equal(path, before)
    for name, value in options.items():
        np.testing.assert_array_equal(value, copies[name])


# Errors


def called(case, **changes):
    """Call a function with these changes; what comes with `time` has the length of that."""
    return case.example(time_aug="time" in changes)(**changes)


def refused(case, kind, match, **changes):
    with pytest.raises(kind, match=match):
        called(case, **changes)


@pytest.mark.parametrize("case", EXTENDED, ids=str)
def test_shapes(case):
    """Three paths of 6 points in 2 channels, degree 2."""
    for shape in [(3,), (3, 3), (2, 2), (1, 3, 2), ()]:
        refused(case, ValueError, r"^basepoint: expected .*got", basepoint=np.zeros(shape))
    for shape in [(5,), (7,), (3, 5), (2, 6), (1, 3, 6), ()]:
        refused(case, ValueError, r"^time: expected .*got", time=np.zeros(shape))
    for shape in [(5,), (8,)]:
        refused(case, ValueError, r"^time: expected .*6 .*7 .*basepoint", time=np.zeros(shape), basepoint=True)
    for shape in [(2,), (3, 1), (1, 3)]:
        refused(case, ValueError, r"^end_time: expected .*\(3,\), got", end_time=np.zeros(shape))
    if case.takes("initial") and case.is_public:
        for shape in [(5,), (8,), (2, 6), (1, 3, 6), ()]:
            refused(case, ValueError, r"^initial: expected .*got", initial=np.zeros(shape))


@pytest.mark.parametrize("case", EXTENDED, ids=str)
@pytest.mark.parametrize("argument", [*NEW, "end_time"])
def test_kinds(case, argument):
    if not case.takes(argument):
        return
    shape = {"initial": (3, 6), "basepoint": (3, 2), "time": (3, 6), "end_time": (3,)}[argument]
    good = {argument: np.zeros(shape)}
    called(case, **good)
    called(case, **{argument: good[argument].tolist()})
    called(case, **{argument: good[argument].astype(int)})
    refused(case, TypeError, rf"^{argument}: .*float64, got float32", **{argument: np.zeros(shape, "f4")})
    for kind in ("f2", "c16", "O"):
        refused(case, TypeError, rf"^{argument}: expected dtype", **{argument: np.zeros(shape, kind)})
    refused(case, TypeError, rf"^{argument}: .*mask", **{argument: np.ma.zeros(shape)})
    refused(case, TypeError, rf"^{argument}: expected", **{argument: "1"})
    if argument != "basepoint" and argument != "end_time":
        refused(case, TypeError, rf"^{argument}: expected", **{argument: True})


@pytest.mark.parametrize("case", EXTENDED, ids=str)
def test_one_time_alone(case):
    for end in (2, np.nan, np.ones(3)):
        refused(case, ValueError, "^end_time: .*time=", time=np.zeros(6), end_time=end)


@pytest.mark.parametrize("case", [case for case in CASES if case.is_public and case.takes("initial")], ids=str)
def test_lengths_are_checked_as_they_came(case):
    """Not as there is a point more."""
    for bad in ([1, 2, 7], np.array([1, 2, 200], np.uint8), [1, 2, -1], np.array([1, 2, 2**64 - 1], np.uint64)):
        for lead_lag in (False, True):
            given = {"basepoint": True, "time": np.zeros(6), "lead_lag": lead_lag}
            refused(
                case, ValueError, r"^lengths: expected values from 0 to the path's length 6, got", lengths=bad, **given
            )
    refused(case, ValueError, r"^lengths: expected the batch shape", lengths=[1, 2], basepoint=True)
    refused(case, TypeError, r"^lengths: expected integers", lengths=[1.0, 2.0, 3.0], basepoint=True)


@pytest.mark.parametrize("case", [case for case in CASES if case.is_public and case.takes("initial")], ids=str)
def test_what_comes_with_a_path_is_checked(case):
    """In the words for the path that was given."""
    for given in ({"basepoint": True}, {"time": np.zeros(6)}, {"initial": np.zeros(6)}):
        if "tangent" in case.arrays:
            refused(case, ValueError, r"^tangent: .*\(3, 6, 2\), got \(3, 7, 2\)", tangent=np.zeros((3, 7, 2)), **given)
        for name in case.arrays:
            if name.endswith("derivs"):
                refused(case, ValueError, rf"{name}: expected", **{name: np.zeros((2, 40))}, **given)
                refused(case, TypeError, rf"{name}: expected", **{name: np.zeros((3, 6), "f4")}, **given)
    refused(case, ValueError, "^path: expected shape", path=np.zeros(6), basepoint=True)


@pytest.mark.parametrize("case", [case for case in CASES if case.is_public and case.takes("initial")], ids=str)
def test_the_format_of_the_result_is_its_own(case):
    """`initial` with a scalar term does not give the result one."""
    if SIGNATURE in case.results:
        for initial in (np.zeros(6), np.zeros(7)):
            for scalar_term in (False, True):
                example = case.example(scalar_term=scalar_term)
                for out, value in zip(example(initial=initial), example(), strict=True):
                    np.testing.assert_array_equal(out, value)
