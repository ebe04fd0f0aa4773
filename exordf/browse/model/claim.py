"""The read model of a claim: what it states, how firmly, in which context, and how well its citations fit.

A page that shows a single claim, or a few, takes it from the facets of the claim, which are read a few at a time; the
table and the network, which show many at once, take theirs from the flat tables, of which a row is read in no time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model import facet_names
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.cells import Cell, cell, stated
from exordf.browse.model.resource import Resource, head
from exordf.claims.columns import CONTEXT
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts
    from exordf.claims.claim_graph import Fit

_FLAGS = (
    (facet_names.FINDINGS, Bilingual("error in print", "印刷问题")),
    (facet_names.CONFLICTS, Bilingual("conflict", "分歧")),
)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A value of the context of a claim, with its role, such as the vesicle."""

    role: Cell
    value: Cell


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A reference that is cited for a claim, the verdict on the citation, and whether it fits."""

    reference: Cell
    verdict: Bilingual
    fit: Fit


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding or a conflict that concerns a claim, with the facet that lists such records."""

    facet: str
    label: Bilingual
    record: Cell


@dataclass(frozen=True, slots=True)
class Claim(Resource):
    """A claim; `firmness` is its certainty as a word of the style sheet: reported, hedged or hypothesised."""

    certainty: Cell
    firmness: str
    negated: bool
    subject: Cell
    predicate: Cell
    object: Cell
    context: list[Circumstance]
    sources: list[CitedSource]
    flags: list[Flag]


def claim(facts: Facts, node: ox.NamedNode) -> Claim:
    """A claim from its facets."""
    certainty = facts.value(node, "certainty")
    subject, predicate, obj = (stated(facts, facts.value(node, role)) for role in ("subject", "predicate", "object"))
    return Claim(
        *head(facts, node),
        certainty=stated(facts, certainty),
        firmness=text(certainty).rpartition("/")[2].lower() if isinstance(certainty, ox.NamedNode) else "",
        negated=any(text(value) in ("true", "1") for value in facts.values(node, "negated")),
        subject=subject,
        predicate=predicate,
        object=obj,
        context=[
            Circumstance(cell(facts, ox.NamedNode(EXO + role)), cell(facts, value))
            for role in CONTEXT
            for value in facts.values(node, role)
        ],
        sources=_sources(facts, node),
        flags=[
            Flag(facet, label, cell(facts, record))
            for facet, label in _FLAGS
            for record, *_ in facts.facet(node, facet)
        ],
    )


def claims(facts: Facts, nodes: list[ox.NamedNode]) -> list[Claim]:
    """Some claims, read all at once."""
    facts.load(nodes)
    return [claim(facts, node) for node in nodes]


def _sources(facts: Facts, node: ox.NamedNode) -> list[CitedSource]:
    pairs = {
        text(row["reference"]): (row["reference"], facts.verdicts.get((text(row["sentence"]), text(row["reference"]))))
        for row in facts.facet(node, facet_names.SOURCES)
        if row["reference"]
    }
    return [
        CitedSource(cell(facts, reference), facts.names(verdict) if verdict else Bilingual(), facts.fit(verdict))
        for reference, verdict in pairs.values()
    ]
