"""The machines that CUDA kernels run on here: the emulator, if it was built, and a device, if torch sees one."""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import pytest
import torch

from siglib._operation import OPERATIONS
from siglib.torch import _cuda

EMULATED = find_spec("siglib.cuda._emulator") is not None
# The order of the threads of a thread block, and the largest number of thread blocks (0: no limit).
ORDERS = {"ascending": (0, 0), "descending": (1, 2), "shuffled": (20240607, 3)}


@dataclass
class Machine:
    """Runs operations on tensors of the CPU, wherever it computes."""

    launcher: Any
    device: torch.device

    def run(self, name, *arguments):
        """Call an operation with operands and then options; results come back to the CPU."""
        operation = OPERATIONS[name]
        count = len(operation.operands)
        operands = tuple(None if a is None else a.to(self.device) for a in arguments[:count])
        results = _cuda.compute(operation, operands, operation.options(*arguments[count:]), self.launcher)
        results = tuple(result.cpu() for result in results)
        return results[0] if len(results) == 1 else results


def emulator():
    if not EMULATED:
        # `make test` builds it: there it has to be.
        if os.environ.get("SIGLIB_REQUIRE_EMULATOR"):
            pytest.fail("siglib was built without -Dcuda-emulator=true")
        pytest.skip("siglib was built without -Dcuda-emulator=true")
    from siglib.cuda import _emulator

    return _emulator


def device():
    if not torch.cuda.is_available():
        pytest.skip("torch sees no CUDA device")
    from siglib.cuda import kernels

    return kernels()


@pytest.fixture(params=[*ORDERS, "device"])
def machine(request):
    """Each order of threads on the emulator, then the device."""
    launcher = device() if request.param == "device" else emulator()
    if request.param != "device":
        launcher.configure_emulator(*ORDERS[request.param])
    yield Machine(launcher, torch.device("cuda" if request.param == "device" else "cpu"))
    launcher.restrict_variants(None)
    if request.param != "device":
        launcher.configure_emulator()
