"""What the rule makes an edge of is one in every format, picture and page, and what it does not is one in none."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx
import openpyxl
import polars as pl
import pyoxigraph as ox
import pytest
from ndex2.cx2 import RawCX2NetworkFactory
from starlette.testclient import TestClient

from exordf import Dataset, export, files
from exordf.claims.tables import iri_of
from exordf.export.images import render_png
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.server.app import application
from tests.conftest import Exports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

Pairs = set[tuple[str, str]]

IN_FORCE = """
SELECT ?subject ?object WHERE {
  ?claim a exo:Claim ; exo:subject ?subject ; exo:object ?object ; exo:certainty ?certainty .
  FILTER(?certainty != exo:Hypothesised)
  MINUS { ?claim exo:negated true }
  MINUS { ?claim owl:deprecated true }
}"""
PREDICATES = "SELECT DISTINCT ?p WHERE { { ?p exo:subjectKind ?kind } UNION { ?claim exo:predicate ?p } }"
REFUSED = ("urn:denied", "urn:guessed", "urn:withdrawn", "urn:denied-elsewhere")


def first(files: Mapping[str, bytes]) -> bytes:
    return next(iter(files.values()))


def rdf(syntax: ox.RdfFormat) -> Callable[[Exports, Mapping[str, bytes]], Pairs]:
    """The direct triples by one of the predicates of claims."""

    def read(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
        predicates = set(exports.dataset.query(PREDICATES).column("p"))
        return {
            (str(quad.subject.value), str(quad.object.value))
            for quad in ox.parse(first(files), syntax)
            if quad.predicate in predicates
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        }

    return read


def curies(exports: Exports, pairs: Iterable[tuple[str, str]]) -> Pairs:
    prefixes = exports.source.prefixes
    return {(iri_of(one, prefixes), iri_of(other, prefixes)) for one, other in pairs}


def separated(delimiter: str) -> Callable[[Exports, Mapping[str, bytes]], Pairs]:
    def read(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
        rows = csv.DictReader(io.StringIO(first(files).decode()), delimiter=delimiter)
        return curies(exports, [(row["subject"], row["object"]) for row in rows if row["edge"] == "true"])

    return read


def workbook(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    rows = iter(openpyxl.load_workbook(io.BytesIO(first(files)))["claims"].values)
    head = next(rows)
    claims = [dict(zip(head, row, strict=True)) for row in rows]
    return curies(exports, [(str(row["subject"]), str(row["object"])) for row in claims if row["edge"]])


def parquet(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    frame = pl.read_parquet(io.BytesIO(files["claims.parquet"])).filter(pl.col("edge"))
    return curies(exports, frame.select("subject", "object").rows())


def kgx(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    rows = csv.DictReader(io.StringIO(files["edges.tsv"].decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return curies(exports, [(row["subject"], row["object"]) for row in rows])


def kgx_jsonl(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    rows = [json.loads(line) for line in files["edges.jsonl"].decode().splitlines()]
    return curies(exports, [(row["subject"], row["object"]) for row in rows])


def graphml(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    return curies(
        exports, [edge[:2] for edge in nx.read_graphml(io.BytesIO(first(files)), force_multigraph=True).edges]
    )


def cx2(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    network = RawCX2NetworkFactory().get_cx2network(json.loads(first(files)))
    name = {number: node["v"]["name"] for number, node in network.get_nodes().items()}
    return curies(exports, [(name[edge["s"]], name[edge["t"]]) for edge in network.get_edges().values()])


def svg(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    lines = [group for group in ET.fromstring(first(files)).iter() if "data-from" in group.attrib]  # noqa: S314 - our own
    return curies(exports, [(line.attrib["data-from"], line.attrib["data-to"]) for line in lines])


def png(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    """A PNG shows what the SVG shows: it is that very picture."""
    drawn = exports["svg"]
    assert first(files) == render_png(exports.source, first(drawn), zoom=1)
    return svg(exports, drawn)


def nothing(_: Exports, files: Mapping[str, bytes]) -> Pairs:
    """A format that speaks of no claim."""
    assert b"miR-31a-5p" not in b"".join(files.values())
    return set()


def obograph(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    predicates = {text(term) for term in exports.dataset.query("SELECT ?p WHERE { ?p exo:subjectKind ?k }").column("p")}
    edges = json.loads(first(files))["graphs"][0]["edges"]
    return {(edge["sub"], edge["obj"]) for edge in edges if edge["pred"] in predicates}


def sssom(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
    lines = [line for line in first(files).decode().splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return curies(
        exports, [(row["subject_id"], row["object_id"]) for row in rows if row["predicate_id"].startswith("exo:")]
    )


READERS: dict[str, Callable[[Exports, Mapping[str, bytes]], Pairs]] = {
    "turtle": rdf(ox.RdfFormat.TURTLE),
    "ntriples": rdf(ox.RdfFormat.N_TRIPLES),
    "nquads": rdf(ox.RdfFormat.N_QUADS),
    "trig": rdf(ox.RdfFormat.TRIG),
    "rdfxml": rdf(ox.RdfFormat.RDF_XML),
    "jsonld": rdf(ox.RdfFormat.JSON_LD),
    "turtle12": rdf(ox.RdfFormat.TURTLE),
    "nanopub": rdf(ox.RdfFormat.TRIG),
    "owl": rdf(ox.RdfFormat.RDF_XML),
    "obograph": obograph,
    "sssom": sssom,
    "csv": separated(","),
    "tsv": separated("\t"),
    "xlsx": workbook,
    "parquet": parquet,
    "kgx": kgx,
    "kgx-jsonl": kgx_jsonl,
    "graphml": graphml,
    "cx2": cx2,
    "svg": svg,
    "png": png,
    "bibtex": nothing,
    "csljson": nothing,
    "void": nothing,
}
SPEAK_OF_NO_CLAIM = ("owl", "obograph", "sssom", *(name for name, reader in READERS.items() if reader is nothing))


def test_every_format_has_its_reader_here() -> None:
    assert set(READERS) == set(export.formats())


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", export.formats())
def test_only_claims_in_force_are_edges(name: str, small_exports: Exports) -> None:
    found = READERS[name](small_exports, small_exports[name])
    in_force = {(f"{EXO}miR-214-3p", f"{EXO}ATF4"), (f"{EXO}Osteoclast", f"{EXO}BoneFormation")}
    assert found == (set() if name in SPEAK_OF_NO_CLAIM else in_force)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", [name for name in READERS if name not in SPEAK_OF_NO_CLAIM])
def test_every_claim_in_force_is_an_edge_and_no_other(name: str, exports: Exports) -> None:
    asked = {(text(one), text(other)) for one, other in exports.dataset.query(IN_FORCE).terms}
    if name in ("svg", "png"):
        asked = {(one, other) for one, other in asked if one != other}
    assert READERS[name](exports, exports[name]) == asked


@pytest.mark.parametrize("name", ["kgx", "kgx-jsonl", "graphml", "cx2", "svg"])
def test_a_graph_or_picture_names_no_claim_that_is_not_in_force(name: str, small_exports: Exports) -> None:
    content = b"".join(small_exports[name].values()).decode()
    assert "urn:reported" in content
    assert [claim for claim in REFUSED if claim in content] == []


def test_a_reader_sees_an_edge_that_must_not_be(small_exports: Exports) -> None:
    """The tests above can fail: with every claim taken for an edge, each reader finds one that must not be."""
    source = dataclasses.replace(small_exports.dataset.as_source())  # one of its own, to be changed
    vars(source)["tables"] = source.tables | {"claims": [row | {"edge": True} for row in source.tables["claims"]]}
    for name in ("csv", "xlsx", "parquet", "kgx", "kgx-jsonl", "graphml", "cx2", "svg"):
        found = READERS[name](small_exports, export.format_of(name).write(source))
        assert (f"{EXO}miR-31a-5p", f"{EXO}CalciumLoss") in found, name


# Claims about terms of others

OBO, EXAMPLE = "http://purl.obolibrary.org/obo/", "https://example.org/terms/"
TURTLE = f"""@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <{EXAMPLE}> .
@prefix exo: <{EXO}> .
@prefix obo: <{OBO}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Unlabelled a owl:Class .
ex:Labelled a owl:Class ; rdfs:label "stiffness of the marrow"@en .
"""
# Claim: subject, predicate, object, what else is stated, whether it is an edge.
CLAIMS = {
    "object": ("exo:miR-486", "exo:promotes", "obo:GO_0045453", "exo:certainty exo:Reported", True),
    "matched-object": ("exo:miR-486", "exo:promotes", "obo:GO_0030316", "exo:certainty exo:Hedged", True),
    "subject": ("obo:CL_0000057", "exo:secretes", "exo:Exosome", "exo:certainty exo:Reported", True),
    "both-ends": ("obo:GO_0006914", "exo:inhibits", "obo:GO_0001503", "exo:certainty exo:Reported", True),
    "no-label": ("exo:miR-486", "exo:inhibits", "ex:Unlabelled", "exo:certainty exo:Reported", True),
    "own-term": ("ex:Labelled", "exo:causes", "exo:Osteoporosis", "exo:certainty exo:Hedged", True),
    "predicate-of-others": ("exo:PTEN", "obo:RO_0002212", "exo:BoneFormation", "exo:certainty exo:Reported", True),
    "undeclared": ("exo:miR-486", "exo:promotes", "ex:Nowhere", "exo:certainty exo:Reported", False),
    "unknown-predicate": ("exo:miR-486", "exo:befriends", "exo:PTEN", "exo:certainty exo:Reported", False),
    "uncertain": ("exo:miR-486", "exo:promotes", "exo:ATF4", "rdfs:comment 'no certainty'@en", False),
    "denied": ("exo:miR-486", "exo:promotes", "obo:GO_0006915", "exo:certainty exo:Reported ; exo:negated true", False),
    "hypothesised": ("exo:miR-486", "exo:promotes", "obo:GO_0001649", "exo:certainty exo:Hypothesised", False),
    "withdrawn": (
        *("exo:miR-486", "exo:promotes", "obo:GO_0001525"),
        "exo:certainty exo:Reported ; owl:deprecated true ; dcterms:isReplacedBy <urn:object>",
        False,
    ),
}


def claims(kinds: Mapping[str, tuple[str, str, str, str, bool]]) -> str:
    written = [
        f"<urn:{name}> a exo:Claim ; exo:subject {subject} ; exo:predicate {predicate} ; exo:object {target} ; {rest} ."
        for name, (subject, predicate, target, rest, _) in kinds.items()
    ]
    return "\n".join([TURTLE, *written, ""])


def whole(name: str) -> str:
    prefix, _, local = name.partition(":")
    return {"exo": EXO, "obo": OBO, "ex": EXAMPLE}[prefix] + local


EDGES = {(whole(one), whole(other)) for one, _, other, _, edge in CLAIMS.values() if edge}
OTHERS = {name for name in CLAIMS if not CLAIMS[name][4]}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """A folder over the packaged ontology, with claims of every kind about terms of others."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "claims.ttl").write_text(claims(CLAIMS), encoding="utf-8")
    return Exports(Dataset.open(folder))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", [name for name in READERS if name not in SPEAK_OF_NO_CLAIM])
