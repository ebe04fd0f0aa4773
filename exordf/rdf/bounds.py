"""Bounds: how deep a query or a file may be nested, and how far it may grow, measured before an engine reads it.

The engines are compiled code that recurses: where its stack ends, the whole process does, and nothing can be caught.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.rdf.sparql_tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.errors import Place

# With a stack of 1 MB, an eighth of what is usual, pyoxigraph 0.5 survives in one another 100 FILTER EXISTS, 116 calls
# of a function, 257 braces, 562 parentheses; in a row 316 OPTIONAL or BIND, 843 operators. In these units it is 800 to
# 950 each time, so that this is reached with 1.2 MB; and nobody writes such a query.
_BRACKET, _IN_A_ROW, _OPERATOR = 5, 3, 1
MOST_HEIGHT = 1000
# A text in which brackets may hide from our reading is held to what all that is in it would take, a third of 8 MB.
_MOST_HIDDEN = 2500
_OPENING, _CLOSING, _SIGNS = "([{", ")]}", "+-*/|!^=<>&.;,"
_PAIRS = ("||", "&&", "!=", "<=", ">=", "^^")

# The same engine with 1 MB: 200 levels of JSON-LD, 1,000 triple terms in one another; no document of use has a tenth.
_MOST_LEVELS = 100
# A document of OWL names its entities in most attributes, which makes it about five times as long.
_MOST_GROWTH, _ALWAYS_ALLOWED = 16, 1 << 20
# What may hide a bracket comes first; the group is the bracket.
_TURTLE = rb"""(?xs) \\. | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n\r]* | (<<|>>) | <[^<>\s]*>"""
_JSON = rb'"(?:[^"\\]|\\.)*"|([\[{\]}])'
_TRIPLE_IN_XML = rb"parseType\s*=\s*[\"'](?:Triple|[^\"']*&)"


def refuse_deep_query(what: str, sparql: str, place: Place | None = None) -> None:
    """Raise InputError where an engine could fall over the nesting of a query or an update (`what`).

    A parser makes a tree of nested brackets, and one as tall of operators, patterns or filters in a row. Arguments and
    rows of VALUES are lists, which make none. In `(?a <b#c> ...` an engine may take `<` for an operator, and so find
    another comment or bracket than we do.
    """
    most = _total(sparql)
    if most <= MOST_HEIGHT:  # as nearly always, and it need not be read
        return
    reading = _Reading(sparql)
    if reading.height > MOST_HEIGHT or (not reading.is_clear and most > _MOST_HIDDEN):
        raise InputError(
            f"the {what} is nested too deep, or has too many parts in a row",
            place=place,
            mend="Take brackets apart; write long rows of UNION, || or OPTIONAL as VALUES or IN.",
        )


@contextlib.contextmanager
def refusing_deep_data() -> Iterator[None]:
    """Raise InputError where a block recurses over data further than Python goes."""
    try:
        yield
    except RecursionError:
        raise InputError(
            "the data is nested too deep for this",
            mend="Give some of the blank nodes that stand inside one another names (IRIs).",
        ) from None


def height(sparql: str) -> int:
    """How tall the tree of a query may grow in a parser, in the units of `MOST_HEIGHT`."""
    return _Reading(sparql).height


def _total(sparql: str) -> int:
    """What the height of a query cannot exceed, whatever is a string, an IRI or a comment in it."""
    brackets = sum(map(sparql.count, ("(", "[", "{", "<<")))
    others = sum(map(sparql.count, _SIGNS)) + sum(map(sparql.count, "?$\"'")) + len(sparql.split())
    return (_BRACKET + _IN_A_ROW) * brackets + _OPERATOR * others


class _Level:
    """What is inside a bracket so far: what stands in a row, the tallest thing in it, the tallest before a comma."""

    def __init__(self, opener: str = "", *, is_data: bool = False) -> None:
        self.opener = opener
        self.is_data = is_data
        self.row = 0
        self.tallest = 0
        self.before = 0

    def height(self) -> int:
        return max(self.before, self.row + self.tallest)


class _Reading:
    """A query read once from left to right for the height of its tree."""

    def __init__(self, sparql: str) -> None:
        self.is_clear = True
        self._levels = [_Level()]
        self._awaits_data = False
        before = Token("other", " ")
        for token in tokens(sparql):
            if token.kind == "other":
                before = self._sign(token, before)
            else:
                self._operand(token, before)
                before = token
        while len(self._levels) > 1:
            self._close()
        self.height = self._levels[0].height()

    def _operand(self, token: Token, before: Token) -> None:
        level = self._levels[-1]
        self._awaits_data |= token.kind == "word" and token.text.upper() in ("VALUES", "DATA")
        if level.is_data:
            return
        if token.kind == "name":  # a minus or a full stop before a name was taken for a part of it
            level.row += _OPERATOR * (token.text.count("-") + token.text.count("."))
        if level.opener == "(" and (before.kind != "other" or before.text in _CLOSING):
            level.row += _OPERATOR  # the members of a collection
            if token.kind == "iri" and re.search(r"[#'(\[]", token.text):
                self.is_clear = False

    def _sign(self, token: Token, before: Token) -> Token:
        """Read a bracket or an operator; the token as the next one is to know it."""
        level, sign = self._levels[-1], token.text
        pair = before.text + sign if before.kind == "other" else sign
        if sign in _OPENING:
            level.row += 0 if level.is_data else _IN_A_ROW
            self._levels.append(_Level(sign, is_data=level.is_data or (self._awaits_data and sign == "{")))
            self._awaits_data &= sign != "{"
        elif sign in _CLOSING:
            self._close()
        elif pair == "<<":  # a triple term
            self._levels.append(_Level(pair))
            return Token("other", " ")
        elif pair == ">>":
            self._close()
            return Token("other", " ")
        elif sign == "," and level.opener == "(":
            level.before, level.row, level.tallest = level.height(), 0, 0
        elif pair in _PAIRS:
            return Token("other", " ")
        elif not level.is_data:
            level.row += _OPERATOR
        return token

    def _close(self) -> None:
        if len(self._levels) > 1:
            closed = self._levels.pop()
            self._levels[-1].tallest = max(self._levels[-1].tallest, closed.height() + _BRACKET)


def refuse_deep_triple_terms(content: bytes, place: Place) -> None:
    """Raise InputError where a text of RDF 1.2 has triple terms too many levels deep in one another."""
    if content.count(b"<<") > _MOST_LEVELS and _depth(content, _TURTLE, b"<") > _MOST_LEVELS:
        raise _too_deep("triple terms", place)


def refuse_deep_json(content: bytes, place: Place) -> None:
    """Raise InputError where a document of JSON-LD is nested too many levels deep."""
    if content.count(b"[") + content.count(b"{") > _MOST_LEVELS and _depth(content, _JSON, b"[{") > _MOST_LEVELS:
        raise _too_deep("brackets", place)


def refuse_xml(content: bytes, place: Place) -> None:
    """Raise InputError where a document of RDF/XML grows many times over by its entities, or nests triple terms."""
    if b"<!ENTITY" in content and _growth(content) > _ALWAYS_ALLOWED + _MOST_GROWTH * len(content):
        raise InputError(
            "grows many times over when its entities are put in",
            place=place,
            mend="Write out what the entities of its DOCTYPE stand for.",
        )
    if len(re.findall(_TRIPLE_IN_XML, content)) > _MOST_LEVELS:  # so many one after the other would do no harm
        raise _too_deep("triple terms", place)


def _too_deep(what: str, place: Place) -> InputError:
    return InputError(
        f"its {what} are nested more than {_MOST_LEVELS} levels deep",
        place=place,
        mend="Give the inner ones names of their own.",
    )


def _depth(content: bytes, pattern: bytes, opening: bytes) -> int:
    """How deep what matches a group of the pattern is nested, where it begins with one of the `opening` bytes."""
    marks = (piece[1] for piece in re.finditer(pattern, content) if piece[1])
    return max(itertools.accumulate((1 if mark[:1] in opening else -1 for mark in marks), initial=0))


def _growth(content: bytes) -> int:
    """How many bytes the entities of a document of XML stand for, where it declares and where it uses them."""
    sizes: dict[bytes, int] = {}

    def inside(text: bytes) -> int:
        uses = Counter(re.findall(rb"&([^;&\s]+);", text))
        return sum(number * sizes[name] for name, number in uses.items() if name in sizes)

    grown = 0
    for name, value in re.findall(rb"<!ENTITY\s+(\S+)\s+[\"']([^\"'>]*)", content):  # each of those before it
        sizes[name] = len(value) + inside(value)
        grown += sizes[name]
    return grown + inside(content)
