"""RO-Crate: the release as an archive reads it, one JSON-LD file that lists every other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.release.manifest import File
    from exordf.release.metadata import ReleaseMetadata, Review

NAME = "ro-crate-metadata.json"
ABOUT = "archives: the release as an RO-Crate, with every file, its authors, licence and sources"
# https://www.researchobject.org/ro-crate/specification/1.1/
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_OPEN_TYPES = {
    "application/x-bibtex": "BibTeX",
    "application/graphml+xml": "GraphML",
    "application/jsonl": "JSON Lines",
}


def metadata(facts: ReleaseMetadata, files: Sequence[File], unsized: dict[str, str]) -> bytes:
    """The metadata file. `unsized` are files that are made after it, by name: they are listed without a size."""
    folders = sorted({file.name.rpartition("/")[0] for file in files if "/" in file.name})
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        _root(facts, files, folders, unsized),
        *(_folder(folder, files) for folder in folders),
        *(_file(file) for file in files),
        *(
            {"@id": name, "@type": "File", "name": name, "description": about, "encodingFormat": "text/plain"}
            for name, about in unsized.items()
        ),
        {"@id": facts.about.licence, "@type": "CreativeWork", "name": _licence_name(facts.about.licence)},
        {"@id": facts.project, "@type": "Organization", "name": facts.about.creator, "url": facts.project},
        *(part for review in facts.reviews for part in _review(review)),
    ]
    content = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _root(
    facts: ReleaseMetadata, files: Sequence[File], folders: Sequence[str], unsized: dict[str, str]
) -> dict[str, Any]:
    parts = [f"{folder}/" for folder in folders] + [file.name for file in files if "/" not in file.name] + [*unsized]
    project = {"@id": facts.project}
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.about.title,
        "description": facts.about.description,
        "identifier": facts.dataset,
        "url": facts.project,
        "version": facts.about.version,
        "dateCreated": facts.created,
        "datePublished": facts.issued,
        "dateModified": facts.modified,
        "license": {"@id": facts.about.licence},
        "author": project,
        "publisher": project,
        "creditText": facts.citation,
        "inLanguage": ["en", "zh"],
        "isBasedOn": [{"@id": _address(review)} for review in facts.reviews],
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
    """Where the article is: at its DOI or, where none is on record, the record itself."""
    return f"https://doi.org/{review.doi}" if review.doi else review.iri


def _licence_name(licence: str) -> str:
    return "Creative Commons Attribution 4.0 International" if "/by/4.0" in licence else licence
