"""Frames, series, labelled arrays and dictionaries are read as the arrays that they hold."""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xarray as xr
from support import DTYPES

import siglib
from siglib.sklearn import LogSignatureTransformer, SignatureKernel, SignatureRandomFeatures, SignatureTransformer

COUNTS = [5, 2, 7, 1]
LABELS = ["u", "a", "w", "b"]
NAMES = ["bid", "ask"]
TRANSFORMERS = [SignatureTransformer, LogSignatureTransformer]


@pytest.fixture
def series(rng):
    """Paths of unequal length."""
    return [rng.standard_normal((n, 2)) for n in COUNTS]


def indexed(series, start="2026-01-01"):
    """A frame with an index of paths and points."""
    keys = [
        (label, moment)
        for label, path in zip(LABELS, series, strict=False)
        for moment in pd.date_range(start, periods=len(path), freq="h")
    ]
    index = pd.MultiIndex.from_tuples(keys, names=["id", "when"])
    return pd.DataFrame(np.concatenate(series), columns=NAMES, index=index)


def nested(series):
    """A row for each path, a column for each channel."""
    return {name: [path[:, k] for path in series] for k, name in enumerate(NAMES)}


PATHS = {
    "pandas": lambda path: pd.DataFrame(path, columns=NAMES),
    "nullable": lambda path: pd.DataFrame(path, columns=NAMES).convert_dtypes(),
    "polars": lambda path: pl.DataFrame(path, schema=NAMES),
    "pyarrow": lambda path: pa.table({name: path[:, k] for k, name in enumerate(NAMES)}),
    "xarray": lambda path: xr.DataArray(path, dims=("when", "channel"), coords={"channel": NAMES}),
}
BATCHES = {
    "dict": lambda series: dict(zip(LABELS, series, strict=False)),
    "dict of frames": lambda series: {
        label: PATHS["polars"](path) for label, path in zip(LABELS, series, strict=False)
    },
    "frames": lambda series: [PATHS["pandas"](path) for path in series],
    "indexed": indexed,
    "out of order": lambda series: indexed(series).iloc[::-1].loc[LABELS[: len(series)]],
    "nested": lambda series: pd.DataFrame(nested(series), index=LABELS[: len(series)]),
    "nested series": lambda series: pd.DataFrame({k: [*map(pd.Series, v)] for k, v in nested(series).items()}),
    "lists": lambda series: pl.DataFrame({k: [part.tolist() for part in v] for k, v in nested(series).items()}),
    "series of arrays": pd.Series,
}


@pytest.mark.parametrize("kind", PATHS)
def test_one_path(kind, rng, dtype):
    path = rng.standard_normal((6, 2)).astype(dtype)
    out = siglib.sig(PATHS[kind](path), 3)
    assert out.dtype == dtype
    np.testing.assert_array_equal(out, siglib.sig(path, 3))
    np.testing.assert_array_equal(siglib.sig([PATHS[kind](path)] * 2, 3), siglib.sig(np.stack([path, path]), 3))
    np.testing.assert_array_equal(siglib.log_sig(PATHS[kind](path), 3), siglib.log_sig(path, 3))
    np.testing.assert_array_equal(siglib.sig_kernel(PATHS[kind](path), path), siglib.sig_kernel(path, path))


@pytest.mark.parametrize("kind", BATCHES)
def test_paths_of_one_length(kind, rng):
    array = rng.standard_normal((3, 6, 2))
    given = BATCHES[kind]([*array])
    if kind == "out of order":
        with pytest.raises(ValueError, match=r"path: expected a frame that is sorted by its index"):
            siglib.sig(given, 3)
    else:
        np.testing.assert_array_equal(siglib.sig(given, 3), siglib.sig(array, 3))
    padded, lengths = siglib.pad_paths(given)
    np.testing.assert_array_equal(padded, array)
    assert lengths.tolist() == [6, 6, 6]


