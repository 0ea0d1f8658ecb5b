"""Every kernel goes through nvcc, for one architecture, where there is an nvcc, and fits in registers."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "siglib" / "cuda"
ARCH = "90"
# Bytes that a kernel may store away: what is left of a few addresses. Kernels for any degree keep tables besides.
MOST_SPILLED = 128
REPORT = re.compile(
    r"Compiling entry function '(\w+)'.*\n.*\n\s*(\d+) bytes stack frame, (\d+) bytes spill stores", re.MULTILINE
)
KERNEL = re.compile(r"__global__ void __launch_bounds__\(THREADS\) (\w+)\(")


def codegen(*arguments):
    command = [sys.executable, "-m", "codegen", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def nvcc():
    found = subprocess.run([sys.executable, SOURCES / "find_nvcc.py"], capture_output=True, text=True, check=True)
    if not found.stdout:
        pytest.skip("there is no nvcc")
    return found.stdout.split("\n")[0]


def test_no_kernel_spills(nvcc, tmp_path):
    def report(file):
        source = tmp_path / f"{file}.cu"
        codegen("cuda", "--file", file, "--output", source)
        command = [nvcc, "-std=c++17", "-O3", "-arch", f"sm_{ARCH}", "-cubin", "-Xptxas", "-v", "-diag-suppress", "177"]
        command += ["-I", SOURCES, source, "-o", tmp_path / f"{file}.cubin"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        reported = REPORT.findall(done.stdout + done.stderr)
        assert {name for name, _, _ in reported} == set(KERNEL.findall(source.read_text()))
        return reported

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        reports = list(pool.map(report, codegen("cuda-files").split()))
    found = {name: (int(frame), int(spilled)) for rows in reports for name, frame, spilled in rows}
    assert len(found) > 200
    assert not {name: spilled for name, (_, spilled) in found.items() if spilled > MOST_SPILLED}
    # Only kernels for any degree index what they keep by numbers that the compiler does not know.
    assert not {name: frame for name, (frame, _) in found.items() if frame > MOST_SPILLED and "generic" not in name}
