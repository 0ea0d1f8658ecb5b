"""The one list of what is generated: operations, dtypes, degrees, dimensions and ISAs.

Everything that a template needs to know about a variant is decided here, and what a build contains by
default as well. Templates only say how a variant is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

DEFAULT_DEGREES = "1-8"
DEFAULT_DIMENSIONS = "2-6"
DEFAULT_DTYPES = "float32,float64"

# A kernel with the dimension compiled in pays up to here; beyond, the innermost loops are long enough
# that knowing their length gains nothing.
FIXED_DIMENSION_DEGREES = range(3, 7)
FIXED_DIMENSION_MAX_SIGNATURE = 20_000


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


@dataclass(frozen=True)
class Tile:
    """Register blocking of a kernel: time steps per visit of a word, sibling words per leaf loop."""

    steps: int
    siblings: int


@dataclass(frozen=True)
class Operation:
    """What is computed; `id` is also the name of its template."""

    id: str
    wide_tile: Tile
    narrow_tile: Tile
    # With 32 vector registers the streamed kernel is as fast from this dimension on.
    wide_fixed_below: int = 1_000

    def fixes(self, dimension: int, isa: Isa) -> bool:
        """Tell whether compiling `dimension` in gained at least 10 % where it was measured."""
        return isa.registers < 32 or dimension < self.wide_fixed_below

    @property
    def template(self) -> str:
        """Name the file that says how it is computed."""
        return f"{self.id}.pyx.j2"


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
        return self.operation.wide_tile if isa.registers >= 32 else self.operation.narrow_tile

    @property
    def id(self) -> str:
        """Name the variant: C symbol, table row, test id and error text alike."""
        parts = [self.operation.id, self.dtype.id]
        if self.dimension is not None:
            parts.append(f"d{self.dimension}")
        parts.append("generic" if self.degree is None else f"n{self.degree}")
        return "_".join(parts)


@dataclass(frozen=True)
class Selection:
    """The degrees, dimensions and dtypes that a build specialises."""

    degrees: tuple[int, ...]
    dimensions: tuple[int, ...]
    dtypes: tuple[Dtype, ...]


DTYPES = (
    Dtype("float32", "f32", "float", 4),
    Dtype("float64", "f64", "double", 8),
)

ISAS = (
    Isa("baseline", lane_bytes=16, registers=16),
    Isa("x86_64_v3", lane_bytes=32, registers=16),
    Isa("x86_64_v4", lane_bytes=64, registers=32),
)

OPERATIONS = (
    # The signature, its gradient, the Chen product, its gradient.
    Operation("sigfwd", wide_tile=Tile(4, 4), narrow_tile=Tile(4, 2), wide_fixed_below=4),
    Operation("sigbwd", wide_tile=Tile(2, 4), narrow_tile=Tile(2, 2)),
    Operation("combine", wide_tile=Tile(1, 1), narrow_tile=Tile(1, 1)),
    Operation("combine_bwd", wide_tile=Tile(1, 1), narrow_tile=Tile(1, 1)),
)


def signature_length(dimension: int, degree: int) -> int:
    """Count the words of length 1 to `degree` over `dimension` letters."""
    return sum(dimension**level for level in range(1, degree + 1))


def fixed_dimensions(selection: Selection, degree: int) -> Iterator[int]:
    """Dimensions worth compiling in for `degree`."""
    if degree not in FIXED_DIMENSION_DEGREES:
        return
    for dimension in selection.dimensions:
        if signature_length(dimension, degree) <= FIXED_DIMENSION_MAX_SIGNATURE:
            yield dimension


def variants(selection: Selection, isa: Isa) -> Iterator[Variant]:
    """Every variant of a kernel module, the more special ones of an operation first."""
    for operation in OPERATIONS:
        for dtype in selection.dtypes:
            for degree in selection.degrees:
                for dimension in fixed_dimensions(selection, degree):
                    if operation.fixes(dimension, isa):
                        yield Variant(operation, dtype, degree, dimension)
                yield Variant(operation, dtype, degree)
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


def isa_named(name: str) -> Isa:
    """Find an ISA by its name."""
    for isa in ISAS:
        if isa.name == name:
            return isa
    raise ValueError(f"expected one of {', '.join(isa.name for isa in ISAS)}, got {name!r}")
