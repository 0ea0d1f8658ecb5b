"""What an operation is told besides arrays: a tuple for each family, with the formulas of shapes.

Fields are plain numbers, checked: a torch schema, a CUDA call and an engine read them as they are. Arguments of the
formulas may be symbolic (torch's SymInt).
"""

from __future__ import annotations

from typing import Any, NamedTuple, SupportsFloat, SupportsIndex

from siglib._numbers import as_flag, as_integer, as_real, augmented, count_words
from siglib._threads import check_jobs


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
        flags = as_flag(time_aug, "time_aug"), as_flag(lead_lag, "lead_lag")
        width = augmented(as_integer(dimension, "dimension", 1), *flags)
        return cls(width, as_integer(degree, "degree", 0), True, True, check_jobs(n_jobs))

    def verified(self) -> TensorOptions:
        """Check numbers that come from a graph."""
        return self._replace(
            dimension=as_integer(self.dimension, "dimension", 1),
            degree=as_integer(self.degree, "degree", 0),
            n_jobs=check_jobs(self.n_jobs),
        )

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
