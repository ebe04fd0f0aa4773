"""Where a class or a property stands: what is above it as a tree, what lies directly below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.model.cells import cell
from exordf.rdf.prefixes import RDFS

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts

View = dict[str, Any]

_MOST = 40  # below it; a page of terms lists them all
_SUB = f"<{RDFS}subPropertyOf>"


def tree(facts: Facts, node: ox.NamedNode) -> list[View]:
    """What of ours is above a term, the widest first, as a tree that ends in it; nothing where it stands by itself.

    What has several parents stands below each, and what is below it is told once.
    """
    above = _above(facts, node)
    over = {each: _above(facts, each) & above for each in above} | {node: above}
    below: dict[ox.NamedNode | None, list[ox.NamedNode]] = {}
    for each, higher in over.items():
        direct = {one for one in higher if not any(one in over[other] for other in higher if other != one)}
        for parent in direct or (None,):
            below.setdefault(parent, []).append(each)
    seen: set[ox.NamedNode] = set()

    def grown(parent: ox.NamedNode | None) -> list[View]:
        branches = []
        for each in sorted(below.get(parent, []), key=facts.name):
            first = each not in seen
            seen.add(each)
            own = each == node
            branches.append(
                {"cell": cell(facts, each), "own": own, "first": first, "below": grown(each) if first else []}
            )
        return branches

    return grown(None) if above else []


def children(facts: Facts, node: ox.NamedNode) -> View:
    """What of ours lies directly below a term, each with the number of all below it.

    `count` tells of how many the first are shown, `all` how many there are below, near and far.
    """
    below = _below(facts, node)
    direct = [each for each in below if not (_above(facts, each) - {node, each}) & below]
    ordered = sorted(direct, key=lambda each: (facts.name(each).casefold(), each.value))
    shown = [{"cell": cell(facts, each), "below": len(_below(facts, each))} for each in ordered[:_MOST]]
    return {"count": len(direct), "shown": shown, "all": len(below)}


def _above(facts: Facts, node: ox.NamedNode) -> set[ox.NamedNode]:
    return _related(facts, node, "20-above", f"{node} {_SUB} ?other")


def _below(facts: Facts, node: ox.NamedNode) -> set[ox.NamedNode]:
    return _related(facts, node, "21-below", f"?other {_SUB} {node}")


def _related(facts: Facts, node: ox.NamedNode, facet: str, pattern: str) -> set[ox.NamedNode]:
    """The terms of ours on one side: as the facet of classes has it, else by the tree of properties."""
    spot = facts.places.of(node)
    if spot is not None and spot.kind == "property":
        found = facts.store.query(f"SELECT DISTINCT ?other WHERE {{ {pattern} }}").column("other")
    else:
        found = [*facts.linked(node, facet, "class")]
    return {each for each in found if isinstance(each, ox.NamedNode) and each in facts.things and each != node}
