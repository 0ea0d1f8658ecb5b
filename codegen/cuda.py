"""The CUDA kernels: which there are, and their sources. There are none of log-signatures.

Kernels of tensors that take any degree and dimension are those of the CPU: a new one only needs a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codegen import kernels
from codegen.kernels import DEGREE, PATH, TENSOR, signature_length, variant_id
from codegen.render import render
from codegen.spec import DTYPES, Dtype, Selection

HERE = Path(__file__).resolve().parent
TABLES = "tables"

# The degree up to which a dimension is compiled in, and what a thread keeps of its words in registers, in numbers of
# 32 bits (of 255 that it may have). With the dimension at run time it keeps so many letters of the last level.
FIXED_DEGREES = {2: 6, 3: 6, 4: 6, 5: 5, 6: 5, 7: 4, 8: 4}
FORWARD_REGISTERS = 126
BACKWARD_REGISTERS = 112
LETTERS_AT_ONCE = 8


@dataclass(frozen=True)
class Kernel:
    """What a template computes; it is also there in dual numbers where `dual` says so.

    Kernels of a family take the same job. `degrees` and `dimensions` tell whether there are variants of their own for
    those; a kernel without serves all of them. `tree` names the kernel for whole trees of products that a template
    defines besides.
    """

    id: str
    family: str
    dual: bool = True
    degrees: bool = False
    dimensions: bool = False
    tree: str = ""

    @property
    def forms(self) -> tuple[bool, ...]:
        """List what it computes in: plain numbers (False), dual ones (True)."""
        return (False, True) if self.dual else (False,)

    def fixed_dimensions(self, degree: int, dual: bool, selection: Selection) -> list[int]:
        """List the dimensions to compile in; in dual numbers registers hold too little of a signature."""
        if dual or not self.dimensions:
            return []
        worthwhile = [dimension for dimension, most in FIXED_DEGREES.items() if 1 < degree <= most]
        return [dimension for dimension in worthwhile if not selection.exact or dimension in selection.dimensions]


def cpu_kernels() -> Iterator[Kernel]:
    """List the CPU's kernels of tensors that no degree has a variant of, in dual numbers as well if they are there."""
    rows = [row for row in kernels.KERNELS if row.family == TENSOR and not row.axes]
    duals = {row.name for row in rows if row.dual}
    for row in rows:
        if not row.dual:
            yield Kernel(row.name, row.family, dual=row.name in duals)


KERNELS = (
    Kernel("sigfwd", PATH, degrees=True, dimensions=True),
    Kernel("sigbwd", PATH, degrees=True, dimensions=True),
    Kernel("line_forward", PATH),
    Kernel("line_backward", PATH),
    Kernel("finish", PATH, dual=False),
    Kernel("transform", PATH, dual=False),
    Kernel("transform_backward", PATH, dual=False),
    Kernel("combine", TENSOR, degrees=True, tree="join"),
    Kernel("combine_bwd", TENSOR, degrees=True, tree="split"),
    Kernel("copy", TENSOR),
    *cpu_kernels(),
)


@dataclass(frozen=True)
class Variant:
    """One kernel for a dtype, in plain or dual numbers, for a degree and a dimension where those are compiled in."""

    kernel: Kernel
    dtype: Dtype
    dual: bool
    degree: int | None = None
    dimension: int | None = None

    @property
    def name(self) -> str:
        """Name the kernel, and whether it computes in dual numbers."""
        return f"{self.kernel.id}_dual" if self.dual else self.kernel.id

    @property
    def id(self) -> str:
        """Name the variant: symbol, table row, test id and error text alike."""
        axes = (DEGREE,) if self.kernel.degrees else ()
        return variant_id(self.name, self.dtype.id, self.degree, self.dimension, axes)

    @property
    def template(self) -> str:
        """Name the file that says how it is computed."""
        generic = "_generic" if self.kernel.degrees and self.degree is None else ""
        return f"cuda/{self.kernel.id}{generic}.cu.j2"

    @property
    def tile(self) -> int:
        """Count the letters of a level that a thread takes side by side."""
        return self.dimension or LETTERS_AT_ONCE

    @property
    def depth(self) -> int:
        """Choose of how many levels a thread owns the words below its prefix: as many as fit in registers."""
        if self.dimension is None or self.degree is None:
            return 1
        backward = self.kernel.id == "sigbwd"
        room = (BACKWARD_REGISTERS if backward else FORWARD_REGISTERS) * 4 // self.dtype.itemsize
        depth = 1
        while depth < self.degree and self.numbers_kept(depth + 1, backward) <= room:
            depth += 1
        return depth

    def numbers_kept(self, depth: int, backward: bool) -> int:
        """Count what a thread keeps of a subtree: backward, two numbers for all words but the last level's."""
        assert self.dimension is not None
        words = signature_length(self.dimension, depth)
        return 2 * words - self.dimension**depth if backward else words


