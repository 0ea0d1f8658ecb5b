"""The kernels under AddressSanitizer, on the emulator: no access beyond an array or a thread block's shared memory."""

import subprocess
import sys

from sanitizer import ROOT, sanitized


def test_no_access_out_of_bounds(tmp_path):
    environment = sanitized(tmp_path, "cuda-emulator=true", "degrees=1-4", "dims=2")
    environment["SIGLIB_REQUIRE_EMULATOR"] = "1"
    modules = [ROOT / "tests" / "cuda" / f"test_{name}.py" for name in ("kernels", "tensors")]
    tests = [*modules, "-k", "ascending and not device"]
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert " passed" in done.stdout
