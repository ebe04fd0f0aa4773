"""Exports: every RDF format reads back the same, the same bytes come twice, a selection holds together."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from exordf import Dataset, InputError, UnknownName, __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RDF = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
}


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """The triples with canonical blank nodes, whatever graph they stand in."""
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


@pytest.fixture(scope="module")
def in_store(dataset: Dataset) -> set[ox.Triple]:
    return canonical(dataset.store.quads())


@functools.cache
def only_file(dataset: Dataset, name: str) -> bytes:
    """The data file of an export, which comes first."""
    return next(iter(dataset.export(name).values()))


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", RDF)
def test_pyoxigraph_reads_an_export_back_the_same(name: str, dataset: Dataset, in_store: set[ox.Triple]) -> None:
    read = ox.parse(only_file(dataset, name), RDF[name][0])
    assert canonical(read) == in_store


@pytest.mark.one_in(5)
@pytest.mark.parametrize("name", [name for name in RDF if name != "ntriples"])
def test_rdflib_reads_an_export_back_the_same(name: str, dataset: Dataset, in_rdflib: rdflib.Graph) -> None:
    read = rdflib.Dataset(default_union=True) if name in ("trig", "nquads") else rdflib.Graph()
    read.parse(data=only_file(dataset, name).decode(), format=RDF[name][1])
    graph = rdflib.Graph()
    for triple in read.triples((None, None, None)):
        graph.add(triple[:3])
    assert isomorphic(without_blank(graph), without_blank(in_rdflib))
    assert len(graph) == len(in_rdflib)


def without_blank(graph: rdflib.Graph) -> rdflib.Graph:
    """The graph without its blank nodes, which rdflib takes minutes to match; the length compares their number."""
    plain = rdflib.Graph()
    for triple in graph:
        if not any(isinstance(term, rdflib.BNode) for term in triple):
            plain.add(triple)
    return plain


def test_trig_has_a_graph_for_each_layer(dataset: Dataset) -> None:
    graphs = {quad.graph_name.value for quad in ox.parse(only_file(dataset, "trig"), ox.RdfFormat.TRIG)}
    layers = {layer for layer, quads in dataset.layers.items() if quads}
    assert graphs == {f"https://w3id.org/exordf/graph/{layer}" for layer in {*layers, "about"}}


def test_json_ld_is_pleasant_to_read(dataset: Dataset) -> None:
    document = json.loads(only_file(dataset, "jsonld"))
    claim = next(node for node in document["@graph"] if node["id"] == "claim:2.1-10b")
    assert claim["subject"] == "exo:miR-214-3p"
    assert claim["label"]["en"] == ["Osteoclast exosomes carrying miR-214-3p inhibit osteoblast differentiation."]
    assert claim["citesAsEvidence"] == ["reference:31"]
    assert claim["inSentence"]["citations"][0]["verdict"] == "exo:DifferentTopic"


def test_a_bibliography_has_every_reference(dataset: Dataset) -> None:
    references = len(dataset.query("SELECT ?r WHERE { ?r a exo:Reference }"))
    items = {item["id"]: item for item in json.loads(only_file(dataset, "csljson"))}
    assert len(items) == references
    assert items["reference-35"]["author"][0] == {"family": "Jiang", "given": "LB"}
    assert "DOI" not in items["reference-35"]
    assert items["reference-35"]["note"] == "DOI not confirmed: 10.26355/eurrev_201810_16028"
    assert items["reference-li-2016"]["DOI"] == "10.1038/ncomms10872"
    entries = only_file(dataset, "bibtex").decode()
    assert entries.count("@article{") == references
    assert "Li, D and Liu, J and Guo, B and others" in entries


@pytest.mark.slow("again")
def test_the_same_bytes_come_out_whatever_the_hash_seed() -> None:
    script = (
        "import hashlib, exordf\nfrom exordf import export\nsource = exordf.Dataset.open().as_source()\n"
        "print([(name, hashlib.sha256(content).hexdigest()) for form in export.formats().values()"
        " for name, content in form.write(source).items()])"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outcomes) == 1


def test_an_export_is_written_whole(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "references.bib"
    written = dataset.export("bibtex", path)
    assert [path.read_bytes()] == list(written.values())
    assert [entry.name for entry in path.parent.iterdir()] == ["references.bib"]


def test_an_unknown_format_is_met_with_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(UnknownName) as raised:
        dataset.export("turtel")
    assert raised.value.mend == "Did you mean turtle?"


def test_the_description_counts_what_is_there(dataset: Dataset) -> None:
    graph = rdflib.Graph().parse(data=only_file(dataset, "void"), format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    here = rdflib.URIRef(f"https://w3id.org/exordf/dataset/{__version__}")
    assert int(str(graph.value(here, void.triples))) == len({quad.triple for quad in dataset.store.quads()})
    links = [int(str(graph.value(part, void.triples))) for part in graph.subjects(rdflib.RDF.type, void.Linkset)]
    assert sum(links) == len(dataset.ask("links"))
    exact = rdflib.URIRef(f"{here}#CL-exactMatch")
    asked = dataset.query("SELECT ?a WHERE { ?a skos:exactMatch ?b FILTER(STRSTARTS(STR(?b), STR(CL:))) }")
    assert int(str(graph.value(exact, void.triples))) == len(asked)
    claims = rdflib.URIRef(f"{here}#Claim")
    assert int(str(graph.value(claims, void.entities))) == len(dataset.query("SELECT ?c WHERE { ?c a exo:Claim }"))


def test_a_selection_has_its_claims_and_what_they_rest_on(dataset: Dataset, tmp_path: Path) -> None:
    chosen = "SELECT ?claim WHERE { ?claim exo:sentence ?s . ?s exo:section section:2.1 }"
    path = tmp_path / "selected.nt"
    dataset.export("ntriples", path, select=chosen)
    selected = Dataset.open(path)
    claims = "SELECT ?claim WHERE { ?claim a exo:Claim } ORDER BY ?claim"
    assert sorted(selected.query(claims).terms, key=str) == sorted(dataset.query(chosen).terms, key=str)
    cited = "SELECT DISTINCT ?r WHERE { ?c cito:citesAsEvidence ?r FILTER NOT EXISTS { ?r a exo:Reference } }"
    assert len(selected.query(cited)) == 0
    here = "?citation a cito:Citation MINUS { ?citation cito:hasCitingEntity/exo:section section:2.1 }"
    other = f"SELECT ?citation WHERE {{ {here} }}"
    assert len(selected.query("SELECT ?citation WHERE { ?citation a cito:Citation }")) > 0
    assert len(selected.query(other)) == 0
    edges = "SELECT ?s ?o WHERE { ?s exo:affects ?o } ORDER BY ?s ?o"
    ours, whole = selected.query(edges).terms, dataset.query(edges).terms
    assert 0 < len(ours) < len(whole)
    assert {tuple(row) for row in ours} < {tuple(row) for row in whole}


def test_a_query_that_selects_no_claim_is_refused(dataset: Dataset) -> None:
    with pytest.raises(InputError, match="selects no claim"):
        dataset.export("ntriples", select="SELECT ?term WHERE { ?term a owl:Class }")
