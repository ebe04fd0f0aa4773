"""Opening: the data in files, through the cache or read here, in a store on disk, on a server, or in a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exordf import files, output_files
from exordf.dataset import loading, sources
from exordf.errors import InputError, Place, StoreError
from exordf.rdf import reader
from exordf.store import cache, disk_store
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.dataset.loading import LoadedDataset
    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

# The files of a release that hold all of it, the quickest to read first.
_COMPLETE = ("exordf.nt", "exordf.nq", "exordf.ttl", "exordf.trig", "exordf.rdf")


class OpenedData(NamedTuple):
    """A store with its home, its prefixes, and the files that it comes from with their layers (none for a store).

    `loaded` is the same by layer, where this process read the files.
    """

    home: Path
    store: Store
    prefixes: Prefixes
    paths: Mapping[Path, str]
    loaded: LoadedDataset | None = None


def open_data(path: str | Path | Sequence[str | Path] | None, *, use_cache: bool = True) -> OpenedData:
    """The data in one store, or in folders and files: read here, or, with `use_cache`, opened from the cache.

    Raises InputError where a file cannot be read or a store is one of several paths, StoreError where a store cannot
    be opened.
    """
    paths = [] if path is None else [path] if isinstance(path, str | Path) else list(path)
    for one in filter(_is_store, paths):
        if len(paths) > 1:
            raise InputError(f"{one} is a store, which is asked alone", mend="Give one store, or folders and files.")
        return in_store(_open_store(one))
    home, layer_of = sources.source_files([Path(one) for one in paths])
    store = None
    if use_cache:
        store = cache.open_cached(
            loading.input_files(home, layer_of), lambda store: loading.load_into_store(store, home, layer_of)
        )
    if store is not None:
        return OpenedData(home, store, sources.declared_prefixes(store), layer_of)
    loaded = loading.load(home, layer_of)
    return OpenedData(home, loaded.store, loaded.prefixes, layer_of, loaded)


def in_store(store: Store) -> OpenedData:
    """The data in a store. Raises StoreError where it cannot be reached or declares no prefixes, so holds none."""
    prefixes = sources.declared_prefixes(store)
    if prefixes.table.keys() <= sources.BUILT_IN.keys():
        raise StoreError(
            "there is no exordf data in this store",
            mend="Load it first: exordf push, with the address of the server.",
        )
    return OpenedData(files.home(), store, prefixes, {})


def store_at(path: str | Path) -> Store:
    """The data at the address of a server, in an RDF file, in the folder of a release, or in a folder of data.

    Raises InputError where there is nothing to read, StoreError where a server does not answer.
    """
    if _is_address(path):
        return open_data(path).store
    path = Path(path)
    if output_files.has_checksums(path):
        complete = [path / name for name in _COMPLETE if (path / name).is_file()]
        if not complete:
            raise InputError(
                "no file of this release holds all of it",
                place=Place(path),
                mend=f"It needs one of {', '.join(_COMPLETE)}: build it without leaving them out.",
            )
        path = complete[0]
    if path.is_dir():
        return open_data(path).store.in_memory()
    store = OxigraphStore()
    store.load(reader.read(path))
    return store


def _is_address(path: str | Path) -> bool:
    return isinstance(path, str) and "://" in path


def _is_store(path: str | Path) -> bool:
    return _is_address(path) or disk_store.is_store_folder(files.possible(path))


def _open_store(path: str | Path) -> Store:
    if not _is_address(path):
        return disk_store.open_store_folder(Path(path))
    from exordf.store.remote import RemoteStore  # noqa: PLC0415 - embedded data do without

    return RemoteStore.at(str(path))
