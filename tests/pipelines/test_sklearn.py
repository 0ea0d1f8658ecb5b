"""Signatures and log-signatures, of paths and of their windows, in pipelines of scikit-learn."""

import os
import pickle

import numpy as np
import pytest
import sklearn
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, WhiteKernel
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import siglib
from siglib.sklearn import LogSignatureTransformer, SignatureKernel, SignatureRandomFeatures, SignatureTransformer


@pytest.fixture
def paths(rng):
    return rng.standard_normal((40, 12, 2)).cumsum(axis=1)


@pytest.fixture
def labels(paths):
    """The sign of the area between path and chord: a signature of degree 2 tells it, one of degree 1 does not."""
    level = siglib.sig(paths, 2)[:, 2:]
    return np.where(level[:, 1] > level[:, 2], "left", "right")


@pytest.fixture
def routing():
    with sklearn.config_context(enable_metadata_routing=True):
        yield


def ragged(paths):
    return [path[: 3 + i % 9] for i, path in enumerate(paths)]


def test_transform(paths, flags):
    transformer = SignatureTransformer(3, **flags)
    assert np.array_equal(transformer.fit_transform(paths), siglib.sig(paths, 3, **flags))
    assert np.array_equal(transformer.transform(paths[:3]), siglib.sig(paths[:3], 3, **flags))
    assert transformer.n_features_in_ == 2


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_stays(paths, dtype):
    assert SignatureTransformer().fit_transform(paths.astype(dtype)).dtype == dtype
    assert SignatureTransformer().fit_transform([path.astype(dtype) for path in ragged(paths)]).dtype == dtype


@pytest.mark.parametrize("kind", [np.asarray, list, ragged], ids=["array", "list", "ragged"])
def test_channels_first(paths, flags, kind):
    series = kind(paths)
    exchanged = paths.swapaxes(1, 2) if kind is np.asarray else [np.ascontiguousarray(path.T) for path in series]
    transformer = SignatureTransformer(3, channels_first=True, **flags)
    assert np.array_equal(transformer.fit_transform(exchanged), SignatureTransformer(3, **flags).fit_transform(series))
    assert transformer.n_features_in_ == 2


def test_channels_first_with_lengths(paths):
    counts = [len(path) for path in ragged(paths)]
    transformer = SignatureTransformer(2, channels_first=True).fit(paths.swapaxes(1, 2))
    expected = siglib.sig(paths, 2, lengths=counts)
    assert np.array_equal(transformer.transform(paths.swapaxes(1, 2), lengths=counts), expected)


def test_paths_that_seem_to_be_channels_last():
    with pytest.raises(ValueError, match=r"if paths have shape \(points, channels\), pass channels_first=False"):
        SignatureTransformer(channels_first=True).fit([np.zeros((4, 3)), np.zeros((9, 3))])
    with pytest.raises(ValueError, match=r"X: expected shape \(paths, channels, points\), got \(4, 3\)"):
        SignatureTransformer(channels_first=True).fit(np.zeros((4, 3)))


def test_a_list_is_checked_and_padded_at_once(paths, monkeypatch):
    """Not path by path, which took many times as long as the signatures."""
    checked = []
    check_array = siglib.sklearn.check_array
    monkeypatch.setattr(siglib.sklearn, "check_array", lambda *a, **k: checked.append(a) or check_array(*a, **k))
    SignatureTransformer(2).fit(paths).transform(ragged(paths))
    assert len(checked) == 2


def test_a_list_of_several_dtypes(paths):
    """Of integers, and of two precisions: what holds them all."""
    series = [
        (9 * path).astype(dtype)
        for path, dtype in zip(ragged(paths), 14 * ["int64", "float32", "float64"], strict=False)
    ]
    expected = [siglib.sig(path.astype(float), 2) for path in series]
    assert np.allclose(SignatureTransformer(2).fit_transform(series), expected, rtol=1e-12, atol=1e-12)
    whole = [path.astype("int8") for path in series]
    assert SignatureTransformer(2).fit_transform(whole).dtype == "float64"


def as_objects(series):
    array = np.empty(len(series), object)
    array[:] = series
    return array


@pytest.mark.parametrize("kind", [list, tuple, as_objects])
def test_ragged(paths, flags, kind):
    series = ragged(paths)
    out = SignatureTransformer(3, **flags).fit_transform(kind(series))
    expected = np.array([siglib.sig(path, 3, **flags) for path in series])
    assert np.allclose(out, expected, rtol=1e-12, atol=1e-12)


