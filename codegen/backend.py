"""The build backend: mesonpy, with a build tag on wheels that are not the default one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import mesonpy
from mesonpy import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
)

from codegen.wheel import tagged

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
]


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Build a wheel; its file name is unlike that of any wheel built with other options."""
    name = mesonpy.build_wheel(wheel_directory, split_arguments(config_settings or {}), metadata_directory)
    return tagged(Path(wheel_directory, name)).name


def split_arguments(config_settings: dict[str, Any]) -> dict[str, Any]:
    """Split several options in one ``setup-args``: before 23.1 pip keeps only one setting of a name."""
    given = config_settings.get("setup-args", [])
    return {**config_settings, "setup-args": shlex.split(given) if isinstance(given, str) else given}
