"""The tokens of an embedded query, with prefixed names expanded; and tokens written as text again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.sparql import lexer
from exordf.sparql.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = frozenset(("^^", "&&", "||", "!=", "<=", ">=", *"{}()[];,.=<>!+-*/^|?&"))
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class Refused(ValueError):  # noqa: N818 - reads as what it is
    """Why a query cannot be a constraint."""


def tokens_of(query: str, prefixes: dict[str, str]) -> list[Token]:
    """The tokens of a query without its prologue, prefixed names as IRIs; names of blank nodes stay.

    Raises Refused where the query cannot be read, or a prefix is not declared.

    >>> [token.text for token in tokens_of("PREFIX a: <urn:a:> ASK { ?s a:p 1 }", {})]
    ['ASK', '{', '?s', '<urn:a:p>', '1', '}']
    """
    pieces = lexer.significant_tokens(query)
    for token in pieces:
        if token.kind == "unclosed" or (token.kind == "mark" and token.text not in _MARKS):
            raise Refused(f"the query cannot be read at {query[token.start : token.start + 20]!r}")
    declared = {**prefixes, **lexer.prefixes(pieces)}
    start = 0
    while start + 2 < len(pieces) and pieces[start].word == "PREFIX":
        start += 3
    return [_expanded(token, declared) for token in pieces[start:]]


def _expanded(token: Token, prefixes: dict[str, str]) -> Token:
    if token.kind != "name" or token.text.startswith("_:"):
        return token
    prefix, _, local = token.text.partition(":")
    if prefix not in prefixes:
        raise Refused(f'the prefix "{prefix}:" is not declared by sh:prefixes')
    local = re.sub(r"\\(.)", r"\1", local)
    return token._replace(kind="iri", text=f"<{prefixes[prefix]}{local}>")


def unquoted(token: Token) -> str:
    """The string that a token in quotes stands for."""
    quote = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1  # noqa: PLR2004 - as "" is empty
    return _ESCAPE.sub(_unescaped, token.text[quote:-quote])


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])


def written(tokens: Sequence[Token]) -> str:
    """Tokens as text: Oxigraph reads some functions only without a space before or between their brackets."""
    pieces: list[str] = []
    for before, token in zip([Token("mark", "("), *tokens], tokens, strict=False):
        called = token.text == "(" and before.kind == "word" and before.text != "a"
        pieces += ["" if called or (before.text, token.text) == ("(", ")") else " ", token.text]
    return "".join(pieces).strip()
