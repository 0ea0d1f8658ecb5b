"""Checks of numbers, and the length of a signature."""

from __future__ import annotations

import sys
from numbers import Complex, Real
from operator import index
from typing import Any, SupportsFloat, SupportsIndex

import numpy as np

# For errors that exchanged axes may have led to.
AXES_OF_PATHS = "paths have shape (..., length, channels)"
# What nearly all numbers are.
NUMBERS = (float, int)
_EXACT_DIGITS = 60


def shown(number: int) -> str:
    """Write a number out, unless that takes lines."""
    bits = number.bit_length()
    return str(number) if bits <= 4 * _EXACT_DIGITS else f"about {'-' if number < 0 else ''}2**{bits}"


def as_integer(value: SupportsIndex, name: str, least: int) -> int:
    """Return anything with ``__index__`` as an int of at least `least`."""
    if type(value) is int and value >= least:
        return value
    try:
        number = index(value)
    except TypeError:
        raise TypeError(f"{name}: expected an integer, got {value!r} of type {type(value).__name__}") from None
    if number < least:
        raise ValueError(f"{name}: expected an integer of at least {least}, got {shown(number)}")
    return number


def as_flag(value: bool, name: str) -> bool:
    """Return True or False, NumPy's as well: of anything else it is not certain what is meant."""
    if value is True or value is False:
        return value
    if not isinstance(value, np.bool_):
        raise TypeError(f"{name}: expected True or False, got {value!r} of type {type(value).__name__}")
    return bool(value)


def as_real(value: SupportsFloat, name: str) -> float:
    """Return any real number as a float, arrays and tensors of one number and no axes among them."""
    if type(value) is float:
        return value
    number = value if isinstance(value, Real) else _real_item(value, name)
    try:
        return float(number)
    except OverflowError:
        raise ValueError(f"{name}: expected a number that float64 can hold, got {value!r}") from None


def as_generator(rng: int | np.random.Generator | None) -> np.random.Generator:
    """Return what makes chance: of the same integer the same one, of None another one each time."""
    if rng is None or isinstance(rng, np.random.Generator):
        return np.random.default_rng(rng)
    try:
        return np.random.default_rng(as_integer(rng, "rng", 0))
    except TypeError:
        raise TypeError(
            f"rng: expected an integer, a numpy.random.Generator or None, got {rng!r} of type {type(rng).__name__}"
        ) from None


def _real_item(value: Any, name: str) -> SupportsFloat:
    """Return the number that an object stands for."""
    if hasattr(value, "requires_grad"):
        _refuse_derivative(value, name)
    number = value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value
    is_real = isinstance(number, Real) or not isinstance(number, Complex)
    # Arrays of any shape have __float__.
    if not isinstance(number, SupportsFloat) or not is_real or getattr(number, "ndim", None):
        raise TypeError(f"{name}: expected a real number, got {value!r} of type {type(value).__name__}")
    return number


def _refuse_derivative(tensor: Any, name: str) -> None:
    """Refuse a tensor by which a derivative is wanted that does not exist, rather than return none."""
    from siglib.torch._dispatch import is_differentiated  # noqa: PLC0415  (torch is optional)

    if is_differentiated(tensor):
        raise TypeError(
            f"{name}: expected a number, got a tensor that is differentiated: there is no derivative by {name}; pass "
            f"{name}.item()"
        )


def augmented(dimension: int, time_aug: bool, lead_lag: bool) -> int:
    """Count the channels once lead-lag and time are added."""
    return (2 * dimension if lead_lag else dimension) + (1 if time_aug else 0)


def count_words(dimension: int, degree: int, itemsize: int = 1) -> int:
    """Count the words of length 1 to `degree`: d + d^2 + ... + d^N.

    Raises
    ------
    ValueError
        If no array of items of `itemsize` bytes could be that long.
    """
    if dimension == 1:
        words = degree
    elif degree * dimension.bit_length() > 4 * _EXACT_DIGITS:
        raise _too_long(dimension, degree, f"about {shown(dimension)}**{shown(degree)}")
    else:
        words = (dimension ** (degree + 1) - dimension) // (dimension - 1)
    if words >= sys.maxsize // itemsize:
        raise _too_long(dimension, degree, shown(words))
    return words


def degree_of(length: int, dimension: int, name: str) -> int:
    """Find the degree of a signature from its length, which either format has only once beyond one channel."""
    if dimension == 1:
        return length
    degree, words = 0, 0
    while words < length - 1:
        degree += 1
        words = count_words(dimension, degree)
    if length - words not in (0, 1):
        raise ValueError(f"{name}: expected the length of a signature in {dimension} channels, got {length}")
    return degree


def _too_long(dimension: int, degree: int, length: str) -> ValueError:
    return ValueError(
        f"degree: a signature of degree {shown(degree)} in {shown(dimension)} channels has length {length}, "
        f"more than an array can hold; {AXES_OF_PATHS}"
    )
