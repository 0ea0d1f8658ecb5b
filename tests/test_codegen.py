"""The generator: its golden output, its determinism and its command line.

After a deliberate change of a template, render the golden files anew and read the difference:

    python tests/test_codegen.py
"""

import re
import shutil
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent))

from codegen import cpu, kernels, lyndon, render, spec
from codegen.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "data" / "golden"
SELECTION = ["--degrees", "3", "--dims", "3", "--dtypes", "float64"]
MODULES = [module.name for module in kernels.MODULES]
HEADING = re.compile(r"# -{117}\n# (?:Kernel )?(\w+)\n")


@pytest.fixture
def codegen(capsys):
    """Run a command in this process; return what it prints."""

    def run(*arguments):
        main([*map(str, arguments)])
        return capsys.readouterr().out

    return run


def rendered(output, isa, module, *selection):
    main(["render", "--isa", isa, "--module", module, "--output", str(output), *selection])
    return output.read_text()


def golden_files(folder):
    """Render all modules: a file for each kernel, and one for what surrounds the kernels of a module."""
    files = {}
    for module in MODULES:
        text = rendered(folder / "module.pyx", "baseline", module, *SELECTION)
        head, *sections = HEADING.split(text)
        files[f"module_{module}.pyx"] = head
        for name, section in zip(sections[::2], sections[1::2], strict=True):
            if name == "Table":
                files[f"module_{module}.pyx"] += section
            else:
                files[f"{name}.pyx"] = section.strip("\n") + "\n"
    return files


def test_golden(tmp_path):
    files = golden_files(tmp_path)
    assert set(files) == {file.name for file in GOLDEN.iterdir()}
    assert {f"{kernel.id}.pyx" for kernel in kernels.KERNELS} <= set(files)
    for name, text in files.items():
        assert text == (GOLDEN / name).read_text(), name


@pytest.mark.parametrize("module", MODULES)
def test_same_bytes_every_time(tmp_path, module):
    one, two = (rendered(tmp_path / name, "x86_64_v4", module) for name in ("one.pyx", "two.pyx"))
    assert one == two


def test_identical_output_is_left_alone(tmp_path):
    output = tmp_path / "kernels.pyx"
    rendered(output, "baseline", "tensor", *SELECTION)
    before = output.stat().st_mtime_ns
    rendered(output, "baseline", "tensor", *SELECTION)
    assert output.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("module", "read", "unread"),
    [
        (
            "path",
            {"path/sigfwd.pyx.j2", "path/walk.j2", "path/driver.pyx.j2"},
            {"tensor/combine.pyx.j2", "tensor/chen.j2"},
        ),
        ("path_tangents", {"path/sigfwd.pyx.j2", "path/walk.j2"}, {"path/driver.pyx.j2", "tensor/combine.pyx.j2"}),
        ("path_lyndon", {"path/sigfwd.pyx.j2", "path/lyndon.j2"}, {"path/driver.pyx.j2", "tensor/combine.pyx.j2"}),
        ("tensor", {"tensor/combine.pyx.j2", "tensor/chen.j2"}, {"path/sigfwd.pyx.j2", "path/walk.j2"}),
        ("series", {"log/series.pyx.j2", "log/walk.j2"}, {"path/sigfwd.pyx.j2", "tensor/chen.j2"}),
    ],
)
def test_depfile_names_what_was_read(tmp_path, module, read, unread):
    """A changed template builds the modules of its family again, and no others."""
    output, depfile = tmp_path / "kernels.pyx", tmp_path / "kernels.dep"
    rendered(output, "baseline", module, "--depfile", str(depfile), *SELECTION)
    target, _, sources = depfile.read_text().partition(": ")
    assert target == str(output)
    files = {Path(source) for source in sources.split()}
    assert all(file.exists() for file in files)
    names = {str(file.relative_to(render.TEMPLATES)) for file in files if file.is_relative_to(render.TEMPLATES)}
    assert {"common/module.pyx.j2"} | read <= names
    assert not unread & names
    assert {"kernels.py", "spec.py"} <= {file.name for file in files}


def test_list(codegen):
    ids = codegen("list", "--degrees", "2-3", "--dims", "3", "--dtypes", "float64").split()
    assert len(ids) == len(set(ids))
    assert {
        "sigfwd_f64_d3_n3",
        "sigfwd_f64_n3",
        "sigbwd_f64_generic",
        "combine_f64_d1",
        "combine_bwd_f64_d3_n3",
    } <= set(ids)
    assert not any("f32" in name or "n4" in name or "d2" in name for name in ids)


def test_high_degrees(codegen):
    """Two channels have kernels of their own there; all others the generic ones, or those of a build without these."""
    options = ["--isa", "x86_64_v4", "--degrees", "8,10", "--dtypes", "float64"]
    ids = set(codegen("list", *options).split())
    assert {"sigbwd_f64_d2_n10", "combine_f64_d2_n10", "sigbwd_f64_d2", "sigbwd_f64_d3", "sigbwd_f64_n8"} <= ids
    assert not {"sigbwd_f64_n10", "sigbwd_f64_d3_n10"} & ids
    assert "sigbwd_f64_n10" in codegen("list", *options, "--generic", "false").split()


