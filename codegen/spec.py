"""The one list of what is generated: operations, dtypes, degrees, dimensions and ISAs.

Everything that a template needs to know about a variant is decided here, and what a build contains by
default as well. Templates only say how a variant is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

DEFAULT_DEGREES = "1-8"
DEFAULT_DIMENSIONS = "2-6"
DEFAULT_DTYPES = "float32,float64"
ALL = "all"

# Where compiling the dimension in was measured, and how long a signature may be for it.
MEASURED_DIMENSIONS = range(2, 7)
MEASURED_DEGREES = range(2, 9)
FIXED_DIMENSION_MAX_SIGNATURE = 20_000

# Chen products run over rows of words: of at most so many letters, their vectors filled at least so far.
MAX_ROW_LETTERS = 4
LEAST_ROW_FILL = 0.6

# Degree -> dimensions.
DimensionTable = dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Dtype:
    """A floating-point type and its names in NumPy, in C and in variant ids."""

    numpy_name: str
    id: str
    c_name: str
    itemsize: int


@dataclass(frozen=True)
class Isa:
    """An instruction set: vector width in bytes, number of vector registers. Its flags stand in siglib/meson.build."""

    name: str
    lane_bytes: int
    registers: int

    def lanes(self, dtype: Dtype) -> int:
        """Count the items of a vector."""
        return self.lane_bytes // dtype.itemsize


@dataclass(frozen=True)
class Tile:
    """Register blocking of a kernel: time steps per visit of a word, sibling words per leaf loop."""

    steps: int
    siblings: int


@dataclass(frozen=True)
class Operation:
    """What is computed; `id` is also the name of its template, less ``_dual``: the same, in dual numbers.

    For 32 vector registers (wide) and for 16 (narrow): the blocking, and the dimensions that are worth compiling
    in, because the kernel was then measured (float64) to be at least 10 % faster than the one for any dimension.
    `vectors` is what a step and a letter take where registers hold them: the increment, backward the derivative by
    it as well; 0 where they never do.
    """

    id: str
    vectors: int
    wide_tile: Tile
    narrow_tile: Tile
    wide_fixed: DimensionTable = field(default_factory=dict)
    narrow_fixed: DimensionTable = field(default_factory=dict)

    def fixes(self, dimension: int, degree: int, isa: Isa) -> bool:
        """Tell whether to compile `dimension` in; beyond what was measured, it is whenever a build asks for it."""
        if degree not in MEASURED_DEGREES or signature_length(dimension, degree) > FIXED_DIMENSION_MAX_SIGNATURE:
            return False
        table = self.wide_fixed if isa.registers >= 32 else self.narrow_fixed
        return (not self.dual and dimension not in MEASURED_DIMENSIONS) or dimension in table.get(degree, ())

    @property
    def template(self) -> str:
        """Name the file that says how it is computed."""
        return f"{self.id.removesuffix('_dual')}.pyx.j2"

    @property
    def module(self) -> str:
        """Name the kernel module that it belongs to."""
        family = "path" if self.id.startswith("sig") else "tensor"
        return f"{family}_tangents" if self.dual else family

    @property
    def dual(self) -> bool:
        """Tell whether it computes in dual numbers, for derivatives along a tangent."""
        return self.id.endswith("_dual")


@dataclass(frozen=True)
class Variant:
    """One kernel: an operation for a dtype and a degree, and for one dimension if that is compiled in."""

    operation: Operation
    dtype: Dtype
    degree: int | None
    dimension: int | None = None

    def tile(self, isa: Isa) -> Tile:
        """Choose the blocking whose values fit in the registers of `isa`."""
        if self.degree is None:
            return Tile(1, 1)
        steps = self.unrolled_steps(isa)
        return Tile(steps, 1) if steps else self.streamed_tile(isa)

    def streamed_tile(self, isa: Isa) -> Tile:
        """Choose the blocking of loops over sibling words."""
        return self.operation.wide_tile if isa.registers >= 32 else self.operation.narrow_tile

    def unrolled_steps(self, isa: Isa) -> int:
        """Count the steps of a block whose increments stay in registers, beside about as much of a word; 0: loops."""
        dimension, vectors = self.dimension, self.operation.vectors
        if self.degree in (None, 1) or dimension is None or dimension not in MEASURED_DIMENSIONS or not vectors:
            return 0
        steps = self.streamed_tile(isa).steps
        while steps and vectors * steps * (dimension + 1) > isa.registers - 2:
            steps //= 2
        return steps

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

    @property
    def id(self) -> str:
        """Name the variant: C symbol, table row, test id and error text alike."""
        parts = [self.operation.id, self.dtype.id]
        if self.dimension is not None:
            parts.append(f"d{self.dimension}")
        if self.degree is not None:
            parts.append(f"n{self.degree}")
        elif self.dimension is None:
            parts.append("generic")
        return "_".join(parts)

    @property
    def function(self) -> str:
        """Name the function; of any degree, there is one for all dimensions."""
        return Variant(self.operation, self.dtype, None).id if self.degree is None else self.id


@dataclass(frozen=True)
class Module:
    """A kernel module for each instruction set: a part of the kernels of a family, and what surrounds them.

    `templates` are rendered for each dtype, those of `generic_templates` in builds with generic kernels.
    """

    name: str
    dual: bool = False
    driver: bool = False
    templates: tuple[str, ...] = ()
    generic_templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """What a build specialises.

    Ordinarily there is a kernel for each degree, and one for a dimension as well where that was measured to pay. An
    `exact` selection is what it says instead: every dimension of the list for every degree, and no others; without
    a list, the dimension is at run time. `generic` adds the kernels for any degree and dimension.
    """

    degrees: tuple[int, ...]
    dimensions: tuple[int, ...]
    dtypes: tuple[Dtype, ...]
    exact: bool = False
    generic: bool = True

    def __post_init__(self) -> None:
        """Refuse a build without any kernel."""
        if not (self.degrees or self.generic):
            raise ValueError("degrees: expected at least one in a build without generic kernels, got none")

    def fixed_dimensions(self, operation: Operation, degree: int, isa: Isa) -> list[int]:
        """List the dimensions to compile into an operation of one degree."""
        return [d for d in self.dimensions if self.exact or operation.fixes(d, degree, isa)]

    @property
    def streams(self) -> bool:
        """Tell whether there are kernels for one degree with the dimension at run time."""
        return not (self.exact and self.dimensions)

    @property
    def names(self) -> list[str]:
        """Name degrees, dimensions and dtypes in a build tag."""
        dimensions = [runs(self.dimensions)] * bool(self.dimensions) + ["any"] * self.streams
        dtypes = [dtype.id for dtype in self.dtypes if self.dtypes != DTYPES]
        return [f"n{runs(self.degrees)}", f"d{'.'.join(dimensions)}", *dtypes]


DTYPES = (
    Dtype("float32", "f32", "float", 4),
    Dtype("float64", "f64", "double", 8),
)

ISAS = (
    Isa("baseline", lane_bytes=16, registers=16),
    Isa("x86_64_v3", lane_bytes=32, registers=16),
    Isa("x86_64_v4", lane_bytes=64, registers=32),
)

MODULES = (
    Module(
        "path",
        driver=True,
        templates=("lanes.pyx.j2", "increments.pyx.j2", "paths.pyx.j2"),
        generic_templates=("generic.pyx.j2",),
    ),
    Module("path_tangents", dual=True, generic_templates=("generic.pyx.j2",)),
    Module("tensor", templates=("rows.pyx.j2", "generic_combine.pyx.j2")),
)

# From degree 3 on: all dimensions whose signatures are short enough, and the smallest.
ALL_MEASURED: DimensionTable = {
    3: (2, 3, 4, 5, 6),
    4: (2, 3, 4, 5, 6),
    5: (2, 3, 4, 5, 6),
    6: (2, 3, 4, 5),
    7: (2, 3),
    8: (2, 3),
}
TWO_AND_THREE: DimensionTable = dict.fromkeys(ALL_MEASURED, (2, 3))

OPERATIONS = (
    # The signature, its gradient, both in dual numbers; the Chen product, its gradient.
    Operation(
        "sigfwd",
        vectors=1,
        wide_tile=Tile(4, 4),
        narrow_tile=Tile(4, 2),
        wide_fixed=ALL_MEASURED | {2: (2, 3)},
        narrow_fixed=ALL_MEASURED,
    ),
    Operation(
        "sigbwd",
        vectors=2,
        wide_tile=Tile(2, 4),
        narrow_tile=Tile(2, 2),
        wide_fixed=ALL_MEASURED | {2: (3,)},
        narrow_fixed=ALL_MEASURED | {4: (2, 3, 4, 5), 5: (2, 3, 4, 5)},
    ),
    Operation(
        "sigfwd_dual",
        vectors=2,
        wide_tile=Tile(4, 2),
        narrow_tile=Tile(2, 2),
        wide_fixed=TWO_AND_THREE,
        narrow_fixed=TWO_AND_THREE,
    ),
    Operation(
        "sigbwd_dual",
        vectors=3,
        wide_tile=Tile(2, 2),
        narrow_tile=Tile(1, 2),
        wide_fixed=ALL_MEASURED | {3: (2, 3, 4, 5)},
        narrow_fixed=ALL_MEASURED | {4: (2, 3, 4), 5: (2, 3, 4, 5), 6: (2, 3, 4)},
    ),
    Operation(
        "combine",
        vectors=0,
        wide_tile=Tile(1, 1),
        narrow_tile=Tile(1, 1),
        wide_fixed=ALL_MEASURED | {3: (3, 4, 5, 6)},
        narrow_fixed=ALL_MEASURED | {3: (2, 3, 4)},
    ),
    Operation(
        "combine_bwd",
        vectors=0,
        wide_tile=Tile(1, 1),
        narrow_tile=Tile(1, 1),
        wide_fixed=ALL_MEASURED | {2: (3, 4)},
        narrow_fixed=TWO_AND_THREE | {3: (2, 3, 4), 4: (2, 3, 4)},
    ),
)


def signature_length(dimension: int, degree: int) -> int:
    """Count the words of length 1 to `degree` over `dimension` letters."""
    return sum(dimension**level for level in range(1, degree + 1))


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
    """Every variant for an ISA, the more special ones of an operation first.

    Chen products of one channel have no dimension to speak of: the kernel for any degree is always there for them.
    """
    for operation in OPERATIONS:
        for dtype in selection.dtypes:
            if operation.module == "tensor":
                yield Variant(operation, dtype, None, 1)
            for degree in selection.degrees:
                for dimension in selection.fixed_dimensions(operation, degree, isa):
                    yield Variant(operation, dtype, degree, dimension)
                if selection.streams:
                    yield Variant(operation, dtype, degree)
            if selection.generic:
                yield Variant(operation, dtype, None)


def parse_numbers(text: str, least: int = 1) -> tuple[int, ...]:
    """Read a list such as ``"1-4,6"`` into a sorted tuple of integers of at least `least`."""
    numbers: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, dash, last = part.partition("-")
        try:
            span = range(int(first), int(last if dash else first) + 1)
        except ValueError:
            raise ValueError(f"expected numbers and ranges such as '1-4,6', got {text!r}") from None
        if not span or span[0] < least:
            raise ValueError(f"expected numbers of at least {least} and rising ranges, got {text!r}")
        numbers.update(span)
    return tuple(sorted(numbers))


def parse_dimensions(text: str) -> tuple[int, ...]:
    """Read a list of dimensions: 1 has a closed form and no kernels."""
    return parse_numbers(text, least=2)


def parse_dtypes(text: str) -> tuple[Dtype, ...]:
    """Read a list such as ``"float32,float64"``."""
    wanted = {name.strip() for name in text.split(",") if name.strip()}
    unknown = wanted - {dtype.numpy_name for dtype in DTYPES}
    if unknown or not wanted:
        known = ", ".join(dtype.numpy_name for dtype in DTYPES)
        raise ValueError(f"expected some of {known}, got {text!r}")
    return tuple(dtype for dtype in DTYPES if dtype.numpy_name in wanted)


def parse_switch(text: str) -> bool:
    """Read ``"true"`` or ``"false"``."""
    if text not in ("true", "false"):
        raise ValueError(f"expected true or false, got {text!r}")
    return text == "true"


def module_named(name: str) -> Module:
    """Find a kernel module by its name."""
    for module in MODULES:
        if module.name == name:
            return module
    raise ValueError(f"expected one of {', '.join(module.name for module in MODULES)}, got {name!r}")


def isa_named(name: str) -> Isa:
    """Find an ISA by its name, or the short one: v3 for x86_64_v3."""
    for isa in ISAS:
        if name in (isa.name, short_name(isa.name)):
            return isa
    raise ValueError(f"expected one of {', '.join(isa.name for isa in ISAS)}, got {name!r}")


def parse_isas(text: str) -> str:
    """Read a list such as ``"v3,v4"``, or ``"all"``; return it with full names, in order."""
    if text == ALL:
        return ALL
    wanted = {isa_named(name.strip()).name for name in text.split(",")}
    return ",".join(isa.name for isa in ISAS if isa.name in wanted)


def short_name(isa: str) -> str:
    """Leave the architecture out of the name of an ISA."""
    return isa.removeprefix("x86_64_")


def runs(numbers: tuple[int, ...]) -> str:
    """Write numbers down in few letters: ``1to4.6`` for 1, 2, 3, 4 and 6."""
    starts = [number for number in numbers if number - 1 not in numbers]
    ends = [number for number in numbers if number + 1 not in numbers]
    return ".".join(
        f"{first}to{last}" if first < last else f"{first}" for first, last in zip(starts, ends, strict=True)
    )


@dataclass(frozen=True)
class Build:
    """A build as a whole: its kernels, for some or all of the platform's instruction sets, and what is around them."""

    selection: Selection
    isas: str = ALL
    openmp: bool = True
    cuda_archs: tuple[int, ...] = ()
    emulator: bool = False

    def describe(self) -> dict[str, Any]:
        """Say what an installation is to tell of its build."""
        return {
            "degrees": list(self.selection.degrees),
            "dims": list(self.selection.dimensions),
            "dtypes": [dtype.numpy_name for dtype in self.selection.dtypes],
            "exact": self.selection.exact,
            "generic": self.selection.generic,
            "tag": self.tag,
        }

    @property
    def tag(self) -> str:
        """Name the build in the file name of its wheel, so that no two share one; empty for the default build.

        It begins with a digit and has no dashes, as the format of wheels demands: ``1_n4_d3.5_f32_v3.v4``.
        """
        kernels = [] if self.selection == DEFAULT_SELECTION else self.selection.names
        options = [
            *([".".join(map(short_name, self.isas.split(",")))] if self.isas != ALL else []),
            *(["serial"] if not self.openmp else []),
            *([f"cuda{'.'.join(map(str, self.cuda_archs))}"] if self.cuda_archs else []),
            *(["emulator"] if self.emulator else []),
            *(["nogeneric"] if not self.selection.generic else []),
        ]
        return "_".join(["1", *kernels, *options]) if kernels or options else ""


DEFAULT_SELECTION = Selection(parse_numbers(DEFAULT_DEGREES), parse_dimensions(DEFAULT_DIMENSIONS), DTYPES)
