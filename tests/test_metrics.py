"""Distances of paths and of distributions of paths, and the test whether two distributions are equal."""

import json

import numpy as np
import pytest
import torch
from support import HERE, walks

import siglib

GOLDEN = json.loads((HERE / "data" / "metric_cases.json").read_text())
Z, Q = (np.array(GOLDEN[name]) for name in "ZQ")
CALLS = {
    "sig_score(Z,Q,dyadic_order=1)": lambda z, q: siglib.sig_score(z, q, dyadic_order=1),
    "expected_sig_score(Z,Q,dyadic_order=1)": lambda z, q: siglib.expected_sig_score(z, q, dyadic_order=1),
    "sig_mmd(Z,Q,dyadic_order=1)": lambda z, q: siglib.sig_mmd(z, q, dyadic_order=1),
    "sig_mmd(Z,Q,dyadic_order=1,RBFKernel(1.))": lambda z, q: siglib.sig_mmd(
        z, q, dyadic_order=1, static_kernel=siglib.RBFKernel(1.0)
    ),
}
OF_TWO_SAMPLES = [siglib.sig_mmd, siglib.expected_sig_score, siglib.sig_score, siglib.sig_distance]
FLAGS = {"time_aug": True, "lead_lag": True, "end_time": 0.5, "dyadic_order": 1}


@pytest.fixture
def samples(rng):
    return walks(rng, 4, 6, 2), walks(rng, 3, 5, 2)


def tensors(*arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


def named(function):
    return function.__name__


@pytest.mark.parametrize("call", CALLS)
def test_golden_values(call):
    expected = np.array(GOLDEN["calls"][call])
    out = CALLS[call](Z, Q)
    assert out.shape == expected.shape
    np.testing.assert_allclose(out, expected, rtol=1e-12)
    np.testing.assert_allclose(CALLS[call](*tensors(Z, Q)).detach().numpy(), expected, rtol=1e-12)


def test_golden_gradients():
    z, q = tensors(Z, Q)
    siglib.sig_mmd(z, q, dyadic_order=1).backward()
    for leaf, name in ((z, "Z"), (q, "Q")):
        np.testing.assert_allclose(leaf.grad, GOLDEN["calls"][f"d sig_mmd(Z,Q,dyadic_order=1)/d{name}"], atol=1e-13)


def kernels(ones, others, **flags):
    """Pair by pair."""
    return np.array([[float(siglib.sig_kernel(x, y, **flags)) for y in others] for x in ones])


@pytest.mark.parametrize(
    "flags", [{}, FLAGS, {"dyadic_order": 1, "static_kernel": siglib.RBFKernel(2.0)}, {"dyadic_order": (0, 2)}]
)
@pytest.mark.parametrize("same_length", [True, False])
def test_definitions(samples, flags, same_length):
    x, y = samples[0][:, :5] if same_length else samples[0], samples[1]
    xx, xy, yy = kernels(x, x, **flags), kernels(x, y, **flags), kernels(y, y, **flags)
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    within = sum(xx[i, j] for i, j in pairs) / 12
    unbiased = within - 2 * xy.mean() + sum(yy[i, j] for i, j in pairs if max(i, j) < 3) / 6
    scores = 0.7 * within - 2 * xy.mean(axis=0)
    close = {"rtol": 1e-10, "atol": 1e-10}
    np.testing.assert_allclose(siglib.sig_mmd(x, y, **flags), unbiased, **close)
    np.testing.assert_allclose(
        siglib.sig_mmd(x, y, unbiased=False, **flags), xx.mean() - 2 * xy.mean() + yy.mean(), **close
    )
    np.testing.assert_allclose(siglib.sig_score(x, y, lam=0.7, **flags), scores, **close)
    np.testing.assert_allclose(siglib.expected_sig_score(x, y, lam=0.7, **flags), [scores.mean()], **close)
    squares = xx.diagonal()[:, None] + yy.diagonal() - 2 * xy
    np.testing.assert_allclose(siglib.sig_distance(x, y, **flags), squares.clip(0) ** 0.5, rtol=1e-6, atol=1e-5)


def test_shapes(samples):
    x, y = samples
    assert siglib.sig_score(x, y[0]).shape == (1,)
    assert siglib.sig_score(x, np.stack([y, y])).shape == (2, 3)
    assert siglib.sig_score(x, y[:0]).shape == (0,)
    assert siglib.expected_sig_score(x, y).shape == (1,)
    assert siglib.sig_mmd(x, y).shape == ()
    assert siglib.sig_distance(x, y).shape == (4, 3)
    assert siglib.sig_distance(x[0], y[0]).shape == ()
    assert siglib.sig_distance(x[0]).shape == ()
    assert siglib.sig_distance(np.stack([x, x])).shape == (2, 4, 2, 4)
    assert siglib.sig_distance(x[0], np.stack([y, y])).shape == (2, 3)


@pytest.mark.parametrize("function", OF_TWO_SAMPLES, ids=named)
def test_float32(samples, function):
    singles = [sample.astype("f4") for sample in samples]
    out = function(*singles)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, function(*samples), rtol=1e-3, atol=1e-4)
    assert function(*(torch.from_numpy(single) for single in singles)).dtype == torch.float32


