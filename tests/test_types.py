"""The stub with the public types says the same as the code."""

import ast
import inspect
from pathlib import Path

import numpy as np
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
    written = [node for node in (*arguments.defaults, *arguments.kw_defaults) if node is not None]
    assert defaults == [eval(ast.unparse(node), {"np": np}) for node in written]


def test_everything_is_declared():
    """In the stub itself, or in the module that the stub imports it from."""
    declared = {node.name for node in DECLARED}
    declared |= {node.target.id for node in STUB.body if isinstance(node, ast.AnnAssign)}
    imports = [node for node in STUB.body if isinstance(node, ast.ImportFrom)]
    declared |= {alias.asname for node in imports for alias in node.names if alias.asname}
    assert declared >= set(siglib.__all__)
