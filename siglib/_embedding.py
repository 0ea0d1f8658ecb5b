"""Public functions by name, with options in text: what C and C++ call."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import siglib

FUNCTIONS = frozenset(name for name in siglib.__all__ if callable(getattr(siglib, name)))


def call(function: str, arrays: list[tuple[str | None, Any]], options: str) -> tuple[Any, ...]:
    """Call a public function with arrays, some of which have the names of arguments, and with options; return results.

    Raises
    ------
    ValueError
        If there is no such function, or options are no keyword arguments.
    """
    if function not in FUNCTIONS:
        near = "".join(f"; there is {name!r}" for name in get_close_matches(function, FUNCTIONS, 1))
        raise ValueError(f"function: expected the name of a function of siglib, got {function!r}{near}")
    placed = [array for name, array in arrays if name is None]
    named = {name: array for name, array in arrays if name is not None}
    out = getattr(siglib, function)(*placed, **named, **keywords(options))
    if out is None:
        return ()
    return out if isinstance(out, tuple) else (out,)


@lru_cache(maxsize=256)
def keywords(options: str) -> dict[str, Any]:
    """Read keyword arguments: literals, and classes of siglib such as ``RBFKernel(0.5)``."""
    try:
        tree = ast.parse(f"_({options})", mode="eval").body
        if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name)) or tree.args:
            raise SyntaxError("only name=value can stand there")
        if any(keyword.arg is None for keyword in tree.keywords):
            raise SyntaxError("every argument needs a name")
        return {str(keyword.arg): value_of(keyword.value) for keyword in tree.keywords}
    except (SyntaxError, ValueError) as error:
        raise ValueError(
            f"options: expected keyword arguments, such as 'degree=3', got {options!r} ({error})"
        ) from None


def value_of(node: ast.expr) -> Any:
    """Return what a literal, or a call of a class of siglib, stands for."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in siglib.__all__:
        kind = getattr(siglib, node.func.id)
        if isinstance(kind, type):
            return kind(*map(value_of, node.args), **{str(k.arg): value_of(k.value) for k in node.keywords})
    try:
        return ast.literal_eval(node)
    except ValueError:
        expected = "a value as in Python, such as 2, True, 'words' or RBFKernel(0.5)"
        raise ValueError(f"expected {expected}, got {ast.unparse(node)}") from None
