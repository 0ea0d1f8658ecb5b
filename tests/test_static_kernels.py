"""Static kernels, and what the functions of signature kernels do with any of them."""

import json
import math
import sys
import types
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import siglib
from siglib import _pairs

# Each with its formula, of the inner product `p` and the distance `r` of two points.
FORMULAS = {
    siglib.LinearKernel: lambda p, r: p,
    siglib.ScaledLinearKernel: lambda p, r, scale: scale**2 * p,
    siglib.PolynomialKernel: lambda p, r, degree, gamma, scale: scale * (p + gamma) ** degree,
    siglib.RBFKernel: lambda p, r, sigma: math.exp(-(r**2) / sigma),
    siglib.Matern12Kernel: lambda p, r, sigma: math.exp(-r / sigma),
    siglib.Matern32Kernel: lambda p, r, sigma: (1 + math.sqrt(3) * r / sigma) * math.exp(-math.sqrt(3) * r / sigma),
    siglib.Matern52Kernel: lambda p, r, sigma: (
        (1 + math.sqrt(5) * r / sigma + 5 * r**2 / (3 * sigma**2)) * math.exp(-math.sqrt(5) * r / sigma)
    ),
    siglib.RationalQuadraticKernel: lambda p, r, sigma, alpha: (1 + r**2 / (2 * alpha * sigma**2)) ** -alpha,
}
PARAMETERS = {
    siglib.LinearKernel: {},
    siglib.ScaledLinearKernel: {"scale": 0.6},
    siglib.PolynomialKernel: {"degree": 2.5, "gamma": 6.0, "scale": 0.01},
    siglib.RBFKernel: {"sigma": 1.7},
    siglib.Matern12Kernel: {"sigma": 1.3},
    siglib.Matern32Kernel: {"sigma": 1.3},
    siglib.Matern52Kernel: {"sigma": 1.3},
    siglib.RationalQuadraticKernel: {"sigma": 0.8, "alpha": 1.5},
}
KERNELS = [kind(**parameters) for kind, parameters in PARAMETERS.items()]
LIFTED = [kernel for kernel in KERNELS if _pairs.scaling_of(kernel, np.zeros(1)) is None]
FLAGS = [{}, {"time_aug": True, "end_time": 2.0}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}]

kernels = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: type(kernel).__name__)
lifted = pytest.mark.parametrize("kernel", LIFTED, ids=lambda kernel: type(kernel).__name__)
flagged = pytest.mark.parametrize("flags", FLAGS, ids=lambda flags: "-".join(flags) or "raw")


class Cosine(siglib.StaticKernel):
    """A kernel as users write them, without derivatives."""

    def values(self, x, y):
        return 1 + (x @ y.swapaxes(-1, -2)) / 3 + (x @ y.swapaxes(-1, -2)) ** 2 / 5


class WithDerivatives(Cosine):
    def values_backprop(self, derivs, x, y):
        weights = derivs * (1 / 3 + 2 / 5 * (x @ y.swapaxes(-1, -2)))
        return weights @ y, weights.swapaxes(-1, -2) @ x

    def values_jvp(self, x, y, tangent_x, tangent_y):
        moved = tangent_x @ y.swapaxes(-1, -2) + x @ tangent_y.swapaxes(-1, -2)
        return moved * (1 / 3 + 2 / 5 * (x @ y.swapaxes(-1, -2)))


def paths(*shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype) / 2


def values(kernel, x, y):
    """Compare all points, one by one."""
    if isinstance(kernel, Cosine):
        return kernel.values(x, y)
    formula = FORMULAS[type(kernel)]
    parameters = {name: float(getattr(kernel, name)) for name in PARAMETERS[type(kernel)]}
    return np.array([[formula(a @ b, math.dist(a, b), **parameters) for b in y] for a in x])


def reference(kernel, x, y, halvings=0, **flags):
    """Solve the equation of two paths by finite differences."""
    x, y = (siglib.transform_path(np.asarray(path, np.float64), **flags) for path in (x, y))
    table = values(kernel, x, y)
    steps = np.diff(np.diff(table, axis=0), axis=1)
    steps = np.kron(steps, np.ones((2**halvings, 2**halvings))) / 4**halvings
    k = np.ones((steps.shape[0] + 1, steps.shape[1] + 1))
    for i, j in product(*map(range, steps.shape)):
        z = steps[i, j]
        k[i + 1, j + 1] = (k[i + 1, j] + k[i, j + 1]) * (1 + z / 2 + z**2 / 12) - k[i, j] * (1 - z**2 / 12)
    return k[-1, -1]


def slope(function, array, direction, step=1e-4):
    """Differentiate along a direction: differences of the fourth order allow steps that rounding hardly shows in."""

    def change(size):
        return function(array + size * direction) - function(array - size * direction)

    return (8 * change(step) - change(2 * step)) / (12 * step)


def with_parameter(kernel, name, value):
    return type(kernel)(**{**PARAMETERS[type(kernel)], name: value})


# ---------------------------------------------------------------------------------------------------------------------
# Values

