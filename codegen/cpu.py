"""The CPU kernels: the variants of each, for an instruction set, and the sources of the kernel modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

from codegen import lyndon
from codegen.kernels import MEASURED_DIMENSIONS, SUBTREES, Kernel, Module, Tile, variant_id
from codegen.legendre import Cell
from codegen.spec import DTYPES, REAL, Dtype, Isa, Selection

HERE = Path(__file__).resolve().parent

# Increments are packed about this much at a time: they have to share the level-1 cache with the kernel's values.
BUFFER_BYTES = 32 * 1024
# Blocks of time steps that a kernel with the dimension at run time applies to a word in one visit.
MAX_BLOCKS = 4

# Columns of a tile of cells of signature kernels, and steps of a wavefront at a time: siglib/_native/pairs.pyx says the
# same to the engine.
TILE_COLUMNS = 32
WAVE_STEPS = 64

# Walks over tries scale what they hand down so many levels by 1/m!: siglib/_trie.py says the same to the engine.
MOST_SCALED = 8

# Chen products run over rows of words: of at most so many letters, their vectors filled at least so far.
MAX_ROW_LETTERS = 4
LEAST_ROW_FILL = 0.6


@dataclass(frozen=True)
class Variant:
    """One compiled kernel: for a dtype, and for a degree and a dimension where those are compiled in."""

    kernel: Kernel
    dtype: Dtype
    degree: int | None = None
    dimension: int | None = None

    @property
    def id(self) -> str:
        """Name the variant."""
        return variant_id(self.kernel.id, self.dtype.id, self.degree, self.dimension, self.kernel.axes)

    @property
    def function(self) -> str:
        """Name the function; where a template of the module makes it, all dimensions share it."""
        return self.id if self.has_template else Variant(self.kernel, self.dtype).id

    @property
    def levels(self) -> int | None:
        """Count the levels of words that the kernel's template writes out: the degree, or for any, some of the last."""
        return self.degree or self.kernel.levels.get(self.dimension)

    @property
    def has_template(self) -> bool:
        """Tell whether its kernel's template makes it; else a template of the module has."""
        return self.levels is not None or not self.kernel.axes

    def tile(self, isa: Isa) -> Tile:
        """Choose the blocking whose values fit in the registers of `isa`."""
        steps = self.unrolled_steps(isa)
        tile = Tile(steps, 1) if steps else self.streamed_tile(isa)
        # Siblings on the first level have different leaves.
        return Tile(tile.steps, 1) if self.kernel.lyndon and self.degree == 2 else tile

    def streamed_tile(self, isa: Isa) -> Tile:
        """Choose the blocking of loops over sibling words."""
        return self.kernel.wide_tile if isa.registers >= 32 else self.kernel.narrow_tile

    def unrolled_steps(self, isa: Isa) -> int:
        """Count the steps of a block whose increments stay in registers, beside about as much of a word; 0: loops."""
        dimension, vectors = self.dimension, self.kernel.vectors
        if self.degree == 1 or dimension is None or dimension not in MEASURED_DIMENSIONS or not vectors:
            return 0
        # Of a lead-lag block, half of the increments are 0 and take no register.
        steps = self.streamed_tile(isa).steps * (2 if self.kernel.lead_lag else 1)
        room = isa.registers - (0 if self.kernel.lead_lag else 2)
        while steps and vectors * (steps + sum(len(self.moving(i, steps)) for i in range(dimension))) > room:
            steps //= 2
        return 0 if self.kernel.lead_lag and steps == 1 else steps

    def moving(self, letter: int, steps: int) -> list[int]:
        """List the steps of a block in which a letter moves.

        Along lead-lag paths the second half of the letters, the lead, moves in even steps, and the lag in odd ones; a
        letter beyond is time. Backward a block begins with an odd step.
        """
        if not self.kernel.lead_lag:
            return [*range(steps)]
        assert self.dimension is not None
        half = self.dimension // 2
        if letter == 2 * half:
            return [*range(steps)]
        return [*range((letter < half) ^ (self.kernel.name == "sigbwd"), steps, 2)]

    @property
    def family(self) -> lyndon.Below:
        """List all words of the last two levels below a word."""
        assert self.dimension is not None
        return lyndon.whole_family(self.dimension)

    @property
    def tree(self) -> lyndon.Tree:
        """Find what a kernel for log-signatures visits of the tree of words."""
        assert self.dimension is not None
        assert self.degree is not None
        return lyndon.tree(self.dimension, self.degree, self.kernel.most_written_out)

    @property
    def prenecklaces(self) -> tuple[lyndon.Prenecklace, ...]:
        """List what a power series at Lyndon words visits of the tree of words."""
        assert self.dimension is not None
        assert self.degree is not None
        return lyndon.prenecklaces(self.dimension, self.degree)

    def ranges_moving(self, steps: int) -> list[tuple[int | None, list[int]]]:
        """List where ranges of letters end (the last: None), and in which steps of a block they move."""
        if not self.kernel.lead_lag:
            return [(None, [*range(steps)])]
        assert self.dimension is not None
        half = self.dimension // 2
        ends = [half, 2 * half, self.dimension] if self.dimension % 2 else [half, self.dimension]
        return [(end if end < self.dimension else None, self.moving(end - 1, steps)) for end in ends]

    def row_choices(self, isa: Isa) -> list[tuple[int, int]]:
        """List how many letters a row of a Chen product has: pairs of letters and the last dimension that has so many.

        No letters: the signature is too short for vectors. The last pair holds for all dimensions beyond as well.
        """
        assert self.degree is not None
        lanes = isa.lanes(self.dtype)
        if self.dimension is not None:
            return [(row_letters(self.dimension, self.degree, lanes), self.dimension)]
        letters = [(row_letters(d, self.degree, lanes), d) for d in range(1, 2 * lanes + 1)]
        return [pair for pair, after in pairwise([*letters, (-1, 0)]) if pair[0] != after[0]]


