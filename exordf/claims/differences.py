"""Differences between two stores of the data: new, changed, withdrawn and lost records and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf import axioms
from exordf.rdf.prefixes import CITO, DCTERMS, EXO, OWL, RDFS, SH
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term
    from exordf.store.store_protocol import Store

COLUMNS = ("change", "kind", "record", "label", "property", "was", "now")
NEW, CHANGED, WITHDRAWN, GONE = "new", "changed", "withdrawn", "gone"
_TERM = "term"
CHANGES = (NEW, CHANGED, WITHDRAWN, GONE)
SEPARATOR = " | "

_LABEL, _BELOW, _SAME = f"{RDFS}label", f"{RDFS}subClassOf", f"{OWL}equivalentClass"
_CITATION = f"{CITO}Citation"
_DEPRECATED, _REPLACED_BY = f"{OWL}deprecated", f"{DCTERMS}isReplacedBy"
# The display name of a record: the first of these that it has, in English before other languages.
_NAMES = (_LABEL, f"{DCTERMS}title", f"{RDFS}comment")

_Values = dict[tuple[str, str], frozenset["Term"]]


@dataclass(frozen=True)
class Difference:
    """One change of one record; `property`, `was` and `now` are None if the whole record is new or gone."""

    change: str
    kind: str
    record: ox.NamedNode
    label: str
    property: ox.NamedNode | None = None
    was: Term | None = None
    now: Term | None = None


@dataclass(frozen=True)
class _Record:
    kind: str
    values: _Values

    @property
    def label(self) -> str:
        """Its name, or its comment; empty for a record without any."""
        candidates = [
            (_NAMES.index(name), language != "en", text(value))
            for (name, language), values in self.values.items()
            if name in _NAMES
            for value in values
        ]
        return min(candidates)[2] if candidates else ""

    @property
    def deprecated(self) -> bool:
        return any(text(value) == "true" for value in self.values.get((_DEPRECATED, ""), ()))


def compare(old: Store, new: Store, prefixes: Prefixes) -> list[Difference]:
    """The changes from `old` to `new` in records of every class, the terms of the ontology, and the ontology itself.

    Inferred statements are left out, as far as a store tells them apart: of the terms above a term only the nearest
    count, and direct edges do not.
    """
    before, after = _records(old, prefixes), _records(new, prefixes)
    differences: list[Difference] = []
    for record in before.keys() | after.keys():
        differences += _compare_record(record, before.get(record), after.get(record))
    return sorted(differences, key=_order)


def rows(differences: Iterable[Difference]) -> Rows:
    """One row for each difference, in the columns COLUMNS."""
    return Rows(
        COLUMNS,
        [
            (
                ox.Literal(difference.change),
                ox.Literal(difference.kind),
                difference.record,
                ox.Literal(difference.label),
                difference.property,
                difference.was,
                difference.now,
            )
            for difference in differences
        ],
    )


def count_line(differences: Iterable[Difference]) -> str:
    """The numbers of records that are new, changed, withdrawn or gone, as one line.

    >>> count_line([Difference(NEW, "claim", ox.NamedNode("urn:a"), "")])
    '1 new, 0 changed, 0 withdrawn, 0 gone'
    """
    records = {(difference.change, difference.record) for difference in differences}
    return ", ".join(f"{sum(change == name for change, _ in records)} {name}" for name in CHANGES)


def lost_record_error(difference: Difference, prefixes: Prefixes) -> str:
    """The error for a record that is gone: an IRI, once published, stays."""
    return (
        f"{difference.kind} {prefixes.curie(difference.record)} is gone, but an IRI is never given up: put it back, "
        "with owl:deprecated true and dcterms:isReplacedBy"
    )


def _order(difference: Difference) -> tuple[int, str, str, str, str]:
    prop = difference.property.value if difference.property else ""
    values = (difference.was, difference.now)
    language = next((value.language or "" for value in values if isinstance(value, ox.Literal)), "")
    return CHANGES.index(difference.change), difference.kind, difference.record.value, prop, language


def _compare_record(record: ox.NamedNode, before: _Record | None, after: _Record | None) -> list[Difference]:
    if before is None or after is None:
        only = before or after
        if only is None:
            raise AssertionError("a record is in one of the two stores")
        return [Difference(GONE if after is None else NEW, only.kind, record, only.label)]
    differences, keys = [], before.values.keys() | after.values.keys()
    if after.deprecated and not before.deprecated:
        successors = after.values.get((_REPLACED_BY, ""), frozenset())
        withdrawal = Difference(
            WITHDRAWN, after.kind, record, after.label, ox.NamedNode(_REPLACED_BY), None, _joined(successors)
        )
        differences, keys = [withdrawal], keys - {(_DEPRECATED, ""), (_REPLACED_BY, "")}
    for key in keys:
        was, now = before.values.get(key, frozenset()), after.values.get(key, frozenset())
        if was != now:
            change = ox.NamedNode(key[0]), _joined(was - now), _joined(now - was)
            differences.append(Difference(CHANGED, after.kind, record, after.label, *change))
    return differences


def _joined(values: frozenset[Term]) -> Term | None:
    """The single value; several values as one text in a fixed order."""
    if len(values) < 2:  # noqa: PLR2004 - one is itself
        return next(iter(values), None)
    return ox.Literal(SEPARATOR.join(sorted(text(value) for value in values)))


def _records(store: Store, prefixes: Prefixes) -> dict[ox.NamedNode, _Record]:
    """Every record and term by IRI, with its values by property and language."""
    answer = store.query(
        f"""SELECT ?subject ?property ?value ?class WHERE {{
              {{ ?class <{_BELOW}> <{EXO}Record> . ?subject a ?class ; ?property ?value }}
              UNION
              {{ ?subject a <{_CITATION}> ; ?property ?value . BIND(<{_CITATION}> AS ?class) }}
              UNION
              {{
                ?subject a <{OWL}Ontology> ; <{OWL}versionIRI> ?version ; ?property ?value .
                BIND(<{OWL}Ontology> AS ?class)
              }}
              UNION
              {{ ?subject <{RDFS}isDefinedBy> ?ontology ; ?property ?value . FILTER(!isBlank(?value)) }}
              FILTER(?property != <{SH}declare>)
            }}"""
    )
    relations = _relations(store)
    kinds: dict[ox.NamedNode, str] = {}
    values: dict[ox.NamedNode, dict[tuple[str, str], set[Term]]] = {}
    for subject, prop, value, cls in answer.terms:
        if isinstance(subject, ox.NamedNode) and isinstance(prop, ox.NamedNode) and value is not None:
            if isinstance(cls, ox.NamedNode):
                kinds[subject] = re.split("[/#]", cls.value)[-1].lower()
            elif kinds.setdefault(subject, _TERM) == _TERM and prop in relations:
                continue
            language = (value.language or "") if isinstance(value, ox.Literal) else ""
            values.setdefault(subject, {}).setdefault((prop.value, language), set()).add(value)
    _keep_nearest(values)
    for subject, key, expression in _expressions(store, prefixes):
        if subject in values:
            values[subject].setdefault((key, ""), set()).add(expression)
    return {
        subject: _Record(kinds[subject], {key: frozenset(stated) for key, stated in by_property.items() if stated})
        for subject, by_property in values.items()
    }


def _relations(store: Store) -> set[ox.NamedNode]:
    """The object properties. In OWL they join individuals, so a triple of classes with one was inferred by a rule."""
    answer = store.query(f"SELECT ?relation WHERE {{ ?relation a <{OWL}ObjectProperty> }}")
    return {relation for (relation,) in answer.terms if isinstance(relation, ox.NamedNode)}


def _keep_nearest(values: dict[ox.NamedNode, dict[tuple[str, str], set[Term]]]) -> None:
    """Of the classes and properties above a term leave the nearest: the others follow from these and the mappings."""
    for below in (_BELOW, f"{RDFS}subPropertyOf"):
        above = {
            term: {high for high in of[below, ""] if isinstance(high, ox.NamedNode) and high in values}
            for term, of in values.items()
            if (below, "") in of
        }
        for term, higher in above.items():
            farther = {top for high in higher - {term} for top in above.get(high, set()) - {high}}
            values[term][below, ""] = set(higher - farther - {term})
    for of in values.values():
        if (_SAME, "") in of:
            of[_SAME, ""] = {cls for cls in of[_SAME, ""] if cls in values}


def _expressions(store: Store, prefixes: Prefixes) -> list[tuple[ox.NamedNode, str, Term]]:
    """The axioms with blank nodes, as text, with the term and property of each."""
    answer = store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o . FILTER(isBlank(?s) || isBlank(?o)) }")
    expressions: list[tuple[ox.NamedNode, str, Term]] = []
    for axiom in axioms.axioms(ox.Quad(*terms) for terms in answer.terms):  # type: ignore[arg-type]
        subject, prop = axiom.head.subject, axiom.head.predicate
        if isinstance(subject, ox.NamedNode) and isinstance(axiom.head.object, ox.BlankNode):
            text_of_axiom = axiom.text(prefixes.curie)
            value = text_of_axiom.removeprefix(f"{prefixes.curie(subject)} {prefixes.curie(prop)} ")
            expressions.append((subject, prop.value, ox.Literal(value)))
    return expressions
