"""Tokens: the pieces of a SPARQL text; a word in a comment, a string or an IRI is none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# The terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, wide enough to hold what engines take for one.
_PIECE = r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<name>[\w.-]*:(?:[\w.:%-]|\\[_~.\-!$&'()*+,;=/?\#@%])*)
      | (?P<word>\w+)
      | (?P<other>\S)"""


class Token(NamedTuple):
    """A piece of a query: its kind, a group of the pattern above, and its text."""

    kind: str
    text: str


@cache
def pattern() -> re.Pattern[str]:
    """The pattern of a token, compiled when it is first used: a short query needs none."""
    return re.compile(_PIECE, re.VERBOSE | re.DOTALL)


def tokens(sparql: str) -> Iterator[Token]:
    """The pieces of a query that count, without comments."""
    for piece in pattern().finditer(sparql):
        if piece.lastgroup != "comment":
            yield Token(piece.lastgroup or "", piece[0])
