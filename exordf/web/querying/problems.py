"""Problems: why a query was not answered, where in its text, and the mend; each phrase is in the table of words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exordf.names import nearest
from exordf.web.querying import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from exordf.web.querying.tokens import Token

LONGEST = 100_000
_DEEPEST = 100
_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """What is wrong and the mend as phrases with values for their `{names}`; line and column, counted from 1, or 0."""

    status: int
    what: str
    mend: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0


class Refused(Exception):  # noqa: N818 - it is refused
    """A query that was not answered."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def refusal(sparql: str) -> Problem | None:
    """Why a query is not even tried: too long, too deep, an update, a server elsewhere, no query at all."""
    if len(sparql) > LONGEST:
        return Problem(413, "The query is longer than {most} characters.", "Shorten it.", {"most": f"{LONGEST:,}"})
    pieces = tokens.meaning(sparql)
    form = tokens.form(pieces)
    service = next((token for token in pieces if token.word == "SERVICE"), None)
    if form in tokens.UPDATES:
        return _at(
            sparql, next(t for t in pieces if t.word == form), 403, "Updates are refused: the data is read-only."
        )
    if service:
        mend = "Leave that part out, or run the query with the command line: exordf query."
        return _at(sparql, service, 403, "SERVICE is refused: a query on this page asks no other server.", mend)
    if tokens.depth(pieces) > _DEEPEST:
        return Problem(400, "The brackets are nested deeper than {most} levels.", "", {"most": _DEEPEST})
    if not form:
        first = next(iter(pieces), None)
        near = nearest(first.text.upper(), tokens.FORMS, most=1) if first and len(first.text) < _SHOWN else []
        mend = "Did you mean {name}?" if near else "Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
        what = "This is no query: none of its words asks for anything."
        return _at(sparql, first, 400, what, mend, name=near[0] if near else "")
    return None


def syntax(sparql: str, line: int, column: int, known: Collection[str]) -> Problem:
    """What is wrong where the parser stopped, as well as that can be told; `known` are the prefixes of the dataset."""
    pieces = tokens.meaning(sparql)
    declared, used = tokens.prefixes(pieces)
    for token in pieces:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix in used - declared - set(known):
            near = nearest(prefix, [*known, *declared], most=1) if len(prefix) < _SHOWN else []
            mend = "Did you mean {name}?" if near else "Declare it with PREFIX before the query."
            what = "No prefix is called {prefix}:"
            return _at(sparql, token, 400, what, mend, prefix=prefix[:_SHOWN], name=f"{near[0]}:" if near else "")
    for token in pieces:
        if token.kind == "string" and (len(token.text) < 2 or token.text[-1] != token.text[0]):  # noqa: PLR2004
            return _at(sparql, token, 400, "A string begins here and does not end.", "Close its quotation mark.")
    if bracket := tokens.unbalanced(pieces):
        closes = bracket.text in "})]"
        what = (
            "This bracket closes nothing that is open: {bracket}"
            if closes
            else "This bracket is never closed: {bracket}"
        )
        mend = "Take it away, or open one before it." if closes else "Close it where its part ends."
        return _at(sparql, bracket, 400, what, mend, bracket=bracket.text)
    for token in pieces:
        if token.kind == "word" and not tokens.is_keyword(token):
            near = (
                nearest(token.word, [word.upper() for word in tokens.KEYWORDS], most=1)
                if len(token.text) < _SHOWN
                else []
            )
            mend = (
                "Did you mean {name}?"
                if near
                else "Write a variable with ?, a name with its prefix, words in quotation marks."
            )
            values = {"word": token.text[:_SHOWN], "name": near[0] if near else ""}
            return _at(sparql, token, 400, "SPARQL has no word {word}.", mend, **values)
    here = _here(pieces, tokens.position(sparql, line, column))
    what = "SPARQL wants something else here: {found}" if here else "The query ends too early."
    mend = "Look at this place, or just before it: often a full stop, a bracket or a question mark is missing."
    found = here.text[:_SHOWN] if here else ""
    return Problem(400, what, mend, {"found": found}, line, column)


def _here(pieces: Sequence[Token], at: int) -> Token | None:
    """The piece in which a place lies, or the next one after it."""
    return next((token for token in pieces if token.end > at), None)


def _at(sparql: str, token: Token | None, status: int, what: str, mend: str = "", **values: object) -> Problem:
    before = sparql[: token.start] if token else ""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Problem(status, what, mend, values, line, column)
