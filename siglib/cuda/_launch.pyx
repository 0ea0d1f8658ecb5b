# cython: language_level=3
"""Calls the launcher of the CUDA kernels: addresses, strides and a stream come in as integers.

Built once with the kernels for devices (`siglib.cuda._device`) and, for tests, once with the same kernels behind an
emulator (`siglib.cuda._emulator`). Scratch memory comes from the caller.
"""

from libc.stdint cimport int64_t, uintptr_t
from libc.string cimport memset

cdef extern from "launch.h" nogil:
    ctypedef int64_t Index

    ctypedef struct PathView:
        const void* first
        Index batch_stride, time_stride, channel_stride

    ctypedef struct Rows:
        void* value
        void* tangent
        Index stride

    ctypedef struct Job:
        Index batch, length, channels, dimension, degree, words, items
        PathView path, tangent
        const Index* lengths
        int time_aug, lead_lag, left_scalar, right_scalar
        double end_time
        Rows left, right, left_derivs, right_derivs, signature, derivs
        void* out

    ctypedef struct Call:
        int device, itemsize, dual
        void* stream
        void* memory
        size_t bytes

    int siglib_cuda_forward(Call* call, const Job* job)
    int siglib_cuda_backward(Call* call, const Job* job)
    int siglib_cuda_combine(Call* call, const Job* job)
    int siglib_cuda_combine_backward(Call* call, const Job* job)
    int siglib_cuda_transform(Call* call, const Job* job)
    int siglib_cuda_transform_backward(Call* call, const Job* job)
    void siglib_cuda_restrict(int special, int chunks)
    int siglib_cuda_variant_count()
    const char* siglib_cuda_variant_name(int index)
    int siglib_cuda_device_count(int* count)
    int siglib_cuda_device_usable(int device)
    const char* siglib_cuda_error_name(int error)
    const char* siglib_cuda_error_text(int error)

cdef extern from *:
    """
    #ifdef SIGLIB_EMULATOR
    #define SIGLIB_EMULATED 1
    #else
    #define SIGLIB_EMULATED 0
    #define siglib_emulator_configure(order, blocks) ((void) 0)
    #endif
    """
    const bint SIGLIB_EMULATED
    void siglib_emulator_configure(unsigned order, unsigned most_blocks)

ctypedef int (*operation_function)(Call* call, const Job* job) noexcept nogil

# Whether this module runs the kernels behind the emulator.
EMULATED = bool(SIGLIB_EMULATED)
VARIANTS = sorted(siglib_cuda_variant_name(i).decode() for i in range(siglib_cuda_variant_count()))


def restrict_variants(kind, chunks=0):
    """Leave out the kernels that are more special than `kind`: None, "degree" or "generic"; cut paths into `chunks` runs.

    For tests; 0 chunks are as many as are planned, otherwise it has to be a power of two.
    """
    siglib_cuda_restrict({None: 2, "degree": 1, "generic": 0}[kind], chunks)


def configure_emulator(order=0, most_blocks=0):
    """Run threads in ascending (0) or descending (1) order, or shuffled by a seed; limit the blocks of a launch."""
    siglib_emulator_configure(order, most_blocks)


def why_unusable(int device=0):
    """Tell why `device` cannot be used, in CUDA's words, or None if it can."""
    cdef int count = 0
    cdef int error = siglib_cuda_device_count(&count)
    if error == 0 and device >= count:
        return f"no CUDA device {device}: there are {count}"
    if error == 0:
        error = siglib_cuda_device_usable(device)
    return describe(error) if error else None


cdef str describe(int error):
    return f"{siglib_cuda_error_name(error).decode()} ({siglib_cuda_error_text(error).decode()})"


cdef Rows rows_at(rows) except *:
    cdef Rows converted
    value, tangent, converted.stride = rows
    converted.value = <void*> <uintptr_t> value
    converted.tangent = <void*> <uintptr_t> tangent
    return converted


cdef PathView view_at(view) except *:
    cdef PathView converted
    address, converted.batch_stride, converted.time_stride, converted.channel_stride = view
    converted.first = <const void*> <uintptr_t> address
    return converted


cdef class Task:
    """One call on a device, on numbers of `itemsize` bytes, or on dual numbers of twice that.

    Rows are (address past a scalar term, address of the tangents or 0, stride); strides count elements.
    """

    cdef Job job
    cdef Call call

    def __cinit__(self, int device, uintptr_t stream, int itemsize, bint dual, Index dimension, Index degree, Index words):
        memset(&self.job, 0, sizeof(Job))
        memset(&self.call, 0, sizeof(Call))
        self.call.device = device
        self.call.stream = <void*> stream
        self.call.itemsize = itemsize
        self.call.dual = dual
        self.job.dimension = dimension
        self.job.degree = degree
        self.job.words = words

    def paths(self, Index batch, Index length, Index channels, path, tangent, uintptr_t lengths, bint time_aug, bint lead_lag,
              double end_time):
        """Describe a batch of paths: views are (address, batch stride, time stride, channel stride)."""
        self.job.batch = batch
        self.job.length = length
        self.job.channels = channels
        self.job.path = view_at(path)
        self.job.tangent = view_at(tangent)
        self.job.lengths = <const Index*> lengths
        self.job.time_aug = time_aug
        self.job.lead_lag = lead_lag
        self.job.end_time = end_time

    def factors(self, Index pairs, left, right, bint left_scalar, bint right_scalar):
        """Describe pairs of signatures to multiply."""
        self.job.items = pairs
        self.job.left = rows_at(left)
        self.job.right = rows_at(right)
        self.job.left_scalar = left_scalar
        self.job.right_scalar = right_scalar

    def factor_derivs(self, left, right):
        """Say where derivatives by factors go."""
        self.job.left_derivs = rows_at(left)
        self.job.right_derivs = rows_at(right)

    def signature(self, rows):
        """Say where signatures or products go, or where given ones are."""
        self.job.signature = rows_at(rows)

    def derivs(self, rows):
        """Say where the derivatives by signatures or products are."""
        self.job.derivs = rows_at(rows)

    def out(self, uintptr_t address):
        """Say where paths, or derivatives by them, go: a contiguous array."""
        self.job.out = <void*> address

    def forward(self, allocate):
        """Compute signatures; `allocate` is called with a number of bytes and returns an address."""
        self.run(siglib_cuda_forward, allocate)

    def backward(self, allocate):
        """Take derivatives by signatures back to the paths."""
        self.run(siglib_cuda_backward, allocate)

    def combine(self, allocate):
        """Multiply signatures."""
        self.run(siglib_cuda_combine, allocate)

    def combine_backward(self, allocate):
        """Take derivatives by products back to the factors."""
        self.run(siglib_cuda_combine_backward, allocate)

    def transform(self, allocate):
        """Augment paths."""
        self.run(siglib_cuda_transform, allocate)

    def transform_backward(self, allocate):
        """Sum derivatives by augmented paths onto the points that they were made from."""
        self.run(siglib_cuda_transform_backward, allocate)

    cdef int run(self, operation_function function, allocate) except -1:
        # Without memory the launcher only says how much it needs.
        cdef int error = function(&self.call, &self.job)
        if error == 0:
            self.call.memory = <void*> <uintptr_t> allocate(max(self.call.bytes, <size_t> 1))
            with nogil:
                error = function(&self.call, &self.job)
        if error:
            raise RuntimeError(f"siglib: CUDA device {self.call.device}: {describe(error)}")
        return 0
