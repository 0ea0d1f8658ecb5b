/* SIMD lanes: LANE_BYTES / itemsize paths side by side, one scalar of the algorithm per vector.
 *
 * The vector extension of GCC and Clang gives plain C arithmetic on these types, so that the
 * generated kernels read like scalar code. The build sets LANE_BYTES for each ISA. */
#ifndef SIGLIB_LANES_H
#define SIGLIB_LANES_H

#define SIGLIB_RESTRICT __restrict__

/* The loop that follows, without its counter. */
#if defined(__clang__)
#define SIGLIB_WRITE_OUT _Pragma("clang loop unroll(full)")
#else
#define SIGLIB_WRITE_OUT _Pragma("GCC unroll 16")
#endif

/* Keeps a value in a register, where compilers would read it from memory each time that it is used. */
#if defined(__x86_64__)
#define SIGLIB_HOLD(value) __asm__("" : "+v"(value))
#else
#define SIGLIB_HOLD(value) ((void)(value))
#endif

/* For a scalar type: a vector, a vector at any address, and dual numbers a + eb (e * e = 0) of vectors; and one number
 * that stands in all lanes: less 0 it is itself, where plus 0 compilers would have to add, as -0 + 0 is not -0. */
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
    static inline id##v id##_splat(scalar value) { return value - (id##v){0}; }                                    \
    static inline id##v id##v_spread(id##v_one value) { return id##_splat(value); }                                \
    static inline id##d id##d_spread(id##d_one value) {                                                            \
        return (id##d){id##_splat(value.value), id##_splat(value.tangent)};                                        \
    }                                                                                                              \
    static inline id##v id##_load(const scalar *from) { return *(const id##v_loose *)from; }                       \
    static inline id##v id##_held(const scalar *from) {                                                            \
        id##v value = id##_load(from);                                                                             \
        SIGLIB_HOLD(value);                                                                                        \
        return value;                                                                                              \
    }                                                                                                              \
    static inline void id##_store(scalar *to, id##v value) { *(id##v_loose *)to = value; }                         \
    static inline scalar id##_total(id##v value) {                                                                 \
        SIGLIB_WRITE_OUT for (int half = LANE_BYTES / (int)sizeof(scalar) / 2; half; half /= 2)                    \
            SIGLIB_WRITE_OUT for (int i = 0; i < half; i++) value[i] += value[i + half];                           \
        return value[0];                                                                                           \
    }                                                                                                              \
    static inline id##v id##_keep(id##v value, id##_places mask) { return (id##v)((id##_places)value & mask); }    \
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

/* A place, or a mask, for every item. */
typedef int f32_places __attribute__((vector_size(LANE_BYTES)));
typedef long long f64_places __attribute__((vector_size(LANE_BYTES)));

#define f32_epsilon 0x1p-23f
#define f64_epsilon 0x1p-52

SIGLIB_LANES(f32, float)
SIGLIB_LANES(f64, double)

/* A source that serves both dtypes is compiled for one of them. */
#ifdef REAL_BYTES
enum { LANES = LANE_BYTES / REAL_BYTES };
#if REAL_BYTES == 4
typedef float real;
typedef f32_places real_places;
#define real_epsilon f32_epsilon
#else
typedef double real;
typedef f64_places real_places;
#define real_epsilon f64_epsilon
#endif
SIGLIB_LANES(real, real)
#endif

