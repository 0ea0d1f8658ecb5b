# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The engine of signature kernels: divides Gram matrices into shares, and lays out what a thread needs for pairs in lanes."""

from libc.stdlib cimport free
from libc.string cimport memset

from siglib import _legendre
from siglib._options import GAUSSIAN

from siglib._core cimport PathBatch
from siglib._native.abi cimport PairsJob, PathView, Variant, job_function, rest_of, is_single
from siglib._native.path cimport describe_path, read_paths
from siglib._native.runtime cimport (
    Array, Plan, allocated, find_variant, for_each, items_of, kernel_named, lane_count, look_up, threads_for)

cdef enum:
    # Cells of a tile of products: as in codegen/cpu.py.
    TILE_COLUMNS = 32
    # Steps of a wavefront at a time: as in codegen/cpu.py.
    WAVE_STEPS = 64
    # Blocks keep their slopes in the level-2 cache.
    BLOCK_BYTES = 768 * 1024
    # Edges between strips that are kept for each level of parts of a long pair.
    KEPT_BYTES = 24 * 1024 * 1024
    # Parts of the rows, and of the columns, of a matrix: what threads share.
    MOST_PARTS = 16
    # Backward each part has derivatives of its own, by all paths of the other side.
    MOST_BACKWARD_PARTS = 4
    # Orders below may have kernels of their own.
    MOST_SPECIAL = 9

cdef int GRAM = kernel_named("gram"), GRAM_BWD = kernel_named("gram_bwd"), GRAM_FINISH = kernel_named("gram_finish")
cdef int GRAM_WAVE = kernel_named("gram_wave"), GRAM_WAVE_BWD = kernel_named("gram_wave_bwd")
cdef int GRAM_DUAL = kernel_named("gram_dual"), GRAM_BWD_DUAL = kernel_named("gram_bwd_dual")
# Kernels of a tile by order, as codegen/kernels.py has them; 0 is for all others.
cdef int SOLVE[2 * MOST_SPECIAL]
cdef int KEEP[2 * MOST_SPECIAL]
cdef int RETREAT[2 * MOST_SPECIAL]
# The same with lines of a grid.
cdef int SOLVE_GRID[2 * MOST_SPECIAL]
cdef int RETREAT_GRID[2 * MOST_SPECIAL]
cdef int WAVE[MOST_SPECIAL]
cdef int WAVE_KEEP[MOST_SPECIAL]
cdef int WAVE_BACK[MOST_SPECIAL]
cdef int WAVE_GRID[MOST_SPECIAL]
cdef int WAVE_BACK_GRID[MOST_SPECIAL]


def index_kernels():
    """Find the kernels for each order."""
    for order in range(MOST_SPECIAL):
        WAVE[order] = kernel_named(f"wave_order{order}")
        WAVE_KEEP[order] = kernel_named(f"wave_kept_order{order}")
        WAVE_BACK[order] = kernel_named(f"wave_bwd_order{order}")
        WAVE_GRID[order] = kernel_named(f"wave_grid_order{order}")
        WAVE_BACK_GRID[order] = kernel_named(f"wave_bwd_grid_order{order}")
        for dual in range(2):
            suffix = (f"_order{order}" if order else "") + ("_dual" if dual else "")
            SOLVE[2 * order + dual] = kernel_named("solve" + suffix)
            KEEP[2 * order + dual] = kernel_named("solve_kept" + suffix)
            RETREAT[2 * order + dual] = kernel_named("solve_bwd" + suffix)
            SOLVE_GRID[2 * order + dual] = kernel_named("solve_grid" + suffix)
            RETREAT_GRID[2 * order + dual] = kernel_named("solve_bwd_grid" + suffix)


index_kernels()


# A job on pairs of paths, and what it is for: `dual` numbers have tangents.
cdef struct Work:
    PairsJob job
    int itemsize
    int threads
    bint dual
    bint backward


# ---------------------------------------------------------------------------------------------------------------------
# Kernels, shares, memory


