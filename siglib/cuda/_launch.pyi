from collections.abc import Callable
from typing import Any, TypeAlias

Array: TypeAlias = tuple[int, tuple[int, ...], tuple[int, ...]] | None

EMULATED: bool
VARIANTS: list[str]
KERNELS: frozenset[str]

def restrict_variants(kind: str | None, segments: int = 0) -> None: ...
def configure_emulator(order: int = 0, most_thread_blocks: int = 0) -> None: ...
def why_unusable() -> str | None: ...
def run(
    kernel: str,
    results: tuple[Array, ...],
    operands: tuple[Array, ...],
    options: Any,
    *,
    device: int,
    stream: int,
    itemsize: int,
    allocate: Callable[[int], int],
) -> bool: ...
