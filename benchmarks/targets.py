"""The speed that siglib promises itself: every line is wanted and had, pass or FAIL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import memory
from contests import ALL_THREADS
from libraries import INCUMBENT, SIGLIB
from problems import DTYPES, Shape
from records import Results, mean, multiply_adds

# Operation, dtype -> geometric mean and worst speed-up over the incumbent.
SPEED_UPS = {
    ("sig", "float64"): (3.0, 1.5),
    ("sig", "float32"): (3.5, 1.5),
    ("sig_backprop", "float64"): (18.0, 5.0),
    ("sig_backprop", "float32"): (28.0, 6.0),
    ("sig_combine", "float64"): (2.0, 1.0),
    ("sig_combine", "float32"): (2.0, 1.0),
    ("sig_combine_backprop", "float64"): (2.0, 1.0),
    ("sig_combine_backprop", "float32"): (2.0, 1.0),
}
# Group of shapes, operation -> speed-up over whoever else is fastest, on every shape.
GROUP_SPEED_UPS = {
    ("few and wide", "sig"): 1.5,
    ("few and wide", "sig_backprop"): 3.0,
    ("high degree", "sig"): 1.0,
    ("high degree", "sig_backprop"): 1.0,
}
# Log-signatures: operation -> geometric mean and worst speed-up over the incumbent, in either dtype.
LOG_SPEED_UPS = {
    "log_sig words": (6.0, 4.0),
    "log_sig_backprop words": (35.0, 25.0),
    "log_sig brackets": (6.0, 4.0),
    "log_sig_backprop brackets": (35.0, 25.0),
    "log_sig expanded": (3.5, 2.0),
    "log_sig_backprop expanded": (20.0, 10.0),
    "sig_to_log_sig words": (4.5, 4.0),
    "sig_to_log_sig_backprop words": (10.0, 4.0),
    "log_sig_combine brackets": (4.0, 3.0),
    "logsig_to_sig expanded": (2.5, 2.0),
    "logsig_to_sig brackets": (200.0, 150.0),
}
# Of a log-signature at Lyndon words, in the time of a signature, in three channels and more and up to degree 6.
LOG_OVER_SIG = 0.6
# Parts of paths and signatures: operation, shape, what it is measured by (the slowest of these), and how many times as
# long that is to take.
PART_SPEED_UPS = [
    ("stream", (128, 256, 3, 4), ("copy", "sig"), 1 / 1.3),
    ("stream", (1, 2000, 3, 4), ("iisignature",), 1.0),
    ("windows of 20", (32, 200, 3, 4), ("pysiglib",), 12.0),
    ("windows of 20", (32, 200, 3, 4), ("own paths",), 2.0),
    ("windows of 500", (8, 5000, 4, 4), ("own paths",), 50.0),
    ("correction", (32, 128, 4, 4), ("sig",), 1 / 4),
    ("10 words", (32, 128, 4, 4), ("pysiglib",), 20.0),
    ("340 words", (32, 128, 4, 4), ("pysiglib",), 100.0),
    ("340 words", (32, 128, 4, 4), ("sig",), 1 / 1.1),
]
# Signature kernels: operation, shape, speed-up over the incumbent in float64 and in float32.
KERNEL_SPEED_UPS = [
    *(("Gram, order 2", shape, 13.0, 15.0) for shape in ((64, 50, 5), (128, 100, 3), (256, 20, 5), (32, 500, 10))),
    ("Gram, order 2 on quarters", (64, 50, 5), 8.0, 8.0),
    ("Gram, order 4", (64, 50, 5), 18.0, 18.0),
    ("Gram, order 4", (256, 20, 5), 18.0, 18.0),
    ("gradient of Gram, order 2", (64, 50, 5), 20.0, 20.0),
    ("gradient of Gram, order 2 on quarters", (64, 50, 5), 30.0, 30.0),
    ("gradient of Gram, order 4", (64, 50, 5), 19.0, 19.0),
    *(("Gaussian Gram, order 2", shape, 30.0, 30.0) for shape in ((64, 50, 5), (256, 20, 5))),
    ("gradient of Gaussian Gram, order 2", (64, 50, 5), 15.0, 15.0),
    ("pairs, order 2", (128, 256, 5), 12.0, 12.0),
    ("pairs, order 2", (32, 1024, 5), 30.0, 30.0),
    ("pairs, order 2", (1, 4096, 5), 80.0, 80.0),
    ("gradient of pairs, order 2", (128, 256, 5), 20.0, 20.0),
    ("gradient of pairs, order 2", (1, 4096, 5), 40.0, 40.0),
]
# Microseconds of the kernel of two paths of 5 points.
SMALL_KERNEL = 15.0
# Microseconds with a path that grows, in float64.
GROWING = {"200 pushes": 1000.0, "push_batch": 60.0, "query": 15.0}
# Two timings of one thing differ by this much on a quiet machine.
NOISE = 1.05
MOST_MEGABYTES = 64.0
# Microseconds of the smallest calls.
OVERHEADS = {
    "sig": 1.5,
    "sig_backprop": 2.5,
    "sig_combine": 1.5,
    "sig of a tensor": 8.0,
    "forward and backward of a tensor": 70.0,
}


@dataclass(frozen=True)
class Target:
    """A figure with its bound: `least` from below, or `most` from above."""

    name: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def passed(self) -> bool:
        """Tell whether the bound holds."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def bound(self) -> str:
        """Write the bound."""
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


