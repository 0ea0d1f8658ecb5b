# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The engine of operations on log-signatures: power series of tensors, and changes of basis, in lanes or row by row."""

from functools import partial

from libc.stdlib cimport free
from libc.string cimport memset

from siglib import _lyndon

from siglib._native.abi cimport BasisJob, BasisStage, CombineJob, Rows, SeriesJob, Sparse, count_words, job_function, top_level_words
from siglib._native.runtime cimport (
    Array, Plan, allocated, find_variant, for_each, items_of, kernel_named, lane_count, threads_for)

# Forward and backward; by form (all words, Lyndon words); in lanes, by row, in dual numbers.
cdef int SERIES[2][2][3]
cdef int BUNDLE[2][3]
cdef int BASIS = kernel_named("basis"), LOG_COMBINE = kernel_named("log_combine")
cdef int SERIES_FACTORS = kernel_named("series_factors"), PRODUCT_FACTORS = kernel_named("product_factors")

cdef enum:
    IN_LANES = 0
    BY_ROW = 1
    DUAL = 2

for backward, pass_ in enumerate(("", "_bwd")):
    for how, suffix in enumerate(("", "_row", "_dual")):
        BUNDLE[backward][how] = kernel_named(f"bundle{pass_}{suffix}")
        for form, lyndon in enumerate(("", "_lyndon")):
            SERIES[backward][form][how] = kernel_named(f"series{pass_}{lyndon}{suffix}")

# Lanes of a bundle that is more than a cache holds gain nothing over rows, whose last letters fill vectors by themselves
# from so many channels on. Nor do lanes that are mostly empty.
cdef Py_ssize_t ROW_DIMENSION = 8, ROW_BYTES = 2_000_000

# Tests choose themselves: -1 leaves it to shapes.
cdef int chosen_rows = -1


def choose_rows(rows):
    """Compute power series row by row (True) or in lanes (False); None: whichever is faster."""
    global chosen_rows
    chosen_rows = -1 if rows is None else rows


cdef int fill_coefficients(void* coefficients, int itemsize, Py_ssize_t degree, bint exponential) except -1 nogil:
    cdef Py_ssize_t k
    cdef double c = 1
    for k in range(1, degree + 1):
        if k > 1:
            c = c / k if exponential else (1.0 if k % 2 else -1.0) / k
        if itemsize == 4:
            (<float*> coefficients)[k - 1] = <float> c
        else:
            (<double*> coefficients)[k - 1] = c
    return 0


