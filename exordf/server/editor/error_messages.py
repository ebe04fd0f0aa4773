"""Problems: why a query was not answered, where in its text, and the mend; each phrase is in the table of words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exordf.rdf.prefixes import nearest_names
from exordf.sparql import lexer, mistakes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exordf.sparql.lexer import Token

LONGEST = 100_000
_DEEPEST = 100
_SHOWN = 60
# What the parser says of a query whose words are in order, and what it means.
_MEANT = (
    (
        "contains a variable that is unbound",
        "A variable after SELECT is neither grouped nor counted.",
        "Name it after GROUP BY, or put it into COUNT, SAMPLE or the like.",
    ),
    ("Duplicated variable name", "A variable stands twice after SELECT.", "Give one of the two another name."),
    ("overriding an existing variable", "BIND names a variable that is already there.", "Give it another name."),
)


@dataclass(frozen=True)
class Problem:
    """What is wrong and the mend as phrases with values for their `{names}`; line and column, counted from 1, or 0."""

    status: int
    what: str
    mend: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0


class Refusal(Exception):  # noqa: N818 - it is refused
    """A query that was not answered."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def refusal(sparql: str) -> Problem | None:
    """Why a query is not even tried: too long, too deep, an update, a server elsewhere, no query at all."""
    if len(sparql) > LONGEST:
        return Problem(413, "The query is longer than {most} characters.", "Shorten it.", {"most": f"{LONGEST:,}"})
    pieces = lexer.significant_tokens(sparql)
    form = lexer.query_form(pieces)
    service = next((token for token in pieces if token.word == "SERVICE"), None)
    if form in lexer.UPDATES:
        return _at(
            sparql, next(t for t in pieces if t.word == form), 403, "Updates are refused: the data is read-only."
        )
    if service:
        mend = "Leave that part out, or run the query with the command line: exordf query."
        return _at(sparql, service, 403, "SERVICE is refused: a query on this page asks no other server.", mend)
    if lexer.bracket_depth(pieces) > _DEEPEST:
        return Problem(400, "The brackets are nested deeper than {most} levels.", "", {"most": _DEEPEST})
    if not form:
        first = next(iter(pieces), None)
        near = _keyword(first.text, lexer.FORMS) if first else ""
        mend = "Did you mean {name}?" if near else "Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
        what = "This is no query: none of its words asks for anything."
        return _at(sparql, first, 400, what, mend, name=near)
    return None


def syntax(sparql: str, said: str, line: int, column: int, known: Collection[str]) -> Problem:
    """What is wrong, as well as that can be told: what the parser said, where it stopped; `known` are the prefixes."""
    pieces = lexer.significant_tokens(sparql)
    return (
        _prefix(sparql, pieces, known)
        or _string(sparql, pieces)
        or _bracket(sparql, pieces)
        or _word(sparql, pieces)
        or next((Problem(400, what, mend) for part, what, mend in _MEANT if part in said), None)
        or _mistake(sparql, pieces)
        or _stopped(sparql, pieces, line, column)
    )


def _prefix(sparql: str, pieces: Sequence[Token], known: Collection[str]) -> Problem | None:
    declared, used = lexer.prefix_names(pieces)
    unknown = used - declared - set(known)
    token = next((each for each in pieces if each.kind == "name" and each.text.partition(":")[0] in unknown), None)
    if token is None:
        return None
    prefix = token.text.partition(":")[0]
    near = _nearest(f"{prefix}:", [f"{each}:" for each in (*known, *declared)])
    mend = "Did you mean {name}?" if near else "Declare it with PREFIX before the query."
    return _at(sparql, token, 400, "No prefix is called {prefix}:", mend, prefix=prefix[:_SHOWN], name=near)


def _string(sparql: str, pieces: Sequence[Token]) -> Problem | None:
    for token in pieces:
        if token.kind == "unclosed":
            return _at(sparql, token, 400, "A string begins here and does not end.", "Close its quotation mark.")
    return None


def _bracket(sparql: str, pieces: Sequence[Token]) -> Problem | None:
    token = lexer.unbalanced_bracket(pieces)
    if token is None:
        return None
    what, mend = "This bracket is never closed: {bracket}", "Close it where its part ends."
    if token.text in "})]":
        what, mend = "This bracket closes nothing that is open: {bracket}", "Take it away, or open one before it."
    return _at(sparql, token, 400, what, mend, bracket=token.text)


def _word(sparql: str, pieces: Sequence[Token]) -> Problem | None:
    token = next((each for each in pieces if each.kind == "word" and not lexer.is_keyword(each)), None)
    if token is None:
        return None
    near = _keyword(token.word, lexer.KEYWORDS)
    mend = "Write a variable with ?, a name with its prefix, words in quotation marks."
    mend = "Did you mean {name}?" if near else mend
    return _at(sparql, token, 400, "SPARQL has no word {word}.", mend, word=token.text[:_SHOWN], name=near)


def _mistake(sparql: str, pieces: Sequence[Token]) -> Problem | None:
    mistake = mistakes.first_mistake(pieces)
    if mistake is None:
        return None
    return _at(sparql, mistake.token, 400, mistake.what, mistake.mend, found=mistake.token.text[:_SHOWN])


def _stopped(sparql: str, pieces: Sequence[Token], line: int, column: int) -> Problem:
    at = lexer.offset_of(sparql, line, column)
    here = next((token for token in pieces if token.end > at), None)
    what = "SPARQL wants something else here: {found}" if here else "The query ends too early."
    mend = "Look at this place, or just before it: often a full stop, a bracket or a question mark is missing."
    return Problem(400, what, mend, {"found": here.text[:_SHOWN] if here else ""}, line, column)


def _keyword(word: str, known: Iterable[str]) -> str:
    """The nearest keyword; compared in small letters, since a word in capitals may be a symbol."""
    return _nearest(word.lower(), [each.lower() for each in known]).upper()


def _nearest(name: str, known: Sequence[str]) -> str:
    return next(iter(nearest_names(name, known, most=1)), "") if len(name) < _SHOWN else ""


def _at(sparql: str, token: Token | None, status: int, what: str, mend: str = "", **values: object) -> Problem:
    before = sparql[: token.start] if token else ""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Problem(status, what, mend, values, line, column)
