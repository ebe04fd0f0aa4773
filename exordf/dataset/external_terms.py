"""The terms of an external ontology and the release that they come from."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.rdf.prefixes import Prefixes

OBO = "http://purl.obolibrary.org/obo/"


class Term(NamedTuple):
    """A term of an external source; identifiers are CURIEs."""

    id: str
    label: str
    parents: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    property: bool = False


class Release(NamedTuple):
    """The terms of one file, and the term into which each abandoned identifier was merged.

    For an OBO file also the line of each term, and the namespaces that it declares by prefix, "" for names without one.
    """

    path: Path
    version: str
    licence: str
    terms: Mapping[str, Term]
    merged: Mapping[str, str] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})
    namespaces: Mapping[str, str] = MappingProxyType({})

    def prefixes(self) -> set[str]:
        """The prefixes of which the release is the source: those with more than half as many terms as the commonest."""
        counts: dict[str, int] = {}
        for name in self.terms:
            prefix = name.partition(":")[0]
            counts[prefix] = counts.get(prefix, 0) + 1
        return {prefix for prefix, count in counts.items() if 2 * count > max(counts.values(), default=0)}

    def with_ancestors(self, names: Iterable[str]) -> dict[str, Term]:
        """The terms of these names in the release, and all above them, sorted by identifier."""
        closure: dict[str, Term] = {}
        queue = sorted(names, reverse=True)
        while queue:
            name = queue.pop()
            if name in self.terms and name not in closure:
                closure[name] = self.terms[name]
                queue += self.terms[name].parents
        return dict(sorted(closure.items()))


def curie(name: str, prefixes: Prefixes) -> str:
    """An identifier as a CURIE, where it is an IRI: pronto leaves those that are not OBO's own."""
    if "://" in name:
        for prefix, namespace in prefixes.table.items():
            if prefix != "obo" and name.startswith(namespace):
                return f"{prefix}:{name.removeprefix(namespace)}"
    return name
