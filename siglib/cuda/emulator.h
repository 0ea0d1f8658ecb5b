// The part of CUDA that siglib's kernels use, on the CPU, for tests: thread blocks run one after the other, the threads
// of a thread block as fibers that change places at barriers.
#pragma once

#include <stddef.h>

#include "launch.h"

#define __global__
#define __device__
#define __host__
#define __launch_bounds__(...)
#define SIGLIB_SHARED(type, name) type *const name = static_cast<type *>(emulator::shared_memory())

struct dim3 {
    unsigned x, y, z;
    dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

extern thread_local dim3 threadIdx, blockIdx, blockDim, gridDim;

void __syncthreads();

namespace emulator {
void *shared_memory();

// A kernel takes its job by value, and each family has one of its own: `call` takes the address of any.
template <auto kernel>
struct Entry;
template <class Job, void (*kernel)(Job)>
struct Entry<kernel> {
    static void call(const void *job) { kernel(*static_cast<const Job *>(job)); }
};
}

#define SIGLIB_KERNEL(name) reinterpret_cast<const void *>(&emulator::Entry<&name>::call)

enum cudaError_t {
    cudaSuccess = 0,
    cudaErrorInvalidValue = 1,
    cudaErrorInvalidConfiguration = 9,
    cudaErrorInvalidDeviceFunction = 98,
    cudaErrorInvalidDevice = 101,
    cudaErrorLaunchFailure = 719,
};

typedef void *cudaStream_t;

struct cudaFuncAttributes {
    int binaryVersion;
};

cudaError_t cudaLaunchKernel(const void *kernel, dim3 grid, dim3 block, void **arguments, size_t shared, cudaStream_t stream);
cudaError_t cudaMemsetAsync(void *memory, int value, size_t bytes, cudaStream_t stream);
cudaError_t cudaGetDevice(int *device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *attributes, const void *kernel);
cudaError_t cudaGetLastError();
const char *cudaGetErrorName(cudaError_t error);
const char *cudaGetErrorString(cudaError_t error);
