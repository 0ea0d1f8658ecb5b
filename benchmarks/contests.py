"""Contests on signatures and log-signatures: calls that are timed in turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from libraries import INCUMBENT, LIBRARIES, SIGLIB, Library, Signatory
from problems import (
    FEW_SHAPES,
    GROUPS,
    LOG_OPERATIONS,
    LOG_SHAPES,
    OPERATIONS,
    LogProblem,
    Problem,
    Shape,
    SmallestProblem,
)
from timing import Call

import siglib

ALL_THREADS = len(os.sched_getaffinity(0))


@dataclass
class Contest:
    """Calls that compute the same, or whose times are to be compared; `failures` says who could not and why."""

    section: str
    operation: str
    shape: Shape
    dtype: str
    threads: int
    calls: dict[str, Call]
    failures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a measuring process is asked for."""

    framework: str
    threads: int
    shapes: list[Shape]
    dtypes: list[str]
    without: list[str]

    def problems(self) -> Iterator[Problem]:
        """Every shape in every dtype."""
        for dtype in self.dtypes:
            for shape in self.shapes:
                yield Problem(shape, dtype)

    def libraries(self) -> list[Library]:
        """List the libraries of this process; where threads are compared, those that have threads."""
        return [
            library
            for library in LIBRARIES
            if (library is SIGLIB or library.framework == self.framework)
            and library.name not in self.without
            and (self.threads == 1 or library.threaded)
        ]


def peers(plan: Plan) -> Iterator[Contest]:
    """All libraries, a contest for each operation; whoever computes something else than siglib is out of it.

    How threads scale hardly depends on the dtype, so several threads are measured in float64 alone.
    """
    for problem in plan.problems():
        if plan.threads > 1 and problem.dtype != "float64":
            continue
        for operation in OPERATIONS:
            yield contest_of("peers", operation, problem, plan.threads, plan.libraries())


def group(name: str, plan: Plan) -> Iterator[Contest]:
    """Pit all libraries against each other on shapes of one kind."""
    for dtype in plan.dtypes:
        for shape in GROUPS[name]:
            for operation in ("sig", "sig_backprop"):
                yield contest_of(name, operation, Problem(shape, dtype), plan.threads, plan.libraries())


def log_signatures(plan: Plan) -> Iterator[Contest]:
    """All libraries on log-signatures, and those of siglib beside its signatures."""
    for dtype in plan.dtypes:
        for shape in LOG_SHAPES:
            for operation, basis in LOG_OPERATIONS:
                problem = LogProblem(shape, dtype, basis)
                contest = contest_of("log-signatures", operation, problem, plan.threads, plan.libraries())
                yield replace(contest, operation=f"{operation} {basis}")
            yield beside_signatures(plan, shape, dtype)


def beside_signatures(plan: Plan, shape: Shape, dtype: str) -> Contest:
    """Pit siglib's log-signatures and their gradient against its signatures and theirs."""
    calls: dict[str, Call] = {}
    for operation in ("sig", "sig_backprop"):
        calls[operation] = SIGLIB.prepare(operation, Problem(shape, dtype), plan.threads)
    for operation, basis in LOG_OPERATIONS:
        if operation in ("log_sig", "log_sig_backprop"):
            calls[f"{operation} {basis}"] = SIGLIB.prepare(operation, LogProblem(shape, dtype, basis), plan.threads)
    problem = LogProblem(shape, dtype, "words")
    path, derivs, degree = problem.path, problem.log_derivs, shape.degree
    calls["log_sig_backprop words, no signature"] = lambda: siglib.log_sig_backprop(
        path, None, derivs, degree, n_jobs=plan.threads
    )
    return Contest("log-signatures beside signatures", "all", shape, dtype, plan.threads, calls)


def contest_of(section: str, operation: str, problem: Problem, threads: int, libraries: Iterable[Library]) -> Contest:
    """Let libraries prepare one operation, and compare what they compute."""
    contest = Contest(section, operation, problem.shape, problem.dtype, threads, {})
    expected = SIGLIB.prepare(operation, problem, threads)()
    for library in libraries:
        try:
            call = library.prepare(operation, problem, threads)
            error = difference(call(), expected)
        except Exception as failure:  # A peer may raise anything.
            contest.failures[library.name] = f"{type(failure).__name__}: {failure}".splitlines()[0]
            continue
        # iisignature multiplies in single precision, so that is precise enough.
        if error < 1e-3:
            contest.calls[library.name] = call
        else:
            contest.failures[library.name] = f"differs by {error:.1e} of the largest value"
    return contest


def difference(got: Any, expected: Any) -> float:
    """Return the largest difference between results, relative to the largest value expected."""
    pairs = zip(as_tuple(got), as_tuple(expected), strict=True)
    return float(max(np.abs(np.asarray(a) - b).max() / np.abs(b).max() for a, b in pairs))


