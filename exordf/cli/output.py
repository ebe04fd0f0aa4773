"""Output for people: tables and reports, coloured and fitted to a terminal, plain and complete when piped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import pyoxigraph as ox

from exordf.errors import InputError, visible
from exordf.rdf import results, text_tables
from exordf.rdf.reader import serialize
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exordf.ontology.reasoner import Hierarchy
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term
    from exordf.shacl.report import ValidationReport, ValidationResult


def format_rows(rows: Rows, prefixes: Prefixes, form: str = "table") -> str:
    """Rows in one of the FORMATS of `options`. Raises InputError for Turtle of rows that are not triples."""
    if form == "csv":
        return "".join(results.csv(rows.columns, rows.terms))
    if form == "tsv":
        return "".join(results.tsv(rows.columns, rows.terms))
    if form == "json":
        return _json(rows)
    if form == "turtle":
        return serialize(_quads(rows), ox.RdfFormat.TURTLE, prefixes.table).decode()
    return format_table(rows.columns, [[format_term(term, prefixes) for term in terms] for terms in rows.terms])


def format_term(term: Term | None, prefixes: Prefixes) -> str:
    """A term for people: a CURIE, or the text of a literal."""
    return visible(prefixes.curie(term) if isinstance(term, ox.NamedNode) else text(term))


def format_table(columns: Sequence[str], cells: Sequence[Sequence[str]], *, out: TextIO | None = None) -> str:
    """Aligned columns: fitted to the window and coloured on a terminal; else plain, one line a row, nothing cut."""
    out = out or sys.stdout
    if not cells:
        return "no rows\n"
    if out.isatty():
        return _rich_table(columns, cells)
    return text_tables.align_columns(columns, cells)


def format_report(report: ValidationReport, prefixes: Prefixes, *, language: str = "en") -> str:
    """A validation report: each result with file, line and message; then a line that sums up."""
    lines = []
    for result in report.results:
        where = visible(f"{result.place}: ") if result.place else ""
        severity = result.severity.value.rpartition("#")[2].lower()
        path = f" {format_term(result.path, prefixes)}" if isinstance(result.path, ox.NamedNode) else ""
        lines.append(
            f"{_painted(where, 'bold')}{_painted(severity, 'red' if severity == 'violation' else 'yellow')}: "
            f"{format_term(result.focus, prefixes)}{path}"
        )
        lines.append(f"    {visible(_message(result, language))}")
        if result.value is not None and result.value != result.focus:
            lines.append(f"    value: {format_term(result.value, prefixes)}")
        lines.append(f"    shape: {format_term(result.source_shape, prefixes)}")
    lines += report.notes
    verdict = _painted(report.verdict, "green" if report.conforms else "red")
    lines.append(f"{verdict}: {report.summary}" if report.checks else verdict)
    return "\n".join(lines) + "\n"


def report_rows(report: ValidationReport, language: str = "en") -> Rows:
    """A report as rows: file, line, focus node, path, value, severity, shape, message."""
    return Rows(
        ("file", "line", "focus", "path", "value", "severity", "shape", "message"),
        [
            (
                ox.Literal(str(result.place.path)) if result.place else None,
                ox.Literal(result.place.line) if result.place and result.place.line else None,
                result.focus,
                result.path if isinstance(result.path, ox.NamedNode) else None,
                result.value,
                result.severity,
                result.source_shape,
                ox.Literal(_message(result, language)),
            )
            for result in report.results
        ],
    )


def format_hierarchy(
    hierarchy: Hierarchy, name: Callable[[ox.NamedNode], str], asserted: set[tuple[ox.NamedNode, ox.NamedNode]]
) -> str:
    """The result of the reasoner: consistency, unsatisfiable classes with their axioms, and parents not asserted."""
    if not hierarchy.consistent:
        return (
            "\n".join(
                [
                    _painted("inconsistent", "red") + ": these axioms clash:",
                    *(f"    {visible(axiom.text(name))}" for axiom in hierarchy.clash),
                ]
            )
            + "\n"
        )
    lines = [f"{_painted('consistent', 'green')}: {len(hierarchy.parents)} classes"]
    for cls, axioms in hierarchy.unsatisfiable.items():
        lines.append(f"{_painted('unsatisfiable', 'red')}: {visible(name(cls))} cannot have a member, by these axioms:")
        lines += [f"    {visible(axiom.text(name))}" for axiom in axioms]
    if not hierarchy.unsatisfiable:
        lines.append("every class can have a member")
    inferred = sorted(
        (name(cls), name(parent))
        for cls, parents in hierarchy.parents.items()
        for parent in parents
        if (cls, parent) not in asserted
    )
    lines.append(f"{_counted(len(inferred), 'parent')} inferred that are not asserted" + (":" if inferred else ""))
    return "\n".join(lines) + "\n" + (format_table(("class", "parent"), inferred) if inferred else "")


def format_heading(title: str) -> str:
    """The heading of a part of a longer answer."""
    return f"\n{_painted(visible(title), 'bold')}\n"


def _message(result: ValidationResult, language: str) -> str:
    return result.messages.get(language) or result.messages.get("en") or next(iter(result.messages.values()), "")


def _quads(rows: Rows) -> list[ox.Quad]:
    try:
        if rows.columns == ("subject", "predicate", "object"):
            return [ox.Quad(*terms) for terms in rows.terms]  # type: ignore[arg-type]
    except TypeError:
        pass  # the columns of a SELECT may have these names and other terms
    raise InputError(
        "only the answer of a CONSTRUCT query can be written as Turtle",
        mend="Use --format table, csv, tsv or json.",
    )


def _json(rows: Rows) -> str:
    """SPARQL 1.1 Query Results JSON Format."""
    import json  # noqa: PLC0415 - needed for this format only

    return json.dumps(results.to_json(rows), ensure_ascii=False, indent=1) + "\n"


def _rich_table(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(visible(name), overflow="fold")
    for row in cells:
        table.add_row(*(Text(visible(value), style=_style(value)) for value in row))
    console = Console()
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _style(value: str) -> str:
    prefix = value.partition(":")[0]
    return {"exo": "cyan", "claim": "magenta", "reference": "yellow", "sentence": "green"}.get(prefix, "")


def _painted(content: str, style: str, out: TextIO | None = None) -> str:
    codes = {"bold": 1, "red": 31, "green": 32, "yellow": 33}
    return f"\033[{codes[style]}m{content}\033[0m" if content and (out or sys.stdout).isatty() else content


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
