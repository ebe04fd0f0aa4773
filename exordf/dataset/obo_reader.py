"""OBO files as terms, read leniently, as such files are in practice: only the tags in use must be well formed.

https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html; parsers that apply that grammar to a whole file refuse
one with an old tag, or with an `is_a` to a term of another ontology.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from exordf.dataset.external_terms import OBO, Release, Term, curie
from exordf.errors import InputError, Place
from exordf.files import unreadable_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exordf.rdf.prefixes import Prefixes

ENDINGS = (".obo", ".obo.gz")
HEADER = "Header"

_ESCAPED = re.compile(r"\\(.)")
_CONTROL = {"n": "\n", "t": "\t", "W": " "}
_COMMENT = re.compile(r"(?<!\\)!.*")
_MODIFIERS = re.compile(r"(?<!\\)\{[^{}]*=[^{}]*\}\s*$")
_SYNONYM = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"\s*(?P<scope>[A-Z]*)')


class Stanza(NamedTuple):
    """A part of a file: Header, Term, Typedef or Instance, the line that opens it, and its tags with their values."""

    kind: str
    line: int
    clauses: dict[str, list[str]]

    def text(self, tag: str) -> str:
        """The text of a tag that occurs once, without comment and modifiers; empty where it does not occur."""
        return next((unescaped(_bare(value)) for value in self.clauses.get(tag, ())), "")

    def names(self, tag: str) -> list[str]:
        """The identifiers in the values of a tag: the first word of each."""
        return [unescaped(value.split()[0]) for value in map(_bare, self.clauses.get(tag, ())) if value]

    def exact_synonyms(self) -> list[str]:
        """The synonyms that mean the same as the name."""
        synonyms = (_SYNONYM.match(value) for value in self.clauses.get("synonym", ()))
        return [unescaped(synonym["text"]) for synonym in synonyms if synonym and synonym["scope"] == "EXACT"]


def read(path: Path, prefixes: Prefixes) -> Release:
    """The release in an OBO file. Raises InputError where it has no terms or cannot be read."""
    terms: dict[str, Term] = {}
    merged: dict[str, str] = {}
    lines: dict[str, int] = {}
    version, namespaces = "", {}
    for stanza in stanzas(path):
        if stanza.kind == HEADER:
            version = stanza.text("data-version")
            namespaces = _namespaces(stanza)
        elif stanza.kind in ("Term", "Typedef"):
            for name in stanza.names("id")[:1]:
                term = _stanza(curie(name, prefixes), stanza, prefixes)
                terms[term.id] = _joined(terms[term.id], term) if term.id in terms else term
                merged |= {curie(other, prefixes): term.id for other in stanza.names("alt_id")}
                lines.setdefault(term.id, stanza.line)
    if not terms:
        raise InputError("holds no terms", place=Place(path), mend="Give an ontology in OBO, OBO Graph JSON or OWL.")
    return Release(path, version.removeprefix("releases/"), "", terms, merged, lines, namespaces)


def _namespaces(header: Stanza) -> dict[str, str]:
    declarations = (value.split() for value in header.clauses.get("idspace", ()))
    namespaces = {words[0]: unescaped(words[1]) for words in declarations if len(words) > 1}
    return namespaces | {"": f"{OBO}{'_'.join(header.names('ontology')[:1]) or 'TEMP'}#"}


def _stanza(name: str, stanza: Stanza, prefixes: Prefixes) -> Term:
    def names(tag: str) -> tuple[str, ...]:
        return tuple(sorted({curie(other, prefixes) for other in stanza.names(tag)} - {name}))

    return Term(
        name,
        stanza.text("name"),
        names("is_a"),
        stanza.text("is_obsolete") == "true",
        names("replaced_by"),
        tuple(sorted(set(stanza.names("xref")))),
        tuple(sorted(set(stanza.exact_synonyms()))),
        stanza.kind == "Typedef",
    )


def _joined(first: Term, second: Term) -> Term:
    """One term of two stanzas, as a file may state in one what it omits in the other."""

    def both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({*one, *other}))

    return Term(
        first.id,
        first.label or second.label,
        both(first.parents, second.parents),
        first.obsolete or second.obsolete,
        both(first.replaced_by, second.replaced_by),
        both(first.cross_references, second.cross_references),
        both(first.synonyms, second.synonyms),
        first.property,
    )


def stanzas(path: Path) -> Iterator[Stanza]:
    """The header and the stanzas of a file, in their order.

    Raises InputError where it cannot be read, or for a line that is not a clause.
    """
    import gzip  # noqa: PLC0415 - three milliseconds, which a query does not need

    stanza = Stanza(HEADER, 1, {})
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                text = line.strip()
                if text.startswith("[") and text.partition("!")[0].rstrip().endswith("]"):
                    yield stanza
                    stanza = Stanza(text.partition("]")[0][1:], number, {})
                elif text and not text.startswith("!"):
                    tag, colon, value = text.partition(":")
                    if not colon:
                        raise InputError(
                            f'cannot be read: "{text[:60]}" is not a clause of OBO: a tag, a colon and a value',
                            place=Place(path, number),
                            mend="Correct the file at that line and run it again.",
                        )
                    stanza.clauses.setdefault(tag.strip(), []).append(value.strip())
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", place=Place(path), mend="Save it as UTF-8 and run it again.") from None
    except (OSError, EOFError) as error:
        raise unreadable_error(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    yield stanza


def unescaped(value: str) -> str:
    r"""A value without the backslashes before characters that have a meaning in OBO.

    >>> unescaped(r"TGF\:beta \{1\}")
    'TGF:beta {1}'
    """
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), value)


def _bare(value: str) -> str:
    return _MODIFIERS.sub("", _COMMENT.sub("", value).rstrip()).strip()
