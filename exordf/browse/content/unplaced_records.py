"""The page of the records that are in no section: sentences, and the claims and citations that they do not contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.content.reference_page import Citation, citations
from exordf.browse.content.review_text import Sentence, sentences
from exordf.browse.model.claim import Claim, claims
from exordf.browse.model.facts import CITATION
from exordf.browse.model.locations import UNPLACED

if TYPE_CHECKING:
    import pyoxigraph as ox

    from exordf.browse.model.explorer import Explorer
    from exordf.browse.model.facts import Facts


@dataclass(frozen=True, slots=True)
class UnplacedPage:
    """Sentences as in a section, then the claims and the citations that are in none of them."""

    sentences: list[Sentence]
    claims: list[Claim]
    citations: list[Citation]


def unplaced_nodes(explorer: Explorer) -> list[ox.NamedNode]:
    """The sentences, claims and citations that are in no section, in this order."""
    facts = explorer.facts
    nodes = [node for kind in ("Sentence", "Claim", CITATION) for node in facts.all_of(kind)]
    locations = ((node, facts.locations.of(node)) for node in nodes)
    return [node for node, location in locations if location is not None and location.kind == UNPLACED.kind]


def unplaced_page(facts: Facts, nodes: list[ox.NamedNode]) -> UnplacedPage:
    """The page of some records that are in no section."""
    kinds = {kind: set(facts.all_of(kind)) for kind in ("Sentence", "Claim", CITATION)}
    parts = sentences(facts, [node for node in nodes if node in kinds["Sentence"]])
    contained = {record.iri for sentence in parts for record in (*sentence.claims, *sentence.citations)}
    rest = [node for node in nodes if node.value not in contained]
    return UnplacedPage(
        sentences=parts,
        claims=claims(facts, [node for node in rest if node in kinds["Claim"]]),
        citations=citations(facts, [node for node in rest if node in kinds[CITATION]]),
    )
