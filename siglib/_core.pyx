# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Loads the best kernel module for this CPU, finds variants, plans time chunks, and runs blocks on threads.

Arrays come in through the buffer protocol, checked by `_array`; everything here is a job of addresses and strides.
"""

import os
from importlib import import_module
from importlib.util import find_spec

from cpython.buffer cimport PyBUF_STRIDES, PyBUF_WRITABLE, Py_buffer, PyBuffer_Release, PyObject_GetBuffer
from cpython.pycapsule cimport PyCapsule_GetPointer
from cython.parallel cimport prange, threadid
from libc.stdlib cimport free
from libc.string cimport memset, strcmp

from siglib._errors import unsupported

from siglib._native.abi cimport (
    KERNEL_ABI, KernelTable, PathDriver, PathJob, PathView, Rows, Shape, Variant, job_function, row_at, tensor_kernel)

cdef extern from "cpu.h" nogil:
    bint siglib_runs_x86_64_v3()
    bint siglib_runs_x86_64_v4()

cdef extern from "<stdlib.h>" nogil:
    int posix_memalign(void** memory, size_t alignment, size_t size)


# ---------------------------------------------------------------------------------------------------------------------
# Kernel modules

ISAS = ("baseline", "x86_64_v3", "x86_64_v4")
ISAS_COMPILED = [name for name in ISAS if find_spec(f"siglib._native.kernels_tensor_{name}") is not None]


def runs(isa):
    """Whether this processor executes code of an ISA."""
    if isa == "x86_64_v3":
        return bool(siglib_runs_x86_64_v3())
    if isa == "x86_64_v4":
        return bool(siglib_runs_x86_64_v4())
    return True


ISAS_AVAILABLE = [name for name in ISAS_COMPILED if runs(name)]


def chosen_isa():
    """The highest available ISA, or the one that the environment variable SIGLIB_ISA names."""
    wanted = os.environ.get("SIGLIB_ISA")
    if not ISAS_AVAILABLE:
        raise ImportError(f"siglib has no kernel module for this processor; compiled: {', '.join(ISAS_COMPILED)}")
    if not wanted:
        return ISAS_AVAILABLE[len(ISAS_AVAILABLE) - 1]
    if wanted not in ISAS_AVAILABLE:
        raise ImportError(f"SIGLIB_ISA={wanted!r} cannot be used here; available: {', '.join(ISAS_AVAILABLE)}")
    return wanted


ISA = chosen_isa()
# The module owns the table behind the capsule: keep it.
kernel_modules = [
    import_module(f"siglib._native.kernels_{module}_{ISA}")
    for module in ("path", "path_tangents", "tensor") if find_spec(f"siglib._native.kernels_{module}_{ISA}")
]
cdef const KernelTable* tables[3]
cdef int table_count = 0
cdef const void* drivers[2]
for kernel_module in kernel_modules:
    tables[table_count] = <const KernelTable*> PyCapsule_GetPointer(kernel_module.capsule, "siglib.kernels")
    if tables[table_count].abi != KERNEL_ABI:
        raise ImportError(f"{kernel_module.__name__} has another interface than {KERNEL_ABI}: reinstall siglib")
    if tables[table_count].float32_driver != NULL:
        drivers[0] = tables[table_count].float32_driver
    if tables[table_count].float64_driver != NULL:
        drivers[1] = tables[table_count].float64_driver
    table_count += 1

LANES = {
    dtype: lanes
    for dtype, lanes in (("float32", tables[0].float32_lanes), ("float64", tables[0].float64_lanes))
    if lanes
}
VARIANTS = sorted(tables[m].variants[i].name.decode() for m in range(table_count) for i in range(tables[m].count))

# How special a kernel may be, for tests: 2 lets all in, 1 those for one degree, 0 only those for any degree.
cdef int most_special = 2


def restrict_variants(kind):
    """Leave out the kernels that are more special than `kind`: None, "degree" or "generic"."""
    global most_special
    most_special = {None: 2, "degree": 1, "generic": 0}[kind]


cdef const Variant* look_up(const char* operation, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) noexcept nogil:
    """The most special kernel for a call, or NULL: the table has them in this order."""
    cdef const Variant* variant
    cdef int i, m
    for m in range(table_count):
        for i in range(tables[m].count):
            variant = tables[m].variants + i
            if variant.itemsize != itemsize or strcmp(variant.kernel, operation) != 0:
                continue
            if variant.degree and (most_special < 1 or variant.degree != degree):
                continue
            if variant.dimension and ((most_special < 2 and variant.degree) or variant.dimension != dimension):
                continue
            return variant
    return NULL


cdef const Variant* find_variant(const char* operation, int itemsize, Py_ssize_t degree,
                                 Py_ssize_t dimension) except NULL nogil:
    """The same, or an error that names what is missing."""
    cdef const Variant* variant = look_up(operation, itemsize, degree, dimension)
    if variant != NULL:
        return variant
    with gil:
        raise unsupported(operation.decode(), itemsize, degree, dimension, VARIANTS)


cdef const PathDriver* find_driver(int itemsize) except NULL nogil:
    cdef const PathDriver* driver = <const PathDriver*> drivers[itemsize // 8]
    if driver == NULL:
        with gil:
            raise unsupported("sigfwd", itemsize, 0, 0, VARIANTS)
    return driver


# ---------------------------------------------------------------------------------------------------------------------
# Threads

# libgomp's pool, which other libraries may have used before, does not survive a fork: a child computes serially.
cdef bint pool_lost = False


def _after_fork_in_child():
    global pool_lost
    pool_lost = True


os.register_at_fork(after_in_child=_after_fork_in_child)


cdef int run(job_function function, const void* job, Py_ssize_t count, int threads,
             Py_ssize_t scratch_bytes) except -1 nogil:
    """Call `function` for 0..count-1, each thread with scratch of its own."""
    cdef Py_ssize_t i
    cdef void* scratch = NULL
    cdef int parties = 1 if pool_lost else <int> min(<Py_ssize_t> threads, count)
    if count == 0:
        return 0
    scratch_bytes = (scratch_bytes + 63) // 64 * 64
    if scratch_bytes:
        scratch = allocated(parties * scratch_bytes)
    if parties == 1:
        for i in range(count):
            function(job, i, scratch)
    else:
        for i in prange(count, num_threads=parties, schedule="dynamic"):
            function(job, i, <char*> scratch + threadid() * scratch_bytes)
    free(scratch)
    return 0


cdef void* allocated(Py_ssize_t size) except NULL nogil:
    """Memory that vectors fit."""
    cdef void* memory = NULL
    if posix_memalign(&memory, 64, size) != 0:
        with gil:
            raise MemoryError(f"cannot allocate {size} bytes of memory for a call")
    return memory


# ---------------------------------------------------------------------------------------------------------------------
# Plan

# More coefficients than this fit in no memory.
cdef double MOST_WORDS = 2.0**59

cdef enum:
    SERIAL_WORK = 1_000_000
    CHUNK_BYTES = 48 * 1024 * 1024

# What more blocks of lanes than are cheapest may cost, so that threads have something to share.
cdef double FEW_BLOCKS_COST = 1.2, MANY_BLOCKS_COST = 1.03
cdef Py_ssize_t FEW_BLOCKS = 2, MANY_BLOCKS = 16

# What the gradient of a signature, or of a Chen product and its share in the prefixes, takes beside itself.
cdef double BACKWARD_PASSES = 2.3, BACKWARD_JOINS = 4
# What the call of a Chen product takes beside its terms, in multiply-adds of a vector.
cdef double JOIN_WORK = 150


cdef double step_work(Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    """Multiply-adds of one time step: a word of level j takes part in N-j+1 of them."""
    cdef double work = 0, words = 1
    cdef Py_ssize_t j
    for j in range(1, degree + 1):
        words = words * dimension
        work = work + words * (degree - j + 1)
    return work


cdef struct Effort:
    # What a kind of call takes of a path in one piece, or cut into chunks, in passes as dear as a forward one; and, for
    # every chunk more, in joins as dear as a Chen product. A chunk keeps `arrays` signatures.
    double whole_passes, cut_passes, joins
    int arrays


cdef Py_ssize_t plan_chunks(const PathJob* job, int itemsize, int lanes, Effort effort) noexcept nogil:
    """Into how many runs of time steps each path is cut.

    A batch fills the lanes by itself. Few paths leave lanes and threads idle: then the cost of stepping through
    blocks of lanes is weighed against that of joining the chunks. Only shapes count here, not threads, so that a
    result does not depend on them. CHUNK_BYTES bounds what the chunks keep, but two blocks of lanes are always allowed.
    """
    cdef Py_ssize_t steps = (job.length - 1) * (2 if job.lead_lag else 1), chunks, best = 1, blocks, capacity = 0, visits
    cdef double step = step_work(job.dimension, job.degree), cost, least = 0, join, passes
    cdef double bytes_per_chunk = <double> effort.arrays * itemsize * job.words * job.batch
    join = effort.joins * (0.5 * job.degree * job.words + JOIN_WORK) * job.batch
    # Whole paths, or as many chunks as fill 1, 2, 4, ... blocks of lanes: what threads share evenly.
    while capacity <= MANY_BLOCKS:
        chunks = max(capacity * lanes // max(job.batch, 1), 1)
        if chunks > 1 and (chunks >= job.length
                or (chunks * bytes_per_chunk > CHUNK_BYTES and job.batch * chunks > 2 * lanes)):
            break
        blocks = (job.batch * chunks + lanes - 1) // lanes
        passes = effort.whole_passes if chunks == 1 else effort.cut_passes
        visits = ((steps + chunks - 1) // chunks + job.forward.steps - 1) // job.forward.steps
        cost = passes * blocks * visits * job.forward.steps * step + (chunks - 1) * join
        if (capacity == 0 or cost < least or (cost < FEW_BLOCKS_COST * least and blocks <= FEW_BLOCKS)
                or (cost < MANY_BLOCKS_COST * least and blocks <= MANY_BLOCKS)):
            best = chunks
        if capacity == 0 or cost < least:
            least = cost
        capacity = 2 * capacity if capacity else 1
    return best


cdef int worthwhile(double work, int threads) noexcept nogil:
    """Waking threads costs more than a little work does."""
    return 1 if work < SERIAL_WORK else threads


# ---------------------------------------------------------------------------------------------------------------------
# Arrays as addresses and strides


cdef class View:
    """A buffer held for the time of a call; `strides` count elements."""

    cdef Py_buffer buffer
    cdef bint held

    def __cinit__(self, array, bint writable=False):
        PyObject_GetBuffer(array, &self.buffer, PyBUF_STRIDES | (PyBUF_WRITABLE if writable else 0))
        self.held = True

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.buffer)

    cdef inline Py_ssize_t stride(self, int axis) noexcept:
        return self.buffer.strides[axis] // self.buffer.itemsize

    cdef PathBatch paths(self, bint time_aug, bint lead_lag, double end_time) noexcept:
        cdef PathBatch paths
        paths.batch, paths.length, paths.channels = self.buffer.shape[0], self.buffer.shape[1], self.buffer.shape[2]
        paths.batch_stride, paths.time_stride, paths.channel_stride = self.stride(0), self.stride(1), self.stride(2)
        paths.time_aug, paths.lead_lag, paths.end_time = time_aug, lead_lag, end_time
        return paths

    cdef Rows rows(self, Py_ssize_t words) noexcept:
        """The rows of an array of signatures, past a scalar term."""
        cdef Rows rows
        rows.first = <char*> self.buffer.buf + (self.buffer.shape[1] - words) * self.buffer.itemsize
        rows.stride = self.buffer.strides[0]
        return rows


cdef Py_ssize_t count_words(Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    cdef Py_ssize_t level = 1, words = 0, _k
    if dimension == 1:
        return degree
    for _k in range(degree):
        level = level * dimension
        words = words + level
    return words


cdef Py_ssize_t path_dimension(const PathBatch* paths) noexcept nogil:
    return paths.channels * (2 if paths.lead_lag else 1) + (1 if paths.time_aug else 0)


cdef PathView points(const void* first, const PathBatch* paths) noexcept nogil:
    cdef PathView view
    view.first = first
    view.batch_stride, view.time_stride = paths.batch_stride, paths.time_stride
    view.channel_stride = paths.channel_stride
    return view


cdef void describe_path(PathJob* job, const void* path, const PathBatch* paths, Py_ssize_t degree) noexcept nogil:
    memset(job, 0, sizeof(PathJob))
    job.batch, job.length, job.channels = paths.batch, paths.length, paths.channels
    job.path = points(path, paths)
    job.components = 1
    job.lead_lag, job.time_aug, job.end_time = paths.lead_lag, paths.time_aug, paths.end_time
    job.dimension = path_dimension(paths)
    job.degree = degree
    job.words = count_words(job.dimension, degree)
    job.signature_degree, job.signature_words = degree, job.words
    job.segments = 1


# ---------------------------------------------------------------------------------------------------------------------
# Signatures


# A job on a batch of paths, and what runs it; `memory` is that of the chunks.
cdef struct Work:
    PathJob job
    const PathDriver* driver
    int itemsize
    int threads
    void* memory


cdef int describe_work(Work* work, const void* path, int itemsize, const PathBatch* paths, Py_ssize_t degree,
                       int threads) except -1 nogil:
    cdef PathJob* job = &work.job
    describe_path(job, path, paths, degree)
    work.driver = find_driver(itemsize)
    work.itemsize = itemsize
    work.memory = NULL
    if job.dimension == 1:
        work.threads = worthwhile(<double> job.batch * degree, threads)
    else:
        work.threads = worthwhile(step_work(job.dimension, degree) * job.batch * job.length, threads)
    return 0


cdef const Variant* variant(const Work* work, const char* operation) except NULL nogil:
    return find_variant(operation, work.itemsize, work.job.degree, work.job.dimension)


cdef int plan(Work* work, Effort effort, Rows** arrays) except -1 nogil:
    """Cut the paths into chunks; where there is more than one, give the `effort.arrays` arrays a row for each."""
    cdef PathJob* job = &work.job
    cdef Py_ssize_t stride = job.words * work.itemsize, rows
    cdef int i
    job.segments = plan_chunks(job, work.itemsize, work.driver.lanes, effort)
    if job.segments == 1:
        return 0
    job.combine = find_variant("combine", work.itemsize, job.signature_degree, job.dimension)
    job.combine_backward = variant(work, "combine_bwd")
    rows = job.batch * job.segments
    work.memory = allocated(effort.arrays * rows * stride)
    for i in range(effort.arrays):
        arrays[i].first = <char*> work.memory + i * rows * stride
        arrays[i].stride = stride
    return 0


cdef int on_blocks(const Work* work, job_function function) except -1 nogil:
    cdef Py_ssize_t items = work.job.batch * work.job.segments, lanes = work.driver.lanes
    return run(function, &work.job, (items + lanes - 1) // lanes, work.threads, work.driver.scratch_bytes(&work.job))


cdef int on_paths(const Work* work, job_function function) except -1 nogil:
    return run(function, &work.job, work.job.batch, work.threads, 3 * work.job.words * work.itemsize)


ctypedef int (*work_function)(Work* work) except -1 nogil


cdef int perform(work_function function, Work* work) except -1 nogil:
    try:
        return function(work)
    finally:
        free(work.memory)


cdef int forward(Work* work) except -1 nogil:
    """Signatures, and their tangents among dual numbers."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[2]
    if job.dimension == 1:
        return on_paths(work, work.driver.forward_line)
    job.forward = variant(work, "sigfwd" if job.components == 1 else "sigfwd_dual")
    arrays[0], arrays[1] = &job.segment_signature, &job.segment_tangent
    plan(work, Effort(1, 1, 1, <int> job.components), arrays)
    on_blocks(work, work.driver.forward_bundle)
    if job.segments > 1:
        on_paths(work, work.driver.join_segments)
    return 0


