"""Where a cargo is carried, and what a vesicle carries: from what to whom, as the claims have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.content import page_views
from exordf.browse.model.cells import cell
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.browse.model.cells import Cell
    from exordf.browse.model.facts import Facts

View = dict[str, Any]

_MOST = 40
_CARRIES, _VESICLE = f"{EXO}carries", f"{EXO}vesicle"
_BRINGS = (f"{EXO}deliversTo", f"{EXO}takenUpBy")
_ROLES = (("recipients", f"{EXO}recipient"), ("sites", f"{EXO}site"))


def cargo_table(facts: Facts, node: ox.NamedNode, acts: list[View], upon: list[View], context: list[View]) -> View:
    """A row for each vesicle of a cargo, or each cargo of a vesicle, from the claims about the one that is looked at.

    A row has what secretes the vesicle, the cells that receive, the places, and the claims that say so. `count` tells
    of how many rows the first 40 are shown, those with most claims first.
    """
    rows: dict[str, View] = {}
    for other, claim in _pairs(node, acts, upon, context):
        empty: View = {"other": other, "sources": {}, "recipients": {}, "sites": {}, "claims": {}}
        row = rows.setdefault(other["iri"] or other["text"], empty)
        row["claims"][claim["iri"]] = claim
        for name, role in _ROLES:
            row[name] |= {
                each["value"]["iri"]: each["value"] for each in claim["context"] if each["role"]["iri"] == role
            }
        if claim["edge"][1]["iri"] in _BRINGS:
            row["recipients"][claim["edge"][2]["iri"]] = claim["edge"][2]
    first = sorted(rows.values(), key=lambda row: (-len(row["claims"]), row["other"]["text"]))[:_MOST]
    for row in first:
        row["sources"] = _sources(facts, row["other"])
    return {"rows": first, "count": len(rows), "sources": any(row["sources"] for row in first)}


def _pairs(node: ox.NamedNode, acts: list[View], upon: list[View], context: list[View]) -> Iterator[tuple[Cell, View]]:
    """What stands on the other side in each claim that speaks of carrying, with the claim."""
    for claim in upon:
        if claim["edge"][1]["iri"] == _CARRIES:
            yield claim["edge"][0], claim
    for claim in acts:
        if claim["edge"][1]["iri"] == _CARRIES:
            yield claim["edge"][2], claim
        for vesicle in _vesicles(claim):
            if vesicle["iri"] != node.value:
                yield vesicle, claim
    for claim in context:
        if any(vesicle["iri"] == node.value for vesicle in _vesicles(claim)):
            yield claim["edge"][0], claim


def _vesicles(claim: View) -> list[Cell]:
    return [each["value"] for each in claim["context"] if each["role"]["iri"] == _VESICLE]


def _sources(facts: Facts, vesicle: Cell) -> Mapping[str, Cell]:
    """What secretes a vesicle, by its definition or by a claim."""
    if not vesicle["iri"]:
        return {}
    node = ox.NamedNode(vesicle["iri"])
    defined = [cell(facts, each) for each in facts.values(node, "secretedBy")]
    claims = [claim for claim in facts.linked(node, "31-acted-upon", "claim") if claim in facts.things]
    facts.load(claims)
    edges = [page_views.claim(facts, claim)["edge"] for claim in claims]
    said = [edge[0] for edge in edges if edge[1]["iri"] == f"{EXO}secretes"]
    return {each["iri"]: each for each in (*defined, *said)}
