"""Computes operations on tensors, differentiably: schemas, shapes, derivatives and vmap follow from the declarations.

Three of torch's machines see an operation. Plain eager tensors need none, or an `autograd.Function` if a derivative may
be asked for. `torch.func` and forward mode know nothing but such a Function. Graphs, subclasses and everything else go
through the operation that is registered with `torch.library`. `apply` chooses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import is_ as operator_is
from typing import Any, get_type_hints

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence, pad_sequence
from torch.utils.checkpoint import checkpoint

from siglib import _numpy, _operations  # noqa: F401  (whose import declares all operations)
from siglib._array import Integers
from siglib._build import CUDA_ARCHS
from siglib._operation import OPERATIONS, Call, Operation
from siglib.cuda import HOW_TO_GET
from siglib.torch._dispatch import is_forward_mode, is_plain, needs_function

FLOATS = (torch.float32, torch.float64)
_HALVES = (torch.float16, torch.bfloat16)
# What engines read where it is: numbers, and lengths.
_IN_PLACE = (*FLOATS, torch.int64)
_SCHEMA_TYPES = {int: "int", bool: "bool", float: "float", int | None: "int?", str: "str"}

library = torch.library.Library("siglib", "DEF")


# ---------------------------------------------------------------------------------------------------------------------
# Arrays in


def as_floats(value: Tensor, name: str) -> Tensor:
    """Return a tensor of float32 or float64; integers and booleans become float64, autocast's halves float32."""
    if value.is_nested:
        raise TypeError(
            f"{name}: expected a padded tensor, got a nested one; siglib.pad_paths makes a padded one, and lengths"
        )
    if value.layout is not torch.strided:
        raise TypeError(f"{name}: expected a dense tensor, got layout {value.layout}; convert it with .to_dense()")
    if value.device.type == "cuda" and not CUDA_ARCHS:
        raise NotImplementedError(
            f"{name}: expected a tensor on the CPU, got one on {value.device}: this build of siglib has no CUDA "
            f"kernels; {HOW_TO_GET}"
        )
    if value.device.type not in ("cpu", "cuda", "meta"):
        raise NotImplementedError(
            f"{name}: expected a tensor on the CPU or a CUDA device, got one on {value.device}: siglib has no kernels "
            "for it; move it with .cpu()"
        )
    dtype = value.dtype
    if dtype in FLOATS:
        return value
    if dtype in _HALVES and torch.is_autocast_enabled(value.device.type):
        return value.float()
    if dtype.is_floating_point or dtype.is_complex:
        raise TypeError(
            f"{name}: expected dtype float32 or float64 (integers become float64), got {dtype}; "
            "convert it with .double() or .float()"
        )
    return value.double()


def padded(paths: Any, name: str) -> tuple[Tensor, Tensor]:
    """Put paths of unequal length into one tensor, zeros after them, and tell how many points each has."""
    if isinstance(paths, PackedSequence):
        points, lengths = pad_packed_sequence(paths, batch_first=True)
        if points.ndim != 3:
            raise ValueError(f"{name}: expected packed paths of shape (L, d), got points of shape {points.shape[2:]}")
        return as_floats(points, name), lengths.to(points.device)
    if isinstance(paths, Tensor):
        paths = paths.unbind()
    places, paths = (paths.keys(), paths.values()) if isinstance(paths, dict) else (range(len(paths)), paths)
    items = []
    for place, item in zip(places, paths, strict=True):
        if not isinstance(item, Tensor):
            raise TypeError(f"{name}[{place!r}]: expected a tensor, as others are, got a {type(item).__name__}")
        items.append(as_floats(item, f"{name}[{place!r}]"))
        if item.ndim != 2 or item.shape[1] != items[0].shape[-1]:
            channels = items[0].shape[1] if items[0].ndim == 2 else "d"
            raise ValueError(f"{name}[{place!r}]: expected shape (L, {channels}), got {tuple(item.shape)}")
    if not items:
        raise ValueError(f"{name}: expected at least one path, got none")
    lengths = torch.tensor([len(item) for item in items], device=items[0].device)
    return pad_sequence(items, batch_first=True), lengths


