"""Loading: files to a store, with the links and the views, in the one order in which these build on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf import files, mappings, sources, turtle, views
from exordf.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from exordf.names import Prefixes
    from exordf.store import Store


class Loaded(NamedTuple):
    """Everything in a store, the prefixes in force, and the same quads by layer."""

    store: Store
    prefixes: Prefixes
    layers: Mapping[str, list[ox.Quad]]


def load(
    home: Path, layer_of: Mapping[Path, str], on_top: Iterable[ox.Quad] = (), own: frozenset[str] | None = None
) -> Loaded:
    """Read the files, state the links, make the views. Blocks of subjects in `own` give way to the quads `on_top`."""
    layers: dict[str, list[ox.Quad]] = {}
    for path, layer in layer_of.items():
        quads = turtle.read(path)
        layers.setdefault(layer, []).extend(quads if own is None else sources.without(quads, own))
    if own is not None:
        layers[sources.OWN] = list(on_top)
    store = MemoryStore()
    for quads in layers.values():
        store.load(quads)
    prefixes = sources.prefixes(store)
    layers[sources.LINKS] = sources.links(home, prefixes, layers)
    store.load(layers[sources.LINKS])
    layers |= {f"views/{name}": quads for name, quads in views.build(store).items()}
    return Loaded(store, prefixes, layers)


def inputs(home: Path, layer_of: Mapping[Path, str]) -> list[Path]:
    """Every file on which the outcome of `load` depends."""
    mapped = home / "data" / mappings.FILE
    return [*layer_of, *([mapped] if mapped.is_file() else []), *files.found(files.own("rules"), ".rq")]
