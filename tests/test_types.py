"""The stub with the public types says the same as the code."""

import ast
import inspect
from pathlib import Path

import pytest

import siglib

STUB = ast.parse(Path(siglib.__file__).with_name("__init__.pyi").read_text())
DECLARED = [node for node in STUB.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda node: f"{node.name}-{node.lineno}")
def test_parameters(declared):
    real = inspect.signature(getattr(siglib, declared.name)).parameters.values()
    arguments = declared.args
    assert [p.name for p in real] == [a.arg for a in arguments.args + arguments.kwonlyargs]
    assert [p.name for p in real if p.kind is p.KEYWORD_ONLY] == [a.arg for a in arguments.kwonlyargs]
    defaults = [p.default for p in real if p.default is not p.empty]
    assert defaults == [ast.literal_eval(value) for value in arguments.kw_defaults]


def test_every_function_is_declared():
    elsewhere = {"Cost", "UnsupportedVariantError", "__version__", "estimate_cost", "get_include", "show_config"}
    assert {node.name for node in DECLARED} == set(siglib.__all__) - elsewhere
