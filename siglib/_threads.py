"""How many threads a call may use: the only module that knows."""

from __future__ import annotations

import os
from functools import cache
from typing import SupportsIndex

from siglib._build import OPENMP
from siglib._numbers import as_integer


def thread_count(n_jobs: SupportsIndex | None) -> int:
    """Turn `n_jobs` into a number of threads.

    Parameters
    ----------
    n_jobs : int or None
        None: every thread this process may use. 1: serial. -1: all, n < -1: all + 1 + n, at least 1.

    Raises
    ------
    TypeError
        If `n_jobs` is no integer.
    ValueError
        If `n_jobs` is 0.
    """
    if n_jobs is None:
        return available_threads()
    jobs = n_jobs if type(n_jobs) is int else as_integer(n_jobs, "n_jobs", -(2**63))
    if jobs == 0:
        raise ValueError("n_jobs: expected a positive or negative integer or None, got 0")
    if not OPENMP:
        return 1
    if jobs < 0:
        return max(1, available_threads() + 1 + jobs)
    return min(jobs, _MOST_THREADS)


def available_threads() -> int:
    """Count what affinity, cgroup and OMP_NUM_THREADS leave to this process."""
    if not OPENMP:
        return 1
    return min(_affine_processors(), _fixed_limit())


# More than any machine has, and few enough for the scratch memory of all of them.
_MOST_THREADS = 1024


def _affine_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _fixed_limit() -> int:
    """Count what OMP_NUM_THREADS and the cgroup allow: neither changes while the process runs."""
    limits = [_MOST_THREADS]
    # A list such as "4,2" is one number for each level of nesting.
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if wanted.isdecimal() and int(wanted) > 0:
        limits.append(int(wanted))
    quota = _cgroup_quota()
    if quota is not None:
        limits.append(max(1, round(quota)))
    return min(limits)


def _cgroup_quota() -> float | None:
    """Read how many processors' worth of time the cgroup grants, None if it does not say."""
    for files in (["cpu.max"], ["cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"]):
        try:
            quota, period = " ".join(map(_read_cgroup, files)).split()
            # "max" and -1 both mean that there is no limit.
            return int(quota) / int(period) if quota.isdecimal() else None
        except (OSError, ValueError):
            continue
    return None


def _read_cgroup(name: str) -> str:
    with open(f"/sys/fs/cgroup/{name}", encoding="ascii") as file:
        return file.read()
