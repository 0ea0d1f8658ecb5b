"""What mesonpy leaves out: metadata without a build, source distributions without git, advice in editable installs."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import mesonpy
from packaging.tags import cpython_tags
from packaging.version import Version
from pyproject_metadata import StandardMetadata

ROOT = Path(__file__).resolve().parent.parent


def metadata() -> StandardMetadata:
    """Read the metadata from pyproject.toml, and the version from meson.build."""
    described = StandardMetadata.from_pyproject(tomllib.loads((ROOT / "pyproject.toml").read_text()), ROOT)
    command = [sys.executable, "-m", "mesonbuild.mesonmain", "introspect", "--projectinfo", str(ROOT / "meson.build")]
    described.version = Version(json.loads(subprocess.check_output(command))["version"])
    return described


def full_name(described: StandardMetadata) -> str:
    """Return what the names of files and folders of a distribution begin with."""
    return f"{described.canonical_name.replace('-', '_')}-{described.version}"


def write_metadata(folder: Path) -> Path:
    """Write the metadata of a wheel as far as they are known before it is built; return their folder."""
    described = metadata()
    labels = folder / f"{full_name(described)}.dist-info"
    labels.mkdir()
    (labels / "METADATA").write_bytes(bytes(described.as_rfc822()))
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = next(cpython_tags(platforms=[platform]))
    (labels / "WHEEL").write_text(f"Wheel-Version: 1.0\nGenerator: meson\nRoot-Is-Purelib: false\nTag: {tag}\n")
    return labels


def sdist_of_tree(folder: Path) -> Path:
    """Pack the files of this tree, but those that .gitignore names: for a tree that git knows nothing of."""
    described = metadata()
    name = full_name(described)
    # As meson-python does it: the age of pyproject.toml is that of the release, whenever its tree is packed.
    time = int(os.environ.get("SOURCE_DATE_EPOCH", (ROOT / "pyproject.toml").stat().st_mtime))
    archive = folder / f"{name}.tar.gz"
    files = sorted(source_files(folder))
    with gzip.GzipFile(archive, "wb", mtime=time) as stream, tarfile.open(fileobj=stream, mode="w") as packed:
        for file in files:
            mode = 0o755 if os.access(file, os.X_OK) else 0o644
            add(packed, f"{name}/{file.relative_to(ROOT).as_posix()}", file.read_bytes(), time, mode)
        add(packed, f"{name}/PKG-INFO", bytes(described.as_rfc822()), time, 0o644)
    return archive


def source_files(outputs: Path) -> Iterator[Path]:
    """Yield the files that belong to the sources, not those of builds and tools, nor those in the folder `outputs`."""
    patterns = (ROOT / ".gitignore").read_text().split()
    for folder, folders, files in os.walk(ROOT):
        kept = [name for name in folders if name != ".git" and not is_ignored(Path(folder, name), patterns)]
        folders[:] = [name for name in kept if Path(folder, name) != outputs.resolve()]
        for file in (Path(folder, name) for name in files):
            if file.is_file() and file != ROOT / "PKG-INFO" and not is_ignored(file, patterns):
                yield file


def is_ignored(path: Path, patterns: list[str]) -> bool:
    """Tell whether a pattern names a path: from the root if it has a slash inside, else wherever it is."""
    place = f"/{path.relative_to(ROOT).as_posix()}"
    return any(
        fnmatch(place if "/" in pattern.rstrip("/") else path.name, pattern.rstrip("/"))
        for pattern in patterns
        if path.is_dir() or not pattern.endswith("/")
    )


def add(archive: tarfile.TarFile, name: str, content: bytes, time: int, mode: int) -> None:
    """Add a file of nobody in particular."""
    member = tarfile.TarInfo(name)
    member.uname = member.gname = "root"
    member.mtime, member.mode, member.size = time, mode, len(content)
    archive.addfile(member, BytesIO(content))


def explained(loader: bytes) -> bytes:
    """Let the loader of an editable install say what to do where the tools that it rebuilds with are gone."""
    addition = f'''

        class MesonpyMetaFinder(MesonpyMetaFinder):
            """Says what to do where the tools of the build are gone."""

            def _rebuild(self):
                try:
                    return super()._rebuild()
                except (ImportError, OSError) as error:
                    if os.path.exists({mesonpy.__file__!r}):
                        raise
                    raise ImportError(
                        f"{{self._name}} is installed editable and has to be rebuilt, but the environment that it was "
                        "built in is gone. In the checkout, install the build tools, and siglib with them: "
                        "pip install meson-python meson ninja cython jinja2 numpy && "
                        "pip install --no-build-isolation -e ."
                    ) from error
        '''
    return loader + dedent(addition).encode()
