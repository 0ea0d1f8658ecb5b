# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The engine of operations on tensors: every one is a kernel over rows, in groups that threads share out."""

from libc.string cimport memset

from siglib._native.abi cimport Rows, count_words, row_at, tensor_kernel
from siglib._native.runtime cimport Array, Plan, find_variant, for_each, kernel_named, threads_for

# A group of rows is about so many multiply-adds: worth a call, and small enough to be shared out. Without threads it is as
# many as take a few milliseconds, so that signals are answered between groups.
cdef double GROUP_WORK = 100_000, SERIAL_GROUP_WORK = 10_000_000


cdef void compute_group(const void* tensor_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const TensorJob* job = <const TensorJob*> tensor_job
    cdef Py_ssize_t first = index * job.group
    cdef Rows rows[MOST_ROWS]
    cdef int i
    for i in range(job.row_count):
        rows[i].first = row_at(&job.rows[i], first)
        rows[i].stride = job.rows[i].stride
    (<tensor_kernel> job.function)(rows, min(job.group, job.batch - first), &job.shape)


cdef void describe_tensors(TensorJob* job, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    memset(&job.shape, 0, sizeof(job.shape))
    job.shape.dimension = dimension
    job.shape.degree = degree
    job.shape.words = count_words(dimension, degree)
    job.shape.left_scalar = job.shape.right_scalar = 1


cdef int compute_tensors(TensorJob* job, int kernel, int itemsize, Py_ssize_t batch, double work,
                         int threads) except -1 nogil:
    if batch == 0:
        return 0
    job.function = find_variant(kernel, itemsize, job.shape.degree, job.shape.dimension).function
    job.batch = batch
    threads = threads_for(work * batch, threads)
    if threads == 1:
        job.group = batch if work * batch <= SERIAL_GROUP_WORK else max(1, <Py_ssize_t> (SERIAL_GROUP_WORK / work))
    else:
        job.group = max(1, min(<Py_ssize_t> (GROUP_WORK / max(work, 1.0)), batch // (4 * threads)))
    return for_each(compute_group, job, (batch + job.group - 1) // job.group, threads, 0)


cdef class TensorPlan(Plan):
    """A kernel, the tensors' dimension and degree, which arrays have rows of signature shape, and the work of a call."""

    cdef int kernel, result_count
    cdef double multiply_adds
    cdef TensorJob job
    cdef bint is_signature[MOST_ROWS]

    def __cinit__(self, str kernel, options, int threads, int result_count, tuple is_signature, double multiply_adds):
        cdef int i
        if len(is_signature) > MOST_ROWS:
            raise ValueError(f"{kernel}: expected at most {MOST_ROWS} arrays, got {len(is_signature)}")
        self.kernel = kernel_named(kernel)
        self.threads = threads
        self.result_count = result_count
        self.multiply_adds = multiply_adds
        describe_tensors(&self.job, options.dimension, options.degree)
        self.job.shape.left_scalar, self.job.shape.right_scalar = options.left_unit, options.right_unit
        self.job.row_count = len(is_signature)
        for i in range(self.job.row_count):
            self.is_signature[i] = is_signature[i]

    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef TensorJob job = self.job
        cdef const Array* array
        cdef int i
        cdef Py_ssize_t batch = results[0].shape[0]
        for i in range(job.row_count):
            array = &results[i] if i < self.result_count else &operands[i - self.result_count]
            job.rows[i].stride = array.strides[0]
            job.rows[i].first = array.first
            if self.is_signature[i]:
                # Past a scalar term.
                job.rows[i].first += (array.shape[1] - job.shape.words) * itemsize
        with nogil:
            return compute_tensors(&job, self.kernel, itemsize, batch, self.multiply_adds / max(batch, 1), threads)
