# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""Loads the kernel modules of the best ISA, finds variants of kernels, runs jobs on threads."""

import os
import threading
from importlib import import_module
from importlib.util import find_spec

from cpython.buffer cimport PyBUF_SIMPLE, Py_buffer, PyBuffer_Release, PyObject_GetBuffer
from cpython.pycapsule cimport PyCapsule_GetPointer
from cython.parallel cimport parallel, prange, threadid
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free

from siglib._errors import unsupported, unsupported_dtype
from siglib._threads import thread_count

from siglib._native.abi cimport KERNEL_ABI, KernelTable, Variant, job_function, place_of

cdef extern from "cpu.h" nogil:
    bint siglib_runs_x86_64_v3()
    bint siglib_runs_x86_64_v4()

cdef extern from "threads.h" nogil:
    uint64_t siglib_float_mode()
    void siglib_set_float_mode(uint64_t mode)
    double siglib_seconds()
    int siglib_openmp_threads()

cdef extern from "Python.h":
    # An exception stays where it is, and is raised once all threads have stopped.
    int PyErr_CheckSignals() noexcept
    unsigned long PyThread_get_thread_ident() noexcept nogil

cdef extern from "<stdlib.h>" nogil:
    int posix_memalign(void** memory, size_t alignment, size_t size)


# ---------------------------------------------------------------------------------------------------------------------
# Kernel modules: one for each ISA and each of these names. Those of a single dtype have a source that serves both.

ISAS = ("baseline", "x86_64_v3", "x86_64_v4")
MODULES = tuple(
    [f"{name}_{dtype}" for name in ("path", "path_tangents", "path_lyndon", "path_stepwise", "series") for dtype in ("f32", "f64")]
    + ["tensor", "words", "pairs", "pairs_tangents", "pairs_waves"]
)


def module_name(module, isa):
    return f"siglib._native.kernels_{module}_{isa}"


def modules_compiled(isa):
    return [module for module in MODULES if find_spec(module_name(module, isa)) is not None]


def executes(isa):
    """Whether this processor executes code of an ISA."""
    if isa == "x86_64_v3":
        return bool(siglib_runs_x86_64_v3())
    if isa == "x86_64_v4":
        return bool(siglib_runs_x86_64_v4())
    return True


ISAS_COMPILED = [isa for isa in ISAS if modules_compiled(isa)]
ISAS_AVAILABLE = [isa for isa in ISAS_COMPILED if executes(isa)]


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


# ---------------------------------------------------------------------------------------------------------------------
# Variants: a table for each kernel and dtype, indexed by degree and dimension

cdef enum:
    MOST_KERNELS = 256

# The variants of a kernel for every degree and dimension below the bounds; the last row and the last column are for
# all that lie beyond.
cdef struct KernelIndex:
    Py_ssize_t degrees
    Py_ssize_t dimensions
    const Variant** variants


cdef KernelIndex kernel_index[MOST_KERNELS][2]
cdef const void* path_drivers[2]
cdef int lanes[2]
KERNEL_NUMBERS = {}

# What kernels may have compiled in, for tests.
cdef bint with_degree = True, with_dimension = True


cdef int kernel_named(str name) except -1:
    number = KERNEL_NUMBERS.setdefault(name, len(KERNEL_NUMBERS))
    if number >= MOST_KERNELS:
        raise ImportError(f"siglib has more than {MOST_KERNELS} kernels")
    return number


cdef bint serves(const Variant* variant, Py_ssize_t degree, Py_ssize_t dimension) noexcept nogil:
    """Whether a variant computes for a degree and a dimension."""
    if variant.degree and not (with_degree and variant.degree == degree):
        return False
    # What has one channel alone is not more special than what has any number of them.
    return not variant.dimension or (variant.dimension == dimension and (with_dimension or dimension == 1))


cdef void index_variant(KernelIndex* index, const Variant* variant) noexcept nogil:
    """Enter a variant where no more special one stands; they come in this order."""
    cdef Py_ssize_t degree, dimension
    cdef const Variant** place
    for degree in range(index.degrees + 1):
        for dimension in range(index.dimensions + 1):
            place = index.variants + degree * (index.dimensions + 1) + dimension
            if place[0] == NULL and serves(variant, degree, dimension):
                place[0] = variant


