# cython: language_level=3
"""Calls the launcher of the CUDA kernels: arrays, and a stream, come in as addresses.

Built once with the kernels for devices (`siglib.cuda._device`) and, for tests, once with the same kernels behind an
emulator (`siglib.cuda._emulator`). Scratch memory comes from the caller.
"""

from libc.stdint cimport int64_t, uintptr_t
from libc.string cimport memset

from siglib._errors import require_family, require_variant

cdef extern from "launch.h" nogil:
    ctypedef int64_t Index

    ctypedef struct PathView:
        const void* first
        Index batch_stride, time_stride, channel_stride

    ctypedef struct Rows:
        void* value
        void* tangent
        Index stride

    ctypedef struct PathJob:
        Index batch, length, channels, dimension, degree, words
        int time_aug, lead_lag
        double end_time
        PathView path, tangent
        const Index* lengths
        Rows signature, derivs
        void* out

    enum: MOST_ROWS

    ctypedef struct TensorJob:
        Rows* rows
        Index count, dimension, degree, words
        int left_unit, right_unit

    ctypedef union Job:
        PathJob path
        TensorJob tensor

    ctypedef struct Call:
        int device, itemsize
        void* stream
        void* memory
        size_t bytes

    ctypedef struct Variant:
        const char* name

    ctypedef struct VariantGroup:
        const Variant* variants
        int count

    const VariantGroup** siglib_cuda_groups
    const int siglib_cuda_group_count

    ctypedef enum Family:
        PATH_FAMILY
        TENSOR_FAMILY

    ctypedef struct NamedKernel:
        const char* name
        Family family
        int specialised

    const NamedKernel* siglib_cuda_kernels
    const int siglib_cuda_kernel_count
    int siglib_cuda_run(int kernel, Call* call, const Job* job)
    void siglib_cuda_restrict(int special, int segments)
    int siglib_cuda_usable()
    const char* siglib_cuda_error_name(int error)
    const char* siglib_cuda_error_text(int error)

cdef extern from *:
    """
    #ifdef SIGLIB_EMULATOR
    #define SIGLIB_EMULATED 1
    #else
    #define SIGLIB_EMULATED 0
    #define siglib_emulator_configure(order, thread_blocks) ((void) 0)
    #endif
    """
    const bint SIGLIB_EMULATED
    void siglib_emulator_configure(unsigned order, unsigned most_thread_blocks)

# Whether this module runs the kernels behind the emulator.
EMULATED = bool(SIGLIB_EMULATED)
VARIANTS = sorted([
    siglib_cuda_groups[i].variants[k].name.decode()
    for i in range(siglib_cuda_group_count) for k in range(siglib_cuda_groups[i].count)
])
cdef dict PLACES = {siglib_cuda_kernels[i].name.decode(): i for i in range(siglib_cuda_kernel_count)}
# Kernels of operations, whether this build has variants of them or not.
KERNELS = frozenset(PLACES)


def restrict_variants(kind, segments=0):
    """Leave out kernels more special than `kind`: None, "degree" or "generic"; cut paths into so many `segments`.

    For tests; 0 segments are as many as are planned, otherwise it has to be a power of two.
    """
    siglib_cuda_restrict({None: 2, "degree": 1, "generic": 0}[kind], segments)


def configure_emulator(order=0, most_thread_blocks=0):
    """Run threads in ascending (0) or descending (1) order, or shuffled by a seed; limit a launch's thread blocks."""
    siglib_emulator_configure(order, most_thread_blocks)


def why_unusable():
    """Tell why the first device cannot be used, in CUDA's words, or None if it can."""
    cdef int error = siglib_cuda_usable()
    return describe(error) if error else None


def run(str kernel, tuple results, tuple operands, options, *, int device, uintptr_t stream, int itemsize, allocate):
    """Compute the operation of a kernel, in the order of `stream`; return whether there was anything to compute.

    If not, the results are zero, and are left to the caller. Arrays are None or (address, shape, strides in elements),
    with the batch as their first axis: paths of shape (batch, length, channels), rows of shape (batch, columns) whose
    columns are side by side, lengths of shape (batch,) and 64 bits. The element of a scalar term is not written.
    `options` are those of the operation's family. `allocate` is called with a number of bytes and returns an address.

    Raises
    ------
    UnsupportedVariantError
        If this build has no kernel for the call.
    """
    cdef Job job
    cdef Call call
    memset(&job, 0, sizeof(job))
    memset(&call, 0, sizeof(call))
    call.device = device
    call.itemsize = itemsize
    call.stream = <void*> stream
    cdef int place = PLACES[kernel]
    cdef const NamedKernel* found = &siglib_cuda_kernels[place]
    cdef Index dimension, degree
    if found.family == PATH_FAMILY:
        bind_paths(&job.path, kernel, results, operands, options, itemsize)
        if not (has_work(&job.path) if found.specialised else job.path.batch):
            return False
        dimension, degree = job.path.dimension, job.path.degree
    else:
        bind_tensors(&job.tensor, results, operands, options, itemsize)
        if not job.tensor.count or not job.tensor.words:
            return False
        dimension, degree = job.tensor.dimension, job.tensor.degree
    if found.specialised:
        require_variant(kernel, itemsize, degree, dimension, VARIANTS)
    else:
        require_family("path" if found.family == PATH_FAMILY else "tensor", itemsize)
    launch(place, &call, &job, allocate)
    return True


