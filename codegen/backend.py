"""The build backend: mesonpy, with a build tag on wheels that are not the default one, and what mesonpy leaves out."""

from __future__ import annotations

import shlex
from pathlib import Path
from shutil import which
from typing import Any

import mesonpy
from mesonpy import get_requires_for_build_editable, get_requires_for_build_sdist, get_requires_for_build_wheel

from codegen import distribution, wheel

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Write the metadata in a second; without this, pip builds the whole wheel to get at them."""
    return distribution.write_metadata(Path(metadata_directory)).name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Build a wheel; its file name is unlike that of any wheel built with other options."""
    name = mesonpy.build_wheel(wheel_directory, split_arguments(config_settings), metadata_directory)
    return wheel.tagged(Path(wheel_directory, name)).name


def build_editable(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Build an editable wheel, which says what to do if it cannot rebuild itself."""
    name: str = mesonpy.build_editable(wheel_directory, split_arguments(config_settings), metadata_directory)
    wheel.change(Path(wheel_directory, name), "_editable_loader.py", distribution.explained)
    return name


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Build a source distribution: of what git has committed, or, without git, of the tree itself."""
    if (distribution.ROOT / ".git").exists() and which("git"):
        name: str = mesonpy.build_sdist(sdist_directory, split_arguments(config_settings))
        return name
    return distribution.sdist_of_tree(Path(sdist_directory)).name


def split_arguments(config_settings: dict[str, Any] | None) -> dict[str, Any]:
    """Split several options in one ``setup-args``: before 23.1 pip keeps only one setting of a name."""
    settings = config_settings or {}
    given = settings.get("setup-args", [])
    return {**settings, "setup-args": shlex.split(given) if isinstance(given, str) else given}
