import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from operations import CASES
from support import CONFIG, DTYPES, noting, output_of, walks

import siglib

BIT_SHAPES = [(1, 1, 2, 4), (1, 5000, 3, 4), (2, 1700, 2, 6), (3, 700, 5, 3), (1, 900, 1, 5)]
BIT_SHAPES += [(37, 20, 3, 4), (150, 9, 2, 5), (5, 40, 2, 9), (70, 30, 7, 2)]
BIT_SHAPES += [(1, 12, 20, 4), (3, 12, 45, 3)]
JOBS = (1, 2, 3, 8)

linux = pytest.mark.skipif(sys.platform != "linux", reason="uses the Linux scheduler")


def bits(results):
    return b"".join(out.tobytes() for out in results)


def assert_same_bits(example, numbers=JOBS):
    assert len({bits(example(n_jobs=jobs)) for jobs in numbers}) == 1


@pytest.mark.parametrize(("batch", "length", "d", "degree"), BIT_SHAPES)
def test_results_do_not_depend_on_n_jobs(case, batch, length, d, degree, dtype):
    example = case.example(batch=(batch,), length=length, dimension=d, degree=degree, dtype=dtype)
    case.with_all_kernels(lambda: assert_same_bits(example))


def test_flags_and_lengths_do_not_depend_on_n_jobs(flagged, dtype):
    for batch, length in ((1, 3000), (45, 12)):
        with noting(batch=batch):
            example = flagged.example(batch=(batch,), length=length, degree=3, dtype=dtype)
            assert_same_bits(example, (*JOBS, -1, -2, None))


@pytest.mark.parametrize("case", [case for case in CASES if not case.of_paths], ids=str)
def test_a_large_signature_does_not_depend_on_n_jobs(case, dtype):
    assert_same_bits(case.example(batch=(), dimension=10, degree=5, dtype=dtype))


def test_repeated_calls_give_the_same_bits(case, dtype):
    example = case.example(batch=(3,), length=2000, dimension=3, degree=4, dtype=dtype)
    assert len({bits(example()) for _ in range(20)}) == 1


def test_several_python_threads_at_once():
    """Different shapes, degrees and dtypes, so that shared scratch memory would show."""
    examples = [
        case.example(batch=(batch,), length=length, dimension=d, degree=degree, dtype=dtype)
        for batch, length, d, degree in BIT_SHAPES
        for dtype in DTYPES
        for case in CASES
    ]
    expected = [bits(example(n_jobs=1)) for example in examples]

    def work(turn):
        for i in np.random.default_rng(turn).permutation(len(examples)):
            assert bits(examples[i](n_jobs=1 + turn % 3)) == expected[i], (examples[i].case.name, examples[i].problem)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))


def test_kernels_release_the_gil(rng):
    """With forced switches off, the main thread runs only while the other one is in a kernel."""
    path = walks(rng, 64, 200, 5, dtype=np.float64)
    started, finished = threading.Event(), []

    def work():
        started.set()
        for _ in range(8):
            siglib.sig(path, 5, n_jobs=1)
        finished.append(True)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        started.wait()
        early = not finished
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert early


FORK = """
import os, signal
import numpy as np
from operations import CASES

shapes = [{"batch": (300,), "length": 40}, {"batch": (1,), "length": 4000}]
examples = [case.example(dimension=3, degree=4, **shape) for case in CASES for shape in shapes]
before = [example(n_jobs=2) for example in examples]

def same_as_before():
    return all(
        np.array_equal(out, value)
        for example, values in zip(examples, before)
        for jobs in (2, None)
        for out, value in zip(example(n_jobs=jobs), values)
    )

def child(depth):
    signal.alarm(60)  # a hung child ends, and is seen
    same = same_as_before()
    if same and depth:
        same = wait(fork(depth - 1)) == 0
    os._exit(0 if same else 1)

def fork(depth):
    pid = os.fork()
    return pid or child(depth)

def wait(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

children = [fork(1) for _ in range(3)]
print([wait(pid) for pid in children])
assert same_as_before()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_after_the_pool_was_used():
    assert output_of(FORK) == "[0, 0, 0]"


FORK_FROM_A_THREAD = """
import os, signal, threading
import numpy as np
import siglib

path = np.random.default_rng(0).standard_normal((300, 40, 3))
expected = siglib.sig(path, 4, n_jobs=2)
busy = threading.Event()

def work():
    while not busy.is_set():
        siglib.sig(path, 4, n_jobs=2)

thread = threading.Thread(target=work)
thread.start()
pids = []
for _ in range(5):
    pid = os.fork()
    if not pid:
        signal.alarm(60)
        os._exit(0 if np.array_equal(siglib.sig(path, 4, n_jobs=2), expected) else 1)
    pids.append(pid)
codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
busy.set()
thread.join()
print(codes)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_while_another_thread_is_in_a_kernel():
    assert output_of(FORK_FROM_A_THREAD) == "[0, 0, 0, 0, 0]"