GOLDEN = json.loads((Path(__file__).parent / "data" / "static_kernel_cases.json").read_text())


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['kernel']}{case['parameters']}")
def test_golden(case):
    x, y = np.array(GOLDEN["path1"]), np.array(GOLDEN["path2"])
    how = {"static_kernel": getattr(siglib, case["kernel"])(*case["parameters"]), "dyadic_order": 1}
    assert siglib.sig_kernel(x, y, **how) == pytest.approx(case["value"], rel=1e-11)
    if "by_path1" in case:
        by_x, by_y = siglib.sig_kernel_backprop(1.0, x, y, **how)
        np.testing.assert_allclose(by_x, case["by_path1"], rtol=1e-10)
        np.testing.assert_allclose(by_y, case["by_path2"], rtol=1e-10)


@kernels
def test_values(kernel):
    x, y = paths(4, 3), paths(5, 3, seed=1)
    np.testing.assert_allclose(kernel.values(x, y), values(kernel, x, y), rtol=1e-13)
    both = kernel.values(np.stack([x, 2 * x]), np.stack([y, y]))
    np.testing.assert_allclose(both[1], values(kernel, 2 * x, y), rtol=1e-13)


@kernels
@flagged
def test_pairs(kernel, flags):
    x, y = paths(2, 3, 4, 2), paths(2, 3, 3, 2, seed=1)
    result = siglib.sig_kernel(x, y, dyadic_order=1, static_kernel=kernel, **flags)
    assert result.shape == (2, 3)
    expected = [[reference(kernel, x[i, j], y[i, j], 1, **flags) for j in range(3)] for i in range(2)]
    np.testing.assert_allclose(result, expected, rtol=1e-10)


@kernels
@flagged
def test_gram(kernel, flags):
    x, y = paths(2, 2, 4, 2), paths(3, 3, 2, seed=1)
    result = siglib.sig_kernel_gram(x, y, dyadic_order=0, static_kernel=kernel, **flags)
    expected = [[[reference(kernel, a, b, **flags) for b in y] for a in row] for row in x]
    np.testing.assert_allclose(result, expected, rtol=1e-10)
    assert result.shape == (2, 2, 3)
    square = siglib.sig_kernel_gram(y, dyadic_order=0, static_kernel=kernel, **flags)
    np.testing.assert_allclose(square, [[reference(kernel, a, b, **flags) for b in y] for a in y], rtol=1e-10)
    assert np.array_equal(square, square.T)


@kernels
@flagged
def test_lengths(kernel, flags):
    """What stands beyond a length is never read, and changes nothing."""
    x, y = paths(3, 5, 2), paths(2, 4, 2, seed=1)
    counts1, counts2 = [5, 1, 3], [2, 4]
    expected = [
        [reference(kernel, a[:m], b[:n], **flags) for b, n in zip(y, counts2, strict=True)]
        for a, m in zip(x, counts1, strict=True)
    ]
    x[1, 1:], x[2, 3:], y[0, 2:] = np.nan, 1e30, np.inf
    how = {"static_kernel": kernel, "dyadic_order": 0, "lengths1": counts1, "lengths2": counts2, **flags}
    result = siglib.sig_kernel_gram(x, y, **how)
    np.testing.assert_allclose(result, expected, rtol=1e-10)
    by_x, by_y = siglib.sig_kernel_gram_backprop(np.ones((3, 2)), x, y, **how)
    assert np.isfinite(by_x).all()
    assert np.isfinite(by_y).all()
    assert not by_x[1, 1:].any()
    assert not by_x[2, 3:].any()
    assert not by_y[0, 2:].any()
    v, w = np.where(np.isfinite(x) & (x < 9), x, np.nan), np.where(np.isfinite(y), y, np.nan)
    moved = siglib.sig_kernel_gram_jvp(x, y, v, w, **how)[1].sum()
    assert moved == pytest.approx(np.nansum(by_x * v) + np.nansum(by_y * w), rel=1e-9)


@kernels
def test_parts_of_blocks(kernel, monkeypatch):
    """Blocks of pairs and their borders leave no trace."""
    x, y = paths(5, 4, 2), paths(3, 3, 2, seed=1)
    derivs = paths(5, 3, seed=2)

    def results():
        return [
            siglib.sig_kernel_gram(x, y, static_kernel=kernel),
            siglib.sig_kernel_gram(x, static_kernel=kernel),
            *siglib.sig_kernel_gram_backprop(derivs, x, y, static_kernel=kernel),
            *siglib.sig_kernel_gram_jvp(x, None, x, static_kernel=kernel),
        ]

    whole = results()
    monkeypatch.setattr(_pairs, "_LANES", 1)
    for pairs in (1, 2, 4, 7):
        monkeypatch.setattr(_pairs, "_CACHE", pairs * 8 * 4 * 3)
        for result, expected in zip(results(), whole, strict=True):
            np.testing.assert_allclose(result, expected, rtol=1e-12)


@pytest.mark.parametrize(
    "kernel", [k for k in KERNELS if hasattr(k, "sigma")], ids=lambda kernel: type(kernel).__name__
)
def test_far_from_the_origin(kernel):
    """Distances do not depend on where paths are, in float32 least of all."""
    x = (1e4 + np.cumsum(paths(3, 6, 2), 1)).astype(np.float32)
    y = (1e4 + np.cumsum(paths(3, 5, 2, seed=1), 1)).astype(np.float32)
    expected = siglib.sig_kernel(x.astype(np.float64), y.astype(np.float64), static_kernel=kernel)
    np.testing.assert_allclose(siglib.sig_kernel(x, y, static_kernel=kernel), expected, rtol=2e-4)
    derivs = np.ones(3, np.float32)
    by_x, by_y = siglib.sig_kernel_backprop(derivs, x, y, static_kernel=kernel)
    double = siglib.sig_kernel_backprop(
        derivs.astype(np.float64), x.astype(np.float64), y.astype(np.float64), static_kernel=kernel
    )
    np.testing.assert_allclose(by_x, double[0], atol=1e-3)
    np.testing.assert_allclose(by_y, double[1], atol=1e-3)


