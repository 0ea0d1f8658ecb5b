from typing import Any

from siglib._array import Array
from siglib._operation import Kind, Operation

class Plan: ...

def plan(operation: Operation[Any], options: Any, multiply_adds: float) -> Plan: ...
def call(
    plan: Plan,
    results: tuple[Array, ...],
    axes: tuple[int, ...],
    scalars: tuple[float | None, ...],
    operands: tuple[Array | None, ...],
    operand_axes: tuple[int, ...],
    default_threads: int = 0,
) -> None: ...
def same_items(one: object, other: object) -> bool: ...
def counts_within(lengths: Array, most: int) -> Array | None: ...
def in_order(counts: Array, most: int) -> tuple[Array, Array]: ...

class Memory:
    def forget(self) -> None: ...
    def recall(self, arrays: tuple[Any, ...], given: tuple[Any, ...], default_threads: int = 0) -> Any: ...
    def options_of(self, given: tuple[Any, ...]) -> Any: ...
    def remember(
        self,
        arrays: tuple[Any, ...],
        given: tuple[Any, ...],
        options: Any,
        plan: Plan,
        results: tuple[Array, ...],
        axes: tuple[int, ...],
        scalars: tuple[float | None, ...],
        kinds: tuple[Kind, ...],
        owners: tuple[int, ...],
    ) -> None: ...
