"""A fact of the domain is stated once, in the ontology: change it, and formats, pages, pictures and queries follow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from exordf import Dataset
from exordf.claims.claim_graph import directions
from exordf.claims.columns import CONTEXT
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.server.app import application

ROOT = Path(__file__).resolve().parent.parent

PREDICATE = """
exo:silences a owl:ObjectProperty ;
    rdfs:label         "silences"@en , "沉默"@zh ;
    skos:definition    "Stops the expression of the object."@en , "使宾语停止表达。"@zh ;
    rdfs:subPropertyOf exo:downregulates ;
    rdfs:isDefinedBy   exo: .
"""
CLAIMS = """@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:silences> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:silences ; exo:object exo:PTEN ;
    exo:certainty exo:Reported ; rdfs:label "miR-21 silences PTEN"@en , "miR-21 沉默 PTEN"@zh .
<urn:raises> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:promotes ; exo:object exo:PTEN ;
    exo:certainty exo:Reported ; rdfs:label "miR-21 promotes PTEN"@en , "miR-21 促进 PTEN"@zh .
<urn:density> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:promotes ; exo:object exo:BoneDensity ;
    exo:certainty exo:Reported ; rdfs:label "miR-21 promotes bone density"@en , "miR-21 提高骨密度"@zh .
<urn:fracture> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:causes ; exo:object exo:Fracture ;
    exo:certainty exo:Reported ; rdfs:label "miR-21 causes fractures"@en , "miR-21 导致骨折"@zh .
"""


def changed(folder: Path, *changes: tuple[str, str, str]) -> Dataset:
    """Four claims on a copy of the ontology in which a file has other words; with no words to find, more of them."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    for file, old, new in changes:
        path = folder / "ontology" / file
        before = path.read_text(encoding="utf-8")
        assert old in before, old
        path.write_text(before.replace(old, new, 1) if old else before + new, encoding="utf-8")
    (folder / "data" / "some").mkdir(parents=True)
    (folder / "data" / "some" / "claims.ttl").write_text(CLAIMS, encoding="utf-8")
    return Dataset.open(folder)


def claims(dataset: Dataset, query: str, column: str = "claim", **parameters: str) -> set[str]:
    """The claims in a column of the answer of a named query."""
    return {text(claim) for claim in dataset.ask(query, **parameters).column(column)}


DIRECTIONS = {
    "below downregulates": ("", "lowers"),
    "stated otherwise": ("exo:silences exo:direction exo:Raises .\n", "raises"),
}


@pytest.fixture(params=list(DIRECTIONS.values()), ids=list(DIRECTIONS))
def directed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Dataset, str]:
    fact, direction = request.param
    return changed(tmp_path, ("predicates.ttl", "", PREDICATE + fact)), direction


def test_everything_follows_the_direction_of_a_predicate(directed: tuple[Dataset, str]) -> None:
    dataset, direction = directed
    lowers = direction == "lowers"
    source = dataset.as_source()
    assert {edge.direction for edge in source.graph.edges if edge.claim["predicate"] == "exo:silences"} == {direction}
    assert (b">lowers<" in dataset.export("graphml")["exordf.graphml"]) == lowers
    assert (("urn:raises", "urn:silences") in pairs(dataset)) == lowers
    both = dataset.ask("both-ways", process="exo:PTEN")
    assert bool(len(both)) == lowers
    picture = dataset.draw("exo:miR-21").svg.decode()
    assert ('class="line lowers' in picture) == lowers
    with TestClient(application(dataset), base_url="http://localhost") as client:
        page = client.get(f"/claims?direction={direction}").text
        assert "miR-21 silences PTEN" in page
        other = client.get(f"/claims?direction={'raises' if lowers else 'lowers'}").text
        assert "miR-21 silences PTEN" not in other
        assert f'<h3 class="{direction}">' in client.get("/ontology/PTEN").text


def pairs(dataset: Dataset) -> set[tuple[str, str]]:
    """The pairs of claims that may disagree."""
    rows = dataset.ask("conflict-candidates")
    return {(text(row["claim"]), text(row["against"])) for row in rows}


def test_a_predicate_without_a_direction_raises_and_lowers_nothing(tmp_path: Path) -> None:
    dataset = changed(
        tmp_path, ("predicates.ttl", "", PREDICATE), ("predicates.ttl", "    exo:direction      exo:Lowers ;\n", "")
    )
    toward = directions(dataset.store, dataset.prefixes)
    assert not {"exo:inhibits", "exo:downregulates", "exo:silences"} & toward.keys()
    assert pairs(dataset) == set()


FAVOURS = {
    "as it stands": ("", "", {"urn:density"}, set(), set()),
    "a fracture is bad for bone": (
        "",
        "exo:Fracture exo:badFor exo:Bone .\n",
        {"urn:density"},
        {"urn:fracture"},
        {"urn:fracture"},
    ),
    "density is good for nothing": ("    exo:goodFor      exo:Bone ;\n", "", set(), set(), set()),
}


@pytest.mark.parametrize(("old", "new", "gain", "loss", "opposed"), FAVOURS.values(), ids=FAVOURS)
def test_queries_follow_what_is_good_or_bad_for_a_tissue(  # noqa: PLR0913, PLR0917 - a row of the table
    old: str, new: str, gain: set[str], loss: set[str], opposed: set[str], tmp_path: Path
) -> None:
    dataset = changed(tmp_path, ("predicates.ttl", "", PREDICATE), ("diseases.ttl", old, new))
    assert claims(dataset, "bone-gain") == gain
    assert claims(dataset, "bone-loss") == loss
    assert {claim for claim, against in pairs(dataset) if against == "urn:density"} == opposed


def test_a_predicate_takes_the_kinds_of_the_one_above_it_unless_it_states_its_own(tmp_path: Path) -> None:
    dataset = changed(tmp_path, ("predicates.ttl", "", PREDICATE + "exo:silences exo:subjectKind exo:MicroRNA .\n"))
    of = {
        kind: {text(row["k"]).removeprefix(EXO) for row in dataset.query(f"SELECT ?k {{ exo:silences exo:{kind} ?k }}")}
        for kind in ("subjectKind", "objectKind")
    }
    assert of == {"subjectKind": {"MicroRNA"}, "objectKind": {"Molecule"}}
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(CLAIMS.replace("exo:miR-21 ; exo:predicate exo:silences", "exo:PTEN ; exo:predicate exo:silences"))
    results = dataset.with_files([wrong]).validate().results
    assert any("kinds-subject" in str(result.source_shape) for result in results)


def test_the_roles_of_context_are_the_properties_below_context(dataset: Dataset) -> None:
    rows = dataset.query("SELECT ?p WHERE { ?p rdfs:subPropertyOf exo:context . FILTER(?p != exo:context) }")
    assert {text(row["p"]).removeprefix(EXO) for row in rows} == set(CONTEXT)
