"""What a CUDA tensor meets before a kernel: shapes without data, builds without CUDA, modules loaded late."""

from importlib.util import find_spec

import pytest
import torch
from support import CONFIG, output_of
from tensors import operation_arguments
from torch._subclasses.fake_tensor import FakeTensorMode

import siglib
import siglib._errors
from codegen import cuda
from siglib._operation import OPERATIONS

BUILT = find_spec("siglib.cuda._device") is not None
ON_CUDA = {kernel.id + "_dual" * dual for kernel in cuda.KERNELS for dual in kernel.forms}
ON_THE_CPU_ALONE = [name for name, operation in OPERATIONS.items() if operation.kernel not in ON_CUDA]


def test_config_tells_what_was_built():
    built = CONFIG["cuda"]
    assert built["built"] is BUILT
    assert bool(built["archs"]) is BUILT
    assert built["usable"] is (built["why_not"] == "")
    assert "cuda" in str(CONFIG)


def test_tensors_on_a_device():
    """A fake one, so that no device is needed: a build without CUDA says how to get one, another computes shapes."""
    with FakeTensorMode():
        path = torch.empty(4, 9, 2, device="cuda")
        if not BUILT:
            with pytest.raises(NotImplementedError, match=r"path: .*no CUDA kernels; build siglib .*-Dcuda=enabled"):
                siglib.sig(path, 3)
            return
        out = siglib.sig(path, 3, time_aug=True)
        assert out.shape == (4, 39)
        assert out.device.type == "cuda"


def test_other_devices():
    with (
        FakeTensorMode(),
        pytest.raises(NotImplementedError, match=r"path: expected a tensor on the CPU or a CUDA.*xpu"),
    ):
        siglib.sig(torch.empty(4, 9, 2, device="xpu"), 3)


def test_a_build_without_generic_kernels(machine, monkeypatch):
    """What it was not asked for is refused, as on the CPU, whatever kernels there happen to be."""
    few = {"degrees": [4], "dims": [3], "dtypes": ["float64"], "exact": True, "generic": False}
    monkeypatch.setattr(siglib._errors, "BUILD", siglib._errors.BUILD | few)
    path, flags = torch.randn(5, 9, 3, dtype=torch.float64), (False, False, 1.0, False, 1)
    expected = siglib.sig(path, 4)
    torch.testing.assert_close(machine.run("sig", path, None, 4, *flags), expected)
    assert machine.run("sig", path[..., :1], None, 6, *flags).shape == (5, 6)
    for refused, degree, name in (
        (path, 5, "sigfwd_f64_d3_n5"),
        (path[..., :2], 4, "sigfwd_f64_d2_n4"),
        (path.float(), 4, "float32"),
    ):
        with pytest.raises(siglib.UnsupportedVariantError, match=f"{name}.*python -m codegen wheel"):
            machine.run("sig", refused, None, degree, *flags)
    with pytest.raises(siglib.UnsupportedVariantError, match="combine_bwd_f64_d2_n4"):
        machine.run("sig_combine_backprop", *torch.zeros(3, 1, 30, dtype=torch.float64), 2, 4, False, False, 1)


@pytest.mark.parametrize("operation", ON_THE_CPU_ALONE)
def test_operations_without_kernels(machine, operation):
    with pytest.raises(NotImplementedError, match=rf"no CUDA kernel for the operation {operation}; .*\.cpu\(\)"):
        machine.run(operation, *operation_arguments(operation).values())


def test_kernels_are_loaded_when_the_first_tensor_comes():
    code = """
import sys, torch, siglib
path = torch.randn(3, 5, 2, requires_grad=True)
siglib.sig(path, 3).sum().backward()
print(sorted(name for name in sys.modules if name in ("siglib.torch._cuda", "siglib.cuda._device")))
"""
    assert output_of(code) == "[]"
