"""In no format and no picture is a claim an edge that the source denies, only guesses at, or that has been withdrawn."""

from __future__ import annotations

import csv
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exordf import Dataset

Files = "Mapping[str, bytes]"
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


def rdf(syntax: ox.RdfFormat) -> Callable[[Dataset, Mapping[str, bytes]], Pairs]:
    """The direct triples by one of the predicates of claims."""

    def read(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
        predicates = set(dataset.query("SELECT DISTINCT ?p WHERE { ?p exo:subjectKind ?kind }").column("p"))
        return {
            (str(quad.subject.value), str(quad.object.value))
            for quad in ox.parse(first(files), syntax)
            if quad.predicate in predicates
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        }

    return read


def curies(dataset: Dataset, pairs: Iterable[tuple[str, str]]) -> Pairs:
    return {(dataset.prefixes.iri(one).value, dataset.prefixes.iri(other).value) for one, other in pairs}


def separated(delimiter: str) -> Callable[[Dataset, Mapping[str, bytes]], Pairs]:
    def read(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
        rows = csv.DictReader(io.StringIO(first(files).decode()), delimiter=delimiter)
        return curies(dataset, [(row["subject"], row["object"]) for row in rows if row["edge"] == "true"])

    return read


def workbook(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    rows = iter(openpyxl.load_workbook(io.BytesIO(first(files)))["claims"].values)
    head = next(rows)
    claims = [dict(zip(head, row, strict=True)) for row in rows]
    return curies(dataset, [(str(row["subject"]), str(row["object"])) for row in claims if row["edge"]])


def parquet(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    frame = pl.read_parquet(io.BytesIO(files["claims.parquet"])).filter(pl.col("edge"))
    return curies(dataset, frame.select("subject", "object").rows())


def kgx(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    rows = csv.DictReader(io.StringIO(files["edges.tsv"].decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return curies(dataset, [(row["subject"], row["object"]) for row in rows])


def kgx_jsonl(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    rows = [json.loads(line) for line in files["edges.jsonl"].decode().splitlines()]
    return curies(dataset, [(row["subject"], row["object"]) for row in rows])


def graphml(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    return curies(dataset, [edge[:2] for edge in nx.read_graphml(io.BytesIO(first(files)), force_multigraph=True).edges])


def cx2(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    network = RawCX2NetworkFactory().get_cx2network(json.loads(first(files)))
    name = {number: node["v"]["name"] for number, node in network.get_nodes().items()}
    return curies(dataset, [(name[edge["s"]], name[edge["t"]]) for edge in network.get_edges().values()])


def svg(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    lines = [group for group in ET.fromstring(first(files)).iter() if "data-from" in group.attrib]
    return curies(dataset, [(line.attrib["data-from"], line.attrib["data-to"]) for line in lines])


def png(dataset: Dataset, files: Mapping[str, bytes]) -> Pairs:
    """A PNG shows what the SVG shows: it is that very picture."""
    drawn = dataset.export("svg")
    assert first(files) == pixels(dataset.as_source(), first(drawn), zoom=1)
    return svg(dataset, drawn)


def nothing(_: Dataset, files: Mapping[str, bytes]) -> Pairs:
    """A format that speaks of no claim."""
    assert b"miR-31a-5p" not in b"".join(files.values())
    return set()


READERS: dict[str, Callable[[Dataset, Mapping[str, bytes]], Pairs]] = {
    "turtle": rdf(ox.RdfFormat.TURTLE),
    "ntriples": rdf(ox.RdfFormat.N_TRIPLES),
    "nquads": rdf(ox.RdfFormat.N_QUADS),
    "trig": rdf(ox.RdfFormat.TRIG),
    "rdfxml": rdf(ox.RdfFormat.RDF_XML),
    "jsonld": rdf(ox.RdfFormat.JSON_LD),
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


def test_every_format_has_its_reader_here() -> None:
    assert set(READERS) == set(export.formats())


@pytest.mark.parametrize("name", export.formats())
def test_only_claims_in_force_are_edges(name: str, small: Dataset) -> None:
    files = small.export(name)
    found = READERS[name](small, files)
    in_force = {(f"{EXO}miR-214-3p", f"{EXO}ATF4"), (f"{EXO}Osteoclast", f"{EXO}BoneFormation")}
    assert found == (set() if READERS[name] is nothing else in_force)


@pytest.mark.parametrize("name", [name for name, reader in READERS.items() if reader is not nothing])
def test_every_claim_in_force_is_an_edge_and_no_other(name: str, dataset: Dataset) -> None:
    asked = {(row[0].value, row[1].value) for row in dataset.query(IN_FORCE).terms}  # type: ignore[union-attr]
    if name in ("svg", "png"):
        asked = {(one, other) for one, other in asked if one != other}
    assert READERS[name](dataset, dataset.export(name)) == asked


@pytest.mark.parametrize("name", ["kgx", "kgx-jsonl", "graphml", "cx2", "svg"])
def test_a_graph_or_picture_names_no_claim_that_is_not_in_force(name: str, small: Dataset) -> None:
    content = b"".join(small.export(name).values()).decode()
    assert "urn:reported" in content
    assert [claim for claim in REFUSED if claim in content] == []


def test_a_reader_sees_an_edge_that_must_not_be(small: Dataset) -> None:
    """The test above can fail: a claim whose denial is taken away is found by every reader of a graph."""
    rows = {name: [dict(row) for row in rows] for name, rows in small.as_source().tables.items()}
    for row in rows["claims"]:
        row["edge"] = True
    source = small.as_source()
    vars(source)["tables"] = rows
    for name in ("csv", "xlsx", "parquet", "kgx", "kgx-jsonl", "graphml", "cx2", "svg"):
        found = READERS[name](small, export.format_of(name).write(source))
        assert (f"{EXO}miR-31a-5p", f"{EXO}CalciumLoss") in found, name
