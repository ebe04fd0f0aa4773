"""The flat view: one row a claim, its context in columns. Every table is written from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.names import EXO, RDFS
from exordf.rows import Rows

if TYPE_CHECKING:
    from exordf.names import Prefixes
    from exordf.rows import Term
    from exordf.store import Store

SEPARATOR = "|"
CONTEXT = ("vesicle", "recipient", "site", "species", "model", "condition", "evidence")
_SINGLE = ("subject", "predicate", "object", "certainty", "sentence", "minimum", "maximum", "unit", "negated")
_MANY = (*CONTEXT, "printed", "mechanism", "attributedTo")
_PROPERTIES = {
    **{f"{EXO}{name}": name for name in (*_SINGLE, *_MANY)},
    "http://purl.org/spar/cito/citesAsEvidence": "references",
    "http://www.w3.org/2002/07/owl#deprecated": "deprecated",
}
COLUMNS = (
    *("claim", "subject", "subject_label", "predicate", "object", "object_label"),
    *CONTEXT,
    *("certainty", "negated", "deprecated", "minimum", "maximum", "unit", "printed", "mechanism"),
    *("sentence", "references", "attributedTo", "label_en", "label_zh"),
)


def claims(store: Store, prefixes: Prefixes) -> Rows:
    """One row a claim, sorted by claim, in the columns COLUMNS; several values of a column are joined by SEPARATOR."""
    cells: dict[str, dict[str, set[str]]] = {}
    answer = store.query(f"SELECT ?claim ?property ?value WHERE {{ ?claim a <{EXO}Claim> ; ?property ?value }}")
    labels = _labels(store)
    for claim, prop, value in answer.terms:
        row = cells.setdefault(_text(claim, prefixes), {})
        if not isinstance(prop, ox.NamedNode):
            raise TypeError("a property is an IRI")
        if prop.value == f"{RDFS}label" and isinstance(value, ox.Literal):
            row.setdefault(f"label_{value.language}", set()).add(value.value)
        elif column := _PROPERTIES.get(prop.value):
            row.setdefault(column, set()).add(_text(value, prefixes))
            if column in ("subject", "object") and isinstance(value, ox.NamedNode):
                row.setdefault(f"{column}_label", set()).add(labels.get(value.value, ""))
    for name, row in cells.items():
        row["claim"] = {name}
    return Rows(
        COLUMNS,
        [
            tuple(ox.Literal(SEPARATOR.join(sorted(cells[name].get(column, ())))) for column in COLUMNS)
            for name in sorted(cells)
        ],
    )


def _labels(store: Store) -> dict[str, str]:
    answer = store.query(f"SELECT ?term ?label WHERE {{ ?term <{RDFS}label> ?label . FILTER(LANG(?label) = 'en') }}")
    return {_text(term, None): _text(label, None) for term, label in answer.terms}


def _text(term: Term | None, prefixes: Prefixes | None) -> str:
    if isinstance(term, ox.NamedNode):
        return prefixes.curie(term) if prefixes else term.value
    return term.value if isinstance(term, ox.Literal) else str(term or "")
