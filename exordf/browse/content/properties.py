"""The properties of a resource that no other part of its page shows, and the records that concern it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model import facet_names
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.cells import Cell, cell, cells, table
from exordf.rdf.prefixes import SKOS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.cells import Table
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

# Shown by the head of a page, or by another part of it.
_SHOWN = ("rdf-schema#label", "#altLabel", "#definition", "#type", "rdf-schema#comment")


@dataclass(frozen=True, slots=True)
class Property:
    """A property with its values."""

    name: Cell
    values: list[Cell]


def properties(facts: Facts, node: ox.NamedNode) -> list[Property]:
    """The properties that the facet `about` has for a resource, without those of the head and links to other terms."""
    values: dict[ox.NamedNode, list[Term]] = {}
    for prop, value, _ in facts.facet(node, facet_names.ABOUT).terms:
        if isinstance(prop, ox.NamedNode) and value and not is_match(prop) and not prop.value.endswith(_SHOWN):
            values.setdefault(prop, []).append(value)
    return [Property(cell(facts, prop), cells(facts, terms)) for prop, terms in values.items()]


def is_match(prop: Term | None) -> bool:
    """Whether a property is one of those that link a term to one of another ontology, such as `skos:exactMatch`."""
    return text(prop).startswith(SKOS) and text(prop).endswith("Match")


def record_tables(facts: Facts, node: ox.NamedNode, *facets: str) -> list[Table]:
    """The tables of some facets of a resource, those that have a row."""
    thing = facts.things[node]
    return [
        table(
            facts,
            thing.facets[name],
            Bilingual(thing.titles[name], facts.dataset.facets[name].title.get("zh", "")),
            name,
        )
        for name in facets
        if name in thing.facets
    ]
