"""`exordf reason`: the ontology classified by HermiT."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.rdf.prefixes import OWL, RDFS

if TYPE_CHECKING:
    import argparse

SUMMARY = "classify the ontology with HermiT"
MORE = "Whether it is consistent, which classes are unsatisfiable and by which axioms, and which parents are inferred."


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="your own axioms, added to the ontology")


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("reason"):
        dataset = Dataset.open(options.data)
        dataset = dataset.with_files(options.paths) if options.paths else dataset
        hierarchy = dataset.reason()
    layers = ("ontology", "own", "imports", "links")
    asserted = {
        (quad.subject, quad.object)
        for layer in layers
        for quad in dataset.layers.get(layer, [])
        if quad.predicate.value in (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
    }
    imported = {quad.subject for quad in dataset.layers.get("imports", [])}
    asserted |= {
        (low, high) for low, parents in hierarchy.parents.items() for high in parents if {low, high} & imported
    }
    sys.stdout.write(output.format_hierarchy(hierarchy, dataset.prefixes.curie, asserted))  # type: ignore[arg-type]
    return FINE if hierarchy.coherent else FOUND
