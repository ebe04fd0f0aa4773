"""`exordf draw`: the claims in force as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import output_files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli.verbs import FINE
from exordf.errors import InputError
from exordf.export import images

if TYPE_CHECKING:
    import argparse

SUMMARY = "draw the claims in force"
MORE = (
    "Sources on the left, diseases on the right: all claims, a section, the surroundings of a term, or one claim.\n\n"
    "Examples:\n"
    "  exordf draw miR-214-3p --out mir.svg\n"
    "  exordf draw claim:2.1-10b --out claim.png\n"
    "  exordf draw --section 2.1 --language zh --out section.png"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument(
        "term", nargs="?", metavar="TERM", help="draw the surroundings of this term, or this claim alone"
    )
    parser.add_argument("--section", metavar="SECTION", help="only the claims of this section")
    parser.add_argument("--depth", type=int, default=2, metavar="N", help="steps from the term (default: 2)")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.svg|FILE.png", help="the file to write (default: SVG on standard output)"
    )
    shared.overwrite(parser)
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    if options.out is not None and options.out.suffix not in (".svg", ".png"):
        raise InputError(f'"{options.out}" is not a picture', mend="Give a name that ends in .svg or .png.")
    if options.out is not None:
        output_files.refuse_foreign(options.out, overwrite=options.overwrite)
    dataset = Dataset.open(options.data)
    svg = dataset.draw(options.term, section=options.section, depth=options.depth, language=options.language).svg
    if options.out is None:
        sys.stdout.buffer.write(svg)
    else:
        is_png = options.out.suffix == ".png"
        content = images.render_png(dataset.as_source(), svg) if is_png else svg
        output_files.write(options.out, content, dataset.paths, overwrite=options.overwrite)
    return FINE
