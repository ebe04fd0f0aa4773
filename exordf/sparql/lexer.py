"""The lexer: the tokens of a SPARQL text, each with its kind and place; every text has tokens, valid or not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar that matter here; what is left is a "mark".
_PATTERN = r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
             | (?!\"{3}|'{3})(?:"(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'))
  | (?P<unclosed>(?:\"{3}|'{3}).* | ["'][^\n\r]*)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.·-]*[\w·-])?)?:
             (?:[\w:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:%\\·-]))*)
  | (?P<number>(?:\d+\.\d*(?=[eE][+-]?\d)|\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>\^\^|&&|\|\||[<>!]=|.)
"""
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
KEYWORDS = (
    *("ABS", "AS", "ASC", "ASK", "AVG", "BASE", "BIND", "BNODE", "BOUND", "BY", "CEIL", "COALESCE", "CONCAT"),
    *("CONSTRUCT", "CONTAINS", "COUNT", "DATATYPE", "DESC", "DESCRIBE", "DISTINCT", "EXISTS", "FILTER", "FLOOR"),
    *("FROM", "GRAPH", "GROUP", "GROUP_CONCAT", "HAVING", "IF", "IN", "IRI", "LANG", "LANGMATCHES", "LCASE", "LIMIT"),
    *("MAX", "MIN", "MINUS", "NAMED", "NOT", "OFFSET", "OPTIONAL", "ORDER", "PREFIX", "REDUCED", "REGEX", "REPLACE"),
    *("ROUND", "SAMPLE", "SELECT", "SEPARATOR", "STR", "STRAFTER", "STRBEFORE", "STRDT", "STRENDS", "STRLANG"),
    *("STRLEN", "STRSTARTS", "SUBSTR", "SUM", "UCASE", "UNDEF", "UNION", "VALUES", "WHERE", "isBLANK", "isIRI"),
    *("isLITERAL", "isNUMERIC", "sameTerm"),
)
# Words that are rarely needed, and so not offered for completion.
_RARE = (
    *("A", "ADJUST", "ALL", "BASE", "DATA", "DAY", "DEFAULT", "ENCODE_FOR_URI", "FALSE", "GRAPHS", "HASLANG"),
    *("HASLANGDIR", "HOURS", "INTO", "ISTRIPLE", "ISURI", "LANGDIR", "LATERAL", "MD5", "MINUTES", "MONTH", "NOW"),
    *("OBJECT", "PREDICATE", "RAND", "SECONDS", "SERVICE", "SHA1", "SHA256", "SHA384", "SHA512", "SILENT"),
    *("STRLANGDIR", "STRUUID", "SUBJECT", "TIMEZONE", "TO", "TRIPLE", "TRUE", "TZ", "URI", "USING", "UUID"),
    *("VERSION", "YEAR"),
)
_FOLDED = frozenset(word.upper() for word in (*KEYWORDS, *UPDATES, *_RARE))
_OPENING, _CLOSING = "{([", "})]"


class Token(NamedTuple):
    """A piece of a text: its kind (a group of the pattern above), its characters, how many come before it."""

    kind: str
    text: str
    start: int = 0

    @property
    def word(self) -> str:
        """The keyword in capitals, if it is one."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of the variable, if it is one."""
        return self.text[1:] if self.kind == "variable" else ""

    @property
    def end(self) -> int:
        """How many characters come before the next token."""
        return self.start + len(self.text)


def tokens(sparql: str) -> Iterator[Token]:
    """Every token in order; joined, they are the text.

    >>> [token.kind for token in tokens("ASK{?s a exo:Claim}")]
    ['word', 'mark', 'variable', 'space', 'word', 'space', 'name', 'mark']
    """
    for match in _pattern().finditer(sparql):
        yield Token(match.lastgroup or "mark", match[0], match.start())


@cache
def _pattern() -> re.Pattern[str]:
    """The pattern of a token, compiled on first use: many commands read no query."""
    return re.compile(_PATTERN, re.VERBOSE | re.DOTALL)


