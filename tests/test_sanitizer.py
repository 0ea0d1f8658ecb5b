"""Under AddressSanitizer: the CUDA kernels, on the emulator, and the operations of torch.ops.siglib."""

import subprocess
import sys

import pytest
from sanitizer import ROOT, sanitized
from tensors import OPERATIONS

FUZZ = ROOT / "tests" / "torch" / "fuzz.py"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """One build for both."""
    return sanitized(tmp_path_factory.mktemp("sanitized"), "cuda-emulator=true", "degrees=1-4", "dims=2")


def run(environment, folder, *command):
    command = [sys.executable, "-P", *command]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_kernels_stay_in_their_arrays(environment, tmp_path):
    """No access beyond an array or a thread block's shared memory."""
    modules = [ROOT / "tests" / "cuda" / f"test_{name}.py" for name in ("kernels", "tensors")]
    options = ["-q", "-x", "-p", "no:cacheprovider", "-k", "ascending and not device"]
    required = {**environment, "SIGLIB_REQUIRE_EMULATOR": "1"}
    assert " passed" in run(required, tmp_path, "-m", "pytest", *options, *modules)


def test_whatever_operations_are_given_they_stay_in_their_arrays(environment, tmp_path):
    """What no public function would give them."""
    names, *ends = zip(*map(str.split, run(environment, tmp_path, FUZZ, "300").splitlines()), strict=True)
    assert list(names) == OPERATIONS
    # Some calls of each were refused, and some were not.
    assert min(min(map(int, numbers)) for numbers in ends) > 10
