"""OBO files: the clauses of each stanza, as such files are in the wild, where a line that nobody needs may be anything.

https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html; parsers that hold a whole file to that grammar refuse
one with an old tag, or with an `is_a` to a term of another ontology.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, NamedTuple

from exordf.errors import InputError, Place
from exordf.files import unreadable_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDINGS = (".obo", ".obo.gz")
HEADER = "Header"

_ESCAPED = re.compile(r"\\(.)")
_CONTROL = {"n": "\n", "t": "\t", "W": " "}
_COMMENT = re.compile(r"(?<!\\)!.*")
_MODIFIERS = re.compile(r"(?<!\\)\{[^{}]*=[^{}]*\}\s*$")
_SYNONYM = re.compile(r'"(?P<words>(?:[^"\\]|\\.)*)"\s*(?P<scope>[A-Z]*)')


class Stanza(NamedTuple):
    """A part of a file: Header, Term, Typedef or Instance, the line that opens it, and its tags with their values."""

    kind: str
    line: int
    clauses: dict[str, list[str]]

    def words(self, tag: str) -> str:
        """The text of a tag that stands once, without comment and modifiers; empty where it does not stand."""
        return next((unescaped(_bare(value)) for value in self.clauses.get(tag, ())), "")

    def names(self, tag: str) -> list[str]:
        """The identifiers that a tag gives, each the first word of its value."""
        return [unescaped(value.split()[0]) for value in map(_bare, self.clauses.get(tag, ())) if value]

    def exact_synonyms(self) -> list[str]:
        """The synonyms that mean the same as the name."""
        read = (_SYNONYM.match(value) for value in self.clauses.get("synonym", ()))
        return [unescaped(synonym["words"]) for synonym in read if synonym and synonym["scope"] == "EXACT"]


def stanzas(path: Path) -> Iterator[Stanza]:
    """The header and the stanzas of a file, in their order.

    Raises InputError where it cannot be read, or a line is no clause, with that line.
    """
    stanza = Stanza(HEADER, 1, {})
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                words = line.strip()
                if words.startswith("[") and words.partition("!")[0].rstrip().endswith("]"):
                    yield stanza
                    stanza = Stanza(words.partition("]")[0][1:], number, {})
                elif words and not words.startswith("!"):
                    tag, colon, value = words.partition(":")
                    if not colon:
                        raise InputError(
                            f'cannot be read: "{words[:60]}" is no clause of OBO, which is a tag, a colon and a value',
                            place=Place(path, number),
                            mend="Mend the file at that line and run it again.",
                        )
                    stanza.clauses.setdefault(tag.strip(), []).append(value.strip())
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", place=Place(path), mend="Save it as UTF-8 and run it again.") from None
    except (OSError, EOFError) as error:
        raise unreadable_error(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    yield stanza


def unescaped(words: str) -> str:
    """A value as it is meant: a backslash stands before what would otherwise have a meaning in OBO."""
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), words)


def _bare(value: str) -> str:
    return _MODIFIERS.sub("", _COMMENT.sub("", value).rstrip()).strip()
