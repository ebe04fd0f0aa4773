"""The flat tables: claims, entities, references, citations and findings as rows of plain values."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import columns
from exordf.claims.columns import CITATIONS, CLAIMS, CONTEXT, ENTITIES, FINDINGS, REFERENCES, TABLES
from exordf.claims.record_reader import RecordReader
from exordf.rdf.prefixes import EXO, OWL, RDF, RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

Value = columns.Value
Row = dict[str, Value]
Tables = dict[str, list[Row]]

_ROLES = ("subject", "object", *CONTEXT)
# The pattern of a record that is not a member of a class: entities are the classes of the ontology itself.
_MEMBERS = {ENTITIES.name: f"?record <{RDFS}subClassOf> <{EXO}Entity> ; <{RDFS}isDefinedBy> ?ontology ."}
_KINDS = f"""SELECT ?kind WHERE {{
  ?all a <{OWL}AllDisjointClasses> ; <{OWL}members>/<{RDF}rest>*/<{RDF}first> ?kind .
  ?kind <{RDFS}subClassOf> <{EXO}Entity> }}"""


def build_tables(store: Store, prefixes: Prefixes) -> Tables:
    """The rows of every table by its name, each sorted by its key; a row has every column of its table, in order.

    A value has the type of its column: a list, empty if there are no values; otherwise None for no value, and for one
    of another type, such as a year in words.
    """
    reader = RecordReader(store, prefixes)
    stated = {table.name: reader.rows(table, _MEMBERS.get(table.name, "")) for table in TABLES}
    own = {str(row["entity"]) for row in stated[ENTITIES.name]}
    external = reader.iris({claim[role] for claim in stated[CLAIMS.name] for role in ("subject", "object")} - own)
    if external:  # classes of other ontologies that are subject or object of a claim
        values = " ".join(map(str, external))
        rows = reader.rows(ENTITIES, f"VALUES ?record {{ {values} }} ?record a <{OWL}Class> .")
        stated[ENTITIES.name] = sorted(stated[ENTITIES.name] + rows, key=lambda row: str(row[ENTITIES.key]))
    derived = _DerivedColumns(stated, reader, own, _kinds(store, prefixes))
    columns_of: dict[str, Callable[[Row], Row]] = {
        CLAIMS.name: derived.of_claim,
        ENTITIES.name: derived.of_entity,
        REFERENCES.name: derived.of_reference,
        CITATIONS.name: derived.of_citation,
        FINDINGS.name: derived.of_finding,
    }
    return {
        table.name: [
            {column.name: row.get(column.name) for column in table.columns}
            for row in (stated_row | columns_of[table.name](stated_row) for stated_row in stated[table.name])
        ]
        for table in TABLES
    }


class _DerivedColumns:
    """The columns without a path, worked out from other records, as functions of the row that a store states."""

    def __init__(self, stated: Tables, reader: RecordReader, own: Collection[str], kinds: Sequence[str]) -> None:
        self._labels, self._sections, self._edges = reader.labels, reader.sections, reader.edges()
        self._ancestors = {
            name: [other for other in as_list(row["ancestors"]) if other in own and other != name]
            for row in stated[ENTITIES.name]
            for name in (str(row["entity"]),)
        }
        self._kinds = {
            name: next((kind for kind in kinds if kind == name or kind in above), None)
            for name, above in self._ancestors.items()
        }
        claims = [{role: as_list(claim[role]) for role in _ROLES} for claim in stated[CLAIMS.name]]
        self._mentions = Counter(
            name for roles in claims for name in {name for names in roles.values() for name in names}
        )
        self._subjects = Counter(name for roles in claims for name in roles["subject"])
        self._objects = Counter(name for roles in claims for name in roles["object"])
        self._uses = Counter(name for claim in stated[CLAIMS.name] for name in as_list(claim["references"]))
        self._citations = Counter(row["reference"] for row in stated[CITATIONS.name])

    def of_claim(self, row: Row) -> Row:
        return {
            "section": self._sections.get(str(row["sentence"])),
            **{f"{role}_label": self._labels.get(str(row[role])) for role in ("subject", "predicate", "object")},
            **{f"{role}_kind": self._kinds.get(str(row[role])) for role in ("subject", "object")},
            "edge": tuple(str(row[name]) for name in ("claim", "subject", "predicate", "object")) in self._edges,
        }

    def of_entity(self, row: Row) -> Row:
        name = str(row["entity"])
        return {
            "ancestors": list(self._ancestors[name]),
            "kind": self._kinds[name],
            "claims": self._mentions[name],
            "claims_as_subject": self._subjects[name],
            "claims_as_object": self._objects[name],
        }

    def of_reference(self, row: Row) -> Row:
        name = str(row["reference"])
        return {"claims": self._uses[name], "citations": self._citations[name]}

    def of_citation(self, row: Row) -> Row:
        return {"section": self._sections.get(str(row["sentence"]))}

    def of_finding(self, row: Row) -> Row:
        return {"kind_label": self._labels.get(str(row["kind"]))}


def kinds_of(store: Store, prefixes: Prefixes) -> dict[str, str]:
    """The kind of each entity by IRI, as in the table of entities, without building the table."""
    kinds = _kinds(store, prefixes)
    iris = {kind: iri_of(kind, prefixes) for kind in kinds}
    values = " ".join(f"<{iri}>" for iri in iris.values())
    answer = store.query(
        f"SELECT ?record ?kind WHERE {{ VALUES ?kind {{ {values} }} ?record <{RDFS}subClassOf> ?kind ;"
        f" <{RDFS}isDefinedBy> ?ontology }}"
    )
    candidates: dict[str, list[str]] = {}
    for record, kind in answer.terms:
        candidates.setdefault(text(record), []).append(short_name(kind, prefixes))  # type: ignore[arg-type]
    nearest = {iri: min(names, key=kinds.index) for iri, names in candidates.items()}
    return nearest | {iri: kind for kind, iri in iris.items()}


def _kinds(store: Store, prefixes: Prefixes) -> list[str]:
    """The classes that divide the entities, those below another of them first."""
    kinds = [kind for (kind,) in store.query(_KINDS).terms if isinstance(kind, ox.NamedNode)]
    names = {short_name(kind, prefixes) for kind in kinds}
    values = " ".join(map(str, kinds))
    below = f"""SELECT ?low ?high WHERE {{
      VALUES ?low {{ {values} }} ?low <{RDFS}subClassOf> ?high . FILTER(isIRI(?high) && ?low != ?high) }}"""
    pairs = [[short_name(term, prefixes) for term in pair] for pair in store.query(below).terms]  # type: ignore[arg-type]
    depth = Counter(low for low, high in pairs if high in names)
    return sorted(names, key=lambda kind: (-depth[kind], kind))


def short_name(node: ox.NamedNode, prefixes: Prefixes) -> str:
    """A CURIE or, where no prefix fits, the whole IRI: the name of a term in every table and graph."""
    return prefixes.short_name(node)


def local_part(name: str) -> str:
    """The local part of a short name; the whole of an IRI without prefix.

    >>> local_part("exo:Osteoclast"), local_part("https://example.org/x")
    ('Osteoclast', 'https://example.org/x')
    """
    local = name.partition(":")[2]
    return name if not local or local.startswith("//") else local


def find_row(rows: Sequence[Row], key: str, name: str) -> Row | None:
    """The row whose key is `name`, in rows sorted by `key`; None if there is none."""
    number = bisect_left(rows, name, key=lambda row: str(row[key]))
    return rows[number] if number < len(rows) and rows[number][key] == name else None


def node_of(name: Value, prefixes: Prefixes) -> ox.NamedNode | None:
    """The node of a short name, the inverse of `short_name`; None for no value, and for free text."""
    name = str(name or "")
    try:
        return prefixes.iri(name) if name.partition(":")[0] in prefixes.table else ox.NamedNode(name)
    except ValueError:  # free text stands where a term is expected
        return None


def iri_of(name: Value, prefixes: Prefixes) -> str:
    """The whole IRI of a short name; empty for no value, and for free text."""
    return text(node_of(name, prefixes))


def label(row: Row, language: str) -> str:
    """The label of a claim or an entity in a language, else in the other, else its name."""
    return str(row[f"label_{language}"] or row["label_en"] or row["label_zh"] or next(iter(row.values())))


def as_list(value: Value) -> list[str]:
    """A value of any column as a list of strings."""
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]
