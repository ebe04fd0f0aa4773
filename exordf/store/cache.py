"""Cache: stores on disk in the user's cache folder, by the content that they were made from, never trusted blindly."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import StoreError
from exordf.files import write_atomically
from exordf.store import sealed
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exordf.store.oxigraph import OxigraphStore
    from exordf.store.protocol import Store

VARIABLE = "EXORDF_CACHE"
OFF = "off"
_SEEN = ".seen"
_STORE = r"[0-9a-f]{32}(\..+\.(part|damaged))?"  # the names of what lies in the cache
_REMEMBERED = r"[0-9a-f]{8}|\.[0-9a-f]{8}\..+\.part"
_LAYOUT = 2  # a store tells which literals it changed
_MADE_BY = f"{__version__} {ox.__version__} {_LAYOUT}"
_DAY = 86_400
_KEPT_DAYS = 30
_SETTLED = 2


def cache_folder() -> Path | None:
    """Where stores are kept: what `EXORDF_CACHE` says, else the user's cache folder; None where it says `off`."""
    said = os.environ.get(VARIABLE)
    if said == OFF:
        return None
    if said:
        return Path(said)
    if sys.platform == "linux":  # what platformdirs says there; to import it takes a fifteenth of a query's time
        home = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (home if home.is_absolute() else Path("~/.cache").expanduser()) / "exordf"
    import platformdirs  # noqa: PLC0415 - see above

    return Path(platformdirs.user_cache_dir("exordf", appauthor=False))


def open_cached(inputs: Sequence[Path], fill: Callable[[OxigraphStore], None]) -> Store | None:
    """The store made from `inputs`, read-only; filled by `fill` where none is kept or the one kept is damaged.

    Two processes may do this at once: each builds beside and renames, and whoever comes second uses what is there.
    None where nothing can be kept: the cache is off, or the folder cannot be written.
    """
    place = cache_folder()
    if place is None:
        return None
    kept = place / _key(inputs, place / _SEEN)
    store = sealed.open_sealed(kept)
    if store is not None:
        return store
    try:
        _make(kept, fill)
    except OSError:
        return None  # no room, or no right to write: a cache is a convenience
    return sealed.open_sealed(kept)


def _key(inputs: Sequence[Path], seen: Path) -> str:
    """A name for the content of files, and for the versions of what makes a store from it.

    Files that are as they were the last time, by place, size, times and inode, are not read again. As git does, this is
    only remembered of files that have been left alone for a while: within one tick of its clock a file may change
    without showing it.
    """
    paths = sorted(inputs)
    about = [path.stat() for path in paths]
    shown = f"{_MADE_BY} " + " ".join(
        f"{path} {each.st_size} {each.st_mtime_ns} {each.st_ctime_ns} {each.st_ino}"
        for path, each in zip(paths, about, strict=True)
    )
    looks = shown.encode("utf-8", "surrogateescape")
    remembered = seen / f"{zlib.crc32(looks):08x}"
    with contextlib.suppress(OSError):
        known, _, before = remembered.read_bytes().partition(b"\n")
        if before == looks:
            return known.decode("ascii")
    key = _content(paths)
    if time.time() - max((max(each.st_mtime, each.st_ctime) for each in about), default=0) > _SETTLED:
        with contextlib.suppress(StoreError):  # then it is worked out again the next time
            write_atomically(remembered, key.encode() + b"\n" + looks)
    return key


def _content(paths: Sequence[Path]) -> str:
    import hashlib  # noqa: PLC0415 - three milliseconds, and most runs know the key already

    digest = hashlib.blake2b(_MADE_BY.encode(), digest_size=16)
    for path in paths:
        content = path.read_bytes()
        digest.update(f"\0{path.name} {len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _make(kept: Path, fill: Callable[[OxigraphStore], None]) -> None:
    import shutil  # noqa: PLC0415 - what is kept is opened without these
    import tempfile  # noqa: PLC0415

    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{kept.name}.", suffix=".part", dir=kept.parent))
    try:
        sealed.make_sealed(beside, fill)
        if kept.exists() and sealed.open_sealed(kept) is None:
            damaged = beside.with_suffix(".damaged")
            kept.rename(damaged)
            shutil.rmtree(damaged, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was first, with the same content
            beside.rename(kept)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _forget_old(kept)


def _forget_old(kept: Path) -> None:
    """Remove stores that nobody has made for a month, and what a stopped process left half-made.

    By name: whoever names a folder of their own in EXORDF_CACHE has other files there.
    """
    import re  # noqa: PLC0415 - as above
    import shutil  # noqa: PLC0415

    stores = [other for other in kept.parent.iterdir() if re.fullmatch(_STORE, other.name) and other != kept]
    keys = [other for other in (kept.parent / _SEEN).glob("*") if re.fullmatch(_REMEMBERED, other.name)]
    for other in [*stores, *keys]:
        with contextlib.suppress(OSError):  # another process may be doing the same
            days = (time.time() - other.stat().st_mtime) / _DAY
            if days > (1 if other.suffix in (".part", ".damaged") else _KEPT_DAYS):
                other.unlink() if other.is_file() else shutil.rmtree(other, ignore_errors=True)