def test_a_claim_about_a_term_of_others_is_an_edge_by_the_rule_in_every_format(name: str, mixed: Exports) -> None:
    assert READERS[name](mixed, mixed[name]) == EDGES


@pytest.mark.parametrize("name", ["kgx", "kgx-jsonl", "graphml", "cx2", "svg", "nanopub"])
def test_a_graph_names_the_claims_that_the_rule_takes_and_no_other(name: str, mixed: Exports) -> None:
    content = b"".join(mixed[name].values()).decode()
    stated = content.split("sub:assertion {") if name == "nanopub" else [content]
    assert {claim for claim in CLAIMS if any(f"urn:{claim}" in part for part in stated)} >= CLAIMS.keys() - OTHERS
    assert [claim for claim in OTHERS if f"urn:{claim}" in content] == []


def cells_of(files: Mapping[str, bytes], name: str, column: str, *, where: str = "") -> list[str]:
    rows = csv.DictReader(io.StringIO(files[name].decode()), delimiter="," if name.endswith("csv") else "\t")
    return [row[column] for row in rows if not where or row[where] == "true"]


def edge_ids(name: str, files: Mapping[str, bytes]) -> list[str]:
    """The claims that the edges of a format go by."""
    if name in ("csv", "tsv"):
        return cells_of(files, f"claims.{name}", "claim", where="edge")
    if name == "kgx":
        return cells_of(files, "edges.tsv", "id")
    if name == "kgx-jsonl":
        return [json.loads(line)["id"] for line in files["edges.jsonl"].decode().splitlines()]
    if name == "graphml":
        return [key for *_, key in nx.read_graphml(io.BytesIO(first(files)), force_multigraph=True).edges(keys=True)]
    if name == "cx2":
        edges = RawCX2NetworkFactory().get_cx2network(json.loads(first(files))).get_edges().values()
        return [edge["v"]["claim"] for edge in edges]
    quads = ox.parse(first(files), ox.RdfFormat.TRIG)
    heads = [quad.subject for quad in quads if quad.predicate.value.endswith("nschema#hasAssertion")]
    return [str(head) for head in heads]


