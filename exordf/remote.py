"""A remote store: any server of SPARQL 1.1 Query, Update and Graph Store Protocol, behind the same seam."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode, urlsplit

import pyoxigraph as ox

from exordf.errors import InputError, MissingExtra, StoreError
from exordf.rows import Rows
from exordf.store import not_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
_TURTLE = "text/turtle"
_RETRIED = (429, 502, 503, 504)
_DECLARED = re.compile(r"^\s*PREFIX\s+([\w.-]*):", re.IGNORECASE | re.MULTILINE)
_USED = re.compile(r"(?<![\w?$<:/.-])([A-Za-z][\w.-]*)?:(?=[\w])")


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
        /sparql for queries and updates, /sparql-graph-crud. GraphDB and RDF4J: /repositories/NAME, with /statements.
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
        elif last == "sparql" and depth == 1:
            beside = query, f"{base}/sparql-graph-crud"
        elif last == "query" and depth == 1:
            beside = f"{base}/update", f"{base}/store"
        elif last in ("query", "sparql"):
            beside = f"{base}/update", f"{base}/data"
        else:
            beside = f"{query}/update", f"{query}/data"
        own = [_apart(address)[1] if address else None for address in (update, graphs)]
        return cls(query, own[0] or beside[0], own[1] or beside[1], login)


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try again: seconds for an answer as a whole, tries, first pause in seconds."""

    seconds: float = 300
    tries: int = 5
    pause: float = 0.5
    longest_answer: int = 1 << 30


