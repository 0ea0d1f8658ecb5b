"""torch.func, torch.compile, export, autocast: the table in docs/pytorch.md, a test for each cell."""

from functools import partial

import pytest
import torch
from cases import LENGTHS
from operations import FLAGGED
from support import differentiable, output_of
from tensors import OPERATIONS, TensorExample, operation_arguments
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap
from torch.fx.experimental.proxy_tensor import make_fx

import siglib
from siglib.torch import _dispatch
from siglib.torch.nn import Signature

ALL_FLAGS = {"time_aug": True, "lead_lag": True, "end_time": 2.5, "scalar_term": True, "ragged": True}


def sig(path):
    return siglib.sig(path, 3, time_aug=True)


def energy(path):
    return sig(path).pow(2).sum()


def close(one, other):
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@pytest.fixture
def gradient(path):
    leaf = path.clone().requires_grad_()
    return torch.autograd.grad(energy(leaf), leaf)[0]


@pytest.fixture
def second(path):
    return torch.autograd.functional.hessian(energy, path)


def test_grad(path, gradient):
    close(grad(energy)(path), gradient)


def test_vmap(path):
    close(vmap(sig)(path), sig(path))
    close(vmap(sig, in_dims=1)(path.transpose(0, 1)), sig(path))


@pytest.mark.parametrize("flagged", [case for case in FLAGGED if case.is_public and case.by_row], ids=str)
def test_vmap_of_every_function(flagged):
    """Over all arrays at once, and over one of them while the others stay.

    In the second case paths meet lengths of other rows: what is NaN beyond the ends of ragged paths is zero there.
    """
    example = TensorExample(flagged.example(batch=(4,), degree=3))
    without_nan = {name: value.nan_to_num() for name, value in example.given.items()}
    for names in (list(example.given), *([name] for name in example.given)):
        given = example.given if len(names) == len(example.given) else without_nan
        fixed = {name: value[0] for name, value in given.items() if name not in names}

        def function(*tensors, names=names, fixed=fixed):
            return example(**fixed, **dict(zip(names, tensors, strict=True)))

        tensors = [given[name] for name in names]
        expected = [torch.stack(outs) for outs in zip(*map(function, *tensors), strict=True)]
        for axis in (0, 1) if all(tensor.ndim > 1 for tensor in tensors) else (0,):
            outs = vmap(function, in_dims=axis)(*(tensor.movedim(0, axis) for tensor in tensors))
            for out, value in zip(outs, expected, strict=True):
                torch.testing.assert_close(out, value, rtol=1e-9, atol=1e-9)


def test_vmap_of_grad_and_grad_of_vmap(path, gradient):
    close(vmap(grad(energy))(path), gradient)
    close(grad(lambda p: vmap(sig)(p).pow(2).sum())(path), gradient)
    close(vmap(vmap(grad(energy)))(path[None]), gradient[None])


def test_jacobians(path):
    expected = torch.autograd.functional.jacobian(sig, path)
    close(jacrev(sig)(path), expected)
    close(jacfwd(sig)(path), expected)


def test_jvp(path):
    tangent = torch.randn_like(path)
    value, moved = jvp(sig, (path,), (tangent,))
    expected = siglib.sig_jvp(path, tangent, 3, time_aug=True)
    close(value, expected[0])
    close(moved, expected[1])


@pytest.mark.parametrize(
    "twice", [hessian, lambda f: jacrev(jacrev(f)), lambda f: jacrev(jacfwd(f))], ids=["hessian", "rev-rev", "rev-fwd"]
)
def test_second_derivatives(path, second, twice):
    close(twice(energy)(path), second)


def test_forward_over_forward_raises(path):
    with pytest.raises(NotImplementedError, match="forward mode over forward mode"):
        jacfwd(jacfwd(energy))(path)


def test_tangents_of_another_dtype(path):
    """torch lets them through: they must not be read as what they are not."""
    tangent = torch.randn_like(path).float()
    close(jvp(sig, (path,), (tangent,))[1], siglib.sig_jvp(path, tangent.double(), 3, time_aug=True)[1])
    one = siglib.sig(path, 2)
    product = lambda a: siglib.sig_combine(a, one, 2, 2)  # noqa: E731
    close(jvp(product, (one,), (one.float(),))[1], jvp(product, (one,), (one.float().double(),))[1])


def test_pre_dispatch_tracing_records_the_operation(path):
    graph = make_fx(sig, pre_dispatch=True)(path)
    close(graph(2 * path), sig(2 * path))


