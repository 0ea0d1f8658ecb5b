"""Tensors in, tensors out: values, types, strides, errors."""

import numpy as np
import pytest
import torch
from support import FLAGS, output_of

import siglib


def same(tensor, array):
    assert type(tensor) is torch.Tensor
    np.testing.assert_array_equal(tensor.numpy(), array)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("grad", [False, True])
def test_every_function_equals_numpy(path, lengths, flags, dtype, grad):
    path = path.to(dtype)
    tangent = torch.randn_like(path)
    array, direction, counts = path.numpy(), tangent.numpy(), lengths.numpy()
    augmentations = {k: flags[k] for k in ("time_aug", "lead_lag")}
    jobs = {"n_jobs": 2}
    sig = siglib.sig(array, 3, **flags)
    leaf = path.clone().requires_grad_(grad)
    same(siglib.sig(leaf, 3, **flags, **jobs).detach(), sig)
    same(
        siglib.sig(leaf, 3, scalar_term=True, lengths=lengths, **flags, **jobs).detach(),
        siglib.sig(array, 3, scalar_term=True, lengths=counts, **flags),
    )
    for out, expected in zip(
        siglib.sig_jvp(leaf, tangent, 3, **flags), siglib.sig_jvp(array, direction, 3, **flags), strict=True
    ):
        same(out.detach(), expected)
    s, t = torch.from_numpy(sig), torch.from_numpy(sig)
    same(
        siglib.sig_backprop(leaf, s, t, 3, **flags).detach(),
        siglib.sig_backprop(array, sig, sig, 3, **flags),
    )
    same(siglib.sig_combine(s, t, 2, 3, **augmentations), siglib.sig_combine(sig, sig, 2, 3, **augmentations))
    for out, expected in zip(
        siglib.sig_combine_backprop(s, s, t, 2, 3, **augmentations),
        siglib.sig_combine_backprop(sig, sig, sig, 2, 3, **augmentations),
        strict=True,
    ):
        same(out, expected)
    moved = siglib.transform_path(array, **flags)
    same(siglib.transform_path(leaf, **flags).detach(), moved)
    same(
        siglib.transform_path_backprop(torch.from_numpy(moved), **flags),
        siglib.transform_path_backprop(moved, **flags),
    )


def test_strides():
    base = torch.randn(4, 3, 10, 6, dtype=torch.float64)
    for view in (base[::2, :, 1::2, ::3], base.transpose(0, 1), base[0, 0], base[:1].expand(5, 3, 10, 6)):
        before = view.clone()
        same(siglib.sig(view, 2), siglib.sig(view.contiguous().numpy(), 2))
        assert torch.equal(view, before)


def test_results_share_no_memory_with_inputs(path):
    for out in (siglib.transform_path(path), siglib.transform_path_backprop(path), siglib.sig(path, 1)):
        assert out.data_ptr() != path.data_ptr()


@pytest.mark.parametrize("dtype", [torch.int64, torch.int16, torch.bool])
def test_integers_become_float64(dtype):
    path = torch.tensor([[0, 1], [1, 0], [1, 1]]).to(dtype)
    assert torch.equal(siglib.sig(path, 2), siglib.sig(path.double(), 2))


def test_degenerate():
    for shape in ((2, 0, 3), (2, 1, 3), (0, 5, 3)):
        path = torch.ones(shape, requires_grad=True)
        sig = siglib.sig(path, 2, lead_lag=True, scalar_term=True)
        sig.sum().backward()
        assert sig.shape == (shape[0], 43)
        assert not path.grad.any()


def test_meta_tensors():
    assert siglib.sig(torch.zeros(4, 9, 2, device="meta"), 3, time_aug=True).shape == (4, 39)


P = torch.zeros(5, 2)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: siglib.sig(P.half(), 2), TypeError, "path: expected dtype float32 or float64.*float16"),
        (lambda: siglib.sig(P.to(torch.bfloat16), 2), TypeError, "path: .*bfloat16"),
        (lambda: siglib.sig(P.to(torch.complex64), 2), TypeError, "path: .*complex64"),
        (lambda: siglib.sig(P.to_sparse(), 2), TypeError, "path: expected a dense tensor"),
        (lambda: siglib.sig(P[0], 2), ValueError, r"path: expected shape \(\.\.\., length, channels\), got \(2,\)"),
        (lambda: siglib.sig(P, -1), ValueError, "degree: expected an integer of at least 0, got -1"),
        (lambda: siglib.sig(P, 2, n_jobs=0), ValueError, "n_jobs: .*got 0"),
        (lambda: siglib.sig(P, 2, lengths=np.array(3)), TypeError, "lengths: .*torch.Tensor.*numpy.ndarray"),
        (lambda: siglib.sig(P, 2, lengths=torch.tensor(3.0)), TypeError, "lengths: expected integers"),
        (
            lambda: siglib.sig(P, 2, lengths=torch.tensor(6)),
            ValueError,
            "lengths: expected values from 0 to .* 5, got 6",
        ),
        (lambda: siglib.sig(P, 2, lengths=torch.tensor([1])), ValueError, "lengths: expected the batch shape"),
        (
            lambda: siglib.sig(P.numpy(), 2, lengths=torch.tensor(3)),
            TypeError,
            "lengths: .*numpy.ndarray.*torch.Tensor",
        ),
        (lambda: siglib.sig_jvp(P, P.numpy(), 2), TypeError, "tangent: .*torch.Tensor.*numpy.ndarray"),
        (lambda: siglib.sig_jvp(P.numpy(), P, 2), TypeError, "tangent: .*numpy.ndarray.*torch.Tensor"),
        (lambda: siglib.sig_jvp(P, P.double(), 2), TypeError, "tangent: .*float32, got torch.float64"),
        (lambda: siglib.sig_jvp(P, P.to("meta"), 2), ValueError, "tangent: .*device.*cpu, got meta"),
        (lambda: siglib.sig_combine(P, P[1:], 1, 2), ValueError, "sig2: expected the shape of sig1"),
    ],
)
def test_errors(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_torch_is_imported_only_by_those_who_use_it():
    code = """
import sys, numpy as np, siglib
siglib.sig(np.zeros((3, 2)), 2)
assert "torch" not in sys.modules
import torch
assert type(siglib.sig(torch.zeros(3, 2), 2)) is torch.Tensor
print("ok")
"""
    assert output_of(code) == "ok"


def test_torch_threads_are_the_default():
    code = """
import torch, siglib
from siglib.torch import _ops
torch.set_num_threads(1)
assert _ops.flags((2, False, False, 1.0, None)).jobs == 1
torch.set_num_threads(2)
assert _ops.flags((2, False, False, 1.0, None)).jobs == 2
assert _ops.flags((2, False, False, 1.0, -1)).jobs == -1
print("ok")
"""
    assert output_of(code) == "ok"


def test_all_flags_are_tried():
    assert len(FLAGS) == 4
