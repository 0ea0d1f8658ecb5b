# What the generated kernel modules and the runtime share: shapes, jobs, types of kernels, and a table of them.

cdef enum:
    KERNEL_ABI = 16
    # Levels of power series: a signature of more in two channels is more than memory holds.
    MOST_LEVELS = 64


# What a kernel needs to know besides its arrays. `workspace` is only for kernels of any degree and of subtrees, the
# scalar terms (1 of a signature, 0 of a tangent) only for Chen products. `tangents_only` allows a kernel of dual numbers to leave out the
# values of the top level, on which nothing else depends.
cdef struct Shape:
    Py_ssize_t dimension
    Py_ssize_t degree
    Py_ssize_t words
    double left_scalar
    double right_scalar
    bint tangents_only
    void* workspace
    # Of kernels of subtrees alone: how many letters the prefixes have, and those of each lane, letter by letter; the
    # chain of the words that lead to the root, and the derivatives by them; what the root hands down for every step of
    # a call, and the derivatives by that; 1/m.
    Py_ssize_t prefix_letters
    const int* letters
    void* chain
    void* chain_derivs
    void* root
    void* root_derivs
    const double* inverses
    # Of corrected signatures alone: the levels of the tensor of a step, and its words.
    Py_ssize_t tensor_degree
    Py_ssize_t tensor_words
    # Of power series alone: c_1, c_2, ... in the dtype of the kernel; where each level of the result begins; whether the
    # top level of the tensor holds nothing but Lyndon words.
    const void* coefficients
    const Py_ssize_t* starts
    bint compact
    # Of products of windows alone: where each word stands backwards.
    const Py_ssize_t* backwards


# Rows of one length, `stride` bytes apart.
cdef struct Rows:
    char* first
    Py_ssize_t stride


cdef inline char* row_at(const Rows* rows, Py_ssize_t index) noexcept nogil:
    return rows.first + index * rows.stride


cdef inline Rows one_row(const void* first) noexcept nogil:
    cdef Rows rows
    rows.first = <char*> first
    rows.stride = 0
    return rows


# S <- S (x) exp(increments), lanes side by side; among dual numbers each number is two lanes, value and tangent. Kernels
# of subtrees get the levels below the root, and increments that are single numbers, as all lanes have the same. Kernels of
# corrected signatures get a tensor for each step instead of its increment.
ctypedef void (*forward_kernel)(void* signature, const void* increments, Py_ssize_t blocks,
                                const Shape* shape) noexcept nogil
# The same steps taken back, latest first: S, dF/dS and dF/d(increments). Among dual numbers the last two differ: the
# top level of dF/dS is constant and single lanes, and of dF/d(increments) only the tangent is computed. A
# kernel of subtrees of one level writes dF/d(increments), all others add to it.
ctypedef void (*backward_kernel)(void* signature, void* signature_derivs, const void* increments, void* derivs,
                                 Py_ssize_t blocks, const Shape* shape) noexcept nogil
# `count` rows of each result, none of which is an operand, and then of each operand. The Chen product, combine: the
# product; left, right. Its gradient, combine_bwd: the derivatives by left and right; those by the product, left, right.
ctypedef void (*tensor_kernel)(const Rows* rows, Py_ssize_t count, const Shape* shape) noexcept nogil

# The power series of a tensor: all words of it, or the Lyndon words, level by level.
ctypedef void (*series_kernel)(const void* tensor, void* result, const Shape* shape) noexcept nogil
# Its gradient: dF/d(tensor) below the top level is added to `derivs`. Its top level is that of dF/d(result), and nothing
# depends on the top level of the tensor. Among dual numbers dF/d(result) is constant: single lanes.
ctypedef void (*series_backward_kernel)(const void* tensor, const void* result_derivs, void* derivs,
                                        const Shape* shape) noexcept nogil

# The Chen product of two signatures, lanes side by side: of factors, the top level of which has Lyndon words alone; and
# of a window's suffix, whose words stand backwards, and its prefix.
ctypedef void (*product_kernel)(const void* left, const void* right, void* result, const Shape* shape) noexcept nogil
# The derivatives by both factors, from those by the product.
ctypedef void (*product_backward_kernel)(const void* derivs, const void* left, const void* right, void* by_left, void* by_right,
                                         const Shape* shape) noexcept nogil


