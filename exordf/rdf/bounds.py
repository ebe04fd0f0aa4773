"""Bounds on the nesting and growth of queries and files, checked before an engine reads them.

The engines are compiled code that recurses: when its stack overflows, the process ends and nothing can be caught.
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

# With a stack of 1 MB, an eighth of the usual size, pyoxigraph 0.5 survives nested 100 FILTER EXISTS, 116 calls, 257
# braces, 562 parentheses; in a row 316 OPTIONAL or BIND, 843 operators. In these units each is 800 to 950, so that
# the limit needs 1.2 MB; no real query comes near.
_BRACKET, _IN_A_ROW, _OPERATOR = 5, 3, 1
MOST_HEIGHT = 1000
# The limit for a text whose brackets we may misread, by all the signs in it; it needs a third of 8 MB.
_MOST_HIDDEN = 2500
_OPENING, _CLOSING, _SIGNS = "([{", ")]}", "+-*/|!^=<>&.;,"
_PAIRS = ("||", "&&", "!=", "<=", ">=", "^^")

# The same engine with 1 MB: 200 levels of JSON-LD, 1,000 nested triple terms; no real document has a tenth.
_MOST_LEVELS = 100
# The entities in most attributes of an OWL document make it about five times as long.
_MOST_GROWTH, _ALWAYS_ALLOWED = 16, 1 << 20
# Text that may contain a bracket comes first; the group is the bracket.
_TURTLE = rb"""(?xs) \\. | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n\r]* | (<<|>>) | <[^<>\s]*>"""
_JSON = rb'"(?:[^"\\]|\\.)*"|([\[{\]}])'
_TRIPLE_IN_XML = rb"parseType\s*=\s*[\"'](?:Triple|[^\"']*&)"


def refuse_deep_query(what: str, sparql: str, place: Place | None = None) -> None:
    """Raise InputError if the nesting of a query or an update (`what`) could crash an engine.

    A parser builds a tree as tall as nested brackets, and as operators, patterns or filters in a row. Arguments and
    rows of VALUES are lists and do not count. In `(?a <b#c> ...` an engine may read `<` as an operator, and so find
    another comment or bracket than we do.
    """
    most = _total(sparql)
    if most <= MOST_HEIGHT:  # true for nearly every query, which then is not read
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
    """Raise InputError if a block recurses over data beyond the limit of Python."""
    try:
        yield
    except RecursionError:
        raise InputError(
            "the data is nested too deep for this",
            mend="Give some of the blank nodes that stand inside one another names (IRIs).",
        ) from None


def height(sparql: str) -> int:
    """The height of the parse tree of a query, in the units of `MOST_HEIGHT`."""
    return _Reading(sparql).height


def _total(sparql: str) -> int:
    """An upper bound of the height of a query, whatever parts are strings, IRIs or comments."""
    brackets = sum(map(sparql.count, ("(", "[", "{", "<<")))
    others = sum(map(sparql.count, _SIGNS)) + sum(map(sparql.count, "?$\"'")) + len(sparql.split())
    return (_BRACKET + _IN_A_ROW) * brackets + _OPERATOR * others


class _Level:
    """The content of a bracket so far: the height of its row, of its tallest part, and of what precedes a comma."""

    def __init__(self, opener: str = "", *, is_data: bool = False) -> None:
        self.opener = opener
        self.is_data = is_data
        self.row = 0
        self.tallest = 0
        self.before = 0

    def height(self) -> int:
        return max(self.before, self.row + self.tallest)


class _Reading:
    """One pass over a query, for the height of its tree."""

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
        if token.kind == "name":  # a minus or a full stop in a name may be an operator
            level.row += _OPERATOR * (token.text.count("-") + token.text.count("."))
        if level.opener == "(" and (before.kind != "other" or before.text in _CLOSING):
            level.row += _OPERATOR  # the members of a collection
            if token.kind == "iri" and re.search(r"[#'(\[]", token.text):
                self.is_clear = False

    def _sign(self, token: Token, before: Token) -> Token:
        """Read a bracket or an operator; return the token that the next one has before it."""
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
    """Raise InputError if a text of RDF 1.2 nests triple terms too deep."""
    if content.count(b"<<") > _MOST_LEVELS and _depth(content, _TURTLE, b"<") > _MOST_LEVELS:
        raise _too_deep("triple terms", place)


def refuse_deep_json(content: bytes, place: Place) -> None:
    """Raise InputError if a document of JSON-LD is nested too deep."""
    if content.count(b"[") + content.count(b"{") > _MOST_LEVELS and _depth(content, _JSON, b"[{") > _MOST_LEVELS:
        raise _too_deep("brackets", place)


def refuse_xml(content: bytes, place: Place) -> None:
    """Raise InputError if the entities of an RDF/XML document make it many times longer, or triple terms are nested."""
    if b"<!ENTITY" in content and _growth(content) > _ALWAYS_ALLOWED + _MOST_GROWTH * len(content):
        raise InputError(
            "grows many times over when its entities are put in",
            place=place,
            mend="Write out what the entities of its DOCTYPE stand for.",
        )
    if len(re.findall(_TRIPLE_IN_XML, content)) > _MOST_LEVELS:  # counts those that are not nested as well
        raise _too_deep("triple terms", place)


def _too_deep(what: str, place: Place) -> InputError:
    return InputError(
        f"its {what} are nested more than {_MOST_LEVELS} levels deep",
        place=place,
        mend="Give the inner ones names of their own.",
    )


def _depth(content: bytes, pattern: bytes, opening: bytes) -> int:
    """The depth of the nesting of the matches of a group, which open with one of the `opening` bytes."""
    marks = (piece[1] for piece in re.finditer(pattern, content) if piece[1])
    return max(itertools.accumulate((1 if mark[:1] in opening else -1 for mark in marks), initial=0))


def _growth(content: bytes) -> int:
    """The number of bytes that the entities of an XML document expand to, in declarations and in the text."""
    sizes: dict[bytes, int] = {}

    def inside(text: bytes) -> int:
        uses = Counter(re.findall(rb"&([^;&\s]+);", text))
        return sum(number * sizes[name] for name, number in uses.items() if name in sizes)

    grown = 0
    for name, value in re.findall(rb"<!ENTITY\s+(\S+)\s+[\"']([^\"'>]*)", content):  # each of those before it
        sizes[name] = len(value) + inside(value)
        grown += sizes[name]
    return grown + inside(content)
