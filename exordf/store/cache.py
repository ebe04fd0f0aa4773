"""The cache: stores in the user's cache folder, named by the content of the files that they were made from."""

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
from exordf.output_files import write_atomically
from exordf.store import disk_store
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exordf.store.oxigraph import OxigraphStore

VARIABLE = "EXORDF_CACHE"
OFF = "off"
_KEYS = ".seen"  # the folder of keys that need not be computed again
_STORE_NAME = r"[0-9a-f]{32}(\..+\.(part|damaged))?"
_KEY_NAME = r"[0-9a-f]{8}|\.[0-9a-f]{8}\..+\.part"
_LAYOUT = 2  # a store records which literals it changed
_MADE_BY = f"{__version__} {ox.__version__} {_LAYOUT}"
_DAY = 86_400  # seconds
_STORED_DAYS = 30
_SETTLED = 2  # seconds


def cache_folder() -> Path | None:
    """The folder in `EXORDF_CACHE`, else the user's cache folder; None where that variable is `off`."""
    setting = os.environ.get(VARIABLE)
    if setting == OFF:
        return None
    if setting:
        return Path(setting)
    if sys.platform == "linux":  # as platformdirs has it; to import it takes a fifteenth of a query's time
        home = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (home if home.is_absolute() else Path("~/.cache").expanduser()) / "exordf"
    import platformdirs  # noqa: PLC0415 - see above

    return Path(platformdirs.user_cache_dir("exordf", appauthor=False))


def open_cached(inputs: Sequence[Path], fill: Callable[[OxigraphStore], None]) -> OxigraphStore | None:
    """The store made from `inputs`, read-only; written, filled by `fill`, if it is not in the cache or is damaged.

    Two processes may do this at once: each writes a store of its own and renames it, and the second uses the first.
    None where nothing can be cached: the cache is off, or the folder cannot be written.
    """
    folder = cache_folder()
    if folder is None:
        return None
    place = folder / _key(inputs, folder / _KEYS)
    store = disk_store.open_sealed(place)
    if store is not None:
        return store
    try:
        _write(place, fill)
    except OSError:
        return None  # no room, or no right to write: a cache is a convenience
    return disk_store.open_sealed(place)


def _key(inputs: Sequence[Path], keys: Path) -> str:
    """A name for the content of files and the versions of what makes a store from it.

    Files with the same path, size, times and inode as before are not read again. As in git, this is only relied upon
    for files that were not changed just now: within one tick of its clock a file may change without showing it.
    """
    paths = sorted(inputs)
    statuses = [path.stat() for path in paths]
    seen = f"{_MADE_BY} " + " ".join(
        f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
        for path, status in zip(paths, statuses, strict=True)
    )
    signature = seen.encode("utf-8", "surrogateescape")
    record = keys / f"{zlib.crc32(signature):08x}"
    with contextlib.suppress(OSError):
        key, _, recorded = record.read_bytes().partition(b"\n")
        if recorded == signature:
            return key.decode("ascii")
    computed = _digest(paths)
    if time.time() - max((max(status.st_mtime, status.st_ctime) for status in statuses), default=0) > _SETTLED:
        with contextlib.suppress(StoreError):  # then it is computed again the next time
            write_atomically(record, computed.encode() + b"\n" + signature)
    return computed


def _digest(paths: Sequence[Path]) -> str:
    import hashlib  # noqa: PLC0415 - three milliseconds, and most runs know the key already

    digest = hashlib.blake2b(_MADE_BY.encode(), digest_size=16)
    for path in paths:
        content = path.read_bytes()
        digest.update(f"\0{path.name} {len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _write(place: Path, fill: Callable[[OxigraphStore], None]) -> None:
    import shutil  # noqa: PLC0415 - not needed to open a store
    import tempfile  # noqa: PLC0415

    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=".part", dir=place.parent))
    try:
        disk_store.write_sealed(folder, fill)
        if place.exists() and disk_store.open_sealed(place) is None:
            damaged = folder.with_suffix(".damaged")
            place.rename(damaged)
            shutil.rmtree(damaged, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was first, with the same content
            folder.rename(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _remove_old(place)


def _remove_old(place: Path) -> None:
    """Remove the other stores that are a month old, and what a stopped process left unfinished.

    Only files with names of ours: a folder that the user names in EXORDF_CACHE may hold others.
    """
    import re  # noqa: PLC0415 - not needed to open a store
    import shutil  # noqa: PLC0415

    stores = [other for other in place.parent.iterdir() if re.fullmatch(_STORE_NAME, other.name) and other != place]
    keys = [other for other in (place.parent / _KEYS).glob("*") if re.fullmatch(_KEY_NAME, other.name)]
    for other in [*stores, *keys]:
        with contextlib.suppress(OSError):  # another process may be doing the same
            days = (time.time() - other.stat().st_mtime) / _DAY
            if days > (1 if other.suffix in (".part", ".damaged") else _STORED_DAYS):
                other.unlink() if other.is_file() else shutil.rmtree(other, ignore_errors=True)
