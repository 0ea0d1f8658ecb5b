"""The operations that torch sees, on CUDA tensors without derivatives: each is one call of the kernels' launcher.

Nothing here waits for the device: results, and the scratch memory of a call, come from torch's caching allocator, and
kernels go to the stream that is current there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch

from siglib._errors import require_variant
from siglib._numbers import augmented, count_words
from siglib.cuda import kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

NO_VIEW = (0, 0, 0, 0)
# What the launcher's operations on signatures are called in the list of variants.
OPERATIONS = {"forward": "sigfwd", "backward": "sigbwd", "combine": "combine", "combine_backward": "combine_bwd"}


class Device:
    """Where a call runs.

    Parameters
    ----------
    like : Tensor
        A tensor on the device, of the dtype to compute in.
    launcher : module, optional
        What launches kernels; tests pass the emulator's, which takes tensors on the CPU.
    """

    def __init__(self, like: Tensor, launcher: Any = None) -> None:
        self.like = like
        self.launcher = kernels() if launcher is None else launcher
        self.emulated: bool = self.launcher.EMULATED
        self.index: int = 0 if self.emulated else like.device.index

    def current(self) -> AbstractContextManager[Any]:
        """Make the device the current one, of torch as well."""
        return nullcontext() if self.emulated else torch.cuda.device(self.index)

    def task(self, dual: bool, dimension: int, degree: int) -> Any:
        """Describe a call."""
        self.dual, self.dimension, self.degree = dual, dimension, degree
        stream = 0 if self.emulated else torch.cuda.current_stream(self.index).cuda_stream
        words = count_words(dimension, degree)
        return self.launcher.Task(self.index, stream, self.like.element_size(), dual, dimension, degree, words)

    def run(self, task: Any, operation: str) -> None:
        """Launch the kernels of a call; its scratch memory is torch's again once they are in the stream."""
        if operation in OPERATIONS:
            self.require_variant(OPERATIONS[operation] + "_dual" * self.dual)
        held: list[Tensor] = []

        def allocate(count: int) -> int:
            held.append(torch.empty(count, dtype=torch.uint8, device=self.like.device))
            return held[-1].data_ptr()

        with self.current():
            getattr(task, operation)(allocate)

    def require_variant(self, operation: str) -> None:
        """Refuse a call that this build has no kernel for."""
        itemsize = self.like.element_size()
        require_variant(operation, itemsize, self.degree, self.dimension, self.launcher.VARIANTS)


def view_of(path: Tensor | None) -> tuple[Tensor | None, tuple[int, int, int, int]]:
    """Flatten the batch; return what has to be kept, and its address and strides."""
    if path is None:
        return None, NO_VIEW
    flat = path.detach().reshape(path.shape[:-2].numel(), *path.shape[-2:])
    return flat, (flat.data_ptr(), flat.stride(0), flat.stride(1), flat.stride(2))


def rows_of(
    words: int, value: Tensor | None, tangent: Tensor | None = None
) -> tuple[list[Tensor | None], tuple[int, int, int]]:
    """Flatten the batch of signatures, items of a row side by side; addresses are those past a scalar term."""
    held: list[Tensor | None] = []
    addresses = []
    stride = 0
    for signature in (value, tangent):
        if signature is None:
            held.append(None)
            addresses.append(0)
            continue
        columns = signature.shape[-1]
        rows = signature.detach().reshape(signature.shape[:-1].numel(), columns).contiguous()
        held.append(rows)
        addresses.append(rows.data_ptr() + (columns - words) * rows.element_size())
        stride = columns
    return held, (addresses[0], addresses[1], stride)


class PathTask:
    """A call on a batch of paths."""

    def __init__(
        self, path: Tensor, tangent: Tensor | None, lengths: Tensor | None, numbers: tuple[Any, ...], launcher: Any
    ) -> None:
        degree, time_aug, lead_lag, end_time, _ = numbers
        self.dimension = augmented(int(path.shape[-1]), time_aug, lead_lag)
        self.words = count_words(self.dimension, degree)
        self.device = Device(path, launcher)
        self.task = self.device.task(tangent is not None, self.dimension, degree)
        self.path, view = view_of(path)
        self.tangent, tangent_view = view_of(tangent)
        self.lengths = None if lengths is None else lengths.reshape(-1).to(torch.int64).contiguous()
        address = 0 if self.lengths is None else self.lengths.data_ptr()
        batch, length, channels = path.shape[:-2].numel(), *path.shape[-2:]
        self.task.paths(batch, length, channels, view, tangent_view, address, time_aug, lead_lag, end_time)
        # Paths of one point have no steps, and degree 0 no words.
        self.trivial = length < 2 or not self.words or not batch

    def run(self, operation: str) -> None:
        """Launch."""
        self.device.run(self.task, operation)


def signatures(path: Tensor, words: int, scalar_term: bool) -> Tensor:
    """Allocate signatures; of paths without steps they are all there is to say."""
    columns = words + scalar_term
    out = (
        path.new_empty((*path.shape[:-2], columns))
        if path.shape[-2] > 1
        else path.new_zeros((*path.shape[:-2], columns))
    )
    if scalar_term:
        out[..., 0] = 1
    return out


