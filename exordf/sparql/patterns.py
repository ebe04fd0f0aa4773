"""Patterns: the parts of the outermost group of a query, each triple pattern by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf.sparql.lexer import FORMS, significant_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.sparql.lexer import Token

_OPENS, _CLOSES = frozenset("{(["), frozenset("})]")
_WORDS = ("FILTER", "OPTIONAL", "MINUS", "BIND", "VALUES", "GRAPH", "LATERAL")


class QueryPart(NamedTuple):
    """A part of a group: `triple`, `group` or the word that it begins with, in small letters; its text, its pieces."""

    kind: str
    text: str
    pieces: tuple[Token, ...]


class QueryBody(NamedTuple):
    """What stands before the form of a query, PREFIX lines above all, and the parts of its outermost group."""

    prologue: str
    parts: list[QueryPart]


def query_body(sparql: str) -> QueryBody:
    """The outermost group of a query that is well formed; no parts where it is one SELECT inside another.

    >>> [part.text for part in query_body("SELECT * { ?c exo:subject ?s ; exo:object ?a, ?b FILTER(?a != ?b) }").parts]
    ['?c exo:subject ?s', '?c exo:object ?a', '?c exo:object ?b', 'FILTER(?a != ?b)']
    """
    pieces = significant_tokens(sparql)
    first = next((at for at, token in enumerate(pieces) if token.word in FORMS), 0)
    group = _group(pieces, first)
    if not group or group[0].word in FORMS:
        return QueryBody("", [])
    return QueryBody(sparql[: pieces[first].start], list(_parts(group)))


def _group(pieces: Sequence[Token], first: int) -> Sequence[Token]:
    """What stands inside the braces after WHERE, or inside the first ones where that word is left out."""
    level, opening = 0, -1
    for at in range(first, len(pieces)):
        if level == 0 and pieces[at].text == "{":
            opening = at if opening < 0 or pieces[at - 1].word == "WHERE" else opening
        level += (pieces[at].text in _OPENS) - (pieces[at].text in _CLOSES)
    return pieces[opening + 1 : _closed(pieces, opening) - 1] if opening >= 0 else []


def _closed(pieces: Sequence[Token], at: int) -> int:
    """Where what follows the bracket at `at` begins, which is closed somewhere."""
    level = 0
    for number in range(at, len(pieces)):
        level += (pieces[number].text in _OPENS) - (pieces[number].text in _CLOSES)
        if level == 0:
            return number + 1
    return len(pieces)


def _parts(group: Sequence[Token]) -> Iterator[QueryPart]:
    at = 0
    while at < len(group):
        token = group[at]
        if token.text == ".":
            at += 1
            continue
        begun = at
        if token.text == "{":
            at = _closed(group, at)
            while at < len(group) and group[at].word == "UNION":
                at = _closed(group, at + 1)
            yield _part("group", group[begun:at])
        elif token.word in _WORDS:
            while at < len(group) and group[at].text not in {"{", "("}:
                at += 1
            at = _closed(group, at)
            if token.word == "VALUES" and group[at - 1].text == ")":  # its variables come first, in brackets
                at = _closed(group, at)
            yield _part(token.word.lower(), group[begun:at])
        else:
            while at < len(group) and group[at].text not in {".", "{"} and group[at].word not in _WORDS:
                at = _closed(group, at) if group[at].text in _OPENS else at + 1
            yield from _triples(group[begun:at])


def _triples(statement: Sequence[Token]) -> Iterator[QueryPart]:
    """The single triple patterns of a statement; one with brackets for its subject stays whole."""
    if statement[0].text in _OPENS:
        yield _part("triple", statement)
        return
    subject = statement[:1]
    for clause in _split(statement[1:], ";"):
        first, *others = _split(clause, ",")
        at = _last(first)
        if at > 0:
            yield from (_part("triple", [*subject, *first[:at], *each]) for each in (first[at:], *others))


def _split(pieces: Sequence[Token], mark: str) -> list[Sequence[Token]]:
    found: list[list[Token]] = [[]]
    level = 0
    for token in pieces:
        level += (token.text in _OPENS) - (token.text in _CLOSES)
        if level == 0 and token.text == mark:
            found.append([])
        else:
            found[-1].append(token)
    return [each for each in found if each] or [[]]


def _last(pieces: Sequence[Token]) -> int:
    """Where the last term begins: the object after its property or path."""
    at = len(pieces) - 1
    if at >= 0 and pieces[at].text in _CLOSES:
        level = 0
        while at >= 0:
            level += (pieces[at].text in _CLOSES) - (pieces[at].text in _OPENS)
            if level == 0:
                break
            at -= 1
    elif at >= 1 and pieces[at].kind == "tag":
        at -= 1
    elif at >= 2 and pieces[at - 1].text == "^^":  # noqa: PLR2004 - words, the mark, the datatype
        at -= 2
    return at


def _part(kind: str, pieces: Sequence[Token]) -> QueryPart:
    words = ""
    for before, token in zip([None, *pieces], pieces, strict=False):
        words += ("" if before is None or before.end == token.start else " ") + token.text
    return QueryPart(kind, words, tuple(pieces))
