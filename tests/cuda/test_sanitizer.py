"""The kernels under AddressSanitizer, on the emulator: no access beyond an array or a thread block's shared memory."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = [
    "cuda-emulator=true",
    "cuda=disabled",
    "isas=baseline",
    "degrees=1-4",
    "dims=2",
    "b_sanitize=address",
    "b_lundef=false",
]


def test_no_access_out_of_bounds(tmp_path):
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    library = subprocess.run(
        ["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not Path(library).is_absolute() or shutil.which("g++") is None:
        pytest.skip("there is no AddressSanitizer")
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    build = tmp_path / "build"
    for command in (
        ["meson", "setup", build, ROOT, f"--prefix={tmp_path}/site", *(f"-D{option}" for option in OPTIONS),
         f"-Dpython.platlibdir={tmp_path}/site", f"-Dpython.purelibdir={tmp_path}/site"],
        ["meson", "install", "-C", build],
    ):  # fmt: skip
        subprocess.run(command, env=environment, check=True, capture_output=True)
    environment |= {
        "LD_PRELOAD": library,
        "ASAN_OPTIONS": "detect_leaks=0:detect_stack_use_after_return=0",
        "PYTHONPATH": str(tmp_path / "site"),
        "SIGLIB_REQUIRE_EMULATOR": "1",
    }
    modules = [ROOT / "tests" / "cuda" / f"test_{name}.py" for name in ("kernels", "tensors")]
    tests = [*modules, "-k", "ascending and not device"]
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert " passed" in done.stdout
    # It is really watching: the same process dies of a store beyond an array.
    beyond = (
        "import ctypes; p = ctypes.CDLL(None); p.malloc.restype = ctypes.c_void_p; ctypes.memset(p.malloc(8), 0, 9)"
    )
    watched = subprocess.run(
        [sys.executable, "-c", beyond], env=environment, capture_output=True, text=True, check=False
    )
    assert "heap-buffer-overflow" in watched.stderr
