"""siglib on a CUDA device, beside other libraries and beside what the device can do.

Run as ``python benchmarks/bench_cuda.py`` on a machine with a CUDA device and nvcc, and nothing else running. Times
are medians of CUDA events, warm, over inputs that take turns, as many as exceed the caches, but 8 at most. Two ceilings
come from the same run: the bandwidth of a copy (bytes read and bytes written), and the rate of float32 multiply-adds. A
floor is the time that either would take for the bytes and multiply-adds that `estimate_cost` counts. pysiglib (with
pysiglib-cuda) and pathsig take part where they are installed.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import torch

import siglib

SHAPES = [
    (256, 1000, 4, 3),
    (256, 1000, 8, 3),
    (256, 1000, 4, 5),
    (1024, 256, 3, 5),
    (64, 10000, 4, 4),
    (4096, 100, 2, 6),
    (32, 1000, 16, 3),
]
ROOT = Path(__file__).resolve().parent.parent
COPY_BYTES = 1 << 30
CACHE_BYTES = 256 << 20
TOLERANCE = 1e-3

Call = Callable[[torch.Tensor], Any]
# From a degree to a function of paths.
Library = Callable[[int], Call]


def milliseconds(calls: list[Callable[[], Any]], rounds: int) -> float:
    """Time calls that take turns; return the median."""
    for call in (calls * 3)[: max(3, len(calls))]:
        call()
    event: Callable[..., Any] = torch.cuda.Event
    events = [(event(enable_timing=True), event(enable_timing=True)) for _ in range(rounds)]
    torch.cuda.synchronize()
    for i, (begin, end) in enumerate(events):
        begin.record()
        calls[i % len(calls)]()
        end.record()
    torch.cuda.synchronize()
    return float(median(begin.elapsed_time(end) for begin, end in events))


def copy_bandwidth(rounds: int) -> float:
    """Measure bytes per second of a large copy, read and written."""
    source = torch.rand(COPY_BYTES // 4, device="cuda")
    target = torch.empty_like(source)
    return 2 * COPY_BYTES / milliseconds([lambda: target.copy_(source)], rounds) * 1e3


def multiply_add_rate(rounds: int) -> float:
    """Measure float32 multiply-adds per second, with a kernel that does nothing else."""
    found = subprocess.run(
        [sys.executable, ROOT / "siglib" / "cuda" / "find_nvcc.py"], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "ceilings.so"
        source = Path(__file__).with_name("ceilings.cu")
        options = ["-O3", "-arch=native", "-shared", "-Xcompiler", "-fPIC"]
        subprocess.run([found[0], *options, source, "-o", library], check=True)
        launcher = ctypes.CDLL(str(library))
    blocks = 16 * torch.cuda.get_device_properties().multi_processor_count
    out = torch.empty(blocks * launcher.ceilings_threads(), device="cuda")
    work = ctypes.c_double()

    def launch() -> None:
        stream = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
        error = launcher.ceilings_multiply_add(
            torch.cuda.current_device(), stream, ctypes.c_void_p(out.data_ptr()), blocks, ctypes.byref(work)
        )
        if error:
            raise RuntimeError(f"the multiply-add kernel was not launched: CUDA error {error}")

    time = milliseconds([launch], rounds)
    return blocks * work.value / time * 1e3


def ours(degree: int) -> Call:
    """Compute with siglib."""
    return lambda path: siglib.sig(path, degree)


def pysiglib(degree: int) -> Call:
    """Compute with the differentiable functions of pysiglib."""
    api = import_module("pysiglib.torch_api")
    return lambda path: api.sig(path, degree)


def pathsig(degree: int) -> Call:
    """Compute with pathsig."""
    layer: Call = import_module("pathsig").Signature(depth=degree)
    return layer


def walks(count: int, batch: int, length: int, channels: int) -> list[torch.Tensor]:
    """Make inputs that take turns."""
    copies = max(2, min(count, CACHE_BYTES // (4 * batch * length * channels) + 1))
    steps = torch.randn(copies, batch, length, channels, device="cuda") / length**0.5
    return list(steps.cumsum(2))


def time_forward(function: Call, paths: list[torch.Tensor], rounds: int) -> float:
    """Time signatures."""
    return milliseconds([lambda path=path: function(path) for path in paths], rounds)  # type: ignore[misc]


def time_backward(function: Call, paths: list[torch.Tensor], rounds: int) -> float:
    """Time gradients, of signatures that were computed before."""
    leaves = [path.clone().requires_grad_() for path in paths]
    outputs = [function(leaf) for leaf in leaves]
    derivs = torch.randn_like(outputs[0])

    def gradient(out: torch.Tensor, leaf: torch.Tensor) -> Callable[[], Any]:
        return lambda: torch.autograd.grad(out, leaf, derivs, retain_graph=True)

    return milliseconds([gradient(*pair) for pair in zip(outputs, leaves, strict=True)], rounds)


def check(function: Call, path: torch.Tensor, degree: int) -> None:
    """Compare a few signatures and gradients with the CPU's in float64."""
    few = path[:3].clone().requires_grad_()
    out = function(few)
    (gradient,) = torch.autograd.grad(out.sum(), few)
    wide = path[:3].double().cpu().requires_grad_()
    expected = siglib.sig(wide, degree)
    (expected_gradient,) = torch.autograd.grad(expected.sum(), wide)
    for actual, right in ((out, expected), (gradient, expected_gradient)):
        deviation = (actual.double().cpu() - right).norm() / right.norm()
        if not deviation < TOLERANCE:
            raise AssertionError(f"relative error {deviation:.2g}, expected less than {TOLERANCE}")


