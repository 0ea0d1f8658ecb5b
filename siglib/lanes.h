/* SIMD lanes: LANE_BYTES / itemsize paths side by side, one scalar of the algorithm per vector.
 *
 * The vector extension of GCC and Clang gives plain C arithmetic on these types, so that the
 * generated kernels read like scalar code. The build sets LANE_BYTES for each ISA. */
#ifndef SIGLIB_LANES_H
#define SIGLIB_LANES_H

#define SIGLIB_RESTRICT __restrict__

/* For a scalar type: a vector, a vector at any address, and dual numbers a + eb (e * e = 0) of vectors; and one number
 * that stands in all lanes. */
#define SIGLIB_LANES(id, scalar)                                                                                   \
    typedef scalar id##v __attribute__((vector_size(LANE_BYTES)));                                                 \
    typedef scalar id##v_loose __attribute__((vector_size(LANE_BYTES), aligned(sizeof(scalar)), may_alias));       \
    typedef struct {                                                                                               \
        id##v value, tangent;                                                                                      \
    } id##d;                                                                                                       \
    typedef scalar id##v_one;                                                                                      \
    typedef struct {                                                                                               \
        scalar value, tangent;                                                                                     \
    } id##d_one;                                                                                                   \
                                                                                                                   \
    static inline id##v id##_splat(scalar value) { return (id##v){0} + value; }                                    \
    static inline id##v id##v_spread(id##v_one value) { return id##_splat(value); }                                \
    static inline id##d id##d_spread(id##d_one value) {                                                            \
        return (id##d){id##_splat(value.value), id##_splat(value.tangent)};                                        \
    }                                                                                                              \
    static inline id##v id##_load(const scalar *from) { return *(const id##v_loose *)from; }                       \
    static inline void id##_store(scalar *to, id##v value) { *(id##v_loose *)to = value; }                         \
                                                                                                                   \
    static inline id##d id##d_splat(scalar value) { return (id##d){id##_splat(value), id##_splat(0)}; }            \
    static inline id##d id##d_plus(id##d s, id##d x) { return (id##d){s.value + x.value, s.tangent + x.tangent}; } \
    static inline id##d id##d_minus(id##d s, id##d x) {                                                            \
        return (id##d){s.value - x.value, s.tangent - x.tangent};                                                  \
    }                                                                                                              \
    static inline id##d id##d_half(id##d s) { return (id##d){s.value * (scalar)0.5, s.tangent * (scalar)0.5}; }    \
    static inline id##d id##d_product(id##d u, id##d x) {                                                          \
        return (id##d){u.value * x.value, u.tangent * x.value + u.value * x.tangent};                              \
    }                                                                                                              \
    /* s + u * x */                                                                                                \
    static inline id##d id##d_plus_product(id##d s, id##d u, id##d x) {                                            \
        return (id##d){s.value + u.value * x.value, s.tangent + u.tangent * x.value + u.value * x.tangent};        \
    }                                                                                                              \
    static inline id##d id##d_minus_product(id##d s, id##d u, id##d x) {                                           \
        return (id##d){s.value - u.value * x.value, s.tangent - u.tangent * x.value - u.value * x.tangent};        \
    }                                                                                                              \
    /* s + g * x, where g is constant */                                                                           \
    static inline id##d id##d_plus_multiple(id##d s, id##v g, id##d x) {                                           \
        return (id##d){s.value + g * x.value, s.tangent + g * x.tangent};                                          \
    }                                                                                                              \
    /* the tangent of u * x */                                                                                     \
    static inline id##v id##d_product_tangent(id##d u, id##d x) {                                                  \
        return u.tangent * x.value + u.value * x.tangent;                                                          \
    }

SIGLIB_LANES(f32, float)
SIGLIB_LANES(f64, double)

/* A place, or a mask, for every item. */
typedef int f32_places __attribute__((vector_size(LANE_BYTES)));
typedef long long f64_places __attribute__((vector_size(LANE_BYTES)));

static inline f32v f32_keep(f32v value, f32_places mask) { return (f32v)((f32_places)value & mask); }
static inline f64v f64_keep(f64v value, f64_places mask) { return (f64v)((f64_places)value & mask); }

/* The items of `a` and `b` at constant places, counted through both. */
#if defined(__clang__) || __GNUC__ >= 12
#define f32_shuffle __builtin_shufflevector
#define f64_shuffle __builtin_shufflevector
#else
#define f32_shuffle(a, b, ...) __builtin_shuffle(a, b, (f32_places){__VA_ARGS__})
#define f64_shuffle(a, b, ...) __builtin_shuffle(a, b, (f64_places){__VA_ARGS__})
#endif

/* The items of a vector's length from `from` on, at the given places. */
#if defined(__AVX2__) && !defined(__clang__)
static inline f32v f32_pick(const float *from, f32_places places) { return __builtin_shuffle(f32_load(from), places); }
static inline f64v f64_pick(const double *from, f64_places places) { return __builtin_shuffle(f64_load(from), places); }
#else
#define SIGLIB_PICK(id, scalar)                                                                                    \
    static inline id##v id##_pick(const scalar *from, id##_places places) {                                        \
        id##v picked;                                                                                              \
        for (int i = 0; i < (int)(LANE_BYTES / sizeof(scalar)); i++)                                               \
            picked[i] = from[places[i]];                                                                           \
        return picked;                                                                                             \
    }
SIGLIB_PICK(f32, float)
SIGLIB_PICK(f64, double)
#endif

#endif
