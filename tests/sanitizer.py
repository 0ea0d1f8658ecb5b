"""Builds of siglib whose every access to memory AddressSanitizer watches."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def sanitized(folder, *options):
    """Build siglib with AddressSanitizer and these options; return the environment in which Python imports it."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    # Where torch throws, the sanitizer needs the library of C++ that it wraps to be there before.
    libraries = [library_of_gcc("libasan.so"), library_of_gcc("libstdc++.so")]
    if not all(map(os.path.isabs, libraries)) or shutil.which("g++") is None:
        pytest.skip("there is no AddressSanitizer")
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    build, site = folder / "build", folder / "site"
    options = [*options, "cuda=disabled", "isas=baseline", "b_sanitize=address", "b_lundef=false"]
    # What is read and written is the same, and compiled in less time.
    options += ["optimization=1"]
    options += [f"python.platlibdir={site}", f"python.purelibdir={site}"]
    for command in (
        ["meson", "setup", build, ROOT, f"--prefix={site}", *(f"-D{option}" for option in options)],
        ["meson", "install", "-C", build],
    ):
        subprocess.run(command, env=environment, check=True, capture_output=True)
    # Whoever asks for gigabytes gets none: the errors that follow are to be watched as well.
    settings = ["detect_leaks=0", "detect_stack_use_after_return=0"]
    settings += ["allocator_may_return_null=1", "max_allocation_size_mb=1000"]
    environment |= {
        "LD_PRELOAD": ":".join(libraries),
        "ASAN_OPTIONS": ":".join(settings),
        "PYTHONPATH": str(site),
    }
    assert_watched(environment)
    return environment


def library_of_gcc(name):
    """Return the path of one of GCC's libraries, or its bare name if it is not there."""
    command = ["gcc", f"-print-file-name={name}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def assert_watched(environment):
    """Check that a process dies of a store beyond an array."""
    beyond = (
        "import ctypes; p = ctypes.CDLL(None); p.malloc.restype = ctypes.c_void_p; ctypes.memset(p.malloc(8), 0, 9)"
    )
    watched = subprocess.run(
        [sys.executable, "-c", beyond], env=environment, capture_output=True, text=True, check=False
    )
    assert "heap-buffer-overflow" in watched.stderr
