# The engine of operations on paths.

from siglib._core cimport PathBatch
from siglib._native.abi cimport PathDriver, PathJob, Rows
from siglib._native.runtime cimport Array, Plan


# A job on a batch of paths, and what runs it, once it is known to be needed; `memory` is that of the segments.
cdef struct Work:
    PathJob job
    const PathDriver* driver
    int itemsize
    int threads
    void* memory


cdef PathBatch read_paths(const Array* path, int itemsize, bint time_aug, bint lead_lag, double end_time) noexcept nogil
cdef void describe_path(PathJob* job, const void* path, const PathBatch* paths, Py_ssize_t degree) noexcept nogil
cdef Py_ssize_t augmented_dimension(const PathBatch* paths) noexcept nogil
cdef int describe_work(Work* work, const void* path, int itemsize, const PathBatch* paths, Py_ssize_t degree,
                       int threads) except -1 nogil
# What is done with a job: results that need no kernel (paths without steps, degree 0) are filled in as well.
cdef int compute_signature(Work* work) except -1 nogil
cdef int compute_path_derivs(Work* work) except -1 nogil
# What signatures cost, in multiply-adds of a vector; infinite if no kernel computes them.
cdef double signature_cost(Work* work) except -1 nogil


cdef class PathPlan(Plan):
    """How an operation reads paths."""

    cdef Py_ssize_t degree
    cdef bint time_aug, lead_lag
    cdef double end_time

    cdef PathBatch batch_of(self, const Array* path, int itemsize) noexcept
    cdef int describe(self, Work* work, const Array* path, int itemsize, int threads) except -1
    cdef void add_tangent(self, Work* work, const Array* tangent) noexcept
    cdef void add_lengths(self, Work* work, const Array* lengths) noexcept
