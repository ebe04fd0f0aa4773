"""Prefixes: CURIEs to IRIs and back; and the known names most similar to a misspelt one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

EXO = "https://w3id.org/exordf/ontology/"
BIBO = "http://purl.org/ontology/bibo/"
CITO = "http://purl.org/spar/cito/"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

RDF_TYPE = ox.NamedNode(f"{RDF}type")
MATCHES = tuple(f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))  # the nearest first

# The least similarity, from 0 to 1, of a name that is suggested, and its greatest distance from the best one.
_LEAST_SIMILARITY, _TOLERANCE = 0.7, 0.03
_COMPARED = 12

_LOCAL = re.compile(r"[\w](?:[\w.\-]*[\w\-])?")


class Prefixes:
    """The prefixes in force; of several that fit an IRI, the one with the longest namespace shortens it.

    >>> prefixes = Prefixes({"exo": EXO})
    >>> prefixes.iri("exo:Osteoblast").value
    'https://w3id.org/exordf/ontology/Osteoblast'
    >>> prefixes.curie(ox.NamedNode(EXO + "miR-214-3p"))
    'exo:miR-214-3p'
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = dict(sorted(table.items()))
        self._prefix_of = {namespace: prefix for prefix, namespace in reversed(self.table.items())}
        self._lengths = sorted({len(namespace) for namespace in self._prefix_of}, reverse=True)

    def iri(self, curie: str) -> ox.NamedNode:
        """The IRI of a CURIE. Raises UnknownName if its prefix is unknown."""
        prefix, _, local = curie.partition(":")
        if prefix not in self.table:
            raise UnknownName(f'no prefix is called "{prefix}:"', mend=did_you_mean(f"{prefix}:", self._with_colon()))
        return ox.NamedNode(self.table[prefix] + local)

    def curie(self, node: ox.NamedNode) -> str:
        """The short form of an IRI: a CURIE if a prefix fits, else the IRI in angle brackets."""
        for length in self._lengths:  # a corpus has thousands of namespaces of few lengths
            prefix, local = self._prefix_of.get(node.value[:length]), node.value[length:]
            if prefix is not None and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return f"<{node.value}>"

    def short_name(self, node: ox.NamedNode) -> str:
        """A CURIE where a prefix fits, else the IRI without brackets, for tables and JSON.

        >>> Prefixes({"exo": EXO}).short_name(ox.NamedNode("urn:a"))
        'urn:a'
        """
        return self.curie(node).removeprefix("<").removesuffix(">")

    def _with_colon(self) -> list[str]:
        return [f"{prefix}:" for prefix in self.table]


def nearest_names(name: str, known: Iterable[str], *, most: int = 3, never: Collection[str] = ()) -> list[str]:
    """The known names most similar to `name`, best first; empty if none is similar.

    Symbols differ by a single letter, so a symbol is never suggested for another; nor are the names in `never`. Names
    less similar than the best one are left out, since they would mislead.

    >>> nearest_names("exo:OsteoclastExosom", ["exo:OsteoclastExosome", "exo:Osteoblast", "exo:miR-21"], most=1)
    ['exo:OsteoclastExosome']
    >>> nearest_names("TGFB1", ["ITGB1", "TGFBI"])
    []
    """
    import difflib  # noqa: PLC0415 - only an error needs these

    from exordf.rdf.symbols import may_be_meant  # noqa: PLC0415

    folded: dict[str, str] = {}
    for candidate in sorted(known):
        folded.setdefault(candidate.casefold(), candidate)
    if (same := folded.get(name.casefold())) and same not in never:
        return [same]
    close = difflib.get_close_matches(name.casefold(), folded, n=_COMPARED, cutoff=_LEAST_SIMILARITY)
    likeness = [difflib.SequenceMatcher(a=name.casefold(), b=match).ratio() for match in close]
    best = [folded[match] for match, like in zip(close, likeness, strict=True) if like > likeness[0] - _TOLERANCE]
    return [match for match in best if match not in never and may_be_meant(name, match)][:most]


def did_you_mean(name: str, known: Iterable[str], *, never: Collection[str] = ()) -> str | None:
    """A sentence that suggests the most similar known names, or None if none is similar.

    >>> did_you_mean("osteoblats", ["osteoblast", "muscle"])
    'Did you mean osteoblast?'
    """
    close = nearest_names(name, known, never=never)
    return f"Did you mean {' or '.join(close)}?" if close else None