THREADS = "import siglib; print(siglib.show_config()['threads'])"
ONE_PROCESSOR = """
import os
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
"""


def test_omp_num_threads():
    assert output_of(THREADS, OMP_NUM_THREADS="1") == "1"


@linux
def test_affinity():
    assert output_of(ONE_PROCESSOR + THREADS) == "1"


@linux
def test_default_is_what_the_process_may_use():
    threads = int(output_of(THREADS))
    assert 1 <= threads <= len(os.sched_getaffinity(0))
    if not CONFIG["openmp"]:
        assert threads == 1


LIMITS = """
import os
import siglib, threadpoolctl

def threads():
    return siglib.show_config()["threads"]

free = threads()
with threadpoolctl.threadpool_limits(1):
    print(threads(), end=" ")
print(threads() == free, end=" ")
os.environ["OMP_NUM_THREADS"] = "1"
print(threads(), end=" ")
del os.environ["OMP_NUM_THREADS"]
print(threads() == free)
"""


def test_limits_that_are_set_late():
    pytest.importorskip("threadpoolctl")
    assert output_of(LIMITS) == "1 True 1 True"


LIMITED = """
import os
import numpy as np
import siglib, threadpoolctl

path = np.random.default_rng(0).standard_normal((2000, 30, 3))
before = len(os.listdir("/proc/self/task"))
with threadpoolctl.threadpool_limits(1):
    for jobs in (None, 2):
        siglib.sig(path, 4, n_jobs=jobs)
        print(len(os.listdir("/proc/self/task")) - before, end=" ")
"""


@linux
def test_threadpoolctl_limits_the_threads_that_are_started():
    pytest.importorskip("threadpoolctl")
    assert output_of(LIMITED) == ("0 1" if CONFIG["openmp"] else "0 0")


INTERRUPTED = """
import os, signal, sys, threading
import numpy as np
import siglib
from cases import GRAM
from operations import CASES

def mapped():
    return int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")

jobs = int(sys.argv[1])
path = np.random.default_rng(0).standard_normal((300, 40, 3))
expected, before = siglib.sig(path, 4, n_jobs=jobs), mapped()
for case in CASES:
    if case.has_rows_of_paths or not (case.of_paths and case.takes("degree")):
        continue
    # Minutes of work, of little memory.
    example = case.example(batch=(1,), length=2, degree=13, sparing=bool(case.optional))
    for name, array in example.given.items():
        if case.arrays[name].axes == 2:
            # A row for each point, or for each step.
            array, own_axes = array[:, :1], (4000 + array.shape[1] - example.problem.length, array.shape[-1])
        else:
            # Of all pairs there is a number for each.
            own_axes = (12500,) if case.arrays[name] is GRAM else array.shape[1:]
        example.arrays[name] = np.broadcast_to(array, (12500, *own_axes))
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        example(n_jobs=jobs)
    except KeyboardInterrupt:
        print(case.name)
assert mapped() - before < 2**28
assert np.array_equal(siglib.sig(path, 4, n_jobs=jobs), expected)
"""


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted(jobs):
    """A call that would take minutes ends early, without the memory that it had."""
    names = [case.name for case in CASES if case.of_paths and case.takes("degree") and not case.has_rows_of_paths]
    assert output_of(INTERRUPTED, str(jobs)).split() == names


HANDLED = """
import signal, sys
import numpy as np
import siglib

rows = np.broadcast_to(np.random.default_rng(0).standard_normal(siglib.sig_length(2, 14)), (4000, 32766))
times = []
signal.signal(signal.SIGALRM, lambda *_: times.append(None))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
out = siglib.sig_combine(rows, rows, 2, 14, n_jobs=int(sys.argv[1]))
signal.setitimer(signal.ITIMER_REAL, 0)
assert (out == out[0]).all()
print(len(times) > 2)
"""


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_handlers_run_during_a_call(jobs):
    """After it, a signal that came many times would be handled once."""
    assert output_of(HANDLED, str(jobs)) == "True"


COUNT = """
import os, sys
import numpy as np
import siglib

path = np.random.default_rng(0).standard_normal((2000, 30, 3))
before = len(os.listdir("/proc/self/task"))
siglib.sig(path, 4, n_jobs=int(sys.argv[1]))
print(len(os.listdir("/proc/self/task")) - before)
"""


@linux
@pytest.mark.parametrize(("jobs", "started"), [(1, 0), (2, 1), (3, 2), (-(10**6), 0)])
def test_number_of_threads_started(jobs, started):
    if not CONFIG["openmp"]:
        started = 0
    assert output_of(COUNT, str(jobs)) == str(started)


@linux
@pytest.mark.parametrize(("limit", "jobs", "started"), [("1", -1, 0), ("1", 2, 1)])
def test_a_number_given_wins_over_the_environment(limit, jobs, started):
    if not CONFIG["openmp"]:
        started = 0
    assert output_of(COUNT, str(jobs), OMP_NUM_THREADS=limit) == str(started)
