"""The regular expressions of a query: those in its calls of REGEX and REPLACE, written as an engine reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.shacl.embedded_queries import regular_expressions
from exordf.shacl.embedded_queries.query_tokens import Refused, unquoted
from exordf.sparql.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLAGS_AT = {"REGEX": 2, "REPLACE": 3}
_PLACE = re.compile(r"\\(.)|\$([0-9])", re.DOTALL)


def translated(tokens: Sequence[Token], reader: regular_expressions.Reader = "rust") -> list[Token]:
    """The tokens with every constant regular expression as the reader takes it, and what it is replaced with.

    Raises Refused where the reader has no equal. An expression that the query computes stays as it is.
    """
    result = list(tokens)
    for position, token in enumerate(tokens):
        if token.word in _FLAGS_AT and position + 1 < len(tokens) and tokens[position + 1].text == "(":
            _translate(result, position + 2, _FLAGS_AT[token.word], reader)
    return result


def _translate(tokens: list[Token], start: int, flags_at: int, reader: regular_expressions.Reader) -> None:
    places = _arguments(tokens, start)
    pattern = _constant(tokens, places, 1)
    if pattern is None:
        return
    flags = _constant(tokens, places, flags_at) if len(places) > flags_at else ""
    try:
        translation = regular_expressions.translated(pattern, flags or "", reader)
    except regular_expressions.NotTranslated as why:
        raise Refused(f"the regular expression {pattern!r}: {why}") from None
    if flags is None and translation.pattern != pattern:
        raise Refused(f"the regular expression {pattern!r} needs flags that are a string, not an expression")
    tokens[places[1][0]] = _text(translation.pattern)
    if flags:
        tokens[places[flags_at][0]] = _text(translation.flags)
    replacement = _constant(tokens, places, 2) if flags_at > 2 else None  # noqa: PLR2004 - the third argument of REPLACE
    if replacement is not None and reader == "rust":
        tokens[places[2][0]] = _text(_PLACE.sub(_in_rust, replacement))


def _in_rust(place: re.Match[str]) -> str:
    r"""A group by its number in brackets, so that no letter behind it is taken for its name; `$$` for `\$`."""
    if place[2]:
        after = place.string[place.end() : place.end() + 1]
        return f"${{{place[2]}}}" if after.isalnum() or after == "_" else place[0]
    return "$$" if place[1] == "$" else place[1]


def _arguments(tokens: Sequence[Token], start: int) -> list[tuple[int, int]]:
    """Where each argument of a call begins and ends."""
    arguments: list[tuple[int, int]] = []
    depth, begin = 0, start
    for position in range(start, len(tokens)):
        sign = tokens[position].text if tokens[position].kind == "mark" else ""
        if depth == 0 and sign in (",", ")"):
            arguments.append((begin, position))
            begin = position + 1
            if sign == ")":
                break
        depth += {"(": 1, ")": -1}.get(sign, 0)
    return arguments


def _constant(tokens: Sequence[Token], places: Sequence[tuple[int, int]], number: int) -> str | None:
    """The string of an argument; None where it is absent, or an expression."""
    if number >= len(places) or places[number][1] - places[number][0] != 1:
        return None
    token = tokens[places[number][0]]
    if token.kind != "string":
        return None
    return unquoted(token)


def _text(string: str) -> Token:
    return Token("string", str(ox.Literal(string)))
