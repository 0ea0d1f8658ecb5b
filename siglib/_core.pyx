# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""For other Cython and C++ code: what `_core.pxd` declares, in terms of the engines."""

from libc.string cimport memset

from siglib._native.abi cimport Rows
from siglib._native.path cimport Work, augmented_dimension, compute_path_derivs, compute_signature, describe_work
from siglib._native.runtime cimport count_words, kernel_named
from siglib._native.tensor cimport TensorJob, compute_tensors, describe_tensors

cdef int COMBINE = kernel_named("combine"), COMBINE_BWD = kernel_named("combine_bwd")

# No array holds more coefficients.
cdef double MOST_WORDS = 2.0**59


cdef PathBatch contiguous_paths(Py_ssize_t batch, Py_ssize_t length, Py_ssize_t channels) noexcept nogil:
    cdef PathBatch paths
    memset(&paths, 0, sizeof(PathBatch))
    paths.batch, paths.length, paths.channels = batch, length, channels
    paths.batch_stride, paths.time_stride, paths.channel_stride = length * channels, channels, 1
    paths.end_time = 1
    return paths


cdef Py_ssize_t path_dimension(const PathBatch* paths) noexcept nogil:
    return augmented_dimension(paths)


# ---------------------------------------------------------------------------------------------------------------------
# Checks: sizes, degree and threads


cdef int check_number(const char* name, Py_ssize_t value, Py_ssize_t least) except -1 nogil:
    if value < least:
        with gil:
            raise ValueError(f"{name.decode()}: expected at least {least}, got {value}")
    return 0


cdef Py_ssize_t signature_length(Py_ssize_t dimension, Py_ssize_t degree) except -1 nogil:
    cdef double level = 1, words = 0
    cdef Py_ssize_t _k
    check_number("dimension", dimension, 1)
    check_number("degree", degree, 0)
    for _k in range(degree if dimension > 1 else 0):
        level = level * dimension
        words = words + level
        if words > MOST_WORDS:
            with gil:
                raise ValueError(f"degree: a signature of degree {degree} in dimension {dimension} does not fit in memory")
    return count_words(dimension, degree)


cdef int check_paths(const PathBatch* paths, Py_ssize_t degree, int threads) except -1 nogil:
    check_number("batch", paths.batch, 0)
    check_number("length", paths.length, 0)
    check_number("channels", paths.channels, 1)
    check_number("threads", threads, 1)
    signature_length(path_dimension(paths), degree)
    return 0


cdef int check_pairs(Py_ssize_t batch, Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    check_number("batch", batch, 0)
    check_number("threads", threads, 1)
    signature_length(dimension, degree)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Every function once, for items of either size


cdef Rows rows_of(const void* first, Py_ssize_t stride, int itemsize) noexcept nogil:
    cdef Rows rows
    rows.first = <char*> first
    rows.stride = stride * itemsize
    return rows


cdef int signature(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, void* out,
                   Py_ssize_t out_stride, int threads) except -1 nogil:
    cdef Work work
    check_paths(paths, degree, threads)
    describe_work(&work, path, itemsize, paths, degree, threads)
    work.job.signature = rows_of(out, out_stride, itemsize)
    return compute_signature(&work)


cdef int signature_backward(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, const void* sig,
                            Py_ssize_t sig_stride, const void* derivs, Py_ssize_t derivs_stride, void* out,
                            int threads) except -1 nogil:
    cdef Work work
    check_paths(paths, degree, threads)
    describe_work(&work, path, itemsize, paths, degree, threads)
    work.job.signature = rows_of(sig, sig_stride, itemsize)
    work.job.signature_derivs = rows_of(derivs, derivs_stride, itemsize)
    work.job.path_derivs = out
    return compute_path_derivs(&work)


cdef int combine(int itemsize, const void* left, const void* right, void* out, Py_ssize_t batch, Py_ssize_t stride,
                 Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    cdef TensorJob job
    cdef double work
    check_pairs(batch, dimension, degree, threads)
    describe_tensors(&job, dimension, degree)
    job.row_count = 3
    job.rows[0], job.rows[1] = rows_of(out, stride, itemsize), rows_of(left, stride, itemsize)
    job.rows[2] = rows_of(right, stride, itemsize)
    work = <double> degree * job.shape.words
    return compute_tensors(&job, COMBINE, itemsize, batch, work, threads) if degree else 0


cdef int combine_backward(int itemsize, const void* derivs, const void* left, const void* right, void* left_derivs,
                          void* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                          Py_ssize_t degree, int threads) except -1 nogil:
    cdef TensorJob job
    cdef double work
    check_pairs(batch, dimension, degree, threads)
    describe_tensors(&job, dimension, degree)
    job.row_count = 5
    job.rows[0], job.rows[1] = rows_of(left_derivs, stride, itemsize), rows_of(right_derivs, stride, itemsize)
    job.rows[2] = rows_of(derivs, stride, itemsize)
    job.rows[3], job.rows[4] = rows_of(left, stride, itemsize), rows_of(right, stride, itemsize)
    work = 2.0 * degree * job.shape.words
    return compute_tensors(&job, COMBINE_BWD, itemsize, batch, work, threads) if degree else 0
