"""CUDA kernels: whether this build has them, and whether a device can run them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from siglib._build import CUDA_ARCHS

HOW_TO_GET = (
    "build siglib where nvcc is found (pip install . -Csetup-args=-Dcuda=enabled), or move the tensors with .cpu()"
)


def kernels() -> Any:
    """Return the module that launches kernels; it is loaded when the first CUDA tensor comes.

    Raises
    ------
    NotImplementedError
        If this siglib was built without CUDA.
    """
    if not CUDA_ARCHS:
        raise NotImplementedError(f"siglib: this build has no CUDA kernels; {HOW_TO_GET}")
    return import_module("siglib.cuda._device")


def config() -> dict[str, Any]:
    """Tell whether CUDA was built, for which architectures, and whether the first device is usable and if not why."""
    if not CUDA_ARCHS:
        return {"built": False, "archs": [], "usable": False, "why_not": "built without CUDA"}
    why_not = kernels().why_unusable()
    return {"built": True, "archs": CUDA_ARCHS.split(","), "usable": why_not is None, "why_not": why_not or ""}
