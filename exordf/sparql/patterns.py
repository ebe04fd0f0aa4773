"""The parts of the outermost group of a query: its triple patterns, one by one, and its other clauses."""

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
    """The text before the form of a query, mainly PREFIX lines, and the parts of its outermost group."""

    prologue: str
    parts: list[QueryPart]


def query_body(sparql: str) -> QueryBody:
    """The outermost group of a query that is well formed; no parts where it is one SELECT inside another.

    >>> [part.text for part in query_body("SELECT * { ?c exo:subject ?s ; exo:object ?a, ?b FILTER(?a != ?b) }").parts]
    ['?c exo:subject ?s', '?c exo:object ?a', '?c exo:object ?b', 'FILTER(?a != ?b)']
    """
    pieces = significant_tokens(sparql)
    first = next((position for position, token in enumerate(pieces) if token.word in FORMS), 0)
    group = _group(pieces, first)
    if not group or group[0].word in FORMS:
        return QueryBody("", [])
    return QueryBody(sparql[: pieces[first].start], list(_parts(group)))


def _group(pieces: Sequence[Token], first: int) -> Sequence[Token]:
    """The tokens inside the braces after WHERE, or inside the first braces where that word is left out."""
    level, opening = 0, -1
    for position in range(first, len(pieces)):
        if level == 0 and pieces[position].text == "{":
            opening = position if opening < 0 or pieces[position - 1].word == "WHERE" else opening
        level += (pieces[position].text in _OPENS) - (pieces[position].text in _CLOSES)
    return pieces[opening + 1 : _closed(pieces, opening) - 1] if opening >= 0 else []


def _closed(pieces: Sequence[Token], start: int) -> int:
    """The position after the bracket that closes the one at `start`."""
    level = 0
    for position in range(start, len(pieces)):
        level += (pieces[position].text in _OPENS) - (pieces[position].text in _CLOSES)
        if level == 0:
            return position + 1
    return len(pieces)


def _parts(group: Sequence[Token]) -> Iterator[QueryPart]:
    position = 0
    while position < len(group):
        token = group[position]
        if token.text == ".":
            position += 1
            continue
        start = position
        if token.text == "{":
            position = _closed(group, position)
            while position < len(group) and group[position].word == "UNION":
                position = _closed(group, position + 1)
            yield _part("group", group[start:position])
        elif token.word in _WORDS:
            while position < len(group) and group[position].text not in {"{", "("}:
                position += 1
            position = _closed(group, position)
            if token.word == "VALUES" and group[position - 1].text == ")":  # its variables come first, in brackets
                position = _closed(group, position)
            yield _part(token.word.lower(), group[start:position])
        else:
            while (
                position < len(group) and group[position].text not in {".", "{"} and group[position].word not in _WORDS
            ):
                position = _closed(group, position) if group[position].text in _OPENS else position + 1
            yield from _triples(group[start:position])


def _triples(statement: Sequence[Token]) -> Iterator[QueryPart]:
    """The single triple patterns of a statement; one with brackets for its subject stays whole."""
    if statement[0].text in _OPENS:
        yield _part("triple", statement)
        return
    subject = statement[:1]
    for clause in _split(statement[1:], ";"):
        first, *others = _split(clause, ",")
        position = _last(first)
        if position > 0:
            yield from (_part("triple", [*subject, *first[:position], *term]) for term in (first[position:], *others))


def _split(pieces: Sequence[Token], mark: str) -> list[Sequence[Token]]:
    clauses: list[list[Token]] = [[]]
    level = 0
    for token in pieces:
        level += (token.text in _OPENS) - (token.text in _CLOSES)
        if level == 0 and token.text == mark:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause] or [[]]


def _last(pieces: Sequence[Token]) -> int:
    """The position where the last term begins: the object after its property or path."""
    position = len(pieces) - 1
    if position >= 0 and pieces[position].text in _CLOSES:
        level = 0
        while position >= 0:
            level += (pieces[position].text in _CLOSES) - (pieces[position].text in _OPENS)
            if level == 0:
                break
            position -= 1
    elif position >= 1 and pieces[position].kind == "tag":
        position -= 1
    elif position >= 2 and pieces[position - 1].text == "^^":  # noqa: PLR2004 - string, mark, datatype
        position -= 2
    return position


def _part(kind: str, pieces: Sequence[Token]) -> QueryPart:
    text = ""
    for before, token in zip([None, *pieces], pieces, strict=False):
        text += ("" if before is None or before.end == token.start else " ") + token.text
    return QueryPart(kind, text, tuple(pieces))
