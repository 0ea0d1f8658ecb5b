"""The emulator shows what is wrong with a kernel: a barrier that is missing, or that not all threads meet."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "siglib" / "cuda"

SOURCE = """
#include "emulator.h"

struct Exchange {
    int *out;
};

// Every thread writes its number and reads its neighbour's.
static void exchange(const Exchange job, bool barrier)
{
    SIGLIB_SHARED(int, shared);
    shared[threadIdx.x] = int(threadIdx.x);
    if (barrier)
        __syncthreads();
    job.out[threadIdx.x] = shared[(threadIdx.x + 1) % blockDim.x];
}
static void with_barrier(const Exchange job) { exchange(job, true); }
static void without_barrier(const Exchange job) { exchange(job, false); }
static void not_for_all(const Exchange)
{
    if (threadIdx.x)
        __syncthreads();
}

extern "C" int launch(int which, unsigned order, int threads, int bytes, int *out)
{
    const void *const kernels[] = {
        SIGLIB_KERNEL(with_barrier), SIGLIB_KERNEL(without_barrier), SIGLIB_KERNEL(not_for_all)};
    siglib_emulator_configure(order, 0);
    Exchange job = {out};
    void *arguments[] = {&job};
    return cudaLaunchKernel(kernels[which], dim3(1), dim3(threads), arguments, bytes, nullptr);
}
"""
WITH_BARRIER, WITHOUT_BARRIER, NOT_FOR_ALL = range(3)
INVALID_CONFIGURATION, LAUNCH_FAILURE = 9, 719
THREADS = 8


@pytest.fixture(scope="module")
def launch(tmp_path_factory):
    if shutil.which("g++") is None:
        pytest.skip("there is no g++")
    folder = tmp_path_factory.mktemp("emulator")
    (folder / "kernels.cpp").write_text(SOURCE)
    command = ["g++", "-std=c++17", "-shared", "-fPIC", "-DSIGLIB_EMULATOR", "-I", FOLDER]
    subprocess.run([*command, folder / "kernels.cpp", FOLDER / "emulator.cpp", "-o", folder / "kernels.so"], check=True)
    function = ctypes.CDLL(str(folder / "kernels.so")).launch

    def run(which, order=0, threads=THREADS, size=4 * THREADS):
        out = (ctypes.c_int * THREADS)()
        return function(which, order, threads, size, out), list(out)

    return run


@pytest.mark.parametrize("order", [0, 1, 7])
def test_barrier(launch, order):
    assert launch(WITH_BARRIER, order) == (0, [1, 2, 3, 4, 5, 6, 7, 0])


def test_missing_barrier_shows_poison(launch):
    """A thread that runs too early reads what no kernel writes; in which order it shows depends on the kernel."""
    for order in (0, 1, 7):
        error, out = launch(WITHOUT_BARRIER, order)
        assert error == 0
        assert -1 in out


def test_barrier_that_not_all_threads_meet(launch):
    assert launch(NOT_FOR_ALL)[0] == LAUNCH_FAILURE


@pytest.mark.parametrize(("threads", "size"), [(2048, 32), (0, 32), (8, 64 * 1024)])
def test_what_no_device_grants(launch, threads, size):
    assert launch(WITH_BARRIER, 0, threads, size)[0] == INVALID_CONFIGURATION
