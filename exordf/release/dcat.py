"""DCAT: the release for catalogues, a dataset in a version with a distribution for each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.dataset.metadata import DATASET
from exordf.export.void import description, prefixes
from exordf.rdf.prefixes import DCTERMS, OWL, RDF_TYPE, RDFS, XSD
from exordf.rdf.reader import serialize as to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.dataset.metadata import Metadata
    from exordf.export import Source
    from exordf.release.manifest import File

NAME = "exordf.dcat.ttl"
ABOUT = "catalogues: the release as DCAT and VoID, with every file, its size and checksum, counts, links and versions"

_DCAT, _SPDX = "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
_LANGUAGES = ("en", "zh")
_LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"


def quads(source: Source, files: Iterable[File]) -> list[ox.Quad]:
    """The description of a release: VoID's counts and links, DCAT's versions and files."""
    return [
        *description(source),
        *_versions(source.about),
        *(quad for file in files for quad in _file(source.about, file)),
    ]


def turtle(source: Source, quads: Iterable[ox.Quad]) -> bytes:
    """The description as Turtle."""
    return to_bytes(quads, ox.RdfFormat.TURTLE, prefixes(source, "dcat", "owl", "rdfs", "spdx"))


def _versions(about: Metadata) -> Iterator[ox.Quad]:
    whole, this = ox.NamedNode(DATASET), ox.NamedNode(about.dataset)
    for dataset in (whole, this):
        yield ox.Quad(dataset, RDF_TYPE, _iri(_DCAT, "Dataset"))
    yield ox.Quad(whole, _iri(DCTERMS, "title"), ox.Literal(about.title, language="en"))
    yield ox.Quad(whole, _iri(_DCAT, "hasVersion"), this)
    yield ox.Quad(whole, _iri(_DCAT, "hasCurrentVersion"), this)
    yield ox.Quad(this, _iri(_DCAT, "isVersionOf"), whole)
    yield ox.Quad(this, _iri(_DCAT, "version"), ox.Literal(about.version))
    yield ox.Quad(this, _iri(OWL, "versionInfo"), ox.Literal(about.version))
    yield ox.Quad(this, _iri(DCTERMS, "identifier"), ox.Literal(about.dataset))
    yield ox.Quad(this, _iri(_DCAT, "landingPage"), ox.NamedNode(about.project))
    yield ox.Quad(this, _iri(DCTERMS, "conformsTo"), ox.NamedNode(about.version_iri))
    for language in _LANGUAGES:
        yield ox.Quad(this, _iri(DCTERMS, "language"), ox.NamedNode(_LANGUAGE + language))
    for review in about.reviews:
        yield ox.Quad(this, _iri(DCTERMS, "source"), ox.NamedNode(review.iri))
    if about.prior_dataset:
        prior = ox.NamedNode(about.prior_dataset)
        yield ox.Quad(whole, _iri(_DCAT, "hasVersion"), prior)
        yield ox.Quad(this, _iri(_DCAT, "previousVersion"), prior)
        yield ox.Quad(this, _iri(OWL, "priorVersion"), prior)


def _file(about: Metadata, file: File) -> Iterator[ox.Quad]:
    distribution = ox.NamedNode(f"{about.dataset}#{file.name}")
    checksum = ox.NamedNode(f"{distribution.value}.sha256")
    yield ox.Quad(ox.NamedNode(about.dataset), _iri(_DCAT, "distribution"), distribution)
    yield ox.Quad(distribution, RDF_TYPE, _iri(_DCAT, "Distribution"))
    yield ox.Quad(distribution, _iri(DCTERMS, "title"), ox.Literal(file.name))
    yield ox.Quad(distribution, _iri(DCTERMS, "description"), ox.Literal(file.about, language="en"))
    yield ox.Quad(distribution, _iri(DCTERMS, "license"), ox.NamedNode(about.licence))
    yield ox.Quad(distribution, _iri(_DCAT, "downloadURL"), ox.NamedNode(f"{about.dataset}/{file.name}"))
    yield ox.Quad(distribution, _iri(_DCAT, "byteSize"), _typed(str(len(file.content)), "nonNegativeInteger"))
    if file.media_iri:
        yield ox.Quad(distribution, _iri(_DCAT, "mediaType"), ox.NamedNode(file.media_iri))
    yield from _format(distribution, file)
    yield ox.Quad(distribution, _iri(_SPDX, "checksum"), checksum)
    yield ox.Quad(checksum, RDF_TYPE, _iri(_SPDX, "Checksum"))
    yield ox.Quad(checksum, _iri(_SPDX, "algorithm"), _iri(_SPDX, "checksumAlgorithm_sha256"))
    yield ox.Quad(checksum, _iri(_SPDX, "checksumValue"), _typed(file.digest, "hexBinary"))


def _format(distribution: ox.NamedNode, file: File) -> Iterator[ox.Quad]:
    """The format by its IRI or, where none is registered, by an IRI of ours with its media type as the label."""
    format_iri = file.format_iri or f"{DATASET}#{file.media_type.replace('/', '-')}"
    yield ox.Quad(distribution, _iri(DCTERMS, "format"), ox.NamedNode(format_iri))
    if not file.format_iri:
        yield ox.Quad(ox.NamedNode(format_iri), RDF_TYPE, _iri(DCTERMS, "MediaTypeOrExtent"))
        yield ox.Quad(ox.NamedNode(format_iri), _iri(RDFS, "label"), ox.Literal(file.media_type))


def _iri(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + name)


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(f"{XSD}{datatype}"))
