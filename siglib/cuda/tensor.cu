// Operations on tensors: one launch each, with a thread for each word of each row.
#include "runtime.cuh"

void run_tensor(Launch &launch, const Kernel &kernel, const TensorJob &job)
{
    const Variant *variant = launch.find(kernel, launch.dual, job.dimension, job.degree, job.words);
    // Kernels that sum over threads leave a number of each in shared memory.
    launch.launch_over(variant, &job, job.count * job.words, launch.call->itemsize);
}
