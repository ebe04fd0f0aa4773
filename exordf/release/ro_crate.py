"""RO-Crate: the release for archives, one JSON-LD file that lists every other file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.dataset.metadata import Metadata, Review
    from exordf.release.manifest import File

NAME = "ro-crate-metadata.json"
ABOUT = "archives: the release as an RO-Crate, with every file, its authors, licence and sources"
# https://www.researchobject.org/ro-crate/specification/1.1/
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_OPEN_TYPES = {
    "application/x-bibtex": "BibTeX",
    "application/graphml+xml": "GraphML",
    "application/jsonl": "JSON Lines",
}


def metadata(about: Metadata, files: Sequence[File], unsized: dict[str, str]) -> bytes:
    """The metadata file. `unsized` are files made after it, with their descriptions: they are listed without a size."""
    folders = sorted({file.name.rpartition("/")[0] for file in files if "/" in file.name})
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        _root(about, files, folders, unsized),
        *(_folder(folder, files) for folder in folders),
        *(_file(file) for file in files),
        *(
            {"@id": name, "@type": "File", "name": name, "description": purpose, "encodingFormat": "text/plain"}
            for name, purpose in unsized.items()
        ),
        {"@id": about.licence, "@type": "CreativeWork", "name": _licence_name(about.licence)},
        {"@id": about.project, "@type": "Organization", "name": about.creator, "url": about.project},
        *(part for review in about.reviews for part in _review(review)),
    ]
    content = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _root(about: Metadata, files: Sequence[File], folders: Sequence[str], unsized: dict[str, str]) -> dict[str, Any]:
    parts = [f"{folder}/" for folder in folders] + [file.name for file in files if "/" not in file.name] + [*unsized]
    project = {"@id": about.project}
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "identifier": about.dataset,
        "url": about.project,
        "version": about.version,
        "dateCreated": about.created,
        "datePublished": about.issued,
        "dateModified": about.modified,
        "license": {"@id": about.licence},
        "author": project,
        "publisher": project,
        "creditText": about.citation,
        "inLanguage": ["en", "zh"],
        "isBasedOn": [{"@id": _address(review)} for review in about.reviews],
        "hasPart": [{"@id": name} for name in sorted(parts)],
    }


def _folder(folder: str, files: Sequence[File]) -> dict[str, Any]:
    inside = [file for file in files if file.name.startswith(f"{folder}/")]
    return {
        "@id": f"{folder}/",
        "@type": "Dataset",
        "name": folder,
        "description": inside[0].about,
        "hasPart": [{"@id": file.name} for file in inside],
    }


def _file(file: File) -> dict[str, Any]:
    return {
        "@id": file.name,
        "@type": "File",
        "name": file.name,
        "description": file.about,
        "encodingFormat": _OPEN_TYPES.get(file.media_type, file.media_type),
        "contentSize": str(len(file.content)),
        "sha256": file.digest,
    }


def _review(review: Review) -> list[dict[str, Any]]:
    people = [{"@id": f"#{'-'.join(name.split())}", "@type": "Person", "name": name} for name in review.authors]
    article: dict[str, Any] = {
        "@id": _address(review),
        "@type": "ScholarlyArticle",
        "name": review.title,
        "author": [{"@id": person["@id"]} for person in people],
    }
    if review.year:
        article["datePublished"] = review.year
    if review.doi:
        article |= {"identifier": f"https://doi.org/{review.doi}", "sameAs": review.iri}
    return [article, *people]


def _address(review: Review) -> str:
    """The address of the article: its DOI or, where none is on record, the IRI of the record."""
    return f"https://doi.org/{review.doi}" if review.doi else review.iri


def _licence_name(licence: str) -> str:
    return "Creative Commons Attribution 4.0 International" if "/by/4.0" in licence else licence
