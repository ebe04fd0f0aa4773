"""Sort keys: records in the order of the review, properties in that of our files, names by the numbers in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import BIBO, CITO, DCTERMS, EXO, OWL, RDFS, SH, SKOS
from exordf.rdf.rows import text, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


# The context properties of a claim, those below exo:context, in the order of our files.
CONTEXT = ("vesicle", "recipient", "site", "species", "model", "condition", "evidence")
_FIRST = (
    *(RDFS + "label", DCTERMS + "title", DCTERMS + "description", SKOS + "altLabel", SKOS + "definition"),
    *(f"{EXO}{name}" for name in ("subject", "predicate", "object", "negated", "kind", "concerns", "involves")),
    *(CITO + "hasCitingEntity", CITO + "hasCitedEntity", EXO + "verdict", EXO + "basis", DCTERMS + "date"),
    *(EXO + "printed", EXO + "intended", EXO + "about", EXO + "section"),
    *(f"{EXO}{name}" for name in CONTEXT),
    *(f"{EXO}{name}" for name in ("minimum", "maximum", "unit", "mechanism")),
    *(f"{EXO}{name}" for name in ("authors", "journal", "journalAbbreviation")),
    *(DCTERMS + "creator", DCTERMS + "license", DCTERMS + "created", DCTERMS + "issued"),
    *(f"{BIBO}{name}" for name in ("volume", "issue", "pages", "locator", "doi", "pmid")),
    *(RDFS + "subPropertyOf", RDFS + "subClassOf", OWL + "equivalentClass", OWL + "onProperty"),
    *(RDFS + "domain", RDFS + "range", EXO + "subjectKind", EXO + "objectKind"),
    *(OWL + "versionInfo", OWL + "versionIRI", SH + "prefix", SH + "namespace"),
)
_LAST = (
    *(EXO + "review", EXO + "ordinal", EXO + "digest", EXO + "disposition", EXO + "attributedTo"),
    *(EXO + "certainty", EXO + "sentence", CITO + "citesAsEvidence", RDFS + "comment"),
    *(OWL + "deprecated", DCTERMS + "isReplacedBy", RDFS + "isDefinedBy"),
)
_RANK = {iri: place for place, iri in enumerate(_FIRST)} | {
    iri: len(_FIRST) + 1 + place for place, iri in enumerate(_LAST)
}
_PARENTS = frozenset(ox.NamedNode(iri) for iri in (f"{EXO}sentence", f"{CITO}hasCitingEntity", f"{EXO}section"))
_ORDINAL = ox.NamedNode(f"{EXO}ordinal")


def property_rank(prop: ox.NamedNode) -> int:
    """The rank of a property in a block: first names, then content, then provenance."""
    return _RANK.get(prop.value, len(_FIRST))


def natural_key(name: str) -> tuple[tuple[int, str, str], ...]:
    """A key that sorts names with the numbers in them by value.

    >>> sorted(["miR-214", "miR-21", "miR-3"], key=natural_key)
    ['miR-3', 'miR-21', 'miR-214']
    """
    parts = ((number.lstrip("0"), word) for number, word in re.findall(r"([0-9]+)|([^0-9]+)", name))
    return tuple((len(number), number, word) for number, word in parts)  # more digits make a greater number


def review_order_key(
    quads: Iterable[ox.Quad],
) -> Callable[[object], tuple[tuple[int, ...], tuple[tuple[int, str, str], ...]]]:
    """A key that sorts records by section, sentence and number, other subjects by name.

    The position of a record is that of its parent (the sentence of a claim, the section of a sentence), then its own
    ordinal.
    """
    parents: dict[object, object] = {}
    ordinal: dict[object, int] = {}
    for quad in sorted((quad for quad in quads if quad.predicate in _PARENTS), key=str):
        parents.setdefault(quad.subject, quad.object)
    for quad in quads:
        if quad.predicate == _ORDINAL and (number := whole_number(text(quad.object))) is not None:
            ordinal[quad.subject] = number

    def position(record: object) -> tuple[int, ...]:
        ordinals: list[int] = []
        seen: set[object] = set()
        while record is not None and record not in seen:
            seen.add(record)
            ordinals += [ordinal[record]] if record in ordinal else []
            record = parents.get(record)
        return tuple(reversed(ordinals))

    return lambda subject: (position(subject), natural_key(str(subject)))
