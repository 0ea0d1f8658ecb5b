#include "emulator.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#ifndef __x86_64__
#error "the emulator switches stacks as x86-64 does"
#endif

thread_local dim3 threadIdx, blockIdx, blockDim, gridDim;

// Store the callee's registers on the stack at hand, and go on where another stack left off.
asm(R"(
.text
.type siglib_emulator_switch, @function
siglib_emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size siglib_emulator_switch, . - siglib_emulator_switch
)");
extern "C" void siglib_emulator_switch(void **leave, void *enter);

namespace {

constexpr size_t STACK_BYTES = 128 * 1024, REGISTERS = 6;
// What a device grants a thread block without being asked for more.
constexpr size_t MOST_SHARED_BYTES = 48 * 1024, MOST_THREADS = 1024;

struct Fiber {
    std::unique_ptr<char[]> stack{new char[STACK_BYTES]};
    void *top = nullptr;
    unsigned index = 0;
    bool finished = false;
};

unsigned thread_order = 0, most_thread_blocks = 0;

// The launch under way.
void (*kernel_function)(const void *);
const void *kernel_job;
void *block_shared, *scheduler_top;
Fiber *current;

void leave() { siglib_emulator_switch(&current->top, scheduler_top); }

void run_thread()
{
    kernel_function(kernel_job);
    current->finished = true;
    leave();
    abort();  // nobody enters a thread again that has finished
}

void resume(Fiber &fiber)
{
    current = &fiber;
    threadIdx = dim3(fiber.index, 0, 0);
    siglib_emulator_switch(&scheduler_top, fiber.top);
}

void prepare(Fiber &fiber, unsigned index)
{
    fiber.index = index;
    fiber.finished = false;
    // Registers, then where to return to; at that point a function expects a stack aligned to 16 bytes, less 8.
    auto end = reinterpret_cast<uintptr_t>(fiber.stack.get() + STACK_BYTES) / 16 * 16;
    void **top = reinterpret_cast<void **>(end) - 2 - REGISTERS;
    std::fill(top, top + REGISTERS, nullptr);
    top[REGISTERS] = reinterpret_cast<void *>(&run_thread);
    fiber.top = top;
}

// Whether all threads met the same barriers.
bool run_thread_block(std::vector<Fiber> &fibers, const std::vector<unsigned> &order)
{
    for (unsigned i = 0; i < fibers.size(); ++i)
        prepare(fibers[i], i);
    for (;;) {
        for (unsigned i : order)
            resume(fibers[i]);
        const auto finished = std::count_if(fibers.begin(), fibers.end(), [](const Fiber &f) { return f.finished; });
        if (finished)
            return size_t(finished) == fibers.size();
    }
}

std::vector<unsigned> thread_indices(unsigned count)
{
    std::vector<unsigned> order(count);
    std::iota(order.begin(), order.end(), 0u);
    if (thread_order == 1)
        std::reverse(order.begin(), order.end());
    else if (thread_order)
        std::shuffle(order.begin(), order.end(), std::mt19937(thread_order));
    return order;
}

}  // namespace

void *emulator::shared_memory() { return block_shared; }

void __syncthreads() { leave(); }

cudaError_t cudaLaunchKernel(const void *kernel, dim3 grid, dim3 block, void **arguments, size_t shared, cudaStream_t)
{
    if (!grid.x || !block.x || block.x > MOST_THREADS || shared > MOST_SHARED_BYTES)
        return cudaErrorInvalidConfiguration;
    // Memory of just this size, so that a sanitizer sees what goes beyond.
    void *memory = nullptr;
    if (posix_memalign(&memory, 16, std::max<size_t>(shared, 1)))
        return cudaErrorInvalidValue;
    kernel_function = reinterpret_cast<void (*)(const void *)>(const_cast<void *>(kernel));
    kernel_job = arguments[0];
    block_shared = memory;
    blockDim = block;
    gridDim = dim3(most_thread_blocks ? std::min(grid.x, most_thread_blocks) : grid.x);
    static thread_local std::vector<Fiber> fibers;
    fibers.resize(block.x);
    const std::vector<unsigned> order = thread_indices(block.x);
    bool together = true;
    for (unsigned b = 0; b < gridDim.x && together; ++b) {
        blockIdx = dim3(thread_order == 1 ? gridDim.x - 1 - b : b, 0, 0);
        // Shared memory is not cleared between thread blocks: all bits set make NaN, and huge negative counts.
        memset(memory, 0xff, shared);
        together = run_thread_block(fibers, order);
    }
    free(memory);
    return together ? cudaSuccess : cudaErrorLaunchFailure;
}

cudaError_t cudaMemsetAsync(void *memory, int value, size_t bytes, cudaStream_t)
{
    memset(memory, value, bytes);
    return cudaSuccess;
}

cudaError_t cudaGetDevice(int *device)
{
    *device = 0;
    return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) { return device ? cudaErrorInvalidDevice : cudaSuccess; }

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *, const void *) { return cudaSuccess; }

cudaError_t cudaGetLastError() { return cudaSuccess; }

const char *cudaGetErrorName(cudaError_t error)
{
    switch (error) {
    case cudaSuccess: return "cudaSuccess";
    case cudaErrorInvalidValue: return "cudaErrorInvalidValue";
    case cudaErrorInvalidConfiguration: return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidDeviceFunction: return "cudaErrorInvalidDeviceFunction";
    case cudaErrorInvalidDevice: return "cudaErrorInvalidDevice";
    case cudaErrorLaunchFailure: return "cudaErrorLaunchFailure";
    }
    return "unrecognized error code";
}

const char *cudaGetErrorString(cudaError_t error) { return error == cudaSuccess ? "no error" : "an emulated launch failed"; }

extern "C" void siglib_emulator_configure(unsigned order, unsigned thread_blocks)
{
    thread_order = order;
    most_thread_blocks = thread_blocks;
}
