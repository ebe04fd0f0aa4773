"""Opening: the store behind whatever people point at, a release, an exported file, a folder of data, a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exordf import files
from exordf.dataset.core import BaseDataset
from exordf.errors import InputError, Place
from exordf.rdf import reader
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from exordf.store.protocol import Store

# The files of a release that hold all of it, the quickest to read first.
_WHOLE = ("exordf.nt", "exordf.nq", "exordf.ttl", "exordf.trig", "exordf.rdf")


def store_at(where: str | Path) -> Store:
    """The data at the address of a server, in an RDF file, in the folder of a release, or in a folder of data.

    Raises InputError where there is nothing to read, StoreError where a server does not answer.
    """
    if isinstance(where, str) and "://" in where:
        return BaseDataset.open(where).store
    path = Path(where)
    if files.has_checksums(path):
        whole = [path / name for name in _WHOLE if (path / name).is_file()]
        if not whole:
            raise InputError(
                "no file of this release holds all of it",
                place=Place(path),
                mend=f"It needs one of {', '.join(_WHOLE)}: build it without leaving them out.",
            )
        path = whole[0]
    if path.is_dir():
        return BaseDataset.open(path).store.in_memory()
    store = OxigraphStore()
    store.load(reader.read(path))
    return store
