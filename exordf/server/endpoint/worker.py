"""A worker: a process that opens the store and answers one query at a time until its parent closes the pipe.

The parent kills it when a query takes too long. It imports little, so that it is ready within 50 ms.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from exordf.errors import ExordfError, InputError, StoreError
from exordf.rdf import results
from exordf.server.endpoint import formats, graph_results, messages
from exordf.sparql import lexer, policy
from exordf.store import disk_store
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.sparql.lexer import Token
    from exordf.store.store_protocol import Solutions, Store

_NOT_ACCEPTABLE, _TOO_LARGE, _OUT_OF_MEMORY, _BAD_GATEWAY = 406, 422, 507, 502


class _LimitedBuffer(io.RawIOBase):
    """A buffer of limited size. Raises RefusedQuery if more is written."""

    def __init__(self, most: int) -> None:
        self.content = bytearray()
        self._most = most

    def write(self, part: Any) -> int:
        if len(self.content) + len(part) > self._most:
            raise policy.RefusedQuery(
                _TOO_LARGE,
                f"the answer is larger than {self._most:,} bytes, which is the limit of this endpoint",
                "Ask for less: fewer columns, a FILTER, LIMIT and OFFSET.",
            )
        self.content += part
        return len(part)


class Worker:
    """An open store and its limits: `settings` is the first message of the parent."""

    def __init__(self, store: Store, settings: Mapping[str, Any]) -> None:
        self._store = store
        self._prefixes: dict[str, str] = settings["prefixes"]
        self._services: list[str] = settings["services"]
        self._most: int = settings["answer"]
        self._embedded = store.server is None

    def answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of the answer.

        The head has `status`, and `type` if that is 200, else `what`, `mend`, `line` and `column`.
        """
        try:
            return self._run(request)
        except ExordfError as error:
            return _problem(error), b""
        except MemoryError:
            what = "the query needs more memory than this endpoint allows"
            return _problem(policy.RefusedQuery(_OUT_OF_MEMORY, what, "Ask for less at once.")), b""

    def _run(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        sparql = request["query"]
        prefixes = self._prefixes if request["prefixes"] else {}
        tokens = policy.check(sparql, self._services)
        graphs = policy.Graphs(request["default"], request["named"])
        if not any(graphs):
            graphs = policy.dataset_graphs(tokens, prefixes)
        masked = policy.mask_service(sparql) if self._embedded else sparql
        try:
            with self._store.answering(masked, prefixes, *graphs) as answer:
                return self._serialize(answer, request)
        except InputError as error:
            raise self._missing_prefixes(sparql, tokens, prefixes) or error from None

    def _serialize(self, answer: Solutions, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        is_table = isinstance(answer, ox.QuerySolutions | ox.QueryBoolean)
        media_type = request["rows"] if is_table else request["graph"]
        if media_type is None:
            raise policy.RefusedQuery(
                _NOT_ACCEPTABLE, "the answer is not available in any of the requested formats", formats.format_list()
            )
        out = _LimitedBuffer(self._most)
        if isinstance(answer, ox.QueryBoolean):
            out.write(answer.serialize(format=formats.ROWS[media_type]))
        elif (
            isinstance(answer, ox.QuerySolutions) and media_type == formats.CSV
        ):  # the engine does not quote a comma in an IRI
            for line in results.csv([variable.value for variable in answer.variables], answer):
                out.write(line.encode())
        elif isinstance(answer, ox.QuerySolutions):
            answer.serialize(cast("IO[bytes]", out), format=formats.ROWS[media_type])
            if formats.ROWS[media_type] == ox.QueryResultsFormat.XML:
                return {"status": 200, "type": media_type}, results.readable_xml(bytes(out.content))
        else:
            quads = (ox.Quad(*triple) for triple in answer)
            out.write(graph_results.serialize_graph(quads, formats.GRAPHS[media_type], self._prefixes))
        return {"status": 200, "type": media_type}, bytes(out.content)

    def _missing_prefixes(self, sparql: str, tokens: list[Token], prefixes: Mapping[str, str]) -> InputError | None:
        """Return the error for a query that is well formed except for undeclared prefixes of the dataset, else None."""
        missing = sorted(lexer.undeclared_prefixes(tokens) & set(self._prefixes))
        if prefixes or not missing:
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
    """Return the head of an answer that states an error."""
    if isinstance(error, policy.RefusedQuery):
        status = error.status
    else:
        status = _NOT_ACCEPTABLE if isinstance(error, graph_results.NotWritable) else 400
        status = status if isinstance(error, InputError) else _BAD_GATEWAY
    line, column = (error.place.line, error.place.column) if error.place else (None, None)
    return {"status": status, "what": error.what, "mend": error.mend or "", "line": line, "column": column}


def _open_store(at: Mapping[str, Any]) -> Store:
    """Open the store that the first message describes. Raises StoreError."""
    if "folder" in at:
        store = disk_store.open_sealed(Path(at["folder"]))
        if store is None:
            raise StoreError(f"the store in {at['folder']} is gone or damaged", mend="Start the server again.")
        return store
    from exordf.store.addresses import Addresses  # noqa: PLC0415 - the same
    from exordf.store.http_client import RetryPolicy  # noqa: PLC0415 - an embedded store does without
    from exordf.store.remote import RemoteStore  # noqa: PLC0415 - the same

    return RemoteStore(Addresses(**at["addresses"]), at["graph"], at["token"], RetryPolicy(at["seconds"], tries=1))


class _SystemLimits:
    """Limits that the system enforces: on the memory of this process, and on the processor time of each query.

    The parent kills a query that takes too long; the system does so if the parent has exited.
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
        data_size = 0
        with contextlib.suppress(OSError):  # only Linux reports it, and only Linux enforces the limit
            pages = int(Path("/proc/self/statm").read_text().split()[5])
            data_size = pages * os.sysconf("SC_PAGE_SIZE")
        with contextlib.suppress(OSError, ValueError):  # the user's own limit may be lower
            resource.setrlimit(resource.RLIMIT_DATA, (data_size + memory, data_size + memory))

    def start_query(self) -> None:
        """Count the processor time of the next query from now."""
        if self._resource is not None:
            used = self._resource.getrusage(self._resource.RUSAGE_SELF)
            until = int(used.ru_utime + used.ru_stime) + self._seconds
            _, hard = self._resource.getrlimit(self._resource.RLIMIT_CPU)
            with contextlib.suppress(OSError, ValueError):
                self._resource.setrlimit(self._resource.RLIMIT_CPU, (until, hard))


def main() -> None:
    """Read the settings, open the store, answer queries until the parent closes the pipe."""
    pipe = sys.stdin.buffer
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not enter the pipe
    first = messages.receive(pipe)
    if first is None:
        return
    settings, _ = first
    try:
        worker = Worker(_open_store(settings["store"]), settings)
        ready = {"status": 200}
    except ExordfError as error:
        ready = _problem(error)
    limits = _SystemLimits(settings["memory"], settings["seconds"])
    out.write(messages.pack(ready))
    out.flush()
    while ready["status"] == 200 and (message := messages.receive(pipe)) is not None:  # noqa: PLR2004 - HTTP's own number
        limits.start_query()
        out.write(messages.pack(*worker.answer(message[0])))
        out.flush()


if __name__ == "__main__":
    main()
