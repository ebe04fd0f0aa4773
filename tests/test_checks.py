"""The checks of ontologies by other people's rules: our data passes each, and each can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from exordf import Dataset, __version__
from exordf.ontology import rule_checks
from exordf.rdf.prefixes import EXO
from exordf.release import dcat, manifest
from exordf.sparql import named_queries
from exordf.store.oxigraph import OxigraphStore

ROOT = Path(__file__).resolve().parent.parent
MUTATIONS = ROOT / "tests" / "mutations"
CHECKS = named_queries.read_folder(ROOT / "exordf" / "queries" / "checks")
OF_ONTOLOGY = [name for name, check in CHECKS.items() if check.group == rule_checks.ONTOLOGY]


@pytest.fixture(scope="module")
def quads(dataset: Dataset) -> list[ox.Quad]:
    return list(dataset.store.quads())


@pytest.fixture
def copy(quads: list[ox.Quad]) -> OxigraphStore:
    """The data in a store of its own, to be changed."""
    store = OxigraphStore()
    store.load(quads)
    return store


def expected(mutation: str, dataset: Dataset) -> ox.NamedNode:
    """The thing that the first line of a mutation says will be found."""
    said = mutation.partition("\n")[0].removeprefix("# expects: ")
    return ox.NamedNode(said[1:-1]) if said.startswith("<") else dataset.prefixes.iri(said)


def test_the_data_passes_every_check(dataset: Dataset) -> None:
    outcomes = rule_checks.run(dataset.store)
    assert len(outcomes) == len(OF_ONTOLOGY) > 30
    assert rule_checks.failures(outcomes).terms == []


@pytest.mark.parametrize("name", OF_ONTOLOGY)
def test_a_check_finds_the_fault_that_is_made(name: str, dataset: Dataset, copy: OxigraphStore) -> None:
    mutation = (MUTATIONS / f"{name}.ru").read_text(encoding="utf-8")
    copy.update(mutation)
    found = copy.query(CHECKS[name].text)
    assert expected(mutation, dataset) in found.column("thing")


@pytest.fixture(scope="module")
def described(dataset: Dataset) -> list[ox.Quad]:
    """The description of a release of two files."""
    source = dataset.as_source()
    files = [manifest.File(name, b"content", "tests") for name in ("exordf.ttl", "exordf.nt", "a.rdf", "a.jsonld")]
    return dcat.quads(source, files)


@pytest.mark.parametrize("name", sorted(set(CHECKS) - set(OF_ONTOLOGY)))
def test_a_check_of_a_release_finds_the_fault_that_is_made(
    name: str, dataset: Dataset, described: list[ox.Quad]
) -> None:
    mutation = (MUTATIONS / f"{name}.ru").read_text(encoding="utf-8").replace("VERSION", __version__)
    store = OxigraphStore()
    store.load(described)
    assert [outcome.check.name for outcome in rule_checks.run(store, rule_checks.RELEASE) if not outcome.passes] == []
    store.update(mutation)
    assert expected(mutation, dataset) in store.query(CHECKS[name].text).column("thing")


def test_every_check_has_its_fault_and_every_fault_its_check() -> None:
    assert {path.stem for path in MUTATIONS.glob("*.ru")} == set(CHECKS)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_says_whose_rule_it_is_and_what_to_do_in_both_languages(check: named_queries.NamedQuery) -> None:
    assert set(check.title) == set(check.description) == {"en", "zh"}
    assert re.search(r"FOOPS!|OBO FP|ROBOT|DCAT|OWL", check.source)
    assert check.group in (rule_checks.ONTOLOGY, rule_checks.RELEASE)


def test_an_ontology_that_is_not_there_fails() -> None:
    """A check of the head finds nothing where there is no head: another one must."""
    failed = {outcome.check.name for outcome in rule_checks.run(OxigraphStore()) if not outcome.passes}
    assert failed == {"ontology"}


# The report of ROBOT 1.9.8, by its profile, and the tests of FOOPS! 0.2.0: each is a check, or is said not to be one.
ROBOT = """annotation_whitespace deprecated_boolean_datatype deprecated_class_reference deprecated_property_reference
duplicate_definition duplicate_exact_synonym duplicate_label_synonym duplicate_label duplicate_scoped_synonym
equivalent_pair equivalent_class_axiom_no_genus illegal_use_of_built_in_vocabulary invalid_xref label_formatting
label_whitespace lowercase_definition missing_definition missing_label missing_obsolete_label
missing_ontology_description missing_ontology_license missing_ontology_title missing_subset_declaration
missing_superclass missing_synonymtype_declaration misused_obsolete_label misused_replaced_by multiple_definitions
multiple_equivalent_classes multiple_equivalent_class_definitions multiple_labels invalid_entity_uri"""
FOOPS = """CN1 DOC1 FIND1 FIND2 FIND3 FIND_3_BIS HTTP1 OM1 OM2 OM3 OM4.1 OM4.2 OM5.1 OM5.2 PURL1 RDF1 URI1 URI2 VER1
VER2 VOC1 VOC2 VOC3 VOC4"""
OBO = "FP1 FP2 FP3 FP4 FP5 FP6 FP7 FP8 FP9 FP10 FP11 FP12 FP16 FP20"


@pytest.mark.parametrize("rule", [*ROBOT.split(), *FOOPS.split(), *OBO.split()])
def test_every_rule_of_the_sources_is_checked_or_said_not_to_be(rule: str) -> None:
    named = [check.source for check in CHECKS.values()]
    named += [str(row["source"]) for row in rule_checks.not_checked().to_dicts()]
    assert any(re.search(rf"(?<![\w.]){re.escape(rule)}(?![\w]|\.\d)", source) for source in named)


def test_what_is_not_checked_says_why_in_both_languages() -> None:
    answer = rule_checks.not_checked()
    assert answer.columns == ("check", "source", "reason", "reason-zh")
    assert len(answer) > 10
    assert all(len(row) == 4 and all(row.values()) for row in answer.to_dicts())


def test_rows_count_what_was_found(copy: OxigraphStore) -> None:
    copy.update(f'INSERT DATA {{ <{EXO}Osteoclast> <{EXO}printed> " x" }}')
    table = {str(row["check"]): row for row in rule_checks.rows(rule_checks.run(copy)).to_dicts()}
    assert table["whitespace"]["found"] == 1
    assert table["whitespace"]["passes"] is False
    assert table["missing-label"]["passes"] is True
    (failure,) = rule_checks.failures(rule_checks.run(copy), "zh").to_dicts()
    assert failure["thing"] == f"{EXO}Osteoclast"
    assert failure["mend"] == CHECKS["whitespace"].description["zh"]


def test_the_verb_lists_the_checks_and_leaves_with_one_where_something_is_found(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(
        f'<{EXO}Osteoclast> <http://www.w3.org/2004/02/skos/core#altLabel> "bone  eater"@en .', encoding="utf-8"
    )
    command = [sys.executable, "-m", "exordf", "checks"]
    fine = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert fine.returncode == 0
    assert f"{len(OF_ONTOLOGY)} of {len(OF_ONTOLOGY)} checks pass" in fine.stdout
    found = subprocess.run(
        [*command, "--data", str(tmp_path)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert found.returncode == 1
    assert "exo:Osteoclast" in found.stdout
    assert CHECKS["whitespace"].description["en"] in found.stdout
