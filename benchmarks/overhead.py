"""What a call costs besides arithmetic, and what derivatives cost beside the call they derive.

Run as ``python benchmarks/overhead.py`` with torch installed, and nothing else running.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from statistics import median

import torch

import siglib

SHAPES = [
    (128, 256, 2, 4),
    (128, 256, 2, 6),
    (128, 256, 3, 5),
    (128, 256, 4, 6),
    (128, 256, 5, 5),
    (128, 1024, 4, 4),
    (128, 256, 8, 4),
    (32, 128, 40, 3),
    (128, 1000, 4, 2),
    (1, 1000, 5, 5),
]


def seconds(*calls: Callable[[], object], rounds: int = 7) -> list[float]:
    """Return the median time of each call; they take turns, and are warm."""
    for call in calls:
        timeit.timeit(call, number=int(0.3 / timeit.timeit(call, number=1)) + 1)
    repeats = [max(1, int(0.02 / max(timeit.timeit(call, number=2) / 2, 1e-7))) for call in calls]
    times = [[timeit.timeit(call, number=n) / n for call, n in zip(calls, repeats, strict=True)] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def overhead() -> None:
    """Time the smallest calls."""
    path = torch.randn(3, 2, dtype=torch.float64)
    array, leaf, derivs = path.numpy(), path.clone().requires_grad_(), torch.ones(6, dtype=torch.float64)

    def there_and_back() -> None:
        siglib.sig(leaf, 2).backward(derivs)
        leaf.grad = None

    numpy_call, torch_call, both = seconds(lambda: siglib.sig(array, 2), lambda: siglib.sig(path, 2), there_and_back)
    print("one path of 3 points, d = 2, N = 2, microseconds")
    print(f"NumPy {numpy_call * 1e6:.1f}, torch {torch_call * 1e6:.1f}, forward + backward {both * 1e6:.1f}")


def ratios(dtype: torch.dtype) -> None:
    """Time forward mode beside the signature, double backward beside backward."""
    print(f"\n{dtype}, one thread\n")
    print("| B, L, d, N | sig ms | sig_jvp / sig | backward ms | double backward / backward |")
    print("|---|---|---|---|---|")
    for *shape, degree in SHAPES:
        path = (torch.randn(shape, dtype=dtype) / shape[1] ** 0.5).cumsum(1)
        tangent = torch.randn_like(path)
        sig = siglib.sig(path, degree)
        leaf, derivs = path.clone().requires_grad_(), torch.randn_like(sig).requires_grad_()
        gradient = siglib.sig_backprop(leaf, sig, derivs, degree, n_jobs=1)
        forward, jvp, backward, double = seconds(
            lambda: siglib.sig(path, degree, n_jobs=1),  # noqa: B023
            lambda: siglib.sig_jvp(path, tangent, degree, n_jobs=1),  # noqa: B023
            lambda: siglib.sig_backprop(path, sig, derivs.detach(), degree, n_jobs=1),  # noqa: B023
            lambda: torch.autograd.grad(gradient, (leaf, derivs), tangent, retain_graph=True),  # noqa: B023
        )
        name = ", ".join(map(str, (*shape, degree)))
        print(
            f"| {name} | {forward * 1e3:.3f} | {jvp / forward:.2f} | {backward * 1e3:.3f} | {double / backward:.2f} |"
        )


if __name__ == "__main__":
    torch.manual_seed(0)
    overhead()
    ratios(torch.float64)
    ratios(torch.float32)