@dataclass(frozen=True)
class RemoteStore:
    """A server's default graph, or one graph of it.

    Credentials in the address (`http://user:password@host/`) are sent as basic authentication, `token` as bearer.
    Answers of 429, 502, 503 and 504 and broken connections are tried again, after the time that `Retry-After` says or
    twice as long each time; a query may be sent again at any time, and so may what `load` sends, which is a set.
    """

    addresses: Addresses
    graph: str | None = None
    token: str | None = field(default=None, repr=False)
    patience: Patience = field(default=Patience())

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add triples by the Graph Store Protocol."""
        content = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
        if content:
            where = urlencode({"graph": self.graph}) if self.graph else "default"
            self._send("POST", f"{self.addresses.graphs}?{where}", content, {"Content-Type": TRIPLES})

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        text = with_prefixes(sparql, prefixes or {})
        form = {"query": text} | ({"default-graph-uri": self.graph} if self.graph else {})
        headers = {**_FORM, "Accept": f"{JSON}, {TRIPLES};q=0.9, {_TURTLE};q=0.8"}
        kind, body = self._send("POST", self.addresses.query, urlencode(form).encode(), headers, query=sparql)
        return self._rows(kind, body)

    def update(self, sparql: str) -> None:
        self._send("POST", self.addresses.update, urlencode({"update": sparql}).encode(), _FORM, query=sparql)

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        within = f"WITH <{self.graph}> " if self.graph else ""
        self.update(f"{prologue}{within}INSERT {template} WHERE {pattern}")

    def clear(self) -> None:
        """Remove every triple of the graph."""
        self.update(f"CLEAR SILENT GRAPH <{self.graph}>" if self.graph else "CLEAR SILENT DEFAULT")

    def quads(self) -> Iterator[ox.Quad]:
        """Every triple of the graph. Blank nodes have names that hold for this one call."""
        for triple in self.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").terms:
            yield ox.Quad(*triple)  # type: ignore[arg-type]

    def __len__(self) -> int:
        (row,) = self.query("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }").terms
        return int(row[0].value)  # type: ignore[union-attr]

    def _rows(self, kind: str, body: bytes) -> Rows:
        try:
            if kind in (JSON, "application/json"):
                answer = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
                if isinstance(answer, ox.QueryBoolean):
                    return Rows(("answer",), [(ox.Literal(bool(answer)),)])
                return Rows(tuple(name.value for name in answer.variables), [tuple(row) for row in answer])
            form = {TRIPLES: ox.RdfFormat.N_TRIPLES, _TURTLE: ox.RdfFormat.TURTLE}.get(kind)
            if form is not None:
                triples = {quad.triple for quad in ox.parse(body, form)}
                return Rows(("subject", "predicate", "object"), [tuple(triple) for triple in triples])
        except (SyntaxError, ValueError, json.JSONDecodeError) as error:
            raise StoreError(
                f"{self.addresses.query} sent an answer that ends too early or is not well formed: {error}",
                mend="Run it again; if it stays so, look at the log of the server.",
            ) from None
        raise StoreError(
            f'{self.addresses.query} answered with "{kind or "nothing"}", not with results of SPARQL',
            mend="Check that this is the address for queries, not a page for people.",
        )

    def _send(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str], query: str | None = None
    ) -> tuple[str, bytes]:
        """Content type and body of a good answer. Raises StoreError, or InputError where the query is to blame."""
        try:
            import urllib3  # noqa: PLC0415 - only remote stores need it
        except ImportError:
            raise MissingExtra("urllib3", "remote") from None
        pause = self.patience.pause
        deadline = time.monotonic() + self.patience.seconds
        for attempt in range(1, self.patience.tries + 1):
            last = attempt == self.patience.tries
            try:
                answer = _pool().request(
                    method,
                    address,
                    body=body,
                    headers={**headers, **self._authorization()},
                    preload_content=False,
                    retries=False,
                    redirect=False,
                    timeout=urllib3.Timeout(connect=10, read=max(1.0, deadline - time.monotonic())),
                )
                content = self._read(answer, deadline)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if last or time.monotonic() > deadline:
                    raise StoreError(
                        f"{address} cannot be reached or broke off: {_plain(error)}",
                        mend="Check the address and that the server runs, then run it again; it goes on where it was.",
                    ) from None
                time.sleep(pause)
                pause *= 2
                continue
            if answer.status in _RETRIED and not last and time.monotonic() < deadline:
                time.sleep(_wait(answer.headers.get("Retry-After"), pause, deadline))
                pause *= 2
                continue
            if answer.status >= 300:  # noqa: PLR2004 - HTTP's own border between good and not
                raise _refusal(answer.status, address, content, query)
            return (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower(), content
        raise AssertionError("every way out of the loop returns or raises")

    def _read(self, answer: Any, deadline: float) -> bytes:
        parts, size = [], 0
        for part in answer.stream(1 << 16):
            parts.append(part)
            size += len(part)
            if time.monotonic() > deadline or size > self.patience.longest_answer:
                answer.close()
                raise StoreError(
                    f"{self.addresses.query} did not end after {self.patience.seconds:.0f} s or {size} bytes",
                    mend="Ask for less at once, or be more patient.",
                )
        answer.release_conn()
        return b"".join(parts)

    def _authorization(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if self.addresses.login:
            return {"Authorization": f"Basic {b64encode(self.addresses.login.encode()).decode()}"}
        return {}


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    """A query with a PREFIX line for each known prefix that it uses and does not declare."""
    bare = re.sub(r'"""[\s\S]*?"""|"[^"\n]*"|<[^>\s]*>|#.*', " ", sparql)
    declared = set(_DECLARED.findall(sparql))
    used = {found or "" for found in _USED.findall(bare)} - declared
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(used) if name in prefixes) + sparql


def _pool() -> Any:
    import urllib3  # noqa: PLC0415 - only remote stores need it

    global _connections  # noqa: PLW0603 - one pool for the process, as urllib3 means it
    if _connections is None:
        _connections = urllib3.PoolManager(maxsize=4)
    return _connections


_connections: Any = None


def _apart(address: str) -> tuple[str | None, str]:
    """User and password of an address, decoded, and the address without them."""
    named = re.fullmatch(r"(?P<scheme>https?://)(?P<login>[^/@]+)@(?P<rest>.*)", address)
    return (unquote(named["login"]), named["scheme"] + named["rest"]) if named else (None, address)


def _wait(said: str | None, pause: float, deadline: float) -> float:
    asked = float(said) if said and said.isdigit() else pause
    return max(0.0, min(asked, deadline - time.monotonic()))


def _plain(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return re.sub(r"^\w+\(.*?\): ", "", str(reason)) or type(error).__name__


def _refusal(status: int, address: str, content: bytes, query: str | None) -> StoreError | InputError:
    said = " ".join(content.decode("utf-8", "replace").split())[:200]
    if status == 400 and query is not None:  # noqa: PLR2004 - as the protocol has it
        return not_well_formed("query", ValueError(said))
    if status in (401, 403):
        return StoreError(
            f"{address} refuses us ({status})",
            mend="Give user and password in the address, or a token that may do this.",
        )
    if status == 404:  # noqa: PLR2004
        return StoreError(f"there is nothing at {address} (404)", mend="Check the address; `--help` tells the layouts.")
    return StoreError(
        f"{address} failed with {status}: {said}", mend="Look at the log of the server, then run it again."
    )
