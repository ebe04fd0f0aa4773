"""Statements: what each claim says as a triple, and whether that triple is an edge or is only said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.names import EXO, OWL

if TYPE_CHECKING:
    from exordf.store import Store


@dataclass(frozen=True)
class Statement:
    """Subject, predicate and object of a claim; `holds` where the views have them as an edge because of this claim."""

    claim: ox.NamedNode | ox.BlankNode
    triple: ox.Triple
    holds: bool


def statements(store: Store) -> list[Statement]:
    """The statement of every claim, sorted by claim; a claim that says words where a triple has a thing makes none.

    It holds where the claim is neither denied, nor only hypothesised, nor withdrawn, and the store has the edge, which
    the rule for edges makes of declared terms only.
    """
    said = "?claim a exo:Claim ; exo:subject ?subject ; exo:predicate ?predicate ; exo:object ?object ."
    said += " FILTER(!isLiteral(?subject) && isIRI(?predicate))"
    found = {(row[0], ox.Triple(*row[1:])) for row in _rows(store, said)}
    edges = {row[1:] for row in _rows(store, f"{said} ?subject ?predicate ?object .")}
    sure = _rows(store, f"{said} ?claim exo:certainty ?how FILTER(?how IN (exo:Reported, exo:Hedged))")
    refused = {row[0] for row in _rows(store, f"{said} ?claim exo:negated true")}
    refused |= {row[0] for row in _rows(store, f"{said} ?claim owl:deprecated true")}
    stands = {row[0] for row in sure} - refused
    return sorted(
        (Statement(claim, triple, claim in stands and tuple(triple) in edges) for claim, triple in found),
        key=lambda statement: (str(statement.claim), str(statement.triple)),
    )


def _rows(store: Store, where: str) -> list[tuple[Any, ...]]:
    query = f"SELECT ?claim ?subject ?predicate ?object WHERE {{ {where} }}"
    return [tuple(row) for row in store.query(query, {"exo": EXO, "owl": OWL}).terms]
