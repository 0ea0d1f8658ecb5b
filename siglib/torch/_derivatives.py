"""The derivatives of the operations, forward and backward: each rule is written once, in terms of the others.

A rule serves two machines of torch. The operation itself has it registered, which is what autograd, `torch.compile`
and `torch.export` use. An `autograd.Function` has it as well: `torch.func` and forward-mode AD work with nothing else.
`Rule.__call__` chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from siglib.torch import _ops

Context = Any
# What the dispatcher looks at in an ordinary tensor on the CPU, whatever mode this module is first imported in.
with torch.inference_mode(False), _disable_current_modes():
    _PLAIN_KEYS = torch._C._dispatch_keys(torch.empty(0, device="cpu")).raw_repr()


class Rule:
    """An operation with its derivatives.

    Parameters
    ----------
    name : str
        The operation.
    tensors : int
        How many of its arguments, the first ones, are tensors (or None).
    backward : callable
        From (saved tensors, outputs, other arguments, derivatives by the outputs) to derivatives by the tensors.
    forward : callable
        From (saved tensors, outputs, other arguments, tangents of the tensors) to tangents of the outputs.
    """

    def __init__(
        self, name: str, tensors: int, backward: Callable[..., tuple[Any, ...]], forward: Callable[..., Any]
    ) -> None:
        self.tensors = tensors
        self.compute = _ops.IMPLEMENTATIONS[name][0]
        self.operation = getattr(torch.ops.siglib, name).default

        def setup_context(ctx: Context, inputs: tuple[Any, ...], output: Any) -> None:
            outputs = output if isinstance(output, tuple) else (output,)
            saved = (*inputs[:tensors], *outputs)
            ctx.save_for_backward(*saved)
            ctx.save_for_forward(*saved)
            ctx.others = inputs[tensors:]

        def run_backward(ctx: Context, *derivs: Any) -> tuple[Any, ...]:
            saved = ctx.saved_tensors
            by_tensors = backward(saved[:tensors], saved[tensors:], ctx.others, derivs)
            return (*by_tensors, *(None for _ in ctx.others))

        def run_forward(ctx: Context, *tangents: Any) -> Any:
            saved = ctx.saved_tensors
            # torch lets a tangent have another dtype than what it belongs to.
            alike = [
                None if tangent is None or primal is None else tangent.to(primal.dtype)
                for primal, tangent in zip(saved[:tensors], tangents[:tensors], strict=True)
            ]
            return forward(saved[:tensors], saved[tensors:], ctx.others, alike)

        def run_vmap(info: Any, dims: tuple[Any, ...], *arguments: Any) -> tuple[Any, Any]:
            """All tensors have the batch in front, so that one more axis there is just a larger batch."""
            batched = [
                argument if not isinstance(argument, Tensor) else in_front(argument, dim, info.batch_size)
                for argument, dim in zip(arguments, dims, strict=True)
            ]
            out = self(*batched)
            return out, tuple(0 for _ in out) if isinstance(out, tuple) else 0

        def run(*arguments: Any) -> Any:
            with _ops.with_tangents():
                return self.operation(*arguments)

        torch.library.register_autograd(f"siglib::{name}", run_backward, setup_context=setup_context, lib=_ops.library)
        torch.library.register_vmap(f"siglib::{name}", run_vmap, lib=_ops.library)
        self.function: Any = type(
            name,
            (torch.autograd.Function,),
            {
                "forward": staticmethod(run),
                "setup_context": staticmethod(setup_context),
                "backward": staticmethod(run_backward),
                "jvp": staticmethod(run_forward),
                "vmap": staticmethod(run_vmap),
            },
        )

    def __call__(self, *arguments: Any) -> Any:
        """Apply the operation so that whatever differentiates or records can see it."""
        if torch.compiler.is_compiling():
            return self.operation(*arguments)
        if torch._C._are_functorch_transforms_active() or torch.autograd.forward_ad._current_level >= 0:
            return self.function.apply(*arguments)
        if is_unobserved(arguments[: self.tensors]):
            return self.compute(*arguments)
        return self.operation(*arguments)


def is_unobserved(tensors: tuple[Any, ...]) -> bool:
    """Tell whether nobody would notice if torch were not asked: its dispatcher takes longer than a small signature."""
    if (
        torch._C._len_torch_dispatch_stack()
        or torch._C._len_torch_function_stack()
        or torch._ops._len_torch_dispatch_stack_pre_dispatch()
        or torch._C._get_tracing_state() is not None
    ):
        return False
    recorded = torch.is_grad_enabled()
    return all(
        tensor is None
        or (
            type(tensor) in (Tensor, torch.nn.Parameter)
            and torch._C._dispatch_keys(tensor).raw_repr() == _PLAIN_KEYS
            and not (recorded and tensor.requires_grad)
        )
        for tensor in tensors
    )


def in_front(tensor: Tensor, dim: int | None, size: int) -> Tensor:
    """Move the axis over which torch.vmap maps to the front; without one, repeat the tensor along it."""
    return tensor.expand(size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)


def plus(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    """Add what is there."""
    if one is None or other is None:
        return one if other is None else other
    return one + other


def sig_backward(saved: Any, outputs: Any, others: Any, derivs: Any) -> tuple[Any, ...]:
    """Take derivatives by the signature back to the path."""
    path, lengths = saved
    _, *flags = others
    return sig_backprop(path, outputs[0], derivs[0], lengths, *flags), None


def sig_forward(saved: Any, outputs: Any, others: Any, tangents: Any) -> Any:
    """Move the signature along a tangent of the path."""
    path, lengths = saved
    return sig_jvp(path, tangents[0], lengths, *others)[1]


def sig_jvp_backward(saved: Any, outputs: Any, others: Any, derivs: Any) -> tuple[Any, ...]:
    """Of S and dS(v): dS is linear in v."""
    path, tangent, lengths = saved
    _, *flags = others
    by_path = sig_backprop_tangent(path, tangent, derivs[1], lengths, *flags)[0]
    by_path = by_path + sig_backprop(path, outputs[0], derivs[0], lengths, *flags)
    return by_path, sig_backprop(path, outputs[0], derivs[1], lengths, *flags), None


def sig_jvp_forward(*_: Any) -> Any:
    """Two tangents at once are not to be had."""
    raise NotImplementedError(
        "siglib: forward mode over forward mode (jacfwd of jacfwd, jvp of jvp) is not there; "
        "use forward over reverse mode: torch.func.hessian, or jacfwd(jacrev(f))"
    )


def sig_backprop_backward(saved: Any, outputs: Any, others: Any, derivs: Any) -> tuple[Any, ...]:
    """Use that the gradient is linear in dF/dS, and that its derivative by the path is symmetric.

    The signature that was passed along is a function of the path: its share is in that of the path.
    """
    path, _, sig_derivs, lengths = saved
    by_path, by_derivs = sig_backprop_tangent(path, derivs[0], sig_derivs, lengths, *others)
    return by_path, None, by_derivs, None


def sig_backprop_forward(saved: Any, outputs: Any, others: Any, tangents: Any) -> Any:
    """By the path, by dF/dS."""
    path, sig, sig_derivs, lengths = saved
    by_path = by_derivs = None
    if tangents[0] is not None:
        by_path = sig_backprop_tangent(path, tangents[0], sig_derivs, lengths, *others)[0]
    if tangents[2] is not None:
        by_derivs = sig_backprop(path, sig, tangents[2], lengths, *others)
    total = plus(by_path, by_derivs)
    return torch.zeros_like(path) if total is None else total


def third_derivative(*_: Any) -> Any:
    """Say what is missing rather than return a zero."""
    raise NotImplementedError("siglib: third derivatives of signatures are not there, only first and second ones")


def sig_combine_backward(saved: Any, outputs: Any, others: Any, derivs: Any) -> Any:
    """Take derivatives by the product back to its factors."""
    return sig_combine_backprop(derivs[0], *saved, *others)


def sig_combine_forward(saved: Any, outputs: Any, others: Any, tangents: Any) -> Any:
    """Use that the product is linear in either factor; the scalar term of a tangent is 0."""
    left, right = saved
    dimension, degree, left_scalar, right_scalar, jobs = others
    one = other = None
    if tangents[0] is not None:
        one = sig_combine(tangents[0], right, dimension, degree, False, right_scalar, jobs)
    if tangents[1] is not None:
        other = sig_combine(left, tangents[1], dimension, degree, left_scalar, False, jobs)
    total = plus(one, other)
    return torch.zeros_like(left) if total is None else total


def sig_combine_backprop_backward(saved: Any, outputs: Any, others: Any, derivs: Any) -> tuple[Any, ...]:
    """By the derivative of the product it is the product's tangent; by the factors the gradient at the derivatives."""
    deriv, left, right = saved
    dimension, degree, _, _, jobs = others
    by_factors = sig_combine_backprop(deriv, *derivs, dimension, degree, False, False, jobs)
    return (sig_combine_forward((left, right), None, others, derivs), *by_factors)


