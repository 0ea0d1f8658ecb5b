"""Modules that need more than NumPy: each belongs to the extra of the distribution that has its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

EXTRAS = ("dask", "sklearn", "torch")


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
