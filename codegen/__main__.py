"""Generate a kernel module, or list the variants that a set of options builds."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from codegen import spec
from codegen.cuda import cuda_files, cuda_source
from codegen.render import render, write_depfile, write_if_changed

HERE = Path(__file__).resolve().parent

# Increments are packed about this much at a time: they have to share the level-1 cache with the kernel's values.
BUFFER_BYTES = 32 * 1024
# Blocks of time steps that a kernel with the dimension at run time applies to a word in one visit.
MAX_BLOCKS = 4


def kernel_module(isa: spec.Isa, selection: spec.Selection) -> tuple[str, list[Path]]:
    """Source of the kernel module of one ISA, and the files it was made from."""
    context: dict[str, Any] = {
        "isa": isa,
        "dtypes": selection.dtypes,
        "variants": list(spec.variants(selection, isa)),
        "buffer_bytes": BUFFER_BYTES,
        "max_blocks": MAX_BLOCKS,
        "max_row_letters": spec.MAX_ROW_LETTERS,
    }
    text, opened = render("kernels.pyx.j2", context)
    return text, opened + sorted(HERE.glob("*.py"))


def parsed(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """Turn a parser's ValueError into argparse's own message."""

    def convert(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which variants are specialised."""
    parser.add_argument("--degrees", type=parsed(spec.parse_numbers), default=spec.DEFAULT_DEGREES,
                        help="degrees to specialise, such as 1-4,6 (default: %(default)s)")  # fmt: skip
    parser.add_argument("--dims", type=parsed(spec.parse_dimensions), default=spec.DEFAULT_DIMENSIONS,
                        help="dimensions to compile in where that pays (default: %(default)s)")  # fmt: skip
    parser.add_argument("--dtypes", type=parsed(spec.parse_dtypes), default=spec.DEFAULT_DTYPES,
                        help="floating-point types (default: %(default)s)")  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    render_command = commands.add_parser("render", help="write the Cython source of one kernel module")
    render_command.add_argument("--isa", type=parsed(spec.isa_named), required=True)
    render_command.add_argument("--output", type=Path, required=True)
    render_command.add_argument("--depfile", type=Path)
    add_selection(render_command)

    cuda_command = commands.add_parser("cuda", help="write one file of CUDA kernels")
    cuda_command.add_argument("--file", required=True, help="one of those that cuda-files prints")
    cuda_command.add_argument("--output", type=Path, required=True)
    cuda_command.add_argument("--depfile", type=Path)
    add_selection(cuda_command)

    files_command = commands.add_parser("cuda-files", help="print the names of all files of CUDA kernels")
    add_selection(files_command)

    list_command = commands.add_parser("list", help="print the id of every variant, one a line")
    list_command.add_argument("--isa", type=parsed(spec.isa_named), default="baseline")
    add_selection(list_command)
    return top


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    options = parser().parse_args(arguments)
    selection = spec.Selection(options.degrees, options.dims, options.dtypes)
    if options.command == "list":
        for variant in spec.variants(selection, options.isa):
            print(variant.id)
        return
    if options.command == "cuda-files":
        print("\n".join(cuda_files(selection)))
        return
    if options.command == "cuda":
        text, sources = cuda_source(options.file, selection)
    else:
        text, sources = kernel_module(options.isa, selection)
    write_if_changed(options.output, text)
    if options.depfile:
        write_depfile(options.depfile, options.output, sources)


if __name__ == "__main__":
    main()
