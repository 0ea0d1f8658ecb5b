"""The stub of the public names: written from the functions, and right with and without torch."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import siglib
from codegen import stubs

USE = """
from typing import assert_type
import numpy as np
from numpy.typing import NDArray
import siglib
from siglib._array import Array

path = np.zeros((5, 2))
assert_type(siglib.sig(path, 2), Array)
assert_type(siglib.sig([[0.0, 1.0]], 2, lengths=[1]), Array)
assert_type(siglib.sig_jvp(path, path, 2), tuple[Array, Array])
assert_type(siglib.sig_length(2, 3), int)
wrong: int = siglib.sig(path, 2)
"""
WITH_TORCH = """
import torch
tensor = torch.zeros(5, 2)
layer: torch.nn.Module = siglib.torch.nn.Signature(2)
assert_type(siglib.torch.nn.LogSignature(2, channels=2).out_features, int)
assert_type(siglib.log_sig(tensor, 2), torch.Tensor)
assert_type(siglib.sig(tensor, 2), torch.Tensor)
assert_type(siglib.sig_combine_backprop(tensor, tensor, tensor, 2, 1), tuple[torch.Tensor, torch.Tensor])
"""


def test_current():
    """After a change of a public function: `python -m codegen stubs`."""
    assert stubs.STUB.read_text() == stubs.stub()


def test_everything_is_declared():
    named = {name for _, names in stubs.public_modules() for name in names}
    assert named | {"__version__"} == set(siglib.__all__)


@pytest.mark.parametrize("torch_there", [True, False], ids=["torch", "no torch"])
def test_what_comes_in_goes_out(torch_there, tmp_path):
    """An ndarray stays one for mypy, whether torch can be imported or not."""
    pytest.importorskip("mypy", reason="part of the test extra")
    source = tmp_path / "use.py"
    source.write_text(USE + (WITH_TORCH if torch_there else ""))
    options = ["--strict", "--follow-imports", "silent", "--cache-dir", str(tmp_path / "cache")]
    options += ["--python-executable", sys.executable] if torch_there else ["--no-site-packages"]
    for package in (siglib, np):
        folder = Path(package.__file__).resolve().parent
        (tmp_path / folder.name).symlink_to(folder)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(source)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    complaints = [line for line in done.stdout.splitlines() if "use.py" in line]
    assert len(complaints) == 1, done.stdout + done.stderr
    assert "Incompatible types in assignment" in complaints[0], done.stdout
