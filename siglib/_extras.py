"""Modules that need more than NumPy: each belongs to the extra of the distribution that has its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

EXTRAS = ("dask", "sklearn", "torch")

Item = TypeVar("Item")


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Name the extra that is missing where an import of what it brings fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ImportError(
            f"siglib.{name} needs the extra '{name}', which is not installed; from a checkout of siglib: "
            f'pip install ".[{name}]"',
            name=name,
        ) from error


def with_progress(items: Iterable[Item]) -> Iterable[Item]:
    """Show a bar while going through items, unless all is done in two seconds."""
    try:
        from tqdm.auto import tqdm  # noqa: PLC0415  (few ask for it)
    except ModuleNotFoundError as error:
        raise ImportError(
            "progress=True needs the extra 'progress' (the package tqdm), which is not installed; from a checkout of "
            'siglib: pip install ".[progress]"',
            name="tqdm",
        ) from error
    bar: Iterable[Item] = tqdm(items, delay=2)
    return bar