cdef void leave_top_level_out(Work* work) noexcept nogil:
    """Signatures one degree lower, a fraction of the work; but not through generic kernels where there are others."""
    cdef PathJob* job = &work.job
    cdef Py_ssize_t degree = job.degree - 1
    cdef const Variant* forward = look_up("sigfwd", work.itemsize, degree, job.dimension)
    if degree and forward != NULL and (forward.degree or not job.forward.degree):
        job.forward = forward
        job.signature_degree, job.signature_words = degree, count_words(job.dimension, degree)


cdef int backward(Work* work) except -1 nogil:
    """dF/dpath. A path in one piece needs no forward pass if its signature is given."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[3]
    cdef double forward_pass
    if job.dimension == 1:
        return on_paths(work, work.driver.backward_line)
    job.forward = variant(work, "sigfwd")
    job.backward = variant(work, "sigbwd")
    leave_top_level_out(work)
    forward_pass = step_work(job.dimension, job.signature_degree) / step_work(job.dimension, job.degree)
    arrays[0], arrays[1], arrays[2] = &job.segment_signature, &job.segment_derivs, &job.prefix
    plan(work, Effort(BACKWARD_PASSES + forward_pass * (job.signature.first == NULL), BACKWARD_PASSES + forward_pass,
                      BACKWARD_JOINS, 3), arrays)
    if job.segments > 1:
        on_blocks(work, work.driver.forward_bundle)
        on_paths(work, work.driver.split_derivs)
    on_blocks(work, work.driver.backward_bundle)
    if job.segments > 1:
        on_paths(work, work.driver.finish_path_derivs)
    return 0


cdef int backward_tangent(Work* work) except -1 nogil:
    """The tangent of dF/dpath, dF/dS being constant, and that of the signature."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[7]
    if job.dimension == 1:
        return on_paths(work, work.driver.backward_line)
    job.forward = variant(work, "sigfwd_dual")
    job.backward = variant(work, "sigbwd_dual")
    arrays[0], arrays[1], arrays[2] = &job.segment_signature, &job.segment_derivs, &job.prefix
    arrays[3], arrays[4], arrays[5] = &job.segment_tangent, &job.segment_derivs_tangent, &job.prefix_tangent
    # The signatures themselves: nobody wants them, but joining makes them.
    arrays[6] = &job.signature
    # Of dual numbers, each pass and join is about as much dearer as the others.
    plan(work, Effort(BACKWARD_PASSES + 1, BACKWARD_PASSES + 1, BACKWARD_JOINS, 7), arrays)
    if job.segments == 1:
        return on_blocks(work, work.driver.backward_bundle)
    on_blocks(work, work.driver.forward_bundle)
    on_paths(work, work.driver.join_segments)
    on_paths(work, work.driver.split_derivs)
    on_blocks(work, work.driver.backward_bundle)
    return on_paths(work, work.driver.finish_path_derivs)