@pytest.mark.parametrize("kind", BATCHES)
def test_paths_of_different_lengths(kind, series):
    given = BATCHES[kind](series)
    expected = np.array([siglib.sig(path, 3) for path in series])
    padded, lengths = siglib.pad_paths(given)
    assert lengths.tolist() == COUNTS
    assert padded.shape == (4, 7, 2)
    assert not padded[1, 2:].any()
    np.testing.assert_allclose(siglib.sig(padded, 3, lengths=lengths), expected, rtol=1e-12, atol=1e-12)
    with pytest.raises(ValueError, match="sort_index" if kind == "out of order" else "pad_paths"):
        siglib.sig(given, 3)
    transformer = SignatureTransformer(3)
    np.testing.assert_allclose(transformer.fit_transform(given), expected, rtol=1e-12, atol=1e-12)
    named = kind not in ("dict", "series of arrays")
    assert transformer.get_feature_names_out()[1] == ("sig(ask)" if named else "sig(2)")
    gram = SignatureKernel().gram(given)
    np.testing.assert_allclose(gram, SignatureKernel().gram(series), rtol=1e-12)
    drawn = SignatureRandomFeatures(2, 5, random_state=0).fit(given)
    np.testing.assert_array_equal(drawn.transform(given), drawn.transform(series))


def test_what_is_missing_is_nan():
    numbers = [[1, None, 3], [0.0, 1.0, None]]
    for frame in (
        pd.DataFrame({"x": pd.array(numbers[0], "Int64"), "y": pd.array(numbers[1], "Float64")}),
        pl.DataFrame({"x": numbers[0], "y": numbers[1]}),
        pa.table({"x": numbers[0], "y": numbers[1]}),
    ):
        padded, _ = siglib.pad_paths([frame])
        np.testing.assert_array_equal(padded[0], [[1, 0], [np.nan, 1], [3, np.nan]])
        assert np.isnan(siglib.sig(frame, 2)).any()


@pytest.mark.parametrize("dtype", DTYPES)
def test_numbers_of_any_kind(dtype):
    """Integers and booleans become float64; columns of two kinds have one dtype."""
    frame = pl.DataFrame({"x": [1, 2, 4], "y": [True, False, True]})
    np.testing.assert_array_equal(siglib.sig(frame, 2), siglib.sig(np.array([[1.0, 1], [2, 0], [4, 1]]), 2))
    mixed = frame.with_columns(z=pl.Series([1.0, 0.5, 2.0], dtype=pl.Float32 if dtype == "float32" else pl.Float64))
    assert siglib.sig(mixed, 2).dtype == np.float64
    assert siglib.sig(mixed.select("z"), 2).dtype == dtype


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (pd.DataFrame({"x": [1.0], "name": ["a"]}), TypeError, r"path\['name'\]: expected a column of numbers, got"),
        (pl.DataFrame({"when": [pd.Timestamp(0)]}), TypeError, r"path\['when'\]: expected a column of numbers, got"),
        (pl.LazyFrame({"x": [1.0]}), TypeError, r"path: expected a numpy.ndarray .* got polars.*LazyFrame"),
        (object(), TypeError, "path: expected a numpy.ndarray"),
        ({}, ValueError, "path: expected at least one channel"),
        ({"a": "x"}, TypeError, r"path\['a'\]: expected numbers, got dtype <U1"),
        (pd.DataFrame(np.zeros((3, 2)), columns=["x", "x"]), TypeError, "path: expected a frame of columns with diff"),
        (pl.DataFrame({"x": [["1", "2"]]}), TypeError, r"path\['x'\]\[0\]: expected numbers, got dtype"),
        (xr.Dataset({"x": (("i", "t"), np.zeros((2, 3)))}), TypeError, "path: expected paths, got an xarray.Dataset"),
        ({"a": [0.0, 1.0]}, TypeError, "path: expected a dict of paths"),
        (pd.DataFrame(index=range(3)), ValueError, "path: expected at least one channel"),
    ],
    ids=[
        "names",
        "dates",
        "lazy",
        "object",
        "nothing",
        "a word",
        "twice",
        "words",
        "variables",
        "numbers",
        "no columns",
    ],
)
def test_bad_containers(bad, error, message):
    with pytest.raises(error, match=message):
        siglib.sig(bad, 2)


def test_no_rows(series):
    none = indexed(series).iloc[:0]
    transformer = SignatureTransformer(1, time="index").set_output(transform="pandas").fit(indexed(series))
    assert transformer.transform(none).shape == (0, 3)
    assert siglib.pad_paths(none)[0].shape == (0, 0, 2)
    assert siglib.sig(pd.DataFrame({"x": [], "y": []}, dtype=float), 2).tolist() == [0.0] * 6


