"""The description of a resource as quads under headings: the RDF at its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.facts import RECORDS
from exordf.rdf.prefixes import CITO, EXO, OWL, RDF
from exordf.rdf.reader import canonical_quads
from exordf.rdf.rows import text
from exordf.rdf.sorting import natural_key
from exordf.rdf.tree import Trees
from exordf.rdf.turtle_writer import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.rows import Rows
    from exordf.rdf.tree import Subject
    from exordf.store.store_protocol import Store

_TYPE = f"{RDF}type"
# What leads from a blank node of an axiom or a list to the next; an IRI ends the path, as none of these leaves it.
_INSIDE = "|".join(
    [
        *(f"<{RDF}{name}>" for name in ("first", "rest")),
        *(f"<{OWL}{name}>" for name in ("intersectionOf", "unionOf", "complementOf", "oneOf", "withRestrictions")),
        *(f"<{OWL}{name}>" for name in ("someValuesFrom", "allValuesFrom", "hasValue", "onProperty", "onClass")),
        *(f"<{OWL}{name}>" for name in ("inverseOf", "onDatatype", "onDataRange")),
    ]
)
_CITED = (
    f"?thing <{EXO}sentence> ?sentence ; <{CITO}citesAsEvidence>|<{EXO}attributedTo> ?work ."
    f" ?citation <{CITO}hasCitingEntity> ?sentence ; <{CITO}hasCitedEntity> ?work ."
)
# What the sentence of a claim cites for it, which errors in print concern either, and the conflicts of the claim.
_OF_A_CLAIM = (
    ("The sentence that states it", f"?thing <{EXO}sentence> ?found"),
    (
        "What that sentence cites for it",
        f"{_CITED} BIND(?citation AS ?found)",
    ),
    (
        "Errors in print that concern it",
        f"{{ ?found <{EXO}concerns> ?thing }} UNION {{ {_CITED} ?found <{EXO}concerns> ?citation }}",
    ),
    ("Where it disagrees with others", f"?found a <{EXO}Conflict> ; <{EXO}involves> ?thing"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """Quads with canonical names of blank nodes, and the chapters of their subjects."""

    quads: list[ox.Quad]
    chapters: list[Chapter]

    @property
    def subjects(self) -> list[Subject]:
        """Every subject that is not nested in another, in order."""
        return [subject for chapter in self.chapters for subject in chapter.subjects]


def describe_resource(store: Store, node: ox.NamedNode, name: str) -> Description:
    """The description of a resource, under its name.

    It has the triples of the resource, with the blank nodes that they lead to (axioms, lists), inferred ones included.
    For a claim it also has those of its sentence, of the citations for it, of the errors in print that concern it or
    such a citation, and of the conflicts that involve it; for anything else each triple in which a record names it:
    `claim exo:subject term`, one triple for each claim and role, but nothing more of that claim.
    """
    parts = [(name, _own(store, [node]))]
    if any(quad.predicate.value == _TYPE and text(quad.object) == f"{EXO}Claim" for quad in parts[0][1]):
        for title, pattern in _OF_A_CLAIM:
            records = store.query(f"SELECT DISTINCT ?found WHERE {{ VALUES ?thing {{ {node} }} {pattern} }}")
            parts.append((title, _own(store, [term for (term,) in records.terms if isinstance(term, ox.NamedNode)])))
    else:
        kinds = " ".join([*(f"<{EXO}{kind}>" for kind in RECORDS), f"<{CITO}Citation>"])
        answer = store.query(
            f"""SELECT DISTINCT ?s ?p ?o WHERE {{
                  VALUES ?o {{ {node} }} ?s ?p ?o . FILTER(isIRI(?s) && ?s != ?o) VALUES ?kind {{ {kinds} }}
                  ?s a ?kind }}"""
        )
        parts.append(("What names it", _quads(answer)))
    return _in_chapters(parts)


def own_description(store: Store, node: ox.NamedNode, name: str) -> Description:
    """The triples of a resource alone, with the blank nodes that they lead to."""
    return _in_chapters([(name, _own(store, [node]))])


def _own(store: Store, nodes: Iterable[ox.NamedNode]) -> list[ox.Quad]:
    values = " ".join(map(str, nodes))
    if not values:
        return []
    answer = store.query(
        f"""SELECT DISTINCT ?s ?p ?o WHERE {{
              {{ VALUES ?s {{ {values} }} }}
              UNION {{ VALUES ?thing {{ {values} }} ?thing ?any ?blank . FILTER(isBlank(?blank))
                       ?blank ({_INSIDE})* ?s . FILTER(isBlank(?s)) }}
              ?s ?p ?o }}"""
    )
    return _quads(answer)


def _quads(answer: Rows) -> list[ox.Quad]:
    return [ox.Quad(*terms) for terms in answer.terms]  # type: ignore[arg-type]


def _in_chapters(parts: Iterable[tuple[str, list[ox.Quad]]]) -> Description:
    """The parts that have a quad, with blank nodes named for the whole; a subject is in the first part that has it."""
    heading = {subject: title for title, quads in reversed(list(parts)) for subject in Trees(quads).roots()}
    all_quads = canonical_quads(quad for _, quads in parts for quad in quads)
    whole = Trees(all_quads)
    grouped: dict[str, list[Subject]] = {title: [] for title, _ in parts}
    for subject in sorted(whole.roots(), key=lambda subject: natural_key(str(subject))):
        grouped[heading.get(subject, next(iter(grouped)))].append(subject)
    chapters = []
    for title, subjects in grouped.items():
        quads = [quad for subject in subjects for quad in whole.block(subject)]
        if quads:
            chapters.append(Chapter(title, None, subjects, quads))
    return Description(all_quads, chapters)
