"""The generator: its golden output, its determinism and its command line.

After a deliberate change of a template, render the golden file anew and read the difference:

    python -m codegen render --isa baseline --degrees 3 --dims 3 --dtypes float64 --output tests/data/golden_kernels.pyx
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SELECTION = ["--degrees", "3", "--dims", "3", "--dtypes", "float64"]


def codegen(*arguments, check=True):
    command = [sys.executable, "-m", "codegen", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=check)


def render(isa, output, *selection):
    codegen("render", "--isa", isa, "--output", output, *selection)
    return output.read_bytes()


def test_golden(tmp_path):
    golden = ROOT / "tests" / "data" / "golden_kernels.pyx"
    assert render("baseline", tmp_path / "kernels.pyx", *SELECTION).decode() == golden.read_text()


@pytest.mark.parametrize("isa", ["baseline", "x86_64_v3", "x86_64_v4"])
def test_same_bytes_every_time(tmp_path, isa):
    assert render(isa, tmp_path / "one.pyx") == render(isa, tmp_path / "two.pyx")


def test_identical_output_is_left_alone(tmp_path):
    output = tmp_path / "kernels.pyx"
    render("baseline", output, *SELECTION)
    before = output.stat().st_mtime_ns
    render("baseline", output, *SELECTION)
    assert output.stat().st_mtime_ns == before


def test_depfile_names_what_was_read(tmp_path):
    output, depfile = tmp_path / "kernels.pyx", tmp_path / "kernels.dep"
    codegen("render", "--isa", "baseline", "--output", output, "--depfile", depfile, *SELECTION)
    target, _, sources = depfile.read_text().partition(": ")
    assert target == str(output)
    read = {Path(source).name for source in sources.split()}
    assert {"kernels.pyx.j2", "sigfwd.pyx.j2", "walk.j2", "spec.py"} <= read
    assert all(Path(source).exists() for source in sources.split())


def test_list():
    ids = codegen("list", "--degrees", "2-3", "--dims", "3", "--dtypes", "float64").stdout.split()
    assert len(ids) == len(set(ids))
    assert {"sigfwd_f64_d3_n3", "sigfwd_f64_n3", "sigbwd_f64_generic", "combine_bwd_f64_d3_n3"} <= set(ids)
    assert not any("f32" in name or "n4" in name or "d2" in name for name in ids)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [("--degrees", "two", "1-4,6"), ("--degrees", "0", "at least 1"), ("--dtypes", "float16", "float32")],
)
def test_bad_options_say_what_was_expected(option, value, message):
    outcome = codegen("list", option, value, check=False)
    assert outcome.returncode == 2
    assert message in outcome.stderr


def test_help():
    assert "render" in codegen("--help").stdout
