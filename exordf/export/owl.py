"""OWL in RDF/XML: the ontology alone, with the external modules and the links to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.export import NAME, Format
from exordf.ontology.document import document
from exordf.rdf import rdfxml_writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.export import Source


def _owl(source: Source) -> Mapping[str, bytes]:
    quads = document(source.canonical, source.head)
    return {f"{NAME}.owl": rdfxml_writer.write(quads, source.prefixes.table, source.about.lines())}


FORMATS = (
    Format(
        "owl",
        "Protégé, ROBOT and reasoners: the ontology with its links, and the modules of other ontologies inside",
        "the records, and what the rules infer",
        _owl,
    ),
)
