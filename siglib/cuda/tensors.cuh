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

// The row where the level of `count` products for each path begins: first all segments, then products of two, ...
__host__ __device__ inline Index first_product(const TreeJob &job, Index count)
{
    return job.tensor.count * 2 * (job.segments - count);
}

// The same for derivatives by products, from the first two for each path to those by all segments.
__host__ __device__ inline Index first_deriv(const TreeJob &job, Index count) { return job.tensor.count * (count - 2); }
