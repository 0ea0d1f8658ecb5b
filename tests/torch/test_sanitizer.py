"""The operations of torch.ops.siglib under AddressSanitizer, given what no public function would give them."""

import subprocess
import sys
from pathlib import Path

from sanitizer import sanitized
from tensors import OPERATIONS

FUZZ = Path(__file__).with_name("fuzz.py")


def test_whatever_operations_are_given_they_stay_in_their_arrays(tmp_path):
    environment = sanitized(tmp_path, "degrees=2", "dims=2")
    command = [sys.executable, "-P", FUZZ, "300"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    names, *ends = zip(*map(str.split, done.stdout.splitlines()), strict=True)
    assert list(names) == OPERATIONS
    # Some calls of each were refused, and some were not.
    assert min(min(map(int, numbers)) for numbers in ends) > 10
