"""What the packaged data looks like: its records as patterns, and how often which entity stands in which role."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import Dataset
from exordf.rdf.prefixes import RDF_TYPE, XSD
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term

KINDS = (
    "exo:Review",
    "exo:Section",
    "exo:Sentence",
    "exo:Reference",
    "cito:Citation",
    "exo:Claim",
    "exo:Gap",
    "exo:Finding",
    "exo:Conflict",
)
ENDS = ("exo:subject", "exo:object")

_TERMS = """
SELECT ?kind ?term WHERE {
  { SELECT DISTINCT ?kind WHERE { ?property exo:subjectKind|exo:objectKind ?kind } }
  ?term rdfs:subClassOf* ?kind ; a owl:Class ; rdfs:isDefinedBy exo: .
  FILTER NOT EXISTS { ?term owl:deprecated true }
}
ORDER BY ?kind ?term"""
_LABELS = "SELECT ?thing ?label WHERE { ?thing rdfs:isDefinedBy exo: ; rdfs:label ?label } ORDER BY ?thing ?label"
_TAKES = "SELECT ?property ?end ?kind WHERE { ?property ?end ?kind FILTER(?end IN (exo:subjectKind, exo:objectKind)) }"


@dataclass(frozen=True)
class Record:
    """A record: its name and what it says, as Turtle has it: CURIEs, and literals in quotes."""

    name: str
    kind: str
    says: dict[str, list[str]]

    @property
    def local(self) -> str:
        return self.name.partition(":")[2]

    def one(self, path: str) -> str:
        return self.says[path][0]

    def all(self, path: str) -> list[str]:
        return self.says.get(path, [])


@dataclass(frozen=True)
class Shape:
    """The packaged records by kind, in their order, and the vocabulary from which others can be made."""

    records: Mapping[str, list[Record]]
    prefixes: Prefixes
    labels: Mapping[str, Mapping[str, str]]
    kinds_of: Mapping[tuple[str, str], list[str]]
    below: Mapping[str, list[str]]

    @classmethod
    def read(cls) -> Shape:
        """The shape of the packaged dataset; withdrawn records are left out."""
        dataset = Dataset.open()
        prefixes = dataset.prefixes
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        for thing, label in dataset.query(_LABELS).terms:
            if isinstance(label, ox.Literal):
                labels[turtle(thing, prefixes)][label.language or ""] = label.value
        kinds_of: dict[tuple[str, str], list[str]] = defaultdict(list)
        for terms in sorted(dataset.query(_TAKES).terms, key=str):
            path, end, taken = (turtle(term, prefixes) for term in terms)
            kinds_of[path, end.replace("Kind", "")].append(taken)
        below: dict[str, list[str]] = defaultdict(list)
        for kind, term in dataset.query(_TERMS).terms:
            below[turtle(kind, prefixes)].append(turtle(term, prefixes))
        return cls(_records(dataset), prefixes, labels, kinds_of, below)

    @cached_property
    def used(self) -> Mapping[tuple[str, str], Counter[str]]:
        """How often which entity stands in which role: by property, and by predicate for the ends of a claim."""
        counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for kind in ("exo:Claim", "exo:Gap"):
            for record in self.records[kind]:
                for path, values in record.says.items():
                    counted[self._role(record, path)].update(values)
        return counted

    def entity(self, record: Record, path: str, random: Random) -> str:
        """An entity for a role of a record: one used in it, as often as it is, or one that it could have as well.

        How often it is a new one is told by those used once (Good and Turing): their share of all uses is the chance
        that the next entity has not been seen yet.
        """
        role = self._role(record, path)
        counts = self.used[role]
        allowed = self.allowed(*role)
        once = sum(1 for number in counts.values() if number == 1)
        if allowed and random.random() * counts.total() < once:
            return random.choice(allowed)
        return random.choices(list(counts), list(counts.values()))[0]

    def allowed(self, property_: str, end: str) -> list[str]:
        """The terms that may stand at an end of a property; none where it does not say."""
        if end == "exo:about":
            return [term for term in self.below["exo:Entity"] if term != "exo:Entity"]
        kinds = self.kinds_of.get((property_, end), [])
        return sorted({term for kind in kinds for term in self.below[kind]})

    @staticmethod
    def _role(record: Record, path: str) -> tuple[str, str]:
        if path in ENDS:
            return record.one("exo:predicate"), path
        return (path, path) if path == "exo:about" else (path, "exo:object")


def turtle(term: Term | None, prefixes: Prefixes) -> str:
    """A term as Turtle has it."""
    if isinstance(term, ox.NamedNode):
        return prefixes.curie(term)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"records hold no blank nodes, but {term}")
    if term.language or term.datatype.value == f"{XSD}string":
        return str(term)
    if term.datatype.value in (f"{XSD}integer", f"{XSD}decimal", f"{XSD}boolean"):
        return term.value
    return f'"{text(term)}"^^{prefixes.curie(term.datatype)}'


def _records(dataset: Dataset) -> dict[str, list[Record]]:
    prefixes = dataset.prefixes
    said: dict[Term, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[Term, str] = {}
    for quads in dataset.layers.values():
        for quad in quads:
            if quad.predicate == RDF_TYPE:
                kind = turtle(quad.object, prefixes)
                if kind in KINDS:
                    kinds[quad.subject] = kind
    for layer, quads in dataset.layers.items():
        for quad in quads:
            if not layer.startswith("views/") and quad.subject in kinds and quad.predicate != RDF_TYPE:
                said[quad.subject][turtle(quad.predicate, prefixes)].append(turtle(quad.object, prefixes))
    records: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for node, kind in kinds.items():
        if "owl:deprecated" not in said[node]:
            records[kind].append(Record(turtle(node, prefixes), kind, dict(said[node])))
    return records
