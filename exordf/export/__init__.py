"""Exports: a module of this folder is a family of formats, found by its place; a format turns a source into files."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import claim_graph, selection, tables
from exordf.dataset import inference, metadata
from exordf.errors import InputError, UnknownName
from exordf.files import package_folder
from exordf.rdf.prefixes import did_you_mean
from exordf.rdf.reader import canonical_quads
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from exordf.claims.claim_graph import ClaimGraph
    from exordf.claims.tables import Tables
    from exordf.dataset.metadata import Metadata
    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

NAME = "exordf"
GRAPHS = "https://w3id.org/exordf/graph/"


class Layers(Mapping[str, Sequence[ox.Quad]]):
    """Quads by layer, read when they are first used."""

    def __init__(self, read: Callable[[], Mapping[str, Sequence[ox.Quad]]]) -> None:
        self._read = read

    @cached_property
    def _layers(self) -> Mapping[str, Sequence[ox.Quad]]:
        return self._read()

    def __getitem__(self, name: str) -> Sequence[ox.Quad]:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)


@dataclass(frozen=True)
class Source:
    """The input of an export: the quads by layer, including views, the store with all of them, and the prefixes.

    `key` is the private key for formats that can be signed, `mappings` the SSSOM file with the links.
    """

    layers: Mapping[str, Sequence[ox.Quad]]
    store: Store
    prefixes: Prefixes
    key: Path | None = None
    mappings: Path | None = None

    def quads(self) -> list[ox.Quad]:
        """Every quad of every layer."""
        return [quad for quads in self.layers.values() for quad in quads]

    @cached_property
    def canonical(self) -> dict[str, list[ox.Quad]]:
        """Every layer that is not empty, sorted, with canonical labels of blank nodes, the same in all layers."""
        layers: dict[str, list[ox.Quad]] = {layer: [] for layer, quads in self.layers.items() if quads}
        in_graphs = [
            ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(GRAPHS + layer))
            for layer, quads in self.layers.items()
            for quad in quads
        ]
        for quad in canonical_quads(in_graphs):
            if isinstance(quad.graph_name, ox.NamedNode):
                layers[quad.graph_name.value.removeprefix(GRAPHS)].append(
                    ox.Quad(quad.subject, quad.predicate, quad.object)
                )
        return layers

    def only(self, claims: Iterable[ox.NamedNode]) -> Source:
        """The same with these claims only, what they rest on, and their views. Raises InputError."""
        layers = selection.select_layers(self.layers, frozenset(claims))
        store = OxigraphStore()
        for quads in layers.values():
            store.load(quads)
        views = {f"views/{name}": quads for name, quads in inference.rule_layers(store).items()}
        return replace(self, layers=layers | views, store=store)

    @cached_property
    def tables(self) -> Tables:
        """The flat tables, by name."""
        return tables.build_tables(self.store, self.prefixes)

    @cached_property
    def graph(self) -> ClaimGraph:
        """The claims in force as a graph."""
        return claim_graph.build_graph(self.tables, self.store, self.prefixes)

    @property
    def reviews(self) -> list[tuple[str, str]]:
        """The reviews that the claims were read from: IRI and title of each."""
        return [(review.iri, review.title) for review in self.about.reviews]

    @property
    def read_from(self) -> str:
        """The reviews that the claims were read from, in one line."""
        return "; ".join(f"{title} <{iri}>" for iri, title in self.reviews)

    @property
    def head(self) -> ox.NamedNode:
        """The ontology, for formats that require one. Raises InputError where none has a version IRI."""
        if not self.about.iri:
            raise InputError(
                "this format is made of an ontology in a version, and there is none in the data",
                mend="Write it: <IRI> a owl:Ontology ; owl:versionIRI <IRI of the version> .",
            )
        return ox.NamedNode(self.about.iri)

    @cached_property
    def about(self) -> Metadata:
        """Title, version, licence and so on, and the reviews."""
        return metadata.read_metadata(self.store)


@dataclass(frozen=True)
class Format:
    """A format: its purpose, what it loses, and a function from a source to files by name; mostly one file.

    `signed` means that it can be signed with a key.
    """

    name: str
    purpose: str
    loses: str
    write: Callable[[Source], Mapping[str, bytes]]
    signed: bool = False


def formats() -> dict[str, Format]:
    """Every format by name: those in `FORMATS` of each module of this folder, all of which are imported."""
    found = [form for path in _modules() for form in _formats_in(path)]
    return {form.name: form for form in sorted(found, key=lambda form: form.name)}


def format_of(name: str) -> Format:
    """The format called `name`; only modules that mention it are imported.

    Raises UnknownName, with the nearest name, where there is no such format.
    """
    mentioning = (path for path in _modules() if f'"{name}"' in path.read_text(encoding="utf-8"))
    form = next((form for path in mentioning for form in _formats_in(path) if form.name == name), None)
    if form is None:
        names = formats()
        raise UnknownName(
            f'no export format is called "{name}"', mend=did_you_mean(name, names) or f"Formats: {', '.join(names)}."
        )
    return form


def _modules() -> list[Path]:
    return sorted(package_folder("export").glob("[a-z]*.py"))


def _formats_in(path: Path) -> Sequence[Format]:
    formats: Sequence[Format] = importlib.import_module(f"{__name__}.{path.stem}").FORMATS
    return formats
