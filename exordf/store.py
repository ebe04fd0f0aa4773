"""The store: quads in, rows out. Everything above speaks to `Store` and to nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from exordf.errors import InputError, Place, StoreError
from exordf.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Store(Protocol):
    """What a store must do: embedded Oxigraph here, any SPARQL 1.1 server beside it."""

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads; those already there stay as they are."""

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        """The answer of a SELECT, an ASK (one row, one column `answer`) or a CONSTRUCT (subject, predicate, object).

        Prefixes given need not be declared in the query. Raises InputError, with line and column, where the query is
        not well formed.
        """

    def update(self, sparql: str) -> None:
        """Run a SPARQL 1.1 Update. Raises InputError where it is not well formed."""

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, in no order that may be relied upon."""

    def __len__(self) -> int:
        """The number of quads."""
        ...


class MemoryStore:
    """Oxigraph in memory or, given a store of pyoxigraph, on disk.

    >>> store = MemoryStore()
    >>> store.load([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))])
    >>> store.query("SELECT ?o WHERE { ?s ?p ?o }").to_dicts()
    [{'o': 1}]
    """

    def __init__(self, store: ox.Store | None = None) -> None:
        self._store = store if store is not None else ox.Store()
        self._on_disk = store is not None

    def in_memory(self) -> MemoryStore:
        """The same content in memory, where many large queries in a row are three times as fast as on disk."""
        if not self._on_disk:
            return self
        copy = MemoryStore()
        copy.load(self.quads())
        return copy

    def load(self, quads: Iterable[ox.Quad]) -> None:
        self._store.extend(quads)

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        try:
            answer = self._store.query(sparql, prefixes=dict(prefixes or {}))
        except (SyntaxError, ValueError) as error:
            raise not_well_formed("query", error) from None
        try:
            return self._rows(answer)
        except OSError as error:
            raise StoreError(
                f"a server that the query asks did not answer: {error}",
                mend="Check the network and the address after SERVICE, then run it again.",
            ) from None

    @staticmethod
    def _rows(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Rows:
        if isinstance(answer, ox.QueryBoolean):
            return Rows(("answer",), [(ox.Literal(bool(answer)),)])
        if isinstance(answer, ox.QueryTriples):
            return Rows(("subject", "predicate", "object"), [tuple(triple) for triple in answer])
        return Rows(tuple(variable.value for variable in answer.variables), [tuple(row) for row in answer])

    def update(self, sparql: str) -> None:
        try:
            self._store.update(sparql)
        except (SyntaxError, ValueError) as error:
            raise not_well_formed("update", error) from None

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)


_POSITION = r"error at (?P<line>\d+):(?P<column>\d+): "
_LONG = 100


def not_well_formed(what: str, error: Exception) -> InputError:
    """The error for a query or update that cannot be parsed, placed at its line and column."""
    message = " ".join(str(error).split())
    at = re.match(_POSITION, message)
    place = Place(Path(what), int(at["line"]), int(at["column"])) if at else Place(Path(what))
    message = re.sub(_POSITION, "", message)
    if len(message) > _LONG:  # the parser lists every character that it would have taken
        message = "this is not what SPARQL wants here"
    return InputError(
        f"not well formed: {message}", place=place, mend="Look at that line and column, or just before it."
    )
