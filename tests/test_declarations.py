"""The declared operations and the tables of the build name the same things.

After a deliberate change of a declaration, write the schemas anew and read the difference:

    python tests/test_declarations.py
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parent.parent))

import pytest

from codegen import cuda, kernels
from siglib._native import path, runtime, series, words
from siglib._operation import OPERATIONS
from siglib._options import (
    BasisOptions,
    CombineOptions,
    LogOptions,
    PathOptions,
    SeriesOptions,
    WindowOptions,
    WordsOptions,
)

SCHEMAS = Path(__file__).parent / "data" / "schemas.txt"


def schemas():
    """The torch schema of every operation, a line each: graphs that users have saved name them."""
    from siglib.torch._backend import FRONTENDS

    return "".join(f"{name}{frontend.schema()}\n" for name, frontend in sorted(FRONTENDS.items()))


def test_schemas():
    assert schemas() == SCHEMAS.read_text()


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_kernel_is_in_the_table(operation):
    """Augmentations are no kernels on the CPU: the driver of paths copies points itself."""
    if not operation.kernel.startswith("transform"):
        assert operation.kernel in {kernel.id for kernel in kernels.KERNELS}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_kernel_is_there_for_cuda(operation):
    """In plain or dual numbers, whichever the operation is computed in; some have none."""
    there = {kernel.id + "_dual" * dual for kernel in cuda.KERNELS for dual in kernel.forms}
    alone = {
        kernel.id
        for kernel in kernels.KERNELS
        if kernel.family in (kernels.LOG, kernels.WORDS, kernels.PAIRS)
        or kernel.stepwise
        or kernel.name.endswith("_corrected")
    }
    assert (operation.kernel in there) != (operation.kernel in alone)


def test_modules_are_those_that_are_loaded():
    dtypes = {True: ("_f32", "_f64"), False: ("",)}
    expected = {module.name + dtype for module in kernels.MODULES for dtype in dtypes[module.shared]}
    assert set(runtime.MODULES) == expected


@pytest.mark.parametrize(
    ("engine", "options"),
    [
        (path, [PathOptions, LogOptions, WindowOptions]),
        (series, [SeriesOptions, BasisOptions, CombineOptions]),
        (words, [WordsOptions]),
    ],
)
def test_engine_has_its_operations(engine, options):
    assert set(engine.PLANS) == {name for name, operation in OPERATIONS.items() if operation.options in options}


if __name__ == "__main__":
    SCHEMAS.write_text(schemas())
