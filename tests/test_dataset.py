"""The dataset: its sources, revised records, and lookup by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from exordf import Dataset, InputError, Place, UnknownName

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "https://w3id.org/exordf/example/"
SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="module")
def two_reviews(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The project's data with a second review beside the first: a new folder, and nothing else."""
    home = tmp_path_factory.mktemp("two")
    for part in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / part, home / part)
    (home / "data" / "example").mkdir()
    shutil.copy(ROOT / "tests" / "bad" / "context.ttl", home / "data" / "example" / "records.ttl")
    (home / "data" / "example" / "review.ttl").write_text(
        f'<urn:p> a <{SH}PrefixDeclaration> ; <{SH}prefix> "claim" ; <{SH}namespace> "{EXAMPLE}claim/" .'
    )
    return Dataset.open(home)


def test_a_second_review_is_a_new_folder(two_reviews: Dataset, dataset: Dataset) -> None:
    assert two_reviews.validate().results == ()
    assert len(two_reviews.query("SELECT ?r WHERE { ?r a exo:Review }")) == 2
    ours, both = (len(each.query("SELECT ?c WHERE { ?c a exo:Claim }")) for each in (dataset, two_reviews))
    assert both > ours


def test_a_prefix_that_two_reviews_declare_is_distinguished(two_reviews: Dataset) -> None:
    curie = two_reviews.prefixes.curie(ox.NamedNode(f"{EXAMPLE}claim/1-01a"))
    assert {curie, two_reviews.prefixes.curie(two_reviews.find("2.1-10b"))} in (
        {"example.claim:1-01a", "claim:2.1-10b"},
        {"claim:1-01a", "liu2023.claim:2.1-10b"},
    )
    assert two_reviews.find(curie).value == f"{EXAMPLE}claim/1-01a"


def test_a_changed_copy_of_a_file_replaces_its_subjects(dataset: Dataset, tmp_path: Path) -> None:
    source = ROOT / "data" / "liu2023" / "claims" / "2.1.ttl"
    copy = tmp_path / "mine.ttl"
    copy.write_text(source.read_text(encoding="utf-8").replace('"miR-214-3p inhibits PTEN."', '"It lowers PTEN."'))
    mine = dataset.with_revisions([copy])
    labels = mine.query("SELECT ?l WHERE { claim:2.1-12b rdfs:label ?l . FILTER(LANG(?l) = 'en') }")
    assert labels.to_dicts() == [{"l": "It lowers PTEN."}]
    assert mine.validate().conforms
    assert len(mine.store) == len(dataset.store)
    line = next(
        n for n, text in enumerate(copy.read_text(encoding="utf-8").splitlines(), 1) if "claim:2.1-12b a" in text
    )
    assert mine.places[mine.find("claim:2.1-12b").value] == Place(copy, line)


@pytest.mark.parametrize(
    "name", ["exo:miR-214-3p", "miR-214-3p", "MIR-214-3P", "https://w3id.org/exordf/ontology/miR-214-3p"]
)
def test_a_term_is_found_by_each_of_its_names(name: str, dataset: Dataset) -> None:
    assert dataset.find(name).value == "https://w3id.org/exordf/ontology/miR-214-3p"


@pytest.mark.parametrize(
    ("name", "local"), [("RANKL", "TNFSF11"), ("骨钙素", "BGLAP"), ("osteogenesis", "BoneFormation")]
)
def test_a_synonym_finds_the_term(name: str, local: str, dataset: Dataset) -> None:
    assert dataset.find(name).value.endswith(f"/{local}")


def test_a_name_of_several_things_asks_which(dataset: Dataset) -> None:
    with pytest.raises(UnknownName) as raised:
        dataset.find("recipient cell")
    assert raised.value.mend is not None
    assert "exo:TargetCell" in raised.value.mend
    assert "exo:recipient" in raised.value.mend


def test_what_is_not_there_is_an_error_not_an_empty_dataset() -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        Dataset.open("nowhere")


@pytest.mark.slow("program")
def test_both_engines_give_one_report_on_a_section_with_faults(tmp_path: Path, dataset: Dataset) -> None:
    """The claims of one section with three faults, on top of all the rest: our engine and pySHACL say the same."""
    broken = tmp_path / "2.1.ttl"
    text = (ROOT / "data" / "liu2023" / "claims" / "2.1.ttl").read_text(encoding="utf-8")
    for right, wrong in (
        ("exo:object    exo:BoneExosome ;", "exo:object    exo:BoneExosome , exo:Bone ;"),
        ("exo:vesicle   exo:OsteoclastExosome", "exo:vesicle   exo:OsteoclastExosom"),
        ('"miR-214-3p 抑制 PTEN。"@zh', '"miR-214-3p 抑制 PTEN。"'),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    broken.write_text(text, encoding="utf-8")
    opened = dataset.with_revisions([broken])
    ours, theirs = opened.validate(), opened.validate(engine="pyshacl")
    assert ours.results == theirs.results
    assert len(ours.results) > 3


@pytest.mark.parametrize(
    "name", ["http://", "http://[", "https://a b", "<http://x", "http://x/\x00", "https://w3id.org/<"]
)
def test_what_begins_like_an_iri_and_is_none_is_the_name_of_nothing(name: str, dataset: Dataset) -> None:
    with pytest.raises(UnknownName, match="nothing is called"):
        dataset.find(name)
