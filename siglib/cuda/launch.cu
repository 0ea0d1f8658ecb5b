// Plans calls and launches kernels: scratch is laid out in the caller's memory, and nothing waits for the device.
#include "launch.h"

#include "device.cuh"
#include "variants.h"

namespace {

// Shared memory of a block, forward and backward, the spans of its items aside: several blocks fit on a multiprocessor,
// and none needs more than the 48 KB that every device grants.
constexpr Index FORWARD_BYTES = 16 * 1024, BACKWARD_BYTES = 40 * 1024;
constexpr int MAX_STEP_BITS = 5, WARP = 32;
// A buffer holds a step of this many letters at least; kernels for any degree read paths where they lie.
constexpr Index MAX_DIMENSION = 512;
constexpr Index MAX_BLOCKS = 0x7fffffff;
// Where a block needs scratch memory there are so many at most: more than run at a time on a large GPU.
constexpr Index MAX_SCRATCH_BLOCKS = 4096;

// Paths are cut until about so many threads have work, which fills a large GPU, and items are spread over about so many
// blocks. Only shapes count, not the device, so that a result does not depend on it. A run keeps a minimum of steps, and
// all of them together a bound of memory.
constexpr Index ENOUGH_THREADS = 1 << 17, ENOUGH_BLOCKS = 512, LEAST_STEPS = 32, CHUNK_BYTES = 256 << 20;
// A launch takes longer than a block needs for about so many words of products of one path.
constexpr Index BLOCK_WORDS = 1024;

int most_special = 2, forced_chunks = 0;

bool fits(const Variant &variant, const Job &job)
{
    // Kernels for one degree count words in 32 bits.
    if (variant.degree && (most_special < 1 || variant.degree != job.degree || job.dimension > MAX_DIMENSION ||
                           job.words > MAX_BLOCKS))
        return false;
    return !variant.dimension || (most_special == 2 && variant.dimension == job.dimension);
}

// One call under way: the memory that it lays out, its stream, the first error.
struct Run {
    Call *call;
    cudaError_t error = cudaSuccess;

    explicit Run(Call *of) : call(of) { call->bytes = 0; }

    bool measuring() const { return call->memory == nullptr; }

    void *take(Index bytes)
    {
        void *memory = measuring() ? nullptr : static_cast<char *>(call->memory) + call->bytes;
        call->bytes += size_t(bytes + 255) / 256 * 256;
        return memory;
    }

    Rows rows(const Job &job, Index count, bool dual)
    {
        const Index bytes = count * job.words * call->itemsize;
        void *const value = take(bytes);
        return {value, dual ? take(bytes) : nullptr, job.words};
    }

    // The most special kernel for a call: each table has them in this order.
    const Variant *find(Operation operation, const Job &job, bool dual)
    {
        for (int t = 0; t < siglib_cuda_table_count; ++t)
            for (int i = 0; i < siglib_cuda_tables[t]->count; ++i) {
                const Variant &variant = siglib_cuda_tables[t]->variants[i];
                if (variant.operation == operation && variant.dual == dual && variant.itemsize == call->itemsize &&
                    fits(variant, job))
                    return &variant;
            }
        error = cudaErrorInvalidDeviceFunction;
        return nullptr;
    }

    void launch(const Variant *variant, const Job &job, Index blocks, int threads, Index shared)
    {
        if (measuring() || error != cudaSuccess || blocks == 0)
            return;
        Job copy = job;
        void *arguments[] = {&copy};
        error = cudaLaunchKernel(reinterpret_cast<const void *>(variant->kernel),
                                 dim3(unsigned(blocks < MAX_BLOCKS ? blocks : MAX_BLOCKS)), dim3(unsigned(threads)),
                                 arguments, size_t(shared), static_cast<cudaStream_t>(call->stream));
    }

    // A kernel with a thread for each of `items`.
    void launch_over(const Variant *variant, const Job &job, Index items)
    {
        if (variant)
            launch(variant, job, (items + THREADS - 1) / THREADS, THREADS, 0);
    }