def floors(shape: tuple[int, int, int, int], bandwidth: float, rate: float) -> dict[str, float]:
    """Compute how many milliseconds bytes and multiply-adds take at least."""
    sizes = dict(zip(("batch", "length", "dimension", "degree"), shape, strict=True))
    floors = {}
    for direction, operation in (("forward", "sig"), ("backward", "sig_backprop")):
        cost = siglib.estimate_cost(operation, **sizes, dtype="float32")
        floors[direction] = 1e3 * max(cost.bytes / bandwidth, cost.multiply_adds / rate)
    return floors


def measure(library: Library, shape: tuple[int, int, int, int], rounds: int) -> dict[str, Any]:
    """Check and time one library on one shape."""
    *path_shape, degree = shape
    paths = walks(8, *path_shape)
    try:
        function = library(degree)
        check(function, paths[0], degree)
        return {
            "forward": time_forward(function, paths, rounds),
            "backward": time_backward(function, paths, rounds),
        }
    # Another library may fail in ways of its own, which is a result as well.
    except Exception as error:
        if library is ours:
            raise
        return {"error": f"{type(error).__name__}: {error}"}


def cell(times: dict[str, Any] | None, direction: str, floor: float | None = None) -> str:
    """Show a time, and how many times the floor it is."""
    if times is None or "error" in times:
        return "-"
    share = f" ({times[direction] / floor:.1f}x)" if floor else ""
    return f"{times[direction]:.3f}{share}"


def main() -> None:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="timed calls of each function (default: %(default)s)")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("bench_cuda: torch sees no CUDA device: nothing was measured")
    libraries: dict[str, Library] = {"siglib": ours}
    for name, library in (("pysiglib", pysiglib), ("pathsig", pathsig)):
        try:
            import_module(name)
            libraries[name] = library
        except Exception as error:
            print(f"{name}: left out, {type(error).__name__}: {error}")
    bandwidth, rate = copy_bandwidth(options.rounds), multiply_add_rate(options.rounds)
    print(f"{torch.cuda.get_device_name()}: copy {bandwidth / 1e9:.0f} GB/s, {rate / 1e12:.1f} T multiply-adds/s")
    print("milliseconds, float32; in brackets: times the floor\n")
    columns = ["B, L, d, N", *(f"{name} {way}" for name in libraries for way in ("forward", "backward"))]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    results = []
    for shape in SHAPES:
        times = {name: measure(library, shape, options.rounds) for name, library in libraries.items()}
        least = floors(shape, bandwidth, rate)
        cells = [cell(times[name], way, least[way]) for name in libraries for way in ("forward", "backward")]
        print(f"| {', '.join(map(str, shape))} | {' | '.join(cells)} |", flush=True)
        results.append({"shape": shape, "floors": least, "times": times})
    failures = [(r["shape"], n, t["error"]) for r in results for n, t in r["times"].items() if "error" in t]  # type: ignore[attr-defined]
    for failed_shape, name, reason in failures:
        print(f"{name} {failed_shape}: {reason}")
    if options.json:
        figures = {"device": torch.cuda.get_device_name(), "bandwidth": bandwidth, "rate": rate, "results": results}
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