@pytest.mark.parametrize(
    ("options", "modules"),
    [
        ([], MODULES),
        (["--tangents", "false"], [name for name in MODULES if "tangents" not in name]),
        (["--families", "path"], ["path", "path_tangents", "path_stepwise", "tensor"]),
        (["--families", "log"], [name for name in MODULES if name != "words" and "pairs" not in name]),
        (["--families", "words"], ["path", "path_tangents", "path_stepwise", "tensor", "words"]),
        (["--families", "tensor"], ["tensor"]),
        (["--families", "pairs"], ["pairs_tangents", "pairs", "pairs_waves"]),
    ],
)
def test_modules(codegen, options, modules):
    assert codegen("modules", *options).split() == modules
    listed = {name.partition("_f64")[0] for name in codegen("list", "--dtypes", "float64", *options).split()}
    kept = [kernel for kernel in kernels.KERNELS if not kernel.dual or "--tangents" not in options]
    assert listed == {kernel.id for kernel in kept if kernel.module.name in modules}


def test_kernels_for_log_signatures(codegen):
    """They begin with degree 2; exact builds have one with the dimension at run time for what is not compiled in."""
    ids = set(codegen("list", "--degrees", "1-3", "--dims", "3,8", "--dtypes", "float64").split())
    assert {name for name in ids if name.startswith("sigbwd_lyndon")} == {
        "sigbwd_lyndon_f64_n2",
        "sigbwd_lyndon_f64_d3_n3",
        "sigbwd_lyndon_f64_n3",
    }
    for dims, expected in (("3", {"d3_n3"}), ("3,8", {"d3_n3", "n3"}), ("", {"n3"})):
        options = ["--degrees", "3", "--dims", dims, "--dtypes", "float64", "--exact", "true"]
        ids = set(codegen("list", *options).split())
        assert {name for name in ids if "sigfwd_lyndon" in name} == {f"sigfwd_lyndon_f64_{axes}" for axes in expected}


def is_lyndon(word):
    return all(word < word[i:] for i in range(1, len(word)))


def walked(below, word=()):
    """The words of a branch, and those of the last level with their places."""
    if isinstance(below, int):
        yield word, below
    else:
        for letter, further in below:
            yield (*word, letter), None
            yield from walked(further, (*word, letter))


@pytest.mark.parametrize(("d", "degree"), [(2, 3), (2, 4), (2, 7), (3, 3), (3, 5), (4, 4)])
@pytest.mark.parametrize("most_words", [0, 1000])
def test_words_of_log_signatures(d, degree, most_words):
    """The tables of a kernel lead to all factors of Lyndon words, and to the Lyndon words of the top level in order."""
    words = [word for n in range(1, degree + 1) for word in product(range(d), repeat=n)]
    all_lyndon = [word for word in words if is_lyndon(word)]
    factors = {word[i:j] for word in all_lyndon for i in range(degree) for j in range(i + 1, len(word) + 1)}
    tree = lyndon.tree(d, degree, most_words)
    assert tree.depth == (2 if not most_words else min(4, degree - 1))
    branches = [*tree.branches, ()]
    found, places = set(), []
    for level in range(1, degree - tree.depth + 1):
        left_out = tree.left_out.get(level, [0] * d**level)
        found |= {w for w, out in zip(product(range(d), repeat=level), left_out, strict=True) if not out}
    for word, kind in zip(product(range(d), repeat=degree - tree.depth), tree.kinds, strict=True):
        for letters, place in walked(branches[kind]):
            found.add(word + letters)
            places += [] if place is None else [(word + letters, place)]
        assert tree.branches.get(branches[kind], 0) == sum(w[: len(word)] == word for w, _ in places)
    top = [word for word in all_lyndon if len(word) == degree]
    assert [word for word, _ in places] == top
    assert found == {word for word in factors if len(word) < degree} | set(top)


def test_one_channel_comes_first():
    selection = spec.Selection((2, 3), (2,), spec.DTYPES, generic=False)
    variants = list(cpu.variants(selection, spec.isa_named("baseline")))
    combine = [variant for variant in variants if variant.kernel.id == "combine" and variant.dtype.id == "f64"]
    assert (combine[0].id, combine[0].function) == ("combine_f64_d1", "combine_f64_generic")
    assert len({variant.id for variant in variants}) == len(variants)


