"""Generate kernels and the stub, list the variants that a set of options builds, or build a wheel of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from codegen import cpu, spec, stubs, wheel
from codegen.kernels import FAMILIES


def parsed(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """Turn a parser's ValueError into argparse's own message."""

    def convert(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def common_options() -> argparse.ArgumentParser:
    """Describe what a wheel is told as well."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--dtypes", type=parsed(spec.parse_dtypes), default=spec.DEFAULT_DTYPES,
                         help="floating-point types (default: %(default)s)")  # fmt: skip
    options.add_argument("--families", type=parsed(spec.parse_families), default=",".join(FAMILIES),
                         help="families of operations (default: %(default)s)")  # fmt: skip
    return options


def selection_options() -> argparse.ArgumentParser:
    """Describe which variants there are."""
    options, switch = argparse.ArgumentParser(add_help=False, parents=[common_options()]), parsed(spec.parse_switch)
    options.add_argument("--degrees", type=parsed(spec.parse_numbers), default=spec.DEFAULT_DEGREES,
                         help="degrees to specialise, such as 1-4,6 (default: %(default)s)")  # fmt: skip
    options.add_argument("--dims", type=parsed(spec.parse_dimensions), default=spec.DEFAULT_DIMENSIONS,
                         help="dimensions to compile in where that pays (default: %(default)s)")  # fmt: skip
    options.add_argument("--exact", type=switch, default=False, metavar="true|false",
                         help="compile all of --dims into every kernel, and nothing else (default: false)")  # fmt: skip
    options.add_argument("--generic", type=switch, default=True, metavar="true|false",
                         help="add kernels for any degree and dimension (default: true)")  # fmt: skip
    options.add_argument("--tangents", type=switch, default=True, metavar="true|false",
                         help="add kernels in dual numbers (default: true)")  # fmt: skip
    return options


def output_options() -> argparse.ArgumentParser:
    """Describe where a source goes."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--output", type=Path, required=True)
    options.add_argument("--depfile", type=Path)
    return options


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    selection, output = selection_options(), output_options()

    render = commands.add_parser("render", help="write the source of one kernel module", parents=[selection, output])
    render.add_argument("--isa", type=parsed(spec.isa_named), required=True)
    render.add_argument("--module", type=parsed(spec.module_named), required=True)

    cuda = commands.add_parser("cuda", help="write one file of CUDA kernels", parents=[selection, output])
    cuda.add_argument("--file", required=True, help="one of those that cuda-files prints")

    commands.add_parser("cuda-files", help="print the names of all files of CUDA kernels", parents=[selection])
    modules = commands.add_parser("modules", help="print the names of all kernel modules", parents=[selection])
    modules.add_argument("--shared", action="store_true", help="only those whose source serves both dtypes")

    variants = commands.add_parser("list", help="print the id of every variant, one a line", parents=[selection])
    variants.add_argument("--isa", type=parsed(spec.isa_named), default="baseline")

    describe = commands.add_parser(
        "describe", help="print what an installation tells of its build", parents=[selection]
    )
    describe.add_argument("--isas", type=parsed(spec.parse_isas), default=spec.ALL)
    describe.add_argument("--openmp", type=parsed(spec.parse_switch), default=True, metavar="true|false")
    describe.add_argument("--cuda-archs", type=parsed(spec.parse_numbers), default="")
    describe.add_argument("--emulator", type=parsed(spec.parse_switch), default=False, metavar="true|false")

    commands.add_parser("stubs", help="write the stub of the public functions, siglib/__init__.pyi")
    add_wheel(commands.add_parser("wheel", help="build a wheel of the kernels asked for", parents=[common_options()]))
    return top


def add_wheel(parser: argparse.ArgumentParser) -> None:
    """Add the options of a wheel."""
    parser.add_argument("--degrees", type=parsed(spec.parse_numbers), required=True,
                        help="degrees to compile in, such as 1-4,6")  # fmt: skip
    parser.add_argument("--dims", type=parsed(spec.parse_dimensions), default="",
                        help="dimensions to compile in, such as 3,5 (default: at run time)")  # fmt: skip
    parser.add_argument("--isas", type=parsed(spec.parse_isas), default=spec.ALL,
                        help="instruction sets, such as v3,v4 (default: %(default)s)")  # fmt: skip
    parser.add_argument("--no-openmp", dest="openmp", action="store_false", help="build without threads")
    parser.add_argument("--no-generic", dest="generic", action="store_false",
                        help="leave out the kernels for any degree and dimension")  # fmt: skip
    parser.add_argument("--no-tangents", dest="tangents", action="store_false",
                        help="leave out the kernels in dual numbers: sig_jvp, second derivatives")  # fmt: skip
    parser.add_argument("--cuda", action="store_true", help="build the CUDA kernels as well")
    parser.add_argument("--cuda-archs", help="compute capabilities to build them for, such as 90")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder of the wheel (default: %(default)s)")
    parser.add_argument("pip_options", nargs="*", metavar="-- PIP_OPTION", help="handed on to pip wheel")


def selected(options: argparse.Namespace) -> spec.Selection:
    """Gather the options that say which variants there are; a wheel's are exact."""
    exact = getattr(options, "exact", True)
    try:
        return spec.Selection(
            options.degrees, options.dims, options.dtypes, exact, options.generic, options.families, options.tangents
        )
    except ValueError as error:
        raise SystemExit(f"python -m codegen: error: {error}") from None


def write_module(options: argparse.Namespace, selection: spec.Selection) -> None:
    """Render a module of kernels, or a file of CUDA kernels."""
    from codegen.cuda import cuda_source  # noqa: PLC0415
    from codegen.render import write_depfile, write_if_changed  # noqa: PLC0415

    if options.command == "cuda":
        text, sources = cuda_source(options.file, selection)
    else:
        text, sources = cpu.module_source(options.module, options.isa, selection)
    write_if_changed(options.output, text)
    if options.depfile:
        write_depfile(options.depfile, options.output, sources)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    options = parser().parse_args(arguments)
    if options.command == "stubs":
        stubs.STUB.write_text(stubs.stub())
        return
    selection = selected(options)
    if options.command == "list":
        for variant in cpu.variants(selection, options.isa):
            print(variant.id)
    elif options.command == "describe":
        build = spec.Build(selection, options.isas, options.openmp, options.cuda_archs, options.emulator)
        print(build.describe())
    elif options.command == "modules":
        print("\n".join(module.name for module in selection.modules if module.shared or not options.shared))
    elif options.command == "cuda-files":
        from codegen.cuda import cuda_files  # noqa: PLC0415

        print("\n".join(cuda_files(selection)))
    elif options.command == "wheel":
        wheel.build(selection, options)
    else:
        write_module(options, selection)


if __name__ == "__main__":
    main()
