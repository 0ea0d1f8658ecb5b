"""What this installation is made of and what it uses."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from siglib._build import BUILD, OPENMP, VERSION
from siglib._native import runtime
from siglib._threads import available_threads
from siglib.cuda import config as cuda_config


class Config(dict[str, Any]):
    """A dictionary that prints as a table."""

    def __str__(self) -> str:
        width = max(map(len, self))
        build = {key: value for key, value in self["build"].items() if key != "kernels"}
        rows = {**self, "build": build, "variants": f"{len(self['variants'])} kernels, ['variants'] lists them"}
        return "\n".join(f"{key:{width}}  {_readable(value)}" for key, value in rows.items())


def _readable(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_readable(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def show_config() -> Config:
    """Tell how siglib was built and what it uses on this machine.

    Returns
    -------
    Config
        A dict that prints as a table, with the keys

        - ``version``: str;
        - ``isa``: str, the instruction set in use; the environment variable ``SIGLIB_ISA`` overrides the choice at
          import;
        - ``isas_compiled``, ``isas_available``: lists of str, the instruction sets built, and those of them that this
          processor executes;
        - ``lanes``: dict, paths computed side by side in one SIMD vector, by dtype;
        - ``openmp``: bool, whether calls can use several threads;
        - ``threads``: int, how many ``n_jobs=None`` uses;
        - ``cuda``: dict, whether CUDA kernels were ``built``, for which ``archs``, whether the first device is
          ``usable`` and, if it is not, ``why_not``, in CUDA's words. With CUDA kernels built, this asks the driver;
        - ``build``: dict, what the build was asked for: ``degrees``, ``dims``, ``dtypes``, ``families``;
          whether ``exact`` these and no others, and whether kernels for any other degree and dimension (``generic``)
          and in dual numbers (``tangents``) are there; the ``kernels`` that it chose from; the build ``tag`` of its
          wheel;
        - ``variants``: list of str, the compiled kernels: operation, dtype, ``d`` dimension if compiled in, ``n``
          degree.

    Examples
    --------
    >>> import siglib
    >>> siglib.show_config()["version"] == siglib.__version__
    True
    """
    return Config(
        version=VERSION,
        isa=runtime.ISA,
        isas_compiled=list(runtime.ISAS_COMPILED),
        isas_available=list(runtime.ISAS_AVAILABLE),
        lanes=dict(runtime.LANES),
        openmp=OPENMP,
        threads=available_threads(),
        cuda=cuda_config(),
        build=deepcopy(BUILD),
        variants=list(runtime.VARIANTS),
    )


def get_include() -> str:
    """Return the folder to give to ``cython -I`` for ``from siglib._core cimport ...``.

    Returns
    -------
    str
        The folder that the package lies in.

    Examples
    --------
    >>> import os, siglib
    >>> os.path.isfile(os.path.join(siglib.get_include(), "siglib", "_core.pxd"))
    True
    """
    return str(Path(__file__).resolve().parent.parent)