def test_list_of_equal_lengths(paths):
    array = np.empty(len(paths), object)
    for index, path in enumerate(paths):
        array[index] = path
    for given in (list(paths), paths.tolist(), array):
        assert np.array_equal(SignatureTransformer().fit_transform(given), siglib.sig(paths, 2))


def test_lengths(paths):
    counts = np.array([len(path) for path in ragged(paths)])
    transformer = SignatureTransformer(2, time_aug=True)
    expected = transformer.fit_transform(ragged(paths))
    assert np.array_equal(transformer.fit(paths).transform(paths, lengths=counts), expected)
    assert np.array_equal(transformer.fit_transform(paths, lengths=counts), expected)


def test_feature_names(paths, flags):
    transformer = SignatureTransformer(3, scalar_term=True, **flags).fit(paths)
    names = transformer.get_feature_names_out().tolist()
    assert len(names) == len(set(names)) == transformer.transform(paths).shape[1]
    assert names[:2] == ["sig()", "sig(1)"]
    width = siglib.sig_length(2, 1, time_aug=flags["time_aug"], lead_lag=flags["lead_lag"])
    assert names[-1] == f"sig({width},{width},{width})"


def test_a_named_feature_is_that_iterated_integral():
    """First along channel 1, then along channel 2: no area the other way round."""
    path = np.array([[[0.0, 0.0], [2.0, 0.0], [2.0, 3.0]]])
    transformer = SignatureTransformer(3).fit(path)
    values = dict(zip(transformer.get_feature_names_out(), transformer.transform(path)[0], strict=True))
    assert values["sig(1,2)"] == 6
    assert values["sig(2,1)"] == 0
    assert values["sig(1,2,2)"] == 9
    assert values["sig(1,1,2)"] == 6


def test_names_of_channels(paths):
    transformer = SignatureTransformer(1, time_aug=True, lead_lag=True).fit(paths)
    names = ["sig(x_lag)", "sig(y_lag)", "sig(x_lead)", "sig(y_lead)", "sig(time)"]
    assert transformer.get_feature_names_out(["x", "y"]).tolist() == names
    with pytest.raises(ValueError, match="input_features: expected 2 names"):
        transformer.get_feature_names_out(["x"])


@pytest.mark.parametrize(
    ("transformer", "function"),
    [(SignatureTransformer, siglib.sig), (LogSignatureTransformer, siglib.log_sig)],
    ids=["sig", "log_sig"],
)
def test_basepoint(paths, transformer, function):
    for basepoint in (None, False, True):
        out = transformer(2, basepoint=basepoint).fit_transform(paths)
        assert np.array_equal(out, function(paths, 2, basepoint=basepoint))


def test_pandas(paths):
    transformer = SignatureTransformer(2).set_output(transform="pandas")
    frame = transformer.fit_transform(paths)
    assert list(frame.columns) == list(transformer.get_feature_names_out())
    assert np.array_equal(frame.to_numpy(), siglib.sig(paths, 2))


def test_clone_and_pickle(paths):
    transformer = SignatureTransformer(3, time_aug=True, end_time=2.0, n_jobs=1)
    assert clone(transformer).get_params() == transformer.get_params()
    again = pickle.loads(pickle.dumps(transformer.fit(paths)))
    assert np.array_equal(again.transform(paths), transformer.transform(paths))


@pytest.mark.parametrize("series", [np.asarray, ragged], ids=["array", "list"])
def test_grid_search_in_processes(paths, labels, series):
    pipeline = Pipeline([("sig", SignatureTransformer()), ("scale", StandardScaler()), ("fit", LogisticRegression())])
    search = GridSearchCV(pipeline, {"sig__degree": [1, 2], "sig__time_aug": [False, True]}, n_jobs=2, cv=3)
    search.fit(series(paths), labels)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    if series is np.asarray:
        assert search.best_params_["sig__degree"] == 2


