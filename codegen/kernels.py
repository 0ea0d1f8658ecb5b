"""The one table of kernels: what is computed, by which module, for which axes, and how each was tuned.

A new kernel is a row of `KERNELS` and a template: ``templates/<family>/<name>.pyx.j2``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.spec import Isa

PATH, TENSOR, LOG, WORDS, PAIRS = "path", "tensor", "log", "words", "pairs"
FAMILIES = (PATH, TENSOR, LOG, WORDS, PAIRS)
# Segments of a path are joined by Chen products, log-signatures are made of signatures, and many coefficients as well.
NEEDS = {PATH: (TENSOR,), LOG: (PATH, TENSOR), WORDS: (PATH, TENSOR)}

DEGREE, DIMENSION = "degree", "dimension"

# Where compiling the dimension in was measured, and how long a signature may be for it.
MEASURED_DIMENSIONS = range(2, 7)
MEASURED_DEGREES = range(2, 13)
FIXED_DIMENSION_MAX_SIGNATURE = 20_000

# Longer words get longer prefixes.
DEEPEST_SUBTREE = 8

# Degree (None: kernels for any) -> dimensions.
DimensionTable = dict[int | None, tuple[int, ...]]


@dataclass(frozen=True)
class Tile:
    """Register blocking of a kernel: time steps per visit of a word, sibling words per leaf loop."""

    steps: int
    siblings: int


@dataclass(frozen=True)
class Module:
    """Kernels of a family that are compiled together, once for each instruction set, and what surrounds them.

    Templates of kernels are in `folder`, or in that of the family. `templates` come before the kernels, once for each
    dtype, and before those `wide_templates`, which compute in float64 for all. `shapes` tells whether kernels take a
    Shape, and `driver` whether templates end in a driver of the family.
    `string_functions` and `abi` are what they cimport from libc.string and from siglib/_native/abi.pxd, besides what
    every module does. A `shared` source is compiled for either dtype, which it calls `real`, and for all instruction
    sets with as many registers: Cython takes longer than the compiler.
    """

    name: str
    family: str
    shared: bool = False
    dual: bool = False
    shapes: bool = True
    driver: bool = False
    folder: str = ""
    string_functions: tuple[str, ...] = ()
    abi: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    wide_templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kernel:
    """What a template computes, in plain numbers or in dual ones: those have derivatives along a tangent.

    `lead_lag` kernels know which letters stand still in which steps. They are there for dimensions that are compiled in
    alone, and not in exact builds; all other kernels take lead-lag paths as well.

    `axes` are what it is specialised by. A kernel without any is compiled once for each dtype, in every build. Where
    `one_channel` is set, one channel has a row of the kernel for any degree, which builds without generic kernels have
    too.

    For 32 vector registers (wide) and for 16 (narrow): the blocking, and the dimensions that are worth compiling in,
    because the kernel was then measured (float64) to be about 10 % faster than the one for any dimension. `vectors`
    is what a step and a letter take where registers hold them: the increment, backward the derivative by it as well;
    0 where they never do. `levels` tells, by dimension (None: at run time), how many of the last levels of words a
    kernel for any degree writes out as the others do; where it is empty, a template of the module makes that kernel.

    The kernel of a `subtree` works below a prefix of each lane's own: its degree is that of the words below, and the
    increments are those of one path. The kernel of a `row` computes with single numbers, those of one row, where others
    compute with lanes.

    A `stepwise` kernel takes one time step a call: between steps signatures are read, or derivatives by them added.

    A kernel of an `order` solves the cells of signature kernels to that order; without one it is told the order.

    Beyond the `deepest` degree, if there is one, a kernel for any degree has to do.

    Kernels of `factors` compute all words below the top level, and of that Lyndon words alone, in lexicographic order.
    `lyndon` kernels of power series have Lyndon words alone as their result, and write them out where the dimension is
    compiled in. Those of paths, for degree 2 and more, visit the contiguous factors of Lyndon words alone, and the
    Lyndon words of the top level, which lie in order there, without gaps. Exact builds compile in no more dimensions
    than others. Where all different branches of more than two levels have at most `most_written_out` words together,
    they are written out.
    """

    name: str
    module: Module
    dual: bool = False
    subtree: bool = False
    lead_lag: bool = False
    lyndon: bool = False
    stepwise: bool = False
    row: bool = False
    factors: bool = False
    order: int | None = None
    deepest: int | None = None
    axes: tuple[str, ...] = (DEGREE, DIMENSION)
    one_channel: bool = False
    vectors: int = 0
    levels: dict[int | None, int] = field(default_factory=dict)
    most_written_out: int = 0
    wide_tile: Tile = Tile(1, 1)
    narrow_tile: Tile = Tile(1, 1)
    wide_fixed: DimensionTable = field(default_factory=dict)
    narrow_fixed: DimensionTable = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name the kernel, and how it differs from the plain one of that name."""
        flags = ("subtree", "lead_lag", "lyndon", "stepwise", "factors", "row", "dual")
        order = [f"order{self.order}"] if self.order else []
        return "_".join([self.name, *order, *(flag for flag in flags if getattr(self, flag))])

    @property
    def family(self) -> str:
        """Name the family of operations that it belongs to."""
        return self.module.family

    @property
    def template(self) -> str:
        """Name the file that says how it is computed."""
        return f"{self.module.folder or self.family}/{self.name}.pyx.j2"

    @property
    def has_generic(self) -> bool:
        """Tell whether there are variants for any degree."""
        return None in self.levels or (DIMENSION in self.axes and not (self.lead_lag or self.lyndon))

    @property
    def least_degree(self) -> int:
        """Tell from which degree on there are variants: of one letter, log-signatures are signatures."""
        return 2 if self.lyndon and not self.has_generic else 1

    def fixes(self, dimension: int, degree: int | None, isa: Isa) -> bool:
        """Tell whether to compile `dimension` in; beyond what was measured, it is whenever a build asks for it."""
        table = self.wide_fixed if isa.registers >= 32 else self.narrow_fixed
        if degree is None:
            return dimension in table.get(None, ())
        if degree not in MEASURED_DEGREES or signature_length(dimension, degree) > FIXED_DIMENSION_MAX_SIGNATURE:
            return False
        beyond = not (self.dual or self.lyndon) and dimension not in MEASURED_DIMENSIONS
        return beyond or dimension in table.get(degree, ())


