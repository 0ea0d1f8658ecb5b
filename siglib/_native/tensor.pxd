# The engine of operations on tensors: rows of coefficients, one item of a batch after the other.

from siglib._native.abi cimport Rows, Shape

cdef enum:
    MOST_ROWS = 16


# A batch of rows, `group` items at a time: those of the results, then those of the operands.
cdef struct TensorJob:
    Shape shape
    void* function
    Py_ssize_t batch
    Py_ssize_t group
    int row_count
    Rows rows[MOST_ROWS]


cdef void describe_tensors(TensorJob* job, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil
# Run a kernel, of which an item of the batch takes `work` multiply-adds.
cdef int compute_tensors(TensorJob* job, int kernel, int itemsize, Py_ssize_t batch, double work,
                         int threads) except -1 nogil
