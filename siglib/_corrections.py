"""Corrections of the steps of paths: rows of numbers for the words of two and more letters of the channels."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from siglib._array import Array


def levels_of(words: int, channels: int) -> int | None:
    """Tell up to which level corrections of so many numbers go, None if they end within a level."""
    level, size = 1, channels
    while words > 0:
        level, size = level + 1, size * channels
        words -= size
    return level if words == 0 else None


@lru_cache(maxsize=64)
def places(channels: int, letters: int, words: int) -> tuple[int, Array]:
    """Return the levels of corrections of so many numbers, and where those stand in a tensor of more letters."""
    levels = levels_of(words, channels)
    assert levels is not None
    found: list[Any] = []
    level, first = np.arange(channels), 0
    for k in range(2, levels + 1):
        first += letters ** (k - 1)
        level = (level[:, None] * letters + np.arange(channels)).ravel()
        found.append(first + level)
    return levels, np.concatenate([np.empty(0, np.intp), *found]).astype(np.intp)
