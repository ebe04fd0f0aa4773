"""Loading: files to a store, with links and inferred quads, in the one order in which these build on each other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from exordf import files
from exordf.dataset import inference, mappings, sources
from exordf.rdf import reader
from exordf.store import disk_store
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

# Bytes of files (a million triples) that go through memory on their way to the disk: there they take ten times as much.
_SMALL = 1 << 26


class LoadedDataset(NamedTuple):
    """Everything in a store, the prefixes in force, and the same quads by layer."""

    store: Store
    prefixes: Prefixes
    layers: Mapping[str, list[ox.Quad]]


class StoreBuild(NamedTuple):
    """The result of building a store on disk.

    Seconds by step, the number of triples with the inferred ones, and whether an earlier build had been stopped.
    """

    seconds: Mapping[str, float]
    triples: int
    was_stopped: bool


def load(
    home: Path, layer_of: Mapping[Path, str], revisions: Iterable[ox.Quad] = (), revised: frozenset[str] | None = None
) -> LoadedDataset:
    """Read the files, add the links, run the rules. The blocks of `revised` subjects give way to the `revisions`."""
    layers: dict[str, list[ox.Quad]] = {}
    for path, layer in layer_of.items():
        quads = reader.read(path)
        layers.setdefault(layer, []).extend(quads if revised is None else sources.without_subjects(quads, revised))
    if revised is not None:
        layers[sources.OWN] = list(revisions)
    store = OxigraphStore()
    for quads in layers.values():
        store.load(quads)
    prefixes = sources.declared_prefixes(store)
    layers[sources.LINKS] = sources.link_quads(home, prefixes, store)
    store.load(layers[sources.LINKS])
    layers |= {f"views/{name}": quads for name, quads in inference.rule_layers(store).items()}
    return LoadedDataset(store, prefixes, layers)


def load_beside(store: Store, home: Path, prefixes: Prefixes, quads: list[ox.Quad]) -> LoadedDataset:
    """A copy of a complete store with quads added, and with the links and the inferred quads that they bring.

    The content of the store stays, inferred quads included: no added quad takes an edge of the store away. The layers
    are those of the added quads only.
    """
    larger = OxigraphStore(recorded=lambda: store.inexact)
    larger.load(store.quads())
    larger.load(quads)
    links = sources.link_quads(home, prefixes, larger)
    larger.load(links)
    inferred = {f"views/{name}": added for name, added in inference.rule_layers(larger).items()}
    return LoadedDataset(
        larger, sources.declared_prefixes(larger, prefixes), {sources.OWN: quads, sources.LINKS: links, **inferred}
    )


def load_into_store(
    store: OxigraphStore, home: Path, paths: Collection[Path], say: Callable[[str], None] = lambda _: None
) -> None:
    """The same content into a store on disk, file by file: no quad stays in this process, and no layers are made.

    Small data go through memory, where rules run eight times as fast. `say` is called with the name of each step.
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


def build_store(paths: Sequence[Path], folder: Path, say: Callable[[str], None] = lambda _: None) -> StoreBuild:
    """Build the data in some folders (by default the packaged data) into a store on disk, in the folder `folder`.

    Nothing is validated: a corpus is validated in the store. Raises InputError and StoreError; an earlier store in the
    folder is then as it was.
    """
    home, layer_of = sources.source_files(paths)
    starts: dict[str, float] = {}
    triples = 0

    def step(name: str) -> None:
        say(name)
        starts[name] = time.perf_counter()

    def fill(store: OxigraphStore) -> None:
        nonlocal triples
        load_into_store(store, home, layer_of, step)
        triples = len(store)
        step("settle")

    was_stopped = disk_store.build_store_folder(folder, fill, layer_of)
    ends = [*list(starts.values())[1:], time.perf_counter()]
    seconds = {name: end - start for (name, start), end in zip(starts.items(), ends, strict=True)}
    return StoreBuild(seconds, triples, was_stopped)


def input_files(home: Path, layer_of: Mapping[Path, str]) -> list[Path]:
    """Every file on which the outcome of `load` depends."""
    mapping_file = home / "data" / mappings.FILE
    return [
        *layer_of,
        *([mapping_file] if mapping_file.is_file() else []),
        *files.find_files(files.package_folder("queries/rules"), ".rq"),
    ]
