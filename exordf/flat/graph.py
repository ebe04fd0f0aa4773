"""The graph view: entities as nodes, claims in force as edges; every graph format and picture is written from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from exordf.flat.columns import CITATIONS, CLAIMS, CONTEXT, ENTITIES, REFERENCES
from exordf.flat.tables import listed, plain
from exordf.names import EXO, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.flat.tables import Row, Tables
    from exordf.names import Prefixes
    from exordf.store import Store

Direction = Literal["raises", "lowers", "other"]

RAISING = (f"{EXO}promotes", f"{EXO}causes")
LOWERING = (f"{EXO}inhibits", f"{EXO}ameliorates")
# The verdicts on a citation under which what is cited can be what the sentence rests on.
FITTING = ("exo:Supports", "exo:SameTopic")


@dataclass(frozen=True)
class Edge:
    """A claim in force: its row in the table of claims, whether it raises or lowers its object, what it rests on.

    `misfits` are the references cited for it that do not fit, by the verdict on the citation.
    """

    claim: Row
    direction: Direction
    publications: tuple[str, ...]
    misfits: tuple[str, ...] = ()

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
        return {role: listed(self.claim[role]) for role in CONTEXT if self.claim[role]}


@dataclass(frozen=True)
class Graph:
    """Nodes are rows of the table of entities, by CURIE: those at an end of an edge, and no other."""

    nodes: dict[str, Row]
    edges: tuple[Edge, ...]

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


def graph(tables: Tables, store: Store, prefixes: Prefixes) -> Graph:
    """The graph of the claims that are edges, sorted by claim; one edge a claim, so that two may join the same ends."""
    entities = {str(row["entity"]): row for row in tables[ENTITIES.name]}
    works = {str(row["reference"]): _publication(row) for row in tables[REFERENCES.name]}
    meant = {
        (str(row["sentence"]), str(row["reference"])): str(row["intended"])
        for row in tables[CITATIONS.name]
        if row["intended"]
    }
    misfits = {
        (str(row["sentence"]), str(row["reference"]))
        for row in tables[CITATIONS.name]
        if row["verdict"] and row["verdict"] not in FITTING
    }
    toward = directions(store, prefixes)
    edges = tuple(
        Edge(
            claim,
            toward.get(str(claim["predicate"]), "other"),
            _cited(claim, works, meant),
            tuple(name for name in listed(claim["references"]) if (str(claim["sentence"]), name) in misfits),
        )
        for claim in tables[CLAIMS.name]
        if claim["edge"]
    )
    ends = sorted({end for edge in edges for end in (edge.subject, edge.object)})
    return Graph({name: entities[name] for name in ends}, edges)


def _cited(claim: Row, works: dict[str, str], meant: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """The publications cited for a claim; where the source plainly means another work than it names, that one."""
    cited = [meant.get((str(claim["sentence"]), name), name) for name in listed(claim["references"])]
    return tuple(sorted({works[name] for name in cited if works.get(name)}))


def _publication(reference: Row) -> str:
    """A reference as a CURIE that everybody knows: its number in PubMed, else its DOI, else nothing."""
    if reference["pmid"]:
        return f"PMID:{reference['pmid']}"
    return f"DOI:{reference['doi']}" if reference["doi"] else ""


def directions(store: Store, prefixes: Prefixes) -> dict[str, Direction]:
    """The same as `directions_of_nodes`, by the names that tables give to predicates."""
    return {plain(predicate, prefixes): direction for predicate, direction in directions_of_nodes(store).items()}


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
