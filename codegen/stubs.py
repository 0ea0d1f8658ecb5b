"""The stub of the public names, ``siglib/__init__.pyi``, written from the public functions.

Nothing of siglib is imported: the functions are read as text.
"""

from __future__ import annotations

import ast
from pathlib import Path

SIGLIB = Path(__file__).resolve().parent.parent / "siglib"
STUB = SIGLIB / "__init__.pyi"

HEAD = '''# Written by `python -m codegen stubs` from the public functions: do not edit.
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, SupportsFloat, SupportsIndex, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

{modules}
{imports}

class TensorLike(Protocol):
    """What only tensors have: torch need not be installed for types to be right."""

    requires_grad: bool
    def data_ptr(self) -> int: ...

T = TypeVar("T", bound=TensorLike)

__version__: str
__all__: list[str]

'''


# What the declarations are written in.
TYPES = ["from siglib._array import Array", "from siglib._words import Word, WordsLike"]


def public_modules() -> list[tuple[str, list[str]]]:
    """List the modules that siglib/__init__.py imports public names from, with these names."""
    tree = ast.parse((SIGLIB / "__init__.py").read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return sorted(
        (node.module, [alias.name for alias in node.names])
        for node in imports
        if node.module and node.module.startswith("siglib._") and node.module not in ("siglib._build", "siglib._extras")
    )


def extra_modules() -> list[str]:
    """List the public modules that come with extras, which the package imports when they are asked for."""
    tree = ast.parse((SIGLIB / "_extras.py").read_text())
    (value,) = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXTRAS"
    )
    return list(ast.literal_eval(value))


def functions_of(module: str) -> dict[str, ast.FunctionDef]:
    """Read the functions of a module."""
    tree = ast.parse((SIGLIB / f"{module.removeprefix('siglib.')}.py").read_text())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_of_arrays(function: ast.FunctionDef) -> bool:
    """Tell whether a function returns arrays."""
    return function.returns is not None and "AnyArray" in ast.unparse(function.returns)


def declaration(function: ast.FunctionDef, array_in: str, array_out: str) -> str:
    """Write a function for one kind of arrays, an argument a line."""

    def typed(argument: ast.arg, default: ast.expr | None) -> str:
        assert argument.annotation is not None
        annotation = ast.unparse(argument.annotation)
        if argument.arg in ("lengths", "lengths1", "lengths2") and array_in == "T":
            annotation = annotation.replace("ArrayLike", "T | list[int]")
        annotation = annotation.replace("ArrayLike", array_in)
        return f"    {argument.arg}: {annotation}" + (f" = {ast.unparse(default)}" if default is not None else "")

    given = function.args
    defaults = [None] * (len(given.args) - len(given.defaults)) + [*given.defaults]
    lines = [typed(argument, default) for argument, default in zip(given.args, defaults, strict=True)]
    if given.kwonlyargs:
        lines.append("    *")
    lines += [typed(argument, default) for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    assert function.returns is not None
    returns = ast.unparse(function.returns).replace("AnyArray", array_out)
    return f"def {function.name}(\n" + ",\n".join(lines) + f",\n) -> {returns}: ...\n"


def place_of(line: str) -> tuple[str, bool, str]:
    """Tell where an import stands, as linters want it: by module, classes first, whatever the case of letters."""
    _, module, _, name, *_ = line.split()
    return module, name[0].islower(), name.lower()


def stub() -> str:
    """Write the stub."""
    imports, declarations = [*TYPES], []
    for module, names in public_modules():
        functions = functions_of(module)
        for name in names:
            function = functions.get(name)
            if function is None or not is_of_arrays(function):
                imports.append(f"from {module} import {name} as {name}")
                continue
            for kinds in (("T", "T"), ("ArrayLike", "Array")):
                declarations.append("@overload\n" + declaration(function, *kinds))
    modules = "\n".join(f"from siglib import {name} as {name}" for name in extra_modules())
    return HEAD.format(modules=modules, imports="\n".join(sorted(imports, key=place_of))) + "".join(declarations)
