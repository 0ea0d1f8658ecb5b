"""Coefficients of the schemes that signature kernels are computed by: cells with Legendre polynomials on their edges.

On a cell of two straight steps, with product z of their increments, the kernel solves k_st = z k. An edge holds the
derivative of k along it in orthonormal shifted Legendre polynomials; J integrates those. With c at the corner, p below
and q on the left, the exact solution adds ::

    e[a] c + sum over b of E[a,b] p[b] + B[a,b] q[b]

to p[a], and the same with p and q exchanged to q[a], where ::

    e[a]   = sum z^n (J^(n-1))[a,0] / n!
    E[a,b] = sum z^n (J^n)[a,b] / n!
    B[a,b] = sum z^n (J^(n-1))[a,0] (J^n)[0,b]

A scheme of order D keeps the first ceil(D/2) polynomials, and powers n <= D - a - b.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial, sqrt
from typing import Any, TypeAlias

import numpy as np

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.floating[Any]]]


def moments_of(order: int) -> int:
    """Count the polynomials of an edge."""
    return (order + 1) // 2


def integration(size: int) -> Floats:
    """Make the matrix that integrates Legendre series from 0."""
    matrix = np.zeros((size, size))
    matrix[0, 0] = 0.5
    for k in range(size - 1):
        matrix[k + 1, k] = 0.5 / sqrt((2 * k + 1) * (2 * k + 3))
        matrix[k, k + 1] = -matrix[k + 1, k]
    return matrix


@lru_cache(maxsize=64)
def coefficients(order: int, dtype: str) -> Floats:
    """Make the tables of e, E/2 and B/2, by power, one after the other; then those of their derivatives by z.

    Powers that a scheme leaves out are 0. The table belongs to everybody: nobody writes into it.
    """
    moments = moments_of(order)
    matrix = integration(moments + order)
    powers = [np.eye(len(matrix))]
    for _ in range(order):
        powers.append(matrix @ powers[-1])
    e, same = np.zeros((order + 1, moments)), np.zeros((order + 1, moments, moments))
    other = np.zeros_like(same)
    degrees = np.add.outer(np.arange(moments), np.arange(moments))
    for n in range(1, order + 1):
        e[n] = np.where(n <= order - degrees[0], powers[n - 1][:moments, 0] / factorial(n), 0)
        kept = n <= order - degrees
        same[n] = np.where(kept, powers[n][:moments, :moments] / factorial(n), 0)
        other[n] = np.where(kept, np.outer(powers[n - 1][:moments, 0], powers[n][0, :moments]), 0)
    tables = [table.reshape(order + 1, -1) for table in (e, same / 2, other / 2)]
    slopes = [np.arange(order + 1)[:, None] * table for table in tables]
    return np.concatenate([table.ravel() for table in tables + slopes]).astype(dtype)
