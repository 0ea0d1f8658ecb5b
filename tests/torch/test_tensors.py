"""Tensors in, tensors out: values, types, strides, errors."""

import sys

import numpy as np
import pytest
import torch
from support import CONFIG, noting, output_of
from tensors import TensorExample

import siglib


def same(tensors, arrays):
    for tensor, array in zip(tensors, arrays, strict=True):
        assert type(tensor) is torch.Tensor
        np.testing.assert_array_equal(tensor.detach().numpy(), array, strict=True)


def test_every_function_equals_numpy(flagged, dtype):
    """Whether autograd keeps track of it or not."""
    example = flagged.example(batch=(2,), length=5, degree=3, dtype=dtype)
    tensors, expected = TensorExample(example), example()
    for grad in (False, True):
        leaves = {name: leaf.requires_grad_(grad) for name, leaf in tensors.leaves().items()}
        outs = tensors(**leaves, n_jobs=2)
        if flagged.exact:
            same(outs, expected)
        else:
            example.compare([out.detach().numpy() for out in outs], [out.astype("f8") for out in expected])
        assert all(out.requires_grad == grad for out in outs)


def test_strides(case):
    """Steps, swapped axes, repeated ones: of one array at a time, which is not modified."""
    example = TensorExample(case.example(batch=(4, 3), length=9, degree=3))
    expected = [out.numpy() for out in example()]
    for name, array in example.arrays.items():
        wide = torch.stack([array, torch.full_like(array, torch.nan)], -1).flatten(-2)[..., ::2]
        crossed = array.transpose(0, 1).contiguous().transpose(0, 1)
        for view in (wide, crossed):
            before = view.clone()
            same(example(**{name: view}), expected)
            np.testing.assert_array_equal(view, before)
        view = array[:1].expand(4, *array.shape[1:])
        same(example(**{name: view}), [out.numpy() for out in example(**{name: view.contiguous()})])


def test_results_share_no_memory_with_inputs(case):
    for degree in (0, 1, 3):
        example = TensorExample(case.example(degree=degree))
        inputs = {array.data_ptr() for array in example.arrays.values() if array.numel()}
        assert not inputs & {out.data_ptr() for out in example()}


@pytest.mark.parametrize("dtype", [torch.int64, torch.int16, torch.bool])
def test_integers_become_float64(case, dtype):
    example = TensorExample(case.example(degree=3))
    whole = {name: torch.randint(0, 2, array.shape).to(dtype) for name, array in example.arrays.items()}
    same(example(**whole), [o.numpy() for o in example(**{name: array.double() for name, array in whole.items()})])


def test_degenerate(flagged):
    """Values are NumPy's, and whoever differentiates them gets something of the right shape."""
    for sizes in ({"length": 0}, {"length": 1}, {"batch": (0,)}, {"degree": 0}):
        with noting(sizes=sizes):
            check_degenerate(flagged.example(**sizes))


def check_degenerate(example):
    tensors = TensorExample(example)
    leaves = tensors.leaves()
    outs = tensors(**leaves)
    same(outs, example())
    sum(out.sum() for out in outs).backward()
    for name, leaf in leaves.items():
        assert leaf.grad.shape == example.arrays[name].shape
        assert leaf.grad.isfinite().all()


def test_meta_tensors(flagged):
    """Shapes and dtypes without data."""
    example = TensorExample(flagged.example(batch=(4,), length=9, degree=3, dtype="float32"))
    outs = example(**{name: value.to("meta") for name, value in example.given.items()})
    assert [out.device.type for out in outs] == ["meta"] * len(outs)
    assert [(out.shape, out.dtype) for out in outs] == [(out.shape, out.dtype) for out in example()]


BAD = {
    "float16": torch.Tensor.half,
    "bfloat16": torch.Tensor.bfloat16,
    "complex64": lambda a: a.to(torch.complex64),
    "dense": torch.Tensor.to_sparse,
}


@pytest.mark.parametrize(("found", "make"), BAD.items(), ids=list(BAD))
def test_kinds_of_tensors_that_are_refused(case, found, make):
    example = TensorExample(case.example(dtype="float32"))
    for name, array in example.arrays.items():
        with pytest.raises(TypeError, match=f"^{name}: .*{found}"):
            example(**{name: make(array)})


