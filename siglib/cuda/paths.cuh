// What kernels of paths share: increments, in shared memory as well, and sums over threads in a fixed order.
#pragma once

#include "device.cuh"

// The steps of an item, a segment of a path (or all of it), and how much time each takes.
struct Segment {
    Index path, first, count, points;
    double time_step;
};

// Lengths live on the device, where nobody can raise an error: they are clamped to 0..L.
__device__ inline Index points_of(const PathJob &job, Index path)
{
    if (!job.lengths)
        return job.length;
    const Index points = job.lengths[path];
    return points < 0 ? 0 : points > job.length ? job.length : points;
}

__host__ __device__ inline Index steps_between(const PathJob &job, Index points)
{
    return points > 1 ? (points - 1) << job.lead_lag : 0;
}

__device__ inline Segment segment_of(const PathJob &job, Index item)
{
    Segment segment;
    segment.path = divided(item, job.segments);
    const Index place = item - segment.path * job.segments;
    segment.points = points_of(job, segment.path);
    const Index steps = steps_between(job, segment.points);
    segment.first = divided(steps * place, job.segments);
    segment.count = divided(steps * (place + 1), job.segments) - segment.first;
    segment.time_step = job.time_aug && steps ? job.end_time / double(steps) : 0;
    return segment;
}

// The increment of step `step` of a path in one letter of the augmented path.
template <class number>
__device__ inline number increment(const PathJob &job, const Segment &segment, Index step, Index letter)
{
    using scalar = Scalar<number>;
    if (job.time_aug && letter == job.dimension - 1)
        return constant<number>(scalar(segment.time_step));
    // Even steps of a lead-lag path move the lead (the second half of the channels), odd ones the lag.
    const Index channel = letter - (job.lead_lag && step % 2 == 0 ? job.channels : 0);
    if (channel < 0 || channel >= job.channels)
        return constant<number>(0);
    const Index point = step >> job.lead_lag;
    const PathView &path = job.path, &tangent = job.tangent;
    const Index from = segment.path * path.batch_stride + point * path.time_stride + channel * path.channel_stride;
    const Index tangent_from =
        segment.path * tangent.batch_stride + point * tangent.time_stride + channel * tangent.channel_stride;
    return Arithmetic<number>::between(path, tangent, from, from + path.time_stride, tangent_from,
                                       tangent_from + tangent.time_stride);
}

// From the first point of a path in one channel to the last.
template <class number>
__device__ inline number way(const PathJob &job, Index path)
{
    const Index points = points_of(job, path), last = points - 1;
    if (points < 2)
        return constant<number>(0);
    const Index from = path * job.path.batch_stride, tangent_from = path * job.tangent.batch_stride;
    return Arithmetic<number>::between(job.path, job.tangent, from, from + last * job.path.time_stride, tangent_from,
                                       tangent_from + last * job.tangent.time_stride);
}

// ---------------------------------------------------------------------------------------------------------------------
// Increments in shared memory

// Numbers from one slot's buffer to the next: odd, so that threads of different slots meet different banks.
__host__ __device__ inline Index buffer_pitch(Index steps, Index width) { return (steps * width) | 1; }

// Leave the segments of a thread block's items in shared memory; barriers on both sides.
__device__ inline void find_segments(const PathJob &job, Index first_item, Segment *segments)
{
    __syncthreads();
    for (int slot = threadIdx.x; slot < job.slots; slot += blockDim.x) {
        segments[slot] = Segment{};
        if (first_item + slot < job.items)
            segments[slot] = segment_of(job, first_item + slot);
    }
    __syncthreads();
}

// The steps of the longest item of a thread block.
__device__ inline Index longest(const PathJob &job, const Segment *segments)
{
    Index most = 0;
    for (int slot = 0; slot < job.slots; ++slot)
        most = segments[slot].count > most ? segments[slot].count : most;
    return most;
}

