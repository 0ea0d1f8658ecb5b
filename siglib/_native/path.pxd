# The engine of operations on paths.

from siglib._core cimport PathBatch
from siglib._native.abi cimport PathDriver, PathJob, Rows


# A job on a batch of paths, and what runs it, once it is known to be needed; `memory` is that of the segments.
cdef struct Work:
    PathJob job
    const PathDriver* driver
    int itemsize
    int threads
    void* memory


cdef Py_ssize_t augmented_dimension(const PathBatch* paths) noexcept nogil
cdef int describe_work(Work* work, const void* path, int itemsize, const PathBatch* paths, Py_ssize_t degree,
                       int threads) except -1 nogil
# What is done with a job: results that need no kernel (paths without steps, degree 0) are filled in as well.
cdef int compute_signature(Work* work) except -1 nogil
cdef int compute_path_derivs(Work* work) except -1 nogil
