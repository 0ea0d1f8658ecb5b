"""First and second derivatives against finite differences, forward and backward, in float64."""

import pytest
import torch
from cases import as_tuple
from tensors import TensorExample
from torch.autograd import gradcheck, gradgradcheck

import siglib

# Beyond, derivatives are taken along random directions, and not by each number: first ones, and second ones.
MOST_NUMBERS = {1: 100, 2: 20}


def check(example):
    """As many derivatives as there are, of each kind."""
    case, leaves = example.case, tuple(example.leaves().values())
    outs = as_tuple(example.of_leaves(*leaves))
    numbers = sum(array.numel() for array in (*leaves, *outs))
    how = {"check_forward_ad": case.forward, "check_batched_grad": True, "fast_mode": numbers > MOST_NUMBERS[1]}
    assert gradcheck(example.of_leaves, leaves, **how)
    if case.order > 1:
        how = {"check_fwd_over_rev": case.forward, "fast_mode": numbers > MOST_NUMBERS[2]}
        assert gradgradcheck(example.of_leaves, leaves, **how)


def test_every_function(flagged):
    degree = 3 if flagged.of_paths else 2  # every coefficient is moved by itself
    check(TensorExample(flagged.example(batch=(2,), length=4, degree=degree)))


SIZES = [
    {"batch": (1,), "length": 4, "dimension": 2, "degree": 4},
    {"batch": (3,), "length": 6, "dimension": 1, "degree": 4},
    # Cut into segments of time.
    {"batch": (1,), "length": 70, "dimension": 1, "degree": 2, "time_aug": True},
]


@pytest.mark.parametrize("sizes", SIZES, ids=["degree", "one_channel", "segments"])
def test_other_sizes(case, sizes):
    check(TensorExample(case.example(**sizes)))


def test_transforms_in_a_nonlinear_function(flags):
    """They are linear: squares have second derivatives."""
    leaf = torch.randn(2, 3, 2, dtype=torch.float64, requires_grad=True)
    derivs = siglib.transform_path(leaf.detach(), **flags).requires_grad_()
    for function, argument in ((siglib.transform_path, leaf), (siglib.transform_path_backprop, derivs)):
        assert gradgradcheck(lambda x, f=function: f(x, **flags) ** 2, (argument,), check_fwd_over_rev=True)


def test_gradient_penalty_trains():
    """The squared gradient by the path reaches the parameter of a learned map, as finite differences say."""
    path = torch.randn(3, 6, 2, dtype=torch.float64)
    weight = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    readout = torch.randn(siglib.sig_length(3, 3), dtype=torch.float64)

    def loss(weight, penalised):
        x = path.clone().requires_grad_()
        value = torch.tanh(siglib.sig(x @ weight, 3) @ readout).sum()
        (by_path,) = torch.autograd.grad(value, x, create_graph=True)
        return value + (by_path.square().sum() if penalised else 0)

    (with_penalty,) = torch.autograd.grad(loss(weight, True), weight)
    (without,) = torch.autograd.grad(loss(weight, False), weight)
    step = 1e-6
    differences = torch.zeros_like(weight)
    for i in range(weight.numel()):
        move = torch.zeros_like(weight)
        move.view(-1)[i] = step
        up, down = (loss((weight + sign * move).detach(), True) for sign in (1, -1))
        differences.view(-1)[i] = ((up - down) / (2 * step)).detach()
    torch.testing.assert_close(with_penalty, differences, rtol=1e-6, atol=1e-7)
    assert (with_penalty - without).abs().max() > 0.01


def test_third_derivatives_raise(path):
    leaf = path.clone().requires_grad_()
    (first,) = torch.autograd.grad(siglib.sig(leaf, 3).sum(), leaf, create_graph=True)
    (second,) = torch.autograd.grad(first.square().sum(), leaf, create_graph=True)
    with pytest.raises(NotImplementedError, match="third derivatives"):
        second.sum().backward()
