"""Matching: a user's table of names to our terms, and what the review says of each, with sources and trust."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import linked, sources
from exordf.errors import InputError, Place
from exordf.files import unreadable
from exordf.names import RDFS, nearest
from exordf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exordf.dataset import Dataset
    from exordf.rows import Term

COLUMNS = (
    "name",
    "match",
    "entity",
    "claim",
    "role",
    "predicate",
    "other",
    "certainty",
    "reference",
    "verdict",
    "conflict",
    "suggestion",
)
_DERIVED = ox.NamedNode("http://purl.obolibrary.org/obo/RO_0001000")
_LABEL = ox.NamedNode(f"{RDFS}label")
_SPECIES = re.compile(r"^[a-z]{3,4}-(?=(?:mir|let|lin)-)", re.IGNORECASE)
_ARM = re.compile(r"(?<=\d|[a-z])-[35]p$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:mir|let|lin)-(\d+)", re.IGNORECASE)
_VERSION = re.compile(r"(?<=\d)\.\d+$")


@dataclass(frozen=True)
class Found:
    """A term of ours that bears a name, and by which of its names."""

    entity: ox.NamedNode
    how: str


class Names:
    """Every name under which a term of ours may come in: its own, those of linked terms, their identifiers.

    miRBase's names (https://mirbase.org/help/nomenclature.shtml) are taken with and without species; a mature sequence
    is also found under a microRNA of which the review does not print the arm, and is told apart by `how`.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._by_name: dict[str, list[Found]] = {}
        for name, things in dataset.lookup.names.items():
            for thing in things:
                self._add(name, thing, "name")
        curie = dataset.prefixes.curie
        linked_to: dict[str, list[ox.NamedNode]] = {}
        for row in linked.rows_of(dataset):
            if row.holds:
                subject = dataset.prefixes.iri(row.subject)
                linked_to.setdefault(row.object, []).append(subject)
                self._add_identifier(row.object, subject, "identifier")
                if row.predicate != "skos:broadMatch":
                    self._add(row.object_label, subject, "name of a linked term")
        modules = dataset.layers.get(sources.IMPORTS, [])
        labels = {quad.subject: text(quad.object) for quad in modules if quad.predicate == _LABEL}
        for quad in modules:
            if quad.predicate == _DERIVED and isinstance(quad.object, ox.NamedNode):
                for subject in linked_to.get(curie(quad.object), ()):
                    if isinstance(quad.subject, ox.NamedNode):
                        self._add(labels[quad.subject], subject, "arm not printed")
                        self._add_identifier(curie(quad.subject), subject, "arm not printed")

    def find(self, name: str) -> list[Found]:
        """The terms that bear a name, nearest reading first; none where nobody does."""
        asked = name.strip()
        for reading, how in _readings(asked):
            if found := self._by_name.get(reading.casefold()):
                return [Found(one.entity, how or one.how) for one in found]
        return []

    def suggest(self, name: str) -> list[str]:
        """The names most like one that nobody bears; of a microRNA only those with the same number."""
        bare = _SPECIES.sub("", name.strip())
        numbered = _NUMBER.match(bare)
        if not numbered:
            return nearest(bare, self._by_name)
        return nearest(bare, [name for name in self._by_name if (n := _NUMBER.match(name)) and n[1] == numbered[1]])

    def _add(self, name: str, thing: ox.NamedNode, how: str) -> None:
        known = self._by_name.setdefault(name.casefold(), [])
        if name and all(one.entity != thing for one in known):
            known.append(Found(thing, how))

    def _add_identifier(self, curie: str, thing: ox.NamedNode, how: str) -> None:
        prefix, _, local = curie.partition(":")
        self._add(curie, thing, how)
        self._add(f"{prefix}_{local}", thing, how)
        if not local.isdigit():  # a bare number says nothing of where it comes from
            self._add(local, thing, how)


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """The name as it stands, then what may be left off it, with how that is to be told ("" for: as the name tells)."""
    yield name, ""
    yield _VERSION.sub("", name), ""
    bare = _SPECIES.sub("", name)
    yield bare, ""
    if _ARM.search(bare):
        yield _ARM.sub("", bare), "arm not printed"


def read(path: Path, column: str | None = None) -> list[str]:
    """The names in one column of a CSV or TSV file, each once, in their order; by default in its first column.

    Raises InputError where the file cannot be read, has no header, or has no such column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            start = lines.read(1 << 16)
            lines.seek(0)
            delimiter = max(",;\t", key=start.partition("\n")[0].count)
            table = csv.DictReader(lines, delimiter=delimiter)
            columns = [name for name in table.fieldnames or () if name]
            if not columns:
                raise InputError("is empty", place=Place(path), mend="Give a table with a header.")
            wanted = column or columns[0]
            if wanted not in columns:
                raise InputError(
                    f'has no column "{wanted}"', place=Place(path, 1), mend=f"Its columns: {', '.join(columns)}."
                )
            names = [(row.get(wanted) or "").strip() for row in table]
    except OSError as error:
        raise unreadable(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is no table of text: {error}", place=Place(path), mend="Save it as CSV in UTF-8.") from None
    return list(dict.fromkeys(name for name in names if name))


def match(dataset: Dataset, names: list[str]) -> Rows:
    """What the review says of each name, a row for each claim and reference; a name of no term of ours keeps a row.

    Columns: name, match (how it was found), entity, claim, role (what the entity is in the claim), predicate, other
    (the other end), certainty, reference, verdict (whether it shows what the sentence says), conflict, suggestion.
    """
    known = Names(dataset)
    found: list[tuple[Term | None, ...]] = []
    for name in names:
        entities = known.find(name)
        if not entities:
            offer = " or ".join(known.suggest(name))
            found.append((ox.Literal(name), ox.Literal("unknown"), *[None] * 9, ox.Literal(offer) if offer else None))
        for one in entities:
            said = dataset.ask("what-is-said", thing=one.entity)
            rows = [tuple(row) for row in said.terms] or [(None,) * len(said.columns)]
            found += [(ox.Literal(name), ox.Literal(one.how), one.entity, *row, None) for row in rows]
    return Rows(COLUMNS, found)