def test_bad_paths(series):
    with pytest.raises(ValueError, match=r"X: expected several paths, got a pandas.DataFrame .* pass \[X\]"):
        SignatureTransformer().fit(PATHS["pandas"](series[0]))
    frames = [PATHS["pandas"](series[0]), PATHS["pandas"](series[1])[["ask", "bid"]]]
    with pytest.raises(ValueError, match="X: expected the same channels in every path"):
        SignatureTransformer().fit(frames)
    fitted = SignatureTransformer().fit(frames[:1])
    with pytest.raises(ValueError, match=r"X: expected the channels \['bid', 'ask'\] as in fit, got \['ask', 'bid'\]"):
        fitted.transform(frames[1:])
    with pytest.raises(ValueError, match="input_features: expected the names that fit saw"):
        fitted.get_feature_names_out(["x", "y"])
    with pytest.raises(ValueError, match=r"paths\[1\]: expected shape \(L, 2\), got \(3, 3\)"):
        siglib.pad_paths([series[0], np.zeros((3, 3))])
    broken = pd.DataFrame({"x": [np.zeros(3)], "y": [np.zeros(4)]})
    with pytest.raises(ValueError, match=r"X: expected arrays of one length in the columns of row 0"):
        SignatureTransformer().fit(broken)
    with pytest.raises(ValueError, match=r"X\['id'\]\[0\]: expected an array of one axis, got shape \(\)"):
        SignatureTransformer().fit(pl.DataFrame({"id": ["u"], "x": [[0.0, 1.0]]}))
    with pytest.raises(TypeError, match=r"X\[0\]: expected numbers, got dtype object"):
        SignatureTransformer().fit([np.array([["1", "2"]], object)])
    gaps = indexed(series)
    gaps.index = gaps.index.set_codes([[-1, *gaps.index.codes[0][1:]], gaps.index.codes[1]])
    with pytest.raises(ValueError, match="index without missing values"):
        SignatureTransformer().fit(gaps)


def test_columns_of_any_name(rng):
    path = rng.standard_normal((4, 2))
    for names in (None, [5, 7], [("a", 1), ("b", 2)], pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])):
        np.testing.assert_array_equal(siglib.sig(pd.DataFrame(path, columns=names), 2), siglib.sig(path, 2))
    decimals = pd.DataFrame({"x": [Decimal("0.5"), Decimal("2")], "y": pd.Series([1, 2], dtype=object)})
    np.testing.assert_array_equal(siglib.sig(decimals, 2), siglib.sig(np.array([[0.5, 1], [2, 2]]), 2))


def test_an_index_of_paths_is_one_for_paths_alone(series):
    """Rows of signatures may have one, too."""
    rows = SignatureTransformer(2, window=2).set_output(transform="pandas").fit_transform(indexed(series))
    expected = siglib.extract_sig_coef(rows.to_numpy(), [(0,), (0, 1)], 2)
    np.testing.assert_array_equal(siglib.extract_sig_coef(rows, [(0,), (0, 1)], 2), expected)


