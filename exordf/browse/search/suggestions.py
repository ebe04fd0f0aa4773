"""What to offer to who asks for a thing that is not there: things called much like it, ours for a term of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.cells import cell
from exordf.rdf.prefixes import MATCHES, nearest_names

if TYPE_CHECKING:
    from exordf.browse.model.cells import Cell
    from exordf.browse.model.explorer import Explorer

_MOST, _LONGEST, _LOOKED_AT = 8, 80, 2000
_SIGNS = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d|[\W_])")
_LINKS = "|".join(f"<{iri}>" for iri in MATCHES)


def suggest_resources(explorer: Explorer, iri: str) -> list[Cell]:
    """The things whose IRIs are most like one that nothing has; those that are the same but for case and signs first.

    Bounded: names of much the same length that begin alike are looked at, and no more than 2,000 of them. A symbol is
    offered for itself in another spelling, and never for another.
    """
    space, name = _parts(iri)
    wanted = _bare(name)
    if not wanted or len(wanted) > _LONGEST:
        return []
    alike: dict[str, list[ox.NamedNode]] = {}
    for node in explorer.facts.things:
        its_space, its_name = _parts(node.value)
        bare = _bare(its_name)
        if bare[:2] == wanted[:2] and abs(len(bare) - len(wanted)) <= 1 + len(wanted) // 3 and its_space == space:
            alike.setdefault(its_name, []).append(node)
            if len(alike) == _LOOKED_AT:
                break
    same = [each for each in alike if _bare(each) == wanted]
    names = same or nearest_names(f":{name}", [f":{each}" for each in alike], most=_MOST)
    found = sorted((node for each in names for node in alike[each.removeprefix(":")]), key=lambda node: node.value)
    return [cell(explorer.facts, node) for node in found[:_MOST]]


def own_terms_of(explorer: Explorer, iri: str) -> list[Cell]:
    """The terms of ours that are linked to a term of others."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:  # it is no IRI at all
        return []
    answer = explorer.facts.store.query(
        f"SELECT DISTINCT ?ours WHERE {{ ?ours {_LINKS} {node} }} ORDER BY ?ours LIMIT {_MOST}"
    )
    return [cell(explorer.facts, ours) for (ours,) in answer.terms if isinstance(ours, ox.NamedNode)]


def _parts(iri: str) -> tuple[str, str]:
    """What an IRI begins with, and its name."""
    space, _, name = iri.rpartition("/")
    return space, name


def _bare(name: str) -> str:
    """A name in small letters without signs, but for those between two digits: miR-1-1 is not miR-11."""
    return _SIGNS.sub("", name.casefold())