cdef Py_ssize_t rounded(Py_ssize_t items, Py_ssize_t room) noexcept nogil:
    """How many boxes of so much room hold all items."""
    return (items + room - 1) // room


cdef const Variant* solver(const Work* work, const int* kernels) except NULL nogil:
    """The kernel of a tile for the order of a scheme: one of its own, or that for any."""
    cdef const Variant* variant = NULL
    if work.job.order < MOST_SPECIAL:
        variant = look_up(kernels[2 * work.job.order + work.dual], work.itemsize, 0, 0)
    return variant if variant != NULL else find_variant(kernels[work.dual], work.itemsize, 0, 0)


cdef void count_steps(PairsJob* job) noexcept nogil:
    """The most steps of a path on either side; rows and columns of products that are given."""
    if job.rows:
        job.first_steps, job.second_steps = job.rows, job.columns
    else:
        job.first_steps = max(job.first.length - 1, 0) << job.first.lead_lag
        job.second_steps = max(job.second.length - 1, 0) << job.second.lead_lag


# Tests choose themselves: -1 leaves it to the shapes, and 0 the parts of long pairs to what may be kept.
cdef int chosen_waves = -1
cdef Py_ssize_t chosen_fanout = 0


def choose_waves(waves, Py_ssize_t fanout=0):
    """Compute pair by pair (True) or pairs side by side (False), where there are kernels for both; None: whichever is faster.

    Backward, long pairs are divided into `fanout` parts again and again; 0: into as many as may be kept.
    """
    global chosen_waves, chosen_fanout
    chosen_waves = -1 if waves is None else waves
    chosen_fanout = fanout


# Measured on Zen 4: what a cell costs in a wavefront, in cells of lanes: of order 2, if it is a part of a split cell, and of
# orders beyond.
cdef double WAVE_COST = 2, SPLIT_WAVE_COST = 4, HIGHER_WAVE_COST = 1.35
# Beyond, the bytes of edges are more than a number holds.
cdef double MOST_CELLS = 2.0 ** 38


