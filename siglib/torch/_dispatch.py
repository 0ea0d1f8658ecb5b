"""How torch would see a call: the only module that uses names of torch which are not public.

Where torch has renamed one, the answer is the careful one: let torch's dispatcher see the call.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad


def _plain_keys() -> int | None:
    """Return what the dispatcher looks at in an ordinary tensor on the CPU, whatever mode torch is in now."""
    try:
        from torch.utils._python_dispatch import _disable_current_modes  # noqa: PLC0415  (it may not be there)

        with torch.inference_mode(False), _disable_current_modes():
            return int(torch._C._dispatch_keys(torch.empty(0, device="cpu")).raw_repr())
    except (AttributeError, ImportError):
        return None


_PLAIN_KEYS = _plain_keys()


def is_forward_mode() -> bool:
    """Tell whether tangents are carried along."""
    return bool(forward_ad._current_level >= 0)


def needs_function() -> bool:
    """Tell whether torch.func or forward mode are at work, which only know an autograd.Function."""
    return torch._C._are_functorch_transforms_active() or is_forward_mode()


def is_differentiated(tensor: Tensor) -> bool:
    """Tell whether somebody may ask for a derivative by a tensor."""
    if tensor.requires_grad or not needs_function():
        return tensor.requires_grad
    try:
        wrapped = torch._C._functorch.is_functorch_wrapped_tensor(tensor)
    except AttributeError:
        return True
    return bool(wrapped) or forward_ad.unpack_dual(tensor).tangent is not None


def is_plain(tensors: tuple[Any, ...]) -> bool:
    """Tell whether only autograd would notice if torch were not asked: its dispatcher takes its time."""
    if _PLAIN_KEYS is None:
        return False
    try:
        if (
            torch._C._len_torch_dispatch_stack()
            or torch._C._len_torch_function_stack()
            or torch._ops._len_torch_dispatch_stack_pre_dispatch()
            or torch._C._get_tracing_state() is not None
        ):
            return False
        for tensor in tensors:
            if tensor is not None and (
                type(tensor) not in (Tensor, torch.nn.Parameter)
                or torch._C._dispatch_keys(tensor).raw_repr() != _PLAIN_KEYS
            ):
                return False
    except AttributeError:
        return False
    return True
