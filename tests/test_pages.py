"""The code of the pages: what is shown as Python runs, and prints what is shown."""

import doctest
import re
import warnings
from pathlib import Path

import pytest

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line, source in blocks(page):
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