@pytest.mark.parametrize("mode", ["torch.device('meta')", "FakeTensorMode()", "torch.inference_mode()"])
def test_the_mode_of_the_first_call_leaves_no_trace(mode):
    code = f"""
import torch, siglib
from torch._subclasses.fake_tensor import FakeTensorMode
path = torch.randn(4, 2)
with {mode}:
    inside = siglib.sig(torch.zeros(4, 2), 2)
for given in (path, torch.nn.Parameter(path, requires_grad=False)):
    out = siglib.sig(given, 2)
    assert type(out) is torch.Tensor and not out.is_inference() and (out.numpy() == siglib.sig(path.numpy(), 2)).all()
assert siglib.sig(torch.nn.Parameter(path), 2).requires_grad
assert siglib.sig(path.to("meta"), 2).device.type == "meta"
print("ok")
"""
    assert output_of(code) == "ok"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operations_check_what_graphs_give_them(operation):
    """Graphs call them without the checks of the public functions: arrays on the CPU, and shapes alone."""
    function = getattr(torch.ops.siglib, operation)
    for device in ("cpu", "meta"):
        arguments = operation_arguments(operation, ragged=True)
        tensors = {name: value.to(device) for name, value in arguments.items() if isinstance(value, torch.Tensor)}

        call = partial(function, **{**arguments, **tensors})

        def refused(error, message, call=call, **changes):
            with pytest.raises(error, match=message):
                call(**changes)

        first, *others = tensors
        for name, tensor in tensors.items():
            whole = not tensor.dtype.is_floating_point
            other_dtypes = ["bool", "float64"] if whole else ["int32", "int64", "float16", "bfloat16", "complex64"]
            for dtype in other_dtypes if whole or name == first else [*other_dtypes, "float32"]:
                refused(TypeError, f"^{name}: .*{dtype}", **{name: tensor.to(getattr(torch, dtype))})
            refused(ValueError, "shape", **{name: tensor.flatten()[0]})
            if name in others:
                refused(ValueError, "shape", **{name: tensor[0]})
                refused(ValueError, "shape", **{name: tensor[..., :1]})
                elsewhere = torch.empty_like(tensor, device="cpu" if device == "meta" else "meta")
                refused(ValueError, "device", **{name: elsewhere})
        if "words" in arguments:
            for bad in ("0,-1", "0,x", "00", "0;,"):
                refused(ValueError, f"^words: .*'{bad}'", words=bad)
            refused(ValueError, "^words: .*from 0 to 1", words="0;0,2")
        elif "order" in arguments:
            refused(ValueError, "^order: .*1", order=1)
            refused(ValueError, "^dyadic_order.*-1", dyadic_order1=-1)
        else:
            refused(ValueError, "^degree: .*-1", degree=-1)
        refused(ValueError, "^n_jobs: .*0", n_jobs=0)
        if "dimension" in arguments:
            refused(ValueError, "^dimension: .*0", dimension=0)
        for name in LENGTHS:
            if name in tensors and device == "cpu":
                for wrong in (-1, 7):
                    refused(ValueError, f"^{name}: .* 6, got {wrong}", **{name: torch.full((3,), wrong)})


def test_third_derivatives_raise(path):
    with pytest.raises(NotImplementedError, match="third derivatives"):
        jacrev(jacrev(jacrev(energy)))(path)


@pytest.fixture(autouse=True)
def fresh_compiler():
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


def whole(function, **options):
    """Compile the whole function: a graph break is an error. Tracing both passes is what counts, not the code."""
    return torch.compile(function, fullgraph=True, backend="aot_eager", **options)


@pytest.mark.parametrize("dynamic", [None, True])
def test_compile(path, gradient, dynamic):
    close(whole(sig, dynamic=dynamic)(path), sig(path))
    leaf = path.clone().requires_grad_()
    close(torch.autograd.grad(whole(energy, dynamic=dynamic)(leaf), leaf)[0], gradient)


def test_compile_with_the_default_backend(path, gradient):
    leaf = path.clone().requires_grad_()
    close(torch.autograd.grad(torch.compile(energy, fullgraph=True)(leaf), leaf)[0], gradient)


@pytest.mark.parametrize("flags", [{}, ALL_FLAGS], ids=["plain", "flags"])
def test_compile_every_function(case, flags):
    """Values, and the gradient of their sum."""
    example = TensorExample(case.example(batch=(2,), length=5, degree=3, **flags))

    def total(*leaves):
        outs = example(**dict(zip(case.by, leaves, strict=True)), n_jobs=2)
        return sum((out * out.detach()).sum() for out in outs), outs

    leaves = tuple(example.leaves().values())
    (value, outs), (expected_value, expected) = whole(total)(*leaves), total(*leaves)
    for out, wanted in zip((value, *outs), (expected_value, *expected), strict=True):
        close(out, wanted)
    for out, wanted in zip(
        torch.autograd.grad(value, leaves), torch.autograd.grad(expected_value, leaves), strict=True
    ):
        close(out, wanted)


