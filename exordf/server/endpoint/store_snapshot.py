"""The snapshot of a store that workers open: a folder of the server's own, which does not change while it runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exordf.errors import StoreError
from exordf.store import disk_store
from exordf.store.oxigraph import MOST_IN_MEMORY

if TYPE_CHECKING:
    from exordf.store.store_protocol import Store

_NAME = "exordf-serve-"


class StoreSnapshot:
    """Where workers find a store; `place` describes it to them. A store in memory is written to a temporary folder.

    A store on disk is linked or, up to a size, copied to one, because a cache may be cleared, and a store rebuilt,
    while the server runs. A larger one on another disk is opened in place.
    """

    def __init__(self, store: Store) -> None:
        """Raises StoreError if the store cannot be written to the temporary folder."""
        self._folder: Path | None = None
        self.place: dict[str, Any]
        if store.server is not None:
            self.place = dict(store.server)
            return
        try:
            _remove_stale_folders()
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-"))
            self.place = {"folder": str(self._write(store, self._folder / "store"))}
        except OSError as error:
            self.remove()
            raise StoreError(
                f"the store cannot be written to {tempfile.gettempdir()}: {error.strerror or error}",
                mend="Make room there, or name another folder in TMPDIR.",
            ) from error

    @staticmethod
    def _write(store: Store, folder: Path) -> Path:
        there = store.folder
        if there is None:
            folder.mkdir()
            disk_store.write_sealed(folder, lambda empty: empty.load(store.quads()))
            return folder
        try:
            shutil.copytree(there, folder, ignore=_engine_files, copy_function=os.link)
        except (OSError, shutil.Error):  # another disk, or a system without links
            shutil.rmtree(folder, ignore_errors=True)
            if sum(path.stat().st_size for path in there.iterdir()) > MOST_IN_MEMORY:
                return there
            shutil.copytree(there, folder, ignore=_engine_files)
        return folder

    def remove(self) -> None:
        """Remove the temporary folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _remove_stale_folders() -> None:
    """Remove the folders of servers that were killed and could not do it themselves."""
    if os.name != "posix":  # elsewhere signal 0 may end the process
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*-*"):
        pid = folder.name.removeprefix(_NAME).partition("-")[0]
        try:
            os.kill(int(pid), 0)  # only checks whether the process exists
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, OSError):  # another name, or a process of another user
            continue


def _engine_files(_: str, names: list[str]) -> list[str]:
    """Return the files that the engine writes for itself, which are not part of the store."""
    return [name for name in names if name == "LOCK" or name.startswith("LOG")]
