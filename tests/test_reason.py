"""Reasoning: the ontology is coherent, defined classes land where they should, and a clash is found and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exordf import Dataset
from exordf.ontology import reasoner
from exordf.rdf.prefixes import EXO, OWL, RDFS

if TYPE_CHECKING:
    from pathlib import Path

    from exordf import Hierarchy


@pytest.fixture(scope="module")
def hierarchy(dataset: Dataset) -> Hierarchy:
    return dataset.reason()


def named(local: str) -> ox.NamedNode:
    return ox.NamedNode(EXO + local)


def test_the_ontology_is_coherent(hierarchy: Hierarchy) -> None:
    assert hierarchy.consistent
    assert hierarchy.unsatisfiable == {}


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("OsteoclastExosome", "BoneCellExosome"),
        ("OsteoblastExosome", "BoneCellExosome"),
        ("UAMS-32PExosome", "OsteoblastExosome"),
        ("AgedDonorBMSCExosome", "BoneMarrowMesenchymalStemCellExosome"),
        ("BoneMarrowMesenchymalStemCellExosome", "MesenchymalStemCellExosome"),
    ],
)
def test_a_defined_vesicle_lands_where_nobody_put_it(
    below: str, above: str, hierarchy: Hierarchy, dataset: Dataset
) -> None:
    assert named(above) in hierarchy.parents[named(below)]
    asserted = ox.Quad(named(below), ox.NamedNode(f"{RDFS}subClassOf"), named(above))
    assert asserted not in dataset.layers["ontology"]


def test_equivalent_classes_lie_below_the_same(hierarchy: Hierarchy) -> None:
    parents = hierarchy.parents
    pairs = [(a, b) for a, above in parents.items() for b in above if a in parents.get(b, ())]
    assert pairs
    assert [(a, b) for a, b in pairs if parents[a] - {b} != parents[b] - {a}] == []


def test_the_rules_find_what_the_reasoner_finds(hierarchy: Hierarchy, dataset: Dataset) -> None:
    answer = dataset.query("SELECT ?c ?a WHERE { ?c rdfs:subClassOf ?a . FILTER(isIRI(?c) && isIRI(?a) && ?c != ?a) }")
    assert set(map(tuple, answer.terms)) == hierarchy.ancestors()


@pytest.mark.slow("program")
def test_an_injected_clash_is_found_and_explained(tmp_path: Path, dataset: Dataset) -> None:
    clash = tmp_path / "clash.ttl"
    clash.write_text(
        f"@prefix exo: <{EXO}> .\n@prefix owl: <{OWL}> .\n@prefix rdfs: <{RDFS}> .\n"
        "exo:Chimera a owl:Class ; rdfs:subClassOf exo:Osteoblast , exo:Osteoclast .\n"
        "exo:YoungChimera a owl:Class ; rdfs:subClassOf exo:Chimera .\n"
    )
    found = dataset.with_files([clash]).reason()
    assert found.consistent
    assert set(found.unsatisfiable) == {named("Chimera")}, "the class below only inherits it"
    said = sorted(axiom.text(dataset.prefixes.curie) for axiom in found.unsatisfiable[named("Chimera")])
    assert said == [
        "exo:Chimera rdfs:subClassOf exo:Osteoblast",
        "exo:Chimera rdfs:subClassOf exo:Osteoclast",
        "exo:Osteoblast owl:disjointWith exo:Osteoclast",
    ]


@pytest.mark.slow("program")
def test_an_inconsistent_ontology_is_explained(dataset: Dataset) -> None:
    wanted = {named("Cell"), named("Vesicle"), named("BoneCell"), named("Osteoblast"), named("Exosome")}
    some = [
        quad
        for quad in dataset.layers["ontology"]
        if quad.subject in wanted and quad.predicate.value in (f"{RDFS}subClassOf", f"{OWL}disjointWith")
    ]
    extra = ox.parse(
        f"<{EXO}Cell> <{OWL}disjointWith> <{EXO}Vesicle> . <{EXO}x> a <{EXO}Osteoblast> , <{EXO}ExtracellularVesicle> ."
        f"<{EXO}ExtracellularVesicle> <{RDFS}subClassOf> <{EXO}Vesicle> .",
        ox.RdfFormat.TURTLE,
    )
    found = reasoner.classify([*some, *extra])
    assert not found.consistent
    names = set().union(*(axiom.names() for axiom in found.clash))
    assert {f"{EXO}x", f"{EXO}Osteoblast", f"{EXO}Cell", f"{EXO}Vesicle"} <= names
    assert f"{EXO}Exosome" not in names
