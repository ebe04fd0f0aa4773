"""Cache: stores on disk in the user's cache folder, by the content that they were made from, never trusted blindly."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pyoxigraph as ox

from exordf.store import MemoryStore
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exordf.store import Store

VARIABLE = "EXORDF_CACHE"
OFF = "off"
_SEAL = "exordf-seal.json"
_DAY = 86_400
_KEPT_DAYS = 30


def folder() -> Path | None:
    """Where stores are kept: what `EXORDF_CACHE` says, else the user's cache folder; None where it says `off`."""
    said = os.environ.get(VARIABLE)
    if said == OFF:
        return None
    return Path(said) if said else Path(platformdirs.user_cache_dir("exordf", appauthor=False))


def opened(inputs: Sequence[Path], content: Callable[[], Iterable[ox.Quad]]) -> Store | None:
    """The store made from `inputs`, read-only; made by `content` where none is kept or the one kept is damaged.

    Two processes may do this at once: each builds beside and renames, and whoever comes second uses what is there.
    None where nothing can be kept (the cache is off, or the folder cannot be written): the caller has the content in
    memory then, which is slower and no error.
    """
    place = folder()
    if place is None:
        return None
    kept = place / _key(inputs)
    store = _sound(kept)
    if store is not None:
        return store
    quads = content()
    try:
        _make(kept, quads)
    except OSError:
        return None  # no room, or no right to write: a cache is a convenience
    return _sound(kept)


def _key(inputs: Sequence[Path]) -> str:
    """A name for the content of files, and for the versions of what makes a store from it."""
    digest = hashlib.blake2b(f"{__version__} {ox.__version__}".encode(), digest_size=16)
    for path in sorted(inputs):
        content = path.read_bytes()
        digest.update(f"\0{path.name} {len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sound(kept: Path) -> Store | None:
    """The store at a place, if every file in it is as it was when it was sealed."""
    try:
        sealed = json.loads((kept / _SEAL).read_text(encoding="utf-8"))
        if sealed != _digests(kept):
            return None
        return MemoryStore(ox.Store.read_only(str(kept)))
    except (OSError, ValueError):
        return None  # not there, or damaged: it is made anew


def _digests(place: Path) -> dict[str, str]:
    """The digest of every file that holds data; the log of the engine is left out, as it may grow."""
    return {
        path.name: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in sorted(place.iterdir())
        if path.name not in (_SEAL, "LOCK") and not path.name.startswith("LOG")
    }


def _make(kept: Path, quads: Iterable[ox.Quad]) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{kept.name}.", suffix=".part", dir=kept.parent))
    try:
        store = ox.Store(str(beside))
        store.bulk_extend(quads)
        store.flush()
        del store  # closes it
        (beside / _SEAL).write_text(json.dumps(_digests(beside)), encoding="utf-8")
        if kept.exists() and _sound(kept) is None:
            damaged = beside.with_suffix(".damaged")
            kept.rename(damaged)
            shutil.rmtree(damaged, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was first, with the same content
            beside.rename(kept)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _forget_old(kept)


def _forget_old(kept: Path) -> None:
    """Remove stores that nobody has made for a month, and what a stopped process left half-made."""
    for other in kept.parent.iterdir():
        with contextlib.suppress(OSError):  # another process may be doing the same
            days = (time.time() - other.stat().st_mtime) / _DAY
            if other != kept and days > (1 if other.suffix in (".part", ".damaged") else _KEPT_DAYS):
                shutil.rmtree(other, ignore_errors=True)
