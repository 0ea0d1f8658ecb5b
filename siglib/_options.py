"""What an operation is told besides arrays: a tuple for each engine, with the formulas of shapes.

Fields are plain numbers, checked: a torch schema, a CUDA call and an engine read them as they are. Arguments of the
formulas may be symbolic (torch's SymInt).
"""

from __future__ import annotations

from typing import Any, NamedTuple, SupportsFloat, SupportsIndex

from siglib import _lyndon, _trie
from siglib._numbers import AXES_OF_PATHS, as_flag, as_integer, as_real, augmented, count_words, shown
from siglib._threads import check_jobs

# The bases of a logarithm: all words of a tensor, its coefficients at Lyndon words, and those of their brackets.
EXPANDED, WORDS, BRACKETS = range(3)


def check_basis(value: int, name: str) -> int:
    """Return a basis; refuse what is none."""
    if value not in (EXPANDED, WORDS, BRACKETS):
        raise ValueError(f"{name}: expected 0, 1 or 2, got {value}")
    return value


class PathOptions(NamedTuple):
    """How paths are read."""

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    scalar_term: bool
    n_jobs: int | None

    @classmethod
    def checked(
        cls,
        degree: SupportsIndex,
        time_aug: bool,
        lead_lag: bool,
        end_time: SupportsFloat,
        scalar_term: bool,
        n_jobs: SupportsIndex | None,
    ) -> PathOptions:
        """Check what a caller gave."""
        return cls(
            as_integer(degree, "degree", 0),
            as_flag(time_aug, "time_aug"),
            as_flag(lead_lag, "lead_lag"),
            as_real(end_time, "end_time"),
            as_flag(scalar_term, "scalar_term"),
            check_jobs(n_jobs),
        )

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> PathOptions:
        """Return the options for raw paths that are read so."""
        return options

    def verified(self) -> PathOptions:
        """Check numbers that come from a graph."""
        return PathOptions.checked(*self)

    def width(self, channels: Any) -> Any:
        """Count the channels of augmented paths."""
        return augmented(channels, self.time_aug, self.lead_lag)

    def channels(self, width: Any) -> Any:
        """Count the channels of raw paths."""
        return (width - self.time_aug) // (2 if self.lead_lag else 1)

    def points(self, length: Any) -> Any:
        """Count the points of augmented paths."""
        # The last term is 1 for no points and 0 otherwise: a symbolic number cannot be compared.
        return 2 * length - 1 + 1 // (length + 1) if self.lead_lag else length

    def length(self, points: Any) -> Any:
        """Count the points of raw paths."""
        return (points + 1) // 2 if self.lead_lag else points

    def steps(self, length: int) -> int:
        """Count the time steps of augmented paths."""
        return max(length - 1, 0) * (2 if self.lead_lag else 1)

    def words(self, channels: Any, itemsize: int = 1) -> int:
        """Count the words of a signature of raw paths."""
        return count_words(int(self.width(channels)), self.degree, itemsize)

    def still(self) -> PathOptions:
        """Return the options for tangents: time does not move."""
        return self._replace(end_time=0.0)


class LogOptions(NamedTuple):
    """How paths are read, and in which basis log-signatures are."""

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    scalar_term: bool
    n_jobs: int | None
    basis: int

    @classmethod
    def checked(cls, *numbers: Any) -> LogOptions:
        """Check what a caller gave."""
        *paths, basis = numbers
        return cls(*PathOptions.checked(*paths), check_basis(basis, "basis"))

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> LogOptions:
        """Return the options for log-signatures at Lyndon words."""
        return cls(*options, WORDS)

    def verified(self) -> LogOptions:
        """Check numbers that come from a graph."""
        return LogOptions.checked(*self)

    @property
    def paths(self) -> PathOptions:
        """Return how paths are read, for signatures without their scalar term."""
        return PathOptions(*self[:6])._replace(scalar_term=False)

    def series(self, channels: Any) -> SeriesOptions:
        """Return the options for logarithms of signatures of raw paths: expanded, or at Lyndon words alone."""
        width, lyndon = int(self.paths.width(channels)), self.basis != EXPANDED
        return SeriesOptions(width, self.degree, False, lyndon, self.scalar_term and not lyndon, self.n_jobs)

    def words(self, channels: Any, itemsize: int = 1) -> int:
        """Count the words of a signature of raw paths."""
        return self.paths.words(channels, itemsize)

    def coefficients(self, channels: Any) -> int:
        """Count the coefficients of a log-signature of raw paths."""
        return self.series(channels).result_words


