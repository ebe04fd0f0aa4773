"""Things that are read from a store when they are asked for, one or many at once."""

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
    """Things with their facets: what is asked for is read then, unless `load` has brought it before."""

    def __init__(self, dataset: Dataset, store: Store, nodes: Iterable[ox.NamedNode]) -> None:
        self._dataset, self.store = dataset, store
        self._found: dict[ox.NamedNode, Thing | None] = dict.fromkeys(nodes)

    def load(self, nodes: Iterable[ox.NamedNode]) -> None:
        """Read those of the nodes that are things and not yet known, all at once."""
        missing = [node for node in nodes if node in self._found and self._found[node] is None]
        if missing:
            self._found |= description.describe(self.store, self._dataset.prefixes, self._dataset.facets, missing)

    def __getitem__(self, node: ox.NamedNode) -> Thing:
        found = self._found[node]
        if found is None:
            self.load([node])
            found = self._found[node]
        return cast("Thing", found)

    def __contains__(self, node: object) -> bool:
        return node in self._found

    def __iter__(self) -> Iterator[ox.NamedNode]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