@dataclass(frozen=True)
class Group:
    """The variants among which a call chooses: of one kernel and dtype, in plain or dual numbers.

    `suffix` is what the symbols of kernels for trees of products have behind the names of their variants.
    """

    kernel: str
    dual: bool
    dtype: Dtype
    variants: tuple[Variant, ...]
    suffix: str = ""

    @property
    def id(self) -> str:
        """Name the group in C."""
        return f"{self.kernel}{'_dual' * self.dual}_{self.dtype.id}"


def variants(kernel: Kernel, dtype: Dtype, dual: bool, selection: Selection) -> Iterator[Variant]:
    """List the variants of a kernel, the more special ones first.

    Dimensions of an exact selection that are not compiled in are at run time.
    """
    for degree in selection.degrees if kernel.degrees else ():
        fixed = kernel.fixed_dimensions(degree, dual, selection)
        for dimension in fixed:
            yield Variant(kernel, dtype, dual, degree, dimension)
        if selection.streams(degree) or (selection.exact and len(fixed) < len(selection.dimensions)):
            yield Variant(kernel, dtype, dual, degree)
    if selection.generic or not kernel.degrees:
        yield Variant(kernel, dtype, dual)


def groups(kernel: Kernel, dtype: Dtype, dual: bool, selection: Selection) -> Iterator[Group]:
    """List the groups of a kernel: its own, and that of the kernel for trees of products."""
    members = tuple(variants(kernel, dtype, dual, selection))
    yield Group(kernel.id, dual, dtype, members)
    if kernel.tree:
        yield Group(kernel.tree, dual, dtype, members, f"_{kernel.tree}")


def kernel_files(selection: Selection) -> dict[str, list[Group]]:
    """List all kernels by source file.

    Those with variants for degrees have a file for each kind of numbers, the small ones of a family share one, which
    builds without tangents have as well.
    """
    files: dict[str, list[Group]] = {}
    for dtype in selection.dtypes:
        for kernel in KERNELS:
            for dual in kernel.forms:
                if not selection.includes(kernel.family, dual and kernel.degrees):
                    continue
                name = f"{kernel.id}{'_dual' * dual}" if kernel.degrees else f"{kernel.family}s"
                files.setdefault(f"{name}_{dtype.id}", []).extend(groups(kernel, dtype, dual, selection))
    return files


def cuda_files(selection: Selection) -> list[str]:
    """Names of all files: those of kernels, and that of the tables."""
    return [*kernel_files(selection), TABLES]


def cuda_source(file: str, selection: Selection) -> tuple[str, list[Path]]:
    """Source of one of `cuda_files`, and the files it was made from."""
    files = kernel_files(selection)
    if file == TABLES:
        text, opened = render("cuda/tables.cu.j2", tables(files))
    elif file in files:
        members = [variant for group in files[file] if not group.suffix for variant in group.variants]
        text, opened = render("cuda/kernels.cu.j2", {"variants": members, "groups": files[file]})
    else:
        raise ValueError(f"file: expected one of {', '.join((*files, TABLES))}, got {file!r}")
    return text, opened + sorted(HERE.glob("*.py"))


def tables(files: dict[str, list[Group]]) -> dict[str, object]:
    """Gather what the tables of all kernels are made of."""
    found = [group for members in files.values() for group in members]
    return {
        "groups": {(group.kernel, group.dual, group.dtype): group for group in found},
        "kernels": [name for kernel in KERNELS for name in filter(None, (kernel.id, kernel.tree))],
        "forms": [(kernel, dual) for kernel in KERNELS for dual in kernel.forms],
        "dtypes": DTYPES,
    }