/* Of two numbers the first where a comparison held. */
static inline f64v f64_select(f64_places held, f64v one, f64v other) {
    return (f64v)(((f64_places)one & held) | ((f64_places)other & ~held));
}
static inline f32v f32_select(f32_places held, f32v one, f32v other) {
    return (f32v)(((f32_places)one & held) | ((f32_places)other & ~held));
}
/* The smaller one of two numbers, the other where the first is NaN. */
static inline f32v f32v_least(f32v one, f32v other) { return f32_select(one < other, one, other); }
/* 1 where a number is at least so large, 0 elsewhere; of two numbers the first where that is 1; the extremes of all items. */
static inline f32v f32v_at_least(f32v value, float bound) {
    return f32_select(value >= bound, f32_splat(1), f32_splat(0));
}
static inline f32v f32v_choose(f32v held, f32v one, f32v other) { return f32_select(held > 0.5f, one, other); }
static inline float f32v_lowest(f32v value) {
    float lowest = value[0];
    for (int i = 1; i < (int)(LANE_BYTES / sizeof(float)); i++)
        lowest = value[i] < lowest ? value[i] : lowest;
    return lowest;
}
static inline float f32v_highest(f32v value) { return -f32v_lowest(-value); }

/* The items of `a` and `b` at constant places, counted through both. */
#if defined(__clang__) || __GNUC__ >= 12
#define SIGLIB_SHUFFLE(id, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SIGLIB_SHUFFLE(id, a, b, ...) __builtin_shuffle(a, b, (id##_places){__VA_ARGS__})
#endif
#define f32_shuffle(a, b, ...) SIGLIB_SHUFFLE(f32, a, b, __VA_ARGS__)
#define f64_shuffle(a, b, ...) SIGLIB_SHUFFLE(f64, a, b, __VA_ARGS__)

/* The items of a vector's length from `from` on, at the given places. */
#if defined(__AVX2__) && !defined(__clang__)
#define SIGLIB_PICK(id, scalar)                                                                                    \
    static inline id##v id##_pick(const scalar *from, id##_places places) {                                        \
        return __builtin_shuffle(id##_load(from), places);                                                         \
    }
#else
#define SIGLIB_PICK(id, scalar)                                                                                    \
    static inline id##v id##_pick(const scalar *from, id##_places places) {                                        \
        id##v picked;                                                                                              \
        for (int i = 0; i < (int)(LANE_BYTES / sizeof(scalar)); i++)                                               \
            picked[i] = from[places[i]];                                                                           \
        return picked;                                                                                             \
    }
#endif
SIGLIB_PICK(f32, float)
SIGLIB_PICK(f64, double)
#ifdef REAL_BYTES
SIGLIB_PICK(real, real)
#endif

/* Squares of as many vectors as a vector has items. To transpose one, the vectors `h` apart exchange the halves of their
 * groups of 2 h items. For the sums over every vector they are added up as soon as they are exchanged. */

/* h places from `s` on; such a run in each of so many groups, of the one and of the other vector of n items. */
#define SIGLIB_RUN_1(s) s
#define SIGLIB_RUN_2(s) s, s + 1
#define SIGLIB_RUN_4(s) SIGLIB_RUN_2(s), SIGLIB_RUN_2(s + 2)
#define SIGLIB_RUN_8(s) SIGLIB_RUN_4(s), SIGLIB_RUN_4(s + 4)
#define SIGLIB_GROUPS_1(h, n, s) SIGLIB_RUN_##h(s), SIGLIB_RUN_##h(s + n)
#define SIGLIB_GROUPS_2(h, n, s) SIGLIB_GROUPS_1(h, n, s), SIGLIB_GROUPS_1(h, n, s + 2 * h)
#define SIGLIB_GROUPS_4(h, n, s) SIGLIB_GROUPS_2(h, n, s), SIGLIB_GROUPS_2(h, n, s + 4 * h)
#define SIGLIB_GROUPS_8(h, n, s) SIGLIB_GROUPS_4(h, n, s), SIGLIB_GROUPS_4(h, n, s + 8 * h)

