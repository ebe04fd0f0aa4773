"""Bounds on the nesting and growth of files, checked before an engine reads them.

The engines are compiled code that recurses: when its stack overflows, the process ends and nothing can be caught.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.errors import Place

# With a stack of 1 MB, an eighth of the usual, pyoxigraph 0.5 survives 200 levels of JSON-LD and 1,000 triple terms
# inside one another; no useful document has a tenth of that.
_MOST_LEVELS = 100
# The entities in most attributes of an OWL document make it about five times as long.
_MOST_GROWTH, _ALWAYS_ALLOWED = 16, 1 << 20
# Text that may contain a bracket comes first; the group is the bracket.
_TURTLE = rb"""(?xs) \\. | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n\r]* | (<<|>>) | <[^<>\s]*>"""
_JSON = rb'"(?:[^"\\]|\\.)*"|([\[{\]}])'
_TRIPLE_IN_XML = rb"parseType\s*=\s*[\"'](?:Triple|[^\"']*&)"


@contextlib.contextmanager
def refusing_deep_data() -> Iterator[None]:
    """Raise InputError if a block recurses over data beyond the limit of Python."""
    try:
        yield
    except RecursionError:
        raise InputError(
            "the data is nested too deep for this",
            mend="Give some of the blank nodes that stand inside one another names (IRIs).",
        ) from None


def refuse_deep_triple_terms(content: bytes, place: Place) -> None:
    """Raise InputError if a text of RDF 1.2 nests triple terms too deep."""
    if content.count(b"<<") > _MOST_LEVELS and _depth(content, _TURTLE, b"<") > _MOST_LEVELS:
        raise _too_deep("triple terms", place)


def refuse_deep_json(content: bytes, place: Place) -> None:
    """Raise InputError if a document of JSON-LD is nested too deep."""
    if content.count(b"[") + content.count(b"{") > _MOST_LEVELS and _depth(content, _JSON, b"[{") > _MOST_LEVELS:
        raise _too_deep("brackets", place)


def refuse_xml(content: bytes, place: Place) -> None:
    """Raise InputError if the entities of an RDF/XML document make it many times longer, or triple terms are nested."""
    if b"<!ENTITY" in content and _growth(content) > _ALWAYS_ALLOWED + _MOST_GROWTH * len(content):
        raise InputError(
            "grows many times over when its entities are put in",
            place=place,
            mend="Write out what the entities of its DOCTYPE stand for.",
        )
    if len(re.findall(_TRIPLE_IN_XML, content)) > _MOST_LEVELS:  # counts those that are not nested as well
        raise _too_deep("triple terms", place)


def _too_deep(what: str, place: Place) -> InputError:
    return InputError(
        f"its {what} are nested more than {_MOST_LEVELS} levels deep",
        place=place,
        mend="Give the inner ones names of their own.",
    )


def _depth(content: bytes, pattern: bytes, opening: bytes) -> int:
    """The depth of the nesting of the matches of a group, which open with one of the `opening` bytes."""
    marks = (piece[1] for piece in re.finditer(pattern, content) if piece[1])
    return max(itertools.accumulate((1 if mark[:1] in opening else -1 for mark in marks), initial=0))


def _growth(content: bytes) -> int:
    """The number of bytes that the entities of an XML document expand to, in declarations and in the text."""
    sizes: dict[bytes, int] = {}

    def inside(text: bytes) -> int:
        uses = Counter(re.findall(rb"&([^;&\s]+);", text))
        return sum(number * sizes[name] for name, number in uses.items() if name in sizes)

    grown = 0
    for name, value in re.findall(rb"<!ENTITY\s+(\S+)\s+[\"']([^\"'>]*)", content):  # each of those before it
        sizes[name] = len(value) + inside(value)
        grown += sizes[name]
    return grown + inside(content)
