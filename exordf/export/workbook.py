"""The tables as one Excel workbook: one sheet for each table, and one that explains the columns."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from exordf.claims.columns import TABLES
from exordf.errors import MissingExtra
from exordf.export import NAME, Format
from exordf.export.delimited import cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.claims.columns import Column, Table
    from exordf.export import Source

ABOUT = "About"

# A workbook states when it was created; a constant, so that the same data gives the same bytes.
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_NARROW, _WIDE, _LABELS, _LINE = 8, 48, 64, 110  # widths in characters
_LONGEST_LINK = 2079


def _xlsx(source: Source) -> Mapping[str, bytes]:
    try:
        import xlsxwriter  # noqa: PLC0415 - only this format needs it
    except ImportError:
        raise MissingExtra("XlsxWriter", "tables") from None
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": source.about.title,
                "subject": f"version {source.about.version}",
                "author": source.about.creator,
                "comments": f"Licence: {source.about.licence}\nSource: {source.about.version_iri}",
                "created": _CREATED,
            }
        )
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_about(book.add_worksheet(ABOUT), source, bold, wrapped)
        for table in TABLES:
            _write_table(book.add_worksheet(table.name), table, source, bold)
    return {f"{NAME}.xlsx": out.getvalue()}


def _write_about(sheet: Any, source: Source, bold: Any, wrapped: Any) -> None:
    about = source.about
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, _LINE)
    facts = [
        ("title", about.title),
        ("description", about.description),
        ("version", about.version),
        ("version IRI", about.version_iri),
        ("licence", about.licence),
        ("creator", about.creator),
        *(("source", f"{title} <{iri}>") for iri, title in source.reviews),
        (
            "how to read",
            "A cell with several values has them separated by |. CURIEs such as exo:Osteoblast shorten IRIs.",
        ),
    ]
    for number, (name, value) in enumerate(facts):
        sheet.write_string(number, 0, name, bold)
        if value.startswith("https://"):
            sheet.write_url(number, 3, value, string=value)
        else:
            sheet.write_string(number, 3, value, wrapped)
    number = len(facts) + 1
    for place, name in enumerate(("table", "column", "type", "meaning")):
        sheet.write_string(number, place, name, bold)
    sheet.freeze_panes(number + 1, 0)
    for table in TABLES:
        for column in (None, *table.columns):
            number += 1
            sheet.write_string(number, 0, table.name)
            sheet.write_string(number, 1, column.name if column else "")
            sheet.write_string(number, 2, column.type if column else f"{len(source.tables[table.name])} rows")
            sheet.write_string(number, 3, column.about if column else table.about, wrapped)


def _write_table(sheet: Any, table: Table, source: Source, bold: Any) -> None:
    rows = source.tables[table.name]
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, bold)
        longest = max((_width(cell(row[column.name])) for row in rows), default=0)
        sheet.set_column(place, place, min(max(len(column.name) + 4, longest + 1, _NARROW), _widest(column)))
        for number, row in enumerate(rows, start=1):
            _write(sheet, number, place, row[column.name], column)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)


def _write(sheet: Any, number: int, place: int, value: Any, column: Column) -> None:
    if value is None or value == []:
        return
    if isinstance(value, bool):
        sheet.write_boolean(number, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(number, place, value)
    elif column.link and _is_link(address := column.link.format(value)):
        sheet.write_url(number, place, address, string=cell(value))
    else:
        sheet.write_string(number, place, cell(value))


def _is_link(address: str) -> bool:
    """Whether a spreadsheet can open the address."""
    return address.startswith(("https://", "http://")) and len(address) <= _LONGEST_LINK


def _widest(column: Column) -> int:
    return _LABELS if column.path.endswith(("label", "definition", "comment", "title")) else _WIDE


def _width(text: str) -> int:
    """The width of a text in a spreadsheet, in Latin letters; a Chinese character counts twice."""
    return sum(2 if character > "⺀" else 1 for character in text)


FORMATS = (
    Format(
        "xlsx",
        "Excel, LibreOffice: a sheet a table, filters, links, what columns mean",
        "sentences, conflicts, gaps",
        _xlsx,
    ),
)
