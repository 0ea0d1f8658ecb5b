"""The interfaces for Cython and for C and C++: example projects, built against the installed siglib."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import siglib
import siglib._core
from siglib import _capi, _embedding

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


def test_near_names():
    with pytest.raises(ValueError, match="got 'sigg'; there is 'sig'"):
        _embedding.call("sigg", [], "")
    with pytest.raises(ValueError, match=r"expected a value as in Python, such as .*, got true\)"):
        _embedding.keywords("time_aug=true")


class Array(ctypes.Structure):
    """An array as `siglib.h` declares it."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("dtype", ctypes.c_char),
        ("ndim", ctypes.c_int),
        ("shape", ctypes.c_ssize_t * 8),
        ("strides", ctypes.c_ssize_t * 8),
    ]


class Table(ctypes.Structure):
    """The functions of `siglib.h`, called with the interpreter lock."""

    _fields_ = [
        ("version", ctypes.c_int),
        (
            "call",
            ctypes.PYFUNCTYPE(
                ctypes.c_int,
                ctypes.c_char_p,
                ctypes.POINTER(Array),
                ctypes.c_int,
                ctypes.c_char_p,
                ctypes.POINTER(Array),
                ctypes.c_int,
                ctypes.c_char_p,
                ctypes.c_size_t,
            ),
        ),
        ("release", ctypes.PYFUNCTYPE(None, ctypes.POINTER(Array))),
    ]


def table():
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return Table.from_address(pointer(_capi.table, b"siglib._capi.table"))


def memory_of(array, name=None):
    """Describe the memory of an array."""
    dtype = {"f4": b"f", "f8": b"d", "i8": b"q"}[array.dtype.str[1:]]
    described = Array(name, array.ctypes.data, dtype, array.ndim)
    described.shape[: array.ndim], described.strides[: array.ndim] = array.shape, array.strides
    return described


def called(function, arguments, options, results):
    """Call a function, and return what is wrong, or nothing."""
    message = ctypes.create_string_buffer(300)
    given, wanted = (Array * len(arguments))(*map(memory_of, arguments)), (Array * len(results))(*results)
    failed = table().call(function, given, len(arguments), options, wanted, len(results), message, 300)
    results[:] = wanted
    assert bool(failed) == bool(message.value)
    return message.value.decode()


def test_results_of_c():
    """Siglib allocates what has no memory; what it did not allocate is never freed."""
    path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    results = [Array()]
    assert called(b"sig", [path[::-1]], b"degree=2", results) == ""
    (sig,) = results
    found = np.ctypeslib.as_array(ctypes.cast(sig.data, ctypes.POINTER(ctypes.c_double)), (6,))
    np.testing.assert_array_equal(found, siglib.sig(path[::-1], 2))
    assert (sig.dtype, sig.ndim, sig.shape[0], sig.strides[0]) == (b"d", 1, 6, 0)
    for _ in range(2):
        table().release(sig)
        assert sig.data is None
    own = np.zeros((6, 2))[:, 0]
    results = [memory_of(own)]
    assert called(b"sig", [path], b"degree=2", results) == ""
    np.testing.assert_array_equal(own, siglib.sig(path, 2))
    table().release(results[0])
    assert results[0].data == own.ctypes.data


def test_a_failed_call_leaves_nothing():
    path, small = np.zeros((3, 2)), np.zeros(5)
    results = [Array(), memory_of(small)]
    assert "result 1: expected an array of shape (6,)" in called(b"sig_jvp", [path, path], b"degree=2", results)
    assert results[0].data is None
    assert results[1].data == small.ctypes.data


def test_other_results_of_c():
    """Truth values, numbers, nothing, objects."""
    results = [Array()]
    assert called(b"is_lyndon", [], b"word=(0, 1)", results) == ""
    assert (results[0].dtype, results[0].ndim) == (b"q", 0)
    assert ctypes.c_int64.from_address(results[0].data).value == 1
    table().release(results[0])
    assert called(b"clear_cache", [], None, []) == ""
    assert "expected an array of numbers, got SigStream" in called(
        b"SigStream", [], b"dimension=2, degree=2", [Array()]
    )


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
