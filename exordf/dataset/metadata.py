"""The metadata of a dataset: title, version, licence, dates and so on, and the reviews that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf.rdf.prefixes import BIBO, DCTERMS, EXO, OWL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.store.store_protocol import Store

DATASET = "https://w3id.org/exordf/dataset"
_PREFIXES = {"dcterms": DCTERMS, "bibo": BIBO, "owl": OWL, "exo": EXO}


class Review(NamedTuple):
    """A review that claims come from; a text is empty where nothing is on record."""

    iri: str
    title: str
    authors: tuple[str, ...]
    year: str
    doi: str


class Metadata(NamedTuple):
    """The head of the ontology, texts in English, and the reviews on record; a text is empty where nothing is stated.

    `iri`, `version_iri` and `prior_ontology` are IRIs of the ontology; those of the dataset are made from them.
    """

    iri: str = ""
    title: str = ""
    description: str = ""
    version: str = ""
    version_iri: str = ""
    licence: str = ""
    creator: str = ""
    created: str = ""
    issued: str = ""
    modified: str = ""
    publisher: str = ""
    citation: str = ""
    prior_ontology: str = ""
    reviews: tuple[Review, ...] = ()

    def lines(self) -> list[str]:
        """Title, version, source and licence in lines, for formats that take comments; without what is not stated."""
        values = {
            "": f"{self.title}, version {self.version}" if self.title else "",
            "Source: ": self.version_iri,
            "Licence: ": self.licence,
            "By: ": self.creator,
        }
        return [name + value for name, value in values.items() if value]

    @property
    def dataset(self) -> str:
        """The IRI of the dataset in this version."""
        return f"{DATASET}/{self.version}"

    @property
    def prior_dataset(self) -> str:
        """The IRI of the dataset in the version before, empty where there was none."""
        return f"{DATASET}/{self.prior_ontology.removeprefix(self.iri)}" if self.prior_ontology else ""

    @property
    def project(self) -> str:
        """The address of the project, one step above that of the ontology."""
        return self.iri.rstrip("/").rpartition("/")[0] + "/"


def read_metadata(store: Store) -> Metadata:
    """The metadata in a store, from the `owl:Ontology` with a version IRI, ours first, and from its reviews."""
    head = store.query(
        """SELECT ?iri ?title ?description ?version ?version_iri ?licence ?creator
                  ?created ?issued ?modified ?publisher ?citation ?prior_ontology WHERE {
             ?iri a owl:Ontology ; owl:versionIRI ?version_iri .
             OPTIONAL { ?iri owl:versionInfo ?version }
             OPTIONAL { ?iri dcterms:title ?title FILTER(LANG(?title) = "en") }
             OPTIONAL { ?iri dcterms:license ?licence }
             OPTIONAL { ?iri dcterms:description ?description FILTER(LANG(?description) = "en") }
             OPTIONAL { ?iri dcterms:creator ?creator }
             OPTIONAL { ?iri dcterms:created ?created }
             OPTIONAL { ?iri dcterms:issued ?issued }
             OPTIONAL { ?iri dcterms:modified ?modified }
             OPTIONAL { ?iri dcterms:publisher ?publisher }
             OPTIONAL { ?iri dcterms:bibliographicCitation ?citation }
             OPTIONAL { ?iri owl:priorVersion ?prior_ontology }
           } ORDER BY (?iri != exo:) ?iri ?creator ?prior_ontology LIMIT 1""",
        _PREFIXES,
    )
    reviews = store.query(
        """SELECT ?review (MIN(?title) AS ?name) (MIN(?authors) AS ?by) (MIN(?issued) AS ?year) (MIN(?doi) AS ?id)
           WHERE {
             ?review a exo:Review ; dcterms:title ?title .
             OPTIONAL { ?review exo:authors ?authors }
             OPTIONAL { ?review dcterms:issued ?issued }
             OPTIONAL { ?review bibo:doi ?doi }
           } GROUP BY ?review ORDER BY ?review""",
        _PREFIXES,
    )
    return Metadata(
        **{name: text(term) for terms in head.terms for name, term in zip(head.columns, terms, strict=True)},
        reviews=tuple(
            Review(text(iri), text(title), tuple(filter(None, text(authors).split("; "))), text(year), text(doi))
            for iri, title, authors, year, doi in reviews.terms
        ),
    )
