"""Reads the records of all measuring processes, and the figures that are made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean
from typing import Any

from libraries import INCUMBENT, SIGLIB
from problems import Shape

import siglib

Record = dict[str, Any]
# Shape, dtype, operation.
Case = tuple[Shape, str, str]


@dataclass
class Results:
    """All records, and what the measuring processes said of the machine and themselves."""

    records: list[Record]
    processes: list[Record]

    @classmethod
    def read(cls, files: Iterable[Path]) -> Results:
        """Read the files of the measuring processes."""
        processes = [json.loads(file.read_text()) for file in files]
        return cls([record for process in processes for record in process["records"]], processes)

    @property
    def machine(self) -> dict[str, str]:
        """Describe the machine, the same for all processes."""
        machine: dict[str, str] = self.processes[0]["machine"]
        return machine

    @property
    def versions(self) -> dict[str, str]:
        """Versions of all libraries."""
        return {name: version for process in self.processes for name, version in process["versions"].items()}

    def fma_peak(self, dtype: str) -> float:
        """Multiply-adds a second of one core, as the process saw it whose times they are compared with."""
        peers = [process for process in self.processes if process["threads"] == 1 and process["framework"] == "numpy"]
        return max(float(process["fma_peak"][dtype]) for process in peers)

    def select(self, section: str, **wanted: object) -> Iterator[Record]:
        """Yield the records of a section, those that failed left out."""
        for record in self.records:
            if "seconds" in record and all(
                record[key] == value for key, value in {"section": section, **wanted}.items()
            ):
                yield record

    def failures(self) -> list[Record]:
        """Who could not take part in what."""
        return [record for record in self.records if "failure" in record]

    def times(self, section: str, name: str, **wanted: object) -> dict[Case, float]:
        """Seconds of one contender."""
        return {case_of(record): record["seconds"] for record in self.select(section, name=name, **wanted)}

    def ratios(self, section: str, slow: str, fast: str, **wanted: object) -> dict[Case, float]:
        """How many times as long `slow` takes as `fast`, which it raced in turn."""
        numerators, denominators = self.times(section, slow, **wanted), self.times(section, fast, **wanted)
        return {case: numerators[case] / denominators[case] for case in numerators if case in denominators}

    def speed_ups(self, threads: int, **wanted: object) -> dict[Case, float]:
        """Speed-ups over the incumbent."""
        return self.ratios("peers", INCUMBENT.name, SIGLIB.name, threads=threads, framework="numpy", **wanted)

    def best_peer(self, threads: int, section: str = "peers", **wanted: object) -> dict[Case, tuple[float, str]]:
        """Speed-ups over the fastest of the others, each beside siglib as it ran in the same process, and its name."""
        best: dict[Case, tuple[float, str]] = {}
        for process in self.processes:
            for name in process["versions"]:
                chosen = {"threads": threads, "framework": process["framework"], **wanted}
                if name == SIGLIB.name or process["threads"] != threads:
                    continue
                for case, ratio in self.ratios(section, name, SIGLIB.name, **chosen).items():
                    best[case] = min(best.get(case, (ratio, name)), (ratio, name))
        return best


def case_of(record: Record) -> Case:
    """Identify the case of a record."""
    return Shape(*record["shape"]), record["dtype"], record["operation"]


def multiply_adds(shape: Shape, operation: str) -> int:
    """Count those of one call."""
    return int(siglib.estimate_cost(operation, **shape._asdict()).multiply_adds)


def mean(ratios: Iterable[float]) -> float:
    """Geometric mean."""
    return geometric_mean(ratios)
