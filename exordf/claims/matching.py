"""Matching: a user's names to our terms, and what the review says of each, with sources and trust."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import name_readings
from exordf.claims.name_readings import UNKNOWN, Reading
from exordf.claims.spreadsheets import is_date, is_number, whole
from exordf.errors import UnknownName
from exordf.rdf.prefixes import did_you_mean
from exordf.rdf.rows import Rows
from exordf.rdf.symbols import symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exordf.claims.name_readings import Names
    from exordf.dataset.core import Dataset
    from exordf.rdf.rows import Term

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
_BARE = f"{UNKNOWN}: a bare number does not say whose it is; for NCBI Gene say --identifiers ncbigene"
_NUMBER = f"{UNKNOWN}: a number, not a name"
_DATE = f"{UNKNOWN}: a date, or a symbol that spreadsheets take for one; SEPT2 is now SEPTIN2, and MARCH1 is MARCHF1"
_AFTER_THE_CLAIM = 8  # columns that are empty for a name of which nothing is said


def match(dataset: Dataset, names: Iterable[str], *, identifiers: str = "") -> Rows:
    """What the review says of each name, a row for each claim and reference; a name of no term of ours keeps a row.

    Bare numbers are read as identifiers of the source with the prefix `identifiers`, such as NCBIGene. A cell with
    several names, apart by `;`, `|` or `///`, or as miR-23a/27a, counts as those names. Columns: name, match (how it
    was found, or why not), entity, claim, role (what the entity is in the claim), predicate, other (the other end),
    certainty, reference, verdict (whether it shows what the sentence says), conflict, suggestion. Raises UnknownName
    for a prefix that nothing linked has.

    >>> from exordf import Dataset
    >>> rows = match(Dataset.open(), ["hsa-miR-214-5p"])
    >>> rows.terms[0][1].value
    'the other arm of miR-214-3p'
    """
    known = name_readings.names(dataset)
    prefix = _prefix(dataset, identifiers) if identifiers else ""
    by_name: dict[str, list[Reading]] = {}
    for name in names:
        for part, found in _read(known, name.strip(), prefix):
            by_name.setdefault(part, found)
    said = _said(dataset, {each.entity for found in by_name.values() for each in found if each.entity is not None})
    nothing = (None,) * _AFTER_THE_CLAIM
    rows: list[tuple[Term | None, ...]] = []
    for name, found in by_name.items():
        for entity, how, is_open in found:
            offers = dataset.lookup.nearest(name) if is_open and not symbols(name) else []
            offer = ox.Literal(" or ".join(offers)) if offers else None
            rows += [
                (ox.Literal(name), ox.Literal(how), entity, *row, offer)
                for row in (said[entity] if entity is not None and said[entity] else [nothing])
            ]
    return Rows(COLUMNS, rows)


def is_name(dataset: Dataset, name: str) -> bool:
    """Whether a term of ours bears this name."""
    return any(each.entity is not None for each in name_readings.names(dataset).read(name))


def _read(known: Names, name: str, prefix: str) -> Iterator[tuple[str, list[Reading]]]:
    """The names in a cell, each with what it leads to; a name that is known whole is not taken apart."""
    found = known.read(name)
    parts = list(name_readings.several(name)) if found[0].entity is None else []
    if len(parts) < 2:  # noqa: PLR2004 - one name
        yield name, _explained(known, name, prefix, found)
        return
    for part in parts:
        of_part = _explained(known, part, prefix, known.read(part))
        yield part, [each._replace(how=f'{each.how}; one of several in "{name}"') for each in of_part]


def _explained(known: Names, name: str, prefix: str, found: list[Reading]) -> list[Reading]:
    """What a name leads to, of a number or a date also why it leads nowhere."""
    if found[0].entity is not None or not found[0].open:
        return found
    if is_number(name):
        number = whole(name)
        if prefix and number:
            return known.read(f"{prefix}:{number}")
        return [Reading(None, _BARE if number else _NUMBER)]
    return [Reading(None, _DATE)] if is_date(name) else found


def _prefix(dataset: Dataset, wanted: str) -> str:
    sources = name_readings.names(dataset).sources
    for prefix in sources:
        if prefix.casefold() == wanted.casefold():
            return prefix
    mend = did_you_mean(wanted.lower(), map(str.lower, sources)) or f"Use one of {', '.join(sources)}."
    raise UnknownName(f'no source of identifiers is called "{wanted}"', mend=mend)


def _said(dataset: Dataset, entities: Iterable[ox.NamedNode]) -> dict[Term | None, list[Sequence[Term | None]]]:
    """What the review says of each entity, in the order of the query of that name."""
    said: dict[Term | None, list[Sequence[Term | None]]] = defaultdict(list)
    nodes = list(entities)
    if nodes:
        for thing, *row in dataset.query(dataset.queries["what-is-said"].of_each("thing", nodes, {})).terms:
            said[thing].append(row)
    return said
