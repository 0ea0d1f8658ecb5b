// The tables of kernels that generated files hand to the launcher.
#pragma once

#include "job.h"

enum Operation {
    FORWARD,
    BACKWARD,
    COMBINE,
    COMBINE_BACKWARD,
    JOIN,
    SPLIT,
    LINE_FORWARD,
    LINE_BACKWARD,
    COPY,
    FINISH,
    TRANSFORM,
    TRANSFORM_BACKWARD,
};

// Degree or dimension 0: any. A thread owns the words of the last `depth` levels below one prefix, `tile` letters wide.
struct Variant {
    const char *name;
    Operation operation;
    bool dual;
    int itemsize, degree, dimension, depth, tile;
    void (*kernel)(const Job);
};

struct VariantTable {
    const Variant *variants;
    int count;
};

extern const VariantTable *const siglib_cuda_tables[];
extern const int siglib_cuda_table_count;
