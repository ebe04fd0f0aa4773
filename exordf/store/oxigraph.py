"""The store: quads in, rows out. Everything above speaks to `Store` and to nothing else."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from exordf.errors import InputError, Place, StoreError
from exordf.rdf.literals import Inexact, Written
from exordf.rdf.reader import read
from exordf.rdf.rows import Rows, Truth
from exordf.sparql import nesting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

# Quads that are sorted for the disk at once: each costs a kilobyte of memory, and smaller chunks make more files.
_CHUNK = 250_000
MOST_IN_MEMORY = 1 << 28


Solutions = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


class Store(Protocol):
    """What a store must do: embedded Oxigraph here, any SPARQL 1.1 server beside it."""

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads; those already there stay as they are."""

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        """The answer of a SELECT, an ASK (`Truth`) or a CONSTRUCT (columns subject, predicate, object).

        Prefixes given need not be declared in the query. Raises InputError, with line and column, where the query is
        not well formed.
        """

    def answering(
        self,
        sparql: str,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> contextlib.AbstractContextManager[Solutions]:
        """The same as the engine gives it, within a block that reads it: solutions, a truth value, or triples.

        Where graphs are given, the query sees them and no other (https://www.w3.org/TR/sparql11-protocol/#dataset).
        Raises InputError also where one of them is not here.
        """

    def update(self, sparql: str) -> None:
        """Run a SPARQL 1.1 Update. Raises InputError where it is not well formed."""

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        """Add what the template makes of every solution of the pattern, both in braces, read and written in one graph.

        All is done inside the store. Raises InputError where it is not well formed.
        """

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, in no order that may be relied upon."""

    def __len__(self) -> int:
        """The number of quads."""
        ...


class OxigraphStore:
    """Oxigraph in memory or, given a store of pyoxigraph and its folder, on disk.

    `on_damage` is called when the store on disk turns out to be damaged, before the StoreError that says so.
    `recorded` gives what `inexact` was when the store on disk was made, None where nobody looked.

    >>> store = OxigraphStore()
    >>> store.load([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))])
    >>> store.query("SELECT ?o WHERE { ?s ?p ?o }").to_dicts()
    [{'o': 1}]
    """

    def __init__(
        self,
        store: ox.Store | None = None,
        place: Path | None = None,
        on_damage: Callable[[], None] = lambda: None,
        recorded: Callable[[], Inexact | None] = Inexact.nothing,
    ) -> None:
        self._store = store if store is not None else ox.Store()
        self._place = place
        self._on_damage = on_damage
        self._recorded = recorded
        self._written = Written(whole=place is None)

    @property
    def folder(self) -> Path | None:
        """The folder of a store on disk."""
        return self._place

    def in_memory(self) -> OxigraphStore:
        """The same content in memory, where many large queries in a row are three times as fast as on disk.

        A store that has more than `MOST_IN_MEMORY` bytes on disk stays there: it is given back itself.
        """
        if self._place is None or sum(path.stat().st_size for path in self._place.glob("*.sst")) > MOST_IN_MEMORY:
            return self
        copy = OxigraphStore()
        copy.take(self)
        return copy

    def take(self, other: OxigraphStore) -> None:
        """Fill this store, which is empty, with all that another one holds, and what is known of its literals."""
        self._recorded = lambda: other.inexact
        self._add(other.quads())

    @property
    def inexact(self) -> Inexact | None:
        """What this store is not exact about; None where that is not known."""
        before = self._recorded()
        return before and before.and_also(self._written.inexact())

    def as_written(self) -> Iterator[ox.Quad] | None:
        """Every quad, its literals as they were written; None where the store was not loaded in this process."""
        known = self._place is None and self._recorded() == Inexact.nothing()
        return self._written.restored(self.quads()) if known else None

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads, a chunk at a time, so that not all need be there at once."""
        self._add(self._written.noting(quads))

    def _add(self, quads: Iterable[ox.Quad]) -> None:
        add = self._store.extend if self._place is None else self._store.bulk_extend
        rest = iter(quads)
        chunks = 0
        for first in rest:
            add(itertools.chain((first,), itertools.islice(rest, _CHUNK)))
            chunks += 1
        if self._place is not None and chunks > 1:
            self._store.optimize()  # chunks lie across each other: merged, they are read three times as fast

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
        """Graphs of this store by their IRIs."""
        found = []
        for name in names:
            try:
                graph = ox.NamedNode(name)
            except ValueError:
                raise InputError(f"<{name}> is not an IRI", mend="Name a graph by its whole IRI.") from None
            if not self._store.contains_named_graph(graph):
                raise InputError(
                    f"there is no graph {graph} here",
                    mend="Name no graph: what is not in a named graph is asked by itself.",
                )
            found.append(graph)
        return found

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
        """What the engine says when it cannot go on; a RuntimeError of any other kind is a fault of ours.

        Every block on disk has a checksum that is looked at when it is read: what is damaged is never an answer.
        """
        try:
            yield
        except RuntimeError as error:
            why = str(error)
            if self._place is not None and why.startswith("Corruption"):
                self._on_damage()
                raise damaged_error(self._place) from error
            if type(error) is not RuntimeError or not why.startswith(_CANNOT_BE_RUN):
                raise
            raise InputError(
                f"cannot be run: {why[0].lower()}{why[1:]}",
                place=Place(Path("query")),
                mend="Ask by the functions of SPARQL itself, and name what SERVICE asks.",
            ) from None


def in_memory(store: Store) -> Store:
    """The store for many large queries in a row: an embedded one in memory, a server as it is."""
    return store.in_memory() if isinstance(store, OxigraphStore) else store


def damaged_error(place: Path) -> StoreError:
    """The error for a store on disk that cannot be read as it was written."""
    return StoreError(
        "this store is damaged",
        place=Place(place),
        mend="Make it again; what is kept in a cache is made anew by itself.",
    )


# How the engine begins to say that a well-formed query needs what it does not have.
_CANNOT_BE_RUN = ("The custom function", "The variable encoding the service name", "The service")
_POSITION = r"error at (?P<line>\d+):(?P<column>\d+): "
_LONG = 100


def syntax_error(what: str, error: Exception) -> InputError:
    """The error for a query or update that cannot be parsed, placed at its line and column."""
    message = "it has a byte that is no text" if isinstance(error, UnicodeError) else " ".join(str(error).split())
    at = re.match(_POSITION, message)
    place = Place(Path(what), int(at["line"]), int(at["column"])) if at else Place(Path(what))
    message = re.sub(_POSITION, "", message)
    if len(message) > _LONG:  # the parser lists every character that it would have taken
        message = "this is not what SPARQL wants here"
    return InputError(
        f"not well formed: {message}", place=place, mend="Look at that line and column, or just before it."
    )
