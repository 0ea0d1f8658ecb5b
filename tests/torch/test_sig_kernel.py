"""Signature kernels of tensors: what the tests over the table of cases do not have."""

from functools import partial

import numpy as np
import pytest
import torch
from tensors import OPERATIONS, operation_arguments
from torch.autograd import gradcheck, gradgradcheck
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap

import siglib

CLASSES = [
    (siglib.ScaledLinearKernel, (0.7,)),
    (siglib.PolynomialKernel, (2.5, 9.0, 0.01)),
    (siglib.RBFKernel, (1.5,)),
    (siglib.Matern32Kernel, (1.5,)),
    (siglib.Matern52Kernel, (1.5,)),
    (siglib.RationalQuadraticKernel, (1.5, 2.0)),
]


def close(one, other):
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@pytest.fixture
def one():
    return torch.randn(3, 5, 2, dtype=torch.float64).cumsum(1) * 0.4


@pytest.fixture
def other():
    return torch.randn(2, 4, 2, dtype=torch.float64).cumsum(1) * 0.4


def energy(path, other):
    return siglib.sig_kernel_gram(path, other, order=4).square().sum()


@pytest.mark.parametrize(
    "options", [{}, {"normalise": True}, {"order": 2, "dyadic_order": 1, "time_aug": True}], ids=str
)
def test_symmetric_gram_matrices(one, options):
    for function in (
        lambda paths: siglib.sig_kernel_gram(paths, **options),
        lambda paths: siglib.sig_kernel_gram(paths, paths, **options),
        lambda paths: siglib.sig_kernel(paths, paths, **options),
    ):
        leaf = one.clone().requires_grad_()
        assert gradcheck(function, leaf, check_forward_ad=True)
        assert gradgradcheck(function, leaf)


@pytest.mark.parametrize("normalise", [False, True])
@pytest.mark.parametrize(("kernel", "parameters"), CLASSES)
def test_parameters(kernel, parameters, normalise, one, other):
    """Derivatives by them, and by them and the paths together."""

    def gram(path, *parameters):
        return siglib.sig_kernel_gram(path, other, static_kernel=kernel(*parameters), normalise=normalise)

    def symmetric(path, *parameters):
        return siglib.sig_kernel_gram(path, static_kernel=kernel(*parameters), normalise=normalise)

    for function in (gram, symmetric):
        leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in parameters]
        path = one[:2].clone().requires_grad_()
        assert gradcheck(function, (path, *leaves))
        assert gradgradcheck(function, (path, *leaves))


@pytest.mark.parametrize(("kernel", "parameters"), CLASSES)
def test_parameters_without_torch(kernel, parameters, one, other):
    """The dict of derivatives has what torch finds."""
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in parameters]
    out = siglib.sig_kernel_gram(one, other, static_kernel=kernel(*leaves), time_aug=True)
    derivs = torch.randn_like(out)
    expected = torch.autograd.grad((out * derivs).sum(), leaves)
    *_, by_parameters = siglib.sig_kernel_gram_backprop(
        derivs.numpy(),
        one.numpy(),
        other.numpy(),
        static_kernel=kernel(*parameters),
        time_aug=True,
        parameter_derivs=True,
    )
    for value, wanted in zip(by_parameters.values(), expected, strict=True):
        np.testing.assert_allclose(value, wanted, rtol=1e-9)


def test_functional_transforms(one, other):
    leaf = one.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(energy(leaf, other), leaf)
    close(grad(energy)(one, other), gradient)
    gram = partial(siglib.sig_kernel_gram, paths2=other)
    expected = torch.autograd.functional.jacobian(gram, one)
    close(jacrev(gram)(one), expected)
    close(jacfwd(gram)(one), expected)
    second = torch.autograd.functional.hessian(lambda path: energy(path, other), one)
    for twice in (hessian, lambda f: jacrev(jacrev(f))):
        close(twice(energy)(one, other), second)
    tangent = torch.randn_like(one)
    value, moved = jvp(gram, (one,), (tangent,))
    expected = siglib.sig_kernel_gram_jvp(one, other, tangent, None)
    close(value, expected[0])
    close(moved, expected[1])