def test_mixed_arrays(case):
    """All arrays of a call are of one framework, dtype and device."""
    example = TensorExample(case.example(dtype="float32", ragged=True))
    (first, *others), given = example.arrays, example.given
    for name in others:
        with pytest.raises(TypeError, match=f"{name}|{first}.*torch.Tensor.*numpy.ndarray"):
            example(**{name: given[name].numpy()})
        with pytest.raises(TypeError, match=f"{name}|{first}.*float32.*float64"):
            example(**{name: given[name].double()})
        with pytest.raises(ValueError, match=f"{name}|{first}.*device"):
            example(**{name: given[name].to("meta")})
    if "lengths" in given:
        with pytest.raises(TypeError, match=r"lengths: .*numpy.ndarray.*torch.Tensor"):
            example(**{name: given[name].numpy() for name in example.arrays})


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
        (lambda: siglib.sig(P, 2, lengths=np.array(3.0)), TypeError, "lengths: expected integers"),
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


def test_end_times(case):
    """A tensor of one number will do. If a derivative by it is wanted, it has to be one of the paths' kind."""
    if not case.takes("end_time"):
        return
    example = TensorExample(case.example(time_aug=True, end_time=3.0))
    for kind in (torch.float32, torch.int64):
        same(example(end_time=torch.tensor(3, dtype=kind)), [out.numpy() for out in example()])
    message = r"^end_time: .*" + ("dtype of path" if case.takes_ends_of_paths else "no derivative")
    with pytest.raises(TypeError, match=message):
        example(end_time=torch.tensor(3.0, requires_grad=True))
    with pytest.raises(TypeError, match=message):
        torch.func.grad(lambda time: example(end_time=time)[0].sum())(torch.tensor(3.0))
    with pytest.raises(TypeError, match=message):
        torch.func.jvp(lambda time: example(end_time=time)[0], (torch.tensor(3.0),), (torch.tensor(1.0),))


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.parametrize("layout", [torch.strided, torch.jagged], ids=str)
def test_nested_tensors(case, layout):
    example = TensorExample(case.example())
    for name, array in example.arrays.items():
        if array.ndim < 2:
            continue  # numbers, which nothing nests
        nested = torch.nested.nested_tensor([array[0], array[1][:1]], layout=layout)
        with pytest.raises(TypeError, match=rf"^{name}: .*siglib.pad_paths makes a padded one, and lengths"):
            example(**{name: nested})


def test_lists_of_tensors(case):
    example = TensorExample(case.example())
    for name, array in example.arrays.items():
        rows = [list(item) for item in array] if array.ndim > 1 else list(array)
        for items in (list(array), tuple(array), rows, [*array.numpy()[:-1], array[-1]]):
            with pytest.raises(TypeError, match=rf"^{name}: .*torch\.stack"):
                example(**{name: items})


FLUSH = """
import numpy as np, torch
from operations import CASES

def results(**options):
    return [out.tobytes() for example in examples for out in example(**options)]

sizes = {"batch": (64,), "length": 300, "dimension": 3, "degree": 4}
examples = [case.example(**sizes) for case in CASES]
for example in examples:  # products of two or three numbers are denormal
    example.arrays |= {name: array * 1e-155 for name, array in example.arrays.items() if array is not None}
kept = results(n_jobs=1)
assert results(n_jobs=3) == kept
assert torch.set_flush_denormal(True)
flushed = results(n_jobs=1)
assert results(n_jobs=3) == flushed != kept
torch.set_flush_denormal(False)
assert results(n_jobs=3) == kept
print("ok")
"""


@pytest.mark.skipif(not torch.set_flush_denormal(False), reason="this processor has no such mode")
def test_threads_treat_denormal_numbers_as_the_caller_does():
    assert output_of(FLUSH) == "ok"


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


@pytest.mark.skipif(sys.platform != "linux" or not CONFIG["openmp"], reason="counts threads in /proc")
@pytest.mark.parametrize(("threads", "jobs", "started"), [(1, None, 0), (3, None, 2), (1, 2, 1), (3, 1, 0)])
def test_torch_threads_are_the_default(threads, jobs, started):
    code = f"""
import os, numpy, torch, siglib
torch.set_num_threads({threads})
path = torch.from_numpy(numpy.zeros((2000, 30, 3)))  # torch itself might start threads
siglib.sig(path[:1, :2], 2)
before = len(os.listdir("/proc/self/task"))
siglib.sig(path, 4, n_jobs={jobs})
print(len(os.listdir("/proc/self/task")) - before)
"""
    assert output_of(code) == str(started)