def row_letters(dimension: int, degree: int, lanes: int) -> int:
    """Choose the letters of a row of words of a Chen product: as few as fill vectors, 0 if none do.

    A tail that repeats half a vector of work pays where otherwise most levels would be too short for a row. A product
    of degree 1 is a sum of two arrays, which needs no rows.
    """
    if degree == 1:
        return 0
    for letters in range(1, min(MAX_ROW_LETTERS, degree) + 1):
        size = dimension**letters
        fill = size / (-(-size // lanes) * lanes)
        if size >= lanes and (fill >= LEAST_ROW_FILL or letters + 2 >= degree):
            return letters
    return 0


def variants(selection: Selection, isa: Isa) -> Iterator[Variant]:
    """Every variant for an instruction set, the more special ones of a kernel first."""
    for kernel in selection.kernels:
        for dtype in selection.dtypes:
            yield from kernel_variants(kernel, dtype, selection, isa)


def kernel_variants(kernel: Kernel, dtype: Dtype, selection: Selection, isa: Isa) -> Iterator[Variant]:
    """List the variants of one kernel for one dtype."""
    if kernel.one_channel:
        yield Variant(kernel, dtype, None, 1)
    for degree in selection.degrees_of(kernel):
        fixed = selection.fixed_dimensions(kernel, degree, isa)
        for dimension in fixed:
            yield Variant(kernel, dtype, degree, dimension)
        left_over = selection.exact and len(fixed) < max(len(selection.dimensions), 1)
        if not kernel.lead_lag and (selection.streams(degree) or left_over):
            yield Variant(kernel, dtype, degree)
    for dimension in selection.fixed_dimensions(kernel, None, isa) if selection.generic else ():
        yield Variant(kernel, dtype, None, dimension)
    if (selection.generic and kernel.has_generic) or not kernel.axes:
        yield Variant(kernel, dtype)


def module_source(module: Module, isa: Isa, selection: Selection) -> tuple[str, list[Path]]:
    """Source of a kernel module for an instruction set, and the files it was made from.

    A shared source depends on the number of registers alone.
    """
    # Whoever only builds a wheel has no Jinja: pip fetches it for the build.
    from codegen.render import render  # noqa: PLC0415

    dtypes = (REAL,) if module.shared else selection.dtypes
    members = [
        variant for variant in variants(replace(selection, dtypes=dtypes), isa) if variant.kernel.module == module
    ]
    has_subtrees = any(variant.kernel.subtree for variant in members)
    vectors = [variant.tile(isa).steps for variant in members if variant.kernel.name == "wave"]
    context: dict[str, Any] = {
        "module": module,
        "templates": [name for name in module.templates if has_subtrees or name not in SUBTREES],
        "has_subtrees": has_subtrees,
        "isa": isa,
        "lanes_of": lambda dtype: "LANES" if module.shared else isa.lanes(dtype),
        "dtypes": dtypes,
        "all_dtypes": dtypes if module.shared else DTYPES,
        "variants": members,
        "kernels": [(kernel, list(group)) for kernel, group in groupby(members, attrgetter("kernel"))],
        "buffer_bytes": BUFFER_BYTES,
        "max_blocks": MAX_BLOCKS,
        "max_row_letters": MAX_ROW_LETTERS,
        "most_scaled": MOST_SCALED,
        "tile_columns": TILE_COLUMNS,
        "wave_steps": WAVE_STEPS,
        "most_vectors": max(vectors, default=0),
        "cell_of": Cell,
    }
    text, opened = render("common/module.pyx.j2", context)
    return text, opened + sorted(HERE.glob("*.py"))
