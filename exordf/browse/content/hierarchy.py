"""The position of a class or a property: the tree above it, and what is directly below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model import facet_names
from exordf.browse.model.cells import Cell, cell
from exordf.rdf.prefixes import RDFS

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts

_MOST = 40  # terms directly below; the page of terms lists them all
_SUB = f"<{RDFS}subPropertyOf>"


@dataclass(frozen=True, slots=True)
class Branch:
    """A term in the tree above another; `own` is that other one itself, `first` its first occurrence in the tree."""

    cell: Cell
    own: bool
    first: bool
    below: list[Branch]


@dataclass(frozen=True, slots=True)
class Child:
    """A term directly below another, and the number of terms below it."""

    cell: Cell
    below: int


@dataclass(frozen=True, slots=True)
class Children:
    """The first of `count` terms directly below a term, of `all` terms below it."""

    first: list[Child]
    count: int
    all: int


def tree(facts: Facts, node: ox.NamedNode) -> list[Branch]:
    """The terms of ours above a term, the widest first, as a tree that ends in it; empty where there are none.

    A term with several parents is below each of them; its own children are listed once.
    """
    above = _above(facts, node)
    ancestors = {term: _above(facts, term) & above for term in above} | {node: above}
    children_of: dict[ox.NamedNode | None, list[ox.NamedNode]] = {}
    for term, higher in ancestors.items():
        parents = {one for one in higher if not any(one in ancestors[other] for other in higher if other != one)}
        for parent in parents or (None,):
            children_of.setdefault(parent, []).append(term)
    seen: set[ox.NamedNode] = set()

    def branches(parent: ox.NamedNode | None) -> list[Branch]:
        result = []
        for term in sorted(children_of.get(parent, []), key=facts.name):
            is_first = term not in seen
            seen.add(term)
            result.append(Branch(cell(facts, term), term == node, is_first, branches(term) if is_first else []))
        return result

    return branches(None) if above else []


def children(facts: Facts, node: ox.NamedNode) -> Children:
    """The terms of ours directly below a term, in alphabetical order."""
    below = _below(facts, node)
    direct = [term for term in below if not (_above(facts, term) - {node, term}) & below]
    ordered = sorted(direct, key=lambda term: (facts.name(term).casefold(), term.value))
    first = [Child(cell(facts, term), len(_below(facts, term))) for term in ordered[:_MOST]]
    return Children(first, len(direct), len(below))


def _above(facts: Facts, node: ox.NamedNode) -> set[ox.NamedNode]:
    return _related(facts, node, facet_names.ABOVE, f"{node} {_SUB} ?other")


def _below(facts: Facts, node: ox.NamedNode) -> set[ox.NamedNode]:
    return _related(facts, node, facet_names.BELOW, f"?other {_SUB} {node}")


def _related(facts: Facts, node: ox.NamedNode, facet: str, pattern: str) -> set[ox.NamedNode]:
    """The terms of ours on one side: for a class those of the facet, for a property those of the pattern."""
    location = facts.locations.of(node)
    if location is not None and location.kind == "property":
        terms = facts.store.query(f"SELECT DISTINCT ?other WHERE {{ {pattern} }}").column("other")
    else:
        terms = [*facts.linked(node, facet, "class")]
    return {term for term in terms if isinstance(term, ox.NamedNode) and term in facts.things and term != node}
