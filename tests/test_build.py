"""Builds with other options: few variants, no dual numbers, no OpenMP."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CHECK = """
from importlib.util import find_spec

import numpy as np, siglib
config = siglib.show_config()
assert config["isa"] == "baseline" and config["isas_compiled"] == ["baseline"], config
assert not config["openmp"] and config["threads"] == 1, config
assert config["why_serial"] == "built with -Dopenmp=disabled" and config["why_serial"] in str(config), config
assert "sigfwd_f64_d3_n3" in config["variants"] and "sigfwd_f64_n3" in config["variants"]
assert not any("n4" in name or "f32" in name or "d2" in name for name in config["variants"]), config["variants"]
assert siglib.sig(np.zeros((3, 2)), 2, n_jobs=-1).shape == (6,)

# The same number through a kernel for the degree and through the one for any degree.
path = np.random.default_rng(0).standard_normal((20, 9, 3))
lower, upper = siglib.sig(path, 3), siglib.sig(path, 4)
np.testing.assert_allclose(upper[:, : lower.shape[1]], lower, rtol=1e-13, atol=1e-13)
derivs = np.zeros_like(upper)
derivs[:, : lower.shape[1]] = 1
np.testing.assert_allclose(
    siglib.sig_backprop(path, upper, derivs, 4), siglib.sig_backprop(path, None, np.ones_like(lower), 3), atol=1e-11
)


def refused(call, *words):
    try:
        call()
    except siglib.UnsupportedVariantError as error:
        assert all(word in str(error) for word in words), error
    else:
        raise AssertionError(f"this build has no kernel for it: {words}")


refused(lambda: siglib.sig(path.astype(np.float32), 2), "float32", "--dtypes float32,float64 --no-openmp --no-tangents")

# Without dual numbers.
assert not config["build"]["tangents"] and not any("dual" in name for name in config["variants"]), config
command = "'python -m codegen wheel --degrees 2,3 --dtypes float64 --no-openmp --out dist/'"
refused(lambda: siglib.sig_jvp(path, path, 3), "sigfwd_dual_f64:", "dual numbers", command)
if find_spec("torch"):
    import torch

    tensor = torch.tensor(path, requires_grad=True)
    (gradient,) = torch.autograd.grad(siglib.sig(tensor, 3).sum(), tensor, create_graph=True)
    assert gradient.isfinite().all()
    refused(lambda: gradient.square().sum().backward(), "_dual_f64:", "dual numbers", command)
"""


@pytest.fixture(scope="module")
def serial_build(tmp_path_factory):
    """Unpack a wheel with degrees 2 and 3, dimension 3, float64, one ISA, no dual numbers and no OpenMP."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    folder = tmp_path_factory.mktemp("wheel")
    options = ["degrees=2,3", "dims=3", "dtypes=float64", "isas=baseline", "openmp=disabled"]
    options += ["tangents=false"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
    ]
    command += [f"-Csetup-args=-D{option}" for option in options]
    # The build tools of this environment, though it need not be activated.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(command, check=True, env={**os.environ, "PATH": path})
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_few_variants_and_no_openmp(serial_build, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(serial_build)}
    environment.pop("SIGLIB_ISA", None)
    subprocess.run([sys.executable, "-c", CHECK], check=True, cwd=tmp_path, env=environment)


def test_cuda_is_built_on_demand_only():
    """Where there is an nvcc as well: it takes several times as long as all other kernels."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    command = [sys.executable, "-m", "mesonbuild.mesonmain", "introspect", "--buildoptions", str(ROOT / "meson.build")]
    options = json.loads(subprocess.check_output(command))
    assert {option["name"]: option["value"] for option in options}["cuda"] == "disabled"


COMPILER_WITHOUT_OPENMP = """#!/bin/sh
for word; do
    shift
    [ "$word" = -fopenmp ] || set -- "$@" "$word"
done
exec gcc "$@"
"""


def test_a_compiler_without_openmp(tmp_path):
    """The build warns, and says in what it installs why it is serial."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    compiler = tmp_path / "gcc-without-openmp"
    compiler.write_text(COMPILER_WITHOUT_OPENMP)
    compiler.chmod(0o755)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["meson", "setup", tmp_path / "build", ROOT, "-Dcuda=disabled", "-Ddegrees=2", "-Ddims=2"]
    environment = {**os.environ, "PATH": path, "CC": str(compiler)}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    assert re.search("WARNING: siglib will be serial: the compiler, gcc .* has no OpenMP", done.stdout)
    built = (tmp_path / "build" / "siglib" / "_build.py").read_text()
    assert re.search('WHY_SERIAL = "the compiler, gcc .*, had no OpenMP"', built)


def test_extensions_export_only_their_init(serial_build):
    for extension in (serial_build / "siglib").rglob("*.so"):
        symbols = subprocess.run(["nm", "-D", "--defined-only", extension], capture_output=True, text=True, check=True)
        names = {line.split()[-1] for line in symbols.stdout.splitlines()}
        assert names == {f"PyInit_{extension.name.partition('.')[0]}"}
