"""Random features of truncated signature kernels."""

import numpy as np
import pytest
import torch
from support import walks

import siglib

KINDS = [
    {},
    {"weights": [0.5, 1.0, 2.0, 0.25]},
    {"time_aug": True, "lead_lag": True, "end_time": 0.5},
    {"static_kernel": siglib.ScaledLinearKernel(0.7), "time_aug": True},
    {"static_kernel": siglib.RBFKernel(2.0)},
    {"static_kernel": siglib.RBFKernel(2.0), "time_aug": True, "lead_lag": True},
]


@pytest.fixture
def paths(rng):
    return walks(rng, 4, 6, 2) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_inner_products_estimate_kernels(paths, kind):
    """Without bias: means of many draws come within some standard errors, of all pairs."""
    expected = siglib.truncated_sig_kernel_gram(paths, None, 3, **kind)
    draws = [siglib.sig_random_features(paths, 3, 100, rng=seed, **kind) for seed in range(200)]
    estimates = np.array([draw @ draw.T for draw in draws])
    errors = estimates.std(axis=0) / len(draws) ** 0.5
    assert (np.abs(estimates.mean(axis=0) - expected) < 5 * errors + 1e-9).all()
    assert (errors < 0.05 * np.sqrt(np.outer(expected.diagonal(), expected.diagonal()))).all()


def test_more_features_are_better(paths):
    expected = siglib.truncated_sig_kernel_gram(paths, None, 3)

    def error(count):
        draws = [siglib.sig_random_features(paths, 3, count, rng=seed) for seed in range(20)]
        return np.mean([np.abs(draw @ draw.T - expected).mean() for draw in draws])

    assert error(1600) < 0.5 * error(100)


def test_levels(paths):
    """Every level has its own columns."""
    features = siglib.sig_random_features(paths, 3, 7, rng=0)
    assert features.shape == (4, 22)
    np.testing.assert_array_equal(features[:, 0], 1)
    alone = siglib.sig_random_features(paths, 3, 7, rng=0, weights=[0, 0, 4, 0])
    np.testing.assert_allclose(alone[:, 8:15], 2 * features[:, 8:15], rtol=1e-14)
    assert not alone[:, :8].any()
    assert not alone[:, 15:].any()
    scaled = siglib.sig_random_features(3 * paths, 3, 7, rng=0)
    np.testing.assert_allclose(scaled, features * np.repeat([1, 3, 9, 27], [1, 7, 7, 7]), rtol=1e-12, atol=1e-12)


def test_batches(paths, dtype):
    whole = siglib.sig_random_features(paths.astype(dtype), 2, 5, rng=1)
    assert whole.dtype == dtype
    np.testing.assert_array_equal(
        siglib.sig_random_features(paths.reshape(2, 2, 6, 2).astype(dtype), 2, 5, rng=1)[1], whole[2:]
    )
    np.testing.assert_allclose(siglib.sig_random_features(paths[0].astype(dtype), 2, 5, rng=1), whole[0], rtol=1e-5)
    assert siglib.sig_random_features(paths[:0], 2, 5).shape == (0, 11)
    np.testing.assert_array_equal(siglib.sig_random_features(paths, 0, 5), np.ones((4, 1)))
    np.testing.assert_array_equal(siglib.sig_random_features(paths[:, :1], 2, 5), np.eye(11)[[0] * 4])


@pytest.mark.parametrize("kind", KINDS)
def test_lengths(paths, kind):
    kind = {name: value for name, value in kind.items() if name != "weights"}
    counts = np.array([6, 1, 4, 2])
    expected = [
        siglib.sig_random_features(path[:n], 3, 5, rng=2, **kind) for path, n in zip(paths, counts, strict=True)
    ]
    paths[np.arange(6) >= counts[:, None]] = np.nan
    out = siglib.sig_random_features(paths, 3, 5, rng=2, lengths=counts, **kind)
    np.testing.assert_allclose(out, expected, rtol=1e-11, atol=1e-12)


def test_chance(paths):
    same = [siglib.sig_random_features(paths, 2, 5, rng=rng) for rng in (3, np.random.default_rng(3), np.int64(3))]
    np.testing.assert_array_equal(same[0], same[1])
    np.testing.assert_array_equal(same[0], same[2])
    assert not np.array_equal(*(siglib.sig_random_features(paths, 2, 5) for _ in range(2)))
    generator = np.random.default_rng(3)
    assert not np.array_equal(*(siglib.sig_random_features(paths, 2, 5, rng=generator) for _ in range(2)))


def test_blocks(paths, monkeypatch):
    expected = siglib.sig_random_features(paths, 3, 5, rng=0)
    monkeypatch.setattr("siglib._features._BLOCK", 1)
    np.testing.assert_allclose(siglib.sig_random_features(paths, 3, 5, rng=0), expected, rtol=1e-13)


@pytest.mark.parametrize("kind", KINDS)
def test_derivatives(paths, kind):
    leaf = torch.from_numpy(paths[:2, :4]).requires_grad_()

    def function(leaf):
        return siglib.sig_random_features(leaf, 3, 2, rng=0, **kind)

    expected = siglib.sig_random_features(paths[:2, :4], 3, 2, rng=0, **kind)
    np.testing.assert_allclose(function(leaf).detach().numpy(), expected, rtol=1e-12, atol=1e-13)
    assert torch.autograd.gradcheck(function, (leaf,))
    assert torch.autograd.gradgradcheck(function, (leaf,))


def test_derivatives_by_a_parameter(paths):
    sigma = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    tensor = torch.from_numpy(paths)
    function = lambda s: siglib.sig_random_features(tensor, 2, 3, rng=0, static_kernel=siglib.RBFKernel(s))  # noqa: E731
    assert torch.autograd.gradcheck(function, (sigma,))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"features": 0}, ValueError, "features: expected an integer of at least 1"),
        ({"degree": -1}, ValueError, "degree: expected an integer of at least 0"),
        ({"degree": 2.0}, TypeError, "degree: expected an integer"),
        ({"rng": "0"}, TypeError, "rng: expected an integer, a numpy.random.Generator or None"),
        ({"static_kernel": siglib.Matern12Kernel(1.0)}, TypeError, "static_kernel: expected None, a LinearKernel"),
        ({"weights": [1.0, -1.0, 1.0]}, ValueError, "weights: expected numbers that are not negative"),
        ({"weights": [1.0]}, ValueError, r"weights: expected shape \(3,\)"),
        ({"paths": np.zeros((3, 0, 2))}, ValueError, "paths: expected at least one point"),
        ({"paths": np.zeros(3)}, ValueError, r"paths: expected shape \(..., length, channels\)"),
        ({"lengths": [3, 3]}, ValueError, "lengths: expected the batch shape"),
    ],
    ids=str,
)
def test_errors(paths, change, error, message):
    with pytest.raises(error, match=message):
        siglib.sig_random_features(**{"paths": paths, "degree": 2, "features": 3, **change})
