# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The one call of all operations on NumPy arrays, and the fast way of a call that is like an earlier one.

Arrays come in through the buffer protocol; an engine gets their addresses, shapes and strides.
"""

cimport cython
from cpython.buffer cimport (
    PyBUF_FORMAT, PyBUF_STRIDES, PyBUF_WRITABLE, Py_buffer, PyBuffer_Release, PyObject_GetBuffer)
from libc.string cimport memset

import numpy as np

from siglib._native import pairs, path, series, words
from siglib._native.tensor import TensorPlan
from siglib._threads import thread_code

from siglib._native.runtime cimport Array, Plan

cdef object ndarray = np.ndarray, empty = np.empty, integer = np.dtype(np.intp)

# Operations whose engine has a plan for each; all others are kernels over rows of tensors.
cdef dict PLANS = path.PLANS | series.PLANS | words.PLANS | pairs.PLANS

cdef enum:
    MOST_OPERANDS = 12
    MOST_RESULTS = 4
    # How many kinds of calls an operation remembers.
    MOST_RECORDS = 32


def plan(operation, options, multiply_adds=0.0):
    """Prepare an operation with checked options: find its engine."""
    threads = thread_code(options.n_jobs)
    if operation.name in PLANS:
        return PLANS[operation.name](options, threads)
    is_signature = tuple([array.kind.signature for array in (*operation.outputs, *operation.operands)])
    return TensorPlan(operation.kernel, options, threads, len(operation.outputs), is_signature, multiply_adds)


cdef class Buffers:
    """Buffers of arrays, held for the time of a call."""

    cdef Py_buffer buffers[MOST_OPERANDS]
    cdef int count

    def __cinit__(self):
        self.count = 0

    def __dealloc__(self):
        cdef int i
        for i in range(self.count):
            PyBuffer_Release(&self.buffers[i])

    cdef Py_buffer* take(self, array, int flags) except NULL:
        if self.count == MOST_OPERANDS:
            raise ValueError(f"expected at most {MOST_OPERANDS} arrays")
        PyObject_GetBuffer(array, &self.buffers[self.count], flags)
        self.count += 1
        return &self.buffers[self.count - 1]


cdef bint flatten(Array* array, const Py_buffer* buffer, int axes) noexcept:
    """Describe an array by its last `axes` axes and one for all before; tell whether their strides allow it."""
    cdef int axis, leading = buffer.ndim - axes
    cdef Py_ssize_t batch = 1
    if axes > 2 or leading < 0:
        return False
    array.first = <char*> buffer.buf
    for axis in range(axes):
        array.shape[axis + 1] = buffer.shape[leading + axis]
        array.strides[axis + 1] = buffer.strides[leading + axis]
    for axis in range(leading):
        batch = batch * buffer.shape[axis]
        if axis and buffer.strides[axis - 1] != buffer.shape[axis] * buffer.strides[axis] and buffer.len:
            return False
    array.shape[0] = batch
    array.strides[0] = buffer.strides[leading - 1] if leading else 0
    return True


cdef int take(Array* array, const Py_buffer* buffer, int axes) except -1:
    if not flatten(array, buffer, axes):
        raise ValueError(f"expected an array of {axes} axes after those of the batch, which can be flattened")
    return 0


cdef void fill_scalar_term(const Array* rows, int axes, int itemsize, double value) noexcept nogil:
    """Fill the first column of rows, or of streams of rows, which have two axes."""
    cdef Py_ssize_t i, j
    cdef char* place
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1] if axes == 2 else 1):
            place = rows.first + i * rows.strides[0] + (j * rows.strides[1] if axes == 2 else 0)
            if itemsize == 4:
                (<float*> place)[0] = <float> value
            else:
                (<double*> place)[0] = value


def call(Plan plan, tuple results, tuple axes, tuple scalars, tuple operands, tuple operand_axes, int default_threads=0):
    """Fill the arrays `results`, given the arrays `operands`, of which some may be None.

    `axes` says of each array how many axes it has besides those of the batch, and `scalars` of each result what its
    scalar term is, or None if it has none. `default_threads` is for options that leave the number of threads open.
    """
    cdef Buffers buffers = Buffers()
    cdef Array result_arrays[MOST_RESULTS]
    cdef Array operand_arrays[MOST_OPERANDS]
    cdef Py_buffer* buffer
    cdef int i, itemsize = 8
    memset(operand_arrays, 0, sizeof(operand_arrays))
    for i in range(len(operands)):
        if operands[i] is not None:
            take(&operand_arrays[i], buffers.take(operands[i], PyBUF_STRIDES), operand_axes[i])
    for i in range(len(results)):
        buffer = buffers.take(results[i], PyBUF_STRIDES | PyBUF_WRITABLE)
        itemsize = <int> buffer.itemsize
        take(&result_arrays[i], buffer, axes[i])
    plan.compute(result_arrays, operand_arrays, itemsize, plan.threads if plan.threads else default_threads)
    for i in range(len(results)):
        if scalars[i] is not None:
            fill_scalar_term(&result_arrays[i], axes[i], itemsize, scalars[i])


def counts_within(lengths, Py_ssize_t most):
    """A copy of `lengths` in 64 bits, which nobody can change before its use; None if any is not from 0 to `most`."""
    cdef Buffers buffers = Buffers()
    cdef const Py_ssize_t* count
    cdef Py_ssize_t i
    counts = lengths.astype(integer, order="C")
    count = <const Py_ssize_t*> buffers.take(counts, PyBUF_STRIDES).buf
    for i in range(<Py_ssize_t> counts.size):
        if count[i] < 0 or count[i] > most:
            return None
    return counts


def in_order(counts, Py_ssize_t most):
    """Flatten the counts of points, from 0 to `most`; return them with the order of paths from short to long."""
    flat = counts.reshape(-1)
    # Numbers of 16 bits are sorted in linear time.
    return flat, (flat.astype(np.uint16) if most < 2**16 else flat).argsort(kind="stable")


# ---------------------------------------------------------------------------------------------------------------------
# The fast way: a call whose arrays and options are like those of an earlier one needs no checks


cdef struct Likeness:
    # What must be the same of an array; no axes: it was left out. Then its axes besides those of the batch, and whether
    # items along the last one may lie apart. Integers count points: at most as many as the paths have.
    int ndim
    Py_ssize_t shape[8]
    int axes
    bint strided
    bint integer
    Py_ssize_t most


cdef class Record:
    """A call that was made: how it was asked for, and how its results were made."""

    cdef Plan plan
    cdef tuple given
    cdef object options
    cdef int operand_count, result_count, itemsize
    cdef char format
    cdef Likeness operands[MOST_OPERANDS]
    cdef tuple shapes
    cdef object dtype
    cdef int axes[MOST_RESULTS]
    cdef bint has_scalar[MOST_RESULTS]
    cdef double scalars[MOST_RESULTS]

    cdef bint is_like(self, tuple given) noexcept:
        """Whether the options are the very same objects: nothing can be wrong with them, and they cannot have changed."""
        cdef Py_ssize_t i
        if len(given) != len(self.given):
            return False
        for i in range(len(given)):
            if given[i] is not self.given[i]:
                return False
        return True

    cdef bint fits(self, int place, const Py_buffer* buffer) noexcept:
        """Whether an array has the dtype and the shape of the one before, and lies in memory as engines read it."""
        cdef const Likeness* like = &self.operands[place]
        cdef int axis
        if (buffer.ndim != like.ndim or buffer.format == NULL or buffer.format[0] != self.format
                or buffer.format[1] != 0 or <size_t> buffer.buf % <size_t> self.itemsize != 0):
            return False
        for axis in range(like.ndim):
            if buffer.shape[axis] != like.shape[axis] or buffer.strides[axis] % self.itemsize != 0:
                return False
        return like.strided or buffer.strides[like.ndim - 1] == self.itemsize

    cdef tuple counts(self, int place, array):
        """The numbers of points and the order of the paths; None if the general way has to read them, or refuse them."""
        cdef const Likeness* like = &self.operands[place]
        cdef int axis
        array = plain_integers(array)
        if array is None or array.ndim != like.ndim:
            return None
        for axis in range(like.ndim):
            if array.shape[axis] != like.shape[axis]:
                return None
        counts = counts_within(array, like.most)
        return None if counts is None else in_order(counts, like.most)

    cdef repeat(self, tuple arrays, int default_threads):
        """The results of the same call with other numbers in its arrays, or None if something else is different."""
        cdef Py_buffer buffers[MOST_OPERANDS + MOST_RESULTS]
        cdef Array operands[MOST_OPERANDS]
        cdef Array results[MOST_RESULTS]
        # Numbers of points come with the order of the paths, so that operands of engines are more.
        cdef int i, held = 0, place = 0
        try:
            memset(operands, 0, sizeof(operands))
            for i in range(self.operand_count):
                array = arrays[i]
                if array is None and self.operands[i].ndim == 0:
                    place += 2 if self.operands[i].integer else 1
                    continue
                if self.operands[i].ndim == 0:
                    return None
                if self.operands[i].integer:
                    parts = self.counts(i, array)
                    if parts is None:
                        return None
                    for part in parts:
                        PyObject_GetBuffer(part, &buffers[held], PyBUF_STRIDES)
                        held += 1
                        flatten(&operands[place], &buffers[held - 1], 0)
                        place += 1
                    continue
                if type(array) is not ndarray:
                    return None
                PyObject_GetBuffer(array, &buffers[held], PyBUF_STRIDES | PyBUF_FORMAT)
                held += 1
                if not self.fits(i, &buffers[held - 1]):
                    return None
                if not flatten(&operands[place], &buffers[held - 1], self.operands[i].axes):
                    return None
                place += 1
            made = []
            for i in range(self.result_count):
                result = empty(self.shapes[i], self.dtype)
                made.append(result)
                PyObject_GetBuffer(result, &buffers[held], PyBUF_STRIDES | PyBUF_WRITABLE)
                held += 1
                flatten(&results[i], &buffers[held - 1], self.axes[i])
            self.plan.compute(results, operands, self.itemsize, self.plan.threads if self.plan.threads else default_threads)
            for i in range(self.result_count):
                if self.has_scalar[i]:
                    fill_scalar_term(&results[i], self.axes[i], self.itemsize, self.scalars[i])
            return made[0] if self.result_count == 1 else tuple(made)
        finally:
            for i in range(held):
                PyBuffer_Release(&buffers[i])


cdef bint is_constant(value):
    """Whether a value cannot change, so that the same object means the same."""
    return value is None or type(value) in (int, bool, float, str)


cdef plain_integers(value):
    """An array of integers of 64 bits, or None if a value has to be read with care."""
    if type(value) in (list, tuple):
        for item in value:
            if type(item) is not int:
                return None
        try:
            value = np.array(value, integer)
        except OverflowError:
            return None
    return value if type(value) is ndarray and value.dtype is integer else None


def same_items(one, other):
    """Whether two lists or tuples hold the very same objects."""
    cdef Py_ssize_t i, count
    if type(one) not in (list, tuple) or type(other) not in (list, tuple):
        return False
    count = len(one)
    if len(other) != count:
        return False
    for i in range(count):
        if one[i] is not other[i]:
            return False
    return True


cdef class Memory:
    """The last calls of an operation.

    Threads share it: the list stays the same object, and its records do not change once they are in it.
    """

    cdef list records
    cdef int next

    def __cinit__(self):
        self.records = []
        self.next = 0

    def forget(self):
        """Remember nothing, for tests."""
        with cython.critical_section(self):
            self.records.clear()
            self.next = 0

    def recall(self, tuple arrays, tuple given, int default_threads=0):
        """Compute what an earlier call computed of arrays of the same shapes and dtype; None if there was none."""
        cdef Record record
        for record in self.records:
            if record.is_like(given):
                try:
                    results = record.repeat(arrays, default_threads)
                except (BufferError, ValueError):
                    # An array of a dtype that has no buffer: the general way says what is wrong with it.
                    continue
                if results is not None:
                    return results
        return None

    def options_of(self, tuple given):
        """The checked options of an earlier call that was given the same; None if there was none."""
        cdef Record record
        for record in self.records:
            if record.is_like(given):
                return record.options
        return None

    def remember(self, tuple arrays, tuple given, options, Plan plan, tuple results, tuple axes, tuple scalars, tuple kinds,
                 tuple owners):
        """Note a call that succeeded, if one like it can be told from its arrays' shapes and its options alone.

        Of an operand of integers, `owners` has the place of the paths whose points it counts.
        """
        cdef Record record
        cdef int i, axis
        for value in given:
            if not is_constant(value):
                return
        record = Record()
        record.plan, record.given, record.options, record.dtype = plan, given, options, results[0].dtype
        record.format = ord(record.dtype.char)
        record.itemsize = record.dtype.itemsize
        record.operand_count, record.result_count = <int> len(arrays), <int> len(results)
        for i in range(record.operand_count):
            record.operands[i].integer = kinds[i].integer
            if arrays[i] is None:
                record.operands[i].ndim = 0
                continue
            array = plain_integers(arrays[i]) if kinds[i].integer else arrays[i]
            if type(array) is not ndarray or not 0 < array.ndim <= 8:
                return
            if kinds[i].integer:
                paths = arrays[owners[i]]
                if type(paths) is not ndarray or paths.ndim < 2:
                    return
                record.operands[i].most = paths.shape[paths.ndim - 2]
            elif array.dtype is not record.dtype:
                return
            record.operands[i].ndim = array.ndim
            record.operands[i].axes, record.operands[i].strided = kinds[i].axes, kinds[i].strided
            for axis in range(record.operands[i].ndim):
                record.operands[i].shape[axis] = array.shape[axis]
        record.shapes = tuple([result.shape for result in results])
        for i in range(record.result_count):
            record.axes[i] = axes[i]
            record.has_scalar[i] = scalars[i] is not None
            record.scalars[i] = scalars[i] if record.has_scalar[i] else 0
        with cython.critical_section(self):
            if len(self.records) < MOST_RECORDS:
                self.records.append(record)
            else:
                self.records[self.next] = record
                self.next = (self.next + 1) % MOST_RECORDS
