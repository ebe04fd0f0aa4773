"""`exordf export`: the data in another format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import export, output_files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE
from exordf.errors import InputError

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the data in another format"
MORE = (
    "Without a format, or with --list: the purpose of each format, and what it loses.\n"
    "An existing file is replaced only with --overwrite, a folder only if exordf wrote everything in it."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("form", nargs="?", metavar="FORMAT", help="one of the formats listed")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE|FOLDER",
        help="the file to write (default: standard output); a folder for formats of several files",
    )
    parser.add_argument(
        "--select",
        metavar="SPARQL|FILE.rq|-",
        help="only the claims in the first column of this query, with the records that they rest on",
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="sign with this private RSA key (nanopub)")
    shared.overwrite(parser)
    parser.add_argument("--list", action="store_true", help="list the formats")


def run(options: argparse.Namespace) -> int:
    if options.list or options.form is None:
        rows = [(form.name, form.purpose, form.loses) for form in export.formats().values()]
        sys.stdout.write(output.format_table(("format", "for", "loses"), rows))
        return FINE
    export.format_of(options.form)
    selection = None if options.select is None else shared.query(options.select)
    query = selection and selection.text
    if options.out is not None:
        inputs = [path for path in (options.key and Path(options.key), selection and selection.path) if path]
        output_files.refuse_foreign(options.out, inputs, overwrite=options.overwrite)
    dataset = Dataset.open(options.data)
    if options.out is not None:
        dataset.export(options.form, options.out, select=query, key=options.key, overwrite=options.overwrite)
        return FINE
    contents = dataset.export(options.form, select=query, key=options.key)
    if len(contents) > 1:
        raise InputError(
            f'the format "{options.form}" has several files: {", ".join(contents)}', mend="Name a folder with --out."
        )
    sys.stdout.buffer.write(*contents.values())
    return FINE
