"""The facts of a dataset: the facets of each resource, its name in both languages, the records that belong to it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from exordf.browse.model import facet_names
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.lazy_lookup import LazyResources
from exordf.browse.model.locations import Locations
from exordf.browse.model.texts import Texts
from exordf.browse.model.translations import LANGUAGES
from exordf.claims.claim_graph import directions_of_nodes, fit_by_verdict
from exordf.rdf.prefixes import CITO, EXO
from exordf.rdf.rows import Rows, text, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.api import Dataset
    from exordf.claims.claim_graph import Direction, Fit
    from exordf.rdf.rows import Term
    from exordf.store.store_protocol import Store

    Members = Mapping[ox.NamedNode, list[ox.NamedNode]]

CITATION = f"{CITO}Citation"
MANY = 20_000  # resources; of more, each is read on demand
RECORDS = ("Review", "Claim", "Reference", "Section", "Sentence", "Finding", "Conflict", "Gap")
_MOST_COMPARED = 5_000  # claims; each is compared with all others


def _members(pattern: str) -> cached_property[Members]:
    """The records by what they belong to: `?member` of each `?group`, by `?ordinal` where the pattern binds one."""
    return cached_property(lambda facts: facts.grouped(pattern))


@dataclass(frozen=True)
class Facts:
    """Resources with their facets, in English, and the texts of all of them, in both languages."""

    dataset: Dataset
    things: LazyResources
    locations: Locations
    texts: Texts = field(repr=False)
    _curies: dict[ox.NamedNode, str] = field(default_factory=dict, repr=False)

    by_predicate = _members("?member exo:predicate ?group")
    sentences = _members("?member exo:section ?group OPTIONAL { ?member exo:ordinal ?ordinal }")
    sections = _members("?member a exo:Section ; exo:review ?group OPTIONAL { ?member exo:ordinal ?ordinal }")
    citations = _members("?member cito:hasCitingEntity ?group")  # of a sentence
    cited_by = _members("?member cito:hasCitedEntity ?group")  # the citations of a reference
    gaps = _members("?member a exo:Gap ; exo:sentence/exo:section ?group")
    of_kind = _members("?member exo:kind ?group")  # findings and conflicts
    mechanisms = _members("?group exo:mechanism ?member")  # the claims by which a claim works
    effects = _members("?member exo:mechanism ?group")  # the claims that work by a claim

    @classmethod
    def of_all(cls, dataset: Dataset, *, lazily: bool = False, texts: Texts | None = None) -> Facts:
        """The facts of everything that has a page or a location on one: terms, and records of every kind.

        Where `lazily`, a resource is read on demand; else all are read now. `texts` are those of the dataset.
        """
        classes = " ".join(f"exo:{name}" for name in RECORDS)
        answer = dataset.query(
            f"""SELECT ?thing ?class WHERE {{
                  {{ ?thing rdfs:isDefinedBy ?ontology }}
                  UNION {{ VALUES ?class {{ {classes} cito:Citation }} ?thing a ?class }}
                  FILTER(isIRI(?thing)) }}"""
        )
        kinds: dict[ox.NamedNode, str] = {}
        for thing, kind in sorted(answer.terms, key=lambda row: (text(row[0]), text(row[1]))):
            if isinstance(thing, ox.NamedNode):
                kinds[thing] = sys.intern(text(kind).rpartition("/")[2].lower()) or kinds.get(thing, "")
        # Where resources are read a few at a time, copying a large store costs more than it saves.
        store = dataset.store if lazily and len(kinds) > MANY else dataset.store.in_memory()
        things = LazyResources(dataset, store, kinds)
        if not lazily:
            things.load(kinds)
        return cls(dataset, things, Locations(store, dataset.prefixes, kinds), texts or Texts(dataset))

    @property
    def store(self) -> Store:
        """The store for many small queries in a row."""
        return self.things.store

    def load(self, nodes: Iterable[ox.NamedNode]) -> None:
        """Read the resources that have not been read yet, all at once, which is far quicker than one by one."""
        self.things.load(nodes)

    def curie(self, node: ox.NamedNode) -> str:
        """The CURIE of a resource, looked up once."""
        if node not in self._curies:
            self._curies[node] = self.dataset.prefixes.curie(node)
        return self._curies[node]

    def names(self, node: ox.NamedNode) -> Bilingual:
        """The label or title of a resource in both languages.

        In English a name in another language stands in, else the CURIE; the Chinese one may be empty.
        """
        en, zh = self.texts.names(node)
        return Bilingual(en or zh or self.curie(node), zh)

    def name(self, node: ox.NamedNode, language: str = "en") -> str:
        """The name of a resource in one language."""
        return self.names(node)[LANGUAGES.index(language)]

    def all_of(self, kind: str) -> list[ox.NamedNode]:
        """The records of a class, by its local name or, where it is not ours, its IRI; in the order of their CURIEs."""
        return sorted(self._by_class.get(kind if "/" in kind else EXO + kind, []), key=self.curie)

    def ungrouped(self, kind: str, groups: Members) -> list[ox.NamedNode]:
        """The records of a class that are in none of some groups, in the order of their CURIEs."""
        members = {node for nodes in groups.values() for node in nodes}
        return [node for node in self.all_of(kind) if node not in members]

    def properties(self, node: ox.NamedNode) -> list[tuple[str, Term]]:
        """Each property and value that the facet `about` has for a resource; none for one without a page."""
        rows = self.facet(node, facet_names.ABOUT)
        return [(text(prop), value) for prop, value, _ in rows.terms if value is not None]

    def classes(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """The classes that a resource is stated to belong to."""
        types = (value for prop, value in self.properties(node) if prop.endswith("#type"))
        return [value for value in types if isinstance(value, ox.NamedNode)]

    def values(self, node: ox.NamedNode, prop: str) -> list[Term]:
        """The values that the facet `about` has for a property of ours, by its local name."""
        return [value for name, value in self.properties(node) if name == EXO + prop]

    def value(self, node: ox.NamedNode, prop: str) -> Term | None:
        """The first value of a property of ours that is an IRI, else the first; None where none is stated."""
        values = self.values(node, prop)
        return next((value for value in values if isinstance(value, ox.NamedNode)), next(iter(values), None))

    def facet(self, node: Term | None, name: str) -> Rows:
        """The rows of a facet of a resource; none where it has nothing to say."""
        facets = self.things[node].facets if isinstance(node, ox.NamedNode) and node in self.things else {}
        return facets.get(name) or Rows((), [])

    def linked(self, node: Term | None, facet: str, column: str) -> list[ox.NamedNode]:
        """The resources in a column of a facet of a resource."""
        rows = self.facet(node, facet)
        return [term for term in rows.column(column) if isinstance(term, ox.NamedNode)] if len(rows) else []

    def claims_in(self, node: ox.NamedNode, facet: str) -> list[ox.NamedNode]:
        """The claims on record in a facet of a resource, each once, read all at once."""
        claims = [claim for claim in dict.fromkeys(self.linked(node, facet, "claim")) if claim in self.things]
        self.load(claims)
        return claims

    @cached_property
    def _by_class(self) -> Mapping[str, list[ox.NamedNode]]:
        nodes: dict[str, list[ox.NamedNode]] = {}
        for node, kind in self.dataset.query("SELECT ?thing ?class WHERE { ?thing a ?class }").terms:
            if isinstance(node, ox.NamedNode) and node in self.things:
                nodes.setdefault(text(kind), []).append(node)
        return nodes

    @cached_property
    def kinds(self) -> set[ox.NamedNode]:
        """The classes that a predicate may join: what an entity is a kind of."""
        answer = self.dataset.query(
            """SELECT DISTINCT ?kind WHERE {
                 { ?predicate exo:subjectKind|exo:objectKind ?kind } UNION { ?kind rdfs:subClassOf exo:Record }
                 FILTER(?kind != exo:Record) }"""
        )
        counted = self.dataset.ask("counts").column("what")
        return {kind for kind in (*answer.column("kind"), *counted) if isinstance(kind, ox.NamedNode)}

    @cached_property
    def opposed(self) -> Mapping[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]]:
        """The pairs of claims that oppose each other in each conflict; none where claims are too many to compare."""
        pairs: dict[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]] = {}
        if len(self._by_class.get(f"{EXO}Claim", ())) <= _MOST_COMPARED:
            for row in self.dataset.ask("conflict-candidates"):
                claim, against, conflict = row["claim"], row["against"], row["conflict"]
                if isinstance(conflict, ox.NamedNode):
                    pairs.setdefault(conflict, []).append((cast("ox.NamedNode", claim), cast("ox.NamedNode", against)))
        return pairs

    @cached_property
    def directions(self) -> Mapping[ox.NamedNode, Direction]:
        """Whether a predicate `raises` or `lowers` its object, by its `exo:direction`; others do neither."""
        return directions_of_nodes(self.store)

    def fit(self, verdict: Term | None) -> Fit:
        """How well a citation fits, by its verdict and the ontology; `open` where there is no verdict."""
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

    def grouped(self, pattern: str) -> Members:
        """The members of each group by a pattern: `?member`, `?group`, and `?ordinal` where members have an order."""
        members: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {}
        query = f"SELECT ?group ?member ?ordinal WHERE {{ {pattern} }}"
        for group, member, _ in sorted(self.dataset.query(query).terms, key=_position):
            if isinstance(group, ox.NamedNode) and isinstance(member, ox.NamedNode) and member in self.things:
                members.setdefault(group, {}).setdefault(member)  # the first of two numbers counts
        return {group: list(nodes) for group, nodes in members.items()}


def _position(row: Sequence[Term | None]) -> tuple[str, bool, int, str]:
    """The sort key of a row: its group, its number, those without one last, and its own name."""
    group, member, ordinal = row
    return text(group), *_number(ordinal), text(member)


def _number(term: Term | None) -> tuple[bool, int]:
    number = whole_number(term)
    return number is None, number or 0
