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
from support import FLAGS, error, level_error, single, walks

import siglib

# What these parameters are unless a call says otherwise, in every function that has them.
DEFAULTS = {
    "time_aug": False,
    "lead_lag": False,
    "end_time": 1.0,
    "scalar_term": False,
    "lengths": None,
    "method": 1,
    "precision": None,
    "n_jobs": None,
}

# What a call is told of its problem; all else it sees from its arrays.
OPTIONS = ("dimension", "degree", "time_aug", "lead_lag", "end_time", "scalar_term", "method", "source", "target")
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
    def columns(self):
        """Coefficients of a signature."""
        return reference.sig_length(self.width, self.degree, scalar_term=self.scalar_term)

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

    It is made of the problem, a source of random numbers, and the arguments that were made before it.
    """

    axes: int
    make: Callable[..., np.ndarray]
    broadcasts: bool = False


def random_signature(p, rng, *count):
    """Coefficients of no path at all: what is computed with signatures must hold for any."""
    values = single(rng.standard_normal((*p.batch, *count, p.columns)))
    if p.scalar_term:
        values[..., 0] = np.nan  # stands for 1, and is not read
    return values


def random_log_signature(p, rng):
    """Coefficients as small as those of short paths: on the way to those of long ones, exponentials would cancel."""
    ends = [reference_log.log_sig_length(p.width, k, method=p.method) for k in range(p.degree + 1)]
    sizes = [1.0] * p.log_scalar_term + [0.25**k for k in range(1, p.degree + 1) for _ in range(ends[k] - ends[k - 1])]
    values = single(rng.standard_normal((*p.batch, p.log_columns)) * sizes)
    if p.log_scalar_term:
        values[..., 0] = np.nan  # stands for 0, and is not read
    return values


def signature_of_path(p, rng, made):
    lengths = made.get("lengths")
    flags = {**p.augmentations, "end_time": p.end_time, "scalar_term": p.scalar_term}
    values = reference.sig(made["path"], p.degree, lengths=lengths, **flags)
    if p.scalar_term:
        values[..., 0] = np.nan
    return values


PATH = Kind(2, lambda p, rng, made: walks(rng, *p.batch, p.length, p.dimension))
AUGMENTED = Kind(2, lambda p, rng, made: walks(rng, *p.batch, p.points, p.width))
SIGNATURE = Kind(1, lambda p, rng, made: random_signature(p, rng))
SIGNATURE_OF_PATH = Kind(1, signature_of_path)
SIGNATURES = Kind(2, lambda p, rng, made: random_signature(p, rng, 3))
LOG_SIGNATURE = Kind(1, lambda p, rng, made: random_log_signature(p, rng))
CONVERTED = Kind(1, lambda p, rng, made: random_log_signature(replace(p, method=p.target), rng))
DISPLACEMENT = Kind(1, lambda p, rng, made: single(0.25 * rng.standard_normal((*p.batch, p.width))))
FACTORS = Kind(1, lambda p, rng, made: single(rng.uniform(0.5, 1.5, (*p.batch, p.dimension))), broadcasts=True)
PATHS = (PATH, AUGMENTED)
OF_SIGNATURES = (SIGNATURE, SIGNATURE_OF_PATH, SIGNATURES)


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
    flags : dict
        Fields of the problem that all of its examples share.
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
    flags: dict[str, object] = field(default_factory=dict)

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
        written = ", ".join(f"{name}={DEFAULTS[name]!r}" if name in DEFAULTS else name for name in names)
        return inspect.signature(eval(f"lambda {written}: None", {"np": np})).parameters

    def takes(self, *names):
        return any(name in self.parameters for name in names)

    @property
    def has_examples(self):
        return self.reference is not None

    @property
    def batched(self):
        """Arrays whose batches are all of one shape."""
        return [name for name, kind in self.arrays.items() if not kind.broadcasts]

    @property
    def of_paths(self):
        return any(kind in PATHS for kind in self.arrays.values())

    @property
    def has_log_signatures(self):
        return self.takes("method", "source")

    def has_formats(self, method=0):
        """Whether rows may come with or without their scalar term: log-signatures do if they are tensors."""
        if any(kind in OF_SIGNATURES for kind in (*self.arrays.values(), *self.results)):
            return True
        return method == 0 and (self.takes("scalar_term") or self.has_log_signatures)

    def flagged(self):
        """This case with each combination of flags, formats, lengths and left-out arrays."""
        flags = [f if self.takes("end_time") else reference.augmentations(f) for f in FLAGS]
        if self.has_log_signatures and not self.of_paths:  # to whom flags are a dimension: none and both of them
            flags = flags[::3]
        choices = [
            flags if self.takes("time_aug") else [{}],
            [{"method": m} for m in METHODS] if self.has_log_signatures else [{}],
            [{"target": m} for m in METHODS] if self.takes("target") else [{}],
            [{"scalar_term": b} for b in (False, True)] if self.has_formats() else [{}],
            [{"ragged": b} for b in (False, True)] if self.takes("lengths") else [{}],
            [{"sparing": b} for b in (False, True)] if self.optional else [{}],
        ]
        combined = [{k: v for f in fs for k, v in f.items()} for fs in itertools.product(*choices)]
        return [replace(self, flags=flags) for flags in combined if self.has(flags)]

    def has(self, flags):
        """Whether there is such a call, and it is no mere change of basis."""
        if flags.get("method") == 2 and (flags.get("scalar_term") or flags.get("sparing")):
            return False
        return not flags.get("scalar_term") or self.has_formats(flags.get("method", 0))

    def problem(self, **fields):
        """The problem with these fields, less the flags that the function does not take."""
        fields = {**self.flags, **fields}
        for flag, parameter in {"time_aug": "time_aug", "lead_lag": "lead_lag", "ragged": "lengths"}.items():
            if not self.takes(parameter):
                fields[flag] = False
        if self.has_log_signatures and not self.has_formats(fields.get("method", Problem.method)):
            fields["scalar_term"] = False
        return Problem(**fields)

    def example(self, **fields):
        """Arguments for a call: the same ones for the same problem, but for their dtype."""
        problem = self.problem(**fields)
        rng = np.random.default_rng(zlib.crc32(repr(problem.in_full()).encode()))
        made = {"lengths": some_lengths(problem, rng)} if problem.ragged else {}
        for name, kind in self.arrays.items():
            made[name] = kind.make(problem, rng, made)
        options = {name: getattr(problem, name) for name in OPTIONS if self.takes(name)}
        if problem.ragged:
            options["lengths"] = made.pop("lengths")
        example = Example(self, problem, {name: array.astype(problem.dtype) for name, array in made.items()}, options)
        example.arrays |= example.padded_with(np.nan) if problem.ragged else {}
        example.arrays |= dict.fromkeys(self.optional) if problem.sparing else {}
        return example


def some_lengths(problem, rng):
    """Lengths that hold everything, 0, 1 and 2, if there are paths enough."""
    lengths = rng.integers(0, problem.length + 1, problem.batch)
    flat = lengths.reshape(-1)
    for place, special in enumerate((problem.length, 0, 1, 2)[: flat.size]):
        flat[place] = min(special, problem.length)
    return rng.permuted(flat).reshape(lengths.shape)


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
        return as_tuple(self.case.call(**{**self.arrays, **self.options, **changes}))

    @property
    def given(self):
        """The arrays that are not None."""
        return {name: array for name, array in self.arrays.items() if array is not None}

    @property
    def beyond(self):
        """Which points of ragged paths are none of theirs."""
        return np.arange(self.problem.length) >= self.options["lengths"][..., None]

    def padded_with(self, value):
        """The paths, and what comes with each of their points, with this value beyond their lengths."""
        paths = {name: array.copy() for name, array in self.arrays.items() if self.case.arrays[name] is PATH}
        for path in paths.values():
            path[self.beyond] = value
        return paths

    def expected(self):
        """What the reference makes of it."""
        return reference_results(self.case, self.problem.in_full())

    def check(self, factor=1, **changes):
        """Call the function and compare the results with the reference."""
        self.compare(self(**changes), self.expected(), factor)

    def compare(self, outs, expected, factor=1):
        """Compare results: shapes, dtypes, values, and what has to be exactly right in any precision."""
        p, tolerance = self.problem, factor * self.case.tolerance[self.problem.dtype]
        for out, value, kind in zip(outs, expected, self.case.results, strict=True):
            assert (out.dtype, out.shape) == (p.dtype, value.shape)
            if kind is SIGNATURE:
                assert level_error(out, value, p.width, p.degree) < tolerance, p
            else:
                assert error(out, value) < tolerance, p
            scalar_terms = {SIGNATURE: p.scalar_term, LOG_SIGNATURE: p.log_scalar_term}.get(kind, False)
            np.testing.assert_array_equal(out[..., :scalar_terms], value[..., :scalar_terms])
            if kind is PATH and p.ragged:
                assert not out[self.beyond].any()


@lru_cache(2000)
def reference_results(case, problem):
    example = case.example(**vars(problem))
    arguments = inspect.Signature(case.parameters.values()).bind(**example.arrays, **example.options)
    return as_tuple(case.reference(*arguments.args, **arguments.kwargs))
