"""Differences: what is new, changed or withdrawn between two stores of the data, record by record and term by term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf import axioms
from exordf.rdf.prefixes import EXO, OWL, RDFS, SH
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
_CITATION = "http://purl.org/spar/cito/Citation"
_DEPRECATED, _REPLACED_BY = f"{OWL}deprecated", "http://purl.org/dc/terms/isReplacedBy"
# What a record is shown as: the first of these that it has, in English before others.
_NAMES = (_LABEL, "http://purl.org/dc/terms/title", f"{RDFS}comment")

_Values = dict[tuple[str, str], frozenset["Term"]]


@dataclass(frozen=True)
class Difference:
    """One change of one record; `property`, `was` and `now` are None where the record is new or gone as a whole."""

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
        """What it is called, or is about; empty for a record that has no words."""
        named = [
            (_NAMES.index(name), language != "en", text(value))
            for (name, language), values in self.values.items()
            if name in _NAMES
            for value in values
        ]
        return min(named)[2] if named else ""

    @property
    def deprecated(self) -> bool:
        return any(text(value) == "true" for value in self.values.get((_DEPRECATED, ""), ()))


def compare(old: Store, new: Store, prefixes: Prefixes) -> list[Difference]:
    """What changed from `old` to `new`: records of every class, the terms of the ontology, and the ontology itself.

    Inferred statements are left out, as far as a store tells them apart: of the classes above a class only the nearest
    count, and direct edges do not.
    """
    before, after = _records(old, prefixes), _records(new, prefixes)
    found: list[Difference] = []
    for record in before.keys() | after.keys():
        found += _of_one(record, before.get(record), after.get(record))
    return sorted(found, key=_order)


def rows(differences: Iterable[Difference]) -> Rows:
    """One row a difference, in the columns COLUMNS."""
    return Rows(
        COLUMNS,
        [
            (
                ox.Literal(one.change),
                ox.Literal(one.kind),
                one.record,
                ox.Literal(one.label),
                one.property,
                one.was,
                one.now,
            )
            for one in differences
        ],
    )


def count_line(found: Iterable[Difference]) -> str:
    """How many records are new, changed, withdrawn or gone, as one line.

    >>> count_line([Difference(NEW, "claim", ox.NamedNode("urn:a"), "")])
    '1 new, 0 changed, 0 withdrawn, 0 gone'
    """
    records = {(one.change, one.record) for one in found}
    return ", ".join(f"{sum(change == name for change, _ in records)} {name}" for name in CHANGES)


def lost_record_error(one: Difference, prefixes: Prefixes) -> str:
    """The error for a record that is gone: an IRI, once given, stays."""
    return (
        f"{one.kind} {prefixes.curie(one.record)} is gone, but an IRI is never given up: put it back, "
        "with owl:deprecated true and dcterms:isReplacedBy"
    )


def _order(one: Difference) -> tuple[int, str, str, str, str]:
    named = one.property.value if one.property else ""
    language = next((term.language or "" for term in (one.was, one.now) if isinstance(term, ox.Literal)), "")
    return CHANGES.index(one.change), one.kind, one.record.value, named, language


def _of_one(record: ox.NamedNode, before: _Record | None, after: _Record | None) -> list[Difference]:
    if before is None or after is None:
        there = before or after
        if there is None:
            raise AssertionError("a record is in one of the two stores")
        return [Difference(GONE if after is None else NEW, there.kind, record, there.label)]
    found, keys = [], before.values.keys() | after.values.keys()
    if after.deprecated and not before.deprecated:
        successors = after.values.get((_REPLACED_BY, ""), frozenset())
        told = Difference(
            WITHDRAWN, after.kind, record, after.label, ox.NamedNode(_REPLACED_BY), None, _joined(successors)
        )
        found, keys = [told], keys - {(_DEPRECATED, ""), (_REPLACED_BY, "")}
    for key in keys:
        was, now = before.values.get(key, frozenset()), after.values.get(key, frozenset())
        if was != now:
            changed = ox.NamedNode(key[0]), _joined(was - now), _joined(now - was)
            found.append(Difference(CHANGED, after.kind, record, after.label, *changed))
    return found


def _joined(values: frozenset[Term]) -> Term | None:
    """The one value there is; of several, one text in a fixed order."""
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
    for subject, key, written in _expressions(store, prefixes):
        if subject in values:
            values[subject].setdefault((key, ""), set()).add(written)
    return {
        subject: _Record(kinds[subject], {key: frozenset(these) for key, these in by_property.items() if these})
        for subject, by_property in values.items()
    }


def _relations(store: Store) -> set[ox.NamedNode]:
    """The object properties. OWL knows them between individuals, so what they join of classes was made by a rule."""
    answer = store.query(f"SELECT ?relation WHERE {{ ?relation a <{OWL}ObjectProperty> }}")
    return {relation for (relation,) in answer.terms if isinstance(relation, ox.NamedNode)}


def _keep_nearest(values: dict[ox.NamedNode, dict[tuple[str, str], set[Term]]]) -> None:
    """Of the classes above a term leave the nearest terms: the others follow from these and from the mappings."""
    above = {
        term: {cls for cls in of.get((_BELOW, ""), ()) if isinstance(cls, ox.NamedNode) and cls in values}
        for term, of in values.items()
    }
    for term, of in values.items():
        if (_BELOW, "") in of:
            farther = {high for cls in above[term] if cls != term for high in above[cls] if high != cls}
            of[_BELOW, ""] = set(above[term] - farther - {term})
        if (_SAME, "") in of:
            of[_SAME, ""] = {cls for cls in of[_SAME, ""] if cls in values}


def _expressions(store: Store, prefixes: Prefixes) -> list[tuple[ox.NamedNode, str, Term]]:
    """The axioms that blank nodes make up, in words, with the term that each is about."""
    answer = store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o . FILTER(isBlank(?s) || isBlank(?o)) }")
    found: list[tuple[ox.NamedNode, str, Term]] = []
    for axiom in axioms.axioms(ox.Quad(*terms) for terms in answer.terms):  # type: ignore[arg-type]
        subject, prop = axiom.head.subject, axiom.head.predicate
        if isinstance(subject, ox.NamedNode) and isinstance(axiom.head.object, ox.BlankNode):
            said = axiom.text(prefixes.curie).removeprefix(f"{prefixes.curie(subject)} {prefixes.curie(prop)} ")
            found.append((subject, prop.value, ox.Literal(said)))
    return found
