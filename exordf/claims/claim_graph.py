"""The graph view: entities as nodes, claims in force as edges; every graph format and picture is written from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from exordf.claims.columns import CITATIONS, CLAIMS, CONTEXT, ENTITIES, REFERENCES
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import EXO, RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.claims.tables import Row, Tables
    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

Direction = Literal["raises", "lowers", "other"]
Fit = Literal["fits", "open", "misfit"]

RAISING = (f"{EXO}promotes", f"{EXO}causes")
_SECRETES = "exo:secretes"
LOWERING = (f"{EXO}inhibits", f"{EXO}ameliorates")


@dataclass(frozen=True)
class Edge:
    """A claim in force: its row in the table of claims, whether it raises or lowers its object, what it rests on.

    `misfits` are the references cited for it that do not fit, by the verdict on the citation. Where `definition`, it is
    no claim but follows from the definition of its object, and `claim` has the name and the definition of that.
    """

    claim: Row
    direction: Direction
    publications: tuple[str, ...]
    misfits: tuple[str, ...] = ()
    definition: bool = False

    @property
    def subject(self) -> str:
        """The entity that it starts from, as a CURIE."""
        return str(self.claim["subject"])

    @property
    def object(self) -> str:
        """The entity that it leads to, as a CURIE."""
        return str(self.claim["object"])

    @property
    def hedged(self) -> bool:
        """Whether the source says that it may be so, rather than that it is."""
        return self.claim["certainty"] == "exo:Hedged"

    def context(self) -> dict[str, list[str]]:
        """The circumstances of the claim by role, those that are said."""
        return {role: as_list(self.claim[role]) for role in CONTEXT if self.claim[role]}


@dataclass(frozen=True)
class ClaimGraph:
    """Nodes are rows of the table of entities, by CURIE: those at an end of an edge, and no other."""

    nodes: dict[str, Row]
    edges: tuple[Edge, ...]

    @cached_property
    def claims(self) -> int:
        """How many of the edges are claims."""
        return sum(not edge.definition for edge in self.edges)

    @cached_property
    def leaving(self) -> dict[str, list[int]]:
        """The places of the edges that start from each entity; none leads from an entity to itself."""
        return self._by_end(lambda edge: edge.subject)

    @cached_property
    def arriving(self) -> dict[str, list[int]]:
        """The places of the edges that lead to each entity; none leads from an entity to itself."""
        return self._by_end(lambda edge: edge.object)

    def _by_end(self, end: Callable[[Edge], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, edge in enumerate(self.edges):
            if edge.subject != edge.object:
                found.setdefault(end(edge), []).append(place)
        return found


def build_graph(tables: Tables, store: Store, prefixes: Prefixes) -> ClaimGraph:
    """The graph of the claims that are edges, sorted by claim; one edge a claim, so that two may join the same ends."""
    entities = {str(row["entity"]): row for row in tables[ENTITIES.name]}
    works = {str(row["reference"]): _publication(row) for row in tables[REFERENCES.name]}
    meant = {
        (str(row["sentence"]), str(row["reference"])): str(row["intended"])
        for row in tables[CITATIONS.name]
        if row["intended"]
    }
    fits = fit_by_name(store, prefixes)
    misfits = {
        (str(row["sentence"]), str(row["reference"]))
        for row in tables[CITATIONS.name]
        if fits.get(str(row["verdict"])) == "misfit"
    }
    toward = directions(store, prefixes)
    edges = tuple(
        Edge(
            claim,
            toward.get(str(claim["predicate"]), "other"),
            _cited(claim, works, meant),
            tuple(name for name in as_list(claim["references"]) if (str(claim["sentence"]), name) in misfits),
        )
        for claim in tables[CLAIMS.name]
        if claim["edge"]
    )
    ends = sorted({end for edge in edges for end in (edge.subject, edge.object)})
    return ClaimGraph({name: entities[name] for name in ends}, edges)


def with_secretion(claims: ClaimGraph, tables: Tables, store: Store, prefixes: Prefixes) -> ClaimGraph:
    """The same graph with an edge from each cell to each vesicle that is defined as secreted by it.

    Such an edge is a definition of the ontology and no claim. Where a claim in force says the same there is none.
    """
    entities = {str(row["entity"]): row for row in tables[ENTITIES.name]}
    stated = {(edge.subject, edge.object) for edge in claims.edges if edge.claim["predicate"] == _SECRETES}
    answer = store.query(f"SELECT DISTINCT ?cell ?vesicle WHERE {{ ?vesicle <{EXO}secretedBy> ?cell }}")
    pairs = sorted(
        (short_name(cell, prefixes), short_name(vesicle, prefixes))
        for cell, vesicle in answer.terms
        if isinstance(cell, ox.NamedNode) and isinstance(vesicle, ox.NamedNode)
    )
    edges = [
        Edge(_defined(entities[cell], entities[vesicle]), "other", (), definition=True)
        for cell, vesicle in pairs
        if cell in entities and vesicle in entities and (cell, vesicle) not in stated
    ]
    ends = sorted({*claims.nodes, *(end for edge in edges for end in (edge.subject, edge.object))})
    return ClaimGraph({name: entities[name] for name in ends}, (*claims.edges, *edges))


def _defined(cell: Row, vesicle: Row) -> Row:
    """The row of an edge that follows from the definition of a vesicle."""
    row: Row = dict.fromkeys((column.name for column in CLAIMS.columns), None)
    return row | {
        "claim": vesicle["entity"],
        "iri": vesicle["iri"],
        "subject": cell["entity"],
        "subject_kind": cell["kind"],
        "predicate": _SECRETES,
        "object": vesicle["entity"],
        "object_kind": vesicle["kind"],
        "label_en": vesicle["definition_en"],
        "label_zh": vesicle["definition_zh"],
    }


def _cited(claim: Row, works: dict[str, str], meant: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """The publications cited for a claim; where the source plainly means another work than it names, that one."""
    cited = [meant.get((str(claim["sentence"]), name), name) for name in as_list(claim["references"])]
    return tuple(sorted({works[name] for name in cited if works.get(name)}))


def _publication(reference: Row) -> str:
    """A reference as a CURIE that everybody knows: its number in PubMed, else its DOI, else nothing."""
    if reference["pmid"]:
        return f"PMID:{reference['pmid']}"
    return f"DOI:{reference['doi']}" if reference["doi"] else ""


def fit_by_name(store: Store, prefixes: Prefixes) -> dict[str, Fit]:
    """The same as `fit_by_verdict`, by the names that tables give to verdicts."""
    return {short_name(verdict, prefixes): fit for verdict, fit in fit_by_verdict(store).items()}


def fit_by_verdict(store: Store) -> dict[ox.NamedNode, Fit]:
    """Whether a citation with each verdict fits or not; a verdict that leaves it open is absent.

    The ontology says so, by `exo:fits` on the verdict.
    """
    answer = store.query(f"SELECT ?verdict ?fits WHERE {{ ?verdict <{EXO}fits> ?fits }} ORDER BY ?verdict ?fits")
    return {
        verdict: "fits" if text(fits) in ("true", "1") else "misfit"
        for verdict, fits in answer.terms
        if isinstance(verdict, ox.NamedNode)
    }


def directions(store: Store, prefixes: Prefixes) -> dict[str, Direction]:
    """The same as `directions_of_nodes`, by the names that tables give to predicates."""
    return {short_name(predicate, prefixes): direction for predicate, direction in directions_of_nodes(store).items()}


def directions_of_nodes(store: Store) -> dict[ox.NamedNode, Direction]:
    """Whether a predicate raises or lowers its object, by the tree of predicates; those that do neither are absent."""
    found: dict[ox.NamedNode, Direction] = {}
    tree: tuple[tuple[Direction, tuple[str, ...]], ...] = (("raises", RAISING), ("lowers", LOWERING))
    for direction, roots in tree:
        values = " ".join(f"<{root}>" for root in roots)
        answer = store.query(
            "SELECT DISTINCT ?predicate WHERE {"
            f" VALUES ?root {{ {values} }} ?predicate <{RDFS}subPropertyOf>* ?root }}"
        )
        found |= {predicate: direction for (predicate,) in answer.terms if isinstance(predicate, ox.NamedNode)}
    return found