#define SIGLIB_STEP(id, n, h, groups)                                                                              \
    static inline void id##_exchange_##h(id##v *square) {                                                          \
        SIGLIB_WRITE_OUT                                                                                           \
        for (int i = 0; i < n; i++) {                                                                              \
            if ((i & h) == 0) {                                                                                    \
                id##v upper = square[i], lower = square[i + h];                                                    \
                square[i] = SIGLIB_SHUFFLE(id, upper, lower, SIGLIB_GROUPS_##groups(h, n, 0));                     \
                square[i + h] = SIGLIB_SHUFFLE(id, upper, lower, SIGLIB_GROUPS_##groups(h, n, h));                 \
            }                                                                                                      \
        }                                                                                                          \
    }                                                                                                              \
    static inline void id##_fold_##h(id##v *square) {                                                              \
        SIGLIB_WRITE_OUT                                                                                           \
        for (int i = 0; i < h; i++) {                                                                              \
            id##v upper = square[i], lower = square[i + h];                                                        \
            square[i] = SIGLIB_SHUFFLE(id, upper, lower, SIGLIB_GROUPS_##groups(h, n, 0)) +                        \
                        SIGLIB_SHUFFLE(id, upper, lower, SIGLIB_GROUPS_##groups(h, n, h));                         \
        }                                                                                                          \
    }
#define SIGLIB_SQUARES_2(id)                                                                                       \
    SIGLIB_STEP(id, 2, 1, 1)                                                                                       \
    static inline void transpose_##id(id##v *square) {                                                             \
        id##_exchange_1(square);                                                                                   \
    }                                                                                                              \
    static inline id##v row_sums_##id(id##v *square) {                                                             \
        id##_fold_1(square);                                                                                       \
        return square[0];                                                                                          \
    }
#define SIGLIB_SQUARES_4(id)                                                                                       \
    SIGLIB_STEP(id, 4, 1, 2)                                                                                       \
    SIGLIB_STEP(id, 4, 2, 1)                                                                                       \
    static inline void transpose_##id(id##v *square) {                                                             \
        id##_exchange_1(square);                                                                                   \
        id##_exchange_2(square);                                                                                   \
    }                                                                                                              \
    static inline id##v row_sums_##id(id##v *square) {                                                             \
        id##_fold_2(square);                                                                                       \
        id##_fold_1(square);                                                                                       \
        return square[0];                                                                                          \
    }
#define SIGLIB_SQUARES_8(id)                                                                                       \
    SIGLIB_STEP(id, 8, 1, 4)                                                                                       \
    SIGLIB_STEP(id, 8, 2, 2)                                                                                       \
    SIGLIB_STEP(id, 8, 4, 1)                                                                                       \
    static inline void transpose_##id(id##v *square) {                                                             \
        id##_exchange_1(square);                                                                                   \
        id##_exchange_2(square);                                                                                   \
        id##_exchange_4(square);                                                                                   \
    }                                                                                                              \
    static inline id##v row_sums_##id(id##v *square) {                                                             \
        id##_fold_4(square);                                                                                       \
        id##_fold_2(square);                                                                                       \
        id##_fold_1(square);                                                                                       \
        return square[0];                                                                                          \
    }
#define SIGLIB_SQUARES_16(id)                                                                                      \
    SIGLIB_STEP(id, 16, 1, 8)                                                                                      \
    SIGLIB_STEP(id, 16, 2, 4)                                                                                      \
    SIGLIB_STEP(id, 16, 4, 2)                                                                                      \
    SIGLIB_STEP(id, 16, 8, 1)                                                                                      \
    static inline void transpose_##id(id##v *square) {                                                             \
        id##_exchange_1(square);                                                                                   \
        id##_exchange_2(square);                                                                                   \
        id##_exchange_4(square);                                                                                   \
        id##_exchange_8(square);                                                                                   \
    }                                                                                                              \
    static inline id##v row_sums_##id(id##v *square) {                                                             \
        id##_fold_8(square);                                                                                       \
        id##_fold_4(square);                                                                                       \
        id##_fold_2(square);                                                                                       \
        id##_fold_1(square);                                                                                       \
        return square[0];                                                                                          \
    }

