"""Truncated signature kernels, from signatures and by the recursion over levels."""

from itertools import combinations_with_replacement, groupby
from math import factorial, prod

import numpy as np
import pytest
import reference
import torch
from support import walks

import siglib

X = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0], [2.0, 1.0]])
Y = np.array([[0.0, 0.0], [0.5, 1.0], [1.5, -0.5]])
# Of X and Y: see data/README.md.
LEVELS = [1.0, 2.5, 3.09375, 2.6032986111111107, 1.4442138671875, 0.5412238226996527]
KINDS = [
    {},
    {"normalise": True, "weights": [1.0, 0.5, 2.0, 0.25]},
    {"time_aug": True, "lead_lag": True, "end_time": 0.5},
    {"static_kernel": siglib.ScaledLinearKernel(0.5), "time_aug": True},
    {"static_kernel": siglib.RBFKernel(2.0), "weights": [0.0, 1.0, -1.0, 3.0]},
    {"static_kernel": siglib.Matern32Kernel(1.5), "normalise": True, "lead_lag": True},
]


@pytest.fixture(params=["signatures", "levels"])
def way(request, monkeypatch):
    """Choose how kernels without a static one are computed."""
    monkeypatch.setattr("siglib._truncated.is_for_signatures", lambda pairs, options: request.param == "signatures")
    return request.param


@pytest.fixture
def batches(rng):
    return walks(rng, 3, 5, 2), walks(rng, 4, 6, 2)


