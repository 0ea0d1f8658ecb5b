"""torch's derivatives through the CUDA kernels, on the emulator: its operations take the place of the CPU's."""

from importlib.util import find_spec

import pytest
from support import output_of

CODE = """
import torch
import siglib
from siglib.cuda import _emulator
from siglib.torch import _backend, _cuda

launches = 0

def emulated(operation, tensors, options):
    global launches
    launches += 1
    return _cuda.compute(operation, tensors, options, _emulator)

_backend.on_cpu = emulated
_backend.recall = lambda *_: None  # it would compute on the CPU
for name, frontend in _backend.FRONTENDS.items():
    _backend.library.impl(name, frontend.implementation(emulated), "CPU", allow_override=True)

torch.manual_seed(0)
path = torch.randn(2, 5, 2, dtype=torch.float64, requires_grad=True)
lengths = torch.tensor([3, 5])

def f(x):
    return siglib.sig(x, 3, time_aug=True, lead_lag=True, lengths=lengths, scalar_term=True)

assert torch.autograd.gradcheck(f, path, check_forward_ad=True)
assert torch.autograd.gradgradcheck(f, path)

a, b = (torch.randn(2, 14, dtype=torch.float64, requires_grad=True) for _ in range(2))
assert torch.autograd.gradcheck(lambda a, b: siglib.sig_combine(a, b, 2, 3), (a, b))
assert torch.autograd.gradgradcheck(lambda a, b: siglib.sig_combine(a, b, 2, 3), (a, b))
assert torch.autograd.gradcheck(lambda x: siglib.transform_path(x, lead_lag=True, time_aug=True), path)
c = torch.randn(2, 2, dtype=torch.float64, requires_grad=True)
for function in (lambda a, c: siglib.sig_scale(a, c), lambda a, c: siglib.sig_inverse(siglib.sig_scale(a, c), 2, 3)):
    assert torch.autograd.gradcheck(function, (a, c), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, (a, c))
assert torch.autograd.gradcheck(lambda a: siglib.sig_product(a, 2, 3), a)
assert launches > 100
print("ok")
"""


@pytest.mark.skipif(find_spec("siglib.cuda._emulator") is None, reason="siglib was built without -Dcuda-emulator=true")
def test_gradcheck():
    assert output_of(CODE) == "ok"
