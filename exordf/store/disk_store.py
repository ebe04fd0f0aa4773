"""Stores on disk: sealed folders of Oxigraph, verified and opened read-only, and the user's folders that hold one.

A sealed store is written once, as a whole, with size and checksum of every file. A store folder of the user's holds a
pointer and the sealed store that it names: a new store is written beside the old one, then the pointer changes in one
step, so that a reader finds the one or the other, whenever a build is stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import Place, StoreError
from exordf.output_files import refuse_place, unwritable_error, write_atomically
from exordf.rdf.literals import Inexact
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

POINTER = "exordf-store.json"
SEAL = "exordf-seal.json"
_INEXACT = "exordf-literals.json"  # what the store is not exact about, sealed with it
_STORE = "store-"
_SMALL = 1 << 24  # a store of so many bytes is read whole each time that it is opened


def write_sealed(folder: Path, fill: Callable[[OxigraphStore], None]) -> None:
    """Write a store into an empty folder, filled by `fill`, and seal it. Raises OSError where the disk is full."""
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
    """The store in a folder, read-only; None where it is not as it was when it was sealed."""
    try:
        seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        if not _is_sound(folder, seal):
            return None
        engine = ox.Store.read_only(str(folder))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None  # missing, incomplete, or not a store
    return OxigraphStore(engine, folder, lambda: (folder / SEAL).unlink(missing_ok=True), lambda: _inexact(folder))


def _inexact(folder: Path) -> Inexact | None:
    """What was recorded of the literals when the store was written; None for a store from before that was done."""
    try:
        return Inexact.from_json(json.loads((folder / _INEXACT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _is_sound(folder: Path, seal: dict[str, list[int]]) -> bool:
    """Whether every file that holds data has its size and, where that must be verified, its checksum.

    It must be where the store is small, and where a file has another time than when it was sealed. In a large store
    the checksum that the engine keeps of each block is relied upon otherwise.
    """
    measured = _measure(folder)
    if {name: size for name, (size, _) in measured.items()} != {name: size for name, (size, _, _) in seal.items()}:
        return False
    is_small = sum(size for size, _ in measured.values()) <= _SMALL
    is_original = all(time == seal[name][1] for name, (_, time) in measured.items())
    if is_original and not is_small:
        return True
    if any(_checksum(folder / name) != checksum for name, (_, _, checksum) in seal.items()):
        return False
    if not is_original:  # a copy: seal it with its own times
        with contextlib.suppress(StoreError):
            _seal(folder)
    return True


def _seal(folder: Path) -> None:
    seal = {name: (size, time, _checksum(folder / name)) for name, (size, time) in _measure(folder).items()}
    write_atomically(folder / SEAL, json.dumps(seal).encode())


def _measure(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file that holds data; without the log of the engine, which may grow."""
    measured = {}
    for path in sorted(folder.iterdir()):
        if path.name not in (SEAL, "LOCK") and not path.name.startswith((".", "LOG")):
            status = path.stat()
            measured[path.name] = status.st_size, status.st_mtime_ns
    return measured


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as content:
        while part := content.read(1 << 20):
            checksum = zlib.crc32(part, checksum)
    return checksum


def is_store_folder(path: Path) -> bool:
    """Whether a folder holds a store, or what a stopped build left of one."""
    return (path / POINTER).is_file() or any(path.glob(f"{_STORE}*/CURRENT"))


def open_store_folder(path: Path) -> OxigraphStore:
    """The store in a folder of the user's, read-only. Raises StoreError where it was never finished or is damaged."""
    mend = f"Build it again: exordf build FOLDER... --store {path}"
    for _ in range(3):
        name = _store_name(path)
        if name is None:
            raise StoreError("the build of this store was stopped before its end", place=Place(path), mend=mend)
        store = open_sealed(path / name)
        if store is not None:
            return store
        if _store_name(path) == name:  # else it was replaced just now
            break
    raise StoreError("this store is damaged: its files are not as they were written", place=Place(path), mend=mend)


def build_store_folder(path: Path, fill: Callable[[OxigraphStore], None], inputs: Iterable[Path] = ()) -> bool:
    """Write a store, filled by `fill`, in the place of the one in the folder, if any.

    Returns whether an earlier build was stopped before its end; what it left is removed. Raises StoreError, with the
    old store as it was, where the folder has files of other programs or holds one of the `inputs`, another process
    builds there, or the disk is full.
    """
    refuse_place(path, inputs)
    if path.exists() and not (path.is_dir() and all(map(_is_ours, path.iterdir()))):
        raise StoreError(
            "is not a folder that exordf made, so it is not replaced",
            place=Place(path),
            mend="Choose another folder with --store, or move this one away.",
        )
    import tempfile  # noqa: PLC0415 - not needed to open a store

    is_new = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            was_stopped = _remove_all_but(path, _store_name(path))
            folder = Path(tempfile.mkdtemp(prefix=_STORE, dir=path))
            try:
                folder.chmod(0o755)
                write_sealed(folder, fill)
                write_atomically(path / POINTER, json.dumps({"store": folder.name}).encode())
            finally:
                _remove_all_but(path, _store_name(path))
    except OSError as error:
        reason = error.strerror or str(error).rpartition(": ")[2]  # without the words that the engine puts before it
        raise unwritable_error(path, OSError(None, reason)) from error
    finally:
        if is_new:
            with contextlib.suppress(OSError):  # it holds a store now
                path.rmdir()
    return was_stopped


def _store_name(path: Path) -> str | None:
    """The name of the store to which the pointer of a folder points; None where it has no pointer."""
    try:
        name = json.loads((path / POINTER).read_text(encoding="utf-8"))["store"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return ""  # it is not as we write it: no store has that name
    return str(name)


def _is_ours(path: Path) -> bool:
    """Whether we wrote what lies in a store folder: the pointer, or a store, finished or not."""
    if path.is_dir() and not path.is_symlink():
        engine = ("CURRENT", "IDENTITY", "LOCK", "LOG", SEAL)
        return path.name.startswith(_STORE) and (
            not any(path.iterdir()) or any((path / name).is_file() for name in engine)
        )
    return path.name == POINTER or path.name.startswith(f".{POINTER}.")


def _remove_all_but(path: Path, name: str | None) -> bool:
    """Remove the stores of a folder except the one of that name. Returns whether there were any."""
    import shutil  # noqa: PLC0415 - not needed to open a store

    others = [other for other in path.iterdir() if other.name not in (POINTER, name)]
    for other in others:
        shutil.rmtree(other, ignore_errors=True) if other.is_dir() else other.unlink(missing_ok=True)
    return bool(others)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock on a folder, which the system releases when the process ends, however it ends."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                "another process is building this store",
                place=Place(path),
                mend="Wait until it has ended, then run this again if it is still needed.",
            ) from None
        yield
    finally:
        os.close(folder)