def tensors(*arrays):
    return [None if array is None else torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


def repetitions(places):
    """The product of the factorials of how often each place comes."""
    return prod(factorial(len(list(group))) for _, group in groupby(places))


def chains(increments, level):
    """The definition: a sum over all chains of cells."""
    rows, columns = (list(combinations_with_replacement(range(n), level)) for n in increments.shape)
    return sum(
        prod(increments[i, j] for i, j in zip(row, column, strict=True)) / (repetitions(row) * repetitions(column))
        for row in rows
        for column in columns
    )


@pytest.mark.parametrize("level", range(6))
def test_golden_values(way, level, dtype):
    weights = np.eye(6)[level][: level + 1]
    out = siglib.truncated_sig_kernel(X.astype(dtype), Y.astype(dtype), level, weights=weights)
    assert (out.dtype, out.shape) == (dtype, ())
    np.testing.assert_allclose(out, LEVELS[level], rtol=1e-5 if dtype == "float32" else 1e-13)


@pytest.mark.parametrize("static_kernel", [None, siglib.RBFKernel(1.5), siglib.PolynomialKernel(2, gamma=0.5)])
def test_definition(way, static_kernel):
    values = X @ Y.T if static_kernel is None else static_kernel.values(X, Y)
    increments = np.diff(np.diff(values, axis=0), axis=1)
    for degree in range(4):
        expected = sum(chains(increments, level) for level in range(degree + 1))
        out = siglib.truncated_sig_kernel(X, Y, degree, static_kernel=static_kernel)
        np.testing.assert_allclose(out, expected, rtol=1e-12)


@pytest.mark.parametrize("degree", [0, 1, 2, 5])
def test_inner_products_of_signatures(way, batches, flags, degree):
    x, y = batches
    expected = (
        reference.sig(x, degree, scalar_term=True, **flags) @ reference.sig(y, degree, scalar_term=True, **flags).T
    )
    gram = siglib.truncated_sig_kernel_gram(x, y, degree, **flags)
    np.testing.assert_allclose(gram, expected, rtol=1e-11, atol=1e-11 * np.abs(expected).max())
    pairs = siglib.truncated_sig_kernel(x, y[:3], degree, **flags)
    np.testing.assert_allclose(pairs, expected.diagonal(), rtol=1e-11, atol=1e-11 * np.abs(expected).max())


def test_high_levels_are_the_whole_kernel(batches):
    x, y = (batch / 2 for batch in batches)
    for static_kernel in (None, siglib.RBFKernel(1.0)):
        out = siglib.truncated_sig_kernel_gram(x, y, 12, static_kernel=static_kernel)
        whole = siglib.sig_kernel_gram(x, y, static_kernel=static_kernel, dyadic_order=2, order=6)
        np.testing.assert_allclose(out, whole, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_gram_and_pairs(way, batches, kind):
    x, y = batches
    gram = siglib.truncated_sig_kernel_gram(x, y, 3, **kind)
    pairs = siglib.truncated_sig_kernel(np.repeat(x, 4, axis=0), np.tile(y, (3, 1, 1)), 3, **kind)
    np.testing.assert_allclose(gram, pairs.reshape(3, 4), rtol=1e-11, atol=1e-11)
    own = siglib.truncated_sig_kernel_gram(x, None, 3, **kind)
    np.testing.assert_array_equal(own, own.T)
    np.testing.assert_allclose(own, siglib.truncated_sig_kernel_gram(x, x.copy(), 3, **kind), rtol=1e-10, atol=1e-10)
    if kind.get("normalise"):
        np.testing.assert_allclose(own.diagonal(), 1, rtol=1e-12)
        assert np.abs(gram).max() < 1


def test_batches(way, batches):
    x, y = batches
    whole = siglib.truncated_sig_kernel_gram(x, y, 2)
    twice = siglib.truncated_sig_kernel_gram(np.stack([x, x]), y, 2)
    assert twice.shape == (2, 3, 4)
    np.testing.assert_allclose(twice[1], whole, rtol=1e-14)
    np.testing.assert_allclose(siglib.truncated_sig_kernel_gram(x[0], y, 2), whole[0], rtol=1e-13)
    assert siglib.truncated_sig_kernel_gram(x[0], None, 2).shape == ()
    assert siglib.truncated_sig_kernel_gram(x[:0], y, 2).shape == (0, 4)
    assert siglib.truncated_sig_kernel(x[:0], y[:0], 2).shape == (0,)
    assert siglib.truncated_sig_kernel(x.reshape(3, 1, 5, 2), y[:3].reshape(3, 1, 6, 2), 2).shape == (3, 1)
    np.testing.assert_array_equal(siglib.truncated_sig_kernel(x[:, :1], y[:3], 3), 1)


@pytest.mark.parametrize("kind", KINDS)
def test_lengths(way, batches, kind):
    """What stands beyond is not read, and there is no derivative by it."""
    counts = np.array([5, 1, 3]), np.array([2, 6, 4, 3])
    x, y = (batch.copy() for batch in batches)
    ones, others = ([p[:n] for p, n in zip(b, c, strict=True)] for b, c in zip((x, y), counts, strict=True))
    if kind.get("normalise") and "weights" in kind:
        kind = {**kind, "weights": [1.0, 1.0, 1.0, 1.0]}
    expected = [[siglib.truncated_sig_kernel(one, other, 3, **kind) for other in others] for one in ones]
    for batch, lengths in zip((x, y), counts, strict=True):
        batch[np.arange(batch.shape[1]) >= lengths[:, None]] = np.nan
    lengths = {"lengths1": counts[0], "lengths2": counts[1]}
    out = siglib.truncated_sig_kernel_gram(x, y, 3, **lengths, **kind)
    np.testing.assert_allclose(out, expected, rtol=1e-10, atol=1e-10)
    gradients = siglib.truncated_sig_kernel_gram_backprop(np.ones((3, 4)), x, y, 3, **lengths, **kind)
    for gradient, batch in zip(gradients, (x, y), strict=True):
        assert np.isfinite(gradient).all()
        assert not gradient[np.isnan(batch)].any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("symmetric", [False, True])
def test_gradients(way, batches, rng, kind, symmetric):
    """By finite differences, and the same of tensors, recorded and not."""
    x, y = batches[0], None if symmetric else batches[1]
    derivs = rng.standard_normal((3, 3 if symmetric else 4))

    def value(x, y):
        return (derivs * siglib.truncated_sig_kernel_gram(x, y, 3, **kind)).sum()

    out = siglib.truncated_sig_kernel_gram_backprop(derivs, x, y, 3, **kind)
    step = 1e-6
    for place, array in enumerate((x, y)[: 2 - symmetric]):
        moves = step * np.eye(array.size).reshape(-1, *array.shape)
        ends = [
            [value(*(b + s * m if i == place else b for i, b in enumerate((x, y)))) for m in moves] for s in (1, -1)
        ]
        differences = (np.array(ends[0]) - ends[1]).reshape(array.shape) / (2 * step)
        np.testing.assert_allclose(out[place], differences, rtol=1e-5, atol=1e-6 * np.abs(differences).max())
    assert not symmetric or out[1] is None
    leaves = tensors(x, y)
    kernels = siglib.truncated_sig_kernel_gram(*leaves, 3, **kind)
    recorded = torch.autograd.grad(kernels, [leaf for leaf in leaves if leaf is not None], torch.from_numpy(derivs))
    direct = siglib.truncated_sig_kernel_gram_backprop(torch.from_numpy(derivs), *leaves, 3, **kind)
    for one, other, gradient in zip(recorded, direct, out, strict=False):
        np.testing.assert_allclose(one, gradient, rtol=1e-9, atol=1e-10)
        np.testing.assert_allclose(other.detach(), gradient, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_of_pairs(way, batches, rng, kind):
    x, y, derivs = *batches, rng.standard_normal(3)
    whole = siglib.truncated_sig_kernel_gram_backprop(np.diag(derivs), x, y[:3], 3, **kind)
    pairs = siglib.truncated_sig_kernel_backprop(derivs, x, y[:3], 3, **kind)
    for one, other in zip(whole, pairs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)
    assert siglib.truncated_sig_kernel_backprop(derivs, x, y[:3], 3, left_deriv=False)[0] is None
    assert siglib.truncated_sig_kernel_gram_backprop(np.diag(derivs), x, y[:3], 3, right_deriv=False)[1] is None


@pytest.mark.parametrize("kind", [{}, {"normalise": True, "time_aug": True}, {"static_kernel": siglib.RBFKernel(2.0)}])
@pytest.mark.parametrize("symmetric", [False, True])
def test_second_derivatives(way, rng, kind, symmetric):
    leaves = tensors(walks(rng, 2, 3, 2), *([] if symmetric else [walks(rng, 2, 4, 2)]))

    def function(x, y=None):
        return siglib.truncated_sig_kernel_gram(x, y, 3, **kind)

    def gradient(derivs, x, y=None):
        out = siglib.truncated_sig_kernel_gram_backprop(derivs, x, y, 3, **kind)
        return tuple(by for by in out if by is not None)

    assert torch.autograd.gradcheck(function, leaves)
    assert torch.autograd.gradgradcheck(function, leaves)
    assert torch.autograd.gradcheck(gradient, tensors(rng.standard_normal((2, 2))) + leaves)


def test_derivatives_by_parameters(way, batches):
    x, y = (torch.from_numpy(batch[:2, :3]) for batch in batches)
    weights, scale = tensors(np.array([1.0, 0.5, 2.0, 0.3]), np.array(0.8))

    def function(weights, scale):
        kernel = siglib.ScaledLinearKernel(scale)
        return siglib.truncated_sig_kernel_gram(x, y, 3, weights=weights, static_kernel=kernel, time_aug=True)

    assert torch.autograd.gradcheck(function, (weights, scale))
    assert torch.autograd.gradgradcheck(function, (weights, scale))


def test_torch_func(way, batches):
    x, y = (torch.from_numpy(batch[:2]) for batch in batches)

    def function(x):
        return siglib.truncated_sig_kernel_gram(x, y, 3).square().sum()

    leaf = x.clone().requires_grad_()
    function(leaf).backward()
    torch.testing.assert_close(torch.func.grad(function)(x), leaf.grad)


def test_weights_that_scale_paths(way, batches):
    x, y = batches
    expected = siglib.truncated_sig_kernel_gram(0.5 * x, 0.5 * y, 3, time_aug=True, end_time=0.5)
    weights = 0.25 ** np.arange(4)
    out = siglib.truncated_sig_kernel_gram(x, y, 3, time_aug=True, weights=weights)
    np.testing.assert_allclose(out, expected, rtol=1e-12)
    kernel = siglib.ScaledLinearKernel(0.5)
    out = siglib.truncated_sig_kernel_gram(x, y, 3, time_aug=True, static_kernel=kernel)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


@pytest.mark.parametrize("kind", [{}, {"static_kernel": siglib.RBFKernel(2.0)}])
def test_blocks(batches, rng, monkeypatch, kind):
    """One pair after the other gives the same."""
    monkeypatch.setattr("siglib._truncated.is_for_signatures", lambda pairs, options: False)
    derivs = rng.standard_normal((3, 4))

    def results():
        return (
            siglib.truncated_sig_kernel_gram(*batches, 3, **kind),
            siglib.truncated_sig_kernel_gram(batches[0], None, 3, **kind),
            *siglib.truncated_sig_kernel_gram_backprop(derivs, *batches, 3, **kind),
        )

    expected = results()
    monkeypatch.setattr("siglib._pairs._CACHE", 1)
    monkeypatch.setattr("siglib._pairs._LANES", 1)
    for out, value in zip(results(), expected, strict=True):
        np.testing.assert_allclose(out, value, rtol=1e-12, atol=1e-12)


def test_the_way_that_is_less_work(rng, monkeypatch):
    """Few channels and a low degree: signatures. Many words: increments."""
    levels = []

    def recorded(*arguments):
        levels.append(arguments[-1])
        raise RuntimeError

    monkeypatch.setattr("siglib._truncated.sum_of_levels", recorded)
    siglib.truncated_sig_kernel_gram(rng.standard_normal((40, 20, 3)), None, 4)
    siglib.truncated_sig_kernel(rng.standard_normal((3, 30, 2)), rng.standard_normal((3, 30, 2)), 3)
    assert not levels
    with pytest.raises(RuntimeError):
        siglib.truncated_sig_kernel_gram(rng.standard_normal((4, 5, 40)), None, 6)
    with pytest.raises(RuntimeError):
        siglib.truncated_sig_kernel(rng.standard_normal((3, 4)), rng.standard_normal((3, 4)), 80)
    assert levels == [6, 80]


def test_far_from_the_origin(way, batches):
    """In float32 increments of paths are what they are anywhere."""
    x, y = (batch.astype("f4") for batch in batches)
    moved = [(batch + np.float32(1000)) for batch in (x, y)]
    expected = siglib.truncated_sig_kernel_gram(*(m.astype("f8") for m in moved), 3)
    np.testing.assert_allclose(siglib.truncated_sig_kernel_gram(*moved, 3), expected, rtol=1e-4, atol=1e-4)


def test_nan_stays_in_its_path(way, batches):
    x, y = (batch.copy() for batch in batches)
    x[1, 2, 0] = np.nan
    out = siglib.truncated_sig_kernel_gram(x, y, 3)
    np.testing.assert_array_equal(np.isnan(out), np.array([False, True, False])[:, None].repeat(4, axis=1))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"degree": None}, TypeError, "degree: expected an integer, got None"),
        ({"degree": -1}, ValueError, "degree: expected an integer of at least 0"),
        ({"weights": [1.0, 1.0]}, ValueError, r"weights: expected shape \(4,\)"),
        ({"weights": "abcd"}, TypeError, "weights: expected a numpy.ndarray"),
        ({"weights": torch.ones(4)}, TypeError, "weights: expected a numpy.ndarray as the paths are"),
        ({"static_kernel": "rbf"}, TypeError, "static_kernel: expected an object such as"),
        ({"paths2": np.zeros((2, 3, 1))}, ValueError, "paths2: expected the channels of paths1"),
        ({"paths2": np.zeros((2, 3, 2), "f4")}, TypeError, "paths2: expected the dtype of paths1"),
        ({"lengths1": [1]}, ValueError, "lengths1: expected the batch shape"),
        ({"n_jobs": 0}, ValueError, "n_jobs"),
        ({"time_aug": 1}, TypeError, "time_aug: expected True or False"),
        ({"normalise": "no"}, TypeError, "normalise: expected True or False"),
    ],
    ids=str,
)
def test_errors(batches, change, error, message):
    with pytest.raises(error, match=message):
        siglib.truncated_sig_kernel_gram(**{"paths1": batches[0], "paths2": batches[1], "degree": 3, **change})


def test_errors_of_pairs(batches):
    with pytest.raises(ValueError, match="path2: expected the batch shape of path1"):
        siglib.truncated_sig_kernel(*batches, 3)
    with pytest.raises(ValueError, match="derivs: expected the shape of the kernels"):
        siglib.truncated_sig_kernel_gram_backprop(np.ones(3), *batches, 3)
