"""What an endpoint refuses: updates and SERVICE, recognised from the tokens of a query before it is run.

A word in a comment, a string or an IRI does not count. Where our reading and that of the engine could differ, the
stricter one holds: see `mask_service`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from exordf.errors import InputError
from exordf.sparql.lexer import UPDATES, Token, prefixes, significant_tokens, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Kinds of tokens in which the engine may find a keyword, and those in which it finds none.
_LOUD = ("word", "tag", "unclosed")
_QUIET = ("comment", "iri", "string")


class RefusedQuery(InputError):  # noqa: N818 - reads as what it is
    """A query that this endpoint does not run, with the status code of HTTP."""

    def __init__(self, status: int, what: str, mend: str) -> None:
        super().__init__(what, mend=mend)
        self.status = status


class Graphs(NamedTuple):
    """The graphs that a query names by FROM and by FROM NAMED."""

    default: Sequence[str]
    named: Sequence[str]


def check(sparql: str, services: Iterable[str] = ()) -> list[Token]:
    """The tokens of a query. Raises RefusedQuery for an update, or for a SERVICE with an address not in `services`.

    The text is also read with its escapes of characters replaced, as the standard requires and few engines do.
    """
    pieces = significant_tokens(sparql)
    unescaped = _ESCAPE.sub(_character, sparql)
    for text in (pieces, significant_tokens(unescaped)) if unescaped != sparql else (pieces,):
        _no_update(text)
        _no_service(text, frozenset(services))
    return pieces


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]  # noqa: PLR2004 - the last character of Unicode


def _no_update(text: Sequence[Token]) -> None:
    first = next((token.word for token in text if token.word not in ("", "PREFIX", "BASE", "VERSION")), "")
    if first in UPDATES:
        raise RefusedQuery(
            403, f"this endpoint is read-only: {first} changes data", "Ask by SELECT, ASK, CONSTRUCT, DESCRIBE."
        )


def _no_service(text: Sequence[Token], allowed: frozenset[str]) -> None:
    declared = prefixes(text)
    for position, token in enumerate(text):
        word = token.text.partition(":")[0] if token.kind == "name" else token.text if token.kind in _LOUD else ""
        if not _SERVICE.search(word):
            continue
        after = text[position + 1 : position + 3]
        target = next((other for other in after if other.word != "SILENT"), None)
        if token.word == "SERVICE" and target and _iri(target, declared) in allowed:
            continue
        raise RefusedQuery(
            403,
            "this endpoint asks no other: SERVICE is refused",
            "Leave it out, or run a server of your own with that address allowed.",
        )


def mask_service(sparql: str) -> str:
    r"""The query with `service` in strings and IRIs written with an escape, and in comments crossed out.

    Its meaning is the same. Should the engine read as part of the query what is a comment, a string or an IRI to us, it
    finds no keyword there, and rejects the query as not well formed.

    >>> mask_service("ASK { ?s ?p 'service' } # service")
    "ASK { ?s ?p '\\u0073ervice' } # -------"
    """
    if not _SERVICE.search(sparql):
        return sparql
    return "".join(_masked(token) if token.kind in _QUIET else token.text for token in tokens(sparql))


def _masked(token: Token) -> str:
    return _SERVICE.sub("-------" if token.kind == "comment" else _escaped, token.text)


def _escaped(word: re.Match[str]) -> str:
    return f"\\u{ord(word[0][0]):04X}{word[0][1:]}"


def dataset_graphs(text: Sequence[Token], known: Mapping[str, str]) -> Graphs:
    """The graphs that a query names by FROM and FROM NAMED; `known` are prefixes that it need not declare."""
    declared = {**known, **prefixes(text)}
    base = next((iri.text[1:-1] for word, iri in pairwise(text) if word.word == "BASE"), "")
    default: list[str] = []
    named: list[str] = []
    for position, token in enumerate(text):
        if token.word == "FROM":
            is_named = [after.word for after in text[position + 1 : position + 2]] == ["NAMED"]
            for target in text[position + 1 + is_named : position + 2 + is_named]:
                (named if is_named else default).append(urljoin(base, _iri(target, declared)))
    return Graphs(default, named)


def _iri(token: Token, declared: Mapping[str, str]) -> str:
    """The IRI of a token; empty where it is not an IRI."""
    if token.kind == "iri":
        return _ESCAPE.sub(_character, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return declared[prefix] + local.replace("\\", "") if token.kind == "name" and prefix in declared else ""
