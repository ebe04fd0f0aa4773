"""The Biolink terms of our predicates and kinds, by the mappings of the dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.tables import short_name
from exordf.rdf.prefixes import EXO, MATCHES, OWL, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

PREFIX = "biolink"
RELATED, THING = f"{PREFIX}:related_to", f"{PREFIX}:NamedThing"
_MATCHES = MATCHES[:3]  # what a narrower or a related term means is not what ours means


@dataclass(frozen=True)
class Biolink:
    """The Biolink terms by our names, in the version of the Biolink Model that the mappings were made with."""

    version: str
    _matches: Mapping[str, str]
    _above: Mapping[str, list[str]]

    def predicate(self, name: str) -> str:
        """The Biolink predicate of a predicate.

        Its own match, exact before close before broad, else that of the nearest predicate above it, else
        `biolink:related_to`.
        """
        return next((self._matches[near] for near in self._above.get(name, (name,)) if near in self._matches), RELATED)

    def category(self, kind: str | None) -> str:
        """The category of a kind of entity: its own match, else `biolink:NamedThing`."""
        return self._matches.get(kind or "", THING)


def biolink(store: Store, prefixes: Prefixes) -> Biolink:
    """The Biolink terms that the mappings in a store link to."""
    namespace = prefixes.table.get(PREFIX, "")
    matches: dict[str, str] = {}
    for match in _MATCHES:
        answer = store.query(
            f"SELECT ?term ?other WHERE {{ ?term <{match}> ?other ."
            f' FILTER(STRSTARTS(STR(?other), "{namespace}")) }} ORDER BY ?term ?other'
        )
        for term, other in answer.terms:
            if namespace and isinstance(term, ox.NamedNode) and isinstance(other, ox.NamedNode):
                matches.setdefault(short_name(term, prefixes), short_name(other, prefixes))
    above: dict[str, list[str]] = {}
    # The nearest first: of the predicates above one, the one below the most others.
    tree = f"""SELECT ?low ?high (COUNT(?top) AS ?height) WHERE {{
        ?low <{RDFS}subPropertyOf> ?high . ?high <{RDFS}subPropertyOf> ?top }}
      GROUP BY ?low ?high ORDER BY ?low DESC(?height) ?high"""
    for low, high, _ in store.query(tree).terms:
        if isinstance(low, ox.NamedNode) and isinstance(high, ox.NamedNode) and low.value.startswith(EXO):
            above.setdefault(short_name(low, prefixes), []).append(short_name(high, prefixes))
    release = (
        f"SELECT ?version WHERE {{ ?module <{OWL}versionInfo> ?version"
        f" FILTER(STRENDS(STR(?module), '/imports/{PREFIX}')) }}"
    )
    versions = [str(term.value) for (term,) in store.query(release).terms if isinstance(term, ox.Literal)]
    return Biolink(min(versions, default=""), matches, above)
