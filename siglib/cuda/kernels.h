// The tables of kernels that generated files hand to the launcher.
#pragma once

#include "launch.h"

// By plain and dual numbers, then by float32 and float64; null for what was not built.
struct Kernel {
    const VariantGroup *groups[2][2];
};
