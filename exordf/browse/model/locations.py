"""Where things stand on the site: a page for what has one, else the page that holds it, with an anchor."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import EXO, OWL, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.oxigraph import Store

# Properties have pages of their own kind: `exo:vesicle` and `exo:Vesicle` are one file name to some file systems.
TERMS = ("term", "property")

# The page of each kind of record; `{}` is the name of the record, or of the section that a claim stands in.
_ON_ONE_PAGE = {"finding": "findings", "conflict": "conflicts", "gap": "gaps"}
_OF_A_SECTION = ("claim", "sentence", "citation")
_OF_ITS_OWN = ("section", "reference")


@dataclass(frozen=True)
class Location:
    """A place on the site: a kind of page, the name of the page where there are many, an anchor on it."""

    kind: str
    name: str = ""
    anchor: str = ""


# The page of what stands in no section.
UNPLACED = Location("unplaced")


class Locations:
    """The spots of a dataset's things. Names are those of the CURIE; a second review keeps its own word before them.

    `kinds` has the kind of each record, such as `claim`: what is named but not on record has no spot.
    """

    def __init__(self, store: Store, prefixes: Prefixes, kinds: Mapping[ox.NamedNode, str]) -> None:
        self._prefixes = prefixes
        self._kinds = kinds
        self._known: dict[ox.NamedNode, Location | None] = {}
        self._section: Mapping[str, str] = {
            thing.value: section.value
            for thing, section in store.query(
                f"""PREFIX exo: <{EXO}>
                    PREFIX cito: <http://purl.org/spar/cito/>
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
        """The spot of a thing, or None where the site has none."""
        if node not in self._known:
            self._known[node] = self._find(node)
        return self._known[node]

    def section_of(self, node: ox.NamedNode) -> ox.NamedNode | None:
        """The section on record in which a claim, a sentence or a citation stands."""
        found = self._section.get(node.value)
        section = ox.NamedNode(found) if found else None
        return section if section in self._kinds else None

    def folder_of(self, node: ox.NamedNode) -> str:
        """The kind of a thing's own page, as a word: `term`, `property`, or the class of a record such as `claim`."""
        return self._terms.get(node.value) or self._kinds.get(node) or "thing"

    def _find(self, node: ox.NamedNode) -> Location | None:
        name, kind = self.name_of(node), self._kinds.get(node)
        if node.value in self._terms:
            return Location(self._terms[node.value], name)
        if kind in _OF_ITS_OWN:
            return Location(kind, name)
        if kind in _ON_ONE_PAGE:
            return Location(_ON_ONE_PAGE[kind], anchor=name)
        if kind in _OF_A_SECTION:
            section = self.section_of(node)
            return Location("section", self.name_of(section), name) if section else replace(UNPLACED, anchor=name)
        return None

    def name_of(self, node: ox.NamedNode) -> str:
        """The name of a page or an anchor; for an IRI that no prefix shortens, its end and a digest of all of it."""
        curie = self._prefixes.curie(node)
        if curie.startswith("<"):
            end = re.split(r"[^\w.-]+", node.value.rstrip("/#"))[-1]
            return f"{end}-{hashlib.blake2b(node.value.encode(), digest_size=4).hexdigest()}"
        prefix, _, local = curie.partition(":")
        review = prefix.rpartition(".")[0]
        return f"{review}.{local}" if review else local
