"""The operations that torch sees, on tensors without derivatives.

Each is one call of `siglib._compute`, or on CUDA tensors of `siglib.torch._cuda`.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch.autograd import forward_ad

from siglib import _compute
from siglib._compute import Flags, Space
from siglib._numbers import augmented, count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

FLAGS = "int degree, bool time_aug, bool lead_lag, float end_time, int? n_jobs"
SPACE = "int dimension, int degree, bool left_scalar, bool right_scalar, int? n_jobs"
SCHEMAS = {
    "sig": f"(Tensor path, Tensor? lengths, bool scalar_term, {FLAGS}) -> Tensor",
    "sig_jvp": f"(Tensor path, Tensor tangent, Tensor? lengths, bool scalar_term, {FLAGS}) -> (Tensor, Tensor)",
    "sig_backprop": f"(Tensor path, Tensor? sig, Tensor sig_derivs, Tensor? lengths, {FLAGS}) -> Tensor",
    "sig_backprop_tangent":
        f"(Tensor path, Tensor tangent, Tensor sig_derivs, Tensor? lengths, {FLAGS}) -> (Tensor, Tensor)",
    "sig_combine": f"(Tensor sig1, Tensor sig2, {SPACE}) -> Tensor",
    "sig_combine_backprop": f"(Tensor deriv, Tensor sig1, Tensor sig2, {SPACE}) -> (Tensor, Tensor)",
    "transform_path": f"(Tensor path, {FLAGS}) -> Tensor",
    "transform_path_backprop": f"(Tensor derivs, {FLAGS}) -> Tensor",
}  # fmt: skip

library = torch.library.Library("siglib", "DEF")


def array(tensor: Tensor | None) -> Any:
    """Share the memory of a tensor with NumPy."""
    return None if tensor is None else tensor.numpy(force=True)


def flags(numbers: tuple[Any, ...]) -> Flags:
    """Gather what a schema spells out as FLAGS; threads are torch's own unless the call says otherwise."""
    degree, time_aug, lead_lag, end_time, jobs = numbers
    return Flags(degree, time_aug, lead_lag, end_time, torch.get_num_threads() if jobs is None else jobs)


def space(numbers: tuple[Any, ...]) -> Space:
    """Gather what a schema spells out as SPACE."""
    dimension, degree, left_scalar, right_scalar, jobs = numbers
    return Space(dimension, degree, left_scalar, right_scalar, torch.get_num_threads() if jobs is None else jobs)


def check_alike(first: Tensor, *others: Tensor | None) -> None:
    """Refuse operands of another dtype: graphs call the operations without the checks of the public functions."""
    for other in others:
        if other is not None and other.dtype is not first.dtype:
            raise TypeError(f"siglib: expected operands of one dtype, got {first.dtype} and {other.dtype}")


def check_signatures(words: int, batch: torch.Size, *signatures: Tensor | None) -> None:
    """Refuse operands that are not signatures of this batch."""
    for one in signatures:
        if one is not None and (one.shape[:-1] != batch or one.shape[-1] - words not in (0, 1)):
            raise ValueError(f"siglib: expected signatures of shape {(*batch, words)}, got {tuple(one.shape)}")


def check_tangent(path: Tensor, tangent: Tensor) -> None:
    """Refuse a tangent that is not one of `path`."""
    check_alike(path, tangent)
    if tangent.shape != path.shape:
        raise ValueError(f"siglib: expected a tangent of shape {tuple(path.shape)}, got {tuple(tangent.shape)}")


def check_sig_backprop(path: Tensor, sig: Tensor | None, sig_derivs: Tensor, lengths: Any, *numbers: Any) -> None:
    """Check the operands of `sig_backprop`."""
    check_alike(path, sig, sig_derivs)
    check_signatures(flags(numbers).words(path), path.shape[:-2], sig, sig_derivs)


