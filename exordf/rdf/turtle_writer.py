"""Turtle and TriG laid out as by hand, in chapters of aligned blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF_TYPE, XSD
from exordf.rdf.sorting import natural_key, property_rank
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.tree import Object, Subject

_WIDTH = 120
_BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


@dataclass(frozen=True)
class Chapter:
    """A heading, if any, its graph (TriG only), and quads, with one block for each of the `subjects`, in their order.

    Blank nodes have canonical names, and each occurs in one chapter only.
    """

    title: str
    graph: ox.NamedNode | None
    subjects: Sequence[Subject]
    quads: Sequence[ox.Quad]


@dataclass(frozen=True)
class Heads:
    """The comment at the top of a document, as lines without the #; and the edge that each reifier annotates."""

    comment: Sequence[str] = ()
    edges: Mapping[Subject, ox.Triple] | None = None


def write(chapters: Iterable[Chapter], prefixes: Prefixes, heads: Heads) -> bytes:
    """The chapters as Turtle or, if they have graphs, as TriG; only the prefixes in use are declared.

    The properties of a block are sorted by `property_rank`, values in natural order, blank nodes are nested. A subject
    in `heads.edges` is written in RDF 1.2 as the reifier of its edge, which this asserts.
    """
    chapters = list(chapters)
    writer = _Writer(prefixes, Trees(quad for chapter in chapters for quad in chapter.quads), heads.edges or {})
    parts: list[str] = []
    graph: ox.NamedNode | None = None
    for chapter in chapters:
        if chapter.graph != graph:
            parts += ["}"] if graph is not None else []
            parts += [f"{writer.term(chapter.graph)} {{"] if chapter.graph is not None else []
            graph = chapter.graph
        own = Trees(chapter.quads)
        parts += [f"### {chapter.title}"] if chapter.title else []
        parts += [writer.block(subject, own) for subject in chapter.subjects]
    parts += ["}"] if graph is not None else []
    head = [f"# {line}" for line in heads.comment]
    return "\n\n".join(["\n".join(head), writer.declarations(), *parts, ""]).lstrip("\n").removesuffix("\n").encode()


class _Writer:
    def __init__(self, prefixes: Prefixes, whole: Trees, edges: Mapping[Subject, ox.Triple]) -> None:
        self._namespaces = sorted(prefixes.table.items(), key=lambda item: (-len(item[1]), item[0]))
        self._whole = whole
        self._edges = edges
        self._used: dict[str, str] = {}

    def declarations(self) -> str:
        widest = max((len(prefix) for prefix in self._used), default=0) + 1
        return "\n".join(f"@prefix {f'{name}:':<{widest}} <{iri}> ." for name, iri in sorted(self._used.items()))

    def block(self, subject: Subject, own: Trees) -> str:
        about = own.about[subject]
        edge = self._edges.get(subject)
        if edge is not None:
            stated = " ".join(self.term(term) for term in edge)
            return f"{stated} ~ {self.term(subject)} {{|\n    {self._properties(about, own)}\n|}} ."
        anonymous = isinstance(subject, ox.BlankNode) and not self._whole.is_value(subject)
        name = "[]" if anonymous else self.term(subject)
        separator = " " if RDF_TYPE in about else "\n    "
        return f"{name}{separator}{self._properties(about, own)} ."

    def _properties(self, about: Mapping[ox.NamedNode, Sequence[Object]], own: Trees) -> str:
        names = {key: self.term(key) for key in about if key != RDF_TYPE}
        widest = max((len(name) for key, name in names.items() if not _long(key)), default=0)
        lines = [f"a {' , '.join(self._values(about[RDF_TYPE], own, 0))}"] if RDF_TYPE in about else []
        for key in sorted(names, key=lambda key: (property_rank(key), names[key])):
            column = 4 + max(widest, len(names[key])) + 1
            between = " ,\n" + " " * column
            lines.append(f"{names[key]:<{column - 5}} {between.join(self._values(about[key], own, column))}")
        return " ;\n    ".join(lines)

    def _values(self, values: Iterable[Object], own: Trees, column: int) -> list[str]:
        return sorted((self._value(value, own, column) for value in values), key=_by_language)

    def _value(self, value: Object, own: Trees, column: int) -> str:
        """A value with the blank nodes nested in it, broken into lines to fit the width."""
        if isinstance(value, ox.BlankNode) and own.is_nested(value) and self._whole.is_nested(value):
            items = own.items(value)
            if items is not None:
                return _joined("(", [self._value(item, own, column + 2) for item in items], " ", ")", column)
            about = own.about.get(value, {})
            parts = [f"a {' , '.join(self._values(about[RDF_TYPE], own, column))}"] if RDF_TYPE in about else []
            for key in sorted(about.keys() - {RDF_TYPE}, key=lambda key: (property_rank(key), key.value)):
                name = self.term(key)
                inside = column + len(name) + 3
                parts.append(f"{name} {' , '.join(self._values(about[key], own, inside))}")
            return _joined("[", parts, " ; ", "]", column) if parts else "[]"
        return self.term(value)

    def term(self, term: Object | None) -> str:
        if isinstance(term, ox.NamedNode):
            for prefix, namespace in self._namespaces:
                if term.value.startswith(namespace):
                    local = term.value.removeprefix(namespace)
                    if not local or _LOCAL.fullmatch(local):
                        self._used[prefix] = namespace
                        return f"{prefix}:{local}"
        if isinstance(term, ox.Literal) and term.language is None:
            datatype = term.datatype
            bare = _BARE.get(datatype.value)
            if bare is not None and bare.fullmatch(term.value):
                return term.value
            if datatype.value != f"{XSD}string":
                return f"{ox.Literal(term.value)}^^{self.term(datatype)}"
        if isinstance(term, ox.Triple):
            return f"<<( {' '.join(self.term(part) for part in term)} )>>"
        return str(term)


def _joined(opening: str, parts: Sequence[str], separator: str, closing: str, column: int) -> str:
    """The parts on one line if they fit, else on several that are aligned with the first part."""
    whole = f"{opening} {separator.join(parts)} {closing}"
    if column + len(whole) <= _WIDTH and "\n" not in whole:
        return whole
    lines, line = [], f"{opening} {parts[0]}"
    for part in parts[1:]:
        fits = len(line) + len(separator) + len(part) + column <= _WIDTH and "\n" not in line + part
        if fits:
            line += separator + part
        else:
            lines.append(f"{line}{separator.rstrip()}")
            line = f"  {part}"
    return ("\n" + " " * column).join([*lines, f"{line} {closing}"])


def _by_language(term: str) -> tuple[str, object]:
    """A sort key: values without a language, then English before Chinese."""
    _, quote, language = term.rpartition('"@')
    return (language if quote else "", natural_key(term))


def _long(key: ox.NamedNode) -> bool:
    """Whether the name of a property is too long to align others with it, as in our own files."""
    return key.value.endswith(("citesAsEvidence", "preferredNamespacePrefix", "preferredNamespaceUri"))
