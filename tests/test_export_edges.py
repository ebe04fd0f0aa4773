"""In no format and no picture is a claim an edge that the source denies or only guesses at, or that is withdrawn."""

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

from exordf import export
from exordf.export.pictures import pixels
from exordf.names import EXO
from exordf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.conftest import Exports

Pairs = set[tuple[str, str]]

IN_FORCE = """
SELECT ?subject ?object WHERE {
  ?claim a exo:Claim ; exo:subject ?subject ; exo:object ?object ; exo:certainty ?certainty .
  FILTER(?certainty != exo:Hypothesised)
  MINUS { ?claim exo:negated true }
  MINUS { ?claim owl:deprecated true }
}"""
REFUSED = ("urn:denied", "urn:guessed", "urn:withdrawn", "urn:denied-elsewhere")


def first(files: Mapping[str, bytes]) -> bytes:
    return next(iter(files.values()))


def rdf(syntax: ox.RdfFormat) -> Callable[[Exports, Mapping[str, bytes]], Pairs]:
    """The direct triples by one of the predicates of claims."""

    def read(exports: Exports, files: Mapping[str, bytes]) -> Pairs:
        predicates = set(exports.dataset.query("SELECT DISTINCT ?p WHERE { ?p exo:subjectKind ?kind }").column("p"))
        return {
            (str(quad.subject.value), str(quad.object.value))
            for quad in ox.parse(first(files), syntax)
            if quad.predicate in predicates
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        }

    return read


def curies(exports: Exports, pairs: Iterable[tuple[str, str]]) -> Pairs:
    iri = exports.source.prefixes.iri
    return {(iri(one).value, iri(other).value) for one, other in pairs}


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
    assert first(files) == pixels(exports.source, first(drawn), zoom=1)
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


@pytest.mark.parametrize("name", export.formats())
def test_only_claims_in_force_are_edges(name: str, small_exports: Exports) -> None:
    found = READERS[name](small_exports, small_exports[name])
    in_force = {(f"{EXO}miR-214-3p", f"{EXO}ATF4"), (f"{EXO}Osteoclast", f"{EXO}BoneFormation")}
    assert found == (set() if name in SPEAK_OF_NO_CLAIM else in_force)


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