class WindowOptions(NamedTuple):
    """How paths are read, and the windows of them: so many points, and from one's start to the next."""

    degree: int
    time_aug: bool
    lead_lag: bool
    end_time: float
    scalar_term: bool
    n_jobs: int | None
    window: int
    stride: int

    @classmethod
    def checked(cls, *numbers: Any) -> WindowOptions:
        """Check what a caller gave."""
        *paths, window, stride = numbers
        return cls(*PathOptions.checked(*paths), as_integer(window, "window", 2), as_integer(stride, "stride", 1))

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> WindowOptions:
        """Return the options for windows of three points, one for each point that begins one."""
        return cls(*options, 3, 1)

    def verified(self) -> WindowOptions:
        """Check numbers that come from a graph."""
        return WindowOptions.checked(*self)

    @property
    def paths(self) -> PathOptions:
        """Return how the path of a window is read."""
        return PathOptions(*self[:6])

    def windows(self, length: Any) -> Any:
        """Count the windows that fit in so many points."""
        return max(length - self.window, -self.stride) // self.stride + 1

    def words(self, channels: Any, itemsize: int = 1) -> int:
        """Count the words of a signature of raw paths."""
        return self.paths.words(channels, itemsize)


class WordsOptions(NamedTuple):
    """Of which words coefficients are wanted, as `_trie.encode` writes them, and how paths are read."""

    words: str
    time_aug: bool
    lead_lag: bool
    end_time: float
    n_jobs: int | None

    @classmethod
    def checked(
        cls, words: str, time_aug: bool, lead_lag: bool, end_time: SupportsFloat, n_jobs: SupportsIndex | None
    ) -> WordsOptions:
        """Check what a caller gave besides the words."""
        return cls(
            words,
            as_flag(time_aug, "time_aug"),
            as_flag(lead_lag, "lead_lag"),
            as_real(end_time, "end_time"),
            check_jobs(n_jobs),
        )

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> WordsOptions:
        """Return the options for all words of signatures of raw paths."""
        if options.words(channels) > MOST_COUNTED_WORDS:
            raise ValueError(
                f"degree: expected a signature of at most {MOST_COUNTED_WORDS} words, which are counted one by one, "
                f"got degree {options.degree} in {channels} channels"
            )
        words = _trie.encode(_trie.all_words(options.width(channels), options.degree))
        return cls(words, options.time_aug, options.lead_lag, options.end_time, options.n_jobs)

    def verified(self) -> WordsOptions:
        """Check words and numbers that come from a graph."""
        _trie.decode(self.words)
        return WordsOptions.checked(*self)

    @property
    def degree(self) -> int:
        """Tell the length of the longest word."""
        return self.trie.degree

    @property
    def columns(self) -> int:
        """Count the words."""
        return self.words.count(";") + 1

    @property
    def trie(self) -> _trie.Trie:
        """Lay the trie of the words out."""
        return _trie.trie(self.words)

    def steps(self, length: int) -> int:
        """Count the time steps of augmented paths."""
        return max(length - 1, 0) * (2 if self.lead_lag else 1)

    def check_letters(self, channels: int) -> None:
        """Refuse letters that paths of so many channels do not have."""
        width, letters = augmented(channels, self.time_aug, self.lead_lag), self.trie.letters
        if len(letters) and letters[-1] >= width:
            raise ValueError(
                f"words: expected letters from 0 to {width - 1}, as the paths have {width} channels (those of time and "
                f"lead-lag included), got {letters[-1]}; {AXES_OF_PATHS}"
            )


# Of a signature whose words `estimate_cost` counts one by one.
MOST_COUNTED_WORDS = 1_000_000


def checked_sizes(options: Any) -> dict[str, Any]:
    """Check what all options of tensors have: numbers that come from a graph."""
    return {
        "dimension": as_integer(options.dimension, "dimension", 1),
        "degree": as_integer(options.degree, "degree", 0),
        "n_jobs": check_jobs(options.n_jobs),
    }


def checked_width(dimension: SupportsIndex, time_aug: bool, lead_lag: bool) -> int:
    """Check the channels of raw paths, and count those of augmented ones."""
    flags = as_flag(time_aug, "time_aug"), as_flag(lead_lag, "lead_lag")
    return augmented(as_integer(dimension, "dimension", 1), *flags)


