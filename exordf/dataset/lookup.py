"""Lookup: the things in a store by name: IRI, CURIE, label, synonym, number of a record."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, UnknownName
from exordf.rdf.prefixes import EXO, MATCHES, OWL, RDFS, SKOS, did_you_mean, nearest_names
from exordf.rdf.rows import Term, text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from exordf.rdf.prefixes import Prefixes
    from exordf.sparql.named_queries import Parameter
    from exordf.store.store_protocol import Store

_LABELS = (f"{RDFS}label", f"{SKOS}altLabel")
_SHARED = 3


class Lookup:
    """Things by name. External terms are found by IRI and CURIE, and by a label that no term of ours has.

    A name that `first` finds means what it means there: what is added to a store makes none of its names ambiguous.
    """

    def __init__(self, store: Store, prefixes: Prefixes, first: Lookup | None = None) -> None:
        self._store = store
        self._prefixes = prefixes
        self._first = first

    @cached_property
    def names(self) -> Mapping[str, list[ox.NamedNode]]:
        """Every label and synonym of our terms, case-folded, with the things that have it."""
        return {name: things for name, things in self._labels.items() if things}

    def one(self, name: str) -> ox.NamedNode:
        """The one thing called `name`. Raises UnknownName where nothing, or more than one thing, has that name."""
        candidates = self._candidates(name.strip())
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            several = ", ".join(self._prefixes.curie(node) for node in candidates)
            raise UnknownName(f'"{name}" is the name of {len(candidates)} things', mend=f"Say which: {several}.")
        offer = did_you_mean(name, [*self.labels, *self._curies], never=self.molecules)
        raise UnknownName(f'nothing is called "{name}"', mend=offer)

    def value(self, parameter: Parameter | None, value: str | int | ox.NamedNode) -> Term:
        """The value of a parameter of a query as a term. Raises InputError, UnknownName for what is not its type."""
        if isinstance(value, ox.NamedNode):
            return value
        if parameter is None or parameter.type == "string":
            return ox.Literal(str(value))
        if parameter.type == "integer":
            try:
                return ox.Literal(int(value))
            except ValueError:
                raise InputError(f'the parameter "{parameter.name}" is a whole number, not "{value}"') from None
        return self.one(str(value))

    def nearest(self, name: str) -> list[str]:
        """The labels most like a name that no thing has, best first, fast enough for thousands of names.

        Only labels that share a third of the name's trigrams are compared with it.
        """
        own = _trigrams(name)
        shared: dict[str, int] = {}
        for trigram in own:
            for label in self._with_trigram.get(trigram, ()):
                shared[label] = shared.get(label, 0) + 1
        alike = [label for label, count in shared.items() if _SHARED * count >= len(own)]
        return nearest_names(name, alike, never=self.molecules) if alike else []

    @cached_property
    def _with_trigram(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for label in sorted(self.labels):
            for trigram in _trigrams(label):
                index.setdefault(trigram, []).append(label)
        return index

    @property
    def labels(self) -> Collection[str]:
        """Every label and synonym as it is written, of our terms and of external ones."""
        return self._as_written[0]

    @property
    def molecules(self) -> Collection[str]:
        """The labels that only molecules have, never offered as a correction: osteonectin is not osteocalcin."""
        return self._as_written[1]

    @cached_property
    def _as_written(self) -> tuple[set[str], set[str]]:
        links = "|".join(f"<{iri}>" for iri in MATCHES)
        answer = self._store.query(
            f"""SELECT DISTINCT ?label ?molecule WHERE {{
                  VALUES ?p {{ {" ".join(f"<{iri}>" for iri in _LABELS)} }}
                  ?thing ?p ?label .
                  BIND(EXISTS {{ ?thing <{RDFS}subClassOf> <{EXO}Molecule> . FILTER(?thing != <{EXO}Molecule>) }}
                    || EXISTS {{ ?linked {links} ?thing ; <{RDFS}subClassOf> <{EXO}Molecule> }} AS ?molecule) }}"""
        )
        labels = {text(label) for label, _ in answer.terms}
        return labels, labels - {text(label) for label, molecule in answer.terms if text(molecule) == "false"}

    @cached_property
    def _every_label(self) -> tuple[dict[str, list[ox.NamedNode]], dict[str, list[ox.NamedNode]]]:
        properties = " ".join(f"<{iri}>" for iri in _LABELS)
        answer = self._store.query(
            f"""SELECT ?thing ?label ?class WHERE {{
                  VALUES ?p {{ {properties} }}
                  ?thing ?p ?label .
                  OPTIONAL {{ ?thing a <{OWL}Class> ; a ?class .
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
        links = "|".join(f"<{iri}>" for iri in MATCHES)
        answer = self._store.query(
            "SELECT DISTINCT ?thing WHERE {"
            f" {{ ?thing a ?kind }} UNION {{ ?term {links} ?thing }} FILTER(isIRI(?thing)) }}"
        )
        return {self._prefixes.curie(thing): thing for (thing,) in answer.terms if isinstance(thing, ox.NamedNode)}

    def _candidates(self, name: str) -> list[ox.NamedNode]:
        if self._first is not None and (candidates := self._first._candidates(name)):  # noqa: SLF001 - its own class
            return candidates
        bare = name.removeprefix("<").removesuffix(">")
        if re.match(r"https?://", bare):
            try:
                node = ox.NamedNode(bare)
            except ValueError:  # it begins like an IRI but is not one
                return []
            return [node] if node in self._curies.values() else []
        if name in self._curies:
            return [self._curies[name]]
        for things_by_label in (self._labels, self._foreign):
            if things := things_by_label.get(name.casefold()):
                return sorted(things, key=str)
        return sorted((node for curie, node in self._curies.items() if curie.partition(":")[2] == name), key=str)


def _trigrams(name: str) -> set[str]:
    padded = f" {name.casefold()} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
