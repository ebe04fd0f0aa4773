"""Downloads of the claims that pass a filter, on all pages, in the formats of the export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.model.facts import RECORDS
from exordf.browse.model.refusals import Refusal
from exordf.claims import bibliography
from exordf.claims.columns import CLAIMS
from exordf.claims.tables import as_list, node_of
from exordf.export import bibtex, format_of
from exordf.export import delimited as csv_tables
from exordf.rdf.prefixes import CITO, EXO, RDF_TYPE, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

# Of more claims, the command line exports RDF, without a time limit.
MOST = 5_000
# The properties of a term that a claim names.
_TERM_PROPERTIES = {
    RDF_TYPE,
    *(ox.NamedNode(iri) for iri in (f"{RDFS}label", f"{SKOS}definition", f"{SKOS}exactMatch")),
}
_RECORDS = {*(ox.NamedNode(EXO + name) for name in RECORDS), ox.NamedNode(f"{CITO}Citation")}


class Form(NamedTuple):
    """A format: the suffix of the address, the media type, the name, the function that writes it."""

    suffix: str
    media_type: str
    name: str
    make: Callable[[Explorer, Sequence[Row]], bytes]


def csv(_: Explorer, rows: Sequence[Row]) -> bytes:
    """The table of claims, as `exordf export csv` writes it."""
    return csv_tables.write(CLAIMS, rows)


def bib(explorer: Explorer, rows: Sequence[Row]) -> bytes:
    """The works that the claims cite or attribute in words, and those that are plainly meant instead."""
    intended = {
        (row["sentence"], row["reference"]): str(row["intended"])
        for row in explorer.tables["citations"]
        if row["intended"]
    }
    cited = {
        (row["sentence"], reference)
        for row in rows
        for column in ("references", "attributed_to")
        for reference in as_list(row[column])
    }
    keys = {name.replace(":", "-") for pair in cited for name in (pair[1], intended.get(pair, pair[1]))}
    source = explorer.source
    works = [work for work in bibliography.works(source.store, source.prefixes) if work.key in keys]
    return bibtex.write(works, source.about.lines())


def jsonld(explorer: Explorer, rows: Sequence[Row]) -> bytes:
    """The claims with the records that they rest on, and the labels and definitions of the terms that they name."""
    return _rdf(explorer, rows, "jsonld")


def turtle(explorer: Explorer, rows: Sequence[Row]) -> bytes:
    """The content of `jsonld` in Turtle."""
    return _rdf(explorer, rows, "turtle")


def _rdf(explorer: Explorer, rows: Sequence[Row], form: str) -> bytes:
    if len(rows) > MOST:
        raise Refusal(
            "{number} claims are too many for RDF here.",
            "Choose at most {most}, take them as CSV, or use exordf export with --select.",
            number=len(rows),
            most=MOST,
        )
    source = explorer.source
    nodes = [node for row in rows if (node := node_of(row["claim"], source.prefixes))]
    layers = _records_and_terms(source.only(nodes).layers) if nodes else {}
    return next(iter(format_of(form).write(replace(source, layers=layers)).values()))


def _records_and_terms(layers: Mapping[str, Sequence[ox.Quad]]) -> dict[str, list[ox.Quad]]:
    """The records of some layers, and of the ontology only the labels and definitions of the terms that they name."""
    stated = [(name, quad) for name, quads in layers.items() if not name.startswith("views/") for quad in quads]
    records = {quad.subject for _, quad in stated if quad.predicate == RDF_TYPE and quad.object in _RECORDS}
    terms = {quad.object for _, quad in stated if quad.subject in records}
    selected: dict[str, list[ox.Quad]] = {}
    for name, quad in stated:
        if quad.subject in records or (quad.subject in terms and quad.predicate in _TERM_PROPERTIES):
            selected.setdefault(name, []).append(quad)
    return selected


FORMS = (
    Form("csv", "text/csv", "CSV", csv),
    Form("jsonld", "application/ld+json", "JSON-LD", jsonld),
    Form("bib", "application/x-bibtex", "BibTeX", bib),
    Form("ttl", "text/turtle", "Turtle", turtle),
)