def walk(seed, count, length, size=1.0):
    return size * np.cumsum(paths(count, length, 2, seed=seed), 1) / math.sqrt(length)


def nearing(count, length):
    """From so far away that the static kernel is 0 in float32, to the origin and back, at a speed of its own each."""
    way = 14 * np.abs(np.linspace(-1, 1, length)) ** np.linspace(0.5, 3, count)[:, None]
    return np.stack([way, np.zeros_like(way)], -1)


def leaping(count, length):
    """Still but for a leap, whose ends are as far from each other as from where the other path is."""
    path = walk(7, count, length, 0.3)
    path[:, length // 2 :] += 9 * np.linspace(0, 1, count)[:, None, None]
    return path


REGIMES = {
    "walks": (walk(0, 5, 150), walk(1, 37, 170)),
    "small steps": (walk(0, 3, 1200, 0.1), walk(1, 17, 400, 0.1)),
    "long and far apart": (walk(0, 3, 100), walk(1, 17, 90) + 11),
    "nearing": (walk(0, 3, 150, 0.1), nearing(17, 150)),
    "leaps": (leaping(3, 90), leaping(18, 140)),
    "zigzag": (
        walk(0, 2, 8) + 4 * np.array([0.0, 1.0] * 4)[:, None],
        walk(1, 16, 9) - 5 * np.array([0.0, 1.0, 0.0] * 3)[:, None],
    ),
    "one far lane": (walk(0, 3, 70), np.concatenate([walk(1, 16, 70), 30 + walk(2, 1, 70), walk(3, 15, 70)])),
    "steps of every size": (walk(0, 3, 90, 4.0), walk(1, 16, 90) * np.logspace(-4, 1, 16)[:, None, None]),
}


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("dyadic_order", [0, (1, 0)])
def test_gaussians_in_float32(regime, dyadic_order):
    """Products are made of those beside them where that is safe, and of differences in float64 where it is not."""
    x, y = (path.astype(np.float32) for path in REGIMES[regime])
    how = {"static_kernel": siglib.RBFKernel(1.0), "dyadic_order": dyadic_order, "n_jobs": 1}
    gram, expected = (siglib.sig_kernel_gram(x.astype(kind), y.astype(kind), **how) for kind in ("f4", "f8"))
    np.testing.assert_allclose(gram, expected, rtol=1e-5, atol=1e-5)
    # What is done with one pair changes no bit of those beside it.
    other = y.copy()
    other[[1, 9]] += (
        np.array([[[40.0]], [[4.0]]], np.float32) * np.linspace(1, 0, y.shape[1], dtype=np.float32)[:, None]
    )
    moved = siglib.sig_kernel_gram(x, other, **how)
    kept = np.setdiff1d(np.arange(len(y)), [1, 9])
    np.testing.assert_array_equal(moved[:, kept], gram[:, kept])
    derivs = np.ones_like(gram)
    found = siglib.sig_kernel_gram_backprop(derivs, x, y, **how)
    exact = siglib.sig_kernel_gram_backprop(derivs.astype("f8"), x.astype("f8"), y.astype("f8"), **how)
    for by_path, of_path in zip(found, exact, strict=True):
        np.testing.assert_allclose(by_path, of_path, rtol=1e-4, atol=1e-5)


@kernels
def test_dtypes(kernel):
    x, y = paths(3, 4, 2, dtype=np.float32), paths(3, 3, 2, seed=1, dtype=np.float32)
    how = {"static_kernel": kernel, "time_aug": True, "normalise": True}
    assert siglib.sig_kernel(x, y, **how).dtype == np.float32
    derivs = np.ones((3, 3), np.float32)
    by_x, by_y, parameters = siglib.sig_kernel_gram_backprop(derivs, x, y, parameter_derivs=True, **how)
    assert {by_x.dtype, by_y.dtype, *(deriv.dtype for deriv in parameters.values())} == {np.dtype(np.float32)}
    assert all(array.dtype == np.float32 for array in siglib.sig_kernel_jvp(x, y, x, None, **how))
    assert siglib.sig_kernel([[0, 0], [1, 2]], [[0, 0], [1, 1]], static_kernel=kernel).dtype == np.float64


@kernels
def test_nan_stays_where_it_is(kernel):
    x, y = paths(3, 4, 2), paths(2, 3, 2, seed=1)
    x[0, 0, 0] = np.nan
    x[2, -1, 1] = np.inf
    gram = siglib.sig_kernel_gram(x, y, static_kernel=kernel)
    assert np.isnan(gram[0]).all()
    assert np.isfinite(gram[1]).all()
    by_x, _ = siglib.sig_kernel_gram_backprop(np.ones((3, 2)), x, y, static_kernel=kernel)
    assert np.isfinite(by_x[1]).all()
    assert np.isnan(by_x[0]).any()


@kernels
def test_degenerate(kernel):
    one, many = paths(2, 1, 2), paths(2, 4, 2)
    assert np.array_equal(siglib.sig_kernel(one, many, static_kernel=kernel), [1, 1])
    assert np.array_equal(siglib.sig_kernel_gram(one, static_kernel=kernel), np.ones((2, 2)))
    by_one, by_many = siglib.sig_kernel_backprop(np.ones(2), one, many, static_kernel=kernel)
    assert not by_one.any()
    assert not by_many.any()
    none = np.zeros((0, 4, 2))
    assert siglib.sig_kernel(none, none, static_kernel=kernel).shape == (0,)
    assert siglib.sig_kernel_gram(none, many, static_kernel=kernel).shape == (0, 2)
    assert siglib.sig_kernel_gram(many, none, static_kernel=kernel).shape == (2, 0)
    assert siglib.sig_kernel_gram(none, static_kernel=kernel).shape == (0, 0)
    derivs = siglib.sig_kernel_gram_backprop(np.zeros((2, 0)), many, none, static_kernel=kernel)
    assert [array.shape for array in derivs] == [(2, 4, 2), (0, 4, 2)]


# ---------------------------------------------------------------------------------------------------------------------
# Derivatives


@pytest.mark.parametrize("normalise", [False, True], ids=["plain", "normalised"])
@kernels
@flagged
def test_gradients(kernel, flags, normalise):
    """Derivatives by paths and parameters, in both modes, against differences."""
    x, y, v, w = paths(2, 4, 2), paths(3, 3, 2, seed=1), paths(2, 4, 2, seed=2), paths(3, 3, 2, seed=3)
    derivs = paths(2, 3, seed=4)
    how = {"dyadic_order": 1, "normalise": normalise, **flags}

    def weighted(one, other, kernel=kernel):
        return (derivs * siglib.sig_kernel_gram(one, other, static_kernel=kernel, **how)).sum()

    by_x, by_y, by_parameters = siglib.sig_kernel_gram_backprop(
        derivs, x, y, static_kernel=kernel, parameter_derivs=True, **how
    )
    assert (by_x * v).sum() == pytest.approx(slope(lambda x: weighted(x, y), x, v), rel=1e-6)
    assert (by_y * w).sum() == pytest.approx(slope(lambda y: weighted(x, y), y, w), rel=1e-6)
    assert set(by_parameters) == set(PARAMETERS[type(kernel)])
    for name, deriv in by_parameters.items():
        expected = slope(lambda p, n=name: weighted(x, y, with_parameter(kernel, n, p)), getattr(kernel, name), 1.0)
        assert deriv.shape == ()
        assert float(deriv) == pytest.approx(expected, rel=2e-6, abs=1e-8)
    gram, moved = siglib.sig_kernel_gram_jvp(x, y, v, w, static_kernel=kernel, **how)
    np.testing.assert_allclose(gram, siglib.sig_kernel_gram(x, y, static_kernel=kernel, **how), rtol=1e-12)
    assert (derivs * moved).sum() == pytest.approx((by_x * v).sum() + (by_y * w).sum(), rel=1e-9)


@pytest.mark.parametrize("normalise", [False, True], ids=["plain", "normalised"])
@kernels
def test_gradients_of_symmetric_matrices(kernel, normalise):
    x, v, derivs = paths(3, 4, 2), paths(3, 4, 2, seed=1), paths(3, 3, seed=2)
    how = {"static_kernel": kernel, "normalise": normalise, "time_aug": True}
    whole, none, parameters = siglib.sig_kernel_gram_backprop(derivs, x, parameter_derivs=True, **how)
    assert none is None
    left, right, more = siglib.sig_kernel_gram_backprop(derivs, x, x.copy(), parameter_derivs=True, **how)
    np.testing.assert_allclose(whole, left + right, rtol=1e-9, atol=1e-12)
    for name, deriv in parameters.items():
        np.testing.assert_allclose(deriv, more[name], rtol=1e-9, atol=1e-12)
    moved = siglib.sig_kernel_gram_jvp(x, None, v, **how)[1]
    assert (derivs * moved).sum() == pytest.approx((whole * v).sum(), rel=1e-9)


@pytest.mark.parametrize("normalise", [False, True], ids=["plain", "normalised"])
@kernels
def test_square_matrices_of_uneven_schemes(kernel, normalise):
    """Cells that are cut in one direction alone make no symmetric matrix."""
    x, derivs = paths(3, 4, 2), paths(3, 3, seed=2)
    how = {"static_kernel": kernel, "normalise": normalise, "dyadic_order": (0, 2)}
    gram = siglib.sig_kernel_gram(x, **how)
    np.testing.assert_allclose(gram, siglib.sig_kernel_gram(x, x.copy(), **how), rtol=1e-12)
    assert not np.array_equal(gram, gram.T)
    assert np.array_equal(gram, siglib.sig_kernel_gram(x, **how))
    whole, _ = siglib.sig_kernel_gram_backprop(derivs, x, **how)
    left, right = siglib.sig_kernel_gram_backprop(derivs, x, x.copy(), **how)
    np.testing.assert_allclose(whole, left + right, rtol=1e-9, atol=1e-12)
    moved = siglib.sig_kernel_gram_jvp(x, None, x, **how)[1]
    assert (derivs * moved).sum() == pytest.approx((whole * x).sum(), rel=1e-9)


@kernels
def test_gradients_of_pairs(kernel):
    x, y, derivs = paths(3, 4, 2), paths(3, 3, 2, seed=1), paths(3, seed=2)
    how = {"static_kernel": kernel, "normalise": True}
    by_x, by_y, by_parameters = siglib.sig_kernel_backprop(derivs, x, y, parameter_derivs=True, **how)
    gram = siglib.sig_kernel_gram_backprop(np.diag(derivs), x, y, parameter_derivs=True, **how)
    np.testing.assert_allclose(by_x, gram[0], rtol=1e-9)
    np.testing.assert_allclose(by_y, gram[1], rtol=1e-9)
    for name, deriv in by_parameters.items():
        np.testing.assert_allclose(deriv, gram[2][name], rtol=1e-9)
    kernel_values, moved = siglib.sig_kernel_jvp(x, y, None, y, **how)
    np.testing.assert_allclose(kernel_values, siglib.sig_kernel(x, y, **how), rtol=1e-12)
    assert (derivs * moved).sum() == pytest.approx((by_y * y).sum(), rel=1e-9)
    one, other = siglib.sig_kernel_backprop(derivs, x, y, left_deriv=False, **how)
    assert one is None
    assert np.array_equal(other, by_y)
    one, other = siglib.sig_kernel_backprop(derivs, x, y, right_deriv=False, **how)
    assert np.array_equal(one, by_x)
    assert other is None


def tensors(torch, kernel):
    """Paths, and the same kernel with parameters that are tensors."""
    x, y = (torch.tensor(paths(2, n, 2, seed=n), requires_grad=True) for n in (4, 3))
    parameters = [
        torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in PARAMETERS[type(kernel)].values()
    ]
    return x, y, parameters


@pytest.mark.parametrize("flags", [{}, {"time_aug": True, "lead_lag": True, "normalise": True}], ids=["raw", "all"])
@kernels
def test_torch(kernel, flags):
    """Derivatives of first and second order by paths and parameters."""
    torch = pytest.importorskip("torch")
    x, y, parameters = tensors(torch, kernel)
    how = {"dyadic_order": 0, **flags}

    def gram(x, y, *numbers):
        return siglib.sig_kernel_gram(x, y, static_kernel=type(kernel)(*numbers), **how)

    def pairs(x, y, *numbers):
        return siglib.sig_kernel(x, y, static_kernel=type(kernel)(*numbers), **how)

    for function in (gram, pairs):
        assert torch.autograd.gradcheck(function, (x, y, *parameters))
        assert torch.autograd.gradgradcheck(function, (x, y, *parameters), fast_mode=True)
    assert torch.autograd.gradcheck(lambda x, *numbers: gram(x, None, *numbers), (x, *parameters))
    ours = siglib.sig_kernel_gram(x.detach().numpy(), y.detach().numpy(), static_kernel=kernel, **how)
    np.testing.assert_allclose(gram(x, y, *parameters).detach().numpy(), ours, rtol=1e-12)


@kernels
def test_torch_parameters(kernel):
    """What autograd finds is what the functions for NumPy return."""
    torch = pytest.importorskip("torch")
    x, y, parameters = tensors(torch, kernel)
    derivs = torch.tensor(paths(2, 2, seed=5))
    gram = siglib.sig_kernel_gram(x, y, static_kernel=type(kernel)(*parameters), time_aug=True)
    by_autograd = torch.autograd.grad(gram, (x, y, *parameters), derivs)
    how = {"static_kernel": kernel, "time_aug": True, "parameter_derivs": True}
    by_x, by_y, by_parameters = siglib.sig_kernel_gram_backprop(
        derivs.numpy(), x.detach().numpy(), y.detach().numpy(), **how
    )
    of_tensors = siglib.sig_kernel_gram_backprop(derivs, x, y, **how)
    for ours, expected in zip((by_x, by_y, *by_parameters.values()), by_autograd, strict=True):
        np.testing.assert_allclose(ours, expected.numpy(), rtol=1e-9, atol=1e-12)
    for ours, expected in zip((*of_tensors[:2], *of_tensors[2].values()), by_autograd, strict=True):
        np.testing.assert_allclose(ours.detach().numpy(), expected.numpy(), rtol=1e-9, atol=1e-12)


@kernels
def test_torch_backprop_is_differentiable(kernel):
    torch = pytest.importorskip("torch")
    x, y, _ = tensors(torch, kernel)
    derivs = torch.tensor(paths(2, 2, seed=5), requires_grad=True)

    def backprop(derivs, x, y):
        return siglib.sig_kernel_gram_backprop(derivs, x, y, static_kernel=kernel, dyadic_order=0)

    assert torch.autograd.gradcheck(backprop, (derivs, x, y))


@pytest.mark.parametrize(
    ("kernel", "curvature"),
    [
        (siglib.RBFKernel(1.7), 2 / 1.7),
        (siglib.Matern12Kernel(1.3), 0),
        (siglib.Matern32Kernel(1.3), 3 / 1.3**2),
        (siglib.Matern52Kernel(1.3), 5 / (3 * 1.3**2)),
        (siglib.RationalQuadraticKernel(0.8, 1.5), 1 / 0.8**2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_coinciding_points(kernel, curvature):
    """The derivative is 0 there, and the second one what it has to be; that of a kink is taken to be 0."""
    torch = pytest.importorskip("torch")
    point = torch.zeros(1, 2, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(lambda x: kernel.values(x, point).sum(), point)
    np.testing.assert_allclose(hessian[0, :, 0], -curvature * np.eye(2), atol=1e-12)
    array = paths(3, 4, 2)
    by_values = kernel.values_backprop(np.eye(4), array[0], array[0])
    np.testing.assert_allclose(by_values, 0, atol=1e-15)
    gram = torch.tensor(array, requires_grad=True)
    (by_torch,) = torch.autograd.grad(siglib.sig_kernel_gram(gram, static_kernel=kernel).sum(), gram, create_graph=True)
    (second,) = torch.autograd.grad(by_torch.sum(), gram)
    assert torch.isfinite(by_torch).all()
    assert torch.isfinite(second).all()
    by_paths, _ = siglib.sig_kernel_gram_backprop(np.ones((3, 3)), array, static_kernel=kernel)
    np.testing.assert_allclose(by_paths, by_torch.detach().numpy(), rtol=1e-9, atol=1e-12)


@lifted
def test_torch_func(kernel):
    torch = pytest.importorskip("torch")
    x, y = torch.tensor(paths(3, 4, 2)), torch.tensor(paths(3, 3, 2, seed=1))

    def function(x, y):
        return siglib.sig_kernel(x, y, static_kernel=kernel, dyadic_order=0)

    mapped = torch.func.vmap(function)(x, y)
    np.testing.assert_allclose(mapped.numpy(), function(x, y).numpy(), rtol=1e-12)
    by_x = torch.func.grad(lambda x: function(x, y).sum())(x)
    expected = siglib.sig_kernel_backprop(np.ones(3), x.numpy(), y.numpy(), static_kernel=kernel, dyadic_order=0)[0]
    np.testing.assert_allclose(by_x.numpy(), expected, rtol=1e-9)
    moved = torch.func.jvp(lambda x: function(x, y), (x,), (x,))[1]
    expected = siglib.sig_kernel_jvp(x.numpy(), y.numpy(), x.numpy(), None, static_kernel=kernel, dyadic_order=0)[1]
    np.testing.assert_allclose(moved.numpy(), expected, rtol=1e-9)


@lifted
def test_torch_keeps_no_values(kernel):
    """The values of a static kernel are computed again for derivatives."""
    torch = pytest.importorskip("torch")
    x, y = torch.tensor(paths(4, 30, 2), requires_grad=True), torch.tensor(paths(4, 40, 2, seed=1))
    kept = []

    def keep(tensor):
        kept.append(tensor.numel())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        siglib.sig_kernel_gram(x, y, static_kernel=kernel, dyadic_order=0)
    assert max(kept) < 30 * 40


# ---------------------------------------------------------------------------------------------------------------------
# Kernels of one's own


def test_own_kernel():
    x, y = paths(2, 4, 2), paths(2, 3, 2, seed=1)
    result = siglib.sig_kernel(x, y, static_kernel=Cosine(), dyadic_order=0, time_aug=True)
    expected = [reference(Cosine(), a, b, time_aug=True) for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(result, expected, rtol=1e-12)


def test_own_kernel_without_derivatives():
    x, derivs = paths(2, 4, 2), np.ones((2, 2))
    with pytest.raises(NotImplementedError, match="Cosine: expected a method values_backprop"):
        siglib.sig_kernel_gram_backprop(derivs, x, static_kernel=Cosine())
    with pytest.raises(NotImplementedError, match="Cosine: expected a method values_jvp"):
        siglib.sig_kernel_gram_jvp(x, None, x, static_kernel=Cosine())
    with pytest.raises(NotImplementedError, match="WithDerivatives: expected a method parameter_derivs"):
        siglib.sig_kernel_gram_backprop(derivs, x, static_kernel=WithDerivatives(), parameter_derivs=True)
    with pytest.raises(NotImplementedError, match="StaticKernel: expected a method values"):
        siglib.sig_kernel_gram(x, static_kernel=siglib.StaticKernel())


def test_own_kernel_with_derivatives():
    torch = pytest.importorskip("torch")
    x, y, derivs = paths(2, 4, 2), paths(3, 3, 2, seed=1), paths(2, 3, seed=2)
    ours = siglib.sig_kernel_gram_backprop(derivs, x, y, static_kernel=WithDerivatives())
    arrays = [torch.tensor(array, requires_grad=True) for array in (x, y)]
    by_torch = siglib.sig_kernel_gram_backprop(torch.tensor(derivs), *arrays, static_kernel=Cosine())
    gram = siglib.sig_kernel_gram(*arrays, static_kernel=Cosine())
    by_autograd = torch.autograd.grad(gram, arrays, torch.tensor(derivs))
    for one, other, third in zip(ours, by_torch, by_autograd, strict=True):
        np.testing.assert_allclose(one, other.detach().numpy(), rtol=1e-10)
        np.testing.assert_allclose(one, third.numpy(), rtol=1e-10)
    moved = siglib.sig_kernel_gram_jvp(x, y, x, y, static_kernel=WithDerivatives())[1]
    of_tensors = siglib.sig_kernel_gram_jvp(*arrays, *arrays, static_kernel=Cosine())[1]
    np.testing.assert_allclose(moved, of_tensors.detach().numpy(), rtol=1e-10)
    assert torch.autograd.gradgradcheck(
        lambda x, y: siglib.sig_kernel_gram(x, y, static_kernel=Cosine(), dyadic_order=0), arrays
    )


def test_own_kernel_of_the_wrong_shape():
    class Wrong(siglib.StaticKernel):
        def values(self, x, y):
            return x.sum(-1)

    with pytest.raises(ValueError, match=r"static_kernel: expected values\(x, y\) of shape \(2, 4, 4\)"):
        siglib.sig_kernel(paths(2, 4, 2), paths(2, 4, 2), static_kernel=Wrong())


# ---------------------------------------------------------------------------------------------------------------------
# Parameters and arguments


def test_parameters_are_checked():
    for kind in (siglib.RBFKernel, siglib.Matern12Kernel, siglib.Matern32Kernel, siglib.RationalQuadraticKernel):
        for sigma in (0, -1.0, float("nan")):
            with pytest.raises(ValueError, match="sigma: expected a positive number"):
                kind(sigma)
        with pytest.raises(TypeError, match="sigma: expected a real number"):
            kind("wide")
    with pytest.raises(ValueError, match="alpha: expected a positive number"):
        siglib.RationalQuadraticKernel(1, alpha=0)
    with pytest.raises(TypeError, match="gamma: expected a real number"):
        siglib.PolynomialKernel(gamma=[1])
    assert siglib.RBFKernel(np.float32(2)).sigma == 2.0
    assert repr(siglib.RationalQuadraticKernel(1)) == "RationalQuadraticKernel(sigma=1.0, alpha=1.0)"


@pytest.mark.parametrize("kind", [siglib.RBFKernel, siglib.Matern32Kernel], ids=lambda kind: kind.__name__)
def test_parameters_that_are_tensors(kind):
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match="sigma: expected a number, or a tensor of floats without axes"):
        kind(torch.ones(2))
    with pytest.raises(TypeError, match="sigma: expected a number"):
        siglib.sig_kernel(paths(4, 2), paths(4, 2), static_kernel=kind(torch.tensor(1.0)))
    x = torch.tensor(paths(4, 2, dtype=np.float32))
    assert siglib.sig_kernel(x, x, static_kernel=kind(torch.tensor(1.0).double())).dtype == torch.float32


def test_wrong_static_kernels():
    x = paths(4, 2)
    for wrong in (siglib.RBFKernel, "rbf", lambda x, y: x @ y.T):
        with pytest.raises(TypeError, match="static_kernel: expected an object such as"):
            siglib.sig_kernel(x, x, static_kernel=wrong)


X, Y = paths(2, 4, 3), paths(2, 5, 3)
WRONG = [
    (lambda: siglib.sig_kernel(X, Y[..., :2]), ValueError, r"path2: expected the channels of path1, 3, got shape"),
    (lambda: siglib.sig_kernel(X, Y[0]), ValueError, r"path2: expected the batch shape of path1, \(2,\), got \(\)"),
    (lambda: siglib.sig_kernel(X, Y.astype(np.float32)), TypeError, "path2: expected the dtype of path1"),
    (lambda: siglib.sig_kernel(X[0, 0], Y), ValueError, "path1: expected shape"),
    (lambda: siglib.sig_kernel("x", Y), TypeError, "path1: expected"),
    (lambda: siglib.sig_kernel(X, Y, order=1), ValueError, "order: "),
    (lambda: siglib.sig_kernel(X, Y, order=2.5), TypeError, "order: "),
    (lambda: siglib.sig_kernel(X, Y, dyadic_order=-1), ValueError, "dyadic_order: "),
    (lambda: siglib.sig_kernel(X, Y, dyadic_order=(1, 2, 3)), ValueError, "dyadic_order: expected an integer or two"),
    (lambda: siglib.sig_kernel(X, Y, dyadic_order=1.5), TypeError, "dyadic_order: "),
    (lambda: siglib.sig_kernel(X, Y, method="exact"), ValueError, "method: expected None, 'finite_difference'"),
    (lambda: siglib.sig_kernel(X, Y, method="polynomial"), ValueError, "order: expected an integer"),
    (lambda: siglib.sig_kernel(X, Y, method="finite_difference", order=4), ValueError, "order: expected None"),
    (lambda: siglib.sig_kernel(X, Y, time_aug=1), TypeError, "time_aug: "),
    (lambda: siglib.sig_kernel(X, Y, normalise=1), TypeError, "normalise: "),
    (lambda: siglib.sig_kernel(X, Y, end_time="1"), TypeError, "end_time: "),
    (lambda: siglib.sig_kernel(X, Y, n_jobs=0), ValueError, "n_jobs: "),
    (
        lambda: siglib.sig_kernel(X, Y, lengths1=[4]),
        ValueError,
        r"lengths1: expected the batch shape \(2,\), got \(1,\)",
    ),
    (lambda: siglib.sig_kernel(X, Y, lengths2=[4, 6]), ValueError, "lengths2: expected values from 0 to"),
    (lambda: siglib.sig_kernel_backprop(np.ones(3), X, Y), ValueError, "derivs: expected the shape of the kernels"),
    (lambda: siglib.sig_kernel_backprop(1.0, X, Y), ValueError, "derivs: expected the shape of the kernels"),
    (lambda: siglib.sig_kernel_jvp(X, Y, X[0], None), ValueError, "tangent1: expected the shape of the paths"),
    (lambda: siglib.sig_kernel_jvp(X, Y, None, X), ValueError, "tangent2: expected the shape of the paths"),
    (lambda: siglib.sig_kernel_gram(X, Y[..., :2]), ValueError, "paths2: expected the channels of paths1"),
    (lambda: siglib.sig_kernel_gram(X, lengths2=[4, 4]), ValueError, "lengths2: expected None without paths2"),
    (lambda: siglib.sig_kernel_gram(X, progress=1), TypeError, "progress: "),
    (
        lambda: siglib.sig_kernel_gram_backprop(np.ones(2), X, Y),
        ValueError,
        "derivs: expected the shape of the kernels",
    ),
    (lambda: siglib.sig_kernel_gram_jvp(X, None, X, X), ValueError, "tangents2: expected None without paths2"),
    (lambda: siglib.sig_kernel_gram_jvp(X, Y, Y, None), ValueError, "tangents1: expected the shape of the paths"),
    (lambda: siglib.sig_kernel_from_increments(np.ones(3)), ValueError, "increments: expected shape"),
    (lambda: siglib.sig_kernel_from_increments_backprop(np.ones(3), X), ValueError, "derivs: expected the shape"),
]


@pytest.mark.parametrize(("call", "error", "message"), WRONG)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_orders():
    x, y = paths(4, 2), paths(3, 2, seed=1)

    def kernel(**how):
        return float(siglib.sig_kernel(x, y, **how))

    assert kernel() == kernel(order=6) == kernel(method="polynomial", order=6)
    assert kernel(dyadic_order=0) == kernel(method="finite_difference") == kernel(order=2, dyadic_order=(0, 0))
    assert kernel(dyadic_order=np.int64(1)) == kernel(dyadic_order=[1, 1]) == kernel(order=2, dyadic_order=1)
    assert kernel(dyadic_order=(0, 2)) == pytest.approx(kernel(dyadic_order=(2, 0)), rel=0.05)
    assert kernel(dyadic_order=(0, 2)) != kernel(dyadic_order=(2, 0))


def test_normalised():
    x, y = paths(3, 4, 2), paths(2, 3, 2, seed=1)
    gram = siglib.sig_kernel_gram(x, y)
    own = [np.diagonal(siglib.sig_kernel_gram(array)) for array in (x, y)]
    expected = gram / np.sqrt(np.outer(*own))
    np.testing.assert_allclose(siglib.sig_kernel_gram(x, y, normalise=True), expected, rtol=1e-12)
    np.testing.assert_allclose(np.diagonal(siglib.sig_kernel_gram(x, normalise=True)), 1, rtol=1e-12)
    np.testing.assert_allclose(siglib.sig_kernel(x[:2], y, normalise=True), np.diagonal(expected[:2]), rtol=1e-12)


def test_normalised_by_what_is_not_positive():
    """A coarse scheme may find that a path has a kernel below 0 with itself."""
    x = np.array([[-2.5], [0.0], [-1.0]])
    y = x / 4
    assert siglib.sig_kernel(x, x, dyadic_order=0) < 0
    with pytest.warns(RuntimeWarning, match=r"k\(x, x\)"):
        assert np.isnan(siglib.sig_kernel(x, y, dyadic_order=0, normalise=True))
    with pytest.warns(RuntimeWarning, match=r"k\(x, x\)"):
        gram = siglib.sig_kernel_gram(np.stack([x, y]), dyadic_order=0, normalise=True)
    assert np.array_equal(np.isnan(gram), [[True, True], [True, False]])
    torch = pytest.importorskip("torch")
    assert torch.isnan(siglib.sig_kernel(torch.tensor(x), torch.tensor(y), dyadic_order=0, normalise=True))


# ---------------------------------------------------------------------------------------------------------------------
# Progress


@kernels
def test_progress(kernel, monkeypatch):
    """A bar over all steps, and the same bits."""
    x, y = paths(5, 4, 2), paths(3, 4, 2, seed=1)
    expected = siglib.sig_kernel_gram(x, y, static_kernel=kernel), siglib.sig_kernel_gram(x, static_kernel=kernel)
    totals = []

    def tqdm(items, **options):
        totals.append(len(items))
        return items

    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=tqdm))
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setattr(_pairs, "_STEP", 2 * 4 * 3 * 4)
    monkeypatch.setattr(_pairs, "_CACHE", 2 * 8 * 4 * 4)
    monkeypatch.setattr(_pairs, "_LANES", 1)
    result = siglib.sig_kernel_gram(x, y, static_kernel=kernel, progress=True)
    square = siglib.sig_kernel_gram(x, static_kernel=kernel, progress=True)
    assert np.array_equal(result, expected[0])
    assert np.array_equal(square, expected[1])
    assert len(totals) == 2
    assert min(totals) > 1


def test_progress_without_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match=r"progress=True needs the extra 'progress'"):
        siglib.sig_kernel_gram(X, progress=True)