cdef Py_ssize_t lyndon_words_of(Py_ssize_t dimension, Py_ssize_t level) noexcept nogil:
    """Witt's formula: words of one level that are no power of a shorter one, in classes of rotations."""
    cdef Py_ssize_t k, r, factor, moebius, total = 0
    for k in range(1, level + 1):
        if level % k:
            continue
        moebius, r, factor = 1, k, 2
        while r > 1:
            if r % factor == 0:
                r = r // factor
                moebius = 0 if r % factor == 0 else -moebius
                if moebius == 0:
                    break
            factor = factor + 1
        total = total + moebius * top_level_words(dimension, level // k)
    return total // level


cdef void fill_lyndon_starts(Py_ssize_t* starts, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    cdef Py_ssize_t level
    starts[0] = 0
    for level in range(1, degree + 1):
        starts[level] = starts[level - 1] + lyndon_words_of(dimension, level)


cdef void fill_starts(Py_ssize_t* starts, Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    cdef Py_ssize_t level
    for level in range(degree + 1):
        starts[level] = count_words(dimension, level)


cdef Py_ssize_t series_workspace(Py_ssize_t degree, Py_ssize_t number_bytes) noexcept nogil:
    cdef Py_ssize_t table = (degree + 1) * (degree + 1)
    return 2 * table * number_bytes + (table + 3 * (degree + 2)) * sizeof(Py_ssize_t)


cdef bint prefers_rows(const SeriesJob* job, Py_ssize_t lanes, Py_ssize_t vector_bytes) noexcept nogil:
    if chosen_rows >= 0:
        return chosen_rows
    if job.shape.dimension < ROW_DIMENSION:
        return False
    return 2 * job.batch < lanes or (job.shape.words + job.result_words) * vector_bytes > ROW_BYTES


cdef int compute_series(SeriesJob* job, int itemsize, bint backward, int components, int threads) except -1 nogil:
    """Power series of a batch, or derivatives by it; among dual numbers their tangents as well, or alone."""
    cdef int how = DUAL if components == 2 else IN_LANES, form = job.positions != NULL
    cdef Py_ssize_t lanes = lane_count(itemsize), vector_bytes = lanes * itemsize, numbers = 0, items
    cdef Py_ssize_t number_bytes = components * vector_bytes
    cdef double work = <double> job.batch * job.shape.words * job.shape.degree * (1 + backward) * components
    cdef void* function
    if job.result_words == 0:
        return 0
    if how == IN_LANES and prefers_rows(job, lanes, vector_bytes):
        how, number_bytes = BY_ROW, itemsize
    elif backward:
        numbers = 2 * job.lower_words * number_bytes + job.result_words * vector_bytes
    else:
        numbers = (job.shape.words + job.result_words) * number_bytes
    job.kernel = find_variant(SERIES[backward][form][how], itemsize, job.shape.degree, job.shape.dimension)
    function = find_variant(BUNDLE[backward][how], itemsize, 0, 0).function
    if job.kernel.degree == 0:
        numbers = numbers + series_workspace(job.shape.degree, number_bytes)
    items = job.batch if how == BY_ROW else (job.batch + lanes - 1) // lanes
    return for_each(<job_function> function, job, items, threads_for(work, threads), numbers)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: power series


cdef Rows rows_past(const Array* array, Py_ssize_t words, int itemsize) noexcept:
    """The rows of an array of so many words, past a scalar term."""
    cdef Rows rows
    rows.first = array.first + (array.shape[1] - words) * itemsize
    rows.stride = array.strides[0]
    return rows


cdef class SeriesPlan(Plan):
    """Which series, of which tensors: the series themselves or derivatives by them; of dual numbers, with tangents."""

    cdef bint backward
    cdef int components
    cdef SeriesJob job
    cdef double* coefficients
    cdef Py_ssize_t* starts
    cdef object positions

    def __cinit__(self, bint backward, int components, options, int threads):
        cdef Py_ssize_t d = options.dimension, N = options.degree
        self.backward, self.components, self.threads = backward, components, threads
        memset(&self.job, 0, sizeof(self.job))
        if options.lyndon:
            self.positions = _lyndon.positions(d, N)
            self.job.positions = <const Py_ssize_t*> items_of(self.positions)
            # In one channel there is a single Lyndon word.
            N = min(N, 1) if d == 1 else N
        self.job.shape.dimension, self.job.shape.degree = d, N
        self.job.shape.words, self.job.lower_words = count_words(d, options.degree), count_words(d, max(N - 1, 0))
        self.coefficients = <double*> allocated(2 * (N + 1) * sizeof(double))
        fill_coefficients(self.coefficients, 8, N, options.exponential)
        fill_coefficients(self.coefficients + N + 1, 4, N, options.exponential)
        self.starts = <Py_ssize_t*> allocated((N + 2) * sizeof(Py_ssize_t))
        if options.lyndon:
            fill_lyndon_starts(self.starts, d, N)
        else:
            fill_starts(self.starts, d, N)
        self.job.shape.starts, self.job.result_words = self.starts, self.starts[N]

    def __dealloc__(self):
        free(self.coefficients)
        free(self.starts)

    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef SeriesJob job = self.job
        cdef Py_ssize_t words = job.shape.words
        job.batch = operands[0].shape[0]
        job.shape.coefficients = self.coefficients + (job.shape.degree + 1 if itemsize == 4 else 0)
        job.tensor = rows_past(&operands[0], words, itemsize)
        if self.components == 2:
            job.tensor_tangent = rows_past(&operands[1], words, itemsize)
        if self.backward:
            job.result_derivs = rows_past(&operands[self.components], job.result_words, itemsize)
            job.tensor_derivs = rows_past(&results[0], words, itemsize)
        else:
            job.result = rows_past(&results[0], job.result_words, itemsize)
            if self.components == 2:
                job.result_tangent = rows_past(&results[1], job.result_words, itemsize)
        with nogil:
            return compute_series(&job, itemsize, self.backward, self.components, threads)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: changes of basis


cdef Sparse sparse(matrix) except *:
    cdef Sparse view
    view.rows = len(matrix.starts) - 1
    view.starts = <const Py_ssize_t*> items_of(matrix.starts)
    view.columns = <const Py_ssize_t*> items_of(matrix.columns)
    view.values = <const double*> items_of(matrix.values)
    return view


cdef BasisStage basis_stage(matrix, int sign, bint transposed) except *:
    cdef BasisStage stage
    stage.matrix = sparse(matrix)
    stage.sign = sign
    # A row takes what was not yet changed where it adds, and what was where it subtracts.
    stage.descending = (sign > 0) != transposed
    return stage


cdef int compute_basis(BasisJob* job, int itemsize, int threads) except -1 nogil:
    cdef Py_ssize_t lanes = lane_count(itemsize), entries = 0
    cdef void* function = find_variant(BASIS, itemsize, 0, 0).function
    cdef int i
    for i in range(job.stages):
        entries = entries + job.stage[i].matrix.starts[job.stage[i].matrix.rows]
    return for_each(
        <job_function> function, job, (job.batch + lanes - 1) // lanes,
        threads_for(<double> job.batch * (entries + job.most_words), threads),
        2 * job.most_words * lanes * itemsize)


# The stages between bases (expanded 0, words 1, brackets 2): a function of siglib._lyndon that makes the matrix, and how
# it is applied. Coefficients at words are those of brackets plus multiples of those of earlier ones.
STAGES = {
    (1, 2): (("brackets_to_words", -1),),
    (2, 1): (("brackets_to_words", 1),),
    (2, 0): (("brackets_to_tensor", 0),),
    (1, 0): (("brackets_to_words", -1), ("brackets_to_tensor", 0)),
    (0, 1): (("selection", 0),),
    (0, 2): (("selection", 0), ("brackets_to_words", -1)),
}


cdef class ChangeBasis(Plan):
    """From which basis to which, or the transpose of that."""

    cdef BasisJob job
    cdef list matrices

    def __cinit__(self, options, int threads):
        cdef Py_ssize_t d = options.dimension, N = options.degree
        self.threads = threads
        self.matrices = []
        memset(&self.job, 0, sizeof(self.job))
        stages = STAGES[options.source, options.target]
        for name, sign in reversed(stages) if options.transposed else stages:
            matrix = getattr(_lyndon, name + "_transposed" * options.transposed)(d, N)
            self.matrices.append(matrix)
            self.job.stage[self.job.stages] = basis_stage(matrix, sign, options.transposed)
            self.job.stages += 1
        self.job.source_words, self.job.target_words = options.words, options.result_words
        self.job.most_words = max(self.job.source_words, self.job.target_words)

    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef BasisJob job = self.job
        job.batch = results[0].shape[0]
        job.source = rows_past(&operands[0], job.source_words, itemsize)
        job.target = rows_past(&results[0], job.target_words, itemsize)
        with nogil:
            return compute_basis(&job, itemsize, threads)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: combined log-signatures


cdef class LogSigCombine(Plan):
    """Of which log-signatures, at words or of brackets."""

    cdef CombineJob job
    cdef double* coefficients
    cdef Py_ssize_t* starts
    cdef tuple matrices

    def __cinit__(self, options, int threads):
        cdef Py_ssize_t d = options.dimension, N = options.degree, exponential
        cdef CombineJob* job = &self.job
        self.threads = threads
        memset(job, 0, sizeof(self.job))
        # In one channel there is a single Lyndon word.
        N = min(N, 1) if d == 1 else N
        self.starts = <Py_ssize_t*> allocated(2 * (N + 2) * sizeof(Py_ssize_t))
        fill_lyndon_starts(self.starts, d, N)
        fill_starts(self.starts + N + 2, d, N)
        job.words = self.starts[N]
        job.lower_words = self.starts[max(N - 1, 0)]
        job.factor_words = count_words(d, max(N - 1, 0)) + job.words - job.lower_words
        job.at_words = options.at_words
        lower = _lyndon.brackets_to_words(d, N)
        self.matrices = (_lyndon.brackets_to_tensor(d, max(N - 1, 0)), lower)
        job.expansion = sparse(self.matrices[0])
        job.to_brackets = basis_stage(lower, -1, False)
        # Of either series in float64, and then in float32.
        self.coefficients = <double*> allocated(4 * (N + 1) * sizeof(double))
        for exponential in range(2):
            fill_coefficients(self.coefficients + 2 * exponential * (N + 1), 8, N, exponential)
            fill_coefficients(self.coefficients + (2 * exponential + 1) * (N + 1), 4, N, exponential)
        job.exponential_shape.dimension = job.logarithm_shape.dimension = d
        job.exponential_shape.degree = job.logarithm_shape.degree = N
        job.exponential_shape.starts, job.logarithm_shape.starts = self.starts + N + 2, self.starts
        job.logarithm_shape.compact = True

    def __dealloc__(self):
        free(self.coefficients)
        free(self.starts)

    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef CombineJob job = self.job
        cdef Py_ssize_t N = job.logarithm_shape.degree, d = job.logarithm_shape.dimension, numbers
        cdef Py_ssize_t lanes = lane_count(itemsize), single = N + 1 if itemsize == 4 else 0
        cdef void* function = find_variant(LOG_COMBINE, itemsize, 0, 0).function
        if job.words == 0:
            return 0
        job.batch = results[0].shape[0]
        job.left, job.right = rows_past(&operands[0], job.words, itemsize), rows_past(&operands[1], job.words, itemsize)
        job.result = rows_past(&results[0], job.words, itemsize)
        job.logarithm_shape.coefficients = self.coefficients + single
        job.exponential_shape.coefficients = self.coefficients + 2 * (N + 1) + single
        job.exponential = find_variant(SERIES_FACTORS, itemsize, N, d)
        job.product = find_variant(PRODUCT_FACTORS, itemsize, N, d)
        job.logarithm = find_variant(SERIES[0][1][IN_LANES], itemsize, N, d)
        numbers = (3 * job.words + job.expansion.rows + 3 * job.factor_words) * lanes * itemsize
        with nogil:
            return for_each(
                <job_function> function, &job, (job.batch + lanes - 1) // lanes,
                threads_for(<double> job.batch * 4 * N * job.factor_words, threads),
                numbers + series_workspace(N, lanes * itemsize))


PLANS = {
    "series": partial(SeriesPlan, False, 1),
    "series_jvp": partial(SeriesPlan, False, 2),
    "series_backprop": partial(SeriesPlan, True, 1),
    "series_backprop_tangent": partial(SeriesPlan, True, 2),
    "change_basis": ChangeBasis,
    "log_sig_combine": LogSigCombine,
}
