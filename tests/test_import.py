import importlib.metadata
import importlib.resources
import json
import re
import subprocess
import sys
import tomllib
import types
from pathlib import Path

import pytest
from operations import FUNCTIONS
from support import CONFIG, EXTRAS, Variant, output_of, run_python

import siglib

ROOT = Path(__file__).resolve().parent.parent

USE = """
from operations import FUNCTIONS
for case in FUNCTIONS:
    if case.is_public and case.has_examples:
        case.example()()
try:
    siglib.sig(object(), 2)
except TypeError:
    pass
siglib.show_config()
"""

LOADED = """
import sys
import numpy
before = set(sys.modules)
import siglib
USE
new = {name.partition(".")[0] for name in set(sys.modules) - before}
new = {name for name in new if not name.startswith(("_cython_", "cython_runtime"))}
of_tests = {"operations", "cases", "reference", "reference_kernels", "reference_log", "support"}
print(sorted(new - set(sys.stdlib_module_names) - {"numpy", "siglib"} - of_tests))
"""

NO_TORCH = """
import sys
sys.path.insert(0, sys.argv[1])
import siglib
USE
print("torch" in sys.modules)
"""

SUBNORMAL = """
import numpy as np
import siglib
USE
tiny = np.full(64, 5e-324)
print((tiny * 1.0 == tiny).all() and (tiny + tiny > 0).all())
"""

WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import siglib
"""


@pytest.mark.parametrize("name", [case.name for case in FUNCTIONS if case.is_public])
def test_public_functions(name):
    function = getattr(siglib, name)
    assert callable(function)
    assert function.__doc__
    assert "return" in function.__annotations__


def test_typed():
    assert importlib.resources.files("siglib").joinpath("py.typed").is_file()


def test_version():
    name = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["name"]
    assert CONFIG["version"] == importlib.metadata.version(name)


def test_torch_is_never_imported(tmp_path):
    """Even where there is one."""
    (tmp_path / "torch.py").write_text("")
    assert output_of(NO_TORCH.replace("USE", USE), str(tmp_path)) == "False"


def test_while_another_thread_imports_torch(monkeypatch):
    """Until that has come to its classes, the module is there and they are not."""
    monkeypatch.setitem(sys.modules, "torch", types.ModuleType("torch"))
    for case in FUNCTIONS:
        if case.is_public and case.has_examples:
            example = case.example()
            example(**{name: array.tolist() for name, array in example.arrays.items()})


def test_nothing_but_numpy_is_imported():
    assert output_of(LOADED.replace("USE", USE)) == "[]"


def test_import_is_silent():
    assert output_of("import warnings; warnings.simplefilter('error'); import siglib") == ""


def test_subnormal_numbers_stay():
    """The process's floating-point mode is not ours to change."""
    assert output_of(SUBNORMAL.replace("USE", USE)) == "True"


SUBINTERPRETER = """
import _xxsubinterpreters as interpreters
import siglib
try:
    interpreters.run_string(interpreters.create(), "import siglib")
except interpreters.RunFailedError as error:
    print(error)
"""


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the module has another name")
def test_subinterpreters_are_refused():
    out = output_of(SUBINTERPRETER)
    assert "ImportError" in out
    assert "siglib does not support subinterpreters" in out


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("libgomp.so.1: cannot open shared object file: No such file or directory", "apt-get install libgomp1"),
        ("libomp.so.5: cannot open shared object file: No such file or directory", "apt-get install libomp5"),
        ("dlopen(runtime.so): Library not loaded: @rpath/libomp.dylib", "brew install libomp"),
        ("module siglib._native.runtime does not support loading in subinterpreters", "Use processes"),
    ],
)
def test_what_cannot_be_loaded_is_explained(message, advice):
    code = """
import importlib.abc, sys

class Broken(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "siglib._native.runtime":
            raise ImportError(sys.argv[1])

sys.meta_path.insert(0, Broken())
try:
    import siglib
except ImportError as error:
    print(error)
"""
    assert advice in output_of(code, message)
    assert output_of(code, "something else") == "something else"


def test_config():
    assert isinstance(CONFIG, dict)
    assert json.loads(json.dumps(CONFIG)) == CONFIG
    assert CONFIG["isa"] in CONFIG["isas_available"]
    assert set(CONFIG["isas_available"]) <= set(CONFIG["isas_compiled"])
    assert CONFIG["openmp"] in (True, False)
    assert CONFIG["threads"] >= 1
    assert set(CONFIG["lanes"]) <= {"float32", "float64"}


def test_config_is_readable():
    text = str(CONFIG)
    for key in ("version", "isa", "openmp", "threads"):
        assert key in text.lower()
    assert CONFIG["version"] in text
    assert max(map(len, text.splitlines())) < 300
    assert CONFIG["isa"] in text


def test_config_is_a_fresh_copy():
    siglib.show_config()["variants"].clear()
    assert siglib.show_config()["variants"] == CONFIG["variants"]


def test_variants():
    variants = CONFIG["variants"]
    assert variants == sorted(set(variants))
    assert [str(Variant.parse(name)) for name in variants] == variants
    dtypes = {Variant.parse(name).dtype for name in variants}
    for dtype in dtypes:
        for op in ("sigfwd", "sigbwd", "combine", "combine_bwd"):
            assert f"{op}_f{dtype[5:]}_generic" in variants


def run_in_checkout(*arguments):
    """Run Python where the source folder is found before everything else."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_lines_of_the_readme_run_in_a_checkout():
    code = re.search(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)[1]
    done = run_in_checkout("-c", f"{code}\nprint(gradient.shape, siglib.__version__, siglib.get_include())")
    assert done.stdout.split() == ["(128,", "256,", "3)", siglib.__version__, siglib.get_include()], done.stderr


def test_a_checkout_that_was_never_built_says_so():
    """Without site-packages there is no other siglib."""
    done = run_in_checkout("-S", "-c", "import siglib")
    assert done.returncode == 1
    assert "ImportError: siglib is not built here" in done.stderr.splitlines()[-1]
    assert "pip install ." in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", EXTRAS)
def test_modules_of_extras_are_attributes(name):
    """Whoever imported what before."""
    pytest.importorskip(name)
    assert output_of(f"import siglib; print(siglib.{name}.__name__)") == f"siglib.{name}"


def test_torch_modules_are_attributes():
    pytest.importorskip("torch")
    assert output_of("import siglib; print(siglib.torch.nn.Signature.__module__)") == "siglib.torch.nn"


@pytest.mark.parametrize("name", EXTRAS)
@pytest.mark.parametrize("use", ["siglib.{}", "import siglib.{}", "from siglib.{} import sig", "from siglib import {}"])
def test_a_missing_extra_is_named(name, use):
    done = run_python(WITHOUT + use.format(name), name)
    message = done.stderr.splitlines()[-1]
    assert message.startswith(f"ImportError: siglib.{name} needs the extra '{name}'")
    assert f'pip install ".[{name}]"' in message


def test_other_attributes_are_missing():
    with pytest.raises(AttributeError, match="module 'siglib' has no attribute 'jax'"):
        _ = siglib.jax