def test_processes_share_the_processors():
    """n_jobs=None in the workers of a search is their share."""
    shares = Parallel(n_jobs=2)(delayed(siglib.show_config)() for _ in range(2))
    assert max(share["threads"] for share in shares) <= max(1, os.cpu_count() // 2)


def test_lengths_are_routed(paths, labels, routing):
    counts = np.array([len(path) for path in ragged(paths)])
    padded = paths.copy()
    padded[np.arange(12) >= counts[:, None]] = np.nan
    pipeline = make_pipeline(
        SignatureTransformer(2).set_transform_request(lengths=True), StandardScaler(), LogisticRegression()
    )
    scores = cross_val_score(pipeline, padded, labels, params={"lengths": counts}, cv=3)
    # Whatever reads the padding makes the classifier fail.
    expected = cross_val_score(
        make_pipeline(SignatureTransformer(2), StandardScaler(), LogisticRegression()), ragged(paths), labels, cv=3
    )
    assert np.array_equal(scores, expected)


def test_nan_propagates(paths):
    paths[3, 4, 1] = np.nan
    out = SignatureTransformer().fit_transform(paths)
    assert np.isnan(out[3]).any()
    assert np.isfinite(np.delete(out, 3, axis=0)).all()


def test_not_fitted(paths):
    with pytest.raises(NotFittedError):
        SignatureTransformer().transform(paths)
    with pytest.raises(NotFittedError):
        SignatureTransformer().get_feature_names_out()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.zeros((4, 3)), r"X: expected shape \(paths, points, channels\), got \(4, 3\)"),
        ([np.zeros((4, 3)), np.zeros(3)], r"X\[1\]: expected shape \(points, channels\), got \(3,\)"),
        ([np.zeros((4, 3)), np.zeros((5, 2))], r"X: expected the same number of channels in every path, got \[2, 3\]$"),
        (
            [np.zeros((3, 4)), np.zeros((3, 9))],
            r"got \[4, 9\]; if paths have shape \(channels, points\), pass channels_first=True$",
        ),
        (np.zeros((4, 3, 0)), "dimension"),
        ([1.0, 2.0], r"X: expected shape \(paths, points, channels\), got \(2,\)"),
    ],
)
def test_bad_shapes(bad, message):
    with pytest.raises(ValueError, match=message):
        SignatureTransformer().fit(bad)


def test_other_channels_than_in_fit(paths):
    """As where axes are exchanged."""
    message = "X: expected 2 channels as in fit, got {}; channels are the {} axis of a path, which channels_first="
    with pytest.raises(ValueError, match=message.format(12, "last")):
        SignatureTransformer().fit(paths).transform(paths.swapaxes(1, 2))
    with pytest.raises(ValueError, match=message.format(12, "first")):
        SignatureTransformer(channels_first=True).fit(paths.swapaxes(1, 2)).transform(paths)


def test_chosen_words(paths, flags):
    words = [(0, 1), (1,), (), (2, 0)]
    flags = {**flags, "time_aug": True}
    for given in (paths, ragged(paths)):
        transformer = SignatureTransformer(words=words, **flags)
        whole = SignatureTransformer(2, scalar_term=True, **flags)
        out, all_words = transformer.fit_transform(given), whole.fit_transform(given)
        names = whole.get_feature_names_out().tolist()
        chosen = [names.index(name) for name in transformer.get_feature_names_out()]
        assert chosen == [names.index(f"sig({','.join(str(letter + 1) for letter in word)})") for word in words]
        assert np.allclose(out, all_words[:, chosen], rtol=1e-12, atol=1e-12)
    named = SignatureTransformer(words=words).fit(paths[..., [0, 1, 0]]).get_feature_names_out(["x", "y", "z"])
    assert named.tolist() == ["sig(x,y)", "sig(y)", "sig()", "sig(z,x)"]
    with pytest.raises(ValueError, match="words: expected letters from 0 to 1"):
        SignatureTransformer(words=words).fit(paths)


@pytest.mark.parametrize(("degree", "error"), [(2.5, TypeError), (-1, ValueError)])
def test_bad_degree(paths, degree, error):
    with pytest.raises(error, match="degree"):
        SignatureTransformer(degree).fit(paths)


METHODS = [0, 1, 2, "expanded", "words", "brackets"]


@pytest.mark.parametrize("method", METHODS)
def test_log_signatures(paths, flags, method):
    transformer = LogSignatureTransformer(3, method=method, **flags)
    expected = siglib.log_sig(paths, 3, method=method, **flags)
    assert np.array_equal(transformer.fit_transform(paths), expected)
    assert np.array_equal(transformer.transform(paths[:3]), siglib.log_sig(paths[:3], 3, method=method, **flags))
    names = transformer.get_feature_names_out().tolist()
    assert len(set(names)) == len(names) == expected.shape[1]
    short = [siglib.log_sig(path, 3, method=method, **flags) for path in ragged(paths)]
    assert np.allclose(transformer.transform(ragged(paths)), short, rtol=1e-12, atol=1e-12)


