"""The code of the pages: what is shown as Python runs, and prints what is shown."""

import ast
import doctest
import re
import runpy
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch

import siglib

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page):
    text = page.read_text()
    return [(text[: match.start(1)].count("\n"), match[1]) for match in BLOCK.finditer(text)]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: str(page.relative_to(ROOT)))
def test_page(page):
    """The blocks of a page share their names, from top to bottom."""
    names = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(verbose=False)
    for line, source in blocks(page):
        if 'device="cuda"' in source and not torch.cuda.is_available():
            pytest.skip("torch sees no CUDA device")
        if ">>>" in source:
            test = doctest.DocTestParser().get_doctest(source, names, page.name, str(page), line)
            runner.run(test, clear_globs=False)
            names = test.globs
        else:
            exec(compile("\n" * line + source, page, "exec"), names)
    assert runner.summarize(verbose=False).failed == 0


def test_links():
    """Links between pages and to files of the repository lead somewhere."""
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def messages():
    """Yield where an error of siglib is made, and its message: what is filled in is a line break."""
    for file in sorted(ROOT.glob("siglib/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and re.search(r"(?<!Syntax)Error$", ast.unparse(node.func)) and node.args:
                texts = [part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant | ast.FormattedValue)]
                texts.sort(key=lambda part: (part.lineno, part.col_offset))
                message = "".join(str(part.value) if isinstance(part, ast.Constant) else "\n" for part in texts)
                if re.search(r"\w{3} \w{2}", message):
                    yield f"{file.name}:{node.lineno}", message
    for file in sorted([*ROOT.glob("siglib/**/*.pyx"), *ROOT.glob("codegen/spec.py")]):
        for match in re.finditer(r"raise \w+Error\(\s*f?[\"'](.*)[\"']", file.read_text()):
            yield file.name, re.sub(r"\{[^}]*\}", "\n", match[1])


def test_every_error_has_a_remedy():
    """Troubleshooting has a part of each message, in the first column of a table; "..." stands for anything."""
    page = (ROOT / "docs" / "guide" / "troubleshooting.md").read_text()
    cells = re.findall(r"^\| (.+?) \|", page, re.MULTILINE)
    parts = [part.strip() for cell in cells for part in cell.replace("`", "").split(";")]
    patterns = [".*".join(map(re.escape, (piece.strip() for piece in part.split("...")))) for part in parts]
    missing = [
        f"{where}: {message}"
        for where, message in messages()
        if not any(re.search(pattern, message, re.DOTALL) for pattern in patterns)
    ]
    assert not missing, "\n".join(missing)


def test_api_page_has_every_public_name():
    text = (ROOT / "docs" / "api" / "index.md").read_text()
    listed = set(re.findall(r"siglib\.(\w+)$", text, re.MULTILINE)) | {"__version__"}
    assert set(siglib.__all__) <= listed


def test_tables_of_calls():
    """Our side of them; docs/check_calls.py compares both, where the other libraries are."""
    page = runpy.run_path(str(ROOT / "docs" / "check_calls.py"))
    names = page["operands"]()
    rows = page["ROW"].findall(page["PAGE"].read_text())
    assert len(rows) > 30
    for _, ours in rows:
        result = eval(ours, names)
        for array in result if isinstance(result, list | tuple) else [result]:
            assert np.isfinite(np.asarray(array)).all()


# What would fetch the package of that name from an index: extras of the bare name, or the name given to pip.
BY_NAME = re.compile(
    r"(?<![\w./])siglib\[[a-z]|pip3? (?:install|download|wheel)\b(?:(?! #)[^`\n])*?[ '\"]siglib(?=[\s`'\"=<>~!]|$)"
)


def test_pip_is_given_a_folder_and_never_the_name():
    """A stranger's package has it on the index."""
    folders = ("benchmarks", "codegen", "docs", "examples", "siglib", "tests")
    suffixes = {".ini", ".j2", ".md", ".py", ".pyx", ".rst", ".toml", ".txt", ".yaml", ".yml"}
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.suffix in suffixes]
    files += [ROOT / "Makefile", ROOT / ".ci" / "run", *ROOT.glob("*.md"), *ROOT.glob("*.toml")]
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in files
        if file != Path(__file__)
        for match in BY_NAME.finditer(file.read_text())
    ]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("pip install siglib", True),
        ("`pip install siglib[torch]`", True),
        ('python -m pip install --upgrade "siglib==9.9"', True),
        ("pip install numpy siglib", True),
        ('demo = ["siglib[torch]"]', True),
        ('pip install ".[torch]"', False),
        ("pip install .  # siglib", False),
        ("`pip install .` installs siglib", False),
        ("pip install /folder/siglib-9.9.whl", False),
    ],
)
def test_what_is_refused(text, is_refused):
    assert bool(BY_NAME.search(text)) == is_refused


def test_the_distribution_is_named_once():
    """In pyproject.toml; and the requirements that several extras share are the same in all of them."""
    requirements = pytest.importorskip("packaging.requirements", reason="part of the test extra")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {}
    for extra in project["optional-dependencies"].values():
        for requirement in map(requirements.Requirement, extra):
            named.setdefault(requirement.name, set()).add(str(requirement))
    assert project["name"] not in named
    assert {name: given for name, given in named.items() if len(given) > 1} == {}


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("page.html", '<script src="https://cdn.example/tex.js"></script>', "https://cdn.example/tex.js"),
        ("page.html", '<link rel="stylesheet" href="//fonts.example/a.css">', "//fonts.example/a.css"),
        ("page.html", '<img srcset="a.png 1x, http://b.example/b.png 2x">', "http://b.example/b.png 2x"),
        ("page.html", "<style>@import 'https://a.example/a.css';</style>", "https://a.example/a.css"),
        ("page.html", "<script>import('https://a.example/a.js')</script>", "https://a.example/a.js"),
        ("page.html", '<p style="background: url(http://a.example/a.png)">', "http://a.example/a.png"),
        ("figure.svg", '<svg><image xlink:href="http://a.example/a.png"/></svg>', "http://a.example/a.png"),
        ("style.css", "@font-face { src: url('https://a.example/a.woff2') }", "https://a.example/a.woff2"),
        ("script.js", 'fetch("https://a.example/data.json")', "https://a.example/data.json"),
        ("page.html", '<a href="https://a.example">a</a> <img src="a.png"> <script src="a.js"></script>', None),
        ("page.html", "<p>fetch('https://a.example')</p>", None),
        ("figure.svg", '<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#a"/></svg>', None),
        ("style.css", "a { background: url(data:image/svg+xml,//) } b { background: url(b.png) }", None),
    ],
)
def test_what_pages_load_from_elsewhere(tmp_path, name, text, address):
    """What docs/check_pages.py, which `make docs` runs on all that was built, refuses."""
    (tmp_path / "index.html").write_text("<p>A page.</p>")
    (tmp_path / name).write_text(text)
    check = runpy.run_path(str(ROOT / "docs" / "check_pages.py"))["main"]
    if address is None:
        check(tmp_path)
    else:
        with pytest.raises(SystemExit) as refusal:
            check(tmp_path)
        assert f"{name}: loads" in str(refusal.value)
        assert str(refusal.value).endswith(address)
