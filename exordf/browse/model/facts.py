"""What the site knows of a dataset: each facet asked once for all things, and every name in both languages."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from exordf.browse.model.lazy_lookup import LazyResources
from exordf.browse.model.locations import Locations
from exordf.claims.claim_graph import directions_of_nodes, fit_by_verdict
from exordf.rdf.prefixes import EXO, RDFS, SKOS
from exordf.rdf.rows import Rows, text, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.api import Dataset
    from exordf.claims.claim_graph import Direction, Fit
    from exordf.export import Source
    from exordf.rdf.rows import Term
    from exordf.store.store_protocol import Store

LANGUAGES = ("en", "zh")
TITLE, CITATION = "http://purl.org/dc/terms/title", "http://purl.org/spar/cito/Citation"
LABEL, DEFINITION, COMMENT, SYNONYM = f"{RDFS}label", f"{SKOS}definition", f"{RDFS}comment", f"{SKOS}altLabel"
_COMPARED = 5_000  # claims; each is held against all others
MANY = 20_000  # things; of so many they are read when they are asked for
RECORDS = ("Review", "Claim", "Reference", "Section", "Sentence", "Finding", "Conflict", "Gap")


@dataclass(frozen=True)
class Facts:
    """Things with their facets, in English, and the words of all things. One thing is enough to make its page."""

    dataset: Dataset
    things: LazyResources
    places: Locations
    words: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(repr=False)
    claims: dict[ox.NamedNode, dict[str, Any]] = field(default_factory=dict, repr=False)
    _curies: dict[ox.NamedNode, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of_all(cls, dataset: Dataset, *, lazily: bool = False) -> Facts:
        """Everything that has a page or a place on one: terms, and records of every kind; `lazily` when asked for."""
        classes = " ".join(f"exo:{name}" for name in RECORDS)
        found = dataset.query(
            f"""SELECT ?thing ?class WHERE {{
                  {{ ?thing rdfs:isDefinedBy ?ontology }}
                  UNION {{ VALUES ?class {{ {classes} cito:Citation }} ?thing a ?class }}
                  FILTER(isIRI(?thing)) }}"""
        )
        kinds: dict[ox.NamedNode, str] = {}
        for thing, kind in sorted(found.terms, key=lambda row: (text(row[0]), text(row[1]))):
            if isinstance(thing, ox.NamedNode):
                kinds[thing] = sys.intern(text(kind).rpartition("/")[2].lower()) or kinds.get(thing, "")
        return cls.of(dataset, kinds, lazily=lazily)

    @classmethod
    def of(cls, dataset: Dataset, kinds: Mapping[ox.NamedNode, str], *, lazily: bool = False) -> Facts:
        """The facts of some things, each with its kind: `claim` or another record, nothing for a term."""
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
        store = dataset.store if lazily and len(kinds) > MANY else dataset.store.in_memory()
        found = LazyResources(dataset, store, kinds)
        if not lazily:
            found.load(kinds)
        return cls(dataset, found, Locations(store, dataset.prefixes, kinds), words)

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
        """What a thing is called: its label or title in a language; in Chinese nothing where it has none.

        In English a name in any other language stands in, else its CURIE.
        """
        found = self.said(node, LABEL, language) or self.said(node, TITLE, language)
        return found or ("" if language != "en" else self._any_name(node) or self.curie(node))

    def _any_name(self, node: ox.NamedNode) -> str:
        """A label or a title of no language, else of any."""
        named = [self.words.get((node.value, prop), {}) for prop in (LABEL, TITLE)]
        return next((word for words in named for _, said in sorted(words.items()) for word in said if word), "")

    def all_of(self, kind: str) -> list[ox.NamedNode]:
        """The records of a class, by its local name or, where it is not ours, its IRI; in the order of their CURIEs."""
        return sorted(self._by_class.get(kind if "/" in kind else EXO + kind, []), key=self.curie)

    def in_order(self, kind: str) -> list[ox.NamedNode]:
        """The same in the order of their numbers, those without one last."""

        def key(node: ox.NamedNode) -> tuple[bool, int, str]:
            number = next(filter(None, map(whole_number, self.values(node, "ordinal"))), None)
            return number is None, number or 0, node.value

        return sorted(self.all_of(kind), key=key)

    def values(self, node: ox.NamedNode, prop: str) -> list[Term]:
        """What the facet `about` has for a property of ours, by its local name."""
        return [value for name, value in self.about(node) if name == EXO + prop]

    def one(self, node: ox.NamedNode, prop: str) -> Term | None:
        """The first value of a property of ours that is a thing, else the first; None where it is not stated."""
        values = self.values(node, prop)
        return next((value for value in values if isinstance(value, ox.NamedNode)), next(iter(values), None))

    def about(self, node: ox.NamedNode) -> list[tuple[str, Term]]:
        """Each property and value that the facet `about` has for a thing; none for what has no page."""
        rows = self.facet(node, "10-about")
        return [(text(name), value) for name, value, _ in rows.terms if value is not None]

    def facet(self, node: Term | None, name: str) -> Rows:
        """A facet of a thing by its name; no rows where it has nothing to say."""
        there = self.things[node].facets if isinstance(node, ox.NamedNode) and node in self.things else {}
        return there.get(name) or Rows((), [])

    def linked(self, node: Term | None, facet: str, column: str) -> list[ox.NamedNode]:
        """The things in a column of a facet of a thing."""
        rows = self.facet(node, facet)
        return [each for each in rows.column(column) if isinstance(each, ox.NamedNode)] if len(rows) else []

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
                 ?sentence exo:section ?section .
                 OPTIONAL { ?sentence exo:ordinal ?place }
                 OPTIONAL { ?section exo:ordinal ?chapter } OPTIONAL { ?section exo:review ?review } }"""
        )
        spot = {
            sentence: (text(review), *_number(chapter), text(section), *_number(place), text(sentence))
            for sentence, place, section, chapter, review in sentences.terms
        }
        claims = self.dataset.query(
            "SELECT ?claim ?sentence WHERE { ?claim a exo:Claim . OPTIONAL { ?claim exo:sentence ?sentence } }"
        )
        nowhere = ("", False, 0, "", False, 0, "")
        found = sorted(claims.terms, key=lambda row: (spot.get(row[1], nowhere), text(row[0])))
        return list(dict.fromkeys(claim for claim, _ in found if isinstance(claim, ox.NamedNode)))

    @cached_property
    def place_of(self) -> Mapping[ox.NamedNode, int]:
        """Where each claim stands in that order, from 0."""
        return {claim: number for number, claim in enumerate(self.in_the_order_of_the_review)}

    @cached_property
    def sentences(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The sentences of each section, in their order."""
        pattern = "?sentence exo:section ?key OPTIONAL { ?sentence exo:ordinal ?ordinal }"
        return self._grouped(pattern, "sentence", "?ordinal")

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
        pattern = "?section a exo:Section ; exo:review ?key OPTIONAL { ?section exo:ordinal ?ordinal }"
        return self._grouped(pattern, "section", "?ordinal")

    @cached_property
    def gaps(self) -> Mapping[ox.NamedNode, list[ox.NamedNode]]:
        """The gaps of each section."""
        return self._grouped("?gap a exo:Gap ; exo:sentence/exo:section ?key", "gap")

    def rest(self, kind: str, *groups: Mapping[ox.NamedNode, list[ox.NamedNode]]) -> list[ox.NamedNode]:
        """The records of a class that stand in none of some groups, in the order of their CURIEs."""
        there = {each for group in groups for every in group.values() for each in every}
        return [each for each in self.all_of(kind) if each not in there]

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
        found: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {}
        asked = f"SELECT ?key ?{name} {order} WHERE {{ {pattern} }}"
        for key, each, *_ in sorted(self.dataset.query(asked).terms, key=_place):
            if isinstance(key, ox.NamedNode) and isinstance(each, ox.NamedNode) and each in self.things:
                there = found.setdefault(key, {})
                there.setdefault(each)  # of two numbers the first counts
        return {key: list(there) for key, there in found.items()}


def _place(row: Sequence[Term | None]) -> tuple[str, bool, int, str]:
    """Where a row stands: by what it is grouped by, its number, those without one last, and its own name."""
    key, each, *number = row
    return text(key), *_number(*number), text(each)


def _number(term: Term | None = None) -> tuple[bool, int]:
    number = whole_number(term)
    return number is None, number or 0
