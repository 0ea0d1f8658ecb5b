"""The examples of the docstrings."""

import doctest
import importlib

import pytest

NAMES = [
    "siglib",
    *(f"siglib.{name}" for name in ("_signature", "_transform", "_config", "torch.nn", "sklearn", "dask")),
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0
