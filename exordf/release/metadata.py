"""Facts of a release that its descriptions share: dates, the version before, the reviews that it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.export.void import DATASET
from exordf.rdf.prefixes import BIBO, DCTERMS, EXO, OWL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.export import About, Source

_PREFIXES = f"PREFIX dcterms: <{DCTERMS}> PREFIX bibo: <{BIBO}>"


@dataclass(frozen=True)
class Review:
    """A review that claims come from; `doi` is empty where none is on record."""

    iri: str
    title: str
    authors: tuple[str, ...]
    year: str
    doi: str


@dataclass(frozen=True)
class ReleaseMetadata:
    """What the ontology says of itself, and what the dataset says of its sources. Empty text where nothing is said."""

    about: About
    created: str
    issued: str
    modified: str
    publisher: str
    citation: str
    prior_ontology: str
    reviews: tuple[Review, ...]

    @property
    def dataset(self) -> str:
        """The IRI of the dataset in this version."""
        return f"{DATASET}/{self.about.version}"

    @property
    def prior_dataset(self) -> str:
        """The IRI of the dataset in the version before, empty where there is none."""
        return f"{DATASET}/{self.prior_ontology.removeprefix(self.about.iri)}" if self.prior_ontology else ""

    @property
    def project(self) -> str:
        """Where people begin: the address above that of the ontology."""
        return self.about.iri.rstrip("/").rpartition("/")[0] + "/"


def release_metadata(source: Source) -> ReleaseMetadata:
    """The facts of what is exported."""
    here = f"<{source.about.iri}>"
    head = source.store.query(
        f"""{_PREFIXES} SELECT ?created ?issued ?modified ?publisher ?citation ?prior WHERE {{
              {here} <{OWL}versionIRI> ?version .
              OPTIONAL {{ {here} dcterms:created ?created }}
              OPTIONAL {{ {here} dcterms:issued ?issued }}
              OPTIONAL {{ {here} dcterms:modified ?modified }}
              OPTIONAL {{ {here} dcterms:publisher ?publisher }}
              OPTIONAL {{ {here} dcterms:bibliographicCitation ?citation }}
              OPTIONAL {{ {here} <{OWL}priorVersion> ?prior }}
            }} ORDER BY ?prior LIMIT 1"""
    )
    reviews = source.store.query(
        f"""{_PREFIXES} SELECT ?review ?title ?authors ?year ?doi WHERE {{
              ?review a <{EXO}Review> ; dcterms:title ?title .
              OPTIONAL {{ ?review <{EXO}authors> ?authors }} OPTIONAL {{ ?review dcterms:issued ?year }}
              OPTIONAL {{ ?review bibo:doi ?doi }}
            }} ORDER BY ?review ?title"""
    )
    created, issued, modified, publisher, citation, prior = (
        (text(term) for term in head.terms[0]) if len(head) else ("",) * 6
    )
    return ReleaseMetadata(
        source.about,
        created,
        issued,
        modified,
        publisher,
        citation,
        prior,
        tuple(
            Review(text(iri), text(title), tuple(filter(None, text(names).split("; "))), text(year), text(doi))
            for iri, title, names, year, doi in reviews.terms
        ),
    )
