"""The columns of the flat tables: name, type and meaning of each, declared once for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exordf.rdf import sorting
from exordf.rdf.prefixes import BIBO, CITO, DCTERMS, EXO, OWL, RDFS, SKOS

Type = Literal["string", "integer", "number", "boolean", "list"]
Value = str | int | float | bool | list[str] | None

SEPARATOR = "|"  # between the values of a list, in formats without lists
CONTEXT = sorting.CONTEXT

_DOI, _PUBMED = "https://doi.org/{}", "https://pubmed.ncbi.nlm.nih.gov/{}/"


@dataclass(frozen=True)
class Column:
    """A column: the values of the property `path`, in `language` if given; without a path, derived values.

    `refers` is the table whose first column has this value, `link` the pattern of the web address of a value.
    """

    name: str
    type: Type
    about: str
    path: str = ""
    language: str = ""
    refers: str = ""
    link: str = ""


@dataclass(frozen=True)
class Table:
    """A table: one row for each member of the class `record`, named and sorted by the first column."""

    name: str
    record: str
    about: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """The column that names a row."""
        return self.columns[0].name


def _labels(path: str, name: str, about: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_en", "string", f"{about}, in English", path, "en"),
        Column(f"{name}_zh", "string", f"{about}, in Chinese", path, "zh"),
    )


def _several(path: str, name: str, about: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_en", "list", f"{about}, in English", path, "en"),
        Column(f"{name}_zh", "list", f"{about}, in Chinese", path, "zh"),
    )


_IRI = Column("iri", "string", "The whole IRI", link="{}")
_DEPRECATED = Column("deprecated", "boolean", "Whether it has been withdrawn", f"{OWL}deprecated")
_COMMENT = _labels(f"{RDFS}comment", "comment", "What there is to say of it")

CLAIMS = Table(
    "claims",
    f"{EXO}Claim",
    "One row a claim: what a source states of subject and object, how firmly, in which context, on which references",
    (
        Column("claim", "string", "The claim, as a CURIE"),
        _IRI,
        Column("section", "string", "The section of the sentence that states it"),
        Column("sentence", "string", "The sentence that states it", f"{EXO}sentence"),
        Column("subject", "string", "What acts, or what is described", f"{EXO}subject", refers="entities"),
        Column("subject_label", "string", "The English label of the subject"),
        Column("subject_kind", "string", "The kind of the subject"),
        Column("predicate", "string", "What the subject does to the object", f"{EXO}predicate"),
        Column("predicate_label", "string", "The English label of the predicate"),
        Column(
            "object", "string", "What is acted upon, or what the subject is said to be", f"{EXO}object", "", "entities"
        ),
        Column("object_label", "string", "The English label of the object"),
        Column("object_kind", "string", "The kind of the object"),
        Column("vesicle", "list", "The vesicles that carry the subject or act with it", f"{EXO}vesicle"),
        Column("recipient", "list", "The cells in which the subject acts", f"{EXO}recipient"),
        Column("site", "list", "The tissues or body fluids in which it acts or was measured", f"{EXO}site"),
        Column("species", "list", "The organisms that the claim is about", f"{EXO}species"),
        Column("model", "list", "The cell lines or animal models in which it was seen", f"{EXO}model"),
        Column("condition", "list", "The states under which the claim holds", f"{EXO}condition"),
        Column("evidence", "list", "The kinds of evidence, as classes of ECO", f"{EXO}evidence"),
        Column(
            "certainty", "string", "How firmly the source puts it: reported, hedged, hypothesised", f"{EXO}certainty"
        ),
        Column("negated", "boolean", "Whether the source denies it", f"{EXO}negated"),
        _DEPRECATED,
        Column("edge", "boolean", "Whether it is an edge of the graphs: not denied, hypothesised or withdrawn"),
        Column("minimum", "number", "The lower bound of a measured value, in the unit given", f"{EXO}minimum"),
        Column("maximum", "number", "The upper bound of a measured value, in the unit given", f"{EXO}maximum"),
        Column("unit", "string", "The unit of a measured value, as a UCUM code; nt for nucleotides", f"{EXO}unit"),
        Column("printed", "list", "Names as the source prints them, where others are meant", f"{EXO}printed"),
        Column("mechanism", "list", "Other claims by which this one comes about", f"{EXO}mechanism"),
        Column("references", "list", "The references that are cited for it", f"{CITO}citesAsEvidence"),
        Column("attributed_to", "list", "References to which it is given in words", f"{EXO}attributedTo"),
        Column(
            "replaced_by", "list", "What stands in its place, where it has been withdrawn", f"{DCTERMS}isReplacedBy"
        ),
        *_labels(f"{RDFS}label", "label", "The claim in words of this dataset"),
    ),
)

ENTITIES = Table(
    "entities",
    f"{EXO}Entity",
    "One row a term of the ontology: what it is called, what it means, what others call it, how much is said of it",
    (
        Column("entity", "string", "The term, as a CURIE"),
        _IRI,
        Column("kind", "string", "The kind of thing that it is, such as exo:Cell"),
        *_labels(f"{RDFS}label", "label", "The label"),
        *_several(f"{SKOS}altLabel", "synonyms", "Other names"),
        *_labels(f"{SKOS}definition", "definition", "The definition"),
        Column("ancestors", "list", "Every class of this ontology above it", f"{RDFS}subClassOf"),
        Column("exact_matches", "list", "Terms of others that mean the same", f"{SKOS}exactMatch"),
        Column("close_matches", "list", "Terms of others that mean nearly the same", f"{SKOS}closeMatch"),
        Column("broad_matches", "list", "Terms of others that mean more", f"{SKOS}broadMatch"),
        Column("narrow_matches", "list", "Terms of others that mean less", f"{SKOS}narrowMatch"),
        Column("claims", "integer", "How many claims name it, in whatever role, those not in force included"),
        Column("claims_as_subject", "integer", "How many claims have it as subject"),
        Column("claims_as_object", "integer", "How many claims have it as object"),
        _DEPRECATED,
        Column(
            "replaced_by", "list", "What stands in its place, where it has been withdrawn", f"{DCTERMS}isReplacedBy"
        ),
    ),
)

REFERENCES = Table(
    "references",
    f"{EXO}Reference",
    "One row a work that a source lists or plainly means, as corrected",
    (
        Column("reference", "string", "The reference, as a CURIE"),
        _IRI,
        Column("number", "integer", "Its number in the list of the source, where it stands there", f"{EXO}ordinal"),
        *_labels(f"{DCTERMS}title", "title", "The title"),
        Column("authors", "string", "Family names and initials, in order, separated by semicolons", f"{EXO}authors"),
        *_labels(f"{EXO}journal", "journal", "The journal"),
        Column("journal_abbreviation", "string", "The ISO 4 abbreviation", f"{EXO}journalAbbreviation"),
        Column("year", "integer", "The year of publication", f"{DCTERMS}issued"),
        Column("volume", "string", "The volume", f"{BIBO}volume"),
        Column("issue", "string", "The issue", f"{BIBO}issue"),
        Column("pages", "string", "The pages", f"{BIBO}pages"),
        Column("locator", "string", "The number of the article, where it has no pages", f"{BIBO}locator"),
        Column("doi", "string", "The DOI", f"{BIBO}doi", link=_DOI),
        Column("doi_basis", "string", "How it is known that the DOI belongs to the work", f"{EXO}doiBasis"),
        Column("unconfirmed_doi", "string", "A DOI that nobody has seen with the work", f"{EXO}unconfirmedDoi"),
        Column("pmid", "string", "The number in PubMed", f"{BIBO}pmid", link=_PUBMED),
        Column("claims", "integer", "How many claims it is cited for"),
        Column("citations", "integer", "How many sentences cite it"),
        *_COMMENT,
    ),
)

CITATIONS = Table(
    "citations",
    f"{CITO}Citation",
    "One row a pair of a sentence and a reference, with a verdict on how well the two fit",
    (
        Column("citation", "string", "The citation, as a CURIE"),
        _IRI,
        Column("section", "string", "The section of the sentence"),
        Column("sentence", "string", "The sentence that cites", f"{CITO}hasCitingEntity"),
        Column("reference", "string", "What it cites", f"{CITO}hasCitedEntity", "", "references"),
        Column("verdict", "string", "How well the cited work fits the sentence", f"{EXO}verdict"),
        Column("basis", "string", "What was read before the verdict was given", f"{EXO}basis"),
        Column(
            "intended", "string", "The work that is plainly meant instead", f"{EXO}intendedReference", "", "references"
        ),
        Column("confidence", "string", "How sure the dataset is of the work that is meant", f"{EXO}confidence"),
        Column("date", "string", "When the verdict was given, as YYYY-MM-DD", f"{DCTERMS}date"),
        *_COMMENT,
    ),
)

FINDINGS = Table(
    "findings",
    f"{EXO}Finding",
    "One row an error in print",
    (
        Column("finding", "string", "The finding, as a CURIE"),
        _IRI,
        Column("kind", "string", "The kind of error", f"{EXO}kind"),
        Column("kind_label", "string", "The English label of the kind"),
        Column("concerns", "list", "The claims, citations or references that it is about", f"{EXO}concerns"),
        Column("printed", "list", "What is printed", f"{EXO}printed"),
        Column("intended", "list", "What is meant", f"{EXO}intended"),
        Column("confidence", "string", "How sure the dataset is of what is meant", f"{EXO}confidence"),
        *_COMMENT,
    ),
)

TABLES = (CLAIMS, ENTITIES, REFERENCES, CITATIONS, FINDINGS)
