"""PyTorch: modules in `siglib.torch.nn`; the functions are those of `siglib` itself, which take tensors as well."""

from siglib.torch import nn

__all__ = ["nn"]
