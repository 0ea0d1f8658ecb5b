# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""For other Cython and C++ code: what `_core.pxd` declares, in terms of the engines."""

from siglib._native.abi cimport Rows
from siglib._native.path cimport Work, augmented_dimension, compute_path_derivs, compute_signature, describe_work
from siglib._native.abi cimport count_words
from siglib._native.runtime cimport kernel_named
from siglib._native.tensor cimport TensorJob, compute_tensors, describe_tensors

cdef int COMBINE = kernel_named("combine"), COMBINE_BWD = kernel_named("combine_bwd")

# No array holds more coefficients.
cdef double MOST_WORDS = 2.0**59


cdef PathBatch contiguous_paths(Py_ssize_t batch, Py_ssize_t length, Py_ssize_t channels) noexcept nogil:
    return PathBatch(batch, length, channels, length * channels, channels, 1, False, False, 1.0)


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


cdef int describe_checked(Work* work, const void* path, int itemsize, const PathBatch* paths, Py_ssize_t degree,
                          int threads) except -1 nogil:
    check_number("batch", paths.batch, 0)
    check_number("length", paths.length, 0)
    check_number("channels", paths.channels, 1)
    check_number("threads", threads, 1)
    signature_length(path_dimension(paths), degree)
    return describe_work(work, path, itemsize, paths, degree, threads)


# ---------------------------------------------------------------------------------------------------------------------
# Every function once, for items of either size


cdef Rows rows_of(const void* first, Py_ssize_t stride, int itemsize) noexcept nogil:
    return Rows(<char*> first, stride * itemsize)


cdef int signature(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, void* out,
                   Py_ssize_t out_stride, int threads) except -1 nogil:
    cdef Work work
    describe_checked(&work, path, itemsize, paths, degree, threads)
    work.job.signature = rows_of(out, out_stride, itemsize)
    return compute_signature(&work)


cdef int signature_backward(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, const void* sig,
                            Py_ssize_t sig_stride, const void* derivs, Py_ssize_t derivs_stride, void* out,
                            int threads) except -1 nogil:
    cdef Work work
    describe_checked(&work, path, itemsize, paths, degree, threads)
    work.job.signature = rows_of(sig, sig_stride, itemsize)
    work.job.signature_derivs = rows_of(derivs, derivs_stride, itemsize)
    work.job.path_derivs = out
    return compute_path_derivs(&work)


cdef int combine(int itemsize, const void* left, const void* right, void* out, Py_ssize_t batch, Py_ssize_t stride,
                 Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    cdef const void* arrays[3]
    arrays[0], arrays[1], arrays[2] = out, left, right
    return multiply(COMBINE, 1, arrays, 3, itemsize, batch, stride, dimension, degree, threads)


cdef int combine_backward(int itemsize, const void* derivs, const void* left, const void* right, void* left_derivs,
                          void* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                          Py_ssize_t degree, int threads) except -1 nogil:
    cdef const void* arrays[5]
    arrays[0], arrays[1], arrays[2], arrays[3], arrays[4] = left_derivs, right_derivs, derivs, left, right
    return multiply(COMBINE_BWD, 2, arrays, 5, itemsize, batch, stride, dimension, degree, threads)


cdef int multiply(int kernel, int products, const void** arrays, int count, int itemsize, Py_ssize_t batch,
                  Py_ssize_t stride, Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    """Run a kernel that takes about as long as so many products; results come first among its arrays."""
    cdef TensorJob job
    cdef int place
    check_number("batch", batch, 0)
    check_number("threads", threads, 1)
    signature_length(dimension, degree)
    describe_tensors(&job, dimension, degree)
    job.row_count = count
    for place in range(count):
        job.rows[place] = rows_of(arrays[place], stride, itemsize)
    cdef double work = <double> products * degree * job.shape.words
    return compute_tensors(&job, kernel, itemsize, batch, work, threads) if degree else 0
