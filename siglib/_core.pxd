# Kernels for other Cython and C++ code, without Python arrays: docs/embedding.md. This file is the whole of the stable
# interface; API_VERSION counts its incompatible changes.
#
# Arrays are addresses and strides that count items. `threads` is at least 1. The functions may be called without the
# GIL. They return 0, or -1 and a Python exception: ValueError, MemoryError, UnsupportedVariantError.

cpdef enum:
    API_VERSION = 1


# Paths in memory: `batch` of them, of `length` points in `channels` channels, augmented as they are read.
cdef struct PathBatch:
    Py_ssize_t batch
    Py_ssize_t length
    Py_ssize_t channels
    Py_ssize_t batch_stride
    Py_ssize_t time_stride
    Py_ssize_t channel_stride
    bint lead_lag
    bint time_aug
    double end_time


# Paths that lie in memory one after the other, point by point, and are not augmented.
cdef PathBatch contiguous_paths(Py_ssize_t batch, Py_ssize_t length, Py_ssize_t channels) noexcept nogil

# The channels of augmented paths; and d + d^2 + ... + d^degree for so many channels.
cdef Py_ssize_t path_dimension(const PathBatch* paths) noexcept nogil
cdef Py_ssize_t signature_length(Py_ssize_t dimension, Py_ssize_t degree) except -1 nogil

# What follows is written once for items of either size, and below for each of them.
cdef int signature(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, void* out,
                   Py_ssize_t out_stride, int threads) except -1 nogil
cdef int signature_backward(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, const void* sig,
                            Py_ssize_t sig_stride, const void* derivs, Py_ssize_t derivs_stride, void* out,
                            int threads) except -1 nogil
cdef int combine(int itemsize, const void* left, const void* right, void* out, Py_ssize_t batch, Py_ssize_t stride,
                 Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil
cdef int combine_backward(int itemsize, const void* derivs, const void* left, const void* right, void* left_derivs,
                          void* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                          Py_ssize_t degree, int threads) except -1 nogil


# Signatures without their scalar term, in rows `out_stride` apart.
cdef inline int signature_f32(const float* path, const PathBatch* paths, Py_ssize_t degree, float* out,
                              Py_ssize_t out_stride, int threads) except -1 nogil:
    return signature(sizeof(float), path, paths, degree, out, out_stride, threads)


# dF/dpath into `out` (batch, length, channels), contiguous, given dF/dS in rows `derivs_stride` apart. `sig` holds the
# signatures in rows `sig_stride` apart, or is NULL.
cdef inline int signature_backward_f32(const float* path, const PathBatch* paths, Py_ssize_t degree, const float* sig,
                                       Py_ssize_t sig_stride, const float* derivs, Py_ssize_t derivs_stride, float* out,
                                       int threads) except -1 nogil:
    return signature_backward(
        sizeof(float), path, paths, degree, sig, sig_stride, derivs, derivs_stride, out, threads)


# Chen products of `batch` pairs of signatures without scalar terms; all rows are `stride` apart, `out` overlaps neither.
cdef inline int combine_f32(const float* left, const float* right, float* out, Py_ssize_t batch, Py_ssize_t stride,
                            Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    return combine(sizeof(float), left, right, out, batch, stride, dimension, degree, threads)


# dF/d(left) and dF/d(right), given dF/d(product).
cdef inline int combine_backward_f32(const float* derivs, const float* left, const float* right, float* left_derivs,
                                     float* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                                     Py_ssize_t degree, int threads) except -1 nogil:
    return combine_backward(
        sizeof(float), derivs, left, right, left_derivs, right_derivs, batch, stride, dimension, degree, threads)


# The same of doubles.
cdef inline int signature_f64(const double* path, const PathBatch* paths, Py_ssize_t degree, double* out,
                              Py_ssize_t out_stride, int threads) except -1 nogil:
    return signature(sizeof(double), path, paths, degree, out, out_stride, threads)


cdef inline int signature_backward_f64(const double* path, const PathBatch* paths, Py_ssize_t degree, const double* sig,
                                       Py_ssize_t sig_stride, const double* derivs, Py_ssize_t derivs_stride, double* out,
                                       int threads) except -1 nogil:
    return signature_backward(
        sizeof(double), path, paths, degree, sig, sig_stride, derivs, derivs_stride, out, threads)


cdef inline int combine_f64(const double* left, const double* right, double* out, Py_ssize_t batch, Py_ssize_t stride,
                            Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    return combine(sizeof(double), left, right, out, batch, stride, dimension, degree, threads)


cdef inline int combine_backward_f64(const double* derivs, const double* left, const double* right, double* left_derivs,
                                     double* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                                     Py_ssize_t degree, int threads) except -1 nogil:
    return combine_backward(
        sizeof(double), derivs, left, right, left_derivs, right_derivs, batch, stride, dimension, degree, threads)