def as_tuple(result: Any) -> tuple[Any, ...]:
    """Treat one result and several alike."""
    return tuple(result) if isinstance(result, list | tuple) else (result,)


def options(plan: Plan) -> Iterator[Contest]:
    """Augmentations on the fly beside the augmented path, and the incumbent's; ragged batches beside others."""
    for dtype in plan.dtypes:
        for shape in FEW_SHAPES:
            problem = Problem(shape, dtype)
            for option in ("time_aug", "lead_lag"):
                yield from augmentation(plan, problem, option)
            yield from ragged(plan, problem)


def augmentation(plan: Plan, problem: Problem, option: str) -> Iterator[Contest]:
    """Pit the augmentation in the call against the augmentation done before."""
    path, degree, flag = problem.path, problem.shape.degree, {option: True}
    transformed = siglib.transform_path(path, **flag)
    sig = siglib.sig(transformed, degree)
    derivs = np.ones_like(sig)
    forward: dict[str, Call] = {
        "on the fly": lambda: siglib.sig(path, degree, **flag, n_jobs=plan.threads),
        "on the transformed path": lambda: siglib.sig(transformed, degree, n_jobs=plan.threads),
    }
    backward: dict[str, Call] = {
        "on the fly": lambda: siglib.sig_backprop(path, sig, derivs, degree, **flag, n_jobs=plan.threads),
        "on the transformed path": lambda: siglib.sig_backprop(transformed, sig, derivs, degree, n_jobs=plan.threads),
    }
    if INCUMBENT.name not in plan.without:
        import pysiglib

        forward[INCUMBENT.name] = lambda: pysiglib.sig(path, degree, **flag, n_jobs=plan.threads)
        backward[INCUMBENT.name] = lambda: pysiglib.sig_backprop(path, sig, derivs, degree, **flag, n_jobs=plan.threads)
    yield Contest("options", f"sig {option}", problem.shape, problem.dtype, plan.threads, forward)
    yield Contest("options", f"sig_backprop {option}", problem.shape, problem.dtype, plan.threads, backward)


