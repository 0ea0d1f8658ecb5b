"""What the table in operations.py is made of: cases, and the examples that they give.

    case.example(degree=3, lead_lag=True).check()

makes arguments for a call of the case's function, calls it, and compares the results with the reference.
"""

import inspect
import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
import reference
import reference_log
from support import FLAGS, KERNELS, error, level_error, noting, restrict_variants, shared, single, walks

import siglib

# What these parameters are unless a call says otherwise, in every function that has them.
DEFAULTS = {
    "time_aug": False,
    "lead_lag": False,
    "end_time": 1.0,
    "scalar_term": False,
    "stream": False,
    "lengths": None,
    "initial": None,
    "basepoint": None,
    "time": None,
    "method": 1,
    "precision": None,
    "dyadic_order": None,
    "order": None,
    "static_kernel": None,
    "lengths1": None,
    "lengths2": None,
    "normalise": False,
    "return_grid": False,
    "n_jobs": None,
}

# What a call is told of its problem; all else it sees from its arrays.
OPTIONS = ("words", "intervals", "dimension", "degree", "time_aug", "lead_lag", "end_time", "scalar_term")
OPTIONS += ("method", "source", "target", "window", "stride", "order")
# What says how many points of ragged paths there are, and how many there are of others.
LENGTHS = {"lengths": "length", "lengths1": "length", "lengths2": "other_length"}
# Points of paths that come in pairs, for whose kernels the work grows with the square of that, and paths of which all
# pairs are taken.
LONGEST_OF_PAIRS = 120
MOST_OF_PAIRS = 100
# Points of paths of which there are several rows: of each point, it may be.
LONGEST_WITH_ROWS = 1000
# The bases of log-signatures.
METHODS = {0: "expanded", 1: "words", 2: "brackets"}