# One compiled variant of a kernel, whose type follows from `kernel`. Degree or dimension 0 means any; `steps` is the
# number of time steps of a block.
cdef struct Variant:
    const char* name
    const char* kernel
    int itemsize
    int degree
    int dimension
    int steps
    void* function


# Points of a batch of paths; strides count items.
cdef struct PathView:
    const void* first
    Py_ssize_t batch_stride
    Py_ssize_t time_stride
    Py_ssize_t channel_stride


# d + d^2 + ... + d^degree.
cdef inline Py_ssize_t count_words(Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    cdef Py_ssize_t level = 1, words = 0, _k
    if dimension == 1:
        return degree
    for _k in range(degree):
        level = level * dimension
        words = words + level
    return words


cdef inline Py_ssize_t top_level_words(Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    cdef Py_ssize_t words = 1, _k
    for _k in range(degree):
        words = words * dimension
    return words


# The least period of a word of which all but the last letter have `period`, if it is a prenecklace: begins a Lyndon word
# or a power of one. Otherwise 0, as for those that are none either.
cdef inline Py_ssize_t period(const Py_ssize_t* word, Py_ssize_t letters, Py_ssize_t period) noexcept nogil:
    cdef Py_ssize_t last = word[letters - 1], before = word[letters - 1 - period]
    if period == 0 or last < before:
        return 0
    return period if last == before else letters


# For each path a row of signature shape for every time step; strides count bytes.
cdef struct Stream:
    char* first
    Py_ssize_t path_stride
    Py_ssize_t step_stride


# A sparse matrix, row by row.
cdef struct Sparse:
    Py_ssize_t rows
    const Py_ssize_t* starts
    const Py_ssize_t* columns
    const double* values


# y = A x; or, if there is a `sign`, y = x + sign A y: in place, by rows in an order in which A is triangular.
cdef struct BasisStage:
    Sparse matrix
    int sign
    bint descending


# A batch of paths, and what is to be computed of them.
cdef struct PathJob:
    Py_ssize_t batch
    Py_ssize_t length
    Py_ssize_t channels
    # Components of a number: 1, or 2 for dual numbers, whose tangents come from `tangent`.
    Py_ssize_t components
    PathView path
    PathView tangent
    # Points of each path (NULL: all have `length`), and the order in which paths fill the lanes (NULL: as they come).
    const Py_ssize_t* lengths
    const Py_ssize_t* order
    bint lead_lag
    bint time_aug
    double end_time

    Py_ssize_t dimension
    Py_ssize_t degree
    Py_ssize_t words
    # Up to where signatures are computed: a gradient may do without their top level.
    Py_ssize_t signature_degree
    Py_ssize_t signature_words
    Rows signature
    Rows signature_tangent
    Rows signature_derivs
    void* path_derivs
    # The values of signatures are not wanted.
    bint tangents_only

    # Corrected signatures: a step is a tensor, of levels 1 to `tensor_degree`, instead of an increment (no words: it is
    # an increment). A correction is a row of `correction_words` numbers for each step of a path, which stand at `places`
    # in the tensor.
    Py_ssize_t tensor_degree
    Py_ssize_t tensor_words
    Py_ssize_t correction_words
    const Py_ssize_t* places
    PathView correction
    PathView correction_tangent
    void* correction_derivs

    # Each path is cut into `segments` of its time steps, each a lane of its own, and a row of these.
    Py_ssize_t segments
    Rows segment_signature
    Rows segment_tangent
    Rows segment_derivs
    Rows segment_derivs_tangent
    Rows prefix
    Rows prefix_tangent

    # Few paths: a lane holds the words of a path that begin with its own prefix of so many letters (0: all words), so that
    # `subtree_bundles` bundles make a path. Backward they come in `shares`, each with derivatives of its own.
    Py_ssize_t prefix_letters
    Py_ssize_t subtree_bundles
    Py_ssize_t shares
    void* share_derivs

    # Kernels take a step a call. Signatures after every time step, or the derivatives by them; where paths, or segments of them, start (NULL: at 1)
    # and the derivatives by that; derivatives by the signatures at the end of segments.
    bint stepwise
    Stream stream
    Stream stream_tangent
    Stream stream_derivs
    Rows start
    Rows start_tangent
    Rows start_derivs
    Rows end_derivs

    # Windows of so many increments, a stride apart, each with a row of `stream` or `stream_derivs`; groups of them, and how
    # many make one; where each word stands backwards. Derivatives before borders are `share_derivs`.
    Py_ssize_t windows
    Py_ssize_t window_steps
    Py_ssize_t window_stride
    Py_ssize_t groups
    Py_ssize_t group_windows
    const Py_ssize_t* backwards

    # Log-signatures: the kernel of the power series or of its gradient, and what it takes (see Shape and SeriesJob).
    # The kernel makes `log_words` coefficients, those at `positions` (NULL: at all words). `compact`: lanes hold nothing but
    # Lyndon words of the top level. Rows of `signature`, which are results, and of `signature_derivs` have `row_words`.
    # Results go through `basis_change`, if it has a sign, and then `expansion`, if it has rows; derivatives the other way.
    const Variant* series
    const void* coefficients
    Py_ssize_t* log_starts
    const Py_ssize_t* positions
    Py_ssize_t log_words
    Py_ssize_t row_words
    Py_ssize_t log_workspace
    bint compact
    BasisStage basis_change
    Sparse expansion

    const Variant* forward
    const Variant* backward
    const Variant* combine
    const Variant* combine_backward
    const Variant* inverse
    const Variant* product
    const Variant* product_backward


# A batch of tensors and their power series; `kernel` computes those of a bundle, or of a row.
cdef struct SeriesJob:
    Shape shape
    Py_ssize_t batch
    const Variant* kernel
    # Of the series, and of the tensor without its top level.
    Py_ssize_t result_words
    Py_ssize_t lower_words
    # Where Lyndon words stand in a tensor; NULL if the series has all words.
    const Py_ssize_t* positions
    Rows tensor
    Rows tensor_tangent
    Rows tensor_derivs
    Rows result
    Rows result_tangent
    Rows result_derivs


# A batch of rows whose basis is changed, stage by stage.
cdef struct BasisJob:
    Py_ssize_t batch
    Py_ssize_t source_words
    Py_ssize_t target_words
    Py_ssize_t most_words
    int stages
    BasisStage stage[2]
    Rows source
    Rows target


# A batch of pairs of log-signatures, to be combined. Below the top level they have `lower_words` coefficients, which
# `expansion` makes tensors of; factors are exponentials and products, at so many words.
cdef struct CombineJob:
    Py_ssize_t batch
    Py_ssize_t words
    Py_ssize_t lower_words
    Py_ssize_t factor_words
    # Coefficients are those at Lyndon words, not of brackets.
    bint at_words
    Sparse expansion
    BasisStage to_brackets
    Shape exponential_shape
    Shape logarithm_shape
    const Variant* exponential
    const Variant* product
    const Variant* logarithm
    Rows left
    Rows right
    Rows result


# A node of a trie: the word that leads to it. Its coefficient stands at `place`, and its letter is number `letter` of those
# that occur. `more` levels below it have a node. What the word before it hands down begins at row `above`, and what it hands
# down itself at row `own`: a row has a number for each step of a block.
cdef struct TrieNode:
    int place
    int level
    int more
    int letter
    int above
    int own
    int after


# A node as the walk of a thread finds it: where the increments of its letter begin, in bytes; the rows above and its own; the
# next node that is not below it; the levels that are.
cdef struct TrieVisit:
    Py_ssize_t letter
    void* above
    void* own
    const TrieVisit* after
    Py_ssize_t more


# The channel of the path in which a letter moves; -1 is time.
cdef inline Py_ssize_t channel_of(const PathJob* paths, Py_ssize_t letter) noexcept nogil:
    if paths.time_aug and letter == paths.dimension - 1:
        return -1
    return letter - paths.channels if letter >= paths.channels else letter


# Whether a letter moves in a step: along a lead-lag path even ones move the lead, odd ones the lag.
cdef inline bint moves(const PathJob* paths, Py_ssize_t letter, Py_ssize_t step) noexcept nogil:
    if not paths.lead_lag or channel_of(paths, letter) < 0:
        return True
    return (letter < paths.channels) == (step % 2 != 0)


# A batch of paths, and of whose signatures chosen coefficients are wanted: those of nodes, in depth-first order.
cdef struct WordsJob:
    PathJob paths
    const TrieNode* nodes
    Py_ssize_t node_count
    # The nodes that have others below them, and what these alone need.
    const TrieNode* inner
    Py_ssize_t inner_count
    const int* letters
    Py_ssize_t letter_count
    Py_ssize_t deepest
    # The place of every column of the result; -1 is the empty word.
    const Py_ssize_t* columns
    Py_ssize_t column_count
    # c(0), c(1), ...: what is handed down so many levels is scaled.
    const double* scales
    # Increments are gathered letter by letter, not in all channels.
    bint sparse
    # So many blocks of steps are gathered at a time.
    Py_ssize_t blocks
    Rows coefs
    Rows coef_tangents
    Rows derivs
    # Where a thread's scratch memory holds what, in vectors: coefficients come first.
    Py_ssize_t derivs_at
    Py_ssize_t handed_down_at
    Py_ssize_t handed_up_at
    Py_ssize_t steps_at
    Py_ssize_t slopes_at
    Py_ssize_t increments_at
    Py_ssize_t visits_at
    Py_ssize_t columns_at


# The item `index` of a job (of a PathDriver: a PathJob), computed by one thread.
ctypedef void (*job_function)(const void* job, Py_ssize_t index, void* scratch) noexcept nogil


# What surrounds the kernels of paths for one dtype. A bundle is `lanes` paths, segments or subtrees, side by side in
# vectors; `index` counts bundles, of `backward_subtrees` shares of a path's bundles, of the functions after it paths.
cdef struct PathDriver:
    int lanes
    Py_ssize_t (*scratch_bytes)(const PathJob* job) noexcept nogil
    Py_ssize_t (*subtree_scratch_bytes)(const PathJob* job) noexcept nogil
    job_function forward_bundle
    job_function backward_bundle
    Py_ssize_t (*log_scratch_bytes)(const PathJob* job) noexcept nogil
    job_function log_forward_bundle
    job_function log_backward_bundle
    Py_ssize_t (*stream_scratch_bytes)(const PathJob* job) noexcept nogil
    job_function forward_stream_bundle
    job_function backward_stream_bundle
    job_function forward_stream_line
    job_function backward_stream_line
    Py_ssize_t (*window_scratch_bytes)(const PathJob* job) noexcept nogil
    job_function window_groups
    job_function window_groups_backward
    job_function each_window
    job_function clear_windows
    job_function window_lines
    job_function window_lines_backward
    job_function join_sides
    job_function chain_segments
    job_function carry_derivs
    job_function forward_subtrees
    job_function backward_subtrees
    job_function sum_shares
    job_function join_segments
    job_function split_derivs
    job_function finish_derivs
    job_function forward_line
    job_function backward_line
    job_function transform
    job_function transform_derivs


# Where what there is for each dtype has that for items of this size: float32 first, then float64.
cdef inline int place_of(int itemsize) noexcept nogil:
    return itemsize // 8


# What a kernel module holds, for each dtype. No lanes: it is not for that dtype. The drivers are PathDrivers in modules of
# paths, NULL in all others.
cdef struct KernelTable:
    int abi
    int lanes[2]
    const void* drivers[2]
    int count
    const Variant* variants


# A tile of cells of signature kernels, in lanes. An edge holds the derivative of the kernel along it, as `moments` numbers,
# the first of which add up along the path. A row of the tile lies in row (phase + row) >> shift of the products, and a
# column of the products is split into `splits`.
cdef struct Tile:
    Py_ssize_t columns
    Py_ssize_t splits
    Py_ssize_t phase
    int shift
    # Inner products of increments: `pitch` of them, or of their derivatives, from one row to the next.
    const void* products
    void* product_derivs
    Py_ssize_t pitch
    # Edges below the tile, which become those above it, for each column; those on its left, which become those on its
    # right, for each row; or the derivatives by them.
    void* edges
    void* sides
    # Forward the kernel at the corner below on the left; backward, for each row, the derivatives by it in all later columns.
    void* corners
    # Derivatives of what leaves a cell by its product.
    void* slopes
    # Of grids, the kernels at the corners above each row of cells, where those below the tile are in place of the last; or
    # what is to be added to the derivatives by the edges there. `line_pitch` of them from one row to the next.
    void* lines
    Py_ssize_t line_pitch
    # Of kernels of any order alone; tables of coefficients in the dtype of the kernel.
    Py_ssize_t order
    Py_ssize_t moments
    const void* coefficients
    void* workspace


# In how many rows of steps so many rows of cells lie.
cdef inline Py_ssize_t step_rows(const Tile* tile, Py_ssize_t rows) noexcept nogil:
    return ((tile.phase + rows - 1) >> tile.shift) + 1


ctypedef void (*tile_kernel)(const Tile* tile) noexcept nogil


# A batch of Gram matrices of two batches of paths, `count1` and `count2` of them for each.
cdef struct PairsJob:
    PathJob first
    PathJob second
    Py_ssize_t grams
    Py_ssize_t count1
    Py_ssize_t count2
    # Both batches are the same: half of a matrix is the mirror image of the other.
    bint symmetric
    # The static kernel is exp(-|x - y|^2) instead of the inner product.
    bint gaussian
    # The most steps of a path on either side.
    Py_ssize_t first_steps
    Py_ssize_t second_steps
    # Where products are given instead of paths: matrices of so many rows and columns; and the derivatives by them.
    Py_ssize_t rows
    Py_ssize_t columns
    PathView products
    PathView product_tangents
    void* product_derivs
    # A kernel is a matrix: its values at the corners of all cells.
    bint grid
    # The scheme: cells are split into 2^shift1 by 2^shift2, and each of those is solved to `order`.
    Py_ssize_t order
    Py_ssize_t moments
    Py_ssize_t slope_count
    int shift1
    int shift2
    const void* coefficients
    # What products are multiplied by.
    double scale
    PathView kernels
    PathView kernel_tangents
    PathView kernel_derivs
    # The work on a matrix is divided into parts of its rows and columns. Columns that fill no bundle, whose pairs stand side
    # by side as they come, are parts of their own.
    Py_ssize_t row_parts
    Py_ssize_t column_parts
    Py_ssize_t rest_parts
    # Derivatives by the steps (or points) of all paths, for each part that shares them those that it adds.
    void* first_derivs
    void* second_derivs
    # Rows of cells that keep their slopes at a time; rows of steps of a strip, and beyond the last.
    Py_ssize_t block_rows
    Py_ssize_t strip_rows
    Py_ssize_t spare_rows
    # Where scratch memory of a thread begins that is for so-and-so, in lanes.
    Py_ssize_t x_at
    Py_ssize_t y_at
    Py_ssize_t raw_at
    Py_ssize_t tile_at
    Py_ssize_t edges_at
    Py_ssize_t sides_at
    Py_ssize_t corners_at
    Py_ssize_t workspace_at
    Py_ssize_t lines_at
    Py_ssize_t x_derivs_at
    Py_ssize_t y_derivs_at
    Py_ssize_t tile_derivs_at
    Py_ssize_t edge_derivs_at
    Py_ssize_t kept_at
    Py_ssize_t products_at
    Py_ssize_t slopes_at
    # The same of points, their derivatives, tiles and static kernels in double precision.
    Py_ssize_t x_points_at
    Py_ssize_t y_points_at
    Py_ssize_t x_point_derivs_at
    Py_ssize_t y_point_derivs_at
    Py_ssize_t wide_tile_at
    Py_ssize_t kernels_at
    # Changes of static kernels from one column to the next, below tiles; of float32 in that as well, kernels and changes on the
    # left, and in which lanes of each tile these led to the products.
    Py_ssize_t wide_changes_at
    Py_ssize_t changes_at
    Py_ssize_t starts_at
    Py_ssize_t right_at
    const Variant* solve
    const Variant* solve_grid
    const Variant* keep
    const Variant* retreat
    # Pair by pair: the kernels of a wavefront; items of an edge, with room before and after, and lanes of all of them; the most
    # steps across a strip; strips that keep their slopes at a time, and parts that more of them are divided into.
    const Variant* wave
    const Variant* wave_grid
    const Variant* wave_keep
    const Variant* wave_back
    Py_ssize_t edge_pitch
    Py_ssize_t edge_lanes
    Py_ssize_t wave_length
    Py_ssize_t block_strips
    Py_ssize_t fanout
    Py_ssize_t window_at
    Py_ssize_t row_tile_at
    Py_ssize_t row_derivs_at
    Py_ssize_t row_lanes_at


# A part of the work on a matrix: a block of whole bundles of columns; or pairs `next` to `last` of those that are left.
cdef struct Share:
    Py_ssize_t gram
    bint whole
    Py_ssize_t row
    Py_ssize_t last_row
    Py_ssize_t column
    Py_ssize_t last_column
    Py_ssize_t row_part
    Py_ssize_t column_part
    Py_ssize_t next
    Py_ssize_t last


# Whether there is a single pair for each matrix: pairs of several matrices stand side by side then.
cdef inline bint is_single(const PairsJob* job) noexcept nogil:
    return job.count1 == 1 and job.count2 == 1


# The columns that whole bundles hold.
cdef inline Py_ssize_t whole_columns(const PairsJob* job, Py_ssize_t lanes) noexcept nogil:
    return 0 if is_single(job) else job.count2 - job.count2 % lanes


# How many pairs of a matrix are left besides.
cdef inline Py_ssize_t rest_of(const PairsJob* job, Py_ssize_t lanes) noexcept nogil:
    cdef Py_ssize_t first = whole_columns(job, lanes)
    if job.symmetric:
        return (first + 1 + job.count2) * (job.count2 - first) // 2
    return job.count1 * (job.count2 - first)


# The places of one of them.
cdef inline void find_pair(const PairsJob* job, Py_ssize_t lanes, Py_ssize_t index, Py_ssize_t* row,
                           Py_ssize_t* column) noexcept nogil:
    cdef Py_ssize_t first = whole_columns(job, lanes)
    if not job.symmetric:
        row[0], column[0] = index // (job.count2 - first), first + index % (job.count2 - first)
        return
    column[0] = first
    while index > column[0]:
        index = index - column[0] - 1
        column[0] = column[0] + 1
    row[0] = index


cdef inline Share share_of(const PairsJob* job, Py_ssize_t index, Py_ssize_t lanes) noexcept nogil:
    cdef Share share
    cdef Py_ssize_t blocks = job.row_parts * job.column_parts, parts = blocks + job.rest_parts, part, bundles
    share.whole = False
    share.row_part = share.column_part = 0
    if is_single(job):
        share.gram = index * lanes
        share.next, share.last = share.gram, min(share.gram + lanes, job.grams)
        return share
    share.gram, part = index // parts, index % parts
    if part < blocks:
        share.whole = True
        share.row_part, share.column_part = part // job.column_parts, part % job.column_parts
        share.row = share.row_part * job.count1 // job.row_parts
        share.last_row = (share.row_part + 1) * job.count1 // job.row_parts
        bundles = job.count2 // lanes
        share.column = share.column_part * bundles // job.column_parts * lanes
        share.last_column = (share.column_part + 1) * bundles // job.column_parts * lanes
        return share
    share.row_part, share.column_part = job.row_parts, job.column_parts
    bundles = (rest_of(job, lanes) + lanes - 1) // lanes
    share.next = (part - blocks) * bundles // job.rest_parts * lanes
    share.last = min((part - blocks + 1) * bundles // job.rest_parts * lanes, rest_of(job, lanes))
    return share
