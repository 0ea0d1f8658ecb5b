/* The C interface of the launcher: a function for each operation, which returns a CUDA error code. */
#ifndef SIGLIB_CUDA_LAUNCH_H
#define SIGLIB_CUDA_LAUNCH_H

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

int siglib_cuda_forward(Call *call, const Job *job);
int siglib_cuda_backward(Call *call, const Job *job);
int siglib_cuda_combine(Call *call, const Job *job);
int siglib_cuda_combine_backward(Call *call, const Job *job);
int siglib_cuda_transform(Call *call, const Job *job);
int siglib_cuda_transform_backward(Call *call, const Job *job);

/* For tests: how special kernels may be (2 all, 1 for a degree, 0 for any degree), and into how many runs paths are
   cut (0: as planned). */
void siglib_cuda_restrict(int special, int chunks);

int siglib_cuda_variant_count(void);
const char *siglib_cuda_variant_name(int index);

int siglib_cuda_device_count(int *count);
int siglib_cuda_device_usable(int device);
const char *siglib_cuda_error_name(int error);
const char *siglib_cuda_error_text(int error);

#ifdef SIGLIB_EMULATOR
/* The order in which the threads of a block run (0 ascending, 1 descending, else the seed of a shuffle), and the
   largest number of blocks of a launch (0: no limit). */
void siglib_emulator_configure(unsigned order, unsigned most_blocks);
#endif

#ifdef __cplusplus
}
#endif

#endif