def ragged_lengths(shape: Shape) -> Any:
    """Lengths from a quarter of the path to all of it."""
    return np.random.default_rng(3).integers(shape.length // 4, shape.length, shape.batch, endpoint=True)


def ragged(plan: Plan, problem: Problem) -> Iterator[Contest]:
    """Pit a batch of paths of unequal lengths against one of equal lengths that holds as many points."""
    path, derivs, degree, lengths = problem.path, problem.derivs, problem.shape.degree, ragged_lengths(problem.shape)
    equal = np.ascontiguousarray(path[:, : round(lengths.mean())])
    for operation, calls in (
        (
            "sig",
            {
                "ragged": lambda: siglib.sig(path, degree, lengths=lengths, n_jobs=plan.threads),
                "equal lengths": lambda: siglib.sig(equal, degree, n_jobs=plan.threads),
            },
        ),
        (
            "sig_backprop",
            {
                "ragged": lambda: siglib.sig_backprop(path, None, derivs, degree, lengths=lengths, n_jobs=plan.threads),
                "equal lengths": lambda: siglib.sig_backprop(equal, None, derivs, degree, n_jobs=plan.threads),
            },
        ),
    ):
        yield Contest("options", f"{operation} ragged", problem.shape, problem.dtype, plan.threads, calls)


def derivatives(plan: Plan) -> Iterator[Contest]:
    """Forward mode and double backward beside what they derive; training steps in torch beside the peers'."""
    import torch

    for problem in plan.problems():
        degree, jobs = problem.shape.degree, plan.threads
        path, tangent, derivs = (torch.from_numpy(a) for a in (problem.path, problem.tangent, problem.derivs))
        leaf, leaf_derivs = path.clone().requires_grad_(), derivs.clone().requires_grad_()
        sig = torch.from_numpy(problem.sig)
        gradient = siglib.sig_backprop(leaf, sig, leaf_derivs, degree, n_jobs=jobs)
        calls: dict[str, Call] = {
            "sig": lambda: siglib.sig(path, degree, n_jobs=jobs),  # noqa: B023
            "sig_jvp": lambda: siglib.sig_jvp(path, tangent, degree, n_jobs=jobs),  # noqa: B023
            "sig_backprop": lambda: siglib.sig_backprop(path, sig, derivs, degree, n_jobs=jobs),  # noqa: B023
            "double backward": lambda: torch.autograd.grad(
                gradient,  # noqa: B023
                (leaf, leaf_derivs),  # noqa: B023
                tangent,  # noqa: B023
                retain_graph=True,
            ),
        }
        yield Contest("derivatives", "derivatives", problem.shape, problem.dtype, jobs, calls)
        yield Contest("derivatives", "training step", problem.shape, problem.dtype, jobs, training_steps(plan, problem))


def training_steps(plan: Plan, problem: Problem) -> dict[str, Call]:
    """Forward and backward through autograd."""
    import torch

    leaf, derivs = torch.from_numpy(problem.path).requires_grad_(), torch.from_numpy(problem.derivs)
    functions = tensor_functions(plan, problem.shape.degree)
    if problem.shape.dimension == 1:
        functions.pop("signatory", None)

    def step(signature: Callable[[Any], Any]) -> Call:
        return lambda: torch.autograd.grad(signature(leaf), leaf, derivs)

    return {name: step(function) for name, function in functions.items()}


def threads(plan: Plan) -> Iterator[Contest]:
    """One thread beside all of them: batches, a single long path, a wide one."""
    for shape in (Shape(128, 256, 5, 5), Shape(128, 1024, 4, 4), Shape(1, 100_000, 4, 4), Shape(1, 20, 45, 4)):
        for dtype in plan.dtypes:
            problem = Problem(shape, dtype)
            for operation in ("sig", "sig_backprop"):
                counts = {"1 thread": 1, "all threads": plan.threads}
                calls = {name: SIGLIB.prepare(operation, problem, count) for name, count in counts.items()}
                yield Contest("threads", operation, shape, dtype, plan.threads, calls)


SWEEPS = {
    "length": [Shape(32, length, 4, 4) for length in (16, 64, 256, 1024, 4096, 16384)],
    "batch": [Shape(batch, 256, 4, 4) for batch in (1, 4, 16, 64, 256, 1024)],
    "dimension": [Shape(32, 128, dimension, 3) for dimension in (2, 4, 8, 16, 32, 64)],
    "degree": [Shape(32, 128, 3, degree) for degree in range(1, 9)],
}


def scaling(plan: Plan) -> Iterator[Contest]:
    """Time against length, batch, dimension and degree."""
    for name, shapes in SWEEPS.items():
        for shape in shapes:
            problem = Problem(shape, "float64")
            libraries = [library for library in (SIGLIB, INCUMBENT) if library.name not in plan.without]
            for operation in ("sig", "sig_backprop"):
                yield contest_of(f"scaling by {name}", operation, problem, plan.threads, libraries)


def overhead(plan: Plan) -> Iterator[Contest]:
    """Time the smallest calls: one path of three points, one pair of signatures."""
    path, pair = SmallestProblem(Shape(1, 3, 2, 2), "float64"), SmallestProblem(Shape(1, 3, 3, 4), "float64")
    # Whoever computes with tensors has a contest below.
    libraries = [library for library in plan.libraries() if not isinstance(library, Signatory)]
    for operation, problem in (("sig", path), ("sig_backprop", path), ("sig_combine", pair)):
        yield contest_of("overhead", operation, problem, plan.threads, libraries)
    yield from tensor_overhead(plan, Problem(path.shape, path.dtype))


def tensor_overhead(plan: Plan, problem: Problem) -> Iterator[Contest]:
    """Time the smallest calls of tensors, beside a function of torch that computes nothing."""
    import torch

    class Nothing(torch.autograd.Function):  # type: ignore[misc]
        """Saves its input, as every signature has to."""

        @staticmethod
        def forward(ctx: Any, path: Any) -> Any:
            """Copy."""
            ctx.save_for_backward(path)
            return path.clone()

        @staticmethod
        def backward(ctx: Any, derivs: Any) -> Any:
            """Hand the derivative on."""
            return derivs

    path = torch.from_numpy(problem.path)
    leaf = path.clone().requires_grad_()

    def step(signature: Callable[[Any], Any]) -> Call:
        def forward_and_backward() -> None:
            leaf.grad = None
            signature(leaf).sum().backward()

        return forward_and_backward

    functions = tensor_functions(plan, problem.shape.degree)
    plain: dict[str, Call] = {name: partial(function, path) for name, function in functions.items()}
    recorded = {name: step(function) for name, function in functions.items()}
    recorded["empty autograd.Function"] = step(Nothing.apply)
    for operation, calls in (("sig of a tensor", plain), ("forward and backward of a tensor", recorded)):
        yield Contest("overhead", operation, problem.shape, problem.dtype, plan.threads, calls)


def tensor_functions(plan: Plan, degree: int) -> dict[str, Callable[[Any], Any]]:
    """Return the differentiable signatures of tensors."""
    import torch

    torch.set_num_threads(plan.threads)
    functions: dict[str, Callable[[Any], Any]] = {
        SIGLIB.name: lambda path: siglib.sig(path, degree, n_jobs=plan.threads)
    }
    if INCUMBENT.name not in plan.without:
        import pysiglib.torch_api

        functions[INCUMBENT.name] = lambda path: pysiglib.torch_api.sig(path, degree, n_jobs=plan.threads)
    if "signatory" not in plan.without:
        import signatory

        functions["signatory"] = lambda path: signatory.signature(path, degree)
    return functions
