"""What to offer to who asks for a thing that is not there: things called much like it, ours for a term of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.names import SKOS, nearest
from exordf.site.cells import cell

if TYPE_CHECKING:
    from exordf.site.cells import Cell
    from exordf.web.explorer import Explorer

_MOST, _LONGEST, _LOOKED_AT = 8, 80, 2000
_SPLIT = re.compile(r"[^\w]+|_")
_LINKS = "|".join(f"<{SKOS}{name}Match>" for name in ("exact", "close", "broad", "narrow", "related"))


def near(explorer: Explorer, iri: str) -> list[Cell]:
    """The things whose IRIs are most like one that nothing has; those that are the same but for case and signs first.

    Bounded: names of much the same length that begin alike are looked at, and no more than 2,000 of them.
    """
    space, wanted = _parts(iri)
    if not wanted or len(wanted) > _LONGEST:
        return []
    alike: dict[str, list[ox.NamedNode]] = {}
    for node in explorer.facts.things:
        its_space, name = _parts(node.value)
        if name[:2] == wanted[:2] and abs(len(name) - len(wanted)) <= 1 + len(wanted) // 3 and its_space == space:
            alike.setdefault(name, []).append(node)
            if len(alike) == _LOOKED_AT:
                break
    names = [wanted] if wanted in alike else nearest(wanted, alike, most=_MOST)
    found = sorted((node for name in names for node in alike[name]), key=lambda node: node.value)
    return [cell(explorer.facts, node) for node in found[:_MOST]]


def of_others(explorer: Explorer, iri: str) -> list[Cell]:
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
    """What an IRI begins with, and its name in small letters without signs."""
    space, _, name = iri.rpartition("/")
    return space, "".join(_SPLIT.split(name.casefold()))
