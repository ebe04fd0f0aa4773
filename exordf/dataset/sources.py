"""Sources: the files of a dataset with their layers, and the prefixes that they declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files
from exordf.dataset import annotation_files, mappings
from exordf.errors import InputError, Place
from exordf.rdf import reader
from exordf.rdf.prefixes import CITO, DCTERMS, EXO, OWL, RDFS, SH, SKOS, XSD, Prefixes
from exordf.rdf.rows import text
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exordf.store.store_protocol import Store

OWN = "own"
ONTOLOGY = "ontology"
IMPORTS = "imports"
LINKS = "links"

_RETRACTS = (f"{EXO}negated", f"{OWL}deprecated")
_TRUE = tuple(ox.Literal(word, datatype=ox.NamedNode(f"{XSD}boolean")) for word in ("true", "1"))
# In force even where the user's own ontology declares none.
BUILT_IN = {
    "cito": CITO,
    "dcterms": DCTERMS,
    "exo": EXO,
    "owl": OWL,
    "rdfs": RDFS,
    "skos": SKOS,
}


def folder_layers(folder: Path, home: Path) -> dict[Path, str]:
    """The Turtle files below a folder, each with its layer: `ontology`, `imports`, or review and kind of record."""
    layers = {}
    for path in files.find_files(folder, ".ttl"):
        inside = path.relative_to(home)
        if inside.parts[0] == ONTOLOGY:
            layers[path] = IMPORTS if inside.parts[1] == IMPORTS else ONTOLOGY
        else:
            deep = inside.parts[1:]
            layers[path] = "/".join(deep[:-1]) if len(deep) > 2 else "/".join((*deep[:-1], path.stem))  # noqa: PLR2004 - review/kind/file
    return layers


def source_files(paths: Sequence[Path]) -> tuple[Path, dict[Path, str]]:
    """The home of a dataset and its files with their layers: the packaged dataset, or that of some folders and files.

    At most one of them has an `ontology/` of its own and is the home; else all stand on the packaged ontology.
    Raises InputError where two have one, or where one of them does not exist.
    """
    homes = [path for path in paths if (path / ONTOLOGY).is_dir()]
    if len(homes) > 1:
        raise InputError(
            f"has an ontology of its own, as {homes[0]} has, and a dataset stands on one",
            place=Place(homes[1]),
            mend=f"Give its data alone: {homes[1] / 'data'}",
        )
    home = homes[0] if homes else files.home()
    layer_of = folder_layers(home / ONTOLOGY, home)
    if (homes or not paths) and (home / "data").is_dir():  # an ontology may stand alone
        layer_of |= folder_layers(home / "data", home)
    others = [path for path in paths if path not in homes]
    present = {path.resolve() for path in layer_of} if others else set()  # two milliseconds
    for file in user_files(others):
        if file.resolve() not in present:
            layer_of[file] = OWN
    return home, layer_of


def link_quads(home: Path, prefixes: Prefixes, store: Store) -> list[ox.Quad]:
    """The links in the mappings at `home`, as triples and, between classes of the store, as axioms."""
    path = home / "data" / mappings.FILE
    if not path.is_file():
        return []
    declared = store.query(f"SELECT DISTINCT ?class WHERE {{ ?class a <{OWL}Class> FILTER(isIRI(?class)) }}")
    classes = {cls for cls in declared.column("class") if isinstance(cls, ox.NamedNode)}
    return mappings.quads(mappings.read(path, prefixes), prefixes, classes)


def rdf_files(path: Path) -> list[Path]:
    """The file at a path, or the files with data in the folder there. Raises InputError where it does not exist."""
    if path.is_dir():
        return [
            file
            for file in files.find_files(path, "")
            if file.suffix in reader.FORMATS or annotation_files.is_annotation_file(file)
        ]
    if not path.exists():
        raise InputError("there is no such file or folder", place=Place(path), mend="Check the path.")
    return [path]


def user_files(paths: Iterable[str | Path]) -> list[Path]:
    """The files at some paths of the user's, once each. Raises InputError where one does not exist."""
    return list({file.resolve(): file for path in paths for file in rdf_files(files.possible(path))}.values())


def subjects(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The IRIs of the subjects of some quads."""
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def read_user_file(path: Path, prefixes: Prefixes) -> list[ox.Quad]:
    """The quads in a user's file: RDF, an OBO ontology, or annotations in GAF or GPAD. Raises InputError."""
    return (
        annotation_files.read_annotations(path, prefixes)
        if annotation_files.is_annotation_file(path)
        else reader.read(path)
    )


def without_subjects(quads: list[ox.Quad], subjects: frozenset[str]) -> list[ox.Quad]:
    """The quads without those of some subjects and of the blank nodes that they lead to."""
    dropped = {*Trees(quads).closure(*map(ox.NamedNode, subjects))}
    return [quad for quad in quads if quad.subject not in dropped]


def retracting(quads: Iterable[ox.Quad], store: Store) -> list[ox.Quad]:
    """Those of some quads that would take a claim of the store out of force by denying or withdrawing it."""
    suspects = [quad for quad in quads if quad.predicate.value in _RETRACTS and quad.object in _TRUE]
    names = {quad.subject for quad in suspects if isinstance(quad.subject, ox.NamedNode)}
    if not names:
        return []
    values = " ".join(sorted(map(str, names)))
    answer = store.query(
        f"SELECT ?claim ?predicate WHERE {{ VALUES ?claim {{ {values} }} ?claim a <{EXO}Claim> ."
        " OPTIONAL { ?claim ?predicate true } }"
    )
    claims, stated = set(answer.column("claim")), set(answer.terms)
    return [quad for quad in suspects if quad.subject in claims and (quad.subject, quad.predicate) not in stated]


def declared_prefixes(store: Store, ours: Prefixes | None = None) -> Prefixes:
    """The prefixes that a store declares; where two reviews declare one, the second has its name put before it.

    The prefixes in `ours` keep their meaning, and every IRI that they shorten keeps its spelling.
    """
    table = {} if ours is None else dict(ours.table)
    namespaces = tuple(table.values())
    for prefix, namespace in _declared(store):
        review = "".join(namespace.rstrip("/").split("/")[-2:-1])
        if namespace.startswith(namespaces):
            continue
        if table.setdefault(prefix, namespace) != namespace and review:
            table[f"{review}.{prefix}"] = namespace
    return Prefixes(BUILT_IN | table)


def _declared(store: Store) -> list[tuple[str, str]]:
    """Prefix and namespace of each declaration; of two namespaces for one prefix, that of the ontology first."""
    pairs = _declarations(store)
    if len({prefix for prefix, _ in pairs}) == len(pairs):
        return pairs  # the usual case, and every query starts here
    return [*_declarations(store, f"<{EXO}> ?declares ?declared ."), *pairs]


def _declarations(store: Store, pattern: str = "") -> list[tuple[str, str]]:
    answer = store.query(
        f"SELECT ?prefix ?namespace WHERE {{ {pattern} ?declared <{SH}prefix> ?prefix ; <{SH}namespace> ?namespace }}"
        " ORDER BY ?prefix ?namespace"
    )
    return [(text(prefix), text(namespace)) for prefix, namespace in answer.terms]
