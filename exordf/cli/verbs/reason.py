"""`exordf reason`: HermiT on the ontology."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.rdf.prefixes import OWL, RDFS

if TYPE_CHECKING:
    import argparse

SUMMARY = "let HermiT look at the ontology"
MORE = "Whether it is consistent, which classes cannot exist and by which axioms, and which parents it infers."


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="axioms of your own, beside the ontology")


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("reason"):
        dataset = Dataset.open(options.data)
        dataset = dataset.with_files(options.paths) if options.paths else dataset
        found = dataset.reason()
    stated = ("ontology", "own", "imports", "links")
    asserted = {
        (quad.subject, quad.object)
        for layer in stated
        for quad in dataset.layers.get(layer, [])
        if quad.predicate.value in (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
    }
    foreign = {quad.subject for quad in dataset.layers.get("imports", [])}
    asserted |= {(low, high) for low, parents in found.parents.items() for high in parents if {low, high} & foreign}
    sys.stdout.write(output.format_hierarchy(found, dataset.prefixes.curie, asserted))  # type: ignore[arg-type]
    return FINE if found.coherent else FOUND