# What surrounds kernels of subtrees, in builds that have any.
SUBTREES = ("path/subtrees.pyx.j2", "path/prefixes.pyx.j2")

PATHS = Module(
    "path",
    PATH,
    shared=True,
    driver=True,
    string_functions=("memcpy", "memset"),
    abi=(
        "BasisStage",
        "MOST_LEVELS",
        "PathDriver",
        "PathJob",
        "PathView",
        "Rows",
        "Sparse",
        "Stream",
        "backward_kernel",
        "count_words",
        "forward_kernel",
        "one_row",
        "product_backward_kernel",
        "product_kernel",
        "row_at",
        "series_backward_kernel",
        "series_kernel",
        "tensor_kernel",
        "top_level_words",
    ),
    templates=(
        "common/transpose.pyx.j2",
        "path/lanes.pyx.j2",
        "path/increments.pyx.j2",
        "path/corrections.pyx.j2",
        "path/driver.pyx.j2",
        "log/sparse.pyx.j2",
        "log/triangular.pyx.j2",
        "path/logarithm.pyx.j2",
        "path/stream.pyx.j2",
        "path/windows.pyx.j2",
        *SUBTREES,
        "path/table.pyx.j2",
    ),
)
PATH_TANGENTS = Module(
    "path_tangents", PATH, shared=True, dual=True, abi=("count_words",), templates=("path/prefixes.pyx.j2",)
)
PATH_STEPWISE = Module(
    "path_stepwise",
    PATH,
    shared=True,
    folder=PATH,
    string_functions=("memcpy",),
    templates=("path/window_product_generic.pyx.j2",),
)
PATH_LYNDON = Module("path_lyndon", LOG, shared=True, folder=PATH, abi=("period",))
TENSORS = Module(
    "tensor",
    TENSOR,
    string_functions=("memcpy",),
    abi=("Rows", "row_at"),
    templates=("tensor/rows.pyx.j2", "tensor/generic.pyx.j2"),
)
SERIES = Module(
    "series",
    LOG,
    shared=True,
    string_functions=("memcpy", "memset"),
    abi=(
        "BasisJob",
        "BasisStage",
        "CombineJob",
        "Rows",
        "SeriesJob",
        "Sparse",
        "period",
        "product_kernel",
        "row_at",
        "series_backward_kernel",
        "series_kernel",
    ),
    templates=("common/transpose.pyx.j2", "log/rows.pyx.j2", "log/sparse.pyx.j2", "log/triangular.pyx.j2"),
)
COEFFICIENTS = Module(
    "words",
    WORDS,
    shapes=False,
    string_functions=("memcpy", "memset"),
    abi=("PathJob", "PathView", "Rows", "TrieNode", "TrieVisit", "WordsJob", "channel_of", "moves", "row_at"),
    templates=(
        "common/transpose.pyx.j2",
        "path/lanes.pyx.j2",
        "path/increments.pyx.j2",
        "words/letters.pyx.j2",
    ),
)