cdef bint prefers_wave(const Work* work, Py_ssize_t lanes) noexcept nogil:
    """Whether a wavefront through one pair after the other is faster than lanes of pairs."""
    cdef const PairsJob* job = &work.job
    cdef const Variant* wave
    cdef Py_ssize_t rows = job.first_steps << job.shift1, columns = job.second_steps << job.shift2, strip
    cdef double pairs = <double> job.count1 * job.count2 / (2 if job.symmetric else 1), crossing, walking
    if work.dual or job.order >= MOST_SPECIAL or chosen_waves == 0:
        return False
    wave = look_up(WAVE[job.order], work.itemsize, 0, 0)
    if wave == NULL or chosen_waves == 1:
        return wave != NULL
    strip = wave.steps * lanes
    crossing = job.grams * pairs * rounded(rows, strip) * wave.steps * (columns + strip)
    if job.order == 2:
        crossing = crossing * (SPLIT_WAVE_COST if job.shift1 or job.shift2 else WAVE_COST)
    else:
        crossing = crossing * HIGHER_WAVE_COST
    if is_single(job):
        walking = rounded(job.grams, lanes)
    else:
        walking = job.grams * (pairs // lanes + 1)
    return crossing < walking * rows * columns


cdef int choose_kernels(Work* work, Py_ssize_t lanes) except -1 nogil:
    cdef PairsJob* job = &work.job
    job.solve = solver(work, SOLVE)
    if job.grid:
        job.solve_grid = solver(work, SOLVE_GRID)
    if work.backward:
        job.keep = solver(work, KEEP)
        job.retreat = solver(work, &RETREAT_GRID[0] if job.grid else &RETREAT[0])
    if prefers_wave(work, lanes):
        job.wave = look_up(WAVE[job.order], work.itemsize, 0, 0)
        job.wave_keep = look_up(WAVE_KEEP[job.order], work.itemsize, 0, 0)
        job.wave_back = look_up(WAVE_BACK_GRID[job.order] if job.grid else WAVE_BACK[job.order], work.itemsize, 0, 0)
        if job.grid:
            job.wave_grid = look_up(WAVE_GRID[job.order], work.itemsize, 0, 0)
        job.spare_rows = job.wave.steps * lanes
        return 0
    job.strip_rows = max(job.solve.steps >> job.shift1, 1)
    job.spare_rows = job.solve.steps
    return 0


cdef int divide(Work* work, Py_ssize_t lanes) noexcept nogil:
    """Divide each matrix into parts; shapes alone say into how many, so that results do not depend on threads."""
    cdef PairsJob* job = &work.job
    cdef Py_ssize_t most = MOST_BACKWARD_PARTS if work.backward else MOST_PARTS
    cdef Py_ssize_t bundles = 0 if is_single(job) else job.count2 // lanes
    if job.grams > MOST_PARTS:
        most = 1
    job.row_parts = job.column_parts = job.rest_parts = 0
    if bundles:
        job.row_parts, job.column_parts = min(job.count1, most), min(bundles, most)
    if is_single(job):
        job.row_parts = job.column_parts = 1
    elif rest_of(job, lanes):
        bundles = rounded(rest_of(job, lanes), lanes)
        job.rest_parts = 1 if work.backward else min(bundles, most)
    return 0


cdef Py_ssize_t shares(const PairsJob* job, Py_ssize_t lanes) noexcept nogil:
    """How many jobs there are for all matrices."""
    if is_single(job):
        return rounded(job.grams, lanes)
    return job.grams * (job.row_parts * job.column_parts + job.rest_parts)


cdef Py_ssize_t placed(Py_ssize_t* at, Py_ssize_t* end, Py_ssize_t count) noexcept nogil:
    """Put so many lanes after all others."""
    at[0] = end[0]
    end[0] = end[0] + count
    return 0


cdef Py_ssize_t choose_fanout(PairsJob* job, Py_ssize_t blocks, Py_ssize_t bytes) noexcept nogil:
    """Into how many parts blocks are divided, again and again, if the edges below each part take so many bytes; return how often."""
    cdef Py_ssize_t levels = 0
    job.fanout = chosen_fanout if chosen_fanout else max(KEPT_BYTES // max(bytes, 1), 4)
    job.fanout = max(min(job.fanout, blocks), 2)
    while blocks > 1:
        blocks, levels = rounded(blocks, job.fanout), levels + 1
    return levels


cdef Py_ssize_t lay_out(Work* work, Py_ssize_t lanes) noexcept nogil:
    """Divide the scratch memory of a thread; return how many lanes it has."""
    cdef PairsJob* job = &work.job
    cdef Py_ssize_t numbers = 2 if work.dual else 1, steps1 = job.first_steps, steps2 = job.second_steps
    cdef Py_ssize_t width = job.first.dimension, rows = steps1 + job.spare_rows, tile = job.solve.steps
    cdef Py_ssize_t cells = (steps2 << job.shift2), edges = cells * job.moments, end = 0, strip, strips, levels, parts
    placed(&job.x_at, &end, rows * width * numbers)
    placed(&job.y_at, &end, steps2 * width * numbers)
    placed(&job.raw_at, &end, (2 * TILE_COLUMNS + 2) * width * numbers)
    placed(&job.tile_at, &end, tile * TILE_COLUMNS * numbers)
    placed(&job.edges_at, &end, edges * numbers)
    placed(&job.sides_at, &end, tile * job.moments * numbers)
    placed(&job.corners_at, &end, tile * numbers)
    placed(&job.workspace_at, &end, 2 * job.moments * numbers)
    if job.grid:
        placed(&job.lines_at, &end, tile * (cells + 1) * numbers)
    if work.backward:
        strip = (job.strip_rows * steps2 + cells * tile * job.slope_count) * numbers
        strips = max(BLOCK_BYTES // max(strip * lanes * work.itemsize, 1), 1)
        strips = min(strips, rounded(steps1 << job.shift1, tile))
        job.block_rows = max(strips, 1) * tile
        levels = choose_fanout(job, rounded(steps1 << job.shift1, job.block_rows),
                               edges * numbers * lanes * work.itemsize)
        placed(&job.x_derivs_at, &end, (rows + 1) * width)
        placed(&job.y_derivs_at, &end, (steps2 + 1) * width)
        placed(&job.tile_derivs_at, &end, (tile - 1) * steps2 * numbers + TILE_COLUMNS * numbers)
        placed(&job.edge_derivs_at, &end, edges * numbers)
        placed(&job.kept_at, &end, levels * job.fanout * edges * numbers)
        placed(&job.products_at, &end, strips * job.strip_rows * steps2 * numbers)
        placed(&job.slopes_at, &end, strips * cells * tile * job.slope_count * numbers)
    if job.gaussian:
        # A vector of doubles has half as many lanes as one of floats.
        parts = 8 // work.itemsize
        placed(&job.x_points_at, &end, parts * (rows + 1) * width * numbers)
        placed(&job.y_points_at, &end, parts * (steps2 + 1) * width * numbers)
        placed(&job.wide_tile_at, &end, tile * TILE_COLUMNS * numbers)
        placed(&job.kernels_at, &end, 2 * (tile + 1) * (TILE_COLUMNS + 1) * numbers)
        placed(&job.wide_changes_at, &end, parts * steps2 * numbers)
        if work.itemsize == 4 and not work.dual:
            placed(&job.changes_at, &end, 2 * steps2)
            placed(&job.starts_at, &end, 6 * tile)
            placed(&job.right_at, &end, rounded(steps2, TILE_COLUMNS))
        if work.backward:
            placed(&job.x_point_derivs_at, &end, parts * (rows + 1) * width)
            placed(&job.y_point_derivs_at, &end, parts * (steps2 + 1) * width)
    return end


cdef Py_ssize_t lay_out_wave(Work* work, Py_ssize_t lanes) noexcept nogil:
    """The same pair by pair: items, and doubles, lie side by side."""
    cdef PairsJob* job = &work.job
    cdef Py_ssize_t width = job.first.dimension, cells = job.second_steps << job.shift2, end = 0, rows = job.wave.steps * lanes
    cdef Py_ssize_t points = job.first_steps + job.spare_rows + 1, steps = WAVE_STEPS, doubles = lanes * work.itemsize // 8
    cdef Py_ssize_t columns = width * rounded(job.second_steps + 1 + 2 * steps + rows, lanes) * lanes, strip, strips, levels
    job.wave_length = (cells + job.grid + rows + steps - 2) // steps * steps
    job.edge_pitch = rounded(cells + 2 * rows + steps + 2 * lanes, lanes) * lanes
    job.edge_lanes = job.moments * job.edge_pitch // lanes
    placed(&job.x_at, &end, rounded(points * width, lanes))
    # There are zeros before the first column, too.
    placed(&job.y_at, &end, rounded(rows + columns, lanes))
    placed(&job.row_lanes_at, &end, job.wave.steps * width)
    placed(&job.raw_at, &end, (2 * TILE_COLUMNS + 2) * width)
    placed(&job.tile_at, &end, max(steps * job.wave.steps, 2 * TILE_COLUMNS * width))
    placed(&job.edges_at, &end, job.edge_lanes)
    placed(&job.sides_at, &end, job.wave.steps * (2 * job.moments + 1))
    placed(&job.window_at, &end, rounded(rows * (rows + steps), lanes) + 1)
    placed(&job.row_tile_at, &end, rounded(rows * (steps + lanes), lanes) + 1)
    if job.gaussian:
        placed(&job.x_points_at, &end, rounded(points * width, doubles))
        placed(&job.y_points_at, &end, rounded(columns, doubles))
        placed(&job.kernels_at, &end, rounded(2 * (rows + 1) * (steps + lanes), doubles))
    if job.grid:
        placed(&job.lines_at, &end, steps * job.wave.steps)
    if work.backward:
        strip = job.wave_length * job.wave.steps * (1 + job.slope_count)
        strips = max(rounded((job.first_steps << job.shift1) + job.grid, rows), 1)
        job.block_strips = min(max(BLOCK_BYTES // max(strip * lanes * work.itemsize, 1), 1), strips)
        levels = choose_fanout(job, rounded(strips, job.block_strips), job.edge_lanes * lanes * work.itemsize)
        placed(&job.edge_derivs_at, &end, job.edge_lanes)
        placed(&job.row_derivs_at, &end, rows * width)
        placed(&job.kept_at, &end, levels * job.fanout * job.edge_lanes)
        placed(&job.products_at, &end, job.block_strips * job.wave_length * job.wave.steps)
        placed(&job.slopes_at, &end, job.block_strips * job.wave_length * job.wave.steps * job.slope_count)
        if job.gaussian:
            placed(&job.x_point_derivs_at, &end, rounded(points * width, doubles))
            placed(&job.y_point_derivs_at, &end, rounded(columns, doubles))
        placed(&job.x_derivs_at, &end, rounded(points * width, lanes))
        placed(&job.y_derivs_at, &end, rounded(columns, lanes))
    return end


cdef double work_of(const Work* work) noexcept nogil:
    """About how many multiply-adds there are."""
    cdef const PairsJob* job = &work.job
    cdef double cell = 6.0 * job.moments * job.moments * (<Py_ssize_t> 1 << (job.shift1 + job.shift2)) + job.first.dimension
    if job.gaussian:
        cell = cell + 30
    cdef double pairs = <double> job.grams * job.count1 * job.count2 / (2 if job.symmetric else 1)
    return pairs * job.first_steps * job.second_steps * cell * (3 if work.backward else 1) * (3 if work.dual else 1)


# ---------------------------------------------------------------------------------------------------------------------
# What is computed


cdef void fill(const PairsJob* job, const PathView* kernels, double value, int itemsize) noexcept nogil:
    """Fill what has a number, or a grid, for each pair."""
    cdef Py_ssize_t i, count = job.grams * job.count1 * job.count2
    if kernels.first == NULL:
        return
    if job.grid:
        count = count * ((job.rows << job.shift1) + 1) * ((job.columns << job.shift2) + 1)
    for i in range(count):
        if itemsize == 4:
            (<float*> kernels.first)[i] = <float> value
        else:
            (<double*> kernels.first)[i] = value


cdef void clear_derivs(Work* work) noexcept nogil:
    cdef PairsJob* job = &work.job
    if job.first.path_derivs != NULL:
        memset(job.first.path_derivs, 0, job.first.batch * job.first.length * job.first.channels * work.itemsize)
    if job.second.path_derivs != NULL:
        memset(job.second.path_derivs, 0, job.second.batch * job.second.length * job.second.channels * work.itemsize)
    if job.product_derivs != NULL:
        memset(job.product_derivs, 0, job.grams * job.rows * job.columns * work.itemsize)


cdef int check_size(const PairsJob* job) except -1 nogil:
    """Refuse cells whose edges no memory holds, before their bytes are more than a number holds."""
    cdef double rows = <double> job.first_steps * (<Py_ssize_t> 1 << job.shift1)
    cdef double columns = <double> job.second_steps * (<Py_ssize_t> 1 << job.shift2)
    if max(rows, columns) > MOST_CELLS:
        with gil:
            raise MemoryError(f"cannot allocate memory for {rows:.3g} rows and {columns:.3g} columns of cells")
    return 0


cdef int compute(Work* work) except -1 nogil:
    cdef PairsJob* job = &work.job
    cdef Py_ssize_t lanes = lane_count(work.itemsize), side_by_side, scratch, size1, size2, paths
    cdef int threads
    cdef const Variant* kernel
    cdef char* memory = NULL
    count_steps(job)
    if job.grams * job.count1 * job.count2 == 0 or job.first_steps == 0 or job.second_steps == 0:
        # Paths that do not move have the kernel 1.
        fill(job, &job.kernels, 1, work.itemsize)
        fill(job, &job.kernel_tangents, 0, work.itemsize)
        clear_derivs(work)
        return 0
    check_size(job)
    threads = threads_for(work_of(work), work.threads)
    choose_kernels(work, lanes)
    side_by_side = 1 if job.wave != NULL else lanes
    divide(work, side_by_side)
    scratch = (lay_out_wave(work, lanes) if job.wave != NULL else lay_out(work, lanes)) * lanes * work.itemsize
    if work.backward:
        kernel = find_variant(
            GRAM_WAVE_BWD if job.wave != NULL else GRAM_BWD_DUAL if work.dual else GRAM_BWD, work.itemsize, 0, 0)
    else:
        kernel = find_variant(GRAM_WAVE if job.wave != NULL else GRAM_DUAL if work.dual else GRAM, work.itemsize, 0, 0)
    if job.wave != NULL and job.product_derivs != NULL:
        # A wavefront adds to them.
        clear_derivs(work)
    if job.rows or not work.backward:
        return for_each(<job_function> kernel.function, job, shares(job, side_by_side), threads, scratch)
    size1 = (job.column_parts + job.rest_parts) * job.first.batch * (job.first_steps + job.gaussian) * job.first.dimension * work.itemsize
    size2 = (job.row_parts + job.rest_parts) * job.second.batch * (job.second_steps + job.gaussian) * job.second.dimension * work.itemsize
    memory = <char*> allocated(size1 + size2)
    memset(memory, 0, size1 + size2)
    job.first_derivs, job.second_derivs = memory, memory + size1
    paths = job.first.batch + (0 if job.symmetric else job.second.batch)
    try:
        for_each(<job_function> kernel.function, job, shares(job, side_by_side), threads, scratch)
        kernel = find_variant(GRAM_FINISH, work.itemsize, 0, 0)
        return for_each(<job_function> kernel.function, job, paths, threads, 0)
    finally:
        free(memory)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: which array is what


cdef PathView view_of(const Array* array, int itemsize) noexcept:
    """A batch of matrices."""
    cdef PathView view
    view.first = array.first
    view.batch_stride, view.time_stride = array.strides[0] // itemsize, array.strides[1] // itemsize
    view.channel_stride = array.strides[2] // itemsize
    return view


cdef class SchemePlan(Plan):
    """How cells are solved."""

    cdef Work work
    cdef object tables

    def __cinit__(self, options, int threads):
        cdef PairsJob* job = &self.work.job
        self.threads = threads
        memset(&self.work, 0, sizeof(self.work))
        job.order, job.moments = options.order, _legendre.moments_of(options.order)
        job.slope_count = 2 * job.moments - 1
        job.shift1, job.shift2 = options.dyadic_order1, options.dyadic_order2
        # Kernels of order 2 take half of each product.
        job.scale = (0.5 if job.order == 2 else 1.0) / 2.0 ** (job.shift1 + job.shift2)
        self.tables = {size: _legendre.coefficients(options.order, name) for size, name in ((4, "float32"), (8, "float64"))}

    cdef int begin(self, Work* work, int itemsize, int threads) except -1:
        work[0] = self.work
        work.itemsize, work.threads = itemsize, threads
        work.job.coefficients = items_of(self.tables[itemsize])
        return 0


cdef class PairsPlan(SchemePlan):
    """How paths are read, too."""

    cdef bint time_aug, lead_lag
    cdef double end_time

    def __cinit__(self, options, int threads):
        self.time_aug, self.lead_lag, self.end_time = options.time_aug, options.lead_lag, options.end_time
        self.work.job.gaussian = options.static == GAUSSIAN

    cdef PathBatch batch_of(self, const Array* path, int itemsize) noexcept:
        return read_paths(path, itemsize, self.time_aug, self.lead_lag, self.end_time)

    cdef int take_sides(self, Work* work, const Array* first, const Array* second, const Array* lengths1,
                        const Array* lengths2) except -1:
        cdef PairsJob* job = &work.job
        cdef PathBatch paths = self.batch_of(first, work.itemsize)
        describe_path(&job.first, first.first, &paths, 1)
        paths = self.batch_of(second, work.itemsize)
        describe_path(&job.second, second.first, &paths, 1)
        job.first.lengths = <const Py_ssize_t*> lengths1.first
        job.second.lengths = <const Py_ssize_t*> lengths2.first
        job.symmetric = first == second
        return 0

    cdef void take_tangents(self, Work* work, const Array* first, const Array* second) noexcept:
        work.dual = True
        work.job.first.components = work.job.second.components = 2
        work.job.first.tangent, work.job.second.tangent = view_of(first, work.itemsize), view_of(second, work.itemsize)

    cdef int take_shape(self, Work* work, const Array* kernels) except -1:
        """Matrices of kernels, or of derivatives by them, say how many paths belong together."""
        cdef PairsJob* job = &work.job
        job.grams, job.count1, job.count2 = kernels.shape[0], kernels.shape[1], kernels.shape[2]
        if job.grams * job.count1 != job.first.batch or job.grams * job.count2 != job.second.batch:
            raise ValueError(
                f"derivs: expected a number for each pair of {job.first.batch} and {job.second.batch} paths in all, got "
                f"{job.grams} matrices of shape {(job.count1, job.count2)}")
        return 0


cdef class Gram(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[1], &operands[2], &operands[4])
        self.take_shape(&work, &results[0])
        work.job.kernels = view_of(&results[0], itemsize)
        with nogil:
            return compute(&work)


cdef class GramJvp(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[1], &operands[4], &operands[6])
        self.take_tangents(&work, &operands[2], &operands[3])
        self.take_shape(&work, &results[0])
        work.job.kernels, work.job.kernel_tangents = view_of(&results[0], itemsize), view_of(&results[1], itemsize)
        with nogil:
            return compute(&work)


cdef class GramBackprop(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[1], &operands[3], &operands[5])
        self.take_shape(&work, &operands[2])
        work.backward = True
        work.job.kernel_derivs = view_of(&operands[2], itemsize)
        work.job.first.path_derivs, work.job.second.path_derivs = results[0].first, results[1].first
        with nogil:
            return compute(&work)


cdef class GramBackpropTangent(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[1], &operands[5], &operands[7])
        self.take_tangents(&work, &operands[2], &operands[3])
        self.take_shape(&work, &operands[4])
        work.backward = True
        work.job.kernel_derivs = view_of(&operands[4], itemsize)
        work.job.first.path_derivs, work.job.second.path_derivs = results[0].first, results[1].first
        work.job.kernel_tangents = view_of(&results[2], itemsize)
        with nogil:
            return compute(&work)


cdef class Symmetric(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[0], &operands[1], &operands[1])
        self.take_shape(&work, &results[0])
        work.job.kernels = view_of(&results[0], itemsize)
        with nogil:
            return compute(&work)


cdef class SymmetricJvp(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[0], &operands[2], &operands[2])
        self.take_tangents(&work, &operands[1], &operands[1])
        self.take_shape(&work, &results[0])
        work.job.kernels, work.job.kernel_tangents = view_of(&results[0], itemsize), view_of(&results[1], itemsize)
        with nogil:
            return compute(&work)


cdef class SymmetricBackprop(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[0], &operands[2], &operands[2])
        self.take_shape(&work, &operands[1])
        work.backward = True
        work.job.kernel_derivs = view_of(&operands[1], itemsize)
        work.job.first.path_derivs = results[0].first
        with nogil:
            return compute(&work)


cdef class SymmetricBackpropTangent(PairsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_sides(&work, &operands[0], &operands[0], &operands[3], &operands[3])
        self.take_tangents(&work, &operands[1], &operands[1])
        self.take_shape(&work, &operands[2])
        work.backward = True
        work.job.kernel_derivs = view_of(&operands[2], itemsize)
        work.job.first.path_derivs = results[0].first
        work.job.kernel_tangents = view_of(&results[1], itemsize)
        with nogil:
            return compute(&work)


cdef class IncrementsPlan(SchemePlan):
    """Products that are given: a matrix for each pair."""

    cdef int take_products(self, Work* work, const Array* products) except -1:
        cdef PairsJob* job = &work.job
        job.grams, job.rows, job.columns = products.shape[0], products.shape[1], products.shape[2]
        job.count1 = job.count2 = 1
        job.products = view_of(products, work.itemsize)
        return 0

    cdef PathView kernels_of(self, const Array* array, int itemsize) noexcept:
        """A number, or a grid, for each matrix."""
        cdef PathView view
        if self.work.job.grid:
            return view_of(array, itemsize)
        view.first, view.batch_stride = array.first, array.strides[0] // itemsize
        view.time_stride = view.channel_stride = 0
        return view


cdef class Increments(IncrementsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_products(&work, &operands[0])
        work.job.kernels = self.kernels_of(&results[0], itemsize)
        with nogil:
            return compute(&work)


cdef class IncrementsJvp(IncrementsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_products(&work, &operands[0])
        work.dual, work.job.product_tangents = True, view_of(&operands[1], itemsize)
        work.job.kernels = self.kernels_of(&results[0], itemsize)
        work.job.kernel_tangents = self.kernels_of(&results[1], itemsize)
        with nogil:
            return compute(&work)


cdef class IncrementsBackprop(IncrementsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_products(&work, &operands[0])
        work.backward = True
        work.job.kernel_derivs, work.job.product_derivs = self.kernels_of(&operands[1], itemsize), results[0].first
        with nogil:
            return compute(&work)


cdef class IncrementsBackpropTangent(IncrementsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.begin(&work, itemsize, threads)
        self.take_products(&work, &operands[0])
        work.dual, work.job.product_tangents = True, view_of(&operands[1], itemsize)
        work.backward = True
        work.job.kernel_derivs, work.job.product_derivs = self.kernels_of(&operands[2], itemsize), results[0].first
        work.job.kernel_tangents = self.kernels_of(&results[1], itemsize)
        with nogil:
            return compute(&work)


cdef class Grid(Increments):
    def __cinit__(self, options, int threads):
        self.work.job.grid = True


cdef class GridJvp(IncrementsJvp):
    def __cinit__(self, options, int threads):
        self.work.job.grid = True


cdef class GridBackprop(IncrementsBackprop):
    def __cinit__(self, options, int threads):
        self.work.job.grid = True


cdef class GridBackpropTangent(IncrementsBackpropTangent):
    def __cinit__(self, options, int threads):
        self.work.job.grid = True


PLANS = {
    "sig_kernel_gram": Gram,
    "sig_kernel_gram_jvp": GramJvp,
    "sig_kernel_gram_backprop": GramBackprop,
    "sig_kernel_gram_backprop_tangent": GramBackpropTangent,
    "sig_kernel_symmetric": Symmetric,
    "sig_kernel_symmetric_jvp": SymmetricJvp,
    "sig_kernel_symmetric_backprop": SymmetricBackprop,
    "sig_kernel_symmetric_backprop_tangent": SymmetricBackpropTangent,
    "sig_kernel_increments": Increments,
    "sig_kernel_increments_jvp": IncrementsJvp,
    "sig_kernel_increments_backprop": IncrementsBackprop,
    "sig_kernel_increments_backprop_tangent": IncrementsBackpropTangent,
    "sig_kernel_grid": Grid,
    "sig_kernel_grid_jvp": GridJvp,
    "sig_kernel_grid_backprop": GridBackprop,
    "sig_kernel_grid_backprop_tangent": GridBackpropTangent,
}
