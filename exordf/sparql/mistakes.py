"""Frequent mistakes, recognised in the tokens of a query: a parser only reports where it gave up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from exordf.sparql.lexer import FORMS, is_keyword

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.sparql.lexer import Token

_TERMS = frozenset({"variable", "name", "iri", "string", "number"})
_BEGINS = ("FILTER", "OPTIONAL", "MINUS", "BIND", "VALUES", "GRAPH", "UNION", "LATERAL", "SELECT")
_OPENS, _CLOSES = frozenset("{(["), frozenset("})]")


class Mistake(NamedTuple):
    """The token, what is wrong with it, and the correction, as phrases with `{found}`."""

    token: Token
    what: str
    mend: str


def first_mistake(pieces: Sequence[Token]) -> Mistake | None:
    """The first mistake of these kinds in the pieces of a query that does not parse, brackets being in order."""
    every = [*_selected(pieces), *_words(pieces), *_statements(pieces)]
    return min(every, key=lambda mistake: mistake.token.start, default=None)


def _selected(pieces: Sequence[Token]) -> Iterator[Mistake]:
    """Tokens after SELECT that are not a variable, an expression or a star."""
    level = 0
    inside = False
    for before, token in pairwise(pieces):
        if before.word == "SELECT":
            inside, level = True, 0
        if not inside:
            continue
        if level == 0 and (token.text == "{" or token.word in {"WHERE", "FROM"}):
            inside = False
            continue
        level += (token.text in _OPENS) - (token.text in _CLOSES)
        outside = level == 0 and token.text not in {")", "*"}
        if outside and token.kind != "variable" and token.word not in {"DISTINCT", "REDUCED"}:
            if token.text == ",":
                yield Mistake(token, "Variables after SELECT stand without commas.", "Leave the comma out.")
            else:
                yield Mistake(token, "This is no variable: {found}", "Write a question mark before its name.")
            inside = False


def _words(pieces: Sequence[Token]) -> Iterator[Mistake]:
    """Words that need another after them."""
    for position, token in enumerate(pieces):
        after = pieces[position + 1] if position + 1 < len(pieces) else None
        if token.word in {"ORDER", "GROUP"} and (after is None or after.word != "BY"):
            yield Mistake(token, "BY is missing after {found}", "Write ORDER BY or GROUP BY.")
        elif token.word == "FILTER" and (after is None or after.kind in {"variable", "string", "number"}):
            yield Mistake(token, "What FILTER asks stands in brackets.", "Write FILTER(…).")
        elif token.word in {"LIMIT", "OFFSET"} and (after is None or after.kind != "number"):
            yield Mistake(token, "A number is missing after {found}", "Write it in digits.")


def _statements(pieces: Sequence[Token]) -> Iterator[Mistake]:
    """Triple patterns of too few or too many terms, in groups at any depth."""
    kinds: list[str] = []  # of the brackets that are open: "group" for one of triple patterns
    statement: list[Token] = []
    for position, token in enumerate(pieces):
        if token.text == "{":
            yield from _statement(statement, token) if kinds[-1:] == ["group"] else ()
            statement = []
            kinds.append("values" if _of_values(pieces, position) else "group")
        elif token.text == "}":
            yield from _statement(statement, token) if kinds[-1:] == ["group"] else ()
            statement = []
            kinds = kinds[:-1]
        elif token.text in {"(", "["}:
            statement.append(token)
            kinds.append("other")
        elif token.text in {")", "]"}:
            kinds = kinds[:-1]
        elif kinds[-1:] == ["group"] and (token.text in {".", ";"} or token.word in _BEGINS):
            yield from _statement(statement, token)
            # A clause after a semicolon goes on with the same subject; anything else starts a new one.
            statement = statement[:1] if token.text == ";" else [token] if token.word in _BEGINS else []
        elif kinds[-1:] == ["group"]:
            statement.append(token)


def _of_values(pieces: Sequence[Token], position: int) -> bool:
    """Whether the brace at `at` opens the table of VALUES, whose variables may come before it in brackets."""
    before = position - 1
    while before >= 0 and (pieces[before].kind == "variable" or pieces[before].text in {"(", ")"}):
        before -= 1
    return before >= 0 and pieces[before].word == "VALUES"


def _statement(statement: Sequence[Token], end: Token) -> Iterator[Mistake]:
    words = {token.word for token in statement}
    if not statement or words & {*_BEGINS, *FORMS, "NOT", "EXISTS"} or any(t.text in _OPENS for t in statement):
        return  # statements with brackets are not analysed
    terms = [token for token in statement if token.kind in _TERMS or _is_term(token)]
    joined = any(token.text in {"/", "|", "^", "^^", "*", "+", "?", "!", ","} for token in statement)
    if len(terms) == 1 and len(statement) == 1 and end.text == ";":
        yield Mistake(
            end, "A property and its value are missing before {found}", "Write property and value, then the semicolon."
        )
    elif len(terms) == 1 and len(statement) == 1 and end.text == "}" and statement[0].end <= end.start:
        return  # the subject alone, after a last semicolon
    elif len(terms) == 2:  # noqa: PLR2004 - a subject and a property
        yield Mistake(
            end,
            "A triple pattern has three parts: the last is missing before {found}",
            "Write what the property leads to.",
        )
    elif len(terms) > 3 and not joined:  # noqa: PLR2004
        yield Mistake(
            terms[3], "A full stop or a semicolon is missing before {found}", "End the triple pattern before it."
        )


def _is_term(token: Token) -> bool:
    return bool(token.word) and (token.word in {"A", "TRUE", "FALSE"} or not is_keyword(token))