def as_integers(value: Any, first: Tensor) -> Tensor:
    """Return what should be integers, a list or an array, as a tensor on the device of another."""
    integers = torch.as_tensor(value, device=first.device)
    # torch takes a list of nothing for floats.
    return integers if integers.numel() else integers.to(torch.int64)


def holds_integers(array: Tensor) -> bool:
    """Tell whether a tensor holds integers."""
    return not (array.dtype.is_floating_point or array.dtype.is_complex or array.dtype is torch.bool)


def as_counts(tensor: Tensor, name: str, most: int) -> Tensor:
    """Return integers of 64 bits, their values checked if they are at hand."""
    if not (torch.compiler.is_compiling() or needs_function()) and is_plain((tensor,)):
        _numpy.as_counts(tensor.numpy(), name, most)
    return tensor.to(torch.int64)


def counting(count: int, like: Tensor) -> Tensor:
    """Return 0, 1, ..., `count` - 1 in the dtype and on the device of a tensor."""
    return torch.arange(count, dtype=like.dtype, device=like.device)


def joined(tensors: tuple[Tensor, ...], axis: int) -> Tensor:
    """Join tensors along an axis."""
    return torch.cat(tensors, axis)


def with_zeros(tensor: Tensor, before: int, after: int) -> Tensor:
    """Put zeros before and after the items along the last axis."""
    return torch.nn.functional.pad(tensor, (before, after))


def integers(numbers: Sequence[int], like: Tensor) -> Tensor:
    """Return integers on the device of a tensor."""
    return torch.tensor(numbers, dtype=torch.int64, device=like.device)


def sum_of_windows(windows: Tensor, path: Tensor, stride: int) -> Tensor:
    """Add up what belongs to the same point of a path."""
    count, window = windows.shape[-3:-1]
    places = torch.arange(count, device=path.device)[:, None] * stride + torch.arange(window, device=path.device)
    rows = windows.reshape(*windows.shape[:-3], count * window, windows.shape[-1])
    return torch.zeros_like(path).index_add(-2, places.reshape(-1), rows)


def rows_at(tensor: Tensor, places: Integers) -> Tensor:
    """Copy the rows at places along the last axis but one."""
    return tensor.index_select(-2, torch.as_tensor(places, device=tensor.device))


def sum_of_rows(rows: Tensor, places: Integers, count: int) -> Tensor:
    """Add rows to zeros, at places along the last axis but one of this length."""
    zeros = rows.new_zeros((*rows.shape[:-2], count, rows.shape[-1]))
    return zeros.index_add(-2, torch.as_tensor(places, device=rows.device), rows)


def waiting(path: Tensor, start: int, stop: int, length: int) -> Tensor:
    """Copy the points of an interval, and its last one again and again until there are `length`."""
    points = path[..., start:stop, :]
    rest = points[..., -1:, :].expand(*path.shape[:-2], length - (stop - start), path.shape[-1])
    return torch.cat((points, rest), -2)


def with_rows(tensor: Tensor, places: Integers, rows: Tensor) -> Tensor:
    """Put rows in place of others along the last axis but one."""
    count = tensor.shape[-2]
    order = np.arange(count)
    order[places] = np.arange(count, count + len(places))
    return rows_at(torch.cat((tensor, rows), -2), order)


def numbers_of(tensor: Tensor, name: str) -> Integers:
    """Return integers as numbers that Python can read."""
    if not holds_integers(tensor):
        raise TypeError(f"{name}: expected integers, got dtype {tensor.dtype}")
    try:
        return tensor.numpy(force=True).astype(np.intp)
    except RuntimeError:  # what vmap and tracing hand on has no numbers
        raise TypeError(
            f"{name}: expected numbers that are known beforehand, got a tensor that is traced; pass a list"
        ) from None


def with_unit(tensor: Tensor) -> Tensor:
    """Put a 1 before the items along the last axis."""
    return torch.nn.functional.pad(tensor, (1, 0), value=1.0)


def taken(tensor: Tensor, places: Sequence[int] | Integers) -> Tensor:
    """Copy the items at places along the last axis."""
    return tensor.index_select(-1, torch.as_tensor(places, dtype=torch.int64, device=tensor.device))


