/* What kernels and their launcher are told: a job for each family of operations. */
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

/* Rows of numbers, of signatures past a scalar term, and of their tangents, with the same stride; either may be
   missing. */
typedef struct {
    void *value;
    void *tangent;
    Index stride;
} Rows;

/* Passed to kernels of paths by value. `dimension` counts the letters of the augmented path, `channels` those of the
   raw one, `length` its points. */
typedef struct {
    Index batch, length, channels, dimension, degree, words;
    int time_aug, lead_lag;
    double end_time;

    /* What is read: points (or derivatives by the points of augmented paths), the tangents of points, how many points
       each path has. */
    PathView path, tangent;
    const Index *lengths;

    /* Signatures, computed or given, the derivatives by them, and where paths or derivatives by their points go. */
    Rows signature, derivs;
    void *out;

    /* The launcher's plan. Each path is cut into `segments`, the items; a thread block takes `slots` items, with
       `item_threads` for each, and an item with more words takes `item_thread_blocks`. A power of two of steps comes
       into shared memory at a time, brought by a power of two of threads for each step. */
    Index segments, items, thread_blocks, item_thread_blocks, message_size;
    int item_threads, slots, step_bits, letter_bits;
    void *messages, *slopes;
} PathJob;

#define MOST_ROWS 8

/* Passed to kernels of tensors by value: `count` rows of each array, the results first, then the operands. Units tell
   whether the scalar term of a factor is 1 (signatures) or 0 (tangents). */
typedef struct {
    Rows rows[MOST_ROWS];
    Index count, dimension, degree, words;
    int left_unit, right_unit;
} TensorJob;

/* Passed by value to kernels that multiply the segments of paths, or split the derivatives by their products: the last
   levels of a tree, from `joined` products of a path down to `least_joined`. Each path is a row of `tensor`. */
typedef struct {
    TensorJob tensor;
    Index segments, joined, least_joined;
} TreeJob;

/* What an operation of either family is told. */
typedef union {
    PathJob path;
    TensorJob tensor;
} Job;

/* One call: where it runs, on numbers of `itemsize` bytes, and the scratch memory it needs. With no memory, only
   `bytes` is filled in. */
typedef struct {
    int device, itemsize;
    void *stream, *memory;
    size_t bytes;
} Call;

#endif
