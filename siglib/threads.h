/* What a call needs to know of the thread that it runs on, and of time. */
#ifndef SIGLIB_THREADS_H
#define SIGLIB_THREADS_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

#if defined(_OPENMP)
#include <omp.h>
#endif
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

/* The control register of floating-point arithmetic: rounding, and whether denormal numbers are flushed to zero. */
static inline uint64_t siglib_float_mode(void) {
#if defined(__SSE__)
    return _mm_getcsr();
#elif defined(__aarch64__)
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
#else
    return 0;
#endif
}
static inline void siglib_set_float_mode(uint64_t mode) {
#if defined(__SSE__)
    _mm_setcsr((unsigned)mode);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#else
    (void)mode;
#endif
}

/* Seconds since some moment, to a few milliseconds. */
static inline double siglib_seconds(void) {
    struct timespec now;
#if defined(CLOCK_MONOTONIC_COARSE)
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
#else
    clock_gettime(CLOCK_MONOTONIC, &now);
#endif
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* How many threads OpenMP would start for the calling one. */
static inline int siglib_openmp_threads(void) {
#if defined(_OPENMP)
    return omp_get_max_threads();
#else
    return INT_MAX;
#endif
}

#endif