class TensorOptions(NamedTuple):
    """Which tensors are computed with; scalar terms are 1 of signatures (units) and 0 of tangents."""

    dimension: int
    degree: int
    left_unit: bool
    right_unit: bool
    n_jobs: int | None

    @classmethod
    def checked(
        cls,
        dimension: SupportsIndex,
        degree: SupportsIndex,
        time_aug: bool = False,
        lead_lag: bool = False,
        n_jobs: SupportsIndex | None = None,
    ) -> TensorOptions:
        """Check what a caller gave; the flags enlarge the dimension."""
        width, depth = checked_width(dimension, time_aug, lead_lag), as_integer(degree, "degree", 0)
        return cls(width, depth, True, True, check_jobs(n_jobs))

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> TensorOptions:
        """Return the options for signatures of raw paths."""
        return cls(int(options.width(channels)), options.degree, True, True, options.n_jobs)

    def verified(self) -> TensorOptions:
        """Check numbers that come from a graph."""
        return self._replace(**checked_sizes(self))

    @property
    def words(self) -> int:
        """Count the words of a tensor."""
        return count_words(self.dimension, self.degree)

    @property
    def unit(self) -> float:
        """Tell the scalar term of a product."""
        return float(self.left_unit and self.right_unit)

    def of_tangents(self, left: bool = True, right: bool = True) -> TensorOptions:
        """Return the options for a factor (or both) that is a tangent."""
        return self._replace(left_unit=self.left_unit and not left, right_unit=self.right_unit and not right)


# Beyond, the cells of a single step would be too many to count.
MOST_DYADIC_ORDER, MOST_ORDER = 20, 64
# Static kernels that operations on pairs know: the inner product, and exp(-|x - y|^2).
LINEAR, GAUSSIAN = "linear", "gaussian"


def checked_scheme(order: Any, dyadic_order1: Any, dyadic_order2: Any) -> tuple[int, int, int]:
    """Check how cells of signature kernels are solved."""
    numbers = (
        as_integer(order, "order", 2),
        as_integer(dyadic_order1, "dyadic_order", 0),
        as_integer(dyadic_order2, "dyadic_order", 0),
    )
    if numbers[0] > MOST_ORDER:
        raise ValueError(f"order: expected at most {MOST_ORDER}, got {shown(numbers[0])}")
    if max(numbers[1:]) > MOST_DYADIC_ORDER:
        raise ValueError(f"dyadic_order: expected at most {MOST_DYADIC_ORDER}, got {shown(max(numbers[1:]))}")
    return numbers


class SchemeOptions(NamedTuple):
    """How cells of signature kernels are solved: cut into 2^dyadic_order1 by 2^dyadic_order2, each to `order`."""

    order: int
    dyadic_order1: int
    dyadic_order2: int
    n_jobs: int | None

    @classmethod
    def checked(cls, order: Any, dyadic_order1: Any, dyadic_order2: Any, n_jobs: Any) -> SchemeOptions:
        """Check what a caller gave."""
        return cls(*checked_scheme(order, dyadic_order1, dyadic_order2), check_jobs(n_jobs))

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> SchemeOptions:
        """Return the options for cells that are solved to order 4."""
        return cls(4, 0, 0, options.n_jobs)

    def verified(self) -> SchemeOptions:
        """Check numbers that come from a graph."""
        return SchemeOptions.checked(*self)


class PairsOptions(NamedTuple):
    """How cells of signature kernels are solved, which static kernel they have, and how paths are read."""

    order: int
    dyadic_order1: int
    dyadic_order2: int
    static: str
    time_aug: bool
    lead_lag: bool
    end_time: float
    n_jobs: int | None

    @classmethod
    def checked(
        cls,
        order: Any,
        dyadic_order1: Any,
        dyadic_order2: Any,
        static: str,
        time_aug: bool,
        lead_lag: bool,
        end_time: SupportsFloat,
        n_jobs: SupportsIndex | None,
    ) -> PairsOptions:
        """Check what a caller gave."""
        if static not in (LINEAR, GAUSSIAN):
            raise ValueError(f"static: expected {LINEAR!r} or {GAUSSIAN!r}, got {static!r}")
        return cls(
            *checked_scheme(order, dyadic_order1, dyadic_order2),
            static,
            as_flag(time_aug, "time_aug"),
            as_flag(lead_lag, "lead_lag"),
            as_real(end_time, "end_time"),
            check_jobs(n_jobs),
        )

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> PairsOptions:
        """Return the options for cells that are solved to order 4."""
        return cls(4, 0, 0, LINEAR, options.time_aug, options.lead_lag, options.end_time, options.n_jobs)

    def verified(self) -> PairsOptions:
        """Check numbers that come from a graph."""
        return PairsOptions.checked(*self)

    def steps(self, length: int) -> int:
        """Count the time steps of augmented paths."""
        return max(length - 1, 0) * (2 if self.lead_lag else 1)


