// What kernels of tensors share: words, and the rows of trees of products.
#pragma once

#include "device.cuh"

// A word of a signature: how many letters it has, where its level begins, how many words that has, which of them it is.
struct Word {
    int length;
    Index level_start, level_size, place;
};

__device__ inline Word word_at(Index d, Index index)
{
    Word word = {1, 0, d, index};
    while (word.place >= word.level_size) {
        word.place -= word.level_size;
        word.level_start += word.level_size;
        word.level_size *= d;
        ++word.length;
    }
    return word;
}

// The product of the factors of the letters of a word, the `place`-th of so many letters.
template <class number>
__device__ inline number factor_product(const Rows &factors, const Rows &tangents, Index row, Index d, int length,
                                        Index place)
{
    number product = constant<number>(1);
    for (int i = 0; i < length; ++i) {
        const Index prefix = divided(place, d);
        product = product * load_apart<number>(factors, tangents, row, place - prefix * d);
        place = prefix;
    }
    return product;
}

// The sum over the threads of a thread block, in a fixed order, of which thread 0 gets to know; a barrier comes first.
template <class scalar>
__device__ inline scalar sum_over_threads(scalar mine, scalar *shared)
{
    __syncthreads();
    shared[threadIdx.x] = mine;
    for (int half = THREADS / 2; half; half /= 2) {
        __syncthreads();
        if (int(threadIdx.x) < half)
            shared[threadIdx.x] += shared[threadIdx.x + half];
    }
    return shared[0];
}

// The row where the level of `count` products for each path begins: first all segments, then products of two, ...
__host__ __device__ inline Index first_product(const TreeJob &job, Index count)
{
    return job.tensor.count * 2 * (job.segments - count);
}

// The same for derivatives by products, from the first two for each path to those by all segments.
__host__ __device__ inline Index first_deriv(const TreeJob &job, Index count) { return job.tensor.count * (count - 2); }