    Index number_bytes() const { return call->itemsize * (call->dual ? 2 : 1); }
};

Index least(Index a, Index b) { return a < b ? a : b; }

Index most_of(Index a, Index b) { return a > b ? a : b; }

Index divided_up(Index a, Index b) { return (a + b - 1) / b; }

Index most_steps(const Job &job) { return steps_between(job, job.length); }

// The words whose subtrees threads own.
Index subtrees(const Variant *variant, const Job &job)
{
    return power(job.dimension, int(job.degree) - variant->depth);
}

Index tiles(const Variant *variant, const Job &job)
{
    return variant->degree ? divided_up(job.dimension, variant->tile) : 1;
}

void choose_chunks(Job *job, Index threads, Index bytes_per_chunk)
{
    const Index steps = most_steps(*job);
    job->chunks = 1;
    if (forced_chunks)
        job->chunks = forced_chunks;
    else
        while (job->batch * job->chunks * threads < ENOUGH_THREADS && steps >= 2 * job->chunks * LEAST_STEPS &&
               2 * job->chunks * job->batch * bytes_per_chunk <= CHUNK_BYTES)
            job->chunks *= 2;
    job->items = job->batch * job->chunks;
}

// Choose the items of a block and the steps of a buffer: both as many as fit in `bytes`, where a step of the block needs
// `fixed` bytes and as much again as `per_slot` for each item.
void choose_slots(Job *job, Index bytes, Index fixed, Index per_slot)
{
    const Index enough = most_of(divided_up(job->items * job->word_blocks, ENOUGH_BLOCKS), divided_up(WARP, job->lanes));
    job->slots = int(least(least(THREADS / job->lanes, enough), most_of(1, (bytes - fixed) / per_slot)));
    job->step_bits = job->part_bits = 0;
    while (job->step_bits < MAX_STEP_BITS && (1 << job->step_bits) < most_steps(*job) &&
           (2 << job->step_bits) * (fixed + job->slots * per_slot) <= bytes)
        ++job->step_bits;
    while (job->slots << (job->step_bits + job->part_bits + 1) <= THREADS && (1 << job->part_bits) < job->dimension)
        ++job->part_bits;
}

int threads_of(const Job &job) { return int(divided_up(job.lanes * job.slots, WARP)) * WARP; }

Index buffer_bytes(const Run &run, const Job &job, Index width)
{
    return job.slots * (Index(sizeof(Span)) + buffer_pitch(Index(1) << job.step_bits, width) * run.number_bytes());
}

void launch_forward(Run &run, Job job, const Variant *variant)
{
    if (!variant->degree)
        return run.launch_over(variant, job, job.items * power(job.dimension, int(job.degree)));
    const Index seats = subtrees(variant, job) * tiles(variant, job), width = tiles(variant, job) * variant->tile;
    job.lanes = int(least(seats, THREADS));
    job.word_blocks = divided_up(seats, job.lanes);
    choose_slots(&job, FORWARD_BYTES, 0, width * run.number_bytes());
    job.blocks = divided_up(job.items, job.slots) * job.word_blocks;
    run.launch(variant, job, job.blocks, threads_of(job), buffer_bytes(run, job, width));
}

// The numbers that words hand to their prefixes, for each step: those of subtrees first, then level by level.
Index message_count(const Variant *variant, const Job &job)
{
    const int N = int(job.degree), top = variant->degree ? N - variant->depth : N;
    Index messages = variant->degree && top ? (N - top) * power(job.dimension, top) : 0;
    for (int j = top; j >= (variant->degree ? 2 : 1); --j)
        messages += (N - j + 1) * power(job.dimension, j);
    return messages;
}

void launch_backward(Run &run, Job job, const Variant *variant)
{
    const Index width = tiles(variant, job) * variant->tile, row_bytes = PITCH * run.call->itemsize;
    Index shared = Index(sizeof(Span)) + row_bytes;
    job.word_blocks = 1;
    if (!variant->degree) {
        job.lanes = THREADS;
        job.slots = 1;
        job.step_bits = job.part_bits = 0;
    } else {
        job.lanes = int(least(subtrees(variant, job), THREADS));
        choose_slots(&job, BACKWARD_BYTES, variant->tile * row_bytes, width * run.number_bytes());
        shared = buffer_bytes(run, job, width) + (variant->tile * row_bytes << job.step_bits);
    }
    job.blocks = divided_up(job.items, job.slots);
    job.message_size = message_count(variant, job) << job.step_bits;
    const Index grid = least(job.blocks, MAX_SCRATCH_BLOCKS);
    job.messages = run.take(grid * job.slots * job.message_size * run.number_bytes());
    const Index slopes = job.batch * most_steps(job) * job.dimension * run.call->itemsize;
    job.slopes = run.take(slopes);
    if (!run.measuring() && run.error == cudaSuccess)
        run.error = cudaMemsetAsync(job.slopes, 0, size_t(slopes), static_cast<cudaStream_t>(run.call->stream));
    run.launch(variant, job, grid, threads_of(job), shared);
    run.launch_over(run.find(FINISH, job, false), job, job.batch * job.length * job.channels);
}

// Rows from `first` on, each `step` apart.
Rows rows_from(const Rows &rows, int itemsize, Index first, Index step)
{
    const Index offset = first * rows.stride * itemsize;
    return {rows.value ? static_cast<char *>(rows.value) + offset : nullptr,
            rows.tangent ? static_cast<char *>(rows.tangent) + offset : nullptr, step * rows.stride};
}

// Rows of all runs and of their products but the last, or of the derivatives by them.
Rows tree_rows(Run &run, const Job &job) { return run.rows(job, job.batch * 2 * (job.chunks - 1), run.call->dual); }

// From how many products on a path's tree of them is left to one block.
Index joined_in_a_block(const Job &job)
{
    Index count = 1;
    while (count < job.chunks && count * job.words <= BLOCK_WORDS)
        count *= 2;
    return count;
}

// The factors of the level of `count` products for each path.
void choose_factors(Job *job, const Rows &tree, int itemsize, Index count)
{
    job->left = rows_from(tree, itemsize, first_run(*job, 2 * count), 2);
    job->right = rows_from(tree, itemsize, first_run(*job, 2 * count) + 1, 2);
    job->items = job->batch * count;
}

// Neighbouring runs of each path are joined, then neighbouring products, ... : `tree` has the runs. The last product is
// left out if there is no place for it.
void join(Run &run, Job job, const Rows &tree, const Rows &last)
{
    const int itemsize = run.call->itemsize;
    const Variant *variant = run.find(COMBINE, job, run.call->dual);
    job.left_scalar = job.right_scalar = 1;
    job.joined = joined_in_a_block(job);
    job.least_joined = last.value || last.tangent ? 1 : 2;
    for (Index count = job.chunks / 2; count >= job.joined; count /= 2) {
        choose_factors(&job, tree, itemsize, count);
        job.signature = count > 1 ? rows_from(tree, itemsize, first_run(job, count), 1) : last;
        if (count >= job.least_joined)
            run.launch_over(variant, job, job.items * job.words);
    }
    job.left = tree;
    job.signature = last;
    if (job.joined > job.least_joined)
        run.launch_over(run.find(JOIN, job, run.call->dual), job, job.batch * THREADS);
}

// The derivative by a product of runs is split over both, down to the runs.
Rows split(Run &run, Job job, const Rows &tree)
{
    const int itemsize = run.call->itemsize;
    const Rows parts = tree_rows(run, job);
    job.left_scalar = job.right_scalar = 1;
    job.joined = joined_in_a_block(job);
    job.left = tree;
    job.left_derivs = parts;
    if (job.joined > 1)
        run.launch_over(run.find(SPLIT, job, run.call->dual), job, job.batch * THREADS);
    const Variant *variant = run.find(COMBINE_BACKWARD, job, run.call->dual);
    for (Index count = job.joined; count < job.chunks; count *= 2) {
        choose_factors(&job, tree, itemsize, count);
        if (count > 1)
            job.derivs = rows_from(parts, itemsize, first_part(job, count), 1);
        job.left_derivs = rows_from(parts, itemsize, first_part(job, 2 * count), 2);
        job.right_derivs = rows_from(parts, itemsize, first_part(job, 2 * count) + 1, 2);
        run.launch_over(variant, job, job.items * job.words);
    }
    return rows_from(parts, itemsize, first_part(job, job.chunks), 1);
}

Rows copied(Run &run, Job job, const Rows &from, Rows to)
{
    job.left = from;
    job.signature = to;
    run.launch_over(run.find(COPY, job, run.call->dual), job, job.batch * job.words);
    return to;
}

void forward(Run &run, Job job)
{
    const bool dual = run.call->dual;
    if (job.dimension == 1)
        return run.launch_over(run.find(LINE_FORWARD, job, dual), job, job.batch);
    const Variant *variant = run.find(FORWARD, job, dual);
    if (!variant)
        return;
    choose_chunks(&job, subtrees(variant, job) * tiles(variant, job), 2 * job.words * run.number_bytes());
    if (job.chunks == 1)
        return launch_forward(run, job, variant);
    const Rows out = job.signature;
    const Rows tree = job.signature = tree_rows(run, job);
    launch_forward(run, job, variant);
    join(run, job, tree, out);
}

// Derivatives by paths (of dual numbers their tangents), and of dual numbers the tangents of the signatures as well.
void backward(Run &run, Job job)
{
    const bool dual = run.call->dual;
    if (job.dimension == 1) {
        run.launch_over(run.find(LINE_BACKWARD, job, dual), job, job.batch);
        if (dual)
            run.launch_over(run.find(LINE_FORWARD, job, true), job, job.batch);
        return;
    }
    const Variant *variant = run.find(BACKWARD, job, dual), *forward_variant = run.find(FORWARD, job, dual);
    if (!variant || !forward_variant)
        return;
    choose_chunks(&job, least(subtrees(variant, job), THREADS), 4 * job.words * run.number_bytes());
    const Rows given = job.signature, derivs = job.derivs;
    const Rows tree = job.chunks > 1 ? tree_rows(run, job) : run.rows(job, job.batch, dual);
    // Kernels take signatures and derivatives back in place: both are copies.
    if (job.chunks == 1 && given.value) {
        copied(run, job, given, tree);
        job.derivs = copied(run, job, derivs, run.rows(job, job.batch, false));
    } else {
        job.signature = tree;
        launch_forward(run, job, forward_variant);
        // Nobody wants the whole signature, and of dual numbers only the tangent.
        const Rows last = {nullptr, dual ? given.tangent : nullptr, given.stride};
        if (job.chunks > 1) {
            join(run, job, tree, last);
            job.derivs = split(run, job, tree);
        } else {
            if (dual)
                copied(run, job, tree, last);
            job.derivs = copied(run, job, derivs, run.rows(job, job.batch, dual));
        }
    }
    job.signature = tree;
    launch_backward(run, job, variant);
}

template <class Function>
int guarded(Call *call, Function function)
{
    Run run(call);
    if (!run.measuring()) {
        // The caller has made this device current in its own CUDA runtime; a static one has to be told as well.
        run.error = cudaSetDevice(call->device);
        if (run.error != cudaSuccess)
            return int(run.error);
    }
    function(run);
    return int(run.error);
}

}  // namespace

