"""Sealed stores: Oxigraph in a folder, made whole, opened read-only in milliseconds, never trusted when damaged."""

from __future__ import annotations

import contextlib
import json
import zlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import StoreError
from exordf.files import write_atomically
from exordf.rdf.literals import Inexact
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEAL = "exordf-seal.json"
# What the store is not exact about, sealed with it.
_INEXACT = "exordf-literals.json"

# What a store may have in bytes to have every byte of it looked at each time that it is opened.
_SMALL = 1 << 24


def make_sealed(folder: Path, fill: Callable[[OxigraphStore], None]) -> None:
    """A store in an empty folder, filled and sealed. Raises OSError where the disk does not take it."""
    engine = ox.Store(str(folder))
    store = OxigraphStore(engine, folder)
    fill(store)
    engine.flush()
    engine.optimize()
    inexact = store.inexact
    if inexact is not None:
        write_atomically(folder / _INEXACT, json.dumps(inexact.to_json()).encode())
    del engine, store  # closes it
    _seal(folder)


def open_sealed(folder: Path) -> OxigraphStore | None:
    """The store in a folder, read-only, if it is as it was when it was sealed; None where it is not."""
    try:
        sealed = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        if not _is_sound(folder, sealed):
            return None
        engine = ox.Store.read_only(str(folder))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None  # not there, half there, or what is there is no store
    return OxigraphStore(engine, folder, lambda: (folder / SEAL).unlink(missing_ok=True), lambda: _inexact(folder))


def _inexact(folder: Path) -> Inexact | None:
    """What was found of the literals when the store was made; None where it is from before they were looked at."""
    try:
        return Inexact.from_json(json.loads((folder / _INEXACT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _is_sound(folder: Path, sealed: dict[str, list[int]]) -> bool:
    """Whether every file that holds data has its size, and its checksum where that has to be looked at.

    It has to be where the store is small, and where a file has another time than it was sealed with. A large store is
    otherwise left to the checksum that the engine keeps of each block.
    """
    there = _measured(folder)
    if {name: size for name, (size, _) in there.items()} != {name: size for name, (size, _, _) in sealed.items()}:
        return False
    small = sum(size for size, _ in there.values()) <= _SMALL
    as_sealed = all(time == sealed[name][1] for name, (_, time) in there.items())
    if not small and as_sealed:
        return True
    if any(_checksum(folder / name) != checksum for name, (_, _, checksum) in sealed.items()):
        return False
    if not as_sealed:  # a copy: its times are good from now on
        with contextlib.suppress(StoreError):
            _seal(folder)
    return True


def _seal(folder: Path) -> None:
    files = {name: (size, time, _checksum(folder / name)) for name, (size, time) in _measured(folder).items()}
    write_atomically(folder / SEAL, json.dumps(files).encode())


def _measured(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file that holds data; the log of the engine is left out, as it may grow."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name not in (SEAL, "LOCK") and not path.name.startswith((".", "LOG")):
            about = path.stat()
            found[path.name] = about.st_size, about.st_mtime_ns
    return found


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as content:
        while part := content.read(1 << 20):
            found = zlib.crc32(part, found)
    return found
