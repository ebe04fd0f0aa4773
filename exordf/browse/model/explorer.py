"""What the pages are made from: a dataset, its facts and its graph, each made when it is first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar, cast

import pyoxigraph as ox

from exordf.browse.model.facts import MANY, Facts
from exordf.claims import tables
from exordf.claims.claim_graph import with_secretion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exordf.api import Dataset
    from exordf.claims.claim_graph import ClaimGraph
    from exordf.claims.tables import Row, Tables
    from exordf.export import Source

    T = TypeVar("T")


class Explorer:
    """A dataset as the pages see it. Many threads may ask it at once: what is made, is made by one of them.

    Only the facts, and exports of some claims, read all that there is; tables, graph and search need the store alone,
    so that the first page does not wait for the rest.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._locks: dict[object, threading.RLock] = {}
        self._choosing = threading.Lock()
        self._made: dict[object, object] = {}

    def once(self, make: Callable[[Explorer], T]) -> T:
        """What `make` makes of this explorer, made when it is first asked for and then kept."""
        if make not in self._made:
            with self._choosing:
                lock = self._locks.setdefault(make, threading.RLock())
            with lock:
                if make not in self._made:
                    self._made[make] = make(self)
        return cast("T", self._made[make])

    @property
    def facts(self) -> Facts:
        """The facts of every thing that has a page, loaded when they are asked for."""
        return self.once(make_facts)

    @property
    def source(self) -> Source:
        """What tables, graphs and pictures are made from."""
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
        """The same with what the definitions of vesicles say of secretion: what paths lead along."""
        return self.once(_ways)

    @property
    def entities(self) -> dict[str, Row]:
        """The rows of the table of entities by IRI."""
        return self.once(make_entities)

    def kind(self, iri: str) -> str:
        """The kind of an entity by its IRI, as the local name of a class such as `MicroRNA`; else nothing."""
        return self.once(_kinds).get(iri, "").partition(":")[2]

    def known(self, iri: str) -> ox.NamedNode | None:
        """The thing with this IRI, if it has a page here."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:  # it is no IRI at all
            return None
        return node if node in self.facts.things else None

    def warm(self, steps: Sequence[Callable[[Explorer], object]]) -> None:
        """Make what the pages need, in this order, in a thread of its own, so that the first visitor does not wait."""
        threading.Thread(target=self._warm, args=(steps,), name="exordf-warm", daemon=True).start()

    def _warm(self, steps: Sequence[Callable[[Explorer], object]]) -> None:
        for make in steps:
            self.once(make)
        if len(self.facts.things) <= MANY:  # of more, each is read when it is asked for
            self.facts.load(list(self.facts.things))


def _source(explorer: Explorer) -> Source:
    return explorer.dataset.as_source()


def _tables(explorer: Explorer) -> Tables:
    return explorer.source.tables


def make_graph(explorer: Explorer) -> ClaimGraph:
    explorer.tables  # noqa: B018 - the graph is made from them, and others may be asking for them at this moment
    return explorer.source.graph


def _ways(explorer: Explorer) -> ClaimGraph:
    return with_secretion(explorer.graph, explorer.tables, explorer.dataset.store, explorer.dataset.prefixes)


def make_entities(explorer: Explorer) -> dict[str, Row]:
    return {str(row["iri"]): row for row in explorer.tables["entities"]}


def _kinds(explorer: Explorer) -> dict[str, str]:
    return tables.kinds_of(explorer.dataset.store, explorer.dataset.prefixes)


def make_facts(explorer: Explorer) -> Facts:
    return Facts.of_all(explorer.dataset, lazily=True)
