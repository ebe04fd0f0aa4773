"""Paths of any length, for a store that does not follow them all: one step where that is enough, or refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.names import RDFS

if TYPE_CHECKING:
    from exordf.shacl.compiler import Query
    from exordf.store import Store

_IRI = re.compile(r"<[^<>\s]*>")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ABOVE = re.compile(rf"(<{re.escape(RDFS)}subClassOf>)\s*\+(?=\s*[?$<])")
_ENDLESS = re.compile(r"(?:<>|\))\s*(?:\*|\?(?!\w))")
_AGAIN = re.compile(r"(?:<>|\))\s*\+(?=\s*[?$<])")
_OPENS = re.compile(r"(?P<word>\b(?:OPTIONAL|EXISTS|MINUS)\s*)?\{|\}")


def is_closed(store: Store) -> bool:
    """Whether every class lies directly below all that lie above it, as the views make it."""
    above = f"<{RDFS}subClassOf>"
    found = store.query(
        f"ASK {{ ?low {above} ?middle . ?middle {above} ?high . FILTER(isIRI(?low) && isIRI(?high) && ?low != ?high)"
        f" FILTER NOT EXISTS {{ ?low {above} ?high }} }}"
    )
    return not found


def climbs(asked: str) -> bool:
    """Whether the query follows `rdfs:subClassOf+`, so that it matters how the hierarchy is kept."""
    return _ABOVE.search(asked) is not None


def shortened(asked: str) -> str:
    """The query with one step for `rdfs:subClassOf+`: in a closed hierarchy the same, and ten times less to walk."""
    return _ABOVE.sub(r"\1", asked)


def adapted(query: Query, *, closed: bool) -> str:
    """The text of the query with one step for `rdfs:subClassOf+`, where the hierarchy is closed.

    Raises InputError, with the shape, where another path of any length is left that the store may follow wrongly.
    """
    asked = shortened(query.text) if closed else query.text
    plain = _IRI.sub("<>", _STRING.sub(" ", asked))
    if _ENDLESS.search(plain) or any(_is_inside(plain, path.start()) for path in _AGAIN.finditer(plain)):
        checks = query.block.checks
        shape = next(
            (each for each, check in checks if _ENDLESS.search(_IRI.sub("<>", check))), checks[0][0]
        ).source_shape
        why = "" if closed else " (nor is its hierarchy of classes closed: the views are not there)"
        raise InputError(
            f"this server does not follow a path of any length reliably, which {shape} needs{why}",
            mend="Validate the files, or in another server: exordf validate without --store.",
        )
    return _without_coalesce(asked)


def _without_coalesce(asked: str) -> str:
    """The query with `COALESCE(..., false)` taken off: Virtuoso has no errors to be met, and mistakes what is in it."""
    while (start := asked.find("COALESCE(")) >= 0:
        depth, at = 1, start + len("COALESCE(")
        while depth:
            if string := _STRING.match(asked, at):
                at = string.end()
                continue
            depth += {"(": 1, ")": -1}.get(asked[at], 0)
            at += 1
        inner = asked[start + len("COALESCE(") : at - 1].removesuffix(", false")
        asked = f"{asked[:start]}({inner}){asked[at:]}"
    return asked


def _is_inside(plain: str, at: int) -> bool:
    """Whether this place in a query lies within OPTIONAL, EXISTS or MINUS."""
    within: list[bool] = []
    for brace in _OPENS.finditer(plain, 0, at):
        if brace[0] == "}":
            within.pop()
        else:
            within.append(brace["word"] is not None)
    return any(within)
