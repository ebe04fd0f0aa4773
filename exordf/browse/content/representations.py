"""The representations of a resource other than its page: RDF in three formats, and its rows of the flat tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.content.description_graph import describe_resource
from exordf.claims.columns import CLAIMS, CONTEXT, TABLES
from exordf.claims.tables import as_list, find_row, short_name
from exordf.export import delimited, jsonld
from exordf.rdf import turtle_writer
from exordf.rdf.reader import serialize
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.columns import Table
    from exordf.claims.tables import Row

# The representations by the value of `format`, in the order of preference: names, and media types.
NAMES = {"html": "HTML", "turtle": "Turtle", "jsonld": "JSON-LD", "ntriples": "N-Triples", "csv": "CSV"}
TYPES = {
    "html": "text/html",
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "csv": "text/csv",
}
_ROLES = ("subject", "predicate", "object", *CONTEXT, "sentence", "section")


def available_forms(explorer: Explorer, node: ox.NamedNode) -> tuple[str, ...]:
    """The representations of a resource: CSV only where it is a row of a table, or claims name it."""
    _, rows = _rows(explorer, node)
    return tuple(name for name in NAMES if name != "csv" or rows)


def serialize_resource(explorer: Explorer, node: ox.NamedNode, form: str) -> bytes:
    """A resource in a format other than HTML, the same bytes for the same data.

    CSV has the row of a claim, a reference, a citation or a finding in the flat table of its kind; for a term, a
    sentence or a section the rows of the claims that name it.
    """
    prefixes = explorer.dataset.prefixes
    if form == "csv":
        return delimited.write(*_rows(explorer, node))
    resource = describe_resource(explorer.facts.store, node, explorer.facts.curie(node))
    if form == "turtle":
        return turtle_writer.write(resource.chapters, prefixes, turtle_writer.Heads(explorer.source.about.lines()))
    if form == "jsonld":
        return jsonld.document_of(
            resource.quads, resource.subjects, jsonld.context_prefixes(prefixes), explorer.once(_context)
        )
    return serialize(resource.quads, ox.RdfFormat.N_TRIPLES)


def _rows(explorer: Explorer, node: ox.NamedNode) -> tuple[Table, Sequence[Row]]:
    name = short_name(node, explorer.dataset.prefixes)
    for table in TABLES:
        row = find_row(explorer.tables[table.name], table.key, name)
        if row is not None and table.name != "entities":
            return table, [row]
    return CLAIMS, explorer.once(_rows_by_name).get(name, [])


def _rows_by_name(explorer: Explorer) -> dict[str, list[Row]]:
    """The rows of the claims that name each term, sentence or section, in their order."""
    rows: dict[str, list[Row]] = {}
    for row in explorer.tables[CLAIMS.name]:
        for name in dict.fromkeys(name for role in _ROLES for name in as_list(row[role])):
            rows.setdefault(name, []).append(row)
    return rows


def _context(explorer: Explorer) -> dict[str, object]:
    """The context of the JSON-LD of the whole dataset, of which each resource has the part that it uses."""
    source = explorer.source
    return jsonld.context(Trees(source.quads()), jsonld.context_prefixes(source.prefixes))