PAIRS_OF_PATHS = Module(
    "pairs",
    PAIRS,
    shapes=False,
    string_functions=("memcpy", "memset"),
    abi=(
        "PairsJob",
        "PathJob",
        "PathView",
        "Rows",
        "Share",
        "Tile",
        "channel_of",
        "find_pair",
        "is_single",
        "row_at",
        "share_of",
        "step_rows",
        "tile_kernel",
    ),
    templates=(
        "common/transpose.pyx.j2",
        "path/lanes.pyx.j2",
        "path/increments.pyx.j2",
        "pairs/products.pyx.j2",
        "pairs/gaussian_steps.pyx.j2",
        "pairs/bundle.pyx.j2",
    ),
    wide_templates=("pairs/gaussian.pyx.j2",),
)
PAIRS_TANGENTS = replace(PAIRS_OF_PATHS, name="pairs_tangents", dual=True)
PAIRS_WAVES = replace(
    PAIRS_OF_PATHS,
    name="pairs_waves",
    string_functions=("memcpy", "memmove", "memset"),
    templates=(*PAIRS_OF_PATHS.templates, "pairs/strips.pyx.j2"),
)

# The largest first, so that a build ends with short ones.
MODULES = (
    PATHS,
    PATH_TANGENTS,
    PATH_LYNDON,
    PATH_STEPWISE,
    PAIRS_TANGENTS,
    PAIRS_OF_PATHS,
    PAIRS_WAVES,
    TENSORS,
    SERIES,
    COEFFICIENTS,
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
# Signatures in more channels are too long. Few registers or dual numbers leave these no advantage over kernels for any
# degree in two channels.
HIGH_DEGREES: DimensionTable = dict.fromkeys(range(9, 13), (2,))
# Lead-lag paths of 1 to 3 channels, or of 1 or 2 and time.
LEAD_LAG: DimensionTable = {3: (2, 3, 4, 5, 6), 4: (2, 3, 4, 5, 6), 5: (2, 3, 4, 5, 6), 6: (2, 3, 4, 5)}
# Kernels of paths for any degree.
ANY_DEGREE: DimensionTable = {None: (2, 3)}
WRITTEN_OUT = {None: 2, 2: 6, 3: 4}
STEPWISE_LEVELS: dict[int | None, int] = {None: 2}
# Kernels for log-signatures, where they are not too long to compile.
LYNDON: DimensionTable = HIGH_DEGREES | {
    3: (2, 3, 4, 5),
    4: (2, 3, 4, 5),
    5: (2, 3, 4, 5),
    6: (2, 3, 4),
    7: (2, 3),
    8: (2, 3),
}

# Power series at Lyndon words, where these are few enough to be written out. Backward it pays for many levels alone;
# few words take no time to compile.
MANY_LEVELS: DimensionTable = dict.fromkeys(range(7, 11), (2,))
SERIES_FWD: DimensionTable = MANY_LEVELS | {3: (2, 3, 4, 5), 4: (2, 3, 4), 5: (2, 3), 6: (2, 3)}
SERIES_BWD: DimensionTable = MANY_LEVELS | {3: (2, 3), 4: (2, 3)}

# Rows of cells side by side, by the order that they are solved to; None is any.
ROWS_OF_ORDERS: dict[int | None, int] = {2: 4, 3: 2, 4: 2, 6: 2, 8: 2, None: 1}
ROWS_OF_DUAL_ORDERS: dict[int | None, int] = {2: 4, 4: 2, 6: 2, None: 1}
# Vectors of a wavefront.
VECTORS_OF_ORDERS = {2: 4, 3: 2, 4: 2, 6: 2, 8: 2}

KERNELS = (
    # The signature, and its gradient.
    Kernel(
        "sigfwd",
        PATHS,
        vectors=1,
        levels=WRITTEN_OUT,
        wide_tile=Tile(4, 4),
        narrow_tile=Tile(4, 2),
        wide_fixed=ALL_MEASURED | HIGH_DEGREES | ANY_DEGREE | {2: (2, 3)},
        narrow_fixed=ALL_MEASURED | ANY_DEGREE,
    ),
    Kernel(
        "sigbwd",
        PATHS,
        vectors=2,
        levels=WRITTEN_OUT,
        wide_tile=Tile(2, 4),
        narrow_tile=Tile(2, 2),
        wide_fixed=ALL_MEASURED | HIGH_DEGREES | ANY_DEGREE | {2: (3,)},
        narrow_fixed=ALL_MEASURED | ANY_DEGREE | {4: (2, 3, 4, 5), 5: (2, 3, 4, 5)},
    ),
    Kernel(
        "sigfwd",
        PATH_TANGENTS,
        dual=True,
        vectors=2,
        levels=WRITTEN_OUT,
        wide_tile=Tile(4, 2),
        narrow_tile=Tile(2, 2),
        wide_fixed=TWO_AND_THREE | ANY_DEGREE,
        narrow_fixed=TWO_AND_THREE | ANY_DEGREE,
    ),
    Kernel(
        "sigbwd",
        PATH_TANGENTS,
        dual=True,
        vectors=3,
        levels=WRITTEN_OUT,
        wide_tile=Tile(2, 2),
        narrow_tile=Tile(1, 2),
        wide_fixed=ALL_MEASURED | ANY_DEGREE | {3: (2, 3, 4, 5)},
        narrow_fixed=ALL_MEASURED | ANY_DEGREE | {4: (2, 3, 4), 5: (2, 3, 4, 5), 6: (2, 3, 4)},
    ),
    # The same below prefixes.
    Kernel("sigfwd", PATHS, subtree=True, axes=(DEGREE,), wide_tile=Tile(4, 4), narrow_tile=Tile(4, 2)),
    Kernel("sigbwd", PATHS, subtree=True, axes=(DEGREE,), wide_tile=Tile(2, 4), narrow_tile=Tile(2, 2)),
    Kernel(
        "sigfwd", PATH_TANGENTS, dual=True, subtree=True, axes=(DEGREE,), wide_tile=Tile(4, 2), narrow_tile=Tile(2, 2)
    ),
    Kernel(
        "sigbwd", PATH_TANGENTS, dual=True, subtree=True, axes=(DEGREE,), wide_tile=Tile(2, 2), narrow_tile=Tile(1, 2)
    ),
    # The same for lead-lag paths.
    Kernel(
        "sigfwd",
        PATHS,
        lead_lag=True,
        vectors=1,
        wide_tile=Tile(4, 4),
        narrow_tile=Tile(4, 2),
        wide_fixed=LEAD_LAG,
        narrow_fixed=LEAD_LAG,
    ),
    Kernel(
        "sigbwd",
        PATHS,
        lead_lag=True,
        vectors=2,
        wide_tile=Tile(2, 4),
        narrow_tile=Tile(2, 2),
        wide_fixed=LEAD_LAG,
        narrow_fixed=LEAD_LAG,
    ),
    # The same step by step.
    Kernel(
        "sigfwd",
        PATH_STEPWISE,
        stepwise=True,
        vectors=1,
        levels=STEPWISE_LEVELS,
        wide_tile=Tile(1, 4),
        narrow_tile=Tile(1, 2),
        wide_fixed=ALL_MEASURED,
        narrow_fixed=ALL_MEASURED,
    ),
    Kernel(
        "sigbwd",
        PATH_STEPWISE,
        stepwise=True,
        vectors=2,
        levels=STEPWISE_LEVELS,
        wide_tile=Tile(1, 4),
        narrow_tile=Tile(1, 2),
        wide_fixed=ALL_MEASURED,
        narrow_fixed=ALL_MEASURED,
    ),
    Kernel(
        "sigfwd",
        PATH_TANGENTS,
        dual=True,
        stepwise=True,
        vectors=2,
        levels=STEPWISE_LEVELS,
        wide_tile=Tile(1, 2),
        narrow_tile=Tile(1, 2),
    ),
    Kernel(
        "sigbwd",
        PATH_TANGENTS,
        dual=True,
        stepwise=True,
        vectors=3,
        levels=STEPWISE_LEVELS,
        wide_tile=Tile(1, 2),
        narrow_tile=Tile(1, 2),
    ),
    # The same for log-signatures.
    Kernel(
        "sigfwd",
        PATH_LYNDON,
        lyndon=True,
        vectors=1,
        most_written_out=340,
        wide_tile=Tile(4, 4),
        narrow_tile=Tile(4, 2),
        wide_fixed=LYNDON,
        narrow_fixed=LYNDON,
    ),
    Kernel(
        "sigbwd",
        PATH_LYNDON,
        lyndon=True,
        vectors=2,
        most_written_out=240,
        wide_tile=Tile(2, 4),
        narrow_tile=Tile(2, 2),
        wide_fixed=LYNDON,
        narrow_fixed=LYNDON,
    ),
    # The same with a correction for each step.
    Kernel("sigfwd_corrected", PATHS, axes=(), wide_tile=Tile(4, 2), narrow_tile=Tile(4, 1)),
    Kernel("sigbwd_corrected", PATHS, axes=(), wide_tile=Tile(4, 2), narrow_tile=Tile(2, 1)),
    Kernel("sigfwd_corrected", PATH_TANGENTS, dual=True, axes=(), wide_tile=Tile(2, 2), narrow_tile=Tile(2, 1)),
    Kernel("sigbwd_corrected", PATH_TANGENTS, dual=True, axes=(), wide_tile=Tile(2, 1), narrow_tile=Tile(1, 1)),
    # Windows: the products of suffixes and prefixes, and their gradient.
    Kernel("window_product", PATH_STEPWISE, wide_fixed=ALL_MEASURED, narrow_fixed=ALL_MEASURED),
    Kernel("window_product_bwd", PATH_STEPWISE, wide_fixed=ALL_MEASURED, narrow_fixed=ALL_MEASURED),
    # The Chen product, and its gradient.
    Kernel(
        "combine",
        TENSORS,
        one_channel=True,
        wide_fixed=ALL_MEASURED | HIGH_DEGREES | {3: (3, 4, 5, 6)},
        narrow_fixed=ALL_MEASURED | HIGH_DEGREES | {3: (2, 3, 4)},
    ),
    Kernel(
        "combine_bwd",
        TENSORS,
        one_channel=True,
        wide_fixed=ALL_MEASURED | HIGH_DEGREES | {2: (3, 4)},
        narrow_fixed=TWO_AND_THREE | HIGH_DEGREES | {3: (2, 3, 4), 4: (2, 3, 4)},
    ),
    # The antipode; letters scaled by factors, and the gradient.
    Kernel("inverse", TENSORS, axes=()),
    Kernel("scale", TENSORS, axes=()),
    Kernel("scale_bwd", TENSORS, axes=()),
    Kernel("scale", TENSORS, dual=True, axes=()),
    Kernel("scale_bwd", TENSORS, dual=True, axes=()),
    # Power series of tensors: the logarithm and the exponential, of all words or of Lyndon words; and the gradient.
    *(
        Kernel(name, SERIES, lyndon=lyndon, row=row, dual=dual, axes=(DEGREE,), levels={None: 0}, deepest=deepest)
        for name in ("series", "series_bwd")
        for lyndon, row, dual, deepest in (
            (False, False, False, None),
            (False, True, False, 5),
            (False, False, True, 5),
            (True, True, False, 5),
            (True, False, True, 5),
        )
    ),
    *(
        Kernel(name, SERIES, lyndon=True, levels={None: 0}, wide_fixed=table, narrow_fixed=table)
        for name, table in (("series", SERIES_FWD), ("series_bwd", SERIES_BWD))
    ),
    # What brings rows into lanes for these, and out again; and what changes the basis of a logarithm.
    *(
        Kernel(name, SERIES, row=row, dual=dual, axes=())
        for name in ("bundle", "bundle_bwd")
        for row, dual in ((False, False), (True, False), (False, True))
    ),
    Kernel("basis", SERIES, axes=()),
    # What combined log-signatures are made of.
    Kernel("series", SERIES, factors=True, axes=(DEGREE,), levels={None: 0}),
    Kernel("product", SERIES, factors=True, axes=(DEGREE,), levels={None: 0}),
    Kernel("log_combine", SERIES, axes=()),
    # Coefficients of chosen words, and their gradient.
    Kernel("coef", COEFFICIENTS, axes=(), wide_tile=Tile(8, 1), narrow_tile=Tile(4, 1)),
    Kernel("coef_bwd", COEFFICIENTS, axes=(), wide_tile=Tile(8, 1), narrow_tile=Tile(4, 1)),
    Kernel("coef", COEFFICIENTS, dual=True, axes=(), wide_tile=Tile(4, 1), narrow_tile=Tile(2, 1)),
    Kernel("coef_bwd", COEFFICIENTS, dual=True, axes=(), wide_tile=Tile(4, 1), narrow_tile=Tile(2, 1)),
    # Cells of signature kernels, a strip of rows at a time: with slopes, or lines of a grid, as well; and backward.
    *(
        Kernel(name, module, order=order, dual=module.dual, axes=(), wide_tile=Tile(rows, 1), narrow_tile=Tile(rows, 1))
        for module, orders in ((PAIRS_OF_PATHS, ROWS_OF_ORDERS), (PAIRS_TANGENTS, ROWS_OF_DUAL_ORDERS))
        for order, rows in orders.items()
        for name in ("solve", "solve_kept", "solve_bwd", "solve_grid", "solve_bwd_grid")
    ),
    # The same along wavefronts.
    *(
        Kernel(name, PAIRS_WAVES, order=order, axes=(), wide_tile=Tile(vectors, 1), narrow_tile=Tile(2, 1))
        for order, vectors in VECTORS_OF_ORDERS.items()
        for name in ("wave", "wave_kept", "wave_bwd", "wave_grid", "wave_bwd_grid")
    ),
    # Shares of Gram matrices, and their gradient.
    Kernel("gram", PAIRS_OF_PATHS, axes=()),
    Kernel("gram_bwd", PAIRS_OF_PATHS, axes=()),
    Kernel("gram_finish", PAIRS_OF_PATHS, axes=()),
    Kernel("gram", PAIRS_TANGENTS, dual=True, axes=()),
    Kernel("gram_bwd", PAIRS_TANGENTS, dual=True, axes=()),
    # The same, pair by pair.
    Kernel("gram_wave", PAIRS_WAVES, axes=()),
    Kernel("gram_wave_bwd", PAIRS_WAVES, axes=()),
)


def signature_length(dimension: int, degree: int) -> int:
    """Count the words of length 1 to `degree` over `dimension` letters."""
    return sum(dimension**level for level in range(1, degree + 1))


def variant_id(
    kernel: str, dtype: str, degree: int | None, dimension: int | None, axes: tuple[str, ...] = (DEGREE, DIMENSION)
) -> str:
    """Name a variant: C symbol, table row, test id and error text alike."""
    compiled_in = [f"d{dimension}"] * (dimension is not None) + [f"n{degree}"] * (degree is not None)
    return "_".join([kernel, dtype, *(compiled_in or ["generic"] * bool(axes))])
