"""The examples of the docstrings."""

import doctest
import importlib
import re

import pytest
from operations import FUNCTIONS

import siglib

OPTIONAL = ("siglib.torch.nn", "siglib.sklearn", "siglib.dask")
MODULES = sorted(
    {"siglib", *OPTIONAL, *(getattr(siglib, name).__module__ for name in siglib.__all__ if name[0] != "_")}
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0


# What computes nothing that has a formula.
HOUSEKEEPING = ("pad_paths", "prepare_log_sig", "set_cache_dir", "clear_cache")
COMPUTING = [c for c in FUNCTIONS if c.is_public and c.parameters and c.name not in HOUSEKEEPING]


@pytest.mark.parametrize("case", COMPUTING, ids=str)
def test_reference_is_complete(case):
    """Shapes, dtypes, errors, and where the formula comes from."""
    text = case.call.__doc__
    for section in ("Parameters", "Returns", "Raises", "Notes", "Examples"):
        assert re.search(rf"^    {section}\n    -+$", text, re.MULTILINE), section
    assert re.search(r"\b(19|20)\d\d\)", text), "source"
    described = re.findall(r"^    ([\w, ]+) :", text, re.MULTILINE)
    described += re.findall(r"^    (\w+(?:, \w+)*)$", text, re.MULTILINE)
    assert set(case.parameters) <= {name for names in described for name in names.split(", ")}
    if case.arrays:
        assert "float32" in text
        assert "shape (" in text
