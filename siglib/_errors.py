"""Errors that say what to do: no kernel for a call, no library for an import."""

from __future__ import annotations

from siglib._build import BUILD, OPENMP


class UnsupportedVariantError(NotImplementedError):
    """A call needs a kernel that this build of siglib leaves out.

    Wheels can be built of few kernels: without those for any degree and dimension, without a family of operations,
    without derivatives along a tangent. The message names the kernel that is missing, those that are there, and the
    command that builds a wheel with both.

    Examples
    --------
    >>> import siglib
    >>> issubclass(siglib.UnsupportedVariantError, NotImplementedError)
    True
    """


def unsupported(kernel: str, itemsize: int, degree: int, dimension: int, compiled: list[str]) -> Exception:
    """Describe a variant that is not among those compiled in; `dimension` counts time and lead-lag channels too."""
    facts = BUILD["kernels"][kernel]
    if f"float{8 * itemsize}" not in BUILD["dtypes"]:
        return unsupported_dtype(itemsize)
    if facts["family"] not in BUILD["families"]:
        return unsupported_family(facts["family"], itemsize)
    if facts["dual"] and not BUILD["tangents"]:
        return UnsupportedVariantError(
            f"{kernel}_f{8 * itemsize}: this build of siglib has no kernels in dual numbers, which sig_jvp and second "
            f"derivatives need; from a checkout, '{command(itemsize, tangents=True)}' builds them as well"
        )
    there = [name for name in compiled if name.startswith(f"{kernel}_f")]
    return UnsupportedVariantError(
        f"{kernel}_f{8 * itemsize}_d{dimension}_n{degree}: this build of siglib has no kernel for degree {degree} and "
        f"dimension {dimension} (channels of time and lead-lag included) in float{8 * itemsize}; compiled in: "
        f"{', '.join(there)}; from a checkout, '{command(itemsize, degree, dimension)}' builds it as well"
    )


def unsupported_dtype(itemsize: int) -> Exception:
    """Describe a dtype that no kernel is compiled for."""
    return UnsupportedVariantError(
        f"dtype: expected {' or '.join(BUILD['dtypes'])}, which this build of siglib has kernels for, got "
        f"float{8 * itemsize}; from a checkout, '{command(itemsize)}' builds it as well"
    )


def unsupported_family(family: str, itemsize: int) -> Exception:
    """Describe a family of operations that is not compiled in."""
    return UnsupportedVariantError(
        f"this build of siglib has no kernels of the family {family}, but of {', '.join(BUILD['families'])}; from a "
        f"checkout, '{command(itemsize, family=family)}' builds them as well"
    )


def require_variant(kernel: str, itemsize: int, degree: int, dimension: int, compiled: list[str]) -> None:
    """Refuse a call outside of what the build was asked for, where no generic kernel takes it."""
    facts = BUILD["kernels"][kernel]
    require_family(facts["family"], itemsize)
    if dimension == 1:
        return
    if (facts["dual"] and not BUILD["tangents"]) or not (BUILD["generic"] or _chosen(facts["axes"], degree, dimension)):
        raise unsupported(kernel, itemsize, degree, dimension, compiled)


def require_family(family: str, itemsize: int) -> None:
    """Refuse a family of operations and a dtype that the build was not asked for."""
    if f"float{8 * itemsize}" not in BUILD["dtypes"]:
        raise unsupported_dtype(itemsize)
    if family not in BUILD["families"]:
        raise unsupported_family(family, itemsize)


def _chosen(axes: list[str], degree: int, dimension: int) -> bool:
    """Tell whether a kernel has a variant for a degree and a dimension; it need not differ by either."""
    if "degree" in axes and degree not in BUILD["degrees"]:
        return False
    return not ("dimension" in axes and BUILD["exact"] and BUILD["dims"]) or dimension in BUILD["dims"]


def command(
    itemsize: int,
    degree: int | None = None,
    dimension: int | None = None,
    family: str | None = None,
    tangents: bool = False,
) -> str:
    """Say how to build what this build has, and one variant, one family or the tangents more."""
    words = ["python -m codegen wheel --degrees", _joined(BUILD["degrees"], degree)]
    if BUILD["exact"] and BUILD["dims"]:
        words += ["--dims", _joined(BUILD["dims"], dimension)]
    words += ["--dtypes", _joined(BUILD["dtypes"], f"float{8 * itemsize}")]
    families = {kernel["family"] for kernel in BUILD["kernels"].values()}
    if families - {*BUILD["families"], family}:
        words += ["--families", _joined(BUILD["families"], family)]
    left_out = {
        "--no-openmp": not OPENMP,
        "--no-generic": not BUILD["generic"],
        "--no-tangents": not (BUILD["tangents"] or tangents),
    }
    words += [option for option, is_left_out in left_out.items() if is_left_out]
    return " ".join([*words, "--out dist/"])


def _joined(present: list[int] | list[str], wanted: int | str | None) -> str:
    return ",".join(map(str, sorted({*present, *([] if wanted is None else [wanted])})))


# OpenMP's runtimes: what there is to say of each, and where it comes from.
_RUNTIMES = {
    "libgomp": (
        "GCC's OpenMP runtime, libgomp.so.1",
        "Debian and Ubuntu: apt-get install libgomp1; Fedora: dnf install libgomp; Alpine: apk add libgomp; "
        "conda install libgomp",
    ),
    "libomp": (
        "Clang's OpenMP runtime, libomp",
        "Debian and Ubuntu: apt-get install libomp5; Fedora: dnf install libomp; Homebrew: brew install libomp; "
        "conda install llvm-openmp",
    ),
}


def why_not_loaded(error: ImportError) -> str | None:
    """Explain why a module of this build cannot be loaded; None if the error says so itself."""
    message = str(error)
    for library, (runtime, packages) in _RUNTIMES.items():
        if library in message:
            return (
                f"siglib runs threads with {runtime}, and this system has none. Install it ({packages}), or build "
                "siglib without threads: pip install . -Csetup-args=-Dopenmp=disabled"
            )
    # Words of Cython, of NumPy and of Python.
    if any(words in message for words in ("one interpreter per process", "once per process", "in subinterpreters")):
        return (
            "siglib does not support subinterpreters: like NumPy it can be loaded into one interpreter of a process. "
            f"Use processes, or threads of one interpreter ({message})"
        )
    return None
