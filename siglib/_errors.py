"""The error of a call for which a build has no kernel."""

from __future__ import annotations

from siglib._build import BUILD, OPENMP


class UnsupportedVariantError(NotImplementedError):
    """A call needs a kernel that this build of siglib leaves out.

    Wheels can be built of few kernels, without those for any degree and dimension. The message names the kernel that
    is missing, those that are there, and the command that builds a wheel with both.

    Examples
    --------
    >>> import siglib
    >>> issubclass(siglib.UnsupportedVariantError, NotImplementedError)
    True
    """


def unsupported(operation: str, itemsize: int, degree: int, dimension: int, compiled: list[str]) -> Exception:
    """Describe a variant that is not among those compiled in; `dimension` counts time and lead-lag channels too."""
    asked = f"{operation}_f{8 * itemsize}_d{dimension}_n{degree}"
    there = [name for name in compiled if name.startswith(f"{operation}_f")]
    return UnsupportedVariantError(
        f"{asked}: this build of siglib has no kernel for degree {degree} and dimension {dimension} (channels of time "
        f"and lead-lag included) in float{8 * itemsize}; compiled in: {', '.join(there)}; "
        f"from a checkout, '{command(itemsize, degree, dimension)}' builds it as well"
    )


def require_variant(operation: str, itemsize: int, degree: int, dimension: int, compiled: list[str]) -> None:
    """Refuse a call outside of what the build was asked for, where no generic kernel takes it."""
    require_dtype(itemsize)
    if BUILD["generic"] or dimension == 1:
        return
    if degree not in BUILD["degrees"] or (BUILD["exact"] and BUILD["dims"] and dimension not in BUILD["dims"]):
        raise unsupported(operation, itemsize, degree, dimension, compiled)


def require_dtype(itemsize: int) -> None:
    """Refuse a dtype that the build was not asked for."""
    if f"float{8 * itemsize}" not in BUILD["dtypes"]:
        raise unsupported_dtype(itemsize)


def unsupported_dtype(itemsize: int) -> Exception:
    """Describe a dtype that no kernel is compiled for."""
    return UnsupportedVariantError(
        f"dtype: expected {' or '.join(BUILD['dtypes'])}, which this build of siglib has kernels for, got "
        f"float{8 * itemsize}; from a checkout, '{command(itemsize)}' builds it as well"
    )


def command(itemsize: int, degree: int | None = None, dimension: int | None = None) -> str:
    """Say how to build what this build has, and one variant more."""
    words = ["python -m codegen wheel --degrees", _joined(BUILD["degrees"], degree)]
    if BUILD["exact"] and BUILD["dims"]:
        words += ["--dims", _joined(BUILD["dims"], dimension)]
    words += ["--dtypes", _joined(BUILD["dtypes"], f"float{8 * itemsize}")]
    words += [
        option for option, left_out in (("--no-openmp", not OPENMP), ("--no-generic", not BUILD["generic"])) if left_out
    ]
    return " ".join([*words, "--out dist/"])


def _joined(present: list[int] | list[str], wanted: int | str | None) -> str:
    return ",".join(map(str, sorted({*present, *([] if wanted is None else [wanted])})))