#if LANE_BYTES == 16
#define SIGLIB_SQUARES_f32 SIGLIB_SQUARES_4
#define SIGLIB_SQUARES_f64 SIGLIB_SQUARES_2
#elif LANE_BYTES == 32
#define SIGLIB_SQUARES_f32 SIGLIB_SQUARES_8
#define SIGLIB_SQUARES_f64 SIGLIB_SQUARES_4
#else
#define SIGLIB_SQUARES_f32 SIGLIB_SQUARES_16
#define SIGLIB_SQUARES_f64 SIGLIB_SQUARES_8
#endif
SIGLIB_SQUARES_f32(f32)
SIGLIB_SQUARES_f64(f64)
#if REAL_BYTES == 4
SIGLIB_SQUARES_f32(real)
#elif REAL_BYTES == 8
SIGLIB_SQUARES_f64(real)
#endif

/* As many numbers as a vector of doubles has, to double precision and back. */
typedef float f32_half __attribute__((vector_size(LANE_BYTES / 2), aligned(sizeof(float)), may_alias));

static inline f64v f32_widened(const float *from) { return __builtin_convertvector(*(const f32_half *)from, f64v); }
static inline f64v f64_widened(const double *from) { return f64_load(from); }
static inline void f32_narrow(float *to, f64v value) { *(f32_half *)to = __builtin_convertvector(value, f32_half); }
static inline void f64_narrow(double *to, f64v value) { f64_store(to, value); }

/* e^x for x <= 0, to 1 ulp or so: x = n log 2 + r, and e^r by the polynomial that is nearest to it, relative to it: to
 * 4e-18; its odd and even powers do not wait for each other. Below -708 it is the smallest normal number or so, which no
 * sum of kernels feels; NaN stays NaN. */
static inline f64v f64v_exp(f64v x) {
    const double shift = 0x1.8p52;
    x = f64_select(x < -708.0, f64_splat(-708.0), x);
    f64v shifted = x * 1.4426950408889634 + shift, n = shifted - shift;
    f64v r = (x - n * 0x1.62e42fefa3800p-1) - n * 0x1.ef35793c76730p-45;
    f64v square = r * r, odd = f64_splat(2.500000833243082e-08), even = f64_splat(2.7630248485211643e-07);
    odd = odd * square + 2.7557586548670366e-06;
    even = even * square + 2.480149309891094e-05;
    odd = odd * square + 0.00019841269506377436;
    even = even * square + 0.0013888888943629745;
    odd = odd * square + 0.008333333333494555;
    even = even * square + 0.04166666666653016;
    odd = odd * square + 0.16666666666666413;
    even = even * square + 0.5000000000000011;
    f64v sum = odd * r + even;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    /* 2^n, from the bits of n in the shifted number. */
    return sum * (f64v)(((f64_places)shifted + 1023) << 52);
}

/* e^x - 1, and e^x, for |x| <= 2 or a little more, to 2 ulp or so: e^x = 2^n e^r as above, and e^r - 1 = r + r^2 times a polynomial. */
static inline f32v f32v_expm1(f32v x, f32v *power) {
    const float shift = 0x1.8p23f;
    f32v shifted = x * 1.44269504f + shift, n = shifted - shift;
    f32v r = x - n * 0.6931471806f;
    f32v square = r * r, odd = r * 0.008369184f + 0.041666463f;
    f32v sum = (square * 0.0013933686f + odd) * square + (r * 0.16666505f + 0.5f);
    sum = sum * square + r;
    f32v doubled = (f32v)(((f32_places)shifted + 127) << 23);
    *power = doubled * sum + doubled;
    return doubled * sum + (doubled - 1.0f);
}
/* ratio - 1, where a ratio near 1 has a more exact difference. */
static inline f32v f32v_rest(f32v ratio, f32v rest) {
    return f32_select((f32v)((f32_places)rest & 0x7fffffff) > 0.5f, ratio - 1.0f, rest);
}
static inline f64d f64d_exp(f64d x) {
    f64v value = f64v_exp(x.value);
    return (f64d){value, value * x.tangent};
}

#endif