def sig(path: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any, launcher: Any = None) -> Tensor:
    """Compute signatures."""
    call = PathTask(path, None, lengths, numbers, launcher)
    out = signatures(path, call.words, scalar_term)
    if not call.trivial:
        call.task.signature(rows_of(call.words, out)[1])
        call.run("forward")
    return out


def sig_jvp(
    path: Tensor, tangent: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Compute signatures and their tangents."""
    call = PathTask(path, tangent, lengths, numbers, launcher)
    out = signatures(path, call.words, scalar_term)
    tangent_out = torch.zeros_like(out)
    if not call.trivial:
        call.task.signature(rows_of(call.words, out, tangent_out)[1])
        call.run("forward")
    return out, tangent_out


def sig_backprop(
    path: Tensor, sig: Tensor | None, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any, launcher: Any = None
) -> Tensor:
    """Take derivatives by signatures back to the paths."""
    call = PathTask(path, None, lengths, numbers, launcher)
    if call.trivial:
        return path.new_zeros(path.shape)
    out = path.new_empty(path.shape)
    held, given = rows_of(call.words, sig)
    held_derivs, derivs = rows_of(call.words, sig_derivs)
    call.task.signature(given)
    call.task.derivs(derivs)
    call.task.out(out.data_ptr())
    call.run("backward")
    del held, held_derivs
    return out


def sig_backprop_tangent(
    path: Tensor, tangent: Tensor, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Compute the tangent of `sig_backprop` for constant `sig_derivs`, and that of the signature."""
    call = PathTask(path, tangent, lengths, numbers, launcher)
    sig_tangent = sig_derivs.new_zeros(sig_derivs.shape)
    if call.trivial:
        return path.new_zeros(path.shape), sig_tangent
    out = path.new_empty(path.shape)
    held, derivs = rows_of(call.words, sig_derivs)
    call.task.signature(rows_of(call.words, None, sig_tangent)[1])
    call.task.derivs(derivs)
    call.task.out(out.data_ptr())
    call.run("backward")
    del held
    return out, sig_tangent


def pair_task(
    sig1: Tensor, sig2: Tensor, numbers: tuple[Any, ...], launcher: Any
) -> tuple[Device, Any, int, list[Tensor | None]]:
    """Describe the products of two batches of signatures."""
    dimension, degree, left_scalar, right_scalar, _ = numbers
    device = Device(sig1, launcher)
    task = device.task(False, dimension, degree)
    words = count_words(dimension, degree)
    held_left, left = rows_of(words, sig1)
    held_right, right = rows_of(words, sig2)
    task.factors(sig1.shape[:-1].numel(), left, right, left_scalar, right_scalar)
    return device, task, words, held_left + held_right


def sig_combine(sig1: Tensor, sig2: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Multiply signatures, or tangents of signatures, whose scalar terms are 0."""
    device, task, words, held = pair_task(sig1, sig2, numbers, launcher)
    out = sig1.new_empty(sig1.shape)
    if out.shape[-1] > words:
        out[..., 0] = float(numbers[2] and numbers[3])
    if words and out.numel():
        task.signature(rows_of(words, out)[1])
        device.run(task, "combine")
    del held
    return out


def sig_combine_backprop(
    deriv: Tensor, sig1: Tensor, sig2: Tensor, *numbers: Any, launcher: Any = None
) -> tuple[Tensor, Tensor]:
    """Take derivatives by products back to the factors."""
    device, task, words, held = pair_task(sig1, sig2, numbers, launcher)
    outs = sig1.new_empty(sig1.shape), sig1.new_empty(sig1.shape)
    if sig1.shape[-1] > words:
        for out in outs:
            out[..., 0] = 0
    if words and sig1.numel():
        held_derivs, derivs = rows_of(words, deriv)
        task.derivs(derivs)
        task.factor_derivs(rows_of(words, outs[0])[1], rows_of(words, outs[1])[1])
        device.run(task, "combine_backward")
        del held_derivs
    del held
    return outs


def transform_path(path: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Augment paths."""
    call = PathTask(path, None, None, numbers, launcher)
    _, _, lead_lag, _, _ = numbers
    length = path.shape[-2]
    points = max(2 * length - 1, 0) if lead_lag else length
    out = path.new_empty((*path.shape[:-2], points, call.dimension))
    if out.numel():
        call.task.out(out.data_ptr())
        call.run("transform")
    return out


def transform_path_backprop(derivs: Tensor, *numbers: Any, launcher: Any = None) -> Tensor:
    """Sum derivatives by augmented paths onto the points they were made from."""
    _, time_aug, lead_lag, _, _ = numbers
    points, width = derivs.shape[-2:]
    length = (points + 1) // 2 if lead_lag else points
    channels = (width - time_aug) // (2 if lead_lag else 1)
    out = derivs.new_empty((*derivs.shape[:-2], length, channels))
    if out.numel():
        device = Device(derivs, launcher)
        task = device.task(False, width, 0)
        held, view = view_of(derivs)
        task.paths(derivs.shape[:-2].numel(), length, channels, view, NO_VIEW, 0, time_aug, lead_lag, 0.0)
        task.out(out.data_ptr())
        device.run(task, "transform_backward")
        del held
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
