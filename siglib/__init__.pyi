# Written by `python -m codegen stubs` from the public functions: do not edit.
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, SupportsFloat, SupportsIndex, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from siglib import dask as dask
from siglib import sklearn as sklearn
from siglib import torch as torch
from siglib._array import Array
from siglib._config import get_include as get_include
from siglib._config import show_config as show_config
from siglib._cost import Cost as Cost
from siglib._cost import estimate_cost as estimate_cost
from siglib._errors import UnsupportedVariantError as UnsupportedVariantError
from siglib._log_signature import clear_cache as clear_cache
from siglib._log_signature import log_sig_length as log_sig_length
from siglib._log_signature import lyndon_brackets as lyndon_brackets
from siglib._log_signature import prepare_log_sig as prepare_log_sig
from siglib._log_signature import set_cache_dir as set_cache_dir
from siglib._metrics import MMDTestResult as MMDTestResult
from siglib._metrics import sig_mmd_test as sig_mmd_test
from siglib._signature import sig_length as sig_length
from siglib._static_kernels import LinearKernel as LinearKernel
from siglib._static_kernels import Matern12Kernel as Matern12Kernel
from siglib._static_kernels import Matern32Kernel as Matern32Kernel
from siglib._static_kernels import Matern52Kernel as Matern52Kernel
from siglib._static_kernels import PolynomialKernel as PolynomialKernel
from siglib._static_kernels import RationalQuadraticKernel as RationalQuadraticKernel
from siglib._static_kernels import RBFKernel as RBFKernel
from siglib._static_kernels import ScaledLinearKernel as ScaledLinearKernel
from siglib._static_kernels import StaticKernel as StaticKernel
from siglib._streams import LogSigStream as LogSigStream
from siglib._streams import LogSigWindowStream as LogSigWindowStream
from siglib._streams import SigStream as SigStream
from siglib._streams import SigWindowStream as SigWindowStream
from siglib._words import Word, WordsLike
from siglib._words import half_shuffle as half_shuffle
from siglib._words import idx_to_word as idx_to_word
from siglib._words import is_lyndon as is_lyndon
from siglib._words import lyndon_words as lyndon_words
from siglib._words import lyndon_words_of_length as lyndon_words_of_length
from siglib._words import shuffle as shuffle
from siglib._words import word_to_idx as word_to_idx
from siglib._words import words as words
from siglib._words import words_by_count as words_by_count
from siglib._words import words_by_weight as words_by_weight
from siglib._words import words_of_length as words_of_length

class TensorLike(Protocol):
    """What only tensors have: torch need not be installed for types to be right."""

    requires_grad: bool
    def data_ptr(self) -> int: ...

T = TypeVar("T", bound=TensorLike)

__version__: str
__all__: list[str]

