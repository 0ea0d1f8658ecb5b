// The rate of multiply-adds of a device in float32: nothing but chains of them, enough to hide how long one takes.
#include <cuda_runtime.h>

constexpr int CHAINS = 16, ROUNDS = 4096, THREADS = 256;

static __global__ void multiply_add(float *out, float factor, float summand)
{
    float x[CHAINS];
#pragma unroll
    for (int i = 0; i < CHAINS; ++i)
        x[i] = threadIdx.x + i;
    for (int round = 0; round < ROUNDS; ++round)
#pragma unroll
        for (int i = 0; i < CHAINS; ++i)
            x[i] = x[i] * factor + summand;
    float sum = 0;
#pragma unroll
    for (int i = 0; i < CHAINS; ++i)
        sum += x[i];
    out[blockIdx.x * THREADS + threadIdx.x] = sum;
}

// Launch `blocks` blocks; returns a CUDA error code, and the multiply-adds that a block does.
extern "C" int ceilings_multiply_add(int device, void *stream, float *out, int blocks, double *work_of_block)
{
    *work_of_block = double(CHAINS) * ROUNDS * THREADS;
    const cudaError_t error = cudaSetDevice(device);
    if (error != cudaSuccess)
        return int(error);
    multiply_add<<<blocks, THREADS, 0, static_cast<cudaStream_t>(stream)>>>(out, 0.999f, 0.001f);
    return int(cudaGetLastError());
}

extern "C" int ceilings_threads() { return THREADS; }
