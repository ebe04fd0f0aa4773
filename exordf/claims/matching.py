"""Matching: the names of a user with our terms, and the claims about each with their references and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import name_readings
from exordf.claims.name_readings import UNKNOWN, Reading
from exordf.claims.spreadsheets import is_date, is_number, whole_digits
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
_CLAIM_COLUMNS = 8  # columns that are empty for a name without a claim


def match(dataset: Dataset, names: Iterable[str], *, identifiers: str = "") -> Rows:
    """The claims about each name, one row for each claim and reference; a name that matches no term has one row.

    Bare numbers are read as identifiers of the source with the prefix `identifiers`, such as NCBIGene. A cell with
    several names, separated by `;`, `|` or `///`, or written as miR-23a/27a, counts as those names. Columns: name,
    match (how it matches, or why not), entity, claim, role (of the entity in the claim), predicate, other (the other
    end), certainty, reference, verdict (whether the reference supports the sentence), conflict, suggestion. Raises
    UnknownName for a prefix that no linked term has.

    >>> from exordf import Dataset
    >>> rows = match(Dataset.open(), ["hsa-miR-214-5p"])
    >>> rows.terms[0][1].value
    'the other arm of miR-214-3p'
    """
    nomenclature = name_readings.names(dataset)
    prefix = _prefix(dataset, identifiers) if identifiers else ""
    by_name: dict[str, list[Reading]] = {}
    for name in names:
        for part, readings in _read(nomenclature, name.strip(), prefix):
            by_name.setdefault(part, readings)
    entities = {reading.entity for readings in by_name.values() for reading in readings}
    claims = _claims_about(dataset, [entity for entity in entities if entity is not None])
    no_claim = (None,) * _CLAIM_COLUMNS
    rows: list[tuple[Term | None, ...]] = []
    for name, readings in by_name.items():
        for entity, how, is_open in readings:
            suggestions = dataset.lookup.nearest(name) if is_open and not symbols(name) else []
            suggestion = ox.Literal(" or ".join(suggestions)) if suggestions else None
            rows += [
                (ox.Literal(name), ox.Literal(how), entity, *row, suggestion)
                for row in claims.get(entity) or [no_claim]
            ]
    return Rows(COLUMNS, rows)


def is_name(dataset: Dataset, name: str) -> bool:
    """Whether one of our terms has this name."""
    return any(reading.entity is not None for reading in name_readings.names(dataset).read(name))


def _read(nomenclature: Names, name: str, prefix: str) -> Iterator[tuple[str, list[Reading]]]:
    """The names in a cell with their readings; a name that matches as a whole is not split."""
    readings = nomenclature.read(name)
    parts = list(name_readings.split_cell(name)) if readings[0].entity is None else []
    if len(parts) < 2:  # noqa: PLR2004 - one name
        yield name, _explain(nomenclature, name, prefix, readings)
        return
    for part in parts:
        of_part = _explain(nomenclature, part, prefix, nomenclature.read(part))
        yield part, [reading._replace(how=f'{reading.how}; one of several in "{name}"') for reading in of_part]


def _explain(nomenclature: Names, name: str, prefix: str, readings: list[Reading]) -> list[Reading]:
    """The readings of a name; for a number or a date that matches nothing, with the reason."""
    if readings[0].entity is not None or not readings[0].open:
        return readings
    if is_number(name):
        number = whole_digits(name)
        if prefix and number:
            return nomenclature.read(f"{prefix}:{number}")
        return [Reading(None, _BARE if number else _NUMBER)]
    return [Reading(None, _DATE)] if is_date(name) else readings


def _prefix(dataset: Dataset, name: str) -> str:
    sources = name_readings.names(dataset).sources
    for prefix in sources:
        if prefix.casefold() == name.casefold():
            return prefix
    mend = did_you_mean(name.lower(), map(str.lower, sources)) or f"Use one of {', '.join(sources)}."
    raise UnknownName(f'no source of identifiers is called "{name}"', mend=mend)


def _claims_about(dataset: Dataset, entities: list[ox.NamedNode]) -> dict[Term | None, list[Sequence[Term | None]]]:
    """The rows of the query `what-is-said` for each entity, in their order."""
    claims: dict[Term | None, list[Sequence[Term | None]]] = {}
    if entities:
        for entity, *row in dataset.query(dataset.queries["what-is-said"].of_each("thing", entities, {})).terms:
            claims.setdefault(entity, []).append(row)
    return claims