def check_sig_backprop_tangent(path: Tensor, tangent: Tensor, sig_derivs: Tensor, lengths: Any, *numbers: Any) -> None:
    """Check the operands of `sig_backprop_tangent`."""
    check_tangent(path, tangent)
    check_sig_backprop(path, None, sig_derivs, lengths, *numbers)


def check_sig_combine(sig1: Tensor, sig2: Tensor, *numbers: Any) -> None:
    """Check the operands of `sig_combine`."""
    check_alike(sig1, sig2)
    check_signatures(count_words(numbers[0], numbers[1]), sig1.shape[:-1], sig1, sig2)


def check_sig_combine_backprop(deriv: Tensor, sig1: Tensor, sig2: Tensor, *numbers: Any) -> None:
    """Check the operands of `sig_combine_backprop`."""
    check_alike(deriv, sig1)
    check_sig_combine(sig1, sig2, *numbers)
    check_signatures(count_words(numbers[0], numbers[1]), sig1.shape[:-1], deriv)


def sig(path: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any) -> Tensor:
    """Compute signatures."""
    return torch.from_numpy(_compute.sig(array(path), array(lengths), flags(numbers), scalar_term))


def sig_jvp(
    path: Tensor, tangent: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any
) -> tuple[Tensor, ...]:
    """Compute signatures and their tangents."""
    check_tangent(path, tangent)
    pair = _compute.sig_jvp(array(path), array(tangent), array(lengths), flags(numbers), scalar_term)
    return tuple(map(torch.from_numpy, pair))


def sig_backprop(path: Tensor, sig: Tensor | None, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any) -> Tensor:
    """Take derivatives by signatures back to the paths."""
    check_sig_backprop(path, sig, sig_derivs, lengths, *numbers)
    out = _compute.sig_backprop(array(path), array(sig), array(sig_derivs), array(lengths), flags(numbers))
    return torch.from_numpy(out)


def sig_backprop_tangent(
    path: Tensor, tangent: Tensor, sig_derivs: Tensor, lengths: Tensor | None, *numbers: Any
) -> tuple[Tensor, ...]:
    """Compute the tangent of `sig_backprop` for constant `sig_derivs`, and that of the signature."""
    check_sig_backprop_tangent(path, tangent, sig_derivs, lengths, *numbers)
    pair = _compute.sig_backprop_tangent(array(path), array(tangent), array(sig_derivs), array(lengths), flags(numbers))
    return tuple(map(torch.from_numpy, pair))


def sig_combine(sig1: Tensor, sig2: Tensor, *numbers: Any) -> Tensor:
    """Multiply signatures."""
    check_sig_combine(sig1, sig2, *numbers)
    return torch.from_numpy(_compute.sig_combine(array(sig1), array(sig2), space(numbers)))


def sig_combine_backprop(deriv: Tensor, sig1: Tensor, sig2: Tensor, *numbers: Any) -> tuple[Tensor, ...]:
    """Take derivatives by products back to the factors."""
    check_sig_combine_backprop(deriv, sig1, sig2, *numbers)
    pair = _compute.sig_combine_backprop(array(deriv), array(sig1), array(sig2), space(numbers))
    return tuple(map(torch.from_numpy, pair))


def transform_path(path: Tensor, *numbers: Any) -> Tensor:
    """Augment paths."""
    return torch.from_numpy(_compute.transform_path(array(path), flags(numbers)))


def transform_path_backprop(derivs: Tensor, *numbers: Any) -> Tensor:
    """Sum derivatives by augmented paths onto the points they were made from."""
    return torch.from_numpy(_compute.transform_path_backprop(array(derivs), flags(numbers)))


def empty_sig(path: Tensor, lengths: Tensor | None, scalar_term: bool, *numbers: Any) -> Tensor:
    """Shape of `sig`'s result."""
    degree, time_aug, lead_lag, *_ = numbers
    words = count_words(augmented(int(path.shape[-1]), time_aug, lead_lag), degree)
    return path.new_empty((*path.shape[:-2], words + scalar_term))


