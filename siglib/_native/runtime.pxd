# What the engines share: variants of kernels, arrays, threads, scratch memory.

from siglib._native.abi cimport Variant, job_function


# Memory of an array whose leading axes are flattened into one, the batch; strides count bytes. `first` is NULL for what
# a call leaves out.
cdef struct Array:
    char* first
    Py_ssize_t shape[3]
    Py_ssize_t strides[3]


cdef class Plan:
    """An operation with its options: what a call adds is arrays."""

    # Threads: a number, or 0 for all there are, or -n for all but n - 1.
    cdef int threads

    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1


# The number of a kernel, by which its variants are found.
cdef int kernel_named(str name) except -1
# The most special variant for a call: NULL, or an error that names it, where there is none.
cdef const Variant* look_up(int kernel, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) noexcept nogil
cdef const Variant* find_variant(int kernel, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) except NULL nogil

# Items of a vector, and what surrounds the kernels of paths; errors if the build leaves the dtype out.
cdef int lane_count(int itemsize) except -1 nogil
cdef const void* path_driver(int itemsize) except NULL nogil

# How many threads work of so many multiply-adds is worth.
cdef int threads_for(double work, int threads) except -1 nogil
# The items of a contiguous array, which stay where they are while the array lives.
cdef const void* items_of(array) except NULL
# Memory that vectors fit.
cdef void* allocated(Py_ssize_t size) except NULL nogil
# Call `function` for 0..count-1, each thread with scratch of its own. A signal whose handler raises ends it early, with
# that exception.
cdef int for_each(job_function function, const void* job, Py_ssize_t count, int threads,
                  Py_ssize_t scratch_bytes) except -1 nogil
