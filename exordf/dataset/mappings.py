"""Mappings: the SSSOM file, the only place where links to external terms are written, as records and as triples."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf import files
from exordf.errors import InputError, Place, UnknownName
from exordf.rdf.prefixes import MATCHES, OWL, RDFS, SKOS, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from exordf.rdf.prefixes import Prefixes

FILE = "mappings.sssom.tsv"
NO_TERM = "sssom:NoTermFound"
PREDICATES = tuple(f"skos:{match.removeprefix(SKOS)}" for match in MATCHES)
EXACT, CLOSE, BROAD = PREDICATES[:3]
_NEEDED = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "object_source_version",
    "confidence",
    "comment",
)


class Mapping(NamedTuple):
    """One row: a term of ours, an external term (or that none was found), and the relation between them."""

    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    rejected: bool
    version: str
    comment: str
    place: Place

    @property
    def source(self) -> str:
        """The prefix of the ontology or database that the object comes from."""
        return self.object.partition(":")[0]

    @property
    def holds(self) -> bool:
        """Whether the row states a link, not that none was found or that one is wrong."""
        return not self.rejected and self.object != NO_TERM


def read(path: Path, prefixes: Prefixes) -> list[Mapping]:
    """The rows of an SSSOM file in TSV (https://mapping-commons.github.io/sssom/), in their order.

    Raises InputError, with the row's line, for a missing column, an unknown prefix or predicate, a confidence that is
    not a number from 0 to 1, a term that is not found without a reason, an exact match of one entity to two terms of
    one source, or of two entities to one term.
    """
    lines = list(enumerate(files.read_text(path).splitlines(keepends=True), start=1))
    body = [(number, line) for number, line in lines if not line.startswith("#")]
    import csv  # noqa: PLC0415 - not needed for cached data

    table = csv.DictReader((line for _, line in body), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
    if missing:
        raise InputError(
            f"the column {missing[0]} is missing", place=Place(path, body[0][0] if body else 1), mend="Add it."
        )
    rows = [_mapping(row, Place(path, number), prefixes) for (number, _), row in zip(body[1:], table, strict=True)]
    _refuse_twice(rows, lambda row: (row.subject, row.source), "has an exact match to two terms of one source")
    _refuse_twice(rows, lambda row: row.object, "is the second entity with an exact match to this term")
    return rows


def _mapping(row: dict[str, str | None], place: Place, prefixes: Prefixes) -> Mapping:
    cells = {name: (row.get(name) or "").strip() for name in _NEEDED}
    if any(row.get(name) is None for name in _NEEDED):
        raise InputError("the row has too few cells", place=place, mend="Separate the cells by one tab each.")
    for column in ("subject_id", "predicate_id", "object_id"):
        try:
            prefixes.iri(cells[column])
        except UnknownName as unknown:
            raise InputError(
                f'{column} "{cells[column]}": {unknown.what}',
                place=place,
                mend=unknown.mend or "Declare the prefix in ontology/prefixes.ttl, or correct the CURIE.",
            ) from None
    if cells["predicate_id"] not in PREDICATES:
        raise InputError(
            f'"{cells["predicate_id"]}" is not a predicate for mappings',
            place=place,
            mend=did_you_mean(cells["predicate_id"], PREDICATES) or f"Use one of {', '.join(PREDICATES)}.",
        )
    if cells["predicate_modifier"] not in ("", "Not"):
        raise InputError(
            f'the modifier "{cells["predicate_modifier"]}" is unknown', place=place, mend="Write Not, or nothing."
        )
    if not _between_0_and_1(cells["confidence"]):
        raise InputError(
            f'the confidence "{cells["confidence"]}" is not a number from 0 to 1', place=place, mend="Write one."
        )
    if cells["object_id"] == NO_TERM and not cells["comment"]:
        raise InputError(
            f"{cells['subject_id']} has no term, and no reason is given", place=place, mend="Write it as comment."
        )
    return Mapping(
        cells["subject_id"],
        cells["subject_label"],
        cells["predicate_id"],
        cells["object_id"],
        cells["object_label"],
        cells["predicate_modifier"] == "Not",
        cells["object_source_version"],
        cells["comment"],
        place,
    )


def _between_0_and_1(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _refuse_twice(rows: Iterable[Mapping], key: Callable[[Mapping], object], what: str) -> None:
    seen: set[object] = set()
    for row in rows:
        if row.holds and row.predicate == EXACT:
            if key(row) in seen:
                raise InputError(
                    f"{row.subject} {what}: {row.object}",
                    place=row.place,
                    mend="Keep the one that means the same, and make the other a close, broad or narrow match.",
                )
            seen.add(key(row))


def quads(rows: Sequence[Mapping], prefixes: Prefixes, classes: Collection[ox.NamedNode]) -> list[ox.Quad]:
    """Each link as a triple and, between `classes`, an exact match as equivalence and a broad one as subclass axiom."""
    bridge = {
        EXACT: ox.NamedNode(f"{OWL}equivalentClass"),
        BROAD: ox.NamedNode(f"{RDFS}subClassOf"),
    }
    links = []
    for row in rows:
        if row.holds:
            subject, other = prefixes.iri(row.subject), prefixes.iri(row.object)
            links.append(ox.Quad(subject, ox.NamedNode(SKOS + row.predicate.partition(":")[2]), other))
            if row.predicate in bridge and subject in classes and other in classes:
                links.append(ox.Quad(subject, bridge[row.predicate], other))
    return links
