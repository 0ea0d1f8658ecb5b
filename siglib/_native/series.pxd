# The engine of operations on log-signatures: power series of tensors, and changes of basis.

from siglib._native.abi cimport BasisJob, BasisStage, Rows, SeriesJob, Sparse
from siglib._native.runtime cimport Array


# c_1, c_2, ... of log(1 + x) and exp(x) - 1, in the dtype of a kernel, for so many levels.
cdef int fill_coefficients(void* coefficients, int itemsize, Py_ssize_t degree, bint exponential) except -1 nogil
# Where each level of all words, or of the Lyndon words, begins, and one more: how many there are.
cdef void fill_starts(Py_ssize_t* starts, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil
cdef void fill_lyndon_starts(Py_ssize_t* starts, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil
# The rows of an array of so many words, past a scalar term.
cdef Rows rows_past(const Array* array, Py_ssize_t words, int itemsize) noexcept
# What a kernel of power series for any degree keeps in its workspace: numbers of so many bytes, and places.
cdef Py_ssize_t series_workspace(Py_ssize_t degree, Py_ssize_t number_bytes) noexcept nogil
# A matrix of siglib._lyndon, which has to stay.
cdef Sparse sparse(matrix) except *
# One stage of a change of basis, or of its transpose, by a matrix of siglib._lyndon, which has to stay.
cdef BasisStage basis_stage(matrix, int sign, bint transposed) except *
# Rows of `source_words` and `target_words`, whose larger number `most_words` is, from one basis to the other.
cdef int compute_basis(BasisJob* job, int itemsize, int threads) except -1 nogil
cdef int compute_series(SeriesJob* job, int itemsize, bint backward, int components, int threads) except -1 nogil
