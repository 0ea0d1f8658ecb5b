"""Find nvcc for the build: on PATH, of a toolkit, or of the nvidia-cuda-* wheels; print it and its static runtime.

Two lines, or nothing: the compiler, and the libcudart_static.a that belongs to it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

RUNTIME = "libcudart_static.a"


def compilers() -> Iterator[Path]:
    """Every nvcc there may be, the preferred one first."""
    for folder in filter(None, map(os.environ.get, ("CUDA_HOME", "CUDA_PATH"))):
        yield Path(folder) / "bin" / "nvcc"
    on_path = shutil.which("nvcc")
    if on_path:
        yield Path(on_path)
    for place in sys.path:
        yield from sorted(Path(place).glob("nvidia/cu*/bin/nvcc"), reverse=True)
    yield Path("/usr/local/cuda/bin/nvcc")


def toolkit(nvcc: Path) -> Path | None:
    """Return the folder of the toolkit, which nvcc itself knows: what is on PATH may be a wrapper."""
    command = [str(nvcc), "--dryrun", "-x", "cu", "-c", os.devnull, "-o", os.devnull]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    except OSError:
        return None
    top = re.search(r"^#\$ (?:_HERE_=.*\n#\$ )?TOP=(.*)$", told, re.MULTILINE)
    return Path(top[1].strip()).resolve() if top else None


def main() -> None:
    """Print the first compiler that has its runtime library."""
    for nvcc in compilers():
        folder = toolkit(nvcc) if nvcc.is_file() else None
        for place in ("lib64", "lib", "targets/x86_64-linux/lib") if folder else ():
            assert folder
            if (folder / place / RUNTIME).is_file():
                print(nvcc, folder / place / RUNTIME, sep="\n")
                return


if __name__ == "__main__":
    main()
