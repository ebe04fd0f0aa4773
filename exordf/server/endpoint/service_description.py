"""The description of the service: what it answers, in which formats, and VoID's counts of its data.

SPARQL 1.1 Service Description: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import DCTERMS, EXO, OWL, RDF, RDF_TYPE, VOID, XSD
from exordf.server.endpoint import formats, graph_results, responses
from exordf.server.endpoint.responses import Problem
from exordf.server.http.negotiation import media_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.rdf.rows import Term
    from exordf.server.endpoint.responses import Answer
    from exordf.server.endpoint.scheduler import QueryScheduler

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {"dcterms": DCTERMS, "format": _FORMATS, "owl": OWL, "rdf": RDF, "sd": _SD, "void": VOID, "xsd": XSD}
_WRITTEN = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_FEDERATED = "BasicFederatedQuery"

_SAID = f"""SELECT ?property ?value WHERE {{
  VALUES ?property {{ <{DCTERMS}title> <{DCTERMS}description> <{DCTERMS}license> <{OWL}versionInfo> }}
  <{EXO}> ?property ?value }}"""
_COUNTS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
  (COUNT(DISTINCT ?o) AS ?distinctObjects) (COUNT(DISTINCT ?p) AS ?properties) WHERE { ?s ?p ?o }"""
_CLASSES = """SELECT ?class (COUNT(*) AS ?entities) WHERE { ?entity a ?class FILTER(isIRI(?class)) } GROUP BY ?class"""
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property"
_BUSY = (429, 503)


class Description:
    """The description, counted when it is first asked for and then remembered; the data does not change."""

    def __init__(self, pool: QueryScheduler) -> None:
        self._pool = pool
        self._counting = asyncio.Lock()
        self._counted: dict[str, list[tuple[Term | None, ...]]] = {}

    async def answer(self, address: str, accept: str) -> Answer:
        """The description of the service at an address, in the format that an `Accept` header prefers."""
        kind = media_type(accept, tuple(formats.GRAPHS))
        if kind is None:
            problem = Problem(
                "the description of this service comes in none of the formats asked for", formats.format_list()
            )
            return responses.wrong(406, problem)
        async with self._counting:
            known = [await self._rows(query) for query in (_SAID, _COUNTS, _CLASSES, _PROPERTIES)]
        quads = list(self._quads(address, *(rows or [] for rows in known)))
        return responses.good(
            kind, graph_results.written(quads, formats.GRAPHS[kind], {**_PREFIXES, **self._pool.prefixes})
        )

    async def _rows(self, query: str) -> list[tuple[Term | None, ...]] | None:
        """The answer of a query about the data; None where there is none just now, nothing where it takes too much."""
        if query not in self._counted:
            answer = await self._pool.ask(query)
            if answer.status in _BUSY:
                return None
            found = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON) if answer.problem is None else ()
            assert not isinstance(found, ox.QueryBoolean)  # noqa: S101 - each is a SELECT
            self._counted[query] = [tuple(row) for row in found]
        return self._counted[query]

    def _quads(
        self,
        address: str,
        said: Iterable[tuple[Term | None, ...]],
        counts: Iterable[tuple[Term | None, ...]],
        classes: Iterable[tuple[Term | None, ...]],
        properties: Iterable[tuple[Term | None, ...]],
    ) -> Iterator[ox.Quad]:
        service, dataset, graph = (ox.NamedNode(f"{address}{part}") for part in ("", "#dataset", "#default-graph"))
        yield ox.Quad(service, RDF_TYPE, _sd("Service"))
        yield ox.Quad(service, _sd("endpoint"), service)
        yield ox.Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
        for written in _WRITTEN:
            yield ox.Quad(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + written))
        if self._pool.limits.services:
            yield ox.Quad(service, _sd("feature"), _sd(_FEDERATED))
        yield ox.Quad(service, _sd("defaultDataset"), dataset)
        yield ox.Quad(dataset, RDF_TYPE, _sd("Dataset"))
        yield ox.Quad(dataset, _sd("defaultGraph"), graph)
        yield ox.Quad(graph, RDF_TYPE, _sd("Graph"))
        for each in (dataset, graph):
            yield ox.Quad(each, RDF_TYPE, _void("Dataset"))
        yield ox.Quad(dataset, _void("sparqlEndpoint"), service)
        for predicate, value in said:
            yield ox.Quad(dataset, predicate, value)  # type: ignore[arg-type]
        names = ("triples", "distinctSubjects", "distinctObjects", "properties")
        for row in counts:
            for name, number in zip(names, row, strict=True):
                yield ox.Quad(graph, _void(name), number)  # type: ignore[arg-type]
        classes, properties = list(classes), list(properties)
        if classes:
            yield ox.Quad(graph, _void("classes"), ox.Literal(len(classes)))
        yield from _parts(graph, "class", "entities", classes)
        yield from _parts(graph, "property", "triples", properties)


def _parts(graph: ox.NamedNode, kind: str, counted: str, rows: Iterable[tuple[Term | None, ...]]) -> Iterator[ox.Quad]:
    """A partition for each class, or each property."""
    for place, (thing, number) in enumerate(sorted(rows, key=str), start=1):
        part = ox.NamedNode(f"{graph.value}-{kind}-{place}")
        yield ox.Quad(graph, _void(f"{kind}Partition"), part)
        yield ox.Quad(part, _void(kind), thing)  # type: ignore[arg-type]
        yield ox.Quad(part, _void(counted), number)  # type: ignore[arg-type]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)