def test_precision_of_log_signatures(paths):
    single = paths.astype("float32")
    out = LogSignatureTransformer(4, precision="double").fit_transform(single)
    assert np.array_equal(out, siglib.log_sig(single.astype("float64"), 4).astype("float32"))


@pytest.mark.parametrize(
    ("method", "names"),
    [
        (0, ["logsig()", "logsig(x)", "logsig(time)", "logsig(x,x)", "logsig(x,time)"]),
        (1, ["logsig(x)", "logsig(time)", "logsig(x,time)", "logsig(x,x,time)", "logsig(x,time,time)"]),
        (2, ["x", "time", "[x,time]", "[x,[x,time]]", "[[x,time],time]"]),
    ],
)
def test_names_of_log_signatures(paths, method, names):
    transformer = LogSignatureTransformer(3, method=method, time_aug=True, scalar_term=method == 0).fit(paths[..., :1])
    assert transformer.get_feature_names_out(["x"])[:5].tolist() == names


def test_many_letters_in_names_of_brackets(rng):
    """Letters of two digits."""
    transformer = LogSignatureTransformer(2, method=2).fit(rng.standard_normal((2, 3, 12)))
    assert transformer.get_feature_names_out()[-1] == "[11,12]"
    assert transformer.get_feature_names_out([f"c{i}" for i in range(12)])[-1] == "[c10,c11]"


def test_a_named_feature_is_that_log_signature():
    """First along channel 1, then 2, then 3: at the word (1, 2, 3) and in the bracket [1,[2,3]] by the formula."""
    path = np.array([[[0.0, 0, 0], [2, 0, 0], [2, 3, 0], [2, 3, 5]]])
    words, brackets = (LogSignatureTransformer(3, method=method).fit(path) for method in ("words", "brackets"))
    at = dict(zip(words.get_feature_names_out(), words.transform(path)[0], strict=True))
    of = dict(zip(brackets.get_feature_names_out(), brackets.transform(path)[0], strict=True))
    assert at["logsig(1,2)"] == of["[1,2]"] == 3
    assert np.isclose(at["logsig(1,2,3)"], 30 / 3)
    assert np.isclose(of["[1,[2,3]]"], 30 / 3)
    assert np.isclose(at["logsig(1,3,2)"], -30 / 6)
    assert np.isclose(of["[[1,3],2]"], 30 / 3 - 30 / 6)


def test_log_signatures_in_a_search(paths, labels):
    pipeline = make_pipeline(LogSignatureTransformer(), StandardScaler(), LogisticRegression())
    grid = {"logsignaturetransformer__degree": [1, 2], "logsignaturetransformer__method": ["words", "brackets"]}
    search = GridSearchCV(pipeline, grid, cv=3).fit(paths, labels)
    assert search.best_params_["logsignaturetransformer__degree"] == 2
    transformer = search.best_estimator_[0]
    assert clone(transformer).get_params() == transformer.get_params()
    again = pickle.loads(pickle.dumps(transformer))
    assert np.array_equal(again.transform(paths), transformer.transform(paths))
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"degree": 2.5}, TypeError, "degree"),
        ({"degree": -1}, ValueError, "degree"),
        ({"method": "lyndon"}, ValueError, "method"),
        ({"method": 4}, ValueError, "method"),
    ],
)
def test_bad_log_signatures(paths, changes, error, message):
    with pytest.raises(error, match=message):
        LogSignatureTransformer(**changes).fit(paths)
    with pytest.raises(ValueError, match="precision"):
        LogSignatureTransformer(precision="single").fit_transform(paths)


BOTH = pytest.mark.parametrize(
    ("transformer", "function"),
    [(SignatureTransformer, siglib.sig), (LogSignatureTransformer, siglib.log_sig)],
    ids=["sig", "log_sig"],
)


def complete(series, window, stride):
    """Return path, start and stop of each window that lies within its path."""
    return [
        (index, start, start + window)
        for index, path in enumerate(series)
        for start in range(0, len(path) - window + 1, stride)
    ]


@BOTH
@pytest.mark.parametrize("kind", [np.asarray, ragged], ids=["array", "ragged"])
@pytest.mark.parametrize(("window", "stride"), [(2, 1), (5, 1), (4, 3), (3, 7), (11, 1)])
def test_windows(paths, flags, transformer, function, kind, window, stride):
    series = kind(paths)
    step = transformer(3, window=window, stride=stride, **flags)
    rows = complete(series, window, stride)
    expected = [function(series[path][start:stop], 3, **flags) for path, start, stop in rows]
    out = step.fit_transform(series)
    assert out.shape == (len(rows), len(step.get_feature_names_out()))
    assert np.allclose(out, expected, rtol=1e-11, atol=1e-11)
    assert np.array_equal(step.transform(series), out)
    index = step.window_index(series)
    assert index.dtype.kind == "i"
    assert index.tolist() == [list(row) for row in rows]


