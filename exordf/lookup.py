"""Lookup: the things in a store by the names that they bear: IRI, CURIE, label, synonym, number of a record."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import UnknownName
from exordf.names import RDFS, SKOS, did_you_mean
from exordf.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.names import Prefixes
    from exordf.store import Store

_LABELS = (f"{RDFS}label", f"{SKOS}altLabel")
_LINKS = tuple(f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))


class Lookup:
    """Things by name. Terms of others are known by IRI and CURIE, and by label where none of ours has that label.

    A name that `first` knows means what it means there: what is added to a store makes none of its names ambiguous.
    """

    def __init__(self, store: Store, prefixes: Prefixes, first: Lookup | None = None) -> None:
        self._store = store
        self._prefixes = prefixes
        self._first = first

    @cached_property
    def names(self) -> Mapping[str, list[ox.NamedNode]]:
        """Every label and synonym of what is ours, case-folded, with the things that bear it."""
        return {name: things for name, things in self._labels.items() if things}

    def one(self, name: str) -> ox.NamedNode:
        """The one thing called `name`. Raises UnknownName where nothing, or more than one thing, bears the name."""
        candidates = self._candidates(name.strip())
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            several = ", ".join(self._prefixes.curie(node) for node in candidates)
            raise UnknownName(f'"{name}" is the name of {len(candidates)} things', mend=f"Say which: {several}.")
        raise UnknownName(
            f'nothing is called "{name}"', mend=did_you_mean(name, [*self._labels, *self._foreign, *self._curies])
        )

    @cached_property
    def _every_label(self) -> tuple[dict[str, list[ox.NamedNode]], dict[str, list[ox.NamedNode]]]:
        asked = " ".join(f"<{iri}>" for iri in _LABELS)
        answer = self._store.query(
            f"""SELECT ?thing ?label ?class WHERE {{
                  VALUES ?p {{ {asked} }}
                  ?thing ?p ?label .
                  OPTIONAL {{ ?thing a <http://www.w3.org/2002/07/owl#Class> ; a ?class .
                              FILTER NOT EXISTS {{ ?thing <{RDFS}isDefinedBy> ?ontology }} }} }}"""
        )
        ours: dict[str, list[ox.NamedNode]] = {}
        foreign: dict[str, list[ox.NamedNode]] = {}
        for thing, label, kind in answer.terms:
            if isinstance(thing, ox.NamedNode):
                things = (ours if kind is None else foreign).setdefault(text(label).casefold(), [])
                if thing not in things:
                    things.append(thing)
        return ours, foreign

    @property
    def _labels(self) -> dict[str, list[ox.NamedNode]]:
        return self._every_label[0]

    @property
    def _foreign(self) -> dict[str, list[ox.NamedNode]]:
        return self._every_label[1]

    @cached_property
    def _curies(self) -> dict[str, ox.NamedNode]:
        links = "|".join(f"<{iri}>" for iri in _LINKS)
        answer = self._store.query(
            "SELECT DISTINCT ?thing WHERE {"
            f" {{ ?thing a ?kind }} UNION {{ ?term {links} ?thing }} FILTER(isIRI(?thing)) }}"
        )
        return {self._prefixes.curie(thing): thing for (thing,) in answer.terms if isinstance(thing, ox.NamedNode)}

    def _candidates(self, name: str) -> list[ox.NamedNode]:
        if self._first is not None and (there := self._first._candidates(name)):  # noqa: SLF001 - one of its own kind
            return there
        bare = name.removeprefix("<").removesuffix(">")
        if re.match(r"https?://", bare):
            try:
                node = ox.NamedNode(bare)
            except ValueError:  # it begins like an IRI and is none
                return []
            return [node] if node in self._curies.values() else []
        if name in self._curies:
            return [self._curies[name]]
        for known in (self._labels, self._foreign):
            if named := known.get(name.casefold()):
                return sorted(named, key=str)
        return sorted((node for curie, node in self._curies.items() if curie.partition(":")[2] == name), key=str)
