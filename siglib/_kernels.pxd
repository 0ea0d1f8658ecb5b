# What a kernel module (one per ISA, generated) hands to _core: shapes, jobs, and a table of kernels.

cdef enum:
    KERNEL_ABI = 1


# What a kernel needs to know besides its arrays. `workspace` is only for kernels of any degree.
cdef struct Shape:
    Py_ssize_t dimension
    Py_ssize_t degree
    Py_ssize_t words
    void* workspace


# S <- S (x) exp(increments), lanes side by side.
ctypedef void (*forward_kernel)(void* signature, const void* increments, Py_ssize_t blocks,
                                const Shape* shape) noexcept nogil
# The same steps taken back, latest first: S, dF/dS and dF/d(increments).
ctypedef void (*backward_kernel)(void* signature, void* signature_derivs, const void* increments, void* derivs,
                                 Py_ssize_t blocks, const Shape* shape) noexcept nogil
# out = a (x) b for one pair; out is neither of them.
ctypedef void (*combine_kernel)(void* out, const void* a, const void* b, const Shape* shape) noexcept nogil
# dF/da and dF/db, given dF/d(a (x) b).
ctypedef void (*combine_backward_kernel)(void* a_derivs, void* b_derivs, const void* derivs, const void* a,
                                         const void* b, const Shape* shape) noexcept nogil


# One compiled variant; degree or dimension 0 means any. `steps` is the number of time steps of a block.
cdef struct Variant:
    const char* name
    const char* operation
    int itemsize
    int degree
    int dimension
    int steps
    void* kernel


# A batch of paths, and what is to be computed of them. Strides count elements.
cdef struct PathJob:
    Py_ssize_t batch
    Py_ssize_t length
    Py_ssize_t channels
    const void* path
    Py_ssize_t batch_stride
    Py_ssize_t time_stride
    Py_ssize_t channel_stride
    # Points of each path (NULL: all have `length`), and the order in which paths fill the lanes (NULL: as they come).
    const Py_ssize_t* lengths
    const Py_ssize_t* order
    bint lead_lag
    bint time_aug
    double end_time

    Py_ssize_t dimension
    Py_ssize_t degree
    Py_ssize_t words
    void* signature
    Py_ssize_t signature_stride
    const void* signature_derivs
    Py_ssize_t derivs_stride
    void* path_derivs

    # Each path is cut into `chunks` runs of time steps, each a lane of its own.
    Py_ssize_t chunks
    void* chunk_signatures
    void* chunk_derivs
    void* prefixes

    const Variant* forward
    const Variant* backward
    const Variant* combine
    const Variant* combine_backward


# A part of a job (a PathJob, in what follows) that runs on one thread.
ctypedef void (*block_function)(const void* job, Py_ssize_t index, void* scratch) noexcept nogil


# What a module offers for one dtype. A block is `lanes` lanes; `index` counts blocks, or paths.
cdef struct Driver:
    int lanes
    Py_ssize_t (*scratch_bytes)(const PathJob* job) noexcept nogil
    block_function forward_block
    block_function backward_block
    block_function join_chunks
    block_function split_derivs
    block_function finish_path_derivs
    block_function forward_line
    block_function backward_line
    block_function transform
    block_function transform_derivs


cdef struct KernelTable:
    int abi
    Driver float32
    Driver float64
    int count
    const Variant* variants
