"""Suggestions for the 404 page: resources with similar names, and our terms that are linked to an external one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.cells import cell
from exordf.rdf.prefixes import MATCHES, nearest_names

if TYPE_CHECKING:
    from exordf.browse.model.cells import Cell
    from exordf.browse.model.explorer import Explorer

_MOST, _LONGEST, _MOST_COMPARED = 8, 80, 2000
_SIGNS = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d|[\W_])")
_LINKS = "|".join(f"<{iri}>" for iri in MATCHES)


def suggest_resources(explorer: Explorer, iri: str) -> list[Cell]:
    """The resources whose IRIs are most similar to one that does not exist, or equal except for case and punctuation.

    Only names of similar length that begin alike are compared, and at most 2,000 of them. A symbol is offered for
    another spelling of itself, never for another symbol.
    """
    namespace, name = _parts(iri)
    bare_name = _bare(name)
    if not bare_name or len(bare_name) > _LONGEST:
        return []
    candidates: dict[str, list[ox.NamedNode]] = {}
    for node in explorer.facts.things:
        other_namespace, other = _parts(node.value)
        bare = _bare(other)
        is_similar = bare[:2] == bare_name[:2] and abs(len(bare) - len(bare_name)) <= 1 + len(bare_name) // 3
        if is_similar and other_namespace == namespace:
            candidates.setdefault(other, []).append(node)
            if len(candidates) == _MOST_COMPARED:
                break
    equal = [other for other in candidates if _bare(other) == bare_name]
    names = equal or nearest_names(f":{name}", [f":{other}" for other in candidates], most=_MOST)
    nodes = sorted(
        (node for other in names for node in candidates[other.removeprefix(":")]), key=lambda node: node.value
    )
    return [cell(explorer.facts, node) for node in nodes[:_MOST]]


def own_terms_of(explorer: Explorer, iri: str) -> list[Cell]:
    """Our terms that are linked to a term of another ontology."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:  # it is not an IRI
        return []
    answer = explorer.facts.store.query(
        f"SELECT DISTINCT ?ours WHERE {{ ?ours {_LINKS} {node} }} ORDER BY ?ours LIMIT {_MOST}"
    )
    return [cell(explorer.facts, ours) for (ours,) in answer.terms if isinstance(ours, ox.NamedNode)]


def _parts(iri: str) -> tuple[str, str]:
    """The namespace of an IRI, and its name."""
    namespace, _, name = iri.rpartition("/")
    return namespace, name


def _bare(name: str) -> str:
    """A name in lower case without punctuation, except between two digits: miR-1-1 is not miR-11."""
    return _SIGNS.sub("", name.casefold())
