"""PyTorch: modules in `siglib.torch.nn`; the functions are those of `siglib` itself, which take tensors as well."""

from siglib._extras import extra

with extra("torch"):
    import torch  # noqa: F401

from siglib.torch import nn

__all__ = ["nn"]
