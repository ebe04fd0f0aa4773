"""Checks: the mappings against the modules that we keep, and both against a release that the user has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.dataset.external_terms import Term
from exordf.dataset.mappings import CLOSE, EXACT, NO_TERM
from exordf.rdf.prefixes import OWL, RDFS
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exordf.dataset.external_terms import Release
    from exordf.dataset.mappings import Mapping as Row
    from exordf.rdf.prefixes import Prefixes

_ABOVE = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", "http://purl.obolibrary.org/obo/RO_0001000")
_REFERENCE = "http://www.geneontology.org/formats/oboInOwl#hasDbXref"
GENES = "NCBIGene"
_KEPT_IN = {"BFO": "RO", "mirbase.mature": "mirbase"}  # the module in which the terms of a prefix stand
_ABOVE_A_LINK = "a term above"  # the place of a term that no row names
COLUMNS = ("change", "term", "was", "now", "place")


@dataclass(frozen=True, order=True)
class Change:
    """What no longer is as the mappings or the modules say: the term, what they say, what is so now."""

    kind: str
    term: str
    was: str
    now: str
    place: str


def rows(changes: Iterable[Change]) -> Rows:
    """Changes as a table: change, term, was, now, place."""
    return Rows(
        COLUMNS,
        [
            tuple(ox.Literal(value) for value in (change.kind, change.term, change.was, change.now, change.place))
            for change in sorted(changes)
        ],
    )


def terms_of(quads: Iterable[ox.Quad], prefixes: Prefixes) -> dict[str, Term]:
    """The terms of modules, by CURIE."""
    labels: dict[str, str] = {}
    parents: dict[str, set[str]] = {}
    references: dict[str, set[str]] = {}
    obsolete: set[str] = set()
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        name = prefixes.curie(quad.subject)
        if quad.predicate.value == f"{RDFS}label":
            labels[name] = text(quad.object)
        elif quad.predicate.value in _ABOVE and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(name, set()).add(prefixes.curie(quad.object))
        elif quad.predicate.value == _REFERENCE:
            references.setdefault(name, set()).add(text(quad.object))
        elif quad.predicate.value == f"{OWL}deprecated" and text(quad.object) == "true":
            obsolete.add(name)
    return {
        name: Term(
            name,
            label,
            tuple(sorted(parents.get(name, ()))),
            name in obsolete,
            cross_references=tuple(sorted(references.get(name, ()))),
        )
        for name, label in labels.items()
    }


def versions(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """The release that each module was made from, by the name of the module."""
    return {
        quad.subject.value.rpartition("/")[2]: text(quad.object)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value == f"{OWL}versionInfo"
    }


def own(
    mappings: Sequence[Row], modules: Mapping[str, Term], releases: Mapping[str, str], labels: Mapping[str, str]
) -> list[Change]:
    """What the rows say otherwise than our own terms (`labels`, by CURIE) and modules do, and what is obsolete there.

    Empty when all agree and nothing is obsolete.
    """
    references = {reference for term in modules.values() for reference in term.cross_references}
    places = _places(mappings)
    found = [
        Change("obsolete", name, term.label, "", places.get(name, _ABOVE_A_LINK))
        for name, term in modules.items()
        if term.obsolete
    ]
    for row in mappings:
        place = str(row.place)
        if row.subject not in labels:
            found.append(Change("no such term of ours", row.subject, row.subject_label, "", place))
        elif labels[row.subject] != row.subject_label:
            found.append(Change("relabelled", row.subject, row.subject_label, labels[row.subject], place))
        if not row.holds or row.object in references:
            continue
        if row.object not in modules:
            found.append(Change("not in the modules", row.object, row.object_label, "", place))
            continue
        term = modules[row.object]
        if term.label != row.object_label:
            found.append(Change("relabelled", row.object, row.object_label, term.label, place))
        release = releases.get(_KEPT_IN.get(row.source, row.source), "")
        if row.version != release:
            found.append(Change("of another release", row.object, row.version, release, place))
        if row.source == GENES and row.predicate in (EXACT, CLOSE) and row.subject_label != term.label:
            found.append(Change("not the symbol of this gene", row.object, row.subject_label, term.label, place))
    return found


def release(mappings: Sequence[Row], modules: Mapping[str, Term], newer: Release) -> list[Change]:
    """What a newer release says otherwise: terms gone, merged, obsolete, relabelled, reparented; genes renamed."""
    covered = newer.prefixes()
    places = _places(mappings)
    linked = {row.object for row in mappings if row.holds}
    aliases = {alias: term for term in newer.terms.values() for alias in term.synonyms if term.id.startswith(GENES)}
    found = []
    for name, term in sorted(modules.items()):
        if name.partition(":")[0] in covered:
            found += _changes(term, newer, places.get(name, _ABOVE_A_LINK), name in linked)
    for row in mappings:
        if row.holds and row.source in covered and row.object not in modules:
            found.append(Change("not in the modules", row.object, row.object_label, "", str(row.place)))
        if row.holds and row.source == GENES and GENES in covered:
            symbol, other = row.subject_label, aliases.get(row.subject_label)
            own_term = newer.terms.get(row.object)
            if other is not None and own_term is not None and symbol != own_term.label:
                found.append(Change("an alias of another gene", row.object, symbol, other.label, str(row.place)))
    return found


def _places(mappings: Sequence[Row]) -> dict[str, str]:
    """The first row in which each term of others stands."""
    return {row.object: str(row.place) for row in reversed(mappings) if row.object != NO_TERM}


def _changes(term: Term, newer: Release, place: str, linked: bool) -> list[Change]:  # noqa: FBT001 - private
    if term.id in newer.merged:
        return [Change("merged", term.id, term.label, newer.merged[term.id], place)]
    now = newer.terms.get(term.id)
    if now is None:
        return [Change("gone", term.id, term.label, "", place)]
    if now.obsolete:
        return [Change("obsolete", term.id, term.label, " ".join(now.replaced_by), place)]
    found = []
    if now.label != term.label:
        found.append(Change("relabelled", term.id, term.label, now.label, place))
    parents = sorted(parent for parent in now.parents if parent in newer.terms)
    if linked and parents != list(term.parents):
        found.append(Change("reparented", term.id, " ".join(term.parents), " ".join(parents), place))
    return found


def hierarchy(mappings: Sequence[Row], ours: Mapping[str, Collection[str]], theirs: Mapping[str, Term]) -> Rows:
    """Pairs of exactly matched terms of which only one side says that the one lies below the other.

    `ours` maps our terms to those above them, before any link.
    Columns: below, above, said_by, their_below, their_above.
    """
    matched = [row for row in mappings if row.holds and row.predicate == EXACT and row.object in theirs]
    exact = {(row.subject, row.object) for row in matched}
    above = {name: _above(name, theirs) for _, name in exact}
    found = []
    for low, their_low in sorted(exact):
        for high, their_high in sorted(exact):
            if low == high or their_low.partition(":")[0] != their_high.partition(":")[0]:
                continue
            said_here, said_there = high in ours.get(low, ()), their_high in above[their_low]
            if said_here != said_there:
                by = "us" if said_here else "them"
                found.append(tuple(ox.Literal(value) for value in (low, high, by, their_low, their_high)))
    return Rows(("below", "above", "said_by", "their_below", "their_above"), found)


def _above(name: str, terms: Mapping[str, Term]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        for parent in terms[here].parents if here in terms else ():
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
