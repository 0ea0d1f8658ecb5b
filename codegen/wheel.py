"""Wheels of chosen kernels: the command that builds them, and the build tag that tells them apart."""

from __future__ import annotations

import argparse
import base64
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from codegen import spec

ROOT = Path(__file__).resolve().parent.parent


def build(selection: spec.Selection, options: argparse.Namespace) -> None:
    """Build a wheel with pip, as ``pip wheel . -Csetup-args=...`` does."""
    settings = " ".join(f"-D{name}={value}" for name, value in meson_options(selection, options).items())
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--wheel-dir", str(options.out)]
    command += ["--config-settings", f"setup-args={settings}"]
    raise SystemExit(subprocess.run([*command, *options.pip_options], check=False).returncode)


def meson_options(selection: spec.Selection, options: argparse.Namespace) -> dict[str, str]:
    """Translate the command line into options of the build."""
    chosen = {
        "degrees": ",".join(map(str, selection.degrees)),
        "dims": ",".join(map(str, selection.dimensions)),
        "dtypes": ",".join(dtype.numpy_name for dtype in selection.dtypes),
        "exact": str(selection.exact).lower(),
        "generic": str(selection.generic).lower(),
        "families": ",".join(selection.families),
        "tangents": str(selection.tangents).lower(),
    }
    if options.isas != spec.ALL:
        chosen["isas"] = options.isas
    if not options.openmp:
        chosen["openmp"] = "disabled"
    if options.cuda:
        chosen["cuda"] = "enabled"
    if options.cuda_archs:
        chosen["cuda-archs"] = options.cuda_archs
    return chosen


def tagged(wheel: Path) -> Path:
    """Put the build tag that a wheel carries inside into its file name and its metadata; return where it is now."""
    tag = inner_tag(wheel)
    if not tag:
        return wheel
    name, version, *platform = wheel.name.split("-")
    change(wheel, ".dist-info/WHEEL", lambda labels: labels.rstrip() + f"\nBuild: {tag}\n".encode())
    return wheel.rename(wheel.with_name("-".join([name, version, tag, *platform])))


def change(wheel: Path, name_end: str, edit: Callable[[bytes], bytes]) -> None:
    """Edit the one file of a wheel whose name ends so."""
    changed = wheel.with_suffix(".changed")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(changed, "w") as new:
        (name,) = (name for name in old.namelist() if name.endswith(name_end))
        (record,) = (name for name in old.namelist() if name.endswith(".dist-info/RECORD"))
        contents = {name: edit(old.read(name))}
        contents[record] = recorded(old.read(record), name, contents[name])
        for entry in old.infolist():
            new.writestr(entry, contents.get(entry.filename, old.read(entry)), zipfile.ZIP_DEFLATED, compresslevel=9)
    changed.replace(wheel)


def inner_tag(wheel: Path) -> str:
    """Read the build tag out of a wheel; an editable one, which carries no module, has none."""
    found: dict[str, dict[str, str]] = {}
    with zipfile.ZipFile(wheel) as archive:
        if "siglib/_build.py" in archive.namelist():
            exec(archive.read("siglib/_build.py"), found)
    return found.get("BUILD", {}).get("tag", "")


def recorded(record: bytes, name: str, content: bytes) -> bytes:
    """Correct the line of one file in a wheel's RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    lines = [
        f"{name},sha256={digest},{len(content)}" if line.startswith(f"{name},") else line
        for line in record.decode().splitlines()
    ]
    return "\n".join([*lines, ""]).encode()
