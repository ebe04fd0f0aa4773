"""The description of the service: its features and formats, and VoID statistics of its data.

SPARQL 1.1 Service Description: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import DCTERMS, EXO, OWL, RDF, RDF_TYPE, VOID, XSD
from exordf.server.endpoint import formats, graph_results, responses
from exordf.server.endpoint.responses import EndpointProblem
from exordf.server.http.negotiation import media_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.rdf.rows import Term
    from exordf.server.endpoint.responses import EndpointResponse
    from exordf.server.endpoint.scheduler import QueryScheduler

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {"dcterms": DCTERMS, "format": _FORMATS, "owl": OWL, "rdf": RDF, "sd": _SD, "void": VOID, "xsd": XSD}
_RESULT_FORMATS = (
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

_METADATA = f"""SELECT ?property ?value WHERE {{
  VALUES ?property {{ <{DCTERMS}title> <{DCTERMS}description> <{DCTERMS}license> <{OWL}versionInfo> }}
  <{EXO}> ?property ?value }}"""
_COUNTS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
  (COUNT(DISTINCT ?o) AS ?distinctObjects) (COUNT(DISTINCT ?p) AS ?properties) WHERE { ?s ?p ?o }"""
_CLASSES = """SELECT ?class (COUNT(*) AS ?entities) WHERE { ?entity a ?class FILTER(isIRI(?class)) } GROUP BY ?class"""
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property"
_BUSY = (429, 503)


class ServiceDescription:
    """The description; its counts are made on the first request and then cached, as the data does not change."""

    def __init__(self, scheduler: QueryScheduler) -> None:
        self._scheduler = scheduler
        self._lock = asyncio.Lock()
        self._answers: dict[str, list[tuple[Term | None, ...]]] = {}

    async def answer(self, address: str, accept: str) -> EndpointResponse:
        """Return the description of the service at an address, in the format that an `Accept` header prefers."""
        preferred = media_type(accept, tuple(formats.GRAPHS))
        if preferred is None:
            what = "the description of this service is not available in any of the requested formats"
            return responses.failure(406, EndpointProblem(what, formats.format_list()))
        async with self._lock:
            answers = [await self._rows(query) for query in (_METADATA, _COUNTS, _CLASSES, _PROPERTIES)]
        quads = list(self._quads(address, *(rows or [] for rows in answers)))
        prefixes = {**_PREFIXES, **self._scheduler.prefixes}
        return responses.success(preferred, graph_results.serialize_graph(quads, formats.GRAPHS[preferred], prefixes))

    async def _rows(self, query: str) -> list[tuple[Term | None, ...]] | None:
        """Return the rows of a query: None while the server is busy, an empty list if the query exceeds the limits."""
        if query not in self._answers:
            answer = await self._scheduler.ask(query)
            if answer.status in _BUSY:
                return None
            solutions = (
                ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON) if answer.problem is None else ()
            )
            assert not isinstance(solutions, ox.QueryBoolean)  # noqa: S101 - each is a SELECT
            self._answers[query] = [tuple(row) for row in solutions]
        return self._answers[query]

    def _quads(
        self,
        address: str,
        metadata: Iterable[tuple[Term | None, ...]],
        counts: Iterable[tuple[Term | None, ...]],
        classes: Iterable[tuple[Term | None, ...]],
        properties: Iterable[tuple[Term | None, ...]],
    ) -> Iterator[ox.Quad]:
        service, dataset, graph = (ox.NamedNode(f"{address}{part}") for part in ("", "#dataset", "#default-graph"))
        yield ox.Quad(service, RDF_TYPE, _sd("Service"))
        yield ox.Quad(service, _sd("endpoint"), service)
        yield ox.Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
        for name in _RESULT_FORMATS:
            yield ox.Quad(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
        if self._scheduler.limits.services:
            yield ox.Quad(service, _sd("feature"), _sd(_FEDERATED))
        yield ox.Quad(service, _sd("defaultDataset"), dataset)
        yield ox.Quad(dataset, RDF_TYPE, _sd("Dataset"))
        yield ox.Quad(dataset, _sd("defaultGraph"), graph)
        yield ox.Quad(graph, RDF_TYPE, _sd("Graph"))
        for described in (dataset, graph):
            yield ox.Quad(described, RDF_TYPE, _void("Dataset"))
        yield ox.Quad(dataset, _void("sparqlEndpoint"), service)
        for predicate, value in metadata:
            yield ox.Quad(dataset, predicate, value)  # type: ignore[arg-type]
        names = ("triples", "distinctSubjects", "distinctObjects", "properties")
        for row in counts:
            for name, number in zip(names, row, strict=True):
                yield ox.Quad(graph, _void(name), number)  # type: ignore[arg-type]
        classes, properties = list(classes), list(properties)
        if classes:
            yield ox.Quad(graph, _void("classes"), ox.Literal(len(classes)))
        yield from _partitions(graph, "class", "entities", classes)
        yield from _partitions(graph, "property", "triples", properties)


def _partitions(
    graph: ox.NamedNode, kind: str, count_property: str, rows: Iterable[tuple[Term | None, ...]]
) -> Iterator[ox.Quad]:
    """A partition for each class, or each property."""
    for index, (term, count) in enumerate(sorted(rows, key=str), start=1):
        part = ox.NamedNode(f"{graph.value}-{kind}-{index}")
        yield ox.Quad(graph, _void(f"{kind}Partition"), part)
        yield ox.Quad(part, _void(kind), term)  # type: ignore[arg-type]
        yield ox.Quad(part, _void(count_property), count)  # type: ignore[arg-type]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)
