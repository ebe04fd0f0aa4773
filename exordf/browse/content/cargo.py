"""The cargo of a vesicle, or the vesicles of a cargo: from which cells to which, according to the claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model import facet_names
from exordf.browse.model.cells import Cell, cell, stated
from exordf.browse.model.resource import Resource, resource
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

_MOST = 40
_CARRIES, _SECRETES = ox.NamedNode(f"{EXO}carries"), ox.NamedNode(f"{EXO}secretes")
_DELIVERS = (ox.NamedNode(f"{EXO}deliversTo"), ox.NamedNode(f"{EXO}takenUpBy"))


@dataclass(frozen=True, slots=True)
class CargoRow:
    """A vesicle of a cargo, or a cargo of a vesicle: what secretes it, what receives it, where, and the claims."""

    other: Cell
    sources: list[Cell]
    recipients: list[Cell]
    sites: list[Cell]
    claims: list[Resource]


@dataclass(frozen=True, slots=True)
class CargoTable:
    """The first of `count` rows, those with most claims."""

    rows: list[CargoRow]
    count: int

    @property
    def has_sources(self) -> bool:
        """Whether a row has something that secretes the vesicle."""
        return any(row.sources for row in self.rows)


@dataclass(slots=True)
class _Evidence:
    """The terms that the claims about one pair name, each once, in the order of the claims."""

    other: Term | None
    claims: dict[ox.NamedNode, None] = field(default_factory=dict)
    recipients: dict[Term | None, None] = field(default_factory=dict)
    sites: dict[Term | None, None] = field(default_factory=dict)


def cargo_table(
    facts: Facts,
    node: ox.NamedNode,
    as_subject: list[ox.NamedNode],
    as_object: list[ox.NamedNode],
    as_context: list[ox.NamedNode],
) -> CargoTable:
    """A row for each vesicle of a cargo, or each cargo of a vesicle, from the claims in which the term has a role."""
    evidence_of: dict[Term | None, _Evidence] = {}
    for other, claim in _pairs(facts, node, as_subject, as_object, as_context):
        evidence = evidence_of.setdefault(other, _Evidence(other))
        evidence.claims[claim] = None
        evidence.recipients |= dict.fromkeys(facts.values(claim, "recipient"))
        evidence.sites |= dict.fromkeys(facts.values(claim, "site"))
        if facts.value(claim, "predicate") in _DELIVERS:
            evidence.recipients[facts.value(claim, "object")] = None
    ranked = sorted(evidence_of.values(), key=lambda row: (-len(row.claims), stated(facts, row.other).label.en))
    rows = [
        CargoRow(
            other=stated(facts, evidence.other),
            sources=_sources(facts, evidence.other),
            recipients=[stated(facts, term) for term in evidence.recipients],
            sites=[stated(facts, term) for term in evidence.sites],
            claims=[resource(facts, claim) for claim in evidence.claims],
        )
        for evidence in ranked[:_MOST]
    ]
    return CargoTable(rows, len(ranked))


def _pairs(
    facts: Facts,
    node: ox.NamedNode,
    as_subject: list[ox.NamedNode],
    as_object: list[ox.NamedNode],
    as_context: list[ox.NamedNode],
) -> Iterator[tuple[Term | None, ox.NamedNode]]:
    """The other side of each claim that speaks of carrying, with the claim."""
    for claim in as_object:
        if facts.value(claim, "predicate") == _CARRIES:
            yield facts.value(claim, "subject"), claim
    for claim in as_subject:
        if facts.value(claim, "predicate") == _CARRIES:
            yield facts.value(claim, "object"), claim
        yield from ((vesicle, claim) for vesicle in facts.values(claim, "vesicle") if vesicle != node)
    for claim in as_context:
        if node in facts.values(claim, "vesicle"):
            yield facts.value(claim, "subject"), claim


def _sources(facts: Facts, vesicle: Term | None) -> list[Cell]:
    """What secretes a vesicle, by its definition or by a claim."""
    if not isinstance(vesicle, ox.NamedNode):
        return []
    secreting: dict[Term | None, None] = dict.fromkeys(facts.values(vesicle, "secretedBy"))
    for claim in facts.claims_in(vesicle, facet_names.AS_OBJECT):
        if facts.value(claim, "predicate") == _SECRETES:
            secreting[facts.value(claim, "subject")] = None
    return [cell(facts, term) for term in secreting]
