# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The engine of operations on coefficients of chosen words: a walk over the trie of the words, or the whole signature."""

from libc.stdlib cimport free
from libc.string cimport memset

from siglib import _trie

from siglib._native.abi cimport (
    PathView, Rows, TrieNode, TrieVisit, Variant, WordsJob, count_words, job_function, row_at)
from siglib._native.path cimport PathPlan, Work, compute_path_derivs, compute_signature, signature_cost
from siglib._native.runtime cimport Array, allocated, find_variant, for_each, items_of, kernel_named, lane_count, threads_for

cdef int COEF = kernel_named("coef"), COEF_BWD = kernel_named("coef_bwd")
cdef int COEF_DUAL = kernel_named("coef_dual"), COEF_BWD_DUAL = kernel_named("coef_bwd_dual")


# A job on a batch of paths, whose degree there is 0: a walk knows none. Multiply-adds of a time step, and rows that are handed
# down. `threads` are those that the caller allows.
cdef struct Coefs:
    Work work
    WordsJob job
    Py_ssize_t degree
    double step_work
    Py_ssize_t handed_down
    int threads
    bint backward


# ---------------------------------------------------------------------------------------------------------------------
# The walk


cdef bint in_rows(const WordsJob* job, const PathView* view) noexcept nogil:
    """Whether the points of a path follow each other without gaps."""
    return view.channel_stride == 1 and view.time_stride == job.paths.channels


cdef bint is_sparse(const WordsJob* job) noexcept nogil:
    """Whether gathering the channels of the letters alone is faster than gathering all of them in squares."""
    if not in_rows(job, &job.paths.path) or (job.paths.components == 2 and not in_rows(job, &job.paths.tangent)):
        return True
    return 4 * job.letter_count < job.paths.channels


# Increments are gathered for several blocks at a time, about so many vectors of them: a part of the level-1 cache.
cdef Py_ssize_t GATHERED_VECTORS = 256


