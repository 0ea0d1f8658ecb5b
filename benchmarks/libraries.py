"""The libraries side by side: for each, how it is asked for an operation on NumPy arrays.

`LIBRARIES` is the one list of them. A library is a class, with a method for each operation that it has, named as siglib
names it. A method prepares one call. Libraries are imported where they are first used, since a process holds those of
one framework only.
"""

# A library without stubs or types is the rule here.
# mypy: disable-error-code="import-untyped,import-not-found,no-untyped-call"
from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from problems import LogProblem, Problem
from timing import Call


@dataclass(frozen=True)
class Library:
    """A library: its distribution, its module, its framework, and whether it uses several threads."""

    name: str
    module_name: str
    framework: str
    threaded: bool

    @property
    def module(self) -> Any:
        """The module, imported."""
        return importlib.import_module(self.module_name)

    def version(self) -> str:
        """Version installed; importing the module proves that it works."""
        importlib.import_module(self.module_name)
        return importlib.metadata.version(self.name)

    def prepare(self, operation: str, problem: Problem, threads: int) -> Call:
        """Prepare a call of one operation."""
        method: Callable[[Any, int], Call] | None = getattr(self, operation, None)
        if method is None:
            raise NotImplementedError("has no such function")
        return method(problem, threads)


class Siglib(Library):
    """Our own library, or another with the same names and arguments."""

    def sig(self, problem: Problem, threads: int) -> Call:
        """Signatures."""
        function, path, degree = self.module.sig, problem.path, problem.shape.degree
        return lambda: function(path, degree, n_jobs=threads)

    def sig_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        function, degree = self.module.sig_backprop, problem.shape.degree
        path, sig, derivs = problem.path, problem.sig, problem.derivs
        return lambda: function(path, sig, derivs, degree, n_jobs=threads)

    def sig_combine(self, problem: Problem, threads: int) -> Call:
        """Chen products."""
        function, sig, (_, _, dimension, degree) = self.module.sig_combine, problem.sig, problem.shape
        return lambda: function(sig, sig, dimension, degree, n_jobs=threads)

    def sig_combine_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        function, (_, _, dimension, degree) = self.module.sig_combine_backprop, problem.shape
        sig, derivs = problem.sig, problem.derivs
        return lambda: function(derivs, sig, sig, dimension, degree, n_jobs=threads)

    def log_sig(self, problem: LogProblem, threads: int) -> Call:
        """Log-signatures."""
        function, path, (_, _, dimension, degree) = self.module.log_sig, problem.path, problem.shape
        method = self.prepared(dimension, degree, problem.method)
        return lambda: function(path, degree, method=method, n_jobs=threads)

    def log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Their gradient, with the signature at hand."""
        function, (_, _, dimension, degree) = self.module.log_sig_backprop, problem.shape
        method = self.prepared(dimension, degree, problem.method)
        path, sig, derivs = problem.path, problem.sig, problem.log_derivs
        return lambda: function(path, sig, derivs, degree, method=method, n_jobs=threads)

    def sig_to_log_sig(self, problem: LogProblem, threads: int) -> Call:
        """Logarithms."""
        function, sig, (_, _, dimension, degree) = self.module.sig_to_log_sig, problem.sig, problem.shape
        method = self.prepared(dimension, degree, problem.method)
        return lambda: function(sig, dimension, degree, method=method, n_jobs=threads)

    def sig_to_log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Their gradient."""
        function, (_, _, dimension, degree) = self.module.sig_to_log_sig_backprop, problem.shape
        sig, derivs, method = problem.sig, problem.log_derivs, self.prepared(dimension, degree, problem.method)
        return lambda: function(sig, derivs, dimension, degree, method=method, n_jobs=threads)

    def logsig_to_sig(self, problem: LogProblem, threads: int) -> Call:
        """Exponentials."""
        function, log_sig, (_, _, dimension, degree) = self.module.logsig_to_sig, problem.log_sig, problem.shape
        method = self.prepared(dimension, degree, problem.method)
        return lambda: function(log_sig, dimension, degree, method=method, n_jobs=threads)

    def log_sig_combine(self, problem: LogProblem, threads: int) -> Call:
        """Products of log-signatures."""
        function, (_, _, dimension, degree) = self.module.log_sig_combine, problem.shape
        left, right, method = problem.log_sig, problem.other_log_sig, self.prepared(dimension, degree, problem.method)
        return lambda: function(left, right, dimension, degree, method=method, n_jobs=threads)

    def prepared(self, dimension: int, degree: int, method: int) -> int:
        """Prepare what a basis needs, which is not part of the calls."""
        self.module.prepare_log_sig(dimension, degree, method)
        return method


