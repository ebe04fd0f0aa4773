"""A worker: a process that opens the store and answers one query at a time, whole, until its parent closes the pipe.

The parent kills it when a query takes too long. Imports are few: it is ready in half a tenth of a second.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from exordf.errors import ExordfError, InputError, StoreError
from exordf.rdf import results
from exordf.server.endpoint import formats, graph_results, messages
from exordf.sparql import policy
from exordf.store import disk_store
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.sparql_tokens import Token
    from exordf.store.store_protocol import Solutions, Store

_NOT_ACCEPTABLE, _TOO_MUCH, _TOO_BIG, _BAD_GATEWAY = 406, 422, 507, 502


class _Bounded(io.RawIOBase):
    """Keeps what is written, up to so many bytes. Raises Refused where there are more."""

    def __init__(self, most: int) -> None:
        self.content = bytearray()
        self._most = most

    def write(self, part: Any) -> int:
        if len(self.content) + len(part) > self._most:
            raise policy.RefusedQuery(
                _TOO_MUCH,
                f"the answer is larger than {self._most:,} bytes, which is the most that this endpoint sends",
                "Ask for less: fewer columns, a FILTER, LIMIT and OFFSET.",
            )
        self.content += part
        return len(part)


class Worker:
    """A store, opened, with what it may do: `allowed` is the first message of the parent."""

    def __init__(self, store: Store, allowed: Mapping[str, Any]) -> None:
        self._store = store
        self._prefixes: dict[str, str] = allowed["prefixes"]
        self._services: list[str] = allowed["services"]
        self._most: int = allowed["answer"]
        self._embedded = store.server is None

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The head and the body of the answer: a status with a type, or with what is wrong, where, and the mend."""
        try:
            return self._asked(asked)
        except ExordfError as error:
            return _problem(error), b""
        except MemoryError:
            what = "the query needs more memory than this endpoint gives it"
            return _problem(policy.RefusedQuery(_TOO_BIG, what, "Ask for less at once.")), b""

    def _asked(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        sparql = asked["query"]
        known = self._prefixes if asked["prefixes"] else {}
        text = policy.check(sparql, self._services)
        named = policy.Graphs(asked["default"], asked["named"])
        if not any(named):
            named = policy.dataset_graphs(text, known)
        sent = policy.mask_service(sparql) if self._embedded else sparql
        try:
            with self._store.answering(sent, known, *named) as answer:
                return self._written(answer, asked)
        except InputError as error:
            raise self._without_prefix(sparql, text, known) or error from None

    def _written(self, answer: Solutions, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        rows = isinstance(answer, ox.QuerySolutions | ox.QueryBoolean)
        kind = asked["rows"] if rows else asked["graph"]
        if kind is None:
            raise policy.RefusedQuery(
                _NOT_ACCEPTABLE, "this query has no answer in a format that is asked for", formats.format_list()
            )
        out = _Bounded(self._most)
        if isinstance(answer, ox.QueryBoolean):
            out.write(answer.serialize(format=formats.ROWS[kind]))
        elif isinstance(answer, ox.QuerySolutions) and kind == formats.CSV:  # the engine quotes no comma of an IRI
            for line in results.csv([variable.value for variable in answer.variables], answer):
                out.write(line.encode())
        elif isinstance(answer, ox.QuerySolutions):
            answer.serialize(cast("IO[bytes]", out), format=formats.ROWS[kind])
            if formats.ROWS[kind] == ox.QueryResultsFormat.XML:
                return {"status": 200, "type": kind}, results.readable_xml(bytes(out.content))
        else:
            quads = (ox.Quad(*triple) for triple in answer)
            out.write(graph_results.written(quads, formats.GRAPHS[kind], self._prefixes))
        return {"status": 200, "type": kind}, bytes(out.content)

    def _without_prefix(self, sparql: str, text: list[Token], known: Mapping[str, str]) -> InputError | None:
        """The error for a query that is well formed but for prefixes that the dataset has and it does not declare."""
        missing = sorted(policy.undeclared_prefixes(text) & set(self._prefixes))
        if known or not missing:
            return None
        try:
            with OxigraphStore().answering(policy.mask_service(sparql), self._prefixes):
                pass
        except ExordfError:
            return None
        names = ", ".join(f"{name}:" for name in missing)
        lines = "\n".join(f"PREFIX {name}: <{self._prefixes[name]}>" for name in missing)
        return InputError(f"not declared in this query: {names}", mend=f"Put at its beginning:\n{lines}")


def _problem(error: ExordfError) -> dict[str, Any]:
    if isinstance(error, policy.RefusedQuery):
        status = error.status
    else:
        status = _NOT_ACCEPTABLE if isinstance(error, graph_results.NotWritable) else 400
        status = status if isinstance(error, InputError) else _BAD_GATEWAY
    line, column = (error.place.line, error.place.column) if error.place else (None, None)
    return {"status": status, "what": error.what, "mend": error.mend or "", "line": line, "column": column}


def _opened(at: Mapping[str, Any]) -> Store:
    """The store that the first message names. Raises StoreError."""
    if "folder" in at:
        store = disk_store.open_sealed(Path(at["folder"]))
        if store is None:
            raise StoreError(f"the store in {at['folder']} is gone or damaged", mend="Start the server again.")
        return store
    remote = importlib.import_module("exordf.store.remote")  # by its name: an embedded store does without
    retry_policy = remote.RetryPolicy(at["seconds"], tries=1)
    server: Store = remote.RemoteStore(remote.Addresses(**at["addresses"]), at["graph"], at["token"], retry_policy)
    return server


class _Bounds:
    """What the system lets this process have: memory for all its life, and processor time for each query.

    The parent kills a query that takes too long; the system does if the parent is gone.
    """

    def __init__(self, memory: int, seconds: float) -> None:
        self._seconds = int(seconds) + 2
        try:
            import resource  # noqa: PLC0415 - Windows has none
        except ImportError:
            self._resource = None
            return
        self._resource = resource
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        there = 0
        with contextlib.suppress(OSError):  # only Linux tells, and only Linux holds to it
            pages = int(Path("/proc/self/statm").read_text().split()[5])
            there = pages * os.sysconf("SC_PAGE_SIZE")
        with contextlib.suppress(OSError, ValueError):  # the user may be allowed less already
            resource.setrlimit(resource.RLIMIT_DATA, (there + memory, there + memory))

    def again(self) -> None:
        """Another query may begin."""
        if self._resource is not None:
            used = self._resource.getrusage(self._resource.RUSAGE_SELF)
            until = int(used.ru_utime + used.ru_stime) + self._seconds
            _, hard = self._resource.getrlimit(self._resource.RLIMIT_CPU)
            with contextlib.suppress(OSError, ValueError):
                self._resource.setrlimit(self._resource.RLIMIT_CPU, (until, hard))


def main() -> None:
    """Read what may be done, open the store, answer until there is nobody to answer."""
    pipe = sys.stdin.buffer
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    first = messages.receive(pipe)
    if first is None:
        return
    allowed, _ = first
    try:
        worker = Worker(_opened(allowed["store"]), allowed)
        ready = {"status": 200}
    except ExordfError as error:
        ready = _problem(error)
    bounds = _Bounds(allowed["memory"], allowed["seconds"])
    out.write(messages.pack(ready))
    out.flush()
    while ready["status"] == 200 and (asked := messages.receive(pipe)) is not None:  # noqa: PLR2004 - HTTP's own number
        bounds.again()
        out.write(messages.pack(*worker.answer(asked[0])))
        out.flush()


if __name__ == "__main__":
    main()
