"""torch.func, torch.compile, export, autocast: the table in docs/pytorch.md, a test for each cell."""

import pytest
import torch
from support import output_of
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap
from torch.fx.experimental.proxy_tensor import make_fx

import siglib
from siglib.torch._ops import SCHEMAS
from siglib.torch.nn import Signature


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


def test_vmap(path, lengths):
    close(vmap(sig)(path), sig(path))
    close(vmap(sig, in_dims=1)(path.transpose(0, 1)), sig(path))
    close(vmap(lambda p, n: siglib.sig(p, 3, lengths=n))(path, lengths), siglib.sig(path, 3, lengths=lengths))
    close(vmap(lambda p: siglib.sig_jvp(p, path[0], 2)[1])(path)[1], siglib.sig_jvp(path[1], path[0], 2)[1])
    one = siglib.sig(path, 3)
    close(vmap(lambda s: siglib.sig_combine(s, one[0], 2, 3))(one)[1], siglib.sig_combine(one[1], one[0], 2, 3))
    close(vmap(lambda p: siglib.transform_path(p, lead_lag=True))(path), siglib.transform_path(path, lead_lag=True))


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
from siglib.torch._derivatives import is_unobserved
assert is_unobserved((path, None, torch.nn.Parameter(path, requires_grad=False)))
assert not is_unobserved((path.to("meta"),))
assert siglib.sig(path.to("meta"), 2).device.type == "meta"
print("ok")
"""
    assert output_of(code) == "ok"


def test_operations_check_what_graphs_give_them(path):
    flags = (2, False, False, 1.0, None)
    with pytest.raises(ValueError, match="expected signatures of shape"):
        torch.ops.siglib.sig_backprop(path, None, path[:1, 0, :1], None, *flags)
    with pytest.raises(ValueError, match="expected a tangent of shape"):
        torch.ops.siglib.sig_jvp(path, path[:, 1:], None, False, *flags)
    with pytest.raises(TypeError, match="one dtype"):
        torch.ops.siglib.sig_combine(path, path.float(), 2, 1, True, True, None)


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


def test_compile_every_function(path, lengths):
    tangent, one = torch.randn_like(path), siglib.sig(path, 3)
    calls = [
        lambda p: siglib.sig(p, 3, lengths=lengths, n_jobs=2, scalar_term=True),
        lambda p: siglib.sig_jvp(p, tangent, 3)[1],
        lambda p: siglib.sig_backprop(p, one, one, 3, lengths=lengths),
        lambda p: siglib.sig_combine(one * p.sum(), one, 2, 3),
        lambda p: siglib.sig_combine_backprop(one, one * p.sum(), one, 2, 3)[0],
        lambda p: siglib.transform_path(p, lead_lag=True, time_aug=True),
        lambda p: siglib.transform_path_backprop(p, time_aug=True),
        Signature(3, lead_lag=True),
    ]
    for call in calls:
        close(whole(call)(path), call(path))


def test_compile_of_vmap(path):
    close(torch.compile(vmap(sig), backend="aot_eager")(path), sig(path))


@pytest.mark.parametrize("transform", [grad, hessian, jacrev, jacfwd, lambda f: lambda p: jvp(f, (p,), (p,))])
def test_compile_of_other_transforms_raises(path, transform):
    with pytest.raises(Exception, match="functorch"):
        torch.compile(transform(energy), backend="aot_eager")(path)


def test_an_operation_by_itself_raises_in_forward_mode(path):
    with pytest.raises(RuntimeError, match="forward mode"):
        jvp(lambda p: torch.ops.siglib.sig(p, None, False, *FLAGS), (path,), (path,))


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


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_jit_trace_records_the_operation(path):
    traced = torch.jit.trace(sig, (path,), check_trace=False)
    close(traced(2 * path), sig(2 * path))


FLAGS = (3, True, False, 1.0, None)


@pytest.mark.parametrize("name", SCHEMAS)
def test_opcheck(name, path, lengths):
    x, v = path.clone().requires_grad_(), torch.randn_like(path).requires_grad_()
    g = torch.randn(2, 39, dtype=torch.float64)
    a, b, c = (torch.randn(3, 14, dtype=torch.float64).requires_grad_() for _ in range(3))
    space = (2, 3, True, True, 1)
    arguments = {
        "sig": (x, None, False, *FLAGS),
        "sig_jvp": (x, v, lengths, True, *FLAGS),
        "sig_backprop": (x, None, g.clone().requires_grad_(), lengths, *FLAGS),
        "sig_backprop_tangent": (path, v.detach(), g, lengths, *FLAGS),
        "sig_combine": (a, b, *space),
        "sig_combine_backprop": (c, a, b, *space),
        "transform_path": (x, *FLAGS),
        "transform_path_backprop": (x, *FLAGS[:1], False, *FLAGS[2:]),
    }
    torch.library.opcheck(getattr(torch.ops.siglib, name).default, arguments[name])
