# The public functions with their types: what comes in, ndarray or tensor, goes out. The code is in the modules.
from typing import SupportsFloat, SupportsIndex, overload

from numpy.typing import ArrayLike
from torch import Tensor

from siglib._array import Array
from siglib._config import get_include as get_include
from siglib._config import show_config as show_config
from siglib._cost import Cost as Cost
from siglib._cost import estimate_cost as estimate_cost
from siglib._errors import UnsupportedVariantError as UnsupportedVariantError

__version__: str
__all__: list[str]

def sig_length(
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
) -> int: ...
@overload
def sig(
    path: Tensor,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: Tensor | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Tensor: ...
@overload
def sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_jvp(
    path: Tensor,
    tangent: Tensor,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: Tensor | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Tensor, Tensor]: ...
@overload
def sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def sig_backprop(
    path: Tensor,
    sig: Tensor | None,
    sig_derivs: Tensor,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: Tensor | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Tensor: ...
@overload
def sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_combine(
    sig1: Tensor,
    sig2: Tensor,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Tensor: ...
@overload
def sig_combine(
    sig1: ArrayLike,
    sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_combine_backprop(
    deriv: Tensor,
    sig1: Tensor,
    sig2: Tensor,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Tensor, Tensor]: ...
@overload
def sig_combine_backprop(
    deriv: ArrayLike,
    sig1: ArrayLike,
    sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def transform_path(
    path: Tensor,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> Tensor: ...
@overload
def transform_path(
    path: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def transform_path_backprop(
    derivs: Tensor,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> Tensor: ...
@overload
def transform_path_backprop(
    derivs: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
