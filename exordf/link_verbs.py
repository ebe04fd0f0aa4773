"""The verbs that look outward: `link check`, `link extract` and `match`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files, linked, matching, present
from exordf.dataset import Dataset
from exordf.errors import InputError
from exordf.rows import Rows, text

if TYPE_CHECKING:
    import argparse

    from exordf.rows import Term

FINE, CHANGED = 0, 1


def link(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    return (_extract if options.action == "extract" else _check)(dataset, options)


def match(options: argparse.Namespace) -> int:
    names = matching.read(options.table, options.column)
    dataset = Dataset.open(options.data)
    rows = matching.match(dataset, names)
    if options.format in ("csv", "tsv"):  # for a spreadsheet: CURIEs, where an answer of SPARQL has IRIs
        rows = Rows(rows.columns, [tuple(_short(term, dataset) for term in row) for row in rows.terms])
    sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    if options.format == "table":
        unknown = sum(1 for row in rows.terms if row[1] is not None and text(row[1]) == "unknown")
        sys.stdout.write(f"\n{len(names) - unknown} of {len(names)} names are of the ontology\n")
    return FINE


def _short(term: Term | None, dataset: Dataset) -> Term | None:
    return ox.Literal(dataset.prefixes.curie(term)) if isinstance(term, ox.NamedNode) else term


def _check(dataset: Dataset, options: argparse.Namespace) -> int:
    with present.working("link check"):
        rows = linked.links(dataset, options.releases)
    if len(rows) or options.format != "table":
        sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    if options.format == "table":
        held = sum(1 for row in linked.rows_of(dataset) if row.holds)
        against = f" and {len(options.releases)} releases" if options.releases else ""
        sys.stdout.write(f"{held} links held against the modules{against}: {len(rows)} changes\n")
    return CHANGED if len(rows) else FINE


def _extract(dataset: Dataset, options: argparse.Namespace) -> int:
    if not options.releases:
        raise InputError("no release is given", mend="Write: exordf link extract cl.obo go.obo --out FOLDER")
    with present.working("link extract"):
        made = linked.modules(dataset, options.releases)
    out = options.out or dataset.home / "ontology" / "imports"
    for name, content in made.items():
        files.replace(out / name, content.encode())
        sys.stdout.write(f"{files.shown(out / name)}: {content.count(' a owl:')} terms\n")
    return FINE
