"""RDF/XML in the manner of OWL tools: typed elements, nested blank nodes and lists, sorted.

The writer of the engine loses carriage returns, and some OWL tools cannot read its output.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import OWL, RDF, RDF_TYPE, XSD
from exordf.rdf.sorting import natural_key, property_rank
from exordf.rdf.text_tables import quote_attribute
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.rdf.tree import Object, Subject

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
# The characters that XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], comment: Iterable[str] = ()) -> bytes:
    """The quads, which must be sorted, as one document of RDF/XML, with lines of comment at the top.

    Raises InputError for a control character, and for a property whose IRI does not end in a name.
    """
    writer = _Writer(Trees(dict.fromkeys(quads)), prefixes)
    body = [line for subject in writer.subjects() for line in writer.node(subject, 1)]
    spaces = "".join(
        f"\n    xmlns:{prefix}={quote_attribute(iri)}" for iri, prefix in sorted(writer.used.items(), key=_last)
    )
    notes = "".join(f"<!-- {line.replace('--', '- -')} -->\n" for line in comment)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{notes}<rdf:RDF{spaces}>\n'
    return "\n".join([head, *body, "</rdf:RDF>\n"]).encode()


def _last(item: tuple[str, str]) -> str:
    return item[1]


class _Writer:
    def __init__(self, trees: Trees, prefixes: Mapping[str, str]) -> None:
        self._trees = trees
        self._known = {iri: prefix for prefix, iri in sorted(prefixes.items(), reverse=True) if "." not in prefix}
        self._known |= {RDF: "rdf"}
        self.used = {RDF: "rdf"}

    def subjects(self) -> list[Subject]:
        return sorted(
            self._trees.roots(), key=lambda subject: (isinstance(subject, ox.BlankNode), natural_key(str(subject)))
        )

    def node(self, subject: Subject, depth: int) -> list[str]:
        """A subject as an element with the name of its first type, and its properties inside."""
        about = self._trees.about.get(subject, {})
        types = sorted((kind for kind in about.get(RDF_TYPE, ()) if self._has_element_name(kind)), key=_owl_first)
        element = self._element(types[0]) if types else "rdf:Description"
        statements = [(RDF_TYPE, kind) for kind in about.get(RDF_TYPE, ()) if kind not in types[:1]]
        statements += [
            (prop, value)
            for prop in sorted(about.keys() - {RDF_TYPE}, key=lambda prop: (property_rank(prop), prop.value))
            for value in sorted(about[prop], key=lambda value: natural_key(str(value)))
        ]
        opening = f"<{element}{self._naming('about', subject)}"
        indent = "  " * depth
        if not statements:
            return [f"{indent}{opening}/>"]
        inner = [line for prop, value in statements for line in self._statement(prop, value, depth + 1)]
        return [f"{indent}{opening}>", *inner, f"{indent}</{element}>", *([""] if depth == 1 else [])]

    def _statement(self, prop: ox.NamedNode, value: Object, depth: int) -> list[str]:
        name, indent = self._element(prop), "  " * depth
        if isinstance(value, ox.Triple):
            raise InputError("RDF/XML has no statements about statements", mend="Export turtle12 instead.")
        if isinstance(value, ox.Literal):
            return [f"{indent}<{name}{self._literal_attribute(value)}>{self._text(value.value)}</{name}>"]
        items = self._trees.items(value)
        if items and all(isinstance(item, ox.NamedNode | ox.BlankNode) for item in items):
            inner = [line for item in items for line in self._item(item, depth + 1)]
            return [f'{indent}<{name} rdf:parseType="Collection">', *inner, f"{indent}</{name}>"]
        if isinstance(value, ox.BlankNode) and self._trees.is_nested(value):
            return [f"{indent}<{name}>", *self.node(value, depth + 1), f"{indent}</{name}>"]
        return [f"{indent}<{name}{self._naming('resource', value)}/>"]

    def _item(self, item: Object, depth: int) -> list[str]:
        if isinstance(item, ox.BlankNode) and self._trees.is_nested(item):
            return self.node(item, depth)
        return [f"{'  ' * depth}<rdf:Description{self._naming('about', item)}/>"]

    def _naming(self, attribute: str, thing: Object) -> str:
        if isinstance(thing, ox.BlankNode):
            is_shared = self._trees.is_value(thing) and not self._trees.is_nested(thing)
            return f' rdf:nodeID="{thing.value}"' if is_shared else ""
        return f" rdf:{attribute}={quote_attribute(str(getattr(thing, 'value', '')))}"

    def _literal_attribute(self, value: ox.Literal) -> str:
        if value.language:
            return f' xml:lang="{value.language}"'
        datatype = value.datatype.value
        return "" if datatype == f"{XSD}string" else f" rdf:datatype={quote_attribute(datatype)}"

    def _text(self, text: str) -> str:
        if _CONTROL.search(text):
            raise InputError(f"XML cannot say the control character in {text!r}", mend="Take it out of the data.")
        return escape(text, quote=False).replace("\r", "&#13;")

    def _has_element_name(self, term: Object) -> bool:
        return isinstance(term, ox.NamedNode) and _NAME.search(term.value) is not None

    def _element(self, term: Object) -> str:
        """The element name of a property or a type; its namespace is the IRI before the final name."""
        iri = str(getattr(term, "value", term))
        local = _NAME.search(iri)
        if local is None:
            raise InputError(f"XML cannot name the property <{iri}>", mend="Export another format of RDF.")
        namespace = iri[: local.start()]
        if namespace not in self.used:
            self.used[namespace] = self._known.get(namespace) or f"ns{len(self.used)}"
        return f"{self.used[namespace]}:{local[0]}"


def _owl_first(kind: Object) -> tuple[bool, str]:
    iri = str(getattr(kind, "value", kind))
    return not iri.startswith(OWL), iri
