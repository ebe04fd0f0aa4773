"""Networks: GraphML for graph libraries, and Cytoscape CX2 with layout in columns and colours by kind."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from exordf.claims.columns import CLAIMS, ENTITIES
from exordf.drawing.edges import STROKES
from exordf.drawing.labels import COLORS
from exordf.drawing.layout import layout
from exordf.drawing.subgraph import edge_lines
from exordf.export import NAME, Format
from exordf.export.delimited import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.claims.claim_graph import Edge
    from exordf.claims.columns import Column
    from exordf.claims.tables import Value
    from exordf.export import Source

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {"integer": "long", "number": "double", "boolean": "boolean"}  # other types are text
_NODE = ("iri", "kind", "label_en", "label_zh", "synonyms_en", "definition_en", "exact_matches", "claims")
_EDGE = (
    *("claim", "iri", "predicate", "predicate_label", "certainty", "vesicle", "recipient", "site", "species", "model"),
    *("condition", "evidence", "section", "sentence", "references", "label_en", "label_zh"),
)
_EDGE_EXTRA = {"direction": "raises, lowers or other", "publications": "What is cited, as PMID: or DOI:"}


def _about(source: Source) -> dict[str, str]:
    about = source.about
    return {
        "name": about.title,
        "description": about.description,
        "version": about.version,
        "licence": about.licence,
        "source": about.version_iri,
        "read_from": source.read_from,
    }


def _columns(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    by_name = {column.name: column for column in columns}
    return [by_name[name] for name in names]


def _extra(edge: Edge) -> dict[str, Value]:
    return {"direction": edge.direction, "publications": list(edge.publications)}


def _graphml(source: Source) -> Mapping[str, bytes]:
    """A directed graph with parallel edges, the id of each being its claim; several values are separated by `|`."""
    ET.register_namespace("", _GRAPHML)
    root = ET.Element(_tag("graphml"))
    nodes, edges = _columns(ENTITIES.columns, _NODE), _columns(CLAIMS.columns, _EDGE)
    about = _about(source)
    _keys(root, "graph", dict.fromkeys(about, ("string", "")))
    _keys(root, "node", {column.name: (column.type, column.about) for column in nodes})
    _keys(root, "edge", {column.name: (column.type, column.about) for column in edges})
    _keys(root, "edge", {name: ("string", meaning) for name, meaning in _EDGE_EXTRA.items()})
    graph = ET.SubElement(root, _tag("graph"), id=NAME, edgedefault="directed")
    _data(graph, "graph", about)
    for name, row in source.graph.nodes.items():
        node = ET.SubElement(graph, _tag("node"), id=name)
        _data(node, "node", {column.name: row[column.name] for column in nodes})
    for edge in source.graph.edges:
        ends = {"id": str(edge.claim["claim"]), "source": edge.subject, "target": edge.object}
        drawn = ET.SubElement(graph, _tag("edge"), ends)
        _data(drawn, "edge", {column.name: edge.claim[column.name] for column in edges} | _extra(edge))
    ET.indent(root, " ")
    out = io.BytesIO()
    ET.ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return {f"{NAME}.graphml": out.getvalue() + b"\n"}


def _tag(name: str) -> str:
    return f"{{{_GRAPHML}}}{name}"


def _keys(root: ET.Element, what: str, keys: Mapping[str, tuple[str, str]]) -> None:
    """Declare the data of graph, nodes or edges: type and meaning by name."""
    for name, (kind, meaning) in keys.items():
        attributes = {"id": f"{what}-{name}", "for": what, "attr.name": name, "attr.type": _TYPES.get(kind, "string")}
        key = ET.SubElement(root, _tag("key"), attributes)
        if meaning:
            ET.SubElement(key, _tag("desc")).text = meaning


def _data(parent: ET.Element, what: str, values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        if cell := text(value):
            ET.SubElement(parent, _tag("data"), key=f"{what}-{name}").text = cell


_CX2_TYPES = {"list": "list_of_string", "integer": "integer", "number": "double", "boolean": "boolean"}
_STROKES = {direction: color.upper() for direction, color in STROKES.items()}
_ARROWS = {"raises": "triangle", "lowers": "tee", "other": "arrow"}


def _cx2(source: Source) -> Mapping[str, bytes]:
    """One network in the Cytoscape Exchange Format, version 2; see https://cytoscape.org/cx/cx2/specification/."""
    graph = source.graph
    number = {name: place for place, name in enumerate(graph.nodes)}
    nodes, edges = _columns(ENTITIES.columns, _NODE), _columns(CLAIMS.columns, _EDGE)
    places = _places(source)
    node_aspect = [
        {
            "id": number[name],
            "x": places[name][0],
            "y": places[name][1],
            "v": {"name": name} | _values(nodes, row) | {"kind": str(row["kind"]).partition(":")[2] or "None"},
        }
        for name, row in graph.nodes.items()
    ]
    edge_aspect = [
        {
            "id": place,
            "s": number[edge.subject],
            "t": number[edge.object],
            "v": _values(edges, edge.claim) | {key: value for key, value in _extra(edge).items() if value},
        }
        for place, edge in enumerate(graph.edges)
    ]
    about = _about(source)
    declared = {
        "networkAttributes": {name: {"d": "string"} for name in about},
        "nodes": {"name": {"d": "string"}} | {c.name: {"d": _CX2_TYPES.get(c.type, "string")} for c in nodes},
        "edges": {c.name: {"d": _CX2_TYPES.get(c.type, "string")} for c in edges}
        | {"direction": {"d": "string"}, "publications": {"d": "list_of_string"}},
    }
    aspects: dict[str, list[Any]] = {
        "attributeDeclarations": [declared],
        "networkAttributes": [about],
        "nodes": node_aspect,
        "edges": edge_aspect,
        "visualProperties": [_style()],
    }
    document = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": name, "elementCount": len(aspect)} for name, aspect in aspects.items()]},
        *({name: aspect} for name, aspect in aspects.items()),
        {"status": [{"success": True, "error": ""}]},
    ]
    return {f"{NAME}.cx2": (json.dumps(document, ensure_ascii=False, indent=0) + "\n").encode()}


