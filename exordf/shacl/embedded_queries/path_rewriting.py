"""Paths of any length, for a store that does not follow them all: one step where that is enough, or refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.rdf.prefixes import RDFS
from exordf.shacl.embedded_queries.query_tokens import TEXT

if TYPE_CHECKING:
    from exordf.shacl.compiler import Query
    from exordf.store.store_protocol import Store

_IRI = re.compile(r"<[^<>\s]*>")
_STRING = re.compile(TEXT, re.DOTALL)
_STEP = f"<{RDFS}subClassOf>"
_ABOVE = re.compile(rf"{TEXT}|(?<!!)(?<!! )(?P<above>{re.escape(_STEP)}\s*\+(?=\s*[?$<]))", re.DOTALL)
_COALESCE = re.compile(rf"{TEXT}|(?P<start>COALESCE\()", re.DOTALL)
_COUNTS = re.compile(r"\b(?:COUNT|SUM|AVG|MIN|MAX|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)
_ENDLESS = re.compile(r"(?:<>|\))\s*(?:\*|\?(?!\w))")
_AGAIN = re.compile(r"(?:<>|\))\s*\+(?=\s*[?$<])")
_OPENS = re.compile(r"(?P<word>\b(?:OPTIONAL|EXISTS|MINUS)\s*)?\{|\}")


def is_closed(store: Store) -> bool:
    """Whether one step or two lead from every class to all that lie above it, as the views make it.

    Every class with a name is directly below those with names; it may be two steps below itself, or below a class
    without a name, such as a restriction, and nothing else is below any.
    """
    further = (
        f"?low {_STEP} ?middle . ?middle {_STEP} ?high . FILTER(isIRI(?high) && ?low != ?high)"
        f" FILTER NOT EXISTS {{ ?low {_STEP} ?high }}"
    )
    nameless = f"?low {_STEP} ?high . FILTER(isBlank(?low))"
    return not any(bool(store.query(f"ASK {{ {pattern} }}")) for pattern in (further, nameless))


def climbs(asked: str) -> bool:
    """Whether the query follows `rdfs:subClassOf+`, so that it matters how the hierarchy is kept."""
    return any(found["above"] for found in _ABOVE.finditer(asked))


def shortened(asked: str) -> str:
    """The query with a step or two for `rdfs:subClassOf+`: in a closed hierarchy the same, and much less to walk.

    A query that counts stays as it is: a step or two may lead somewhere in several ways, a path of any length in one.
    """
    if _COUNTS.search(_STRING.sub(" ", asked)):
        return asked
    return _ABOVE.sub(lambda found: f"({_STEP}|({_STEP}/{_STEP}))" if found["above"] else found[0], asked)


def adapted(query: Query, *, closed: bool) -> str:
    """The text of the query with a step or two for `rdfs:subClassOf+`, where the hierarchy is closed.

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
    """The query without `COALESCE(..., false)`: such a store raises no type errors, and evaluates it wrongly."""
    while found := next((each for each in _COALESCE.finditer(asked) if each["start"]), None):
        start, at, depth = found.start(), found.end(), 1
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
