// What launches kernels: one call under way, its memory, its kernels.
#pragma once

#include "device.cuh"
#include "launch.h"

// Into how many segments tests have paths cut; 0: as planned.
extern int siglib_cuda_forced_segments;

inline Index least(Index a, Index b) { return a < b ? a : b; }

inline Index most_of(Index a, Index b) { return a > b ? a : b; }

inline Index divided_up(Index a, Index b) { return (a + b - 1) / b; }

// One call under way: the memory that it lays out, its stream, the first error.
struct Launch {
    Call *call;
    bool dual;
    cudaError_t error = cudaSuccess;

    Launch(Call *of, bool in_dual_numbers) : call(of), dual(in_dual_numbers) { call->bytes = 0; }

    bool measuring() const { return call->memory == nullptr; }

    Index number_bytes() const { return call->itemsize * (dual ? 2 : 1); }

    void *take(Index bytes);

    // Rows of `words` numbers, side by side.
    Rows rows(Index count, Index words, bool with_tangents);

    // The most special variant of a kernel that there is for a shape.
    const Variant *find(const Kernel &kernel, bool in_dual_numbers, Index dimension, Index degree, Index words);

    void clear(void *memory, Index bytes);

    // `job` is that of the kernel's family. Kernels may be null, if `find` had an error.
    void launch(const Variant *variant, const void *job, Index thread_blocks, int threads, Index shared);

    // A kernel with a thread for each of `items`, and shared memory of `thread_bytes` for each thread.
    void launch_over(const Variant *variant, const void *job, Index items, Index thread_bytes = 0)
    {
        launch(variant, job, divided_up(items, THREADS), THREADS, THREADS * thread_bytes);
    }
};

// The operations of each family.
void run_path(Launch &launch, const Kernel &kernel, PathJob job);
void run_tensor(Launch &launch, const Kernel &kernel, const TensorJob &job);
