# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""For C and C++: what `siglib.h` declares, in terms of the public functions."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from cpython.memoryview cimport PyMemoryView_FromMemory
from cpython.buffer cimport PyBUF_READ, PyBUF_WRITE
from cpython.pycapsule cimport PyCapsule_New
from libc.string cimport memcpy, memset

import numpy as np

from siglib import _embedding

cdef extern from "siglib.h":
    enum:
        SIGLIB_C_VERSION
        SIGLIB_MOST_AXES

    ctypedef struct siglib_array:
        const char* name
        void* data
        char dtype
        int ndim
        ptrdiff_t shape[8]
        ptrdiff_t strides[8]

    ctypedef struct siglib_table:
        int version
        int (*call)(const char*, const siglib_array*, int, const char*, siglib_array*, int, char*, size_t) noexcept nogil
        void (*release)(siglib_array*) noexcept nogil

DTYPES = {"f": np.dtype(np.float32), "d": np.dtype(np.float64), "q": np.dtype(np.int64)}
# Addresses of what was allocated for results: nothing else is ever freed.
cdef set ALLOCATED = set()


cdef object view_of(const siglib_array* array, str name, int access):
    """An array of NumPy over the memory of another program."""
    cdef int axis
    cdef ptrdiff_t lowest = 0, highest, reach
    if not 0 <= array.ndim <= SIGLIB_MOST_AXES:
        raise ValueError(f"{name}: expected 0 to {SIGLIB_MOST_AXES} axes, got {array.ndim}")
    dtype = DTYPES.get(chr(array.dtype & 0x7f))
    if dtype is None:
        raise ValueError(f"{name}: expected dtype 'f', 'd' or 'q', got {chr(array.dtype & 0x7f)!r}")
    shape = tuple([array.shape[axis] for axis in range(array.ndim)])
    if min(shape, default=0) < 0:
        raise ValueError(f"{name}: expected sizes of at least 0, got {shape}")
    if 0 in shape:
        return np.empty(shape, dtype)
    if array.data == NULL:
        raise ValueError(f"{name}: expected an address, got NULL")
    strides = tuple([array.strides[axis] for axis in range(array.ndim)])
    highest = dtype.itemsize
    if not any(strides):
        for axis in range(array.ndim):
            highest = highest * array.shape[axis]
        return np.ndarray(shape, dtype, PyMemoryView_FromMemory(<char*> array.data, highest, access))
    for axis in range(array.ndim):
        reach = (array.shape[axis] - 1) * <ptrdiff_t> strides[axis]
        if reach < 0:
            lowest = lowest + reach
        else:
            highest = highest + reach
    memory = PyMemoryView_FromMemory(<char*> array.data + lowest, highest - lowest, access)
    return np.ndarray(shape, dtype, memory, -lowest, strides)


cdef int put(siglib_array* result, value, str name) except -1:
    """Write a result to where it is wanted, or to memory that is allocated for it."""
    cdef int axis
    array = np.asarray(value)
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    if array.dtype not in DTYPES.values():
        raise TypeError(f"{name}: expected an array of numbers, got {type(value).__name__}")
    if result.data != NULL:
        into = view_of(result, name, PyBUF_WRITE)
        if into.shape != array.shape or into.dtype != array.dtype:
            raise ValueError(
                f"{name}: expected an array of shape {array.shape} and dtype {array.dtype}, got one of shape {into.shape} "
                f"and dtype {into.dtype}")
        into[...] = array
        return 0
    if array.ndim > SIGLIB_MOST_AXES:
        raise ValueError(f"{name}: expected at most {SIGLIB_MOST_AXES} axes, got {array.ndim}")
    result.data = PyMem_RawMalloc(max(array.nbytes, 1))
    if result.data == NULL:
        raise MemoryError(f"cannot allocate {array.nbytes} bytes")
    ALLOCATED.add(<size_t> result.data)
    result.dtype, result.ndim = ord(array.dtype.char if array.dtype.kind == "f" else "q"), array.ndim
    for axis in range(array.ndim):
        result.shape[axis] = array.shape[axis]
    memset(result.strides, 0, sizeof(result.strides))
    if array.size:
        view_of(result, name, PyBUF_WRITE)[...] = array
    return 0


cdef int compute(const char* function, const siglib_array* arguments, int argument_count, const char* options,
                 siglib_array* results, int result_count) except -1:
    cdef int i
    arrays = []
    for i in range(argument_count):
        name = None if arguments[i].name == NULL else arguments[i].name.decode()
        arrays.append((name, view_of(&arguments[i], name or f"argument {i}", PyBUF_READ)))
    values = _embedding.call(function.decode(), arrays, "" if options == NULL else options.decode())
    if len(values) != result_count:
        raise ValueError(f"results: expected {len(values)} arrays, got {result_count}")
    wanted = [i for i in range(result_count) if results[i].data == NULL]
    try:
        for i in range(result_count):
            put(&results[i], values[i], f"result {i}")
    except BaseException:
        for i in wanted:
            free(&results[i])
        raise
    return 0


cdef void tell(str text, char* message, size_t size) noexcept:
    """Write what went wrong, as much of it as there is room for."""
    cdef bytes encoded = text.encode()[:max(<Py_ssize_t> size - 1, 0)]
    if message != NULL and size:
        memcpy(message, <char*> encoded, len(encoded))
        message[len(encoded)] = 0


cdef int call(const char* function, const siglib_array* arguments, int argument_count, const char* options,
              siglib_array* results, int result_count, char* message, size_t size) noexcept nogil:
    with gil:
        try:
            return compute(function, arguments, argument_count, options, results, result_count)
        except BaseException as error:
            tell(f"{type(error).__name__}: {error}", message, size)
            return -1


cdef void free(siglib_array* result) noexcept:
    """Free what was allocated for a result; leave all else alone."""
    if <size_t> result.data in ALLOCATED:
        ALLOCATED.remove(<size_t> result.data)
        PyMem_RawFree(result.data)
        result.data = NULL


cdef void release(siglib_array* result) noexcept nogil:
    with gil:
        free(result)


cdef siglib_table TABLE
TABLE.version, TABLE.call, TABLE.release = SIGLIB_C_VERSION, call, release

table = PyCapsule_New(&TABLE, "siglib._capi.table", NULL)
