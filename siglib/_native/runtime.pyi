from typing import Literal

ISA: str
ISAS_COMPILED: list[str]
ISAS_AVAILABLE: list[str]
LANES: dict[str, int]
VARIANTS: list[str]

def openmp_threads() -> int: ...
def restrict_variants(kind: Literal["degree", "dimension", "generic"] | None) -> None: ...
