"""Corrections of steps in torch: what several steps share has one derivative."""

import pytest
import torch

import siglib


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4)])
def test_derivatives_by_what_is_shared(shape):
    generator = torch.Generator().manual_seed(0)
    path = torch.randn(2, 4, 2, generator=generator, dtype=torch.float64, requires_grad=True)
    correction = torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)

    def function(path, correction):
        return siglib.sig(path, 3, correction=correction)

    assert torch.autograd.gradcheck(function, (path, correction), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, (path, correction))


def test_the_gradient_of_a_pair():
    path = torch.randn(3, 5, 2, dtype=torch.float64)
    correction = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    derivs = torch.randn(3, 14, dtype=torch.float64)
    by_path, by_correction = siglib.sig_backprop(path, None, derivs, 3, correction=correction)
    (expected,) = torch.autograd.grad((siglib.sig(path, 3, correction=correction) * derivs).sum(), correction)
    torch.testing.assert_close(by_correction, expected)
    assert by_path.shape == path.shape


def test_vmap_and_compile():
    path, correction = torch.randn(3, 5, 2, dtype=torch.float64), torch.randn(4, dtype=torch.float64)

    def function(path):
        return siglib.sig(path, 3, correction=correction)

    expected = function(path)
    torch.testing.assert_close(torch.func.vmap(function)(path), expected)
    torch.testing.assert_close(torch.compile(function, backend="aot_eager", fullgraph=True)(path), expected)
