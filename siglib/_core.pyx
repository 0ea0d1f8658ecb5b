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

from siglib._kernels cimport (
    KERNEL_ABI, Driver, KernelTable, PathJob, PathView, Rows, Shape, Variant, block_function, combine_backward_kernel,
    combine_kernel, row_at)

cdef extern from "cpu.h" nogil:
    bint siglib_runs_x86_64_v3()
    bint siglib_runs_x86_64_v4()

cdef extern from "<stdlib.h>" nogil:
    int posix_memalign(void** memory, size_t alignment, size_t size)


# ---------------------------------------------------------------------------------------------------------------------
# Kernel modules

ISAS = ("baseline", "x86_64_v3", "x86_64_v4")
ISAS_COMPILED = [name for name in ISAS if find_spec(f"siglib._kernels_{name}") is not None]


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
kernel_module = import_module(f"siglib._kernels_{ISA}")
cdef KernelTable* table = <KernelTable*> PyCapsule_GetPointer(kernel_module.capsule, "siglib.kernels")
if table.abi != KERNEL_ABI:
    raise ImportError(f"kernel module {ISA} has interface {table.abi}, expected {KERNEL_ABI}: reinstall siglib")

LANES = {
    dtype: lanes
    for dtype, lanes in (("float32", table.float32.lanes), ("float64", table.float64.lanes))
    if lanes
}
VARIANTS = sorted(table.variants[i].name.decode() for i in range(table.count))

# How special a kernel may be, for tests: 2 lets all in, 1 those for one degree, 0 only those for any degree.
cdef int most_special = 2


def restrict_variants(kind):
    """Leave out the kernels that are more special than `kind`: None, "degree" or "generic"."""
    global most_special
    most_special = {None: 2, "degree": 1, "generic": 0}[kind]


cdef const Variant* find_variant(const char* operation, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) except NULL:
    """The most special kernel for a call: the table has them in this order."""
    cdef const Variant* variant
    cdef int i
    for i in range(table.count):
        variant = table.variants + i
        if variant.itemsize != itemsize or strcmp(variant.operation, operation) != 0:
            continue
        if variant.degree and (most_special < 1 or variant.degree != degree):
            continue
        if variant.dimension and (most_special < 2 or variant.dimension != dimension):
            continue
        return variant
    raise not_built(itemsize)


cdef const Driver* find_driver(int itemsize) except NULL:
    cdef const Driver* driver = &table.float32 if itemsize == 4 else &table.float64
    if driver.lanes == 0:
        raise not_built(itemsize)
    return driver


def not_built(itemsize):
    """The error for a dtype that this build leaves out."""
    return NotImplementedError(
        f"dtype: expected {' or '.join(LANES)}, which this build of siglib has kernels for, got float{8 * itemsize}; "
        "rebuild with -Csetup-args=-Ddtypes=float32,float64")


# ---------------------------------------------------------------------------------------------------------------------
# Threads

# libgomp's pool, which other libraries may have used before, does not survive a fork: a child computes serially.
cdef bint pool_lost = False


def _after_fork_in_child():
    global pool_lost
    pool_lost = True


os.register_at_fork(after_in_child=_after_fork_in_child)


cdef int run(block_function function, const void* job, Py_ssize_t count, int threads, Py_ssize_t scratch_bytes) except -1:
    """Call `function` for 0..count-1, each thread with scratch of its own."""
    cdef Py_ssize_t i
    cdef void* scratch = NULL
    cdef int parties = 1 if pool_lost else <int> min(<Py_ssize_t> threads, count)
    if count == 0:
        return 0
    scratch_bytes = (scratch_bytes + 63) // 64 * 64
    if scratch_bytes and posix_memalign(&scratch, 64, parties * scratch_bytes) != 0:
        raise MemoryError(f"cannot allocate {parties * scratch_bytes} bytes of scratch memory")
    with nogil:
        if parties == 1:
            for i in range(count):
                function(job, i, scratch)
        else:
            for i in prange(count, num_threads=parties, schedule="dynamic"):
                function(job, i, <char*> scratch + threadid() * scratch_bytes)
    free(scratch)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Plan