def _values(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row that are not empty; lists stay lists."""
    return {column.name: row[column.name] for column in columns if row[column.name] not in (None, [])}


def _places(source: Source) -> dict[str, tuple[float, float]]:
    """The coordinates of each node, as in the picture."""
    if not source.graph.nodes:
        return {}
    drawn = layout(source.graph.nodes, edge_lines(source.graph), "en", [])
    return {
        name: (round(drawn.lefts[number] + drawn.widths[number] / 2, 1), round(place.y, 1))
        for name, place in drawn.places.items()
        for number in (drawn.used.index(place.column),)
        if name in source.graph.nodes
    }


def _style() -> dict[str, Any]:
    """Box, label and colours as in the picture: fill by kind, line and arrow by direction, dashed where hedged."""
    fills = [{"v": kind or "None", "vp": fill.upper()} for kind, (fill, _) in COLORS.items()]
    rims = [{"v": kind or "None", "vp": rim.upper()} for kind, (_, rim) in COLORS.items()]
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {
                "NODE_SHAPE": "round-rectangle",
                "NODE_WIDTH": 150,
                "NODE_HEIGHT": 28,
                "NODE_BACKGROUND_COLOR": "#FFFFFF",
                "NODE_BORDER_COLOR": "#6B7280",
                "NODE_BORDER_WIDTH": 1,
                "NODE_LABEL_COLOR": "#000000",
                "NODE_LABEL_FONT_SIZE": 11,
                "NODE_LABEL_MAX_WIDTH": 150,
            },
            "edge": {
                "EDGE_LINE_COLOR": _STROKES["other"],
                "EDGE_LINE_STYLE": "solid",
                "EDGE_WIDTH": 1.5,
                "EDGE_TARGET_ARROW_SHAPE": _ARROWS["other"],
                "EDGE_TARGET_ARROW_COLOR": _STROKES["other"],
            },
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "label_en", "type": "string"}},
            "NODE_BACKGROUND_COLOR": _discrete("kind", fills),
            "NODE_BORDER_COLOR": _discrete("kind", rims),
        },
        "edgeMapping": {
            "EDGE_LINE_COLOR": _discrete("direction", [{"v": key, "vp": value} for key, value in _STROKES.items()]),
            "EDGE_TARGET_ARROW_COLOR": _discrete(
                "direction", [{"v": key, "vp": value} for key, value in _STROKES.items()]
            ),
            "EDGE_TARGET_ARROW_SHAPE": _discrete(
                "direction", [{"v": key, "vp": value} for key, value in _ARROWS.items()]
            ),
            "EDGE_LINE_STYLE": _discrete("certainty", [{"v": "exo:Hedged", "vp": "dashed"}]),
        },
    }


def _discrete(attribute: str, pairs: list[dict[str, str]]) -> dict[str, Any]:
    return {"type": "DISCRETE", "definition": {"attribute": attribute, "type": "string", "map": pairs}}


FORMATS = (
    Format("graphml", "NetworkX, igraph, Gephi, yEd", "claims not in force, citations, findings", _graphml),
    Format("cx2", "Cytoscape and NDEx: opens in columns, coloured", "claims not in force, citations, findings", _cx2),
)