def test_windows_of_padded_paths(paths):
    """Padding is never read, and lengths say which windows are complete."""
    series = ragged(paths)
    counts = [len(path) for path in series]
    padded = paths.copy()
    padded[np.arange(12) >= np.array(counts)[:, None]] = np.nan
    step = SignatureTransformer(2, window=4, stride=2)
    assert np.allclose(step.fit_transform(padded, lengths=counts), step.fit_transform(series), rtol=1e-12, atol=1e-12)
    assert np.array_equal(step.window_index(padded, lengths=counts), step.window_index(series))
    exchanged = SignatureTransformer(2, window=4, stride=2, channels_first=True)
    out = exchanged.fit_transform(padded.swapaxes(1, 2), lengths=counts)
    assert np.allclose(out, step.fit_transform(series), rtol=1e-12, atol=1e-12)
    assert np.array_equal(exchanged.window_index([path.T for path in series]), step.window_index(series))
    for lengths in ([3, 4], [13] * 40):
        for method in (step.transform, step.window_index):
            with pytest.raises(ValueError, match="lengths: expected"):
                method(padded, lengths=lengths)


@BOTH
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_of_windows(paths, transformer, function, dtype):
    single = paths.astype(dtype)
    out = transformer(3, window=5).fit_transform(single)
    assert out.dtype == dtype
    expected = [function(single[path, start:stop], 3) for path, start, stop in complete(single, 5, 1)]
    assert np.allclose(out, expected, rtol=1e-4, atol=1e-4)


def test_precision_and_basis_of_windows(paths):
    single = paths.astype("float32")
    step = LogSignatureTransformer(4, precision="double", method="expanded", scalar_term=True, window=6)
    expected = [
        siglib.log_sig(single[path, start:stop], 4, precision="double", method="expanded", scalar_term=True)
        for path, start, stop in complete(single, 6, 1)
    ]
    out = step.fit_transform(single)
    assert out.dtype == "float32"
    assert np.allclose(out, expected, rtol=1e-6, atol=1e-12)
    with pytest.raises(ValueError, match="scalar_term"):
        step.set_params(method="words").fit_transform(single)
    with pytest.raises(ValueError, match="precision"):
        LogSignatureTransformer(precision="single", window=6).fit_transform(single)


@pytest.mark.parametrize("window", [3, 11])
@pytest.mark.parametrize("words", [[(0, 1), (1,), (), (2, 0)], [(1, 0, 1, 0, 1, 0, 1, 0)], [(0,)], [()]], ids=str)
@pytest.mark.parametrize("kind", [np.asarray, ragged], ids=["array", "ragged"])
def test_chosen_words_of_windows(paths, flags, window, words, kind):
    series, flags = kind(paths), {**flags, "time_aug": True}
    step = SignatureTransformer(words=words, window=window, stride=2, **flags)
    rows = complete(series, window, 2)
    expected = [siglib.sig_coef(series[path][start:stop], words, **flags) for path, start, stop in rows]
    assert np.allclose(step.fit_transform(series), expected, rtol=1e-11, atol=1e-11)
    with pytest.raises(ValueError, match="words: expected letters from 0"):
        SignatureTransformer(words=[(7,)], window=window).fit(series)


def test_long_words_of_windows(rng):
    """Of which no signature holds as many as there are."""
    paths, word = rng.standard_normal((2, 20, 10)), tuple(range(10)) * 2
    out = SignatureTransformer(words=[word], window=15).fit_transform(paths)
    expected = [[siglib.sig_coef(paths[path, start:stop], word)[0]] for path, start, stop in complete(paths, 15, 1)]
    assert np.allclose(out, expected, rtol=1e-10)


