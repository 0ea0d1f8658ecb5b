from typing import Any

VERSION: str
OPENMP: bool
BUILD: dict[str, Any]