def significant_tokens(sparql: str) -> list[Token]:
    """The tokens without spaces and comments."""
    return [token for token in tokens(sparql) if token.kind not in {"space", "comment"}]


def is_keyword(token: Token) -> bool:
    """Whether a token is a word of the language."""
    return token.word in _FOLDED


def query_form(pieces: Sequence[Token]) -> str:
    """SELECT, ASK, CONSTRUCT, DESCRIBE or the first word of an update, whichever comes first; else nothing."""
    return next((token.word for token in pieces if token.word in FORMS or token.word in UPDATES), "")


def prefixes(pieces: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares, with their IRIs."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if word.word == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }


def prefix_names(pieces: Sequence[Token]) -> tuple[set[str], set[str]]:
    """The prefixes that a query declares, and those that it uses."""
    declared: set[str] = set()
    used: set[str] = set()
    for before, token in zip([Token("mark", ""), *pieces], pieces, strict=False):
        if token.kind == "name":
            (declared if before.word == "PREFIX" else used).add(token.text.partition(":")[0])
    return declared, used - {"_"}


def undeclared_prefixes(pieces: Sequence[Token]) -> set[str]:
    """The prefixes that a query uses and does not declare."""
    declared, used = prefix_names(pieces)
    return used - declared


def bracket_depth(pieces: Sequence[Token]) -> int:
    """How deeply brackets are nested in one another."""
    deepest = level = 0
    for token in pieces:
        level += (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "mark" else 0
        deepest = max(deepest, level)
    return deepest


def unbalanced_bracket(pieces: Sequence[Token]) -> Token | None:
    """The first bracket that closes nothing, else the last that is never closed, else None."""
    opened: list[Token] = []
    for token in pieces:
        if token.kind == "mark" and token.text in _OPENING:
            opened.append(token)
        elif (
            token.kind == "mark"
            and token.text in _CLOSING
            and (not opened or _OPENING.index(opened.pop().text) != _CLOSING.index(token.text))
        ):
            return token
    return opened[-1] if opened else None


def with_limit(sparql: str, most: int) -> str:
    r"""A SELECT query that gives at most `most` rows: its own LIMIT where that is less.

    >>> with_limit("SELECT * WHERE { ?s ?p ?o } LIMIT 20 VALUES ?s { exo:miR-21 }", 10)
    'SELECT * WHERE { ?s ?p ?o } LIMIT 10 VALUES ?s { exo:miR-21 }'
    >>> with_limit("SELECT * WHERE { ?s ?p ?o } # all", 10)
    'SELECT * WHERE { ?s ?p ?o } \nLIMIT 10 # all'
    """
    level, last, limit = 0, 0, None
    ending: Token | None = None  # the clause VALUES that may follow everything else
    for position, token in enumerate(pieces := significant_tokens(sparql)):
        level += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if (
            level == 0
            and token.word == "LIMIT"
            and position + 1 < len(pieces)
            and pieces[position + 1].text.isdecimal()
        ):
            limit = pieces[position + 1]
        elif level == 0 and token.word == "VALUES":
            ending = token
        if ending is None:
            last = token.end
    if limit is not None:
        own = limit.text.lstrip("0")
        fewer = most if len(own) > len(str(most)) else min(most, int(own or "0"))
        return f"{sparql[: limit.start]}{fewer}{sparql[limit.end :]}"
    if ending is not None:
        return f"{sparql[: ending.start]}LIMIT {most} {sparql[ending.start :]}"
    return f"{sparql[:last]} \nLIMIT {most}{sparql[last:]}"


def offset_of(sparql: str, line: int, column: int) -> int:
    """How many characters come before a line and column, both counted from 1."""
    lines = sparql.split("\n")
    before = sum(len(text) + 1 for text in lines[: line - 1])
    return min(before + max(column - 1, 0), len(sparql))