@BOTH
def test_frames_of_windows_are_named(paths, transformer, function):
    step = transformer(2, window=4, stride=3).set_output(transform="pandas")
    for series in (paths, ragged(paths)):
        frame = step.fit_transform(series)
        assert frame.index.names == ["path", "start", "stop"]
        assert list(frame.index) == complete(series, 4, 3)
        assert list(frame.columns) == list(step.get_feature_names_out())
        assert np.allclose(frame.loc[(1, 0, 4)], function(paths[1, :4], 2), rtol=1e-12, atol=1e-12)
        again = step.transform(series)
        assert again.equals(frame)
        means = frame.groupby("path").mean()
        assert np.allclose(means.loc[20], frame.loc[20].to_numpy().mean(axis=0), rtol=1e-12, atol=1e-12)
    padded = step.transform(paths, lengths=[4] * len(paths))
    assert list(padded.index) == [(path, 0, 4) for path in range(len(paths))]
    whole = transformer(2, stride=3).set_output(transform="pandas").fit_transform(paths)
    assert list(whole.index) == list(range(len(paths)))


@BOTH
def test_no_window_is_complete(paths, transformer, function):
    step = transformer(2, window=13).fit(paths)
    columns = len(step.get_feature_names_out())
    assert step.transform(paths).shape == (0, columns)
    assert step.window_index(paths).shape == (0, 3)
    frame = step.set_output(transform="pandas").transform(paths)
    assert frame.shape == (0, columns)
    assert frame.index.names == ["path", "start", "stop"]
    assert function(paths, 2).shape[1] == columns


def test_windows_in_a_pipeline(paths, labels):
    """One label for each window, and a window to search for."""
    step = SignatureTransformer(2, window=6, stride=2)
    index = step.window_index(paths)
    model = make_pipeline(step, StandardScaler(), LogisticRegression()).fit(paths, labels[index[:, 0]])
    assert model.predict(paths).shape == (len(index),)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        make_pipeline(clone(step), LogisticRegression()).fit(paths, labels)
    again = pickle.loads(pickle.dumps(step))
    assert np.array_equal(again.transform(paths), clone(step).fit_transform(paths))
    assert clone(step).get_params() == step.get_params()
    assert np.array_equal(clone(step).set_params(window=None).fit_transform(paths), siglib.sig(paths, 2))


@BOTH
@pytest.mark.parametrize(
    "bad", [{"window": 1}, {"window": 0}, {"window": 2.5}, {"window": "3"}, {"stride": 0}, {"stride": 1.0}], ids=str
)
def test_bad_windows(paths, transformer, function, bad):
    arguments = {"window": 3, **bad}
    with pytest.raises((TypeError, ValueError)) as in_memory:
        siglib.sig_windows(paths, 2, **arguments)
    step = transformer(2, window=3).fit(paths).set_params(**arguments)
    for method in (step.fit, step.transform, step.window_index):
        with pytest.raises(in_memory.type) as error:
            method(paths)
        assert str(error.value) == str(in_memory.value)
    assert function(paths, 2).shape == transformer(2, stride=bad.get("stride", 1)).fit_transform(paths).shape


@BOTH
def test_what_windows_do_not_have(paths, transformer, function):
    step = transformer(2, window=3).fit(paths)
    assert np.allclose(step.set_params(basepoint=False).transform(paths)[0], function(paths[0, :3], 2), rtol=1e-12)
    for method in (step.set_params(basepoint=True).fit, step.transform, step.window_index):
        with pytest.raises(ValueError, match="basepoint: expected None or False with window=3, got True"):
            method(paths)
    with pytest.raises(ValueError, match="window: expected an integer, got None: each row is of a whole path"):
        transformer(2).fit(paths).window_index(paths)


# Random features


def test_random_features(paths, flags):
    transformer = SignatureRandomFeatures(2, 30, random_state=4, **flags)
    features = transformer.fit_transform(paths)
    assert features.shape == (40, 61)
    assert len(transformer.get_feature_names_out()) == 61
    assert np.array_equal(transformer.transform(paths[:3]), features[:3])
    assert np.array_equal(clone(transformer).fit(paths).transform(paths), features)
    assert np.array_equal(pickle.loads(pickle.dumps(transformer)).transform(paths), features)
    assert not np.array_equal(clone(transformer).set_params(random_state=5).fit_transform(paths), features)
    assert transformer.fit_transform(paths.astype("f4")).dtype == np.float32


@pytest.mark.parametrize("static_kernel", [None, siglib.RBFKernel(20.0)])
def test_random_features_are_about_kernels(paths, static_kernel):
    paths = paths[:5] / 4
    transformer = SignatureRandomFeatures(2, 20_000, static_kernel=static_kernel, weights=[1, 1, 2], random_state=0)
    features = transformer.fit_transform(paths)
    expected = siglib.truncated_sig_kernel_gram(paths, None, 2, static_kernel=static_kernel, weights=[1, 1, 2])
    scale = np.sqrt(np.outer(expected.diagonal(), expected.diagonal()))
    assert (np.abs(features @ features.T - expected) / scale).max() < 0.1


