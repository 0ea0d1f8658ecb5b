"""The reference of signature kernels, held to itself: derivatives to complex steps, schemes to the truth."""

from functools import partial

import numpy as np
import pytest
import reference_kernels
from reference import STEP
from support import error, walks

ORDERS = [2, 3, 4, 5, 6, 7, 8, 12]
FLAGS = [{}, {"time_aug": True, "end_time": 2.5}, {"lead_lag": True}]
STATIC = [
    None,
    ("ScaledLinearKernel", {"scale": 0.7}),
    ("PolynomialKernel", {"degree": 2.0, "gamma": 1.0, "scale": 0.1}),
    ("RBFKernel", {"sigma": 1.5}),
    ("Matern12Kernel", {"sigma": 1.5}),
    ("Matern32Kernel", {"sigma": 1.5}),
    ("Matern52Kernel", {"sigma": 1.5}),
    ("RationalQuadraticKernel", {"sigma": 1.5, "alpha": 2.0}),
]


def named(value):
    return value[0] if isinstance(value, tuple) else str(value)


@pytest.fixture
def pair(rng):
    return walks(rng, 3, 6, 2), walks(rng, 3, 5, 2)


def check_adjoint(rng, function, backprop, *arrays):
    """Whether backward mode is the transpose of forward mode."""
    tangents = [rng.standard_normal(array.shape) for array in arrays]
    moved = function(*(a + STEP * 1j * t for a, t in zip(arrays, tangents, strict=True))).imag / STEP
    derivs = rng.standard_normal(moved.shape)
    backward = sum(np.vdot(g, t) for g, t in zip(backprop(derivs, *arrays), tangents, strict=True))
    assert abs(np.vdot(derivs, moved) - backward) <= 1e-12 * np.linalg.norm(derivs) * np.linalg.norm(moved)


@pytest.mark.parametrize("dyadic_order", [None, 1, (2, 0)], ids=str)
@pytest.mark.parametrize("order", ORDERS)
def test_gradients_by_increments(order, dyadic_order, rng):
    how = {"order": order, "dyadic_order": dyadic_order}
    function = partial(reference_kernels.sig_kernel_from_increments, **how)
    backprop = partial(reference_kernels.sig_kernel_from_increments_backprop, **how)
    check_adjoint(rng, function, lambda derivs, a: (backprop(derivs, a),), rng.standard_normal((2, 4, 3)))


@pytest.mark.parametrize("normalise", [False, True], ids=["plain", "normalised"])
@pytest.mark.parametrize("lengths", [False, True], ids=["full", "ragged"])
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("static_kernel", STATIC, ids=named)
def test_gradients_by_paths(static_kernel, flags, lengths, normalise, pair, rng):
    given = {"lengths1": [6, 0, 3], "lengths2": [2, 5, 1]} if lengths else {}
    options = {"order": 4, "static_kernel": static_kernel, "normalise": normalise, **given, **flags}
    if normalise and static_kernel and static_kernel[0] == "Matern12Kernel":
        return  # which is not smooth where points coincide
    for kind in ("sig_kernel", "sig_kernel_gram"):
        function, backprop = (getattr(reference_kernels, name) for name in (kind, f"{kind}_backprop"))
        check_adjoint(rng, partial(function, **options), partial(backprop, **options), *pair)


def test_gradients_of_symmetric_matrices(pair, rng):
    options = {"order": 3, "lengths1": [6, 0, 3]}
    function = partial(reference_kernels.sig_kernel_gram, **options)
    backprop = partial(reference_kernels.sig_kernel_gram_backprop, **options)
    check_adjoint(rng, function, lambda derivs, paths: backprop(derivs, paths)[:1], pair[0])


def test_second_derivatives(pair, rng):
    tangents, derivs = [rng.standard_normal(path.shape) for path in pair], rng.standard_normal(3)
    moved = reference_kernels.sig_kernel_backprop_tangent(derivs, *pair, *tangents, order=4)
    step = 1e-5
    up, down = (
        reference_kernels.sig_kernel_backprop(
            derivs, *(path + sign * step * t for path, t in zip(pair, tangents, strict=True)), order=4
        )
        for sign in (1, -1)
    )
    for out, high, low in zip(moved, up, down, strict=True):
        assert error(out, (high - low) / (2 * step)) < 1e-8


@pytest.mark.parametrize("dyadic_order", [0, 2, (1, 0)], ids=str)
def test_order_two_is_finite_differences(dyadic_order, rng):
    """Two formulas for one thing."""
    _, parts = reference_kernels.scheme(dyadic_order)
    cells = reference_kernels.refined(rng.standard_normal((3, 5, 4)), parts)
    stencil = reference_kernels.finite_differences(cells)[:, -1, -1]
    assert error(reference_kernels.sweep(cells, 2)[0], stencil) < 1e-13


@pytest.mark.parametrize("flags", FLAGS, ids=str)
def test_the_truth_is_the_inner_product_of_signatures(flags, pair):
    expected = reference_kernels.truncated_sig_kernel(*(0.5 * path for path in pair), 9, **flags)
    assert error(reference_kernels.true_kernel(*(0.5 * path for path in pair), **flags), expected) < 1e-6
    assert error(reference_kernels.true_kernel(*pair), reference_kernels.sig_kernel(*pair, order=30)) < 1e-14


def test_orders_on_a_coarse_path():
    """Of two and three large steps: what the orders give was computed elsewhere."""
    path1, path2 = np.array([[0, 0], [1, 0.5], [0.5, 2], [2, 1]]), np.array([[0, 0], [0.5, 1], [1.5, -0.5]])
    expected = {2: 15.777, 3: 8.144, 4: 12.067, 6: 11.3743, 8: 11.36027}
    for order, value in expected.items():
        assert abs(reference_kernels.sig_kernel(path1, path2, order=order) - value) < 1e-3


@pytest.mark.parametrize("order", ORDERS)
def test_grid(order, pair):
    """Its corners are the kernels of shorter paths."""
    x, y = pair
    grid = reference_kernels.sig_kernel_grid(np.diff(x, axis=1) @ np.diff(y, axis=1).swapaxes(1, 2), order)
    for n in range(6):
        for m in range(5):
            alone = reference_kernels.sig_kernel(x[:, : n + 1], y[:, : m + 1], order=order)
            assert error(grid[:, n, m], alone) < 1e-14


def test_padding(pair):
    """Each pair by itself."""
    lengths = [[6, 0, 3], [2, 5, 4]]
    for flags in FLAGS:
        out = reference_kernels.sig_kernel(*pair, lengths1=lengths[0], lengths2=lengths[1], **flags)
        for row, n, m in zip(range(3), *lengths, strict=True):
            alone = reference_kernels.sig_kernel(pair[0][row, :n], pair[1][row, :m], **flags)
            assert abs(out[row] - alone) < 1e-13
