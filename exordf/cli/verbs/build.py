"""`exordf build`: the release."""

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
    "Load, compare, reason, validate, check, export, describe; where a library for some format is missing, the error\n"
    "says which, and nothing is written. With --store instead: load any number of reviews, make the views, and keep\n"
    "all that as a store that `--store PATH` of the other verbs opens at once.\n"
    "The folder is replaced as a whole, or not at all.\n\n"
    "Example: exordf build reviews/ more-reviews/ --store corpus.store"
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="the data, as with --data")
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="FOLDER", help="where to (default: dist)")
    parser.add_argument(
        "--previous",
        type=shared.folder_or_address,
        metavar="RELEASE",
        help="the release before (its folder, or an RDF file of it), to tell what changed since",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="FORMAT",
        help="leave a format, or the site, out (may be given again)",
    )
    parser.add_argument("--store", type=Path, metavar="PATH", help="build a store on disk, in this folder")


def run(options: argparse.Namespace) -> int:
    options.data = [*(options.data or []), *options.folders]
    if options.store is not None:
        with progress.show_steps("build") as say:
            kept = build_store(options.data, options.store, say)
        sys.stdout.write(_kept(kept, options.store))
        return FINE
    with progress.show_steps("build") as say:
        built = build(options.data, options.out, say, previous=options.previous, without=options.without)
    sys.stdout.write(_summary(built))
    return FINE if built.sound else FOUND


def _kept(kept: StoreBuild, path: Path) -> str:
    steps = output.format_table(
        ("step", "seconds"), [(name, f"{seconds:.2f}") for name, seconds in kept.seconds.items()]
    )
    stopped = "an earlier build was stopped before its end; what it left was removed\n" if kept.was_stopped else ""
    return f"{steps}\n{kept.triples:,} triples are kept in {path}\n{stopped}"


def _summary(built: BuildResult) -> str:
    total = ("together", sum(built.seconds.values()))
    parts = [
        output.format_heading("triples by layer").lstrip("\n"),
        output.format_table(("layer", "triples"), [(k, f"{v:,}") for k, v in built.triples.items()]),
    ]
    parts += [
        output.format_heading("time by step"),
        output.format_table(("step", "seconds"), [(k, f"{v:.2f}") for k, v in (*built.seconds.items(), total)]),
    ]
    violations = sum(1 for result in built.report.results if result.severity.value.endswith("Violation"))
    parts += [output.format_heading(f"{built.claims} claims, {built.report.checks:,} checks, {violations} violations")]
    if not built.hierarchy.coherent:
        parts.append("the ontology is not coherent: `exordf reason` says why\n")
    parts += [
        f"{sum(outcome.passes for outcome in built.checks)} of {len(built.checks)} checks of other people's pass\n"
    ]
    if built.changes is not None:
        parts += [f"since the release before: {differences.count_line(built.changes)}\n"]
    parts += [f"{line}\n" for line in built.faults]
    if built.report.results:
        parts.append(output.format_report(built.report, built.prefixes))
    if built.out is None:
        parts.append("nothing was written: mend what is said above and build again\n")
    else:
        parts.append(
            output.format_table(("file", "bytes"), [(str(built.out / k), f"{v:,}") for k, v in built.written.items()])
        )
    return "".join(parts)
