"""Tables as text and as HTML: aligned columns for a console, markup for a notebook; long ones are cut and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.errors import TURNING, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# How much of a long answer is shown: rows in a console and in a notebook, characters of one cell in a console.
CONSOLE, NOTEBOOK = 20, 60
_WIDEST_CELL = 60

# Characters that XML cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets), for `str.translate`.
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")
_ESCAPED_BIDI = {ord(control): f"\\u{ord(control):04X}" for control in TURNING}


def quote_attribute(value: str) -> str:
    """The value of an attribute with its quotes, for HTML and XML alike.

    >>> quote_attribute('5" & more')
    '"5&quot; &amp; more"'
    """
    return f'"{escape(value)}"'


def escape_bidi(code: str) -> str:
    r"""Escape the characters in Turtle that change the direction of writing, so that it displays in logical order.

    >>> escape_bidi(f"a{chr(0x202E)}b")
    'a\\u202Eb'
    """
    return code.translate(_ESCAPED_BIDI)


def align_columns(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Aligned columns under their names, one line for each row, nothing cut.

    >>> print(align_columns(("name", "claims"), [("miR-21", "3"), ("外泌体", "244")]), end="")
    name    claims
    miR-21  3
    外泌体  244
    """
    rows = [columns, *([visible(value.replace("\n", " ")) for value in row] for row in cells)]
    cell_width = _measure(rows)
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(value + " " * (width - cell_width(value)) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _measure(rows: Iterable[Sequence[str]]) -> Callable[[str], int]:
    """The function that gives the width of a text in columns of a terminal."""
    if all(value.isascii() for row in rows for value in row):
        return len
    from rich.cells import cell_len  # noqa: PLC0415 - knows how wide a Chinese character is

    return cell_len


def truncated_table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """The first rows, aligned, and the number of the others; a long cell ends in an ellipsis."""
    short = [
        [value if len(value) <= _WIDEST_CELL else value[: _WIDEST_CELL - 1] + "…" for value in row]
        for row in cells[:CONSOLE]
    ]
    return align_columns(columns, short) + more_rows_line(len(cells), CONSOLE)


def escape(text: str) -> str:
    """`html.escape`, imported when it is first used: its table of named characters takes a millisecond, queries none.

    >>> escape('"a" < b & c')
    '&quot;a&quot; &lt; b &amp; c'
    """
    import html  # noqa: PLC0415 - see above

    return html.escape(text)


def more_rows_line(rows: int, shown: int) -> str:
    """A line with the number of rows that are not shown; empty if all are.

    >>> print(more_rows_line(23, 20), end="")
    … 3 more rows
    """
    hidden = rows - shown
    return f"… {hidden:,} more row{'' if hidden == 1 else 's'}\n" if hidden > 0 else ""


def html_table(columns: Sequence[str], cells: Sequence[Sequence[str]], *, caption: str = "") -> str:
    """An HTML table of the first rows; `cells` are markup, `columns` and `caption` are plain text."""
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in cells[:NOTEBOOK])
    hidden = more_rows_line(len(cells), NOTEBOOK)
    below = f"<p>{hidden.strip()}</p>" if hidden else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def html_link(address: str, label: str) -> str:
    """A link to an HTTP address; for any other address the label alone, so that no markup runs a script.

    >>> html_link("https://doi.org/10.1000/1", "a work"), html_link("javascript:alert()", "a work")
    ('<a href="https://doi.org/10.1000/1">a work</a>', 'a work')
    """
    if not address.startswith(("http://", "https://")):
        return escape(label)
    return f"<a href={quote_attribute(address)}>{escape(label)}</a>"