def targets(results: Results) -> Iterator[Target]:
    """Evaluate every target that there are records for."""
    yield from against_incumbent(results)
    yield from against_best(results)
    yield from of_groups(results)
    yield from of_log_signatures(results)
    yield from of_parts(results)
    yield from of_signature_kernels(results)
    yield from backward_over_forward(results)
    yield from share_of_peak(results)
    yield from from_ratios(results)
    yield from overheads(results)


def memory_targets() -> Iterator[Target]:
    """Measure peak memory."""
    for shape in memory.SHAPES:
        for operation in ("sig", "sig_backprop"):
            megabytes = memory.peak_megabytes(shape, operation)
            yield Target(f"peak memory, {operation} of ({shape}), MB", megabytes, most=MOST_MEGABYTES)


def against_incumbent(results: Results) -> Iterator[Target]:
    """Speed-ups over pySigLib on one thread."""
    for (operation, dtype), (usual, worst) in SPEED_UPS.items():
        ratios = results.speed_ups(1, operation=operation, dtype=dtype).values()
        if ratios:
            yield Target(f"{operation} {dtype}: speed-up over pysiglib, mean", mean(ratios), least=usual)
            yield Target(f"{operation} {dtype}: speed-up over pysiglib, worst", min(ratios), least=worst)


def against_best(results: Results) -> Iterator[Target]:
    """Speed-ups of the gradient over whoever else is fastest."""
    for dtype in DTYPES:
        ratios = [ratio for ratio, _ in results.best_peer(1, operation="sig_backprop", dtype=dtype).values()]
        if ratios:
            yield Target(f"sig_backprop {dtype}: speed-up over the best peer, mean", mean(ratios), least=10.0)


def of_groups(results: Results) -> Iterator[Target]:
    """Speed-ups over the best peer, shape by shape."""
    for (group, operation), least in GROUP_SPEED_UPS.items():
        for (shape, dtype, _), (ratio, _) in results.best_peer(1, group, operation=operation).items():
            yield Target(f"{operation} {dtype} ({shape}): speed-up over the best peer", ratio, least=least)


def of_log_signatures(results: Results) -> Iterator[Target]:
    """Speed-ups over the incumbent, and what log-signatures cost beside signatures."""
    for operation, (usual, worst) in LOG_SPEED_UPS.items():
        for dtype in DTYPES:
            chosen = {"operation": operation, "dtype": dtype}
            ratios = results.ratios("log-signatures", INCUMBENT.name, SIGLIB.name, **chosen).values()
            if ratios:
                yield Target(f"{operation} {dtype}: speed-up over pysiglib, mean", mean(ratios), least=usual)
                yield Target(f"{operation} {dtype}: speed-up over pysiglib, worst", min(ratios), least=worst)
    found = results.ratios("log-signatures beside signatures", "log_sig words", "sig")
    short = [ratio for (shape, _, _), ratio in found.items() if shape.dimension >= 3 and shape.degree <= 6]
    if short:
        yield Target("log_sig words over sig, worst", max(short), most=LOG_OVER_SIG)


