"""The explorer of a dataset: its facts, tables, graph and search index, each made on first use."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, cast

import pyoxigraph as ox

from exordf.browse.model.facts import MANY, Facts
from exordf.browse.model.texts import Texts
from exordf.claims import tables
from exordf.claims.claim_graph import with_secretion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exordf.api import Dataset
    from exordf.claims.claim_graph import ClaimGraph
    from exordf.claims.tables import Row, Tables
    from exordf.export import Source

T = TypeVar("T")
Key = TypeVarTuple("Key")
_MOST_RECENT = 24  # values of one function; the picture of the whole network takes a tenth of a second


class Explorer:
    """A dataset as the pages need it. Many threads may use it at once: each value is made by one of them.

    Only the facts, and exports of some claims, read the whole dataset; tables, graph and search need the store alone,
    so that the first page does not wait for the rest.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._lock = threading.Lock()
        self._locks: dict[object, threading.RLock] = {}
        self._values: dict[object, dict[tuple[object, ...], object]] = {}

    def once(self, make: Callable[[Explorer, *Key], T], *key: *Key) -> T:
        """The value that a function makes of this explorer and a hashable key, made on first use and then stored.

        Of a function with a key the values that were used last are stored; this is the one cache of the pages.
        """
        values = self._values.get(make, {})
        if not key and () in values:
            return cast("T", values[()])
        with self._lock:
            values = self._values.setdefault(make, {})
            lock = self._locks.setdefault(make, threading.RLock())
        with lock:
            value = values.pop(key) if key in values else make(self, *key)
            values[key] = value  # in the order of their use
            if len(values) > _MOST_RECENT:
                del values[next(iter(values))]
            return cast("T", value)

    @property
    def facts(self) -> Facts:
        """The facts of every resource that has a page, each read on demand."""
        return self.once(make_facts)

    @property
    def texts(self) -> Texts:
        """The labels, titles, definitions, comments and synonyms of all resources."""
        return self.once(_texts)

    @property
    def source(self) -> Source:
        """The source of tables, graphs and pictures."""
        return self.once(_source)

    @property
    def tables(self) -> Tables:
        """The flat tables: claims, entities, references, citations, findings."""
        return self.once(_tables)

    @property
    def graph(self) -> ClaimGraph:
        """The claims in force as a graph."""
        return self.once(make_graph)

    @property
    def ways(self) -> ClaimGraph:
        """The graph with the secretion that the definitions of vesicles state: what paths lead along."""
        return self.once(_ways)

    @property
    def entities(self) -> dict[str, Row]:
        """The rows of the table of entities by IRI."""
        return self.once(make_entities)

    def kind(self, iri: str) -> str:
        """The kind of an entity by its IRI, as the local name of a class such as `MicroRNA`; else the empty string."""
        return self.once(_kinds).get(iri, "").partition(":")[2]

    def find(self, iri: str) -> ox.NamedNode | None:
        """The resource with this IRI, if it has a page here."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:  # it is not an IRI
            return None
        return node if node in self.facts.things else None

    def warm(self, steps: Sequence[Callable[[Explorer], object]]) -> None:
        """Make what the pages need, in this order, in a thread of its own, so that the first visitor does not wait."""
        threading.Thread(target=self._warm, args=(steps,), name="exordf-warm", daemon=True).start()

    def _warm(self, steps: Sequence[Callable[[Explorer], object]]) -> None:
        for make in steps:
            self.once(make)
        if len(self.facts.things) <= MANY:  # of more, each is read on demand
            self.facts.load(list(self.facts.things))


def _source(explorer: Explorer) -> Source:
    return explorer.dataset.as_source()


def _tables(explorer: Explorer) -> Tables:
    return explorer.source.tables


def make_graph(explorer: Explorer) -> ClaimGraph:
    explorer.tables  # noqa: B018 - the graph is made from them, and another thread may be making them at this moment
    return explorer.source.graph


def _ways(explorer: Explorer) -> ClaimGraph:
    return with_secretion(explorer.graph, explorer.tables, explorer.dataset.store, explorer.dataset.prefixes)


def make_entities(explorer: Explorer) -> dict[str, Row]:
    return {str(row["iri"]): row for row in explorer.tables["entities"]}


def _kinds(explorer: Explorer) -> dict[str, str]:
    return tables.kinds_of(explorer.dataset.store, explorer.dataset.prefixes)


def _texts(explorer: Explorer) -> Texts:
    return Texts(explorer.dataset)


def make_facts(explorer: Explorer) -> Facts:
    return Facts.of_all(explorer.dataset, lazily=True, texts=explorer.texts)
