"""The claims as a graph: entities are nodes, claims in force are edges; the source of graph formats and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from exordf.claims.columns import CITATIONS, CLAIMS, CONTEXT, ENTITIES, REFERENCES
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.claims.tables import Row, Tables
    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

Direction = Literal["raises", "lowers", "other"]
Fit = Literal["fits", "open", "misfit"]

_SECRETES = "exo:secretes"
_DIRECTIONS: dict[str, Direction] = {f"{EXO}Raises": "raises", f"{EXO}Lowers": "lowers"}


@dataclass(frozen=True)
class Edge:
    """A claim in force: its row in the table of claims, its direction, the publications cited for it.

    `misfits` are the references cited for it that do not fit, by the verdict on the citation. If `definition`, it is
    not a claim but follows from the definition of its object, and `claim` has the name and definition of the object.
    """

    claim: Row
    direction: Direction
    publications: tuple[str, ...]
    misfits: tuple[str, ...] = ()
    definition: bool = False

    @property
    def subject(self) -> str:
        """The entity at its start, as a CURIE."""
        return str(self.claim["subject"])

    @property
    def object(self) -> str:
        """The entity at its end, as a CURIE."""
        return str(self.claim["object"])

    @property
    def hedged(self) -> bool:
        """Whether the source states it with reservation."""
        return self.claim["certainty"] == "exo:Hedged"

    def context(self) -> dict[str, list[str]]:
        """The context of the claim by role, without empty roles."""
        return {role: as_list(self.claim[role]) for role in CONTEXT if self.claim[role]}


@dataclass(frozen=True)
class ClaimGraph:
    """Nodes are the rows of the table of entities at an end of an edge, by CURIE."""

    nodes: dict[str, Row]
    edges: tuple[Edge, ...]

    @cached_property
    def claims(self) -> int:
        """The number of edges that are claims."""
        return sum(not edge.definition for edge in self.edges)

    @cached_property
    def leaving(self) -> dict[str, list[int]]:
        """The numbers of the edges from each entity, without loops."""
        return self._by_end(lambda edge: edge.subject)

    @cached_property
    def arriving(self) -> dict[str, list[int]]:
        """The numbers of the edges to each entity, without loops."""
        return self._by_end(lambda edge: edge.object)

    def _by_end(self, end: Callable[[Edge], str]) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number, edge in enumerate(self.edges):
            if edge.subject != edge.object:
                numbers.setdefault(end(edge), []).append(number)
        return numbers


def build_graph(tables: Tables, store: Store, prefixes: Prefixes) -> ClaimGraph:
    """The graph of the claims in force, one edge for each claim, sorted by claim; edges may be parallel."""
    entities = {str(row["entity"]): row for row in tables[ENTITIES.name]}
    works = {str(row["reference"]): _publication(row) for row in tables[REFERENCES.name]}
    intended = {
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
            _cited(claim, works, intended),
            tuple(name for name in as_list(claim["references"]) if (str(claim["sentence"]), name) in misfits),
        )
        for claim in tables[CLAIMS.name]
        if claim["edge"]
    )
    ends = sorted({end for edge in edges for end in (edge.subject, edge.object)})
    return ClaimGraph({name: entities[name] for name in ends}, edges)


def with_secretion(claims: ClaimGraph, tables: Tables, store: Store, prefixes: Prefixes) -> ClaimGraph:
    """The graph with an edge from each cell to each vesicle that is defined as secreted by it.

    Such an edge stands for a definition of the ontology; it is left out if a claim in force states the same.
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
    """The row of an edge that stands for the definition of a vesicle."""
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


def _cited(claim: Row, works: dict[str, str], intended: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """The publications cited for a claim; if the source evidently means another work, that one."""
    cited = [intended.get((str(claim["sentence"]), name), name) for name in as_list(claim["references"])]
    return tuple(sorted({works[name] for name in cited if works.get(name)}))


def _publication(reference: Row) -> str:
    """The public identifier of a reference as a CURIE: its number in PubMed, else its DOI, else empty."""
    if reference["pmid"]:
        return f"PMID:{reference['pmid']}"
    return f"DOI:{reference['doi']}" if reference["doi"] else ""


def fit_by_name(store: Store, prefixes: Prefixes) -> dict[str, Fit]:
    """`fit_by_verdict`, by the short names of verdicts."""
    return {short_name(verdict, prefixes): fit for verdict, fit in fit_by_verdict(store).items()}


def fit_by_verdict(store: Store) -> dict[ox.NamedNode, Fit]:
    """The fit of a citation by its verdict, from `exo:fits` in the ontology; verdicts that leave it open are absent."""
    answer = store.query(f"SELECT ?verdict ?fits WHERE {{ ?verdict <{EXO}fits> ?fits }} ORDER BY ?verdict ?fits")
    return {
        verdict: "fits" if text(fits) in ("true", "1") else "misfit"
        for verdict, fits in answer.terms
        if isinstance(verdict, ox.NamedNode)
    }


def directions(store: Store, prefixes: Prefixes) -> dict[str, Direction]:
    """`directions_of_nodes`, by the short names of predicates."""
    return {short_name(predicate, prefixes): direction for predicate, direction in directions_of_nodes(store).items()}


def directions_of_nodes(store: Store) -> dict[ox.NamedNode, Direction]:
    """Whether a predicate raises or lowers its object; those that do neither are absent.

    The ontology says so, by `exo:direction` on the predicate or one above it.
    """
    answer = store.query(
        f"SELECT ?predicate ?direction WHERE {{ ?predicate <{EXO}direction> ?direction }}"
        " ORDER BY ?predicate ?direction"
    )
    return {
        predicate: _DIRECTIONS[text(direction)]
        for predicate, direction in answer.terms
        if isinstance(predicate, ox.NamedNode) and text(direction) in _DIRECTIONS
    }
