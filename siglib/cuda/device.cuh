// What all kernels share: numbers, rows, increments in shared memory, sums over threads in a fixed order.
#pragma once

#include "job.h"

#ifdef SIGLIB_EMULATOR
#include "emulator.h"
#else
#include <cuda_runtime.h>
// Dynamic shared memory; its size is what the launcher asks for.
#define SIGLIB_SHARED(type, name)                     \
    extern __shared__ __align__(16) char siglib_shared[]; \
    type *const name = reinterpret_cast<type *>(siglib_shared)
#endif

// Threads of a block at most, and numbers from one row of partial sums to the next: odd, for distinct banks.
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
    // Of a gradient only the tangent is wanted.
    static __device__ scalar slope(Dual<real> product) { return product.tangent; }
    static __device__ Dual<real> load(const Rows &rows, Index at)
    {
        return {static_cast<const scalar *>(rows.value)[at],
                rows.tangent ? static_cast<const scalar *>(rows.tangent)[at] : scalar(0)};
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

// ---------------------------------------------------------------------------------------------------------------------
// Paths

// The steps of an item: a run of the steps of a path; and how much time each takes.
struct Span {
    Index path, first, count, points;
    double time_step;
};

// Lengths live on the device, where nobody can raise an error: they are taken into the range they should be in.
__device__ inline Index points_of(const Job &job, Index path)
{
    if (!job.lengths)
        return job.length;
    const Index points = job.lengths[path];
    return points < 0 ? 0 : points > job.length ? job.length : points;
}

__host__ __device__ inline Index steps_between(const Job &job, Index points)
{
    return points > 1 ? (points - 1) << job.lead_lag : 0;
}

__device__ inline Span span_of(const Job &job, Index item)
{
    Span span;
    span.path = divided(item, job.chunks);
    const Index chunk = item - span.path * job.chunks;
    span.points = points_of(job, span.path);
    const Index steps = steps_between(job, span.points);
    span.first = divided(steps * chunk, job.chunks);
    span.count = divided(steps * (chunk + 1), job.chunks) - span.first;
    span.time_step = job.time_aug && steps ? job.end_time / double(steps) : 0;
    return span;
}

// The increment of step `step` of a path in one letter of the augmented path.
template <class number>
__device__ inline number increment(const Job &job, const Span &span, Index step, Index letter)
{
    using scalar = Scalar<number>;
    if (job.time_aug && letter == job.dimension - 1)
        return constant<number>(scalar(span.time_step));
    // Even steps of a lead-lag path move the lead (the second half of the channels), odd ones the lag.
    const Index channel = letter - (job.lead_lag && step % 2 == 0 ? job.channels : 0);
    if (channel < 0 || channel >= job.channels)
        return constant<number>(0);
    const Index point = step >> job.lead_lag;
    const PathView &path = job.path, &tangent = job.tangent;
    const Index from = span.path * path.batch_stride + point * path.time_stride + channel * path.channel_stride;
    const Index tangent_from =
        span.path * tangent.batch_stride + point * tangent.time_stride + channel * tangent.channel_stride;
    return Arithmetic<number>::between(path, tangent, from, from + path.time_stride, tangent_from,
                                       tangent_from + tangent.time_stride);
}

// From the first point of a path in one channel to the last.
template <class number>
__device__ inline number way(const Job &job, Index path)
{
    const Index points = points_of(job, path), last = points - 1;
    if (points < 2)
        return constant<number>(0);
    const Index from = path * job.path.batch_stride, tangent_from = path * job.tangent.batch_stride;
    return Arithmetic<number>::between(job.path, job.tangent, from, from + last * job.path.time_stride, tangent_from,
                                       tangent_from + last * job.tangent.time_stride);
}

// ---------------------------------------------------------------------------------------------------------------------
// Runs of paths, joined in a tree of products

// The row where the level of `count` products for each path begins: first all runs, then products of two of them, ...
__host__ __device__ inline Index first_run(const Job &job, Index count) { return job.batch * 2 * (job.chunks - count); }

// The same for derivatives by products, from the first two for each path to those by all runs.
__host__ __device__ inline Index first_part(const Job &job, Index count) { return job.batch * (count - 2); }

// ---------------------------------------------------------------------------------------------------------------------
// Increments in shared memory

// Numbers from one slot's buffer to the next: odd, so that threads of different slots meet different banks.
__host__ __device__ inline Index buffer_pitch(Index steps, Index width) { return (steps * width) | 1; }

// Leave the spans of a block's items in shared memory; barriers on both sides.
__device__ inline void find_spans(const Job &job, Index first_item, Span *spans)
{
    __syncthreads();
    for (int slot = threadIdx.x; slot < job.slots; slot += blockDim.x) {
        spans[slot] = Span{};
        if (first_item + slot < job.items)
            spans[slot] = span_of(job, first_item + slot);
    }
    __syncthreads();
}

// The steps of the longest item of a block.
__device__ inline Index longest(const Job &job, const Span *spans)
{
    Index most = 0;
    for (int slot = 0; slot < job.slots; ++slot)
        most = spans[slot].count > most ? spans[slot].count : most;
    return most;
}

// Bring the next steps of each slot into shared memory, latest first if `backward`: x[slot][step][letter], filled up
// with zeros to `width` letters. Threads are neighbours in letters first, then in steps; barriers on both sides.
template <class number>
__device__ inline void stage(const Job &job, const Span *spans, Index done, bool backward, Index width, number *x)
{
    const int parts = 1 << job.part_bits, steps = 1 << job.step_bits;
    __syncthreads();
    for (int k = threadIdx.x; k < job.slots << (job.step_bits + job.part_bits); k += blockDim.x) {
        const int part = k & (parts - 1), step = k >> job.part_bits & (steps - 1), slot = k >> (job.part_bits + job.step_bits);
        const Span &span = spans[slot];
        const Index place = done + step;
        if (place >= span.count)
            continue;
        const Index at = span.first + (backward ? span.count - 1 - place : place);
        number *const row = x + slot * buffer_pitch(steps, width) + step * width;
        for (Index letter = part; letter < width; letter += parts)
            row[letter] = letter < job.dimension ? increment<number>(job, span, at, letter) : constant<number>(0);
    }
    __syncthreads();
}

// ---------------------------------------------------------------------------------------------------------------------
// Derivatives by increments: sums over the threads of an item

// The place of the derivative by a step that was taken back, `place` counted from the item's last.
template <class scalar>
__device__ inline scalar *slope_at(const Job &job, const Span &span, Index place)
{
    const Index step = span.first + span.count - 1 - place;
    return static_cast<scalar *>(job.slopes) + (span.path * steps_between(job, job.length) + step) * job.dimension;
}

// Add up partial[step][i][thread] over the threads of each item, i for letter first_letter + i; barriers on both sides.
// The threads of an item are summed in segments and then the segments, so that all threads of the block take part.
template <class scalar>
__device__ inline void add_slopes(const Job &job, const Span *spans, Index done, int tile, Index first_letter,
                                  scalar *partial)
{
    const int rows = tile << job.step_bits, sums = rows * job.slots;
    int segments = 1;
    while (2 * segments * sums <= int(blockDim.x) && 2 * segments <= job.lanes)
        segments *= 2;
    __syncthreads();
    for (int k = threadIdx.x; k < sums * segments; k += blockDim.x) {
        const int segment = k % segments, slot = k / segments % job.slots, row = k / segments / job.slots;
        scalar *const threads = partial + row * PITCH + slot * job.lanes;
        scalar sum = threads[segment];
        for (int lane = segment + segments; lane < job.lanes; lane += segments)
            sum += threads[lane];
        threads[segment] = sum;
    }
    __syncthreads();
    for (int k = threadIdx.x; k < sums; k += blockDim.x) {
        const int slot = k % job.slots, row = k / job.slots, step = row / tile;
        const Index letter = first_letter + row % tile;
        if (letter >= job.dimension || done + step >= spans[slot].count)
            continue;
        const scalar *const threads = partial + row * PITCH + slot * job.lanes;
        scalar sum = threads[0];
        for (int segment = 1; segment < segments; ++segment)
            sum += threads[segment];
        slope_at<scalar>(job, spans[slot], done + step)[letter] += sum;
    }
    __syncthreads();
}

// The same for partial[step][thread] of words `first`, first + 1, ... of a level of `size`: a sum for each last letter.
template <class scalar>
__device__ inline void add_slopes_by_letter(const Job &job, const Span *spans, Index done, Index first, Index size,
                                            const scalar *partial)
{
    const int steps = 1 << job.step_bits, skip = int(first % job.dimension);
    const int busy = int(size - first < job.lanes ? size - first : job.lanes), d = int(job.dimension);
    __syncthreads();
    for (Index k = threadIdx.x; k < job.dimension * steps * job.slots; k += blockDim.x) {
        const int letter = int(k % d), step = int(k / d) & (steps - 1), slot = int(k / d) >> job.step_bits;
        if (done + step >= spans[slot].count)
            continue;
        const scalar *const threads = partial + step * PITCH + slot * job.lanes;
        scalar sum = 0;
        for (int lane = letter >= skip ? letter - skip : letter - skip + d; lane < busy; lane += d)
            sum += threads[lane];
        slope_at<scalar>(job, spans[slot], done + step)[letter] += sum;
    }
    __syncthreads();
}
