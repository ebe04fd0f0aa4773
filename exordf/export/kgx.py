"""KGX: nodes and edges in the terms of the Biolink Model, as TSV or JSON Lines, with metadata of the graph."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from exordf.claims.biolink import biolink
from exordf.claims.columns import CONTEXT
from exordf.claims.tables import as_list, local_part
from exordf.export import NAME, Format
from exordf.export.delimited import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.claims.biolink import Biolink
    from exordf.claims.claim_graph import Edge
    from exordf.claims.tables import Row
    from exordf.export import Source

Record = dict[str, Any]

NODE_SLOTS = ("id", "category", "name", "description", "synonym", "equivalent_identifiers", "xref", "iri", "deprecated")
EDGE_SLOTS = (
    *("id", "category", "subject", "predicate", "object", "original_predicate"),
    *("qualified_predicate", "object_direction_qualifier", "object_aspect_qualifier"),
    *("knowledge_level", "agent_type", "primary_knowledge_source", "publications"),
    *("has_evidence", "has_evidence_of_type", "species_context_qualifier", "description"),
)
OWN_EDGE_COLUMNS = ("certainty", *(role for role in CONTEXT if role != "evidence"))

# Qualifiers state what the Biolink predicate "affects" leaves open: causation and direction.
_DIRECTION = {"raises": "increased", "lowers": "decreased"}
_EXPRESSION = ("exo:upregulates", "exo:downregulates")
_TAXON = "NCBITaxon:"
# KGX itself, up to version 2.6, indexes a graph by these three in memory, with only the last edge of each.
_TRIPLE = ("subject", "predicate", "object")
_IDENTITY = (
    "An edge is a claim and goes by its id: several claims may join the same nodes by the same predicate, with other"
    " qualifiers, sentences and publications. A tool that knows an edge by subject, predicate and object keeps one of"
    " them, as `kgx transform` does unless told to --stream."
)


def _kgx(source: Source) -> Mapping[str, bytes]:
    nodes, edges = records(source)
    return {
        "nodes.tsv": _tsv(nodes, NODE_SLOTS),
        "edges.tsv": _tsv(edges, (*EDGE_SLOTS, *OWN_EDGE_COLUMNS)),
        "metadata.json": _metadata(source, nodes, edges),
    }


def _kgx_jsonl(source: Source) -> Mapping[str, bytes]:
    nodes, edges = records(source)
    return {
        "nodes.jsonl": _lines(nodes),
        "edges.jsonl": _lines(edges),
        "metadata.json": _metadata(source, nodes, edges),
    }


def records(source: Source) -> tuple[list[Record], list[Record]]:
    """Nodes and edges with their slots, without empty slots."""
    terms = biolink(source.store, source.prefixes)
    taxa = {
        name: match
        for name, row in ((str(row["entity"]), row) for row in source.tables["entities"])
        for match in as_list(row["exact_matches"])
        if match.startswith(_TAXON)
    }
    nodes = [_node(name, row, terms) for name, row in source.graph.nodes.items()]
    edges = [_edge(edge, terms, taxa) for edge in source.graph.edges]
    return [_filled(record) for record in nodes], [_filled(record) for record in edges]


def _node(name: str, row: Row, terms: Biolink) -> Record:
    others = ("close_matches", "broad_matches", "narrow_matches")
    names = {*as_list(row["synonyms_en"]), *as_list(row["synonyms_zh"]), *as_list(row["label_zh"])}
    return {
        "id": name,
        "category": [terms.category(str(row["kind"]))],
        "name": row["label_en"] or local_part(name),
        "description": row["definition_en"],
        "synonym": sorted(names),
        "equivalent_identifiers": as_list(row["exact_matches"]),
        "xref": sorted({match for column in others for match in as_list(row[column])}),
        "iri": row["iri"],
        "deprecated": row["deprecated"] or None,
    }


def _edge(edge: Edge, terms: Biolink, taxa: Mapping[str, str]) -> Record:
    claim = edge.claim
    stated = str(claim["predicate"])
    predicate = terms.predicate(stated)
    species = [taxa[name] for name in as_list(claim["species"]) if name in taxa]
    record = {
        "id": claim["claim"],
        "category": ["biolink:Association"],
        "subject": edge.subject,
        "predicate": predicate,
        "object": edge.object,
        "original_predicate": stated,
        "knowledge_level": "knowledge_assertion",
        "agent_type": "manual_agent",
        "primary_knowledge_source": f"infores:{NAME}",
        "publications": list(edge.publications),
        "has_evidence": as_list(claim["sentence"]),
        "has_evidence_of_type": as_list(claim["evidence"]),
        "species_context_qualifier": species[0] if len(species) == 1 else None,
        "description": claim["label_en"],
        "certainty": claim["certainty"],
    }
    if predicate == "biolink:affects" and edge.direction in _DIRECTION:
        record["qualified_predicate"] = "biolink:causes"
        record["object_direction_qualifier"] = _DIRECTION[edge.direction]
        record["object_aspect_qualifier"] = "expression" if stated in _EXPRESSION else None
    return record | {role: names for role, names in edge.context().items() if role in OWN_EDGE_COLUMNS}


def _filled(record: Record) -> Record:
    """The record without empty slots, in the order of the slots."""
    order = (*NODE_SLOTS, *EDGE_SLOTS, *OWN_EDGE_COLUMNS)
    return {name: record[name] for name in dict.fromkeys(order) if record.get(name) not in (None, [], "")}


def _tsv(records: Iterable[Record], columns: Iterable[str]) -> bytes:
    out = io.StringIO()
    # KGX splits lines at tabs without quoting: none of our values has a tab or a line break.
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    columns = list(columns)
    writer.writerow(columns)
    writer.writerows([_plain(text(record.get(name))) for name in columns] for record in records)
    return out.getvalue().encode()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _lines(records: Iterable[Record]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _metadata(source: Source, nodes: list[Record], edges: list[Record]) -> bytes:
    """The description of the graph, with the namespace of every prefix in its identifiers."""
    about = source.about
    used = set(_prefixes_of([*nodes, *edges]))
    known = source.prefixes.table | {
        "DOI": "https://doi.org/",
        "PMID": "https://pubmed.ncbi.nlm.nih.gov/",
        "infores": "https://w3id.org/biolink/infores/",
    }
    document = {
        "name": about.title,
        "description": about.description,
        "version": about.version,
        "license": about.licence,
        "source": about.version_iri,
        "read_from": [{"title": title, "iri": iri} for iri, title in source.reviews],
        "biolink_version": biolink(source.store, source.prefixes).version,
        "node_count": len(nodes),
        "edge_count": len(edges),
        "edge_identity": _IDENTITY,
        "distinct_triples": len({tuple(edge[slot] for slot in _TRIPLE) for edge in edges}),
        "publications": "The works cited for a claim or, where the source plainly means another, the work meant.",
        "prefixes": {prefix: known[prefix] for prefix in sorted(used & known.keys())},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _prefixes_of(records: Iterable[Record]) -> Iterable[str]:
    slots = {*NODE_SLOTS, *EDGE_SLOTS, *OWN_EDGE_COLUMNS} - {"name", "description", "synonym", "iri"}
    for record in records:
        for name in slots & record.keys():
            for value in as_list(record[name]):
                prefix, colon, _ = value.partition(":")
                if colon:
                    yield prefix


FORMATS = (
    Format("kgx", "knowledge graphs in the Biolink Model, as TSV", "claims not in force, citations, findings", _kgx),
    Format(
        "kgx-jsonl",
        "knowledge graphs in the Biolink Model, as JSON Lines",
        "claims not in force, citations, findings",
        _kgx_jsonl,
    ),
)
