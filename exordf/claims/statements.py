"""Statements: the triple of each claim, and whether the rule for edges makes an edge of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.dataset import inference
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from exordf.rdf.rows import Rows
    from exordf.store.store_protocol import Store


# A claim and its triple, as the rule for edges names them.
_STATED = "?claim ?subject ?stated ?object"


@dataclass(frozen=True)
class Statement:
    """Subject, predicate and object of a claim; `holds` if the rule infers this edge from the claim."""

    claim: ox.NamedNode | ox.BlankNode
    triple: ox.Triple
    holds: bool


def statements(store: Store) -> list[Statement]:
    """The statement of every claim, sorted by claim; a claim with text for a subject or predicate has none."""
    every = store.query(
        f"""PREFIX exo: <{EXO}>
            SELECT {_STATED} WHERE {{
              ?claim a exo:Claim ; exo:subject ?subject ; exo:predicate ?stated ; exo:object ?object
              FILTER(!isLiteral(?subject) && isIRI(?stated)) }}"""
    )
    in_force = edges(store)
    pairs = {(claim, ox.Triple(*triple)) for claim, *triple in _rows(every)}
    return sorted(
        (Statement(claim, triple, (claim, triple) in in_force) for claim, triple in pairs),
        key=lambda statement: (str(statement.claim), str(statement.triple)),
    )


def edges(store: Store) -> frozenset[tuple[ox.NamedNode | ox.BlankNode, ox.Triple]]:
    """Every claim that the rule for edges makes an edge, with its triple."""
    answer = store.query(inference.asking("edges", _STATED))
    return frozenset((claim, ox.Triple(*triple)) for claim, *triple in _rows(answer))


def _rows(answer: Rows) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in answer.terms]
