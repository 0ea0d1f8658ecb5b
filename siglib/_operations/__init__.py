"""The declarations of all operations, by family."""

from siglib._operations import corrected, log, pairs, path, stream, tensor, windows, words

__all__ = ["corrected", "log", "pairs", "path", "stream", "tensor", "windows", "words"]
