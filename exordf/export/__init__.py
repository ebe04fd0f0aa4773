"""Exports: a module of this folder is a family of formats, found by its place; a format turns a source into files."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import selection, views
from exordf.errors import UnknownName
from exordf.files import own
from exordf.flat import graph as flat_graph
from exordf.flat import tables as flat_tables
from exordf.names import OWL, did_you_mean
from exordf.rows import text
from exordf.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exordf.flat.graph import Graph
    from exordf.flat.tables import Tables
    from exordf.names import Prefixes
    from exordf.store import Store

NAME = "exordf"


@dataclass(frozen=True)
class About:
    """What every export says of itself, as the head of the ontology says it."""

    iri: str
    title: str
    description: str
    version: str
    version_iri: str
    licence: str
    creator: str


@dataclass(frozen=True)
class Source:
    """What an export is made from: the quads by layer, views among them, the store that holds them, the prefixes."""

    layers: Mapping[str, Sequence[ox.Quad]]
    store: Store
    prefixes: Prefixes

    def quads(self) -> list[ox.Quad]:
        """Every quad of every layer."""
        return [quad for quads in self.layers.values() for quad in quads]

    def only(self, claims: Iterable[ox.NamedNode]) -> Source:
        """The same with these claims alone, what they rest on, and the views of them. Raises InputError."""
        layers = selection.of(self.layers, frozenset(claims))
        store = MemoryStore()
        for quads in layers.values():
            store.load(quads)
        return Source(
            layers | {f"views/{name}": made for name, made in views.build(store).items()}, store, self.prefixes
        )

    @cached_property
    def tables(self) -> Tables:
        """The flat tables, by name."""
        return flat_tables.tables(self.store, self.prefixes)

    @cached_property
    def graph(self) -> Graph:
        """The claims in force as a graph."""
        return flat_graph.graph(self.tables, self.store, self.prefixes)

    @cached_property
    def reviews(self) -> list[tuple[str, str]]:
        """What the claims were read from: IRI and title of each source."""
        return flat_tables.reviews(self.store, self.prefixes)

    @cached_property
    def about(self) -> About:
        """Title, version, licence and so on, in English, from the `owl:Ontology` that has a version IRI."""
        answer = self.store.query(
            f"""PREFIX dcterms: <http://purl.org/dc/terms/>
                PREFIX owl: <{OWL}>
                SELECT ?ontology ?title ?description ?version ?versionIRI ?licence ?creator WHERE {{
                  ?ontology a owl:Ontology ; owl:versionIRI ?versionIRI ; owl:versionInfo ?version ;
                            dcterms:title ?title ; dcterms:license ?licence .
                  OPTIONAL {{ ?ontology dcterms:description ?description FILTER(LANG(?description) = "en") }}
                  OPTIONAL {{ ?ontology dcterms:creator ?creator }}
                  FILTER(LANG(?title) = "en")
                }} ORDER BY ?ontology ?creator LIMIT 1"""
        )
        return About(*(text(term) for term in (answer.terms[0] if len(answer) else [None] * 7)))


@dataclass(frozen=True)
class Format:
    """A format: what it is for, what it loses, and how a source becomes files, by name; one file for most formats."""

    name: str
    purpose: str
    loses: str
    write: Callable[[Source], Mapping[str, bytes]]


def formats() -> dict[str, Format]:
    """Every format by name: those in `FORMATS` of each module of this folder."""
    modules = sorted(path.stem for path in own("export").glob("[a-z]*.py"))
    found = [form for module in modules for form in importlib.import_module(f"{__name__}.{module}").FORMATS]
    return {form.name: form for form in sorted(found, key=lambda form: form.name)}


def format_of(name: str) -> Format:
    """The format called `name`. Raises UnknownName, with the nearest one, where there is none."""
    known = formats()
    if name not in known:
        raise UnknownName(
            f'no export format is called "{name}"', mend=did_you_mean(name, known) or f"Formats: {', '.join(known)}."
        )
    return known[name]
