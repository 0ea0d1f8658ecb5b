# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, auto_pickle=False, binding=False
"""The engine of operations on paths: plans segments, runs the kernels over bundles of lanes, joins what was cut."""

from libc.math cimport INFINITY
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from functools import lru_cache

import numpy as np

from siglib import _corrections, _lyndon
from siglib._options import BRACKETS, EXPANDED

from siglib._core cimport PathBatch
from siglib._native.abi cimport (
    BasisJob, MOST_LEVELS, PathDriver, PathJob, PathView, Rows, SeriesJob, Sparse, Stream, Variant, count_words, job_function, row_at, top_level_words)
from siglib._native.runtime cimport (
    Array, Plan, allocated, find_variant, for_each, items_of, kernel_named, lane_count, look_up,
    path_driver, threads_for)
from siglib._native.series cimport (
    basis_stage, compute_basis, compute_series, fill_coefficients, fill_lyndon_starts, fill_starts, rows_past,
    series_workspace, sparse)

cdef int SIGFWD = kernel_named("sigfwd"), SIGBWD = kernel_named("sigbwd")
cdef int SIGFWD_DUAL = kernel_named("sigfwd_dual"), SIGBWD_DUAL = kernel_named("sigbwd_dual")
cdef int SIGFWD_SUBTREE = kernel_named("sigfwd_subtree"), SIGBWD_SUBTREE = kernel_named("sigbwd_subtree")
cdef int SIGFWD_SUBTREE_DUAL = kernel_named("sigfwd_subtree_dual"), SIGBWD_SUBTREE_DUAL = kernel_named("sigbwd_subtree_dual")
cdef int SIGFWD_LEAD_LAG = kernel_named("sigfwd_lead_lag"), SIGBWD_LEAD_LAG = kernel_named("sigbwd_lead_lag")
cdef int SIGFWD_LYNDON = kernel_named("sigfwd_lyndon"), SIGBWD_LYNDON = kernel_named("sigbwd_lyndon")
cdef int SIGFWD_STEPWISE = kernel_named("sigfwd_stepwise"), SIGBWD_STEPWISE = kernel_named("sigbwd_stepwise")
cdef int SIGFWD_STEPWISE_DUAL = kernel_named("sigfwd_stepwise_dual"), SIGBWD_STEPWISE_DUAL = kernel_named("sigbwd_stepwise_dual")
cdef int SIGFWD_CORRECTED = kernel_named("sigfwd_corrected"), SIGBWD_CORRECTED = kernel_named("sigbwd_corrected")
cdef int SIGFWD_CORRECTED_DUAL = kernel_named("sigfwd_corrected_dual")
cdef int SIGBWD_CORRECTED_DUAL = kernel_named("sigbwd_corrected_dual")
# By form: all words, Lyndon words.
cdef int[2] SERIES = [kernel_named("series"), kernel_named("series_lyndon")]
cdef int[2] SERIES_BWD = [kernel_named("series_bwd"), kernel_named("series_bwd_lyndon")]
cdef int COMBINE = kernel_named("combine"), COMBINE_BWD = kernel_named("combine_bwd")
cdef int INVERSE = kernel_named("inverse")
cdef int WINDOW_PRODUCT = kernel_named("window_product"), WINDOW_PRODUCT_BWD = kernel_named("window_product_bwd")


# ---------------------------------------------------------------------------------------------------------------------
# How many segments

cdef enum:
    # Scratch memory for streams in one channel: a signature, the derivative by it, and their tangents.
    LINE_ROWS = 4
    SEGMENT_BYTES = 48 * 1024 * 1024
    # Scratch memory for joins: products, inverses, and their tangents.
    JOIN_SIGNATURES = 4

# How much dearer a plan with more bundles may be than the cheapest, so that threads have something to share: up to
# 2 bundles 20 %, up to 16 bundles 3 %.
cdef double FEW_BUNDLES_COST = 1.2, MANY_BUNDLES_COST = 1.03
cdef Py_ssize_t FEW_BUNDLES = 2, MANY_BUNDLES = 16

# Measured: what a backward pass costs in forward passes, and in Chen products to split a derivative at a cut.
cdef double BACKWARD_PASSES = 2.3, BACKWARD_JOINS = 4
# What a pass over corrected signatures costs in passes over others.
cdef double CORRECTED_PASSES = 2.5
# What the call of a Chen product costs besides its terms, in multiply-adds of a vector.
cdef double JOIN_WORK = 150


cdef Py_ssize_t steps_of(const PathJob* job) noexcept nogil:
    return (job.length - 1) * (2 if job.lead_lag else 1)


cdef double step_work(Py_ssize_t dimension, Py_ssize_t degree) noexcept nogil:
    """Multiply-adds of one time step: a word of level j takes part in N-j+1 of them."""
    cdef double work = 0, words = 1
    cdef Py_ssize_t j
    for j in range(1, degree + 1):
        words = words * dimension
        work = work + words * (degree - j + 1)
    return work


cdef struct Effort:
    # Cost of a path in one piece and of one that is cut, in forward passes; cost of a cut, in Chen products; and how
    # many arrays of signature shape a segment keeps.
    double whole_passes
    double cut_passes
    double joins
    int arrays


cdef struct SegmentPlan:
    Py_ssize_t segments
    # In multiply-adds of vectors.
    double cost
    Py_ssize_t bundles