def test_random_features_of_ragged_paths(paths):
    transformer = SignatureRandomFeatures(2, 10, random_state=0, channels_first=False).fit(paths)
    expected = [transformer.transform(path[None])[0] for path in ragged(paths)]
    assert np.allclose(transformer.transform(ragged(paths)), expected, rtol=1e-12)
    exchanged = SignatureRandomFeatures(2, 10, random_state=0, channels_first=True).fit(paths.swapaxes(1, 2))
    assert np.array_equal(exchanged.transform(paths.swapaxes(1, 2)), transformer.transform(paths))


def test_random_features_in_a_pipeline(paths, labels):
    pipeline = make_pipeline(
        SignatureRandomFeatures(2, 200, random_state=0), StandardScaler(), LogisticRegression(C=0.1, max_iter=1000)
    )
    assert pipeline.fit(paths, labels).score(paths, labels) > 0.9
    search = GridSearchCV(pipeline, {"signaturerandomfeatures__static_kernel": [None, siglib.RBFKernel(10.0)]}, cv=2)
    assert search.fit(paths, labels).best_score_ > 0.5


def test_bad_random_features(paths):
    with pytest.raises(ValueError, match="features: expected an integer of at least 1"):
        SignatureRandomFeatures(2, 0).fit(paths)
    with pytest.raises(TypeError, match="static_kernel: expected None"):
        SignatureRandomFeatures(2, 5, static_kernel=siglib.Matern12Kernel(1.0)).fit(paths)
    with pytest.raises(ValueError, match="expected 2 channels as in fit"):
        SignatureRandomFeatures(2, 5).fit(paths).transform(paths[..., :1])


# Kernels

STATIC = [
    siglib.ScaledLinearKernel(0.3),
    siglib.RBFKernel(5.0),
    siglib.PolynomialKernel(2.0, gamma=9.0, scale=0.01),
    siglib.Matern32Kernel(4.0),
    siglib.RationalQuadraticKernel(4.0, 1.5),
]


@pytest.mark.parametrize("static_kernel", [None, *STATIC], ids=str)
def test_kernel(paths, flags, static_kernel):
    kernel = SignatureKernel(static_kernel, dyadic_order=0, **flags)
    options = {"static_kernel": static_kernel, "dyadic_order": 0, **flags}
    paths = paths[:6] / 4
    expected = siglib.sig_kernel_gram(paths, **options)
    assert np.array_equal(kernel.gram(paths), expected)
    assert np.array_equal(kernel(paths), expected)
    assert np.allclose(kernel(paths, paths[:2]), expected[:, :2], rtol=1e-12)
    assert np.allclose(kernel.diag(paths), expected.diagonal(), rtol=1e-12)
    rows = SignatureKernel(static_kernel, dyadic_order=0, channels=2, **flags)
    assert np.array_equal(rows(paths.reshape(6, -1)), expected)
    assert np.array_equal(rows(paths), expected)
    rows.channels_first = kernel.channels_first = True
    exchanged = paths.swapaxes(1, 2)
    assert np.array_equal(kernel.gram(exchanged), expected)
    assert np.array_equal(rows(exchanged.reshape(6, -1)), expected)


def test_kernel_of_ragged_paths(paths):
    series = ragged(paths[:6] / 4)
    gram = SignatureKernel().gram(series, series[:3])
    exchanged = [path.T for path in series]
    assert np.array_equal(SignatureKernel(channels_first=True).gram(exchanged, exchanged[:3]), gram)
    assert np.allclose(gram, [[siglib.sig_kernel(one, other) for other in series[:3]] for one in series], rtol=1e-10)
    assert np.allclose(SignatureKernel(normalise=True).diag(series), 1)


@pytest.mark.parametrize("static_kernel", STATIC, ids=str)
@pytest.mark.parametrize("options", [{}, {"normalise": True, "time_aug": True}], ids=str)
def test_derivatives_of_a_kernel(paths, static_kernel, options):
    kernel, paths, step = SignatureKernel(static_kernel, dyadic_order=0, **options), paths[:4] / 6, 1e-5
    gram, slopes = kernel(paths, eval_gradient=True)
    assert slopes.shape == (4, 4, len(kernel.theta))
    assert np.array_equal(gram, kernel(paths))
    for i, move in enumerate(step * np.eye(len(kernel.theta))):
        up, down = (kernel.clone_with_theta(kernel.theta + sign * move)(paths) for sign in (1, -1))
        assert np.allclose(slopes[..., i], (up - down) / (2 * step), rtol=1e-5, atol=1e-7)