def empty_like_first(first: Tensor, *others: Any) -> Tensor:
    """Shape of a result that is that of the first argument."""
    return first.new_empty(first.shape)


def empty_path(path: Tensor, *numbers: Any) -> Tensor:
    """Shape of `transform_path`'s result."""
    _, time_aug, lead_lag, *_ = numbers
    length, channels = path.shape[-2:]
    points = torch.sym_max(2 * length - 1, 0) if lead_lag else length
    return path.new_empty((*path.shape[:-2], points, augmented(channels, time_aug, lead_lag)))


def empty_path_derivs(derivs: Tensor, *numbers: Any) -> Tensor:
    """Shape of `transform_path_backprop`'s result."""
    _, time_aug, lead_lag, *_ = numbers
    points, width = derivs.shape[-2:]
    length = (points + 1) // 2 if lead_lag else points
    return derivs.new_empty((*derivs.shape[:-2], length, (width - time_aug) // (2 if lead_lag else 1)))


# Each operation, and what gives the shape of its result where there is no data.
IMPLEMENTATIONS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "sig": (sig, empty_sig),
    "sig_jvp": (sig_jvp, lambda path, tangent, *others: (empty_sig(path, *others), empty_sig(path, *others))),
    "sig_backprop": (sig_backprop, empty_like_first),
    "sig_backprop_tangent": (
        sig_backprop_tangent,
        lambda path, tangent, derivs, *others: (empty_like_first(path), empty_like_first(derivs)),
    ),
    "sig_combine": (sig_combine, empty_like_first),
    "sig_combine_backprop": (
        sig_combine_backprop,
        lambda deriv, sig1, sig2, *others: (empty_like_first(sig1), empty_like_first(sig2)),
    ),
    "transform_path": (transform_path, empty_path),
    "transform_path_backprop": (transform_path_backprop, empty_path_derivs),
}

# What is checked of operands beforehand, on any device.
CHECKS: dict[str, Callable[..., None]] = {
    "sig_jvp": lambda path, tangent, *others: check_tangent(path, tangent),
    "sig_backprop": check_sig_backprop,
    "sig_backprop_tangent": check_sig_backprop_tangent,
    "sig_combine": check_sig_combine,
    "sig_combine_backprop": check_sig_combine_backprop,
}


def on_cuda(name: str) -> Callable[..., Any]:
    """Return the operation for CUDA tensors; its module is loaded when the first one comes."""

    def run(*arguments: Any) -> Any:
        from siglib.torch import _cuda  # noqa: PLC0415  (few need it)

        if name in CHECKS:
            CHECKS[name](*arguments)
        return _cuda.IMPLEMENTATIONS[name](*arguments)

    return run


_forward_mode = threading.local()


@contextmanager
def with_tangents() -> Iterator[None]:
    """Allow operations while forward mode is on: whoever calls this takes care of the tangents."""
    before = getattr(_forward_mode, "handled", False)
    _forward_mode.handled = True
    try:
        yield
    finally:
        _forward_mode.handled = before


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Raise where torch would drop tangents: to forward mode an operation by itself is a constant."""

    def run(*arguments: Any) -> Any:
        if forward_ad._current_level >= 0 and not getattr(_forward_mode, "handled", False):
            # A NotImplementedError would make torch.compile go on without the operation.
            raise RuntimeError(
                "siglib: torch.compile and torch.export do not differentiate in forward mode (functorch transforms "
                "such as jvp and jacfwd); call the function outside of them, or use siglib.sig_jvp"
            )
        return function(*arguments)

    return run


for name, schema in SCHEMAS.items():
    compute, shape_of = IMPLEMENTATIONS[name]
    library.define(name + schema)
    library.impl(name, guarded(compute), "CPU")
    library.impl(name, guarded(on_cuda(name)), "CUDA")
    torch.library.register_fake(f"siglib::{name}", guarded(shape_of), lib=library)