@pytest.mark.parametrize("function", OF_TWO_SAMPLES, ids=named)
@pytest.mark.parametrize("points", [5, 6])
def test_lengths(samples, function, points):
    """Ragged samples of the same padded length and of another: what stands beyond is not read."""
    x, y = samples[0][:, :points].copy(), samples[1].copy()
    counts = np.array([2, points, 3, 4]), np.array([5, 1, 3])
    ones, others = ([a[:c] for a, c in zip(s, cs, strict=True)] for s, cs in zip((x, y), counts, strict=True))
    for sample, lengths in zip((x, y), counts, strict=True):
        sample[np.arange(sample.shape[1]) >= lengths[:, None]] = np.nan
    xx, xy, yy = kernels(ones, ones), kernels(ones, others), kernels(others, others)
    scores = (xx.sum() - np.trace(xx)) / 12 - 2 * xy.mean(axis=0)
    expected = {
        "sig_score": scores,
        "expected_sig_score": [scores.mean()],
        "sig_mmd": (xx.sum() - np.trace(xx)) / 12 - 2 * xy.mean() + (yy.sum() - np.trace(yy)) / 6,
        "sig_distance": (xx.diagonal()[:, None] + yy.diagonal() - 2 * xy).clip(0) ** 0.5,
    }
    out = function(x, y, lengths1=counts[0], lengths2=counts[1])
    np.testing.assert_allclose(out, expected[function.__name__], rtol=1e-7, atol=1e-7)


def test_lengths_of_one_sample(samples):
    x, y = samples[0][:, :5], samples[1]
    expected = siglib.sig_mmd(x, y[:, :4])
    np.testing.assert_allclose(siglib.sig_mmd(x, y, lengths2=[4, 4, 4]), expected, rtol=1e-10)


@pytest.mark.parametrize("function", OF_TWO_SAMPLES, ids=named)
@pytest.mark.parametrize("points", [3, 4])
def test_derivatives(rng, function, points):
    leaves = tensors(walks(rng, 3, points, 2), walks(rng, 2, 3, 2))
    assert torch.autograd.gradcheck(function, leaves)
    assert torch.autograd.gradgradcheck(function, leaves)


def test_derivatives_by_a_parameter(samples):
    sigma = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    x, y = (tensor.detach() for tensor in tensors(*samples))
    function = lambda s: siglib.sig_mmd(x, y, static_kernel=siglib.RBFKernel(s))  # noqa: E731
    assert torch.autograd.gradcheck(function, (sigma,))


