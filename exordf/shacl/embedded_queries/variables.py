"""The variables of a query: those in the place of a predicate, and those whose text is read."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from exordf.rdf.prefixes import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.sparql.lexer import Token

_ENDS = frozenset(("iri", "variable", "name", "string", "number", "tag"))
_HEADS = frozenset(("SELECT", "GROUP", "ORDER"))
_READERS = frozenset(("STR", "IRI", "URI", "GROUP_CONCAT"))
_STRING = f"<{XSD}string>"


def takes_any_predicate(query: Sequence[Token]) -> bool:
    """Whether a triple of the query may have any predicate: a variable, or all but some."""
    inside = _patterns(query)
    for before, token, after in zip(inside, inside[1:], inside[2:], strict=False):
        if token.variable and token.variable != "PATH" and _ends_subject(before) and _begins_object(after):
            return True
        if before.text == "!" and (_is_step(token) or (token.text == "(" and _is_step(after))):
            return True
    return False


def read_as_text(query: Sequence[Token]) -> frozenset[str] | None:
    """The predicates whose values the query reads as text, as by STR; None for all of them.

    Whether the text begins like an IRI does not count: that of no number or date does.
    """
    predicates: set[str] = set()
    names = set(_read(query)) - _subjects(query)
    for before, token in _outside_expressions(_patterns(query)):
        if token.variable in names and before.kind == "iri":
            predicates.add(before.text[1:-1])
        elif token.variable in names and not (before.text in ("{", "}", ".", ";", "[") or before.word == "DISTINCT"):
            return None  # the end of a path, one of several objects, what an expression makes, and so on
    return frozenset(predicates)


def _outside_expressions(query: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Each token with the one before it, outside expressions in round brackets, except the variable that BIND names."""
    depths = [0]
    for before, token in itertools.pairwise(query):
        if before.text == "{":
            depths.append(0)
        elif before.text == "}":
            depths.pop()
        depths[-1] += {"(": 1, ")": -1}.get(before.text, 0)
        if depths[-1] == 0 or before.word == "AS":
            yield before, token


def _read(query: Sequence[Token]) -> Iterator[str]:
    """The variables in the brackets of a function that reads text."""
    for position, token in enumerate(query[:-1]):
        reads = token.word in _READERS or token.text == _STRING
        if reads and query[position + 1].text == "(" and not _asks_for_an_iri(query, position):
            depth = 0
            for inner in query[position + 1 :]:
                depth += {"(": 1, ")": -1}.get(inner.text, 0)
                if inner.variable:
                    yield inner.variable
                if depth == 0:
                    break


def _asks_for_an_iri(query: Sequence[Token], position: int) -> bool:
    """Whether it is STRSTARTS(STR(?x), STR(<...>)) that is here, seen from the first STR."""
    before, after = (
        [token.text.upper() for token in query[max(position - 2, 0) : position]],
        query[position + 1 : position + 8],
    )
    texts = [token.text.upper() for token in after]
    return before == ["STRSTARTS", "("] and texts[2:6] == [")", ",", "STR", "("] and after[6].kind == "iri"


def _subjects(query: Sequence[Token]) -> set[str]:
    """The variables that are subjects in the outermost group, and so are never literals."""
    subjects, depth = set(), 0
    for before, token, after in zip(query, query[1:], query[2:], strict=False):
        depth += {"{": 1, "}": -1}.get(before.text, 0)
        if depth == 1 and token.variable and before.text in ("{", "}", ".", ")") and _is_step(after):
            subjects.add(token.variable)
    return subjects


def _patterns(query: Sequence[Token]) -> list[Token]:
    """The tokens of a query outside SELECT, GROUP BY and ORDER BY."""
    tokens: list[Token] = []
    heading = False
    for token in query:
        if token.word in _HEADS:
            heading = True
        elif token.text in ("{", "}"):
            heading = False
        if not heading:
            tokens.append(token)
    return tokens


def _ends_subject(token: Token) -> bool:
    return _is_term(token) or token.text in (";", "[", "]", ")")


def _begins_object(token: Token) -> bool:
    return _is_term(token) or token.text in ("[", "(")


def _is_step(token: Token) -> bool:
    return token.kind == "iri" or token.text in ("^", "a")


def _is_term(token: Token) -> bool:
    return token.kind in _ENDS or token.text in ("true", "false")