def all_within(lengths, Py_ssize_t most):
    """Whether all of `lengths` (one axis, contiguous) are from 0 to `most`."""
    cdef View view = View(lengths)
    cdef const Py_ssize_t* length = <const Py_ssize_t*> view.buffer.buf
    cdef Py_ssize_t i
    for i in range(view.buffer.shape[0]):
        if length[i] < 0 or length[i] > most:
            return False
    return True


cdef class PathCall:
    """Work on a batch of paths, with the buffers that it points into."""

    cdef View path, tangent, lengths, order
    cdef Work work

    def __cinit__(self, path, tangent, lengths, order, Py_ssize_t degree, bint time_aug, bint lead_lag, double end_time,
                  int threads):
        cdef PathBatch paths
        self.path = View(path)
        paths = self.path.paths(time_aug, lead_lag, end_time)
        describe_work(&self.work, self.path.buffer.buf, self.path.buffer.itemsize, &paths, degree, threads)
        if tangent is not None:
            self.tangent = View(tangent)
            paths = self.tangent.paths(time_aug, lead_lag, end_time)
            self.work.job.tangent = points(self.tangent.buffer.buf, &paths)
            self.work.job.components = 2
        if lengths is not None:
            self.lengths, self.order = View(lengths), View(order)
            self.work.job.lengths = <const Py_ssize_t*> self.lengths.buffer.buf
            self.work.job.order = <const Py_ssize_t*> self.order.buffer.buf


