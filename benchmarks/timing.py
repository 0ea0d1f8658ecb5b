"""Times calls that take turns, so that what disturbs the machine disturbs all of them."""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], object]

# A timing is a mean over so many seconds of calls, or over one call.
SECONDS_PER_TURN = 0.02
# A contest ends early, after three rounds at the least, when it has taken this long.
SECONDS_PER_CONTEST = 4.0


@dataclass(frozen=True)
class Timing:
    """Seconds of one call: the median over the rounds, and the range of their middle half relative to it."""

    seconds: float
    spread: float
    rounds: int


def race(calls: Mapping[str, Call], rounds: int) -> dict[str, Timing]:
    """Time calls that take turns, after each was warmed up."""
    turns = {name: turn_length(call) for name, call in calls.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    start = time.perf_counter()
    for number in range(rounds):
        if number >= 3 and time.perf_counter() - start > SECONDS_PER_CONTEST:
            break
        for name, call in calls.items():
            times[name].append(timeit.timeit(call, number=turns[name]) / turns[name])
    return {name: summary(values) for name, values in times.items()}


def turn_length(call: Call) -> int:
    """Warm up, and choose how many calls make one timing."""
    # The first call may import and compile.
    first = timeit.timeit(call, number=1)
    count = 1 if first > SECONDS_PER_TURN else 3
    again = timeit.timeit(call, number=count) / count
    return max(1, round(SECONDS_PER_TURN / min(first, again)))


def summary(times: list[float]) -> Timing:
    """Condense the times of all rounds."""
    lower, middle, upper = statistics.quantiles(times, n=4, method="inclusive")
    return Timing(middle, (upper - lower) / middle, len(times))
