"""Computes with checked tensors: the functions of `siglib._compute`, differentiable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from siglib._build import CUDA_ARCHS
from siglib.cuda import HOW_TO_GET
from siglib.torch import _derivatives

if TYPE_CHECKING:
    from siglib._compute import Flags, Space

_FLOATS = (torch.float32, torch.float64)
_HALVES = (torch.float16, torch.bfloat16)


def as_floats(value: Tensor, name: str) -> Tensor:
    """Return a tensor of float32 or float64; integers and booleans become float64, autocast's halves float32."""
    if value.layout is not torch.strided:
        raise TypeError(f"{name}: expected a dense tensor, got layout {value.layout}; convert it with .to_dense()")
    if value.device.type == "cuda" and not CUDA_ARCHS:
        raise NotImplementedError(
            f"{name}: expected a tensor on the CPU, got one on {value.device}: this build of siglib has no CUDA "
            f"kernels; {HOW_TO_GET}"
        )
    if value.device.type not in ("cpu", "cuda", "meta"):
        raise NotImplementedError(
            f"{name}: expected a tensor on the CPU or a CUDA device, got one on {value.device}: siglib has no kernels "
            "for it; move it with .cpu()"
        )
    dtype = value.dtype
    if dtype in _FLOATS:
        return value
    if dtype in _HALVES and torch.is_autocast_enabled(value.device.type):
        return value.float()
    if dtype.is_floating_point or dtype.is_complex:
        raise TypeError(
            f"{name}: expected dtype float32 or float64 (integers become float64), got {dtype}; "
            "convert it with .double() or .float()"
        )
    return value.double()


def as_lengths(lengths: Any, path: Tensor) -> Tensor:
    """Check type and shape of `lengths`; the values are checked where they are read."""
    if isinstance(lengths, np.ndarray):
        raise TypeError("lengths: expected a torch.Tensor as path is, got a numpy.ndarray; convert one of them")
    counts = lengths if isinstance(lengths, Tensor) else torch.as_tensor(lengths, device=path.device)
    whole = not (counts.dtype.is_floating_point or counts.dtype.is_complex or counts.dtype is torch.bool)
    if not whole and not (counts.numel() == 0 and not isinstance(lengths, Tensor)):
        raise TypeError(f"lengths: expected integers, got dtype {counts.dtype}")
    if counts.shape != path.shape[:-2]:
        raise ValueError(f"lengths: expected the batch shape {tuple(path.shape[:-2])}, got {tuple(counts.shape)}")
    if counts.device != path.device:
        raise ValueError(f"lengths: expected the device of path, {path.device}, got {counts.device}")
    return counts.to(torch.int64)


def sig(path: Tensor, lengths: Tensor | None, flags: Flags, scalar_term: bool) -> Tensor:
    """Compute signatures."""
    out: Tensor = _derivatives.sig(path, lengths, scalar_term, *flags)
    return out


def sig_jvp(
    path: Tensor, tangent: Tensor, lengths: Tensor | None, flags: Flags, scalar_term: bool
) -> tuple[Tensor, Tensor]:
    """Compute signatures and their tangents."""
    out, tangent_out = _derivatives.sig_jvp(path, tangent, lengths, scalar_term, *flags)
    return out, tangent_out


def sig_backprop(path: Tensor, sig: Tensor | None, sig_derivs: Tensor, lengths: Tensor | None, flags: Flags) -> Tensor:
    """Take derivatives by signatures back to the paths."""
    out: Tensor = _derivatives.sig_backprop(path, sig, sig_derivs, lengths, *flags)
    return out


def sig_combine(sig1: Tensor, sig2: Tensor, space: Space) -> Tensor:
    """Multiply signatures."""
    out: Tensor = _derivatives.sig_combine(sig1, sig2, *space)
    return out


def sig_combine_backprop(deriv: Tensor, sig1: Tensor, sig2: Tensor, space: Space) -> tuple[Tensor, Tensor]:
    """Take derivatives by products back to the factors."""
    left, right = _derivatives.sig_combine_backprop(deriv, sig1, sig2, *space)
    return left, right


def transform_path(path: Tensor, flags: Flags) -> Tensor:
    """Augment paths."""
    out: Tensor = _derivatives.transform_path(path, *flags)
    return out


def transform_path_backprop(derivs: Tensor, flags: Flags) -> Tensor:
    """Sum derivatives by augmented paths onto the points they were made from."""
    out: Tensor = _derivatives.transform_path_backprop(derivs, *flags)
    return out
