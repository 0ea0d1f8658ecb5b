"""How many threads a call may use: the only module that knows."""

from __future__ import annotations

import os
import sys
from functools import cache
from math import ceil
from typing import SupportsIndex

from siglib._build import OPENMP
from siglib._numbers import as_integer


def check_jobs(n_jobs: SupportsIndex | None) -> int | None:
    """Return `n_jobs` as an int, None as it is.

    Raises
    ------
    TypeError
        If `n_jobs` is no integer.
    ValueError
        If `n_jobs` is 0.
    """
    if n_jobs is None:
        return None
    jobs = n_jobs if type(n_jobs) is int else as_integer(n_jobs, "n_jobs", -(2**63))
    if jobs == 0:
        raise ValueError("n_jobs: expected a positive or negative integer or None, got 0")
    # No machine has more, and any interface takes as many.
    return max(-(2**31), min(jobs, 2**31 - 1))


def thread_code(jobs: int | None) -> int:
    """Write a checked `n_jobs` as the number that engines take: 0 for all threads, however many there are by then.

    More than four for each processor are not started.
    """
    if not OPENMP:
        return 1
    return 0 if jobs is None else min(jobs, 4 * (os.cpu_count() or 1))


def thread_count(code: int, granted: int) -> int:
    """Count the threads that a code stands for: 0 or -1 for every thread this call may use, -n for all + 1 - n."""
    if not OPENMP or code > 0:
        return max(code, 1)
    return max(1, available_threads(granted) + min(code + 1, 0))


def available_threads(granted: int) -> int:
    """Count what affinity, cgroup and OMP_NUM_THREADS leave to this process, and OpenMP grants to the calling thread.

    ``omp_set_num_threads``, which threadpoolctl calls, changes the latter.
    """
    if not OPENMP:
        return 1
    return min(_affine_processors(), _wanted_threads(), _cgroup_processors(), granted)


def _affine_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _wanted_threads() -> int:
    """Read OMP_NUM_THREADS, which may have been set after OpenMP read it."""
    # A list such as "4,2" is one number for each level of nesting.
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(wanted) if wanted.isdecimal() and int(wanted) > 0 else sys.maxsize


@cache
def _cgroup_processors() -> int:
    """Count the processors that the cgroup grants: that does not change while the process runs."""
    quota = _cgroup_quota()
    return sys.maxsize if quota is None else max(1, ceil(quota))


def _cgroup_quota() -> float | None:
    """Read how many processors' worth of time this process's cgroups grant, None if they do not say."""
    quotas = [_quota(f"{folder}/cpu.max") for folder in _cgroup_folders()]
    quotas.append(_quota("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"))
    return min((quota for quota in quotas if quota is not None), default=None)


def _cgroup_folders() -> list[str]:
    """List this process's group and those above it (version 2 of cgroups)."""
    try:
        lines = _read("/proc/self/cgroup").splitlines()
    except OSError:
        return ["."]
    names = next((line[3:] for line in lines if line.startswith("0::")), "/").strip("/").split("/")
    return ["/".join([".", *names[:depth]]) for depth in range(len(names) + 1)]


def _quota(*files: str) -> float | None:
    try:
        quota, period = " ".join(_read(f"/sys/fs/cgroup/{name}") for name in files).split()
        # "max" and -1 both mean that there is no limit.
        return int(quota) / int(period) if quota.isdecimal() else None
    except (OSError, ValueError):
        return None


def _read(name: str) -> str:
    with open(name, encoding="utf-8") as file:
        return file.read()
