"""Answers as the plain values of JSON (https://www.w3.org/TR/sparql11-results-json/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from exordf.rows import Rows, Term

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def json_of(rows: Rows) -> dict[str, Any]:
    """The solutions of a SELECT; what is unbound is left out.

    >>> from exordf.rows import Rows
    >>> json_of(Rows(("term", "none"), [(ox.NamedNode("urn:a"), None)]))["results"]
    {'bindings': [{'term': {'type': 'uri', 'value': 'urn:a'}}]}
    """
    bindings = [
        {name: _term(term) for name, term in zip(rows.columns, terms, strict=True) if term is not None}
        for terms in rows.terms
    ]
    return {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        said = {"type": "literal", "value": term.value}
        if term.language:
            return {**said, "xml:lang": term.language}
        return said if term.datatype.value == _STRING else {**said, "datatype": term.datatype.value}
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _term(part) for name, part in parts}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
