"""The page of a claim: its sentence, what is cited with which verdict, its mechanism, its neighbours, its Turtle.

Everything comes from the facets of the claim and of the records that it names, and from its own triples, which the page
shows as Turtle; the flat tables are for lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.claim_list.facet_index import build_facet_index, claim_positions
from exordf.browse.content import description_graph
from exordf.browse.content.properties import Property, properties, record_tables
from exordf.browse.content.reference_page import Citation, Work, citations, work
from exordf.browse.model import facet_names
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.cells import Cell, cell
from exordf.browse.model.claim import Claim, claim, claims
from exordf.browse.model.resource import Resource, resource
from exordf.claims.bibliography import works
from exordf.claims.columns import CONTEXT
from exordf.claims.tables import node_of, short_name
from exordf.export import bibtex
from exordf.rdf import turtle_writer
from exordf.rdf.prefixes import CITO, EXO
from exordf.rdf.rows import text
from exordf.rdf.text_tables import escape_bidi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.browse.content.description_graph import Description
    from exordf.browse.model.cells import Table
    from exordf.browse.model.explorer import Explorer
    from exordf.browse.model.facts import Facts
    from exordf.errors import Place
    from exordf.rdf.rows import Term

    Values = Mapping[str, list[Term]]

_MOST = 25  # claims of a mechanism on either side
_CITES = f"{CITO}citesAsEvidence"
# Properties that another part of the page shows.
_SHOWN = {
    EXO + name
    for name in (
        *("subject", "predicate", "object", "certainty", "negated", "printed", "attributedTo"),
        *("minimum", "maximum", "unit"),
        *CONTEXT,
    )
}
# A string with its language, or a prefixed name that may be a link.
_TURTLE = re.compile(r'("(?:[^"\\]|\\.)*"(?:@[\w-]+)?)|([A-Za-z][\w.-]*:[\w.-]*\w)')


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """The sentence that states a claim: its number in the section, its digest, and the section, if one is on record."""

    cell: Cell
    number: str
    digest: str
    section: Cell
    name: Bilingual


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A reference that is cited for a claim or named in its text, the verdict on that, and the work meant instead."""

    reference: Cell
    attributed: bool
    work: Work | None
    citation: Citation | None
    meant_work: Work | None


