"""Graphs: KGX holds to the Biolink Model, GraphML and CX2 are read by the libraries that their users use."""

from __future__ import annotations

import csv
import dataclasses
import importlib.resources
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
import yaml
from ndex2.cx2 import RawCX2NetworkFactory

from exordf import export
from exordf.claims.biolink import RELATED, THING, biolink
from exordf.dataset import mappings
from exordf.export.kgx import EDGE_SLOTS, NODE_SLOTS, OWN_EDGE_COLUMNS
from exordf.ontology import mapping_report

if TYPE_CHECKING:
    from exordf import Dataset
    from tests.conftest import Exports

Record = dict[str, Any]

FILE = Path(__file__).resolve().parent.parent / "data" / mappings.FILE

MANY = {"category", "synonym", "equivalent_identifiers", "xref", "publications", "has_evidence", "has_evidence_of_type"}
MANY |= set(OWN_EDGE_COLUMNS) - {"certainty"}
CURIE = re.compile(r"[A-Za-z][\w.]*:\S+")
# Slots of Biolink that stand on special kinds of association; KGX puts them on any edge.
QUALIFIERS = {"qualified_predicate", "object_direction_qualifier", "object_aspect_qualifier"}


@cache
def model() -> Record:
    text = importlib.resources.files("biolink_model").joinpath("schema/biolink_model.yaml").read_text(encoding="utf-8")
    loaded: Record = yaml.safe_load(text)
    return loaded


def camel(label: str) -> str:
    return "biolink:" + "".join(word[:1].upper() + word[1:] for word in label.split(" "))


def snake(label: str) -> str:
    return label.replace(" ", "_")


def above(kind: str, name: str) -> list[str]:
    """A class or slot of the model with all above it, mixins included."""
    found = [name]
    for here in found:
        entry = model()[kind].get(here) or {}
        found += [other for other in [entry.get("is_a"), *(entry.get("mixins") or [])] if other and other not in found]
    return found


def slots_of(name: str) -> set[str]:
    return {snake(slot) for cls in above("classes", name) for slot in model()["classes"][cls].get("slots") or []}


CLASSES = {camel(name): name for name in model()["classes"]}
PREDICATES = {f"biolink:{snake(name)}" for name in model()["slots"] if "related to" in above("slots", name)}
REQUIRED_OF_EDGES = {
    snake(slot)
    for slot in model()["slots"]
    if model()["slots"][slot] and model()["slots"][slot].get("required") and snake(slot) in slots_of("association")
}


@pytest.fixture(scope="module", params=["kgx", "kgx-jsonl"])
def kgx(request: pytest.FixtureRequest, exports: Exports) -> tuple[list[Record], list[Record], Record]:
    """Nodes, edges and metadata, read as KGX reads them."""
    files = exports[request.param]
    suffix = "tsv" if request.param == "kgx" else "jsonl"
    nodes, edges = (read(files[f"{name}.{suffix}"].decode(), suffix) for name in ("nodes", "edges"))
    return nodes, edges, json.loads(files["metadata.json"])


def read(text: str, suffix: str) -> list[Record]:
    if suffix == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{name: cell.split("|") if name in MANY else cell for name, cell in row.items() if cell} for row in rows]


Kgx = tuple[list[Record], list[Record], Record]


def test_both_ends_of_every_edge_are_nodes_and_names_are_unique(kgx: Kgx) -> None:
    nodes, edges, _ = kgx
    names = {node["id"] for node in nodes}
    assert len(names) == len(nodes)
    assert {edge[end] for edge in edges for end in ("subject", "object")} == names
    assert len({edge["id"] for edge in edges}) == len(edges)


def test_there_is_an_edge_for_each_claim_in_force(kgx: Kgx, exports: Exports) -> None:
    nodes, edges, about = kgx
    claims = [row["claim"] for row in exports.source.tables["claims"] if row["edge"]]
    assert [edge["id"] for edge in edges] == claims
    assert (about["node_count"], about["edge_count"]) == (len(nodes), len(edges))
    assert 0 < len(claims) < len(exports.source.tables["claims"])


def test_every_category_is_a_class_that_a_thing_can_have(kgx: Kgx) -> None:
    nodes, edges, _ = kgx
    for record in (*nodes, *edges):
        (category,) = record["category"]
        entry = model()["classes"][CLASSES[category]]
        assert not entry.get("abstract"), category
        assert not entry.get("mixin"), category
        root = "named thing" if record in nodes else "association"
        assert root in above("classes", CLASSES[category])