def test_samples_of_equal_length_are_one_matrix(samples, monkeypatch):
    """One forward and one backward pass, of which half is computed."""
    calls = []

    def counted(*arrays, **options):
        calls.append(len(arrays))
        return siglib.sig_kernel_gram(*arrays, **options)

    monkeypatch.setattr("siglib._metrics.sig_kernel_gram", counted)
    siglib.sig_mmd(samples[0][:, :5], samples[1])
    siglib.sig_mmd_test(samples[0][:, :5], samples[1], permutations=50)
    assert calls == [1, 1]


# Distances


def test_distances_are_those_of_signatures(rng):
    paths = walks(rng, 4, 4, 2) / 2
    sigs = siglib.sig(paths, 12)
    expected = np.linalg.norm(sigs[:, None] - sigs, axis=-1)
    np.testing.assert_allclose(siglib.sig_distance(paths), expected, rtol=1e-4)


def test_distances_from_oneself(rng):
    paths = walks(rng, 5, 7, 3)
    out = siglib.sig_distance(paths)
    np.testing.assert_array_equal(out, out.T)
    np.testing.assert_array_equal(out.diagonal(), 0)
    np.testing.assert_allclose(siglib.sig_distance(paths, paths.copy()), out, atol=1e-6)


def test_derivatives_of_a_distance_of_nothing(rng):
    (paths,) = tensors(walks(rng, 3, 4, 2))
    (gradient,) = torch.autograd.grad(siglib.sig_distance(paths).sum(), paths, create_graph=True)
    (second,) = torch.autograd.grad(gradient.square().sum(), paths)
    assert gradient.isfinite().all()
    assert second.isfinite().all()
    assert gradient.abs().max() > 0.1
    (gradient,) = torch.autograd.grad(siglib.sig_distance(paths[0], paths[0].clone()), paths)
    assert gradient.abs().max() < 1e-5


def test_nan_stays(rng):
    paths = walks(rng, 3, 4, 2)
    paths[1, 2] = np.nan
    np.testing.assert_array_equal(np.isnan(siglib.sig_distance(paths))[0], [False, True, False])
    assert np.isnan(siglib.sig_mmd(paths, paths))
    assert np.isnan(siglib.sig_mmd_test(paths, paths, permutations=9, rng=0).p_value)


# The test


def test_statistics_of_permutations(samples):
    """Against the estimate of paths that were dealt out by hand."""
    x, y = samples[0][:, :5], samples[1]
    pooled = np.concatenate([x, y])
    for unbiased in (True, False):
        result = siglib.sig_mmd_test(x, y, permutations=20, unbiased=unbiased, rng=3)
        np.testing.assert_allclose(result.statistic, siglib.sig_mmd(x, y, unbiased=unbiased), rtol=1e-10)
        generator = np.random.default_rng(3)
        dealt = generator.permuted(np.tile(np.arange(7) < 4, (20, 1)), axis=1)
        expected = [siglib.sig_mmd(pooled[firsts], pooled[~firsts], unbiased=unbiased) for firsts in dealt]
        np.testing.assert_allclose(result.permuted, expected, rtol=1e-9, atol=1e-11)
        as_large = sum(value > result.statistic - 1e-9 for value in expected)
        assert result.p_value == (1 + as_large) / 21


