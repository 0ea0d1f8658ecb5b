"""On a real device: what the emulator cannot show. Streams, graphs, devices, waiting, compiled modules, huge arrays."""

import pytest
import torch
from support import FLAGS, output_of

import siglib
from siglib.torch.nn import Signature

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch sees no CUDA device")
CUDA = torch.device("cuda")


def walk(*shape, dtype=torch.float32, device=CUDA):
    return torch.randn(*shape, dtype=dtype, device=device).cumsum(-2) * 0.1


def same(there, here):
    torch.testing.assert_close(there.cpu(), here, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("flags", FLAGS, ids=lambda f: "".join("fT"[f[k]] for k in ("time_aug", "lead_lag")))
def test_public_functions(flags):
    path = walk(5, 9, 2, dtype=torch.float64)
    there = siglib.sig(path, 3, **flags)
    assert there.device == path.device
    same(there, siglib.sig(path.cpu(), 3, **flags))
    same(
        siglib.sig_backprop(path, there, there, 3, **flags),
        siglib.sig_backprop(path.cpu(), there.cpu(), there.cpu(), 3, **flags),
    )
    for one, other in zip(
        siglib.sig_jvp(path, path, 3, **flags), siglib.sig_jvp(path.cpu(), path.cpu(), 3, **flags), strict=True
    ):
        same(one, other)
    same(siglib.transform_path(path, **flags), siglib.transform_path(path.cpu(), **flags))


def test_log_signatures_are_for_the_cpu():
    with pytest.raises(NotImplementedError, match=r"no CUDA kernel for the operation log_sig; .*\.cpu\(\)"):
        siglib.log_sig(walk(3, 9, 2), 3)


def test_corrections_are_for_the_cpu():
    path = walk(3, 9, 2)
    with pytest.raises(NotImplementedError, match=r"no CUDA kernel for the operation sig_corrected; .*\.cpu\(\)"):
        siglib.sig(path, 3, correction=path.new_zeros(4))


def test_lengths_on_the_device():
    path, lengths = walk(3, 9, 2, dtype=torch.float64), torch.tensor([9, 1, 4], device=CUDA)
    same(siglib.sig(path, 3, lengths=lengths), siglib.sig(path.cpu(), 3, lengths=lengths.cpu()))


def test_derivatives():
    path = walk(2, 5, 2, dtype=torch.float64).requires_grad_()

    def function(x):
        return siglib.sig(x, 3, time_aug=True)

    assert torch.autograd.gradcheck(function, path, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, path)


def test_compile():
    layer = Signature(3)
    path = walk(4, 9, 2)
    torch.testing.assert_close(torch.compile(layer, fullgraph=True)(path), layer(path))


def every_operation(path, tangent):
    sig = siglib.sig(path, 4)
    siglib.sig_backprop(path, sig, sig, 4)
    siglib.sig_backprop(path, None, sig, 4)
    siglib.sig_jvp(path, tangent, 4)
    product = siglib.sig_combine(sig, sig, path.shape[-1], 4)
    siglib.sig_combine_backprop(product, sig, sig, path.shape[-1], 4)
    siglib.transform_path(path, lead_lag=True, time_aug=True)


def test_nothing_waits():
    path = walk(7, 2000, 3)
    every_operation(path, path)
    torch.cuda.set_sync_debug_mode("error")
    try:
        every_operation(path, path)
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_calls_run_in_the_current_stream():
    """The path is written late, in the same stream: a kernel elsewhere would read what was there before."""
    path, stream = torch.zeros(64, 200, 3, device=CUDA, dtype=torch.float64), torch.cuda.Stream()
    source = walk(64, 200, 3, dtype=torch.float64)
    torch.cuda.synchronize()
    with torch.cuda.stream(stream):
        torch.cuda._sleep(200_000_000)
        path.copy_(source)
        out = siglib.sig(path, 4)
    stream.synchronize()
    same(out, siglib.sig(source.cpu(), 4))


def test_graph():
    path = walk(8, 500, 3, dtype=torch.float64)
    derivs = torch.ones(8, siglib.sig_length(3, 4), device=CUDA, dtype=torch.float64)
    every_operation(path, path)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out, gradient = siglib.sig(path, 4), siglib.sig_backprop(path, None, derivs, 4)
    for _ in range(2):
        path.copy_(walk(8, 500, 3, dtype=torch.float64))
        graph.replay()
        same(out, siglib.sig(path.cpu(), 4))
        same(gradient, siglib.sig_backprop(path.cpu(), None, derivs.cpu(), 4))


def test_bit_equal():
    path = walk(33, 3000, 4).requires_grad_()
    gradients = [torch.autograd.grad(siglib.sig(path, 4).square().sum(), path)[0] for _ in range(2)]
    assert torch.equal(*gradients)


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="there is only one CUDA device")
def test_second_device():
    path = walk(5, 9, 2, dtype=torch.float64, device="cuda:1")
    out = siglib.sig(path, 3)
    assert out.device == path.device
    assert torch.cuda.current_device() == 0
    same(out, siglib.sig(path.cpu(), 3))
    with pytest.raises(ValueError, match=r"tangent: .*cuda:1, got cuda:0"):
        siglib.sig_jvp(path, path.to("cuda:0"), 3)


def test_more_than_31_bits():
    """A straight line, so long that its numbers cannot be counted in 32 bits."""
    length = 2**30 + 5
    if torch.cuda.mem_get_info()[0] < 40 * length:
        pytest.skip(f"the device has less than {40 * length >> 30} GiB free")
    path = torch.zeros(1, length, 2, device=CUDA)
    path[:, -1] = 1
    expected = torch.cat([torch.full((2**k,), 1 / (1, 1, 2, 6)[k]) for k in (1, 2, 3)])
    torch.testing.assert_close(siglib.sig(path, 3)[0].cpu(), expected)
    gradient = siglib.sig_backprop(path, None, torch.ones(1, 14, device=CUDA), 3)
    torch.testing.assert_close(gradient[0, -1].cpu(), -gradient[0, 0].cpu())


def test_sibling_that_has_no_device():
    """Hidden devices: the CPU path works, and the configuration says why nothing else does."""
    code = """
import siglib, torch
cuda = siglib.show_config()["cuda"]
assert cuda["built"] and not cuda["usable"] and "cudaError" in cuda["why_not"], cuda
assert siglib.sig(torch.zeros(3, 2), 2).shape == (6,)
print("ok")
"""
    assert output_of(code, CUDA_VISIBLE_DEVICES="") == "ok"
