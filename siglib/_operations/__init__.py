"""The declarations of all operations, by family."""

from siglib._operations import path, tensor

__all__ = ["path", "tensor"]
