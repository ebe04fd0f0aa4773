"""`exordf build`: the release, or a store on disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.claims import differences
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.dataset.loading import build_store
from exordf.release.build_release import build

if TYPE_CHECKING:
    import argparse

    from exordf.dataset.loading import StoreBuild
    from exordf.release.build_release import BuildResult

SUMMARY = "build the release, or a store on disk"
MORE = (
    "Load, compare, reason, validate, check, export, describe; where a library for a format is missing, the error\n"
    "names it, and nothing is written. With --store: load any number of reviews, run the rules, and write a store on\n"
    "disk, which `--store PATH` of the other verbs opens at once.\n"
    "The folder is replaced as a whole, or not at all.\n\n"
    "Example: exordf build reviews/ more-reviews/ --store corpus.store"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.folders(parser)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="the data, as with --data")
    parser.add_argument(
        "--out", type=Path, default=Path("dist"), metavar="FOLDER", help="the folder to write (default: dist)"
    )
    parser.add_argument(
        "--previous",
        type=shared.folder_or_address,
        metavar="RELEASE",
        help="the previous release (its folder, or an RDF file of it), to list what changed since",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="FORMAT",
        help="leave out a format, or the site (may be given again)",
    )
    parser.add_argument("--store", type=Path, metavar="PATH", help="build a store on disk, in this folder")


def run(options: argparse.Namespace) -> int:
    options.data = [*(options.data or []), *options.folders]
    if options.store is not None:
        with progress.show_steps("build") as say:
            store = build_store(options.data, options.store, say)
        sys.stdout.write(_store_summary(store, options.store))
        return FINE
    with progress.show_steps("build") as say:
        result = build(options.data, options.out, say, previous=options.previous, without=options.without)
    sys.stdout.write(_summary(result))
    return FINE if result.sound else FOUND


def _store_summary(result: StoreBuild, path: Path) -> str:
    steps = output.format_table(
        ("step", "seconds"), [(name, f"{seconds:.2f}") for name, seconds in result.seconds.items()]
    )
    stopped = "an earlier build was stopped before its end; what it left was removed\n" if result.was_stopped else ""
    return f"{steps}\n{result.triples:,} triples in {path}\n{stopped}"


def _summary(result: BuildResult) -> str:
    total = ("together", sum(result.seconds.values()))
    parts = [
        output.format_heading("triples by layer").lstrip("\n"),
        output.format_table(("layer", "triples"), [(k, f"{v:,}") for k, v in result.triples.items()]),
    ]
    parts += [
        output.format_heading("time by step"),
        output.format_table(("step", "seconds"), [(k, f"{v:.2f}") for k, v in (*result.seconds.items(), total)]),
    ]
    violations = sum(1 for violation in result.report.results if violation.severity.value.endswith("Violation"))
    parts += [
        output.format_heading(f"{result.claims} claims, {result.report.checks:,} checks, {violations} violations")
    ]
    if not result.hierarchy.coherent:
        parts.append("the ontology is not coherent: `exordf reason` says why\n")
    parts += [f"{sum(outcome.passes for outcome in result.checks)} of {len(result.checks)} external checks pass\n"]
    if result.changes is not None:
        parts += [f"since the previous release: {differences.count_line(result.changes)}\n"]
    parts += [f"{line}\n" for line in result.faults]
    if result.report.results:
        parts.append(output.format_report(result.report, result.prefixes))
    if result.out is None:
        parts.append("nothing was written: correct the faults above and build again\n")
    else:
        parts.append(
            output.format_table(("file", "bytes"), [(str(result.out / k), f"{v:,}") for k, v in result.written.items()])
        )
    return "".join(parts)
