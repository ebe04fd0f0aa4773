"""A remote store: any server of SPARQL 1.1 Query, Update and Graph Store Protocol, behind the protocol `Store`."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import pyoxigraph as ox

from exordf.errors import InputError, StoreError
from exordf.rdf.literals import Inexact
from exordf.rdf.rows import Rows, Truth
from exordf.sparql.query_text import form_of, is_distinct, page_query, with_prefixes
from exordf.store import virtuoso
from exordf.store.addresses import Addresses
from exordf.store.http_client import HttpClient, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from exordf.rdf.rows import Term
    from exordf.store.http_client import HttpResponse
    from exordf.store.store_protocol import Solutions

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
_TURTLE = "text/turtle"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ROWS, _GRAPH = f"{JSON}, application/json;q=0.9", f"{TRIPLES}, {_TURTLE};q=0.8"
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class RemoteStore:
    """A server's default graph, or one graph of it.

    Credentials in the address (`http://user:password@host/`) are sent as basic or digest authentication, `token` as
    bearer. A query may be sent again at any time, and so may what `load` and `insert` send, which is a set.
    """

    addresses: Addresses
    graph: str | None = None
    token: str | None = field(default=None, repr=False)
    retry_policy: RetryPolicy = field(default=RetryPolicy())
    folder = None
    inexact = Inexact.nothing()  # a server is asked for what it has

    @classmethod
    def at(cls, address: str, update: str | None = None, graphs: str | None = None) -> RemoteStore:
        """The store at an address for queries, where `?default-graph-uri=IRI`, as in the protocol, names a graph.

        Raises InputError where it is not the address of a server.
        """
        plain, _, query = address.partition("?")
        parameters = parse_qs(query)
        named = parameters.get("default-graph-uri", [])
        if query and (len(named) != 1 or len(parameters) != 1):
            raise InputError(
                f'"?{query}" says something else than one graph', mend="Write ?default-graph-uri=IRI, or nothing."
            )
        return cls(Addresses.of(plain, update, graphs), named[0] if named else None)

    @property
    def server(self) -> Mapping[str, Any]:
        """Addresses, graph and token, as JSON values."""
        return {"addresses": asdict(self.addresses), "graph": self.graph, "token": self.token}

    @cached_property
    def _client(self) -> HttpClient:
        return HttpClient(self.addresses.login, self.token, self.retry_policy)

    @cached_property
    def is_virtuoso(self) -> bool:
        """Whether the server names itself as Virtuoso."""
        return virtuoso.is_virtuoso(self._ask("ASK {}", "ASK {}", _ROWS).headers)

    @property
    def follows_paths(self) -> bool:
        """Whether paths of any length give all rows, and expressions raise type errors."""
        return not self.is_virtuoso

    def in_memory(self) -> RemoteStore:
        """The store itself: a server answers from its own memory."""
        return self

    def as_written(self) -> Iterator[ox.Quad]:
        """Every triple as the server has it."""
        return self.quads()

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add triples by the Graph Store Protocol."""
        content = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
        if content:
            self.send(content)

    def send(self, content: bytes) -> None:
        """Add triples in N-Triples by the Graph Store Protocol."""
        where = urlencode({"graph": self.graph}) if self.graph else "default"
        self._client.send("POST", f"{self.addresses.graphs}?{where}", content, {"Content-Type": TRIPLES})

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        text = with_prefixes(sparql, prefixes or {})
        is_graph = form_of(text) in _GRAPH_FORMS
        response = self._ask(text, sparql, _GRAPH if is_graph else _ROWS)
        rows = self._rows(response)
        if form_of(text) != "SELECT":
            virtuoso.refuse_cut_graph(response.headers, len(rows), self.addresses.query)
            return rows
        size = virtuoso.row_limit(response.headers)
        terms = self._in_pages(text, sparql, rows.columns, size) if size else rows.terms
        # some servers give a row twice where DISTINCT meets COALESCE and unbound variables
        return Rows(rows.columns, list(dict.fromkeys(terms)) if is_distinct(text) else list(terms))

    def _in_pages(self, text: str, sparql: str, columns: tuple[str, ...], size: int) -> list[Sequence[Term | None]]:
        terms: list[Sequence[Term | None]] = []
        while len(terms) % size == 0:
            page = self._rows(self._ask(page_query(text, columns, size, len(terms)), sparql, _ROWS)).terms
            if not page:
                break
            terms += page
        return terms

    @contextlib.contextmanager
    def answering(
        self,
        sparql: str,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Iterator[Solutions]:
        if self.graph and (named_graphs or set(default_graphs) - {self.graph}):
            raise InputError(f"only the graph <{self.graph}> is asked here", mend="Name no other graph.")
        text = with_prefixes(sparql, prefixes or {})
        graphs = {"default-graph-uri": default_graphs, "named-graph-uri": named_graphs}
        accept = _GRAPH if form_of(text) in _GRAPH_FORMS else _ROWS
        response = self._ask(text, sparql, accept, graphs if default_graphs or named_graphs else None)
        if virtuoso.row_limit(response.headers):
            raise StoreError(f"{self.addresses.query} cut this answer off", mend="Ask for less, a page at a time.")
        with self._reading():
            yield self._parsed(response)

    def _ask(
        self, text: str, sparql: str, accept: str, graphs: Mapping[str, Sequence[str]] | None = None
    ) -> HttpResponse:
        graphs = graphs or ({"default-graph-uri": [self.graph]} if self.graph else {})
        form = urlencode({"query": text, **graphs}, doseq=True)
        headers = {**_FORM, "Accept": accept}
        response = self._client.send("POST", self.addresses.query, form.encode(), headers, query=sparql)
        virtuoso.refuse_partial(response.headers, self.addresses.query)
        return response

    def update(self, sparql: str) -> None:
        body = urlencode({"update": sparql}).encode()
        self._client.send("POST", self.addresses.update, body, _FORM, query=sparql)

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        within = f"WITH <{self.graph}> " if self.graph else ""
        self.update(f"{prologue}{within}INSERT {template} WHERE {pattern}")

    def clear(self) -> None:
        """Remove every triple of the graph."""
        self.update(f"CLEAR SILENT GRAPH <{self.graph}>" if self.graph else "CLEAR SILENT DEFAULT")

    def quads(self) -> Iterator[ox.Quad]:
        """Every triple of the graph. Labels of blank nodes are valid for this one call."""
        for triple in self.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }").terms:
            yield ox.Quad(*triple)  # type: ignore[arg-type]

    def __len__(self) -> int:
        (row,) = self.query("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }").terms
        return int(row[0].value)  # type: ignore[union-attr]

    def _rows(self, response: HttpResponse) -> Rows:
        term = virtuoso.standard_term
        with self._reading():
            answer = self._parsed(response)
            if isinstance(answer, ox.QueryBoolean):
                return Truth(bool(answer))
            if isinstance(answer, ox.QuerySolutions):
                columns = tuple(variable.value for variable in answer.variables)
                return Rows(columns, [tuple(map(term, row)) for row in answer])
            triples = {(triple.subject, triple.predicate, term(triple.object)) for triple in answer}
            return Rows(("subject", "predicate", "object"), list(triples))

    def _parsed(self, response: HttpResponse) -> Solutions:
        kind, body, _ = response
        syntax = {TRIPLES: ox.RdfFormat.N_TRIPLES, _TURTLE: ox.RdfFormat.TURTLE}.get(kind)
        if kind in (JSON, "application/json"):
            return ox.parse_query_results(virtuoso.standard_nodes(body), ox.QueryResultsFormat.JSON)
        if syntax is not None:
            return (quad.triple for quad in ox.parse(body, syntax))
        raise StoreError(
            f'{self.addresses.query} answered with "{kind or "nothing"}", not with results of SPARQL',
            mend="Check that this is the address for queries, not a page for people.",
        )

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, ValueError, json.JSONDecodeError) as error:
            raise StoreError(
                f"{self.addresses.query} sent an answer that ends too early or is not well formed: {error}",
                mend="Run it again; if that does not help, look at the log of the server.",
            ) from None
