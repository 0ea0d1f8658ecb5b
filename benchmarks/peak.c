/* Fused multiply-adds per second of one core: enough independent chains to fill the pipes, no memory. */
#include <stddef.h>

#if defined(__AVX512F__)
#define LANE_BYTES 64
#elif defined(__AVX__)
#define LANE_BYTES 32
#else
#define LANE_BYTES 16
#endif
#define CHAINS 12

#define DEFINE_PEAK(name, scalar)                                                      \
    typedef scalar name##_lane __attribute__((vector_size(LANE_BYTES)));               \
    size_t name##_lanes(void) { return LANE_BYTES / sizeof(scalar); }                  \
    scalar name(size_t rounds, scalar factor)                                          \
    {                                                                                  \
        name##_lane chains[CHAINS], product = {0}, sum = {0};                          \
        for (size_t i = 0; i < CHAINS; ++i)                                            \
            chains[i] = sum + (scalar)i;                                               \
        product += factor;                                                             \
        for (size_t n = 0; n < rounds; ++n) {                                          \
            _Pragma("GCC unroll 12") for (size_t i = 0; i < CHAINS; ++i) {             \
                chains[i] = chains[i] * product + product;                             \
            }                                                                          \
        }                                                                              \
        for (size_t i = 0; i < CHAINS; ++i)                                            \
            sum += chains[i];                                                          \
        return sum[0];                                                                 \
    }

DEFINE_PEAK(peak_float64, double)
DEFINE_PEAK(peak_float32, float)
