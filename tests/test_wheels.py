"""Wheels of chosen kernels: built by the command, installed into environments of their own."""

import base64
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from codegen import spec

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
X86 = platform.machine() == "x86_64"
LITTLE = ["--degrees", "4", "--dims", "3", "--dtypes", "float64", "--isas", "baseline", "--no-generic"]


def build(folder, *options, shared=None):
    """Run `python -m codegen wheel` with the build tools of this environment; return the wheel.

    In a folder that builds share, nothing is compiled again that does not change.
    """
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    command = [sys.executable, "-m", "codegen", "wheel", *options, "--out", folder, "--", "--no-build-isolation"]
    command += [f"-Cbuild-dir={shared}"] if shared else []
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PATH": path})
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Where little wheels are built."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def small(tmp_path_factory, shared):
    """As little as can be asked for."""
    return build(tmp_path_factory.mktemp("small"), *LITTLE, shared=shared)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One degree and one dimension of everything else, for one instruction set: the others take as long again."""
    return build(tmp_path_factory.mktemp("whole"), "--degrees", "4", "--dims", "3", "--isas", "baseline")


@pytest.fixture(scope="module")
def paths(tmp_path_factory, shared):
    """As little, without log-signatures."""
    return build(tmp_path_factory.mktemp("paths"), *LITTLE, "--families", "path", shared=shared)


@pytest.fixture(scope="module")
def tensors(tmp_path_factory, shared):
    """The smallest wheel of one family."""
    options = [*LITTLE, "--families", "tensor", "--no-tangents"]
    return build(tmp_path_factory.mktemp("tensors"), *options, shared=shared)


def install(wheel, folder, *requirements):
    """Make an environment with the wheel, and with `requirements`, or else with the packages of this one."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True)
    if requirements:
        subprocess.run([*pip, *requirements], check=True)
    else:
        site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
        (site / "tests.pth").write_text(sysconfig.get_path("purelib"))
    return python


def run(python, *arguments):
    """Run Python in an environment, where nothing of this one is to be seen."""
    environment = {name: value for name, value in os.environ.items() if name != "SIGLIB_ISA"}
    environment["PYTHONPATH"] = str(TESTS)
    return subprocess.run([python, *arguments], env=environment, capture_output=True, text=True, check=False, cwd="/")