cdef int launch(int place, Call* call, const Job* job, allocate) except -1:
    # Without memory the launcher only says how much it needs.
    cdef int error = siglib_cuda_run(place, call, job)
    if error == 0:
        call.memory = <void*> <uintptr_t> allocate(max(call.bytes, <size_t> 1))
        with nogil:
            error = siglib_cuda_run(place, call, job)
    if error:
        raise RuntimeError(f"siglib: CUDA device {call.device}: {describe(error)}")
    return 0


cdef str describe(int error):
    return f"{siglib_cuda_error_name(error).decode()} ({siglib_cuda_error_text(error).decode()})"


cdef bint has_work(const PathJob* job) noexcept:
    # Paths of one point have no steps, and degree 0 no words.
    return job.batch and job.words and job.length > 1


cdef int bind_paths(PathJob* job, str kernel, tuple results, tuple operands, options, int itemsize) except -1:
    """Describe an operation on paths: its arrays have names of their own in the job."""
    # What raw paths look like: of all but one kernel, the first operand.
    raw = results[0] if kernel == "transform_backward" else operands[0]
    job.batch, job.length, job.channels = raw[1]
    job.time_aug, job.lead_lag, job.end_time = options.time_aug, options.lead_lag, options.end_time
    job.dimension, job.degree, job.words = options.width(raw[1][2]), options.degree, options.words(raw[1][2])
    job.path = view_of(operands[0])
    if kernel == "sigfwd":
        _, lengths = operands
        job.signature = rows_of(results[0], None, job.words, itemsize)
    elif kernel == "sigfwd_dual":
        _, tangent, lengths = operands
        job.tangent = view_of(tangent)
        job.signature = rows_of(results[0], results[1], job.words, itemsize)
    elif kernel == "sigbwd":
        _, signature, derivs, lengths = operands
        job.signature = rows_of(signature, None, job.words, itemsize)
        job.derivs = rows_of(derivs, None, job.words, itemsize)
        job.out = address_of(results[0])
    elif kernel == "sigbwd_dual":
        _, tangent, derivs, lengths = operands
        job.tangent = view_of(tangent)
        job.derivs = rows_of(derivs, None, job.words, itemsize)
        job.signature = rows_of(None, results[1], job.words, itemsize)
        job.out = address_of(results[0])
    else:
        lengths = None
        job.out = address_of(results[0])
    job.lengths = <const Index*> address_of(lengths)
    return 0


cdef int bind_tensors(TensorJob* job, tuple results, tuple operands, options, int itemsize) except -1:
    """Describe an operation on tensors: the kernel takes its arrays in their order, results first."""
    cdef int place
    arrays = results + operands
    if len(arrays) > MOST_ROWS:
        raise ValueError(f"siglib: expected at most {MOST_ROWS} arrays, got {len(arrays)}")
    job.count = results[0][1][0]
    job.dimension, job.degree, job.words = options.dimension, options.degree, options.words
    job.left_unit, job.right_unit = options.left_unit, options.right_unit
    for place in range(len(arrays)):
        job.rows[place] = rows_of(arrays[place], None, job.words, itemsize)
    return 0


cdef void* address_of(array) except? NULL:
    return NULL if array is None else <void*> <uintptr_t> array[0]


cdef PathView view_of(array) except *:
    cdef PathView view
    view.first = address_of(array)
    view.batch_stride, view.time_stride, view.channel_stride = array[2]
    return view


cdef Rows rows_of(value, tangent, Index words, int itemsize) except *:
    """Describe rows and their tangents, which have the same stride; those of signatures begin past a scalar term."""
    cdef Rows rows
    rows.value = first_word(value, words, itemsize)
    rows.tangent = first_word(tangent, words, itemsize)
    array = tangent if value is None else value
    rows.stride = 0 if array is None else array[2][0]
    return rows


cdef void* first_word(array, Index words, int itemsize) except? NULL:
    if array is None:
        return NULL
    return <char*> address_of(array) + (itemsize if array[1][1] == words + 1 else 0)
