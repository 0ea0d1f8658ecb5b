"""First and second derivatives against finite differences, forward and backward, in float64."""

import pytest
import torch
from support import FLAGS
from torch.autograd import gradcheck, gradgradcheck

import siglib

CASES = [
    {**flags, "scalar_term": scalar_term, "lengths": lengths}
    for flags in FLAGS
    for scalar_term in (False, True)
    for lengths in (None, [3, 4])
]


def case_id(case):
    return "-".join(f"{name}" for name, value in case.items() if value and name != "end_time") or "plain"


@pytest.fixture(params=CASES, ids=case_id)
def case(request):
    lengths = request.param["lengths"]
    return {**request.param, "lengths": None if lengths is None else torch.tensor(lengths)}


@pytest.fixture
def leaf():
    return (torch.randn(2, 4, 2, dtype=torch.float64) * 0.7).requires_grad_()


def both(function, inputs):
    assert gradcheck(function, inputs, check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(function, inputs, check_fwd_over_rev=True)


def test_sig(leaf, case):
    both(lambda x: siglib.sig(x, 3, **case), (leaf,))


def test_sig_of_higher_degree(leaf):
    both(lambda x: siglib.sig(x, 5), (leaf,))


def test_sig_of_one_channel():
    both(lambda x: siglib.sig(x, 4), (torch.randn(3, 6, 1, dtype=torch.float64).requires_grad_(),))


def test_sig_in_chunks():
    path = (torch.randn(1, 70, 1, dtype=torch.float64) * 0.2).requires_grad_()
    both(lambda x: siglib.sig(x, 2, time_aug=True), (path,))


def test_sig_jvp(leaf, case):
    tangent = torch.randn_like(leaf).requires_grad_()
    assert gradcheck(lambda x, v: siglib.sig_jvp(x, v, 3, **case), (leaf, tangent))


def test_sig_backprop(leaf, case):
    case.pop("scalar_term")
    length = siglib.sig_length(2, 3, time_aug=case["time_aug"], lead_lag=case["lead_lag"])
    derivs = torch.randn(2, length, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda x, g: siglib.sig_backprop(x, None, g, 3, **case), (leaf, derivs), check_forward_ad=True)
    with_sig = lambda x, g: siglib.sig_backprop(x, siglib.sig(x, 3, **case), g, 3, **case)  # noqa: E731
    assert gradcheck(with_sig, (leaf, derivs), check_forward_ad=True)


@pytest.mark.parametrize("columns", [14, 15])
def test_sig_combine(columns):
    one, two, deriv = (torch.randn(3, columns, dtype=torch.float64) for _ in range(3))
    pair = one.requires_grad_(), two.requires_grad_()
    fixed = torch.ones(3, 1, dtype=torch.float64)
    whole = lambda a: torch.cat([fixed, a[:, -14:]], 1) if columns == 15 else a  # noqa: E731
    both(lambda a, b: siglib.sig_combine(whole(a), whole(b), 2, 3), pair)
    both(lambda g, a, b: siglib.sig_combine_backprop(g, whole(a), whole(b), 2, 3), (deriv.requires_grad_(), *pair))


def test_transforms(leaf, flags):
    both(lambda x: siglib.transform_path(x, **flags) ** 2, (leaf,))
    derivs = siglib.transform_path(leaf.detach(), **flags).requires_grad_()
    if derivs.shape[-2] % 2 or not flags["lead_lag"]:
        both(lambda g: siglib.transform_path_backprop(g, **flags) ** 2, (derivs,))


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


def test_third_derivatives_raise(leaf):
    (first,) = torch.autograd.grad(siglib.sig(leaf, 3).sum(), leaf, create_graph=True)
    (second,) = torch.autograd.grad(first.square().sum(), leaf, create_graph=True)
    with pytest.raises(NotImplementedError, match="third derivatives"):
        second.sum().backward()