def test_vmap(one, other):
    gram = siglib.sig_kernel_gram(one, other)
    close(vmap(siglib.sig_kernel_gram, in_dims=(0, None))(one, other), gram)
    close(vmap(vmap(siglib.sig_kernel, (None, 0)), (0, None))(one, other), gram)
    stacked = torch.stack([one, 2 * one])
    close(vmap(siglib.sig_kernel_gram)(stacked), torch.stack([siglib.sig_kernel_gram(paths) for paths in stacked]))
    close(vmap(grad(energy), (0, None))(stacked, other), torch.stack([grad(energy)(paths, other) for paths in stacked]))


@pytest.mark.parametrize("static_kernel", [None, siglib.RBFKernel(1.5), siglib.Matern52Kernel(1.5)], ids=repr)
@pytest.mark.parametrize("normalise", [False, True])
def test_compile(static_kernel, normalise, one, other):
    def value(path, other):
        how = {"static_kernel": static_kernel, "normalise": normalise}
        return siglib.sig_kernel_gram(path, other, **how).sum() + siglib.sig_kernel_gram(path, **how).square().sum()

    torch._dynamo.reset()
    leaf = one.clone().requires_grad_()
    whole = torch.compile(value, fullgraph=True, backend="aot_eager")(leaf, other)
    close(whole, value(leaf, other))
    close(torch.autograd.grad(whole, leaf)[0], torch.autograd.grad(value(leaf, other), leaf)[0])


@pytest.mark.parametrize("fields", [{}, {"time_aug": True, "lead_lag": True, "end_time": 2.5, "ragged": True}], ids=str)
@pytest.mark.parametrize("scheme", [{"order": 6}, {"order": 2, "dyadic_order1": 1, "dyadic_order2": 2}], ids=str)
@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name.startswith("sig_kernel")])
def test_opcheck(operation, scheme, fields):
    if "symmetric" in operation and "dyadic_order1" in scheme:
        scheme = scheme | {"dyadic_order2": scheme["dyadic_order1"]}
    arguments = operation_arguments(operation, scheme=scheme, **fields)
    arguments |= {"static": "gaussian"} if "static" in arguments else {}
    torch.library.opcheck(getattr(torch.ops.siglib, operation).default, (), arguments)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name.startswith("sig_kernel_symmetric")])
def test_uneven_schemes_of_symmetric_matrices(operation):
    """Half of such a matrix is not the mirror image of the other."""
    arguments = operation_arguments(operation) | {"dyadic_order1": 1, "dyadic_order2": 2}
    with pytest.raises(ValueError, match="dyadic_order: expected the same number for both sides, got 1 and 2"):
        getattr(torch.ops.siglib, operation)(**arguments)


def test_nothing_of_the_size_of_the_grid_is_kept():
    """What a graph saves for its gradient, forward and once differentiated, is paths and kernels."""
    one, other = (torch.randn(4, 200, 2).cumsum(1).mul(0.05).requires_grad_() for _ in range(2))
    saved = {}

    def pack(tensor):
        saved[tensor.data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        out = siglib.sig_kernel_gram(one, other)
        torch.autograd.grad(out.sum(), (one, other), create_graph=True)
    assert 0 < sum(saved.values()) < 8 * one.untyped_storage().nbytes()


def test_a_training_step(one, other):
    """The loss of a generator whose paths are compared with given ones falls along its gradient."""
    weight = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)

    def loss(weight):
        return siglib.sig_kernel_gram(weight * one).mean() - 2 * siglib.sig_kernel_gram(weight * one, other).mean()

    (slope,) = torch.autograd.grad(loss(weight), weight)
    up, down = (loss((weight + step).detach()) for step in (1e-5, -1e-5))
    torch.testing.assert_close(slope, (up - down) / 2e-5, rtol=1e-7, atol=1e-8)
