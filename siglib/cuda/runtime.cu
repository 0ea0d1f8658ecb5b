// Launches kernels: scratch is laid out in the caller's memory, and nothing waits for the device.
#include "runtime.cuh"

int siglib_cuda_forced_segments = 0;

namespace {

// A buffer in shared memory holds a step of this many letters at least; kernels for any degree read paths where they
// lie.
constexpr Index MAX_DIMENSION = 512;
constexpr Index MAX_THREAD_BLOCKS = 0x7fffffff, MAX_INDEX = 0x7fffffff;

int most_special = 2;

bool fits(const Variant &variant, Index dimension, Index degree, Index words)
{
    // Kernels for one degree count words in 32 bits.
    if (variant.degree &&
        (most_special < 1 || variant.degree != degree || dimension > MAX_DIMENSION || words > MAX_INDEX))
        return false;
    return !variant.dimension || (most_special == 2 && variant.dimension == dimension);
}

}  // namespace

void *Launch::take(Index bytes)
{
    void *memory = measuring() ? nullptr : static_cast<char *>(call->memory) + call->bytes;
    call->bytes += size_t(bytes + 255) / 256 * 256;
    return memory;
}

Rows Launch::rows(Index count, Index words, bool with_tangents)
{
    const Index bytes = count * words * call->itemsize;
    void *const value = take(bytes);
    return {value, with_tangents ? take(bytes) : nullptr, words};
}

const Variant *Launch::find(const Kernel &kernel, bool in_dual_numbers, Index dimension, Index degree, Index words)
{
    const VariantGroup *const group = kernel.groups[in_dual_numbers][call->itemsize == sizeof(double)];
    for (int i = 0; group && i < group->count; ++i)
        if (fits(group->variants[i], dimension, degree, words))
            return &group->variants[i];
    error = cudaErrorInvalidDeviceFunction;
    return nullptr;
}

void Launch::clear(void *memory, Index bytes)
{
    if (!measuring() && error == cudaSuccess)
        error = cudaMemsetAsync(memory, 0, size_t(bytes), static_cast<cudaStream_t>(call->stream));
}

void Launch::launch(const Variant *variant, const void *job, Index thread_blocks, int threads, Index shared)
{
    if (measuring() || error != cudaSuccess || thread_blocks == 0)
        return;
    void *arguments[] = {const_cast<void *>(job)};
    error = cudaLaunchKernel(variant->entry, dim3(unsigned(least(thread_blocks, MAX_THREAD_BLOCKS))),
                             dim3(unsigned(threads)), arguments, size_t(shared),
                             static_cast<cudaStream_t>(call->stream));
}

extern "C" {

int siglib_cuda_run(int index, Call *call, const Job *job)
{
    const NamedKernel &named = siglib_cuda_kernels[index];
    Launch launch(call, named.dual);
    // The caller has made this device current in its own CUDA runtime; a static one has to be told as well.
    if (!launch.measuring())
        launch.error = cudaSetDevice(call->device);
    if (launch.error != cudaSuccess)
        return int(launch.error);
    if (named.family == PATH_FAMILY)
        run_path(launch, *named.kernel, job->path);
    else
        run_tensor(launch, *named.kernel, job->tensor);
    return int(launch.error);
}

void siglib_cuda_restrict(int special, int segments)
{
    most_special = special;
    siglib_cuda_forced_segments = segments;
}

int siglib_cuda_usable(void)
{
    int before = 0;
    cudaError_t error = cudaGetDevice(&before);
    if (error != cudaSuccess)
        return int(error);
    error = cudaSetDevice(0);
    if (error == cudaSuccess) {
        // Asking about a kernel tells whether the driver can load this build's code for the device.
        cudaFuncAttributes attributes;
        error = cudaFuncGetAttributes(&attributes, siglib_cuda_groups[0]->variants[0].entry);
    }
    cudaSetDevice(before);
    cudaGetLastError();
    return int(error);
}

const char *siglib_cuda_error_name(int error) { return cudaGetErrorName(cudaError_t(error)); }

const char *siglib_cuda_error_text(int error) { return cudaGetErrorString(cudaError_t(error)); }
}
