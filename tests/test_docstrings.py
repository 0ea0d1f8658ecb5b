"""The examples of the docstrings."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name", ["siglib", "siglib._signature", "siglib._transform", "siglib._config", "siglib.torch.nn"]
)
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0
