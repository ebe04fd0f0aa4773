"""Sources: which files make up a dataset, in which layer each lies, and the prefixes that they declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files, turtle
from exordf.errors import InputError, Place
from exordf.names import SH, Prefixes
from exordf.rows import text

if TYPE_CHECKING:
    from pathlib import Path

    from exordf.store import Store

OWN = "own"
ONTOLOGY = "ontology"


def layered(folder: Path, home: Path) -> dict[Path, str]:
    """The Turtle files below a folder, each with its layer: `ontology`, or the review and the kind of record."""
    layers = {}
    for path in files.found(folder, ".ttl"):
        inside = path.relative_to(home)
        if inside.parts[0] == "ontology":
            layers[path] = "ontology"
        else:
            deep = inside.parts[1:]
            layers[path] = "/".join(deep[:-1]) if len(deep) > 2 else "/".join((*deep[:-1], path.stem))  # noqa: PLR2004 - review/kind/file
    return layers


def rdf_files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for suffix in turtle.FORMATS for file in files.found(path, suffix)]
    if not path.exists():
        raise InputError("there is no such file or folder", place=Place(path), mend="Check the path.")
    return [path]


def without(quads: list[ox.Quad], subjects: frozenset[str]) -> list[ox.Quad]:
    """The quads but for the blocks of some subjects, the blank nodes that hang on them included."""
    dropped: set[ox.NamedNode | ox.BlankNode] = {ox.NamedNode(subject) for subject in subjects}
    while True:
        hanging = {quad.object for quad in quads if quad.subject in dropped and isinstance(quad.object, ox.BlankNode)}
        if hanging <= dropped:
            return [quad for quad in quads if quad.subject not in dropped]
        dropped |= hanging


def prefixes(store: Store) -> Prefixes:
    answer = store.query(
        f"SELECT ?prefix ?namespace WHERE {{ ?declaration <{SH}prefix> ?prefix ; <{SH}namespace> ?namespace }}"
        " ORDER BY ?prefix ?namespace"
    )
    table: dict[str, str] = {}
    for prefix, namespace in answer.terms:
        if table.setdefault(text(prefix), text(namespace)) != text(namespace):
            review = text(namespace).rstrip("/").split("/")[-2]
            table[f"{review}.{text(prefix)}"] = text(namespace)
    return Prefixes(table)
