"""Names: prefixes, CURIE to IRI and back, and the names nearest to a misspelt one."""

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

# How like, from 0 to 1, a name must be to be offered, and how much less like than the best one.
_NEAR, _AS_NEAR = 0.7, 0.03
_COMPARED = 12

_LOCAL = re.compile(r"[\w](?:[\w.\-]*[\w\-])?")


class Prefixes:
    """The prefixes in force, longest namespace first when an IRI is shortened.

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
        """The IRI that a CURIE stands for. Raises UnknownName where its prefix is unknown."""
        prefix, _, local = curie.partition(":")
        if prefix not in self.table:
            raise UnknownName(f'no prefix is called "{prefix}:"', mend=did_you_mean(f"{prefix}:", self._with_colon()))
        return ox.NamedNode(self.table[prefix] + local)

    def curie(self, node: ox.NamedNode) -> str:
        """The shortest form of an IRI: a CURIE where a prefix fits, else the IRI in angle brackets."""
        for length in self._lengths:  # a corpus has thousands of namespaces, of few lengths
            prefix, local = self._prefix_of.get(node.value[:length]), node.value[length:]
            if prefix is not None and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return f"<{node.value}>"

    def _with_colon(self) -> list[str]:
        return [f"{prefix}:" for prefix in self.table]


def nearest_names(name: str, known: Iterable[str], *, most: int = 3, never: Collection[str] = ()) -> list[str]:
    """The known names that look most like `name`, best first; none where nothing comes near.

    What looks most like it is offered or nothing is: a symbol differs from its neighbours by a letter, so none is ever
    offered for another, nor are the names in `never`, and what is less like would only mislead.

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
    close = difflib.get_close_matches(name.casefold(), folded, n=_COMPARED, cutoff=_NEAR)
    likeness = [difflib.SequenceMatcher(a=name.casefold(), b=match).ratio() for match in close]
    best = [folded[match] for match, like in zip(close, likeness, strict=True) if like > likeness[0] - _AS_NEAR]
    return [match for match in best if match not in never and may_be_meant(name, match)][:most]


def did_you_mean(name: str, known: Iterable[str], *, never: Collection[str] = ()) -> str | None:
    """A sentence that offers the nearest known names, or None where nothing comes near."""
    close = nearest_names(name, known, never=never)
    return f"Did you mean {' or '.join(close)}?" if close else None
