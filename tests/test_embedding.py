"""The interfaces for Cython and for C and C++: example projects, built against the installed siglib."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import siglib
import siglib._core
from siglib import _embedding

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def test_interface_is_installed():
    declared = Path(siglib.get_include(), "siglib", "_core.pxd").read_text()
    assert f"API_VERSION = {siglib._core.API_VERSION}\n" in declared
    for name in ("signature", "signature_backward", "combine", "combine_backward"):
        assert name in siglib._core.__pyx_capi__
        for dtype in ("f32", "f64"):
            assert f"cdef inline int {name}_{dtype}(" in declared


def test_header_is_installed():
    header = Path(siglib.get_include(), "siglib", "siglib.h").read_text()
    assert "siglib_import(void)" in header


@pytest.mark.parametrize("options", ["", "degree=3", "words=[(0, 1)], end_time=2.0, time_aug=True, lengths=None"])
def test_options(options):
    assert _embedding.keywords(options) == eval(f"dict({options})")


def test_kernels_in_options():
    found = _embedding.keywords("static_kernel=RBFKernel(0.5), order=4")
    assert repr(found["static_kernel"]) == repr(siglib.RBFKernel(0.5))


@pytest.mark.parametrize(
    "options", ["3", "degree", "degree=x", "**{}", "degree=3)(", "a=__import__('os')", "a=sig(1)", "a=Nothing(1)", "="]
)
def test_bad_options(options):
    with pytest.raises(ValueError, match="options: expected keyword arguments, such as 'degree=3', got"):
        _embedding.keywords(options)


@pytest.mark.parametrize("function", ["", "__version__", "_core", "numpy", "RBFKernel2"])
def test_unknown_functions(function):
    with pytest.raises(ValueError, match="function: expected the name of a function of siglib, got"):
        _embedding.call(function, [], "")


@pytest.mark.parametrize("example", ["embed_cython", "embed_cpp"])
def test_example(example, tmp_path):
    pytest.importorskip("Cython", reason="the build tools are part of the test extra")
    project = tmp_path / example
    shutil.copytree(EXAMPLES / example, project)
    # The build tools of this environment, though it need not be activated; its interpreter for meson as well.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    for command in (["meson", "setup", "build"], ["meson", "compile", "-C", "build"], [sys.executable, "run.py"]):
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "equal to siglib's" in done.stdout