@dataclass(frozen=True, slots=True)
class TurtlePiece:
    """A piece of Turtle; `iri` is that of the resource whose name it is, where that has a page."""

    text: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with everything that one needs to judge how far to trust it.

    `mechanism` are the claims by which it works, the most remote first, `effects` those that work by it; `place` is
    where the file states it; `before` and `after` are its neighbours in the order of the review.
    """

    claim: Claim
    sentence: SourceSentence | None
    cited: list[CitedWork]
    quantity: str
    printed: list[str]
    properties: list[Property]
    records: list[Table]
    mechanism: list[Claim]
    effects: list[Claim]
    turtle: list[TurtlePiece]
    place: Place | None
    bibtex: str
    before: Resource | None
    after: Resource | None

    @property
    def has_misfit(self) -> bool:
        """Whether a citation for it does not fit."""
        return any(work.citation is not None and work.citation.fit == "misfit" for work in self.cited)


def claim_page(explorer: Explorer, node: ox.NamedNode) -> ClaimPage:
    """The page of a claim."""
    facts = explorer.facts
    own = description_graph.own_description(facts.store, node, facts.curie(node))
    values: dict[str, list[Term]] = {}
    for quad in own.quads:
        if quad.subject == node:
            values.setdefault(quad.predicate.value, []).append(quad.object)
    sentence = next((term for term in values.get(f"{EXO}sentence", []) if isinstance(term, ox.NamedNode)), None)
    cited = _cited(facts, values, sentence)
    references = [cell for work in cited for cell in (work.reference, work.citation and work.citation.meant) if cell]
    entries = works(facts.store, explorer.dataset.prefixes, [ox.NamedNode(cell.iri) for cell in references if cell.iri])
    position = explorer.once(claim_positions)[short_name(node, explorer.dataset.prefixes)]
    return ClaimPage(
        claim=claim(facts, node),
        sentence=_sentence(facts, sentence) if sentence else None,
        cited=cited,
        quantity=_quantity(values),
        printed=sorted(map(text, values.get(f"{EXO}printed", []))),
        properties=[prop for prop in properties(facts, node) if prop.name.iri not in _SHOWN],
        records=record_tables(facts, node, facet_names.FINDINGS, facet_names.CONFLICTS),
        mechanism=claims(facts, [step for level in _chain(node, facts.mechanisms)[::-1] for step in level]),
        effects=claims(facts, [step for level in _chain(node, facts.effects) for step in level]),
        turtle=_turtle(explorer, own),
        place=explorer.dataset.places.get(node.value) if explorer.dataset.paths else None,
        bibtex=bibtex.write(entries).decode().strip(),
        before=_neighbour(explorer, position - 1),
        after=_neighbour(explorer, position + 1),
    )


def _quantity(values: Values) -> str:
    """A measured value, or the bounds of one, with its unit as a UCUM code; the empty string without a value."""
    minimum, maximum, unit = (
        text(next(iter(values.get(EXO + name, [])), None)) for name in ("minimum", "maximum", "unit")
    )
    bounds = " – ".join(dict.fromkeys(filter(None, (minimum, maximum))))
    return f"{bounds} {'' if unit == '1' else unit}".strip()


def _sentence(facts: Facts, sentence: ox.NamedNode) -> SourceSentence:
    section = facts.value(sentence, "section")
    return SourceSentence(
        cell=cell(facts, sentence),
        number=text(facts.value(sentence, "ordinal")),
        digest=text(facts.value(sentence, "digest")),
        section=cell(facts, section),
        name=facts.names(section) if isinstance(section, ox.NamedNode) else Bilingual(),
    )


def _cited(facts: Facts, values: Values, sentence: ox.NamedNode | None) -> list[CitedWork]:
    """Each reference that is cited, or to which the text attributes the claim, with the verdict on its citation."""
    verdicts = {
        citation.reference.iri: citation
        for citation in citations(facts, facts.citations.get(sentence, []) if sentence else [])
    }
    works_cited = []
    for prop in (_CITES, f"{EXO}attributedTo"):
        for term in sorted(values.get(prop, []), key=text):
            citation = verdicts.get(term.value) if isinstance(term, ox.NamedNode) else None
            works_cited.append(
                CitedWork(
                    reference=cell(facts, term),
                    attributed=prop != _CITES,
                    work=_work(facts, term),
                    citation=citation,
                    meant_work=_work(facts, citation.intended) if citation else None,
                )
            )
    return works_cited


def _work(facts: Facts, term: Term | None) -> Work | None:
    """The work of a reference that is on record."""
    return work(facts, term) if isinstance(term, ox.NamedNode) and term in facts.things else None


def _chain(node: ox.NamedNode, steps: Mapping[ox.NamedNode, list[ox.NamedNode]]) -> list[list[ox.NamedNode]]:
    """The claims that one step leads to from a claim, those that two steps lead to, and so on; at most `_MOST`."""
    levels = [[node]]
    seen = {node}
    while levels[-1] and len(seen) <= _MOST:
        targets = dict.fromkeys(target for claim in levels[-1] for target in steps.get(claim, []))
        levels.append([target for target in targets if target not in seen][: _MOST + 1 - len(seen)])
        seen.update(levels[-1])
    return levels[1:]


def _turtle(explorer: Explorer, own: Description) -> list[TurtlePiece]:
    """The claim as Turtle in pieces, of which the names of resources are links."""
    prefixes = explorer.dataset.prefixes
    document = turtle_writer.write(own.chapters, prefixes, turtle_writer.Heads()).decode()
    block = escape_bidi(document.partition("\n### ")[2].partition("\n\n")[2])
    pieces: list[TurtlePiece] = []
    end = 0
    for match in _TURTLE.finditer(block):
        prefix = (match[2] or "").partition(":")[0]
        iri = prefixes.iri(match[2]).value if prefix and prefix in prefixes.table else ""
        if iri and explorer.find(iri):
            pieces += [TurtlePiece(block[end : match.start()]), TurtlePiece(match[0], iri)]
            end = match.end()
    return [*pieces, TurtlePiece(block[end:])]


def _neighbour(explorer: Explorer, position: int) -> Resource | None:
    """The claim at a position in the order of the review; None before the first and after the last."""
    rows = explorer.once(build_facet_index).rows
    node = node_of(rows[position]["claim"], explorer.dataset.prefixes) if 0 <= position < len(rows) else None
    return resource(explorer.facts, node) if node else None