def of_parts(results: Results) -> Iterator[Target]:
    """Speed-ups of parts over other ways to the same, and microseconds with a path that grows."""
    for operation, shape, others, least in PART_SPEED_UPS:
        for dtype in DTYPES:
            chosen = {"operation": operation, "dtype": dtype}
            case = Shape(*shape), dtype, operation
            found = [results.ratios("parts", other, SIGLIB.name, **chosen).get(case) for other in others]
            ratios = [ratio for ratio in found if ratio is not None]
            if ratios:
                name = f"{operation} {dtype} ({case[0]}): speed-up over {' or '.join(others)}"
                yield Target(name, max(ratios), least=least)
    for operation, most in GROWING.items():
        for seconds in results.times("parts", SIGLIB.name, operation=operation, dtype="float64").values():
            yield Target(f"{operation} of a path that grows, µs", seconds * 1e6, most=most)


def of_signature_kernels(results: Results) -> Iterator[Target]:
    """Signature kernels over the incumbent's."""
    for operation, shape, *bounds in KERNEL_SPEED_UPS:
        for dtype, least in zip(("float64", "float32"), bounds, strict=True):
            chosen = {"operation": operation, "dtype": dtype}
            ratios = results.ratios("kernels", INCUMBENT.name, SIGLIB.name, **chosen)
            case = Shape(*shape, 0), dtype, operation
            if case in ratios:
                yield Target(f"{operation} {dtype} ({case[0]}): speed-up", ratios[case], least=least)
    times = results.times("kernels", SIGLIB.name, operation="pairs, order 2", dtype="float64")
    small = times.get((Shape(1, 5, 2, 0), "float64", "pairs, order 2"))
    if small is not None:
        yield Target("signature kernel of two paths of 5 points, µs", small * 1e6, most=SMALL_KERNEL)


def backward_over_forward(results: Results) -> Iterator[Target]:
    """Price of the gradient."""
    for dtype in DTYPES:
        chosen = {"framework": "numpy", "threads": 1, "dtype": dtype}
        forward = results.times("peers", "siglib", operation="sig", **chosen)
        backward = results.times("peers", "siglib", operation="sig_backprop", **chosen)
        ratios = [seconds / forward[shape, dtype, "sig"] for (shape, _, _), seconds in backward.items()]
        if ratios:
            yield Target(f"sig_backprop over sig, {dtype}, mean", mean(ratios), most=3.2)


def share_of_peak(results: Results) -> Iterator[Target]:
    """Multiply-adds a second of arithmetic-bound shapes, beside the peak of the core."""
    for operation in ("sig", "sig_backprop"):
        for dtype in DTYPES:
            chosen = {"framework": "numpy", "threads": 1, "dtype": dtype, "operation": operation}
            for (shape, _, _), seconds in results.times("peers", "siglib", **chosen).items():
                if shape.degree >= 4 and shape.dimension**shape.degree >= 500:
                    share = multiply_adds(shape, operation) / seconds / results.fma_peak(dtype)
                    yield Target(f"{operation} {dtype} ({shape}): share of the FMA peak", share, least=0.5)


def from_ratios(results: Results) -> Iterator[Target]:
    """Threads, augmentations, ragged batches, derivatives: one contender beside another."""
    for (shape, dtype, operation), ratio in results.ratios("threads", "1 thread", "all threads").items():
        least = (1.8 if shape.batch > 1 else 1.7) * ALL_THREADS / 2
        yield Target(f"{operation} {dtype} ({shape}): {ALL_THREADS} threads over 1", ratio, least=least)
    for flag in ("time_aug", "lead_lag"):
        found = results.ratios("options", "on the fly", "on the transformed path").items()
        augmented = [ratio for (_, _, operation), ratio in found if flag in operation]
        if augmented:
            yield Target(f"{flag} on the fly over the transformed path, mean", mean(augmented), most=NOISE)
    unequal = results.ratios("options", "ragged", "equal lengths")
    if unequal:
        yield Target("ragged over as many points in paths of equal lengths, mean", mean(unequal.values()), most=1.1)
    for derived, base, most in (("sig_jvp", "sig", 3.5), ("double backward", "sig_backprop", 4.0)):
        ratios = results.ratios("derivatives", derived, base)
        if ratios:
            yield Target(f"{derived} over {base}, worst", max(ratios.values()), most=most)


def overheads(results: Results) -> Iterator[Target]:
    """Microseconds of the smallest calls."""
    for operation, most in OVERHEADS.items():
        for seconds in results.times("overhead", SIGLIB.name, operation=operation).values():
            yield Target(f"smallest call, {operation}, µs", seconds * 1e6, most=most)
