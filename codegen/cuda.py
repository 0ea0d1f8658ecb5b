"""CUDA sources: one file for each operation and dtype, and the table of them all."""

from __future__ import annotations

from pathlib import Path

from codegen import spec
from codegen.render import render

HERE = Path(__file__).resolve().parent
TABLES = "tables"


def cuda_files(selection: spec.Selection) -> list[str]:
    """Names of all files: those of kernels, and that of the tables."""
    return [*spec.cuda_files(selection), TABLES]


def cuda_source(file: str, selection: spec.Selection) -> tuple[str, list[Path]]:
    """Source of one of `cuda_files`, and the files it was made from."""
    files = spec.cuda_files(selection)
    if file == TABLES:
        text, opened = render("cuda/tables.cu.j2", {"files": list(files)})
    elif file in files:
        text, opened = render("cuda/kernels.cu.j2", {"file": file, "variants": files[file]})
    else:
        raise ValueError(f"file: expected one of {', '.join((*files, TABLES))}, got {file!r}")
    return text, opened + sorted(HERE.glob("*.py"))
