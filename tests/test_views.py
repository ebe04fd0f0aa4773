"""Views: which claims become edges, and what the rules add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exordf import Dataset, InputError
from exordf.dataset import inference, loading
from exordf.rdf.prefixes import EXO
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = f"""@prefix exo: <{EXO}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:claim> a exo:Claim ;
    exo:subject exo:miR-21 ; exo:predicate exo:targets ; exo:object exo:PTEN ; %s .
"""


def edges(extra: str, folder: Path) -> set[str]:
    """The predicates of the edges from miR-21 to PTEN when one claim says so, with something extra said of it."""
    path = folder / "claim.ttl"
    path.write_text(CLAIM % extra)
    answer = Dataset.open(path).query("SELECT ?p WHERE { exo:miR-21 ?p exo:PTEN }")
    return {str(value["p"]).rpartition("/")[2] for value in answer.to_dicts()}


@pytest.mark.parametrize("certainty", ["Reported", "Hedged"])
def test_a_claim_becomes_an_edge_with_all_predicates_above_its_own(certainty: str, tmp_path: Path) -> None:
    assert edges(f"exo:certainty exo:{certainty}", tmp_path) == {"targets", "inhibits", "affects"}


@pytest.mark.parametrize(
    "extra",
    [
        "exo:certainty exo:Hypothesised",
        "exo:certainty exo:Reported ; exo:negated true",
        "exo:certainty exo:Reported ; owl:deprecated true",
        'exo:certainty exo:Reported ; exo:negated "1"^^xsd:boolean',
    ],
)
def test_a_denied_hypothesised_or_withdrawn_claim_never_becomes_an_edge(extra: str, tmp_path: Path) -> None:
    assert edges(extra, tmp_path) == set()


def test_every_edge_of_the_data_has_a_claim(dataset: Dataset) -> None:
    said = dataset.query(
        """SELECT ?s ?p ?o WHERE { ?c exo:subject ?s ; exo:predicate/rdfs:subPropertyOf* ?p ; exo:object ?o }"""
    )
    assert {quad.triple for quad in dataset.layers["views/edges"]} <= {triple_of(terms) for terms in said.terms}


def triple_of(terms: object) -> object:
    return ox.Triple(*terms)  # type: ignore[misc]


def test_a_class_is_joined_to_itself_and_every_class_above_it(dataset: Dataset) -> None:
    above = dataset.query("SELECT ?a WHERE { exo:OsteoclastExosome rdfs:subClassOf ?a . ?a rdfs:isDefinedBy exo: }")
    names = {str(row["a"]).rpartition("/")[2] for row in above.to_dicts()}
    assert names == {"OsteoclastExosome", "BoneCellExosome", "Exosome", "ExtracellularVesicle", "Vesicle", "Entity"}


def test_a_definition_is_an_edge_too(dataset: Dataset) -> None:
    assert dataset.query("ASK { exo:OsteoclastExosome exo:secretedBy exo:Osteoclast }").to_dicts() == [{"answer": True}]


RULE = """# Every p is a q.
PREFIX a: <urn:a:>

CONSTRUCT { ?s a:q ?o }
WHERE {
  ?s a:p|(a:q/a:p) ?o
}
"""
DATA = "INSERT DATA { <urn:1> <urn:a:p> <urn:2> . <urn:2> <urn:a:p> <urn:3> . <urn:3> <urn:a:p> <urn:4> }"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "10-chain.rq").write_text(RULE)
    return folder


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_a_rule_runs_inside_the_store_until_it_finds_nothing_new(place: str, rules: Path, tmp_path: Path) -> None:
    store = OxigraphStore(ox.Store(str(tmp_path / "store")) if place == "disk" else None)
    store.update(DATA)
    assert inference.run_rules(store, rules) == {"chain": 6}
    assert inference.run_rules(store, rules) == {"chain": 0}
    reached = store.query("SELECT ?o { <urn:1> <urn:a:q> ?o } ORDER BY ?o").to_dicts()
    assert reached == [{"o": "urn:2"}, {"o": "urn:3"}, {"o": "urn:4"}]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o }",
        RULE.replace("\nWHERE", " WHERE"),
        f"{RULE} LIMIT 1",
        f"{RULE}CONSTRUCT {{ ?s ?p ?o }} # twice",
    ],
)
def test_a_rule_that_is_not_laid_out_as_one_is_refused_by_name(text: str, rules: Path) -> None:
    (rules / "20-wrong.rq").write_text(text)
    with pytest.raises(InputError, match="not laid out as a rule") as raised:
        inference.run_rules(OxigraphStore(), rules)
    assert raised.value.place is not None
    assert raised.value.place.path.name == "20-wrong.rq"


def test_a_view_in_layers_is_what_its_rule_added(dataset: Dataset) -> None:
    layers = loading.load(dataset.home, dataset.paths).layers
    store = OxigraphStore()
    store.load(quad for name, quads in layers.items() if not name.startswith("views/") for quad in quads)
    assert inference.run_rules(store) == {
        name.removeprefix("views/"): len(quads) for name, quads in layers.items() if name.startswith("views/")
    }