DAYS = ["2026-01-05 09:30:00.25", "2026-01-05 09:30:01", "2026-01-05 09:32"]
ZONES = ["America/New_York", "Asia/Hong_Kong", "Etc/GMT+5", "Europe/London", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
def test_time_zones(zone):
    """Of any name, in an index, in a column, and as times of a function."""
    moments = pd.DatetimeIndex(DAYS, tz=zone)
    frame = pd.DataFrame({"x": [0.0, 1.0, 3.0]}, index=moments)
    expected = siglib.sig(frame.to_numpy(), 2, time=[0.0, 0.75, 119.75])
    np.testing.assert_allclose(siglib.sig(frame, 2, time=frame.index), expected)
    np.testing.assert_allclose(siglib.sig(frame, 2, time=pd.Series(moments)), expected)
    transformer = SignatureTransformer(2, time="index")
    np.testing.assert_allclose(transformer.fit_transform([frame])[0], expected)
    np.testing.assert_allclose(transformer.fit_transform(pd.concat({"A": frame}))[0], expected)
    by_column = SignatureTransformer(2, time="when").fit_transform([frame.rename_axis("when").reset_index()])
    np.testing.assert_allclose(by_column[0], expected)


@pytest.mark.parametrize(
    "moments",
    [
        np.array(DAYS, "M8[ms]"),
        pd.DatetimeIndex(DAYS),
        pd.DatetimeIndex(DAYS, tz="America/New_York"),
        pd.Series(pd.DatetimeIndex(DAYS, tz="Etc/GMT+5")),
        pl.Series(DAYS).str.to_datetime(),
        [datetime.fromisoformat(day) for day in DAYS],
        [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in DAYS],
    ],
    ids=lambda moments: f"{type(moments).__name__} {getattr(moments, 'dtype', '')}",
)
def test_dates_of_streams(moments):
    """They are seconds from the first one, one by one and all at once."""
    points, stream = np.arange(3.0).reshape(3, 1), siglib.SigStream(1, 1, time_aug=True)
    for point, moment in zip(points, moments, strict=True):
        stream.push(point, moment)
    np.testing.assert_allclose(stream.sig(0, 2), [2.0, 119.75])
    np.testing.assert_allclose(stream.sig(1, 2), [1.0, 119.0])
    if not isinstance(moments, list):
        stream = siglib.SigStream(1, 1, time_aug=True)
        stream.push_batch(points, moments)
        np.testing.assert_allclose(stream.sig(0, 2), [2.0, 119.75])
    with pytest.raises(TypeError, match="time: expected dates, as for earlier points, got numbers"):
        stream.push(points[0], 3.0)


def test_names_are_no_times():
    with pytest.raises(TypeError, match="time: expected an array of times, got 'index'; transformers take names"):
        siglib.sig(pd.DataFrame({"x": [0.0, 1.0]}), 2, time="index")


def test_order_of_points(series):
    """That of categories, not of letters; in a frame of one path as well."""
    path = series[0][:3]
    months = pd.Categorical(["Jan", "Mar", "Feb"], ["Jan", "Feb", "Mar"], ordered=True)
    frame = pd.DataFrame(path, index=pd.MultiIndex.from_arrays([[0, 0, 0], months]))
    expected = siglib.sig(path[[0, 2, 1]], 2)
    for given in (frame, [frame], {"x": frame}):
        np.testing.assert_allclose(SignatureTransformer(2).fit_transform(given)[0], expected, rtol=1e-12)
    with pytest.raises(ValueError, match=r"X\[0\]: expected one path, got a frame whose index has 4 paths"):
        SignatureTransformer().fit([indexed(series)])


def test_without_narwhals(series, monkeypatch):
    """Frames come as NumPy reads them, unless that would join paths."""
    monkeypatch.setitem(sys.modules, "narwhals", None)
    np.testing.assert_array_equal(siglib.sig(PATHS["pandas"](series[0]), 2), siglib.sig(series[0], 2))
    with pytest.raises(TypeError, match="frames"):
        siglib.sig(indexed(series), 2)


# ---------------------------------------------------------------------------------------------------------------------
# Names


@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_names_of_channels_and_paths(transformer, series):
    signature = transformer(2, time_aug=True).set_output(transform="pandas")
    for kind in ("indexed", "nested", "dict of frames"):
        frame = signature.fit_transform(BATCHES[kind](series))
        assert signature.feature_names_in_.tolist() == NAMES
        assert frame.index.tolist() == LABELS
        assert [column for column in frame.columns if "bid,ask" in column]
    windows = transformer(2, window=2).set_output(transform="pandas").fit_transform(indexed(series))
    assert windows.index.unique("path").tolist() == ["u", "a", "w"]
    assert not hasattr(signature.fit(series), "feature_names_in_")


@pytest.mark.parametrize("kind", ["indexed", "dict of frames"])
def test_other_columns_than_before(kind, series):
    given, other = (BATCHES[kind]([path[:, order] for path in series]) for order in ([0, 1], [1, 0]))
    other = other.rename(columns=dict(zip(NAMES, NAMES[::-1], strict=True))) if kind == "indexed" else None
    random = SignatureRandomFeatures(2, 3, random_state=0).set_output(transform="pandas")
    assert random.fit_transform(given).index.tolist() == LABELS
    if other is not None:
        with pytest.raises(ValueError, match="X: expected the channels"):
            random.transform(other)
        with pytest.raises(ValueError, match="Y: expected the channels"):
            SignatureKernel().gram(given, other)


def test_a_channel_called_time(rng):
    frame = [pd.DataFrame(rng.standard_normal((4, 2)), columns=["time", "x"])]
    names = SignatureTransformer(1, time_aug=True).fit(frame).get_feature_names_out()
    assert names.tolist() == ["sig(time)", "sig(x)", "sig(time_aug)"]


def test_polars_comes_out(series):
    frame = SignatureTransformer(2).set_output(transform="polars").fit_transform(BATCHES["lists"](series))
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns[1] == "sig(ask)"


def test_names_of_labelled_arrays(rng):
    paths = rng.standard_normal((3, 5, 2))
    labelled = xr.DataArray(paths, dims=("case", "when", "channel"), coords={"channel": NAMES})
    first = labelled.transpose("case", "channel", "when")
    for given, channels_first in ((labelled, False), (first, True)):
        transformer = SignatureTransformer(2, channels_first=channels_first)
        np.testing.assert_array_equal(transformer.fit_transform(given), siglib.sig(paths, 2))
        assert transformer.feature_names_in_.tolist() == NAMES


# ---------------------------------------------------------------------------------------------------------------------
# Times


@pytest.mark.parametrize("lead_lag", [False, True])
@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_times(transformer, lead_lag, series):
    """From the index, from a column of a frame, from a channel of an array: seconds, or numbers as they are."""
    function = {SignatureTransformer: siglib.sig, LogSignatureTransformer: siglib.log_sig}[transformer]
    seconds = [3600.0 * np.arange(len(path)) for path in series]
    expected = [function(p, 2, time=t, lead_lag=lead_lag) for p, t in zip(series, seconds, strict=True)]
    columns, zoned, arrays = [], [], []
    for path, moments in zip(series, seconds, strict=True):
        stamps = pd.date_range("2026-01-01", periods=len(path), freq="h")
        columns.append(pl.DataFrame({"when": stamps.to_numpy(), "bid": path[:, 0], "ask": path[:, 1]}))
        zoned.append(pd.DataFrame(path, columns=NAMES, index=stamps.tz_localize("Asia/Tokyo")))
        arrays.append(np.concatenate([moments[:, None], path], axis=1))
    for given, time in ((indexed(series), "index"), (columns, "when"), (zoned, "index"), (arrays, 0)):
        signature = transformer(2, time=time, lead_lag=lead_lag)
        np.testing.assert_allclose(signature.fit_transform(given), expected, rtol=1e-12, atol=1e-9)
        names = signature.get_feature_names_out().tolist()
        assert len(names) == len(expected[0])
        assert names[2].strip("logsi()") == ("3" if given is arrays else "time") or lead_lag
    with pytest.raises(ValueError, match="time: expected a column of X"):
        transformer(2, time="noon").fit(columns)
    with pytest.raises(ValueError, match="time: expected a channel of X"):
        transformer(2, time=3).fit(arrays)


def test_times_in_float32(series):
    """They are counted from the first of each path before they are rounded."""
    frame = indexed([path.astype("float32") for path in series], start="2025-06-01")
    frame = pd.concat([frame, indexed([series[0].astype("float32")], start="1990-01-01").rename({"u": "old"})])
    lengths = SignatureTransformer(1, time="index").fit_transform(frame)[:, 2]
    assert lengths.tolist() == [3600.0 * (n - 1) for n in [*COUNTS, COUNTS[0]]]
    epoch = [np.stack([1.7e9 + np.arange(3), np.arange(3)], axis=1)]
    assert SignatureTransformer(1, time=0).fit_transform(epoch).tolist() == [[2.0, 2.0]]
    fine = pd.to_datetime([1, 4, 9], unit="ns").as_unit("ns")
    for time in (fine, fine.to_numpy(), pl.Series(fine.to_numpy())):
        np.testing.assert_allclose(siglib.sig(np.zeros((3, 1)), 1, time=time), [0, 8e-9], rtol=1e-12)
    far = pd.Series(np.array(["1000-01-01", "2020-01-01", "3000-01-01"], "M8[s]"))
    by_year = siglib.sig(np.zeros((3, 1)), 1, time=far.to_numpy().astype("M8[Y]"))
    np.testing.assert_allclose(siglib.sig(np.zeros((3, 1)), 1, time=far), by_year)


def test_times_of_a_call(rng):
    """An index of dates is as good as its seconds, from the first."""
    path = rng.standard_normal((4, 2))
    index = pd.DatetimeIndex(["2026-01-01T00", "2026-01-02T00", "2026-01-02T12", "2026-01-05T00"])
    seconds = np.array([0, 86400, 129600, 345600.0])
    for time in (
        index,
        index.tz_localize("Europe/Rome"),
        index.to_numpy(),
        index - index[0],
        pl.Series(index.to_numpy()),
    ):
        np.testing.assert_allclose(siglib.sig(path, 2, time=time), siglib.sig(path, 2, time=seconds), rtol=1e-14)
        double = siglib.log_sig(path.astype("float32"), 2, time=time, precision="double")
        np.testing.assert_allclose(double, siglib.log_sig(path, 2, time=seconds), rtol=1e-5)
    single = siglib.sig(path.astype("float32"), 2, time=index)
    assert single.dtype == np.float32


# ---------------------------------------------------------------------------------------------------------------------
# Windows and levels


def pieces(count, depth):
    return [(count * i >> level, count * (i + 1) >> level) for level in range(depth + 1) for i in range(1 << level)]


FLAGS = [{}, {"time_aug": True, "end_time": 2.0}, {"lead_lag": True}, {"lead_lag": True, "time_aug": True}]
FLAGS += [{**flags, "basepoint": True} for flags in FLAGS]


def whole(path, flags):
    """The augmented path, one step after the other."""
    flags = dict(flags)
    path = np.concatenate([np.zeros((1, 2)), path]) if flags.pop("basepoint", False) else path
    return siglib.transform_path(path, **flags)


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_dyadic_windows(transformer, flags, series):
    function = {SignatureTransformer: siglib.sig, LogSignatureTransformer: siglib.log_sig}[transformer]
    out = transformer(2, dyadic=2, **flags).fit_transform(series)
    for row, path in zip(out, series, strict=True):
        points = whole(path, flags)
        expected = [function(points[start:stop], 2) for start, stop in pieces(len(points), 2)]
        np.testing.assert_allclose(row, np.concatenate(expected), rtol=1e-12, atol=1e-12)
    names = transformer(2, dyadic=2, **flags).fit(series).get_feature_names_out().tolist()
    assert len(set(names)) == len(names) == out.shape[1]
    assert names[-1].endswith("[4/4]")


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_expanding_windows(transformer, flags, series):
    function = {SignatureTransformer: siglib.sig, LogSignatureTransformer: siglib.log_sig}[transformer]
    given = transformer(2, window=2, stride=2, expanding=True, **flags).fit(series)
    out, index = given.transform(series), given.window_index(series)
    assert index.tolist() == [[0, 0, 2], [0, 0, 4], [1, 0, 2], [2, 0, 2], [2, 0, 4], [2, 0, 6]]
    for row, (path, _, stop) in zip(out, index, strict=True):
        rows = stop + flags.get("basepoint", False)
        points = whole(series[path], flags)[: 2 * rows - 1 if flags.get("lead_lag") else rows]
        np.testing.assert_allclose(row, function(points, 2), rtol=1e-12, atol=1e-12)


def test_windows_with_times_and_chosen_words(series):
    arrays = [np.concatenate([path, np.arange(len(path))[:, None] ** 2.0], axis=1) for path in series]
    words = [(0, 1), (2,), (), (1, 2, 0)]
    for how in ({"dyadic": 1}, {"window": 2}, {"window": 2, "expanding": True}, {}):
        chosen = SignatureTransformer(words=words, time=2, **how).fit(arrays)
        all_words = SignatureTransformer(3, time=2, scalar_term=True, **how).fit(arrays)
        names = all_words.get_feature_names_out().tolist()
        places = [names.index(name) for name in chosen.get_feature_names_out()]
        expected = all_words.transform(arrays)[:, places]
        np.testing.assert_allclose(chosen.transform(arrays), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_rescaling(transformer, series):
    """By level; the path by a factor is the same for the last level."""
    plain, levels, path = (
        transformer(3, rescale=rescale).fit_transform(series) for rescale in (None, "levels", "path")
    )
    names = transformer(3).fit(series).get_feature_names_out()
    factors = np.array([[1, 1, 2, 6][name.count(",") + 1] for name in names])
    np.testing.assert_allclose(levels, plain * factors, rtol=1e-12)
    scaled = transformer(3).fit_transform([points * 6 ** (1 / 3) for points in series])
    np.testing.assert_allclose(path, scaled, rtol=1e-12, atol=1e-12)
    with pytest.raises(ValueError, match="rescale: expected None, 'levels' or 'path', got 'level'"):
        transformer(rescale="level").fit(series)


def test_cumulative_sums(series):
    out = SignatureTransformer(3, cumulative_sum=True, time_aug=True).fit_transform(series)
    expected = SignatureTransformer(3, time_aug=True).fit_transform([path.cumsum(axis=0) for path in series])
    np.testing.assert_allclose(out, expected, rtol=1e-12, atol=1e-12)


def test_bad_windows(series):
    with pytest.raises(ValueError, match="dyadic: expected None with window=2, got 1"):
        SignatureTransformer(window=2, dyadic=1).fit(series)
    with pytest.raises(ValueError, match="dyadic: expected at most"):
        SignatureTransformer(dyadic=40).fit(series)
    with pytest.raises(ValueError, match="dyadic"):
        SignatureTransformer(dyadic=-1).fit(series)
    with pytest.raises(ValueError, match="expanding: expected False without a window"):
        SignatureTransformer(expanding=True).fit(series)
    padded, _ = siglib.pad_paths(series)
    for lengths in ([4], 2, [[1, 2, 3, 4]]):
        with pytest.raises(ValueError, match=r"lengths: expected shape \(4,\), a number for each path"):
            SignatureTransformer(dyadic=1).fit_transform(padded, lengths=lengths)


# ---------------------------------------------------------------------------------------------------------------------
# The transformer of aeon, and of sktime, one to one: what the page on pipelines says

AUGMENTATIONS = {
    ("basepoint", "addtime"): ({"basepoint": True, "time_aug": True}, [2, 0, 1]),
    ("leadlag", "addtime"): ({"lead_lag": True, "time_aug": True}, [4, 2, 3, 0, 1]),
    ("cumsum", "basepoint"): ({"cumulative_sum": True, "basepoint": True}, [0, 1]),
    ("leadlag",): ({"lead_lag": True}, [2, 3, 0, 1]),
}
WINDOWS = [
    ({"window_name": "global"}, {}),
    ({"window_name": "dyadic", "window_depth": 2}, {"dyadic": 2}),
]


@pytest.mark.parametrize(("theirs", "ours"), WINDOWS, ids=["global", "dyadic"])
@pytest.mark.parametrize("augmentations", AUGMENTATIONS, ids=str)
@pytest.mark.parametrize(("rescaling", "rescale"), [(None, None), ("pre", "path"), ("post", "levels")])
def test_replaces_the_transformer_of_aeon(augmentations, rescaling, rescale, theirs, ours, rng):
    """Their letters stand in another order: time comes first, the lead before the lag."""
    pytest.importorskip("roughpy")
    other = pytest.importorskip("aeon.transformations.collection.signature_based")
    paths, depth = rng.standard_normal((4, 2, 11)), 3
    flags, letters = AUGMENTATIONS[augmentations]
    expected = other.SignatureTransformer(augmentations, **theirs, depth=depth, rescaling=rescaling).fit_transform(
        paths
    )
    signature = SignatureTransformer(depth, rescale=rescale, channels_first=True, **flags, **ours)
    out = signature.fit_transform(paths)
    words = [word for level in range(1, depth + 1) for word in product(range(len(letters)), repeat=level)]
    place = {word: i for i, word in enumerate(words)}
    order = [place[tuple(letters[letter] for letter in word)] for word in words]
    windows = out.reshape(len(paths), -1, len(words))[..., order]
    np.testing.assert_allclose(windows.reshape(len(paths), -1), expected, rtol=1e-10, atol=1e-10)
