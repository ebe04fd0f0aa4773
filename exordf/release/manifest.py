"""What a release holds: each file with what it is for; what a file is by its ending, as the registries name it."""

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
# Types in use that nobody has registered with IANA: they have no IRI there.
_UNREGISTERED = (
    "application/graphml+xml",
    "application/jsonl",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
)
_UNKNOWN = ("application/octet-stream", "")


@dataclass(frozen=True)
class File:
    """A file of a release: its path in there with `/`, its content, and in one sentence what it is for."""

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
        """The media type as IANA's registry names it, None where it is not registered."""
        return None if self.media_type in _UNREGISTERED else _IANA + self.media_type

    @property
    def format_iri(self) -> str | None:
        """The format as W3C names it or, failing that, its media type; None where neither has an IRI."""
        return _W3C + self._media[1] if self._media[1] else self.media_iri

    @property
    def _media(self) -> tuple[str, str]:
        fitting = [ending for ending in _MEDIA if self.name.endswith(ending)]
        return _MEDIA[max(fitting, key=len)] if fitting else _UNKNOWN


def place_files(form: str, written: dict[str, bytes], about: str) -> list[File]:
    """The files of a format: one lies at the top, several lie in a folder with the name of the format."""
    if len(written) == 1:
        return [File(name, content, about) for name, content in written.items()]
    return [File(f"{form}/{name}", content, about) for name, content in sorted(written.items())]


def by_name(files: list[File]) -> dict[str, File]:
    """The files by name. Two of one name are a fault in the formats, not in the data."""
    named: dict[str, File] = {}
    for file in files:
        if file.name in named or file.name.startswith(("/", "../")):
            raise AssertionError(f"two files of a release want the name {file.name}")
        named[file.name] = file
    return dict(sorted(named.items()))
