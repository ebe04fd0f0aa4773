"""Refusals: what the text of a query says that this endpoint does not do, found word by word before it is run.

A word in a comment, a string or an IRI is none. Where our reading and that of the engine could differ, the stricter one
counts: see `masked`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from exordf.errors import InputError
from exordf.rdf.sparql_tokens import Token, pattern, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SERVICE = re.compile("service", re.IGNORECASE)
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_QUIET = ("comment", "iri", "string")


class RefusedQuery(InputError):  # noqa: N818 - reads as what it is
    """What this endpoint does not do, with the status of HTTP that says so."""

    def __init__(self, status: int, what: str, mend: str) -> None:
        super().__init__(what, mend=mend)
        self.status = status


class Graphs(NamedTuple):
    """The graphs that a query names by FROM and by FROM NAMED."""

    default: Sequence[str]
    named: Sequence[str]


def check(sparql: str, services: Iterable[str] = ()) -> list[Token]:
    """The pieces of a query. Raises Refused for an update, or a SERVICE that asks an address not in `services`.

    The text is also read as if escapes of characters had been replaced before, which the standard asks for and few
    engines do.
    """
    read = list(tokens(sparql))
    as_written = _ESCAPE.sub(_character, sparql)
    for text in (read, list(tokens(as_written))) if as_written != sparql else (read,):
        _no_update(text)
        _no_service(text, frozenset(services))
    return read


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]  # noqa: PLR2004 - the last character there is


def _no_update(text: Sequence[Token]) -> None:
    words = (token.text.upper() for token in text if token.kind == "word")
    first = next((word for word in words if word not in ("PREFIX", "BASE", "VERSION")), "")
    if first in UPDATES:
        raise RefusedQuery(
            403, f"this endpoint is read-only: {first} changes data", "Ask by SELECT, ASK, CONSTRUCT, DESCRIBE."
        )


def _no_service(text: Sequence[Token], allowed: frozenset[str]) -> None:
    known = prefixes(text)
    for at, token in enumerate(text):
        words = token.text.partition(":")[0] if token.kind == "name" else token.text if token.kind == "word" else ""
        if not _SERVICE.search(words):
            continue
        after = text[at + 1 :]
        target = next((each for each in after[:2] if each.text.upper() != "SILENT"), None)
        if token.text.upper() == "SERVICE" and target and _iri(target, known) in allowed:
            continue
        raise RefusedQuery(
            403,
            "this endpoint asks no other: SERVICE is refused",
            "Leave it out, or run a server of your own with that address allowed.",
        )


def mask_service(sparql: str) -> str:
    """The query with `service` in strings and IRIs written with an escape, and in comments crossed out.

    It means the same. But were what we take for a comment, a string or an IRI a part of the query to the engine, then
    there is no keyword in it any more, and the engine finds it not well formed.
    """
    if not _SERVICE.search(sparql):
        return sparql
    parts, end = [], 0
    for found in pattern().finditer(sparql):
        if found.lastgroup in _QUIET and _SERVICE.search(found[0]):
            instead = "-------" if found.lastgroup == "comment" else _escaped
            parts += [sparql[end : found.start()], _SERVICE.sub(instead, found[0])]
            end = found.end()
    return "".join([*parts, sparql[end:]])


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0][0]):04X}{found[0][1:]}"


def dataset_graphs(text: Sequence[Token], known: Mapping[str, str]) -> Graphs:
    """The graphs that a query names by FROM and FROM NAMED; `known` are prefixes that it need not declare."""
    declared = {**known, **prefixes(text)}
    base = next((text[at + 1].text[1:-1] for at, token in enumerate(text[:-1]) if token.text.upper() == "BASE"), "")
    found = Graphs([], [])
    for at, token in enumerate(text):
        if token.kind == "word" and token.text.upper() == "FROM":
            named = [each.text.upper() for each in text[at + 1 : at + 2]] == ["NAMED"]
            for target in text[at + 1 + named : at + 2 + named]:
                (found.named if named else found.default).append(urljoin(base, _iri(target, declared)))  # type: ignore[attr-defined]
    return found


def prefixes(text: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(text, text[1:], text[2:], strict=False)
        if (word.kind, word.text.upper()) == ("word", "PREFIX") and name.kind == "name" and iri.kind == "iri"
    }


def undeclared_prefixes(text: Sequence[Token]) -> set[str]:
    """The prefixes that a query uses and does not declare."""
    used = {token.text.partition(":")[0] for token in text if token.kind == "name"}
    return used - set(prefixes(text)) - {"_"}


def _iri(token: Token, known: Mapping[str, str]) -> str:
    """The IRI of a token, or nothing where it is none."""
    if token.kind == "iri":
        return _ESCAPE.sub(_character, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return known[prefix] + local.replace("\\", "") if token.kind == "name" and prefix in known else ""
