"""Tables as CSV and TSV, one file for each table, with a Frictionless data package that describes the columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exordf.claims.columns import SEPARATOR, TABLES
from exordf.export import NAME, Format
from exordf.rdf.results import separated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.claims.columns import Column, Table
    from exordf.claims.tables import Row, Value
    from exordf.export import Source

DESCRIPTOR = "datapackage.json"

# A spreadsheet reads a cell with such a start as a formula; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _csv(source: Source) -> Mapping[str, bytes]:
    return _package(source, "csv", ",")


def _tsv(source: Source) -> Mapping[str, bytes]:
    return _package(source, "tsv", "\t")


def _package(source: Source, suffix: str, delimiter: str) -> dict[str, bytes]:
    files = {}
    for table in TABLES:
        files[f"{table.name}.{suffix}"] = write(table, source.tables[table.name], delimiter)
    descriptor = json.dumps(_descriptor(source, files, suffix, delimiter), ensure_ascii=False, indent=1) + "\n"
    return {**files, DESCRIPTOR: descriptor.encode()}


def write(table: Table, rows: Iterable[Row], delimiter: str = ",") -> bytes:
    """Rows of a table under the names of its columns."""
    head = [column.name for column in table.columns]
    cells = ([cell(row[name]) for name in head] for row in rows)
    return "".join(separated([head, *cells], delimiter, "\n")).encode()


def cell(value: Value) -> str:
    """A value as a cell of a spreadsheet; text that it would run as a formula gets an apostrophe before it.

    >>> [cell(value) for value in ("=1+1", ["=1+1"], -1, None)]
    ["'=1+1", "'=1+1", '-1', '']
    """
    words = text(value)
    return f"'{words}" if isinstance(value, str | list) and words.startswith(FORMULA) else words


def text(value: Value) -> str:
    """A value as text.

    >>> [text(value) for value in (None, True, 3, 0.5, ["a", "b"], "=1+1")]
    ['', 'true', '3', '0.5', 'a|b', '=1+1']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return SEPARATOR.join(value) if isinstance(value, list) else "" if value is None else str(value)


def _descriptor(source: Source, files: Mapping[str, bytes], suffix: str, delimiter: str) -> dict[str, Any]:
    """The data package by https://specs.frictionlessdata.io/data-package/."""
    about = source.about
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "id": about.version_iri,
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "homepage": about.iri,
        "licenses": [{"path": about.licence, "title": about.licence}],
        "contributors": [{"title": about.creator, "role": "author"}],
        "sources": [
            {"title": about.title, "path": about.version_iri},
            *({"title": title, "path": iri} for iri, title in source.reviews),
        ],
        "resources": [
            {
                "name": table.name,
                "path": name,
                "profile": "tabular-data-resource",
                "description": table.about,
                "format": suffix,
                "encoding": "utf-8",
                "dialect": {"delimiter": delimiter, "lineTerminator": "\n"},
                "bytes": len(files[name]),
                "schema": _schema(table),
            }
            for table in TABLES
            for name in (f"{table.name}.{suffix}",)
        ],
    }


def _schema(table: Table) -> dict[str, Any]:
    keys = [
        {"fields": [column.name], "reference": {"resource": column.refers, "fields": [_key_of(column.refers)]}}
        for column in table.columns
        if column.refers
    ]
    return {
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
    } | ({"foreignKeys": keys} if keys else {})


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.about}
    if column.type == "list":
        field |= {"delimiter": SEPARATOR, "itemType": "string"}
    if column.link == "{}":
        field["format"] = "uri"
    if column.name == table.key:
        field["constraints"] = {"required": True, "unique": True}
    return field


def _key_of(name: str) -> str:
    return next(table.key for table in TABLES if table.name == name)


FORMATS = (
    Format(
        "csv",
        "spreadsheets, R, pandas: five tables with a Frictionless data package",
        "sentences, conflicts, gaps",
        _csv,
    ),
    Format("tsv", "the tables of csv with tabs, for the shell and databases", "sentences, conflicts, gaps", _tsv),
)
