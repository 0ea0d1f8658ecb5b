"""Contests on parts of signatures and of paths: streams, windows, intervals, paths that grow, corrections, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from contests import Contest, Plan
from libraries import INCUMBENT
from problems import Problem, Shape
from timing import Call

import siglib


def parts_of_paths(plan: Plan) -> Iterator[Contest]:
    """Pit streams, windows, intervals and corrections against other ways to the same, and against peers."""
    for dtype in plan.dtypes:
        for make in (streams, long_stream, windows, long_windows, intervals, corrections):
            yield make(plan, dtype)
        yield from growing(plan, dtype)


def parts_of_signatures(plan: Plan) -> Iterator[Contest]:
    """Pit coefficients of words against whole signatures, and against the incumbent."""
    for dtype in plan.dtypes:
        problem = Problem(Shape(32, 128, 4, 4), dtype)
        every = siglib.words(4, 4)[1:]
        for count in (10, 340):
            yield coefficients(plan, problem, every[:: len(every) // count][:count])


def contest(plan: Plan, operation: str, problem: Problem, calls: dict[str, Call]) -> Contest:
    """Leave out the peers that are not wanted."""
    taking_part = {name: call for name, call in calls.items() if name not in plan.without}
    return Contest("parts", operation, problem.shape, problem.dtype, plan.threads, taking_part)


def streams(plan: Plan, dtype: str) -> Contest:
    """All prefixes of a batch, beside what must be paid: the walk, and writing the result."""
    problem = Problem(Shape(128, 256, 3, 4), dtype)
    path, degree, jobs = problem.path, problem.shape.degree, plan.threads
    rows = siglib.sig(path, degree, stream=True)
    derivs = np.ones_like(rows)
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig(path, degree, stream=True, n_jobs=jobs),
        "copy": rows.copy,
        "sig": lambda: siglib.sig(path, degree, n_jobs=jobs),
        "gradient": lambda: siglib.sig_backprop(path, rows, derivs, degree, stream=True, n_jobs=jobs),
    }
    return contest(plan, "stream", problem, calls)


def long_stream(plan: Plan, dtype: str) -> Contest:
    """All prefixes of one long path."""
    problem = Problem(Shape(1, 2000, 3, 4), dtype)
    path, degree = problem.path, problem.shape.degree
    calls: dict[str, Call] = {"siglib": lambda: siglib.sig(path, degree, stream=True, n_jobs=plan.threads)}
    if "iisignature" not in plan.without:
        import iisignature

        calls["iisignature"] = lambda: iisignature.sig(path, degree, 2)
    return contest(plan, "stream", problem, calls)


def own_paths(path: Any, window: int) -> Any:
    """Return windows as paths of their own: a view."""
    return np.lib.stride_tricks.sliding_window_view(path, window, axis=1).swapaxes(-1, -2)


def windows(plan: Plan, dtype: str) -> Contest:
    """Short windows, beside paths of their own and the incumbent's stream."""
    problem = Problem(Shape(32, 200, 3, 4), dtype)
    path, degree, jobs, window = problem.path, problem.shape.degree, plan.threads, 20
    derivs = np.ones_like(siglib.sig_windows(path, degree, window))
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig_windows(path, degree, window, n_jobs=jobs),
        "own paths": lambda: siglib.sig(own_paths(path, window), degree, n_jobs=jobs),
        "gradient": lambda: siglib.sig_windows_backprop(path, derivs, degree, window, n_jobs=jobs),
    }
    if INCUMBENT.name not in plan.without:
        import pysiglib

        def stream() -> Any:
            kept = pysiglib.SigWindowStream(problem.shape.dimension, degree, window, n_jobs=jobs)
            kept.push_batch(path)
            return kept.sig()

        calls[INCUMBENT.name] = stream
    return contest(plan, "windows of 20", problem, calls)