cdef Py_ssize_t lay_out(Coefs* coefs, Py_ssize_t steps) noexcept nogil:
    """Divide the scratch memory of a thread, for blocks of so many steps; return how many vectors it has."""
    cdef WordsJob* job = &coefs.job
    cdef Py_ssize_t numbers = job.paths.components, vector_bytes = lane_count(coefs.work.itemsize) * coefs.work.itemsize
    cdef Py_ssize_t width = job.letter_count if job.sparse else job.paths.channels
    job.blocks = max(1, GATHERED_VECTORS // (width * steps * numbers))
    job.derivs_at = job.node_count * numbers
    job.handed_down_at = job.derivs_at + (job.node_count * numbers if coefs.backward else 0)
    job.handed_up_at = job.handed_down_at + coefs.handed_down * steps * numbers
    job.steps_at = job.handed_up_at + (coefs.handed_down * steps * numbers if coefs.backward else 0)
    job.slopes_at = job.steps_at + job.letter_count * steps * numbers
    job.increments_at = job.slopes_at + job.letter_count * steps
    job.visits_at = job.increments_at + width * steps * numbers * job.blocks
    job.columns_at = job.visits_at + (job.node_count * sizeof(TrieVisit) + vector_bytes - 1) // vector_bytes
    # Backward, nodes that lead to the one that is visited are noted here as well.
    return job.columns_at + max(job.column_count, job.deepest + 1)


cdef int walk(Coefs* coefs) except -1 nogil:
    cdef WordsJob* job = &coefs.job
    cdef bint dual = job.paths.components == 2
    cdef int itemsize = coefs.work.itemsize
    cdef Py_ssize_t lanes = lane_count(itemsize), vectors
    cdef const Variant* kernel = find_variant(COEF_DUAL if dual else COEF, itemsize, 0, 0)
    cdef double work = coefs.step_work * job.paths.length * job.paths.batch * (3 if coefs.backward else 1)
    if coefs.backward:
        kernel = find_variant(COEF_BWD_DUAL if dual else COEF_BWD, itemsize, 0, 0)
    job.sparse = is_sparse(job)
    vectors = lay_out(coefs, kernel.steps)
    return for_each(<job_function> kernel.function, job, (job.paths.batch + lanes - 1) // lanes,
                    threads_for(work, coefs.threads), vectors * lanes * itemsize)


# ---------------------------------------------------------------------------------------------------------------------
# Whole signatures: where nearly all words are wanted, or few paths leave lanes empty


ctypedef fused real:
    float
    double


# Rows of whole signatures, and rows of columns that are taken out of them, or put into them; `positions` of columns are
# -1 for the empty word, whose coefficient is `empty`.
cdef struct Selection:
    const Py_ssize_t* positions
    Py_ssize_t columns
    Py_ssize_t words
    double empty
    Rows whole
    Rows chosen


cdef void take_row(const Selection* selection, Py_ssize_t index, real* kind) noexcept nogil:
    cdef const real* whole = <const real*> row_at(&selection.whole, index)
    cdef real* chosen = <real*> row_at(&selection.chosen, index)
    cdef Py_ssize_t c, position
    for c in range(selection.columns):
        position = selection.positions[c]
        chosen[c] = whole[position] if position >= 0 else <real> selection.empty


cdef void put_row(const Selection* selection, Py_ssize_t index, real* kind) noexcept nogil:
    cdef real* whole = <real*> row_at(&selection.whole, index)
    cdef const real* chosen = <const real*> row_at(&selection.chosen, index)
    cdef Py_ssize_t c
    memset(whole, 0, selection.words * sizeof(real))
    for c in range(selection.columns):
        if selection.positions[c] >= 0:
            whole[selection.positions[c]] += chosen[c]


cdef void take_floats(const void* selection, Py_ssize_t index, void* scratch) noexcept nogil:
    take_row(<const Selection*> selection, index, <float*> NULL)


cdef void take_doubles(const void* selection, Py_ssize_t index, void* scratch) noexcept nogil:
    take_row(<const Selection*> selection, index, <double*> NULL)


cdef void put_floats(const void* selection, Py_ssize_t index, void* scratch) noexcept nogil:
    put_row(<const Selection*> selection, index, <float*> NULL)


cdef void put_doubles(const void* selection, Py_ssize_t index, void* scratch) noexcept nogil:
    put_row(<const Selection*> selection, index, <double*> NULL)


cdef int take_rows(Selection* selection, Rows whole, Rows chosen, double empty, const Work* work) except -1 nogil:
    selection.whole, selection.chosen, selection.empty = whole, chosen, empty
    return for_each(take_floats if work.itemsize == 4 else take_doubles, selection, work.job.batch, work.threads, 0)


cdef int put_rows(Selection* selection, Rows whole, Rows chosen, const Work* work) except -1 nogil:
    selection.whole, selection.chosen = whole, chosen
    return for_each(put_floats if work.itemsize == 4 else put_doubles, selection, work.job.batch, work.threads, 0)


cdef void find_positions(const WordsJob* job, Py_ssize_t* positions, Py_ssize_t* nodes, Py_ssize_t* ranks) noexcept nogil:
    """Say where the word of each column stands in a signature; `nodes` and `ranks` are room for that of nodes and levels."""
    cdef Py_ssize_t n, c, dimension = job.paths.dimension
    cdef const TrieNode* node
    ranks[0] = 0
    for n in range(job.node_count):
        node = job.nodes + n
        ranks[node.level] = ranks[node.level - 1] * dimension + job.letters[node.letter]
        nodes[n] = count_words(dimension, node.level - 1) + ranks[node.level]
    for c in range(job.column_count):
        positions[c] = nodes[job.columns[c]] if job.columns[c] >= 0 else -1


cdef bint is_all(const Selection* selection) noexcept nogil:
    """Whether the columns are the words of a signature, in its order."""
    cdef Py_ssize_t c
    if selection.columns != selection.words:
        return False
    for c in range(selection.columns):
        if selection.positions[c] != c:
            return False
    return True


cdef int compute_of_signatures(Coefs* coefs, Work* whole) except -1 nogil:
    """The same by the kernels of signatures."""
    cdef WordsJob* job = &coefs.job
    cdef Py_ssize_t* positions = <Py_ssize_t*> allocated(
        (job.column_count + job.node_count + job.deepest + 1) * sizeof(Py_ssize_t))
    cdef Selection selection
    cdef void* memory = NULL
    find_positions(job, positions, positions + job.column_count, positions + job.column_count + job.node_count)
    selection.positions, selection.columns, selection.words = positions, job.column_count, whole.job.words
    try:
        if is_all(&selection):
            whole.job.signature, whole.job.signature_tangent = job.coefs, job.coef_tangents
            whole.job.signature_derivs = job.derivs
            return compute_path_derivs(whole) if coefs.backward else compute_signature(whole)
        memory = allocated(2 * job.paths.batch * whole.job.words * whole.itemsize)
        return compute_selected(coefs, whole, &selection, <char*> memory)
    finally:
        free(memory)
        free(positions)


cdef int compute_selected(Coefs* coefs, Work* whole, Selection* selection, char* memory) except -1 nogil:
    cdef WordsJob* job = &coefs.job
    cdef Rows first, second
    first.stride = second.stride = whole.job.words * whole.itemsize
    first.first, second.first = memory, memory + job.paths.batch * first.stride
    if coefs.backward:
        put_rows(selection, first, job.derivs, whole)
        whole.job.signature_derivs = first
    else:
        whole.job.signature = first
    if job.paths.components == 2:
        whole.job.signature_tangent = second
    if coefs.backward:
        compute_path_derivs(whole)
    else:
        compute_signature(whole)
        take_rows(selection, first, job.coefs, 1, whole)
    if job.paths.components == 2:
        take_rows(selection, second, job.coef_tangents, 0, whole)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Which of the two

# Tests choose themselves: -1 leaves it to the costs.
cdef int chosen_signatures = -1


def choose_signatures(signatures):
    """Take coefficients out of whole signatures (True) or walk over tries (False); None: whichever is faster."""
    global chosen_signatures
    chosen_signatures = -1 if signatures is None else signatures


# What a walk costs, in the multiply-adds of path.pyx: in a step, a multiply-add, a node besides, and the increment of a
# letter; and what else a bundle costs. Fitted to times of 1 to 340 words of degree 4 in 4 channels, on Zen 4 with AVX-512.
cdef double WALK_WORK = 1.6, NODE_WORK = 1, LETTER_WORK = 8, BUNDLE_WORK = 3000
# The least that a multiply-add of a signature costs.
cdef double LEAST_WORK = 0.6
# So many bytes of signatures are never made for a few coefficients.
cdef double MOST_BYTES = 48 * 1024 * 1024


cdef double steps_of(const Coefs* coefs) noexcept nogil:
    return <double> (coefs.job.paths.length - 1) * (2 if coefs.job.paths.lead_lag else 1)


cdef double whole_step_work(const Coefs* coefs) noexcept nogil:
    """Multiply-adds of a step of whole signatures: infinite, where they are beyond all counting."""
    cdef double work = 0, words = 1
    cdef Py_ssize_t j
    for j in range(1, coefs.degree + 1):
        words = words * coefs.job.paths.dimension
        work = work + words * (coefs.degree - j + 1)
    return work


cdef double walk_cost(const Coefs* coefs, Py_ssize_t lanes) noexcept nogil:
    cdef const WordsJob* job = &coefs.job
    cdef double step = WALK_WORK * coefs.step_work + NODE_WORK * job.node_count
    step = step + LETTER_WORK * job.letter_count
    return ((job.paths.batch + lanes - 1) // lanes) * (steps_of(coefs) * step + BUNDLE_WORK)


cdef bint prefers_signatures(const Coefs* coefs, Work* whole) except -1 nogil:
    """Whether signatures cost less than a walk; `whole` is told of them then."""
    cdef Py_ssize_t lanes = lane_count(whole.itemsize)
    cdef double walk = walk_cost(coefs, lanes), least = whole_step_work(coefs) * steps_of(coefs) * whole.job.batch / lanes
    # A NaN in a channel that no word names leaves no trace.
    if coefs.job.letter_count < whole.job.dimension:
        return False
    if whole.job.dimension > 1:
        if not LEAST_WORK * least < (walk if chosen_signatures < 0 else <double> 1e9):
            return False
    whole.job.degree = whole.job.signature_degree = coefs.degree
    whole.job.words = whole.job.signature_words = count_words(whole.job.dimension, coefs.degree)
    whole.threads = threads_for(least * lanes, coefs.threads)
    if chosen_signatures >= 0:
        return chosen_signatures
    # In one channel there is a closed form.
    if whole.job.dimension == 1:
        return True
    if <double> whole.job.words * whole.job.batch * whole.itemsize > MOST_BYTES and whole.job.words > 2 * coefs.job.column_count:
        return False
    return signature_cost(whole) < walk


# ---------------------------------------------------------------------------------------------------------------------
# Operations: which array is what


cdef void fill_still(const Rows* rows, double empty, const Coefs* coefs) noexcept nogil:
    """What a path without steps has: 1 at the empty word, and 0 elsewhere."""
    cdef Py_ssize_t i, c
    cdef double value
    if rows.first == NULL:
        return
    for i in range(coefs.job.paths.batch):
        for c in range(coefs.job.column_count):
            value = empty if coefs.job.columns[c] < 0 else 0
            if coefs.work.itemsize == 4:
                (<float*> row_at(rows, i))[c] = <float> value
            else:
                (<double*> row_at(rows, i))[c] = value


cdef int compute(Coefs* coefs) except -1 nogil:
    cdef Work whole
    coefs.job.paths = coefs.work.job
    if coefs.job.paths.batch == 0 or coefs.job.paths.length < 2 or coefs.job.node_count == 0:
        if coefs.backward:
            memset(coefs.job.paths.path_derivs, 0, coefs.job.paths.batch * coefs.job.paths.length
                   * coefs.job.paths.channels * coefs.work.itemsize)
        fill_still(&coefs.job.coefs, 1, coefs)
        fill_still(&coefs.job.coef_tangents, 0, coefs)
        return 0
    whole = coefs.work
    if prefers_signatures(coefs, &whole):
        return compute_of_signatures(coefs, &whole)
    return walk(coefs)


cdef Rows rows_of(const Array* array) noexcept:
    cdef Rows rows
    rows.first, rows.stride = array.first, array.strides[0]
    return rows


cdef class CoefPlan(PathPlan):
    """Which words, of which paths: the tables of their trie are made once."""

    cdef Coefs coefs
    cdef object trie, scales

    def __cinit__(self, options, int threads):
        cdef WordsJob* job = &self.coefs.job
        # A walk knows no degree.
        self.degree = 0
        trie = self.trie = _trie.trie(options.words)
        self.scales = _trie.scales(trie.degree)
        memset(&self.coefs, 0, sizeof(self.coefs))
        job.nodes, job.node_count = <const TrieNode*> items_of(trie.nodes), len(trie.nodes)
        job.inner, job.inner_count = <const TrieNode*> items_of(trie.inner), len(trie.inner)
        job.letters, job.letter_count = <const int*> items_of(trie.letters), len(trie.letters)
        job.columns, job.column_count = <const Py_ssize_t*> items_of(trie.columns), len(trie.columns)
        job.scales = <const double*> items_of(self.scales)
        job.deepest = self.coefs.degree = trie.degree
        self.coefs.step_work = trie.work
        self.coefs.handed_down = trie.degree * (trie.degree + 1) // 2

    cdef int begin(self, Coefs* coefs, const Array* path, int itemsize, int threads) except -1:
        coefs[0] = self.coefs
        self.describe(&coefs.work, path, itemsize, 1)
        coefs.threads = threads
        return 0


cdef class SigCoef(CoefPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Coefs coefs
        self.begin(&coefs, &operands[0], itemsize, threads)
        self.add_lengths(&coefs.work, &operands[1])
        coefs.job.coefs = rows_of(&results[0])
        with nogil:
            return compute(&coefs)


cdef class SigCoefJvp(CoefPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Coefs coefs
        self.begin(&coefs, &operands[0], itemsize, threads)
        self.add_tangent(&coefs.work, &operands[1])
        self.add_lengths(&coefs.work, &operands[2])
        coefs.job.coefs, coefs.job.coef_tangents = rows_of(&results[0]), rows_of(&results[1])
        with nogil:
            return compute(&coefs)


cdef class SigCoefBackprop(CoefPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Coefs coefs
        self.begin(&coefs, &operands[0], itemsize, threads)
        self.add_lengths(&coefs.work, &operands[2])
        coefs.backward = True
        coefs.job.derivs = rows_of(&operands[1])
        coefs.work.job.path_derivs = results[0].first
        with nogil:
            return compute(&coefs)


cdef class SigCoefBackpropTangent(CoefPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Coefs coefs
        self.begin(&coefs, &operands[0], itemsize, threads)
        self.add_tangent(&coefs.work, &operands[1])
        self.add_lengths(&coefs.work, &operands[3])
        coefs.backward = True
        coefs.job.derivs, coefs.job.coef_tangents = rows_of(&operands[2]), rows_of(&results[1])
        coefs.work.job.path_derivs = results[0].first
        # Of the signatures themselves nobody wants the values.
        coefs.work.job.tangents_only = True
        with nogil:
            return compute(&coefs)


PLANS = {
    "sig_coef": SigCoef,
    "sig_coef_jvp": SigCoefJvp,
    "sig_coef_backprop": SigCoefBackprop,
    "sig_coef_backprop_tangent": SigCoefBackpropTangent,
}