def put(tensor: Tensor, places: Sequence[int], length: int) -> Tensor:
    """Add the items along the last axis to zeros, at places along an axis of this length."""
    index = torch.tensor(places, dtype=torch.int64, device=tensor.device)
    return tensor.new_zeros((*tensor.shape[:-1], length)).index_add(-1, index, tensor)


def chosen(condition: Tensor, one: Tensor | float, other: Tensor | float) -> Tensor:
    """Take items of one tensor where a condition holds, of the other elsewhere."""
    return torch.where(condition, one, other)


def held_points(path: Tensor, last: Tensor) -> Tensor:
    """Take the points of paths up to a last one, and that again and again."""
    places = torch.arange(path.shape[-2], device=path.device).minimum(last)
    return path.gather(-2, places[..., None].expand(path.shape))


def recomputed(function: Callable[..., Any], tensors: tuple[Tensor, ...]) -> Any:
    """Call a function of tensors, of which autograd keeps nothing but the arguments."""
    # Graphs and torch.func have no place for what is computed again.
    if torch.compiler.is_compiling() or needs_function() or not torch.is_grad_enabled():
        return function(*tensors)
    return checkpoint(function, *tensors, use_reentrant=False, preserve_rng_state=False)


def pulled_back(function: Callable[..., Any], tensors: tuple[Tensor, ...], derivs: Tensor) -> tuple[Tensor, ...]:
    """Take derivatives by what a function returns back to its arguments."""
    if needs_function():
        return torch.func.vjp(function, *tensors)[1](derivs)  # type: ignore[no-any-return]
    is_recorded = torch.is_grad_enabled()
    with torch.enable_grad():
        inputs = [tensor if tensor.requires_grad else tensor.detach().requires_grad_() for tensor in tensors]
        return torch.autograd.grad(
            function(*inputs), inputs, derivs, create_graph=is_recorded, allow_unused=True, materialize_grads=True
        )


def pushed_on(function: Callable[..., Any], tensors: tuple[Tensor, ...], tangents: tuple[Tensor, ...]) -> Any:
    """Move what a function returns along tangents of its arguments."""
    return torch.func.jvp(function, tensors, tangents)[1]


# ---------------------------------------------------------------------------------------------------------------------
# Values


def as_arrays(tensors: tuple[Tensor | None, ...]) -> tuple[Any, ...]:
    """Share the memory of tensors with NumPy."""
    return tuple([None if tensor is None else tensor.numpy(force=True) for tensor in tensors])


def on_cpu(operation: Operation[Any], tensors: tuple[Tensor | None, ...], options: Any) -> tuple[Tensor, ...]:
    """Compute on the CPU, in the memory of the tensors; threads are torch's own unless the call says otherwise."""
    results = _numpy.compute(operation, as_arrays(tensors), options, torch.get_num_threads())
    return tuple([torch.from_numpy(result) for result in results])


def on_cuda(operation: Operation[Any], tensors: tuple[Tensor | None, ...], options: Any) -> tuple[Tensor, ...]:
    """Compute on the device of the tensors."""
    from siglib.torch import _cuda  # noqa: PLC0415  (few need it)

    return _cuda.compute(operation, tensors, options)


def empty_results(operation: Operation[Any], tensors: tuple[Tensor | None, ...], options: Any) -> tuple[Tensor, ...]:
    """Allocate results: all there is to say where there is no data."""
    first = tensors[0]
    assert first is not None
    return tuple([first.new_empty(result.shape) for result in operation.results_of(tensors, options)])


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


def refuse_lost_tangents() -> None:
    """Raise where torch would drop tangents: to forward mode an operation by itself is a constant."""
    if is_forward_mode() and not getattr(_forward_mode, "handled", False):
        # A NotImplementedError would make torch.compile go on without the operation.
        raise RuntimeError(
            "siglib: torch.compile and torch.export do not differentiate in forward mode (functorch transforms "
            "such as jvp and jacfwd); call the function outside of them, or use siglib.sig_jvp"
        )


# ---------------------------------------------------------------------------------------------------------------------
# What torch is told of an operation


