/* SIMD lanes: LANE_BYTES / itemsize paths side by side, one scalar of the algorithm per vector.
 *
 * The vector extension of GCC and Clang gives plain C arithmetic on these types, so that the
 * generated kernels read like scalar code. The build sets LANE_BYTES for each ISA. */
#ifndef SIGLIB_LANES_H
#define SIGLIB_LANES_H

#define SIGLIB_RESTRICT __restrict__

typedef double f64v __attribute__((vector_size(LANE_BYTES)));
typedef float f32v __attribute__((vector_size(LANE_BYTES)));

static inline f64v f64_splat(double value) { return (f64v){0} + value; }
static inline f32v f32_splat(float value) { return (f32v){0} + value; }

/* Vectors that may lie at any address. */
typedef double f64v_loose __attribute__((vector_size(LANE_BYTES), aligned(8), may_alias));
typedef float f32v_loose __attribute__((vector_size(LANE_BYTES), aligned(4), may_alias));

static inline f64v f64_load(const double *from) { return *(const f64v_loose *)from; }
static inline f32v f32_load(const float *from) { return *(const f32v_loose *)from; }

#endif