@overload
def extract_sig_coef(
    sig: T,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex | None = None,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> T: ...
@overload
def extract_sig_coef(
    sig: ArrayLike,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex | None = None,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> Array: ...
@overload
def extract_sig_coef_backprop(
    derivs: T,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
) -> T: ...
@overload
def extract_sig_coef_backprop(
    derivs: ArrayLike,
    words: WordsLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
) -> Array: ...
@overload
def sig_exp(
    tensor: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_exp(
    tensor: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_exp_backprop(
    tensor: T,
    sig_derivs: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_exp_backprop(
    tensor: ArrayLike,
    sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_inner(
    functional: Mapping[Word, SupportsFloat] | T,
    sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> T: ...
@overload
def sig_inner(
    functional: Mapping[Word, SupportsFloat] | ArrayLike,
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
) -> Array: ...
@overload
def sig_log(
    sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_log(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_log_backprop(
    sig: T,
    log_derivs: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_log_backprop(
    sig: ArrayLike,
    log_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_coef(
    path: T,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    prefixes: bool = False,
    lengths: T | list[int] | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_coef(
    path: ArrayLike,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_coef_backprop(
    path: T,
    words: WordsLike,
    derivs: T,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    prefixes: bool = False,
    lengths: T | list[int] | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_coef_backprop(
    path: ArrayLike,
    words: WordsLike,
    derivs: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_coef_jvp(
    path: T,
    tangent: T,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    prefixes: bool = False,
    lengths: T | list[int] | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def sig_coef_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    words: WordsLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    prefixes: bool = False,
    lengths: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def sig_random_features(
    paths: T,
    degree: SupportsIndex,
    features: SupportsIndex,
    *,
    rng: int | np.random.Generator | None = None,
    weights: T | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: T | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_random_features(
    paths: ArrayLike,
    degree: SupportsIndex,
    features: SupportsIndex,
    *,
    rng: int | np.random.Generator | None = None,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_intervals(
    path: T,
    intervals: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_intervals(
    path: ArrayLike,
    intervals: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_intervals_backprop(
    path: T,
    intervals: T,
    log_sig_derivs: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_intervals_backprop(
    path: ArrayLike,
    intervals: ArrayLike,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    method: SupportsIndex | str = 1,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_intervals(
    path: T,
    intervals: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_intervals(
    path: ArrayLike,
    intervals: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    scalar_term: bool = False,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_intervals_backprop(
    path: T,
    intervals: T,
    sig_derivs: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_intervals_backprop(
    path: ArrayLike,
    intervals: ArrayLike,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def linear_sig(
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def linear_sig(
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def linear_sig_backprop(
    derivs: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def linear_sig_backprop(
    derivs: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_join(
    sig: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_join(
    sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_join_backprop(
    deriv: T,
    sig: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def sig_join_backprop(
    deriv: ArrayLike,
    sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    prepend: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def convert_log_sig(
    log_sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    source: SupportsIndex | str,
    target: SupportsIndex | str,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def convert_log_sig(
    log_sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    source: SupportsIndex | str,
    target: SupportsIndex | str,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def linear_log_sig(
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def linear_log_sig(
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def linear_log_sig_backprop(
    derivs: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def linear_log_sig_backprop(
    derivs: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig(
    path: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    correction: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_backprop(
    path: T,
    sig: T | None,
    log_sig_derivs: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    method: SupportsIndex | str = 1,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_combine(
    log_sig1: T,
    log_sig2: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_combine(
    log_sig1: ArrayLike,
    log_sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_combine_backprop(
    deriv: T,
    log_sig1: T,
    log_sig2: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def log_sig_combine_backprop(
    deriv: ArrayLike,
    log_sig1: ArrayLike,
    log_sig2: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def log_sig_join(
    log_sig: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_join(
    log_sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_join_backprop(
    deriv: T,
    log_sig: T,
    displacement: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def log_sig_join_backprop(
    deriv: ArrayLike,
    log_sig: ArrayLike,
    displacement: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def log_sig_jvp(
    path: T,
    tangent: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def log_sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def logsig_to_sig(
    log_sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def logsig_to_sig(
    log_sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def logsig_to_sig_backprop(
    log_sig: T,
    sig_derivs: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def logsig_to_sig_backprop(
    log_sig: ArrayLike,
    sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_to_log_sig(
    sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_to_log_sig(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_to_log_sig_backprop(
    sig: T,
    log_sig_derivs: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_to_log_sig_backprop(
    sig: ArrayLike,
    log_sig_derivs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    method: SupportsIndex | str = 1,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def expected_sig_score(
    sample1: T,
    sample2: T,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def expected_sig_score(
    sample1: ArrayLike,
    sample2: ArrayLike,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_distance(
    paths1: T,
    paths2: T | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_distance(
    paths1: ArrayLike,
    paths2: ArrayLike | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_mmd(
    sample1: T,
    sample2: T,
    *,
    unbiased: bool = True,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_mmd(
    sample1: ArrayLike,
    sample2: ArrayLike,
    *,
    unbiased: bool = True,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_score(
    sample: T,
    y: T,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_score(
    sample: ArrayLike,
    y: ArrayLike,
    *,
    lam: SupportsFloat = 1.0,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def pad_paths(
    paths: Sequence[T] | Mapping[Any, T] | T,
) -> tuple[T, T]: ...
@overload
def pad_paths(
    paths: Sequence[ArrayLike] | Mapping[Any, ArrayLike] | ArrayLike,
) -> tuple[Array, Array]: ...
@overload
def sig_kernel(
    path1: T,
    path2: T,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_kernel(
    path1: ArrayLike,
    path2: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_kernel_backprop(
    derivs: T,
    path1: T,
    path2: T,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, ...]: ...
@overload
def sig_kernel_backprop(
    derivs: ArrayLike,
    path1: ArrayLike,
    path2: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, ...]: ...
@overload
def sig_kernel_from_increments(
    increments: T,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_kernel_from_increments(
    increments: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_kernel_from_increments_backprop(
    derivs: T,
    increments: T,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_kernel_from_increments_backprop(
    derivs: ArrayLike,
    increments: ArrayLike,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_kernel_gram(
    paths1: T,
    paths2: T | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    progress: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_kernel_gram(
    paths1: ArrayLike,
    paths2: ArrayLike | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    progress: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_kernel_gram_backprop(
    derivs: T,
    paths1: T,
    paths2: T | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, ...]: ...
@overload
def sig_kernel_gram_backprop(
    derivs: ArrayLike,
    paths1: ArrayLike,
    paths2: ArrayLike | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    parameter_derivs: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, ...]: ...
@overload
def sig_kernel_gram_jvp(
    paths1: T,
    paths2: T | None,
    tangents1: T | None,
    tangents2: T | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def sig_kernel_gram_jvp(
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    tangents1: ArrayLike | None,
    tangents2: ArrayLike | None = None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def sig_kernel_jvp(
    path1: T,
    path2: T,
    tangent1: T | None,
    tangent2: T | None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def sig_kernel_jvp(
    path1: ArrayLike,
    path2: ArrayLike,
    tangent1: ArrayLike | None,
    tangent2: ArrayLike | None,
    *,
    dyadic_order: SupportsIndex | tuple[SupportsIndex, SupportsIndex] | None = None,
    order: SupportsIndex | None = None,
    method: str | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    return_grid: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def sig(
    path: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    correction: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig(
    path: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_backprop(
    path: T,
    sig: T | None,
    sig_derivs: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    correction: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_backprop(
    path: ArrayLike,
    sig: ArrayLike | None,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    correction: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_jvp(
    path: T,
    tangent: T,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: T | list[int] | None = None,
    initial: T | None = None,
    basepoint: T | bool | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
@overload
def sig_jvp(
    path: ArrayLike,
    tangent: ArrayLike,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    stream: bool = False,
    lengths: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array, Array]: ...
@overload
def sig_combine(
    sig1: T,
    sig2: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
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
    deriv: T,
    sig1: T,
    sig2: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T, T]: ...
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
def sig_inverse(
    sig: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_inverse(
    sig: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_product(
    sigs: T,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    axis: SupportsIndex = -2,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_product(
    sigs: ArrayLike,
    dimension: SupportsIndex,
    degree: SupportsIndex,
    axis: SupportsIndex = -2,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_scale(
    sig: T,
    factors: T,
    degree: SupportsIndex | None = None,
    *,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_scale(
    sig: ArrayLike,
    factors: ArrayLike,
    degree: SupportsIndex | None = None,
    *,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def transform_path(
    path: T,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    basepoint: T | bool | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def transform_path(
    path: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    basepoint: ArrayLike | bool | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def transform_path_backprop(
    derivs: T,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def transform_path_backprop(
    derivs: ArrayLike,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def truncated_sig_kernel(
    path1: T,
    path2: T,
    degree: SupportsIndex,
    *,
    weights: T | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def truncated_sig_kernel(
    path1: ArrayLike,
    path2: ArrayLike,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def truncated_sig_kernel_backprop(
    derivs: T,
    path1: T,
    path2: T,
    degree: SupportsIndex,
    *,
    weights: T | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T | None, T | None]: ...
@overload
def truncated_sig_kernel_backprop(
    derivs: ArrayLike,
    path1: ArrayLike,
    path2: ArrayLike,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array | None, Array | None]: ...
@overload
def truncated_sig_kernel_gram(
    paths1: T,
    paths2: T | None,
    degree: SupportsIndex,
    *,
    weights: T | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def truncated_sig_kernel_gram(
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def truncated_sig_kernel_gram_backprop(
    derivs: T,
    paths1: T,
    paths2: T | None,
    degree: SupportsIndex,
    *,
    weights: T | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: T | list[int] | None = None,
    lengths2: T | list[int] | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[T | None, T | None]: ...
@overload
def truncated_sig_kernel_gram_backprop(
    derivs: ArrayLike,
    paths1: ArrayLike,
    paths2: ArrayLike | None,
    degree: SupportsIndex,
    *,
    weights: ArrayLike | None = None,
    static_kernel: StaticKernel | None = None,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat = 1.0,
    lengths1: ArrayLike | None = None,
    lengths2: ArrayLike | None = None,
    normalise: bool = False,
    left_deriv: bool = True,
    right_deriv: bool = True,
    n_jobs: SupportsIndex | None = None,
) -> tuple[Array | None, Array | None]: ...
@overload
def log_sig_windows(
    path: T,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    lengths: T | list[int] | None = None,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_windows(
    path: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def log_sig_windows_backprop(
    path: T,
    log_sig_derivs: T,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    method: SupportsIndex | str = 1,
    lengths: T | list[int] | None = None,
    time: T | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def log_sig_windows_backprop(
    path: ArrayLike,
    log_sig_derivs: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    method: SupportsIndex | str = 1,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    precision: str | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_windows(
    path: T,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    scalar_term: bool = False,
    lengths: T | list[int] | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_windows(
    path: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    scalar_term: bool = False,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
@overload
def sig_windows_backprop(
    path: T,
    sig_derivs: T,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | T = 1.0,
    lengths: T | list[int] | None = None,
    time: T | None = None,
    n_jobs: SupportsIndex | None = None,
) -> T: ...
@overload
def sig_windows_backprop(
    path: ArrayLike,
    sig_derivs: ArrayLike,
    degree: SupportsIndex,
    window: SupportsIndex,
    stride: SupportsIndex = 1,
    *,
    time_aug: bool = False,
    lead_lag: bool = False,
    end_time: SupportsFloat | ArrayLike = 1.0,
    lengths: ArrayLike | None = None,
    time: ArrayLike | None = None,
    n_jobs: SupportsIndex | None = None,
) -> Array: ...
