"""What is measured: every section yields contests."""

from __future__ import annotations

from functools import partial

from contests import (
    ALL_THREADS,
    derivatives,
    group,
    log_signatures,
    options,
    overhead,
    peers,
    scaling,
    threads,
)
from kernels import signature_kernels
from parts import parts_of_paths, parts_of_signatures
from problems import GROUPS

# Section: the contests, the frameworks and the numbers of threads that they are run for.
SECTIONS = {
    # Before large calls leave their mark on the memory of the process.
    "overhead": (overhead, ("numpy",), (1,)),
    "peers": (peers, ("numpy", "jax"), (1, ALL_THREADS)),
    **{name: (partial(group, name), ("numpy",), (1,)) for name in GROUPS},
    "log-signatures": (log_signatures, ("numpy",), (1,)),
    "parts of paths": (parts_of_paths, ("numpy",), (1,)),
    "parts of signatures": (parts_of_signatures, ("numpy",), (1,)),
    "signature kernels": (signature_kernels, ("numpy",), (1,)),
    "options": (options, ("numpy",), (1,)),
    "derivatives": (derivatives, ("numpy",), (1,)),
    "threads": (threads, ("numpy",), (ALL_THREADS,)),
    "scaling": (scaling, ("numpy",), (1,)),
}
