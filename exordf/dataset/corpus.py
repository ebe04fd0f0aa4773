"""Stored: any number of reviews as a store on disk, loaded file by file, with the views, replaced as a whole."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.dataset import loading, sources
from exordf.store import persistent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from exordf.store.oxigraph import OxigraphStore


@dataclass(frozen=True)
class CorpusResult:
    """What a build to disk did: seconds by step, triples with the views, and whether an earlier one was stopped."""

    seconds: Mapping[str, float]
    triples: int
    stopped: bool


def build_store(paths: Sequence[Path], at: Path, say: Callable[[str], None] = lambda _: None) -> CorpusResult:
    """Build the data in some folders (by default the packaged data) into a store on disk, in the folder `at`.

    Files are read one by one and the store makes the views. Nothing is checked: a corpus is validated in the store.
    Raises InputError and StoreError; an earlier store at `at` is then as it was.
    """
    home, layer_of = sources.source_files(paths)
    begun: dict[str, float] = {}
    triples = 0

    def step(name: str) -> None:
        say(name)
        begun[name] = time.perf_counter()

    def fill(store: OxigraphStore) -> None:
        nonlocal triples
        loading.load_into_store(store, home, layer_of, step)
        triples = len(store)
        step("settle")

    stopped = persistent.build_persistent(at, fill, layer_of)
    ends = [*list(begun.values())[1:], time.perf_counter()]
    seconds = {name: end - start for (name, start), end in zip(begun.items(), ends, strict=True)}
    return CorpusResult(seconds, triples, stopped)