def test_every_slot_is_one_of_its_category_or_declared_as_ours(kgx: Kgx) -> None:
    nodes, edges, _ = kgx
    for node in nodes:
        assert node.keys() <= slots_of(CLASSES[node["category"][0]]) & set(NODE_SLOTS)
        assert {"id", "category", "name", "iri"} <= node.keys()
    every = {snake(slot) for slot in model()["slots"]}
    assert every >= QUALIFIERS
    for edge in edges:
        assert edge.keys() - QUALIFIERS - set(OWN_EDGE_COLUMNS) <= slots_of("association") & set(EDGE_SLOTS)


def test_every_edge_has_what_the_model_requires(kgx: Kgx) -> None:
    _, edges, _ = kgx
    assert {"subject", "predicate", "object", "knowledge_level", "agent_type", "id"} <= REQUIRED_OF_EDGES
    enums = {name: set(model()["enums"][name]["permissible_values"]) for name in model()["enums"]}
    for edge in edges:
        assert edge.keys() >= REQUIRED_OF_EDGES | {"primary_knowledge_source", "category"}
        assert edge["predicate"] in PREDICATES
        assert edge["knowledge_level"] in enums["KnowledgeLevelEnum"]
        assert edge["agent_type"] in enums["AgentTypeEnum"]
        assert edge["primary_knowledge_source"].startswith("infores:")
        assert edge.get("qualified_predicate", RELATED) in PREDICATES
        assert edge.get("object_direction_qualifier", "increased") in enums["DirectionQualifierEnum"]
        aspects = enums["GeneOrGeneProductOrChemicalEntityAspectEnum"]
        assert edge.get("object_aspect_qualifier", "expression") in aspects


def test_every_identifier_is_a_curie_with_a_declared_prefix(kgx: Kgx) -> None:
    nodes, edges, about = kgx
    named = {"id", "category", "equivalent_identifiers", "xref", "subject", "predicate", "object", "original_predicate"}
    named |= {"publications", "has_evidence", "has_evidence_of_type", "species_context_qualifier", *OWN_EDGE_COLUMNS}
    for record in (*nodes, *edges):
        for slot in named & record.keys():
            for value in record[slot] if isinstance(record[slot], list) else [record[slot]]:
                assert CURIE.fullmatch(value), (slot, value)
                assert value.partition(":")[0] in about["prefixes"], (slot, value)
    assert {one.partition(":")[0] for edge in edges for one in edge.get("publications", [])} <= {"PMID", "DOI"}


def test_a_claim_is_told_in_the_words_of_biolink(kgx: Kgx) -> None:
    nodes, edges, about = kgx
    edge = next(edge for edge in edges if edge["id"] == "claim:2.1-10b")
    assert (edge["subject"], edge["predicate"], edge["object"]) == (
        "exo:miR-214-3p",
        "biolink:affects",
        "exo:OsteoblastDifferentiation",
    )
    assert (edge["qualified_predicate"], edge["object_direction_qualifier"]) == ("biolink:causes", "decreased")
    assert (edge["original_predicate"], edge["certainty"]) == ("exo:inhibits", "exo:Reported")
    assert edge["publications"] == ["DOI:10.1038/ncomms10872"]  # the work that is meant, not the one that is cited
    node = next(node for node in nodes if node["id"] == "exo:miR-214-3p")
    assert node["category"] == ["biolink:MicroRNA"]
    assert about["biolink_version"] == model()["version"]


def test_predicates_and_kinds_without_a_match_fall_to_what_is_above(exports: Exports) -> None:
    words = biolink(exports.source.store, exports.source.prefixes)
    assert words.predicate("exo:bindsTo") == "biolink:directly_physically_interacts_with"
    assert words.predicate("exo:takenUpBy") == RELATED
    assert words.predicate("exo:unheardOf") == RELATED
    assert words.category("exo:Quantity") == THING
    assert words.category(None) == THING
    kinds = {row["kind"] for row in exports.source.graph.nodes.values()} - {"exo:Quantity"}
    assert [kind for kind in kinds if words.category(str(kind)) == THING] == []


