/* What kernels and their launcher are told: one description for all of them. */
#ifndef SIGLIB_CUDA_JOB_H
#define SIGLIB_CUDA_JOB_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t Index;

/* The points of a batch of paths; strides count elements. */
typedef struct {
    const void *first;
    Index batch_stride, time_stride, channel_stride;
} PathView;

/* Rows of signatures, past a scalar term, and of their tangents, with the same stride. Either may be missing. */
typedef struct {
    void *value;
    void *tangent;
    Index stride;
} Rows;

/* Passed to kernels by value. `dimension` counts the letters of the augmented path, `channels` those of the raw one. */
typedef struct {
    Index batch, length, channels, dimension, degree, words;
    PathView path, tangent;
    const Index *lengths;
    int time_aug, lead_lag;
    double end_time;

    /* Of a Chen product: the factors, their scalar terms, and the derivatives by them. */
    Rows left, right, left_derivs, right_derivs;
    int left_scalar, right_scalar;

    /* Results (or what is given) of paths, of Chen products, and of runs of paths. */
    Rows signature, derivs;
    void *out;

    /* The launcher's plan. Each path is cut into `chunks` runs of steps, the items. A block takes `slots` items, with
       `lanes` threads for each, and brings a power of two of steps into shared memory at a time. */
    Index chunks, items, blocks, word_blocks, message_size;
    int lanes, slots, step_bits, part_bits;
    void *messages, *slopes;

    /* Of the tree in which runs are joined, the levels that one kernel does: those of at most `joined` products, and at
       least so many. */
    Index joined, least_joined;
} Job;

/* One call: where it runs, on numbers of `itemsize` bytes (dual ones of twice that), and the scratch memory it needs.
   With no memory, only `bytes` is filled in. */
typedef struct {
    int device, itemsize, dual;
    void *stream, *memory;
    size_t bytes;
} Call;

#endif
