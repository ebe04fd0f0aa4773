"""`exordf link`: the mappings to external ontologies, and the modules of these."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import files, output_files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.errors import InputError
from exordf.ontology import mapping_report

if TYPE_CHECKING:
    import argparse

SUMMARY = "compare mappings with newer releases of external ontologies, or extract the modules"
MORE = (
    "`exordf link check` compares the mappings with the packaged modules and, if given, both with releases:\n"
    "terms gone, merged, obsolete, relabelled, reparented. Exit code 1 if anything changed.\n"
    "`exordf link extract` writes the modules: the mapped terms of each release, and all terms above them. An\n"
    "existing module is replaced only with --overwrite.\n\n"
    "Releases: .obo[.gz], .owl, .json (OBO Graph), .tsv[.gz] (a table of terms), .yaml (a LinkML schema)."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("action", choices=("check", "extract"), help="what to do")
    parser.add_argument("releases", nargs="*", type=Path, metavar="RELEASE", help="files of external ontologies")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the folder for the modules (default: the current folder)",
    )
    shared.overwrite(parser)
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    return (_extract if options.action == "extract" else _check)(dataset, options)


def _check(dataset: Dataset, options: argparse.Namespace) -> int:
    with progress.show_steps("link check"):
        rows = mapping_report.link_changes(dataset, options.releases)
    if len(rows) or options.format != "table":
        sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    if options.format == "table":
        number = sum(1 for row in mapping_report.rows_of(dataset) if row.holds)
        releases = f" and {len(options.releases)} releases" if options.releases else ""
        sys.stdout.write(f"{number} links compared with the modules{releases}: {len(rows)} changes\n")
    return FOUND if len(rows) else FINE


def _extract(dataset: Dataset, options: argparse.Namespace) -> int:
    if not options.releases:
        raise InputError("no release is given", mend="Write: exordf link extract cl.obo go.obo --out FOLDER")
    with progress.show_steps("link extract"):
        modules = mapping_report.extract_modules(dataset, options.releases)
    paths = {name: options.out / name for name in modules}
    for path in paths.values():  # all or none
        output_files.refuse_foreign(path, options.releases, overwrite=options.overwrite)
    for name, content in modules.items():
        output_files.write(paths[name], content.encode(), options.releases, overwrite=options.overwrite)
        sys.stdout.write(f"{files.display_path(paths[name])}: {content.count(' a owl:')} terms\n")
    return FINE