class Frontend:
    """An operation in torch: registered with `torch.library`, and as an `autograd.Function`."""

    def __init__(self, operation: Operation[Any]) -> None:
        self.operation = operation
        self.count = len(operation.operands)
        qualified = f"siglib::{operation.name}"
        library.define(operation.name + self.schema())
        for compute, device in ((on_cpu, "CPU"), (on_cuda, "CUDA")):
            library.impl(operation.name, self.implementation(compute), device)
        torch.library.register_fake(qualified, self.implementation(empty_results), lib=library)
        torch.library.register_autograd(qualified, self.backward, setup_context=self.setup_context, lib=library)
        torch.library.register_vmap(qualified, self.vmap, lib=library)
        self.registered: Any = getattr(torch.ops.siglib, operation.name).default
        self.function: Any = type(
            operation.name,
            (torch.autograd.Function,),
            {
                "forward": staticmethod(self.forward),
                "setup_context": staticmethod(self.setup_context),
                "backward": staticmethod(self.backward),
                "jvp": staticmethod(self.jvp),
                "vmap": staticmethod(self.vmap),
            },
        )
        # In eager mode nothing but backward is asked of a Function, which may then see its context at once.
        self.eager_function: Any = type(
            operation.name,
            (torch.autograd.Function,),
            {"forward": staticmethod(self.eager_forward), "backward": staticmethod(self.backward)},
        )

    def schema(self) -> str:
        """Spell the operands, the options and the results out."""
        tensors = [f"Tensor{'?' * operand.optional} {operand.name}" for operand in self.operation.operands]
        numbers = [f"{_SCHEMA_TYPES[hint]} {name}" for name, hint in get_type_hints(self.operation.options).items()]
        results = ", ".join(["Tensor"] * len(self.operation.outputs))
        return f"({', '.join(tensors + numbers)}) -> {results if len(self.operation.outputs) == 1 else f'({results})'}"

    def split(self, arguments: tuple[Any, ...]) -> tuple[tuple[Any, ...], Any]:
        """Gather what a schema spells out; nobody has checked the numbers that a graph gives."""
        return arguments[: self.count], verified(self.operation.options, arguments[self.count :])

    def implementation(self, compute: Callable[..., tuple[Tensor, ...]]) -> Callable[..., Any]:
        """Return what the dispatcher calls: nobody has checked what a graph gives."""

        def run(*arguments: Any) -> Any:
            refuse_lost_tangents()
            tensors, options = self.split(arguments)
            self.operation.check(tensors, options)
            return _numpy.only(compute(self.operation, tensors, options))

        return run

    def forward(self, *arguments: Any) -> Any:
        """Compute, while somebody else takes care of derivatives."""
        with with_tangents():
            return self.registered(*arguments)

    def eager_forward(self, ctx: Any, options: Any, results: tuple[Tensor, ...], *tensors: Any) -> Any:
        """Hand on what was computed of plain tensors, and keep what derivatives are made of."""
        ctx.save_for_backward(*tensors, *results)
        ctx.options, ctx.before, ctx.after = options, 2, 0
        return _numpy.only(results)

    def setup_context(self, ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """Keep what derivatives are made of."""
        tensors, ctx.options = self.split(inputs)
        saved = (*tensors, *(output if isinstance(output, tuple) else (output,)))
        ctx.save_for_backward(*saved)
        ctx.save_for_forward(*saved)
        ctx.before, ctx.after = 0, len(inputs) - self.count

    def call_of(self, ctx: Any) -> Call[Any]:
        """Return the call that was made."""
        saved = ctx.saved_tensors
        return Call(saved[: self.count], saved[self.count :], ctx.options)

    def backward(self, ctx: Any, *derivs: Any) -> tuple[Any, ...]:
        """Take derivatives by the results back to the operands."""
        by_operands = self.operation.vjp(self.call_of(ctx), derivs)
        return (*(None,) * ctx.before, *by_operands, *(None,) * ctx.after)

    def jvp(self, ctx: Any, *tangents: Any) -> Any:
        """Move the results along tangents of the operands."""
        call = self.call_of(ctx)
        # torch lets a tangent have another dtype than what it belongs to.
        alike = tuple(
            None if tangent is None or primal is None else tangent.to(primal.dtype)
            for primal, tangent in zip(call.operands, tangents[: self.count], strict=True)
        )
        return _numpy.only(self.operation.jvp(call, alike))

    def vmap(self, info: Any, dims: tuple[Any, ...], *arguments: Any) -> tuple[Any, Any]:
        """Put the axis to map over in front: all tensors have the batch there, so it is just a larger batch."""
        batched = [
            argument if not isinstance(argument, Tensor) else in_front(argument, dim, info.batch_size)
            for argument, dim in zip(arguments, dims, strict=True)
        ]
        tensors, options = self.split(tuple(batched))
        out = apply(self.operation, tensors, options)
        return out, tuple(0 for _ in out) if isinstance(out, tuple) else 0


@lru_cache(maxsize=1024)
def verified(options: Any, numbers: tuple[Any, ...]) -> Any:
    """Check numbers, whose types the schema has checked."""
    return options(*numbers).verified()


def in_front(tensor: Tensor, dim: int | None, size: int) -> Tensor:
    """Move the axis over which torch.vmap maps to the front; without one, repeat the tensor along it."""
    return tensor.expand(size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)


FRONTENDS = {name: Frontend(operation) for name, operation in OPERATIONS.items()}


# ---------------------------------------------------------------------------------------------------------------------
# Calls


def apply(operation: Operation[Any], tensors: tuple[Any, ...], options: Any) -> Any:
    """Apply an operation so that whatever differentiates or records can see it."""
    frontend = FRONTENDS[operation.name]
    if torch.compiler.is_compiling():
        return frontend.registered(*tensors, *options)
    if needs_function():
        return frontend.function.apply(*tensors, *options)
    if not is_plain(tensors):
        return frontend.registered(*tensors, *options)
    return recorded(operation, tensors, options, on_cpu(operation, tensors, options))


def recorded(
    operation: Operation[Any], tensors: tuple[Tensor | None, ...], options: Any, results: tuple[Tensor, ...]
) -> Any:
    """Return what was computed of plain tensors, with its history if autograd keeps track of them."""
    if is_recorded(tensors):
        return FRONTENDS[operation.name].eager_function.apply(options, results, *tensors)
    return _numpy.only(results)


def is_recorded(tensors: tuple[Tensor | None, ...]) -> bool:
    """Tell whether autograd keeps track of what is computed of these tensors."""
    if torch.is_grad_enabled():
        for tensor in tensors:
            if tensor is not None and tensor.requires_grad:
                return True
    return False


def recall(operation: Operation[Any], tensors: tuple[Any, ...], given: tuple[Any, ...]) -> Any:
    """Compute what was computed before of such tensors with these options; None if nothing was or torch has to see."""
    if not is_eager(tensors):
        return None
    results = operation.memory.recall(as_arrays(tensors), given, torch.get_num_threads())
    if results is None:
        return None
    made = tuple(map(torch.from_numpy, results)) if type(results) is tuple else (torch.from_numpy(results),)
    if not is_recorded(tensors):  # and needs no options
        return _numpy.only(made)
    # Another thread may have pushed the call out of the memory.
    options = operation.memory.options_of(given) or operation.options.checked(*given)
    return FRONTENDS[operation.name].eager_function.apply(options, made, *tensors)


def is_eager(tensors: tuple[Any, ...]) -> bool:
    """Tell whether nobody but autograd would notice if torch were not asked."""
    if torch.compiler.is_compiling() or needs_function() or not is_plain(tensors):
        return False
    return all(tensor is None or tensor.dtype in _IN_PLACE for tensor in tensors)


def call(
    operation: Operation[Any],
    arrays: tuple[Any, ...],
    given: tuple[Any, ...],
    checked: tuple[Any, ...],
    options: Any,
) -> Any:
    """Compute with checked tensors, and remember how the caller asked for it."""
    if not is_eager(checked):
        return apply(operation, checked, options)
    results = on_cpu(operation, checked, options)
    if all(map(operator_is, arrays, checked)):
        values = as_arrays(checked)
        _numpy.remember(operation, values, given, values, options, as_arrays(results))
    return recorded(operation, checked, options, results)