def test_compile_a_module(path):
    layer = Signature(3, lead_lag=True)
    close(whole(layer)(path), layer(path))


def test_compile_of_vmap(path):
    close(torch.compile(vmap(sig), backend="aot_eager")(path), sig(path))


@pytest.mark.parametrize("transform", [grad, hessian, jacrev, jacfwd, lambda f: lambda p: jvp(f, (p,), (p,))])
def test_compile_of_other_transforms_raises(path, transform):
    with pytest.raises(Exception, match="functorch"):
        torch.compile(transform(energy), backend="aot_eager")(path)


def test_an_operation_by_itself_raises_in_forward_mode(path):
    with pytest.raises(RuntimeError, match="forward mode"):
        jvp(lambda p: torch.ops.siglib.sig(**{**operation_arguments("sig"), "path": p}), (path,), (path,))


def test_functionalize_raises(path):
    with pytest.raises(RuntimeError, match="Functionalize"):
        torch.func.functionalize(sig)(path)


def test_double_backward_through_a_compiled_function_raises(path):
    leaf = path.clone().requires_grad_()
    (first,) = torch.autograd.grad(whole(sig)(leaf).sum(), leaf, create_graph=True)
    with pytest.raises(RuntimeError, match="does not currently support double backward"):
        torch.autograd.grad(first.sum(), leaf)


def test_export(path):
    exported = torch.export.export(torch.nn.Sequential(Signature(3, time_aug=True)), (path,))
    close(exported.module()(path), sig(path))


def test_autocast(path):
    with torch.autocast("cpu", torch.bfloat16):
        halves = path.to(torch.bfloat16)
        out = siglib.sig(halves, 3)
        close(out, siglib.sig(halves.float(), 3))
        assert siglib.sig(path, 3).dtype is torch.float64


def test_jit_script_is_told_to_be_out_of_reach():
    with pytest.raises(torch.jit.frontend.NotSupportedError):
        torch.jit.script(Signature(2))


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_jit_trace_records_the_operation(path):
    traced = torch.jit.trace(sig, (path,), check_trace=False)
    close(traced(2 * path), sig(2 * path))


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_a_traced_module_checks_what_it_is_given(path, lengths):
    traced = torch.jit.trace(Signature(2), (path, lengths))
    close(traced(2 * path, lengths), siglib.sig(2 * path, 2, lengths=lengths))
    for changed, message in (
        ((path.new_zeros(4096, 5, 2), lengths), r"ValueError: lengths: .*\(4096,\), got \(2,\)"),
        ((path.to(torch.int64), lengths), "TypeError: path: .*int64"),
        ((path.to(torch.complex64), lengths), "TypeError: path: .*complex64"),
        ((path, lengths.double()), "TypeError: lengths: .*float64"),
        ((path, lengths + 3), "ValueError: lengths: .* 5, got 8"),
    ):
        with pytest.raises(RuntimeError, match=message):  # TorchScript raises nothing else
            traced(*changed)


@pytest.mark.parametrize("fields", [{"scalar_term": True}, ALL_FLAGS], ids=["plain", "flags"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_opcheck(operation, fields):
    arguments = operation_arguments(operation, **fields)
    for name in differentiable(operation):
        arguments[name].requires_grad_()
    torch.library.opcheck(getattr(torch.ops.siglib, operation).default, (), arguments)


def test_without_names_of_torch_that_are_not_public(path, gradient, monkeypatch):
    """Where torch has renamed what tells plain tensors from others, its dispatcher sees every call."""
    monkeypatch.setattr(_dispatch, "_PLAIN_KEYS", None)
    close(siglib.sig(path, 3, time_aug=True), sig(path))
    leaf = path.clone().requires_grad_()
    close(torch.autograd.grad(energy(leaf), leaf)[0], gradient)


@pytest.mark.parametrize("name", ["_dispatch_keys", "_len_torch_dispatch_stack", "_get_tracing_state"])
def test_a_name_of_torch_that_is_gone(path, name, monkeypatch):
    expected = siglib.sig(path, 3)
    monkeypatch.delattr(torch._C, name)
    assert not _dispatch.is_plain((path,))
    monkeypatch.undo()
    close(siglib.sig(path, 3), expected)