cdef enum:
    SERIAL_WORK = 1_000_000
    CHUNK_STEPS = 8
    CHUNK_BYTES = 48 * 1024 * 1024

# What more blocks of lanes than are cheapest may cost, so that threads have something to share.
cdef double FEW_BLOCKS_COST = 1.2, MANY_BLOCKS_COST = 1.03
cdef Py_ssize_t FEW_BLOCKS = 2, MANY_BLOCKS = 16

# What the gradient of a signature, or of a Chen product and its share in the prefixes, takes beside itself.
cdef double BACKWARD_PASSES = 2.3, BACKWARD_JOINS = 4


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
    cdef Py_ssize_t steps = (job.length - 1) * (2 if job.lead_lag else 1), chunks = 1, best = 1, blocks
    cdef double step = step_work(job.dimension, job.degree), cost, least = 0, join, passes
    cdef double bytes_per_chunk = <double> effort.arrays * itemsize * job.words * job.batch
    join = 0.5 * effort.joins * job.degree * job.words * job.batch
    while chunks == 1 or (
            chunks * CHUNK_STEPS <= steps
            and (chunks * bytes_per_chunk <= CHUNK_BYTES or job.batch * chunks <= 2 * lanes)):
        blocks = (job.batch * chunks + lanes - 1) // lanes
        passes = effort.whole_passes if chunks == 1 else effort.cut_passes
        cost = passes * blocks * ((steps + chunks - 1) // chunks) * step + (chunks - 1) * join
        if (chunks == 1 or cost < least or (cost < FEW_BLOCKS_COST * least and blocks <= FEW_BLOCKS)
                or (cost < MANY_BLOCKS_COST * least and blocks <= MANY_BLOCKS)):
            best = chunks
        if chunks == 1 or cost < least:
            least = cost
        chunks = chunks * 2
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

    cdef PathView points(self) noexcept:
        cdef PathView view
        view.first = self.buffer.buf
        view.batch_stride, view.time_stride, view.channel_stride = self.stride(0), self.stride(1), self.stride(2)
        return view

    cdef Rows rows(self, Py_ssize_t words) noexcept:
        """The rows of an array of signatures, past a scalar term."""
        cdef Rows rows
        rows.first = <char*> self.buffer.buf + (self.buffer.shape[1] - words) * self.buffer.itemsize
        rows.stride = self.buffer.strides[0]
        return rows


cdef Py_ssize_t count_words(Py_ssize_t dimension, Py_ssize_t degree) noexcept:
    cdef Py_ssize_t level = 1, words = 0, _k
    if dimension == 1:
        return degree
    for _k in range(degree):
        level = level * dimension
        words = words + level
    return words


cdef void describe_path(PathJob* job, View path, Py_ssize_t degree, bint time_aug, bint lead_lag, double end_time) noexcept:
    memset(job, 0, sizeof(PathJob))
    job.batch = path.buffer.shape[0]
    job.length = path.buffer.shape[1]
    job.channels = path.buffer.shape[2]
    job.path = path.points()
    job.parts = 1
    job.lead_lag = lead_lag
    job.time_aug = time_aug
    job.end_time = end_time
    job.dimension = job.channels * (2 if lead_lag else 1) + (1 if time_aug else 0)
    job.degree = degree
    job.words = count_words(job.dimension, degree)
    job.chunks = 1


cdef class PathCall:
    """A job on a batch of paths, with the buffers and the memory that it points into."""

    cdef View path, tangent, lengths, order
    cdef PathJob job
    cdef const Driver* driver
    cdef int itemsize, threads
    cdef char* memory

    def __cinit__(self, path, tangent, lengths, order, Py_ssize_t degree, bint time_aug, bint lead_lag, double end_time,
                  int threads):
        self.path = View(path)
        self.itemsize = self.path.buffer.itemsize
        self.driver = find_driver(self.itemsize)
        describe_path(&self.job, self.path, degree, time_aug, lead_lag, end_time)
        if tangent is not None:
            self.tangent = View(tangent)
            self.job.tangent = self.tangent.points()
            self.job.parts = 2
        if lengths is not None:
            self.lengths, self.order = View(lengths), View(order)
            self.job.lengths = <const Py_ssize_t*> self.lengths.buffer.buf
            self.job.order = <const Py_ssize_t*> self.order.buffer.buf
        if self.job.dimension == 1:
            self.threads = worthwhile(<double> self.job.batch * degree, threads)
        else:
            self.threads = worthwhile(step_work(self.job.dimension, degree) * self.job.batch * self.job.length, threads)

    def __dealloc__(self):
        free(self.memory)

    cdef const Variant* variant(self, const char* operation) except NULL:
        return find_variant(operation, self.itemsize, self.job.degree, self.job.dimension)

    cdef bint plan(self, Effort effort) except -1:
        """Cut the paths into chunks; whether there is more than one."""
        self.job.chunks = plan_chunks(&self.job, self.itemsize, self.driver.lanes, effort)
        if self.job.chunks == 1:
            return False
        self.job.combine = self.variant("combine")
        self.job.combine_backward = self.variant("combine_bwd")
        return True

    cdef int allocate(self, Rows** arrays, int count, Py_ssize_t rows) except -1:
        """Give `count` arrays of `rows` signatures each to the job."""
        cdef Py_ssize_t stride = self.job.words * self.itemsize
        cdef int i
        if posix_memalign(<void**> &self.memory, 64, count * rows * stride) != 0:
            raise MemoryError(f"cannot allocate {count * rows * stride} bytes for the chunks of the paths")
        for i in range(count):
            arrays[i].first = self.memory + i * rows * stride
            arrays[i].stride = stride
        return 0

    cdef int on_blocks(self, block_function function) except -1:
        cdef Py_ssize_t items = self.job.batch * self.job.chunks
        return run(function, &self.job, (items + self.driver.lanes - 1) // self.driver.lanes, self.threads,
                   self.driver.scratch_bytes(&self.job))

    cdef int on_paths(self, block_function function) except -1:
        return run(function, &self.job, self.job.batch, self.threads, 3 * self.job.words * self.itemsize)


def signature(path, tangent, lengths, order, out, tangent_out, Py_ssize_t degree, bint time_aug, bint lead_lag,
              double end_time, int threads):
    """Fill `out` (batch, words) with the signatures of `path` (batch, length, channels); skip a scalar term.

    Along a `tangent` of the paths (or None), fill `tangent_out` with the tangents of the signatures.
    """
    cdef PathCall call = PathCall(path, tangent, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.job
    cdef View out_view = View(out, True)
    cdef View tangent_view = None if tangent is None else View(tangent_out, True)
    cdef Rows* arrays[2]
    job.signature = out_view.rows(job.words)
    if tangent_view is not None:
        job.signature_tangent = tangent_view.rows(job.words)
    if job.dimension == 1:
        return call.on_paths(call.driver.forward_line)
    job.forward = call.variant("sigfwd" if tangent is None else "sigfwd_dual")
    if call.plan(Effort(1, 1, 1, job.parts)):
        arrays[0], arrays[1] = &job.chunk_signature, &job.chunk_tangent
        call.allocate(arrays, job.parts, job.batch * job.chunks)
    call.on_blocks(call.driver.forward_block)
    if job.chunks > 1:
        call.on_paths(call.driver.join_chunks)


def signature_backward(path, lengths, order, sig, derivs, out, Py_ssize_t degree, bint time_aug, bint lead_lag,
                       double end_time, int threads):
    """Fill `out` (batch, length, channels, contiguous) with dF/dpath; `sig` may be None."""
    cdef PathCall call = PathCall(path, None, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.job
    cdef View derivs_view = View(derivs), out_view = View(out, True)
    cdef View sig_view = None if sig is None else View(sig)
    cdef Rows* arrays[3]
    job.signature_derivs = derivs_view.rows(job.words)
    job.path_derivs = out_view.buffer.buf
    if job.dimension == 1:
        return call.on_paths(call.driver.backward_line)
    job.forward = call.variant("sigfwd")
    job.backward = call.variant("sigbwd")
    # A path in one piece needs no forward pass if its signature is given.
    if call.plan(Effort(BACKWARD_PASSES + (sig_view is None), BACKWARD_PASSES + 1, BACKWARD_JOINS, 3)):
        arrays[0], arrays[1], arrays[2] = &job.chunk_signature, &job.chunk_derivs, &job.prefix
        call.allocate(arrays, 3, job.batch * job.chunks)
        call.on_blocks(call.driver.forward_block)
        call.on_paths(call.driver.split_derivs)
    elif sig_view is not None:
        job.signature = sig_view.rows(job.words)
    call.on_blocks(call.driver.backward_block)
    if job.chunks > 1:
        call.on_paths(call.driver.finish_path_derivs)


def signature_backward_tangent(path, tangent, lengths, order, derivs, out, sig_tangent_out, Py_ssize_t degree,
                               bint time_aug, bint lead_lag, double end_time, int threads):
    """Fill `out` with the tangent of dF/dpath, dF/dS being constant, and `sig_tangent_out` with that of the signature."""
    cdef PathCall call = PathCall(path, tangent, lengths, order, degree, time_aug, lead_lag, end_time, threads)
    cdef PathJob* job = &call.job
    cdef View derivs_view = View(derivs), out_view = View(out, True), tangent_view = View(sig_tangent_out, True)
    cdef Rows* arrays[7]
    job.signature_derivs = derivs_view.rows(job.words)
    job.signature_tangent = tangent_view.rows(job.words)
    job.tangents_only = True
    job.path_derivs = out_view.buffer.buf
    if job.dimension == 1:
        return call.on_paths(call.driver.backward_line)
    job.forward = call.variant("sigfwd_dual")
    job.backward = call.variant("sigbwd_dual")
    # Of dual numbers, each pass and join is about as much dearer as the others.
    if not call.plan(Effort(BACKWARD_PASSES + 1, BACKWARD_PASSES + 1, BACKWARD_JOINS, 7)):
        return call.on_blocks(call.driver.backward_block)
    arrays[0], arrays[1], arrays[2] = &job.chunk_signature, &job.chunk_derivs, &job.prefix
    arrays[3], arrays[4], arrays[5] = &job.chunk_tangent, &job.chunk_derivs_tangent, &job.prefix_tangent
    # The signatures themselves: nobody wants them, but joining makes them.
    arrays[6] = &job.signature
    call.allocate(arrays, 7, job.batch * job.chunks)
    call.on_blocks(call.driver.forward_block)
    call.on_paths(call.driver.join_chunks)
    call.on_paths(call.driver.split_derivs)
    call.on_blocks(call.driver.backward_block)
    # So far dF/dS of each chunk was taken for constant; the gradient is linear in it, so its tangent is added alone.
    job.parts = 1
    job.accumulate = True
    job.chunk_derivs = job.chunk_derivs_tangent
    job.forward = call.variant("sigfwd")
    job.backward = call.variant("sigbwd")
    call.on_blocks(call.driver.backward_block)
    call.on_paths(call.driver.finish_path_derivs)


def transform(path, out, bint time_aug, bint lead_lag, double end_time, int threads):
    """Fill `out` with the augmented paths."""
    cdef View path_view = View(path), out_view = View(out, True)
    cdef PathJob job
    describe_path(&job, path_view, 0, time_aug, lead_lag, end_time)
    job.signature.first = <char*> out_view.buffer.buf
    job.signature.stride = out_view.buffer.strides[0]
    run(find_driver(path_view.buffer.itemsize).transform, &job, job.batch,
        worthwhile(4.0 * job.batch * job.length * job.dimension, threads), 0)


def transform_backward(derivs, out, bint time_aug, bint lead_lag, int threads):
    """Fill `out` (batch, length, channels, contiguous) with the sums of `derivs` over the points made from each."""
    cdef View derivs_view = View(derivs), out_view = View(out, True)
    cdef PathJob job
    describe_path(&job, derivs_view, 0, time_aug, lead_lag, 0.0)
    job.length = out_view.buffer.shape[1]
    job.channels = out_view.buffer.shape[2]
    job.path_derivs = out_view.buffer.buf
    run(find_driver(derivs_view.buffer.itemsize).transform_derivs, &job, job.batch,
        worthwhile(4.0 * derivs_view.buffer.len / derivs_view.buffer.itemsize, threads), 0)


# ---------------------------------------------------------------------------------------------------------------------
# Chen product

cdef double GROUP_WORK = 100_000


# A batch of pairs, `group` at a time: `out` = left (x) right, or the derivatives by both, given `derivs`.
cdef struct PairJob:
    Shape shape
    const Variant* variant
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
    (<combine_kernel> job.variant.kernel)(&out, &left, &right, min(job.group, job.batch - first), &job.shape)


cdef void combine_pairs_backward(const void* pair_job, Py_ssize_t index, void* scratch) noexcept nogil:
    cdef const PairJob* job = <const PairJob*> pair_job
    cdef Py_ssize_t first = index * job.group
    cdef Rows left_derivs = rows_from(&job.left_derivs, first), right_derivs = rows_from(&job.right_derivs, first)
    cdef Rows derivs = rows_from(&job.derivs, first)
    cdef Rows left = rows_from(&job.left, first), right = rows_from(&job.right, first)
    (<combine_backward_kernel> job.variant.kernel)(
        &left_derivs, &right_derivs, &derivs, &left, &right, min(job.group, job.batch - first), &job.shape)


cdef PairJob pair_job(Py_ssize_t dimension, Py_ssize_t degree, View left, View right, bint left_scalar,
                      bint right_scalar) noexcept:
    cdef PairJob job
    memset(&job, 0, sizeof(job))
    job.shape.dimension = dimension
    job.shape.degree = degree
    job.shape.words = count_words(dimension, degree)
    job.shape.left_scalar = left_scalar
    job.shape.right_scalar = right_scalar
    job.left = left.rows(job.shape.words)
    job.right = right.rows(job.shape.words)
    return job


cdef int on_pairs(block_function function, PairJob* job, Py_ssize_t batch, double work, int threads) except -1:
    """Call `function` for groups of pairs, each large enough to be worth a call and small enough to share out."""
    job.batch = batch
    job.group = max(1, min(<Py_ssize_t> (GROUP_WORK / work), batch // (4 * threads)))
    return run(function, job, (batch + job.group - 1) // job.group, worthwhile(work * batch, threads), 0)


def combine(sig1, sig2, out, Py_ssize_t dimension, Py_ssize_t degree, bint left_scalar, bint right_scalar, int threads):
    """Fill `out` (batch, words) with the Chen products of the rows of `sig1` and `sig2`, whose scalar terms are given."""
    cdef View left = View(sig1), right = View(sig2), product = View(out, True)
    cdef PairJob job = pair_job(dimension, degree, left, right, left_scalar, right_scalar)
    cdef Py_ssize_t batch = product.buffer.shape[0]
    job.variant = find_variant("combine", product.buffer.itemsize, degree, dimension)
    job.out = product.rows(job.shape.words)
    on_pairs(combine_pairs, &job, batch, <double> degree * job.shape.words, threads)


def combine_backward(derivs, sig1, sig2, out1, out2, Py_ssize_t dimension, Py_ssize_t degree, bint left_scalar,
                     bint right_scalar, int threads):
    """Fill `out1` and `out2` with the derivatives by the rows of `sig1` and `sig2`, whose scalar terms are given."""
    cdef View given = View(derivs), left = View(sig1), right = View(sig2)
    cdef View left_derivs = View(out1, True), right_derivs = View(out2, True)
    cdef PairJob job = pair_job(dimension, degree, left, right, left_scalar, right_scalar)
    cdef Py_ssize_t batch = given.buffer.shape[0]
    job.variant = find_variant("combine_bwd", given.buffer.itemsize, degree, dimension)
    job.derivs = given.rows(job.shape.words)
    job.left_derivs = left_derivs.rows(job.shape.words)
    job.right_derivs = right_derivs.rows(job.shape.words)
    on_pairs(combine_pairs_backward, &job, batch, 2.0 * degree * job.shape.words, threads)
