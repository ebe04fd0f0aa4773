"""The embedded store: Oxigraph in memory or on disk, behind the protocol `Store`."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, Place, StoreError
from exordf.rdf.literals import Inexact, LiteralRecord
from exordf.rdf.reader import read
from exordf.rdf.rows import Rows, Truth
from exordf.sparql import nesting
from exordf.store.store_protocol import syntax_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from exordf.store.store_protocol import Solutions, Store

# Quads that are sorted for the disk at once: each costs a kilobyte of memory, and smaller chunks make more files.
_CHUNK = 250_000
MOST_IN_MEMORY = 1 << 28  # bytes on disk
# How the engine begins to say that a well-formed query needs what it does not have.
_CANNOT_BE_RUN = ("The custom function", "The variable encoding the service name", "The service")


class OxigraphStore:
    """Oxigraph in memory or, given a store of pyoxigraph and its folder, on disk.

    `on_damage` is called when the store on disk turns out to be damaged, before the StoreError that says so.
    `recorded` returns what `inexact` was when the store on disk was made, None where that was not recorded.

    >>> store = OxigraphStore()
    >>> store.load([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))])
    >>> store.query("SELECT ?o WHERE { ?s ?p ?o }").to_dicts()
    [{'o': 1}]
    """

    follows_paths = True
    server = None

    def __init__(
        self,
        store: ox.Store | None = None,
        folder: Path | None = None,
        on_damage: Callable[[], None] = lambda: None,
        recorded: Callable[[], Inexact | None] = Inexact.nothing,
    ) -> None:
        self._store = store if store is not None else ox.Store()
        self.folder = folder
        self._on_damage = on_damage
        self._recorded = recorded
        self._written = LiteralRecord(whole=folder is None)

    def in_memory(self) -> OxigraphStore:
        """The same content in memory, where many large queries in a row are three times as fast as on disk.

        A store of more than `MOST_IN_MEMORY` bytes on disk is returned itself.
        """
        if self.folder is None or sum(path.stat().st_size for path in self.folder.glob("*.sst")) > MOST_IN_MEMORY:
            return self
        copy = OxigraphStore()
        copy.copy_from(self)
        return copy

    def copy_from(self, other: Store) -> None:
        """Fill this store, which is empty, with the content of another and what is known of its literals."""
        self._recorded = lambda: other.inexact
        self._add(other.quads())

    @property
    def inexact(self) -> Inexact | None:
        recorded = self._recorded()
        return recorded and recorded.and_also(self._written.inexact())

    def as_written(self) -> Iterator[ox.Quad] | None:
        is_loaded_here = self.folder is None and self._recorded() == Inexact.nothing()
        return self._written.restored(self.quads()) if is_loaded_here else None

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads, a chunk at a time, so that they need not all be in memory."""
        self._add(self._written.noting(quads))

    def _add(self, quads: Iterable[ox.Quad]) -> None:
        add = self._store.extend if self.folder is None else self._store.bulk_extend
        rest = iter(quads)
        chunks = 0
        for first in rest:
            add(itertools.chain((first,), itertools.islice(rest, _CHUNK)))
            chunks += 1
        if self.folder is not None and chunks > 1:
            self._store.optimize()  # chunks overlap: merged, they are read three times as fast

    def read(self, paths: Iterable[Path]) -> None:
        """Add the triples of some RDF files. Raises InputError where one is not well formed."""
        self.load(quad for path in paths for quad in read(path))

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        with self.answering(sparql, prefixes) as answer:
            return self._rows(answer)

    @contextlib.contextmanager
    def answering(
        self,
        sparql: str,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Iterator[Solutions]:
        sparql = sparql.removeprefix("\ufeff")  # as some editors begin a file
        graphs = {}
        if default_graphs or named_graphs:
            graphs = {"default_graph": self._graphs(default_graphs), "named_graphs": self._graphs(named_graphs)}
        try:
            with self._reading():
                nesting.refuse_deep_query("query", sparql, Place(Path("query")))
                try:
                    answer = self._store.query(sparql, prefixes=dict(prefixes or {}), **graphs)  # type: ignore[arg-type]
                except (SyntaxError, ValueError) as error:
                    raise syntax_error("query", error) from None
                yield answer
        except OSError as error:
            raise StoreError(
                f"a server that the query asks did not answer: {error}",
                mend="Check the network and the address after SERVICE, then run it again.",
            ) from None

    def _graphs(self, names: Sequence[str]) -> list[ox.NamedNode]:
        """The graphs of this store with these IRIs."""
        graphs = []
        for name in names:
            try:
                graph = ox.NamedNode(name)
            except ValueError:
                raise InputError(f"<{name}> is not an IRI", mend="Name a graph by its full IRI.") from None
            if not self._store.contains_named_graph(graph):
                raise InputError(
                    f"there is no graph {graph} here",
                    mend="Name no graph: the default graph is queried by itself.",
                )
            graphs.append(graph)
        return graphs

    @staticmethod
    def _rows(answer: Solutions) -> Rows:
        if isinstance(answer, ox.QueryBoolean):
            return Truth(bool(answer))
        if isinstance(answer, ox.QuerySolutions):
            return Rows(tuple(variable.value for variable in answer.variables), [tuple(row) for row in answer])
        return Rows(("subject", "predicate", "object"), [tuple(triple) for triple in answer])

    def update(self, sparql: str) -> None:
        nesting.refuse_deep_query("update", sparql, Place(Path("update")))
        try:
            with self._reading():
                self._store.update(sparql)
        except (SyntaxError, ValueError) as error:
            raise syntax_error("update", error) from None

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        self.update(f"{prologue}INSERT {template} WHERE {pattern}")

    def quads(self) -> Iterator[ox.Quad]:
        with self._reading():
            yield from self._store

    def __len__(self) -> int:
        with self._reading():
            return len(self._store)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn the engine's errors into ours; a RuntimeError of any other kind is our bug and stays one.

        Every block on disk has a checksum that is verified when it is read: damaged data never become an answer.
        """
        try:
            yield
        except RuntimeError as error:
            message = str(error)
            if self.folder is not None and message.startswith("Corruption"):
                self._on_damage()
                raise damaged_error(self.folder) from error
            if type(error) is not RuntimeError or not message.startswith(_CANNOT_BE_RUN):
                raise
            raise InputError(
                f"cannot be run: {message[0].lower()}{message[1:]}",
                place=Place(Path("query")),
                mend="Use the functions of SPARQL itself, and give SERVICE the address of a server.",
            ) from None


def damaged_error(folder: Path) -> StoreError:
    """The error for a store on disk that cannot be read as it was written."""
    return StoreError(
        "this store is damaged",
        place=Place(folder),
        mend="Build it again; a store in the cache is rebuilt by itself.",
    )
