"""What the site knows of a dataset: each facet asked once for all things, and every name in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from exordf.flat.graph import directions_of_nodes, fit_by_verdict
from exordf.names import EXO, RDFS, SKOS
from exordf.rows import text, whole_number
from exordf.site.loading import Things
from exordf.site.places import Places
from exordf.store import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.dataset import Dataset
    from exordf.export import Source
    from exordf.flat.graph import Direction, Fit
    from exordf.rows import Term
    from exordf.store import Store

LANGUAGES = ("en", "zh")
TITLE = "http://purl.org/dc/terms/title"
LABEL, DEFINITION, COMMENT, SYNONYM = f"{RDFS}label", f"{SKOS}definition", f"{RDFS}comment", f"{SKOS}altLabel"
_COMPARED = 5_000  # claims; each is held against all others
MANY = 20_000  # things; of so many they are read when they are asked for
RECORDS = ("Review", "Claim", "Reference", "Section", "Sentence", "Finding", "Conflict", "Gap")


@dataclass(frozen=True)
class Facts:
    """Things with their facets, in English, and the words of all things. One thing is enough to make its page."""

    dataset: Dataset
    things: Things
    places: Places
    words: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(repr=False)
    claims: dict[ox.NamedNode, dict[str, Any]] = field(default_factory=dict, repr=False)
    _curies: dict[ox.NamedNode, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of_all(cls, dataset: Dataset, *, lazily: bool = False) -> Facts:
        """Everything that has a page or a place on one: terms, and records of every kind; `lazily` when asked for."""
        classes = " ".join(f"exo:{name}" for name in RECORDS)
        found = dataset.query(
            f"""SELECT ?thing WHERE {{
                  {{ ?thing rdfs:isDefinedBy ?ontology }}
                  UNION {{ VALUES ?class {{ {classes} cito:Citation }} ?thing a ?class }}
                  FILTER(isIRI(?thing)) }}"""
        )
        nodes = sorted({thing for thing in found.column("thing") if isinstance(thing, ox.NamedNode)}, key=text)
        return cls.of(dataset, nodes, lazily=lazily)

    @classmethod
    def of(cls, dataset: Dataset, nodes: list[ox.NamedNode], *, lazily: bool = False) -> Facts:
        """The facts of these things."""
        properties = " ".join(f"<{iri}>" for iri in (LABEL, DEFINITION, COMMENT, SYNONYM, TITLE))
        words: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
        answer = dataset.query(
            f"SELECT ?thing ?property ?words WHERE {{ VALUES ?property {{ {properties} }} ?thing ?property ?words }}"
        )
        every = [
            (thing.value, text(prop), text(said), (said.language or "") if isinstance(said, ox.Literal) else "")
            for thing, prop, said in answer.terms
            if isinstance(thing, ox.NamedNode)
        ]
        for thing, prop, said, language in sorted(every):  # here it takes a tenth of what the store takes to sort them
            there = words.setdefault((thing, prop), {})
            there[language] = (*there.get(language, ()), said)
        # Where things are read a few at a time, a copy of a large store costs more than it saves.
        store = dataset.store if lazily and len(nodes) > MANY else near(dataset.store)
        found = Things(dataset, store, nodes)
        if not lazily:
            found.load(nodes)
        return cls(dataset, found, Places(store, dataset.prefixes), words)

    @property
    def store(self) -> Store:
        """Where to ask more of the same things, many times in a row."""
        return self.things.store

    def load(self, nodes: Iterable[ox.NamedNode]) -> None:
        """Read what is not yet known of many things at once, which is far quicker than one after the other."""
        self.things.load(nodes)

    def curie(self, node: ox.NamedNode) -> str:
        """The CURIE of a thing, looked up once."""
        if node not in self._curies:
            self._curies[node] = self.dataset.prefixes.curie(node)
        return self._curies[node]

    def said(self, node: ox.NamedNode, prop: str, language: str) -> str:
        """The words that a thing has for a property in a language, or the empty string."""
        return next(iter(self.words.get((node.value, prop), {}).get(language, ())), "")

    def name(self, node: ox.NamedNode, language: str = "en") -> str:
        """What a thing is called: its label, its title, in Chinese nothing where it has none, else its CURIE."""
        found = self.said(node, LABEL, language) or self.said(node, TITLE, language)
        return found or ("" if language != "en" else self.said(node, LABEL, "") or self.curie(node))

    def all_of(self, kind: str) -> list[ox.NamedNode]:
        """The records of a class of ours, by its local name, in the order of their CURIEs."""
        return sorted(self._by_class.get(EXO + kind, []), key=self.curie)

    def in_order(self, kind: str) -> list[ox.NamedNode]:
        """The same in the order of their numbers, those without one last."""

        def key(node: ox.NamedNode) -> tuple[bool, int, str]:
            number = next((whole_number(text(value)) for value in self.values(node, "ordinal")), None)
            return number is None, number or 0, node.value

        return sorted(self.all_of(kind), key=key)

    def values(self, node: ox.NamedNode, prop: str) -> list[Term]:
        """What the facet `about` has for a property of ours, by its local name."""
        about = self.things[node].facets.get("10-about")
        return (
            [value for name, value, _ in about.terms if value is not None and text(name) == EXO + prop] if about else []
        )

    def one(self, node: ox.NamedNode, prop: str) -> ox.NamedNode:
        """The thing that is the one value of a property of ours."""
        return next(value for value in self.values(node, prop) if isinstance(value, ox.NamedNode))

    @cached_property
    def _by_class(self) -> Mapping[str, list[ox.NamedNode]]:
        found: dict[str, list[ox.NamedNode]] = {}
        for node, kind in self.dataset.query("SELECT ?thing ?class WHERE { ?thing a ?class }").terms:
            if isinstance(node, ox.NamedNode) and node in self.things:
                found.setdefault(text(kind), []).append(node)
        return found

    @cached_property
    def source(self) -> Source:
        """What pictures are drawn from."""
        return self.dataset.as_source()

    @cached_property
    def kinds(self) -> set[ox.NamedNode]:
        """The classes that a predicate may join: what an entity is a kind of."""
        answer = self.dataset.query(
            """SELECT DISTINCT ?kind WHERE {
                 { ?predicate exo:subjectKind|exo:objectKind ?kind } UNION { ?kind rdfs:subClassOf exo:Record } }"""
        )
        counted = self.dataset.ask("counts").column("what")
        return {kind for kind in (*answer.column("kind"), *counted) if isinstance(kind, ox.NamedNode)}

    @cached_property
    def by_predicate(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The claims that are made with each predicate."""
        return self._grouped("?claim exo:predicate ?key", "claim")

    @cached_property
    def in_the_order_of_the_review(self) -> list[ox.NamedNode]:
        """Every claim, by review, section, sentence and its own name."""
        sentences = self.dataset.query(
            """SELECT ?sentence ?place ?section ?chapter ?review WHERE {
                 ?sentence exo:ordinal ?place ; exo:section ?section .
                 OPTIONAL { ?section exo:ordinal ?chapter } OPTIONAL { ?section exo:review ?review } }"""
        )
        spot = {
            sentence: (text(review), _number(chapter), text(section), _number(place), text(sentence))
            for sentence, place, section, chapter, review in sentences.terms
        }
        claims = self.dataset.query(
            "SELECT ?claim ?sentence WHERE { ?claim a exo:Claim . OPTIONAL { ?claim exo:sentence ?sentence } }"
        )
        nowhere = ("", 0, "", 0, "")
        found = sorted(claims.terms, key=lambda row: (spot.get(row[1], nowhere), text(row[0])))
        return list(dict.fromkeys(claim for claim, _ in found if isinstance(claim, ox.NamedNode)))

    @cached_property
    def place_of(self) -> Mapping[ox.NamedNode, int]:
        """Where each claim stands in that order, from 0."""
        return {claim: number for number, claim in enumerate(self.in_the_order_of_the_review)}

    @cached_property
    def sentences(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The sentences of each section, in their order."""
        return self._grouped("?sentence exo:section ?key ; exo:ordinal ?ordinal", "sentence", "?ordinal")

    @cached_property
    def citations(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The citations of each sentence."""
        return self._grouped("?citation cito:hasCitingEntity ?key", "citation")

    @cached_property
    def cited_by(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The citations of each reference."""
        return self._grouped("?citation cito:hasCitedEntity ?key", "citation")

    @cached_property
    def chinese(self) -> Mapping[str, str]:
        """What English labels are in Chinese, for answers that give a label alone."""
        labels = (said for (_, prop), said in self.words.items() if prop == LABEL and "zh" in said)
        return {said["en"][0]: said["zh"][0] for said in labels if "en" in said}

    @cached_property
    def sections(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The sections of each review, in their order."""
        return self._grouped("?section a exo:Section ; exo:review ?key ; exo:ordinal ?ordinal", "section", "?ordinal")

    @cached_property
    def gaps(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The gaps of each section."""
        return self._grouped("?gap a exo:Gap ; exo:sentence/exo:section ?key", "gap")

    @cached_property
    def of_kind(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The findings and conflicts of each kind of them."""
        return self._grouped("?record exo:kind ?key", "record")

    @cached_property
    def opposed(self) -> Mapping[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]]:
        """The pairs of claims that oppose each other in each conflict; none where claims are too many to compare."""
        found: dict[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]] = {}
        if len(self._by_class.get(f"{EXO}Claim", ())) <= _COMPARED:
            for row in self.dataset.ask("conflict-candidates"):
                claim, against, conflict = row["claim"], row["against"], row["conflict"]
                if isinstance(conflict, ox.NamedNode):
                    found.setdefault(conflict, []).append((cast("ox.NamedNode", claim), cast("ox.NamedNode", against)))
        return found

    @cached_property
    def directions(self) -> Mapping[ox.NamedNode, Direction]:
        """Whether a predicate `raises` or `lowers` its object, by the tree of predicates; others do neither."""
        return directions_of_nodes(self.store)

    def fit(self, verdict: Term | None) -> Fit:
        """What a verdict on a citation means by the ontology; that of no verdict is open."""
        return self._fits.get(verdict, "open") if isinstance(verdict, ox.NamedNode) else "open"

    @cached_property
    def _fits(self) -> Mapping[ox.NamedNode, Fit]:
        return fit_by_verdict(self.store)

    @cached_property
    def verdicts(self) -> Mapping[tuple[str, str], ox.NamedNode]:
        """The verdict on the citation of a reference by a sentence, by the IRIs of both; the first of several."""
        answer = self.dataset.query(
            """SELECT ?sentence ?reference ?verdict WHERE { ?citation cito:hasCitingEntity ?sentence ;
                 cito:hasCitedEntity ?reference ; exo:verdict ?verdict } ORDER BY DESC(?verdict)"""
        )
        return {
            (text(sentence), text(reference)): verdict
            for sentence, reference, verdict in answer.terms
            if isinstance(verdict, ox.NamedNode)
        }

    def _grouped(self, pattern: str, name: str, order: str = "") -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        found: dict[ox.NamedNode, list[ox.NamedNode]] = {}
        asked = f"SELECT ?key ?{name} {order} WHERE {{ {pattern} }}"
        for key, each, *_ in sorted(self.dataset.query(asked).terms, key=_place):
            if isinstance(key, ox.NamedNode) and isinstance(each, ox.NamedNode):
                found.setdefault(key, []).append(each)
        return found


def _place(row: Sequence[Term | None]) -> tuple[str, int, str]:
    """Where a row stands: by what it is grouped by, the number if there is one, and its own name."""
    key, each, *number = row
    return text(key), _number(*number), text(each)


def _number(term: Term | None = None) -> int:
    number = text(term)
    return int(number) if number.isdecimal() else 0
