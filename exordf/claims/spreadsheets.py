"""The names in one column of a user's table: CSV, TSV or Excel, also compressed."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from exordf.errors import InputError, MissingExtra, Place
from exordf.files import unreadable_error
from exordf.rdf.symbols import is_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BYTE_ORDER = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE = 50
_EMPTY = frozenset({"", "-", "--", "---", "na", "n/a", "#n/a", "nan", "null", "none"})
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?%?", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|march"
_DATE = re.compile(
    rf"\d{{1,2}}-(?:{_MONTH})(?:-\d{{2,4}})?|(?:{_MONTH})-\d{{1,4}}|\d{{4}}-\d\d-\d\d(?:[T ][\d:.]+)?"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|(?:sept|march|marc|dec)\d{{1,2}}",
    re.IGNORECASE,
)
# Headings of columns that are not names, though some name a kind of entity.
_HEADING = re.compile(
    r"(?:gene|symbol|entrez|ensembl|ncbi|hgnc|uniprot|mirbase|protein|accession|identifier|transcript|probe|unnamed)\w*"
    r"|mir(?:na)?s?|microrna|rna|names?|ids?|feature|target|term|label|entity|molecule|marker|row|index|cell|process"
    r"|disease|column\d*|[xv]\d*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+")
_SOURCES = (
    (re.compile(r"entrez|ncbi|locus.?link|^gene[ ._-]*(?:id|number)s?$", re.IGNORECASE), "NCBIGene"),
    (re.compile(r"hgnc", re.IGNORECASE), "HGNC"),
)


class Column(NamedTuple):
    """The distinct names in a column in their order, and notes on how the table was read.

    `identifiers` is the prefix of the source of numbers, if the user or the heading names it.
    """

    names: list[str]
    identifiers: str
    notes: list[str]


class Table(NamedTuple):
    """The rows of a file as text, and notes on what was skipped or selected."""

    path: Path
    rows: list[list[str]]
    notes: list[str]


def is_number(name: str) -> bool:
    """Whether a cell is a number of any kind."""
    return bool(_NUMBER.fullmatch(name))


def whole_digits(name: str) -> str:
    """The digits of a whole number, also of one such as 4092.0; empty for any other text."""
    number = _WHOLE.fullmatch(name)
    return number[1] if number else ""


def is_date(name: str) -> bool:
    """Whether a cell is a date, or a symbol such as SEPT2 that spreadsheets turn into one."""
    return bool(_DATE.fullmatch(name))


def read(path: Path) -> Table:
    """The table in a file: CSV or TSV in UTF-8 or UTF-16, or the first sheet of an .xlsx file; also with gzip.

    Lines that begin with # are comments. Raises InputError if it cannot be read or is empty, MissingExtra without the
    library for Excel files.
    """
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
    except (EOFError, zlib.error) as error:
        raise unreadable_error(path, OSError(str(error))) from None
    except OSError as error:
        raise unreadable_error(path, error) from error
    if content.startswith(_OLD_EXCEL):
        raise InputError("is a workbook of Excel 97", place=Place(path), mend="Save it as .xlsx or CSV.")
    table = _workbook(path, content) if content.startswith(_ZIP) else _text(path, content)
    if not table.rows:
        raise InputError("is empty", place=Place(path), mend="Give a table with a column of names.")
    return table


def column(table: Table, name: str | None, is_name: Callable[[str], bool], *, identifiers: str = "") -> Column:
    """The names in the column with a heading, or with a number counted from 1; by default in the first column.

    The first row is a heading unless its cell in that column is a name, by `is_name` or by its form, or the other cells
    of the row are numbers. `identifiers` is the prefix of bare numbers if the heading does not name it. Raises
    InputError for a column that is missing or ambiguous, or that holds numbers without a source.
    """
    heading, *body = table.rows
    width = max(map(len, table.rows))
    notes = list(table.notes)
    if len(heading) == width - 1 and all(len(row) == width for row in body):
        heading = ["", *heading]  # R's write.table writes no heading for the row names
    at = _place(table, heading, width, name)
    if name not in heading and _is_body(heading, at, is_name):
        notes.append(f"the first row is taken for names, not for a heading: {heading[at]}")
        heading, body = [], table.rows
    columns = _columns(heading, width)
    called = heading[at] if at < len(heading) else ""
    if called and heading.count(called) > 1 and name is None:
        notes.append(f'the first of {heading.count(called)} columns called "{called}" is read')
    elif not called and heading:
        notes.append(f"column {at + 1} is read, which has no heading")
    cells = [row[at].strip() if at < len(row) else "" for row in body]
    filled = [cell for cell in cells if cell.casefold() not in _EMPTY]
    names = list(dict.fromkeys(filled))
    identifiers = identifiers or next((prefix for pattern, prefix in _SOURCES if pattern.search(called)), "")
    if names and all(map(is_number, names)) and not (identifiers and all(map(whole_digits, names))):
        which = f'the column "{called}"' if called else f"column {at + 1}"
        what = f"{which} holds numbers, not names"
        mend = f"Its columns: {', '.join(columns)}. Name one with --column, or say --identifiers ncbigene."
        if not called or not all(map(whole_digits, names)):
            raise InputError(what, place=Place(table.path, 1), mend=mend)
        notes.append(f"{what}. {mend}")
    left_out = {"empty cell": len(cells) - len(filled), "repeated name": len(filled) - len(names)}
    notes += [f"{_counted(number, what)} skipped" for what, number in left_out.items() if number]
    return Column(names, identifiers, notes)


def _place(table: Table, heading: Sequence[str], width: int, name: str | None) -> int:
    if name is None:
        return 0
    columns = ", ".join(_columns(heading, width))
    same = [number for number, cell in enumerate(heading) if cell == name]
    if len(same) > 1:
        numbers = " or ".join(f"--column {number + 1}" for number in same)
        raise InputError(f'has {len(same)} columns "{name}"', place=Place(table.path, 1), mend=f"Say {numbers}.")
    if same:
        return same[0]
    if name.isascii() and name.isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    raise InputError(f'has no column "{name}"', place=Place(table.path, 1), mend=f"Its columns: {columns}.")


def _columns(heading: Sequence[str], width: int) -> list[str]:
    return [heading[at] if at < len(heading) and heading[at] else f"{at + 1}" for at in range(width)]


def _is_body(row: Sequence[str], at: int, is_name: Callable[[str], bool]) -> bool:
    """Whether the first row holds a name already, by its own cell or else by the other cells."""
    cell = row[at].strip() if at < len(row) else ""
    has_number = any(letter.isdigit() for letter in cell) and is_symbol(cell) and not _HEADING.fullmatch(cell)
    if not cell or (not has_number and any(map(_HEADING.fullmatch, _WORDS.findall(cell)))):
        return False
    others = [other for number, other in enumerate(row) if number != at and other.strip()]
    return is_name(cell) or is_number(cell) or is_symbol(cell) or (bool(others) and all(map(is_number, others)))


def _text(path: Path, content: bytes) -> Table:
    try:
        lines = content.decode(_BYTE_ORDER.get(content[:2], "utf-8-sig")).splitlines(keepends=True)
        content_lines = [line for line in lines if not line.startswith("#")]
        if any("\0" in line for line in content_lines):
            raise InputError("is no table of text", place=Place(path), mend="Save it as CSV in UTF-8.")
        rows = [row for row in _cells(content_lines, _delimiter(content_lines)) if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is no table of text: {error}", place=Place(path), mend="Save it as CSV in UTF-8.") from None
    comments = len(lines) - len(content_lines)
    return Table(path, rows, [f"{_counted(comments, 'line')} of comment skipped"] if comments else [])


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return list(csv.reader(lines, delimiter=delimiter, strict=False))


def _delimiter(lines: Sequence[str]) -> str:
    """The separator of the cells: the one that gives most rows the same number of cells."""
    best, most = "\t", (0, 0)
    for delimiter in "\t,;":
        counts = Counter(len(row) for row in _cells(lines[:_SAMPLE], delimiter) if row)
        first = len(next(csv.reader(lines[:1], delimiter=delimiter), []))
        width, rows = max(counts.items(), key=lambda count: (count[1], count[0]), default=(0, 0))
        if width > 1 and (first > 1 or delimiter == "\t") and (rows, width) > most:
            best, most = delimiter, (rows, width)
    return best


def _workbook(path: Path, content: bytes) -> Table:
    try:
        import openpyxl  # noqa: PLC0415 - only a workbook needs it
    except ImportError:
        raise MissingExtra("openpyxl", "link") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [[_cell_text(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # the errors of openpyxl for other files have no common base class
        raise InputError("is no workbook of Excel", place=Place(path), mend="Save it as .xlsx or CSV.") from error
    filled = [row for row in rows if not (row and row[0].startswith("#")) and any(row)]
    comments = sum(bool(row and row[0].startswith("#")) for row in rows)
    notes = [f"{_counted(comments, 'line')} of comment skipped"] if comments else []
    if len(book.sheetnames) > 1:
        notes.append(f'the first of {len(book.sheetnames)} sheets is read, "{book.sheetnames[0]}"')
    return Table(path, filled, notes)


def _cell_text(value: object) -> str:
    """The value of a cell as text: a whole number without a point, a date by ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