// Bring the next steps of each slot into shared memory, latest first if `backward`: x[slot][step][letter], filled up
// with zeros to `width` letters. Threads are neighbours in letters first, then in steps; barriers on both sides.
template <class number>
__device__ inline void stage(const PathJob &job, const Segment *segments, Index done, bool backward, Index width,
                             number *x)
{
    const int neighbours = 1 << job.letter_bits, steps = 1 << job.step_bits;
    __syncthreads();
    for (int k = threadIdx.x; k < job.slots << (job.step_bits + job.letter_bits); k += blockDim.x) {
        const int neighbour = k & (neighbours - 1), step = k >> job.letter_bits & (steps - 1);
        const int slot = k >> (job.letter_bits + job.step_bits);
        const Segment &segment = segments[slot];
        const Index place = done + step;
        if (place >= segment.count)
            continue;
        const Index at = segment.first + (backward ? segment.count - 1 - place : place);
        number *const row = x + slot * buffer_pitch(steps, width) + step * width;
        for (Index letter = neighbour; letter < width; letter += neighbours)
            row[letter] = letter < job.dimension ? increment<number>(job, segment, at, letter) : constant<number>(0);
    }
    __syncthreads();
}

// ---------------------------------------------------------------------------------------------------------------------
// Derivatives by increments: sums over the threads of an item

// The place of the derivative by a step that was taken back, `place` counted from the item's last.
template <class scalar>
__device__ inline scalar *slope_at(const PathJob &job, const Segment &segment, Index place)
{
    const Index step = segment.first + segment.count - 1 - place;
    return static_cast<scalar *>(job.slopes) + (segment.path * steps_between(job, job.length) + step) * job.dimension;
}

// Add up partial[step][i][thread] over the threads of each item, i for letter first_letter + i; barriers on both sides.
// The threads of an item are summed in several shares and then the shares, so that all threads of the thread block take
// part.
template <class scalar>
__device__ inline void add_slopes(const PathJob &job, const Segment *segments, Index done, int tile, Index first_letter,
                                  scalar *partial)
{
    const int rows = tile << job.step_bits, sums = rows * job.slots;
    int shares = 1;
    while (2 * shares * sums <= int(blockDim.x) && 2 * shares <= job.item_threads)
        shares *= 2;
    __syncthreads();
    for (int k = threadIdx.x; k < sums * shares; k += blockDim.x) {
        const int share = k % shares, slot = k / shares % job.slots, row = k / shares / job.slots;
        scalar *const threads = partial + row * PITCH + slot * job.item_threads;
        scalar sum = threads[share];
        for (int thread = share + shares; thread < job.item_threads; thread += shares)
            sum += threads[thread];
        threads[share] = sum;
    }
    __syncthreads();
    for (int k = threadIdx.x; k < sums; k += blockDim.x) {
        const int slot = k % job.slots, row = k / job.slots, step = row / tile;
        const Index letter = first_letter + row % tile;
        if (letter >= job.dimension || done + step >= segments[slot].count)
            continue;
        const scalar *const threads = partial + row * PITCH + slot * job.item_threads;
        scalar sum = threads[0];
        for (int share = 1; share < shares; ++share)
            sum += threads[share];
        slope_at<scalar>(job, segments[slot], done + step)[letter] += sum;
    }
    __syncthreads();
}

// The same for partial[step][thread] of words `first`, first + 1, ... of a level of `size`: a sum for each last letter.
template <class scalar>
__device__ inline void add_slopes_by_letter(const PathJob &job, const Segment *segments, Index done, Index first,
                                            Index size, const scalar *partial)
{
    const int steps = 1 << job.step_bits, skip = int(first % job.dimension);
    const int busy = int(size - first < job.item_threads ? size - first : job.item_threads), d = int(job.dimension);
    __syncthreads();
    for (Index k = threadIdx.x; k < job.dimension * steps * job.slots; k += blockDim.x) {
        const int letter = int(k % d), step = int(k / d) & (steps - 1), slot = int(k / d) >> job.step_bits;
        if (done + step >= segments[slot].count)
            continue;
        const scalar *const threads = partial + step * PITCH + slot * job.item_threads;
        scalar sum = 0;
        for (int thread = letter >= skip ? letter - skip : letter - skip + d; thread < busy; thread += d)
            sum += threads[thread];
        slope_at<scalar>(job, segments[slot], done + step)[letter] += sum;
    }
    __syncthreads();
}
