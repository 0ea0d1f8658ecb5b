from typing import Any

VERSION: str
OPENMP: bool
WHY_SERIAL: str
CUDA_ARCHS: str
BUILD: dict[str, Any]