cdef const KernelTable* load(str name) except NULL:
    module = import_module(name)
    # The module owns the table behind the capsule, and stays loaded.
    cdef const KernelTable* table = <const KernelTable*> PyCapsule_GetPointer(module.capsule, "siglib.kernels")
    if table.abi != KERNEL_ABI:
        raise ImportError(f"{name} has interface {table.abi}, expected {KERNEL_ABI}: reinstall siglib")
    return table


cdef const KernelTable* tables[32]
cdef int table_count = 0


cdef str variant_name(int t, int i):
    """The name of a variant: a source that serves both dtypes calls them `real`."""
    cdef const Variant* variant = tables[t].variants + i
    return variant.name.decode().replace("_real", f"_f{8 * variant.itemsize}")


cdef int build_index() except -1:
    cdef KernelIndex* index
    cdef const Variant* variant
    cdef int t, i, kernel, place
    for kernel in range(MOST_KERNELS):
        for place in range(2):
            index = &kernel_index[kernel][place]
            free(index.variants)
            index.variants = NULL
            index.degrees = index.dimensions = 0
    # The bounds first: one more than what any variant has compiled in.
    for t in range(table_count):
        for place in range(2):
            lanes[place] = lanes[place] or tables[t].lanes[place]
            if tables[t].drivers[place] != NULL:
                path_drivers[place] = tables[t].drivers[place]
        for i in range(tables[t].count):
            variant = tables[t].variants + i
            index = &kernel_index[kernel_named(variant.kernel.decode())][place_of(variant.itemsize)]
            index.degrees = max(index.degrees, variant.degree + 1)
            index.dimensions = max(index.dimensions, variant.dimension + 1)
    for t in range(table_count):
        for i in range(tables[t].count):
            variant = tables[t].variants + i
            index = &kernel_index[kernel_named(variant.kernel.decode())][place_of(variant.itemsize)]
            if index.variants == NULL:
                index.variants = <const Variant**> calloc((index.degrees + 1) * (index.dimensions + 1), sizeof(void*))
                if index.variants == NULL:
                    raise MemoryError("cannot allocate the index of kernels")
            index_variant(index, variant)
    return 0


ISA = chosen_isa()
for module in modules_compiled(ISA):
    tables[table_count] = load(module_name(module, ISA))
    table_count += 1
build_index()

LANES = {dtype: lanes[place] for place, dtype in enumerate(("float32", "float64")) if lanes[place]}
VARIANTS = sorted([variant_name(t, i) for t in range(table_count) for i in range(tables[t].count)])


def restrict_variants(kind):
    """Leave out kernels: of "degree" or "dimension" the others have only that compiled in, of "generic" neither."""
    global with_degree, with_dimension
    with_degree, with_dimension = kind in (None, "degree"), kind in (None, "dimension")
    build_index()


cdef const Variant* look_up(int kernel, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) noexcept nogil:
    cdef const KernelIndex* index = &kernel_index[kernel][place_of(itemsize)]
    if index.variants == NULL:
        return NULL
    return index.variants[min(degree, index.degrees) * (index.dimensions + 1) + min(dimension, index.dimensions)]


cdef const Variant* find_variant(int kernel, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) except NULL nogil:
    cdef const Variant* variant = look_up(kernel, itemsize, degree, dimension)
    if variant == NULL:
        with gil:
            raise_unsupported(kernel, itemsize, degree, dimension)
    return variant


cdef int raise_unsupported(int kernel, int itemsize, Py_ssize_t degree, Py_ssize_t dimension) except -1:
    lane_count(itemsize)
    raise unsupported(list(KERNEL_NUMBERS)[kernel], itemsize, degree, dimension, VARIANTS)


cdef int lane_count(int itemsize) except -1 nogil:
    cdef int count = lanes[place_of(itemsize)]
    if count == 0:
        with gil:
            raise unsupported_dtype(itemsize)
    return count


cdef const void* path_driver(int itemsize) except NULL nogil:
    cdef const void* driver
    lane_count(itemsize)
    driver = path_drivers[place_of(itemsize)]
    if driver == NULL:
        with gil:
            raise unsupported("sigfwd", itemsize, 0, 0, VARIANTS)
    return driver


cdef class Plan:
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        raise NotImplementedError


