"""The pages of a review and of a section: the sections with counts, a section sentence by sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.content.records import RecordSummary, record_summary
from exordf.browse.content.reference_page import Citation, citations
from exordf.browse.model import facet_names
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import Cell, stated
from exordf.browse.model.claim import Claim, claims
from exordf.browse.model.resource import Resource, head, resource
from exordf.browse.model.texts import TITLE
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

# The records that are counted in a section, each by a pattern for those of a sentence.
_COUNTED = {
    "claims": "?counted a exo:Claim ; exo:sentence ?sentence",
    "citations": "?counted cito:hasCitingEntity ?sentence",
    "gaps": "?counted a exo:Gap ; exo:sentence ?sentence",
    "findings": "?counted a exo:Finding ; exo:concerns/(exo:sentence|cito:hasCitingEntity)? ?sentence",
}


@dataclass(frozen=True, slots=True)
class DispositionCount:
    """How many sentences have a disposition; `start` is where its part begins in a bar of all of them."""

    disposition: Cell
    name: str
    number: int
    start: int


@dataclass(frozen=True, slots=True)
class SectionCounts(Resource):
    """A section with the numbers of its records and of its sentences by disposition."""

    sentences: int
    claims: int
    citations: int
    gaps: int
    findings: int
    dispositions: list[DispositionCount]


@dataclass(frozen=True, slots=True)
class ReviewPage(Resource):
    """A review: its title, authors and year, its sections, and the numbers of the whole."""

    title: str
    authors: str
    year: str
    sections: list[SectionCounts]
    sentences: int
    claims: int
    citations: int
    dispositions: list[DispositionCount]


@dataclass(frozen=True, slots=True)
class Sentence(Resource):
    """A sentence by its number: its disposition, what it cites, its claims, and the findings and gaps in it."""

    ordinal: str
    disposition: Cell
    claims: list[Claim]
    citations: list[Citation]
    findings: list[RecordSummary]
    gaps: list[Resource]

    @property
    def has_misfit(self) -> bool:
        """Whether one of its citations does not fit."""
        return any(citation.fit == "misfit" for citation in self.citations)


@dataclass(frozen=True, slots=True)
class SectionPage(Resource):
    """A section: its sentences, the numbers of its records, its review, and the sections before and after it."""

    sentences: list[Sentence]
    claims: int
    citations: int
    findings: int
    gaps: int
    review: Resource | None
    before: Resource | None
    after: Resource | None


def review_page(facts: Facts, node: ox.NamedNode) -> ReviewPage:
    """A review with its sections.

    A finding counts for every section in which a claim, a citation or a sentence is that it concerns.
    """
    nodes = facts.sections.get(node, [])
    facts.load([node, *nodes])
    counts = {name: _counts(facts, node, pattern) for name, pattern in _COUNTED.items()}
    dispositions: dict[str, Counter[ox.NamedNode | None]] = {}
    for section, disposition, number in facts.dataset.query(
        f"""SELECT ?section ?disposition (COUNT(?sentence) AS ?number) WHERE {{
              ?section exo:review <{node.value}> .
              ?sentence exo:section ?section OPTIONAL {{ ?sentence exo:disposition ?disposition }}
            }} GROUP BY ?section ?disposition"""
    ).terms:
        value = disposition if isinstance(disposition, ox.NamedNode) else None
        dispositions.setdefault(text(section), Counter())[value] += int(text(number))
    sections = [
        SectionCounts(
            *head(facts, section),
            sentences=len(facts.sentences.get(section, [])),
            claims=counts["claims"].get(section.value, 0),
            citations=counts["citations"].get(section.value, 0),
            gaps=counts["gaps"].get(section.value, 0),
            findings=counts["findings"].get(section.value, 0),
            dispositions=_disposition_counts(facts, dispositions.get(section.value, Counter())),
        )
        for section in nodes
    ]
    return ReviewPage(
        *head(facts, node),
        title=facts.texts.first(node, TITLE, "en"),
        authors=text(next(iter(facts.values(node, "authors")), None)),
        year=next((text(value) for prop, value in facts.properties(node) if prop.endswith("/issued")), ""),
        sections=sections,
        sentences=sum(section.sentences for section in sections),
        claims=sum(section.claims for section in sections),
        citations=sum(section.citations for section in sections),
        dispositions=_disposition_counts(facts, sum(dispositions.values(), Counter())),
    )


def section_page(facts: Facts, node: ox.NamedNode) -> SectionPage:
    """A section with its sentences."""
    parts = sentences(facts, facts.sentences.get(node, []))
    review = next((value for value in facts.values(node, "review") if isinstance(value, ox.NamedNode)), None)
    sections = facts.sections.get(review, []) if review else []
    position = sections.index(node) if node in sections else -1
    has_next = 0 <= position < len(sections) - 1
    return SectionPage(
        *head(facts, node),
        sentences=parts,
        claims=sum(len(sentence.claims) for sentence in parts),
        citations=sum(len(sentence.citations) for sentence in parts),
        findings=len({finding.iri for sentence in parts for finding in sentence.findings}),
        gaps=sum(len(sentence.gaps) for sentence in parts),
        review=resource(facts, review) if review else None,
        before=resource(facts, sections[position - 1]) if position > 0 else None,
        after=resource(facts, sections[position + 1]) if has_next else None,
    )


def sentences(facts: Facts, nodes: list[ox.NamedNode]) -> list[Sentence]:
    """Sentences, with everything that is in them read all at once."""
    facts.load(nodes)
    claims_of = {node: _on_record(facts, node, facet_names.CLAIMS, "claim") for node in nodes}
    findings_of = {node: facts.linked(node, facet_names.FINDINGS, "finding") for node in nodes}
    gaps_of = {node: facts.linked(node, facet_names.GAPS, "gap") for node in nodes}
    facts.load(
        record for group in (claims_of, findings_of, gaps_of) for records in group.values() for record in records
    )
    facts.load(citation for node in nodes for citation in facts.citations.get(node, []))
    return [
        Sentence(
            *head(facts, node),
            ordinal=next(map(text, facts.values(node, "ordinal")), facts.curie(node)),
            disposition=stated(facts, facts.value(node, "disposition")),
            claims=claims(facts, claims_of[node]),
            citations=citations(facts, facts.citations.get(node, [])),
            findings=[record_summary(facts, finding) for finding in findings_of[node]],
            gaps=[resource(facts, gap) for gap in gaps_of[node]],
        )
        for node in nodes
    ]


def _on_record(facts: Facts, node: ox.NamedNode, facet: str, column: str) -> list[ox.NamedNode]:
    return [record for record in dict.fromkeys(facts.linked(node, facet, column)) if record in facts.things]


def _counts(facts: Facts, review: ox.NamedNode, pattern: str) -> dict[str, int]:
    """The number of records in each section of a review, by the IRI of the section."""
    answer = facts.dataset.query(
        f"""SELECT ?section (COUNT(DISTINCT ?counted) AS ?number) WHERE {{
              ?section exo:review <{review.value}> .
              ?sentence exo:section ?section .
              {pattern} }} GROUP BY ?section"""
    )
    return {text(section): int(text(number)) for section, number in answer.terms}


def _disposition_counts(facts: Facts, numbers: Counter[ox.NamedNode | None]) -> list[DispositionCount]:
    """The dispositions of sentences, the most frequent first."""
    counts, start = [], 0

    def key(pair: tuple[Term | None, int]) -> tuple[int, str]:
        return -pair[1], text(pair[0])

    for disposition, number in sorted(numbers.items(), key=key):
        name = text(disposition).rpartition("/")[2] or NONE
        counts.append(DispositionCount(stated(facts, disposition), name, number, start))
        start += number
    return counts
