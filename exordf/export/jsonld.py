"""JSON-LD with plain keys and an embedded context; a claim holds its sentence, with the citations and verdicts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.claims import chapters
from exordf.export import NAME, Format
from exordf.rdf.prefixes import CITO, EXO, RDF, RDF_TYPE, RDFS, SKOS, XSD, Prefixes
from exordf.rdf.rows import whole_number
from exordf.rdf.sorting import property_rank
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.export import Source
    from exordf.rdf.tree import Object, Subject

_DELIMITERS = tuple(":/?#[]@")
# Keys that are reserved for these properties; the local names of two are prefixes of records.
_KEYS = {
    "label": f"{RDFS}label",
    "definition": f"{SKOS}definition",
    "altLabel": f"{SKOS}altLabel",
    "inSentence": f"{EXO}sentence",
    "inSection": f"{EXO}section",
}
_PLAIN = re.compile("[A-Za-z]+")
_SENTENCE = ox.NamedNode(f"{EXO}sentence")
_CITING, _CITATIONS = ox.NamedNode(f"{CITO}hasCitingEntity"), "citations"
# The properties of a sentence repeated in its claims, and of each citation in that; the others are in their own nodes.
_OF_SENTENCE = tuple(ox.NamedNode(EXO + name) for name in ("section", "ordinal"))
_OF_CITATION = (ox.NamedNode(f"{CITO}hasCitedEntity"), ox.NamedNode(f"{EXO}verdict"))
_BUILT_IN = (RDF_TYPE.value, f"{RDF}first", f"{RDF}rest")  # JSON-LD has keywords for types and lists
_NATIVE = (f"{XSD}string", f"{XSD}boolean", f"{XSD}integer")


def _jsonld(source: Source) -> Mapping[str, bytes]:
    layers = source.canonical
    order = [subject for chapter in chapters.chapters_of(layers, source.prefixes) for subject in chapter.subjects]
    trees = Trees(dict.fromkeys(quad for quads in layers.values() for quad in quads))
    prefixes = context_prefixes(source.prefixes)
    shape = context(trees, prefixes)
    writer = _Writer(trees, prefixes, shape)
    nodes = [writer.node(subject) for subject in dict.fromkeys(order) if not trees.is_nested(subject)]
    return {
        f"{NAME}.jsonld": _bytes({"@context": shape, "@graph": nodes}),
        "context.jsonld": _bytes({"@context": shape}),
    }


def document_of(
    quads: Sequence[ox.Quad], subjects: Iterable[Subject], prefixes: Prefixes, whole: dict[str, Any]
) -> bytes:
    """Some triples as a document, one node for each subject, with the part of the whole context that they use.

    So a property has the same key and shape as in the complete export. Blank nodes have canonical names.
    """
    trees = Trees(quads)
    nodes = {term for quad in quads for term in quad.triple if isinstance(term, ox.NamedNode)}
    nodes |= {quad.object.datatype for quad in quads if isinstance(quad.object, ox.Literal)}
    used = {prefixes.curie(node).partition(":")[0] for node in nodes}
    properties = {quad.predicate.value for quad in quads}
    shape = {
        key: entry
        for key, entry in whole.items()
        if key in used
        or key in ("id", "type")
        or (isinstance(entry, dict) and (entry.get("@id") in properties or entry.get("@reverse") in properties))
    }
    writer = _Writer(trees, prefixes, shape)
    return _bytes({"@context": shape, "@graph": [writer.node(subject) for subject in subjects]})


def context_prefixes(prefixes: Prefixes) -> Prefixes:
    """The prefixes for a context: those that are not empty."""
    return Prefixes({prefix: iri for prefix, iri in prefixes.table.items() if prefix})


def context(trees: Trees, prefixes: Prefixes) -> dict[str, Any]:
    """The context for these triples: the prefixes, and a plain key for each property, ours first.

    If the values of a property are all IRIs, or all of one datatype, the context states this and they are plain
    strings. If all have a language, they are grouped by language. If it has several values anywhere, it has a list
    everywhere.
    """
    values: dict[ox.NamedNode, list[list[Object]]] = {}
    for about in trees.about.values():
        for prop, objects in about.items():
            values.setdefault(prop, []).append(objects)
    keys: dict[str, Any] = {"id": "@id", "type": "@type", _CITATIONS: {"@reverse": _CITING.value}}
    keys[_CITATIONS]["@container"] = "@set"
    by_iri = {iri: key for key, iri in _KEYS.items()}
    for prop in sorted(values, key=lambda prop: (prop.value not in by_iri, not prop.value.startswith(EXO), prop.value)):
        key = by_iri.get(prop.value) or re.split("[/#]", prop.value)[-1]
        if key in keys or key in prefixes.table or not _PLAIN.fullmatch(key):
            key = _name(prop, prefixes)
        if prop.value not in _BUILT_IN:
            keys[key] = {"@id": prop.value} | _form(values[prop], prefixes)
    return {**{prefix: _prefix(namespace) for prefix, namespace in prefixes.table.items()}, **keys}


def _form(values: Iterable[list[Object]], prefixes: Prefixes) -> dict[str, Any]:
    """The form of the values of a property in the context: IRIs, by language, of one datatype; in lists."""
    values = list(values)
    flat = [value for objects in values for value in objects]
    several = any(len(objects) > 1 for objects in values)
    if all(not isinstance(value, ox.Literal) for value in flat):
        return {"@type": "@id"} | ({"@container": "@set"} if several else {})
    literals = [value for value in flat if isinstance(value, ox.Literal)]
    if any(value.language for value in literals) and len(literals) == len(flat):
        return {"@container": ["@language", "@set"]}
    datatypes = {value.datatype for value in literals if not value.language}
    one = len(datatypes) == 1 and len(literals) == len(flat) and not any(value.language for value in literals)
    datatype = datatypes.pop() if one else None
    typed = {"@type": _name(datatype, prefixes)} if datatype is not None and datatype.value not in _NATIVE else {}
    return typed | ({"@container": "@set"} if several else {})


def _prefix(namespace: str) -> str | dict[str, Any]:
    """A prefix in a context; an IRI that does not end in a delimiter, such as those of OBO, must be marked as one."""
    return namespace if namespace.endswith(_DELIMITERS) else {"@id": namespace, "@prefix": True}


class _Writer:
    def __init__(self, trees: Trees, prefixes: Prefixes, shape: dict[str, Any]) -> None:
        self.trees, self.prefixes, self.shape = trees, prefixes, shape
        self.keys = {
            entry["@id"]: key
            for key, entry in shape.items()
            if isinstance(entry, dict) and "@id" in entry and "@prefix" not in entry
        }
        self.citing: dict[Object, list[Subject]] = {}
        for subject, about in trees.about.items():
            for sentence in about.get(_CITING, ()):
                self.citing.setdefault(sentence, []).append(subject)

    def node(self, subject: Subject, only: tuple[ox.NamedNode, ...] | None = None) -> dict[str, Any]:
        """A node with all its properties, or with `only` these."""
        about = self.trees.about.get(subject, {})
        node: dict[str, Any] = {} if self.trees.is_nested(subject) else {"id": _name(subject, self.prefixes)}
        if RDF_TYPE in about and only is None:
            types = [_name(kind, self.prefixes) for kind in about[RDF_TYPE]]
            node["type"] = types[0] if len(types) == 1 else types
        for prop in sorted(about.keys() - {RDF_TYPE}, key=lambda prop: (property_rank(prop), prop.value)):
            if only is None or prop in only:
                key = self.keys.get(prop.value) or _name(prop, self.prefixes)
                node[key] = self._values(key, about[prop], inside=prop == _SENTENCE)
        return node

    def _values(self, key: str, values: Iterable[Object], *, inside: bool) -> Any:
        entry = self.shape.get(key, {})
        if "@language" in entry.get("@container", ()):
            by_language: dict[str, list[str]] = {}
            for value in values:
                if isinstance(value, ox.Literal):
                    by_language.setdefault(value.language or "@none", []).append(value.value)
            return by_language
        written = [self._sentence(value) if inside else self._value(value, entry.get("@type")) for value in values]
        return written if "@container" in entry or len(written) > 1 else written[0]

    def _sentence(self, sentence: Object) -> Any:
        if not isinstance(sentence, ox.NamedNode):
            return self._value(sentence, "@id")
        node = self.node(sentence, _OF_SENTENCE)
        cited = [self.node(citation, _OF_CITATION) for citation in self.citing.get(sentence, ())]
        return node | ({_CITATIONS: cited} if cited else {})

    def _value(self, term: Object, coerced: str | None) -> Any:
        if isinstance(term, ox.Literal):
            return _literal(term, self.prefixes, typed=coerced is not None)
        items = self.trees.items(term)
        if items is not None:
            return {"@list": [self._item(item) for item in items]}
        if isinstance(term, ox.BlankNode) and self.trees.is_nested(term):
            return self.node(term)
        return _name(term, self.prefixes) if coerced == "@id" else {"id": _name(term, self.prefixes)}

    def _item(self, term: Object) -> Any:
        """A member of a list; a literal is marked, so that it is not read as an IRI."""
        value = self._value(term, None)
        return value if isinstance(value, dict) else {"@value": value}


def _name(term: object, prefixes: Prefixes) -> str:
    if isinstance(term, ox.NamedNode):
        return prefixes.short_name(term)
    return str(term)


def _literal(term: ox.Literal, prefixes: Prefixes, *, typed: bool) -> Any:
    datatype = term.datatype.value
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if typed or datatype == f"{XSD}string":
        return term.value
    if datatype == f"{XSD}boolean" and term.value in ("true", "false"):
        return term.value == "true"
    if datatype == f"{XSD}integer" and str(whole_number(term)) == term.value:
        return whole_number(term)
    return {"@value": term.value, "@type": _name(term.datatype, prefixes)}


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS = (
    Format("jsonld", "JavaScript, document stores, readers of JSON; the context also alone", "the layers", _jsonld),
)
