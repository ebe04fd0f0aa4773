"""How answers look: columns in plain text, tables in HTML for notebooks, both cut where they are long, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.errors import TURNING, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# How much of a long answer is shown: rows in a console and in a notebook, characters of one cell in a console.
CONSOLE, NOTEBOOK = 20, 60
_WIDE = 60


# Characters that XML cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets), for `str.translate`.
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")
_SEEN = {ord(control): f"\\u{ord(control):04X}" for control in TURNING}


def quote_attribute(value: str) -> str:
    """The value of an attribute with its quotes, for HTML and XML alike.

    >>> quote_attribute('5" & more')
    '"5&quot; &amp; more"'
    """
    from html import escape  # noqa: PLC0415 - only where something is drawn or written

    return f'"{escape(value)}"'


def escape_bidi(code: str) -> str:
    """Turtle in which what turns the direction of writing is escaped, so that it reads in the order in which it stands.

    >>> len(escape_bidi(f"a{chr(0x202E)}b"))
    8
    """
    return code.translate(_SEEN)


def align_columns(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Aligned columns under their names, one line a row, nothing cut.

    >>> print(align_columns(("name", "claims"), [("miR-21", "3"), ("外泌体", "244")]), end="")
    name    claims
    miR-21  3
    外泌体  244
    """
    every = [columns, *([visible(value.replace("\n", " ")) for value in row] for row in cells)]
    cell_len = _width_of(every)
    widths = [max(cell_len(row[at]) for row in every) for at in range(len(columns))]
    lines = [
        "  ".join(value + " " * (width - cell_len(value)) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in every
    ]
    return "\n".join(lines) + "\n"


def _width_of(rows: Iterable[Sequence[str]]) -> Callable[[str], int]:
    """What tells how many columns a text takes."""
    if all(value.isascii() for row in rows for value in row):
        return len
    from rich.cells import cell_len  # noqa: PLC0415 - knows how wide a Chinese character is

    return cell_len


def truncated_table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """The first rows, aligned, and how many more there are; a cell that is long ends in an ellipsis."""
    short = [[value if len(value) <= _WIDE else value[: _WIDE - 1] + "…" for value in row] for row in cells[:CONSOLE]]
    return align_columns(columns, short) + more_rows_line(len(cells), CONSOLE)


def escape(words: str) -> str:
    """Words that stand for themselves in HTML, in an attribute too.

    The standard library's own brings a table of every named character along, and is slow to import.

    >>> escape('"a" < b & c')
    '&quot;a&quot; &lt; b &amp; c'
    """
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        words = words.replace(plain, entity)
    return words


def more_rows_line(rows: int, shown: int) -> str:
    """A line that says how many rows are not shown; nothing where all are.

    >>> print(more_rows_line(23, 20), end="")
    … 3 more rows
    """
    left = rows - shown
    return f"… {left:,} more row{'' if left == 1 else 's'}\n" if left > 0 else ""


def html_table(columns: Sequence[str], cells: Sequence[Sequence[str]], *, caption: str = "") -> str:
    """An HTML table of the first rows; the cells are markup already, the names of the columns and caption are not."""
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in cells[:NOTEBOOK])
    left = more_rows_line(len(cells), NOTEBOOK)
    below = f"<p>{left.strip()}</p>" if left else ""
    return f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def html_link(address: str, words: str) -> str:
    """A link to an address of the web; of anything else only the words, so that no markup runs a script."""
    if not address.startswith(("http://", "https://")):
        return escape(words)
    return f'<a href="{escape(address)}">{escape(words)}</a>'
