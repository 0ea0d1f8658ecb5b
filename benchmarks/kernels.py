"""Contests on signature kernels: Gram matrices and pairs, by schemes of several orders, and their gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from contests import Contest, Plan
from libraries import INCUMBENT
from problems import Problem, Shape
from timing import Call

import siglib

# Name -> options, in both libraries: the dyadic order of finite differences, or the order of a scheme.
SCHEMES: dict[str, dict[str, Any]] = {
    "order 2": {"dyadic_order": 0},
    "order 2 on quarters": {"dyadic_order": 2},
    "order 4": {"method": "polynomial", "order": 4},
    "order 6": {"method": "polynomial", "order": 6},
}
# Paths of each of two batches, points, channels; the schemes by which to compare all of them.
GRAMS: dict[tuple[int, int, int], tuple[str, ...]] = {
    (64, 50, 5): tuple(SCHEMES),
    (128, 100, 3): ("order 2", "order 4"),
    (256, 20, 5): ("order 2", "order 4"),
    (32, 500, 10): ("order 2",),
}
GAUSSIANS = ((64, 50, 5), (256, 20, 5))
# Pairs, points, channels.
PAIRS = ((128, 256, 5), (32, 1024, 5), (1, 4096, 5), (1, 5, 2))
# The incumbent keeps whole grids for gradients: of more points than these, gigabytes.
MOST_POINTS_OF_GRADIENTS = 64 * 64 * 50 * 50


def signature_kernels(plan: Plan) -> Iterator[Contest]:
    """Pit signature kernels against the incumbent's."""
    for dtype in plan.dtypes:
        for shape, schemes in GRAMS.items():
            for scheme in schemes:
                yield from gram(plan, dtype, shape, scheme)
        for shape in GAUSSIANS:
            yield from gram(plan, dtype, shape, "order 2", sigma=2.0)
        for shape in PAIRS:
            yield from pairs(plan, dtype, shape)


def two_batches(shape: tuple[int, int, int], dtype: str) -> tuple[Problem, Any, Any]:
    """Make two batches of paths; the degree of the problem stands for nothing."""
    problem = Problem(Shape(*shape, 0), dtype)
    steps = np.random.default_rng(3).standard_normal(shape)
    return problem, problem.path, (steps.cumsum(axis=1) / np.sqrt(shape[1])).astype(dtype)


def contests(
    plan: Plan, operation: str, problem: Problem, calls: dict[str, Call], gradients: dict[str, Call]
) -> Iterator[Contest]:
    """Make a contest of kernels and one of gradients, without the peers that are not wanted."""
    for name, takes_part in ((operation, calls), (f"gradient of {operation}", gradients)):
        wanted = {peer: call for peer, call in takes_part.items() if peer not in plan.without}
        yield Contest("kernels", name, problem.shape, problem.dtype, plan.threads, wanted)


def gram(
    plan: Plan, dtype: str, shape: tuple[int, int, int], scheme: str, sigma: float | None = None
) -> Iterator[Contest]:
    """All pairs of two batches."""
    problem, one, other = two_batches(shape, dtype)
    derivs = np.ones((len(one), len(other)), dtype)
    how = {**SCHEMES[scheme], "n_jobs": plan.threads}
    ours = {"static_kernel": None if sigma is None else siglib.RBFKernel(sigma), **how}
    calls: dict[str, Call] = {"siglib": lambda: siglib.sig_kernel_gram(one, other, **ours)}
    gradients: dict[str, Call] = {"siglib": lambda: siglib.sig_kernel_gram_backprop(derivs, one, other, **ours)}
    if INCUMBENT.name not in plan.without:
        import pysiglib

        theirs = {"static_kernel": None if sigma is None else pysiglib.RBFKernel(sigma), **how}
        calls[INCUMBENT.name] = lambda: pysiglib.sig_kernel_gram(one, other, **theirs)
        if (shape[0] * shape[1]) ** 2 <= MOST_POINTS_OF_GRADIENTS:
            gradients[INCUMBENT.name] = lambda: pysiglib.sig_kernel_gram_backprop(
                derivs, one, other, left_deriv=True, right_deriv=True, **theirs
            )
    name = f"Gram, {scheme}" if sigma is None else f"Gaussian Gram, {scheme}"
    yield from contests(plan, name, problem, calls, gradients)


def pairs(plan: Plan, dtype: str, shape: tuple[int, int, int]) -> Iterator[Contest]:
    """As many pairs as paths."""
    problem, one, other = two_batches(shape, dtype)
    derivs = np.ones(len(one), dtype)
    how: dict[str, Any] = {"dyadic_order": 0, "n_jobs": plan.threads}
    calls: dict[str, Call] = {"siglib": lambda: siglib.sig_kernel(one, other, **how)}
    gradients: dict[str, Call] = {"siglib": lambda: siglib.sig_kernel_backprop(derivs, one, other, **how)}
    if INCUMBENT.name not in plan.without:
        import pysiglib

        calls[INCUMBENT.name] = lambda: pysiglib.sig_kernel(one, other, **how)
        gradients[INCUMBENT.name] = lambda: pysiglib.sig_kernel_backprop(
            derivs, one, other, left_deriv=True, right_deriv=True, **how
        )
    yield from contests(plan, "pairs, order 2", problem, calls, gradients)
