"""Kept stores: a folder of the user's own that holds a store on disk, replaced as a whole or not at all.

The folder holds a pointer and the sealed store that it names. A new store is made beside the old one; the pointer then
changes in one step, so that whoever opens the folder finds the one or the other, whenever a build is stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import Place, StoreError
from exordf.files import refuse_place, unwritable_error, write_atomically
from exordf.store import sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.store.oxigraph import OxigraphStore
    from exordf.store.protocol import Store

POINTER = "exordf-store.json"
_STORE = "store-"


def is_persistent(path: Path) -> bool:
    """Whether there is a kept store in a folder, or what a stopped build left of one."""
    return (path / POINTER).is_file() or any(path.glob(f"{_STORE}*/CURRENT"))


def open_persistent(path: Path) -> Store:
    """The store that is kept in a folder, read-only. Raises StoreError where it was never finished or is damaged."""
    again = f"Build it again: exordf build FOLDER... --store {path}"
    for _ in range(3):
        named = _named(path)
        if named is None:
            raise StoreError("the build of this store was stopped before its end", place=Place(path), mend=again)
        store = sealed.open_sealed(path / named)
        if store is not None:
            return store
        if _named(path) == named:  # else it was replaced just now
            break
    raise StoreError("this store is damaged: its files are not as they were written", place=Place(path), mend=again)


def build_persistent(path: Path, fill: Callable[[OxigraphStore], None], inputs: Iterable[Path] = ()) -> bool:
    """Make a store, filled by `fill`, in the place of the one that is kept in a folder, if any.

    Whether an earlier build was stopped before its end; what it left is removed. Raises StoreError, with the old store
    as it was, where the folder is somebody else's or holds one of the `inputs`, another process builds there, or the
    disk does not take it.
    """
    refuse_place(path, inputs)
    if path.exists() and not (path.is_dir() and all(map(_is_ours, path.iterdir()))):
        raise StoreError(
            "is not a folder that exordf made, so it is not replaced",
            place=Place(path),
            mend="Choose another folder with --store, or move this one away.",
        )
    import tempfile  # noqa: PLC0415 - what is kept is opened without it

    made_here = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            stopped = _remove_all_but(path, _named(path))
            beside = Path(tempfile.mkdtemp(prefix=_STORE, dir=path))
            try:
                beside.chmod(0o755)
                sealed.make_sealed(beside, fill)
                write_atomically(path / POINTER, json.dumps({"store": beside.name}).encode())
            finally:
                _remove_all_but(path, _named(path))
    except OSError as error:
        raise unwritable_error(path, OSError(None, _reason(error))) from error
    finally:
        if made_here:
            with contextlib.suppress(OSError):  # it holds a store now
                path.rmdir()
    return stopped


def _named(path: Path) -> str | None:
    """The store that the pointer names."""
    try:
        named = json.loads((path / POINTER).read_text(encoding="utf-8"))["store"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return ""  # it was not written by us like this: no store is called so
    return str(named)


def _is_ours(path: Path) -> bool:
    """Whether we wrote what lies in the folder of a kept store: the pointer, or a store, finished or not."""
    if path.is_dir() and not path.is_symlink():
        engine = ("CURRENT", "IDENTITY", "LOCK", "LOG", sealed.SEAL)
        return path.name.startswith(_STORE) and (
            not any(path.iterdir()) or any((path / name).is_file() for name in engine)
        )
    return path.name == POINTER or path.name.startswith(f".{POINTER}.")


def _remove_all_but(path: Path, named: str | None) -> bool:
    """Remove the stores that are not the named one; whether there were any."""
    import shutil  # noqa: PLC0415 - as above

    others = [other for other in path.iterdir() if other.name not in (POINTER, named)]
    for other in others:
        shutil.rmtree(other, ignore_errors=True) if other.is_dir() else other.unlink(missing_ok=True)
    return bool(others)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else builds in this folder; the system itself lets go of the lock when a process ends, however it ends."""
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


def _reason(error: OSError) -> str:
    """What the system said, without the words that the engine puts before it."""
    return error.strerror or str(error).rpartition(": ")[2]
