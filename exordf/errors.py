"""Errors that a user can correct: where, what is wrong, and how to correct it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

# Characters that move the cursor, ring, change the direction of writing or are invisible, and those that Python has in
# place of a byte that is not text; a tab and the end of a line stay as they are.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = [
    *range(9),
    *range(11, 32),
    *range(127, 160),
    0x2028,
    0x2029,
    0xFEFF,
    *range(0xDC80, 0xDD00),
    *map(ord, TURNING),
]
_ESCAPED = {code: f"\\u{code:04X}" for code in _UNSEEN}


def visible(text: str) -> str:
    r"""Text from outside for a terminal: characters that are not visible are written as escapes.

    >>> print(visible("red \x1b[31m"))
    red \u001B[31m
    """
    return text if text.isascii() and text.isprintable() else text.translate(_ESCAPED)


class Place(NamedTuple):
    """A file and, if known, a line and a column (both counted from 1).

    >>> print(Place(Path("a.ttl"), 3))
    a.ttl:3
    """

    path: Path
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        numbers = "".join(f":{number}" for number in (self.line, self.column) if number is not None)
        return f"{self.path}{numbers}"


class ExordfError(Exception):
    """An error that the user can correct; the command line prints it without a traceback.

    >>> print(ExordfError("the label is missing", place=Place(Path("a.ttl"), 3), mend="Add one."))
    a.ttl:3: the label is missing
    Add one.
    """

    def __init__(self, what: str, *, place: Place | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.mend = mend

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return visible(f"{where}{self.what}" + (f"\n{self.mend}" if self.mend else ""))


class InputError(ExordfError):
    """A file or a query that cannot be read.

    >>> from exordf import Dataset
    >>> try:
    ...     Dataset.open().query("SELECT ?claim WHERE { ?claim a exo:Claim")
    ... except InputError as error:
    ...     print(error.place)
    query:1:41
    """


class UnknownName(ExordfError):  # noqa: N818 - reads as what it is
    """A name that no thing in the data has.

    >>> from exordf import Dataset
    >>> try:
    ...     Dataset.open().find("exo:OsteoclastExosom")
    ... except UnknownName as error:
    ...     print(error)
    nothing is called "exo:OsteoclastExosom"
    Did you mean exo:OsteoclastExosome?
    """


class StoreError(ExordfError):
    """A store that failed, or an output that could not be written.

    >>> from exordf import Dataset
    >>> try:
    ...     Dataset.open().export("csv", "README.md/exordf.csv")
    ... except StoreError as error:
    ...     print(error.mend)
    Nothing was changed. Make room or choose another place, then run it again.
    """


class MissingExtra(ExordfError):  # noqa: N818 - reads as what it is
    """An optional library that is not installed.

    >>> print(MissingExtra("pandas", "tables"))
    this needs pandas, which is not installed
    Install it from a checkout of exordf: pip install '.[tables]'
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"this needs {package}, which is not installed",
            mend=f"Install it from a checkout of exordf: pip install '.[{extra}]'",  # it is not on a package index
        )
        self.package = package
        self.extra = extra