def test_kernel_without_axes(monkeypatch, tmp_path):
    """One row and one template: a kernel without axes is in every build, once for each dtype."""
    templates = shutil.copytree(render.TEMPLATES, tmp_path / "templates")
    (templates / "tensor" / "negative.pyx.j2").write_text(
        "\n\ncdef void {{ name }}(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil:\n"
        '    """Nothing, in {{ scalar }}."""\n'
    )
    row = kernels.Kernel("negative", kernels.TENSORS, axes=())
    monkeypatch.setattr(spec, "KERNELS", (*kernels.KERNELS, row))
    monkeypatch.setattr(render, "TEMPLATES", templates)
    selection = spec.Selection((3,), (3,), spec.DTYPES, exact=True, generic=False, tangents=False)
    text, read = cpu.module_source(kernels.TENSORS, spec.isa_named("baseline"), selection)
    for dtype, scalar in (("f32", "float"), ("f64", "double")):
        assert f"cdef void negative_{dtype}(const Rows* rows" in text
        assert f'"""Nothing, in {scalar}."""' in text
        assert f'describe("negative_{dtype}", "negative", sizeof({scalar}), 0, 0, 1, <void*> negative_{dtype})' in text
    assert "Kernel negative\n" in text
    assert templates / "tensor" / "negative.pyx.j2" in read
    with_generic = replace(selection, generic=True)
    assert [v.id for v in cpu.variants(with_generic, spec.isa_named("baseline")) if v.kernel == row] == [
        "negative_f32",
        "negative_f64",
    ]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--degrees", "two", "1-4,6"),
        ("--degrees", "0", "at least 1"),
        ("--dtypes", "float16", "float32"),
        ("--families", "paths", "path, tensor"),
        ("--tangents", "no", "true or false"),
    ],
)
def test_bad_options_say_what_was_expected(codegen, capsys, option, value, message):
    with pytest.raises(SystemExit) as outcome:
        codegen("list", option, value)
    assert outcome.value.code == 2
    assert message in capsys.readouterr().err


def test_help(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "render" in capsys.readouterr().out


def test_cuda_files(codegen, tmp_path):
    files = codegen("cuda-files", "--dtypes", "float64").split()
    assert {"sigfwd_f64", "sigbwd_dual_f64", "combine_bwd_f64", "paths_f64", "tensors_f64", "tables"} <= set(files)
    assert not any("f32" in name for name in files)
    for file in files:
        outputs = [tmp_path / f"{file}{n}.cu" for n in (1, 2)]
        for output in outputs:
            codegen("cuda", "--file", file, "--output", output, "--dtypes", "float64", "--depfile", tmp_path / "dep")
        assert outputs[0].read_bytes() == outputs[1].read_bytes()
        assert outputs[0].read_text().startswith("// Generated by codegen from cuda/")
        read = {Path(source).name for source in (tmp_path / "dep").read_text().partition(": ")[2].split()}
        assert {"tables.cu.j2" if file == "tables" else "kernels.cu.j2", "spec.py"} <= read


def test_cuda_files_of_families(codegen):
    """The small kernels of a family share a file, those in dual numbers as well."""
    tensors = codegen("cuda-files", "--families", "tensor", "--dtypes", "float64").split()
    assert {"combine_f64", "combine_dual_f64", "tensors_f64", "tables"} <= set(tensors)
    assert not {"sigfwd_f64", "paths_f64"} & set(tensors)
    plain = codegen("cuda-files", "--tangents", "false", "--dtypes", "float64").split()
    assert {"sigfwd_f64", "paths_f64", "tensors_f64"} <= set(plain)
    assert not any("dual" in file for file in plain)


def test_cuda_kernels_have_the_degrees_asked_for(codegen, tmp_path):
    output = tmp_path / "sigfwd_f32.cu"
    codegen("cuda", "--file", "sigfwd_f32", "--degrees", "2,3", "--output", output)
    text = output.read_text()
    for name in ("sigfwd_f32_n2", "sigfwd_f32_d3_n3", "sigfwd_f32_generic"):
        assert f" {name}(const PathJob job)" in text
    assert "sigfwd_f32_n4" not in text


def test_cuda_kernels_of_an_exact_selection(codegen, tmp_path):
    """Dimensions that are compiled into no CUDA kernel are left to one for the degree."""
    exact = ["--degrees", "3", "--exact", "true", "--generic", "false"]
    for operation, dims, expected in (
        ("sigfwd", "3", {"sigfwd_f32_d3_n3"}),
        ("sigfwd", "3,11", {"sigfwd_f32_d3_n3", "sigfwd_f32_n3"}),
        ("sigfwd", "", {"sigfwd_f32_n3"}),
        ("sigfwd_dual", "3", {"sigfwd_dual_f32_n3"}),
    ):
        output = tmp_path / "kernels.cu"
        codegen("cuda", "--file", f"{operation}_f32", "--dims", dims, "--output", output, *exact)
        assert set(re.findall(r" (\w+)\(const PathJob job\)", output.read_text())) == expected


def test_cuda_file_that_is_none(codegen, tmp_path):
    with pytest.raises(ValueError, match="file: expected one of sigfwd_f32"):
        codegen("cuda", "--file", "sigfwd", "--output", tmp_path / "out.cu")


if __name__ == "__main__":
    for name, text in golden_files(GOLDEN.parent).items():
        (GOLDEN / name).write_text(text)
    (GOLDEN.parent / "module.pyx").unlink()
