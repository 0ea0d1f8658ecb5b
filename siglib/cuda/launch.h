/* The C interface of the launcher: one entry for all kernels, which returns a CUDA error code. */
#ifndef SIGLIB_CUDA_LAUNCH_H
#define SIGLIB_CUDA_LAUNCH_H

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Degree or dimension 0: any. A thread owns the words of the last `depth` levels below one prefix, `tile` letters
   wide. */
typedef struct {
    const char *name;
    int degree, dimension, depth, tile;
    const void *entry;
} Variant;

/* The variants of a kernel for one kind of numbers, the more special ones first. */
typedef struct {
    const Variant *variants;
    int count;
} VariantGroup;

/* The groups of a kernel: by plain and dual numbers, then by float32 and float64; null for what was not built. */
typedef struct {
    const VariantGroup *groups[2][2];
} Kernel;

extern const VariantGroup *const siglib_cuda_groups[];
extern const int siglib_cuda_group_count;

/* Which member of a job a kernel reads. */
typedef enum { PATH_FAMILY, TENSOR_FAMILY } Family;

/* A kernel, in plain or dual numbers, by the name that operations call it by; `specialised` tells whether it has
   variants for degrees. */
typedef struct {
    const char *name;
    Family family;
    const Kernel *kernel;
    int dual, specialised;
} NamedKernel;

extern const NamedKernel siglib_cuda_kernels[];
extern const int siglib_cuda_kernel_count;

/* Run `kernel`, a place in the table, and what it takes besides; a call without memory only says how much it needs. */
int siglib_cuda_run(int kernel, Call *call, const Job *job);

/* For tests: how special kernels may be (2 all, 1 for a degree, 0 for any degree), and into how many segments paths are
   cut (0: as planned). */
void siglib_cuda_restrict(int special, int segments);

/* 0 if the first device can run the kernels. */
int siglib_cuda_usable(void);
const char *siglib_cuda_error_name(int error);
const char *siglib_cuda_error_text(int error);

#ifdef SIGLIB_EMULATOR
/* The order in which the threads of a thread block run (0 ascending, 1 descending, else the seed of a shuffle), and the
   largest number of thread blocks of a launch (0: no limit). */
void siglib_emulator_configure(unsigned order, unsigned most_thread_blocks);
#endif

#ifdef __cplusplus
}
#endif

#endif