@pytest.mark.parametrize("which", ["exports", "mixed"])
@pytest.mark.parametrize("name", ["csv", "tsv", "kgx", "kgx-jsonl", "graphml", "cx2", "nanopub"])
def test_every_claim_that_is_an_edge_is_one_edge_of_its_own(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    made: Exports = request.getfixturevalue(which)
    claims = sorted(str(row["claim"]) for row in made.source.tables["claims"] if row["edge"])
    ids = edge_ids(name, made[name])
    assert len(set(ids)) == len(ids) == len(claims)
    if name != "nanopub":
        assert sorted(ids) == claims
    if name.startswith("kgx"):
        about = json.loads(made[name]["metadata.json"])
        nodes = next(content for file, content in made[name].items() if file.startswith("nodes."))
        rows = len(nodes.splitlines()) - (name == "kgx")
        assert (about["edge_count"], about["node_count"]) == (len(claims), rows)
        assert about["distinct_triples"] <= about["edge_count"]


def test_both_ends_of_every_edge_have_a_row_with_what_is_known_of_them(mixed: Exports) -> None:
    entities = {str(row["entity"]): row for row in mixed.source.tables["entities"]}
    assert entities["GO:0030316"]["label_en"] == "osteoclast differentiation"
    assert entities["GO:0030316"]["kind"] == "exo:Process"
    assert (entities["CL:0000057"]["label_en"], entities["CL:0000057"]["claims_as_subject"]) == ("fibroblast", 1)
    assert entities[f"{EXAMPLE}Unlabelled"]["label_en"] is None
    assert f"{EXAMPLE}Nowhere" not in entities
    edges = [row for row in mixed.source.tables["claims"] if row["edge"]]
    assert {str(row[end]) for row in edges for end in ("subject", "object")} <= entities.keys()
    ancestors = entities["exo:OsteoclastDifferentiation"]["ancestors"]
    assert isinstance(ancestors, list)
    assert [name for name in ancestors if not name.startswith("exo:")] == []


def test_terms_that_no_claim_is_about_are_no_entities(exports: Exports) -> None:
    assert {str(row["entity"]).partition(":")[0] for row in exports.source.tables["entities"]} == {"exo"}


def test_queries_pictures_and_pages_show_the_same_edges(mixed: Exports) -> None:
    dataset = mixed.dataset
    direct = dataset.query("SELECT ?o WHERE { exo:miR-486 exo:promotes ?o }").column("o")
    assert {text(term) for term in direct} == {f"{OBO}GO_0045453", f"{OBO}GO_0030316"}
    assert "urn:object" in {text(term) for term in dataset.ask("what-promotes", process="GO:0045453").column("claim")}
    assert "urn:object" in {text(term) for term in dataset.ask("under-process", process="GO:0045453").column("claim")}
    assert "urn:subject" in {
        text(term) for term in dataset.ask("under-cell-type", cell_type="CL:0000057").column("claim")
    }
    for process in ("GO:0001525", "GO:0006915"):  # of a claim that is withdrawn, and of one that is denied
        assert dataset.ask("what-promotes", process=process).column("claim") == []
    for term in ("GO:0045453", f"{EXAMPLE}Unlabelled", "stiffness of the marrow"):
        assert b"data-from" in dataset.draw(term).svg
    with TestClient(application(dataset), base_url="http://localhost") as client:
        network = client.get("/network?view=whole").text
        assert {name for name in CLAIMS if f"urn:{name}" in network} == CLAIMS.keys() - OTHERS
        there = client.get("/network", params={"term": "GO:0045453"})
        assert (there.status_code, "urn:object" in there.text) == (200, True)
        about = client.get("/thing", params={"iri": f"{OBO}GO_0045453"}, follow_redirects=False)
        assert (about.status_code, about.headers["location"]) == (303, "/claims?about=GO%3A0045453")
        assert "bone resorption" in client.get(about.headers["location"]).text


def test_a_query_that_leaves_out_denied_claims_leaves_out_withdrawn_ones(exports: Exports) -> None:
    queries = {name: query.text for name, query in exports.dataset.queries.items()}
    denied = [name for name, query in queries.items() if "EXISTS" in query and "exo:negated" in query]
    assert len(denied) > 20
    assert [name for name in denied if "exo:negated true" in queries[name]] == []


@pytest.mark.slow("every")
def test_a_changed_rule_changes_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule that takes denied claims and leaves hedged ones out, and knows nothing of terms without a label."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for path in files.find_files(files.package_folder("queries/rules"), ".rq"):
        (rules / path.name).write_bytes(path.read_bytes())
    edges = rules / "30-edges.rq"
    written = edges.read_text(encoding="utf-8")
    for old, new in {
        "IN (exo:Reported, exo:Hedged)": "IN (exo:Reported)",
        "?claim exo:negated true": "?claim exo:negated false",
        "?object a owl:Class .": "?object a owl:Class ; rdfs:label ?label .",
    }.items():
        assert old in written
        written = written.replace(old, new)
    edges.write_text(written, encoding="utf-8")
    own = files.package_folder
    monkeypatch.setattr(files, "package_folder", lambda folder: rules if folder == "queries/rules" else own(folder))
    (tmp_path / "claims.ttl").write_text(claims(CLAIMS), encoding="utf-8")
    changed = Exports(Dataset.open(tmp_path / "claims.ttl"))
    names = CLAIMS.keys() - OTHERS - {"matched-object", "own-term", "no-label"} | {"denied"}
    expected = {(whole(CLAIMS[name][0]), whole(CLAIMS[name][2])) for name in names}
    for name, reader in READERS.items():
        if name not in SPEAK_OF_NO_CLAIM:
            assert reader(changed, changed[name]) == expected, name
