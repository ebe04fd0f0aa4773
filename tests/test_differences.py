"""What changed between two releases: exactly what was changed is found, whatever the two were read from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf import Dataset, InputError
from exordf.claims import differences
from exordf.dataset import sources
from exordf.dataset.opening import store_at
from exordf.rdf.prefixes import EXO, OWL, RDFS
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from exordf.claims.differences import Difference

ROOT = Path(__file__).resolve().parent.parent


def copied(dataset: Dataset) -> OxigraphStore:
    store = OxigraphStore()
    store.load(dataset.store.quads())
    return store


def told(found: list[Difference], dataset: Dataset) -> list[tuple[str, str, str, str]]:
    """Change, kind, record and property of each, as people read them."""
    curie = dataset.prefixes.curie
    return [(one.change, one.kind, curie(one.record), curie(one.property) if one.property else "") for one in found]


NEW_CLAIM = """
claim:2.1-10z a exo:Claim ;
    rdfs:label    "miR-21 inhibits bone formation."@en , "miR-21 抑制骨形成。"@zh ;
    exo:subject   exo:miR-21 ;
    exo:predicate exo:inhibits ;
    exo:object    exo:BoneFormation ;
    exo:certainty exo:Reported ;
    exo:sentence  sentence:2.1-10 .
"""
NEW_TERM = """
exo:NewDisease a owl:Class ;
    rdfs:label       "new disease"@en , "新疾病"@zh ;
    skos:definition  "A disease that is new."@en , "一种新疾病。"@zh ;
    rdfs:subClassOf  exo:Osteoporosis ;
    rdfs:isDefinedBy exo: .
"""


@pytest.fixture(scope="module")
def mutated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data with one change of each sort."""
    home = tmp_path_factory.mktemp("home")
    for part in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / part, home / part)

    def edit(name: str, was: str, now: str) -> None:
        path = home / name
        content = path.read_text(encoding="utf-8")
        assert was in content
        path.write_text(content.replace(was, now, 1), encoding="utf-8")

    def add(name: str, block: str) -> None:
        path = home / name
        path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")

    claims = "data/liu2023/claims/2.1.ttl"
    add(claims, NEW_CLAIM)
    add("ontology/diseases.ttl", NEW_TERM)
    add("data/liu2023/findings.ttl", '\nfinding:2.1-rab7 exo:printed "Rab7" .\n')
    start = (home / claims).read_text(encoding="utf-8").index("claim:2.1-10b a exo:Claim")
    block = (home / claims).read_text(encoding="utf-8")[start:].partition(" .\n")[0]
    edit(claims, block, block.replace("exo:Reported", "exo:Hypothesised"))
    add("ontology/cells.ttl", "\nexo:Osteoclast owl:deprecated true ; dcterms:isReplacedBy exo:Osteoblast .\n")
    edit("ontology/cells.ttl", "@prefix exo:", "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix exo:")
    edit("ontology/exordf.ttl", 'owl:versionInfo     "0.1.0"', 'owl:versionInfo     "0.2.0"')
    return home


def test_each_change_in_a_folder_of_data_is_found_and_nothing_else(mutated: Path, dataset: Dataset) -> None:
    found = differences.compare(dataset.store, store_at(mutated), dataset.prefixes)
    assert told(found, dataset) == [
        ("new", "claim", "claim:2.1-10z", ""),
        ("new", "term", "exo:NewDisease", ""),
        ("changed", "claim", "claim:2.1-10b", "exo:certainty"),
        ("changed", "finding", "finding:2.1-rab7", "exo:printed"),
        ("changed", "ontology", f"<{EXO}>", "owl:versionInfo"),
        ("withdrawn", "term", "exo:Osteoclast", "dcterms:isReplacedBy"),
    ]
    by_record = {dataset.prefixes.curie(one.record): one for one in found}
    assert by_record["claim:2.1-10b"].was == ox.NamedNode(f"{EXO}Reported")
    assert by_record["claim:2.1-10b"].now == ox.NamedNode(f"{EXO}Hypothesised")
    assert by_record["exo:Osteoclast"].now == ox.NamedNode(f"{EXO}Osteoblast")
    assert differences.count_line(found) == "2 new, 3 changed, 1 withdrawn, 0 gone"


def test_the_other_way_round_what_was_new_is_gone(mutated: Path, dataset: Dataset) -> None:
    found = differences.compare(store_at(mutated), dataset.store, dataset.prefixes)
    gone = [one for one in found if one.change == differences.GONE]
    assert {dataset.prefixes.curie(one.record) for one in gone} == {"claim:2.1-10z", "exo:NewDisease"}
    assert "is gone, but an IRI is never given up" in differences.lost_record_error(gone[0], dataset.prefixes)
    assert ("changed", "term", "exo:Osteoclast", "owl:deprecated") in told(found, dataset)


