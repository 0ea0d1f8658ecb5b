// What all kernels share: numbers, rows, indices.
#pragma once

#include "job.h"

#ifdef SIGLIB_EMULATOR
#include "emulator.h"
#else
#include <cuda_runtime.h>
// What the launcher calls a kernel by.
#define SIGLIB_KERNEL(name) reinterpret_cast<const void *>(name)
// Dynamic shared memory; its size is what the launcher asks for.
#define SIGLIB_SHARED(type, name)                     \
    extern __shared__ __align__(16) char siglib_shared[]; \
    type *const name = reinterpret_cast<type *>(siglib_shared)
#endif

// Threads of a thread block at most, and numbers from one row of partial sums to the next: odd, for distinct banks.
constexpr int THREADS = 128, PITCH = THREADS + 1;
// Beyond this degree no signature of two letters fits into memory.
constexpr int MAX_DEGREE = 48;

// A number with its tangent: a + e b, where e e = 0.
template <class scalar>
struct Dual {
    scalar value, tangent;
};

template <class scalar>
__device__ inline Dual<scalar> operator+(Dual<scalar> a, Dual<scalar> b)
{
    return {a.value + b.value, a.tangent + b.tangent};
}

template <class scalar>
__device__ inline Dual<scalar> operator-(Dual<scalar> a, Dual<scalar> b)
{
    return {a.value - b.value, a.tangent - b.tangent};
}

template <class scalar>
__device__ inline Dual<scalar> operator*(Dual<scalar> a, Dual<scalar> b)
{
    return {a.value * b.value, a.tangent * b.value + a.value * b.tangent};
}

template <class scalar>
__device__ inline Dual<scalar> operator*(Dual<scalar> a, scalar b)
{
    return {a.value * b, a.tangent * b};
}

// What differs between plain and dual numbers: reading and writing rows, and what a product adds to a slope.
template <class number>
struct Arithmetic {
    using scalar = number;
    static __device__ number constant(scalar value) { return value; }
    static __device__ scalar slope(number product) { return product; }
    static __device__ number load(const Rows &rows, Index at) { return static_cast<const scalar *>(rows.value)[at]; }
    static __device__ number load_apart(const Rows &values, const Rows &, Index row, Index place)
    {
        return load(values, row * values.stride + place);
    }
    static __device__ void store(const Rows &rows, Index at, number s) { static_cast<scalar *>(rows.value)[at] = s; }
    static __device__ number between(const PathView &path, const PathView &, Index from, Index to, Index, Index)
    {
        const scalar *first = static_cast<const scalar *>(path.first);
        return first[to] - first[from];
    }
};

template <class real>
struct Arithmetic<Dual<real>> {
    using scalar = real;
    static __device__ Dual<real> constant(scalar value) { return {value, 0}; }
    // Of what is computed along a tangent only the tangent is wanted.
    static __device__ scalar slope(Dual<real> product) { return product.tangent; }
    static __device__ Dual<real> load(const Rows &rows, Index at)
    {
        return {static_cast<const scalar *>(rows.value)[at],
                rows.tangent ? static_cast<const scalar *>(rows.tangent)[at] : scalar(0)};
    }
    static __device__ Dual<real> load_apart(const Rows &values, const Rows &tangents, Index row, Index place)
    {
        return {static_cast<const scalar *>(values.value)[row * values.stride + place],
                static_cast<const scalar *>(tangents.value)[row * tangents.stride + place]};
    }
    static __device__ void store(const Rows &rows, Index at, Dual<real> s)
    {
        if (rows.value)
            static_cast<scalar *>(rows.value)[at] = s.value;
        if (rows.tangent)
            static_cast<scalar *>(rows.tangent)[at] = s.tangent;
    }
    static __device__ Dual<real> between(const PathView &path, const PathView &tangent, Index from, Index to,
                                         Index tangent_from, Index tangent_to)
    {
        const scalar *first = static_cast<const scalar *>(path.first);
        const scalar *first_tangent = static_cast<const scalar *>(tangent.first);
        return {first[to] - first[from], first_tangent[tangent_to] - first_tangent[tangent_from]};
    }
};

template <class number>
using Scalar = typename Arithmetic<number>::scalar;

template <class number>
__device__ inline number constant(Scalar<number> value)
{
    return Arithmetic<number>::constant(value);
}

template <class number>
__device__ inline Scalar<number> slope_of(number product)
{
    return Arithmetic<number>::slope(product);
}

template <class number>
__device__ inline number load(const Rows &rows, Index row, Index word)
{
    return Arithmetic<number>::load(rows, row * rows.stride + word);
}

template <class number>
__device__ inline void store(const Rows &rows, Index row, Index word, number s)
{
    Arithmetic<number>::store(rows, row * rows.stride + word, s);
}

// The same where values and tangents are arrays of their own; plain numbers have no tangents.
template <class number>
__device__ inline number load_apart(const Rows &values, const Rows &tangents, Index row, Index place)
{
    return Arithmetic<number>::load_apart(values, tangents, row, place);
}

template <class number>
__device__ inline void store_slope(const Rows &rows, Index row, Index place, number s)
{
    static_cast<Scalar<number> *>(rows.value)[row * rows.stride + place] = slope_of(s);
}

// 64-bit division takes several times as long as that of 32 bits, which nearly all indices fit into.
__device__ inline Index divided(Index a, Index b)
{
    if (((a | b) >> 32) == 0)
        return Index(uint32_t(a) / uint32_t(b));
    return a / b;
}

__host__ __device__ inline Index power(Index base, int exponent)
{
    Index product = 1;
    for (int i = 0; i < exponent; ++i)
        product *= base;
    return product;
}

// Where level `level` begins in a signature.
__device__ inline Index level_start(Index d, int level)
{
    Index start = 0, size = 1;
    for (int k = 1; k < level; ++k)
        start += size *= d;
    return start;
}
