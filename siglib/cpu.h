/* Whether this processor and operating system run code of an x86-64 psABI level. */
#ifndef SIGLIB_CPU_H
#define SIGLIB_CPU_H

#if defined(__x86_64__)
#include <cpuid.h>

/* Instructions that GCC 10 and Clang cannot be asked about by name. */
static int siglib_has_movbe_f16c_lzcnt(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_MOVBE) || !(c & bit_F16C))
        return 0;
    return __get_cpuid(0x80000001, &a, &b, &c, &d) && (c & bit_LZCNT);
}
static int siglib_runs_x86_64_v3(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && siglib_has_movbe_f16c_lzcnt();
}
static int siglib_runs_x86_64_v4(void) {
    return siglib_runs_x86_64_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#else
static int siglib_runs_x86_64_v3(void) { return 0; }
static int siglib_runs_x86_64_v4(void) { return 0; }
#endif

#endif
