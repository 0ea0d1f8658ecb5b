"""The declarations of all operations, by family."""

from siglib._operations import log, path, tensor

__all__ = ["log", "path", "tensor"]