class Pysiglib(Siglib):
    """The incumbent: gradients of log-signatures are a chain of two, and products know one basis."""

    def log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Gradient of the logarithm, then that of the signature."""
        of_logarithm, of_sig = self.module.sig_to_log_sig_backprop, self.module.sig_backprop
        path, sig, derivs, (_, _, dimension, degree) = problem.path, problem.sig, problem.log_derivs, problem.shape
        method = self.prepared(dimension, degree, problem.method)

        def chain() -> Any:
            sig_derivs = of_logarithm(sig, derivs, dimension, degree, method=method, n_jobs=threads)
            return of_sig(path, sig, sig_derivs, degree, n_jobs=threads)

        return chain

    def log_sig_combine(self, problem: LogProblem, threads: int) -> Call:
        """Products of log-signatures."""
        if problem.basis != "brackets":
            raise NotImplementedError("has no such function")
        function, (_, _, dimension, degree) = self.module.log_sig_combine, problem.shape
        left, right = problem.log_sig, problem.other_log_sig
        self.prepared(dimension, degree, 3)
        return lambda: function(left, right, dimension, degree, n_jobs=threads)

    def logsig_to_sig(self, problem: LogProblem, threads: int) -> Call:
        """Exponentials."""
        # It writes every bracket out as a tensor.
        if problem.basis != "expanded" and problem.sig[0].size * problem.log_sig[0].size > 1e8:
            raise NotImplementedError("takes minutes and ten gigabytes")
        return super().logsig_to_sig(problem, threads)


class Signatory(Library):
    """Functions of tensors; gradients are those of autograd, without the forward pass."""

    def sig(self, problem: Problem, threads: int) -> Call:
        """Signatures."""
        (path,), function = tensors(threads, problem.path), self.module.signature
        return lambda: function(path, problem.shape.degree)

    def sig_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        path, derivs = tensors(threads, problem.path, problem.derivs)
        sig = self.module.signature(path.requires_grad_(), problem.shape.degree)
        return lambda: gradients(sig, [path], derivs)[0]

    def sig_combine(self, problem: Problem, threads: int) -> Call:
        """Chen products."""
        (left, right), (_, _, dimension, degree) = tensors(threads, problem.sig, problem.sig), problem.shape
        function = self.module.signature_combine
        return lambda: function(left, right, dimension, degree)

    def sig_combine_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        *factors, derivs = tensors(threads, problem.sig, problem.sig, problem.derivs)
        leaves = [factor.requires_grad_() for factor in factors]
        product = self.module.signature_combine(*leaves, *problem.shape[2:])
        return lambda: gradients(product, leaves, derivs)

    def log_sig(self, problem: LogProblem, threads: int) -> Call:
        """Log-signatures."""
        (path,), function = tensors(threads, problem.path), self.log_signature(problem)
        return lambda: function(path)

    def log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Their gradient."""
        path, derivs = tensors(threads, problem.path, problem.log_derivs)
        log_sig = self.log_signature(problem)(path.requires_grad_())
        return lambda: gradients(log_sig, [path], derivs)[0]

    def sig_to_log_sig(self, problem: LogProblem, threads: int) -> Call:
        """Logarithms."""
        (sig,), function = tensors(threads, problem.sig), self.logarithm(problem)
        return lambda: function(sig)

    def sig_to_log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Their gradient."""
        sig, derivs = tensors(threads, problem.sig, problem.log_derivs)
        log_sig = self.logarithm(problem)(sig.requires_grad_())
        return lambda: gradients(log_sig, [sig], derivs)[0]

    def log_signature(self, problem: LogProblem) -> Callable[[Any], Any]:
        """Return the function from paths to log-signatures, prepared."""
        module = self.module.LogSignature(problem.shape.degree, mode=self.mode(problem))
        module.prepare(problem.shape.dimension)
        return module  # type: ignore[no-any-return]

    def logarithm(self, problem: LogProblem) -> Callable[[Any], Any]:
        """Return the function from signatures to log-signatures, prepared."""
        return self.module.SignatureToLogSignature(*problem.shape[2:], mode=self.mode(problem))  # type: ignore[no-any-return]

    def mode(self, problem: LogProblem) -> str:
        """Return its name of a basis."""
        return "expand" if problem.basis == "expanded" else problem.basis


def tensors(threads: int, *arrays: Any) -> list[Any]:
    """Copy arrays to tensors, for calls on so many threads."""
    import torch

    torch.set_num_threads(threads)
    return [torch.from_numpy(array.copy()) for array in arrays]


def gradients(output: Any, leaves: list[Any], derivs: Any) -> Any:
    """Differentiate, and keep the graph for the next time."""
    import torch

    return torch.autograd.grad(output, leaves, derivs, retain_graph=True)


class SigRust(Library):
    """Functions of arrays, with the names of iisignature."""

    def sig(self, problem: Problem, threads: int) -> Call:
        """Signatures."""
        function, path, degree = self.module.sig, problem.path, problem.shape.degree
        return lambda: function(path, degree)

    def sig_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        function, path, derivs, degree = self.module.sigbackprop, problem.path, problem.derivs, problem.shape.degree
        return lambda: function(derivs, path, degree)

    def sig_combine(self, problem: Problem, threads: int) -> Call:
        """Chen products."""
        function, sig, (_, _, dimension, degree) = self.module.sigcombine, problem.sig, problem.shape
        return lambda: function(sig, sig, dimension, degree)

    def sig_combine_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        function, (_, _, dimension, degree) = self.module.sigcombinebackprop, problem.shape
        sig, derivs = problem.sig, problem.derivs
        return lambda: function(derivs, sig, sig, dimension, degree)


class Iisignature(SigRust):
    """The same names. Log-signatures are here alone: sig-rust takes minutes to prepare them for some of the shapes."""

    def log_sig(self, problem: LogProblem, threads: int) -> Call:
        """Log-signatures."""
        function, path, letter = self.module.logsig, problem.path, self.letter(problem)
        prepared = self.module.prepare(*problem.shape[2:], letter)
        return lambda: function(path, prepared, letter)

    def log_sig_backprop(self, problem: LogProblem, threads: int) -> Call:
        """Their gradient."""
        function, path, derivs, letter = (
            self.module.logsigbackprop,
            problem.path,
            problem.log_derivs,
            self.letter(problem),
        )
        prepared = self.module.prepare(*problem.shape[2:], letter)
        return lambda: function(derivs, path, prepared, letter)

    def logsig_to_sig(self, problem: LogProblem, threads: int) -> Call:
        """Exponentials."""
        if problem.basis != "brackets":
            raise NotImplementedError("has no such function")
        function, log_sig = self.module.logsigtosig, problem.log_sig
        prepared = self.module.prepare(*problem.shape[2:], "S2")
        return lambda: function(log_sig, prepared)

    def letter(self, problem: LogProblem) -> str:
        """Return its letter for the logarithm of the signature in a basis."""
        if problem.basis == "words":
            raise NotImplementedError("has no such basis")
        return "S" if problem.basis == "brackets" else "X"


class JaxLibrary(Library):
    """Compiled calls of two functions of JAX arrays; a gradient comes with its forward pass."""

    def signature(self, problem: Problem) -> Callable[[Any], Any]:
        """Return the function from paths to signatures."""
        raise NotImplementedError

    def product(self, problem: Problem) -> Callable[[Any, Any], Any]:
        """Return the function from two signatures to their Chen product."""
        raise NotImplementedError

    def sig(self, problem: Problem, threads: int) -> Call:
        """Signatures."""
        return compiled(self.signature(problem), problem.path)

    def sig_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        import jax

        signature = self.signature(problem)
        return compiled(lambda path, derivs: jax.vjp(signature, path)[1](derivs)[0], problem.path, problem.derivs)

    def sig_combine(self, problem: Problem, threads: int) -> Call:
        """Chen products."""
        return compiled(self.product(problem), problem.sig, problem.sig)

    def sig_combine_backprop(self, problem: Problem, threads: int) -> Call:
        """Their gradient."""
        import jax

        product = self.product(problem)
        return compiled(
            lambda left, right, derivs: jax.vjp(product, left, right)[1](derivs),
            problem.sig,
            problem.sig,
            problem.derivs,
        )


def compiled(function: Any, *arrays: Any) -> Call:
    """Compile a function of JAX arrays."""
    import jax

    jitted, arguments = jax.jit(function), [jax.numpy.asarray(array) for array in arrays]
    return lambda: jax.block_until_ready(jitted(*arguments))


class Signax(JaxLibrary):
    """Signatures as lists of levels."""

    def signature(self, problem: Problem) -> Callable[[Any], Any]:
        """Return the function from paths to signatures."""
        function, degree = self.module.signature, problem.shape.degree
        return lambda path: function(path, degree)

    def product(self, problem: Problem) -> Callable[[Any, Any], Any]:
        """Return the function from two signatures to their Chen product."""
        import jax

        function, dimension = self.module.signature_combine, problem.shape.dimension

        def levels(sig: Any) -> list[Any]:
            flat = jax.numpy.split(sig, level_ends(problem), axis=-1)
            return [level.reshape((dimension,) * letters) for letters, level in enumerate(flat, 1)]

        def combine(left: Any, right: Any) -> Any:
            return jax.numpy.concatenate([level.ravel() for level in function(levels(left), levels(right))])

        return jax.vmap(combine)  # type: ignore[no-any-return]


class Tensordev(JaxLibrary):
    """Signatures as tuples of levels, with the scalar term."""

    def signature(self, problem: Problem) -> Callable[[Any], Any]:
        """Return the function from paths to signatures."""
        function, degree = self.module.path_signature, problem.shape.degree
        return lambda path: self.flat(function(path, trunc=degree))

    def product(self, problem: Problem) -> Callable[[Any, Any], Any]:
        """Return the function from two signatures to their Chen product."""
        import jax

        function, degree = self.module.tensor_product, problem.shape.degree

        def levels(sig: Any) -> tuple[Any, ...]:
            return (jax.numpy.ones_like(sig[..., :1]), *jax.numpy.split(sig, level_ends(problem), axis=-1))

        return lambda left, right: self.flat(function(levels(left), levels(right), trunc=degree))

    def flat(self, levels: Any) -> Any:
        """Put the levels one after the other, without the scalar term."""
        return self.module.tensor_to_flat(levels, start_at_level_one=True)


def level_ends(problem: Problem) -> Any:
    """Positions at which a level ends and the next one begins."""
    _, _, dimension, degree = problem.shape
    return np.cumsum([dimension**level for level in range(1, degree)])


SIGLIB = Siglib("siglib", "siglib", "numpy", True)
INCUMBENT = Pysiglib("pysiglib", "pysiglib", "numpy", True)
LIBRARIES = [
    SIGLIB,
    INCUMBENT,
    Signatory("signatory", "signatory", "numpy", True),
    Iisignature("iisignature", "iisignature", "numpy", False),
    SigRust("sig-rust", "sig_rust", "numpy", True),
    Signax("signax", "signax", "jax", True),
    Tensordev("tensordev", "tensordev", "jax", True),
]
