// Operations on paths: cut into segments where there are few, and planned so that thread blocks have work.
#include "paths.cuh"
#include "runtime.cuh"
#include "tensors.cuh"

#include <algorithm>
#include <initializer_list>

extern const Kernel siglib_cuda_sigfwd, siglib_cuda_sigbwd, siglib_cuda_line_forward, siglib_cuda_line_backward,
    siglib_cuda_finish, siglib_cuda_transform, siglib_cuda_transform_backward, siglib_cuda_copy, siglib_cuda_combine,
    siglib_cuda_combine_bwd, siglib_cuda_inverse, siglib_cuda_join, siglib_cuda_split;

namespace {

// Shared memory of a thread block, forward and backward, the segments of its items aside: several thread blocks fit on
// a multiprocessor, and none needs more than the 48 KB that every device grants.
constexpr Index FORWARD_BYTES = 16 * 1024, BACKWARD_BYTES = 40 * 1024;
constexpr int MAX_STEP_BITS = 5, WARP = 32;
// Where a thread block needs scratch memory there are so many at most: more than run at a time on a large GPU.
constexpr Index MAX_SCRATCH_THREAD_BLOCKS = 4096;

// Paths are cut until about so many threads have work, which fills a large GPU, and items are spread over about so
// many thread blocks. Only shapes count, not the device, so that a result does not depend on it. A segment keeps a
// minimum of steps, and all of them together a bound of memory.
constexpr Index ENOUGH_THREADS = 1 << 17, ENOUGH_THREAD_BLOCKS = 512, LEAST_STEPS = 32, SEGMENT_BYTES = 256 << 20;
// A launch takes longer than a thread block needs for about so many words of products of one path.
constexpr Index THREAD_BLOCK_WORDS = 1024;

Index most_steps(const PathJob &job) { return steps_between(job, job.length); }

const Variant *find(Launch &launch, const Kernel &kernel, const PathJob &job, bool dual)
{
    return launch.find(kernel, dual, job.dimension, job.degree, job.words);
}

// The words whose subtrees threads own.
Index subtrees(const Variant *variant, const PathJob &job)
{
    return power(job.dimension, int(job.degree) - variant->depth);
}

Index tiles(const Variant *variant, const PathJob &job)
{
    return variant->degree ? divided_up(job.dimension, variant->tile) : 1;
}

void choose_segments(PathJob *job, Index threads, Index bytes_per_segment)
{
    const Index steps = most_steps(*job);
    job->segments = 1;
    if (siglib_cuda_forced_segments)
        job->segments = siglib_cuda_forced_segments;
    else
        while (job->batch * job->segments * threads < ENOUGH_THREADS && steps >= 2 * job->segments * LEAST_STEPS &&
               2 * job->segments * job->batch * bytes_per_segment <= SEGMENT_BYTES)
            job->segments *= 2;
    job->items = job->batch * job->segments;
}

// Choose the items of a thread block and the steps of a buffer: both as many as fit in `bytes`, where a step of the
// thread block needs `fixed` bytes and as much again as `per_slot` for each item.
void choose_slots(PathJob *job, Index bytes, Index fixed, Index per_slot)
{
    const Index enough = most_of(divided_up(job->items * job->item_thread_blocks, ENOUGH_THREAD_BLOCKS),
                                 divided_up(WARP, job->item_threads));
    job->slots = int(least(least(THREADS / job->item_threads, enough), most_of(1, (bytes - fixed) / per_slot)));
    job->step_bits = job->letter_bits = 0;
    while (job->step_bits < MAX_STEP_BITS && (1 << job->step_bits) < most_steps(*job) &&
           (2 << job->step_bits) * (fixed + job->slots * per_slot) <= bytes)
        ++job->step_bits;
    while (job->slots << (job->step_bits + job->letter_bits + 1) <= THREADS && (1 << job->letter_bits) < job->dimension)
        ++job->letter_bits;
}

int threads_of(const PathJob &job) { return int(divided_up(job.item_threads * job.slots, WARP)) * WARP; }

Index buffer_bytes(const Launch &launch, const PathJob &job, Index width)
{
    return job.slots *
           (Index(sizeof(Segment)) + buffer_pitch(Index(1) << job.step_bits, width) * launch.number_bytes());
}

void launch_forward(Launch &launch, PathJob job, const Variant *variant)
{
    if (!variant->degree)
        return launch.launch_over(variant, &job, job.items * power(job.dimension, int(job.degree)));
    const Index seats = subtrees(variant, job) * tiles(variant, job), width = tiles(variant, job) * variant->tile;
    job.item_threads = int(least(seats, THREADS));
    job.item_thread_blocks = divided_up(seats, job.item_threads);
    choose_slots(&job, FORWARD_BYTES, 0, width * launch.number_bytes());
    job.thread_blocks = divided_up(job.items, job.slots) * job.item_thread_blocks;
    launch.launch(variant, &job, job.thread_blocks, threads_of(job), buffer_bytes(launch, job, width));
}

// The numbers that words hand to their prefixes, for each step: those of subtrees first, then level by level.
Index message_count(const Variant *variant, const PathJob &job)
{
    const int N = int(job.degree), top = variant->degree ? N - variant->depth : N;
    Index messages = variant->degree && top ? (N - top) * power(job.dimension, top) : 0;
    for (int j = top; j >= (variant->degree ? 2 : 1); --j)
        messages += (N - j + 1) * power(job.dimension, j);
    return messages;
}

void launch_backward(Launch &launch, PathJob job, const Variant *variant)
{
    const Index width = tiles(variant, job) * variant->tile, row_bytes = PITCH * launch.call->itemsize;
    Index shared = Index(sizeof(Segment)) + row_bytes;
    job.item_thread_blocks = 1;
    if (!variant->degree) {
        job.item_threads = THREADS;
        job.slots = 1;
        job.step_bits = job.letter_bits = 0;
    } else {
        job.item_threads = int(least(subtrees(variant, job), THREADS));
        choose_slots(&job, BACKWARD_BYTES, variant->tile * row_bytes, width * launch.number_bytes());
        shared = buffer_bytes(launch, job, width) + (variant->tile * row_bytes << job.step_bits);
    }
    job.thread_blocks = divided_up(job.items, job.slots);
    job.message_size = message_count(variant, job) << job.step_bits;
    const Index grid = least(job.thread_blocks, MAX_SCRATCH_THREAD_BLOCKS);
    job.messages = launch.take(grid * job.slots * job.message_size * launch.number_bytes());
    const Index slope_bytes = job.batch * most_steps(job) * job.dimension * launch.call->itemsize;
    job.slopes = launch.take(slope_bytes);
    launch.clear(job.slopes, slope_bytes);
    launch.launch(variant, &job, grid, threads_of(job), shared);
    launch.launch_over(find(launch, siglib_cuda_finish, job, false), &job, job.batch * job.length * job.channels);
}

// ---------------------------------------------------------------------------------------------------------------------
// Segments, joined in a tree of products

// Rows from `first` on, each `step` apart.
Rows rows_from(const Rows &rows, int itemsize, Index first, Index step)
{
    const Index offset = first * rows.stride * itemsize;
    return {rows.value ? static_cast<char *>(rows.value) + offset : nullptr,
            rows.tangent ? static_cast<char *>(rows.tangent) + offset : nullptr, step * rows.stride};
}

// Rows of all segments and of their products but the last, or of the derivatives by them.
Rows tree_rows(Launch &launch, const PathJob &job)
{
    return launch.rows(job.batch * 2 * (job.segments - 1), job.words, launch.dual);
}

// Signatures of a batch of paths.
TensorJob signatures_of(const PathJob &job, Index count)
{
    TensorJob tensor = {};
    tensor.count = count;
    tensor.dimension = job.dimension;
    tensor.degree = job.degree;
    tensor.words = job.words;
    tensor.left_unit = tensor.right_unit = 1;
    return tensor;
}

// A tree whose levels of fewer products, from as many on as are worth it, are left to one thread block for each path.
TreeJob tree_of(const PathJob &job)
{
    TreeJob tree = {signatures_of(job, job.batch), job.segments, 1, 1};
    while (tree.joined < job.segments && tree.joined * job.words <= THREAD_BLOCK_WORDS)
        tree.joined *= 2;
    return tree;
}

// Left and right factors of the level of `count` products for each path.
struct Factors {
    Rows left, right;
};

Factors factors_of(const Rows &rows, int itemsize, Index first)
{
    return {rows_from(rows, itemsize, first, 2), rows_from(rows, itemsize, first + 1, 2)};
}

// Neighbouring segments of each path are joined, then neighbouring products, ... : `products` has the segments. The
// last product is left out if there is no place for it.
void join(Launch &launch, const PathJob &job, const Rows &products, const Rows &last)
{
    const int itemsize = launch.call->itemsize;
    const Variant *combine = find(launch, siglib_cuda_combine, job, launch.dual);
    TreeJob tree = tree_of(job);
    tree.least_joined = last.value || last.tangent ? 1 : 2;
    for (Index count = job.segments / 2; count >= most_of(tree.joined, tree.least_joined); count /= 2) {
        const Factors factors = factors_of(products, itemsize, first_product(tree, 2 * count));
        TensorJob level = signatures_of(job, job.batch * count);
        level.rows[0] = count > 1 ? rows_from(products, itemsize, first_product(tree, count), 1) : last;
        level.rows[1] = factors.left;
        level.rows[2] = factors.right;
        launch.launch_over(combine, &level, level.count * level.words);
    }
    tree.tensor.rows[0] = last;
    tree.tensor.rows[1] = products;
    if (tree.joined > tree.least_joined)
        launch.launch_over(find(launch, siglib_cuda_join, job, launch.dual), &tree, job.batch * THREADS);
}

// The derivatives by products are split over both factors, from the last product down to the segments.
Rows split(Launch &launch, const PathJob &job, const Rows &products, const Rows &last_derivs)
{
    const int itemsize = launch.call->itemsize;
    const Rows derivs = tree_rows(launch, job);
    TreeJob tree = tree_of(job);
    tree.tensor.rows[0] = derivs;
    tree.tensor.rows[1] = last_derivs;
    tree.tensor.rows[2] = products;
    if (tree.joined > 1)
        launch.launch_over(find(launch, siglib_cuda_split, job, launch.dual), &tree, job.batch * THREADS);
    const Variant *combine_bwd = find(launch, siglib_cuda_combine_bwd, job, launch.dual);
    for (Index count = tree.joined; count < job.segments; count *= 2) {
        const Factors factors = factors_of(products, itemsize, first_product(tree, 2 * count));
        const Factors by_factors = factors_of(derivs, itemsize, first_deriv(tree, 2 * count));
        TensorJob level = signatures_of(job, job.batch * count);
        level.rows[0] = by_factors.left;
        level.rows[1] = by_factors.right;
        level.rows[2] = count > 1 ? rows_from(derivs, itemsize, first_deriv(tree, count), 1) : last_derivs;
        level.rows[3] = factors.left;
        level.rows[4] = factors.right;
        launch.launch_over(combine_bwd, &level, level.count * level.words);
    }
    return rows_from(derivs, itemsize, first_deriv(tree, job.segments), 1);
}

Rows copied(Launch &launch, const PathJob &job, const Rows &from, const Rows &to)
{
    TensorJob copy = signatures_of(job, job.batch);
    copy.rows[0] = to;
    copy.rows[1] = from;
    launch.launch_over(find(launch, siglib_cuda_copy, job, launch.dual), &copy, copy.count * copy.words);
    return to;
}

// A kernel on one row of each array for each path.
void launch_tensors(Launch &launch, const PathJob &job, const Kernel &kernel, std::initializer_list<Rows> rows)
{
    TensorJob tensor = signatures_of(job, job.batch);
    std::copy(rows.begin(), rows.end(), tensor.rows);
    launch.launch_over(find(launch, kernel, job, false), &tensor, tensor.count * tensor.words);
}

// A given signature may be that of a longer path, which ends in this one: derivatives by what this one adds to it. `own`
// is the signature of this one, and what comes before is given (x) own^-1.
Rows past_start(Launch &launch, const PathJob &job, const Rows &given, const Rows &own, const Rows &derivs)
{
    const Rows inverse = launch.rows(job.batch, job.words, false), start = launch.rows(job.batch, job.words, false);
    const Rows by_own = launch.rows(job.batch, job.words, false);
    launch_tensors(launch, job, siglib_cuda_inverse, {inverse, own});
    launch_tensors(launch, job, siglib_cuda_combine, {start, given, inverse});
    launch_tensors(launch, job, siglib_cuda_combine_bwd, {inverse, by_own, derivs, start, own});
    return by_own;
}

// ---------------------------------------------------------------------------------------------------------------------
// Operations

void forward(Launch &launch, PathJob job)
{
    if (job.dimension == 1)
        return launch.launch_over(find(launch, siglib_cuda_line_forward, job, launch.dual), &job, job.batch);
    const Variant *variant = find(launch, siglib_cuda_sigfwd, job, launch.dual);
    if (!variant)
        return;
    choose_segments(&job, subtrees(variant, job) * tiles(variant, job), 2 * job.words * launch.number_bytes());
    if (job.segments == 1)
        return launch_forward(launch, job, variant);
    const Rows out = job.signature;
    const Rows products = job.signature = tree_rows(launch, job);
    launch_forward(launch, job, variant);
    join(launch, job, products, out);
}

// Derivatives by paths (of dual numbers their tangents), and of dual numbers the tangents of the signatures as well.
void backward(Launch &launch, PathJob job)
{
    if (job.dimension == 1) {
        launch.launch_over(find(launch, siglib_cuda_line_backward, job, launch.dual), &job, job.batch);
        if (launch.dual)
            launch.launch_over(find(launch, siglib_cuda_line_forward, job, true), &job, job.batch);
        return;
    }
    const Variant *variant = find(launch, siglib_cuda_sigbwd, job, launch.dual);
    const Variant *forward_variant = find(launch, siglib_cuda_sigfwd, job, launch.dual);
    if (!variant || !forward_variant)
        return;
    choose_segments(&job, least(subtrees(variant, job), THREADS), 4 * job.words * launch.number_bytes());
    const Rows given = job.signature, derivs = job.derivs;
    const Rows products =
        job.segments > 1 ? tree_rows(launch, job) : launch.rows(job.batch, job.words, launch.dual);
    // Kernels take signatures and derivatives back in place: both are copies.
    if (job.segments == 1 && given.value) {
        copied(launch, job, given, products);
        job.derivs = copied(launch, job, derivs, launch.rows(job.batch, job.words, false));
    } else {
        job.signature = products;
        launch_forward(launch, job, forward_variant);
        // Nobody wants the whole signature, and of dual numbers only the tangent.
        const Rows last = {nullptr, launch.dual ? given.tangent : nullptr, given.stride};
        if (given.value) {
            const Rows own = launch.rows(job.batch, job.words, false);
            join(launch, job, products, own);
            job.derivs = split(launch, job, products, past_start(launch, job, given, own, derivs));
        } else if (job.segments > 1) {
            join(launch, job, products, last);
            job.derivs = split(launch, job, products, derivs);
        } else {
            if (launch.dual)
                copied(launch, job, products, last);
            job.derivs = copied(launch, job, derivs, launch.rows(job.batch, job.words, launch.dual));
        }
    }
    job.signature = products;
    launch_backward(launch, job, variant);
}

}  // namespace

void run_path(Launch &launch, const Kernel &kernel, PathJob job)
{
    if (&kernel == &siglib_cuda_sigfwd)
        forward(launch, job);
    else if (&kernel == &siglib_cuda_sigbwd)
        backward(launch, job);
    else {
        // Augmentations: a thread for each number of the result.
        const Index points = job.lead_lag && job.length ? 2 * job.length - 1 : job.length;
        const Index numbers = &kernel == &siglib_cuda_transform ? points * job.dimension : job.length * job.channels;
        launch.launch_over(find(launch, kernel, job, false), &job, job.batch * numbers);
    }
}
