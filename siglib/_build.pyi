from typing import Any

VERSION: str
OPENMP: bool
CUDA_ARCHS: str
BUILD: dict[str, Any]
