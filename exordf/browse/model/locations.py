"""The location of each resource on the site: a page of its own, else an anchor on the page that contains it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import CITO, EXO, OWL, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

# Properties have pages of their own kind: `exo:vesicle` and `exo:Vesicle` are one file name to some file systems.
TERMS = ("term", "property")

# The page of each kind of record.
_LISTS = {"finding": "findings", "conflict": "conflicts", "gap": "gaps"}
_IN_A_SECTION = ("claim", "sentence", "citation")
_WITH_A_PAGE = ("section", "reference")


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the site: a kind of page, the name of the page where there are many, an anchor on it."""

    kind: str
    name: str = ""
    anchor: str = ""


# The page of records that are in no section.
UNPLACED = Location("unplaced")


class Locations:
    """The locations of a dataset's resources. Names are those of the CURIE, those of a second review after its prefix.

    `kinds` has the kind of each record, such as `claim`: what is named but not on record has no location.
    """

    def __init__(self, store: Store, prefixes: Prefixes, kinds: Mapping[ox.NamedNode, str]) -> None:
        self._prefixes = prefixes
        self._kinds = kinds
        self._locations: dict[ox.NamedNode, Location | None] = {}
        self._section: Mapping[str, str] = {
            thing.value: section.value
            for thing, section in store.query(
                f"""PREFIX exo: <{EXO}>
                    PREFIX cito: <{CITO}>
                    SELECT ?thing ?section WHERE {{
                      {{ ?thing a exo:Claim ; exo:sentence/exo:section ?section }}
                      UNION {{ ?thing a exo:Sentence ; exo:section ?section }}
                      UNION {{ ?thing cito:hasCitingEntity/exo:section ?section }} }}"""
            ).terms
            if isinstance(thing, ox.NamedNode) and isinstance(section, ox.NamedNode)
        }
        self._terms = {
            term.value: "term" if kind is None else "property"
            for term, kind in store.query(
                f"""SELECT ?term ?kind WHERE {{
                      ?term <{RDFS}isDefinedBy> ?ontology .
                      OPTIONAL {{
                        VALUES ?kind {{ <{OWL}ObjectProperty> <{OWL}AnnotationProperty> }} ?term a ?kind }} }}"""
            ).terms
            if isinstance(term, ox.NamedNode)
        }

    def of(self, node: ox.NamedNode) -> Location | None:
        """The location of a resource, or None where it has none."""
        if node not in self._locations:
            self._locations[node] = self._find(node)
        return self._locations[node]

    def section_of(self, node: ox.NamedNode) -> ox.NamedNode | None:
        """The section on record that contains a claim, a sentence or a citation."""
        iri = self._section.get(node.value)
        section = ox.NamedNode(iri) if iri else None
        return section if section in self._kinds else None

    def folder_of(self, node: ox.NamedNode) -> str:
        """The kind of a thing's own page, as a word: `term`, `property`, or the class of a record such as `claim`."""
        return self._terms.get(node.value) or self._kinds.get(node) or "thing"

    def _find(self, node: ox.NamedNode) -> Location | None:
        name, kind = self.name_of(node), self._kinds.get(node)
        if node.value in self._terms:
            return Location(self._terms[node.value], name)
        if kind in _WITH_A_PAGE:
            return Location(kind, name)
        if kind in _LISTS:
            return Location(_LISTS[kind], anchor=name)
        if kind in _IN_A_SECTION:
            section = self.section_of(node)
            return Location("section", self.name_of(section), name) if section else replace(UNPLACED, anchor=name)
        return None

    def name_of(self, node: ox.NamedNode) -> str:
        """The name of a page or an anchor; for an IRI without a prefix its last part and a digest of the whole."""
        curie = self._prefixes.curie(node)
        if curie.startswith("<"):
            end = re.split(r"[^\w.-]+", node.value.rstrip("/#"))[-1]
            return f"{end}-{hashlib.blake2b(node.value.encode(), digest_size=4).hexdigest()}"
        prefix, _, local = curie.partition(":")
        review = prefix.rpartition(".")[0]
        return f"{review}.{local}" if review else local
