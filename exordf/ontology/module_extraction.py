"""Extraction: of a release, the terms that we link to and all above them, as a module in Turtle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from collections.abc import Set as AbstractSet

    from exordf.dataset.external_terms import Release, Term
    from exordf.rdf.prefixes import Prefixes

MODULES = "https://w3id.org/exordf/imports/"

# In miRBase the "parent" of a mature sequence is the stem-loop that it is cut from: not a kind of it, but its origin.
_DERIVED = {"mirbase.mature": "RO:0001000"}

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def module(release: Release, wanted: AbstractSet[str], prefixes: Prefixes) -> tuple[str, str]:
    """The name of the module (the prefix of its terms) and its Turtle, the same bytes for the same input.

    It holds, of the terms in `wanted` and of all above them, IRI, label and parents, and those of their
    cross-references that are in `wanted` too; of a stem-loop in `wanted`, the mature sequences as well. Raises
    InputError where the release has none of them.
    """
    products = {term.id for term in release.terms.values() if _derived(term) and not wanted.isdisjoint(term.parents)}
    terms = release.with_ancestors({*wanted, *products})
    if not terms:
        raise InputError(
            "has none of the terms that the mappings name",
            place=Place(release.path),
            mend="Give a release of an ontology that the mappings link to.",
        )
    _refuse_unknown_prefixes(release, terms, prefixes)
    name = _name(terms)
    blocks = [_block(term, terms, wanted) for term in terms.values()]
    head = [("rdfs:label", f'"{name}: the terms that exordf links to, and all above them"@en')]
    if release.version:
        head.append(("owl:versionInfo", str(ox.Literal(release.version))))
    if release.licence:
        head.append(("dcterms:license", str(ox.Literal(release.licence))))
    opening = _aligned(f"<{MODULES}{name}> a owl:Ontology", head)
    used = {word.partition(":")[0] for block in [opening, *blocks] for word in _curies(block)}
    width = max(map(len, used))
    text = [
        f"# {name} {release.version}: the terms that exordf links to, with all above them, by `exordf link extract`.",
        "",
        *(f"{f'@prefix {prefix}:':<{width + 9}} <{prefixes.table[prefix]}> ." for prefix in sorted(used)),
        "",
        opening,
        *(f"\n{block}" for block in blocks),
    ]
    return name, "\n".join(text) + "\n"


def _refuse_unknown_prefixes(release: Release, terms: Iterable[str], prefixes: Prefixes) -> None:
    for name in terms:
        prefix, colon, _ = name.partition(":")
        if not colon or prefix not in prefixes.table:
            raise InputError(
                f'no prefix is called "{prefix}:", which {name} has' if colon else f'"{name}" has no prefix',
                place=Place(release.path, release.lines.get(name)),
                mend="Declare it in ontology/prefixes.ttl of the data that --data names, then run it again."
                if colon
                else "Give a release whose terms have one.",
            )


def _derived(term: Term) -> bool:
    return term.id.partition(":")[0] in _DERIVED


def _name(terms: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for name in terms:
        prefix = name.partition(":")[0]
        counts[prefix] = counts.get(prefix, 0) + 1
    return min(counts, key=lambda prefix: (-counts[prefix], prefix)).partition(".")[0]


def _block(term: Term, terms: Collection[str], wanted: Collection[str]) -> str:
    kind, above = ("owl:ObjectProperty", "rdfs:subPropertyOf") if term.property else ("owl:Class", "rdfs:subClassOf")
    rows = [("rdfs:label", str(ox.Literal(term.label, language="en")))]
    parents = [parent for parent in sorted(term.parents) if parent in terms]
    if parents:
        rows.append((_DERIVED.get(term.id.partition(":")[0], above), " ,\n".join(parents)))
    references = [reference for reference in sorted(term.cross_references) if reference in wanted]
    if references:
        rows.append(("oboInOwl:hasDbXref", " ,\n".join(f'"{reference}"' for reference in references)))
    if term.obsolete:
        rows.append(("owl:deprecated", "true"))
    return _aligned(f"{term.id} a {kind}", rows)


def _aligned(opening: str, rows: list[tuple[str, str]]) -> str:
    width = max(len(predicate) for predicate, _ in rows)
    indent = "\n" + " " * (width + 5)
    body = [f"    {predicate:<{width}} {values.replace(chr(10), indent)}" for predicate, values in rows]
    return f"{opening} ;\n" + " ;\n".join(body) + " ."


def _curies(block: str) -> list[str]:
    """The CURIEs in a block of ours, in which no other word has a colon outside quotes."""
    outside = _QUOTED.sub("", block)
    return [word for word in outside.split() if ":" in word and not word.startswith("<")]
