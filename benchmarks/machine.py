"""What the machine is, and the most multiply-adds a second that one core of it can do."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

CHAINS = 12
ROUNDS = 2_000_000


def describe() -> dict[str, str]:
    """Name processor, cores, system and Python."""
    fields = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().splitlines())
    names = [value.strip() for key, _, value in fields if key.strip() == "model name"]
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def fma_peak(dtype: str) -> float:
    """Measure fused multiply-adds per second of this core: the best of several trials."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "peak.so"
        source = Path(__file__).with_name("peak.c")
        compiler = os.environ.get("CC", "cc")
        flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, str(source), "-o", str(library)], check=True)
        functions = ctypes.CDLL(str(library))
    peak = functions[f"peak_{dtype}"]
    scalar = ctypes.c_double if dtype == "float64" else ctypes.c_float
    peak.restype, peak.argtypes = scalar, (ctypes.c_size_t, scalar)
    operations = ROUNDS * CHAINS * functions[f"peak_{dtype}_lanes"]()
    return float(max(operations / seconds(peak) for _ in range(20)))


def seconds(peak: ctypes._NamedFuncPointer) -> float:
    """Time one trial."""
    start = time.perf_counter()
    peak(ROUNDS, 0.5)
    return time.perf_counter() - start