extern "C" {

int siglib_cuda_forward(Call *call, const Job *job)
{
    return guarded(call, [job](Run &run) { forward(run, *job); });
}

int siglib_cuda_backward(Call *call, const Job *job)
{
    return guarded(call, [job](Run &run) { backward(run, *job); });
}

int siglib_cuda_combine(Call *call, const Job *job)
{
    return guarded(call, [job](Run &run) {
        run.launch_over(run.find(COMBINE, *job, run.call->dual), *job, job->items * job->words);
    });
}

int siglib_cuda_combine_backward(Call *call, const Job *job)
{
    return guarded(call, [job](Run &run) {
        run.launch_over(run.find(COMBINE_BACKWARD, *job, run.call->dual), *job, job->items * job->words);
    });
}

int siglib_cuda_transform(Call *call, const Job *job)
{
    const Index points = job->lead_lag && job->length ? 2 * job->length - 1 : job->length;
    return guarded(call, [job, points](Run &run) {
        run.launch_over(run.find(TRANSFORM, *job, false), *job, job->batch * points * job->dimension);
    });
}

int siglib_cuda_transform_backward(Call *call, const Job *job)
{
    return guarded(call, [job](Run &run) {
        run.launch_over(run.find(TRANSFORM_BACKWARD, *job, false), *job, job->batch * job->length * job->channels);
    });
}

void siglib_cuda_restrict(int special, int chunks)
{
    most_special = special;
    forced_chunks = chunks;
}

int siglib_cuda_variant_count(void)
{
    int count = 0;
    for (int t = 0; t < siglib_cuda_table_count; ++t)
        count += siglib_cuda_tables[t]->count;
    return count;
}

const char *siglib_cuda_variant_name(int index)
{
    for (int t = 0; t < siglib_cuda_table_count; ++t) {
        if (index < siglib_cuda_tables[t]->count)
            return siglib_cuda_tables[t]->variants[index].name;
        index -= siglib_cuda_tables[t]->count;
    }
    return nullptr;
}

int siglib_cuda_device_count(int *count) { return int(cudaGetDeviceCount(count)); }

int siglib_cuda_device_usable(int device)
{
    int before = 0;
    cudaError_t error = cudaGetDevice(&before);
    if (error != cudaSuccess)
        return int(error);
    error = cudaSetDevice(device);
    if (error == cudaSuccess) {
        // Asking about a kernel tells whether the driver can load this build's code for the device.
        cudaFuncAttributes attributes;
        error = cudaFuncGetAttributes(&attributes,
                                      reinterpret_cast<const void *>(siglib_cuda_tables[0]->variants[0].kernel));
    }
    cudaSetDevice(before);
    cudaGetLastError();
    return int(error);
}

const char *siglib_cuda_error_name(int error) { return cudaGetErrorName(cudaError_t(error)); }

const char *siglib_cuda_error_text(int error) { return cudaGetErrorString(cudaError_t(error)); }
}
