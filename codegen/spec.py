"""What a build contains: dtypes, instruction sets, and which of the kernels, for which degrees and dimensions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from codegen.kernels import DEEPEST_SUBTREE, DEGREE, DIMENSION, FAMILIES, KERNELS, MODULES, NEEDS, Kernel, Module

DEFAULT_DEGREES = "1-12"
DEFAULT_DIMENSIONS = "2-6"
DEFAULT_DTYPES = "float32,float64"
ALL = "all"
# Beyond, signatures in more than two channels are so long that kernels for any degree compute them as fast.
MOST_STREAMED_DEGREE = 8


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
class Selection:
    """What a build specialises.

    Ordinarily there is a kernel for each degree up to 8, and one for a dimension as well where that was measured to
    pay. An `exact` selection is what it says instead: every dimension of the list for every degree, and no others;
    without a list, the dimension is at run time. `generic` adds the kernels for any degree. Kernels are those of
    `families`, in dual numbers as well if there are `tangents`; those of subtrees take any dimension, and are left out
    of an exact selection of dimensions.
    """

    degrees: tuple[int, ...]
    dimensions: tuple[int, ...]
    dtypes: tuple[Dtype, ...]
    exact: bool = False
    generic: bool = True
    families: tuple[str, ...] = FAMILIES
    tangents: bool = True

    def __post_init__(self) -> None:
        """Refuse a build without any kernel."""
        if not (self.degrees or self.generic):
            raise ValueError("degrees: expected at least one in a build without generic kernels, got none")

    @property
    def kernels(self) -> list[Kernel]:
        """List the kernels to compile."""
        return [kernel for kernel in KERNELS if self.includes(kernel.family, kernel.dual)]

    @property
    def modules(self) -> list[Module]:
        """List the kernel modules to compile for each instruction set."""
        return [module for module in MODULES if self.includes(module.family, module.dual)]

    def includes(self, family: str, dual: bool) -> bool:
        """Tell whether to compile kernels of a family, in dual numbers or not."""
        return family in self.families and (self.tangents or not dual)

    def degrees_of(self, kernel: Kernel) -> tuple[int, ...]:
        """List the degrees to compile into a kernel: of subtrees all that are left below a prefix."""
        if DEGREE not in kernel.axes or (kernel.subtree and not self.has_any_dimension):
            return ()
        if kernel.subtree:
            return tuple(range(1, min(max(self.degrees, default=1) - 1, DEEPEST_SUBTREE) + 1))
        most = kernel.deepest if kernel.deepest and self.generic else max(self.degrees, default=0)
        return tuple(degree for degree in self.degrees if kernel.least_degree <= degree <= most)

    def fixed_dimensions(self, kernel: Kernel, degree: int | None, isa: Isa) -> list[int]:
        """List the dimensions to compile into a kernel of one degree, or of any."""
        if DIMENSION not in kernel.axes or (self.exact and (degree is None or kernel.lead_lag)):
            return []
        all_of_them = self.exact and not kernel.lyndon
        return [d for d in self.dimensions if all_of_them or kernel.fixes(d, degree, isa)]

    @property
    def has_any_dimension(self) -> bool:
        """Tell whether kernels take dimensions that are not compiled in."""
        return not (self.exact and self.dimensions)

    def streams(self, degree: int) -> bool:
        """Tell whether there are kernels for a degree with the dimension at run time."""
        return self.has_any_dimension and (self.exact or degree <= MOST_STREAMED_DEGREE or not self.generic)

    @property
    def names(self) -> list[str]:
        """Name degrees, dimensions, dtypes and families in a build tag."""
        dimensions = [ranges(self.dimensions)] * bool(self.dimensions) + ["any"] * self.has_any_dimension
        dtypes = [dtype.id for dtype in self.dtypes if self.dtypes != DTYPES]
        families = [".".join(self.families)] * (self.families != FAMILIES)
        return [f"n{ranges(self.degrees)}", f"d{'.'.join(dimensions)}", *dtypes, *families]


DTYPES = (
    Dtype("float32", "f32", "float", 4),
    Dtype("float64", "f64", "double", 8),
)
# Either of them, in sources that serve both.
REAL = Dtype("real", "real", "real", 0)

ISAS = (
    Isa("baseline", lane_bytes=16, registers=16),
    Isa("x86_64_v3", lane_bytes=32, registers=16),
    Isa("x86_64_v4", lane_bytes=64, registers=32),
)


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


def parse_families(text: str) -> tuple[str, ...]:
    """Read a list such as ``"tensor"``; families that the others need are added."""
    wanted = {name.strip() for name in text.split(",") if name.strip()}
    if wanted - set(FAMILIES) or not wanted:
        raise ValueError(f"expected some of {', '.join(FAMILIES)}, got {text!r}")
    wanted.update(needed for family in tuple(wanted) for needed in NEEDS.get(family, ()))
    return tuple(family for family in FAMILIES if family in wanted)


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


def ranges(numbers: tuple[int, ...]) -> str:
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
            "families": list(self.selection.families),
            "tangents": self.selection.tangents,
            "kernels": {
                kernel.id: {"family": kernel.family, "dual": kernel.dual, "axes": list(kernel.axes)}
                for kernel in KERNELS
            },
            "tag": self.tag,
        }

    @property
    def tag(self) -> str:
        """Name the build in the file name of its wheel, so that no two share one; empty for the default build.

        It begins with a digit and has no dashes, as the format of wheels demands: ``1_n4_d3.5_f32_v3.v4``.
        """
        chosen = replace(self.selection, generic=True, tangents=True)
        kernels = [] if chosen == DEFAULT_SELECTION else self.selection.names
        options = [
            *([".".join(map(short_name, self.isas.split(",")))] if self.isas != ALL else []),
            *(["serial"] if not self.openmp else []),
            *([f"cuda{'.'.join(map(str, self.cuda_archs))}"] if self.cuda_archs else []),
            *(["emulator"] if self.emulator else []),
            *(["nogeneric"] if not self.selection.generic else []),
            *(["notangents"] if not self.selection.tangents else []),
        ]
        return "_".join(["1", *kernels, *options]) if kernels or options else ""


DEFAULT_SELECTION = Selection(parse_numbers(DEFAULT_DEGREES), parse_dimensions(DEFAULT_DIMENSIONS), DTYPES)
