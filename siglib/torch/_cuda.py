"""Computes operations on CUDA tensors without derivatives: each is one call of the kernels' launcher.

Nothing here waits for the device: the scratch memory of a call comes from torch's caching allocator, and kernels go to
the stream that is current there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from siglib._numbers import augmented, count_words
from siglib.cuda import kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def fill(
    operation: str,
    results: tuple[Tensor, ...],
    operands: tuple[Tensor | None, ...],
    options: Any,
    launcher: Any = None,
) -> None:
    """Compute an operation into `results`, which are allocated and contiguous.

    Scalar terms, the first elements of rows that are one longer than there are words, are left to the caller.

    Parameters
    ----------
    operation : str
        Name of the operation.
    results, operands : tuple of Tensor
        In the order of the operation's declaration; an operand that is left out is None.
    options : PathOptions or TensorOptions
        Those of the operation's family.
    launcher : module, optional
        What launches kernels; tests pass the emulator's, which takes tensors on the CPU.
    """
    launcher = kernels() if launcher is None else launcher
    device = results[0].device
    first = next(operand for operand in operands if operand is not None)
    batch = first.shape[: first.dim() - launcher.AXES[operation]]
    arrays = [None if array is None else laid_out(array, batch) for array in (*results, *operands)]
    described = tuple(
        None if array is None else (array.data_ptr(), tuple(array.shape), array.stride()) for array in arrays
    )
    scratch: list[Tensor] = []

    def allocate(count: int) -> int:
        scratch.append(torch.empty(count, dtype=torch.uint8, device=device))
        return scratch[-1].data_ptr()

    context, index, stream = place(device, launcher)
    with context:
        computed = launcher.run(
            operation,
            described[: len(results)],
            described[len(results) :],
            options,
            device=index,
            stream=stream,
            itemsize=results[0].element_size(),
            allocate=allocate,
        )
    if not computed:
        for result in results:
            result.zero_()


def place(device: torch.device, launcher: Any) -> tuple[AbstractContextManager[Any], int, int]:
    """Return what makes `device` the current one (of torch as well), its number, and its current stream."""
    if launcher.EMULATED:
        return nullcontext(), 0, 0
    assert device.index is not None
    return torch.cuda.device(device), device.index, torch.cuda.current_stream(device).cuda_stream


def laid_out(array: Tensor, batch: torch.Size) -> Tensor:
    """Flatten the batch; of rows the columns are then side by side, lengths have 64 bits, paths any strides."""
    own_axes = array.shape[len(batch) :]
    flat = array.detach().reshape(batch.numel(), *own_axes)
    if not own_axes:
        return flat.to(torch.int64).contiguous()
    if len(own_axes) == 1 and own_axes[0] > 1 and flat.stride(1) != 1:
        return flat.contiguous()
    return flat


class PathOptions(NamedTuple):
    """How paths are read."""

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    n_jobs: int | None = None


class TensorOptions(NamedTuple):
    """Where signatures are multiplied."""

    dimension: int
    degree: int
    left_unit: bool
    right_unit: bool
    n_jobs: int | None = None


def signatures(path: Tensor, scalar_term: bool, options: PathOptions) -> Tensor:
    """Allocate signatures."""
    words = count_words(augmented(int(path.shape[-1]), options.time_aug, options.lead_lag), options.degree)
    return path.new_empty((*path.shape[:-2], words + scalar_term))


def sig(path: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any, launcher: Any = None) -> Tensor:
    """Compute signatures."""
    options = PathOptions(*numbers)
    out = signatures(path, scalar_term, options)
    fill("sig", (out,), (path, lengths), options, launcher)
    if scalar_term:
        out[..., 0] = 1
    return out


def sig_jvp(
    path: Tensor, tangent: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Compute signatures and their tangents."""
    options = PathOptions(*numbers)
    out, out_tangent = signatures(path, scalar_term, options), signatures(path, scalar_term, options)
    fill("sig_jvp", (out, out_tangent), (path, tangent, lengths), options, launcher)
    if scalar_term:
        out[..., 0], out_tangent[..., 0] = 1, 0
    return out, out_tangent


def sig_backprop(
    path: Tensor, sig: Tensor | None, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any, launcher: Any = None
) -> Tensor:
    """Take derivatives by signatures back to the paths."""
    out = path.new_empty(path.shape)
    fill("sig_backprop", (out,), (path, sig, sig_derivs, lengths), PathOptions(*numbers), launcher)
    return out


def sig_backprop_tangent(
    path: Tensor, tangent: Tensor, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Compute the tangent of `sig_backprop` for constant `sig_derivs`, and that of the signature."""
    options = PathOptions(*numbers)
    scalar_term = sig_derivs.shape[-1] > signatures(path, False, options).shape[-1]
    outs = path.new_empty(path.shape), sig_derivs.new_empty(sig_derivs.shape)
    fill("sig_backprop_tangent", outs, (path, tangent, sig_derivs, lengths), options, launcher)
    if scalar_term:
        outs[1][..., 0] = 0
    return outs


def sig_combine(sig1: Tensor, sig2: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Multiply signatures, or tangents of signatures, whose scalar terms are 0."""
    options = TensorOptions(*numbers)
    out = sig1.new_empty(sig1.shape)
    fill("sig_combine", (out,), (sig1, sig2), options, launcher)
    if out.shape[-1] > count_words(options.dimension, options.degree):
        out[..., 0] = float(options.left_unit and options.right_unit)
    return out


def sig_combine_backprop(
    deriv: Tensor, sig1: Tensor, sig2: Tensor, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Take derivatives by products back to the factors."""
    options = TensorOptions(*numbers)
    outs = sig1.new_empty(sig1.shape), sig1.new_empty(sig1.shape)
    fill("sig_combine_backprop", outs, (deriv, sig1, sig2), options, launcher)
    if sig1.shape[-1] > count_words(options.dimension, options.degree):
        for out in outs:
            out[..., 0] = 0
    return outs


def transform_path(path: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Augment paths."""
    options = PathOptions(*numbers)
    length, channels = path.shape[-2:]
    points = max(2 * length - 1, 0) if options.lead_lag else length
    out = path.new_empty((*path.shape[:-2], points, augmented(channels, options.time_aug, options.lead_lag)))
    fill("transform_path", (out,), (path,), options, launcher)
    return out


def transform_path_backprop(derivs: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Sum derivatives by augmented paths onto the points they were made from."""
    options = PathOptions(*numbers)
    points, width = derivs.shape[-2:]
    length = (points + 1) // 2 if options.lead_lag else points
    channels = (width - options.time_aug) // (2 if options.lead_lag else 1)
    out = derivs.new_empty((*derivs.shape[:-2], length, channels))
    fill("transform_path_backprop", (out,), (derivs,), options, launcher)
    return out


IMPLEMENTATIONS: dict[str, Callable[..., Any]] = {
    "sig": sig,
    "sig_jvp": sig_jvp,
    "sig_backprop": sig_backprop,
    "sig_backprop_tangent": sig_backprop_tangent,
    "sig_combine": sig_combine,
    "sig_combine_backprop": sig_combine_backprop,
    "transform_path": transform_path,
    "transform_path_backprop": transform_path_backprop,
}
