"""A remote store: any server of SPARQL 1.1 Query, Update and Graph Store Protocol, behind the same seam."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pyoxigraph as ox

from exordf.errors import InputError, StoreError
from exordf.rdf.prefixes import XSD
from exordf.rdf.rows import Rows, Truth
from exordf.sparql.query_text import form_of, is_distinct, page_query, with_prefixes
from exordf.store.http_client import HttpClient, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from exordf.rdf.rows import Term
    from exordf.store.http_client import HttpResponse
    from exordf.store.oxigraph import Solutions

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
_TURTLE = "text/turtle"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ROWS, _GRAPH = f"{JSON}, application/json;q=0.9", f"{TRIPLES}, {_TURTLE};q=0.8"
_FEW = 10_000  # rows that Virtuoso, as it comes, gives of an answer
_NODE = re.compile(rb'("bnode"\s*,\s*"value"\s*:\s*")nodeID://')  # how Virtuoso names a blank node in JSON
_BOOLEAN = {number: ox.Literal(number == "1") for number in ("1", "0")}


@dataclass(frozen=True)
class Addresses:
    """Where a server takes queries, updates and graphs, and as whom; an address never shows the password."""

    query: str
    update: str
    graphs: str
    login: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, query: str, update: str | None = None, graphs: str | None = None) -> Addresses:
        """The addresses beside that for queries, as servers lay them out where nothing else is said.

        Oxigraph: /query, /update, /store. Fuseki: /NAME/query or /NAME/sparql, /NAME/update, /NAME/data. Virtuoso:
        /sparql for queries and updates, /sparql-graph-crud, and both with -auth. GraphDB and RDF4J:
        /repositories/NAME, with /statements.
        """
        login, query = _apart(query.rstrip("/"))
        parts = urlsplit(query)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InputError(
                f'"{query}" is not the address of a server', mend="Write http://HOST/... or https://HOST/..."
            )
        base, _, last = query.rpartition("/")
        depth = len(parts.path.strip("/").split("/"))
        if "/repositories/" in query:
            beside = f"{query}/statements", f"{query}/rdf-graphs/service"
        elif last in ("sparql", "sparql-auth") and depth == 1:
            beside = query, f"{base}/sparql-graph-crud{last.removeprefix('sparql')}"
        elif last == "query" and depth == 1:
            beside = f"{base}/update", f"{base}/store"
        elif last in ("query", "sparql"):
            beside = f"{base}/update", f"{base}/data"
        else:
            beside = f"{query}/update", f"{query}/data"
        own = [_apart(address)[1] if address else None for address in (update, graphs)]
        return cls(query, own[0] or beside[0], own[1] or beside[1], login)


@dataclass(frozen=True)
class RemoteStore:
    """A server's default graph, or one graph of it.

    Credentials in the address (`http://user:password@host/`) are sent as basic or digest authentication, `token` as
    bearer. A query may be sent again at any time, and so may what `load` and `insert` send, which is a set.
    """

    addresses: Addresses
    graph: str | None = None
    token: str | None = field(default=None, repr=False)
    patience: RetryPolicy = field(default=RetryPolicy())

    @classmethod
    def at(cls, address: str, update: str | None = None, graphs: str | None = None) -> RemoteStore:
        """The store at an address for queries; `?default-graph-uri=IRI` after it, as the protocol has it, says a graph.

        Raises InputError where it is not the address of a server.
        """
        plain, _, said = address.partition("?")
        named = parse_qs(said).get("default-graph-uri", [])
        if said and (len(named) != 1 or len(parse_qs(said)) != 1):
            raise InputError(
                f'"?{said}" says something else than one graph', mend="Write ?default-graph-uri=IRI, or nothing."
            )
        return cls(Addresses.of(plain, update, graphs), named[0] if named else None)

    @cached_property
    def transport(self) -> HttpClient:
        """The way to the server."""
        return HttpClient(self.addresses.login, self.token, self.patience)

    @cached_property
    def is_virtuoso(self) -> bool:
        """Whether the server says that it is Virtuoso, which keeps and asks some things in ways of its own."""
        return "virtuoso" in self._ask("ASK {}", "ASK {}", _ROWS).headers.get("Server", "").lower()

    @property
    def follows_paths(self) -> bool:
        """Whether paths of any length can be relied upon: Virtuoso loses some rows."""
        return not self.is_virtuoso

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add triples by the Graph Store Protocol."""
        content = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
        if content:
            self.send(content)

    def send(self, content: bytes) -> None:
        """Add the triples of a text in N-Triples by the Graph Store Protocol."""
        where = urlencode({"graph": self.graph}) if self.graph else "default"
        self.transport.send("POST", f"{self.addresses.graphs}?{where}", content, {"Content-Type": TRIPLES})

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        text = with_prefixes(sparql, prefixes or {})
        form = form_of(text)
        answer = self._ask(text, sparql, _GRAPH if form in ("CONSTRUCT", "DESCRIBE") else _ROWS)
        rows = self._rows(answer)
        limit = answer.headers.get("X-SPARQL-MaxRows")  # Virtuoso says so where it cut an answer off
        if form != "SELECT" and (
            limit or (len(rows) >= _FEW and "virtuoso" in answer.headers.get("Server", "").lower())
        ):
            raise StoreError(  # of graphs it may cut off without a word
                f"{self.addresses.query} may have cut this answer off after {len(rows):,} triples",
                mend="Ask by SELECT, which is answered in pages, or ask for less.",
            )
        if form != "SELECT":
            return rows
        terms = self._in_pages(text, sparql, rows.columns, int(limit)) if limit else rows.terms
        # Virtuoso may give a row twice where DISTINCT meets COALESCE and empty cells
        return Rows(rows.columns, list(dict.fromkeys(terms)) if is_distinct(text) else list(terms))

    def _in_pages(self, text: str, sparql: str, columns: tuple[str, ...], size: int) -> list[Sequence[Term | None]]:
        terms: list[Sequence[Term | None]] = []
        while len(terms) % size == 0:
            part = self._rows(self._ask(page_query(text, columns, size, len(terms)), sparql, _ROWS)).terms
            if not part:
                break
            terms += part
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
        accept = _GRAPH if form_of(text) in ("CONSTRUCT", "DESCRIBE") else _ROWS
        answer = self._ask(text, sparql, accept, graphs if default_graphs or named_graphs else None)
        if "X-SPARQL-MaxRows" in answer.headers:
            raise StoreError(f"{self.addresses.query} cut this answer off", mend="Ask for less, a page at a time.")
        with self._reading():
            yield self._parsed(answer)

    def _ask(
        self, text: str, sparql: str, accept: str, graphs: Mapping[str, Sequence[str]] | None = None
    ) -> HttpResponse:
        graphs = graphs or ({"default-graph-uri": [self.graph]} if self.graph else {})
        form = urlencode({"query": text, **graphs}, doseq=True)
        headers = {**_FORM, "Accept": accept}
        answer = self.transport.send("POST", self.addresses.query, form.encode(), headers, query=sparql)
        if "X-SQL-State" in answer.headers:  # Virtuoso's time was over, and it sent what it had until then
            raise StoreError(
                f"{self.addresses.query} sent a part of the answer only: {answer.headers.get('X-SQL-Message')}",
                mend="Raise MaxQueryExecutionTime in the settings of the server, or ask for less.",
            )
        return answer

    def update(self, sparql: str) -> None:
        body = urlencode({"update": sparql}).encode()
        self.transport.send("POST", self.addresses.update, body, _FORM, query=sparql)

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        within = f"WITH <{self.graph}> " if self.graph else ""
        self.update(f"{prologue}{within}INSERT {template} WHERE {pattern}")

    def clear(self) -> None:
        """Remove every triple of the graph."""
        self.update(f"CLEAR SILENT GRAPH <{self.graph}>" if self.graph else "CLEAR SILENT DEFAULT")

    def quads(self) -> Iterator[ox.Quad]:
        """Every triple of the graph. Blank nodes have names that hold for this one call."""
        for triple in self.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }").terms:
            yield ox.Quad(*triple)  # type: ignore[arg-type]

    def __len__(self) -> int:
        (row,) = self.query("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }").terms
        return int(row[0].value)  # type: ignore[union-attr]

    def _rows(self, answer: HttpResponse) -> Rows:
        with self._reading():
            found = self._parsed(answer)
            if isinstance(found, ox.QueryBoolean):
                return Truth(bool(found))
            if isinstance(found, ox.QuerySolutions):
                columns = tuple(name.value for name in found.variables)
                return Rows(columns, [tuple(_term(term) for term in row) for row in found])
            triples = {(triple.subject, triple.predicate, _term(triple.object)) for triple in found}
            return Rows(("subject", "predicate", "object"), list(triples))

    def _parsed(self, answer: HttpResponse) -> Solutions:
        kind, body, _ = answer
        form = {TRIPLES: ox.RdfFormat.N_TRIPLES, _TURTLE: ox.RdfFormat.TURTLE}.get(kind)
        if kind in (JSON, "application/json"):
            return ox.parse_query_results(_NODE.sub(rb"\1", body), ox.QueryResultsFormat.JSON)
        if form is not None:
            return (quad.triple for quad in ox.parse(body, form))
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
                mend="Run it again; if it stays so, look at the log of the server.",
            ) from None


def _term(term: Term | None) -> Term | None:
    """The term as written by everybody else: Virtuoso keeps true and false as 1 and 0."""
    if isinstance(term, ox.Literal) and term.value in _BOOLEAN and term.datatype.value == f"{XSD}boolean":
        return _BOOLEAN[term.value]
    return term


def _apart(address: str) -> tuple[str | None, str]:
    """User and password of an address, decoded, and the address without them."""
    named = re.fullmatch(r"(?P<scheme>https?://)(?P<login>[^/@]+)@(?P<rest>.*)", address)
    return (unquote(named["login"]), named["scheme"] + named["rest"]) if named else (None, address)