def signature(path, tangent, lengths, order, out, tangent_out, Py_ssize_t degree, bint time_aug, bint lead_lag,
              double end_time, int threads):
    """Fill `out` (batch, words) with the signatures of `path` (batch, length, channels); skip a scalar term.

    Along a `tangent` of the paths (or None), fill `tangent_out` with the tangents of the signatures.
    """
    cdef PathCall call = PathCall(path, tangent, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.work.job
    cdef View out_view = View(out, True)
    cdef View tangent_view = None if tangent is None else View(tangent_out, True)
    job.signature = out_view.rows(job.words)
    if tangent_view is not None:
        job.signature_tangent = tangent_view.rows(job.words)
    with nogil:
        perform(forward, &call.work)


def signature_backward(path, lengths, order, sig, derivs, out, Py_ssize_t degree, bint time_aug, bint lead_lag,
                       double end_time, int threads):
    """Fill `out` (batch, length, channels, contiguous) with dF/dpath; `sig` may be None."""
    cdef PathCall call = PathCall(path, None, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.work.job
    cdef View derivs_view = View(derivs), out_view = View(out, True)
    cdef View sig_view = None if sig is None else View(sig)
    if sig_view is not None:
        job.signature = sig_view.rows(job.words)
    job.signature_derivs = derivs_view.rows(job.words)
    job.path_derivs = out_view.buffer.buf
    with nogil:
        perform(backward, &call.work)


def signature_backward_tangent(path, tangent, lengths, order, derivs, out, sig_tangent_out, Py_ssize_t degree,
                               bint time_aug, bint lead_lag, double end_time, int threads):
    """Fill `out` with the tangent of dF/dpath, dF/dS being constant, and `sig_tangent_out` with that of the signature."""
    cdef PathCall call = PathCall(path, tangent, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.work.job
    cdef View derivs_view = View(derivs), out_view = View(out, True), tangent_view = View(sig_tangent_out, True)
    job.signature_derivs = derivs_view.rows(job.words)
    job.signature_tangent = tangent_view.rows(job.words)
    job.tangents_only = True
    job.path_derivs = out_view.buffer.buf
    with nogil:
        perform(backward_tangent, &call.work)


def transform(path, out, bint time_aug, bint lead_lag, double end_time, int threads):
    """Fill `out` with the augmented paths."""
    cdef View path_view = View(path), out_view = View(out, True)
    cdef PathBatch paths = path_view.paths(time_aug, lead_lag, end_time)
    cdef const PathDriver* driver = find_driver(path_view.buffer.itemsize)
    cdef PathJob job
    describe_path(&job, path_view.buffer.buf, &paths, 0)
    job.signature.first = <char*> out_view.buffer.buf
    job.signature.stride = out_view.buffer.strides[0]
    with nogil:
        run(driver.transform, &job, job.batch, worthwhile(4.0 * job.batch * job.length * job.dimension, threads), 0)


def transform_backward(derivs, out, bint time_aug, bint lead_lag, int threads):
    """Fill `out` (batch, length, channels, contiguous) with the sums of `derivs` over the points made from each."""
    cdef View derivs_view = View(derivs), out_view = View(out, True)
    cdef PathBatch paths = derivs_view.paths(time_aug, lead_lag, 0.0)
    cdef const PathDriver* driver = find_driver(derivs_view.buffer.itemsize)
    cdef PathJob job
    describe_path(&job, derivs_view.buffer.buf, &paths, 0)
    job.length = out_view.buffer.shape[1]
    job.channels = out_view.buffer.shape[2]
    job.path_derivs = out_view.buffer.buf
    with nogil:
        run(driver.transform_derivs, &job, job.batch,
            worthwhile(4.0 * derivs_view.buffer.len / derivs_view.buffer.itemsize, threads), 0)


# ---------------------------------------------------------------------------------------------------------------------
# Chen product

cdef double GROUP_WORK = 100_000


# A batch of pairs, `group` at a time: `out` = left (x) right, or the derivatives by both, given `derivs`.
cdef struct PairJob:
    Shape shape
    void* kernel
    Py_ssize_t batch, group
    Rows left, right, out, derivs, left_derivs, right_derivs


cdef inline Rows rows_from(const Rows* rows, Py_ssize_t index) noexcept nogil:
    cdef Rows rest
    rest.first = row_at(rows, index)
    rest.stride = rows.stride
    return rest


cdef void combine_pairs(const void* pair_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairJob* job = <const PairJob*> pair_job
    cdef Py_ssize_t first = index * job.group
    cdef Rows out = rows_from(&job.out, first), left = rows_from(&job.left, first), right = rows_from(&job.right, first)
    cdef Rows[3] rows
    rows[0], rows[1], rows[2] = out, left, right
    (<tensor_kernel> job.kernel)(rows, min(job.group, job.batch - first), &job.shape)


cdef void combine_pairs_backward(const void* pair_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairJob* job = <const PairJob*> pair_job
    cdef Py_ssize_t first = index * job.group
    cdef Rows left_derivs = rows_from(&job.left_derivs, first), right_derivs = rows_from(&job.right_derivs, first)
    cdef Rows derivs = rows_from(&job.derivs, first)
    cdef Rows left = rows_from(&job.left, first), right = rows_from(&job.right, first)
    cdef Rows[5] rows
    rows[0], rows[1], rows[2], rows[3], rows[4] = left_derivs, right_derivs, derivs, left, right
    (<tensor_kernel> job.kernel)(rows, min(job.group, job.batch - first), &job.shape)


cdef void describe_pairs(PairJob* job, Py_ssize_t dimension, Py_ssize_t degree, bint left_scalar,
                         bint right_scalar) noexcept nogil:
    memset(job, 0, sizeof(PairJob))
    job.shape.dimension = dimension
    job.shape.degree = degree
    job.shape.words = count_words(dimension, degree)
    job.shape.left_scalar = left_scalar
    job.shape.right_scalar = right_scalar


cdef int on_pairs(job_function function, PairJob* job, Py_ssize_t batch, double work, int threads) except -1 nogil:
    """Call `function` for groups of pairs, each large enough to be worth a call and small enough to share out."""
    job.batch = batch
    job.group = max(1, min(<Py_ssize_t> (GROUP_WORK / work), batch // (4 * threads)))
    return run(function, job, (batch + job.group - 1) // job.group, worthwhile(work * batch, threads), 0)


cdef int multiply(PairJob* job, int itemsize, Py_ssize_t batch, int threads) except -1 nogil:
    job.kernel = find_variant("combine", itemsize, job.shape.degree, job.shape.dimension).function
    return on_pairs(combine_pairs, job, batch, <double> job.shape.degree * job.shape.words, threads)


cdef int multiply_backward(PairJob* job, int itemsize, Py_ssize_t batch, int threads) except -1 nogil:
    job.kernel = find_variant("combine_bwd", itemsize, job.shape.degree, job.shape.dimension).function
    return on_pairs(combine_pairs_backward, job, batch, 2.0 * job.shape.degree * job.shape.words, threads)


def combine(sig1, sig2, out, Py_ssize_t dimension, Py_ssize_t degree, bint left_scalar, bint right_scalar, int threads):
    """Fill `out` (batch, words) with the Chen products of the rows of `sig1` and `sig2`, whose scalar terms are given."""
    cdef View left = View(sig1), right = View(sig2), product = View(out, True)
    cdef PairJob job
    describe_pairs(&job, dimension, degree, left_scalar, right_scalar)
    job.left, job.right, job.out = left.rows(job.shape.words), right.rows(job.shape.words), product.rows(job.shape.words)
    with nogil:
        multiply(&job, <int> product.buffer.itemsize, product.buffer.shape[0], threads)


def combine_backward(derivs, sig1, sig2, out1, out2, Py_ssize_t dimension, Py_ssize_t degree, bint left_scalar,
                     bint right_scalar, int threads):
    """Fill `out1` and `out2` with the derivatives by the rows of `sig1` and `sig2`, whose scalar terms are given."""
    cdef View given = View(derivs), left = View(sig1), right = View(sig2)
    cdef View left_derivs = View(out1, True), right_derivs = View(out2, True)
    cdef PairJob job
    describe_pairs(&job, dimension, degree, left_scalar, right_scalar)
    job.left, job.right, job.derivs = left.rows(job.shape.words), right.rows(job.shape.words), given.rows(job.shape.words)
    job.left_derivs, job.right_derivs = left_derivs.rows(job.shape.words), right_derivs.rows(job.shape.words)
    with nogil:
        multiply_backward(&job, <int> given.buffer.itemsize, given.buffer.shape[0], threads)


# ---------------------------------------------------------------------------------------------------------------------
# For other Cython and C++ code: what `_core.pxd` declares


cdef PathBatch contiguous_paths(Py_ssize_t batch, Py_ssize_t length, Py_ssize_t channels) noexcept nogil:
    cdef PathBatch paths
    memset(&paths, 0, sizeof(PathBatch))
    paths.batch, paths.length, paths.channels = batch, length, channels
    paths.batch_stride, paths.time_stride, paths.channel_stride = length * channels, channels, 1
    paths.end_time = 1
    return paths


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


cdef int check_paths(const PathBatch* paths, Py_ssize_t degree, int threads) except -1 nogil:
    check_number("batch", paths.batch, 0)
    check_number("length", paths.length, 0)
    check_number("channels", paths.channels, 1)
    check_number("threads", threads, 1)
    signature_length(path_dimension(paths), degree)
    return 0


cdef int check_pairs(Py_ssize_t batch, Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    check_number("batch", batch, 0)
    check_number("threads", threads, 1)
    signature_length(dimension, degree)
    return 0


cdef Rows rows_of(const void* first, Py_ssize_t stride, int itemsize) noexcept nogil:
    cdef Rows rows
    rows.first = <char*> first
    rows.stride = stride * itemsize
    return rows


cdef int embedded_signature(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree, void* out,
                            Py_ssize_t out_stride, int threads) except -1 nogil:
    cdef Work work
    cdef Rows rows = rows_of(out, out_stride, itemsize)
    cdef Py_ssize_t i
    check_paths(paths, degree, threads)
    describe_work(&work, path, itemsize, paths, degree, threads)
    if work.job.words == 0:
        return 0
    if paths.length < 2:
        for i in range(paths.batch):
            memset(row_at(&rows, i), 0, work.job.words * itemsize)
        return 0
    work.job.signature = rows
    return perform(forward, &work) if paths.batch else 0


cdef int embedded_signature_backward(int itemsize, const void* path, const PathBatch* paths, Py_ssize_t degree,
                                     const void* sig, Py_ssize_t sig_stride, const void* derivs,
                                     Py_ssize_t derivs_stride, void* out, int threads) except -1 nogil:
    cdef Work work
    check_paths(paths, degree, threads)
    describe_work(&work, path, itemsize, paths, degree, threads)
    if paths.length < 2 or degree == 0:
        memset(out, 0, paths.batch * paths.length * paths.channels * itemsize)
        return 0
    work.job.signature = rows_of(sig, sig_stride, itemsize)
    work.job.signature_derivs = rows_of(derivs, derivs_stride, itemsize)
    work.job.path_derivs = out
    return perform(backward, &work) if paths.batch else 0


cdef int embedded_combine(int itemsize, const void* left, const void* right, void* out, Py_ssize_t batch,
                          Py_ssize_t stride, Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    cdef PairJob job
    check_pairs(batch, dimension, degree, threads)
    describe_pairs(&job, dimension, degree, True, True)
    job.left, job.right = rows_of(left, stride, itemsize), rows_of(right, stride, itemsize)
    job.out = rows_of(out, stride, itemsize)
    return multiply(&job, itemsize, batch, threads) if batch and degree else 0


cdef int embedded_combine_backward(int itemsize, const void* derivs, const void* left, const void* right,
                                   void* left_derivs, void* right_derivs, Py_ssize_t batch, Py_ssize_t stride,
                                   Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    cdef PairJob job
    check_pairs(batch, dimension, degree, threads)
    describe_pairs(&job, dimension, degree, True, True)
    job.left, job.right = rows_of(left, stride, itemsize), rows_of(right, stride, itemsize)
    job.derivs = rows_of(derivs, stride, itemsize)
    job.left_derivs, job.right_derivs = rows_of(left_derivs, stride, itemsize), rows_of(right_derivs, stride, itemsize)
    return multiply_backward(&job, itemsize, batch, threads) if batch and degree else 0


cdef int signature_f32(const float* path, const PathBatch* paths, Py_ssize_t degree, float* out, Py_ssize_t out_stride,
                       int threads) except -1 nogil:
    return embedded_signature(sizeof(float), path, paths, degree, out, out_stride, threads)


cdef int signature_backward_f32(const float* path, const PathBatch* paths, Py_ssize_t degree, const float* sig,
                                Py_ssize_t sig_stride, const float* derivs, Py_ssize_t derivs_stride, float* out,
                                int threads) except -1 nogil:
    return embedded_signature_backward(
        sizeof(float), path, paths, degree, sig, sig_stride, derivs, derivs_stride, out, threads)


cdef int combine_f32(const float* left, const float* right, float* out, Py_ssize_t batch, Py_ssize_t stride,
                     Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    return embedded_combine(sizeof(float), left, right, out, batch, stride, dimension, degree, threads)


cdef int combine_backward_f32(const float* derivs, const float* left, const float* right, float* left_derivs,
                              float* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                              Py_ssize_t degree, int threads) except -1 nogil:
    return embedded_combine_backward(
        sizeof(float), derivs, left, right, left_derivs, right_derivs, batch, stride, dimension, degree, threads)


cdef int signature_f64(const double* path, const PathBatch* paths, Py_ssize_t degree, double* out, Py_ssize_t out_stride,
                       int threads) except -1 nogil:
    return embedded_signature(sizeof(double), path, paths, degree, out, out_stride, threads)


cdef int signature_backward_f64(const double* path, const PathBatch* paths, Py_ssize_t degree, const double* sig,
                                Py_ssize_t sig_stride, const double* derivs, Py_ssize_t derivs_stride, double* out,
                                int threads) except -1 nogil:
    return embedded_signature_backward(
        sizeof(double), path, paths, degree, sig, sig_stride, derivs, derivs_stride, out, threads)


cdef int combine_f64(const double* left, const double* right, double* out, Py_ssize_t batch, Py_ssize_t stride,
                     Py_ssize_t dimension, Py_ssize_t degree, int threads) except -1 nogil:
    return embedded_combine(sizeof(double), left, right, out, batch, stride, dimension, degree, threads)


cdef int combine_backward_f64(const double* derivs, const double* left, const double* right, double* left_derivs,
                              double* right_derivs, Py_ssize_t batch, Py_ssize_t stride, Py_ssize_t dimension,
                              Py_ssize_t degree, int threads) except -1 nogil:
    return embedded_combine_backward(
        sizeof(double), derivs, left, right, left_derivs, right_derivs, batch, stride, dimension, degree, threads)