def test_chance_is_reproducible(samples, monkeypatch):
    x, y = samples
    result = siglib.sig_mmd_test(x, y, permutations=40, rng=1)
    again = siglib.sig_mmd_test(x, y, permutations=40, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(result.permuted, again.permuted)
    of_tensors = siglib.sig_mmd_test(*tensors(x, y), permutations=40, rng=1)
    np.testing.assert_allclose(of_tensors.permuted, result.permuted, rtol=1e-12)
    assert of_tensors.p_value == result.p_value
    assert not np.array_equal(siglib.sig_mmd_test(x, y, permutations=40, rng=2).permuted, result.permuted)
    assert not np.array_equal(*(siglib.sig_mmd_test(x, y, permutations=40).permuted for _ in range(2)))
    monkeypatch.setattr("siglib._metrics._MOST_DEALT", 21)  # three at a time
    np.testing.assert_allclose(siglib.sig_mmd_test(x, y, permutations=40, rng=1).permuted, result.permuted, rtol=1e-12)


def test_level_and_power(rng):
    """It is wrong as often as it says, and finds a difference."""
    steps = rng.standard_normal((60, 2, 12, 6, 1)) / 3
    equal, different = steps.cumsum(axis=-2), (steps * [[[[1.0]]], [[[2.0]]]]).cumsum(axis=-2)
    options = {"permutations": 99, "rng": rng, "dyadic_order": 0, "time_aug": True}
    wrong = [siglib.sig_mmd_test(x, y, **options).p_value for x, y in equal]
    right = [siglib.sig_mmd_test(x, y, **options).p_value for x, y in different]
    assert 0.05 < np.mean(np.array(wrong) <= 0.2) < 0.4
    assert abs(np.mean(wrong) - 0.5) < 0.15
    assert np.mean(np.array(right) <= 0.2) > 0.6


def test_equal_samples_differ_by_nothing(rng):
    sample = walks(rng, 6, 5, 2)
    assert siglib.sig_mmd_test(sample, sample, permutations=99, unbiased=False, rng=0).p_value == 1


# Errors

FEW = "expected at least 2 paths, got shape"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x, y: siglib.sig_mmd(x[:1], y), ValueError, f"sample1: {FEW}"),
        (lambda x, y: siglib.sig_mmd(x, y[:1]), ValueError, f"sample2: {FEW}"),
        (lambda x, y: siglib.sig_mmd(x, y[:0], unbiased=False), ValueError, "sample2: expected at least 1 paths"),
        (lambda x, y: siglib.sig_mmd_test(x, y[:1], unbiased=False), ValueError, f"sample2: {FEW}"),
        (lambda x, y: siglib.sig_score(x[:1], y), ValueError, f"sample: {FEW}"),
        (lambda x, y: siglib.sig_score(x, y[0, 0]), ValueError, r"y: expected shape \(..., length, channels\)"),
        (lambda x, y: siglib.expected_sig_score(x[:1], y), ValueError, f"sample1: {FEW}"),
        (lambda x, y: siglib.expected_sig_score(x, y[:0]), ValueError, "sample2: expected at least 1"),
        (lambda x, y: siglib.sig_mmd(x[0], y), ValueError, r"sample1: expected shape \(paths, length, channels\)"),
        (lambda x, y: siglib.sig_mmd(x, y[..., :1]), ValueError, "sample2: expected 2 channels as sample1 has"),
        (lambda x, y: siglib.sig_mmd(x, y.astype("f4")), TypeError, "sample2: expected the dtype of sample1"),
        (lambda x, y: siglib.sig_mmd(x, torch.from_numpy(y)), TypeError, "sample2: expected a numpy.ndarray"),
        (lambda x, y: siglib.sig_mmd(x, y, unbiased=1), TypeError, "unbiased: expected True or False"),
        (lambda x, y: siglib.sig_mmd(x, x, lengths1=[3, 3]), ValueError, r"lengths1: expected shape \(4,\)"),
        (lambda x, y: siglib.sig_mmd(x, x, lengths2=[3, 3, 3, 9]), ValueError, "lengths2: expected values from 0"),
        (lambda x, y: siglib.sig_score(x, y, lam="1"), TypeError, "lam: expected a real number"),
        (lambda x, y: siglib.sig_mmd_test(x, y, permutations=0), ValueError, "permutations: expected an integer of at"),
        (lambda x, y: siglib.sig_mmd_test(x, y, rng=1.5), TypeError, "rng: expected an integer, a numpy.random.Gen"),
        (lambda x, y: siglib.sig_mmd_test(x, y, rng=-1), ValueError, "rng: expected an integer of at least 0"),
        (lambda x, y: siglib.sig_distance(x, y.astype("f4")), TypeError, "paths2: expected the dtype of paths1"),
        (lambda x, y: siglib.sig_distance("x"), TypeError, "paths1: expected a numpy.ndarray"),
    ],
)
def test_errors(samples, call, error, message):
    with pytest.raises(error, match=message):
        call(*samples)