def long_windows(plan: Plan, dtype: str) -> Contest:
    """Long windows of long paths, beside paths of their own."""
    problem = Problem(Shape(8, 5000, 4, 4), dtype)
    path, degree, jobs, window = problem.path, problem.shape.degree, plan.threads, 500
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig_windows(path, degree, window, n_jobs=jobs),
        "own paths": lambda: siglib.sig(own_paths(path, window), degree, n_jobs=jobs),
        "copy": siglib.sig_windows(path, degree, window).copy,
    }
    return contest(plan, "windows of 500", problem, calls)


def intervals(plan: Plan, dtype: str) -> Contest:
    """Many intervals of any length, beside one call for each."""
    problem = Problem(Shape(1, 5000, 3, 4), dtype)
    path, degree, jobs = problem.path[0], problem.shape.degree, plan.threads
    pairs = np.sort(np.random.default_rng(2).integers(0, len(path) + 1, (1000, 2)), axis=1)
    derivs = np.ones_like(siglib.sig_intervals(path, pairs, degree))
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig_intervals(path, pairs, degree, n_jobs=jobs),
        "own paths": lambda: [siglib.sig(path[start:stop], degree, n_jobs=jobs) for start, stop in pairs],
        "gradient": lambda: siglib.sig_intervals_backprop(path, pairs, derivs, degree, n_jobs=jobs),
    }
    return contest(plan, "1000 intervals", problem, calls)


def growing(plan: Plan, dtype: str) -> Iterator[Contest]:
    """Let a path grow by points, or by 200 at once, and ask for an interval."""
    problem = Problem(Shape(1, 200, 3, 4), dtype)
    path, (_, length, dimension, degree) = problem.path[0], problem.shape
    point, modules = path[0].copy(), {"siglib": siglib}
    if INCUMBENT.name not in plan.without:
        import pysiglib

        modules[INCUMBENT.name] = pysiglib

    def made(module: Any) -> Any:
        stream = module.SigStream(dimension, degree, n_jobs=plan.threads)
        stream.push(path[0])
        return stream

    def pushed(module: Any) -> Call:
        def push() -> None:
            stream = made(module)
            for _ in range(length):
                stream.push(point)

        return push

    def filled(module: Any) -> Any:
        stream = made(module)
        for row in path[1:]:
            stream.push(row)
        return stream

    def pushed_at_once(module: Any) -> Call:
        return lambda: made(module).push_batch(path)

    def queried(module: Any) -> Call:
        stream = filled(module)
        return lambda: stream.sig(50, 150)

    for operation, prepare in (("200 pushes", pushed), ("push_batch", pushed_at_once), ("query", queried)):
        yield contest(plan, operation, problem, {name: prepare(module) for name, module in modules.items()})


def corrections(plan: Plan, dtype: str) -> Contest:
    """Corrections of level 2, beside none."""
    problem = Problem(Shape(32, 128, 4, 4), dtype)
    path, (_, length, dimension, degree), jobs = problem.path, problem.shape, plan.threads
    rng = np.random.default_rng(4)
    correction = (rng.standard_normal((length - 1, dimension**2)) * 1e-3).astype(dtype)
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig(path, degree, correction=correction, n_jobs=jobs),
        "sig": lambda: siglib.sig(path, degree, n_jobs=jobs),
    }
    if INCUMBENT.name not in plan.without:
        import pysiglib

        calls[INCUMBENT.name] = lambda: pysiglib.sig(path, degree, correction=correction, n_jobs=jobs)
    return contest(plan, "correction", problem, calls)


def coefficients(plan: Plan, problem: Problem, words: list[Any]) -> Contest:
    """Coefficients of some words."""
    path, degree, jobs = problem.path, problem.shape.degree, plan.threads
    calls: dict[str, Call] = {
        "siglib": lambda: siglib.sig_coef(path, words, n_jobs=jobs),
        "sig": lambda: siglib.sig(path, degree, n_jobs=jobs),
    }
    if INCUMBENT.name not in plan.without:
        import pysiglib

        calls[INCUMBENT.name] = lambda: pysiglib.sig_coef(path, words, n_jobs=jobs)
    return contest(plan, f"{len(words)} words", problem, calls)
