"""Modules: the terms of a release that we link to, and all above them, as Turtle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, Place
from exordf.rdf import turtle_writer
from exordf.rdf.prefixes import DCTERMS, OWL, RDF_TYPE, RDFS
from exordf.rdf.turtle_writer import Chapter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from exordf.dataset.external_terms import Release, Term
    from exordf.rdf.prefixes import Prefixes

MODULES = "https://w3id.org/exordf/imports/"

# In miRBase the "parent" of a mature sequence is the stem-loop that it is cut from: not a kind of it, but its origin.
_DERIVED = {"mirbase.mature": "http://purl.obolibrary.org/obo/RO_0001000"}

_LABEL = ox.NamedNode(f"{RDFS}label")
_REFERENCE = ox.NamedNode("http://www.geneontology.org/formats/oboInOwl#hasDbXref")


def extract_module(release: Release, wanted: AbstractSet[str], prefixes: Prefixes) -> tuple[str, str]:
    """The name of the module (the prefix of its terms) and its Turtle, the same bytes for the same input.

    It holds IRI, label and parents of the terms in `wanted` and of all above them, and those of their cross-references
    that are in `wanted` too; for a stem-loop in `wanted`, the mature sequences as well. Raises InputError if the
    release has none of them, or one whose name makes no IRI.
    """
    products = {term.id for term in release.terms.values() if _is_derived(term) and not wanted.isdisjoint(term.parents)}
    terms = release.with_ancestors({*wanted, *products})
    if not terms:
        raise InputError(
            "has none of the terms that the mappings name",
            place=Place(release.path),
            mend="Give a release of an ontology that the mappings link to.",
        )
    _refuse_bad_names(release, terms, prefixes)
    name = _name(terms)
    head = ox.NamedNode(f"{MODULES}{name}")
    quads = [*_head(head, f"{name}: the terms that exordf links to, and all above them", release)]
    for term in terms.values():
        quads += _term(term, terms, wanted, prefixes)
    subjects = [head, *map(prefixes.iri, terms)]
    comment = (
        f"{name} {release.version}: the terms that exordf links to, with all above them, by `exordf link extract`."
    )
    content = turtle_writer.write([Chapter("", None, subjects, quads)], prefixes, turtle_writer.Heads([comment]))
    return name, content.decode()


def _refuse_bad_names(release: Release, terms: Iterable[str], prefixes: Prefixes) -> None:
    for name in terms:
        prefix, colon, _ = name.partition(":")
        place = Place(release.path, release.lines.get(name))
        if not colon:
            raise InputError(f'"{name}" has no prefix', place=place, mend="Give a release whose terms have one.")
        if prefix not in prefixes.table:
            raise InputError(
                f'no prefix is called "{prefix}:", which {name} has',
                place=place,
                mend="Declare it in ontology/prefixes.ttl of the data that --data names, then run it again.",
            )
        try:
            prefixes.iri(name)
        except ValueError:
            raise InputError(f'"{name}" makes no IRI', place=place, mend="Correct the identifier.") from None


def _is_derived(term: Term) -> bool:
    return term.id.partition(":")[0] in _DERIVED


def _name(terms: Iterable[str]) -> str:
    """The most frequent prefix of the terms, without what follows a point: `mirbase` for `mirbase.mature`."""
    counts = Counter(name.partition(":")[0] for name in terms)
    return min(counts, key=lambda prefix: (-counts[prefix], prefix)).partition(".")[0]


def _head(head: ox.NamedNode, label: str, release: Release) -> Iterator[ox.Quad]:
    yield ox.Quad(head, RDF_TYPE, ox.NamedNode(f"{OWL}Ontology"))
    yield ox.Quad(head, _LABEL, ox.Literal(label, language="en"))
    for name, value in ((f"{OWL}versionInfo", release.version), (f"{DCTERMS}license", release.licence)):
        if value:
            yield ox.Quad(head, ox.NamedNode(name), ox.Literal(value))


def _term(term: Term, terms: Collection[str], wanted: Collection[str], prefixes: Prefixes) -> Iterator[ox.Quad]:
    node = prefixes.iri(term.id)
    kind, above = ("ObjectProperty", f"{RDFS}subPropertyOf") if term.property else ("Class", f"{RDFS}subClassOf")
    yield ox.Quad(node, RDF_TYPE, ox.NamedNode(OWL + kind))
    yield ox.Quad(node, _LABEL, ox.Literal(term.label, language="en"))
    above = _DERIVED.get(term.id.partition(":")[0], above)
    for parent in term.parents:
        if parent in terms:
            yield ox.Quad(node, ox.NamedNode(above), prefixes.iri(parent))
    for reference in term.cross_references:
        if reference in wanted:
            yield ox.Quad(node, _REFERENCE, ox.Literal(reference))
    if term.obsolete:
        yield ox.Quad(node, ox.NamedNode(f"{OWL}deprecated"), ox.Literal(True))  # noqa: FBT003 - a value of RDF
