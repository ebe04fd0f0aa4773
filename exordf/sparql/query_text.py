"""The text of a query: its form, the prefixes that it needs, a page of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.sparql.lexer import FORMS, significant_tokens, tokens, undeclared_prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.sparql.lexer import Token


def form_of(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; empty where the text has none of these words.

    >>> form_of('PREFIX ask: <urn:ask#> SELECT ?a WHERE { ?a ask:ed "ASK" }')
    'SELECT'
    """
    pieces = significant_tokens(sparql)
    return next((token.word for token in pieces[_form(pieces) :]), "")


def is_query(text: str) -> bool:
    """Whether a text is meant as a query, well formed or not, and not as a name or a path.

    >>> is_query("PREFIX a: <urn:a> ASK { ?s ?p ?o }"), is_query("DESCRIBE exo:miR-21"), is_query("ask/me.rq")
    (True, True, False)
    """
    if "{" in text:
        return True
    pieces = [token for token in tokens(text) if token.kind != "comment"]
    significant = [token for token in pieces if token.kind != "space"]
    first = 0
    while first < len(significant) and significant[first].word in ("PREFIX", "BASE"):
        first += 3 if significant[first].word == "PREFIX" else 2
    if first >= len(significant) or significant[first].word not in FORMS:
        return False
    after = pieces[pieces.index(significant[first]) + 1 :][:1]
    return all(token.kind in ("space", "variable", "iri") or token.text in ("*", "(") for token in after)


def is_distinct(sparql: str) -> bool:
    """Whether the query asks for each row once."""
    pieces = significant_tokens(sparql)
    return any(token.word in ("DISTINCT", "REDUCED") for token in pieces[_form(pieces) + 1 :][:1])


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    r"""The query with a PREFIX line for each known prefix that it uses and does not declare.

    >>> with_prefixes("ASK { exo:miR-21 ?p ?o }", {"exo": "urn:exo:"})
    'PREFIX exo: <urn:exo:>\nASK { exo:miR-21 ?p ?o }'
    >>> with_prefixes("ASK { FILTER(STR(rdf:) = ?x) }", {"rdf": "urn:rdf:"})
    'PREFIX rdf: <urn:rdf:>\nASK { FILTER(STR(rdf:) = ?x) }'
    """
    return missing_prefixes(sparql, prefixes) + sparql


def missing_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    r"""A PREFIX line for each known prefix that a query uses and does not declare.

    >>> missing_prefixes("ASK { exo:miR-21 ?p ?o }", {"exo": "urn:exo:", "rdf": "urn:rdf:"})
    'PREFIX exo: <urn:exo:>\n'
    """
    names = sorted(undeclared_prefixes(significant_tokens(sparql)) & prefixes.keys())
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in names)


def page_query(sparql: str, columns: Sequence[str], size: int, offset: int) -> str:
    r"""A SELECT query for some rows of the answer of a SELECT query, in its own order or else in that of its columns.

    >>> page_query("SELECT ?s { ?s a ?o } ORDER BY ?o", ["s"], 10, 20)
    'SELECT ?s WHERE { { SELECT ?s { ?s a ?o } ORDER BY ?o\n} } LIMIT 10 OFFSET 20'
    """
    pieces = significant_tokens(sparql)
    start = next((token.start for token in pieces[_form(pieces) :]), 0)
    prologue, inner = sparql[:start], sparql[start:]
    names = " ".join(f"?{name}" for name in columns)
    if not _is_ordered(pieces):
        inner = f"SELECT {names} WHERE {{ {{ {inner}\n}} }} ORDER BY {names}"
    return f"{prologue}SELECT {names} WHERE {{ {{ {inner}\n}} }} LIMIT {size} OFFSET {offset}"


def _form(pieces: Sequence[Token]) -> int:
    """The position of the first word that is the form of a query; the length of the text where it has none."""
    return next((position for position, token in enumerate(pieces) if token.word in FORMS), len(pieces))


def _is_ordered(pieces: Sequence[Token]) -> bool:
    """Whether ORDER BY follows the last brace."""
    words: set[str] = set()
    for token in reversed(pieces):
        if token.text in ("{", "}"):
            break
        words.add(token.word)
    return "ORDER" in words
