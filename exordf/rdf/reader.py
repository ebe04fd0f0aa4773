"""RDF files to quads, with the line of each subject; and quads to sorted bytes."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files
from exordf.errors import InputError, Place
from exordf.rdf import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}

# Patterns are compiled at their first use: a query needs none of these.
_SUBJECT = r"^(?P<subject>[\w.-]*:[^\s;,]+|<[^>\s]+>)\s"
_PREFIX = r"^\s*(?:@prefix|PREFIX)\s+(?P<prefix>[\w.-]*):\s*<(?P<iri>[^>\s]*)>"
_POSITION = r"\s*(?:Parser error )?(?:at|between) line (?P<line>\d+) (?:between )?columns? (?P<column>\d+)[^:]*:\s*"


def read(path: Path) -> list[ox.Quad]:
    """The quads of one RDF file, all in the default graph; blank nodes get names unique among files.

    Raises InputError with line and column if the file is not well formed.
    """
    _format(path)  # refuse other files before they are opened
    return parse(files.content(path), path)


def parse(content: bytes, path: Path) -> list[ox.Quad]:
    """The quads in `content`, in the format of the ending of `path`. Raises InputError."""
    form = _format(path)
    content = _checked(content, form, path)
    with _errors_at(path):
        quads = list(ox.parse(content, form, base_iri=_base(path), rename_blank_nodes=True))
    if not form.supports_datasets:
        return quads
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def _checked(content: bytes, form: ox.RdfFormat, path: Path) -> bytes:
    """The content without a byte order mark. Raises InputError for content that would crash the parser."""
    place = Place(path)
    content = files.unmarked(content, place)
    if form == ox.RdfFormat.RDF_XML:
        bounds.refuse_xml(content, place)
    elif form == ox.RdfFormat.JSON_LD:
        bounds.refuse_deep_json(content, place)
    else:
        bounds.refuse_deep_triple_terms(content, place)
    return content


def _base(path: Path) -> str:
    return path.resolve().as_uri()


@contextlib.contextmanager
def _errors_at(path: Path) -> Iterator[None]:
    """Turn errors of the parser into InputError with the place in the file."""
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(error, path) from None
    except MemoryError as error:  # the parser also raises it for a token of more than 16 MiB
        raise InputError(
            f"is too large for the parser: {error or 'there is not enough memory'}",
            place=Place(path),
            mend="Split the file, or its longest literal or IRI.",
        ) from None


def subject_places(path: Path) -> dict[str, Place]:
    """The place of every subject of a block, by IRI.

    Works for Turtle with subjects at the start of a line, as ours; other subjects are absent.
    """
    prefix, subject = re.compile(_PREFIX, re.IGNORECASE), re.compile(_SUBJECT)
    prefixes: dict[str, str] = {}
    lines: dict[str, Place] = {}
    with path.open(encoding="utf-8", errors="replace") as text:
        for number, line in enumerate(text, start=1):
            if declared := prefix.match(line):
                prefixes[declared["prefix"]] = declared["iri"]
            elif block := subject.match(line):
                iri = _expanded(block["subject"], prefixes)
                if iri is not None:
                    lines.setdefault(iri, Place(path, number))
    return lines


def canonical_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The distinct quads in an order that depends on the quads alone, with canonical names of blank nodes.

    Raises InputError if so many blank nodes look alike that naming them takes too long.
    """
    from exordf.rdf import canonical_names  # noqa: PLC0415 - not needed by a query whose answer is rows

    quads = list(quads)
    canonical_names.refuse_endless(quads)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=lambda quad: tuple(str(term) for term in (quad.graph_name, *quad.triple)))


def serialize(quads: Iterable[ox.Quad], form: ox.RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    """The quads as bytes, the same for the same quads in any order."""
    content = ox.serialize(canonical_quads(quads), format=form, prefixes=prefixes)
    if content is None:
        raise AssertionError("serialize returns bytes when it is given no output")
    return content


def _expanded(name: str, prefixes: dict[str, str]) -> str | None:
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local.replace("\\", "") if prefix in prefixes else None


def _format(path: Path) -> ox.RdfFormat:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise InputError(
            f'the ending "{path.suffix}" is not one of an RDF file',
            place=Place(path),
            mend=f"Known endings: {', '.join(FORMATS)}.",
        )
    return form


def _syntax_error(error: Exception, path: Path) -> InputError:
    message = str(error)
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    message = re.sub(_POSITION, "", message).removesuffix(f" ({path.name}, line {line})")
    unknown = re.search(r"[Tt]he prefix (\S+?):? has not been declared", message)
    if unknown:
        return InputError(
            f'the prefix "{unknown[1]}:" is not declared in this file',
            place=Place(path, line, column),
            mend=f"Add a line '@prefix {unknown[1]}: <...> .' at the top; ontology/prefixes.ttl lists the project's.",
        )
    return InputError(
        f"not well formed: {message}",
        place=Place(path, line, column),
        mend="Correct the file at that line and run it again.",
    )