def output_of(python, *arguments):
    done = run(python, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_file_names(small, whole, paths, tensors):
    utils = pytest.importorskip("packaging.utils", reason="part of the test extra")
    isa = "_baseline" if X86 else ""
    assert utils.parse_wheel_filename(small.name)[2] == (1, f"_n4_d3_f64{isa}_nogeneric")
    assert utils.parse_wheel_filename(whole.name)[2] == (1, f"_n4_d3{isa}")
    assert utils.parse_wheel_filename(paths.name)[2] == (1, f"_n4_d3_f64_path.tensor{isa}_nogeneric")
    assert utils.parse_wheel_filename(tensors.name)[2] == (1, f"_n4_d3_f64_tensor{isa}_nogeneric_notangents")


def test_metadata_belongs_to_the_file(small):
    with zipfile.ZipFile(small) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        assert f"Build: {small.name.split('-')[2]}\n" in archive.read(f"{folder}/WHEEL").decode()
        recorded = [line.rsplit(",", 2) for line in archive.read(f"{folder}/RECORD").decode().splitlines()]
        assert {name for name, *_ in recorded} == set(archive.namelist())
        for name, digest, size in recorded[:-1]:
            content = archive.read(name)
            sha = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert (digest, size) == (f"sha256={sha}", str(len(content))), name


def test_every_python_file_is_in_the_wheel(whole):
    with zipfile.ZipFile(whole) as archive:
        packed = {name for name in archive.namelist() if name.startswith("siglib/")}
    sources = {str(file.relative_to(ROOT)) for kind in ("py", "pyi") for file in (ROOT / "siglib").rglob(f"*.{kind}")}
    # The finder of nvcc is for builds alone.
    assert sources - packed == {"siglib/cuda/find_nvcc.py"}
    assert {"siglib/_build.py", "siglib/_core.pxd", "siglib/py.typed"} <= packed


def test_sizes(small, whole, paths, tensors):
    assert tensors.stat().st_size < paths.stat().st_size < min(small.stat().st_size, 500_000)
    assert small.stat().st_size < 740_000
    assert whole.stat().st_size < 1_200_000


def test_without_log_signatures(paths, tmp_path):
    """What is computed of them names the family; what they are made of is there."""
    python = install(paths, tmp_path / "env")
    code = """
import numpy as np, reference, siglib
assert siglib.show_config()["build"]["families"] == ["path", "tensor"]
path = np.random.default_rng(0).standard_normal((2, 9, 3))
sig = reference.sig(path, 4)
np.testing.assert_allclose(siglib.sig(path, 4), sig, atol=1e-9 * abs(sig).max())
one = np.zeros((2, 32))
for call in (
    lambda: siglib.log_sig(path, 4),
    lambda: siglib.log_sig(path, 4, method=0),
    lambda: siglib.log_sig_backprop(path, None, one, 4),
    lambda: siglib.sig_to_log_sig(sig, 3, 4),
    lambda: siglib.logsig_to_sig(one, 3, 4),
    lambda: siglib.log_sig_combine(one, one, 3, 4),
    lambda: siglib.convert_log_sig(one, 3, 4, source="words", target="brackets"),
):
    try:
        call()
    except siglib.UnsupportedVariantError as error:
        assert "no kernels of the family log, but of path, tensor" in str(error), error
        assert "--degrees 4 --dims 3 --dtypes float64 --families log,path,tensor --no-generic" in str(error), error
    else:
        raise AssertionError("a family that is not compiled in must be refused")
print(siglib.log_sig(path, 0).shape, siglib.log_sig(path[..., :1], 4).shape)
"""
    assert output_of(python, "-c", code) == "(2, 0) (2, 1)"


def test_no_generic(small, tmp_path):
    output_of(install(small, tmp_path / "env"), TESTS / "wheel_checks.py", "torch")


def test_with_generic(whole, tmp_path):
    """The kernels asked for, the ones for any degree and dimension, and no others; both give the same."""
    python = install(whole, tmp_path / "env")
    code = """
import numpy as np, siglib
from siglib._native.runtime import restrict_variants
names = siglib.show_config()["variants"]
assert {name.rpartition("f64_")[2] for name in names if "f64_" in name} == {"d1", "d3_n4", "n4", "generic"}, names
path = np.random.default_rng(0).standard_normal((20, 9, 3))
for paths, degree in ((path, 4), (path, 5), (path[..., :2], 4)):
    special = siglib.sig(paths, degree)
    restrict_variants("generic")
    np.testing.assert_allclose(siglib.sig(paths, degree), special, rtol=1e-10, atol=1e-10)
    restrict_variants(None)
print(siglib.show_config()["build"]["tag"])
"""
    assert output_of(python, "-c", code) == ("1_n4_d3_baseline" if X86 else "1_n4_d3")


def test_one_family(tensors, tmp_path):
    """Chen products alone: what is computed of paths names the family that is missing."""
    python = install(tensors, tmp_path / "env")
    code = """
import numpy as np, reference, siglib
assert siglib.show_config()["build"]["families"] == ["tensor"]
one, two = np.random.default_rng(0).standard_normal((2, 3, 120))
np.testing.assert_allclose(siglib.sig_combine(one, two, 3, 4), reference.sig_combine(one, two, 3, 4))
path = np.zeros((2, 9, 3))
for call in (
    lambda: siglib.sig(path, 4),
    lambda: siglib.sig(path[..., :1], 4),
    lambda: siglib.sig_jvp(path, path, 4),
    lambda: siglib.sig_backprop(path, None, np.zeros((2, 120)), 4),
    lambda: siglib.transform_path(path, lead_lag=True),
):
    try:
        call()
    except siglib.UnsupportedVariantError as error:
        assert "no kernels of the family path" in str(error)
        assert "--degrees 4 --dims 3 --dtypes float64 --families path,tensor --no-generic --no-tangents" in str(error)
    else:
        raise AssertionError("a family that is not compiled in must be refused")
print(siglib.sig(path, 0, scalar_term=True).shape)
"""
    assert output_of(python, "-c", code) == "(2, 1)"


@pytest.mark.network
@pytest.mark.parametrize("numpy", ["numpy==1.26.4", "numpy"])
def test_numpy(small, tmp_path, numpy):
    """The oldest NumPy that is supported, where it has wheels for this Python, and the newest."""
    if "1.26" in numpy and sys.version_info >= (3, 13):
        pytest.skip("NumPy 1.26 has no wheels for this Python")
    version = output_of(install(small, tmp_path / "env", numpy), TESTS / "wheel_checks.py")
    assert version == "1.26.4" if "1.26" in numpy else not version.startswith("1.")


def interpreter(version):
    """Find another Python: on PATH, or among those of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"versions/{version}.*/bin/python"))]
    for candidate in filter(None, candidates):
        # What is on PATH may be a shim with nothing behind it.
        if subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return candidate
    return pytest.skip(f"there is no Python {version} here")


@pytest.mark.network
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_python(version, tmp_path):
    """From an environment with nothing but pip to a wheel that computes.

    Kernels have nothing to do with the interpreter: those of signature kernels would take a third of the time.
    """
    if version == "{}.{}".format(*sys.version_info):
        pytest.skip("all other tests run with this one")
    subprocess.run([interpreter(version), "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    command = [python, "-m", "codegen", "wheel", *LITTLE, "--families", "log,words", "--out", tmp_path]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True, capture_output=True)
    output_of(python, TESTS / "wheel_checks.py")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere OpenMP comes in another library")
def test_without_libgomp(whole, tmp_path):
    """On a system without the library, which a name that nobody has stands for."""
    python = install(whole, tmp_path / "env")
    (runtime,) = (tmp_path / "env").glob("lib/*/site-packages/siglib/_native/runtime*.so")
    content = runtime.read_bytes()
    assert b"libgomp.so.1\0" in content
    runtime.write_bytes(content.replace(b"libgomp.so.1\0", b"libgomp.so.9\0"))
    done = run(python, "-c", "import siglib")
    assert done.returncode == 1
    assert "ImportError: siglib runs threads with" in done.stderr.splitlines()[-1]
    assert "apt-get install libgomp1" in done.stderr.splitlines()[-1]


def selection(degrees="4", dims="3", dtypes="float32,float64", **options):
    numbers = spec.parse_numbers(degrees), spec.parse_dimensions(dims)
    return spec.Selection(*numbers, spec.parse_dtypes(dtypes), **{"exact": True, **options})


def test_tags_differ():
    builds = [
        spec.Build(selection()),
        spec.Build(selection(degrees="3")),
        spec.Build(selection(degrees="3,4")),
        spec.Build(selection(dims="")),
        spec.Build(selection(dims="3,5")),
        spec.Build(selection(exact=False)),
        spec.Build(selection(dtypes="float32")),
        spec.Build(selection(dtypes="float64")),
        spec.Build(selection(generic=False)),
        spec.Build(selection(tangents=False)),
        spec.Build(selection(families=spec.parse_families("tensor"))),
        spec.Build(replace(spec.DEFAULT_SELECTION, tangents=False)),
        spec.Build(replace(spec.DEFAULT_SELECTION, families=("tensor",))),
        spec.Build(selection(), isas="x86_64_v3"),
        spec.Build(selection(), isas="x86_64_v3,x86_64_v4"),
        spec.Build(selection(), openmp=False),
        spec.Build(selection(), cuda_archs=(90,)),
        spec.Build(selection(), cuda_archs=(80, 90)),
        spec.Build(selection(), emulator=True),
        spec.Build(spec.DEFAULT_SELECTION),
        spec.Build(spec.DEFAULT_SELECTION, openmp=False),
        spec.Build(spec.DEFAULT_SELECTION, cuda_archs=(90,)),
    ]
    tags = [build.tag for build in builds]
    assert len(set(tags)) == len(tags)
    assert tags[-3:] == ["", "1_serial", "1_cuda90"]
    assert all(tag[0].isdigit() and "-" not in tag for tag in tags if tag)
    chosen = spec.Build(selection("4", "3,5", "float32", generic=False), isas="x86_64_v3,x86_64_v4")
    assert chosen.tag == "1_n4_d3.5_f32_v3.v4_nogeneric"
    assert spec.Build(replace(spec.DEFAULT_SELECTION, tangents=False)).tag == "1_notangents"


def test_the_command_needs_nothing_installed(tmp_path):
    """What pip fetches is not there yet when the command starts."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "codegen", "wheel", "--degrees", "", "--no-generic"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "degrees: expected at least one" in done.stderr


@pytest.fixture(scope="module")
def sdists(tmp_path_factory):
    """Two builds of the source distribution."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("a source distribution is made from a git checkout")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    built = []
    for turn in ("one", "two"):
        folder = tmp_path_factory.mktemp(turn)
        code = f"import os; os.umask(0o0{2 if turn == 'one' else 7}7); from codegen import backend; "
        code += f"backend.build_sdist({str(folder)!r})"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, env={**os.environ, "PATH": path})
        built += folder.glob("*.tar.gz")
    return built


def test_sdist_is_reproducible(sdists):
    one, two = sdists
    assert one.read_bytes() == two.read_bytes()


def unpack(sdist, folder):
    """Unpack a source distribution; return the folder that is in it."""
    with tarfile.open(sdist) as archive:
        # Python 3.11.4 brought filters, 3.12 warns without one.
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (unpacked,) = folder.iterdir()
    return unpacked


def contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def call_backend(hook, folder, tree=ROOT, **settings):
    """Call a hook of the build backend as pip does: in the folder of the sources, in a process of its own."""
    code = f"from codegen import backend; print(backend.{hook}({str(folder)!r}, {settings!r}))"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.check_output([sys.executable, "-c", code], cwd=tree, env=environment, text=True).split()[-1]


def test_sdist_is_complete(sdists, tmp_path):
    folder = unpack(sdists[0], tmp_path)
    listed = subprocess.check_output(["git", "ls-tree", "-r", "--name-only", "HEAD"], cwd=ROOT, text=True)
    assert set(contents(folder)) == {*listed.split(), "PKG-INFO"}
    # It has all that the command needs.
    command = [sys.executable, "-m", "codegen", "list", "--degrees", "2"]
    assert "sigfwd_f64_n2" in subprocess.check_output(command, cwd=folder, text=True).split()


def test_sdist_without_git(sdists, tmp_path):
    """Of an unpacked source distribution in use comes that source distribution again."""
    tree = unpack(sdists[0], tmp_path / "tree")
    before = contents(tree)
    for file in ("build/kernels.c", "dist/siglib.whl", ".venv/bin/python", "codegen/__pycache__/spec.pyc", "out/x.whl"):
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / file).write_text("not of the sources")
    name = call_backend("build_sdist", tree / "out", tree)
    assert name == sdists[0].name
    assert contents(unpack(tree / "out" / name, tmp_path / "again")) == before
    first = (tree / "out" / name).read_bytes()
    call_backend("build_sdist", tree / "out", tree)
    assert (tree / "out" / name).read_bytes() == first


def test_the_name_of_the_distribution_stands_in_one_place(sdists, tmp_path):
    tree = unpack(sdists[0], tmp_path / "tree")
    project = (tree / "pyproject.toml").read_text()
    (tree / "pyproject.toml").write_text(project.replace('name = "siglib"', 'name = "path-signatures"'))
    folder = call_backend("prepare_metadata_for_build_wheel", tmp_path, tree)
    assert folder.startswith("path_signatures-")
    lines = (tmp_path / folder / "METADATA").read_text().partition("\n\n")[0].splitlines()
    assert "Name: path-signatures" in lines
    assert not [line for line in lines if line.startswith("Requires-Dist: siglib")]


def test_metadata_without_a_build(whole, tmp_path):
    """What pip is told before it builds is what the wheel says."""
    folder = call_backend("prepare_metadata_for_build_wheel", tmp_path)
    with zipfile.ZipFile(whole) as archive:
        assert (tmp_path / folder / "METADATA").read_bytes() == archive.read(f"{folder}/METADATA")
        labels = archive.read(f"{folder}/WHEEL").decode().splitlines()
    assert (tmp_path / folder / "WHEEL").read_text().splitlines() == [x for x in labels if not x.startswith("Build")]


def test_make_builds_once(sdists, tmp_path):
    """What one target built serves all others; after an edit it is built again once, in the same folder, visibly."""
    if not shutil.which("make"):
        pytest.skip("there is no make")
    tree = unpack(sdists[0], tmp_path)
    for made in (".venv/bin/python", ".venv/build-tools", "build/wheel/built"):
        (tree / made).parent.mkdir(parents=True, exist_ok=True)
        (tree / made).touch()
    command = ["make", "--dry-run", "demo", "test", "docs", "lint"]
    assert "pip wheel" not in subprocess.check_output(command, cwd=tree, text=True)
    os.utime(tree / "siglib" / "dask.py", (2**31, 2**31))
    steps = subprocess.check_output(command, cwd=tree, text=True).splitlines()
    (build,) = (step for step in steps if "pip wheel" in step)
    assert "--verbose" in build
    assert "-Cbuild-dir=build/meson" in build


def test_editable(shared, tmp_path):
    """Of several options in one setting; and what it says when the tools that it was built with are gone."""
    pytest.importorskip("mesonpy", reason="the build tools are part of the test extra")
    options = {"degrees": 4, "dims": 3, "dtypes": "float64", "isas": "baseline", "families": "tensor"}
    options |= {"exact": "true", "generic": "false", "tangents": "false"}
    arguments = " ".join(f"-D{name}={value}" for name, value in options.items())
    name = call_backend("build_editable", tmp_path, **{"setup-args": arguments, "build-dir": str(shared)})
    site = tmp_path / "site"
    with zipfile.ZipFile(tmp_path / name) as archive:
        archive.extractall(site)
    code = f"import site; site.addsitedir({str(site)!r}); import siglib; print(siglib.show_config()['build']['tag'])"
    assert output_of(sys.executable, "-c", code).startswith("1_n4_")

    (loader,) = site.glob("*_editable_loader.py")
    import mesonpy

    gone = loader.read_text().replace(repr(mesonpy.__file__), "'/gone'").replace("/ninja']", "/gone']")
    loader.write_text(gone)
    done = run(sys.executable, "-c", code)
    message = done.stderr.splitlines()[-1]
    assert message.startswith("ImportError: siglib is installed editable and has to be rebuilt")
    assert "pip install --no-build-isolation -e ." in message


def test_the_version_stands_in_one_place():
    import siglib

    files = [
        file
        for pattern in ("*.toml", "*.md", "*.options", "*/*.py*", "*/*.build", "docs/*")
        for file in ROOT.glob(pattern)
    ]
    # Other libraries may have the same.
    own = re.compile(rf"(siglib|version)\S*\W+{re.escape(siglib.__version__)}", re.IGNORECASE)
    repeats = [file.name for file in files if file.is_file() and own.search(file.read_text())]
    assert set(repeats) <= {"CHANGELOG.md"}
    assert siglib.__version__ in (ROOT / "meson.build").read_text()
