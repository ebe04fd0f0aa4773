"""The forms in which a thing can be had, other than as a page: RDF in three ways, and its rows of the flat tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

# The forms by the word that `format` takes, in the order of preference: what each is called, and its media type.
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
    """The forms that fit a thing: tables only where it is a row of one, or claims name it."""
    _, rows = _rows(explorer, node)
    return tuple(name for name in NAMES if name != "csv" or rows)


def serialize_resource(explorer: Explorer, node: ox.NamedNode, form: str) -> bytes:
    """A thing in a form other than a page, the same bytes for the same data.

    CSV has the row of a claim, a reference, a citation or a finding in the flat table of its kind; for a term, a
    sentence or a section the rows of the claims that name it.
    """
    prefixes = explorer.dataset.prefixes
    if form == "csv":
        return delimited.write(*_rows(explorer, node))
    about = describe_resource(explorer.facts.store, node, explorer.facts.curie(node))
    if form == "turtle":
        return turtle_writer.write(about.chapters, prefixes, turtle_writer.Heads(explorer.source.about.lines()))
    if form == "jsonld":
        return jsonld.part(about.quads, about.subjects, jsonld.named(prefixes), explorer.once(_context))
    return serialize(about.quads, ox.RdfFormat.N_TRIPLES)


def _rows(explorer: Explorer, node: ox.NamedNode) -> tuple[Table, Sequence[Row]]:
    name = short_name(node, explorer.dataset.prefixes)
    for table in TABLES:
        row = find_row(explorer.tables[table.name], table.key, name)
        if row is not None and table.name != "entities":
            return table, [row]
    return CLAIMS, explorer.once(_naming).get(name, [])


def _naming(explorer: Explorer) -> dict[str, list[Row]]:
    """The rows of the claims that name each thing, in their order."""
    naming: dict[str, list[Row]] = {}
    for row in explorer.tables[CLAIMS.name]:
        for name in dict.fromkeys(name for role in _ROLES for name in as_list(row[role])):
            naming.setdefault(name, []).append(row)
    return naming


def _context(explorer: Explorer) -> dict[str, Any]:
    """The context of the JSON-LD of everything, of which each thing shows what it uses."""
    source = explorer.source
    return jsonld.context(Trees(source.quads()), jsonld.named(source.prefixes))
