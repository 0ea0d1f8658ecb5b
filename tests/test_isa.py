"""Each instruction set in a process of its own: the choice is made at import."""

import platform
from pathlib import Path

import numpy as np
import pytest
from support import CONFIG, DTYPES, VARIANTS, output_of, run_python

ORDER = ["baseline", "x86_64_v3", "x86_64_v4"]
VECTOR_BYTES = {"baseline": 16, "x86_64_v3": 32, "x86_64_v4": 64}
V3 = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"}
V4 = V3 | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}
NEEDS = {"baseline": set(), "x86_64_v3": V3, "x86_64_v4": V4}

CHOSEN = "import siglib; print(siglib.show_config()['isa'])"
LANES = """
import siglib
print(siglib.show_config()["lanes"])
"""
CHECK = """
import siglib
from support import VARIANTS
from variant_checks import check

assert siglib.show_config()["isa"] == "ISA"
for variant in VARIANTS:
    few = {"lengths": (2, 3, 5, 8, 9)} if variant.op.startswith("sig") else {}
    check(variant, largest=300, **few)
print(sum(variant.d is None for variant in VARIANTS))
"""


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    """A folder where the checks of all instruction sets share what is right."""
    return tmp_path_factory.mktemp("memory")


@pytest.mark.parametrize("isa", CONFIG["isas_available"])
def test_every_variant(isa, memory):
    # Which dimensions are compiled in depends on the ISA; all else is there for each.
    any_dimension = sum(variant.d is None for variant in VARIANTS)
    output = output_of(CHECK.replace("ISA", isa), timeout=600, SIGLIB_ISA=isa, SIGLIB_TEST_MEMORY=str(memory))
    assert output == str(any_dimension)


@pytest.mark.parametrize("isa", CONFIG["isas_available"])
def test_lanes_fill_a_vector(isa):
    lanes = {dtype: VECTOR_BYTES[isa] // np.dtype(dtype).itemsize for dtype in DTYPES}
    assert output_of(LANES, SIGLIB_ISA=isa) == str(lanes)


def test_the_highest_available_is_the_default():
    assert output_of(CHOSEN, SIGLIB_ISA=None) == max(CONFIG["isas_available"], key=ORDER.index)


def cpu_flags():
    info = Path("/proc/cpuinfo")
    if platform.machine() != "x86_64" or not info.exists():
        return None
    lines = [line for line in info.read_text().splitlines() if line.startswith("flags")]
    return set(lines[0].split(":")[1].split()) if lines else None


@pytest.mark.skipif(cpu_flags() is None, reason="asks /proc/cpuinfo of an x86-64 machine")
def test_available_is_what_the_cpu_says():
    able = [isa for isa in CONFIG["isas_compiled"] if NEEDS[isa] <= cpu_flags()]
    assert CONFIG["isas_available"] == able


@pytest.mark.parametrize("value", ["x86_64_v9", "AVX2", "baseline,x86_64_v3", " "])
def test_unknown_value(value):
    done = run_python(CHOSEN, SIGLIB_ISA=value)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: ")
    for word in ("SIGLIB_ISA", value, *CONFIG["isas_available"]):
        assert word in last


def test_values_that_cannot_run_here():
    for isa in set(ORDER) - set(CONFIG["isas_available"]):
        done = run_python(CHOSEN, SIGLIB_ISA=isa)
        assert "ImportError" in done.stderr
        assert isa in done.stderr


def test_empty_means_unset():
    assert output_of(CHOSEN, SIGLIB_ISA="") == output_of(CHOSEN, SIGLIB_ISA=None)
