"""Loading: files to a store, with the links and the views, in the one order in which these build on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf import files
from exordf.dataset import inference, mappings, sources
from exordf.rdf import reader
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.protocol import Store

# Bytes of files (a million triples) that go through memory on their way to the disk: there they take ten times as much.
_SMALL = 1 << 26


class LoadedDataset(NamedTuple):
    """Everything in a store, the prefixes in force, and the same quads by layer."""

    store: Store
    prefixes: Prefixes
    layers: Mapping[str, list[ox.Quad]]


def load(
    home: Path, layer_of: Mapping[Path, str], on_top: Iterable[ox.Quad] = (), own: frozenset[str] | None = None
) -> LoadedDataset:
    """Read the files, state the links, make the views. Blocks of subjects in `own` give way to the quads `on_top`."""
    layers: dict[str, list[ox.Quad]] = {}
    for path, layer in layer_of.items():
        quads = reader.read(path)
        layers.setdefault(layer, []).extend(quads if own is None else sources.without_subjects(quads, own))
    if own is not None:
        layers[sources.OWN] = list(on_top)
    store = OxigraphStore()
    for quads in layers.values():
        store.load(quads)
    prefixes = sources.declared_prefixes(store)
    layers[sources.LINKS] = sources.link_quads(home, prefixes, store)
    store.load(layers[sources.LINKS])
    layers |= {f"views/{name}": quads for name, quads in inference.rule_layers(store).items()}
    return LoadedDataset(store, prefixes, layers)


def beside(store: Store, home: Path, prefixes: Prefixes, quads: list[ox.Quad]) -> LoadedDataset:
    """A copy of a store that has its views, with quads added, and with the links and views that they bring.

    What was there stays, the views too: nothing that the quads say takes an edge of the store away. The layers are
    those of what was added alone.
    """
    larger = OxigraphStore(recorded=lambda: store.inexact)
    larger.load(store.quads())
    larger.load(quads)
    linked = sources.link_quads(home, prefixes, larger)
    larger.load(linked)
    made = {f"views/{name}": added for name, added in inference.rule_layers(larger).items()}
    return LoadedDataset(
        larger, sources.declared_prefixes(larger, prefixes), {sources.OWN: quads, sources.LINKS: linked, **made}
    )


def load_into_store(
    store: OxigraphStore, home: Path, paths: Collection[Path], say: Callable[[str], None] = lambda _: None
) -> None:
    """The same into a store on disk, file by file: what was read is forgotten, and the store makes the views.

    What is small goes through memory, where rules run eight times as fast. `say` is told what is done next.
    """
    through = OxigraphStore() if sum(path.stat().st_size for path in paths) < _SMALL else store
    say("load")
    through.read(paths)
    say("link")
    through.load(sources.link_quads(home, sources.declared_prefixes(through), through))
    say("make views")
    inference.run_rules(through)
    if through is not store:
        say("keep")
        store.copy_from(through)


def input_files(home: Path, layer_of: Mapping[Path, str]) -> list[Path]:
    """Every file on which the outcome of `load` depends."""
    mapped = home / "data" / mappings.FILE
    return [
        *layer_of,
        *([mapped] if mapped.is_file() else []),
        *files.find_files(files.package_folder("queries/rules"), ".rq"),
    ]
