"""What a CUDA tensor meets before a kernel: shapes without data, builds without CUDA, modules loaded late."""

from importlib.util import find_spec

import pytest
import torch
from support import CONFIG, output_of
from torch._subclasses.fake_tensor import FakeTensorMode

import siglib

BUILT = find_spec("siglib.cuda._device") is not None


def test_config_tells_what_was_built():
    cuda = CONFIG["cuda"]
    assert cuda["built"] is BUILT
    assert bool(cuda["archs"]) is BUILT
    assert cuda["usable"] is (cuda["why_not"] == "")
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


def test_kernels_are_loaded_when_the_first_tensor_comes():
    code = """
import sys, torch, siglib
path = torch.randn(3, 5, 2, requires_grad=True)
siglib.sig(path, 3).sum().backward()
print(sorted(name for name in sys.modules if name in ("siglib.torch._cuda", "siglib.cuda._device")))
"""
    assert output_of(code) == "[]"
