"""The Cython interface: the example project, built against the installed siglib."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import siglib
import siglib._core

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "embed_cython"


def test_interface_is_installed():
    declared = Path(siglib.get_include(), "siglib", "_core.pxd").read_text()
    assert f"API_VERSION = {siglib._core.API_VERSION}\n" in declared
    for name in ("signature", "signature_backward", "combine", "combine_backward"):
        assert name in siglib._core.__pyx_capi__
        for dtype in ("f32", "f64"):
            assert f"cdef inline int {name}_{dtype}(" in declared


def test_example(tmp_path):
    pytest.importorskip("Cython", reason="the build tools are part of the test extra")
    project = tmp_path / "embed_cython"
    shutil.copytree(EXAMPLE, project)
    # The build tools of this environment, though it need not be activated; its interpreter for meson as well.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    for command in (["meson", "setup", "build"], ["meson", "compile", "-C", "build"], [sys.executable, "run.py"]):
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "equal to siglib's" in done.stdout
