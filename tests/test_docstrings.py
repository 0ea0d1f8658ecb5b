"""The examples of the docstrings."""

import doctest
import importlib
import re

import pytest

import siglib

NAMES = [
    "siglib",
    *(
        f"siglib.{name}"
        for name in ("_signature", "_transform", "_config", "_cost", "_errors", "torch.nn", "sklearn", "dask")
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0


WITHOUT_FORMULA = {"Cost", "UnsupportedVariantError", "__version__", "get_include", "show_config"}
FUNCTIONS = sorted(set(siglib.__all__) - WITHOUT_FORMULA)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_reference_is_complete(name):
    """Shapes, dtypes, errors, and where the formula comes from."""
    text = getattr(siglib, name).__doc__
    for section in ("Parameters", "Returns", "Raises", "Notes", "Examples"):
        assert re.search(rf"^    {section}\n    -+$", text, re.MULTILINE), section
    assert re.search(r"\b(19|20)\d\d\)", text), "source"
    if name != "sig_length":
        assert "float32" in text
    if name not in ("sig_length", "estimate_cost"):
        assert "shape (" in text
