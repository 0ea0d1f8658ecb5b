"""Checks of numbers, and the length of a signature."""

from __future__ import annotations

import sys
from numbers import Real
from operator import index
from typing import SupportsFloat, SupportsIndex

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


def as_real(value: SupportsFloat, name: str) -> float:
    """Return any real number as a float."""
    if type(value) is float:
        return value
    if not isinstance(value, Real):
        raise TypeError(f"{name}: expected a real number, got {value!r} of type {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name}: expected a number that float64 can hold, got {value!r}") from None


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


def _too_long(dimension: int, degree: int, length: str) -> ValueError:
    return ValueError(
        f"degree: a signature of degree {shown(degree)} in {shown(dimension)} channels has length {length}, "
        f"more than an array can hold"
    )
