"""How deep a query may be nested, measured before an engine reads it.

The engines are compiled code that recurses: where its stack ends, the whole process does, and nothing can be caught.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.sparql.lexer import Token, significant_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.errors import Place

# With a stack of 1 MB, an eighth of the usual, pyoxigraph 0.5 survives inside one another 100 FILTER EXISTS, 116 calls
# of a function, 257 braces, 562 parentheses; in a row 316 OPTIONAL or BIND, 843 operators. In these units it is 800 to
# 950 each time, so that 1,000 need 1.2 MB; nobody writes such a query.
_BRACKET, _IN_A_ROW, _OPERATOR = 5, 3, 1
MOST_HEIGHT = 1000
# A text in which brackets may hide from our reading is measured by all that it contains, for a third of 8 MB.
_MOST_HIDDEN = 2500
_NOTHING = Token("mark", " ")
_OPENING, _CLOSING, _SIGNS = "([{", ")]}", "+-*/|!^=<>&.;,"


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


def height(sparql: str) -> int:
    """How tall the tree of a query may grow in a parser, in the units of `MOST_HEIGHT`."""
    return _Reading(sparql).height


def _total(sparql: str) -> int:
    """What the height of a query cannot exceed, whatever is a string, an IRI or a comment in it."""
    brackets = sum(map(sparql.count, ("(", "[", "{", "<<")))
    others = sum(map(sparql.count, _SIGNS)) + sum(map(sparql.count, "?$\"'")) + len(sparql.split())
    return (_BRACKET + _IN_A_ROW) * brackets + _OPERATOR * others


def _tokens(sparql: str) -> Iterator[Token]:
    """The tokens that count. After a quotation mark that is never closed, reading goes on: brackets may follow."""
    for token in significant_tokens(sparql):
        if token.kind == "unclosed":
            quotes = 3 if token.text[:3] in ('"""', "'''") else 1
            yield Token("mark", token.text[:1], token.start)
            yield from _tokens(token.text[quotes:])
        elif token.kind != "tag":
            yield token


class _Level:
    """The content of a bracket so far: its parts in a row, the tallest of them, the tallest before a comma."""

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
        before = _NOTHING
        for token in _tokens(sparql):
            if token.kind == "mark":
                before = self._mark(token, before)
            else:
                self._operand(token, before)
                before = token
        while len(self._levels) > 1:
            self._close()
        self.height = self._levels[0].height()

    def _operand(self, token: Token, before: Token) -> None:
        level = self._levels[-1]
        self._awaits_data |= token.word in ("VALUES", "DATA")
        if level.is_data:
            return
        if token.kind == "name":  # its minus or full stop may be an operator to the engine
            level.row += _OPERATOR * (token.text.count("-") + token.text.count("."))
        if level.opener == "(" and (before.kind != "mark" or before.text in _CLOSING):
            level.row += _OPERATOR  # the members of a collection
            if token.kind == "iri" and re.search(r"[#'(\[]", token.text):
                self.is_clear = False

    def _mark(self, token: Token, before: Token) -> Token:
        """Read a bracket or an operator. Returns what the next token has before it."""
        level, sign = self._levels[-1], token.text
        pair = before.text + sign if before.kind == "mark" else sign
        if sign in _OPENING:
            level.row += 0 if level.is_data else _IN_A_ROW
            self._levels.append(_Level(sign, is_data=level.is_data or (self._awaits_data and sign == "{")))
            self._awaits_data &= sign != "{"
        elif sign in _CLOSING:
            self._close()
        elif pair == "<<":  # a triple term
            self._levels.append(_Level(pair))
            return _NOTHING
        elif pair == ">>":
            self._close()
            return _NOTHING
        elif sign == "," and level.opener == "(":
            level.before, level.row, level.tallest = level.height(), 0, 0
        elif not level.is_data:
            level.row += _OPERATOR
        return token

    def _close(self) -> None:
        if len(self._levels) > 1:
            closed = self._levels.pop()
            self._levels[-1].tallest = max(self._levels[-1].tallest, closed.height() + _BRACKET)
