"""The libraries side by side: for each, how it is asked for the four operations on NumPy arrays.

`LIBRARIES` is the one list of them. A function here returns calls by operation; libraries are imported in them, since
a process holds those of one framework only.
"""

# A library without stubs or types is the rule here.
# mypy: disable-error-code="import-untyped,import-not-found,no-untyped-call"
from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from problems import Problem
from timing import Call

Calls = dict[str, Call]


@dataclass(frozen=True)
class Library:
    """A library: its distribution, its module, its framework, and whether it uses several threads."""

    name: str
    module: str
    framework: str
    threaded: bool
    calls: Callable[[Problem, int], Calls]

    def version(self) -> str:
        """Version installed; importing the module proves that it works."""
        importlib.import_module(self.module)
        return importlib.metadata.version(self.name)


def siglib_calls(problem: Problem, threads: int, module: str = "siglib") -> Calls:
    """Prepare calls of this library, or of another with the same names and arguments."""
    library = importlib.import_module(module)
    path, sig, derivs, (_, _, dimension, degree) = problem.path, problem.sig, problem.derivs, problem.shape
    return {
        "forward": lambda: library.sig(path, degree, n_jobs=threads),
        "backward": lambda: library.sig_backprop(path, sig, derivs, degree, n_jobs=threads),
        "combine": lambda: library.sig_combine(sig, sig, dimension, degree, n_jobs=threads),
        "combine backward": lambda: library.sig_combine_backprop(derivs, sig, sig, dimension, degree, n_jobs=threads),
    }


def signatory_calls(problem: Problem, threads: int) -> Calls:
    """Prepare calls of signatory; its gradients are those of autograd, without the forward pass."""
    import signatory
    import torch

    torch.set_num_threads(threads)
    path, left, right = (torch.from_numpy(array.copy()) for array in (problem.path, problem.sig, problem.sig))
    leaves = [tensor.clone().requires_grad_() for tensor in (path, left, right)]
    derivs, (_, _, dimension, degree) = torch.from_numpy(problem.derivs), problem.shape
    sig = signatory.signature(leaves[0], degree)
    product = signatory.signature_combine(*leaves[1:], dimension, degree)
    return {
        "forward": lambda: signatory.signature(path, degree),
        "backward": lambda: torch.autograd.grad(sig, leaves[0], derivs, retain_graph=True)[0],
        "combine": lambda: signatory.signature_combine(left, right, dimension, degree),
        "combine backward": lambda: torch.autograd.grad(product, leaves[1:], derivs, retain_graph=True),
    }


def iisignature_calls(problem: Problem, threads: int) -> Calls:
    """Prepare calls of iisignature."""
    import iisignature

    path, sig, derivs, (_, _, dimension, degree) = problem.path, problem.sig, problem.derivs, problem.shape
    return {
        "forward": lambda: iisignature.sig(path, degree),
        "backward": lambda: iisignature.sigbackprop(derivs, path, degree),
        "combine": lambda: iisignature.sigcombine(sig, sig, dimension, degree),
        "combine backward": lambda: iisignature.sigcombinebackprop(derivs, sig, sig, dimension, degree),
    }


def sig_rust_calls(problem: Problem, threads: int) -> Calls:
    """Prepare calls of sig-rust, which has no gradient of the Chen product."""
    import sig_rust

    path, sig, derivs, (_, _, dimension, degree) = problem.path, problem.sig, problem.derivs, problem.shape
    return {
        "forward": lambda: sig_rust.sig(path, degree),
        "backward": lambda: sig_rust.sigbackprop(derivs, path, degree),
        "combine": lambda: sig_rust.sigcombine(sig, sig, dimension, degree),
    }


def jax_calls(problem: Problem, signature: Any, combine: Any) -> Calls:
    """Compiled calls of two functions of JAX arrays; a gradient comes with its forward pass."""
    import jax

    path, sig, derivs = (jax.numpy.asarray(array) for array in (problem.path, problem.sig, problem.derivs))

    def compiled(function: Any, *arguments: Any) -> Call:
        jitted = jax.jit(function)
        return lambda: jax.block_until_ready(jitted(*arguments))

    return {
        "forward": compiled(signature, path),
        "backward": compiled(lambda x, g: jax.vjp(signature, x)[1](g)[0], path, derivs),
        "combine": compiled(combine, sig, sig),
        "combine backward": compiled(lambda x, y, g: jax.vjp(combine, x, y)[1](g), sig, sig, derivs),
    }


def signax_calls(problem: Problem, threads: int) -> Calls:
    """Prepare calls of signax."""
    import jax
    import signax

    _, _, dimension, degree = problem.shape
    ends = np.cumsum([dimension**level for level in range(1, degree)])

    def levels(sig: Any) -> list[Any]:
        parts = jax.numpy.split(sig, ends, axis=-1)
        return [part.reshape((dimension,) * level) for level, part in enumerate(parts, 1)]

    def combine(left: Any, right: Any) -> Any:
        product = signax.signature_combine(levels(left), levels(right))
        return jax.numpy.concatenate([part.ravel() for part in product])

    return jax_calls(problem, lambda path: signax.signature(path, degree), jax.vmap(combine))


def tensordev_calls(problem: Problem, threads: int) -> Calls:
    """Prepare calls of tensordev."""
    import jax
    import tensordev

    _, _, dimension, degree = problem.shape
    ends = np.cumsum([dimension**level for level in range(1, degree)])

    def flat(levels: Any) -> Any:
        return tensordev.tensor_to_flat(levels, start_at_level_one=True)

    def combine(left: Any, right: Any) -> Any:
        one = jax.numpy.ones_like(left[..., :1])
        factors = [(one, *jax.numpy.split(sig, ends, axis=-1)) for sig in (left, right)]
        return flat(tensordev.tensor_product(*factors, trunc=degree))

    return jax_calls(problem, lambda path: flat(tensordev.path_signature(path, trunc=degree)), combine)


SIGLIB = Library("siglib", "siglib", "numpy", True, siglib_calls)
INCUMBENT = Library("pysiglib", "pysiglib", "numpy", True, partial(siglib_calls, module="pysiglib"))
LIBRARIES = [
    SIGLIB,
    INCUMBENT,
    Library("signatory", "signatory", "numpy", True, signatory_calls),
    Library("iisignature", "iisignature", "numpy", False, iisignature_calls),
    Library("sig-rust", "sig_rust", "numpy", True, sig_rust_calls),
    Library("signax", "signax", "jax", True, signax_calls),
    Library("tensordev", "tensordev", "jax", True, tensordev_calls),
]
