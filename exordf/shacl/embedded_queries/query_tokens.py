"""The tokens of a query: its text in pieces, with prefixed names expanded, and put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A string in any of its four ways of quoting.
TEXT = (
    r"\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}"
    r"|\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*'"
)
_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n\r]*)
    |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<text>"""
    + TEXT
    + r""")
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:[\w.\-·]*[\w\-·])
    |(?P<name>(?:[^\W\d_](?:[\w\-·.]*[\w\-·])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
        (?:(?:[\w:\-·.]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<word>[A-Za-z]\w*)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|[{}()\[\];,.=<>!+\-*/^|?&])
    """,
    re.VERBOSE | re.DOTALL,
)


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class Refused(ValueError):  # noqa: N818 - reads as what it is
    """Why a query cannot be a constraint."""


@dataclass(frozen=True)
class Token:
    """A piece of a query: its kind, and its text with prefixed names already expanded."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The keyword, or nothing."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of the variable, or nothing."""
        return self.text[1:] if self.kind == "variable" else ""


def tokens_of(query: str, prefixes: dict[str, str]) -> list[Token]:
    """The tokens of a query, without its prologue. Raises Refused where it cannot be read, or a prefix is not known."""
    found: list[Token] = []
    prefixes = dict(prefixes)
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise Refused(f"the query cannot be read at {query[at : at + 20]!r}")
        at = match.end()
        kind = str(match.lastgroup)
        if kind == "space":
            continue
        found.append(Token(kind, match.group()))
        if [token.kind for token in found[-3:]] == ["word", "name", "iri"] and found[-3].word == "PREFIX":
            prefixes[found[-2].text.removesuffix(":")] = found[-1].text[1:-1]
            del found[-3:]
    return [_expanded(token, prefixes) for token in found]


def _expanded(token: Token, prefixes: dict[str, str]) -> Token:
    if token.kind != "name":
        return token
    prefix, _, local = token.text.partition(":")
    if prefix not in prefixes:
        raise Refused(f'the prefix "{prefix}:" is not declared by sh:prefixes')
    local = re.sub(r"\\(.)", r"\1", local)
    return Token("iri", f"<{prefixes[prefix]}{local}>")


def unquoted(token: Token) -> str:
    """The string that a token of text stands for."""
    quote = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1  # noqa: PLR2004 - as "" is empty
    return _ESCAPE.sub(_unescaped, token.text[quote:-quote])


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])


def written(tokens: Sequence[Token]) -> str:
    """Tokens as text: Oxigraph takes some functions only where nothing stands before and between their brackets."""
    pieces: list[str] = []
    for before, token in zip([Token("sign", "("), *tokens], tokens, strict=False):
        called = token.text == "(" and before.kind == "word" and before.text != "a"
        pieces += ["" if called or (before.text, token.text) == ("(", ")") else " ", token.text]
    return "".join(pieces).strip()