def test_the_links_to_biolink_hold_against_the_model(dataset: Dataset) -> None:
    schema = importlib.resources.files("biolink_model").joinpath("schema/biolink_model.yaml")
    changed = [
        row
        for row in mapping_report.link_changes(dataset, [Path(str(schema))]).to_dicts()
        if "iolink" in str(row["place"])
    ]
    assert changed == []
    linked_to = {row.object for row in mappings.read(FILE, dataset.prefixes) if row.source == "biolink" and row.holds}
    assert linked_to <= CLASSES.keys() | {f"biolink:{snake(name)}" for name in model()["slots"]}
    assert len(linked_to & CLASSES.keys()) >= 15


def test_an_ontology_without_claims_is_an_empty_graph(dataset: Dataset) -> None:
    source = dataclasses.replace(dataset.as_source())  # one of its own, to be changed
    vars(source)["tables"] = source.tables | {"claims": []}
    assert len(nx.read_graphml(io.BytesIO(export.format_of("graphml").write(source)["exordf.graphml"]))) == 0
    network = RawCX2NetworkFactory().get_cx2network(json.loads(export.format_of("cx2").write(source)["exordf.cx2"]))
    assert len(network.get_nodes()) == 0
    assert export.format_of("kgx-jsonl").write(source)["edges.jsonl"] == b""


def test_networkx_reads_the_graphml(exports: Exports) -> None:
    graph = nx.read_graphml(io.BytesIO(exports["graphml"]["exordf.graphml"]))
    source = exports.source
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert set(graph.nodes) == set(source.graph.nodes)
    assert {key for _, _, key in graph.edges(keys=True)} == {str(edge.claim["claim"]) for edge in source.graph.edges}
    about = graph.nodes["exo:miR-214-3p"]
    assert (about["kind"], about["label_zh"], type(about["claims"])) == ("exo:MicroRNA", "miR-214-3p", int)
    found = graph.get_edge_data("exo:miR-214-3p", "exo:OsteoblastDifferentiation")["claim:2.1-10b"]
    assert (found["direction"], found["vesicle"]) == ("lowers", "exo:OsteoclastExosome")


def test_ndex2_reads_the_cx2_and_it_has_places_and_colours(exports: Exports) -> None:
    content = json.loads(exports["cx2"]["exordf.cx2"])
    network = RawCX2NetworkFactory().get_cx2network(content)
    source = exports.source
    assert len(network.get_nodes()) == len(source.graph.nodes)
    assert len(network.get_edges()) == len(source.graph.edges)
    aspects = {name: aspect for part in content for name, aspect in part.items()}
    assert [(one["name"], one["elementCount"]) for one in aspects["metaData"]] == [
        (name, len(aspects[name]))
        for name in ("attributeDeclarations", "networkAttributes", "nodes", "edges", "visualProperties")
    ]
    assert content[-1] == {"status": [{"success": True, "error": ""}]}
    nodes = aspects["nodes"]
    assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)
    across = {node["v"]["kind"]: node["x"] for node in nodes}
    assert across["Cell"] < across["Vesicle"] < across["MicroRNA"] < across["GeneProduct"] < across["Disease"]
    (style,) = aspects["visualProperties"]
    colours = {one["v"]: one["vp"] for one in style["nodeMapping"]["NODE_BACKGROUND_COLOR"]["definition"]["map"]}
    assert {node["v"]["kind"] for node in nodes} <= colours.keys()
    arrows = {one["v"]: one["vp"] for one in style["edgeMapping"]["EDGE_TARGET_ARROW_SHAPE"]["definition"]["map"]}
    assert arrows == {"raises": "triangle", "lowers": "tee", "other": "arrow"}


@pytest.mark.parametrize("aspect", ["nodes", "edges"])
def test_every_attribute_of_cx2_is_declared_with_its_type(aspect: str, exports: Exports) -> None:
    aspects = {name: value for part in json.loads(exports["cx2"]["exordf.cx2"]) for name, value in part.items()}
    declared = {name: one["d"] for name, one in aspects["attributeDeclarations"][0][aspect].items()}
    kinds = {"string": str, "integer": int, "boolean": bool, "double": float, "list_of_string": list}
    for record in aspects[aspect]:
        for name, value in record["v"].items():
            assert type(value) is kinds[declared[name]], name


@pytest.mark.parametrize("name", ["kgx", "kgx-jsonl", "graphml", "cx2"])
def test_what_no_spreadsheet_opens_has_words_as_they_are(name: str, small_exports: Exports) -> None:
    """A label of the small dataset begins as a formula would."""
    content = b"".join(small_exports[name].values())
    assert b"=miR-214-3p, first" in content
    assert b"'=miR-214-3p" not in content
