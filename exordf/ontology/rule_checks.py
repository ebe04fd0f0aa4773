"""Rule checks: named queries that must find nothing, with the source of the rule; and rules that no query decides."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files
from exordf.rdf.rows import Rows
from exordf.sparql import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.sparql.named_queries import NamedQuery
    from exordf.store.store_protocol import Store

ONTOLOGY, RELEASE = "ontology", "release"
_FOLDER = "queries/checks"
_NOT_CHECKED = "not-checked.tsv"


@dataclass(frozen=True)
class Outcome:
    """A check and its rows: `thing` and, for most checks, `value`; it passes if there are none."""

    check: NamedQuery
    found: Rows

    @property
    def passes(self) -> bool:
        """Whether the check has no rows."""
        return not len(self.found)


def run(store: Store, group: str = ONTOLOGY) -> list[Outcome]:
    """Run the checks of a group, by name: those of the ontology, or those of the description of a release.

    A check is a file in `exordf/queries/checks/`; its `source` names the author of the rule and its name there.
    """
    checks = named_queries.read_folder(files.package_folder(_FOLDER))
    return [Outcome(check, store.query(check.text)) for check in checks.values() if check.group == group]


def not_checked() -> Rows:
    """The rules of the same sources that the data alone cannot decide.

    Columns: check, source, reason, reason-zh.
    """
    with (files.package_folder(_FOLDER) / _NOT_CHECKED).open(encoding="utf-8", newline="") as lines:
        columns, *rest = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return Rows(tuple(columns), [tuple(map(ox.Literal, row)) for row in rest])


def rows(outcomes: Sequence[Outcome], language: str = "en") -> Rows:
    """One row for each check. Columns: check, passes, found (a number), source, title."""
    return Rows(
        ("check", "passes", "found", "source", "title"),
        [
            (
                ox.Literal(outcome.check.name),
                ox.Literal(outcome.passes),
                ox.Literal(len(outcome.found)),
                ox.Literal(outcome.check.source),
                ox.Literal(outcome.check.title[language]),
            )
            for outcome in outcomes
        ],
    )


def failures(outcomes: Sequence[Outcome], language: str = "en") -> Rows:
    """One row for each result of a check. Columns: check, thing, value, mend."""
    return Rows(
        ("check", "thing", "value", "mend"),
        [
            (
                ox.Literal(outcome.check.name),
                row["thing"],
                row["value"] if "value" in outcome.found.columns else None,
                ox.Literal(outcome.check.description[language]),
            )
            for outcome in outcomes
            for row in outcome.found
        ],
    )