def test_parameters_of_a_kernel():
    kernel = SignatureKernel(siglib.RationalQuadraticKernel(2.0, 3.0), parameter_bounds={"alpha": "fixed"})
    assert np.allclose(kernel.theta, [np.log(2)])
    assert np.allclose(np.exp(kernel.bounds), [[1e-5, 1e5]])
    moved = kernel.clone_with_theta(np.log([7.0]))
    assert moved.static_kernel.sigma == pytest.approx(7)
    assert moved.static_kernel.alpha == 3
    assert kernel.static_kernel.sigma == 2
    assert kernel == clone(kernel) != moved
    assert SignatureKernel().theta.shape == (0,)
    assert not kernel.is_stationary()
    with pytest.raises(ValueError, match="theta: expected 1 numbers"):
        kernel.theta = np.zeros(2)


def test_what_a_kernel_shows():
    kernel = SignatureKernel(siglib.RBFKernel(2.0), channels=3, normalise=True, parameter_bounds={"sigma": "fixed"})
    assert repr(kernel) == (
        "SignatureKernel(RBFKernel(sigma=2.0), parameter_bounds={'sigma': 'fixed'}, channels=3, normalise=True)"
    )
    assert eval(repr(kernel), {**vars(siglib), "SignatureKernel": SignatureKernel}) == kernel
    assert repr(SignatureKernel()) == "SignatureKernel()"


def test_copies_of_a_kernel(paths):
    kernel = SignatureKernel(siglib.RBFKernel(3.0), time_aug=True)
    expected = kernel.gram(paths[:4])
    for copy in (clone(kernel), pickle.loads(pickle.dumps(kernel))):
        assert copy == kernel
        assert np.array_equal(copy.gram(paths[:4]), expected)


def test_support_vector_machines(paths, labels):
    """Of matrices, and of rows of points by the kernel itself."""
    kernel = SignatureKernel(siglib.RBFKernel(20.0), channels=2)
    machine = SVC(kernel="precomputed", C=10).fit(kernel.gram(paths), labels)
    by_rows = SVC(kernel=kernel, C=10).fit(paths.reshape(40, -1), labels)
    assert machine.score(kernel.gram(paths), labels) > 0.9
    assert np.array_equal(by_rows.predict(paths.reshape(40, -1)), machine.predict(kernel.gram(paths)))


def test_gaussian_processes(rng):
    """The parameter of the static kernel is found, by its derivative, in products and sums with other kernels."""
    rows = (rng.standard_normal((60, 8, 2)) / 4).cumsum(axis=1).reshape(60, 16)
    options = {"channels": 2, "normalise": True}
    true = SignatureKernel(siglib.RBFKernel(0.5), **options)
    values = np.linalg.cholesky(true(rows) + 1e-4 * np.eye(60)) @ rng.standard_normal(60)
    start = SignatureKernel(siglib.RBFKernel(5.0), parameter_bounds=(1e-2, 1e2), **options)
    kernel = ConstantKernel(2.0) * start + WhiteKernel(1e-3, "fixed")
    process = GaussianProcessRegressor(kernel).fit(rows, values)
    found, slopes = process.log_marginal_likelihood(process.kernel_.theta, eval_gradient=True)
    assert found > process.log_marginal_likelihood(kernel.theta) + 1
    assert found > process.log_marginal_likelihood(np.log([1.0, 0.5])) - 1e-9
    assert np.abs(slopes).max() < 0.05
    assert 0.1 < process.kernel_.k1.k2.static_kernel.sigma < 2.5
    assert start.static_kernel.sigma == 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda kernel, x: kernel(x, x, eval_gradient=True), "eval_gradient: expected False with Y"),
        (lambda kernel, x: kernel.gram(x.reshape(40, -1)), r"X: expected shape \(paths, points, channels\)"),
        (lambda kernel, x: kernel.set_params(channels=5).gram(x.reshape(40, -1)), "X: expected rows of points in 5"),
    ],
)
def test_bad_calls_of_a_kernel(paths, call, message):
    with pytest.raises(ValueError, match=message):
        call(SignatureKernel(), paths)
