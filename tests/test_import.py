import importlib.metadata
import importlib.resources
import json

import pytest
from operations import FUNCTIONS
from support import CONFIG, Variant, output_of

import siglib

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
print(sorted(new - set(sys.stdlib_module_names) - {"numpy", "siglib", "operations", "cases", "reference", "support"}))
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


@pytest.mark.parametrize("name", [case.name for case in FUNCTIONS if case.is_public])
def test_public_functions(name):
    function = getattr(siglib, name)
    assert callable(function)
    assert function.__doc__
    assert "return" in function.__annotations__


def test_typed():
    assert importlib.resources.files("siglib").joinpath("py.typed").is_file()


def test_version():
    assert CONFIG["version"] == importlib.metadata.version("siglib")


def test_torch_is_never_imported(tmp_path):
    """Even where there is one."""
    (tmp_path / "torch.py").write_text("")
    assert output_of(NO_TORCH.replace("USE", USE), str(tmp_path)) == "False"


def test_nothing_but_numpy_is_imported():
    assert output_of(LOADED.replace("USE", USE)) == "[]"


def test_import_is_silent():
    assert output_of("import warnings; warnings.simplefilter('error'); import siglib") == ""


def test_subnormal_numbers_stay():
    """The process's floating-point mode is not ours to change."""
    assert output_of(SUBNORMAL.replace("USE", USE)) == "True"


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
    assert siglib.show_config() == CONFIG


def test_variants():
    variants = CONFIG["variants"]
    assert variants == sorted(set(variants))
    assert [str(Variant.parse(name)) for name in variants] == variants
    dtypes = {Variant.parse(name).dtype for name in variants}
    for dtype in dtypes:
        for op in ("sigfwd", "sigbwd", "combine", "combine_bwd"):
            assert f"{op}_f{dtype[5:]}_generic" in variants