@dataclass(frozen=True)
class Problem:
    """The sizes, flags and formats of a call."""

    batch: tuple[int, ...] = (3,)
    length: int = 6
    dimension: int = 2
    degree: int = 2
    time_aug: bool = False
    lead_lag: bool = False
    end_time: float = 1.0
    scalar_term: bool = False  # in the signatures that come in or go out, and in log-signatures that are tensors
    method: int = 1  # of the log-signatures that come in or go out
    target: int = 1  # of those that go out, where the two differ
    ragged: bool = False  # paths have `lengths`, and NaN beyond
    sparing: bool = False  # arrays that may be None are None
    dtype: str = "float64"
    window: int = 3  # points of a window, and from one's first point to the next's
    stride: int = 1
    seed: int = 0

    @property
    def augmentations(self):
        return {"time_aug": self.time_aug, "lead_lag": self.lead_lag}

    @property
    def width(self):
        """Channels of the augmented path."""
        return reference.enlarged(self.dimension, **self.augmentations)

    @property
    def points(self):
        """Points of the augmented path."""
        return max(2 * self.length - 1, 0) if self.lead_lag else self.length

    @property
    def steps(self):
        """Time steps of the augmented path: rows of a stream."""
        return max(self.length - 1, 0) * (1 + self.lead_lag)

    @property
    def windows(self):
        """Complete windows of a path."""
        return max((self.length - self.window) // self.stride + 1, 0)

    @property
    def intervals(self):
        """Some intervals of points: whole paths, pieces that overlap, and what has no step."""
        n = self.length
        return [(0, n), (n // 3, n), (0, min(n, 2)), (n, n), (n // 2, min(n // 2 + 1, n)), (0, n), (n // 4, n - n // 4)]

    @property
    def columns(self):
        """Coefficients of a signature."""
        return reference.sig_length(self.width, self.degree, scalar_term=self.scalar_term)

    @property
    def order(self):
        """Of the scheme that computes kernels."""
        return max(self.degree, 2)

    @property
    def other_length(self):
        """Points of the second path of a pair: one more, or one less."""
        return self.length + (self.length > 1) * (1 if self.length % 2 or self.length == 2 else -1)

    @property
    def corners(self):
        """Points of the augmented paths of a pair: of one without points there is one all the same."""
        return self.steps + 1, replace(self, length=self.other_length).steps + 1

    @property
    def words(self):
        """Some words, out of order: the empty one, long ones, and one of them twice."""
        long = [(0,) * k for k in range(1, self.degree + 1)] + [(self.width - 1,) * self.degree]
        mixed = [tuple((3 * i + k) % self.width for i in range(k)) for k in range(1, self.degree + 1)]
        return [*mixed[::-1], (), *long, *mixed[:1]]

    @property
    def source(self):
        """What `method` is called where there is a target."""
        return self.method

    @property
    def log_scalar_term(self):
        """Whether a log-signature has a scalar term: it has to be a whole tensor."""
        return self.scalar_term and self.method == 0

    @property
    def log_columns(self):
        """Entries of a log-signature."""
        return reference_log.log_sig_length(self.width, self.degree, method=self.method) + self.log_scalar_term

    def in_full(self):
        """The same in float64, with nothing left out: what the reference computes with."""
        return replace(self, dtype="float64", sparing=False)


@dataclass(frozen=True)
class Kind:
    """What an array holds: how many axes stand behind those of the batch, and how to make one.

    It is made of the problem, a source of random numbers, and the arguments that were made before it. The first points
    of a ragged path are its own: as many as an argument says that is called `lengths`, if not otherwise.
    """

    axes: int
    make: Callable[..., np.ndarray]
    broadcasts: bool = False
    lengths: str = "lengths"


def random_signature(p, rng, *count):
    """Coefficients of no path at all: what is computed with signatures must hold for any."""
    values = single(rng.standard_normal((*p.batch, *count, p.columns)))
    if p.scalar_term:
        values[..., 0] = np.nan  # stands for 1, and is not read
    return values


def random_log_signature(p, rng, *count):
    """Coefficients as small as those of short paths: on the way to those of long ones, exponentials would cancel."""
    ends = [reference_log.log_sig_length(p.width, k, method=p.method) for k in range(p.degree + 1)]
    sizes = [1.0] * p.log_scalar_term + [0.25**k for k in range(1, p.degree + 1) for _ in range(ends[k] - ends[k - 1])]
    values = single(rng.standard_normal((*p.batch, *count, p.log_columns)) * sizes)
    if p.log_scalar_term:
        values[..., 0] = np.nan  # stands for 0, and is not read
    return values


def random_tensor(p, rng):
    """The same of all words."""
    return random_log_signature(replace(p, method=0), rng)


def random_functional(p, rng):
    """Weights of all words, that of the empty word as well."""
    return single(rng.standard_normal((*p.batch, p.columns)))


def signature_of_path(p, rng, made):
    lengths = made.get("lengths")
    flags = {**p.augmentations, "end_time": p.end_time, "scalar_term": p.scalar_term}
    values = reference.sig(made["path"], p.degree, lengths=lengths, **flags)
    if p.scalar_term:
        values[..., 0] = np.nan
    return values


def stream_of_path(p, rng, made):
    flags = {**p.augmentations, "end_time": p.end_time, "scalar_term": p.scalar_term}
    values = reference.sig_stream(made["path"], made.get("initial"), p.degree, lengths=made.get("lengths"), **flags)
    if p.scalar_term:
        values[..., 0] = np.nan
    return values


def corrected_signature_of_path(p, rng, made):
    options = {"time_aug": p.time_aug, "end_time": p.end_time, "scalar_term": p.scalar_term}
    options["lengths"] = made.get("lengths")
    values = reference.sig_corrected(made["path"], made["correction"], p.degree, **options)
    if p.scalar_term:
        values[..., 0] = np.nan
    return values


def random_correction(p, rng, made):
    """Numbers of level 2 for each step, as large as products of increments; NaN beyond the ends of ragged paths."""
    steps = max(p.length - 1, 0)
    words = p.dimension**2 if p.degree > 1 else 0
    values = single(rng.standard_normal((*p.batch, steps, words)) * (0.5 / max(steps, 1)))
    if "lengths" in made:
        values[np.arange(1, steps + 1) >= made["lengths"][..., None]] = np.nan
    return values


def some_increments(p, rng, made):
    """Inner products of the steps of two paths, as small as those of short ones."""
    shape = max(p.length - 1, 0), max(p.other_length - 1, 0)
    return single(rng.standard_normal((*p.batch, *shape)) / max(1, *shape))


PATH = Kind(2, lambda p, rng, made: walks(rng, *p.batch, p.length, p.dimension))
PATH1 = Kind(2, PATH.make, lengths="lengths1")
PATH2 = Kind(2, lambda p, rng, made: walks(rng, *p.batch, p.other_length, p.dimension), lengths="lengths2")
INCREMENTS = Kind(2, some_increments)
GRAM = Kind(0, lambda p, rng, made: single(rng.standard_normal((*p.batch, *p.batch))))
GRID = Kind(2, lambda p, rng, made: single(rng.standard_normal((*p.batch, *p.corners))))
AUGMENTED = Kind(2, lambda p, rng, made: walks(rng, *p.batch, p.points, p.width))
SIGNATURE = Kind(1, lambda p, rng, made: random_signature(p, rng))
SIGNATURE_OF_PATH = Kind(1, signature_of_path)
CORRECTED_SIGNATURE = Kind(1, corrected_signature_of_path)
SIGNATURES = Kind(2, lambda p, rng, made: random_signature(p, rng, 3))
STREAM = Kind(2, lambda p, rng, made: random_signature(p, rng, p.steps))
STREAM_OF_PATH = Kind(2, stream_of_path)
WINDOWS = Kind(2, lambda p, rng, made: random_signature(p, rng, p.windows))
INTERVALS = Kind(2, lambda p, rng, made: random_signature(p, rng, len(p.intervals)))
LOG_WINDOWS = Kind(2, lambda p, rng, made: random_log_signature(p, rng, p.windows))
LOG_INTERVALS = Kind(2, lambda p, rng, made: random_log_signature(p, rng, len(p.intervals)))
LOG_SIGNATURE = Kind(1, lambda p, rng, made: random_log_signature(p, rng))
CONVERTED = Kind(1, lambda p, rng, made: random_log_signature(replace(p, method=p.target), rng))
TENSOR = Kind(1, lambda p, rng, made: random_tensor(p, rng))
FUNCTIONAL = Kind(1, lambda p, rng, made: random_functional(p, rng), broadcasts=True)
COEFFICIENTS = Kind(1, lambda p, rng, made: single(rng.standard_normal((*p.batch, len(p.words)))))
NUMBERS = Kind(0, lambda p, rng, made: single(rng.standard_normal(p.batch)))
DISPLACEMENT = Kind(1, lambda p, rng, made: single(0.25 * rng.standard_normal((*p.batch, p.width))))
FACTORS = Kind(1, lambda p, rng, made: single(rng.uniform(0.5, 1.5, (*p.batch, p.dimension))), broadcasts=True)
CORRECTION = Kind(2, random_correction)
RAGGED = (PATH, PATH1, PATH2)
PATHS = (*RAGGED, AUGMENTED)
OF_SIGNATURES = (
    *(SIGNATURE, SIGNATURE_OF_PATH, CORRECTED_SIGNATURE, SIGNATURES, TENSOR),
    *(STREAM, STREAM_OF_PATH, WINDOWS, INTERVALS),
)
# What has several rows for each path.
ROWS_OF_PATHS = (STREAM, STREAM_OF_PATH, WINDOWS, INTERVALS, LOG_WINDOWS, LOG_INTERVALS, GRID)


@dataclass(frozen=True, eq=False)
class Case:
    """A function: what it takes, and what has to come out.

    Parameters
    ----------
    name : str
        Of the function.
    signature : str
        Its parameters, with defaults unless they are those of `DEFAULTS`.
    reference : callable
        Takes the same arguments, in float64 and without `n_jobs`; returns what has to come out.
    arrays : dict
        Parameters that are arrays, in the order of the signature, and their kinds.
    results : tuple of Kind
        What comes out.
    tolerance : dict
        Of the results, relative to their largest value (in each level of a signature): for each dtype.
    optional : tuple of str
        Arrays that may be None.
    by : tuple of str
        Arrays by which it is differentiable.
    order : int
        How many times torch differentiates it backward.
    forward : bool
        Whether torch also differentiates it forward.
    function : callable
        If it is no public function of siglib.
    nullable : tuple of str
        Arrays that may be None as well, but never are in an example.
    exact : bool
        Whether results have the same bits in any framework and layout: products of matrices have not.
    bounded : bool
        Whether results are finite even of infinite points.
    few_flags : bool
        Whether time and lead-lag come together or not at all.
    flags : dict
        Fields of the problem that all of its examples share.
    base : Case
        The case whose flags these are; None for one without.
    """

    name: str
    signature: str
    reference: Callable | None = None
    arrays: dict[str, Kind] = field(default_factory=dict)
    results: tuple[Kind, ...] = ()
    tolerance: dict[str, float] | None = None
    optional: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    order: int = 2
    forward: bool = True
    function: Callable | None = None
    nullable: tuple[str, ...] = ()
    exact: bool = True
    bounded: bool = False
    few_flags: bool = False
    flags: dict[str, object] = field(default_factory=dict)
    base: "Case | None" = None

    def __str__(self):
        named = {name: METHODS[value] for name, value in self.flags.items() if name in ("method", "target")}
        set_flags = [named.get(name, name) for name, value in self.flags.items() if name in named or value is True]
        return "-".join([self.name, *set_flags])

    @property
    def is_public(self):
        return self.function is None

    @property
    def is_there(self):
        """Whether siglib has it."""
        return not self.is_public or self.name in siglib.__all__

    @property
    def call(self):
        return self.function or getattr(siglib, self.name)

    @cached_property
    def parameters(self):
        """Name and default of every parameter, as `inspect` has them."""
        names = [name.strip() for name in self.signature.split(",")]
        defaults = {name: value for name, value in DEFAULTS.items() if name not in self.arrays}
        written = ", ".join(f"{name}={defaults[name]!r}" if name in defaults else name for name in names)
        return inspect.signature(eval(f"lambda {written}: None", {"np": np})).parameters

    @property
    def takes_ends_of_paths(self):
        """Whether there may be an end time for each path."""
        return self.takes("basepoint", "window")

    @property
    def has_rows_of_paths(self):
        return any(kind in ROWS_OF_PATHS for kind in (*self.arrays.values(), *self.results))

    @property
    def lengths(self):
        """Parameters that say how many points ragged paths have."""
        return [name for name in LENGTHS if self.takes(name)]

    @property
    def of_pairs(self):
        """Whether it is about kernels, which are of pairs of paths."""
        return self.takes("order")

    @property
    def by_row(self):
        """Whether rows of a batch have nothing to do with each other."""
        return GRAM not in (*self.arrays.values(), *self.results)

    def with_all_kernels(self, *checks):
        """Call functions with each choice of kernels; what fails says with which. Those of pairs leave no choice."""
        for kernels in (None,) if self.of_pairs else KERNELS:
            restrict_variants(kernels)
            with noting(kernels=kernels):
                for check in checks:
                    check()

    def takes(self, *names):
        return any(name in self.parameters for name in names)

    def known(self, arguments):
        """The same arguments for any function: without threads for those that start none."""
        return {name: value for name, value in arguments.items() if name != "n_jobs" or self.takes(name)}

    @property
    def has_examples(self):
        return self.reference is not None

    @property
    def batched(self):
        """Arrays whose batches are all of one shape."""
        return [name for name, kind in self.arrays.items() if not kind.broadcasts]

    @property
    def of_paths(self):
        return any(kind in (*PATHS, INCREMENTS) for kind in self.arrays.values())

    @property
    def has_log_signatures(self):
        return self.takes("method", "source") and not self.of_pairs

    def has_formats(self, method=0):
        """Whether rows may come with or without their scalar term: log-signatures do if they are tensors."""
        if any(kind in OF_SIGNATURES for kind in (*self.arrays.values(), *self.results)):
            return True
        return method == 0 and (self.takes("scalar_term") or self.has_log_signatures)

    def flagged(self):
        """This case with each combination of flags, formats, lengths and left-out arrays."""
        flags = [f if self.takes("end_time") else reference.augmentations(f) for f in FLAGS]
        if not self.takes("lead_lag"):
            flags = [f for f in flags if not f["lead_lag"]]
        # To functions of log-signatures alone they are a dimension.
        if self.few_flags or (self.has_log_signatures and not self.of_paths):
            flags = flags[::3]
        choices = [
            flags if self.takes("time_aug") else [{}],
            [{"method": m} for m in METHODS] if self.has_log_signatures else [{}],
            [{"target": m} for m in METHODS] if self.takes("target") else [{}],
            [{"scalar_term": b} for b in (False, True)] if self.has_formats() else [{}],
            [{"ragged": b} for b in (False, True)] if self.lengths else [{}],
            [{"sparing": b} for b in (False, True)] if self.optional else [{}],
        ]
        combined = [{k: v for f in fs for k, v in f.items()} for fs in itertools.product(*choices)]
        return [replace(self, flags=flags, base=self) for flags in combined if self.has(flags)]

    def has(self, flags):
        """Whether there is such a call, and it is no mere change of basis."""
        if flags.get("method") == 2 and (flags.get("scalar_term") or flags.get("sparing")):
            return False
        return not flags.get("scalar_term") or self.has_formats(flags.get("method", 0))

    def problem(self, **fields):
        """The problem with these fields, less the flags that the function does not take."""
        fields = {**self.flags, **fields}
        if "length" in fields and (self.of_pairs or self.has_rows_of_paths):
            fields["length"] = min(fields["length"], LONGEST_OF_PAIRS if self.of_pairs else LONGEST_WITH_ROWS)
        if "batch" in fields and not self.by_row:
            fields["batch"] = tuple(min(size, MOST_OF_PAIRS) for size in fields["batch"])
        for flag, is_there in {**{f: self.takes(f) for f in ("time_aug", "lead_lag")}, "ragged": self.lengths}.items():
            if not is_there:
                fields[flag] = False
        if self.has_log_signatures and not self.has_formats(fields.get("method", Problem.method)):
            fields["scalar_term"] = False
        return Problem(**fields)

    def example(self, **fields):
        """Arguments for a call: the same ones for the same problem, but for their dtype."""
        problem = self.problem(**fields)
        made = dict(made_arrays(self.base or self, problem.in_full()))
        options = {name: getattr(problem, name) for name in OPTIONS if self.takes(name)}
        if self.of_pairs:
            options.pop("method", None)  # it is another one, and follows from the order
        if problem.ragged:
            options |= {name: made.pop(name).copy() for name in self.lengths}
        example = Example(self, problem, {name: array.astype(problem.dtype) for name, array in made.items()}, options)
        example.arrays |= example.padded_with(np.nan) if problem.ragged else {}
        example.arrays |= dict.fromkeys(self.optional) if problem.sparing else {}
        return example


@lru_cache(128)
def made_arrays(case, problem):
    """The arrays and lengths that the examples of a problem copy."""
    rng = np.random.default_rng(zlib.crc32(repr(problem).encode()))
    made = {name: some_lengths(problem, name, rng) for name in case.lengths if problem.ragged}
    for name, kind in case.arrays.items():
        made[name] = kind.make(problem, rng, made)
    return made


def some_lengths(problem, name, rng):
    """Lengths that hold everything, 0, 1 and 2, if there are paths enough: among the first of them."""
    most = getattr(problem, LENGTHS[name])
    lengths = rng.integers(0, most + 1, problem.batch)
    flat = lengths.reshape(-1)
    for place, special in enumerate((most, 0, 1, 2)[: flat.size]):
        flat[place] = min(special, most)
    flat[:7] = rng.permuted(flat[:7])
    return lengths


def as_tuple(result):
    return result if isinstance(result, tuple) else (result,)


@dataclass
class Example:
    """A call: `arrays` and other keyword arguments of the function of `case`."""

    case: Case
    problem: Problem
    arrays: dict[str, np.ndarray | None]
    options: dict[str, object]

    def __call__(self, **changes):
        """Call the function; the results are a tuple, even if there is only one."""
        return as_tuple(self.case.call(**self.case.known({**self.arrays, **self.options, **changes})))

    @property
    def given(self):
        """The arrays that are not None."""
        return {name: array for name, array in self.arrays.items() if array is not None}

    def beyond(self, kind):
        """Which points of ragged paths of a kind are none of theirs."""
        points = getattr(self.problem, LENGTHS[kind.lengths])
        return np.arange(points) >= self.options[kind.lengths][..., None]

    def padded_with(self, value):
        """The paths, and what comes with each of their points, with this value beyond their lengths."""
        paths = {name: array.copy() for name, array in self.arrays.items() if self.case.arrays[name] in RAGGED}
        for name, path in paths.items():
            path[self.beyond(self.case.arrays[name])] = value
        return paths

    def with_lengths(self, length):
        """So many points of each path, or all of them if there are fewer: what the call is told."""
        most = {name: getattr(self.problem, LENGTHS[name]) for name in self.case.lengths}
        return {name: np.full(self.problem.batch, min(length, points)) for name, points in most.items()}

    def expected(self):
        """What the reference makes of it."""
        return reference_results(self.case.base or self.case, self.problem.in_full())

    def check(self, factor=1, **changes):
        """Call the function and compare the results with the reference."""
        self.compare(self(**changes), self.expected(), factor)

    def check_first(self, count, factor=1):
        """The same for the first rows of a batch alone.

        Errors are relative to the largest of all rows: in one of a few, what is computed may cancel.
        """
        problem, options = replace(self.problem, batch=(count,)), dict(self.options)
        arrays = {name: None if array is None else array[:count] for name, array in self.arrays.items()}
        if problem.ragged:
            options |= {name: options[name][:count] for name in self.case.lengths}
        first, expected = Example(self.case, problem, arrays, options), self.expected()
        rows = [
            np.concatenate([out, value[count:].astype(out.dtype)]) for out, value in zip(first(), expected, strict=True)
        ]
        self.compare(rows, expected, factor)

    def compare(self, outs, expected, factor=1):
        """Compare results: shapes, dtypes, values, and what has to be exactly right in any precision."""
        p, tolerance = self.problem, factor * self.case.tolerance[self.problem.dtype]
        for out, value, kind in zip(outs, expected, self.case.results, strict=True):
            assert (out.dtype, out.shape) == (p.dtype, value.shape)
            if kind in (SIGNATURE, STREAM, WINDOWS, INTERVALS):
                assert level_error(out, value, p.width, p.degree) < tolerance, p
            else:
                assert error(out, value) < tolerance, p
            has_scalar = dict.fromkeys((SIGNATURE, TENSOR, STREAM, WINDOWS, INTERVALS), p.scalar_term)
            has_scalar |= dict.fromkeys((LOG_SIGNATURE, LOG_WINDOWS, LOG_INTERVALS), p.log_scalar_term)
            if has_scalar.get(kind, False):
                np.testing.assert_array_equal(out[..., 0], value[..., 0])
            if kind in RAGGED and p.ragged:
                assert not out[self.beyond(kind)].any()


def computed_results(name, problem, case):
    """What the reference makes of the example of a problem; the name says which case it is."""
    example = case.example(**vars(problem))
    arguments = inspect.Signature(case.parameters.values()).bind(**example.arrays, **example.options)
    return as_tuple(case.reference(*arguments.args, **arguments.kwargs))


shared_results = shared(computed_results, ignore=["case"])


@lru_cache(2000)
def reference_results(case, problem):
    return shared_results(case.name, problem, case)
