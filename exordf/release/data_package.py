"""Data package: every table of the release for tools that read Frictionless packages, with the columns of each."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.release.manifest import File
    from exordf.release.metadata import ReleaseMetadata

NAME = "datapackage.json"
ABOUT = "tools for tables: a Frictionless data package of every table of the release"

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def descriptor(facts: ReleaseMetadata, files: Mapping[str, File]) -> bytes:
    """The package; what a folder's own package says of its tables is kept, under the name of the folder."""
    content = {
        "profile": "data-package",
        "name": "exordf",
        "id": facts.dataset,
        "title": facts.about.title,
        "description": facts.about.description,
        "version": facts.about.version,
        "homepage": facts.project,
        "created": f"{facts.issued}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": facts.about.licence}],
        "contributors": [{"title": facts.about.creator, "role": "author"}],
        "sources": [{"title": review.title, "path": review.iri} for review in facts.reviews],
        "resources": [*_nested(files), *_plain(files)],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _nested(files: Mapping[str, File]) -> Iterator[dict[str, Any]]:
    """The resources of the packages in folders, with paths and names as seen from the top."""
    for name, file in files.items():
        folder, _, last = name.rpartition("/")
        if folder and last == NAME:
            for resource in json.loads(file.content)["resources"]:
                yield _lifted(resource, folder)


def _lifted(resource: dict[str, Any], folder: str) -> dict[str, Any]:
    lifted = resource | {"name": f"{folder}-{resource['name']}", "path": f"{folder}/{resource['path']}"}
    keys = [
        key | {"reference": key["reference"] | {"resource": f"{folder}-{key['reference']['resource']}"}}
        for key in resource.get("schema", {}).get("foreignKeys", [])
    ]
    return lifted | {"schema": resource["schema"] | {"foreignKeys": keys}} if keys else lifted


def _plain(files: Mapping[str, File]) -> Iterator[dict[str, Any]]:
    """A resource for each table that no package in its folder speaks of, with its columns as text."""
    for name, file in files.items():
        folder, ending = name.rpartition("/")[0], name[name.rfind(".") :]
        if ending in _DELIMITERS and f"{folder}/{NAME}" not in files:
            delimiter = _DELIMITERS[ending]
            comments = file.content.startswith(b"#")
            yield {
                "name": name.rpartition(".")[0].replace("/", "-").casefold(),
                "path": name,
                "profile": "tabular-data-resource",
                "description": file.about,
                "format": ending[1:],
                "mediatype": file.media_type,
                "encoding": "utf-8",
                "dialect": {"delimiter": delimiter} | ({"commentChar": "#"} if comments else {}),
                "bytes": len(file.content),
                "hash": f"sha256:{file.digest}",
                "schema": {"fields": [{"name": column, "type": "string"} for column in _header(file, delimiter)]},
            }


def _header(file: File, delimiter: str) -> list[str]:
    lines = (line for line in io.StringIO(file.content.decode()) if not line.startswith("#"))
    return next(csv.reader(lines, delimiter=delimiter))