# ---------------------------------------------------------------------------------------------------------------------
# Threads

# Waking threads costs more than so many multiply-adds do.
cdef double SERIAL_WORK = 1_000_000

# libgomp's pool, which other libraries may have used before, does not survive a fork: a child computes serially.
cdef bint pool_lost = False

# The thread that Python handles signals on.
cdef unsigned long main_thread = threading.main_thread().ident


def _after_fork_in_child():
    global pool_lost, main_thread
    pool_lost = True
    main_thread = PyThread_get_thread_ident()


os.register_at_fork(after_in_child=_after_fork_in_child)


cdef int threads_for(double work, int threads) except -1 nogil:
    if work < SERIAL_WORK or pool_lost or threads == 1:
        return 1
    if threads > 1:
        return threads
    with gil:
        return thread_count(threads, siglib_openmp_threads())


def openmp_threads():
    """How many threads OpenMP grants to the calling one."""
    return siglib_openmp_threads()


cdef const void* items_of(array) except NULL:
    cdef Py_buffer buffer
    PyObject_GetBuffer(array, &buffer, PyBUF_SIMPLE)
    PyBuffer_Release(&buffer)
    return buffer.buf


cdef void* allocated(Py_ssize_t size) except NULL nogil:
    cdef void* memory = NULL
    if posix_memalign(&memory, 64, size) != 0:
        with gil:
            raise MemoryError(f"cannot allocate {size} bytes of memory for a call")
    return memory


# Signals are asked for so often, in seconds; the clock is looked at more often.
cdef double SIGNAL_INTERVAL = 0.05


cdef struct Watch:
    # Whether items that have not begun are left out; other threads read it, and may do so an item late.
    bint stopped
    # So many items lie between two looks at the clock, and so many are left until the next.
    Py_ssize_t gap, left
    # When the clock was looked at, and when signals were asked for.
    double looked, asked


cdef void begin(Watch* watch) noexcept nogil:
    watch.stopped = False
    watch.gap = watch.left = 1
    watch.looked = watch.asked = siglib_seconds()


cdef inline void look(Watch* watch) noexcept nogil:
    """Between items: let Python handle signals, whose handler may want the call to end."""
    watch.left -= 1
    if watch.left == 0:
        look_at_clock(watch)


cdef void look_at_clock(Watch* watch) noexcept nogil:
    cdef double now = siglib_seconds()
    if now - watch.asked > SIGNAL_INTERVAL and PyThread_get_thread_ident() == main_thread:
        watch.stopped = is_interrupted()
        watch.asked = now
    if now - watch.looked < SIGNAL_INTERVAL / 50:
        watch.gap = 8 * watch.gap
    else:
        watch.gap = max(watch.gap // 8, 1)
    watch.looked, watch.left = now, watch.gap


cdef bint is_interrupted() noexcept nogil:
    with gil:
        return PyErr_CheckSignals() != 0


cdef int for_each(job_function function, const void* job, Py_ssize_t count, int threads,
                  Py_ssize_t scratch_bytes) except -1 nogil:
    cdef Py_ssize_t i
    cdef void* scratch = NULL
    cdef Watch watch
    cdef uint64_t mode, own
    cdef int parties = 1 if pool_lost else <int> min(<Py_ssize_t> threads, count)
    if count == 0:
        return 0
    scratch_bytes = (scratch_bytes + 63) // 64 * 64
    if scratch_bytes:
        scratch = allocated(parties * scratch_bytes)
    watch.stopped = False
    if count == 1:
        function(job, 0, scratch)
    elif parties == 1:
        begin(&watch)
        for i in range(count):
            function(job, i, scratch)
            look(&watch)
            if watch.stopped:
                break
    else:
        begin(&watch)
        mode = siglib_float_mode()
        with parallel(num_threads=parties):
            # A thread of the pool computes as the caller would, and is left as it was.
            own = siglib_float_mode()
            siglib_set_float_mode(mode)
            for i in prange(count, schedule="dynamic"):
                if not watch.stopped:
                    function(job, i, <char*> scratch + threadid() * scratch_bytes)
                    # The first thread is the caller's.
                    if threadid() == 0:
                        look(&watch)
            siglib_set_float_mode(own)
    free(scratch)
    # Python has an exception then.
    return -1 if watch.stopped else 0
