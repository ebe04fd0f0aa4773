"""JSON-LD with plain keys, its context inside."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.export import NAME, Format
from exordf.names import EXO, RDF_TYPE, RDFS, SKOS, XSD
from exordf.turtle import sorted_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.export import Source
    from exordf.names import Prefixes

_DELIMITERS = tuple(":/?#[]@")
_BY_LANGUAGE = {
    "label": f"{RDFS}label",
    "definition": f"{SKOS}definition",
    "altLabel": f"{SKOS}altLabel",
    "comment": f"{RDFS}comment",
}


def _jsonld(source: Source) -> Mapping[str, bytes]:
    quads = sorted_quads(source.quads())
    shape = context(quads, source.prefixes)
    return {
        f"{NAME}.jsonld": _bytes({"@context": shape, "@graph": _graph(quads, source.prefixes, shape)}),
        "context.jsonld": _bytes({"@context": shape}),
    }


def context(quads: Iterable[ox.Quad], prefixes: Prefixes) -> dict[str, Any]:
    """The context for these quads: the prefixes, and a plain key for each property that they use, ours first.

    A property whose values are all IRIs has `"@type": "@id"`, so that its values are plain names.
    """
    kinds: dict[str, set[bool]] = {}
    for quad in quads:
        kinds.setdefault(quad.predicate.value, set()).add(isinstance(quad.object, ox.Literal))
    keys: dict[str, Any] = {"id": "@id", "type": "@type"}
    keys.update({key: {"@id": iri, "@container": ["@language", "@set"]} for key, iri in _BY_LANGUAGE.items()})
    for iri in sorted(kinds, key=lambda iri: (not iri.startswith(EXO), iri)):
        local = re.split("[/#]", iri)[-1]
        if (
            iri != RDF_TYPE.value
            and iri not in _BY_LANGUAGE.values()
            and local not in keys
            and local not in prefixes.table
        ):
            keys[local] = {"@id": iri} if True in kinds[iri] else {"@id": iri, "@type": "@id"}
    return {**{prefix: _prefix(namespace) for prefix, namespace in prefixes.table.items()}, **keys}


def _prefix(namespace: str) -> str | dict[str, Any]:
    """JSON-LD takes a plain term as prefix only where its IRI ends in a delimiter, which those of OBO do not."""
    return namespace if namespace.endswith(_DELIMITERS) else {"@id": namespace, "@prefix": True}


def _graph(quads: Iterable[ox.Quad], prefixes: Prefixes, shape: dict[str, Any]) -> list[dict[str, Any]]:
    key_of = {entry["@id"]: key for key, entry in shape.items() if isinstance(entry, dict) and "@prefix" not in entry}
    plain = {key for key, entry in shape.items() if isinstance(entry, dict) and entry.get("@type") == "@id"}
    tagged = set(_BY_LANGUAGE)
    nodes: dict[str, dict[str, Any]] = {}
    for quad in quads:
        subject = _name(quad.subject, prefixes)
        node = nodes.setdefault(subject, {"id": subject})
        if quad.predicate == RDF_TYPE:
            node.setdefault("type", []).append(_name(quad.object, prefixes))
            continue
        key = key_of.get(quad.predicate.value) or _name(quad.predicate, prefixes)
        if key in tagged and isinstance(quad.object, ox.Literal):
            node.setdefault(key, {}).setdefault(quad.object.language or "@none", []).append(quad.object.value)
        else:
            node.setdefault(key, []).append(
                _name(quad.object, prefixes) if key in plain else _value(quad.object, prefixes)
            )
    return [{key: _unwrapped(value) for key, value in node.items()} for node in nodes.values()]


def _unwrapped(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _name(term: object, prefixes: Prefixes) -> str:
    if isinstance(term, ox.NamedNode):
        return prefixes.curie(term).removeprefix("<").removesuffix(">")
    return str(term)


def _value(term: object, prefixes: Prefixes) -> Any:
    if not isinstance(term, ox.Literal):
        return {"id": _name(term, prefixes)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == f"{XSD}string":
        return term.value
    if datatype == f"{XSD}boolean" and term.value in ("true", "false"):
        return term.value == "true"
    if datatype == f"{XSD}integer" and str(int(term.value)) == term.value:
        return int(term.value)
    return {"@value": term.value, "@type": _name(term.datatype, prefixes)}


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS = (
    Format("jsonld", "JavaScript, document stores, readers of JSON; the context also alone", "the layers", _jsonld),
)
