"""The five flat tables: claims, entities, references, citations and findings as rows of plain values."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.columns import CITATIONS, CLAIMS, CONTEXT, ENTITIES, FINDINGS, REFERENCES, TABLES
from exordf.claims.statements import edges
from exordf.rdf.prefixes import EXO, OWL, RDF, RDFS
from exordf.rdf.rows import text, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from exordf.claims.columns import Column, Table
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term
    from exordf.store.store_protocol import Store

Value = str | int | float | bool | list[str] | None
Row = dict[str, Value]
Tables = dict[str, list[Row]]

_ROLES = ("subject", "object", *CONTEXT)
_LARGEST = 1 << 63
# What stands in a store for a class of records; entities are the classes of the ontology itself, not those linked to,
# but for those that a claim is about.
_MEMBERS = {ENTITIES.name: f"?record <{RDFS}subClassOf>? <{EXO}Entity> ; <{RDFS}isDefinedBy> ?ontology ."}
_KINDS = f"""SELECT ?kind WHERE {{
  ?all a <{OWL}AllDisjointClasses> ; <{OWL}members>/<{RDF}rest>*/<{RDF}first> ?kind .
  ?kind <{RDFS}subClassOf> <{EXO}Entity> }}"""


def build_tables(store: Store, prefixes: Prefixes) -> Tables:
    """The rows of every table by its name, each sorted by its key; a row has every column of its table, in order.

    A value is what the type of its column says: a list for a list, empty where there is none; else None for no value,
    and for one that is not of that type, such as a year in words.
    """
    view = _View(store, prefixes)
    found = {table.name: view.rows(table) for table in TABLES}
    ours = {str(row["entity"]) for row in found[ENTITIES.name]}
    found[ENTITIES.name] = _merged(found[ENTITIES.name], view.terms_of_others(found[CLAIMS.name], ours))
    for name, complete in (
        (CLAIMS.name, view.complete_claim),
        (CITATIONS.name, view.complete_citation),
        (FINDINGS.name, view.complete_finding),
    ):
        for row in found[name]:
            complete(row)
    _complete_entities(found, ours, _kinds(store, prefixes))
    _complete_references(found)
    _complete_claims(found, view.edges())
    return {table.name: [_in_order(row, table) for row in found[table.name]] for table in TABLES}


def kinds_of(store: Store, prefixes: Prefixes) -> dict[str, str]:
    """The kind of each entity as the table of entities has it, by IRI, without the rest of the table."""
    kinds = _kinds(store, prefixes)
    iris = {kind: iri_of(kind, prefixes) for kind in kinds}
    values = " ".join(f"<{iri}>" for iri in iris.values())
    answer = store.query(
        f"SELECT ?record ?kind WHERE {{ VALUES ?kind {{ {values} }} ?record <{RDFS}subClassOf> ?kind ;"
        f" <{RDFS}isDefinedBy> ?ontology }}"
    )
    found = {iri: kind for kind, iri in iris.items()}
    place = {kind: at for at, kind in enumerate(kinds)}
    of: dict[str, list[str]] = {}
    for record, kind in answer.terms:
        of.setdefault(text(record), []).append(short_name(kind, prefixes))  # type: ignore[arg-type]
    return {iri: min(several, key=place.__getitem__) for iri, several in of.items()} | found


def _kinds(store: Store, prefixes: Prefixes) -> list[str]:
    """The classes that part the entities, those that lie below another one of them first."""
    kinds = [kind for (kind,) in store.query(_KINDS).terms if isinstance(kind, ox.NamedNode)]
    found = {short_name(kind, prefixes) for kind in kinds}
    values = " ".join(map(str, kinds))
    below = f"""SELECT ?low ?high WHERE {{
      VALUES ?low {{ {values} }} ?low <{RDFS}subClassOf> ?high . FILTER(isIRI(?high) && ?low != ?high) }}"""
    pairs = [[short_name(term, prefixes) for term in pair] for pair in store.query(below).terms]  # type: ignore[arg-type]
    depth = Counter(low for low, high in pairs if high in found)
    return sorted(found, key=lambda kind: (-depth[kind], kind))


class _View:
    """What the rows are made from: the answers of a store, its labels and where each sentence stands."""

    def __init__(self, store: Store, prefixes: Prefixes) -> None:
        self._store = store
        self._prefixes = prefixes
        self._names: dict[ox.NamedNode, str] = {}  # the same thing stands in many rows
        # Sorted here, which takes a tenth of what a store on disk takes; of several, the last in order counts.
        labels = f"SELECT ?term ?label WHERE {{ ?term <{RDFS}label> ?label . FILTER(LANG(?label) IN ('', 'en')) }}"
        said = sorted((self._name(term), _language(label), text(label)) for term, label in store.query(labels).terms)
        self._labels = {term: label for term, _, label in said}
        sections = f"SELECT ?sentence ?section WHERE {{ ?sentence <{EXO}section> ?section }}"
        self._sections = dict(sorted(self._pairs(store.query(sections).terms)))

    def rows(self, table: Table, member: str = "") -> list[Row]:
        """A row for each record of the table, with what stands in the store for it, sorted by its key.

        `member` is the pattern that the ?record fits, where it is not the table's own.
        """
        columns: dict[tuple[str, str], Column] = {(c.path, c.language): c for c in table.columns if c.path}
        member = member or _MEMBERS.get(table.name, f"?record a <{table.record}> .")
        paths = ", ".join(sorted({f"<{column.path}>" for column in columns.values()} | {f"<{RDF}type>"}))
        answer = self._store.query(  # every record has a type, so that it has a row here
            f"SELECT ?record ?property ?value WHERE {{ {member} ?record ?property ?value ."
            f" FILTER(?property IN ({paths})) }}"
        )
        cells: dict[str, dict[str, set[str]]] = {}
        iris: dict[str, str] = {}
        untagged: dict[tuple[str, str], set[str]] = {}
        for record, path, value in answer.terms:
            name = self._name(record)
            iris[name] = text(record)
            row = cells.setdefault(name, {})
            column = columns.get((text(path), _language(value))) or columns.get((text(path), ""))
            if column:
                row.setdefault(column.name, set()).add(self._name(value))
            elif not _language(value) and (column := columns.get((text(path), "en"))):
                untagged.setdefault((name, column.name), set()).add(self._name(value))
        for (name, of), values in untagged.items():
            cells[name].setdefault(of, values)  # words of no language are taken for English where none are
        rows: list[Row] = []
        for name in sorted(cells):
            row_of: Row = {table.key: name, "iri": iris[name]}
            row_of.update({c.name: _typed(cells[name].get(c.name, set()), c) for c in table.columns if c.path})
            rows.append(row_of)
        return rows

    def terms_of_others(self, claims: Iterable[Row], ours: Collection[str]) -> list[Row]:
        """Rows of entities for the classes that are subject or object of a claim and are not among `ours`."""
        ends = {claim[role] for claim in claims for role in ("subject", "object")}.difference(ours)
        iris = " ".join(str(node) for node, name in self._names.items() if name in ends)
        return self.rows(ENTITIES, f"VALUES ?record {{ {iris} }} ?record a <{OWL}Class> .") if iris else []

    def edges(self) -> set[tuple[str, ...]]:
        """Claim, subject, predicate and object of every edge, by their names."""
        return {
            (self._name(claim), self._name(triple.subject), self._name(triple.predicate), self._name(triple.object))
            for claim, triple in edges(self._store)
        }

    def complete_claim(self, row: Row) -> None:
        row["section"] = self._sections.get(str(row["sentence"]))
        for role in ("subject", "predicate", "object"):
            row[f"{role}_label"] = self._labels.get(str(row[role]))

    def complete_citation(self, row: Row) -> None:
        row["section"] = self._sections.get(str(row["sentence"]))

    def complete_finding(self, row: Row) -> None:
        row["kind_label"] = self._labels.get(str(row["kind"]))

    def _name(self, term: Term | None) -> str:
        if not isinstance(term, ox.NamedNode):
            return text(term)
        if term not in self._names:
            self._names[term] = short_name(term, self._prefixes)
        return self._names[term]

    def _pairs(self, terms: Iterable[Sequence[Term | None]]) -> Iterator[tuple[str, str]]:
        return ((self._name(one), self._name(other)) for one, other in terms)


def _typed(values: set[str], column: Column) -> Value:
    """The value of a cell. Where a column takes one value and there are more, the first in order that fits is taken."""
    values = values - {""}
    if column.type == "list":
        return sorted(values)
    if column.type == "boolean":
        return bool(values & {"true", "1"})
    convert: Callable[[str], Value] = {"integer": _integer, "number": _number}.get(column.type, str)
    return next((value for words in sorted(values) if (value := convert(words)) is not None), None)


def _language(term: Term | None) -> str:
    """The language of words, without its region or script."""
    return (term.language or "").partition("-")[0] if isinstance(term, ox.Literal) else ""


def _integer(words: str) -> int | None:
    """A number that every format can hold; None for anything else."""
    number = whole_number(words)
    return number if number is not None and abs(number) < _LARGEST else None


def _number(words: str) -> float | None:
    try:
        number = float(words)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _complete_entities(found: Tables, ours: Collection[str], kinds: Sequence[str]) -> None:
    named: dict[str, Counter[str]] = {"subject": Counter(), "object": Counter(), "": Counter()}
    for claim in found[CLAIMS.name]:
        roles = {role: as_list(claim[role]) for role in _ROLES}
        for role in ("subject", "object"):
            named[role].update(roles[role])
        named[""].update({name for names in roles.values() for name in names})
    for row in found[ENTITIES.name]:
        name = str(row["entity"])
        above = [other for other in as_list(row["ancestors"]) if other in ours and other != name]
        row["ancestors"] = above
        row["kind"] = next((kind for kind in kinds if kind == name or kind in above), None)
        row["claims"] = named[""][name]
        row["claims_as_subject"] = named["subject"][name]
        row["claims_as_object"] = named["object"][name]


def _complete_references(found: Tables) -> None:
    claims = Counter(name for row in found[CLAIMS.name] for name in as_list(row["references"]))
    citations = Counter(row["reference"] for row in found[CITATIONS.name])
    for row in found[REFERENCES.name]:
        row["claims"], row["citations"] = claims[str(row["reference"])], citations[row["reference"]]


def _complete_claims(found: Tables, edges: Collection[tuple[str, ...]]) -> None:
    kind = {row["entity"]: row["kind"] for row in found[ENTITIES.name]}
    for row in found[CLAIMS.name]:
        row["subject_kind"], row["object_kind"] = kind.get(row["subject"]), kind.get(row["object"])
        row["edge"] = tuple(str(row[name]) for name in ("claim", "subject", "predicate", "object")) in edges


def _merged(rows: list[Row], others: list[Row]) -> list[Row]:
    return sorted(rows + others, key=lambda row: str(row[ENTITIES.key])) if others else rows


def short_name(node: ox.NamedNode, prefixes: Prefixes) -> str:
    """A CURIE or, where no prefix fits, the whole IRI: how every table and graph names a thing."""
    return prefixes.curie(node).removeprefix("<").removesuffix(">")


def local_part(name: str) -> str:
    """What `plain` names a thing without its prefix; the whole of an IRI that no prefix fits.

    >>> local_part("exo:Osteoclast"), local_part("https://example.org/x")
    ('Osteoclast', 'https://example.org/x')
    """
    local = name.partition(":")[2]
    return name if not local or local.startswith("//") else local


def find_row(rows: Sequence[Row], key: str, name: str) -> Row | None:
    """The row of a table whose key is `name`; a table is sorted by its key."""
    at = bisect_left(rows, name, key=lambda row: str(row[key]))
    return rows[at] if at < len(rows) and rows[at][key] == name else None


def node_of(name: Value, prefixes: Prefixes) -> ox.NamedNode | None:
    """What a table or a graph names, which is the way back from `plain`; None for no value, and for words."""
    said = str(name or "")
    try:
        return prefixes.iri(said) if said.partition(":")[0] in prefixes.table else ox.NamedNode(said)
    except ValueError:  # words stand where a thing is expected
        return None


def iri_of(name: Value, prefixes: Prefixes) -> str:
    """The whole IRI of what a table or a graph names; nothing where it names no thing."""
    return text(node_of(name, prefixes))


def label(row: Row, language: str) -> str:
    """What a claim or an entity is called: its label in a language, else in the other, else its name."""
    return str(row[f"label_{language}"] or row["label_en"] or row["label_zh"] or next(iter(row.values())))


def as_list(value: Value) -> list[str]:
    """A value as a list of strings, whatever it is."""
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]


def _in_order(row: Row, table: Table) -> Row:
    return {column.name: row.get(column.name) for column in table.columns}
