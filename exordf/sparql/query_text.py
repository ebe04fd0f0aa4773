"""The text of a query: its form, the prefixes that it needs, a page of its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DECLARED = re.compile(r"^\s*PREFIX\s+([\w.-]*):", re.IGNORECASE | re.MULTILINE)
_USED = re.compile(r"(?<![\w?$<:/.-])([A-Za-z][\w.-]*)?:(?=[\w])")
_QUIET = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^<>"{}|^`\s]*>|#.*')
_FORM = re.compile(r"(?<![\w?$:.-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.-])", re.IGNORECASE)
_ONCE = re.compile(rf"{_FORM.pattern}\s+(DISTINCT|REDUCED)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s+|#[^\n]*\n|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s+<[^>]*>)*", re.IGNORECASE)
_ORDERED = re.compile(r"\bORDER\s+BY\b[^{}]*$", re.IGNORECASE)


def without_strings(sparql: str) -> str:
    """The query without its strings, IRIs and comments."""
    return _QUIET.sub(" ", sparql)


def form_of(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; nothing where no such word is there.

    >>> form_of('PREFIX ask: <urn:ask#> SELECT ?a WHERE { ?a ask:ed "ASK" }')
    'SELECT'
    """
    found = _FORM.search(without_strings(sparql))
    return found[1].upper() if found else ""


def is_query(text: str) -> bool:
    """Whether a text is meant as a query, well formed or not, and not as a name or a path.

    >>> is_query("PREFIX a: <urn:a> ASK { ?s ?p ?o }"), is_query("DESCRIBE exo:miR-21"), is_query("ask/me.rq")
    (True, True, False)
    """
    start = _PROLOGUE.match(text)
    begins = _FORM.match(text, start.end() if start else 0)
    return "{" in text or (begins is not None and text[begins.end() : begins.end() + 1].strip(" \t\r\n*?$<(#") == "")


def is_distinct(sparql: str) -> bool:
    """Whether the query asks for each row once."""
    plain = without_strings(sparql)
    first, once = _FORM.search(plain), _ONCE.search(plain)
    return first is not None and once is not None and first.start() == once.start()


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    """A query with a PREFIX line for each known prefix that it uses and does not declare."""
    declared = set(_DECLARED.findall(sparql))
    used = {found or "" for found in _USED.findall(without_strings(sparql))} - declared
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(used) if name in prefixes) + sparql


def page_query(sparql: str, columns: Sequence[str], size: int, offset: int) -> str:
    """A SELECT query for some rows of the answer of a SELECT query, in its own order or else in that of its columns."""
    prologue = _PROLOGUE.match(sparql)[0]  # type: ignore[index] # it always matches, if nothing
    names = " ".join(f"?{name}" for name in columns)
    inner = sparql[len(prologue) :]
    if not _ORDERED.search(without_strings(inner)):
        inner = f"SELECT {names} WHERE {{ {{ {inner}\n}} }} ORDER BY {names}"
    return f"{prologue}SELECT {names} WHERE {{ {{ {inner}\n}} }} LIMIT {size} OFFSET {offset}"
