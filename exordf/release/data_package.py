"""The data package: every table of the release with its columns, for tools that read Frictionless packages."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from exordf.export import delimited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.dataset.metadata import Metadata
    from exordf.release.manifest import File

NAME = delimited.DESCRIPTOR
ABOUT = "tools for tables: a Frictionless data package of every table of the release"

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def descriptor(about: Metadata, files: Mapping[str, File]) -> bytes:
    """The package; tables with a package in their own folder are described as there, under the name of the folder."""
    content = {
        "profile": "data-package",
        "name": "exordf",
        "id": about.dataset,
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "homepage": about.project,
        "created": f"{about.issued}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": about.licence}],
        "contributors": [{"title": about.creator, "role": "author"}],
        "sources": [{"title": review.title, "path": review.iri} for review in about.reviews],
        "resources": [*_nested(files), *_plain(files)],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _nested(files: Mapping[str, File]) -> Iterator[dict[str, Any]]:
    """The resources of the packages in folders, with paths and names relative to the release."""
    for name, file in files.items():
        folder, _, last = name.rpartition("/")
        if folder and last == NAME:
            for resource in json.loads(file.content)["resources"]:
                yield _moved(resource, folder)


def _moved(resource: dict[str, Any], folder: str) -> dict[str, Any]:
    moved = resource | {"name": f"{folder}-{resource['name']}", "path": f"{folder}/{resource['path']}"}
    keys = [
        key | {"reference": key["reference"] | {"resource": f"{folder}-{key['reference']['resource']}"}}
        for key in resource.get("schema", {}).get("foreignKeys", [])
    ]
    return moved | {"schema": resource["schema"] | {"foreignKeys": keys}} if keys else moved


def _plain(files: Mapping[str, File]) -> Iterator[dict[str, Any]]:
    """A resource for each table without a package in its folder, with its columns as text."""
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