class SeriesOptions(NamedTuple):
    """Which power series of which tensors: exp(x) - 1 or log(1 + x), at all words or at Lyndon words alone."""

    dimension: int
    degree: int
    exponential: bool
    lyndon: bool
    scalar_term: bool
    n_jobs: int | None

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> SeriesOptions:
        """Return the options for log-signatures at Lyndon words, from signatures of raw paths."""
        return LogOptions.of_path(options, channels).series(channels)

    def verified(self) -> SeriesOptions:
        """Check numbers that come from a graph."""
        return self._replace(**checked_sizes(self))

    @classmethod
    def checked(cls, dimension: Any, degree: Any, time_aug: Any, lead_lag: Any, *numbers: Any) -> SeriesOptions:
        """Check what a caller gave; the flags enlarge the dimension."""
        return cls(checked_width(dimension, time_aug, lead_lag), degree, *numbers).verified()

    @property
    def words(self) -> int:
        """Count the words of a tensor."""
        return count_words(self.dimension, self.degree)

    @property
    def result_words(self) -> int:
        """Count the words of a series."""
        return _lyndon.count_lyndon_words(self.dimension, self.degree) if self.lyndon else self.words


def count_coefficients(dimension: int, degree: int, basis: int) -> int:
    """Count the coefficients of a logarithm in a basis."""
    counted = count_words if basis == EXPANDED else _lyndon.count_lyndon_words
    return counted(dimension, degree)


class BasisOptions(NamedTuple):
    """From which basis of a logarithm to which, or the transpose of that."""

    dimension: int
    degree: int
    source: int
    target: int
    transposed: bool
    scalar_term: bool
    n_jobs: int | None

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> BasisOptions:
        """Return the options for log-signatures of raw paths, from Lyndon words to their brackets."""
        return cls(int(options.width(channels)), options.degree, WORDS, BRACKETS, False, False, options.n_jobs)

    def verified(self) -> BasisOptions:
        """Check numbers that come from a graph."""
        check_basis(self.source, "source")
        check_basis(self.target, "target")
        if self.source == self.target:
            raise ValueError(f"target: expected another basis than source, {self.source}")
        return self._replace(**checked_sizes(self))

    @classmethod
    def checked(cls, dimension: Any, degree: Any, time_aug: Any, lead_lag: Any, *numbers: Any) -> BasisOptions:
        """Check what a caller gave; the flags enlarge the dimension."""
        return cls(checked_width(dimension, time_aug, lead_lag), degree, *numbers).verified()

    @property
    def basis(self) -> int:
        """Name the basis of what comes in."""
        return self.target if self.transposed else self.source

    @property
    def words(self) -> int:
        """Count the coefficients that come in."""
        return count_coefficients(self.dimension, self.degree, self.basis)

    @property
    def result_words(self) -> int:
        """Count the coefficients that come out."""
        return count_coefficients(self.dimension, self.degree, self.source if self.transposed else self.target)


class CombineOptions(NamedTuple):
    """Which log-signatures are combined: coefficients at Lyndon words, or those of their brackets."""

    dimension: int
    degree: int
    at_words: bool
    n_jobs: int | None

    @classmethod
    def of_path(cls, options: PathOptions, channels: int) -> CombineOptions:
        """Return the options for log-signatures of raw paths at Lyndon words."""
        return cls(int(options.width(channels)), options.degree, True, options.n_jobs)

    def verified(self) -> CombineOptions:
        """Check numbers that come from a graph."""
        return self._replace(**checked_sizes(self))

    @classmethod
    def checked(cls, dimension: Any, degree: Any, time_aug: Any, lead_lag: Any, *numbers: Any) -> CombineOptions:
        """Check what a caller gave; the flags enlarge the dimension."""
        return cls(checked_width(dimension, time_aug, lead_lag), degree, *numbers).verified()

    @property
    def basis(self) -> int:
        """Name the basis."""
        return WORDS if self.at_words else BRACKETS

    @property
    def words(self) -> int:
        """Count the coefficients."""
        return _lyndon.count_lyndon_words(self.dimension, self.degree)

    @property
    def tensors(self) -> TensorOptions:
        """Return the options for the signatures."""
        return TensorOptions(self.dimension, self.degree, True, True, self.n_jobs)
