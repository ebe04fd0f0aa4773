"""The original form of literals that Oxigraph changes or cannot compare.

It stores numbers, dates and the like as values: `01` becomes `1`, an xsd:int an xsd:integer, 1e400 INF. Beyond 64 bits,
or 18 digits after the point, it stores the text and cannot compare it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.rdf import lexical_spaces
from exordf.rdf.prefixes import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Self

# The text of these is their value, which the store does not change.
_PLAIN = frozenset((f"{XSD}string", f"{RDF}langString"))
_CAST = ("dateTime", "date", "time", "gYear", "gYearMonth")
_PLACE = ox.NamedNode("urn:exordf:literal")


class Inexact(NamedTuple):
    """The literals that a store changes: one for each predicate with such a value.

    Those in `lost` have another datatype in the store, or the same form as another literal, or no value. Those in
    `respelt` can be told apart: their form in the store is a key of `spellings`.
    """

    lost: dict[ox.NamedNode, ox.Literal]
    respelt: dict[ox.NamedNode, ox.Literal]
    spellings: dict[ox.Literal, ox.Literal]

    @classmethod
    def nothing(cls) -> Self:
        """Nothing is changed."""
        return cls({}, {}, {})

    def and_also(self, other: Inexact) -> Inexact:
        """The changes of a store with the content of two."""
        return Inexact(
            {**self.lost, **other.lost},
            {**self.respelt, **other.respelt},
            {**self.spellings, **other.spellings},
        )

    def to_json(self) -> dict[str, list[list[str]]]:
        """The content as values of JSON."""
        return {
            "lost": [[name.value, *_pair(literal)] for name, literal in self.lost.items()],
            "respelt": [[name.value, *_pair(literal)] for name, literal in self.respelt.items()],
            "spellings": [[spelling.value, *_pair(literal)] for spelling, literal in self.spellings.items()],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, list[list[str]]]) -> Self:
        """The inverse of `to_json`."""
        lost, respelt = (
            {ox.NamedNode(name): _literal(text, datatype) for name, text, datatype in document[key]}
            for key in ("lost", "respelt")
        )
        spellings = {
            _literal(spelling, datatype): _literal(text, datatype) for spelling, text, datatype in document["spellings"]
        }
        return cls(lost, respelt, spellings)


class LiteralRecord:
    """A record of the typed literals that were loaded into one store.

    If `whole`, it includes their triples, so that these can be restored.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._quads: set[ox.Quad] = set()
        self._pairs: set[tuple[ox.NamedNode, ox.Literal]] = set()

    def noting(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the quads, and record their typed literals."""
        for quad in quads:
            term = quad.object
            if isinstance(term, ox.Literal) and term.datatype.value not in _PLAIN:
                if self._whole:
                    self._quads.add(quad)
                else:
                    self._pairs.add((quad.predicate, term))
            yield quad

    def inexact(self) -> Inexact:
        """The literals that the store changes."""
        pairs = self._pairs | {(quad.predicate, _typed(quad)) for quad in self._quads}
        literals = {literal for _, literal in pairs}
        changed, lost = changed_literals(literals), incomparable_literals(literals)
        times = Counter(changed.values())
        spellings: dict[ox.Literal, ox.Literal] = {}
        for literal, image in changed.items():
            same = image.datatype == literal.datatype and lexical_spaces.is_well_formed(literal)
            if same and times[image] == 1 and image not in literals:
                spellings[image] = literal
            else:
                lost.add(literal)
        inexact = Inexact({}, {}, spellings)
        faults = lost | set(spellings.values())
        for predicate, literal in sorted((pair for pair in pairs if pair[1] in faults), key=str):
            (inexact.lost if literal in lost else inexact.respelt).setdefault(predicate, literal)
        return inexact

    def restored(self, stored: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the quads of the store with their original literals."""
        spellings: dict[ox.Quad, set[ox.Quad]] = {}
        changed = changed_literals({_typed(quad) for quad in self._quads})
        for quad in self._quads:
            image = changed.get(_typed(quad))
            if image is not None:
                spellings.setdefault(ox.Quad(quad.subject, quad.predicate, image, quad.graph_name), set()).add(quad)
        for quad in stored:
            originals = spellings.get(quad)
            if originals is None:
                yield quad
            else:
                yield from sorted(originals, key=str)
                if quad in self._quads:
                    yield quad


def changed_literals(literals: Collection[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """The literals that a store changes, with their form in the store.

    >>> changed_literals([ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer")), ox.Literal(7)])
    {<Literal value=01 ...>: <Literal value=1 ...>}
    """
    store = ox.Store()
    store.extend(ox.Quad(_PLACE, _PLACE, literal) for literal in literals)
    same = {quad.object for quad in store}
    changed = {
        ox.NamedNode(f"{_PLACE.value}:{n}"): literal for n, literal in enumerate(literals) if literal not in same
    }
    store = ox.Store()
    store.extend(ox.Quad(place, _PLACE, literal) for place, literal in changed.items())
    return {changed[quad.subject]: quad.object for quad in store}


def incomparable_literals(literals: Collection[ox.Literal]) -> set[ox.Literal]:
    """The literals with a value that the store cannot compare or compute with.

    >>> [literal.value for literal in incomparable_literals([ox.Literal(2**64), ox.Literal(2**32), ox.Literal("2")])]
    ['18446744073709551616']
    """
    numbers = ", ".join(f"<{XSD}{name}>" for name in sorted(lexical_spaces.NUMBERS))
    tests = [f"DATATYPE(?o) IN ({numbers}) && !isNumeric(?o)"]
    for datatype in (f"<{XSD}{name}>" for name in _CAST):
        same = f"{datatype}(STR(?o)) = {datatype}(STR(?o))"
        tests.append(f"DATATYPE(?o) = {datatype} && !COALESCE({same}, false)")
    store = ox.Store()
    store.extend(ox.Quad(_PLACE, _PLACE, literal) for literal in literals)
    rows = store.query(f"SELECT ?o WHERE {{ ?s ?p ?o FILTER(({') || ('.join(tests)})) }}")
    return {literal for (literal,) in rows if lexical_spaces.is_well_formed(literal)}  # type: ignore[union-attr]


def _typed(quad: ox.Quad) -> ox.Literal:
    if not isinstance(quad.object, ox.Literal):
        raise TypeError(f"{quad.object} is not a literal")
    return quad.object


def _pair(literal: ox.Literal) -> tuple[str, str]:
    return literal.value, literal.datatype.value


def _literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(datatype))