@pytest.mark.one_in(5)
@pytest.mark.parametrize("form", ["ntriples", "nquads", "rdfxml", "trig", "turtle"])
def test_an_exported_file_does_not_differ_from_the_data(form: str, dataset: Dataset, tmp_path: Path) -> None:
    name, content = next(iter(dataset.export(form).items()))
    (tmp_path / name).write_bytes(content)
    assert differences.compare(dataset.store, store_at(tmp_path / name), dataset.prefixes) == []


@settings(max_examples=6)
@given(seed=st.randoms(use_true_random=False))
@pytest.mark.slow("every")
def test_any_changes_of_any_records_are_found_and_no_others(seed: object, dataset: Dataset) -> None:
    choose = seed.sample  # type: ignore[attr-defined]
    store = copied(dataset)
    answer = store.query(
        f"SELECT DISTINCT ?it WHERE {{ ?class <{RDFS}subClassOf> <{EXO}Record> . ?it a ?class }} ORDER BY ?it"
    )
    new, changed, withdrawn, gone = choose([term for (term,) in answer.terms], 4)
    store.update(
        f"""DELETE WHERE {{ {gone} ?property ?value }} ;
            INSERT DATA {{
              {withdrawn} <{OWL}deprecated> true ; <http://purl.org/dc/terms/isReplacedBy> {changed} .
              {changed} <{RDFS}comment> "changed here"@en
            }} ;
            INSERT {{ <{EXO}a-new-one> ?property ?value }} WHERE {{ {new} ?property ?value }}"""
    )
    found = differences.compare(dataset.store, store, dataset.prefixes)
    assert {(one.change, one.record) for one in found} == {
        ("new", ox.NamedNode(f"{EXO}a-new-one")),
        ("changed", changed),
        ("withdrawn", withdrawn),
        ("gone", gone),
    }
    assert len(found) == 4


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("update", "expected"),
    [
        pytest.param(
            "INSERT DATA { exo:Osteoclast skos:altLabel 'bone eater'@en }",
            [("changed", "term", "exo:Osteoclast", "skos:altLabel")],
            id="a synonym",
        ),
        pytest.param(
            """INSERT DATA {
                 exo:Osteoclast rdfs:subClassOf [ owl:onProperty exo:partOf ; owl:someValuesFrom exo:Bone ] }""",
            [("changed", "term", "exo:Osteoclast", "rdfs:subClassOf")],
            id="an axiom",
        ),
        pytest.param(
            "INSERT DATA { exo:Osteoclast skos:exactMatch <http://purl.obolibrary.org/obo/CL_0000001> }",
            [("changed", "term", "exo:Osteoclast", "skos:exactMatch")],
            id="a link",
        ),
        pytest.param(
            "INSERT DATA { exo:miR-21 exo:inhibits exo:Osteoclast }", [], id="a direct edge, which a rule makes"
        ),
        pytest.param(
            "INSERT DATA { exo:OsteoclastExosome rdfs:subClassOf exo:Entity }", [], id="a class further above"
        ),
        pytest.param(
            "INSERT DATA { <http://purl.obolibrary.org/obo/CL_0000001> rdfs:label 'x' }", [], id="a term of others"
        ),
    ],
)
def test_a_change_is_told_by_its_property(update: str, expected: list[tuple[str, ...]], dataset: Dataset) -> None:
    store = copied(dataset)
    prefixes = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in dataset.prefixes.table.items())
    store.update(prefixes + update)
    assert told(differences.compare(dataset.store, store, dataset.prefixes), dataset) == expected


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exordf", "diff", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.slow("program")
def test_the_verb_says_what_changed_and_leaves_with_one(mutated: Path, dataset: Dataset) -> None:
    outcome = run(ROOT, mutated)
    assert outcome.returncode == 1
    assert "2 new, 3 changed, 1 withdrawn, 0 gone" in outcome.stdout
    lines = run(ROOT, mutated, "--format", "csv").stdout.splitlines()
    assert lines[0] == ",".join(differences.COLUMNS)
    assert len(lines) == 1 + len(differences.compare(dataset.store, store_at(mutated), dataset.prefixes))


def test_the_verb_leaves_with_nothing_where_nothing_differs() -> None:
    outcome = run(ROOT, ROOT)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "no differences\n", "")


def test_the_verb_calls_what_is_gone_an_error(mutated: Path) -> None:
    outcome = run(mutated, ROOT)
    assert outcome.returncode == 1
    assert "error: claim claim:2.1-10z is gone" in outcome.stderr


def test_a_release_without_a_whole_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checksums.sha256").write_text("")
    with pytest.raises(InputError, match="no file of this release holds all of it"):
        store_at(tmp_path)


def test_prefixes_come_with_a_file(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "exordf.nt").write_bytes(dataset.export("ntriples")["exordf.nt"])
    assert sources.declared_prefixes(store_at(tmp_path / "exordf.nt")).table == dataset.prefixes.table
