// The tables of kernels that generated files hand to the launcher.
#pragma once

#include "launch.h"

// Degree or dimension 0: any. A thread owns the words of the last `depth` levels below one prefix, `tile` letters wide.
struct Variant {
    const char *name;
    int degree, dimension, depth, tile;
    const void *entry;
};

// The variants of a kernel for one kind of numbers, the more special ones first.
struct VariantGroup {
    const Variant *variants;
    int count;
};

// By plain and dual numbers, then by float32 and float64; null for what was not built.
struct Kernel {
    const VariantGroup *groups[2][2];
};

extern const VariantGroup *const siglib_cuda_groups[];
extern const int siglib_cuda_group_count;
