"""The files of a release: each with its purpose, and with its media type and format as the registries name them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

_W3C = "http://www.w3.org/ns/formats/"
_IANA = "https://www.iana.org/assignments/media-types/"

# By ending, the longest that fits: media type, and the IRI of the format where W3C has one.
_MEDIA = {
    ".bib": ("application/x-bibtex", ""),
    ".csl.json": ("application/vnd.citationstyles.csl+json", ""),
    ".csv": ("text/csv", ""),
    ".cx2": ("application/json", ""),
    ".graphml": ("application/graphml+xml", ""),
    ".htaccess": ("text/plain", ""),
    ".html": ("text/html", ""),
    ".json": ("application/json", ""),
    ".jsonl": ("application/jsonl", ""),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".md": ("text/markdown", ""),
    ".nq": ("application/n-quads", "N-Quads"),
    ".nt": ("application/n-triples", "N-Triples"),
    ".owl": ("application/rdf+xml", "RDF_XML"),
    ".parquet": ("application/vnd.apache.parquet", ""),
    ".png": ("image/png", ""),
    ".rdf": ("application/rdf+xml", "RDF_XML"),
    ".svg": ("image/svg+xml", ""),
    ".trig": ("application/trig", "TriG"),
    ".tsv": ("text/tab-separated-values", ""),
    ".ttl": ("text/turtle", "Turtle"),
    ".txt": ("text/plain", ""),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""),
}
# Types in use that are not registered with IANA: they have no IRI there.
_UNREGISTERED = (
    "application/graphml+xml",
    "application/jsonl",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
)
_UNKNOWN = ("application/octet-stream", "")


@dataclass(frozen=True)
class File:
    """A file of a release: its path there, with `/`, its content, and its purpose in one sentence."""

    name: str
    content: bytes
    about: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        """The media type, such as text/turtle.

        >>> [File(name, b"", "").media_type for name in ("a.ttl", "csv/a.csl.json", "a.what")]
        ['text/turtle', 'application/vnd.citationstyles.csl+json', 'application/octet-stream']
        """
        return self._media[0]

    @property
    def media_iri(self) -> str | None:
        """The IRI of the media type in IANA's registry, None where it is not registered."""
        return None if self.media_type in _UNREGISTERED else _IANA + self.media_type

    @property
    def format_iri(self) -> str | None:
        """The IRI of the format at W3C or else of its media type; None where neither has one."""
        return _W3C + self._media[1] if self._media[1] else self.media_iri

    @property
    def _media(self) -> tuple[str, str]:
        endings = [ending for ending in _MEDIA if self.name.endswith(ending)]
        return _MEDIA[max(endings, key=len)] if endings else _UNKNOWN


def place_files(form: str, contents: dict[str, bytes], about: str) -> list[File]:
    """The files of a format: a single one at the top, several in a folder with the name of the format."""
    if len(contents) == 1:
        return [File(name, content, about) for name, content in contents.items()]
    return [File(f"{form}/{name}", content, about) for name, content in sorted(contents.items())]


def by_name(files: list[File]) -> dict[str, File]:
    """The files by name. Two of the same name are a fault in the formats, not in the data."""
    files_by_name: dict[str, File] = {}
    for file in files:
        if file.name in files_by_name or file.name.startswith(("/", "../")):
            raise AssertionError(f"two files of a release want the name {file.name}")
        files_by_name[file.name] = file
    return dict(sorted(files_by_name.items()))
