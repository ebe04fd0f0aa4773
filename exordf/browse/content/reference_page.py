"""The page of a reference: the work, where it is cited with which verdict, and the claims that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.content.records import RecordSummary, record_summary
from exordf.browse.model import facet_names
from exordf.browse.model.cells import Cell, cell, stated
from exordf.browse.model.claim import Claim, claims
from exordf.browse.model.resource import Resource, head
from exordf.browse.model.texts import TITLE
from exordf.rdf.prefixes import CITO
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.bilingual import Bilingual
    from exordf.browse.model.facts import Facts
    from exordf.claims.claim_graph import Fit
    from exordf.rdf.rows import Term

_CITES = f"{CITO}citesAsEvidence"


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A text with its language, empty where it has none."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Work:
    """The bibliographic record of a reference; a field is empty where nothing is stated.

    `number` is that in the list of the review, `place` volume, issue and pages in one, such as `12(3):45-67`.
    """

    curie: str
    title: Bilingual
    authors: str
    year: str
    journal: str
    place: str
    doi: str
    unconfirmed_doi: str
    pmid: str
    number: str


@dataclass(frozen=True, slots=True)
class Citation(Resource):
    """The citation of a reference by a sentence, the verdict on how well it fits, its basis, and the work meant."""

    sentence: Cell
    reference: Cell
    title: str
    verdict: Cell
    basis: Cell
    fit: Fit
    intended: ox.NamedNode | None
    meant: Cell | None


@dataclass(frozen=True, slots=True)
class ReferencePage(Resource):
    """A reference: its titles, the work, how sure its DOI is, citations, claims that cite or name it, findings."""

    titles: list[TaggedText]
    work: Work
    basis: Cell | None
    citations: list[Citation]
    citing: list[Claim]
    naming: list[Claim]
    findings: list[RecordSummary]


def reference_page(facts: Facts, node: ox.NamedNode) -> ReferencePage:
    """A work that is cited, or that is plainly meant instead of one."""
    findings = facts.linked(node, facet_names.FINDINGS, "finding")
    facts.load(findings)
    nodes = facts.claims_in(node, facet_names.CLAIMS)
    citing = set(facts.store.query(f"SELECT ?claim WHERE {{ ?claim <{_CITES}> {node} }}").column("claim"))
    return ReferencePage(
        *head(facts, node),
        titles=tagged_texts(facts, node, TITLE),
        work=work(facts, node),
        basis=next((cell(facts, value) for value in facts.values(node, "doiBasis")), None),
        citations=citations(facts, facts.cited_by.get(node, [])),
        citing=claims(facts, [claim for claim in nodes if claim in citing]),
        naming=claims(facts, [claim for claim in nodes if claim not in citing]),
        findings=[record_summary(facts, finding) for finding in findings],
    )


def tagged_texts(facts: Facts, node: ox.NamedNode, prop: str) -> list[TaggedText]:
    """All texts of a resource for a property, by language."""
    by_language = sorted(facts.texts.by_language(node, prop).items())
    return [TaggedText(value, language) for language, values in by_language for value in values]


def work(facts: Facts, node: ox.NamedNode) -> Work:
    """The work that a reference stands for."""
    values: dict[str, str] = {}
    for prop, value in facts.properties(node):
        values.setdefault(prop.rpartition("/")[2], text(value))
    issue = f"({values['issue']})" if "issue" in values else ""
    pages = values.get("pages") or values.get("locator", "")
    return Work(
        curie=facts.curie(node),
        title=facts.texts.both(node, TITLE),
        authors=values.get("authors", ""),
        year=values.get("issued", ""),
        journal=values.get("journal", ""),
        place=f"{values.get('volume', '')}{issue}{':' if pages else ''}{pages}",
        doi=values.get("doi", ""),
        unconfirmed_doi=values.get("unconfirmedDoi", ""),
        pmid=values.get("pmid", ""),
        number=values.get("ordinal", ""),
    )


def citations(facts: Facts, nodes: list[ox.NamedNode]) -> list[Citation]:
    """Some citations, read all at once."""
    facts.load(nodes)
    return [citation(facts, node) for node in nodes]


def citation(facts: Facts, node: ox.NamedNode) -> Citation:
    """A citation with the verdict on it."""
    values: dict[str, Term] = {}
    for prop, value in facts.properties(node):
        values.setdefault(prop.rpartition("/")[2], value)
    reference, verdict, intended = (values.get(name) for name in ("hasCitedEntity", "verdict", "intendedReference"))
    meant = intended if isinstance(intended, ox.NamedNode) else None
    return Citation(
        *head(facts, node),
        sentence=stated(facts, values.get("hasCitingEntity")),
        reference=stated(facts, reference),
        title=facts.name(reference) if isinstance(reference, ox.NamedNode) else "",
        verdict=stated(facts, verdict),
        basis=stated(facts, values.get("basis")),
        fit=facts.fit(verdict),
        intended=meant,
        meant=cell(facts, meant) if meant else None,
    )
