"""Resources that are read from a store on demand, one or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from exordf.dataset import description

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.api import Dataset
    from exordf.dataset.description import Thing
    from exordf.store.store_protocol import Store


class LazyResources(Mapping[ox.NamedNode, "Thing"]):
    """Resources with their facets; one that `load` has not read yet is read when it is looked up."""

    def __init__(self, dataset: Dataset, store: Store, nodes: Iterable[ox.NamedNode]) -> None:
        self._dataset, self.store = dataset, store
        self._things: dict[ox.NamedNode, Thing | None] = dict.fromkeys(nodes)

    def load(self, nodes: Iterable[ox.NamedNode]) -> None:
        """Read those of the nodes that are resources of the dataset and not read yet, all at once."""
        missing = [node for node in nodes if node in self._things and self._things[node] is None]
        if missing:
            self._things |= description.describe(self.store, self._dataset.prefixes, self._dataset.facets, missing)

    def __getitem__(self, node: ox.NamedNode) -> Thing:
        if self._things[node] is None:
            self.load([node])
        return cast("Thing", self._things[node])

    def __contains__(self, node: object) -> bool:
        return node in self._things

    def __iter__(self) -> Iterator[ox.NamedNode]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)
