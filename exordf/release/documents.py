"""The documents of a release: its files and how to check them, the checks that it passes, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import differences
from exordf.ontology import rule_checks
from exordf.rdf.results import separated
from exordf.rdf.rows import text
from exordf.release.manifest import File

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.claims.differences import Difference
    from exordf.dataset.metadata import Metadata
    from exordf.ontology.rule_checks import Outcome
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Rows, Term

README, LICENCE = "README.md", "LICENSE.txt"
_HEADINGS = {
    differences.NEW: "New",
    differences.CHANGED: "Changed",
    differences.WITHDRAWN: "Withdrawn",
    differences.GONE: "Gone",
}


def readme(about: Metadata, files: Mapping[str, str], left_out: Sequence[str]) -> File:
    """The README: title and version, each file with its purpose, and how to check and cite the release."""
    sources = "".join(
        f"- {review.title} ({review.year}), {', '.join(review.authors)}."
        + (f" <https://doi.org/{review.doi}>\n" if review.doi else f" <{review.iri}>\n")
        for review in about.reviews
    )
    without = f"\nLeft out of this release: {', '.join(left_out)}.\n" if left_out else ""
    table = "".join(f"| `{name}` | {purpose.replace('|', '/')} |\n" for name, purpose in sorted(files.items()))
    return File(
        README,
        f"""# {about.title}, version {about.version}

{about.description}

- Version: {about.version}, issued {about.issued}, <{about.dataset}>
- Ontology: <{about.version_iri}>
- Licence: <{about.licence}>
- Cite as: {about.citation}

Made from:

{sources}
## Files

| file | for |
|---|---|
{table}{without}
## Check what you have

`sha256sum -c checksums.sha256` says of every file whether it is as it was released. `exordf validate exordf.nt` holds
the data against its shapes; `exordf diff OLD-RELEASE .` says what changed since another release.
""".encode(),
        "people: what is in the release, how to check and cite it",
    )


def licence(about: Metadata) -> File:
    """The licence, and how to name the source."""
    return File(
        LICENCE,
        f"""{about.title}, version {about.version}
{about.dataset}

Copyright: {about.creator}. Licensed under the Creative Commons licence at
{about.licence}

Attribution: name the title, the version and the address above and, where you changed something, say that you did.

The records describe published reviews: bibliographic facts, positions and digests of sentences, and statements in our
own words. No text of a review is part of this dataset.
""".encode(),
        "the licence, and how to name the source",
    )


def fair(outcomes: Sequence[Outcome]) -> list[File]:
    """The checks that the release passes and the rules that are not checked, as a page and as a table."""
    passed = rule_checks.rows(outcomes)
    listed = "".join(
        f"| {text(row['check'])} | {text(row['title'])} | {text(row['source'])} |"
        f" {'passes' if outcome.passes else f'finds {len(outcome.found)}'} |\n"
        for row, outcome in zip(passed, outcomes, strict=True)
    )
    not_checked = "".join(
        f"| {text(row['check'])} | {text(row['source'])} | {text(row['reason'])} |\n"
        for row in rule_checks.not_checked()
    )
    number = sum(outcome.passes for outcome in outcomes)
    prose = f"""# Checks of this release

Each is a query that must find nothing: the rules of FOOPS!, of the OBO Foundry's dashboard and of ROBOT's report that
can be decided from the files alone, and what a catalogue asks of a release. {number} of {len(outcomes)} pass.

| check | what must be true | whose rule | result |
|---|---|---|---|
{listed}
## Not checked

| rule | whose rule | why not |
|---|---|---|
{not_checked}"""
    return [
        File("FAIR.md", prose.encode(), "people: the checks of ontology and release with their results"),
        File("fair-checks.tsv", _tsv(_with_both_languages(outcomes)), "the same checks as a table"),
    ]


def _with_both_languages(outcomes: Sequence[Outcome]) -> list[list[str]]:
    header = ["check", "source", "title", "title-zh", "result", "found", "reason", "reason-zh"]
    checked = [
        [
            outcome.check.name,
            outcome.check.source,
            outcome.check.title["en"],
            outcome.check.title["zh"],
            "passes" if outcome.passes else "fails",
            str(len(outcome.found)),
            "",
            "",
        ]
        for outcome in outcomes
    ]
    unchecked = [
        [
            "",
            text(row["source"]),
            text(row["check"]),
            "",
            "not checked",
            "",
            text(row["reason"]),
            text(row["reason-zh"]),
        ]
        for row in rule_checks.not_checked()
    ]
    return [header, *checked, *unchecked]


def changes(about: Metadata, changed: Sequence[Difference] | None, prefixes: Prefixes) -> list[File]:
    """The changes since the previous release, as a page and a table; `changed` is None without one to compare with."""
    title = f"# Changes in {about.version}\n\n"
    if changed is None and about.prior_dataset:
        prose = f"The release before is <{about.prior_dataset}>; it was not at hand when this one was built.\n"
    elif changed is None:
        prose = "The first release: there is nothing to compare it with.\n"
    else:
        prose = f"Since <{about.prior_dataset}>, record by record: {differences.count_line(changed)}.\n"
        prose += "".join(_section(change, changed, prefixes) for change in differences.CHANGES)
    rows = differences.rows(changed or ())
    return [
        File("CHANGES.md", (title + prose).encode(), "people: what changed since the release before, record by record"),
        File("changes.tsv", _tsv(_plain(rows)), "the same changes as a table"),
    ]


def _section(change: str, changed: Sequence[Difference], prefixes: Prefixes) -> str:
    entries = [entry for entry in changed if entry.change == change]
    if not entries:
        return ""
    lines = [f"\n## {_HEADINGS[change]}\n"]
    for kind in sorted({entry.kind for entry in entries}):
        of_kind = [entry for entry in entries if entry.kind == kind]
        lines += [f"\n### {kind}: {len({entry.record for entry in of_kind})}\n\n"]
        lines += [_line(entry, prefixes) for entry in of_kind]
    return "".join(lines)


def _line(entry: Difference, prefixes: Prefixes) -> str:
    record = f"- `{prefixes.curie(entry.record)}`" + (f" {entry.label}" if entry.label else "")
    if entry.change == differences.WITHDRAWN:
        return f"{record} — in its place: {_formatted(entry.now, prefixes)}\n"
    if entry.property is None:
        return f"{record}\n"
    was, now = _formatted(entry.was, prefixes), _formatted(entry.now, prefixes)
    return f"{record} — {prefixes.curie(entry.property)}: {was} → {now}\n"


def _formatted(term: Term | None, prefixes: Prefixes) -> str:
    if term is None:
        return "nothing"
    return f"`{prefixes.curie(term)}`" if isinstance(term, ox.NamedNode) else f"“{text(term)}”"


def _plain(rows: Rows) -> list[list[str]]:
    return [list(rows.columns), *([text(term) for term in terms] for terms in rows.terms)]


def _tsv(rows: list[list[str]]) -> bytes:
    return "".join(separated(rows, "\t", "\n")).encode()