def sig_combine_backprop_forward(saved: Any, outputs: Any, others: Any, tangents: Any) -> Any:
    """Linear in the derivative, and in the factors."""
    deriv, left, right = saved
    dimension, degree, _, _, jobs = others
    left_tangent, right_tangent = (
        torch.zeros_like(factor) if tangent is None else tangent
        for factor, tangent in zip((left, right), tangents[1:], strict=True)
    )
    by_factors = sig_combine_backprop(deriv, left_tangent, right_tangent, dimension, degree, False, False, jobs)
    if tangents[0] is None:
        return by_factors
    by_deriv = sig_combine_backprop(tangents[0], left, right, *others)
    return by_factors[0] + by_deriv[0], by_factors[1] + by_deriv[1]


def still(others: Any) -> Any:
    """Return the flags for tangents: time does not move."""
    degree, time_aug, lead_lag, _, jobs = others
    return degree, time_aug, lead_lag, 0.0, jobs


sig: Rule = Rule("sig", 2, sig_backward, sig_forward)
sig_jvp: Rule = Rule("sig_jvp", 3, sig_jvp_backward, sig_jvp_forward)
sig_backprop: Rule = Rule("sig_backprop", 4, sig_backprop_backward, sig_backprop_forward)
sig_backprop_tangent: Rule = Rule("sig_backprop_tangent", 4, third_derivative, third_derivative)
sig_combine: Rule = Rule("sig_combine", 2, sig_combine_backward, sig_combine_forward)
sig_combine_backprop: Rule = Rule(
    "sig_combine_backprop", 3, sig_combine_backprop_backward, sig_combine_backprop_forward
)
transform_path: Rule = Rule(
    "transform_path",
    1,
    lambda saved, outputs, others, derivs: (transform_path_backprop(derivs[0], *others),),
    lambda saved, outputs, others, tangents: transform_path(tangents[0], *still(others)),
)
transform_path_backprop: Rule = Rule(
    "transform_path_backprop",
    1,
    lambda saved, outputs, others, derivs: (transform_path(derivs[0], *still(others)),),
    lambda saved, outputs, others, tangents: transform_path_backprop(tangents[0], *others),
)
