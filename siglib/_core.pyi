from typing import Literal

from siglib._array import Array

API_VERSION: int
ISA: str
ISAS_COMPILED: list[str]
ISAS_AVAILABLE: list[str]
LANES: dict[str, int]
VARIANTS: list[str]

def restrict_variants(kind: Literal["degree", "generic"] | None) -> None: ...
def signature(
    path: Array,
    tangent: Array | None,
    lengths: Array | None,
    order: Array | None,
    out: Array,
    tangent_out: Array | None,
    degree: int,
    time_aug: bool,
    lead_lag: bool,
    end_time: float,
    threads: int,
) -> None: ...
def signature_backward(
    path: Array,
    lengths: Array | None,
    order: Array | None,
    sig: Array | None,
    derivs: Array,
    out: Array,
    degree: int,
    time_aug: bool,
    lead_lag: bool,
    end_time: float,
    threads: int,
) -> None: ...
def signature_backward_tangent(
    path: Array,
    tangent: Array,
    lengths: Array | None,
    order: Array | None,
    derivs: Array,
    out: Array,
    sig_tangent_out: Array,
    degree: int,
    time_aug: bool,
    lead_lag: bool,
    end_time: float,
    threads: int,
) -> None: ...
def all_within(lengths: Array, most: int) -> bool: ...
def transform(path: Array, out: Array, time_aug: bool, lead_lag: bool, end_time: float, threads: int) -> None: ...
def transform_backward(derivs: Array, out: Array, time_aug: bool, lead_lag: bool, threads: int) -> None: ...
def combine(
    sig1: Array,
    sig2: Array,
    out: Array,
    dimension: int,
    degree: int,
    left_scalar: bool,
    right_scalar: bool,
    threads: int,
) -> None: ...
def combine_backward(
    derivs: Array,
    sig1: Array,
    sig2: Array,
    out1: Array,
    out2: Array,
    dimension: int,
    degree: int,
    left_scalar: bool,
    right_scalar: bool,
    threads: int,
) -> None: ...
