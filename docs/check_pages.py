"""Check that built pages load nothing from elsewhere: ``python docs/check_pages.py build/docs``, as ``make docs`` does.

Links may lead anywhere. Scripts, styles, fonts, figures and formulas have to be in the folder, so that the pages look
the same without a network.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ELSEWHERE = re.compile(r"\s*(?:https?:|ftp:)?//\S", re.IGNORECASE)
IN_STYLES = re.compile(r"(?:url\(|@import)\s*['\"]?([^'\")]+)")
# In scripts any address counts, but those that only name a format.
IN_SCRIPTS = re.compile(r"['\"`]((?:https?:)?//(?!www\.w3\.org/)[^'\"`\s]+)")
SOURCES = {"src", "srcset", "data", "poster"}
# Elements that load what a link of them leads to.
LOADING = {"link", "image", "use"}


def main(folder: Path) -> None:
    """Print each address that a file loads from elsewhere; fail if there is one, or if there is no page."""
    if not any(folder.rglob("*.html")):
        raise SystemExit(f"{folder}: expected built pages, found none")
    found = [f"{file}: loads {address}" for file in sorted(folder.rglob("*")) for address in loaded(file)]
    if found:
        raise SystemExit("\n".join(found))


def loaded(file: Path) -> Iterator[str]:
    """Yield what a page, figure, style or script loads from elsewhere."""
    if file.suffix in {".html", ".svg"}:
        yield from Page(file.read_text()).addresses
    elif file.suffix == ".css":
        yield from filter(ELSEWHERE.match, IN_STYLES.findall(file.read_text()))
    elif file.suffix == ".js":
        yield from IN_SCRIPTS.findall(file.read_text())


class Page(HTMLParser):
    """The addresses that a page or figure loads from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that load something."""
        self.tag = tag
        for name, value in attributes:
            if name in SOURCES or (tag in LOADING and name in {"href", "xlink:href"}):
                self.addresses += filter(ELSEWHERE.match, (value or "").split(","))
            elif name == "style":
                self.addresses += filter(ELSEWHERE.match, IN_STYLES.findall(value or ""))

    def handle_data(self, data: str) -> None:
        """Look at scripts and styles that stand in the page."""
        if self.tag == "script":
            self.addresses += IN_SCRIPTS.findall(data)
        elif self.tag == "style":
            self.addresses += filter(ELSEWHERE.match, IN_STYLES.findall(data))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
