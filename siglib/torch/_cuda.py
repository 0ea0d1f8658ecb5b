"""Computes operations on CUDA tensors without derivatives: each is one call of the kernels' launcher.

Nothing here waits for the device: the scratch memory of a call comes from torch's caching allocator, and kernels go to
the stream that is current there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch

from siglib.cuda import kernels

if TYPE_CHECKING:
    from torch import Tensor

    from siglib._operation import Operation


def fill(
    operation: Operation[Any],
    results: tuple[Tensor, ...],
    operands: tuple[Tensor | None, ...],
    options: Any,
    launcher: Any = None,
) -> None:
    """Compute an operation into `results`, which are allocated and contiguous.

    Scalar terms, the first elements of rows that are one longer than there are words, are left to the caller.

    Parameters
    ----------
    operation : Operation
        What to compute.
    results, operands : tuple of Tensor
        In the order of the operation's declaration; an operand that is left out is None.
    options : PathOptions or TensorOptions
        Those of the operation's family.
    launcher : module, optional
        What launches kernels; tests pass the emulator's, which takes tensors on the CPU.

    Raises
    ------
    NotImplementedError
        If CUDA has no kernel for the operation.
    """
    launcher = kernels() if launcher is None else launcher
    check_kernel(operation, launcher)
    device = results[0].device
    batch = results[0].shape[: results[0].dim() - operation.output_axes[0]]
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
            operation.kernel,
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


def check_kernel(operation: Operation[Any], launcher: Any) -> None:
    """Refuse an operation that has kernels on the CPU alone."""
    if operation.kernel not in launcher.KERNELS:
        raise NotImplementedError(
            f"siglib: there is no CUDA kernel for the operation {operation.name}; move the tensors with .cpu()"
        )


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


def compute(
    operation: Operation[Any], operands: tuple[Tensor | None, ...], options: Any, launcher: Any = None
) -> tuple[Tensor, ...]:
    """Allocate results and fill them, their scalar terms as well."""
    first = operands[0]
    assert first is not None
    made = operation.results_of(operands, options)
    results = tuple(first.new_empty(result.shape) for result in made)
    fill(operation, results, operands, options, launcher)
    for result, out in zip(made, results, strict=True):
        if result.scalar is not None:
            out[..., 0] = result.scalar
    return results
