"""The protocol of a triple store, quads in and rows out, and the error that every store raises for a bad query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from exordf.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from exordf.rdf.literals import Inexact
    from exordf.rdf.rows import Rows

Solutions = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


class Store(Protocol):
    """What a store must do. Everything above this package uses these methods and never asks which store it has."""

    @property
    def folder(self) -> Path | None:
        """The folder of a store on disk; None for a store in memory or on a server."""

    @property
    def server(self) -> Mapping[str, Any] | None:
        """Arguments with which another process opens the same server, as JSON values; None for an embedded store."""

    @property
    def follows_paths(self) -> bool:
        """Whether property paths of any length (`*`, `+`) give complete answers, and expressions raise type errors."""
        ...

    @property
    def inexact(self) -> Inexact | None:
        """The literals that this store keeps in another form than they were written; None where that is unknown."""

    def as_written(self) -> Iterator[ox.Quad] | None:
        """Every quad, its literals as they were written; None where the store no longer knows them."""

    def in_memory(self) -> Store:
        """The same content for many large queries in a row: a copy in memory where that is faster, else the store."""
        ...

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads; those already in the store stay as they are."""

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        """The answer of a SELECT, an ASK (`Truth`) or a CONSTRUCT (columns subject, predicate, object).

        The given prefixes need not be declared in the query. Raises InputError, with line and column, where the query
        is not well formed.
        """
        ...

    def answering(
        self,
        sparql: str,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> AbstractContextManager[Solutions]:
        """The answer as the engine gives it, within a block that reads it: solutions, a truth value, or triples.

        Where graphs are given, the query sees no other (https://www.w3.org/TR/sparql11-protocol/#dataset).
        Raises InputError also where one of them does not exist.
        """
        ...

    def update(self, sparql: str) -> None:
        """Run a SPARQL 1.1 Update. Raises InputError where it is not well formed."""

    def insert(self, template: str, pattern: str, prologue: str = "") -> None:
        """Add what the template makes of every solution of the pattern, both in braces, in one graph.

        All of it happens inside the store. Raises InputError where it is not well formed.
        """

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, in no particular order."""
        ...

    def __len__(self) -> int:
        """The number of quads."""
        ...


_POSITION = r"error at (?P<line>\d+):(?P<column>\d+): "
_LONG = 100  # characters


def syntax_error(what: str, error: Exception) -> InputError:
    """The error for a query or update that cannot be parsed, placed at its line and column.

    >>> print(syntax_error("query", ValueError("error at 2:16: expected a term")))
    query:2:16: not well formed: expected a term
    Look at that line and column, or just before it.
    """
    message = "it has a byte that is not text" if isinstance(error, UnicodeError) else " ".join(str(error).split())
    position = re.match(_POSITION, message)
    place = Place(Path(what), int(position["line"]), int(position["column"])) if position else Place(Path(what))
    message = re.sub(_POSITION, "", message)
    if len(message) > _LONG:  # the parser lists every character that it would have accepted
        message = "this is not valid SPARQL here"
    return InputError(
        f"not well formed: {message}", place=place, mend="Look at that line and column, or just before it."
    )
