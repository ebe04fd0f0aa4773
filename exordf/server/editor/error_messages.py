"""Error messages on queries: what is wrong, where in the text, and the correction, in phrases with a translation."""

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
# Messages of the parser on queries whose tokens are in order, and their meaning.
_PARSER_MESSAGES = (
    (
        "contains a variable that is unbound",
        "A variable after SELECT is neither grouped nor counted.",
        "Add it to GROUP BY, or put it into COUNT, SAMPLE or the like.",
    ),
    ("Duplicated variable name", "A variable occurs twice after SELECT.", "Rename one of the two."),
    ("overriding an existing variable", "BIND sets a variable that already has a value.", "Give it another name."),
)


@dataclass(frozen=True)
class QueryProblem:
    """What is wrong and the correction, as phrases with values for their `{names}`; line and column from 1, or 0."""

    status: int
    what: str
    mend: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0


class QueryFailed(Exception):  # noqa: N818 - an event, not a kind of error
    """A query that was not answered, with the problem."""

    def __init__(self, problem: QueryProblem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def check_query(sparql: str) -> QueryProblem | None:
    """Return why a query is not run at all: it is too long, too deep, an update, federated, or not a query."""
    if len(sparql) > LONGEST:
        return QueryProblem(413, "The query is longer than {most} characters.", "Shorten it.", {"most": f"{LONGEST:,}"})
    pieces = lexer.significant_tokens(sparql)
    form = lexer.query_form(pieces)
    service = next((token for token in pieces if token.word == "SERVICE"), None)
    if form in lexer.UPDATES:
        return _at_token(
            sparql, next(t for t in pieces if t.word == form), 403, "Updates are refused: the data is read-only."
        )
    if service:
        mend = "Leave that part out, or run the query with the command line: exordf query."
        return _at_token(
            sparql, service, 403, "SERVICE is refused: queries on this page cannot ask other servers.", mend
        )
    if lexer.bracket_depth(pieces) > _DEEPEST:
        return QueryProblem(400, "The brackets are nested deeper than {most} levels.", "", {"most": _DEEPEST})
    if not form:
        first = next(iter(pieces), None)
        similar = _similar_keyword(first.text, lexer.FORMS) if first else ""
        mend = "Did you mean {name}?" if similar else "Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
        what = "This is not a query: it asks for nothing."
        return _at_token(sparql, first, 400, what, mend, name=similar)
    return None


def explain_syntax_error(sparql: str, message: str, line: int, column: int, prefixes: Collection[str]) -> QueryProblem:
    """Return the most likely syntax error, from the message of the parser and the place where it stopped.

    `prefixes` are those that need not be declared.
    """
    pieces = lexer.significant_tokens(sparql)
    return (
        _undeclared_prefix(sparql, pieces, prefixes)
        or _unclosed_string(sparql, pieces)
        or _unbalanced_bracket(sparql, pieces)
        or _unknown_word(sparql, pieces)
        or next((QueryProblem(400, what, mend) for part, what, mend in _PARSER_MESSAGES if part in message), None)
        or _common_mistake(sparql, pieces)
        or _unexpected_token(sparql, pieces, line, column)
    )


def _undeclared_prefix(sparql: str, pieces: Sequence[Token], prefixes: Collection[str]) -> QueryProblem | None:
    declared, used = lexer.prefix_names(pieces)
    unknown = used - declared - set(prefixes)
    token = next((piece for piece in pieces if piece.kind == "name" and piece.text.partition(":")[0] in unknown), None)
    if token is None:
        return None
    prefix = token.text.partition(":")[0]
    similar = _most_similar(f"{prefix}:", [f"{name}:" for name in (*prefixes, *declared)])
    mend = "Did you mean {name}?" if similar else "Declare it with PREFIX before the query."
    return _at_token(
        sparql, token, 400, "The prefix {prefix}: is not declared.", mend, prefix=prefix[:_SHOWN], name=similar
    )


def _unclosed_string(sparql: str, pieces: Sequence[Token]) -> QueryProblem | None:
    for token in pieces:
        if token.kind == "unclosed":
            return _at_token(
                sparql, token, 400, "A string begins here and does not end.", "Close it with a quotation mark."
            )
    return None


def _unbalanced_bracket(sparql: str, pieces: Sequence[Token]) -> QueryProblem | None:
    token = lexer.unbalanced_bracket(pieces)
    if token is None:
        return None
    what, mend = "This bracket is never closed: {bracket}", "Close it where its part ends."
    if token.text in "})]":
        what, mend = "This bracket has no opening one: {bracket}", "Remove it, or open one before it."
    return _at_token(sparql, token, 400, what, mend, bracket=token.text)


def _unknown_word(sparql: str, pieces: Sequence[Token]) -> QueryProblem | None:
    token = next((piece for piece in pieces if piece.kind == "word" and not lexer.is_keyword(piece)), None)
    if token is None:
        return None
    similar = _similar_keyword(token.word, lexer.KEYWORDS)
    mend = "Write variables with ?, names with a prefix, and text in quotation marks."
    mend = "Did you mean {name}?" if similar else mend
    return _at_token(
        sparql, token, 400, "{word} is not a word of SPARQL.", mend, word=token.text[:_SHOWN], name=similar
    )


def _common_mistake(sparql: str, pieces: Sequence[Token]) -> QueryProblem | None:
    mistake = mistakes.first_mistake(pieces)
    if mistake is None:
        return None
    return _at_token(sparql, mistake.token, 400, mistake.what, mistake.mend, found=mistake.token.text[:_SHOWN])


def _unexpected_token(sparql: str, pieces: Sequence[Token], line: int, column: int) -> QueryProblem:
    offset = lexer.offset_of(sparql, line, column)
    next_token = next((token for token in pieces if token.end > offset), None)
    what = "SPARQL expects something else here: {found}" if next_token else "The query ends too early."
    mend = "Look here, or just before: often a full stop, a bracket or a question mark is missing."
    return QueryProblem(400, what, mend, {"found": next_token.text[:_SHOWN] if next_token else ""}, line, column)


def _similar_keyword(word: str, keywords: Iterable[str]) -> str:
    """Return the most similar keyword, else nothing; compared in lower case, as capitals are compared as symbols.

    >>> _similar_keyword("SELCT", ["SELECT", "ASK"])
    'SELECT'
    """
    return _most_similar(word.lower(), [keyword.lower() for keyword in keywords]).upper()


def _most_similar(name: str, candidates: Sequence[str]) -> str:
    return next(iter(nearest_names(name, candidates, most=1)), "") if len(name) < _SHOWN else ""


def _at_token(
    sparql: str, token: Token | None, status: int, what: str, mend: str = "", **values: object
) -> QueryProblem:
    before = sparql[: token.start] if token else ""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return QueryProblem(status, what, mend, values, line, column)