cdef double stepping_work(const PathJob* job, Py_ssize_t segments, Py_ssize_t bundles) noexcept nogil:
    """Multiply-adds of the steps of paths that are cut into so many segments."""
    cdef Py_ssize_t block = job.forward.steps, steps = (steps_of(job) + segments - 1) // segments
    return <double> bundles * ((steps + block - 1) // block * block) * step_work(job.dimension, job.degree)


cdef SegmentPlan whole_paths(const PathJob* job, int lanes, Effort effort) noexcept nogil:
    """The plan that cuts nothing."""
    cdef SegmentPlan whole
    whole.segments, whole.bundles = 1, (job.batch + lanes - 1) // lanes
    whole.cost = effort.whole_passes * stepping_work(job, 1, whole.bundles)
    return whole


cdef SegmentPlan plan_segments(const PathJob* job, int itemsize, int lanes, Effort effort) noexcept nogil:
    """Into how many segments each path is cut.

    A batch fills the lanes by itself. Few paths leave lanes and threads idle: then the cost of stepping through bundles
    is weighed against that of joining the segments. Only shapes count here, not threads, so that a result does not
    depend on them. SEGMENT_BYTES bounds what the segments keep, but two bundles are always allowed.
    """
    cdef Py_ssize_t segments, bundles, capacity = 1
    cdef SegmentPlan best = whole_paths(job, lanes, effort)
    cdef double cost, least = best.cost, join
    cdef double bytes_per_segment = <double> effort.arrays * itemsize * job.words * job.batch
    join = effort.joins * (0.5 * job.degree * job.words + JOIN_WORK) * job.batch
    # As many segments as fill 1, 2, 4, ... bundles: what threads share evenly.
    while capacity <= MANY_BUNDLES:
        segments = capacity * lanes // max(job.batch, 1)
        capacity = 2 * capacity
        if segments < 2:
            continue
        if segments >= job.length or (
                segments * bytes_per_segment > SEGMENT_BYTES and job.batch * segments > 2 * lanes):
            break
        bundles = (job.batch * segments + lanes - 1) // lanes
        cost = effort.cut_passes * stepping_work(job, segments, bundles) + (segments - 1) * join
        if (cost < least or (cost < FEW_BUNDLES_COST * least and bundles <= FEW_BUNDLES)
                or (cost < MANY_BUNDLES_COST * least and bundles <= MANY_BUNDLES)):
            best.segments, best.cost, best.bundles = segments, cost, bundles
        least = min(least, cost)
    return best


# ---------------------------------------------------------------------------------------------------------------------
# How many letters of a prefix, where subtrees fill the lanes

# Tests choose the prefix themselves: -1 leaves it to the costs.
cdef Py_ssize_t chosen_prefix = -1


def choose_prefix(letters):
    """Have prefixes of so many letters wherever there are kernels for them, 0: no subtrees; None: what is cheapest."""
    global chosen_prefix
    chosen_prefix = -1 if letters is None else letters


# Costs are counted in multiply-adds of a vector, as a kernel with the dimension compiled in does them. What follows was
# measured in that unit, on Zen 5 with AVX-512, by fitting the times of 1700 calls.

# Bringing a word of a bundle in or out; and what else a bundle costs.
cdef double WORD_WORK = 20, BUNDLE_WORK = 3000
# A word more in 16 steps, where a bundle's words are more than a cache holds.
cdef Py_ssize_t LEVEL_2_BYTES = 700_000, LEVEL_3_BYTES = 4_000_000, MEMORY_BYTES = 16_000_000
cdef double LEVEL_2_WORK = 2.3, LEVEL_3_WORK = 8.5
# The same where they are in memory: read and written once in four steps, at 10 GB a second (Zen 4).
cdef double MEMORY_WORK = 190
# A multiply-add of other kernels: with the dimension at run time, for any degree, for lead-lag paths.
cdef double STREAMED_WORK = 1.35, GENERIC_WORK = 1.4, LEAD_LAG_WORK = 0.65
# A channel of a step, where lanes hold paths or segments.
cdef double LANES_CHANNEL_WORK = 20
# A byte of what segments keep, where it is fresh memory.
cdef double FRESH_BYTE_WORK = 3
# Subtrees: a step; a channel of it; backward, summing a channel's derivative over the lanes; a word of the chain.
cdef double STEP_WORK = 65, CHANNEL_WORK = 2.5, SLOPE_WORK = 9, CHAIN_WORK = 10
# What loops over d sibling words lose: this over d of their work.
cdef double SIBLINGS_WORK = 5.5
# How much cheaper subtrees have to be than what else there is.
cdef double SUBTREE_GAIN = 0.75


cdef Py_ssize_t bundles_below(const PathJob* job, Py_ssize_t prefix, int lanes) noexcept nogil:
    """How many bundles the subtrees below the prefixes of a path fill."""
    return (top_level_words(job.dimension, prefix) + lanes - 1) // lanes


cdef double words_work(const Work* work, Py_ssize_t degree, double steps) noexcept nogil:
    """What it costs to hold the words of a bundle, besides the steps of the kernel."""
    cdef const PathJob* job = &work.job
    cdef double words = count_words(job.dimension, degree) * job.components * (2 if job.backward != NULL else 1)
    cdef double size = words * work.driver.lanes * work.itemsize
    cdef double word_work = 0
    if size > LEVEL_2_BYTES:
        word_work = LEVEL_2_WORK if size <= LEVEL_3_BYTES else LEVEL_3_WORK if size <= MEMORY_BYTES else MEMORY_WORK
    return WORD_WORK * words + words * steps / 16 * word_work


cdef double kernel_work(const Work* work) noexcept nogil:
    """What a multiply-add costs in the kernel that does most of them."""
    cdef const PathJob* job = &work.job
    cdef const Variant* variant = job.forward if job.backward == NULL else job.backward
    if job.lead_lag and variant == look_up(
            SIGFWD_LEAD_LAG if job.backward == NULL else SIGBWD_LEAD_LAG, work.itemsize, job.degree, job.dimension):
        return LEAD_LAG_WORK
    return GENERIC_WORK if variant.degree == 0 else STREAMED_WORK if variant.dimension == 0 else 1


cdef double lanes_cost(const Work* work, const SegmentPlan* cut, Effort effort) noexcept nogil:
    """The cost of a batch whose lanes hold paths or segments."""
    cdef const PathJob* job = &work.job
    cdef double steps = <double> steps_of(job) / cut.segments, kept = 0
    if cut.segments > 1:
        kept = <double> effort.arrays * job.words * work.itemsize * job.batch * cut.segments
    return kernel_work(work) * cut.cost + (FRESH_BYTE_WORK * kept if kept > LEVEL_3_BYTES else 0) + cut.bundles * (
        LANES_CHANNEL_WORK * job.dimension * steps + words_work(work, job.degree, steps) + BUNDLE_WORK)


cdef double subtree_cost(const Work* work, Py_ssize_t prefix, double passes) noexcept nogil:
    """The cost of a batch whose lanes hold the words below prefixes."""
    cdef const PathJob* job = &work.job
    cdef double steps = steps_of(job), step
    cdef Py_ssize_t depth = job.degree - prefix
    step = step_work(job.dimension, depth) * (1 + SIBLINGS_WORK / job.dimension)
    step = step + CHAIN_WORK * prefix * (job.degree - 0.5 * (prefix - 1)) + CHANNEL_WORK * job.dimension + STEP_WORK
    step = passes * step + (SLOPE_WORK * job.dimension if job.backward != NULL else 0)
    return <double> job.batch * bundles_below(job, prefix, work.driver.lanes) * (
        steps * step + words_work(work, depth, steps) + BUNDLE_WORK)


# ---------------------------------------------------------------------------------------------------------------------
# Work on a batch of paths


cdef Py_ssize_t augmented_dimension(const PathBatch* paths) noexcept nogil:
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
    job.dimension = augmented_dimension(paths)
    job.degree = degree
    job.words = count_words(job.dimension, degree)
    job.signature_degree, job.signature_words = degree, job.words
    job.segments = 1


cdef int describe_work(Work* work, const void* path, int itemsize, const PathBatch* paths, Py_ssize_t degree,
                       int threads) except -1 nogil:
    cdef PathJob* job = &work.job
    cdef double step
    describe_path(job, path, paths, degree)
    work.driver = NULL
    work.itemsize = itemsize
    work.memory = NULL
    # One channel has a closed form, which reads the end points alone.
    step = degree if job.dimension == 1 else step_work(job.dimension, degree) * job.length
    work.threads = threads_for(step * job.batch, threads)
    return 0


cdef const Variant* variant(const Work* work, int kernel) except NULL nogil:
    return find_variant(kernel, work.itemsize, work.job.degree, work.job.dimension)


cdef const Variant* look_up_for_path(const Work* work, int lead_lag_kernel, int kernel,
                                     Py_ssize_t degree) noexcept nogil:
    """The variant of a degree for lead-lag paths, if these are such and there is one, else for all paths; or NULL."""
    cdef const Variant* found = NULL
    if work.job.lead_lag:
        found = look_up(lead_lag_kernel, work.itemsize, degree, work.job.dimension)
    return found if found != NULL else look_up(kernel, work.itemsize, degree, work.job.dimension)


cdef const Variant* lead_lag_variant(const Work* work, int lead_lag_kernel, int kernel) except NULL nogil:
    """The same for the degree of the call, or an error that names the variant for all paths."""
    cdef const Variant* found = look_up_for_path(work, lead_lag_kernel, kernel, work.job.degree)
    return found if found != NULL else variant(work, kernel)


cdef int plan(Work* work, Effort effort, Rows** arrays, int subtree_forward, int subtree_backward) except -1 nogil:
    """Choose what stands in lanes: paths, segments of them, or subtrees.

    Where paths are cut into segments, the `effort.arrays` arrays get a row for each.
    """
    cdef PathJob* job = &work.job
    cdef Py_ssize_t stride = job.words * work.itemsize, rows
    cdef int i
    cdef SegmentPlan cut = plan_segments(job, work.itemsize, work.driver.lanes, effort)
    job.prefix_letters = 0 if job.tensor_words else plan_prefix(work, &cut, effort, subtree_forward)
    if job.prefix_letters:
        return plan_subtrees(work, subtree_forward, subtree_backward)
    job.segments = cut.segments
    if job.segments == 1:
        return 0
    job.combine = find_variant(COMBINE, work.itemsize, job.signature_degree, job.dimension)
    job.combine_backward = variant(work, COMBINE_BWD)
    job.inverse = variant(work, INVERSE)
    rows = job.batch * job.segments
    work.memory = allocated(effort.arrays * rows * stride)
    for i in range(effort.arrays):
        arrays[i].first = <char*> work.memory + i * rows * stride
        arrays[i].stride = stride
    return 0


cdef Py_ssize_t plan_prefix(const Work* work, const SegmentPlan* cut, Effort effort, int kernel) noexcept nogil:
    """How many letters the prefixes of subtrees have, 0: paths or segments stand in the lanes."""
    cdef const PathJob* job = &work.job
    cdef Py_ssize_t prefix, best = 0
    cdef double cost, least = SUBTREE_GAIN * lanes_cost(work, cut, effort)
    if chosen_prefix >= 0:
        prefix = min(chosen_prefix, job.degree - 1)
        return prefix if look_up(kernel, work.itemsize, job.degree - prefix, job.dimension) != NULL else 0
    if least < BUNDLE_WORK:
        return 0
    for prefix in range(1, job.degree):
        if look_up(kernel, work.itemsize, job.degree - prefix, job.dimension) != NULL:
            cost = subtree_cost(work, prefix, effort.whole_passes)
            if cost < least:
                least, best = cost, prefix
    return best


cdef int plan_subtrees(Work* work, int forward, int backward) except -1 nogil:
    """Find the kernels for what lies below the prefixes."""
    cdef PathJob* job = &work.job
    cdef Py_ssize_t size
    job.subtree_bundles = bundles_below(job, job.prefix_letters, work.driver.lanes)
    # A kernel needs a level below the prefix. There is one for every lower degree than that of a kernel.
    if job.signature_degree == job.prefix_letters:
        job.signature_degree, job.signature_words = job.degree, job.words
    job.forward = find_variant(forward, work.itemsize, job.signature_degree - job.prefix_letters, job.dimension)
    if backward < 0:
        return 0
    job.backward = find_variant(backward, work.itemsize, job.degree - job.prefix_letters, job.dimension)
    # Shapes alone decide, so that a result does not depend on threads.
    size = job.batch * (job.length - 1) * job.channels * work.itemsize
    job.shares = max(min(job.subtree_bundles, MANY_BUNDLES // job.batch, SEGMENT_BYTES // size), 1)
    if job.shares > 1:
        job.share_derivs = work.memory = allocated(job.shares * size)
    return 0


cdef int on_subtrees(const Work* work, job_function function, Py_ssize_t shares) except -1 nogil:
    return for_each(function, &work.job, work.job.batch * shares, work.threads, work.driver.subtree_scratch_bytes(&work.job))


cdef int on_bundles(const Work* work, job_function function) except -1 nogil:
    cdef Py_ssize_t items = work.job.batch * work.job.segments, lanes = work.driver.lanes
    return for_each(function, &work.job, (items + lanes - 1) // lanes, work.threads,
                    work.driver.scratch_bytes(&work.job))


cdef void clear_rows(const Rows* rows, const Work* work, Py_ssize_t words) noexcept nogil:
    """Fill rows with zeros, if there are any."""
    cdef Py_ssize_t i
    if rows.first != NULL:
        for i in range(work.job.batch):
            memset(row_at(rows, i), 0, words * work.itemsize)


cdef int on_paths(const Work* work, job_function function, Py_ssize_t signatures=0) except -1 nogil:
    """Compute path by path, with scratch memory of as many signatures for each thread."""
    return for_each(function, &work.job, work.job.batch, work.threads, signatures * work.job.words * work.itemsize)


# ---------------------------------------------------------------------------------------------------------------------
# Passes


cdef Effort forward_effort(const PathJob* job) noexcept nogil:
    cdef Effort effort
    effort.whole_passes = effort.cut_passes = CORRECTED_PASSES if job.tensor_words else 1
    effort.joins = 1
    effort.arrays = <int> job.components
    return effort


cdef bint is_line(const PathJob* job) noexcept nogil:
    """Whether paths have one channel and no corrections: there is a closed form."""
    return job.dimension == 1 and not job.tensor_words


cdef int plan_forward(Work* work) except -1 nogil:
    """Choose kernels and what stands in lanes."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[2]
    if is_line(job):
        return 0
    if job.tensor_words:
        job.forward = variant(work, SIGFWD_CORRECTED if job.components == 1 else SIGFWD_CORRECTED_DUAL)
    elif job.components == 1:
        job.forward = lead_lag_variant(work, SIGFWD_LEAD_LAG, SIGFWD)
    else:
        job.forward = variant(work, SIGFWD_DUAL)
    arrays[0], arrays[1] = &job.segment_signature, &job.segment_tangent
    return plan(
        work, forward_effort(job), arrays, SIGFWD_SUBTREE if job.components == 1 else SIGFWD_SUBTREE_DUAL, -1)


cdef int run_forward(const Work* work) except -1 nogil:
    cdef const PathJob* job = &work.job
    if is_line(job):
        return on_paths(work, work.driver.forward_line)
    if job.prefix_letters:
        return on_subtrees(work, work.driver.forward_subtrees, job.subtree_bundles)
    on_bundles(work, work.driver.forward_bundle)
    if job.segments > 1:
        on_paths(work, work.driver.join_segments, JOIN_SIGNATURES)
    return 0


cdef int forward(Work* work) except -1 nogil:
    """Signatures, and their tangents among dual numbers."""
    plan_forward(work)
    return run_forward(work)


cdef int backward_below_prefixes(const Work* work) except -1 nogil:
    on_subtrees(work, work.driver.backward_subtrees, work.job.shares)
    if work.job.shares > 1:
        on_paths(work, work.driver.sum_shares)
    return on_paths(work, work.driver.finish_derivs)


cdef void leave_top_level_out(Work* work) noexcept nogil:
    """Signatures one degree lower, a fraction of the work; but not through generic kernels where there are others."""
    cdef PathJob* job = &work.job
    cdef Py_ssize_t degree = job.degree - 1
    cdef const Variant* forward
    if job.tensor_words:
        # Their kernels are for any degree, but Chen products of segments may not be.
        forward = job.forward if look_up(COMBINE, work.itemsize, degree, job.dimension) != NULL else NULL
    else:
        forward = look_up_for_path(work, SIGFWD_LEAD_LAG, SIGFWD, degree)
    if degree and forward != NULL and (forward.degree or not job.forward.degree):
        job.forward = forward
        job.signature_degree, job.signature_words = degree, count_words(job.dimension, degree)


cdef Effort backward_effort(const PathJob* job, bint is_given) noexcept nogil:
    """What it takes where signatures are given, or are not."""
    cdef Effort effort
    cdef double forward_pass = step_work(job.dimension, job.signature_degree) / step_work(job.dimension, job.degree)
    effort.whole_passes = BACKWARD_PASSES + (0 if is_given else forward_pass)
    effort.cut_passes = BACKWARD_PASSES + forward_pass
    if job.tensor_words:
        effort.whole_passes, effort.cut_passes = CORRECTED_PASSES * effort.whole_passes, CORRECTED_PASSES * effort.cut_passes
    effort.joins = BACKWARD_JOINS
    effort.arrays = 3
    return effort


cdef int plan_backward(Work* work, bint is_given) except -1 nogil:
    """Choose kernels and what stands in lanes; signatures are given, or are not."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[3]
    if is_line(job):
        return 0
    if job.tensor_words:
        job.forward, job.backward = variant(work, SIGFWD_CORRECTED), variant(work, SIGBWD_CORRECTED)
    else:
        job.forward = variant(work, SIGFWD)
        job.backward = lead_lag_variant(work, SIGBWD_LEAD_LAG, SIGBWD)
    leave_top_level_out(work)
    arrays[0], arrays[1], arrays[2] = &job.segment_signature, &job.segment_derivs, &job.prefix
    return plan(work, backward_effort(job, is_given), arrays, SIGFWD_SUBTREE, SIGBWD_SUBTREE)


cdef int run_backward(const Work* work) except -1 nogil:
    cdef const PathJob* job = &work.job
    if is_line(job):
        return on_paths(work, work.driver.backward_line)
    if job.prefix_letters:
        return backward_below_prefixes(work)
    if job.segments > 1:
        on_bundles(work, work.driver.forward_bundle)
        on_paths(work, work.driver.split_derivs, JOIN_SIGNATURES)
    on_bundles(work, work.driver.backward_bundle)
    if job.segments > 1:
        on_paths(work, work.driver.finish_derivs)
    return 0


cdef int backward(Work* work) except -1 nogil:
    """dF/dpath. A path in one piece needs no forward pass if its signature is given."""
    plan_backward(work, work.job.signature.first != NULL)
    return run_backward(work)


cdef int backward_tangent(Work* work) except -1 nogil:
    """The tangent of dF/dpath, dF/dS being constant, and that of the signature."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[7]
    cdef Effort effort
    if job.tensor_words:
        job.forward, job.backward = variant(work, SIGFWD_CORRECTED_DUAL), variant(work, SIGBWD_CORRECTED_DUAL)
    elif job.dimension == 1:
        return on_paths(work, work.driver.backward_line)
    else:
        job.forward, job.backward = variant(work, SIGFWD_DUAL), variant(work, SIGBWD_DUAL)
    arrays[0], arrays[1], arrays[2] = &job.segment_signature, &job.segment_derivs, &job.prefix
    arrays[3], arrays[4], arrays[5] = &job.segment_tangent, &job.segment_derivs_tangent, &job.prefix_tangent
    # The signatures themselves: nobody wants them, but joining makes them.
    arrays[6] = &job.signature
    # Among dual numbers each pass and each join is dearer by about the same factor.
    effort.whole_passes = effort.cut_passes = (BACKWARD_PASSES + 1) * (CORRECTED_PASSES if job.tensor_words else 1)
    effort.joins = BACKWARD_JOINS
    effort.arrays = 7
    plan(work, effort, arrays, SIGFWD_SUBTREE_DUAL, SIGBWD_SUBTREE_DUAL)
    if job.prefix_letters:
        return backward_below_prefixes(work)
    if job.segments == 1:
        return on_bundles(work, work.driver.backward_bundle)
    on_bundles(work, work.driver.forward_bundle)
    on_paths(work, work.driver.join_segments, JOIN_SIGNATURES)
    on_paths(work, work.driver.split_derivs, JOIN_SIGNATURES)
    on_bundles(work, work.driver.backward_bundle)
    return on_paths(work, work.driver.finish_derivs)


# ---------------------------------------------------------------------------------------------------------------------
# Log-signatures: of whole paths while they are in lanes, of all others from the rows of their signatures


# What a pass over the words that log-signatures need costs, in passes over all words.
cdef double PRUNED_WORK = 0.5
# Coefficients at all words follow from those at Lyndon words, which cost half as much. That multiplies rounding errors, at
# worst by 5 up to degree 4 and by 62 up to degree 6; by 7,000 at degree 8. The tables are small up to so many words.
cdef Py_ssize_t EXPANDED_SINGLE = 4, EXPANDED_DOUBLE = 6, EXPANDED_WORDS = 100_000
# What it costs in multiply-adds of a vector: to take up the tables, and for each of their entries in each bundle.
cdef double TABLES_WORK = 5000, ENTRY_WORK = 4
# What rows of signatures take at a time: what caches hold is written and read again faster than fresh memory.
cdef Py_ssize_t ROWS_BYTES = 1_000_000


cdef Py_ssize_t expansion_entries(const PathJob* job) noexcept nogil:
    """Entries of the tables that expand logarithms."""
    cdef const Sparse* expansion = &job.expansion
    cdef const Sparse* to_brackets = &job.basis_change.matrix
    if expansion.rows == 0:
        return 0
    return expansion.starts[expansion.rows] + to_brackets.starts[to_brackets.rows]


cdef bint stays_whole(const Work* work, Effort effort, const Variant* pruned) noexcept nogil:
    """Whether lanes hold whole paths, for which alone there may be a kernel that leaves words out."""
    cdef SegmentPlan cut = plan_segments(&work.job, work.itemsize, work.driver.lanes, effort)
    cdef SegmentPlan whole = whole_paths(&work.job, work.driver.lanes, effort)
    cdef Py_ssize_t prefix = plan_prefix(work, &cut, effort, SIGFWD_SUBTREE)
    cdef double cost = lanes_cost(work, &whole, effort)
    if pruned != NULL:
        cost = PRUNED_WORK * cost + whole.bundles * ENTRY_WORK * expansion_entries(&work.job)
    if prefix:
        return chosen_prefix < 0 and cost < subtree_cost(work, prefix, effort.whole_passes)
    return cut.segments == 1 or cost < lanes_cost(work, &cut, effort)


# Tests choose themselves: -1 leaves it to shapes.
cdef int chosen_expansion = -1


def choose_expansion(expansion):
    """Make logarithms at all words of those at Lyndon words (True) or not (False); None: whatever is faster."""
    global chosen_expansion
    chosen_expansion = -1 if expansion is None else expansion


cdef bint is_expanded(const PathJob* job, int itemsize) except -1 nogil:
    """Whether logarithms at all words are made of those at Lyndon words."""
    cdef Py_ssize_t highest = EXPANDED_SINGLE if itemsize == 4 else EXPANDED_DOUBLE
    cdef Py_ssize_t lanes = lane_count(itemsize), bundles = (job.batch + lanes - 1) // lanes
    cdef double saved, entries
    if not 1 < job.degree <= highest or job.dimension == 1 or job.words > EXPANDED_WORDS:
        return False
    if chosen_expansion >= 0:
        return chosen_expansion
    saved = (1 - PRUNED_WORK) * steps_of(job) * step_work(job.dimension, job.degree)
    # About as many as there are.
    entries = 0.5 * job.degree * job.words
    return bundles * saved > TABLES_WORK + bundles * ENTRY_WORK * entries


cdef int take_series(Work* work, const int* kernels) except -1 nogil:
    """Find the kernel of the power series for whole paths."""
    cdef PathJob* job = &work.job
    job.series = variant(work, kernels[job.positions != NULL])
    if job.series.degree == 0:
        job.log_workspace = series_workspace(job.degree, work.driver.lanes * work.itemsize)
    return 0


cdef int on_log_bundles(const Work* work, job_function function) except -1 nogil:
    cdef Py_ssize_t lanes = work.driver.lanes
    return for_each(function, &work.job, (work.job.batch + lanes - 1) // lanes, work.threads,
                    work.driver.log_scratch_bytes(&work.job))


cdef SeriesJob series_of_rows(const Work* work, Py_ssize_t tensor_words) noexcept nogil:
    """The logarithms of rows of signatures, of which so many words are there."""
    cdef const PathJob* job = &work.job
    cdef SeriesJob series
    memset(&series, 0, sizeof(series))
    series.batch = job.batch
    series.shape.dimension, series.shape.degree, series.shape.words = job.dimension, job.degree, job.words
    series.shape.coefficients, series.shape.starts = job.coefficients, job.log_starts
    series.lower_words = count_words(job.dimension, job.degree - 1)
    series.result_words, series.positions = job.log_words, job.positions
    series.tensor.first, series.tensor.stride = <char*> work.memory, tensor_words * work.itemsize
    return series


cdef Rows rows_from(const Rows* rows, Py_ssize_t first) noexcept nogil:
    """The rows of an array from one on."""
    cdef Rows rest
    rest.first, rest.stride = rows.first + first * rows.stride, rows.stride
    return rest


cdef Work some_paths(const Work* work, Py_ssize_t first, Py_ssize_t count) noexcept nogil:
    """The same for at most `count` paths from `first` on, as the only ones, but for the rows of signatures."""
    cdef Work part = work[0]
    cdef PathJob* job = &part.job
    job.batch = min(count, job.batch - first)
    job.path.first = <const char*> job.path.first + first * job.path.batch_stride * part.itemsize
    job.order = NULL
    if job.lengths != NULL:
        job.lengths = job.lengths + first
    if job.path_derivs != NULL:
        job.path_derivs = <char*> job.path_derivs + first * job.length * job.channels * part.itemsize
    return part


cdef Py_ssize_t paths_at_once(const Work* work, Py_ssize_t words) noexcept nogil:
    """How many paths at a time have rows of so many words: as many as caches hold, at least for all lanes."""
    if work.job.segments > 1:
        return work.job.batch
    return min(work.job.batch, max(ROWS_BYTES // (words * work.itemsize), work.driver.lanes))


cdef int plan_signatures(Work* work, Py_ssize_t degree) except -1 nogil:
    """Signatures of a degree, whatever stands in lanes."""
    cdef PathJob* job = &work.job
    job.degree = job.signature_degree = degree
    job.words = job.signature_words = count_words(job.dimension, degree)
    job.backward = NULL
    return plan_forward(work)


cdef void expand_nothing(PathJob* job) noexcept nogil:
    """Let series make all words of rows that would have been expanded."""
    if job.expansion.rows:
        job.positions, job.log_words = NULL, job.row_words
        job.basis_change.sign, job.expansion.rows = 0, 0
        fill_starts(job.log_starts, job.dimension, job.degree)


cdef bint in_one_pass(Work* work, Effort effort, const Variant* pruned) noexcept nogil:
    """Whether logarithms are taken while signatures are in lanes; nothing is expanded unless other words are left out there."""
    cdef bint whole = stays_whole(work, effort, pruned)
    if pruned == NULL or not whole:
        expand_nothing(&work.job)
    return whole


cdef int log_forward(Work* work) except -1 nogil:
    cdef PathJob* job = &work.job
    cdef const Variant* pruned
    if job.dimension == 1:
        # The logarithm is the way from the first point to the last.
        clear_rows(&job.signature, work, work.job.row_words)
        return on_paths(work, work.driver.forward_line)
    job.forward = lead_lag_variant(work, SIGFWD_LEAD_LAG, SIGFWD)
    pruned = pruned_variant(work, SIGFWD_LYNDON, job.forward)
    if not in_one_pass(work, forward_effort(job), pruned):
        return log_forward_of_rows(work)
    if pruned != NULL:
        job.forward = pruned
        leave_other_words_out(job)
    take_series(work, SERIES)
    return on_log_bundles(work, work.driver.log_forward_bundle)


cdef int change_basis(const Work* work, Rows source, Rows target, Py_ssize_t count) except -1 nogil:
    """Bring so many rows of logarithms, or of derivatives by them, from one basis to the other."""
    cdef BasisJob basis
    basis.batch, basis.stages = count, 1
    basis.stage[0] = work.job.basis_change
    basis.source_words = basis.target_words = basis.most_words = work.job.log_words
    basis.source, basis.target = source, target
    return compute_basis(&basis, work.itemsize, work.threads)


cdef int log_forward_of_rows(Work* work) except -1 nogil:
    """Signatures of some paths at a time, a row each, and their logarithms."""
    cdef PathJob* job = &work.job
    cdef Work signatures = work[0], part
    cdef SeriesJob series
    cdef Py_ssize_t first = 0, count
    try:
        plan_signatures(&signatures, job.degree)
        count = paths_at_once(&signatures, job.words)
        work.memory = allocated(count * job.words * work.itemsize)
        series = series_of_rows(work, job.words)
        while first < job.batch:
            part = some_paths(&signatures, first, count)
            part.job.signature = series.tensor
            run_forward(&part)
            series.batch, series.result = part.job.batch, rows_from(&job.signature, first)
            compute_series(&series, work.itemsize, False, 1, work.threads)
            if job.basis_change.sign:
                change_basis(work, series.result, series.result, series.batch)
            first = first + count
        return 0
    finally:
        free(signatures.memory)


cdef const Variant* pruned_variant(const Work* work, int kernel, const Variant* whole) noexcept nogil:
    """The kernel that leaves words out, NULL if there is none that takes less time than one for whole signatures.

    With the dimension at run time it does not, in few channels or along lead-lag paths, if the other has it compiled in.
    """
    cdef const PathJob* job = &work.job
    cdef const Variant* pruned = NULL
    if job.positions != NULL:
        pruned = look_up(kernel, work.itemsize, job.degree, job.dimension)
    if pruned == NULL or pruned.dimension or not whole.dimension or (job.dimension > 3 and not job.lead_lag):
        return pruned
    return NULL


cdef void leave_other_words_out(PathJob* job) noexcept nogil:
    """Of the top level lanes hold Lyndon words alone."""
    job.compact = True
    job.words = count_words(job.dimension, job.degree - 1) + job.log_words - job.log_starts[job.degree - 1]
    if job.signature_degree == job.degree:
        job.signature_words = job.words


cdef int log_backward(Work* work) except -1 nogil:
    cdef PathJob* job = &work.job
    cdef const Variant* pruned
    if job.dimension == 1:
        return on_paths(work, work.driver.backward_line)
    job.forward = variant(work, SIGFWD)
    job.backward = lead_lag_variant(work, SIGBWD_LEAD_LAG, SIGBWD)
    leave_top_level_out(work)
    pruned = pruned_variant(work, SIGBWD_LYNDON, job.backward)
    if not in_one_pass(work, backward_effort(job, job.signature.first != NULL), pruned):
        return log_backward_of_rows(work)
    if pruned != NULL and job.signature_degree < job.degree:
        job.backward = pruned
        leave_other_words_out(job)
    take_series(work, SERIES_BWD)
    return on_log_bundles(work, work.driver.log_backward_bundle)


cdef int log_backward_of_rows(Work* work) except -1 nogil:
    """dF/dS of some paths at a time, a row each; then it is a signature's gradient."""
    cdef PathJob* job = &work.job
    # Nothing depends on the top level, which is left out if there are kernels for one degree less.
    cdef Py_ssize_t words = job.signature_words, size = work.itemsize, first = 0, count
    cdef Py_ssize_t log_words = job.log_words if job.basis_change.sign else 0
    cdef bint is_given = job.signature.first != NULL
    cdef Rows at_words
    cdef Work signatures = work[0], gradients = work[0], part
    cdef SeriesJob series
    signatures.job.path_derivs = NULL
    gradients.job.signature_degree, gradients.job.signature_words = job.degree, job.words
    try:
        if not is_given:
            plan_signatures(&signatures, job.signature_degree)
        plan_backward(&gradients, True)
        count = paths_at_once(&signatures if gradients.job.segments == 1 else &gradients, words + job.words + log_words)
        work.memory = allocated(count * (words + job.words + log_words) * size)
        series = series_of_rows(work, words)
        series.tensor_derivs.first, series.tensor_derivs.stride = series.tensor.first + count * words * size, job.words * size
        at_words.first, at_words.stride = series.tensor_derivs.first + count * job.words * size, log_words * size
        while first < job.batch:
            if is_given:
                series.tensor = rows_from(&job.signature, first)
            else:
                part = some_paths(&signatures, first, count)
                part.job.signature = series.tensor
                run_forward(&part)
            part = some_paths(&gradients, first, count)
            series.batch, series.result_derivs = part.job.batch, rows_from(&job.signature_derivs, first)
            if job.basis_change.sign:
                change_basis(work, series.result_derivs, at_words, series.batch)
                series.result_derivs = at_words
            compute_series(&series, size, True, 1, work.threads)
            part.job.signature, part.job.signature_derivs = series.tensor, series.tensor_derivs
            run_backward(&part)
            first = first + count
        return 0
    finally:
        free(signatures.memory)
        free(gradients.memory)


# ---------------------------------------------------------------------------------------------------------------------
# Streams: signatures after every time step


# A segment of a stream has at least so many steps, and more than that if the lanes are full without it.
cdef Py_ssize_t LEAST_STEPS = 4, MANY_STEPS = 64


cdef int on_stream_bundles(const Work* work, job_function function) except -1 nogil:
    cdef Py_ssize_t items = work.job.batch * work.job.segments, lanes = work.driver.lanes
    return for_each(function, &work.job, (items + lanes - 1) // lanes, work.threads,
                    work.driver.stream_scratch_bytes(&work.job))


cdef Py_ssize_t stream_segments(const PathJob* job, int lanes) noexcept nogil:
    """Into how many segments each path is cut: where paths leave lanes idle, as many as fill bundles."""
    cdef Py_ssize_t steps = steps_of(job), bundles
    if job.batch >= lanes:
        return 1
    bundles = min(max(steps * job.batch // (MANY_STEPS * lanes), 1), MANY_BUNDLES)
    return max(min(bundles * lanes // job.batch, (job.length - 1) // LEAST_STEPS), 1)


cdef int cut_stream(Work* work, Rows** arrays, int count) except -1 nogil:
    """Cut paths into segments, find where each starts, and give `arrays` a row for each."""
    cdef PathJob* job = &work.job
    cdef Work whole
    cdef Py_ssize_t stride = job.words * work.itemsize, rows
    cdef int i
    job.segments = stream_segments(job, work.driver.lanes)
    if job.segments == 1:
        return 0
    job.combine = variant(work, COMBINE)
    rows = job.batch * job.segments
    work.memory = allocated(count * rows * stride)
    for i in range(count):
        arrays[i].first = <char*> work.memory + i * rows * stride
        arrays[i].stride = stride
    whole = work[0]
    whole.job.forward = lead_lag_variant(work, SIGFWD_LEAD_LAG, SIGFWD)
    whole.job.stream.first = whole.job.start.first = NULL
    whole.job.stepwise = False
    whole.job.backward = NULL
    on_bundles(&whole, work.driver.forward_bundle)
    on_paths(work, work.driver.chain_segments)
    job.start = job.prefix
    return 0


cdef int stream_forward(Work* work) except -1 nogil:
    cdef PathJob* job = &work.job
    cdef Rows* arrays[2]
    if job.dimension == 1:
        return on_paths(work, work.driver.forward_stream_line, LINE_ROWS)
    job.stepwise = True
    job.forward = variant(work, SIGFWD_STEPWISE if job.components == 1 else SIGFWD_STEPWISE_DUAL)
    if job.components == 1:
        arrays[0], arrays[1] = &job.segment_signature, &job.prefix
        cut_stream(work, arrays, 2)
    return on_stream_bundles(work, work.driver.forward_stream_bundle)


cdef int stream_backward(Work* work) except -1 nogil:
    """dF/dpath and dF/d(start), or their tangents."""
    cdef PathJob* job = &work.job
    cdef Rows* arrays[4]
    cdef Rows by_start = job.start_derivs, segment_derivs, end_derivs
    cdef Py_ssize_t i
    if job.dimension == 1:
        return on_paths(work, work.driver.backward_stream_line, LINE_ROWS)
    job.stepwise = True
    if job.components == 2:
        job.forward, job.backward = variant(work, SIGFWD_STEPWISE_DUAL), variant(work, SIGBWD_STEPWISE_DUAL)
        return on_stream_bundles(work, work.driver.backward_stream_bundle)
    job.forward = lead_lag_variant(work, SIGFWD_LEAD_LAG, SIGFWD)
    job.backward = variant(work, SIGBWD_STEPWISE)
    arrays[0], arrays[1], arrays[2], arrays[3] = &job.segment_signature, &job.prefix, &segment_derivs, &end_derivs
    cut_stream(work, arrays, 4)
    if job.segments > 1:
        job.combine_backward = variant(work, COMBINE_BWD)
        job.start_derivs = segment_derivs
        on_stream_bundles(work, work.driver.backward_stream_bundle)
        job.end_derivs = end_derivs
        on_paths(work, work.driver.carry_derivs, 1)
    on_stream_bundles(work, work.driver.backward_stream_bundle)
    if job.segments > 1:
        for i in range(job.batch):
            memcpy(row_at(&by_start, i), row_at(&job.start_derivs, i * job.segments), job.words * work.itemsize)
        on_paths(work, work.driver.finish_derivs)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Windows: signatures of intervals of one length


# Measured: what a step costs in a stepwise kernel, in steps of others; and a level of a word of a Chen product in lanes,
# also where its factors are more than the level-1 cache holds.
cdef double STEPWISE_WORK = 1.3, PRODUCT_WORK = 0.7, LARGE_PRODUCT_WORK = 2
cdef Py_ssize_t LEVEL_1_BYTES = 32 * 1024


cdef bint one_by_one(const Work* work) noexcept nogil:
    """Whether it is cheaper to compute each window by itself than from suffixes and prefixes of groups."""
    cdef const PathJob* job = &work.job
    cdef double step = step_work(job.dimension, job.degree) * (2 if job.lead_lag else 1)
    cdef double alone = job.window_steps * step + WORD_WORK * job.words
    # For each window two steps, one of each stream, and the product of two signatures.
    cdef double shared = 2 * STEPWISE_WORK * min(job.window_stride, job.window_steps) * step
    cdef bint is_large = job.words * work.driver.lanes * work.itemsize > LEVEL_1_BYTES
    shared = shared + (WORD_WORK + (LARGE_PRODUCT_WORK if is_large else PRODUCT_WORK) * job.degree) * job.words
    return alone < shared


cdef int on_groups(const Work* work, job_function function, Py_ssize_t items, Py_ssize_t scratch_bytes) except -1 nogil:
    cdef Py_ssize_t lanes = work.driver.lanes
    return for_each(function, &work.job, (items + lanes - 1) // lanes, work.threads, scratch_bytes)


cdef int windows_forward(Work* work) except -1 nogil:
    cdef PathJob* job = &work.job
    if job.dimension == 1:
        return on_paths(work, work.driver.window_lines)
    if one_by_one(work):
        job.forward = lead_lag_variant(work, SIGFWD_LEAD_LAG, SIGFWD)
        return on_groups(work, work.driver.each_window, job.batch * job.windows, work.driver.scratch_bytes(job))
    job.stepwise = True
    job.forward, job.product = variant(work, SIGFWD_STEPWISE), variant(work, WINDOW_PRODUCT)
    on_groups(work, work.driver.window_groups, job.batch * job.groups, work.driver.window_scratch_bytes(job))
    return on_paths(work, work.driver.clear_windows) if job.lengths != NULL else 0


cdef int windows_backward(Work* work) except -1 nogil:
    """dF/dpath: two groups share each increment, one as a suffix, one as a prefix, whose sums come last."""
    cdef PathJob* job = &work.job
    cdef Py_ssize_t size = job.batch * job.length * job.channels * work.itemsize
    if job.dimension == 1:
        return on_paths(work, work.driver.window_lines_backward)
    job.stepwise = True
    job.forward, job.backward = variant(work, SIGFWD_STEPWISE), variant(work, SIGBWD_STEPWISE)
    job.product_backward = variant(work, WINDOW_PRODUCT_BWD)
    job.share_derivs = work.memory = allocated(size)
    memset(job.share_derivs, 0, size)
    memset(job.path_derivs, 0, size)
    on_groups(work, work.driver.window_groups_backward, job.batch * job.groups, work.driver.window_scratch_bytes(job))
    return on_paths(work, work.driver.join_sides)


cdef double signature_cost(Work* work) except -1 nogil:
    cdef PathJob* job = &work.job
    cdef Effort effort
    cdef SegmentPlan cut
    cdef Py_ssize_t prefix
    work.driver = <const PathDriver*> path_driver(work.itemsize)
    job.forward = look_up_for_path(work, SIGFWD_LEAD_LAG, SIGFWD, job.degree)
    if job.forward == NULL:
        return INFINITY
    effort = forward_effort(job)
    cut = plan_segments(job, work.itemsize, work.driver.lanes, effort)
    prefix = plan_prefix(work, &cut, effort, SIGFWD_SUBTREE)
    return subtree_cost(work, prefix, 1) if prefix else lanes_cost(work, &cut, effort)


ctypedef int (*pass_function)(Work* work) except -1 nogil


cdef int perform(pass_function function, Work* work) except -1 nogil:
    work.driver = <const PathDriver*> path_driver(work.itemsize)
    try:
        return function(work)
    finally:
        free(work.memory)


cdef bint is_trivial(const Work* work) noexcept nogil:
    """Without paths, steps or words, results are zero."""
    return work.job.batch == 0 or work.job.length < 2 or work.job.degree == 0


cdef int compute_log_signature(Work* work) except -1 nogil:
    if is_trivial(work):
        clear_rows(&work.job.signature, work, work.job.row_words)
        return 0
    return perform(log_forward, work)


cdef int compute_log_path_derivs(Work* work) except -1 nogil:
    if is_trivial(work):
        memset(work.job.path_derivs, 0, work.job.batch * work.job.length * work.job.channels * work.itemsize)
        return 0
    return perform(log_backward, work)


cdef int compute_signature(Work* work) except -1 nogil:
    if is_trivial(work):
        clear_rows(&work.job.signature, work, work.job.words)
        clear_rows(&work.job.signature_tangent, work, work.job.words)
        return 0
    return perform(forward, work)


cdef int compute_path_derivs(Work* work) except -1 nogil:
    if is_trivial(work):
        memset(work.job.path_derivs, 0, work.job.batch * work.job.length * work.job.channels * work.itemsize)
        if work.job.correction_derivs != NULL and work.job.length > 1:
            memset(work.job.correction_derivs, 0,
                   work.job.batch * (work.job.length - 1) * work.job.correction_words * work.itemsize)
        clear_rows(&work.job.signature_tangent, work, work.job.words)
        return 0
    return perform(backward if work.job.components == 1 else backward_tangent, work)


cdef int compute_stream(Work* work) except -1 nogil:
    return 0 if is_trivial(work) else perform(stream_forward, work)


cdef int compute_stream_derivs(Work* work) except -1 nogil:
    if is_trivial(work):
        memset(work.job.path_derivs, 0, work.job.batch * work.job.length * work.job.channels * work.itemsize)
        clear_rows(&work.job.start_derivs, work, work.job.words)
        return 0
    return perform(stream_backward, work)


cdef int compute_windows(Work* work) except -1 nogil:
    return perform(windows_forward, work) if work.job.batch and work.job.windows and work.job.degree else 0


cdef int compute_window_derivs(Work* work) except -1 nogil:
    if work.job.batch and work.job.windows and work.job.degree:
        return perform(windows_backward, work)
    memset(work.job.path_derivs, 0, work.job.batch * work.job.length * work.job.channels * work.itemsize)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Operations: which array is what


cdef PathBatch read_paths(const Array* path, int itemsize, bint time_aug, bint lead_lag, double end_time) noexcept nogil:
    """A batch of paths, and how they are read."""
    cdef PathBatch paths
    paths.batch, paths.length, paths.channels = path.shape[0], path.shape[1], path.shape[2]
    paths.batch_stride, paths.time_stride = path.strides[0] // itemsize, path.strides[1] // itemsize
    paths.channel_stride = path.strides[2] // itemsize
    paths.time_aug, paths.lead_lag, paths.end_time = time_aug, lead_lag, end_time
    return paths


cdef class PathPlan(Plan):
    def __cinit__(self, options, int threads):
        self.degree = options.degree
        self.time_aug, self.lead_lag, self.end_time = options.time_aug, options.lead_lag, options.end_time
        self.threads = threads

    cdef PathBatch batch_of(self, const Array* path, int itemsize) noexcept:
        return read_paths(path, itemsize, self.time_aug, self.lead_lag, self.end_time)

    cdef int describe(self, Work* work, const Array* path, int itemsize, int threads) except -1:
        cdef PathBatch paths = self.batch_of(path, itemsize)
        return describe_work(work, path.first, itemsize, &paths, self.degree, threads)

    cdef void add_tangent(self, Work* work, const Array* tangent) noexcept:
        cdef PathBatch paths = self.batch_of(tangent, work.itemsize)
        work.job.tangent = points(tangent.first, &paths)
        work.job.components = 2

    cdef void add_lengths(self, Work* work, const Array* lengths) noexcept:
        """Take the points of each path, and after them the order in which paths fill the lanes."""
        work.job.lengths = <const Py_ssize_t*> lengths[0].first
        work.job.order = <const Py_ssize_t*> lengths[1].first


cdef Rows rows_of(const Array* array, const Work* work) noexcept:
    """The rows of an array of signatures, past a scalar term; none of an array that is left out."""
    cdef Rows rows = rows_past(array, work.job.words, work.itemsize)
    if array.first == NULL:
        rows.first = NULL
    return rows


cdef class Sig(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_lengths(&work, &operands[1])
        work.job.signature = rows_of(&results[0], &work)
        with nogil:
            return compute_signature(&work)


cdef class SigJvp(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_tangent(&work, &operands[1])
        self.add_lengths(&work, &operands[2])
        work.job.signature = rows_of(&results[0], &work)
        work.job.signature_tangent = rows_of(&results[1], &work)
        with nogil:
            return compute_signature(&work)


cdef class SigBackprop(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        work.job.signature = rows_of(&operands[1], &work)
        work.job.signature_derivs = rows_of(&operands[2], &work)
        self.add_lengths(&work, &operands[3])
        work.job.path_derivs = results[0].first
        with nogil:
            return compute_path_derivs(&work)


cdef class SigBackpropTangent(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_tangent(&work, &operands[1])
        work.job.signature_derivs = rows_of(&operands[2], &work)
        self.add_lengths(&work, &operands[3])
        work.job.path_derivs = results[0].first
        work.job.signature_tangent = rows_of(&results[1], &work)
        # Of the signatures themselves nobody wants the values.
        work.job.tangents_only = True
        with nogil:
            return compute_path_derivs(&work)


cdef PathView rows_of_steps(const Array* array, int itemsize) noexcept:
    """Rows for the steps of each path."""
    cdef PathView view
    view.first, view.channel_stride = array.first, 1
    view.batch_stride, view.time_stride = array.strides[0] // itemsize, array.strides[1] // itemsize
    return view


cdef class CorrectedPlan(PathPlan):
    """How an operation reads paths whose steps have corrections."""

    cdef object describe_corrected(self, Work* work, const Array* path, const Array* correction, int itemsize,
                                   int threads):
        """Say what steps are; the array that is returned has to stay."""
        cdef PathJob* job = &work.job
        self.describe(work, path, itemsize, threads)
        levels, places = _corrections.places(job.channels, job.dimension, correction.shape[2])
        # Kernels take two levels as one.
        job.tensor_degree = max(<Py_ssize_t> levels, min(2, job.degree))
        job.tensor_words = count_words(job.dimension, job.tensor_degree)
        job.correction_words, job.places = correction.shape[2], <const Py_ssize_t*> items_of(places)
        job.correction = rows_of_steps(correction, itemsize)
        return places

    cdef void add_tangents(self, Work* work, const Array* tangents) noexcept:
        """Take those of the path and of the correction."""
        self.add_tangent(work, &tangents[0])
        work.job.correction_tangent = rows_of_steps(&tangents[1], work.itemsize)


cdef class SigCorrected(CorrectedPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        _places = self.describe_corrected(&work, &operands[0], &operands[1], itemsize, threads)
        self.add_lengths(&work, &operands[2])
        work.job.signature = rows_of(&results[0], &work)
        with nogil:
            return compute_signature(&work)


cdef class SigCorrectedJvp(CorrectedPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        _places = self.describe_corrected(&work, &operands[0], &operands[1], itemsize, threads)
        self.add_tangents(&work, &operands[2])
        self.add_lengths(&work, &operands[4])
        work.job.signature = rows_of(&results[0], &work)
        work.job.signature_tangent = rows_of(&results[1], &work)
        with nogil:
            return compute_signature(&work)


cdef class SigCorrectedBackprop(CorrectedPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        _places = self.describe_corrected(&work, &operands[0], &operands[1], itemsize, threads)
        work.job.signature = rows_of(&operands[2], &work)
        work.job.signature_derivs = rows_of(&operands[3], &work)
        self.add_lengths(&work, &operands[4])
        work.job.path_derivs, work.job.correction_derivs = results[0].first, results[1].first
        with nogil:
            return compute_path_derivs(&work)


cdef class SigCorrectedBackpropTangent(CorrectedPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        _places = self.describe_corrected(&work, &operands[0], &operands[1], itemsize, threads)
        self.add_tangents(&work, &operands[2])
        work.job.signature_derivs = rows_of(&operands[4], &work)
        self.add_lengths(&work, &operands[5])
        work.job.path_derivs, work.job.correction_derivs = results[0].first, results[1].first
        work.job.signature_tangent = rows_of(&results[2], &work)
        work.job.tangents_only = True
        with nogil:
            return compute_path_derivs(&work)


cdef class LogPlan(PathPlan):
    """In which basis log-signatures are."""

    cdef int basis

    def __cinit__(self, options, int threads):
        self.basis = options.basis

    cdef tuple describe_logarithms(self, Work* work, void* coefficients, Py_ssize_t* starts, bint backward):
        """Say what log-signatures are made with: `coefficients` and `starts` are room for that, and the tables that
        are returned have to stay."""
        cdef PathJob* job = &work.job
        cdef Py_ssize_t d = job.dimension, N = job.degree
        cdef bint expands = self.basis == EXPANDED and is_expanded(job, work.itemsize)
        positions = to_brackets = to_tensor = None
        job.log_words = job.words
        if self.basis != EXPANDED or expands:
            positions = _lyndon.positions(d, N)
            job.positions, job.log_words = <const Py_ssize_t*> items_of(positions), len(positions)
        job.row_words = job.words if self.basis == EXPANDED else job.log_words
        if expands or (self.basis == BRACKETS and d > 1):
            to_brackets = (_lyndon.brackets_to_words_transposed if backward else _lyndon.brackets_to_words)(d, N)
            job.basis_change = basis_stage(to_brackets, -1, backward)
        if expands:
            to_tensor = (_lyndon.brackets_to_tensor_transposed if backward else _lyndon.brackets_to_tensor)(d, N)
            job.expansion = sparse(to_tensor)
        if d == 1:
            # The first level is all there is.
            job.degree = job.words = min(N, 1)
        fill_coefficients(coefficients, work.itemsize, job.degree, False)
        if job.positions == NULL:
            fill_starts(starts, d, job.degree)
        else:
            fill_lyndon_starts(starts, d, job.degree)
        job.coefficients, job.log_starts = coefficients, starts
        return positions, to_brackets, to_tensor


cdef class LogSig(LogPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        cdef double coefficients[MOST_LEVELS]
        cdef Py_ssize_t starts[MOST_LEVELS]
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_lengths(&work, &operands[1])
        _tables = self.describe_logarithms(&work, coefficients, starts, False)
        work.job.signature = rows_past(&results[0], work.job.row_words, itemsize)
        with nogil:
            return compute_log_signature(&work)


cdef class LogSigBackprop(LogPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        cdef double coefficients[MOST_LEVELS]
        cdef Py_ssize_t starts[MOST_LEVELS]
        self.describe(&work, &operands[0], itemsize, threads)
        work.job.signature = rows_of(&operands[1], &work)
        _tables = self.describe_logarithms(&work, coefficients, starts, True)
        work.job.signature_derivs = rows_past(&operands[2], work.job.row_words, itemsize)
        self.add_lengths(&work, &operands[3])
        work.job.path_derivs = results[0].first
        with nogil:
            return compute_log_path_derivs(&work)


cdef Stream stream_of(const Array* array, const Work* work) noexcept:
    """The rows of an array of streams, past a scalar term; none of an array that is left out."""
    cdef Stream stream
    stream.first = NULL
    stream.path_stride, stream.step_stride = array.strides[0], array.strides[1]
    if array.first != NULL:
        stream.first = array.first + (array.shape[2] - work.job.words) * work.itemsize
    return stream


cdef class SigStream(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        work.job.start = rows_of(&operands[1], &work)
        self.add_lengths(&work, &operands[2])
        work.job.stream = stream_of(&results[0], &work)
        with nogil:
            return compute_stream(&work)


cdef class SigStreamJvp(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_tangent(&work, &operands[1])
        work.job.start = rows_of(&operands[2], &work)
        work.job.start_tangent = rows_of(&operands[3], &work)
        self.add_lengths(&work, &operands[4])
        work.job.stream = stream_of(&results[0], &work)
        work.job.stream_tangent = stream_of(&results[1], &work)
        with nogil:
            return compute_stream(&work)


cdef class SigStreamBackprop(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        work.job.stream = stream_of(&operands[1], &work)
        work.job.stream_derivs = stream_of(&operands[2], &work)
        work.job.start = rows_of(&operands[3], &work)
        self.add_lengths(&work, &operands[4])
        work.job.path_derivs = results[0].first
        work.job.start_derivs = rows_of(&results[1], &work)
        with nogil:
            return compute_stream_derivs(&work)


cdef class SigStreamBackpropTangent(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        self.add_tangent(&work, &operands[1])
        work.job.stream_derivs = stream_of(&operands[2], &work)
        work.job.start = rows_of(&operands[3], &work)
        work.job.start_tangent = rows_of(&operands[4], &work)
        self.add_lengths(&work, &operands[5])
        work.job.path_derivs = results[0].first
        work.job.start_derivs = rows_of(&results[1], &work)
        work.job.stream_tangent = stream_of(&results[2], &work)
        with nogil:
            return compute_stream_derivs(&work)


cdef class WindowsPlan(PathPlan):
    """Where windows lie."""

    cdef Py_ssize_t steps, stride

    def __cinit__(self, options, int threads):
        self.steps, self.stride = options.window - 1, options.stride

    cdef object add_windows(self, Work* work, const Array* lengths):
        """Say where windows are, and how words read backwards: the array that is returned has to stay."""
        cdef PathJob* job = &work.job
        cdef Py_ssize_t last = job.length - 1 - self.steps
        # Groups hold windows in the order of their paths.
        job.lengths = <const Py_ssize_t*> lengths[0].first
        job.window_steps, job.window_stride = self.steps, self.stride
        job.windows = last // self.stride + 1 if last >= 0 else 0
        job.group_windows = max(self.steps // self.stride, 1)
        job.groups = (job.windows + job.group_windows - 1) // job.group_windows
        if job.windows == 0 or job.dimension == 1:
            return None
        backwards = backwards_words(job.dimension, job.degree)
        job.backwards = <const Py_ssize_t*> items_of(backwards)
        return backwards


@lru_cache(maxsize=64)
def backwards_words(dimension, degree):
    """Where in a signature each word stands backwards."""
    places = [np.empty(0, np.intp)]
    first = 0
    for level in range(1, degree + 1):
        words = first + np.arange(dimension**level, dtype=np.intp).reshape([dimension] * level)
        places.append(words.transpose().reshape(-1))
        first += dimension**level
    return np.concatenate(places)


cdef class SigWindows(WindowsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        _backwards = self.add_windows(&work, &operands[1])
        work.job.stream = stream_of(&results[0], &work)
        with nogil:
            return compute_windows(&work)


cdef class SigWindowsBackprop(WindowsPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        _backwards = self.add_windows(&work, &operands[2])
        work.job.stream_derivs = stream_of(&operands[1], &work)
        work.job.path_derivs = results[0].first
        with nogil:
            return compute_window_derivs(&work)


cdef class TransformPath(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        self.describe(&work, &operands[0], itemsize, threads)
        # Rows are augmented paths here.
        work.job.signature.first, work.job.signature.stride = results[0].first, results[0].strides[0]
        return copy_points(&work, (<const PathDriver*> path_driver(itemsize)).transform, threads)


cdef class TransformPathBackprop(PathPlan):
    cdef int compute(self, const Array* results, const Array* operands, int itemsize, int threads) except -1:
        cdef Work work
        cdef PathBatch derivs = self.batch_of(&operands[0], itemsize)
        self.describe(&work, &results[0], itemsize, threads)
        work.job.path = points(operands[0].first, &derivs)
        work.job.path_derivs = results[0].first
        return copy_points(&work, (<const PathDriver*> path_driver(itemsize)).transform_derivs, threads)


cdef int copy_points(Work* work, job_function function, int threads) except -1:
    """Points are copied or added up: about four multiply-adds' time for each number."""
    cdef double numbers = <double> work.job.batch * work.job.length * work.job.dimension
    work.threads = threads_for(4 * numbers, threads)
    with nogil:
        return on_paths(work, function)


PLANS = {
    "sig": Sig,
    "sig_jvp": SigJvp,
    "sig_backprop": SigBackprop,
    "sig_backprop_tangent": SigBackpropTangent,
    "sig_stream": SigStream,
    "sig_stream_jvp": SigStreamJvp,
    "sig_stream_backprop": SigStreamBackprop,
    "sig_stream_backprop_tangent": SigStreamBackpropTangent,
    "sig_windows": SigWindows,
    "sig_windows_backprop": SigWindowsBackprop,
    "sig_corrected": SigCorrected,
    "sig_corrected_jvp": SigCorrectedJvp,
    "sig_corrected_backprop": SigCorrectedBackprop,
    "sig_corrected_backprop_tangent": SigCorrectedBackpropTangent,
    "log_sig": LogSig,
    "log_sig_backprop": LogSigBackprop,
    "transform_path": TransformPath,
    "transform_path_backprop": TransformPathBackprop,
}
